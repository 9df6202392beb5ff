"""What marks a row as a questionnaire: a running number, an age, a date, a known category."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.reading.questionnaire.profile import age_of, category_of, date_of, is_age_class, looks_like_date
from skm.reading.questionnaire.vocabulary import is_blank, plain
from skm.reading.responses.columns import Column

Rows = NDArray[np.bool_]

# Fields of the profile whose cells are of a kind.
PROFILE = ("jenis_kelamin", "usia", "pendidikan", "pekerjaan", "disabilitas", "tanggal")

OPEN = ("pekerjaan",)  # of these nobody lists all
# A cell that stands in so many rows is of the office's own kind.
USUAL = 3

# A heading that is none: blank, or made up by a library.
_NAMELESS = re.compile(r"(?:(?:unnamed|kolom|column|col|field|f|x|v|c) ?)?\d*")
_RUNNING = re.compile(r"[(\[]?([a-z#]{0,5}[-./_ ]{0,2})0*(\d{1,9})[a-z]?[.)\]]?")


@dataclass(frozen=True, slots=True)
class Mark:
    """A column in which every questionnaire has a cell of one kind.

    of_kind, strange : bool (N,), where its cells are of that kind, and where they are filled otherwise
    """

    of_kind: Rows
    strange: Rows


def number_mark(column: Column) -> Mark | None:
    """The running number: numbers, or texts alike but for their number ("R-001"); None when it is none."""
    if column.is_numeric:
        filled = column.filled
        return Mark(filled, np.zeros(len(filled), np.bool_)) if filled.any() else None
    if column.only_numbers:
        numbers = np.array([*column.distinct, np.nan], dtype=np.float64)[column.codes]
        return _mark(column, numbers == np.floor(numbers))
    starts = [_start_of(value) for value in column.distinct]
    times: Counter[str] = Counter()
    for start, n in zip(starts, column.counts.tolist(), strict=True):
        if start is not None:
            times[start] += n
    if not times:
        return None
    usual = max(times, key=lambda start: (times[start], start == ""))
    of_kind = column.take([start == usual for start in starts], False, np.bool_)
    return _mark(column, of_kind)


def _start_of(value: Any) -> str | None:
    """What stands before the number in a running number; None when it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | np.integer):
        return "" if value == value and value == int(value) else None
    match = _RUNNING.fullmatch(str(value).strip().casefold())
    return match[1] if match else None


def is_nameless(heading: str) -> bool:
    """Whether a column has no heading of its own."""
    return _NAMELESS.fullmatch(plain(heading)) is not None


def is_number(value: Any) -> bool:
    """Whether a filled cell could be a running number."""
    return _start_of(value) is not None


def number_of(value: Any) -> float:
    """The number in a running number, NaN when there is none."""
    match = re.search(r"\d+", str(value)) if is_number(value) else None
    return float(match[0]) if match else np.nan


def field_mark(name: str, column: Column) -> Mark | None:
    """A field of the profile, by what its cells usually are; None when they are of no kind.

    A text that stands there three times is of the office's own kind.
    """
    if column.is_numeric or column.is_datetime64:
        return Mark(column.filled, np.zeros(len(column), np.bool_))

    kinds = [
        not is_blank(value) and (of_kind(name, value) or (n >= USUAL and _is_worded(value)))
        for value, n in zip(column.distinct, column.counts.tolist(), strict=True)
    ]
    mark = _mark(column, column.take(kinds, False, np.bool_))
    if mark is not None and name in OPEN:
        return Mark(mark.of_kind, np.zeros(len(column), np.bool_))
    return mark


def _is_worded(value: Any) -> bool:
    return isinstance(value, str) and any(map(str.isalpha, value))


def of_kind(name: str, value: Any) -> bool:
    """Whether a filled cell is what cells of a field usually are: an age, a date, a known category."""
    if name == "usia":
        return age_of(value) is not None or is_age_class(value)
    if name == "tanggal":
        return looks_like_date(value) or (not isinstance(value, str) and date_of(value) is not None)
    return category_of(name, value) is not None


def _mark(column: Column, of_kind: Rows) -> Mark | None:
    filled = column.filled
    return Mark(of_kind, filled & ~of_kind) if 3 * of_kind.sum() >= filled.sum() > 0 else None
