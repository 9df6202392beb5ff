"""Achievement tables: target, realised value and achievement, by year or by indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from skm.auditing._findings import SAME, Cause, Cell, slip_causes
from skm.auditing._printed_numbers import PrintedNumber, read_number, text_of, truncated
from skm.auditing._published_tables import with_text_headings
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
    number: PrintedNumber
    tabel: str
    at: int


def is_achievement_table(frame: pd.DataFrame) -> bool:
    """Whether a table holds realised values, or achievements."""
    return any(word in plain(c).split() for c in frame.columns for word in ("capaian", "realisasi"))


def check_achievement_table(frame: pd.DataFrame, tabel: str) -> tuple[list[Cell], list[Statement]]:
    """The cells of an achievement table, and each IKM it gives.

    An achievement is realised / target in percent, both as printed; a row "rata-rata" is their mean.
    """
    frame = with_text_headings(frame)
    headings = [plain(c) for c in frame.columns]
    kinds = [_kind(h) for h in headings]
    label = next((i for i, h in enumerate(headings) if not kinds[i] and h not in ("no", "nomor")), 0)
    numbers = [[read_number(c) for c in frame.iloc[:, j]] for j in range(frame.shape[1])]
    cells: list[Cell] = []
    statements: list[Statement] = []
    achieved: dict[int, list[tuple[Fraction, PrintedNumber, Cell]]] = {j: [] for j in range(len(kinds))}
    for i in range(len(frame)):
        row = str(frame.iat[i, label]).strip()
        for j, kind in enumerate(kinds):
            raw, number = frame.iat[i, j], numbers[j][i]
            if not kind or is_blank(raw):
                continue
            cell = Cell(tabel, row, str(frame.columns[j]), str(raw).strip())
            if kind == "capaian" and number is not None:
                places = max(2, *(n.places for n in numbers[j] if n is not None))
                left = {kinds[c]: numbers[c][i] for c in range(j)}  # of several of a kind the nearest
                target, realised = left.get("target"), left.get("realisasi")
                if plain(row).startswith(("rata", "rerata", "mean")):
                    cell = _check_mean(cell, number, achieved[j], places)
                elif target is not None and realised is not None and target.value > 0:
                    value = 100 * realised.value / target.value
                    cell = _check_number(cell, number, [value], places)
                    achieved[j].append((value, number, cell))
            elif kind == "realisasi" and number is not None and _is_index(row, headings[j]):
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


def _check_mean(
    cell: Cell, number: PrintedNumber, rows: Sequence[tuple[Fraction, PrintedNumber, Cell]], places: int
) -> Cell:
    if not rows:
        return cell
    value = sum((v for v, _, _ in rows), Fraction(0)) / len(rows)
    shown = sum((n.value for _, n, _ in rows), Fraction(0)) / len(rows)
    if number.shows(shown) and all(c.status == SAME for _, _, c in rows):
        return cell.right()
    remark = f"dari capaian yang tercetak: {text_of(shown, places)}"
    return _check_number(cell, number, [value, shown], places, remark)


def _check_number(
    cell: Cell, number: PrintedNumber, values: Sequence[Fraction], places: int, remark: str = ""
) -> Cell:
    """Compared with the first of the values; the others are what a mistake may have started from."""
    if number.shows(values[0]):
        return cell.right()
    causes: tuple[Cause, ...] = ()
    if any(truncated(v, number.places) == number.value for v in values):
        causes = (Cause("B17", "dipotong, bukan dibulatkan"),)
    candidates = dict.fromkeys(text_of(v, p) for v in values for p in (places, number.places))
    return cell.wrong(text_of(values[0], places), causes + slip_causes(number.text, candidates), remark)
