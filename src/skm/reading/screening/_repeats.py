"""Questionnaires that repeat others: copies, near copies, runs, and whole blocks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from skm.ground.numbers import integer_id
from skm.reading.screening._chance import (
    beyond_chance,
    equal_pairs,
    expected_copies,
    expected_neighbours,
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
