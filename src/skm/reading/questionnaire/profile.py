"""Read the cells of the profile: official categories, ages, dates."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from functools import cache

from skm.reading.questionnaire.vocabulary import plain, vocabulary

_LEADING_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[a-z])\s*[.)]\s+", re.IGNORECASE)
_GLUED = re.compile(r"\b(strata|[sdp])\s+(1|2|3|4|i{1,3}|iv)\b")
_FOURTH_DIPLOMA = re.compile(r"\bdiploma (?:4|iv)\b|\bd iv\b|\bdiv\b")
_DIPLOMA = re.compile(r"\bdiploma (?:1|2|3|i{1,3})\b")
_AGE = re.compile(r"(\d{1,3})(?:[.,]0+)?\s*(?:tahun|thn|th|t)?\.?", re.IGNORECASE)

CATEGORY_FIELDS = ("jenis_kelamin", "pendidikan", "pekerjaan", "disabilitas")


@cache
def _table(field: str) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Whole cells, single words, and words that do not count, of one field."""
    table = vocabulary()["kategori"][field]
    whole: dict[str, str] = {}
    word: dict[str, str] = {}
    for row in table["urutan"]:
        whole |= dict.fromkeys(row.get("persis", ()), row["nama"])
        word |= dict.fromkeys(row.get("kata", ()), row["nama"])
    return whole, word, frozenset(table["abaikan"])


def categories(field: str) -> list[str]:
    """The official categories of a field, in order."""
    return [row["nama"] for row in vocabulary()["kategori"][field]["urutan"]]


def category_of(field: str, value: object) -> str | None:
    """The official category of a cell; None if it cannot be placed.

    Examples
    --------
    >>> category_of("pendidikan", "SLTA/Sederajat"), category_of("pendidikan", "D-III")
    ('SMA', 'D1-D3')
    >>> category_of("pekerjaan", "Karyawan Swasta"), category_of("pekerjaan", "Guru")
    ('Swasta', None)
    """
    whole, word, ignored = _table(field)
    text = plain(_LEADING_NUMBER.sub("", str(value)))
    if text in whole:
        return whole[text]
    if field == "pendidikan":
        text = _GLUED.sub(r"\1\2", _DIPLOMA.sub("diploma", _FOURTH_DIPLOMA.sub("d4", text)))
    if field == "pekerjaan" and text.split()[:1] in (["lainnya"], ["lain"]):
        return "Lainnya"
    found = {word.get(w) for w in text.split() if w not in ignored}
    return found.pop() if len(found) == 1 else None


def age_of(value: object) -> int | None:
    """The age in years in a cell: 25, "25", "25 tahun"; None for anything else, including age classes.

    Examples
    --------
    >>> [age_of(v) for v in (25, 25.0, "25 th", "17-25", 250)]
    [25, 25, 25, None, None]
    """
    match = _AGE.fullmatch(str(value).strip())
    return int(match[1]) if match and 1 <= int(match[1]) <= 120 else None


_AGE_CLASS = re.compile(
    r"\d\s*(?:tahun|thn|th)?\s*(?:[-–—+]|s\.?\s?/?\s?d|sampai|hingga|ke\b)|[<>≤≥]\s*\d"
    r"|\b(?:di ?)?(?:atas|bawah)\b",
    re.IGNORECASE,
)


def is_age_class(value: object) -> bool:
    """Whether a cell names an age class.

    Examples
    --------
    >>> [is_age_class(v) for v in ("17-25", "<17", "60 tahun ke atas", "25", "dewasa")]
    [True, True, True, False, False]
    """
    return _AGE_CLASS.search(str(value)) is not None


def age_class_key(text: str) -> tuple[float, int, str]:
    """Sort key of age classes: "<17", "17-25", ">65"; those without a number come last."""
    number = re.search(r"\d+", text)
    below = "<" in text or "kurang" in plain(text) or "bawah" in plain(text)
    above = ">" in text or "lebih" in plain(text) or "atas" in plain(text)
    return int(number[0]) if number else math.inf, above - below, text


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari february",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nopember nop",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_DATE = re.compile(
    r"(?:[a-z']+,\s*)?"  # Senin,
    r"(?P<a>\d{1,4})(?:\s*[-/.]\s*|\s+)(?P<b>\d{1,2}|[a-z]+)(?:\s*[-/.]\s*|\s+)(?P<c>\d{4}|\d{2})"
    r"(?:[t,\s]\s*(?:pukul\s*)?(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<half>am|pm)?\s*(?:gmt[+-]?\d*(?::\d+)?|utc|z|wib|wita|wit|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_EXCEL_EPOCH = datetime(1899, 12, 30)


def date_of(value: object, *, month_first: bool = False) -> datetime | None:
    """The date in a cell, with its time if given; None if there is none.

    Dates are read day first, as written in Indonesia; `month_first` reads 1/31/2024. A time zone is dropped,
    which keeps local time. Numbers from 20000 to 80000 are serial dates of spreadsheets.

    Examples
    --------
    >>> date_of("5 Januari 2024"), date_of("2024-01-05 10:22:13")
    (datetime.datetime(2024, 1, 5, 0, 0), datetime.datetime(2024, 1, 5, 10, 22, 13))
    >>> date_of("31/1/2024") == date_of("1/31/2024", month_first=True)
    True
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _EXCEL_EPOCH + timedelta(days=float(value)) if 20000 <= value <= 80000 else None
    match = _DATE.fullmatch(str(value).strip())
    return _date_from(match, month_first) if match else None


def _date_from(match: re.Match[str], month_first: bool) -> datetime | None:
    first, second, third = match["a"], match["b"].casefold(), match["c"]
    if len(first) == 4:
        year, month, day = first, second, third
    elif second.isdigit():
        year, month, day = (third, first, second) if month_first else (third, second, first)
    else:
        year, month, day = third, second, first
    hour = int(match["h"] or 0)
    if half := match["half"]:
        hour = hour % 12 + (12 if half.casefold() == "pm" else 0)
    try:
        month_number = int(month) if month.isdigit() else _MONTHS[month]
        full_year = int(year) + (2000 if len(year) == 2 else 0)
        return datetime(full_year, month_number, int(day), hour, int(match["m"] or 0), int(match["s"] or 0))
    except (ValueError, KeyError):
        return None


def looks_like_date(value: object) -> bool:
    """Whether a cell is a date in either order; a plain number is not.

    Examples
    --------
    >>> looks_like_date("1/31/2024 8:00:05"), looks_like_date(4)
    (True, False)
    """
    if isinstance(value, int | float):
        return False
    return date_of(value) is not None or date_of(value, month_first=True) is not None
