from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from skm import PERMENPANRB_14_2017
from skm.pedoman import Pedoman, Unsur
from skm.result.indeks import Ratio, grades, indices, indices_of_totals, lowest
from strategies import guidelines, tallies, weights

integers = st.integers(1, 2**62)


def of(pedoman, filled, total):
    return indices_of_totals(pedoman, np.array(filled, dtype=np.int64), np.array(total, dtype=np.int64))


@given(tallies())
def test_every_number_equals_plain_fractions(tally):
    indeks = indices(tally)
    letters = [*(m.huruf for m in tally.pedoman.mutu), None]
    for g in range(len(tally.n)):
        unsur = oracle.per_unsur(tally, g)
        whole = oracle.ikm(tally.pedoman, unsur)
        assert indeks.ikm.fraction(g) == whole
        assert letters[grades(tally.pedoman, indeks.ikm)[g]] == (
            None if whole is None else oracle.letter(tally.pedoman, whole)
        )
        for u, (filled, total) in enumerate(unsur):
            values = [
                indeks.nrr.fraction(g, u),
                indeks.nrr_tertimbang.fraction(g, u),
                indeks.ikm_unsur.fraction(g, u),
            ]
            if not filled:
                assert values == [None] * 3
                continue
            nrr = Fraction(total, filled)
            assert values == [nrr, nrr * tally.pedoman.bobot[u], nrr * Fraction(100, tally.pedoman.nilai_max)]
        if whole is not None:
            assert indeks.jumlah_tertimbang.fraction(g) * Fraction(100, tally.pedoman.nilai_max) == whole
            assert indeks.nrr_unit.fraction(g) == sum(Fraction(t, f) for f, t in unsur) / len(unsur)


@given(st.data(), guidelines())
def test_exact_to_the_last_digit_for_any_int64_sums(data, pedoman):
    filled = data.draw(st.lists(integers.map(lambda x: x // pedoman.nilai_max + 1),
                                min_size=len(pedoman.unsur), max_size=len(pedoman.unsur)))  # fmt: skip
    if data.draw(st.booleans()):
        filled = [filled[0]] * len(filled)
    total = [data.draw(st.integers(f, min(f * pedoman.nilai_max, 2**63 - 1))) for f in filled]
    indeks = of(pedoman, [filled], [total])
    exact = oracle.ikm(pedoman, list(zip(filled, total, strict=True)))
    assert indeks.ikm.fraction(0) == exact
    assert indeks.ikm.nearest()[0] == float(exact)  # float(Fraction) is correctly rounded
    assert Fraction(int(indeks.ikm.hundredths()[0]), 100) == Fraction(oracle.printed(exact))
    assert pedoman.mutu[grades(pedoman, indeks.ikm)[0]].huruf == oracle.letter(pedoman, exact)
    assert indeks.nrr.nearest()[0].tolist() == [t / f for f, t in zip(filled, total, strict=True)]
    ordered = [Fraction(t, f) for f, t in zip(filled, total, strict=True)]
    assert indeks.rank[0].tolist() == [1 + sum(x < y for x in ordered) for y in ordered]


@given(st.integers(1, 2**55), st.sampled_from([6500, 7661, 8831]), st.sampled_from([-1, 0, 1]))
def test_within_one_answer_of_a_class_bound_the_class_is_exact(n, bound, step):
    """The total nearest to the point where the printed index changes class, for n up to 2**55."""
    one = Pedoman("Satu unsur", (Unsur("U1", "Satu"),), PERMENPANRB_14_2017.mutu)
    total = (2 * bound - 1) * n // 5000 + step
    total = min(max(total, n), 4 * n)
    indeks = of(one, [[n]], [[total]])
    assert one.mutu[grades(one, indeks.ikm)[0]].huruf == oracle.letter(one, Fraction(total, n) * 25)


@given(tallies())
def test_the_index_stays_within_its_scale(tally):
    indeks = indices(tally)
    lowest_possible = 100 / tally.pedoman.nilai_max
    for value in indeks.ikm.nearest():
        assert np.isnan(value) or lowest_possible <= value <= 100


@given(tallies(largest=20), st.data())
def test_raising_one_answer_never_lowers_the_index(tally, data):
    raisable = np.argwhere(tally.counts[:, :, 1:-1] > 0)
    if not len(raisable):
        return
    g, q, nilai = data.draw(st.sampled_from(raisable.tolist()))
    counts = tally.counts.copy()
    counts[g, q, nilai + 1] -= 1
    counts[g, q, nilai + 2] += 1
    before = indices(tally).ikm
    after = indices(replace(tally, counts=counts)).ikm
    for i in range(len(tally.n)):
        if i == g and before.fraction(i) is not None:
            assert after.fraction(i) > before.fraction(i)
        else:
            assert after.fraction(i) == before.fraction(i)


@given(st.integers(2, 6).flatmap(weights), st.data())
def test_unequal_weights_weigh(bobot, data):
    pedoman = Pedoman(
        "W",
        tuple(Unsur(f"U{i}", f"Unsur {i}") for i in range(len(bobot))),
        PERMENPANRB_14_2017.mutu,
        bobot=bobot,
    )
    nilai = [data.draw(st.integers(1, 4)) for _ in bobot]
    exact = sum(Fraction(x) * b for x, b in zip(nilai, bobot, strict=True)) * 25
    assert of(pedoman, [[1] * len(bobot)], [nilai]).ikm.fraction(0) == exact


def test_unsur_nobody_answered_makes_the_index_missing_and_no_group_makes_no_rows():
    indeks = of(PERMENPANRB_14_2017, [[1] * 8 + [0], [1] * 9], [[4] * 8 + [0], [4] * 9])
    assert np.isnan(indeks.ikm.nearest()).tolist() == [True, False]
    assert indeks.ikm.hundredths().tolist() == [-1, 10000]
    assert grades(PERMENPANRB_14_2017, indeks.ikm).tolist() == [-1, 0]
    assert indeks.rank[0].tolist() == [1] * 8 + [0]
    assert indeks.nrr.fraction(0, 8) is None
    assert np.isnan(indeks.nrr.nearest()[0, 8])
    none = of(PERMENPANRB_14_2017, np.zeros((0, 9)), np.zeros((0, 9)))
    assert none.ikm.nearest().shape == (0,)
    assert none.rank.shape == (0, 9)


@pytest.mark.parametrize("filled", [[2**58, 2**58], [2**61, 2**61], [2**61, 2**61 - 1]])
def test_unequal_weights_of_the_largest_surveys_do_not_overflow(filled):
    own = Pedoman("X", (Unsur("U1", "Satu"), Unsur("U2", "Dua")), PERMENPANRB_14_2017.mutu,
                  bobot=(Fraction(11, 40), Fraction(29, 40)))  # fmt: skip
    total = [2 * filled[0] + 1, filled[1] + 7]
    indeks = of(own, [filled], [total])
    nrr = [Fraction(t, f) for t, f in zip(total, filled, strict=True)]
    assert [indeks.nrr_tertimbang.fraction(0, u) for u in range(2)] == [
        nrr[0] * own.bobot[0],
        nrr[1] * own.bobot[1],
    ]
    assert indeks.ikm.fraction(0) == 25 * (nrr[0] * own.bobot[0] + nrr[1] * own.bobot[1])
    assert indeks.nrr_unit.fraction(0) == sum(nrr) / 2
    assert indeks.pedoman is own


def test_ratios_are_int64_as_long_as_that_is_exact_and_integers_without_bounds_beyond():
    def kinds(ratio):
        return ratio.num.dtype, ratio.den.dtype

    small = of(PERMENPANRB_14_2017, [[10] * 8 + [9]], [[36] * 9])
    for ratio in (Ratio.of([5, 0], [2, 0]), small.nrr, small.nrr_tertimbang, small.ikm_unsur):
        assert kinds(ratio) == (np.int64, np.int64)
    for num, den in (
        (2**53, 1),
        (1, 2**53),
        (np.array([1], dtype=object), 1),
        (1, np.array([1], dtype=object)),
    ):
        assert kinds(Ratio.of(num, den)) == (object, object)
    assert Ratio.of([2**62 + 1], [3]).nearest()[0] == float(Fraction(2**62 + 1, 3))
    assert Ratio.of([2**60], [2**52]).hundredths().tolist() == [25600]


@pytest.mark.parametrize(
    ("filled", "total"),
    [
        ([2**31, 2**31], [2**32 - 1, 2**32]),  # one product is the first that int64 does not hold
        ([2**61, 2**61], [2**62, 2**62 + 1]),  # as floats the two are one
        ([2**61, 2**61 - 1], [2**62, 2**62]),
    ],
)
def test_ranks_of_the_largest_surveys_are_exact(filled, total):
    two = Pedoman("X", (Unsur("U1", "Satu"), Unsur("U2", "Dua")), PERMENPANRB_14_2017.mutu)
    rank = of(two, [filled], [total]).rank
    assert (rank.tolist(), rank.dtype) == ([[1, 2]], np.int64)


def test_a_hair_below_the_half_is_rounded_down():
    assert Ratio.of([76605 * 10**15 - 1], [10**18]).hundredths().tolist() == [7660]
    assert Ratio.of([76605 * 10**15], [10**18]).hundredths().tolist() == [7661]


@given(st.fractions(0, 100))
def test_an_index_has_the_class_of_its_guideline(ikm):
    place = grades(PERMENPANRB_14_2017, Ratio.of([ikm.numerator, 0], [ikm.denominator, 1]))
    assert place.tolist() == [
        PERMENPANRB_14_2017.mutu.index(PERMENPANRB_14_2017.mutu_of(x)) for x in (ikm, 0)
    ]


def test_large_and_missing_together():
    ratio = Ratio.of(np.array([2**62, 0]), np.array([2**61, 0]))
    assert ratio.nearest()[0] == 2.0
    assert np.isnan(ratio.nearest()[1])
    assert ratio.hundredths().tolist() == [200, -1]


@pytest.mark.parametrize(
    ("rank", "k", "selected", "tied"),
    [
        ([3, 1, 2, 4], 3, "1110", "0000"),
        ([3, 1, 2, 3], 3, "1111", "1001"),  # two tie for the third place: both are listed
        ([1, 1, 1, 1], 3, "1111", "1111"),
        ([2, 1, 2, 4], 3, "1110", "1010"),
        ([1, 0, 2, 0], 3, "1010", "0000"),
        ([0, 0, 0, 0], 3, "0000", "0000"),
        ([3, 1, 2, 3], 1, "0100", "0000"),
    ],
)
def test_the_lowest_with_ties(rank, k, selected, tied):
    got = lowest(np.array([rank]), k)
    assert ["".join(str(int(x)) for x in part[0]) for part in got] == [selected, tied]
    among_others = lowest(np.array([[1, 2, 3, 4], rank, [0, 0, 0, 0]]), k)
    assert [part[1].tolist() for part in among_others] == [part[0].tolist() for part in got]


@given(tallies(), st.integers(1, 5))
def test_nothing_left_out_is_as_low_as_anything_listed(tally, k):
    indeks = indices(tally)
    chosen, tied = lowest(indeks.rank, k)
    for g in range(len(tally.n)):
        nrr = [indeks.nrr.fraction(g, u) for u in range(len(tally.pedoman.unsur))]
        inside = [x for x, c in zip(nrr, chosen[g], strict=True) if c]
        outside = [x for x, c in zip(nrr, chosen[g], strict=True) if not c and x is not None]
        assert len(inside) >= min(k, len(inside) + len(outside))
        if outside:
            assert max(inside) < min(outside)
        for x, t in zip(nrr, tied[g], strict=True):
            assert t == (bool(inside) and x == max(inside) and inside.count(x) > 1)


def test_frames_of_groups_are_vectorised_and_equal_one_by_one():
    random = np.random.default_rng(3)
    filled = random.integers(0, 50, (300, 9))
    total = filled + random.integers(0, 3 * np.maximum(filled, 1), (300, 9)) * (filled > 0)
    total = np.minimum(total, 4 * filled)
    together = indices_of_totals(PERMENPANRB_14_2017, filled, total)
    alone = [
        indices_of_totals(PERMENPANRB_14_2017, filled[[g]], total[[g]]).ikm.fraction(0) for g in range(300)
    ]
    assert [together.ikm.fraction(g) for g in range(300)] == alone
    assert pd.isna(together.ikm.nearest()).tolist() == [x is None for x in alone]
