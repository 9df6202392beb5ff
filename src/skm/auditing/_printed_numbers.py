"""Numbers as they stand on paper: their decimals, what they round from, and slips of the pen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

from skm.ground.numbers import exact, half_up, round_half_up
from skm.reading.questionnaire.vocabulary import is_blank

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+")
_LONGEST = 18  # characters; no figure of a survey is longer


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as printed.

    text : as printed
    value : its exact value
    places : decimals printed: 2 for "3,49"; "3,50" has more than "3,5"
    """

    text: str
    value: Fraction
    places: int

    def shows(self, low: Fraction, high: Fraction | None = None) -> bool:
        """Whether `low`, or some value from `low` to `high`, is printed as this number."""
        top = low if high is None else high
        return half_up(low, self.places) <= half_up(self.value, self.places) <= half_up(top, self.places)

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The values that round to this number: from the first up to, but not including, the second."""
        half = Fraction(1, 2 * 10**self.places)
        return self.value - half, self.value + half


def read_number(cell: Any, *, whole: bool = False) -> PrintedNumber | None:
    """The number in a cell; None when there is none.

    Parameters
    ----------
    cell : text, int, float or Decimal
        Text has a decimal comma or point; a percent sign is ignored. A float no longer shows its trailing
        zeros, so it counts with the decimals of its shortest form.
    whole : bool
        The cell is a count: "1.117" is one thousand one hundred and seventeen.

    Examples
    --------
    >>> read_number("3,50"), read_number("1.117", whole=True).value, read_number("Baik")
    (PrintedNumber(text='3,50', value=Fraction(7, 2), places=2), Fraction(1117, 1), None)
    """
    if isinstance(cell, bool) or is_blank(cell):
        return None
    if isinstance(cell, Decimal | Real):
        number = (
            cell if isinstance(cell, Decimal) else int(cell) if isinstance(cell, Integral) else float(cell)
        )
        digits = format(Decimal(str(number)), "f")
        if isinstance(number, float):
            digits = digits.removesuffix(".0")
        return PrintedNumber(digits.replace(".", ","), exact(number), len(digits.partition(".")[2]))
    text = str(cell).strip()
    digits = re.sub(r"[%\s]", "", text)
    if not _NUMBER.fullmatch(digits) or len(digits) > _LONGEST:
        return None
    if digits.count(",") == 1 or (_GROUPED.fullmatch(digits) and (whole or digits.count(".") > 1)):
        digits = digits.replace(".", "").replace(",", ".")
    if digits.count(".") > 1 or "," in digits:
        return None
    return PrintedNumber(text, Fraction(digits), len(digits.partition(".")[2]))


def rounded(value: Fraction, places: int) -> Fraction:
    """The value rounded half up, as a fraction."""
    return Fraction(half_up(value, places), 10**places)


def truncated(value: Fraction, places: int) -> Fraction:
    """The value with its further decimals cut off."""
    return Fraction(value * 10**places // 1, 10**places)


def text_of(value: Fraction, places: int) -> str:
    """A value as a table prints it: rounded half up, decimal comma, no separator between thousands."""
    return str(round_half_up(value, places=places)).replace(".", ",")


def slip(found: str, right: str) -> str:
    """The slip of the pen that turns `right` into `found`; empty when no single slip does.

    A slip replaces a digit, leaves one out, adds one or swaps two neighbours, or runs the digits of another
    number into this one.

    Examples
    --------
    >>> slip("336", "346"), slip("100,1", "100,81"), slip("9636", "96")
    ('angka "4" tertulis "3"', 'angka "8" tertinggal', 'angka "36" ikut tertulis')
    >>> slip("90,56", "91,48")
    ''
    """
    if found == right or not found or not right:
        return ""
    for i, digit in enumerate(right):
        if digit.isdigit() and right[:i] + right[i + 1 :] == found:
            return f'angka "{digit}" tertinggal'
        pair = right[i : i + 2]
        if pair.isdigit() and len(pair) == 2 and right[:i] + pair[::-1] + right[i + 2 :] == found:
            return f'angka "{pair}" tertukar menjadi "{pair[::-1]}"'
    extra = len(found) - len(right)
    if extra > 0:
        for i in range(len(right) + 1) if extra == 1 else (0, len(right)):
            added = found[i : i + extra]
            if added.isdigit() and right[:i] + added + right[i:] == found:
                return f'angka "{added}" ikut tertulis'
    if extra == 0:
        wrong = [(r, f) for r, f in zip(right, found, strict=True) if r != f]
        if len(wrong) == 1 and "".join(wrong[0]).isdigit():
            return f'angka "{wrong[0][0]}" tertulis "{wrong[0][1]}"'
    return ""
