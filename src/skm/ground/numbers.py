"""Exact rounding half up, and numbers and days as Indonesian text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from numbers import Integral

Exact = Fraction | Decimal | int


def exact(value: Exact | float) -> Fraction:
    """The number as a fraction.

    A float is taken as the shortest decimal that gives the same float, which is what was typed:
    ``exact(3.365)`` is 673/200, not the nearest binary number.

    Raises
    ------
    ValueError
        For a float that is not finite.

    Examples
    --------
    >>> exact(3.365)
    Fraction(673, 200)
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"not a finite number: {value!r}")
        return Fraction(repr(float(value)))  # float(): numpy's float64 has a repr of its own
    if isinstance(value, Integral):
        return Fraction(int(value))  # int(): numpy's integers would overflow in what follows
    return Fraction(value)


def half_up(value: Fraction, places: int) -> int:
    """The value in units of its last decimal, rounded half up: 76.605 to two places is 7661."""
    scale: int = 10**places
    return (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)


def round_half_up(value: Exact | float, *, places: int = 2) -> Decimal:
    """Round half up, once, on the exact value, as published tables do.

    Parameters
    ----------
    value : Fraction, Decimal, int or float
        A float is taken by its shortest decimal, see :func:`exact`.
    places : int
        Decimals to keep, 0 or more.

    Examples
    --------
    >>> round_half_up(Fraction(76605, 1000))
    Decimal('76.61')
    """
    units = half_up(exact(value), places)
    return Decimal(f"{units}e-{places}")  # the constructor keeps every digit; scaleb would keep 28


def decimal_id(value: Exact | float, *, places: int = 2) -> str:
    """The number as Indonesian text: rounded half up, with decimal comma and thousands points.

    NaN gives ``"–"``: an empty group is missing, never 0.

    Examples
    --------
    >>> decimal_id(Fraction(5121, 1458) * 25)
    '87,81'
    >>> decimal_id(12345.5, places=1)
    '12.345,5'
    >>> decimal_id(float("nan"))
    '–'
    """
    if isinstance(value, float) and math.isnan(value):
        return "–"
    return f"{round_half_up(value, places=places):,}".translate(_INDONESIAN)


def integer_id(value: int) -> str:
    """A count as Indonesian text, with thousands points: ``'12.345'``."""
    return f"{int(value):,}".translate(_INDONESIAN)


def date_id(day: date) -> str:
    """A day as written in Indonesian.

    Examples
    --------
    >>> date_id(date(2022, 1, 5))
    '5 Januari 2022'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def apportion(counts: Sequence[int], whole: int = 100) -> list[int]:
    """Integer shares in proportion to the counts that add up to `whole`; all 0 if the counts are.

    Largest remainder method: shares are rounded down, and what is missing goes to those that lost most, the
    earlier of two that lost the same. Printed percentages of one table then sum to 100.

    Raises
    ------
    ValueError
        When a count is negative.

    Examples
    --------
    >>> apportion([1, 1, 1])
    [34, 33, 33]
    >>> apportion([35, 30, 35], whole=1000)
    [350, 300, 350]
    """
    counts = [int(c) for c in counts]
    if min(counts, default=0) < 0:
        raise ValueError(f"counts are 0 or more, not {min(counts)}")
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    shares = [c * whole // total for c in counts]
    lost_most = sorted(range(len(counts)), key=lambda i: -(counts[i] * whole % total))
    for i in lost_most[: whole - sum(shares)]:
        shares[i] += 1
    return shares


_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_INDONESIAN = str.maketrans(",.", ".,")
