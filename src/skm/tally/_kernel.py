"""The fast part of a tally: answers to frequencies and second moments, for all groups at once."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = Sequence[NDArray[np.integer]]
Answers = Sequence[NDArray[np.int8]]
Counts = NDArray[np.int64]

# Bins of one bincount, rows that pay for clearing them, and rows of a step that stays in the cache.
_BINS = 3 << 19
_ROWS = 1 << 20
_STEP = 1 << 17

# Rows sorted by group at a time (eight bytes each, a thread), and rows multiplied while still in the cache.
_SORTED = 1 << 22
_CHUNK = 1 << 17


def frequencies(keys: Keys, sizes: Sequence[int], answers: Answers, nilai_max: int, n: int) -> Counts:
    """How often each answer was given to each question, for every combination of the keys.

    Up to three questions are counted together, as one number below 256, since a pass over the rows costs
    more than adding up a larger table afterwards. Blocks of rows are shared out over threads: numpy counts
    without holding Python's lock.

    Parameters
    ----------
    keys : integer arrays (N,)
        Each from 0 to its number in `sizes` less one; none at all for one group of everybody.
    sizes : sequence of int
        How many values each key has. Their product is G.
    answers : Q arrays int8 (N,)
        0 for a blank, else 1 to `nilai_max`; not checked here.
    nilai_max : int
    n : int
        N, the number of respondents.

    Returns
    -------
    int64 (G, Q, nilai_max + 1)
        Groups in lexicographic order of the keys.
    """
    lowest = lowest_of(answers)

    def work(worker: int) -> Counts:
        tables = Frequencies(sizes, len(answers), nilai_max, lowest, n)
        for start in starts[worker::workers]:
            rows = slice(start, start + block)
            tables.add([key[rows] for key in keys], [answer[rows] for answer in answers])
        return tables.counts()

    least = max(_ROWS, Frequencies(sizes, len(answers), nilai_max, lowest, n).bins)
    block = -(-n // max(1, n // least)) or 1  # all of a length, none shorter than pays for its tables
    starts = range(0, n, block)
    workers = max(1, min(len(starts), os.cpu_count() or 1, 4))
    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(work, range(workers)), np.zeros((), np.int64))


def lowest_of(answers: Answers) -> int:
    """1 when there is no blank, else 0."""
    return int(len(answers[0]) > 0 and min(int(a.min()) for a in answers) > 0)


class Frequencies:
    """Tables that blocks of rows are added to, and the frequencies that follow from them.

    Parameters
    ----------
    sizes, nilai_max
        As for :func:`frequencies`.
    questions : int
        Q.
    lowest : int
        1 when no blank will come, else 0; without blanks the tables are smaller.
    rows : int
        About how many rows come at a time: few do not pay for large tables.
    """

    def __init__(self, sizes: Sequence[int], questions: int, nilai_max: int, lowest: int, rows: int) -> None:
        self.sizes, self.nilai_max, self.lowest = tuple(sizes), nilai_max, lowest
        self._groups, self._width = math.prod(sizes), nilai_max + 1 - lowest
        fits = [p for p in (2, 3) if self._bins(p) <= min(_BINS, rows >> (p - 1)) and self._width**p <= 256]
        together = max(fits, default=1)
        self.bins = self._bins(together)
        ends = range(questions, 0, -together)
        self._parts = [range(max(end - together, 0), end) for end in ends]
        self._tables = [np.zeros(self._bins(len(part)), np.int64) for part in self._parts]
        self._dtype = np.int32 if self.bins < 1 << 31 else np.int64
        self._space: list[NDArray[Any]] = []

    def _bins(self, questions: int) -> int:
        return self._groups * int(self._width**questions)

    def add(self, keys: Keys, answers: Answers) -> None:
        """Add a block of rows: keys (N,), as many as there are sizes, and Q arrays of answers (N,)."""
        n = len(answers[0])
        if not self._space or len(self._space[0]) < n:
            self._space = [np.empty(n, self._dtype), np.empty(n, np.int64), np.empty(_STEP, self._dtype)]
        group, code, step = self._space
        steps = [slice(at, min(at + _STEP, n)) for at in range(0, n, _STEP)]
        for at in steps:
            _combine(group[at], [key[at] for key in keys], self.sizes)
        for table, part in zip(self._tables, self._parts, strict=True):
            for at in steps:
                place = step[: at.stop - at.start]
                number = _as_one([answers[i][at] for i in part], self._width, self.lowest)
                # The answers change slowest: those given often then lie together in the cache
                np.multiply(number, self._groups, out=place, dtype=self._dtype, casting="unsafe")
                np.add(place, group[at], out=place)
                code[at] = place
            table += np.bincount(code[:n], minlength=len(table))

    def counts(self) -> Counts:
        """int64 (G, Q, nilai_max + 1), groups in lexicographic order of the keys."""
        questions = sum(map(len, self._parts))
        counts = np.zeros((self._groups, questions, self.nilai_max + 1), np.int64)
        for table, part in zip(self._tables, self._parts, strict=True):
            by_question = table.reshape(*[self._width] * len(part), self._groups)
            for axis, question in enumerate(part):
                others = tuple(other for other in range(len(part)) if other != axis)
                counts[:, question, self.lowest :] = by_question.sum(axis=others).T
        return counts


def _combine(group: NDArray[Any], keys: Keys, sizes: Sequence[int]) -> None:
    """Write the combined number of the keys into `group`."""
    group[...] = keys[0] if keys else 0
    for key, size in zip(keys[1:], sizes[1:], strict=True):
        group *= size
        group += key


def _as_one(answers: Answers, width: int, lowest: int) -> NDArray[np.uint8]:
    """Answers from `lowest` on to several questions as one number, the last question changing fastest."""
    number = answers[0].view(np.uint8)
    for answer in answers[1:]:
        number = number * np.uint8(width)
        number += answer.view(np.uint8)
    return number - np.uint8(sum(width**i for i in range(len(answers)))) if lowest else number


def second_moments(
    keys: Keys, sizes: Sequence[int], answers: Answers, nilai_max: int, n: int
) -> tuple[Counts, tuple[Counts, Counts] | None]:
    """The sums of products of answers to each two questions, for every combination of the keys.

    Rows are sorted by group, so that the products of a group stand together and are added up in 16-bit
    integers, many at a time. Sorting the group and its answers packed into one integer costs less than
    sorting positions and looking the answers up.

    Parameters
    ----------
    keys, sizes, answers, nilai_max, n
        As for :func:`frequencies`.

    Returns
    -------
    products : int64 (G, Q, Q)
        Sum of x_i x_j over the questionnaires, a blank being 0. Zero on the diagonal, which follows from
        the frequencies.
    blanks : (int64 (G, Q, Q), int64 (G, Q, Q)) or None
        Sum of x_i e_j, and of e_i e_j, with e 1 for a blank and 0 else; zero on the diagonal. None when
        there is no blank.
    """
    groups, questions = math.prod(sizes), len(answers)
    workers = max(1, min(-(-n // _CHUNK), os.cpu_count() or 1, 4))
    block = max(1, min(_SORTED, -(-n // workers)))
    starts = range(0, n, block)
    upper = [(i, j) for i in range(questions) for j in range(i + 1, questions)]
    ordered = [(i, j) for i in range(questions) for j in range(questions) if i != j]

    def work(worker: int) -> list[Counts | None]:
        xx: Counts = np.zeros((len(upper), groups), np.int64)
        xe: Counts | None = None
        ee: Counts | None = None
        for start in starts[worker::workers]:
            rows = slice(start, min(start + block, n))
            group = np.empty(rows.stop - start, np.int64)
            _combine(group, [key[rows] for key in keys], sizes)
            given = [a[rows] for a in answers]
            if (xe is None or ee is None) and not all(a.all() for a in given):
                xe, ee = np.zeros((len(ordered), groups), np.int64), np.zeros_like(xx)
            for part, x in _by_group(group, given, groups, nilai_max):
                _add_products(xx, part, x, x, upper, nilai_max)
                if xe is not None and ee is not None:
                    blank = np.flatnonzero(x.min(axis=0) == 0)
                    part, x = part[blank], x[:, blank]
                    e = (x == 0).astype(x.dtype)
                    _add_products(xe, part, x, e, ordered, nilai_max)
                    _add_products(ee, part, e, e, upper, nilai_max)
        return [xx, xe, ee]

    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(work, range(workers)))

    def table(which: int, at: list[tuple[int, int]]) -> Counts | None:
        parts = [part for sums in done if (part := sums[which]) is not None]
        return squares(np.sum(parts, axis=0).T, at, questions, symmetric=at is upper) if parts else None

    products, xe, ee = table(0, upper), table(1, ordered), table(2, upper)
    assert products is not None
    return products, None if xe is None or ee is None else (xe, ee)


def squares(values: Counts, at: Sequence[tuple[int, int]], questions: int, *, symmetric: bool) -> Counts:
    """Moments of pairs of questions, (G, P), as tables (G, Q, Q): pair p is at row and column at[p]."""
    out: Counts = np.zeros((len(values), questions, questions), np.int64)
    if at:
        i, j = np.array(at).T
        out[:, i, j] = values
        if symmetric:
            out[:, j, i] = values
    return out


def _by_group(
    group: Counts, answers: Answers, groups: int, nilai_max: int
) -> Iterator[tuple[Counts, NDArray[Any]]]:
    """The rows in the order of their groups, a chunk at a time: group (c,) and answers (Q, c).

    `group` is used up. Answers come as unsigned integers wide enough for the products of two.
    """
    dtype = np.uint16 if nilai_max <= 16 else np.uint32
    bits = nilai_max.bit_length()
    packed = groups > 1 and (groups - 1).bit_length() + bits * len(answers) < 64
    chunks = [slice(at, min(at + _CHUNK, len(group))) for at in range(0, len(group), _CHUNK)]
    order = None
    if packed:
        for rows in chunks:
            key = group[rows]
            for answer in answers:
                key <<= bits
                key |= answer[rows]
        group.sort()
    elif groups > 1:
        order = np.argsort(group)
        group = group[order]
    x = np.empty((len(answers), min(_CHUNK, len(group))), dtype)
    for rows in chunks:
        key, part = group[rows], x[:, : rows.stop - rows.start]
        for q in reversed(range(len(answers))):
            if packed:
                np.bitwise_and(key, (1 << bits) - 1, out=part[q], casting="unsafe")
                key >>= bits
            else:
                part[q] = answers[q][rows if order is None else order[rows]]
        yield key, part


def _add_products(
    sums: Counts,
    group: Counts,
    left: NDArray[Any],
    right: NDArray[Any],
    at: list[tuple[int, int]],
    nilai_max: int,
) -> None:
    """Add to row p of `sums` (P, G) the products of left[i] and right[j], (i, j) being at[p]; rows sorted."""
    if not len(group):
        return
    new = np.empty(len(group), bool)
    new[0] = True
    np.not_equal(group[1:], group[:-1], out=new[1:])
    there = group[new]
    new[:: np.iinfo(left.dtype).max // nilai_max**2] = True  # no piece is too long for its sum
    start = np.flatnonzero(new)
    pieces = np.empty((len(at), len(start)), left.dtype)
    product = np.empty(len(group), left.dtype)
    for piece, (i, j) in zip(pieces, at, strict=True):
        np.multiply(left[i], right[j], out=product)
        np.add.reduceat(product, start, dtype=left.dtype, out=piece)
    first = np.searchsorted(group[start], there)
    sums[:, there] += np.add.reduceat(pieces, first, axis=1, dtype=np.int64)
