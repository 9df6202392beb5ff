"""A published table as claims: what each cell states, about which group and unsur, with how many decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd

from skm.auditing._printed_numbers import PrintedNumber, read_number
from skm.pedoman import Pedoman
from skm.reading.questionnaire.headings import Names
from skm.reading.questionnaire.vocabulary import is_blank, plain

# The headings of each quantity, in plain form.
_HEADINGS = {
    "total": "jumlah, total, jumlah nilai, total nilai, total skor, jumlah skor, total persepsi, "
    "jumlah nilai persepsi, jumlah nilai unsur, jumlah nilai per unsur, nilai unsur, σ nilai, σ nilai unsur",
    "nrr": "nrr, nrr unsur, nrr per unsur, rata rata, rerata, mean, nilai rata rata, nilai rata rata unsur, "
    "nilai rata rata per unsur",
    "tertimbang": "tertimbang, nilai tertimbang, nrr tertimbang, nrr tertimbang unsur, "
    "nrr tertimbang per unsur, nilai rata rata tertimbang, bobot nilai rata rata tertimbang",
    "indeks": "indeks, ikm, skm, nik, nilai ikm, nilai skm, nilai indeks, nilai konversi, "
    "nilai interval konversi, ikm unit, ikm unit pelayanan, ikm unsur, ikm per unsur, indeks per unsur, "
    "indeks kepuasan masyarakat",
    "mutu": "mutu, mutu pelayanan, mutu layanan, nilai mutu",
    "kinerja": "kinerja, kinerja unit pelayanan, kinerja pelayanan, predikat, kategori, kategori mutu, "
    "mutu kinerja",
    "n": "n, responden, jumlah responden, kuesioner, jumlah kuesioner, jumlah kuisioner",
    "terendah": "terendah, unsur terendah, tiga unsur terendah, prioritas",
    "tertinggi": "tertinggi, unsur tertinggi, tiga unsur tertinggi",
}
_ROLES = {heading: role for role, headings in _HEADINGS.items() for heading in headings.split(", ")}
_BRACKETS = re.compile(r"\(.*?\)")
_PRINTED = re.compile(r" (tercetak|printed|persen|orang)$")
_COUNTED = re.compile(r"\s*(orang|responden|kuesioner)\.?$", re.IGNORECASE)
_UNIT = frozenset(
    {"unit", "total", "jumlah", "keseluruhan", "gabungan", "semua", "semua layanan", "unit layanan"}
)
_ASIDE = frozenset({"", "no", "nomor", "no urut", "persentase", "kode"})
GROUPS = frozenset({"layanan", "kelompok", "groups"})
RANKINGS = frozenset({"terendah", "tertinggi"})
LETTERS = frozenset({"mutu", "kinerja"})
# Where row and column each name a quantity, their cell states the one that comes first here.
_PRECEDENCE = ("n", "kinerja", "mutu", "indeks", "tertimbang", "nrr", "total")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one cell states.

    tabel, baris, kolom : where it stands, in the table's own words
    tercetak : as printed
    quantity : "total", "nrr", "tertimbang", "indeks", "mutu", "kinerja" or "n"
    layanan : the group, or None for the unit
    unsur : position in the guideline, or None for all of them together
    readings : what a number over all unsur can mean, the likeliest first
    number : the printed number, if it is one
    places : decimals of the corrected value: those of its column
    """

    tabel: str
    baris: str
    kolom: str
    tercetak: str
    quantity: str
    layanan: str | None = None
    unsur: int | None = None
    readings: tuple[str, ...] = ()
    number: PrintedNumber | None = None
    places: int = 0

    @property
    def is_letter(self) -> bool:
        """Whether it states a class."""
        return self.quantity in LETTERS

    @property
    def scope(self) -> tuple[str | None, int | None]:
        """The group and the unsur it is about."""
        return self.layanan, self.unsur


@dataclass(frozen=True, slots=True)
class Label:
    """What a row or a column is: `role` is a quantity, "unsur", "layanan", or "" for none of them."""

    text: str
    role: str
    unsur: int | None = None


def role_of(heading: object) -> str:
    """The quantity that a heading names: "Nilai Rata-Rata (NRR)" is "nrr"; "" for none."""
    words = plain(heading)
    shorter = (words, _PRINTED.sub("", words), plain(_BRACKETS.sub(" ", str(heading))))
    return next((_ROLES[w] for w in shorter if w in _ROLES), "")


def with_text_headings(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with text as headings, and its index as the first column where that says something.

    An unnamed index of whole numbers is only a running number.
    """
    if frame.index.name is not None or not pd.api.types.is_integer_dtype(frame.index):
        frame = frame.reset_index()
    return frame.set_axis([str(c).strip() for c in frame.columns], axis=1)


def label_column(frame: pd.DataFrame) -> int:
    """Position of the column that says what each row is: the one with the most text that is not a result."""
    best, most = 0, -1
    for i, name in enumerate(frame.columns):
        if plain(name) in _ASIDE - {""} or role_of(name) in LETTERS:
            continue
        words = sum(not is_blank(c) and read_number(c) is None for c in frame.iloc[:, i])
        if words > most:
            best, most = i, words
    return best


_names = cache(Names)


@cache
def _code(pedoman: Pedoman, label: str) -> str | None:
    return _names(pedoman).match(label).kode


def unsur_position(label: str, pedoman: Pedoman) -> int | None:
    """The position in the guideline of the unsur that a label names; None when it names none."""
    word = label.strip().casefold()
    for i, u in enumerate(pedoman.unsur):
        if word in (u.kode.casefold(), u.nama.casefold()):
            return i
    kode = _code(pedoman, label)
    return next((i for i, u in enumerate(pedoman.unsur) if kode in {p.kode for p in u.pertanyaan}), None)


def guideline_for(labels: Iterable[str], candidates: Sequence[Pedoman]) -> Pedoman:
    """The guideline that knows the most of the labels as unsur; of equals the first."""
    labels = list(labels)
    return max(candidates, key=lambda p: len({unsur_position(text, p) for text in labels} - {None}))


def claims_of_table(frame: pd.DataFrame, tabel: str, pedoman: Pedoman) -> list[Claim]:
    """The claims of a table with a row or a column for each unsur, or a row for each group."""
    frame = with_text_headings(frame)
    at = label_column(frame)
    body = [i for i in range(frame.shape[1]) if i != at and plain(frame.columns[i]) not in _ASIDE]
    rows, columns = _labels(
        ["" if is_blank(c) else str(c).strip() for c in frame.iloc[:, at]],
        [frame.columns[i] for i in body],
        pedoman,
    )
    cells = [
        (row, column, frame.iat[i, j])
        for i, row in enumerate(rows)
        for j, column in zip(body, columns, strict=True)
        if column.role != "aside"
    ]
    inner = _inner_quantity(
        [c for row, col, c in cells if {row.role, col.role} == {"unsur", "layanan"}], pedoman
    )
    claims = [
        _claim(tabel, row, column, cell, inner)
        for row, column, cell in cells
        if not is_blank(cell) or _no_class(cell, row, column)
    ]
    return _with_places([c for c in claims if c is not None])


def claims_of_mapping(data: Mapping[str, Any], tabel: str, pedoman: Pedoman) -> list[Claim]:
    """The claims of a mapping such as ``{"n": 29, "total": {"U1": 105, ...}, "ikm": "90,56", "mutu": "A"}``.

    A value is one number or letter, a mapping by unsur, or a list in the guideline's order; under "layanan"
    stands a mapping of each group to a mapping of the same kind.

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
                own = claims_of_mapping(inner, tabel, pedoman)
                claims += [replace(c, layanan=str(group), baris=str(group)) for c in own]
        elif not role:
            raise KeyError(f"{key!r} is not a published quantity; known: {sorted(_HEADINGS)}")
        elif role not in RANKINGS:
            claims += _entries(tabel, str(key), role, value, pedoman)
    return _with_places(claims)


def _entries(tabel: str, key: str, role: str, value: Any, pedoman: Pedoman) -> list[Claim]:
    if isinstance(value, pd.Series):
        value = value.to_dict()
    if isinstance(value, Mapping):
        labels = [Label(str(k), "unsur", unsur_position(str(k), pedoman)) for k in value]
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
    column = Label(key, role)
    claims = [_claim(tabel, row, column, cell, role) for row, cell in zip(labels, cells, strict=True)]
    return [c for c in claims if c is not None]


def _no_class(cell: Any, row: Label, column: Label) -> bool:
    """Whether a dash stands where a letter belongs, as where an index was found to have no class."""
    roles = {row.role, column.role}
    return (
        isinstance(cell, str)
        and cell.strip() in ("-", "–")
        and bool(LETTERS & roles)
        and "total" not in roles
    )


def _claim(tabel: str, row: Label, column: Label, cell: Any, inner: str) -> Claim | None:
    """The claim of a cell; `inner` is the quantity of a cell where unsur and group meet."""
    pair = (row, column)
    unsur = next((x.unsur for x in pair if x.role == "unsur"), None)
    layanan = next((x.text for x in pair if x.role == "layanan"), None)
    roles = [x.role for x in pair if x.role in _PRECEDENCE]
    if not roles and (unsur is None or layanan is None):
        return None
    quantity = min(roles, key=_PRECEDENCE.index) if roles else inner
    if quantity == "n" and isinstance(cell, str):
        cell = _COUNTED.sub("", cell.strip())
    number = None if quantity in LETTERS else read_number(cell, whole=quantity in ("total", "n"))
    text = number.text if number else str(cell).strip()
    readings = _readings(quantity, roles) if unsur is None else (quantity,)
    return Claim(tabel, row.text, column.text, text, quantity, layanan, unsur, readings, number)


def _readings(quantity: str, roles: list[str]) -> tuple[str, ...]:
    """What a number over all unsur can mean: "3,44" under RATA-RATA is a mean, "31,61" a sum of means."""
    match quantity:
        case "nrr":
            return "mean", "nrr_sum", "total_mean" if "total" in roles else "weighted_sum"
        case "tertimbang":
            return "weighted_sum", "weighted_mean"
        case "indeks":
            return ("ikm", "index_sum") if "total" in roles else ("ikm",)
        case _:
            return (quantity,)


def _inner_quantity(cells: Sequence[Any], pedoman: Pedoman) -> str:
    """Whether the cells of a table of unsur by group are totals, NRR or indices."""
    numbers = [n for c in cells if (n := read_number(c)) is not None]
    counts = [n for c in cells if (n := read_number(c, whole=True)) is not None]
    large_count = any(n.places == 0 and n.value > pedoman.nilai_max for n in numbers)
    if all(n.places == 0 for n in numbers) or (large_count and all(n.places == 0 for n in counts)):
        return "total"
    return "nrr" if max(n.value for n in numbers) <= pedoman.nilai_max else "indeks"


def _labels(
    row_names: Sequence[str], headings: Sequence[str], pedoman: Pedoman
) -> tuple[list[Label], list[Label]]:
    """What rows and columns are. Only one of them lists unsur; one in the other is a group."""

    def label(text: str) -> Label:
        role = role_of(text)
        unsur = None if role else unsur_position(text, pedoman)
        return Label(text, role or ("unsur" if unsur is not None else "layanan" if text else ""), unsur)

    rows, columns = [label(t) for t in row_names], [label(t) for t in headings]
    unsur_rows, unsur_columns = (sum(x.role == "unsur" for x in labels) for labels in (rows, columns))
    if not unsur_rows and not unsur_columns:  # a row for each group; the row of the total is the unit
        groups = [plain(r.text) not in _UNIT and (r.role or "layanan") == "layanan" for r in rows]
        rows = [Label(r.text, "layanan" if group else "") for r, group in zip(rows, groups, strict=True)]
        return rows, [Label(c.text, "aside") if c.role == "layanan" else c for c in columns]
    other = columns if unsur_rows >= unsur_columns else rows
    other[:] = [Label(x.text, "layanan") if x.role == "unsur" else x for x in other]
    return rows, columns


def _with_places(claims: list[Claim]) -> list[Claim]:
    """Each claim with the most decimals in which the table prints its quantity."""
    most: dict[tuple[str, bool], int] = {}
    for c in claims:
        if c.number is not None:
            key = (c.quantity, c.unsur is None)
            most[key] = max(most.get(key, 0), c.number.places)
    return [replace(c, places=most.get((c.quantity, c.unsur is None), 0)) for c in claims]
