"""Which rows of a table are questionnaires: blank rows, totals under the table and footnotes are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from skm.ground.numbers import integer_id
from skm.reading.questionnaire.layout import Layout
from skm.reading.questionnaire.vocabulary import plain
from skm.reading.responses.columns import Column
from skm.reading.responses.model import Sheet

# The first cell of a row under the table: "Σ Nilai/Unsur", "NRR tertimbang/Unsur", "IKM Unit pelayanan" ...
_TOTAL = re.compile(
    r"(?:σ|∑|sigma|jumlah|jml|total|sub total|subtotal|grand total|nrr|rata rata|rerata|rataan|mean|average"
    r"|ikm|indeks|nilai ikm|nilai rata rata|nilai indeks|skm|bobot|persentase|mutu|kategori|kinerja)"
    r"(?: (?:nilai|per|unsur|tertimbang|unit|pelayanan|layanan|nrr|ikm|skm|rata|bobot|mutu|kinerja|persepsi"
    r"|kepuasan|masyarakat|responden|indeks|skor|x|25|konversi|setelah|dikonversi|total|keseluruhan|semua"
    r"|jumlah))*"
)
_PROFILE = ("jenis_kelamin", "usia", "pendidikan", "pekerjaan", "tanggal")


def not_questionnaires(
    sheet: Sheet, layout: Layout, columns: Sequence[Column], answers: Mapping[str, NDArray[np.int8]]
) -> tuple[NDArray[np.bool_] | None, list[str]]:
    """Which rows are questionnaires (None when all are), and notes on those that are not.

    `answers` holds, per question, 0 for a blank and a negative number for an invalid answer.
    """
    totals = _totals(layout, columns)
    blank = notes = np.empty(0, dtype=np.intp)
    without_valid = where_all(answers, lambda values: values <= 0)
    if without_valid.size:
        unanswered = np.flatnonzero(where_all(answers, lambda values: values == 0))
        blank = unanswered[_filled_beside(columns, unanswered, numbers=layout.numbers) == 0]
        notes = _footnotes(layout, columns, totals, blank, without_valid)
    if not (totals.size or blank.size or notes.size):
        return None, []
    keep = np.ones(len(sheet.rows), dtype=np.bool_)
    said = []
    for rows, what in (
        (totals, "baris jumlah atau rata-rata di bawah tabel, bukan kuesioner, dilewati"),
        (blank, "baris kosong dilewati"),
        (notes, "baris keterangan di bawah tabel dilewati"),
    ):
        keep[rows] = False
        if rows.size:
            said.append(f"{integer_id(len(rows))} {what} (baris {row_list([sheet.rows[r] for r in rows])}).")
    return keep, said


def where_all(
    answers: Mapping[str, NDArray[np.int8]], holds: Callable[[NDArray[np.int8]], NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    """Rows for which it holds in every column; empty as soon as one column is filled and valid throughout."""
    rows = np.empty(0, dtype=np.bool_)
    for values in answers.values():
        if not values.size or values.min() > 0:
            return np.empty(0, dtype=np.bool_)  # the usual case, and the fast one
        rows = rows & holds(values) if rows.size else holds(values)
    return rows


def _totals(layout: Layout, columns: Sequence[Column]) -> NDArray[np.intp]:
    """Rows with the name of a total left of the answers and nothing about a respondent."""
    first = min(layout.questions.values())
    candidates: set[int] = set()
    for column in columns[:first]:
        if not column.is_numeric:
            hits = [isinstance(v, str) and bool(_TOTAL.fullmatch(plain(v))) for v in column.distinct]
            if any(hits):
                candidates |= set(np.flatnonzero(column.take(hits, False, np.bool_)).tolist())
    rows = np.array(sorted(candidates), dtype=np.intp)
    for name in _PROFILE:
        if name in layout.fields and rows.size:
            column = columns[layout.fields[name]]
            cells = [column.distinct[c] if c >= 0 else None for c in column.codes[rows]]
            told = column.filled[rows] & np.array(
                [not _TOTAL.fullmatch(plain(v)) for v in cells], dtype=np.bool_
            )
            rows = rows[~told]
    return rows


def _filled_beside(
    columns: Sequence[Column], rows: NDArray[np.intp], numbers: Sequence[int] = ()
) -> NDArray[np.intp]:
    """How many cells of each row are filled, not counting a running number."""
    count: NDArray[np.intp] = np.zeros(len(rows), dtype=np.intp)
    if rows.size:
        for i, column in enumerate(columns):
            filled = column.filled[rows]
            if i in numbers:
                filled = filled & (
                    False if column.is_numeric else ~column.map(_is_number, True, np.bool_)[rows]
                )
            count += filled
    return count


def _is_number(value: object) -> bool:
    return not isinstance(value, str) or value.strip(" .)").isdigit()


def _footnotes(
    layout: Layout,
    columns: Sequence[Column],
    totals: NDArray[np.intp],
    blank: NDArray[np.intp],
    empty: NDArray[np.bool_],
) -> NDArray[np.intp]:
    """Legend and signatures: rows without a valid answer below the totals, or with one cell at the end."""
    answered = np.setdiff1d(np.flatnonzero(~empty), totals)
    if not answered.size:
        return answered
    rows: NDArray[np.intp] = np.setdiff1d(np.flatnonzero(empty), np.union1d(totals, blank))
    rows = rows[rows > answered[-1]]
    told = _filled_beside([columns[i] for name, i in layout.fields.items() if name in _PROFILE], rows)
    if totals.size:
        notes = (told == 0) & (rows > totals[0])
    elif 0 in layout.fields.values():
        return rows[:0]
    else:
        notes = (told == 0) & (_filled_beside(columns, rows) == 1) & columns[0].filled[rows]
    found: NDArray[np.intp] = rows[notes]
    return found


def row_list(rows: Sequence[object]) -> str:
    """Row numbers, with runs shortened: "104-107, 110"; or the labels of a frame."""
    shown = [str(r) for r in rows]
    if all(isinstance(r, int | np.integer) for r in rows):
        starts = [i for i in range(len(rows)) if i == 0 or rows[i] != rows[i - 1] + 1]  # type: ignore[operator]
        ends = [b - 1 for b in (*starts[1:], len(rows))]
        shown = [shown[a] if a == b else f"{shown[a]}-{shown[b]}" for a, b in zip(starts, ends, strict=True)]
    return ", ".join(shown[:10]) + (", ..." if len(shown) > 10 else "")
