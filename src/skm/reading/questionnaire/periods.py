"""Names of periods: 2022, "2022 Semester I", "2022 Triwulan III", "2022-07"; all of them sort in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from skm.reading.questionnaire.profile import date_of

PERIODS = ("tahun", "semester", "triwulan", "bulan")
_ROMAN = ("I", "II", "III", "IV")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"(?<![a-z0-9])(iv|i{1,3}|\d{1,2})(?![a-z0-9])|(?<=[a-z])(\d{1,2})(?!\d)", re.IGNORECASE)
_MONTHS = {"semester": 6, "triwulan": 3}


def of_month(kind: str, year: int, month: int) -> int | str:
    """The period of that kind that contains a month.

    Examples
    --------
    >>> [of_month(kind, 2022, 7) for kind in PERIODS]
    [2022, '2022 Semester II', '2022 Triwulan III', '2022-07']
    """
    if kind == "tahun":
        return year
    if kind == "bulan":
        return f"{year}-{month:02d}"
    return f"{year} {kind.capitalize()} {_ROMAN[(month - 1) // _MONTHS[kind]]}"


@lru_cache(maxsize=1 << 16)
def parsed(kind: str, text: str, year: str = "") -> int | str | None:
    """The period that a text names; `year` is used where the text has no year. None when it names none.

    Examples
    --------
    >>> parsed("tahun", "Tahun 2022"), parsed("semester", "sem2", "2022"), parsed("triwulan", "TW III 2021")
    (2022, '2022 Semester II', '2021 Triwulan III')
    >>> parsed("bulan", "Juli", "2022"), parsed("bulan", "2022-07"), parsed("semester", "3", "2022")
    ('2022-07', '2022-07', None)
    """
    found = _YEAR.search(text) or _YEAR.search(year)
    if found is None:
        return None
    whole = int(found[0])
    if kind == "tahun":
        return whole
    rest = _YEAR.sub(" ", text).strip(" -_/.")
    month = _month(rest) if kind == "bulan" else None
    if month is None:
        number = _NUMBER.search(rest.replace("_", " "))
        if number is None:
            return None
        digits = (number[1] or number[2]).upper()
        position = _ROMAN.index(digits) + 1 if digits in _ROMAN else int(digits)
        month = position if kind == "bulan" else (position - 1) * _MONTHS[kind] + 1
    return of_month(kind, whole, month) if 1 <= month <= 12 else None


def _month(text: str) -> int | None:
    """The month of that name."""
    day = date_of(f"1 {text.replace('_', ' ').strip()} 2000")
    return day.month if day and text.strip().isalpha() else None


# A date at the beginning of a cell, with or without a time of day after it.
_DAY = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})(?:[ T](?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?)?"
)


def day_of(cell: str) -> date | None:
    """The date in a plain cell, read day first; None for anything that needs the full reading."""
    found = _DAY.fullmatch(cell)
    return _day(found[1]) if found else None


@lru_cache(maxsize=1 << 15)
def _day(text: str) -> date | None:
    moment = date_of(text)
    return moment.date() if moment else None


def periods_of(kind: str, dates: pd.Series) -> pd.Series:
    """The period of that kind of each date, a categorical in order of time; missing where the date is.

    Examples
    --------
    >>> dates = pd.to_datetime(pd.Series(["2024-07-01", "2023-12-31", None]))
    >>> periods_of("semester", dates).cat.categories.tolist()
    ['2023 Semester II', '2024 Semester II']
    """
    months = (dates.dt.year * 12 + dates.dt.month - 1).astype("Int64")
    codes, distinct = pd.factorize(months, sort=True)
    labels: list[Any] = [of_month(kind, m // 12, m % 12 + 1) for m in map(int, distinct)]
    order = {label: i for i, label in enumerate(dict.fromkeys(labels))}
    places = np.array([*(order[label] for label in labels), -1])  # code -1 takes the last
    return pd.Series(pd.Categorical.from_codes(places[codes], categories=pd.Index(list(order))), dates.index)


_PART = re.compile(r"(semester|smt|sem|triwulan|trw|tw|kuartal|q)[ .-]*(iv|i{1,3}|[1-4])", re.IGNORECASE)


@lru_cache(maxsize=1 << 12)
def _when(text: str) -> tuple[int, int] | None:
    """The year (0 without one) and first month of a text that names a period, and nothing else."""
    year = _YEAR.search(text)
    rest = _YEAR.sub(" ", text, count=1).strip(" -_/.,")
    whole = int(year[0]) if year else 0
    if not rest:
        return (whole, 0) if year else None
    if month := _month(rest):
        return whole, month
    if part := _PART.fullmatch(rest):
        number = part[2].upper()
        position = _ROMAN.index(number) if number in _ROMAN else int(number) - 1
        return whole, position * (6 if part[1].casefold().startswith("s") else 3) + 1
    return (whole, int(rest)) if year and rest.isdigit() and 1 <= int(rest) <= 12 else None


def in_time_order(values: Sequence[Any]) -> list[Any]:
    """Values in order of time when all of them name a period, as they are otherwise.

    Examples
    --------
    >>> in_time_order(["November", "Feb", "Mei"]), in_time_order(["Triwulan II 2024", "TW IV 2023"])
    (['Feb', 'Mei', 'November'], ['TW IV 2023', 'Triwulan II 2024'])
    >>> in_time_order([2024, 2023]), in_time_order(["Mei", "Mawar"])
    ([2023, 2024], ['Mei', 'Mawar'])
    """
    texts = [str(v) if isinstance(v, str | int) and not isinstance(v, bool) else "" for v in values]
    when = {text: moment for text in texts if (moment := _when(text)) is not None}
    if not when.keys() >= set(texts):
        return list(values)
    return sorted(values, key=lambda v: when[str(v)])
