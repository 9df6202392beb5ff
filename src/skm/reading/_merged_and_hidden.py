"""Fill merged cells in, and note hidden rows and formulas that were stored without their value."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.ground.numbers import integer_id
from skm.reading.files._sheet_facts import Facts
from skm.reading.questionnaire.layout import MASK_OF_FORM, Layout, Reader, letters
from skm.reading.questionnaire.vocabulary import is_blank
from skm.reading.responses.ledger import row_list

NO_VALUE = "rumus tanpa nilai"
_SHOWN = 5
_Columns = Sequence[list[Any]]


def fill_in(
    columns: _Columns, headings: Sequence[str], rows: NDArray[np.int64], facts: Facts, reader: Reader
) -> list[str]:
    """Fill in the columns of one table in place, and return notes on what was found.

    A merged cell beside the answers holds for each of its rows that has an answer; merged answers are those
    of the first row only. A formula among the answers that was stored without its value is not a blank.

    Parameters
    ----------
    columns : sequence of list
        The cells below the headings.
    rows : int64 (N,)
        The row of each cell in the sheet, from 0, ascending.
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


def _hidden(columns: _Columns, place: Mapping[int, int], facts: Facts) -> list[str]:
    inside = [r for r in facts.hidden if r in place]
    rows = [r + 1 for r in inside if not all(is_blank(column[place[r]]) for column in columns)]
    if not rows:
        return []
    return [
        f"{integer_id(len(rows))} baris tersembunyi ikut dibaca (baris {row_list(rows)}). "
        "Bila memang tidak dipakai, hapus barisnya."
    ]


def _unsaved(columns: _Columns, place: Mapping[int, int], facts: Facts, questions: set[int]) -> list[str]:
    cells = []
    for row, column in facts.unsaved:
        if column < len(columns) and row in place:
            cells.append(f"{letters(column)}{row + 1}")
            if column in questions:
                columns[column][place[row]] = NO_VALUE
    if not cells:
        return []
    return [
        f"{integer_id(len(cells))} sel berisi rumus yang nilainya tidak tersimpan ({_first(cells)}); buka di "
        "Excel, simpan, lalu baca lagi."
    ]


def _merged(
    columns: _Columns,
    headings: Sequence[str],
    place: Mapping[int, int],
    facts: Facts,
    questions: set[int],
) -> list[str]:
    order = list(place)
    filled: Counter[str] = Counter()
    answers: list[str] = []
    for first, left, last, right in facts.merged:
        if last == first or first not in place or left >= len(columns):
            continue
        if any(left <= q <= right for q in questions):
            answers.append(f"{letters(left)}{first + 1}:{letters(right)}{last + 1}")
        column = columns[left]
        value = column[place[first]]
        if left in questions or is_blank(value):
            continue
        for row in range(place[first] + 1, bisect_right(order, last)):
            if is_blank(column[row]) and any(not is_blank(columns[q][row]) for q in questions):
                column[row] = value
                filled[MASK_OF_FORM(headings[left])] += 1
    notes = [
        f'Sel gabungan pada kolom "{heading}" dibaca untuk setiap barisnya ({integer_id(n)} baris diisi).'
        for heading, n in filled.items()
    ]
    if answers:
        notes.append(
            f"Sel gabungan pada kolom jawaban ({_first(answers)}) dihitung untuk baris pertamanya saja; "
            "pisahkan selnya bila jawaban itu milik beberapa responden."
        )
    return notes


def _first(cells: Sequence[str]) -> str:
    return ", ".join(cells[:_SHOWN]) + (", ..." if len(cells) > _SHOWN else "")
