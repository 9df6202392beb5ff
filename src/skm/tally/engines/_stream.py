"""Files larger than memory, a batch of rows at a time through the kernel; only sums per group are held."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from skm.ground.errors import ResponseError
from skm.ground.numbers import integer_id
from skm.reading.responses import PROBLEMS, Passed
from skm.reading.responses.checking import NO_ANSWER
from skm.tally._kernel import Frequencies, frequencies, lowest_of, second_moments
from skm.tally._pairs import kept
from skm.tally.engines._large_files import Parquet, Text
from skm.tally.engines._odd_rows import Oddities
from skm.tally.engines._plan import (
    BAD,
    DISTINCT,
    Ask,
    Bad,
    Moments,
    Plan,
    Raw,
    blank_error,
    refused,
    tally_of,
    too_many,
)
from skm.tally.tally import Tally


class Keys:
    """The values met so far of a number of keys, in the order first met."""

    def __init__(self, number: int) -> None:
        self._met: list[dict[Any, int]] = [{} for _ in range(number)]
        self._types: list[Any] = [None] * number
        # the last dictionary of each key with its codes: batches of one row group share it
        self._last: list[tuple[Any, NDArray[np.int32]] | None] = [None] * number

    @property
    def sizes(self) -> list[int]:
        return [max(1, len(met)) for met in self._met]

    def codes(self, columns: Sequence[Any]) -> list[NDArray[np.int32]]:
        """Arrow arrays of one batch as codes (N,)."""
        return [self._code(i, column) for i, column in enumerate(columns)]

    def _code(self, key: int, column: Any) -> NDArray[np.int32]:
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        self._types[key] = column.type.value_type
        met, last = self._met[key], self._last[key]
        if last is not None and last[0].equals(column.dictionary):
            table = last[1]
        else:
            cells = column.dictionary.to_pylist()
            table = np.fromiter(
                (met.setdefault(None if v != v else v, len(met)) for v in cells),
                np.int32,
                len(cells),
            )
            self._last[key] = column.dictionary, table
        if not column.null_count:
            codes = column.indices.to_numpy(zero_copy_only=False)
            if codes.dtype == np.int32 and (table == np.arange(len(table))).all():  # as numbered in the file
                return np.asarray(codes)
            return np.asarray(table[codes])
        none = met.setdefault(None, len(met))
        codes = column.indices.fill_null(len(table)).to_numpy(zero_copy_only=False)
        return np.asarray(np.append(table, np.int32(none))[codes])

    def values(self, codes: NDArray[np.int64]) -> list[pd.Series]:
        """Per key, the values of these combinations (R, keys)."""
        found = []
        for met, kind, code in zip(self._met, self._types, codes.T, strict=True):
            cells = np.empty(len(met), dtype=object)
            cells[:] = list(met)
            taken = cells[code] if len(met) else cells[:0]
            found.append(_series(taken, kind))
        return found


def _series(cells: NDArray[Any], kind: Any) -> pd.Series:
    """Numbers and times in a dtype of their own, everything else as objects."""
    if kind is not None and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        whole = pa.types.is_integer(kind) and all(v is not None for v in cells)
        return pd.Series(cells).astype("int64" if whole else "float64")
    if kind is not None and pa.types.is_timestamp(kind):
        return pd.Series(pd.to_datetime(cells))
    return pd.Series(cells, dtype=object)


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


# Rows counted at a time: enough that the tables of all groups are cleared rarely, and one block of the
# kernel, which leaves the other processors to reading.
BLOCK = 1 << 20

# Different cells of a column of dates whose period is a key; a century has 36,525 days.
_DATES = 100_000


def count_stream(table: Parquet | Text, ask: Ask) -> Tally:
    """The tally of a table that may be larger than memory.

    Rows without any answer are set aside. Rows that lack what the others have are refused, because the rows
    around them are not held.

    Raises
    ------
    StructureError
        For rows that may be questionnaires or not.
    ResponseError
        For invalid answers, counted per column and cell, with the row of the first.
    """
    plan = Plan.of(ask, table.name, table.headings, table.dates, from_text=table.from_text, texts=table.texts)
    with ThreadPoolExecutor(1) as pool:
        sources = pool.submit(table.sources, table.rows) if table.rows else None
        answers = _Answers(plan)
        done = _Pass(table, plan, answers)
        if answers.settled():  # a label met late changed what earlier cells mean: once more, knowing all
            done = _Pass(table, plan, answers)
        if done.bad and ask.invalid == "raise":
            raise refused(plan, answers.listed(table.first), done.rows)
        sums = done.sums
        lacking = int(sums.seen.sum() - sums.n.sum())
        if lacking and ask.blanks == "reject":
            raise blank_error(plan, lacking, dict(zip(plan.questions, done.blank.tolist(), strict=True)))
        set_aside = dict(done.set_aside)
        if lacking:
            set_aside["jawaban tidak lengkap"] = lacking
        at = np.flatnonzero(sums.seen)
        raw = Raw(
            done.keys.values(sums.codes[at]),
            sums.seen[at],
            sums.counts[at],
            sums.moments(at),
            done.rows,
            set_aside,
            sources.result() if sources else table.sources(done.rows),
            answers.notes,
            done.blanked,
            done.dropped,
        )
    return tally_of(raw, plan)


class _Answers:
    """Cells of the questions as nilai, each different cell read once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.highest = plan.ask.pedoman.nilai_max
        self.meaning: dict[str, dict[Any, int | str]] = {kode: {} for kode in plan.questions}
        self.notes: list[str] = []
        self.bad: dict[tuple[str, Any], list[int]] = {}  # how many, and the row of the first

    def nilai(self, kode: str, column: Any, row: int) -> NDArray[np.int8]:
        """One column of a batch whose first row is `row`: 0 for a blank, 1 to nilai_max, else BAD."""
        quick = None if self.plan.ask.told.numbers else _whole_numbers(column, self.highest)
        if quick is not None:
            return quick
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        meaning = self.meaning[kode]
        cells = [None if v != v else v for v in column.dictionary.to_pylist()]
        codes = column.indices.fill_null(len(cells)).to_numpy(zero_copy_only=False)
        if any(v is not None and _known(v) not in meaning for v in cells):
            there = np.bincount(codes, minlength=len(cells) + 1)
            new = [v for v, n in zip(cells, there, strict=False) if n and v is not None]
            self._learn(kode, [v for v in new if _known(v) not in meaning])
        table = np.zeros(len(cells) + 1, np.int8)  # the last is a blank
        wrong = []
        for i, value in enumerate(cells):
            if value is not None:
                nilai = meaning.get(_known(value), 0)
                table[i] = BAD if isinstance(nilai, str) else nilai
                if isinstance(nilai, str):
                    wrong.append(i)
        if wrong:
            self._note_bad(kode, cells, codes, wrong, row)
        return np.asarray(table[codes])

    def _note_bad(self, kode: str, cells: list[Any], codes: NDArray[Any], wrong: list[int], row: int) -> None:
        there = np.bincount(codes, minlength=len(cells) + 1)
        for i in wrong:
            if there[i]:
                first = row + int(np.argmax(codes == i))
                self.bad.setdefault((kode, _known(cells[i])), [0, first])[0] += int(there[i])

    def _learn(self, kode: str, new: list[Any]) -> None:
        if not new:
            return
        meaning = self.meaning[kode]
        if len(meaning) + len(new) > DISTINCT:
            raise too_many(self.plan, kode)
        every = {k: [v for _, v in m] for k, m in self.meaning.items()}
        every[kode] += new
        found, self.notes = self.plan.meanings(every)
        meaning.update((_known(v), found[kode][v]) for v in new)

    def settled(self) -> bool:
        """Read every cell again, now that all labels are known; return whether any meaning changed."""
        every = {k: [v for _, v in m] for k, m in self.meaning.items()}
        found, self.notes = self.plan.meanings(every)
        after = {k: {_known(v): nilai for v, nilai in m.items()} for k, m in found.items()}
        changed = after != self.meaning
        self.meaning = after
        if changed:
            self.bad = {}
        return changed

    def listed(self, first: int) -> list[Bad]:
        """The distinct invalid cells, in the order of the questions and of the rows."""
        order = list(self.plan.questions)
        found = [
            Bad(kode, value[1], self.meaning[kode][value], n, first + row)
            for (kode, value), (n, row) in self.bad.items()
        ]
        return sorted(found, key=lambda b: (order.index(b.kode), b.row))


def _known(value: Any) -> tuple[type, Any]:
    """A cell as it is looked up: True is not 1."""
    return type(value), value


def _whole_numbers(column: Any, highest: int) -> NDArray[np.int8] | None:
    """Whole numbers 1 to `highest` and blanks, as int8; None when the column holds anything else."""
    kind = column.type
    if pa.types.is_null(kind):
        return np.zeros(len(column), np.int8)
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return None
    blank = None
    if column.null_count:
        blank = pc.is_null(column).to_numpy(zero_copy_only=False)
        column = pc.fill_null(column, 1)
    values = column.to_numpy(zero_copy_only=False)
    if values.dtype.kind == "f":
        missing = np.isnan(values)
        if missing.any():
            blank = missing if blank is None else blank | missing
            values = np.where(missing, 1, values)
        if not (values == np.floor(values)).all():
            return None
    if not len(values):
        return np.zeros(0, np.int8)
    if values.min() < 1 or values.max() > highest:
        return None
    small: NDArray[np.int8] = values.astype(np.int8)
    if blank is not None:
        small[blank] = 0
    return small


def _day(column: Any) -> Any:
    """The days of a column of moments, whose period is a key; any other column as it is."""
    return column.cast(pa.date32(), safe=False) if pa.types.is_timestamp(column.type) else column


def _no_days(plan: Plan) -> ResponseError:
    """The error for a column of dates with more different texts than days."""
    heading = plan.sheet.headings[next(iter(plan.dated))]
    return ResponseError(
        f'{plan.name}: kolom "{heading}" memuat lebih dari {integer_id(_DATES)} macam isian, terlalu '
        "banyak untuk dibaca sebagai tanggal sambil menghitung. Simpan tanggalnya tanpa jam, atau sebagai "
        "tanggal dalam Parquet.",
        pd.DataFrame(columns=PROBLEMS, dtype=object),
    )


class _Pass:
    """One reading of a table: its rows, and the sums of those that are used."""

    def __init__(self, table: Parquet | Text, plan: Plan, answers: _Answers) -> None:
        self.plan = plan
        self.keys = Keys(len(plan.keys))
        self.sums = Sums(len(plan.keys), len(plan.questions), plan.ask)
        self.rows = 0
        self.set_aside: dict[str, int] = {}
        self.blank: NDArray[np.int64] = np.zeros(len(plan.questions), np.int64)
        self.bad = False
        self.blanked, self.dropped = Passed(), Passed()
        self._counting: Future[None] | None = None
        told = Oddities(plan)
        positions = [*plan.questions.values(), *(at for _, at in plan.keys), *told.positions]
        questions, keyed = len(plan.questions), len(plan.questions) + len(plan.keys)
        days = [at in plan.dated for _, at in plan.keys]
        held: list[tuple[list[NDArray[np.int32]], list[NDArray[np.int8]]]] = []
        waiting = 0
        with ThreadPoolExecutor(1) as self._pool:
            for columns in table.batches(positions):
                size = len(columns[0])
                given = [
                    answers.nilai(kode, column, self.rows)
                    for kode, column in zip(plan.questions, columns[:questions], strict=True)
                ]
                told.look(columns[keyed:], given, self.rows)
                used = self._used(given)
                codes = self.keys.codes(
                    [_day(c) if dated else c for c, dated in zip(columns[questions:keyed], days, strict=True)]
                )
                if any(dated and n > _DATES for n, dated in zip(self.keys.sizes, days, strict=True)):
                    raise _no_days(plan)
                if used is not None:
                    given, codes = [a[used] for a in given], [c[used] for c in codes]
                self.rows += size
                held.append((codes, given))
                waiting += len(given[0])
                if waiting >= BLOCK:
                    self._count(held)
                    held, waiting = [], 0
                if plan.ask.progress is not None:
                    plan.ask.progress(self.rows, max(table.rows, self.rows))
            if waiting:
                self._count(held)
            if self._counting is not None:
                self._counting.result()
        self.sums.close()
        told.refuse(table.first)

    def _used(self, given: list[NDArray[np.int8]]) -> NDArray[np.bool_] | None:
        """Which rows are used, None for all; invalid answers become blanks."""
        lowest = [int(a.min(initial=1)) for a in given]
        kodes = list(self.plan.questions)
        used: NDArray[np.bool_] | None = None
        if min(lowest) < 0:
            self.bad = True
            bad: NDArray[np.bool_] = np.array([a < 0 for a in given])
            if self.plan.ask.invalid == "drop":
                faulty: NDArray[np.bool_] = np.logical_or.reduce(bad)
                used = ~faulty
                patterns, times = np.unique(bad[:, faulty], axis=1, return_counts=True)
                for pattern, n in zip(patterns.T, times.tolist(), strict=True):
                    which = ", ".join(k for k, there in zip(kodes, pattern, strict=True) if there)
                    self._aside(f"jawaban tidak dapat dipakai: {which}", n)
            self._pass_over(dict(zip(kodes, given, strict=True)), dict(zip(kodes, bad, strict=True)))
            for a, low in zip(given, lowest, strict=True):
                if low < 0:
                    a[a < 0] = 0
        if max(lowest) <= 0:
            answered: NDArray[np.bool_] = np.logical_or.reduce([a > 0 for a in given])
            empty = ~answered if used is None else ~answered & used
            if n := int(np.count_nonzero(empty)):
                self._aside(NO_ANSWER, n)
                used = ~empty if used is None else used & ~empty
        if self.plan.ask.blanks == "reject" and min(lowest) <= 0:
            rows = slice(None) if used is None else used
            self.blank += [int(np.count_nonzero(a[rows] == 0)) for a in given]
        return used

    def _pass_over(self, given: dict[str, NDArray[np.int8]], bad: dict[str, NDArray[np.bool_]]) -> None:
        if self.plan.ask.invalid == "drop":
            self.dropped += Passed.of(given, bad)
            return
        answered = np.logical_or.reduce([a > 0 for a in given.values()])
        self.blanked += Passed.of(given, {kode: rows & answered for kode, rows in bad.items()})

    def _aside(self, reason: str, n: int) -> None:
        self.set_aside[reason] = self.set_aside.get(reason, 0) + n

    def _count(self, held: list[tuple[list[NDArray[np.int32]], list[NDArray[np.int8]]]]) -> None:
        """Count a block while the next one is read; never more than one waits."""
        if self._counting is not None:
            self._counting.result()
        self._counting = self._pool.submit(self._add, held, self.keys.sizes)

    def _add(
        self, held: list[tuple[list[NDArray[np.int32]], list[NDArray[np.int8]]]], sizes: list[int]
    ) -> None:
        keys = [np.concatenate(parts) for parts in zip(*(codes for codes, _ in held), strict=True)]
        answers = [np.concatenate(parts) for parts in zip(*(given for _, given in held), strict=True)]
        self.sums.add(keys, sizes, answers)
