"""Sums per group of a stream: blocks of rows through the kernel, groups as they turn up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.tally._kernel import Frequencies, frequencies, lowest_of, second_moments
from skm.tally._pairs import kept
from skm.tally.engines._plan import Ask
from skm.tally.engines._raw import Moments

Counts = NDArray[np.int64]

# Up to so many combinations of keys a block is counted under all of them; beyond, under those it holds.
_DENSE = 1 << 18


class Sums:
    """Sums of the groups met so far, sorted by the codes of their keys.

    codes : int64 (R, keys)
    seen, n : int64 (R,), questionnaires with an answer, and those used
    counts : int64 (R, Q, nilai_max + 1)
    """

    def __init__(self, keys: int, questions: int, ask: Ask) -> None:
        self._ask = ask
        self._keys = keys
        self._width = ask.pedoman.nilai_max + 1
        self._bits = 62 // max(1, keys)
        self._packed: Counts = np.zeros(0, np.int64)
        self.seen: Counts = np.zeros(0, np.int64)
        self.counts: Counts = np.zeros((0, questions, self._width), np.int64)
        self._pairs = ask.pairs
        square = (0, questions, questions)
        self._moments: list[Counts | None] = [np.zeros(square, np.int64), None, None]
        self._open: Frequencies | None = None

    @property
    def n(self) -> Counts:
        return np.asarray(self.counts[:, 0].sum(axis=1))

    @property
    def codes(self) -> Counts:
        mask = (1 << self._bits) - 1
        shifts = [self._bits * i for i in reversed(range(self._keys))]
        return (
            np.array([(self._packed >> s) & mask for s in shifts], np.int64)
            .reshape(self._keys, len(self.seen))
            .T
        )

    def moments(self, at: NDArray[np.intp]) -> Moments | None:
        """The second moments of the groups at these positions; None when they are not kept."""
        xx, xe, ee = self._moments
        if not kept(self._pairs, len(self.seen), self.counts.shape[1]) or xx is None:
            return None
        return xx[at], None if xe is None or ee is None else (xe[at], ee[at])

    def add(
        self, keys: Sequence[NDArray[np.int32]], sizes: Sequence[int], answers: Sequence[NDArray[np.int8]]
    ) -> None:
        """Add a block of rows."""
        if max(sizes, default=1) >> self._bits:
            raise ValueError(f"too many values of one key: {max(sizes)}")
        n, highest = len(answers[0]), self._width - 1
        dense = math.prod(sizes) <= _DENSE
        lowest = lowest_of(answers)
        if dense and self._pairs is False and (lowest or self._ask.blanks == "per_unsur"):
            self._add_to_open(keys, sizes, answers, lowest)
            return
        group: list[NDArray[Any]] = list(keys)
        if dense:
            packed, shape = self._every(sizes), list(sizes)
        else:
            packed, inverse = np.unique(self._pack(keys, n), return_inverse=True)
            group, shape = [inverse.reshape(-1)], [len(packed)]
        complete, rows = list(answers), group
        if self._ask.blanks != "per_unsur" and not lowest:
            whole = np.logical_and.reduce([a > 0 for a in answers])
            complete, rows = [a[whole] for a in answers], [g[whole] for g in group]
        counts = frequencies(rows, shape, complete, highest, len(complete[0]))
        seen = counts[:, 0].sum(axis=1)
        if len(complete[0]) != n:
            seen = frequencies(group, shape, answers[:1], highest, n)[:, 0].sum(axis=1)
        there, at = self._put(packed, seen, counts)
        if kept(self._pairs, len(self.seen), len(answers)):
            self._add_moments(second_moments(rows, shape, complete, highest, len(complete[0])), there, at)
        else:  # groups never become fewer
            self._moments = [None, None, None]

    def _add_to_open(
        self,
        keys: Sequence[NDArray[np.int32]],
        sizes: Sequence[int],
        answers: Sequence[NDArray[np.int8]],
        lowest: int,
    ) -> None:
        """Add rows to tables that stay open as long as no new value of a key and no first blank turns up."""
        tables = self._open
        if tables is None or tables.sizes != tuple(sizes) or tables.lowest > lowest:
            self.close()
            tables = Frequencies(sizes, len(answers), self._width - 1, lowest, len(answers[0]))
            self._open = tables
        tables.add(keys, answers)

    def close(self) -> None:
        """Add what stands in open tables to the sums; before that they are not complete."""
        if self._open is not None:
            counts = self._open.counts()
            self._put(self._every(self._open.sizes), counts[:, 0].sum(axis=1), counts)
            self._open = None

    def _put(self, packed: Counts, seen: Counts, counts: Counts) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Add to the sums of these groups; which of them have questionnaires, and where they now stand."""
        there = np.flatnonzero(seen)
        at = self._places(packed[there])
        self.seen[at] += seen[there]
        self.counts[at] += counts[there]
        return there, at

    def _every(self, sizes: Sequence[int]) -> Counts:
        """Every combination of the keys, packed."""
        grid = np.indices(sizes).reshape(len(sizes), -1) if sizes else np.zeros((0, 1), int)
        return self._pack(list(grid), grid.shape[1])

    def _pack(self, keys: Sequence[NDArray[Any]], n: int) -> Counts:
        """Codes of all keys in one integer, in their order."""
        packed: Counts = np.zeros(n, np.int64)
        for key in keys:
            packed <<= self._bits
            packed |= key
        return packed

    def _places(self, packed: Counts) -> NDArray[np.intp]:
        """Where groups stand; room is made for new ones."""
        if len(self._packed):
            near = np.minimum(np.searchsorted(self._packed, packed), len(self._packed) - 1)
            if (self._packed[near] == packed).all():
                return near
        every = np.union1d(self._packed, packed)
        old = np.searchsorted(every, self._packed)

        def wider(values: Counts) -> Counts:
            out: Counts = np.zeros((len(every), *values.shape[1:]), np.int64)
            out[old] = values
            return out

        self.seen, self.counts = wider(self.seen), wider(self.counts)
        self._moments = [None if m is None else wider(m) for m in self._moments]
        self._packed = every
        return np.searchsorted(every, packed)

    def _add_moments(self, found: Moments, there: NDArray[np.intp], at: NDArray[np.intp]) -> None:
        products, blanks = found
        for i, part in enumerate((products, *(blanks or (None, None)))):
            if part is None:
                continue
            if self._moments[i] is None:
                self._moments[i] = np.zeros((len(self.seen), *part.shape[1:]), np.int64)
            self._moments[i][at] += part[there]  # type: ignore[index]
