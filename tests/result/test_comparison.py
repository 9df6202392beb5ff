"""Comparisons, reliability in words, and what is hidden before publication."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skm.pedoman import KEPMENPAN_25_2004, PERMENPANRB_14_2017, PERMENPANRB_16_2014
from skm.result import Result, summarize
from skm.result.comparison import compare, compare_groups
from skm.result.disclosure import hidden, publishable
from skm.result.inference import difference, holm
from skm.result.reliability import reliability
from skm.tally import Tally
from skm.tally.counting import count
from strategies import sheets

UNSUR = [f"U{i}" for i in range(1, 10)]


def survey(seed, n, shares):
    answers = np.random.default_rng(seed).choice([1, 2, 3, 4], (n, 9), p=shares)
    return pd.DataFrame(answers, columns=UNSUR)


@pytest.fixture(scope="module")
def frames():
    return survey(1, 80, [0.05, 0.1, 0.5, 0.35]), survey(2, 120, [0.02, 0.05, 0.43, 0.5])


@pytest.fixture(scope="module")
def compared(frames):
    return compare(*map(summarize, frames)).frame


# Two results ----------------------------------------------------------------------------------------------


def test_differences_are_those_of_the_results(frames, compared):
    before, after = map(summarize, frames)
    assert compared.index.tolist() == ["IKM", *UNSUR]
    assert compared.columns.tolist() == [
        "nama", "n_before", "n_after", "before", "after", "difference", "ci_low", "ci_high", "p", "p_holm",
        "effect", "delta", "p_ordinal",
    ]  # fmt: skip
    assert compared.loc["IKM", "difference"] == pytest.approx(after.ikm - before.ikm)
    assert compared.loc["U3", "difference"] == pytest.approx(
        25 * (after.unsur.loc["U3", "nrr"] - before.unsur.loc["U3", "nrr"])
    )
    assert compared.loc["U3", ["n_before", "n_after"]].tolist() == [80, 120]


def test_with_many_respondents_it_is_the_t_test_of_welch():
    from scipy.stats import ttest_ind

    a, b = survey(3, 4000, [0.05, 0.1, 0.5, 0.35]), survey(4, 6000, [0.05, 0.1, 0.485, 0.365])
    found = compare(summarize(a), summarize(b)).frame.loc["IKM"]
    ikm_a, ikm_b = a.mean(axis=1) * 25, b.mean(axis=1) * 25
    welch = ttest_ind(ikm_b, ikm_a, equal_var=False)
    assert found["p"] == pytest.approx(welch.pvalue, rel=0.05)
    assert list(found[["ci_low", "ci_high"]]) == pytest.approx(list(welch.confidence_interval()), abs=0.02)
    pooled = math.sqrt((3999 * ikm_a.var() + 5999 * ikm_b.var()) / 9998)
    assert found["effect"] == pytest.approx((ikm_b.mean() - ikm_a.mean()) / pooled * (1 - 3 / (4 * 9998 - 1)))


def test_the_p_value_is_the_interval_read_the_other_way(frames):
    before, after = map(summarize, frames)
    for level in (0.8, 0.95, 0.999):
        frame = compare(before, after, level).frame
        excludes = (frame["ci_low"] > 0) | (frame["ci_high"] < 0)
        assert excludes.tolist() == (frame["p"] < 1 - level).tolist()
    exact = compare(before, after, 1 - compare(before, after).frame.loc["U4", "p"]).frame.loc["U4"]
    assert min(abs(exact["ci_low"]), abs(exact["ci_high"])) == pytest.approx(0, abs=1e-6)


@settings(max_examples=min(40, settings.default.max_examples))
@given(sheets(min_size=2), sheets(min_size=2))
@pytest.mark.long
def test_turned_round_every_sign_turns_and_differences_stay_possible(a, b):
    there, back = compare(summarize(a), summarize(b)), compare(summarize(b), summarize(a))
    for column in ("difference", "delta"):
        assert there[column].tolist() == pytest.approx((-back[column]).tolist(), nan_ok=True)
    assert there["ci_low"].tolist() == pytest.approx((-back["ci_high"]).tolist(), nan_ok=True)
    assert there["p"].tolist() == pytest.approx(back["p"].tolist(), nan_ok=True, abs=1e-12)
    inside = there.frame.dropna(subset=["ci_low"])
    assert (inside["ci_low"] >= -75 - 1e-9).all()
    assert (inside["ci_high"] <= 75 + 1e-9).all()
    assert (inside["ci_low"] <= inside["difference"] + 1e-9).all()


@pytest.mark.long
def test_when_nothing_differs_one_comparison_in_twenty_says_it_does():
    random = np.random.default_rng(11)
    p = []
    for _ in range(400):
        x = random.choice([25, 50, 75, 100], (2, 60), p=[0.05, 0.1, 0.5, 0.35]).astype(float)
        sides = [(np.array([row.mean()]), np.array([row.var(ddof=1) / 60]), 60, 0.0) for row in x]
        p.append(difference(*sides, low=25, high=100).p[0])
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.08
    assert 0.45 < np.mean(p) < 0.55


@pytest.mark.parametrize(("first", "second"), [(3.2, 3.8), (3.8, 3.2), (3.2, 3.3)])
def test_the_interval_at_the_level_of_p_just_touches_no_difference(first, second):
    sides = [(np.array([x]), np.array([0.01]), 30, 0.0) for x in (first, second)]
    p = difference(*sides, low=1, high=4).p
    assert p.dtype == np.float64
    touching = difference(*sides, low=1, high=4, level=1 - p[0])
    assert (touching.low if second > first else touching.high)[0] == pytest.approx(0, abs=1e-9)


def test_everybody_content_in_both_is_no_difference_and_no_certainty_either():
    best = summarize(pd.DataFrame([[4] * 9] * 10, columns=UNSUR))
    row = compare(best, best).frame.loc["IKM"]
    assert row["difference"] == 0
    assert row["p"] == 1
    assert row["ci_low"] < -15
    assert math.isnan(row["effect"])
    assert compare(best, best).frame.loc["U1", ["delta", "p_ordinal"]].tolist() == [0, 1]


def test_delta_is_how_often_an_answer_is_higher(frames, compared):
    a, b = (frame["U5"].to_numpy() for frame in frames)
    sign = np.sign(b[None, :] - a[:, None])
    assert compared.loc["U5", "delta"] == pytest.approx(sign.mean())
    assert math.isnan(compared.loc["IKM", "delta"])
    assert 0 < compared.loc["U5", "p_ordinal"] < 1


def test_large_surveys_do_not_overflow_the_ordinal_test():
    table = pd.DataFrame([[10**6, 2 * 10**6, 3 * 10**6, 4 * 10**6]] * 9, index=UNSUR, columns=[1, 2, 3, 4])
    one = Result(Tally.from_frequencies(table))
    frame = compare(one, one).frame
    assert frame.loc["U1", "delta"] == pytest.approx(0, abs=1e-12)
    assert frame.loc["U1", "p_ordinal"] == pytest.approx(1)
    assert frame["p"].isna().all()  # frequencies alone do not say how unsur go together


def test_misuse_is_said_in_english(frames):
    before, after = map(summarize, frames)
    with pytest.raises(ValueError, match="level is more than 0"):
        compare(before, after, 95)
    with pytest.raises(ValueError, match="k is 1 or more"):
        before.certainty(k=0)
    with pytest.raises(ValueError, match="level is more than 0"):
        before.certainty(0)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_more_than_0_and_less_than_1(level):
    one = (np.array([80.0]), np.array([1.0]), 10, 0.0)
    with pytest.raises(ValueError, match="level is more than 0"):
        difference(one, one, low=25, high=100, level=level)


@pytest.mark.parametrize("asked", [0.0, 0.5])
def test_the_effect_is_hedges_g_of_the_respondents_however_many_were_asked(asked):
    a, b = np.array([1.0, 2, 2, 3, 4]), np.array([2.0, 3, 4, 4, 4, 4])
    sides = [
        (np.array([x.mean()]), np.array([x.var(ddof=1) / len(x) * (1 - asked)]), len(x), asked)
        for x in (a, b)
    ]
    pooled = (4 * a.var(ddof=1) + 5 * b.var(ddof=1)) / 9
    g = (b.mean() - a.mean()) / math.sqrt(pooled) * (1 - 3 / (4 * 9 - 1))
    assert difference(*sides, low=1, high=4).effect[0] == pytest.approx(g)


def test_two_groups_in_which_nobody_differs_have_no_effect_in_standard_deviations():
    sides = [(np.array([x]), np.array([0.0]), 10, 0.0) for x in (3.0, 4.0)]
    assert math.isnan(difference(*sides, low=1, high=4).effect[0])


def test_holm():
    # worked by hand: 0.01 x 4, 0.02 x 3, 0.03 x 2 raised to the one before, 0.04
    assert holm(np.array([0.04, 0.01, np.nan, 0.03, 0.02])) == pytest.approx(
        [0.06, 0.04, np.nan, 0.06, 0.06], nan_ok=True
    )
    assert holm(np.array([0.7, 0.9])).tolist() == [1.0, 1.0]
    assert holm(np.array([])).tolist() == []


def test_holm_takes_the_unsur_as_one_family_and_the_ikm_as_its_own(compared):
    assert compared.loc["IKM", "p_holm"] == compared.loc["IKM", "p"]
    assert compared["p_holm"][1:].tolist() == pytest.approx(holm(compared["p"][1:].to_numpy()).tolist())


def test_guidelines_share_what_they_share():
    old = Result(Tally.from_totals(dict.fromkeys(UNSUR, 30), n=10, pedoman=PERMENPANRB_16_2014))
    new = Result(Tally.from_totals(dict.fromkeys(UNSUR, 35), n=10, pedoman=PERMENPANRB_14_2017))
    frame = compare(old, new).frame
    assert frame.index[0] == "IKM"
    assert "U8" not in frame.index  # Maklumat Pelayanan then, Penanganan Pengaduan now
    assert frame.loc["IKM", "difference"] == pytest.approx(12.5)
    wide = Result(
        Tally.from_totals(dict.fromkeys(UNSUR, 35), n=10, pedoman=PERMENPANRB_14_2017.with_scale(5))
    )
    with pytest.raises(ValueError, match="1 to 4 cannot be compared with answers 1 to 5"):
        compare(old, wide)
    assert compare(old, Result(Tally.from_totals({f"U{i}": 30 for i in range(1, 15)}, n=10,
                                                 pedoman=KEPMENPAN_25_2004))).frame.index[0] == "IKM"  # fmt: skip


# Groups ---------------------------------------------------------------------------------------------------


def by_village(**sizes):
    parts = [
        survey(i, n, [0.05, 0.1, 0.5, 0.35]).assign(desa=name) for i, (name, n) in enumerate(sizes.items())
    ]
    return summarize(pd.concat(parts, ignore_index=True), by="desa")


def test_every_two_groups_are_compared_as_two_results_are():
    hasil = by_village(A=20, B=30, C=40)
    frame = compare_groups(hasil).frame
    assert frame[["first", "second"]].to_numpy().tolist() == [["A", "B"], ["A", "C"], ["B", "C"]]
    alone = compare(hasil["A"], hasil["C"]).frame.loc["IKM"]
    for column in ("difference", "ci_low", "ci_high", "p", "effect"):
        assert frame.loc[1, column] == pytest.approx(alone[column], rel=1e-9)
    assert frame["p_holm"].tolist() == pytest.approx(holm(frame["p"].to_numpy()).tolist())


def test_small_groups_are_not_compared():
    hasil = by_village(A=4, B=30, C=40, D=6)
    assert compare_groups(hasil)[["first", "second"]].to_numpy().tolist() == [
        ["B", "C"]
    ]  # D would give A away
    assert len(compare_groups(hasil, smallest=1).frame) == 6
    empty = compare_groups(by_village(A=4, B=3)).frame
    assert empty.empty
    assert empty.columns.tolist() == compare_groups(hasil).frame.columns.tolist()


def test_a_comparison_is_shown_as_text_and_as_html():
    hasil = by_village(A=20, B=30)
    groups, both = compare_groups(hasil, 0.9), compare(hasil["A"], hasil["B"], 0.9)
    for found, heading, cell in ((groups, "IKM kedua", "B"), (both, "Sesudah", "Indeks Kepuasan Masyarakat")):
        assert all(words in repr(found) for words in (heading, cell, "selang kepercayaan 90 %"))
        assert f">{heading}</th>" in found._repr_html_()
        assert found["p"].equals(found.frame["p"])
    assert "–" in repr(compare(by_village(A=1)["A"], by_village(A=1)["A"]))


def test_small_groups_are_hidden_and_one_more_that_would_give_them_away():
    frame = publishable(by_village(A=3, B=30, C=40, D=6))
    assert frame["hidden"].tolist() == [True, False, False, True]
    assert frame["n"].isna().tolist() == [True, False, False, True]
    assert frame["ikm"].isna().tolist() == [True, False, False, True]
    assert frame["mutu"].isna().tolist() == [True, False, False, True]
    assert not publishable(by_village(A=5, B=30))["hidden"].any()
    assert publishable(by_village(A=3, B=3, C=9))["hidden"].tolist() == [True, True, False]  # six in all
    assert publishable(by_village(A=1, B=2, C=9))["hidden"].all()  # three in all: C as well
    with pytest.raises(ValueError, match="smallest is 1 or more"):
        publishable(by_village(A=5), smallest=0)


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("PQR")), unique=True, max_size=12),
    st.data(),
)
def test_no_total_gives_a_hidden_group_away(keys, data):
    n = np.array([data.draw(st.integers(0, 12)) for _ in keys], dtype=np.int64)
    groups = pd.DataFrame(keys, columns=["desa", "tahun"], dtype=object)
    hide = hidden(groups, n)
    assert hide[(n > 0) & (n < 5)].all()
    assert not hide[n == 0].any()
    for key in groups.columns:
        for value in groups[key].unique():
            line = (groups[key] == value).to_numpy()
            inside = n[line & hide]
            if len(inside) and (len(inside) == 1 or inside.sum() < 5):
                assert not (line & ~hide & (n > 0)).any()  # nothing else there to hide


# Reliability ----------------------------------------------------------------------------------------------


def test_reliability_reads_what_count_reads(frames):
    found = reliability(frames[0])
    assert found.alpha == reliability(summarize(frames[0])).alpha
    assert found.alpha == reliability(count(frames[0], pairs=True)).alpha
    assert found.unsur.index.tolist() == UNSUR
    assert found.unsur is found.frame
    assert found.unsur.columns.tolist() == ["nama", "alpha_if_dropped", "item_total", "valid"]
    with pytest.raises(ValueError, match="pairs=True"):
        reliability(count(frames[0]))


def test_reliability_in_words():
    x = np.random.default_rng(5).integers(1, 4, 40)
    good = pd.DataFrame({u: x + (np.arange(40) % (i + 3) == 0) for i, u in enumerate(UNSUR)})
    found = reliability(good)
    assert found.low < found.alpha < found.high
    assert found.text.startswith("Alpha Cronbach 0,9")
    assert "reliabel terhadap batas 0,70; n = 40. Butir dengan r tabel 0,312: semua valid." in found.text
    assert "r hitung" in repr(found)
    assert "<table" in found._repr_html_()
    noise = reliability(survey(9, 40, [0.25] * 4))
    assert "belum reliabel" in noise.text
    assert "belum valid: U" in noise.text


def test_two_questions_that_nobody_answered_both_have_no_alpha():
    frame = survey(6, 20, [0.1, 0.2, 0.4, 0.3]).astype("Int64")
    frame.loc[:9, "U1"] = frame.loc[10:, "U2"] = pd.NA
    assert math.isnan(reliability(frame).alpha)
    frame.loc[0, "U1"] = 3  # and by one
    assert math.isnan(reliability(frame).alpha)


def test_answers_that_never_differ_have_no_alpha():
    found = reliability(pd.DataFrame([[4] * 9] * 10, columns=UNSUR))
    assert math.isnan(found.alpha)
    assert found.unsur["item_total"].isna().all()
    assert found.text.startswith("Alpha Cronbach tidak dapat dihitung")


@settings(max_examples=30)
@given(sheets(blanks=False, min_size=3))
def test_alpha_from_the_tally_is_alpha_from_the_rows(frame):
    x = frame[UNSUR].to_numpy(dtype=float)
    total = x.sum(axis=1).var(ddof=1)
    found = reliability(frame.drop(columns="layanan"))
    if total > 1e-9:
        assert found.alpha == pytest.approx(9 / 8 * (1 - x.var(axis=0, ddof=1).sum() / total), abs=1e-9)
