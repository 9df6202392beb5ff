"""What a sheet does not show where it seems to: merged cells, hidden rows, formulas without a value."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.ground.numbers import integer_id
from skm.reading.files._facts import Facts
from skm.reading.questionnaire.layout import Layout, Reader, letters
from skm.reading.questionnaire.vocabulary import is_blank
from skm.reading.responses.rows import row_list

NO_VALUE = "rumus tanpa nilai"
_SHOWN = 5


def apart(
    columns: Sequence[list[Any]],
    headings: Sequence[str],
    rows: NDArray[np.int64],
    facts: Facts,
    reader: Reader,
) -> list[str]:
    """Put the columns of one table right, and say what was found.

    A merged cell beside the answers holds for each of its rows that has an answer. Merged answers are those
    of the first row alone. A formula among the answers that was stored without its value is no blank.

    Parameters
    ----------
    columns : sequence of list
        The cells below the headings; changed in place.
    rows : int64 (N,)
        The row of the sheet of each cell, from 0, ascending.
    """
    if not (facts.merged or facts.unsaved or facts.hidden):
        return []
    layout = reader.layout(headings, frozenset(), "")
    place = {row: i for i, row in enumerate(rows.tolist())}
    questions = set(layout.questions.values()) if isinstance(layout, Layout) else set()
    return [
        *_hidden(columns, place, facts),
        *_unsaved(columns, place, facts, questions),
        *_merged(columns, headings, place, facts, questions),
    ]


def _hidden(columns: Sequence[list[Any]], place: Mapping[int, int], facts: Facts) -> list[str]:
    inside = [r for r in facts.hidden if r in place]
    rows = [r for r in inside if not all(is_blank(column[place[r]]) for column in columns)]
    if not rows:
        return []
    return [
        f"{integer_id(len(rows))} baris tersembunyi ikut dibaca (baris {row_list([r + 1 for r in rows])}). "
        "Bila memang tidak dipakai, hapus barisnya."
    ]


def _unsaved(
    columns: Sequence[list[Any]], place: Mapping[int, int], facts: Facts, questions: set[int]
) -> list[str]:
    cells = []
    for row, column in facts.unsaved:
        if column < len(columns) and row in place:
            cells.append(f"{letters(column)}{row + 1}")
            if column in questions:
                columns[column][place[row]] = NO_VALUE
    if not cells:
        return []
    more = ", ..." if len(cells) > _SHOWN else ""
    return [
        f"{integer_id(len(cells))} sel berisi rumus yang nilainya tidak tersimpan "
        f"({', '.join(cells[:_SHOWN])}{more}); buka di Excel, simpan, lalu baca lagi."
    ]


def _merged(
    columns: Sequence[list[Any]],
    headings: Sequence[str],
    place: Mapping[int, int],
    facts: Facts,
    questions: set[int],
) -> list[str]:
    order = list(place)
    filled: dict[str, int] = {}
    answers: list[str] = []
    for first, left, last, right in facts.merged:
        if last == first or first not in place or left >= len(columns):
            continue
        asked = sorted(q for q in questions if left <= q <= right)
        if asked:
            answers.append(f"{letters(left)}{first + 1}:{letters(right)}{last + 1}")
        value, column = columns[left][place[first]], columns[left]
        if left in questions or is_blank(value):
            continue
        for row in range(place[first] + 1, bisect_right(order, last)):
            if is_blank(column[row]) and any(not is_blank(columns[q][row]) for q in questions):
                column[row] = value
                filled[headings[left]] = filled.get(headings[left], 0) + 1
    notes = [
        f'Sel gabungan pada kolom "{heading}" dibaca untuk setiap barisnya ({integer_id(n)} baris diisi).'
        for heading, n in filled.items()
    ]
    if answers:
        more = ", ..." if len(answers) > _SHOWN else ""
        notes.append(
            f"Sel gabungan pada kolom jawaban ({', '.join(answers[:_SHOWN])}{more}) dihitung untuk baris "
            "pertamanya saja; pisahkan selnya bila jawaban itu milik beberapa responden."
        )
    return notes
