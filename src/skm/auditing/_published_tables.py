"""A printed table as claims: what each cell states, of which group and unsur, with how many decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from numbers import Integral, Real
from typing import Any

import pandas as pd

from skm.ground.numbers import exact, half_up, round_half_up
from skm.pedoman import Pedoman
from skm.reading.questionnaire.headings import Names
from skm.reading.questionnaire.vocabulary import is_blank, plain

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


_WORDS: dict[str, tuple[str, ...]] = {
    "total": (
        "jumlah",
        "total",
        "jumlah nilai",
        "total nilai",
        "total skor",
        "jumlah skor",
        "total persepsi",
        "jumlah nilai persepsi",
        "jumlah nilai unsur",
        "jumlah nilai per unsur",
        "nilai unsur",
        "σ nilai",
        "σ nilai unsur",
    ),
    "nrr": (
        "nrr",
        "nrr unsur",
        "nrr per unsur",
        "rata rata",
        "rerata",
        "mean",
        "nilai rata rata",
        "nilai rata rata unsur",
        "nilai rata rata per unsur",
    ),
    "tertimbang": (
        "tertimbang",
        "nilai tertimbang",
        "nrr tertimbang",
        "nrr tertimbang unsur",
        "nrr tertimbang per unsur",
        "nilai rata rata tertimbang",
        "bobot nilai rata rata tertimbang",
    ),
    "indeks": (
        "indeks",
        "ikm",
        "skm",
        "nik",
        "nilai ikm",
        "nilai skm",
        "nilai indeks",
        "nilai konversi",
        "nilai interval konversi",
        "ikm unit",
        "ikm unit pelayanan",
        "ikm unsur",
        "ikm per unsur",
        "indeks per unsur",
        "indeks kepuasan masyarakat",
    ),
    "mutu": ("mutu", "mutu pelayanan", "mutu layanan", "nilai mutu"),
    "kinerja": (
        "kinerja",
        "kinerja unit pelayanan",
        "kinerja pelayanan",
        "predikat",
        "kategori",
        "kategori mutu",
        "mutu kinerja",
    ),
    "n": ("n", "responden", "jumlah responden", "kuesioner", "jumlah kuesioner", "jumlah kuisioner"),
    "terendah": ("terendah", "unsur terendah", "tiga unsur terendah", "prioritas"),
    "tertinggi": ("tertinggi", "unsur tertinggi", "tiga unsur tertinggi"),
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words}
QUANTITIES = sorted(_WORDS)
_BRACKETS = re.compile(r"\(.*?\)")
_PRINTED = re.compile(r" (tercetak|printed|persen|orang)$")
_COUNTED = re.compile(r"\s*(orang|responden|kuesioner)\.?$", re.IGNORECASE)
_UNIT = frozenset(
    {"unit", "total", "jumlah", "keseluruhan", "gabungan", "semua", "semua layanan", "unit layanan"}
)
_ASIDE = frozenset({"", "no", "nomor", "no urut", "persentase", "kode"})
GROUPS = frozenset({"layanan", "kelompok", "groups"})
# Where row and column name a quantity each, the first of these is what their cell states.
_RANKED = ("n", "kinerja", "mutu", "indeks", "tertimbang", "nrr", "total")
LETTERS = frozenset({"mutu", "kinerja"})


@dataclass(frozen=True, slots=True)
class Claim:
    """What one cell states.

    tabel, baris, kolom : where it stands, in the table's own words
    tercetak : as printed
    besaran : "total", "nrr", "tertimbang", "indeks", "mutu", "kinerja" or "n"
    layanan : the group, or None for the unit
    unsur : position in the guideline, or None for all of them together
    readings : what a number over all unsur can mean, the likeliest first
    number : the printed number, when it is one
    places : decimals to correct it with: those of its column
    """

    tabel: str
    baris: str
    kolom: str
    tercetak: str
    besaran: str
    layanan: str | None = None
    unsur: int | None = None
    readings: tuple[str, ...] = ()
    number: Printed | None = None
    places: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """What a row or a column is: `role` is a besaran, "unsur", "layanan", or "" for none of them."""

    text: str
    role: str
    unsur: int | None = None


def role_of(heading: object) -> str:
    """The quantity that a heading names: "Nilai Rata-Rata (NRR)" is "nrr"; "" for none."""
    words = plain(heading)
    shorter = (words, _PRINTED.sub("", words), plain(_BRACKETS.sub(" ", str(heading))))
    return next((_ROLES[w] for w in shorter if w in _ROLES), "")


def texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with its index as a first column, when that says something, and text as headings.

    Whole numbers without a name are what is left of a running number after rows were taken out or added.
    """
    if frame.index.name is not None or not pd.api.types.is_integer_dtype(frame.index):
        frame = frame.reset_index()
    return frame.set_axis([str(c).strip() for c in frame.columns], axis=1)


def label_column(frame: pd.DataFrame) -> int:
    """Position of the column that says what each row is; the first that is text and no result."""
    best, most = 0, -1
    for i, name in enumerate(frame.columns):
        if plain(name) in _ASIDE - {""} or role_of(name) in LETTERS:
            continue
        words = sum(not is_blank(c) and printed(c) is None for c in frame.iloc[:, i])
        if words > most:
            best, most = i, words
    return best


@cache
def _names(pedoman: Pedoman) -> Names:
    return Names(pedoman)


@cache
def _code(names: Names, label: str) -> str | None:
    return names.match(label).kode


def position(label: str, pedoman: Pedoman) -> int | None:
    """Which unsur of the guideline a label names, by its position; None for no unsur."""
    word = label.strip().casefold()
    for i, u in enumerate(pedoman.unsur):
        if word in (u.kode.casefold(), u.nama.casefold()):
            return i
    kode = _code(_names(pedoman), label)
    owners = [i for i, u in enumerate(pedoman.unsur) if kode in {p.kode for p in u.pertanyaan}]
    return owners[0] if kode and owners else None


def guideline_for(labels: Iterable[str], candidates: Sequence[Pedoman]) -> Pedoman:
    """The guideline that knows the most of the labels as unsur; the first of those that know equally many."""
    labels = list(labels)

    def known(pedoman: Pedoman) -> int:
        return len({position(text, pedoman) for text in labels} - {None})

    return max(candidates, key=known)


def of_table(frame: pd.DataFrame, tabel: str, pedoman: Pedoman) -> list[Claim]:
    """The claims of a table with a row or a column for each unsur, or a row for each group."""
    frame = texts(frame)
    at = label_column(frame)
    body = [i for i in range(frame.shape[1]) if i != at and plain(frame.columns[i]) not in _ASIDE]
    rows = _labels([_word(c) for c in frame.iloc[:, at]], pedoman)
    columns = _labels([frame.columns[i] for i in body], pedoman)
    by_row = sum(r.role == "unsur" for r in rows) >= sum(c.role == "unsur" for c in columns)
    rows = rows if by_row else [_no_unsur(r) for r in rows]
    columns = [_no_unsur(c) for c in columns] if by_row else columns
    if not any(x.role == "unsur" for x in (*rows, *columns)):  # a row a group: its total is the unit
        rows = [Label(r.text, "" if plain(r.text) in _UNIT else r.role or "layanan") for r in rows]
        columns = [c if c.role != "layanan" else Label(c.text, "aside") for c in columns]
        rows = [r if r.role in ("", "layanan") else Label(r.text, "") for r in rows]
    inner = [
        frame.iat[i, j]
        for i, r in enumerate(rows)
        for j, c in zip(body, columns, strict=True)
        if {r.role, c.role} == {"unsur", "layanan"}
    ]
    inside = _inner_besaran(inner, pedoman)
    claims = []
    for i, row in enumerate(rows):
        for j, column in zip(body, columns, strict=True):
            cell = frame.iat[i, j]
            if (not is_blank(cell) or _no_class(cell, row, column)) and column.role != "aside":
                claim = _claim(tabel, row, column, cell, inside)
                if claim is not None:
                    claims.append(claim)
    return _with_places(claims)


def of_mapping(data: Mapping[str, Any], tabel: str, pedoman: Pedoman) -> list[Claim]:
    """The claims of a mapping such as ``{"n": 29, "total": {"U1": 105, ...}, "ikm": "90,56", "mutu": "A"}``.

    A value is one number or letter, a mapping by unsur, or a list in the guideline's order; under "layanan" a
    mapping of group to a mapping of the same kind.

    Raises
    ------
    KeyError
        For a key or an unsur that is not known.
    """
    claims: list[Claim] = []
    for key, value in data.items():
        role = role_of(key)
        if plain(key) in GROUPS:
            for group, inner in value.items():
                claims += [
                    replace(c, layanan=str(group), baris=str(group))
                    for c in of_mapping(inner, tabel, pedoman)
                ]
        elif not role:
            raise KeyError(f"{key!r} is not a published quantity; known: {QUANTITIES}")
        elif role not in ("terendah", "tertinggi"):
            claims += _entries(tabel, str(key), role, value, pedoman)
    return _with_places(claims)


def _no_class(cell: Any, row: Label, column: Label) -> bool:
    """Whether a dash stands where a letter belongs, as where no class was found for an index."""
    dash = isinstance(cell, str) and cell.strip() in ("-", "–")
    return dash and (column.role in LETTERS or row.role in LETTERS) and "total" not in (row.role, column.role)


def _entries(tabel: str, key: str, role: str, value: Any, pedoman: Pedoman) -> list[Claim]:
    if isinstance(value, pd.Series):
        value = value.to_dict()
    if isinstance(value, Mapping):
        labels = [Label(str(k), "unsur", position(str(k), pedoman)) for k in value]
        if bad := [x.text for x in labels if x.unsur is None]:
            raise KeyError(f"no unsur {bad} in {pedoman.nama}")
        cells = list(value.values())
    elif isinstance(value, list | tuple):
        if len(value) != len(pedoman.unsur):
            raise ValueError(f"{key!r}: {len(value)} values for {len(pedoman.unsur)} unsur")
        labels = [Label(n, "unsur", i) for i, n in enumerate(pedoman.nama_unsur)]
        cells = list(value)
    else:
        labels, cells = [Label("Unit", "")], [value]
    claims = [
        _claim(tabel, label, Label(key, role), cell, role) for label, cell in zip(labels, cells, strict=True)
    ]
    return [c for c in claims if c is not None]


def _claim(tabel: str, row: Label, column: Label, cell: Any, inside: str) -> Claim | None:
    pair = (row, column)
    unsur = next((x.unsur for x in pair if x.role == "unsur"), None)
    layanan = next((x.text for x in pair if x.role == "layanan"), None)
    roles = [x.role for x in pair if x.role in _RANKED]
    if not roles:
        if unsur is None or layanan is None:
            return None
        besaran = inside
    else:
        besaran = min(roles, key=_RANKED.index)
    if besaran == "n" and isinstance(cell, str):
        cell = _COUNTED.sub("", cell.strip())
    number = None if besaran in LETTERS else printed(cell, whole=besaran in ("total", "n"))
    readings = _readings(besaran, roles) if unsur is None else (besaran,)
    return Claim(
        tabel,
        row.text,
        column.text,
        number.text if number else str(cell).strip(),
        besaran,
        layanan,
        unsur,
        readings,
        number,
    )


def _readings(besaran: str, roles: list[str]) -> tuple[str, ...]:
    """What a number over all unsur can mean: "3,44" under RATA-RATA is a mean, "31,61" a sum of means."""
    match besaran:
        case "nrr":
            return (
                ("mean", "nrr_sum", "total_mean") if "total" in roles else ("mean", "nrr_sum", "weighted_sum")
            )
        case "tertimbang":
            return ("weighted_sum", "weighted_mean")
        case "indeks":
            return ("ikm", "index_sum") if "total" in roles else ("ikm",)
        case _:
            return (besaran,)


def _inner_besaran(cells: Sequence[Any], pedoman: Pedoman) -> str:
    """Whether the cells of a table of unsur by group are totals, NRR or indices."""
    numbers = [p for c in cells if (p := printed(c)) is not None]
    counts = [p for c in cells if (p := printed(c, whole=True)) is not None]
    plain_count = any(p.places == 0 and p.value > pedoman.nilai_max for p in numbers)
    if all(p.places == 0 for p in numbers) or (plain_count and all(p.places == 0 for p in counts)):
        return "total"
    return "nrr" if max(p.value for p in numbers) <= pedoman.nilai_max else "indeks"


def _labels(words: Sequence[str], pedoman: Pedoman) -> list[Label]:
    labels = []
    for text in words:
        role = role_of(text)
        unsur = None if role else position(text, pedoman)
        labels.append(
            Label(text, role or ("unsur" if unsur is not None else "layanan" if text else ""), unsur)
        )
    return labels


def _no_unsur(label: Label) -> Label:
    return Label(label.text, "layanan") if label.role == "unsur" else label


def _with_places(claims: list[Claim]) -> list[Claim]:
    """Each claim with the decimals in which its quantity is printed in the table."""
    most: dict[tuple[str, bool], int] = {}
    for c in claims:
        if c.number is not None:
            key = (c.besaran, c.unsur is None)
            most[key] = max(most.get(key, 0), c.number.places)
    return [replace(c, places=most.get((c.besaran, c.unsur is None), 0)) for c in claims]


def _word(cell: Any) -> str:
    return "" if is_blank(cell) else str(cell).strip()
