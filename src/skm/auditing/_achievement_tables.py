"""Achievement tables: target, realised and achieved, by year or by indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from skm.auditing._findings import DIFFERENT, SAME, Cause, Cell
from skm.auditing._published_tables import Printed, cut, most_places, printed, slip, text_of, texts
from skm.reading.questionnaire.vocabulary import is_blank, plain

_YEAR = re.compile(r"(?:19|20)\d\d")
_INDEX = re.compile(r"\b(ikm|skm|indeks kepuasan)\b")
_SHARE = re.compile(r"\b(persentase|minimal)\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """An IKM that a table gives for a year.

    tahun : the year, or None for the year the document is about
    number : as printed
    tabel : where
    at : position of its cell
    """

    tahun: int | None
    number: Printed
    tabel: str
    at: int


def is_achievement(frame: pd.DataFrame) -> bool:
    """Whether a table holds realised values, or achievements."""
    return any(word in plain(c).split() for c in frame.columns for word in ("capaian", "realisasi"))


def of_achievement(frame: pd.DataFrame, tabel: str) -> tuple[list[Cell], list[Statement]]:
    """The cells of an achievement table, and the IKM it gives.

    An achievement is realised / target in percent, both as printed; a row "rata-rata" is their mean.
    """
    frame = texts(frame)
    headings = [plain(c) for c in frame.columns]
    label = next((i for i, h in enumerate(headings) if not _kind(h) and h not in ("no", "nomor")), 0)
    columns = [[printed(c) for c in frame.iloc[:, j]] for j in range(frame.shape[1])]
    cells: list[Cell] = []
    statements: list[Statement] = []
    achieved: dict[int, list[tuple[Fraction, Printed, bool]]] = {}
    for i in range(len(frame)):
        row = str(frame.iat[i, label]).strip()
        for j, heading in enumerate(headings):
            kind, raw = _kind(heading), frame.iat[i, j]
            if not kind or is_blank(raw):
                continue
            cell = Cell(tabel, row, str(frame.columns[j]), str(raw).strip())
            number = columns[j][i]
            if kind == "capaian" and number is not None:
                places = max(most_places(columns[j]), 2)
                if plain(row).startswith(("rata", "rerata", "mean")):
                    cell = _mean(cell, number, achieved.get(j, []), places)
                else:
                    target, realised = (_before(headings, j, k, columns, i) for k in ("target", "realisasi"))
                    if target is not None and realised is not None and target.value > 0:
                        value = 100 * realised.value / target.value
                        cell = _achievement(cell, number, value, places)
                        achieved.setdefault(j, []).append((value, number, cell.status == SAME))
            elif kind == "realisasi" and number is not None and _is_index(row, heading):
                year = _YEAR.search(row)
                statements.append(Statement(int(year[0]) if year else None, number, tabel, len(cells)))
            cells.append(cell)
    return cells, statements


def _kind(heading: str) -> str:
    words = heading.split()
    return next((k for k in ("capaian", "realisasi", "target", "kategori") if k in words), "")


def _is_index(row: str, heading: str) -> bool:
    what = plain(f"{row} {heading}")
    return bool(_INDEX.search(what)) and not _SHARE.search(what)


def _before(
    headings: Sequence[str], at: int, kind: str, columns: Sequence[Sequence[Printed | None]], row: int
) -> Printed | None:
    """The number of that kind that stands nearest to the left."""
    left = [j for j in range(at) if _kind(headings[j]) == kind]
    return columns[left[-1]][row] if left else None


def _achievement(cell: Cell, number: Printed, value: Fraction, places: int) -> Cell:
    if number.shows(value):
        return replace(cell, status=SAME)
    return replace(
        cell, status=DIFFERENT, seharusnya=text_of(value, places), causes=_causes(number, [value], places)
    )


def _mean(cell: Cell, number: Printed, rows: Sequence[tuple[Fraction, Printed, bool]], places: int) -> Cell:
    if not rows:
        return cell
    value = sum((v for v, _, _ in rows), Fraction(0)) / len(rows)
    shown = sum((p.value for _, p, _ in rows), Fraction(0)) / len(rows)
    if number.shows(value) or (all(right for _, _, right in rows) and number.shows(shown)):
        return replace(cell, status=SAME)
    return replace(
        cell,
        status=DIFFERENT,
        seharusnya=text_of(value, places),
        causes=_causes(number, [value, shown], places),
        keterangan=f"dari capaian yang tercetak: {text_of(shown, places)}",
    )


def _causes(number: Printed, values: Sequence[Fraction], places: int) -> tuple[Cause, ...]:
    found: list[Cause] = []
    if any(cut(v, number.places) == number.value for v in values):
        found.append(Cause("B17", "dipotong, bukan dibulatkan"))
    texts_ = dict.fromkeys(text_of(v, p) for v in values for p in (places, number.places))
    slips = [s for right in texts_ if (s := slip(number.text, right))]
    if slips:
        found.append(Cause("B18", f"salah tulis: {slips[0]}"))
    return tuple(found)
