"""Cochran, the size for a mean by strata, and whether an achieved sample is adequate."""

import math
import warnings
from statistics import NormalDist

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skm.ground.errors import SampleSizeWarning
from skm.pedoman.sampling import cochran, sample_size_mean
from skm.result import Result, summarize
from skm.result.population import adequacy
from skm.tally import Tally

UNSUR = [f"U{i}" for i in range(1, 10)]
services = st.dictionaries(
    st.sampled_from(["KTP", "KK", "Umum", "SKCK", "IUMKM"]),
    st.tuples(st.integers(1, 20_000), st.floats(0, 37)),
    min_size=1,
)


def test_cochran_gives_the_textbook_numbers():
    assert cochran() == 385
    assert cochran(margin=0.03) == 1068
    assert cochran(margin=0.1, share=0.2, level=0.9) == 44
    assert cochran(1200) == 292
    assert cochran(1) == 1
    assert cochran(10**9) == cochran()


@pytest.mark.parametrize(
    "wrong", [{"margin": 0}, {"margin": 1}, {"share": 1}, {"level": 0}, {"population": 0}]
)
def test_cochran_refuses_what_cannot_be(wrong):
    with pytest.raises(ValueError, match="is"):
        cochran(**wrong)
    with pytest.raises(TypeError):
        cochran(12.5)


def margin_of(asked, users, sd):
    """The margin a stratified sample reaches, from the formula of its variance."""
    everybody = sum(users.values())
    variance = sum((users[k] / everybody) ** 2 * sd[k] ** 2 * (1 / asked[k] - 1 / users[k]) for k in users)
    return NormalDist().inv_cdf(0.975) * math.sqrt(max(variance, 0))


@given(services, st.floats(0.2, 10), st.sampled_from(["proportional", "neyman"]))
def test_the_margin_is_kept_and_nobody_is_asked_twice(given_services, margin, allocation):
    users = {k: n for k, (n, _) in given_services.items()}
    sd = {k: s for k, (_, s) in given_services.items()}
    asked = sample_size_mean(users, margin, sd, allocation=allocation)
    assert list(asked) == list(users)
    assert all(min(2, users[k]) <= asked[k] <= users[k] for k in users)
    assert margin_of(asked, users, sd) <= margin * (1 + 1e-6)


@given(services, st.floats(0.5, 10))
def test_neyman_needs_no_more_than_proportional_but_for_rounding(given_services, margin):
    users = {k: n for k, (n, _) in given_services.items()}
    sd = {k: s for k, (_, s) in given_services.items()}
    neyman, plain = (
        sum(sample_size_mean(users, margin, sd, allocation=a).values()) for a in ("neyman", "proportional")
    )
    assert neyman <= plain + 2 * len(users)


def test_a_service_that_varies_much_is_asked_wholly_when_neyman_wants_more_than_there_are():
    asked = sample_size_mean({"a": 5000, "b": 20}, 1, {"a": 1, "b": 37}, allocation="neyman")
    assert asked["b"] <= 20
    tight = sample_size_mean({"a": 5000, "b": 20}, 0.05, {"a": 1, "b": 37}, allocation="neyman")
    assert tight["b"] == 20


def test_one_stratum_is_the_simple_formula():
    n = (1.959963984540054 * 10 / 2) ** 2
    assert sample_size_mean({"semua": 1000}, 2, 10) == {"semua": math.ceil(n / (1 + n / 1000))}


def test_sizes_refuse_what_cannot_be():
    for wrong in ({"margin": 0}, {"level": 1}, {"sd": -1}, {"sd": math.nan}, {"allocation": "optimal"}):
        with pytest.raises(ValueError, match="is"):
            sample_size_mean(**{"population": {"a": 10}, "margin": 1, "sd": 10} | wrong)
    with pytest.raises(KeyError):
        sample_size_mean({"a": 10}, 1, {"b": 10})
    with pytest.raises(TypeError):
        sample_size_mean({"a": 10.5}, 1, 10)


# An achieved sample ---------------------------------------------------------------------------------------


@pytest.fixture
def tally():
    table = pd.DataFrame({"KTP": [90] * 9, "SKCK": [30] * 9}, index=UNSUR)
    return Tally.from_totals(table, {"KTP": 30, "SKCK": 10})


def test_too_few_respondents_are_a_warning_that_names_the_services(tally):
    with pytest.warns(SampleSizeWarning) as caught:
        summarize(tally, population={"KTP": 5200, "SKCK": 10})
    assert [str(w.message) for w in caught] == [
        "Responden lebih sedikit daripada tabel Krejcie-Morgan: "
        "KTP 30 dari 358 yang diperlukan; Unit 40 dari 358 yang diperlukan."
    ]


def test_enough_respondents_or_unknown_users_are_none(tally):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        summarize(tally, population={"KTP": 31, "SKCK": 10})
        summarize(tally)


def test_adequacy_as_a_frame(tally):
    frame = adequacy(Result(tally, population={"KTP": 5200}))
    assert frame.index.tolist() == ["KTP", "SKCK", "Unit"]
    assert frame["n"].tolist() == [30, 10, 40]
    assert frame["needed"].isna().tolist() == [False, True, True]
    assert frame["short"].tolist() == [True, False, False]
    assert adequacy(Result(tally.pool(), population=5200))["needed"].tolist() == [358]
