"""Rules on the answers: questionnaires that repeat others, and questionnaires filled in without reading."""

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
from skm.reading.screening._coded_answers import CodedAnswers, Codes, combined, compact, first_of
from skm.reading.screening.rules import Finding, Where

_BLOCK = 1e-4  # highest probability that a block of the chosen length repeats by chance
_SORTED = 8  # fewer steps than this can all go one way by chance


def repeats(coded: CodedAnswers) -> list[Finding]:
    """The findings "duplikat", "mirip", "berurutan" and "blok"."""
    neighbours = np.diff(coded.stratum[0]) == 0
    equal = equal_pairs(coded.patterns, coded.stratum)
    copies = _copies(coded)
    return [
        copies,
        _near(coded, neighbours, equal),
        _runs(coded, neighbours, equal, copies.rows),
        _blocks(coded, equal),
    ]


def _no_profile(coded: CodedAnswers) -> bool:
    """Whether nothing beside the answers tells one respondent from another."""
    return not [name for name in coded.compared if name not in ("layanan", "unit")]


def _copies(coded: CodedAnswers) -> Finding:
    if _no_profile(coded):
        return Finding.not_examined(
            "duplikat",
            "Tidak ada profil responden (usia, pendidikan, tanggal, ...) untuk dibandingkan; jawaban yang "
            "sama saja belum berarti orangnya sama.",
        )
    first = first_of(combined([coded.patterns, coded.profile], coded.n)[0])
    rows = np.flatnonzero(first < np.arange(coded.n))
    expected = expected_copies(coded.patterns, coded.profile, coded.stratum)
    return Finding(
        "duplikat",
        rows,
        expected,
        beyond_chance(len(rows), expected),
        lambda row, where: f"sama dengan {where(int(first[row]))}",
        remark=f"Profil yang dibandingkan: {', '.join(coded.compared)}.",
    )


def _near(coded: CodedAnswers, neighbours: NDArray[np.bool_], equal: NDArray[np.float64]) -> Finding:
    if _no_profile(coded):
        return Finding.not_examined("mirip", "Tidak ada profil responden untuk dibandingkan.")
    if _is_sorted(coded):
        return Finding.not_examined("mirip", _SORTED_TABLE)
    neighbours = neighbours & (np.diff(coded.profile[0]) == 0)
    at = np.flatnonzero(neighbours) + 1
    different = np.zeros(len(at), dtype=np.int64)
    for column in coded.columns:
        different += column[at] != column[at - 1]
    rows = at[different == 1]
    expected = 0.0
    if len(at):
        pairs = near_pairs(coded.columns, coded.levels, coded.stratum) - len(coded.columns) * equal
        expected = expected_neighbours(pairs, neighbours, coded.stratum)
    codes = list(coded.responses.answers)

    def tell(row: int, where: Where) -> str:
        u = next(i for i, c in enumerate(coded.columns) if c[row] != c[row - 1])
        return f"hanya {codes[u]} berbeda dari {where(row - 1)}"

    return Finding("mirip", rows, expected, beyond_chance(len(rows), expected), tell)


def _runs(
    coded: CodedAnswers, neighbours: NDArray[np.bool_], equal: NDArray[np.float64], copies: NDArray[np.intp]
) -> Finding:
    if _is_sorted(coded):
        return Finding.not_examined("berurutan", _SORTED_TABLE)
    rows = np.flatnonzero(neighbours & (np.diff(coded.patterns[0]) == 0)) + 1
    expected = expected_neighbours(equal, neighbours, coded.stratum)
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


def _is_sorted(coded: CodedAnswers) -> bool:
    """Whether the questionnaires of every stratum stand in the order of their totals or of their answers."""
    totals = np.zeros(coded.n, dtype=np.int64)
    for column in coded.columns:
        totals += column
    within = np.diff(coded.stratum[0]) == 0
    for key in (totals, coded.answers[0]):
        steps = np.diff(key)[within]
        if np.count_nonzero(steps) >= _SORTED and (steps.min() >= 0 or steps.max() <= 0):
            return True
    return False


def _blocks(coded: CodedAnswers, equal: NDArray[np.float64]) -> Finding:
    length = _block_length(coded, equal)
    if length is None:
        return Finding.not_examined(
            "blok",
            "Kuesioner terlalu sedikit atau jawabannya terlalu serupa untuk mengenali deretan tersalin.",
        )
    windows = _windows(coded.patterns, length)
    same = np.concatenate([[0], np.cumsum(np.diff(coded.patterns[0]) == 0)])
    varied = same[length - 1 :] - same[: len(windows)] < length - 1  # a run of equal answers is no block
    first = first_of(windows)
    starts = np.flatnonzero(varied & (first < np.arange(len(windows))))
    source = np.full(coded.n, -1, dtype=np.intp)
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


def _block_length(coded: CodedAnswers, equal: NDArray[np.float64]) -> int | None:
    """The shortest block whose repetition by chance has a probability below one in ten thousand.

    Two blocks of L questionnaires are equal with probability ``p ** L``, p being the probability for two
    questionnaires (in the stratum where they are most alike); there are fewer than ``n² / 2`` pairs.
    """
    n = coded.n
    if n < 6:
        return None
    whole = equal_pairs(coded.patterns, (np.zeros(n, dtype=np.int64), 1))
    sizes = np.bincount(coded.stratum[0], minlength=coded.stratum[1]).astype(np.float64)
    large = sizes >= 30
    alike = equal[large] / (sizes[large] * (sizes[large] - 1))
    p = max(1 / n, float(whole[0]) / (n * (n - 1.0)), *alike.tolist())
    if p >= 1:
        return None
    length = max(3, math.ceil(math.log(_BLOCK / (n * n / 2)) / math.log(p)))
    return length if 2 * length <= n else None


def _windows(patterns: tuple[Codes, int], length: int) -> Codes:
    """One number per window of `length` rows, equal where the windows are equal; by doubling the width."""
    (codes, size), width = patterns, 1
    while width < length:
        step = min(width, length - width)  # the second half may overlap the first
        n = len(codes) - step
        codes, size = compact(*combined([(codes[:n], size), (codes[step:], size)], n))
        width += step
    return codes


_FEWEST = 5  # questions: with fewer, every pattern is short
_HEAD = 8  # answers that surely fit in one number
_MOST = 0.5  # more straight-lined questionnaires than this are worth a look


def straight_lines(coded: CodedAnswers) -> list[Finding]:
    """The findings "seragam" and "pola"."""
    if len(coded.columns) < _FEWEST:
        why = f"Pedoman ini memuat kurang dari {_FEWEST} pertanyaan."
        return [Finding.not_examined(aturan, why) for aturan in ("seragam", "pola")]
    return [_straight(coded), _patterned(coded)]


def _straight(coded: CodedAnswers) -> Finding:
    first = coded.columns[0]
    same = first > 0
    for column in coded.columns[1:]:
        same &= column == first
    rows = np.flatnonzero(same)
    highest = coded.levels - 1
    uniform = [(v,) * len(coded.columns) for v in range(1, highest + 1)]
    expected = expected_patterns(uniform, coded.shares, coded.n)
    return Finding(
        "seragam",
        rows,
        expected,
        len(rows) > _MOST * coded.n and beyond_chance(len(rows), expected),
        lambda row, where: f"semua jawaban {first[row]}",
    )


def _patterned(coded: CodedAnswers) -> Finding:
    questions = len(coded.columns)
    found = sorted(set(patterns(coded.levels - 1, questions)))
    starts = np.array(found, dtype=np.int64).T[:_HEAD]
    codes = combined([(column, coded.levels) for column in starts], len(found))[0]
    begins = combined([(column, coded.levels) for column in coded.columns[:_HEAD]], coded.n)[0]
    likely = np.flatnonzero(np.isin(begins, codes))  # only these are compared whole
    whole = zip(*(column[likely].tolist() for column in coded.columns), strict=True)
    known = set(found)
    rows = likely[np.array([row in known for row in whole], dtype=np.bool_)]
    expected = expected_patterns(found, coded.shares, coded.n)

    def tell(row: int, where: Where) -> str:
        return "jawaban " + " ".join(str(column[row]) for column in coded.columns)

    # People undecided between two answers alternate more often than independence predicts: allow twice that.
    return Finding("pola", rows, expected, beyond_chance(len(rows), 2 * expected), tell)


def patterns(highest: int, questions: int) -> Iterator[tuple[int, ...]]:
    """Answers to `questions` questions that alternate, count up, count down, or climb and descend.

    Two answers in turn, or a run of three or more from any start: 1 2 3 4 1 2 ..., 4 3 2 1 4 ...,
    1 2 3 4 3 2 1 2 ...

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
