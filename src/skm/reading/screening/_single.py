"""Questionnaires that look filled in without reading: the same answer throughout, or a pattern."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skm.reading.screening._chance import beyond_chance, expected_patterns
from skm.reading.screening._codes import Sheets, combined
from skm.reading.screening.rules import Finding, Where

_FEWEST = 5  # questions: with fewer, every pattern is short
_MOST = 0.5  # more straight-lined questionnaires than this are worth a look


def single_sheets(sheets: Sheets) -> list[Finding]:
    """The findings "seragam" and "pola"."""
    if len(sheets.columns) < _FEWEST:
        why = f"Pedoman ini memuat kurang dari {_FEWEST} pertanyaan."
        return [Finding.not_examined(aturan, why) for aturan in ("seragam", "pola")]
    return [_straight(sheets), _patterned(sheets)]


def _straight(sheets: Sheets) -> Finding:
    first = sheets.columns[0]
    same = first > 0
    for column in sheets.columns[1:]:
        same &= column == first
    rows = np.flatnonzero(same)
    highest = sheets.levels - 1
    expected = expected_patterns(
        [(v,) * len(sheets.columns) for v in range(1, highest + 1)], sheets.shares, sheets.n
    )
    return Finding(
        "seragam",
        rows,
        expected,
        len(rows) > _MOST * sheets.n and beyond_chance(len(rows), expected),
        lambda row, where: f"semua jawaban {first[row]}",
    )


def _patterned(sheets: Sheets) -> Finding:
    questions = len(sheets.columns)
    found = sorted(set(patterns(sheets.levels - 1, questions)))
    columns = np.array(found, dtype=np.int64).T
    wide = combined([(column, sheets.levels) for column in sheets.columns], sheets.n)
    if wide[1] == sheets.levels**questions:
        codes = combined([(column, sheets.levels) for column in columns], len(found))[0]
        rows = np.flatnonzero(np.isin(wide[0], codes))
    else:  # too many questions for one number: only rows that begin like a pattern are compared whole
        head = 8
        codes = combined([(column, sheets.levels) for column in columns[:head]], len(found))[0]
        begins = combined([(column, sheets.levels) for column in sheets.columns[:head]], sheets.n)[0]
        likely = np.flatnonzero(np.isin(begins, codes))
        whole = zip(*(column[likely].tolist() for column in sheets.columns), strict=True)
        known = set(found)
        rows = likely[np.array([row in known for row in whole], dtype=np.bool_)]
    expected = expected_patterns(found, sheets.shares, sheets.n)

    def tell(row: int, where: Where) -> str:
        return "jawaban " + " ".join(str(column[row]) for column in sheets.columns)

    # Persons between two answers alternate more often than independence says: twice that is no surprise.
    return Finding("pola", rows, expected, beyond_chance(len(rows), 2 * expected), tell)


def patterns(highest: int, questions: int) -> Iterator[tuple[int, ...]]:
    """Answers that count up, count down, climb and descend, or alternate, over `questions` questions.

    Two answers in turn; every stretch of three answers or more, beginning anywhere: 1 2 3 4 1 2 ...,
    4 3 2 1 4 ..., 1 2 3 4 3 2 1 2 ...

    Examples
    --------
    >>> ["".join(map(str, p)) for p in patterns(3, 5)][:6]
    ['12121', '13131', '21212', '23232', '31313', '32323']
    """
    for a in range(1, highest + 1):
        for b in range(1, highest + 1):
            if a != b:
                yield _repeated([a, b], questions)
    for low in range(1, highest + 1):
        for high in range(low + 2, highest + 1):
            up = list(range(low, high + 1))
            for period in (up, up[::-1], up + up[-2:0:-1]):
                for start in range(len(period)):
                    yield _repeated(period[start:] + period[:start], questions)


def _repeated(period: list[int], length: int) -> tuple[int, ...]:
    return tuple(period[i % len(period)] for i in range(length))
