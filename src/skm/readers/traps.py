"""What a sheet does not show where it seems to: merged cells, hidden rows, formulas without a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skm.numbers import integer_id
from skm.questionnaire.layout import Layout, Reader, letters
from skm.questionnaire.vocabulary import is_blank
from skm.readers.facts import Facts
from skm.responses.rows import row_list

NO_VALUE = "rumus tanpa nilai"
_SHOWN = 5


def apart(
    columns: Sequence[list[Any]], headings: Sequence[str], start: int, facts: Facts, reader: Reader
) -> list[str]:
    """Put the columns of one table right, and say what was found.

    A merged cell beside the answers holds for each of its rows that has an answer. Merged answers are those
    of the first row alone. A formula among the answers that was stored without its value is no blank.

    Parameters
    ----------
    columns : sequence of list
        The cells below the headings; changed in place.
    start : int
        The row of the sheet that the columns begin with, from 0.
    """
    if not (facts.merged or facts.unsaved or facts.hidden):
        return []
    layout = reader.layout(headings, frozenset(), "")
    questions = set(layout.questions.values()) if isinstance(layout, Layout) else set()
    return [
        *_hidden(columns, start, facts),
        *_unsaved(columns, start, facts, questions),
        *_merged(columns, headings, start, facts, questions),
    ]


def _hidden(columns: Sequence[list[Any]], start: int, facts: Facts) -> list[str]:
    n = len(columns[0]) if columns else 0
    rows = [
        r for r in facts.hidden if 0 <= r - start < n and not all(is_blank(c[r - start]) for c in columns)
    ]
    if not rows:
        return []
    return [
        f"{integer_id(len(rows))} baris tersembunyi ikut dibaca (baris {row_list([r + 1 for r in rows])}). "
        "Bila memang tidak dipakai, hapus barisnya."
    ]


def _unsaved(columns: Sequence[list[Any]], start: int, facts: Facts, questions: set[int]) -> list[str]:
    cells = []
    for row, column in facts.unsaved:
        if column < len(columns) and 0 <= row - start < len(columns[column]):
            cells.append(f"{letters(column)}{row + 1}")
            if column in questions:
                columns[column][row - start] = NO_VALUE
    if not cells:
        return []
    more = ", ..." if len(cells) > _SHOWN else ""
    return [
        f"{integer_id(len(cells))} sel berisi rumus yang nilainya tidak tersimpan "
        f"({', '.join(cells[:_SHOWN])}{more}); buka di Excel, simpan, lalu baca lagi."
    ]


def _merged(
    columns: Sequence[list[Any]], headings: Sequence[str], start: int, facts: Facts, questions: set[int]
) -> list[str]:
    filled: dict[str, int] = {}
    answers: list[str] = []
    for first, left, last, right in facts.merged:
        if last == first or first < start or left >= len(columns) or first - start >= len(columns[left]):
            continue
        asked = sorted(q for q in questions if left <= q <= right)
        if asked:
            answers.append(f"{letters(left)}{first + 1}:{letters(right)}{last + 1}")
        value, column = columns[left][first - start], columns[left]
        if left in questions or is_blank(value):
            continue
        for row in range(first + 1 - start, min(last + 1 - start, len(column))):
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
