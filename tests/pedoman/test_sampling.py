"""Sample size: every printed row of Krejcie and Morgan (1970), the rows between, Slovin, and refusals."""

import csv
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skm.pedoman.sampling import sample_size, slovin

with (Path(__file__).parents[1] / "reference" / "krejcie_morgan.csv").open(encoding="utf-8") as file:
    PRINTED = [(int(row["population"]), int(row["sample"])) for row in csv.DictReader(file)]


def test_the_reference_holds_all_ninety_printed_rows():
    assert len(PRINTED) == 90
    assert (PRINTED[0], PRINTED[-1]) == ((10, 10), (1_000_000, 384))


@pytest.mark.parametrize("method", ["krejcie_morgan", "tabel"])
def test_formula_and_table_give_every_printed_row(method):
    assert [(n, sample_size(n, method)) for n, _ in PRINTED] == PRINTED


def test_between_rows_the_table_takes_the_next_row_up():
    for (below, _), (above, sample) in pairwise(PRINTED):
        assert sample_size(below + 1, "tabel") == sample
        assert sample_size(above - 1, "tabel") == sample


def test_the_table_at_its_ends():
    assert [sample_size(n, "tabel") for n in (1, 5, 9, 10)] == [1, 5, 9, 10]
    assert sample_size(1_000_001, "tabel") == sample_size(10**12, "tabel") == 384


@pytest.mark.parametrize(
    ("population", "unrounded", "needed"),
    [(15, "14.472", 14), (290, "165.487", 165), (500, "217.473", 217), (40_000, "380.456", 380)],
)
def test_rows_near_a_half_are_rounded_half_up_and_not_up(population, unrounded, needed):
    assert float(unrounded) % 1 < 0.5
    assert sample_size(population) == needed


@given(st.integers(1, 10**15))
def test_formula_is_within_the_population_and_never_above_the_table(population):
    needed = sample_size(population)
    assert 1 <= needed <= min(population, 384)
    assert needed <= sample_size(population, "tabel")


@given(st.integers(1, 10**9), st.integers(0, 10**6))
def test_more_users_never_need_fewer_respondents(population, more):
    for method in ("krejcie_morgan", "tabel"):
        assert sample_size(population, method) <= sample_size(population + more, method)


def test_slovin_rounds_up_on_the_exact_value():
    assert slovin(400) == 200  # 400 / (1 + 400 * 0.0025) is 200 exactly: nothing to round
    assert slovin(1000) == 286  # 285.71
    assert slovin(401) == 201
    assert slovin(1200, 0.1) == slovin(1200, Fraction(1, 10)) == 93


@given(st.integers(1, 10**12), st.fractions(min_value=Fraction(1, 1000), max_value=Fraction(1, 2)))
def test_slovin_is_the_smallest_whole_number_that_suffices(population, margin):
    needed = slovin(population, margin)
    assert 1 <= needed <= population
    assert needed - 1 < Fraction(population) / (1 + population * margin**2) <= needed


def test_numpy_integers_are_whole_numbers():
    assert sample_size(np.int64(1200)) == 291
    assert type(sample_size(np.int64(5), "tabel")) is int


@pytest.mark.parametrize("function", [sample_size, slovin])
def test_populations_that_are_none_are_refused(function):
    for value in (0, -5):
        with pytest.raises(ValueError, match="1 or more"):
            function(value)
    for value in (1200.0, "1200", True, None):
        with pytest.raises(TypeError, match="whole number"):
            function(value)


def test_unknown_methods_and_margins_are_refused():
    with pytest.raises(ValueError, match="method is"):
        sample_size(100, "slovin")
    for margin in (0, 1, -0.05, 5):
        with pytest.raises(ValueError, match="margin is"):
            slovin(100, margin)
