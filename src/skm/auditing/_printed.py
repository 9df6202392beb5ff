"""Printed numbers: their value, and how many decimals they were printed with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

from skm.ground.numbers import exact, half_up, round_half_up
from skm.reading.questionnaire.vocabulary import is_blank

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
_LONGEST = 18  # signs; what is longer is no figure of a survey
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it stands on paper.

    text : as printed
    value : its exact value
    places : decimals printed: 2 for "3,49", and "3,50" is not "3,5"
    """

    text: str
    value: Fraction
    places: int

    def shows(self, low: Fraction, high: Fraction | None = None) -> bool:
        """Whether the number is what is printed of `low`, or of some value from `low` to `high`."""
        top = low if high is None else high
        return half_up(low, self.places) <= half_up(self.value, self.places) <= half_up(top, self.places)

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """What was rounded to this: from the first, up to but not including the second."""
        half = Fraction(1, 2 * 10**self.places)
        return self.value - half, self.value + half


def printed(cell: Any, *, whole: bool = False) -> Printed | None:
    """The number in a cell; None when there is none.

    Parameters
    ----------
    cell : text, int, float, Decimal
        Text with a decimal comma or point; a percent sign is left aside. A float has lost its last zeros, so
        it counts with the decimals of its shortest form.
    whole : bool
        The cell is a count, so that "1.117" is one thousand one hundred and seventeen.

    Examples
    --------
    >>> printed("3,50"), printed("1.117", whole=True).value, printed("Baik")
    (Printed(text='3,50', value=Fraction(7, 2), places=2), Fraction(1117, 1), None)
    """
    if isinstance(cell, bool) or is_blank(cell):
        return None
    if isinstance(cell, Integral):
        return Printed(str(int(cell)), Fraction(int(cell)), 0)
    if isinstance(cell, Decimal | Real):
        value = exact(cell if isinstance(cell, Decimal) else float(cell))
        digits = format(Decimal(repr(float(cell))) if not isinstance(cell, Decimal) else cell, "f")
        fraction = digits.partition(".")[2]
        places = len(fraction) if isinstance(cell, Decimal) else len(fraction.rstrip("0"))
        return Printed(text_of(value, places), value, places)
    text = str(cell).strip()
    plain = re.sub(r"[%\s]", "", text)
    if not _NUMBER.fullmatch(plain) or len(plain) > _LONGEST:
        return None
    if plain.count(",") == 1 or (_GROUPED.fullmatch(plain) and (whole or plain.count(".") > 1)):
        plain = plain.replace(".", "").replace(",", ".")
    if plain.count(".") > 1 or "," in plain:
        return None
    return Printed(text, Fraction(plain), len(plain.partition(".")[2]))


def rounded(value: Fraction, places: int) -> Fraction:
    """The value rounded half up, as a fraction again."""
    return Fraction(half_up(value, places), 10**places)


def cut(value: Fraction, places: int) -> Fraction:
    """The value with its further decimals cut off."""
    return Fraction(value * 10**places // 1, 10**places)


def text_of(value: Fraction, places: int) -> str:
    """A value as it is printed in a table: decimal comma, nothing between thousands."""
    return str(round_half_up(value, places=places)).replace(".", ",")


def most_places(cells: Iterable[Printed | None]) -> int:
    """The most decimals that a number among the cells was printed with."""
    return max((c.places for c in cells if c is not None), default=0)


def slip(found: str, right: str) -> str:
    """The slip of the pen that makes `found` out of `right`; empty when one slip does not.

    A digit replaced, left out, put in or exchanged with its neighbour; or the digits of another number run
    together with it.

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
    for i in range(len(right) + 1):
        extra = len(found) - len(right)
        added = found[i : i + extra] if extra > 0 else ""
        if (
            added.isdigit()
            and right[:i] + added + right[i:] == found
            and (extra == 1 or i in (0, len(right)))
        ):
            return f'angka "{added}" ikut tertulis'
    if len(found) == len(right):
        wrong = [(r, f) for r, f in zip(right, found, strict=True) if r != f]
        if len(wrong) == 1 and "".join(wrong[0]).isdigit():
            return f'angka "{wrong[0][0]}" tertulis "{wrong[0][1]}"'
    return ""
