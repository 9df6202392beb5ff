"""The fast part of a tally: answers to frequencies, for all groups at once."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

Keys = Sequence[NDArray[np.integer]]
Answers = Sequence[NDArray[np.int8]]
Counts = NDArray[np.int64]

# Bins of one bincount that still fit the processor's cache, and rows that pay for clearing them.
_BINS = 1 << 20
_ROWS = 1 << 19


def frequencies(keys: Keys, sizes: Sequence[int], answers: Answers, nilai_max: int, n: int) -> Counts:
    """How often each answer was given to each question, for every combination of the keys.

    Two questions are counted together, as one number below (nilai_max + 1) squared, since a pass over the
    rows costs more than adding up a table of pairs afterwards. Blocks of rows are shared out over threads:
    numpy counts without holding Python's lock.

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
    groups, width = math.prod(sizes), nilai_max + 1
    # Two by two, the odd one first; one by one when a table of pairs would not fit the cache.
    pairs = groups * width * width <= _BINS
    ends = range(len(answers) % 2, len(answers) + 1, 2) if pairs else range(1, len(answers) + 1)
    parts = [answers[max(end - 1 - pairs, 0) : end] for end in ends if end]
    block = max(_ROWS, groups * width ** (1 + pairs))
    starts = range(0, n, block)
    workers = max(1, min(len(starts), os.cpu_count() or 1, 4))

    def work(worker: int) -> list[Counts]:
        tables = [np.zeros(groups * width ** len(part), np.int64) for part in parts]
        buffers = np.empty((2, min(block, n)), np.int64)
        for start in starts[worker::workers]:
            rows = slice(start, start + block)
            group, code = buffers[:, : min(block, n - start)]
            _combine(group, [key[rows] for key in keys], sizes)
            _add_block(tables, group, code, [[a[rows] for a in part] for part in parts], width)
        return tables

    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(work, range(workers)))
    counts = np.empty((groups, len(answers), width), np.int64)
    first = 0
    for part, *tables in zip(parts, *done, strict=True):
        table = sum(tables).reshape(groups, *[width] * len(part))
        for axis in range(len(part)):
            counts[:, first + axis] = table.sum(axis=2 - axis) if len(part) == 2 else table
        first += len(part)
    return counts


def _combine(group: Counts, keys: Keys, sizes: Sequence[int]) -> None:
    """Write the combined number of the keys into `group`."""
    group.fill(0)
    for key, size in zip(keys, sizes, strict=True):
        group *= size
        group += key


def _add_block(
    tables: list[Counts], group: Counts, code: Counts, parts: list[list[NDArray[np.int8]]], width: int
) -> None:
    """Add the frequencies of one block of rows to `tables`, one table a part; `group` is used up."""
    scale = 1
    small = np.uint8 if width * width <= 256 else np.int64
    for table, part in zip(tables, parts, strict=True):
        answer = part[0].view(np.uint8)
        if len(part) == 2:
            answer = np.multiply(answer, width, dtype=small)
            answer += part[1].view(np.uint8)
        group *= width ** len(part) // scale
        scale = width ** len(part)
        np.add(group, answer, out=code)
        table += np.bincount(code, minlength=len(table))
