"""Standard errors, intervals and probabilities: against R, against the rows, and at the edges."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import skm
from skm.ground.errors import PopulationError
from skm.result import Result, closing, summarize
from skm.result.inference import (
    METHODS,
    estimates,
    interval,
    poststratified,
    stratified,
)
from skm.result.probabilities import indistinct, probability_among_lowest, probability_at_least
from skm.result.reliability import cronbach, feldt, r_tabel
from skm.tally import Tally
from skm.tally.counting import count
from strategies import guidelines, sheets

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests" / "reference"
UNSUR = [f"U{i}" for i in range(1, 10)]
USERS = {"Umum": 400, "KTP": 5200, "IUMKM": 90, "SKCK": 30}


def near(value):
    return pytest.approx(value, rel=1e-10, abs=0)


@pytest.fixture(scope="module")
def said():
    """What R says: (data, what, item) to number."""
    frame = pd.read_csv(REFERENCE / "survey.csv")
    return {(d, w, i): v for d, w, i, v in frame.itertuples(index=False)}


@pytest.fixture(scope="module")
def tallies():
    layanan = pd.read_csv(ROOT / "sample_data" / "bakarangan_2022_layanan.csv")
    blanks = pd.read_csv(REFERENCE / "answers_with_blanks.csv")
    unit = pd.read_csv(REFERENCE / "unit_answers.csv")
    return {
        "layanan": count(layanan, by="layanan", pairs=True),
        "unit": count(unit, pairs=True),
        "blanks": count(blanks, by="layanan", pairs=True),
    }


# Against R ------------------------------------------------------------------------------------------------


def test_the_answers_r_was_given_are_those_of_the_sample_file(tallies):
    pedoman = skm.read_pedoman(ROOT / "sample_data" / "pedoman_bakarangan.toml")
    sample = count(ROOT / "sample_data" / "bakarangan_2022_unit.csv", pedoman=pedoman, pairs=True)
    assert sample.counts.tolist() == tallies["unit"].counts.tolist()
    assert sample.pairs.products.tolist() == tallies["unit"].pairs.products.tolist()


@pytest.mark.parametrize("data", ["layanan", "unit", "blanks"])
@pytest.mark.parametrize(("design", "population"), [("srs", None), ("fpc", 1200.0)])
def test_estimates_and_their_covariance_agree_with_survey(said, tallies, data, design, population):
    found = estimates(tallies[data].pool(), None if population is None else np.array([population]))
    assert found.ikm[0] == near(said[data, f"{design} ikm", "ikm"])
    assert found.se[0] == near(said[data, f"{design} se", "ikm"])
    assert found.nrr_se[0, 2] == near(said[data, f"{design} svyratio se", "U3"])
    for i, u in enumerate(UNSUR):
        assert found.nrr[0, i] == near(said[data, f"{design} nrr", u])
        assert found.nrr_se[0, i] == near(said[data, f"{design} nrr se", u])
        for j in range(i + 1, 9):
            assert found.covariance[0, i, j] == near(said[data, f"{design} nrr cov", f"{u} {UNSUR[j]}"])


def test_without_blanks_it_is_the_mean_of_the_respondents(said, tallies):
    for data in ("layanan", "unit"):
        assert estimates(tallies[data].pool()).se[0] == near(said[data, "svymean se", "ikm"])


@pytest.mark.parametrize("data", ["layanan", "blanks"])
def test_groups_agree_with_svyby_over_strata(said, tallies, data):
    tally = tallies[data]
    names = tally.groups["layanan"].tolist()
    with_users = estimates(tally, np.array([float(USERS[name]) for name in names]))
    alone = estimates(tally)
    for g, name in enumerate(names):
        assert with_users.se[g] == near(said[data, "svyby se", name])
        assert alone.se[g] == near(said[data, "group se", name])


def test_the_stratified_and_poststratified_unit_agree_with_survey(said, tallies):
    tally = tallies["layanan"]
    users = np.array([float(USERS[name]) for name in tally.groups["layanan"]])
    for how, design in ((stratified, "strata"), (poststratified, "post")):
        covariance, variance = how(tally, users)
        assert math.sqrt(variance[0]) == near(said["layanan", f"{design} se", "ikm"])
        assert math.sqrt(variance[0]) == near(said["layanan", f"svymean {design} se", "ikm"])
        for i, u in enumerate(UNSUR):
            assert math.sqrt(covariance[i, i]) == near(said["layanan", f"{design} nrr se", u])
    hasil = Result(tally, population=USERS)
    for post, design in ((False, "strata"), (True, "post")):
        found = hasil.certainty().stratified(post=post)
        assert found.ikm == near(said["layanan", f"{design} ikm", "ikm"])
        assert found.standard_error == near(said["layanan", f"{design} se", "ikm"])


def test_with_blanks_the_stratified_variance_adds_up_the_strata(said, tallies):
    tally = tallies["blanks"]
    users = np.array([float(USERS[name]) for name in tally.groups["layanan"]])
    parts = [said["blanks", "svyby se", name] * USERS[name] / 5720 for name in tally.groups["layanan"]]
    assert math.sqrt(stratified(tally, users)[1][0]) == near(math.hypot(*parts))


@pytest.mark.parametrize("how", [stratified, poststratified])
def test_a_service_nobody_uses_counts_for_nothing(tallies, how):
    tally = tallies["layanan"].take([0, 1])
    users = np.array([0.0, 5200.0])
    if how is stratified:
        covariance, variance = how(tally.take([1]), users[1:])
        assert how(tally, users)[0].tolist() == covariance.tolist()
        assert how(tally, users)[1].tolist() == variance.tolist()
    else:  # the random number of questionnaires counts those of the other service as well
        covariance, variance = how(tally, users)
        own = estimates(tally.take([1])).covariance[0] / (30 / 29)
        factor = (1 - 65 / 5200) * 65 / 64
        assert covariance == pytest.approx(own * factor)
        assert variance[0] == pytest.approx((25 / 9) ** 2 * own.sum() * factor)


@pytest.mark.parametrize("how", [stratified, poststratified])
def test_what_is_not_known_of_a_service_matters_only_when_somebody_uses_it(tallies, how):
    blank = pd.DataFrame([[3] * 8 + [None]], columns=UNSUR).assign(layanan="KK")
    tally = tallies["layanan"].take([1]) + count(blank, by="layanan", pairs=True)
    covariance, variance = how(tally, np.array([5200.0, 0.0]))
    assert np.isfinite(covariance).all()
    assert np.isfinite(variance).all()
    covariance, variance = how(tally, np.array([5199.0, 1.0]))
    assert np.isnan(covariance[8, 8])
    assert np.isnan(variance).all()


def test_a_service_whose_only_user_answered_adds_no_variance(tallies):
    one = count(pd.DataFrame([[3] * 9], columns=UNSUR).assign(layanan="KK"), by="layanan", pairs=True)
    tally = tallies["layanan"].take([1]) + one
    with_it = stratified(tally, np.array([5199.0, 1.0]))[1][0]
    assert with_it == pytest.approx(
        estimates(tallies["layanan"].take([1]), np.array([5199.0])).variance[0] * (5199 / 5200) ** 2
    )


def test_one_questionnaire_in_all_has_no_poststratified_variance_and_two_have():
    rows = pd.DataFrame([[3] * 9, [4] * 9], columns=UNSUR).assign(layanan="KK")
    one, two = (count(rows.iloc[:n], by="layanan", pairs=True) for n in (1, 2))
    assert np.isnan(poststratified(one, np.array([50.0]))[1]).all()
    assert poststratified(two, np.array([50.0]))[1][0] == pytest.approx(25**2 / 4 * (1 - 2 / 50))


@pytest.mark.parametrize("data", ["layanan", "unit", "blanks"])
def test_reliability_agrees_with_psych(said, tallies, data):
    tally = tallies[data].pool()
    found = cronbach(tally)
    n = int(tally.n[0])
    assert found.alpha == near(said[data, "alpha", "alpha"])
    assert feldt(found.alpha, n, 9) == near(
        (said[data, "alpha low", "alpha"], said[data, "alpha high", "alpha"])
    )
    assert r_tabel(n) == near(said[data, "r tabel", "r"])
    for i, u in enumerate(UNSUR):
        assert found.dropped[i] == near(said[data, "alpha drop", u])
        assert found.item_total[i] == near(said[data, "r drop", u])


def test_reliability_of_one_two_and_three_questions():
    x = np.array([[1, 2, 1], [2, 1, 2], [2, 2, 1], [1, 1, 1], [2, 2, 2], [1, 1, 2]])

    def of(columns):
        kode = [f"U{i + 1}" for i in range(len(columns))]
        pedoman = skm.PERMENPANRB_14_2017.drop(*UNSUR[len(columns) :])
        return cronbach(count(pd.DataFrame(x[:, columns], columns=kode), pedoman=pedoman, pairs=True))

    def alpha(y):
        q = y.shape[1]
        return q / (q - 1) * (1 - y.var(axis=0, ddof=1).sum() / y.sum(axis=1).var(ddof=1))

    three, two, one = of([0, 1, 2]), of([0, 1]), of([0])
    assert three.alpha == pytest.approx(alpha(x))
    assert three.dropped == pytest.approx([alpha(x[:, [1, 2]]), alpha(x[:, [0, 2]]), alpha(x[:, [0, 1]])])
    assert two.alpha == pytest.approx(alpha(x[:, :2]))
    assert np.isnan(two.dropped).tolist() == [True, True]
    assert two.item_total == pytest.approx([np.corrcoef(x[:, 0], x[:, 1])[0, 1]] * 2)
    assert math.isnan(one.alpha)
    assert np.isnan([*one.dropped, *one.item_total]).all()


def test_answers_that_balance_each_other_out_have_no_alpha():
    frame = pd.DataFrame({"U1": [1, 2, 3, 4], "U2": [4, 3, 2, 1]})
    two = skm.PERMENPANRB_14_2017.drop(*UNSUR[2:])
    assert math.isnan(cronbach(count(frame, pedoman=two, pairs=True)).alpha)


def test_an_item_has_no_correlation_with_others_whose_sum_does_not_vary():
    # b and c have variance 0.5 each and, over the two rows with both, covariance -0.5: their sum has none
    a, b, c = [2, 2, 1, 1, 4], [1, 2, 2, 2, 3], [2, 1, None, None, None]
    frame = pd.DataFrame({"U1": a, "U2": b, "U3": c}, dtype="Int64")
    pedoman = skm.PERMENPANRB_14_2017.drop(*UNSUR[3:])
    found = cronbach(count(frame, pedoman=pedoman, pairs=True)).item_total
    assert math.isnan(found[0])
    assert found[1] == 0  # covariance 0.5 with a, -0.5 with c
    assert found[2] == pytest.approx(-0.5 / math.sqrt(0.5 * (1.5 + 0.5 + 2 * 0.5)))


def test_reliability_of_too_few_is_not_known():
    assert np.isnan(feldt(0.8, 1, 9)).all()
    assert np.isnan(feldt(0.8, 30, 1)).all()
    assert np.isnan(feldt(np.nan, 30, 9)).all()
    assert np.isfinite(feldt(0.8, 2, 2)).all()
    assert math.isnan(r_tabel(2))
    assert r_tabel(3) == pytest.approx(0.997, abs=5e-4)  # as printed in every r table


def test_degrees_of_freedom_are_one_fewer_than_questionnaires_and_at_least_one():
    rows = pd.DataFrame([[3] * 9, [4] * 9, [4] * 9, [2] * 9], columns=UNSUR)
    assert [estimates(count(rows.iloc[:n])).df.tolist() for n in (1, 2, 3, 4)] == [[1], [1], [2], [3]]


# Against the rows -----------------------------------------------------------------------------------------


@settings(max_examples=min(60, settings.default.max_examples))
@given(sheets(min_size=2))
def test_the_variance_from_the_tally_is_the_one_from_the_rows(frame):
    x = frame[UNSUR].to_numpy(dtype=float, na_value=np.nan)
    filled = ~np.isnan(x)
    assume(filled.any(axis=0).all())
    x = np.where(filled, x, 0.0)
    n, answers = len(x), filled.sum(axis=0)
    nrr = x.sum(axis=0) / answers
    z = (x - filled * nrr) / answers
    covariance = n / (n - 1) * z.T @ z
    found = estimates(count(frame, pairs=True))
    assert found.covariance[0] == pytest.approx(covariance, rel=1e-9, abs=1e-14)
    assert found.variance[0] == pytest.approx((25 / 9) ** 2 * covariance.sum(), rel=1e-9, abs=1e-11)


@settings(max_examples=min(60, settings.default.max_examples))
@given(guidelines(), st.integers(2, 25), st.integers(0, 2**32 - 1), st.booleans())
def test_several_questions_unequal_bobot_and_other_scales(pedoman, n, seed, blanks):
    random = np.random.default_rng(seed)
    codes = pedoman.pertanyaan_kode
    x = random.integers(1 - blanks, pedoman.nilai_max + 1, (n, len(codes)))
    frame = pd.DataFrame(x, columns=list(codes), dtype="Int64")
    unsur = np.repeat(np.arange(len(pedoman.unsur)), [len(u.pertanyaan) for u in pedoman.unsur])
    member = unsur == np.arange(len(pedoman.unsur))[:, None]
    filled = member @ (x > 0).sum(axis=0)
    assume(filled.all() and (x > 0).any(axis=1).all())
    nrr = member @ x.sum(axis=0) / filled
    z = ((x - (x > 0) * nrr[unsur]) @ member.T) / filled
    weights = np.array([float(b * pedoman.faktor) for b in pedoman.bobot])
    variance = n / (n - 1) * ((z @ weights) ** 2).sum()
    hasil = summarize(frame.mask(frame == 0), pedoman=pedoman)
    assert hasil.standard_error**2 == pytest.approx(variance, rel=1e-8, abs=1e-11)
    low, high = hasil.confidence_interval()
    assert float(pedoman.faktor) <= low <= hasil.ikm + 1e-9
    assert hasil.ikm - 1e-9 <= high <= 100
    assert hasil.mutu_probability.sum() == pytest.approx(1)


@settings(max_examples=min(40, settings.default.max_examples))
@given(sheets(min_size=2))
def test_pieces_merged_give_the_same_standard_error_bit_for_bit(frame):
    cut = len(frame) // 2
    merged = sum(count(part, by="layanan", pairs=True) for part in (frame.iloc[cut:], frame.iloc[:cut]))
    once, twice = Result(count(frame, pairs=True)), Result(merged)
    assert str(once.standard_error) == str(twice.standard_error)
    assert str(once.confidence_interval()) == str(twice.confidence_interval())
    assert once.mutu_probability.tolist() == pytest.approx(
        twice.mutu_probability.tolist(), nan_ok=True, abs=0
    )


# Intervals ------------------------------------------------------------------------------------------------


def limits(value, se, n, **more):
    low, high = interval(np.array([value]), np.array([se**2]), n, low=25.0, high=100.0, **more)
    return low[0], high[0]


@given(
    st.floats(25, 100),
    st.floats(0, 1),
    st.integers(1, 10_000),
    st.sampled_from([0.5, 0.9, 0.95, 0.99]),
    st.floats(0, 1),
)
def test_the_default_interval_holds_the_estimate_and_stays_on_the_scale(value, spread, n, level, sampled):
    se = spread * 37.5 / math.sqrt(n) * math.sqrt(1 - sampled)
    low, high = limits(value, se, n, level=level, sampled=sampled)
    assert 25 <= low <= value + 1e-9
    assert value - 1e-9 <= high <= 100
    wider = limits(value, se, n, level=0.995, sampled=sampled)
    assert wider[0] <= low + 1e-9
    assert wider[1] >= high - 1e-9


def test_five_times_the_highest_answer_is_no_certainty_and_everybody_asked_is():
    assert limits(100, 0, 5) == (pytest.approx(25 + 75 * 5 / (5 + 2.7764451**2)), 100)
    assert limits(100, 0, 30)[0] > 90
    assert limits(75, 0, 30) == (pytest.approx(74.53, abs=0.01), pytest.approx(75.46, abs=0.01))
    assert limits(100, 0, 5, sampled=1.0) == (100, 100)
    assert limits(80, 0, 5, sampled=1.0) == (80, 80)


def test_the_more_of_the_users_were_asked_the_more_each_respondent_says():
    # the highest answer from 5 of 10 users tells as much as from 10 of very many, with t of 4 degrees of freedom
    assert limits(100, 0, 5, sampled=0.5) == (pytest.approx(25 + 75 * 10 / (10 + 2.7764451**2)), 100)


@pytest.mark.parametrize("end", [25.0, 100.0])
def test_no_limit_is_beyond_the_end_of_the_scale_by_a_last_bit(end):
    n = np.arange(1, 2000)
    low, high = interval(np.full(len(n), end), np.zeros(len(n)), n, low=25.0, high=100.0)
    assert low.min() >= 25
    assert high.max() <= 100


def test_one_respondent_says_next_to_nothing():
    low, high = limits(75, math.nan, 1)
    assert low < 26
    assert high > 99
    assert math.isnan(limits(75, math.nan, 2)[0])


def test_the_other_methods_are_the_textbook_ones():
    t = 2.0452296421327034  # 29 degrees of freedom
    assert limits(90, 2, 30, method="t") == (pytest.approx(90 - 2 * t), pytest.approx(90 + 2 * t))
    assert limits(90, 2, 30, method="normal") == pytest.approx((86.0800720, 93.9199280))
    low, high = limits(90, 2, 30, method="logit")
    p, step = 65 / 75, t * 2 / 75 / (65 / 75 * 10 / 75)
    assert [math.log((x - 25) / (100 - x)) for x in (low, high)] == pytest.approx(
        [math.log(p / (1 - p)) - step, math.log(p / (1 - p)) + step]
    )
    assert math.isnan(limits(100, 2, 30, method="logit")[0])  # at the ends it has no limit inside
    assert math.isnan(limits(25, 2, 30, method="logit")[1])
    assert set(METHODS) == {"score", "logit", "t", "normal"}


def test_misuse_of_interval_is_said_in_english():
    for level in (0, 1, 1.5, 95):
        with pytest.raises(ValueError, match="level is more than 0"):
            limits(80, 1, 10, level=level)
    with pytest.raises(ValueError, match="method is one of"):
        limits(80, 1, 10, method="wald")


@given(st.floats(30, 99), st.floats(0.1, 5), st.integers(2, 500), st.sampled_from([0.8, 0.95]))
def test_the_probability_of_a_bound_is_the_interval_read_the_other_way(value, se, n, level):
    low, high = limits(value, se, n, level=level)
    for bound, wanted in ((low, (1 + level) / 2), (high, (1 - level) / 2)):
        if 25.001 < bound < 99.999:
            found = probability_at_least(bound, np.array([value]), np.array([se**2]), n, low=25, high=100)
            assert found[0] == pytest.approx(wanted, abs=1e-6)


def test_every_index_reaches_the_lowest_end_of_the_scale():
    value, variance = np.array([80.0, 25.0, np.nan]), np.array([1.0, 0.0, np.nan])
    for bound in (25.0, 0.0):
        found = probability_at_least(bound, value, variance, 10, low=25.0, high=100.0)
        assert found.tolist() == pytest.approx([1.0, 1.0, np.nan], nan_ok=True)
        assert found.dtype == np.float64


def test_an_index_on_the_bound_is_as_likely_above_it_as_below_unless_everybody_was_asked():
    value, variance, asked = np.array([80.0, 80.0]), np.array([0.0, 1.0]), np.array([1.0, 0.0])
    found = probability_at_least(80.0, value, variance, 30, low=25.0, high=100.0, sampled=asked)
    assert found.tolist() == [1.0, 0.5]
    top = probability_at_least(100.0, value, variance, 30, low=25.0, high=100.0, sampled=asked)
    assert top.tolist() == [0.0, 0.0]


def test_the_published_coverage_keeps_the_promise_in_the_five_profiles():
    text = (ROOT / "docs" / "inference.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.count("|") == 11]
    header = [cell.strip() for cell in rows[0]]
    promised = [row for row in rows[2:] if "harder" not in row[0]]
    assert len(promised) == 25
    for row in promised:
        n = int(row[1])
        for column in ("score", "score, half asked"):
            covered = float(row[header.index(column)])
            assert 93.5 <= covered <= 97 if n >= 30 else covered >= 90


def test_simulated_again_the_default_covers_near_the_end_of_the_scale_where_t_does_not():
    random = np.random.default_rng(1)
    latent = (
        random.standard_normal((2000, 30, 1)) * 0.55**0.5 + random.standard_normal((2000, 30, 9)) * 0.45**0.5
    )
    answers = 1.0 + np.searchsorted([-2.652, -2.054, -1.126], latent)
    ikm = answers.mean(axis=2) * 25
    truth, mean, variance = ikm.mean(), ikm.mean(axis=1), ikm.var(axis=1, ddof=1) / 30
    share = {}
    for method in ("score", "t"):
        low, high = interval(mean, variance, 30, low=25.0, high=100.0, method=method)
        share[method] = ((low <= truth) & (truth <= high)).mean()
    assert 0.925 <= share["score"] <= 0.975
    assert share["t"] < 0.92


def test_of_surveys_said_to_be_a_with_eighty_to_ninety_percent_so_many_are():
    random = np.random.default_rng(4)
    n, surveys = 60, 4000
    truth = random.uniform(80, 97, surveys)
    share = (truth[:, None] - 25) / 75
    values = 25 + 75 * np.round(27 * random.beta(share * 9, (1 - share) * 9, (surveys, n))) / 27
    said = probability_at_least(
        88.305, values.mean(axis=1), values.var(axis=1, ddof=1) / n, n, low=25.0, high=100.0
    )
    chosen = (said >= 0.8) & (said < 0.9)
    assert chosen.sum() > 100
    assert 0.8 <= (truth[chosen] >= 88.305).mean() <= 0.92


# A result -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hasil(tallies):
    return Result(tallies["layanan"])


def test_a_result_says_how_sure_it_is(hasil):
    assert hasil.standard_error == pytest.approx(1.0026, abs=1e-4)
    low, high = hasil.confidence_interval(0.95)
    assert (low, high) == pytest.approx((83.90, 87.88), abs=0.01)
    assert hasil.confidence_interval(method="t").high == pytest.approx(86 + 1.98422 * 1.00265, abs=1e-3)
    assert hasil.mutu_probability.index.tolist() == ["A", "B", "C", "D"]
    assert hasil.mutu_probability.sum() == pytest.approx(1)
    assert hasil.certainty().sure
    assert hasil.certainty().text == (
        "Mutu B pasti (peluang 99,2 %); selang kepercayaan 95 % IKM: 83,90 sampai 87,88."
    )
    assert hasil.certainty().short == "86,00 (83,90–87,88): B pasti"


def test_a_letter_that_is_too_close_to_call_is_said_with_what_would_settle_it(tallies):
    unit = Result(tallies["unit"])
    found = unit.certainty()
    assert not found.sure
    assert found.text == (
        "Mutu B belum pasti (peluang B 76,8 %, A 23,2 %); selang kepercayaan 95 % IKM: 86,39 sampai "
        "89,11. Dengan sebaran jawaban ini perlu sekitar "
        f"{found.needed} responden agar pasti."
    )
    assert 700 < found.needed < 900
    assert unit.certainty(0.7).sure
    assert unit.certainty(0.7).needed is None


def test_the_letter_of_an_index_on_the_bound_cannot_be_settled_by_more_respondents():
    rows = [[4] * 9, [3] * 9] * 27 + [[4] * 9] * 3  # IKM 88.16
    near_bound = summarize(pd.DataFrame(rows * 40, columns=UNSUR)).certainty()
    assert not near_bound.sure
    exact = summarize(pd.DataFrame([[4] * 9] * 100 + [[3] * 9] * 88, columns=UNSUR))
    assert exact.ikm == pytest.approx(88.297, abs=0.001)
    assert exact.certainty().needed is None
    assert exact.certainty().text.endswith("untuk dipastikan dengan menambah responden.")


def test_users_served_narrow_the_interval_and_cannot_be_fewer_than_questionnaires(tallies):
    tally = tallies["layanan"]
    free = Result(tally)
    narrow = Result(tally, population=USERS | {"SKCK": 5})
    assert narrow["SKCK"].population == 5
    assert narrow["SKCK"].confidence_interval() == (narrow["SKCK"].ikm, narrow["SKCK"].ikm)
    assert narrow["SKCK"].mutu_probability.tolist() == [0, 1, 0, 0]
    assert narrow["KTP"].standard_error < free["KTP"].standard_error
    assert Result(tally, population=100).standard_error == 0
    assert Result(tally, population=1200).standard_error < free.standard_error
    assert Result(tally, population=1200)["KTP"].standard_error == free["KTP"].standard_error
    with pytest.raises(PopulationError, match="Jumlah pengguna layanan KTP: 29, lebih kecil daripada 30"):
        Result(tally, population=USERS | {"KTP": 29})
    with pytest.raises(KeyError, match="not there: \\['KK'\\]"):
        Result(tally, population={"KK": 9})
    with pytest.raises(PopulationError, match="Unit: 99, lebih kecil daripada 100"):
        summarize(tally, population=99)


def test_a_result_from_totals_knows_the_index_but_not_how_sure_it_is():
    table = Result(Tally.from_totals(dict.fromkeys(UNSUR, 90), n=30))
    assert math.isnan(table.standard_error)
    assert all(map(math.isnan, table.confidence_interval()))
    assert table.mutu_probability.isna().all()
    assert table.certainty().text.startswith("Kepastian mutu tidak diketahui")
    assert table.certainty().short == "75,00: C"
    assert table.certainty().priorities_text == ""
    assert table.certainty().unsur["prioritas_probability"].isna().all()
    assert not table.certainty().unsur["indistinct"].any()
    assert not any("pasti" in line for line in closing(table))


def test_one_questionnaire_and_none():
    one = summarize(pd.DataFrame([[3] * 9], columns=UNSUR))
    assert math.isnan(one.standard_error)
    assert one.certainty().unsur["prioritas_probability"].between(0, 1).all()
    assert estimates(count(pd.DataFrame([[3] * 9], columns=UNSUR))).df.tolist() == [1]
    assert one.certainty().text.endswith("Satu kuesioner tidak cukup; tambah respondennya.")
    assert one.mutu_probability.sum() == pytest.approx(1)
    assert math.isnan(Result(Tally.from_totals(dict.fromkeys(UNSUR, 0), n=0), population=0).standard_error)
    sheet = pd.DataFrame([[3] * 9], columns=UNSUR).assign(layanan="KTP")
    empty = Result(count(sheet, by="layanan", pairs=True).take([]))
    assert math.isnan(empty.standard_error)
    assert empty.certainty().mutu is None
    assert empty.certainty().groups.empty


def test_every_answer_the_highest_is_surer_the_more_there_are():
    shares = [
        summarize(pd.DataFrame([[4] * 9] * n, columns=UNSUR)).mutu_probability["A"] for n in (1, 2, 5, 30)
    ]
    assert shares == sorted(shares)
    assert shares[-1] > 0.95
    assert summarize(pd.DataFrame([[4] * 9] * 5, columns=UNSUR)).certainty().high == 100


def test_frames_of_groups_have_the_columns_promised(hasil):
    frame = hasil.certainty().groups
    assert frame.columns.tolist() == [
        "n", "ikm", "standard_error", "ci_low", "ci_high", "mutu", "mutu_probability", "sure",
    ]  # fmt: skip
    assert frame.index.tolist() == ["Umum", "KTP", "IUMKM", "SKCK"]
    for name in frame.index:
        assert frame.loc[name, "ci_low"] == hasil[name].confidence_interval().low
        own = hasil[name].mutu_probability[frame.loc[name, "mutu"]]
        assert frame.loc[name, "mutu_probability"] == pytest.approx(own, rel=1e-12)
        assert frame.loc[name, "sure"] == hasil[name].certainty().sure


def test_stratified_needs_the_users_of_every_group(hasil):
    with pytest.raises(ValueError, match="users served by each group"):
        hasil.certainty().stratified()
    with pytest.raises(KeyError, match="SKCK"):
        hasil.certainty().stratified({"Umum": 400, "KTP": 5200, "IUMKM": 90})
    with pytest.raises(PopulationError, match="KTP: 10"):
        hasil.certainty().stratified(USERS | {"KTP": 10})
    assert hasil.certainty().stratified(USERS).ikm == hasil.weighted_by_users(USERS).ikm


# Priorities -----------------------------------------------------------------------------------------------


def test_the_probability_of_being_among_the_lowest_is_that_of_the_joint_distribution(tallies):
    found = estimates(tallies["unit"])
    random = np.random.default_rng(7)
    draws = random.standard_normal((200_000, 9)) @ np.linalg.cholesky(found.covariance[0]).T
    draws = found.nrr[0] + draws * np.sqrt(161 / random.chisquare(161, 200_000))[:, None]
    for k in (1, 3):
        simulated = (draws <= np.sort(draws, axis=1)[:, k - 1 : k]).mean(axis=0)
        assert probability_among_lowest(found, k)[0] == pytest.approx(simulated, abs=0.015)


@settings(max_examples=min(40, settings.default.max_examples))
@given(sheets(blanks=False, min_size=2))
def test_the_probabilities_of_the_three_lowest_sum_to_three(frame):
    found = probability_among_lowest(estimates(count(frame, pairs=True)))
    assert found.sum() == pytest.approx(3, abs=1e-6)
    assert ((found >= 0) & (found <= 1)).all()


def test_a_group_has_the_same_probabilities_alone_and_among_others(tallies):
    together = Result(tallies["layanan"]).certainty().priorities
    alone = Result(tallies["layanan"])["KTP"].certainty().unsur["prioritas_probability"]
    assert together.loc["KTP"].tolist() == alone.tolist()


def test_an_unsur_that_nobody_answered_leaves_the_index_unknown():
    frame = pd.DataFrame([[4] * 8 + [None], [3] * 8 + [None]], columns=UNSUR)
    found = estimates(count(frame, pairs=True))
    assert np.isnan([found.ikm[0], found.variance[0], found.covariance[0, 8, 8]]).all()
    assert np.isfinite(found.covariance[0, :8, :8]).all()
    assert np.isnan(probability_among_lowest(found)).all()
    assert indistinct(found)[0].tolist() == [True] * 8 + [False]


def test_an_unsur_that_one_group_left_open_leaves_the_probabilities_of_others_as_they_are(tallies):
    blank = pd.DataFrame([[4] * 8 + [None], [3] * 8 + [None]], columns=UNSUR).assign(layanan="KK")
    one = tallies["layanan"].take([1])
    found = probability_among_lowest(estimates(one + count(blank, by="layanan", pairs=True)))
    assert found[0].tolist() == probability_among_lowest(estimates(one))[0].tolist()
    assert np.isnan(found[1]).all()


def test_the_only_unsur_is_the_lowest():
    pedoman = skm.PERMENPANRB_14_2017.drop(*UNSUR[1:])
    found = estimates(count(pd.DataFrame({"U1": [3, 4]}), pedoman=pedoman, pairs=True))
    assert probability_among_lowest(found).tolist() == [[1.0]]


def test_a_probability_is_a_share_of_1024_points(tallies):
    found = probability_among_lowest(estimates(tallies["unit"])) * 1024
    assert found.tolist() == found.round().tolist()
    assert ((found > 0) & (found < 1024)).any()


def test_unsur_that_millions_answer_alike_share_their_places():
    rows = [[1, 1, 1, 4, 4, 4, 4, 4, 4], [1, 1, 1, 4, 4, 4, 4, 4, 3], [2, 2, 2, 4, 4, 4, 4, 4, 4]]
    tally = count(pd.DataFrame(rows, columns=UNSUR), pairs=True)
    for _ in range(22):
        tally = tally + tally
    assert probability_among_lowest(estimates(tally)).tolist() == [[1.0] * 3 + [0.0] * 6]


def test_many_groups_have_the_same_probabilities_as_each_alone(tallies):
    one = tallies["layanan"].take([1])
    many = sum(replace(one, groups=pd.DataFrame({"layanan": [f"KTP {i}"]}, dtype=object)) for i in range(130))
    found = probability_among_lowest(estimates(many))
    assert found.tolist() == probability_among_lowest(estimates(one)).tolist() * 130


def test_everybody_asked_leaves_no_doubt_and_keeps_ties():
    frame = pd.DataFrame([[4, 4, 4, 4, 4, 4, 3, 2, 1], [4, 4, 4, 4, 4, 4, 3, 2, 1]], columns=UNSUR)
    assert (
        summarize(frame, population=2).certainty().unsur["prioritas_probability"].tolist()
        == [0.0] * 6 + [1] * 3
    )
    tied = pd.DataFrame([[4] * 7 + [2, 1]] * 2, columns=UNSUR)
    assert summarize(tied, population=2).certainty().unsur["prioritas_probability"].tolist() == [1.0] * 9


def test_unsur_that_cannot_be_told_apart_from_the_third_are_marked():
    answers = [[4, 4, 4, 4, 4, 4, 3, 2, 2], [4, 4, 4, 4, 4, 4, 2, 2, 1], [4, 4, 4, 4, 4, 3, 3, 3, 2]] * 20
    frame = summarize(pd.DataFrame(answers, columns=UNSUR)).certainty().unsur
    assert frame.index[frame["indistinct"]].tolist() == ["U7"]
    # answered alike by everybody, so told apart by a difference that two samples would not show
    x = [[1 + (i % 4), 1, 2, 4, 4, 4, 4, 4, 4] for i in range(60)]
    paired = [[*row[:3], min(row[0] + (i % 10 == 0), 4), *row[4:]] for i, row in enumerate(x)]
    found = estimates(count(pd.DataFrame(paired, columns=UNSUR), pairs=True))
    assert indistinct(found)[0].tolist() == [True] + [False] * 8


def test_of_equal_nrr_the_first_of_the_guideline_is_the_lowest():
    # U2 to U9 have the same NRR, the even ones answered as U1 almost always is, the odd ones the other way round:
    # U1 can be told apart from the even ones only
    x = np.array([1, 4] * 20)
    frame = pd.DataFrame({u: x if i % 2 else 5 - x for i, u in enumerate(UNSUR)})
    frame["U1"] = np.where(np.arange(40) % 4 == 0, 2, x)
    found = estimates(count(frame, pairs=True))
    assert [indistinct(found, k)[0, 0] for k in range(1, 9)] == [False, True] * 4


def test_one_respondent_tells_unsur_apart_only_at_low_levels():
    # Each NRR has the variance 9 / 4, as much as there can be between 1 and 4, and 9 / (4 n^3) on top: 9 in all
    # for a difference of 3, which is then one standard error. With one degree of freedom t at 0.5 is 1.
    one = estimates(count(pd.DataFrame([[1] + [4] * 8], columns=UNSUR), pairs=True))
    assert indistinct(one, 1, level=0.51)[0].tolist() == [True] * 9
    assert indistinct(one, 1, level=0.49)[0].tolist() == [True] + [False] * 8


def test_the_priorities_in_words(tallies):
    unit = Result(tallies["unit"])
    assert unit.certainty().priorities_text == (
        "Peluang benar-benar termasuk tiga terendah: Waktu Penyelesaian 100 %; "
        "Produk Spesifikasi Jenis Pelayanan 78 %; Kompetensi Pelaksana 71 %. "
        "Belum dapat dibedakan dari yang ketiga: 5 unsur lain; pakai juga pertimbangan lain."
    )
    assert closing(unit)[-2:] == [unit.certainty().priorities_text, unit.certainty().text]


def test_import_skm_loads_no_scipy():
    import subprocess
    import sys

    code = "import sys, skm; assert not any(m.startswith('scipy') for m in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
