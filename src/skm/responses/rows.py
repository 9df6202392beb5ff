"""Which rows of a table are questionnaires: blank rows, totals under the table and footnotes are not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skm.numbers import integer_id
from skm.questionnaire.layout import Layout
from skm.questionnaire.vocabulary import plain
from skm.responses.column import Column
from skm.responses.table import Sheet

# The first cell of a row under the table: "Σ Nilai/Unsur", "NRR tertimbang/Unsur", "IKM Unit pelayanan", "JUMLAH" ...
_TOTAL = re.compile(
    r"(?:σ|∑|sigma|jumlah|jml|total|sub total|subtotal|grand total|nrr|rata rata|rerata|rataan|mean|average|ikm|indeks"
    r"|nilai ikm|nilai rata rata|nilai indeks|skm|bobot|persentase|mutu|kategori|kinerja)"
    r"(?: (?:nilai|per|unsur|tertimbang|unit|pelayanan|layanan|nrr|ikm|skm|rata|bobot|mutu|kinerja|persepsi|kepuasan"
    r"|masyarakat|responden|indeks|skor|x|25|konversi|setelah|dikonversi|total|keseluruhan|semua|jumlah))*"
)
_PROFILE = ("jenis_kelamin", "usia", "pendidikan", "pekerjaan", "tanggal")


def not_questionnaires(
    sheet: Sheet, layout: Layout, columns: Sequence[Column], answers: Mapping[str, NDArray[np.int8]]
) -> tuple[NDArray[np.bool_] | None, list[str]]:
    """Which rows are questionnaires (None when all are), and notes on those that are not.

    Parameters
    ----------
    answers : mapping
        Per question, 0 for a blank and below 0 for what is no answer.
    """
    totals = _totals(layout, columns)
    empty = None  # rows without a valid answer; only looked at where every column has some
    filled = None  # rows without even an invalid one
    for values in answers.values():
        if not values.size or values.min() > 0:
            empty = None
            break
        empty = values <= 0 if empty is None else empty & (values <= 0)
        filled = values == 0 if filled is None else filled & (values == 0)
    if empty is None or filled is None or not empty.any():
        return (None, []) if not totals.size else _without(sheet, totals, _none(), _none(), len(empty_like(answers)))
    unanswered = np.flatnonzero(filled)
    blank = unanswered[_filled_beside(columns, set(layout.numbers), unanswered) == 0]
    notes = _footnotes(layout, columns, totals, np.flatnonzero(empty), blank, empty)
    return _without(sheet, totals, blank, notes, len(empty))


def empty_like(answers: Mapping[str, NDArray[np.int8]]) -> NDArray[np.int8]:
    return next(iter(answers.values()))


def _none() -> NDArray[np.intp]:
    return np.empty(0, dtype=np.intp)


def _totals(layout: Layout, columns: Sequence[Column]) -> NDArray[np.intp]:
    """Rows that begin, left of the answers, with the name of a total, and tell nothing of a respondent."""
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
            told = column.filled[rows] & np.array([not _TOTAL.fullmatch(plain(v)) for v in cells], dtype=np.bool_)
            rows = rows[~told]
    return rows


def _filled_beside(
    columns: Sequence[Column], without: set[int], rows: NDArray[np.intp]
) -> NDArray[np.intp]:
    """How many cells of each of the rows are filled in, some columns left out."""
    count = np.zeros(len(rows), dtype=np.intp)
    if rows.size:
        for i, column in enumerate(columns):
            if i not in without:
                count += column.filled[rows]
    return count


def _footnotes(
    layout: Layout,
    columns: Sequence[Column],
    totals: NDArray[np.intp],
    empty_rows: NDArray[np.intp],
    blank: NDArray[np.intp],
    empty: NDArray[np.bool_],
) -> NDArray[np.intp]:
    """Legend and signatures: rows without an answer under the last total, or, at the very end, one cell of text."""
    answered = np.flatnonzero(~empty)
    answered = answered[~np.isin(answered, totals)]
    last_answer = int(answered[-1]) if answered.size else -1
    rows = empty_rows[(empty_rows > last_answer) & ~np.isin(empty_rows, totals) & ~np.isin(empty_rows, blank)]
    if not rows.size or not answered.size:
        return _none()
    told = _filled_beside([columns[layout.fields[f]] for f in layout.fields if f in _PROFILE], set(), rows)
    if totals.size:
        return rows[(told == 0) & (rows > totals.min())]
    cells = _filled_beside(columns, set(), rows)
    first = columns[0].filled[rows]
    return rows[(told == 0) & (cells == 1) & first & np.array([0 not in layout.fields.values()] * len(rows))]


def _without(
    sheet: Sheet, totals: NDArray[np.intp], blank: NDArray[np.intp], notes: NDArray[np.intp], n: int
) -> tuple[NDArray[np.bool_] | None, list[str]]:
    if not (totals.size or blank.size or notes.size):
        return None, []
    keep = np.ones(n, dtype=np.bool_)
    said = []
    for rows, what in (
        (totals, "baris jumlah atau rata-rata di bawah tabel, bukan kuesioner, dilewati"),
        (blank, "baris kosong dilewati"),
        (notes, "baris keterangan di bawah tabel dilewati"),
    ):
        keep[rows] = False
        if rows.size:
            said.append(f"{integer_id(len(rows))} {what} (baris {_row_list([sheet.rows[r] for r in rows])}).")
    return keep, said


def _row_list(rows: Sequence[object]) -> str:
    """Row numbers, runs shortened: "104-107, 110"."""
    if not all(isinstance(r, int | np.integer) for r in rows):
        shown = [str(r) for r in rows[:10]]
        return ", ".join(shown) + (", ..." if len(rows) > 10 else "")
    numbers = [int(r) for r in rows if isinstance(r, int | np.integer)]
    starts = [0] + [i for i, (a, b) in enumerate(pairwise(numbers), start=1) if b != a + 1]
    runs = [(numbers[a], numbers[b - 1]) for a, b in pairwise([*starts, len(numbers)])]
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in runs]
    return ", ".join(shown[:10]) + (", ..." if len(shown) > 10 else "")
