from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skm.ground.numbers import apportion, date_id, decimal_id, exact, integer_id, round_half_up


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(76605, 1000), "76.61"),
        (Fraction(76604999, 1000000), "76.60"),
        (Fraction(1, 200), "0.01"),
        (65, "65.00"),
        (Decimal("88.305"), "88.31"),
        (3.365, "3.37"),  # as a binary number it lies below the tie; as typed it is the tie
        (1.005, "1.01"),
        (np.float64(2.675), "2.68"),
        (np.int64(4), "4.00"),
    ],
)
def test_the_half_goes_up(value, text):
    assert round_half_up(value) == Decimal(text)


def test_places_other_than_two():
    assert round_half_up(Fraction(5, 2), places=0) == 3
    assert round_half_up(Fraction(1, 3), places=4) == Decimal("0.3333")


@given(st.integers(0, 10**30), st.integers(1, 10**12))
def test_rounding_is_off_by_at_most_half_a_hundredth(num, den):
    value = Fraction(num, den)
    off = Fraction(round_half_up(value)) - value
    assert -Fraction(1, 200) < off <= Fraction(1, 200)


@given(st.integers(0, 10_000_00))
def test_a_float_typed_with_two_decimals_is_printed_as_typed(cents):
    typed = f"{cents // 100}.{cents % 100:02d}"
    assert str(round_half_up(float(typed))) == typed


def test_infinity_is_no_number():
    with pytest.raises(ValueError, match="finite"):
        exact(float("inf"))


def test_numpy_integers_do_not_overflow():
    assert exact(np.int64(2**62)) * 4 == 2**64


def test_indonesian_text():
    assert decimal_id(Fraction(5121, 1458) * 25) == "87,81"
    assert decimal_id(1234567.5) == "1.234.567,50"
    assert decimal_id(-0.5, places=1) == "-0,5"
    assert decimal_id(float("nan")) == "–"
    assert integer_id(12345) == "12.345"


@pytest.mark.parametrize(
    ("counts", "whole", "shares"),
    [
        ([1, 1, 1], 100, [34, 33, 33]),
        ([0, 0], 100, [0, 0]),
        ([], 100, []),
        ([5], 100, [100]),
        ([1, 2, 4], 100, [14, 29, 57]),
        ([1, 1], 1001, [501, 500]),
        ([0, 3], 100, [0, 100]),
    ],
)
def test_printed_shares_sum_to_the_whole(counts, whole, shares):
    assert apportion(counts, whole) == shares
    assert apportion(counts) == shares or whole != 100


@given(st.lists(st.integers(0, 10**6), min_size=1), st.sampled_from([100, 1000, 10_000]))
def test_a_share_is_less_than_one_step_from_proportion(counts, whole):
    shares = apportion(counts, whole)
    total = sum(counts)
    assert sum(shares) == (whole if total else 0)
    assert all(
        abs(share * total - count * whole) < total or not total
        for share, count in zip(shares, counts, strict=True)
    )


def test_counts_are_not_negative():
    with pytest.raises(ValueError, match="0 or more"):
        apportion([1, -1])


def test_a_day_in_indonesian():
    assert date_id(date(2022, 8, 17)) == "17 Agustus 2022"
