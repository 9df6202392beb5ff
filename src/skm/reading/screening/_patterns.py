"""Questionnaires that repeat others, and questionnaires that look filled in without reading."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from skm.ground.numbers import integer_id
from skm.reading.screening._chance import (
    beyond_chance,
    equal_pairs,
    expected_copies,
    expected_neighbours,
    expected_patterns,
    near_pairs,
)
from skm.reading.screening._codes import Codes, Sheets, combined, compact, first_of
from skm.reading.screening.rules import Finding, Where

_BLOCK = 1e-4  # how probable a repeated block of the length looked for may be by chance
_SORTED = 8  # fewer steps than this can all lead one way by chance


def repeats(sheets: Sheets) -> list[Finding]:
    """The findings "duplikat", "mirip", "berurutan" and "blok"."""
    neighbours = np.diff(sheets.stratum[0]) == 0
    equal = equal_pairs(sheets.patterns, sheets.stratum)
    copies = _copies(sheets)
    return [
        copies,
        _near(sheets, neighbours, equal),
        _runs(sheets, neighbours, equal, copies.rows),
        _blocks(sheets, equal),
    ]


def _no_profile(sheets: Sheets) -> bool:
    """Whether nothing beside the answers tells one respondent from another."""
    return not [name for name in sheets.compared if name not in ("layanan", "unit")]


def _copies(sheets: Sheets) -> Finding:
    if _no_profile(sheets):
        return Finding.not_examined(
            "duplikat",
            "Tidak ada profil responden (usia, pendidikan, tanggal, ...) untuk dibandingkan; jawaban yang "
            "sama saja belum berarti orangnya sama.",
        )
    first = first_of(combined([sheets.patterns, sheets.profile], sheets.n)[0])
    rows = np.flatnonzero(first < np.arange(sheets.n))
    expected = expected_copies(sheets.patterns, sheets.profile, sheets.stratum)
    return Finding(
        "duplikat",
        rows,
        expected,
        beyond_chance(len(rows), expected),
        lambda row, where: f"sama dengan {where(int(first[row]))}",
        remark=f"Profil yang dibandingkan: {', '.join(sheets.compared)}.",
    )


def _near(sheets: Sheets, neighbours: NDArray[np.bool_], equal: NDArray[np.float64]) -> Finding:
    if _no_profile(sheets):
        return Finding.not_examined("mirip", "Tidak ada profil responden untuk dibandingkan.")
    if _is_sorted(sheets):
        return Finding.not_examined("mirip", _SORTED_TABLE)
    neighbours = neighbours & (np.diff(sheets.profile[0]) == 0)
    at = np.flatnonzero(neighbours) + 1
    different = np.zeros(len(at), dtype=np.int64)
    for column in sheets.columns:
        different += column[at] != column[at - 1]
    rows = at[different == 1]
    expected = 0.0
    if len(at):
        pairs = near_pairs(sheets.columns, sheets.levels, sheets.stratum) - len(sheets.columns) * equal
        expected = expected_neighbours(pairs, neighbours, sheets.stratum)
    codes = list(sheets.responses.answers)

    def tell(row: int, where: Where) -> str:
        u = next(i for i, c in enumerate(sheets.columns) if c[row] != c[row - 1])
        return f"hanya {codes[u]} berbeda dari {where(row - 1)}"

    return Finding("mirip", rows, expected, beyond_chance(len(rows), expected), tell)


def _runs(
    sheets: Sheets, neighbours: NDArray[np.bool_], equal: NDArray[np.float64], copies: NDArray[np.intp]
) -> Finding:
    if _is_sorted(sheets):
        return Finding.not_examined("berurutan", _SORTED_TABLE)
    rows = np.flatnonzero(neighbours & (np.diff(sheets.patterns[0]) == 0)) + 1
    expected = expected_neighbours(equal, neighbours, sheets.stratum)
    both = len(np.intersect1d(rows, copies))
    return Finding(
        "berurutan",
        rows,
        expected,
        beyond_chance(len(rows), expected),
        lambda row, where: f"jawaban sama dengan {where(row - 1)}",
        remark=f"{integer_id(both)} di antaranya juga duplikat." if both else "",
    )


_SORTED_TABLE = (
    "Tabel tampaknya diurutkan menurut nilai, sehingga urutan kuesioner tidak berarti. Kembalikan ke urutan "
    "masuk untuk memeriksanya."
)


def _is_sorted(sheets: Sheets) -> bool:
    """Whether the questionnaires of every stratum stand in the order of their totals or of their answers."""
    totals = np.zeros(sheets.n, dtype=np.int64)
    for column in sheets.columns:
        totals += column
    within = np.diff(sheets.stratum[0]) == 0
    for key in (totals, sheets.answers[0]):
        steps = np.diff(key)[within]
        if np.count_nonzero(steps) >= _SORTED and (steps.min() >= 0 or steps.max() <= 0):
            return True
    return False


def _blocks(sheets: Sheets, equal: NDArray[np.float64]) -> Finding:
    length = _block_length(sheets, equal)
    if length is None:
        return Finding.not_examined(
            "blok",
            "Kuesioner terlalu sedikit atau jawabannya terlalu serupa untuk mengenali deretan tersalin.",
        )
    windows = _windows(sheets.patterns, length)
    same = np.concatenate([[0], np.cumsum(np.diff(sheets.patterns[0]) == 0)])
    varied = same[length - 1 :] - same[: len(windows)] < length - 1  # a run of one answer sheet is no block
    first = first_of(windows)
    starts = np.flatnonzero(varied & (first < np.arange(len(windows))))
    source = np.full(sheets.n, -1, dtype=np.intp)
    for offset in range(length):
        source[starts + offset] = first[starts] + offset
    return Finding(
        "blok",
        np.flatnonzero(source >= 0),
        0.0,
        True,
        lambda row, where: f"mengulang {where(int(source[row]))}",
        remark=f"Deretan yang dikenali: {length} kuesioner atau lebih.",
    )


def _block_length(sheets: Sheets, equal: NDArray[np.float64]) -> int | None:
    """The shortest block whose repetition by chance is less probable than one in ten thousand.

    Two blocks of L questionnaires are the same with probability ``p ** L``, p being that of two
    questionnaires (in the stratum where they are most alike); there are fewer than ``n² / 2``
    pairs of blocks.
    """
    n = sheets.n
    if n < 6:
        return None
    whole = equal_pairs(sheets.patterns, (np.zeros(n, dtype=np.int64), 1))
    sizes = np.bincount(sheets.stratum[0], minlength=sheets.stratum[1]).astype(np.float64)
    large = sizes >= 30
    alike = equal[large] / (sizes[large] * (sizes[large] - 1))
    p = max(1 / n, float(whole[0]) / (n * (n - 1.0)), *alike.tolist())
    if p >= 1:
        return None
    length = max(3, math.ceil(math.log(_BLOCK / (n * n / 2)) / math.log(p)))
    return length if 2 * length <= n else None


def _windows(patterns: tuple[Codes, int], length: int) -> Codes:
    """One number per stretch of `length` rows, by doubling: equal where the stretches are equal."""
    (codes, size), width = patterns, 1
    while 2 * width <= length:
        n = len(codes) - width
        codes, size = compact(*combined([(codes[:n], size), (codes[width:], size)], n))
        width *= 2
    if width < length:
        step = length - width
        n = len(codes) - step
        codes, size = combined([(codes[:n], size), (codes[step:], size)], n)
    return codes


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
