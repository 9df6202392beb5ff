"""Exact integer sums per group. Tallies add, save and load themselves; no respondent can be read from one."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import Argument, FileError, Hint, PedomanError, TallyError
from skm.ground.numbers import integer_id
from skm.ground.writing import write_file
from skm.pedoman import PERMENPANRB_14_2017, Pedoman
from skm.reading.files.grids import bytes_of
from skm.reading.questionnaire.names import NAMES, most_frequent, name_key
from skm.reading.responses import Passed
from skm.tally._pairs import Pairs, added
from skm.tally._published import as_frame, by_question
from skm.tally.grouping import Columns, column_of, keys_of
from skm.tally.provenance import Asal
from skm.tally.saved import as_json, from_json, key_rows

if TYPE_CHECKING:
    from typing import Self

_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tally:
    """Integer sums over questionnaires, for G groups at once, under one guideline.

    ``a + b`` and ``sum([...])`` are exact and do not depend on order; two tallies are equal when the same
    groups hold the same integers under the same guideline, whatever the order of the groups. A service or
    unit is the same under every spelling of its name (:mod:`skm.reading.questionnaire.names`); a sum spells
    it as the larger part does.

    Parameters
    ----------
    pedoman : Pedoman
        With k unsur, Q questions and answers 1 to K.
    groups : DataFrame
        G rows, one column a key; no column and one row when everybody is one group.
    n : int64 (G,)
        Questionnaires used.
    counts : int64 (G, Q, K + 1) or None
        Answers blank, 1, ..., K to each question. None when only totals are known.
    sums : int64 (G, Q, 2) or None
        Filled answers and their total, given just when `counts` is None.
    asal : Asal
        How the tally came about.
    pairs : Pairs or None
        Second moments over questions, kept by ``count(..., pairs=True)``: without them no standard error.

    Raises
    ------
    TallyError
        When shapes do not fit, a number is negative or too large, or answers do not add up to `n`.

    Examples
    --------
    >>> q1 = Tally.from_totals({"U1": 18, "U2": 18, "U3": 18, "U4": 18, "U5": 17, "U6": 17, "U7": 17,
    ...                         "U8": 18, "U9": 16}, n=5)
    >>> int((q1 + q1).n[0]), sum([q1, q1]) == q1 + q1
    (10, True)
    """

    pedoman: Pedoman
    groups: pd.DataFrame
    n: NDArray[np.int64]
    counts: NDArray[np.int64] | None
    sums: NDArray[np.int64] | None = None
    asal: Asal = field(default_factory=Asal)
    pairs: Pairs | None = None

    def __post_init__(self) -> None:
        shape = (len(self.groups), len(self.pedoman.pertanyaan), self.pedoman.nilai_max + 1)
        if self.n.shape != shape[:1] or (self.counts is None) == (self.sums is None):
            raise TallyError("Rekap salah bentuk: jumlah kelompok dan n tidak sama.")
        table, wanted = (self.counts, shape) if self.sums is None else (self.sums, (*shape[:2], 2))
        if table is None or table.shape != wanted or table.dtype != np.int64 or self.n.dtype != np.int64:
            raise TallyError(f"Rekap salah bentuk: seharusnya bilangan bulat berukuran {wanted}.")
        largest = _LIMIT // self.pedoman.nilai_max
        if min(table.min(initial=0), self.n.min(initial=0)) < 0 or self.n.max(initial=0) > largest:
            raise TallyError("Rekap memuat bilangan negatif atau terlalu besar.")
        if self.groups.duplicated().any():
            raise TallyError("Rekap memuat kelompok yang sama lebih dari sekali.")
        if self.counts is not None:
            if (table.max(initial=0) > largest) or (table.sum(axis=2) != self.n[:, None]).any():
                raise TallyError("Jumlah jawaban (termasuk yang kosong) tidak sama dengan jumlah kuesioner.")
            if self.pairs is not None:
                self.pairs.check(self.n, self.counts)
        elif self.pairs is not None:
            raise TallyError("Rekap salah bentuk: hasil kali jawaban tanpa frekuensi jawaban.")
        else:
            filled, total = self.filled, self.total
            # a table of unsur has the answers to all their questions in one number
            most = [len(u.pertanyaan) for u in self.pedoman.unsur for _ in u.pertanyaan]
            if (-(-filled // np.array(most)) > self.n[:, None]).any():  # n times it could overflow
                raise TallyError("Jawaban yang terisi lebih banyak daripada kuesionernya.")
            if ((total < filled) | (total > filled * self.pedoman.nilai_max)).any():
                raise TallyError(
                    f"Ada total jawaban di luar 1 sampai {self.pedoman.nilai_max} kali jumlah jawaban terisi."
                )

    @property
    def keys(self) -> list[str]:
        """The names of the keys, such as ``["layanan"]``; empty for one group of everybody."""
        return [str(c) for c in self.groups.columns]

    @property
    def filled(self) -> NDArray[np.int64]:
        """Filled answers to each question, int64 (G, Q)."""
        return self.sums[..., 0] if self.counts is None else self.counts[..., 1:].sum(axis=-1)  # type: ignore[index]

    @property
    def total(self) -> NDArray[np.int64]:
        """Sum of the answers to each question, int64 (G, Q)."""
        if self.counts is None:
            return self.sums[..., 1]  # type: ignore[index]
        return self.counts @ np.arange(self.pedoman.nilai_max + 1)

    @property
    def n_in(self) -> int:
        """Questionnaires received: used and set aside."""
        return int(self.n.sum()) + sum(self.asal.set_aside.values())

    def per_unsur(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Filled answers and their total for each unsur, two int64 (G, k): sums over its questions."""
        first = np.cumsum([0] + [len(u.pertanyaan) for u in self.pedoman.unsur])[:-1]
        filled, total = (np.add.reduceat(x, first, axis=1) for x in (self.filled, self.total))
        return filled, total

    # Groups -----------------------------------------------------------------------------------------------

    def pool(self, by: str | Sequence[str] = ()) -> Tally:
        """The same questionnaires under fewer keys; without any, as one group.

        Raises
        ------
        KeyError
            For a key the tally does not have.
        """
        columns: Columns = dict.fromkeys(self.keys, ())
        wanted = [by] if isinstance(by, str) else list(by)
        if unknown := [key for key in wanted if column_of(key, columns) is None]:
            raise KeyError(f"no key {unknown}; this tally has {self.keys}")
        by = keys_of(wanted, columns)
        codes, groups = _distinct(self.groups[by], self.n)
        pairs = None if self.pairs is None else self.pairs.pool(codes, len(groups))
        return self._with(groups, lambda values: added(values, codes, len(groups)), pairs)

    def take(self, rows: NDArray[np.intp] | Sequence[int]) -> Tally:
        """Only the groups at these positions, in this order. What was set aside stays with the whole."""
        rows = np.asarray(rows, dtype=np.intp)
        pairs = None if self.pairs is None else self.pairs.take(rows)
        taken = self._with(self.groups.iloc[rows].reset_index(drop=True), lambda values: values[rows], pairs)
        return replace(taken, asal=replace(self.asal, set_aside={}, blanked=Passed(), dropped=Passed()))

    def merge(self, rows: NDArray[np.bool_], key: Sequence[str]) -> Tally:
        """The same questionnaires, the groups where `rows` (G,) holds as one group of that key, the last."""
        kept = np.flatnonzero(~rows)
        codes: NDArray[np.intp] = np.full(len(self.n), len(kept), np.intp)
        codes[kept] = np.arange(len(kept))
        merged = pd.DataFrame([list(key)], columns=self.groups.columns, dtype=object)
        groups = pd.concat([self.groups.iloc[kept].astype(object), merged], ignore_index=True)
        pairs = None if self.pairs is None else self.pairs.pool(codes, len(groups))
        return self._with(groups, lambda values: added(values, codes, len(groups)), pairs)

    def without_empty_combinations(self) -> Tally:
        """Under several keys only the combinations that occur; under one key also groups without anybody."""
        if len(self.keys) < 2 or self.n.all():
            return self
        return replace(self.take(np.flatnonzero(self.n)), asal=self.asal)

    def _with(
        self,
        groups: pd.DataFrame,
        change: Callable[[NDArray[np.int64]], NDArray[np.int64]],
        pairs: Pairs | None,
    ) -> Tally:
        """Other groups, each table of integers changed in the same way."""
        return replace(
            self,
            groups=groups,
            n=change(self.n),
            counts=None if self.counts is None else change(self.counts),
            sums=None if self.sums is None else change(self.sums),
            pairs=pairs,
        )

    def position(self, key: Hashable) -> int:
        """Where the group of that key stands; with several keys, of that tuple of keys.

        Raises
        ------
        KeyError
            For a group the tally does not have, naming the first of those it has.
        """
        wanted = key if isinstance(key, tuple) else (key,)
        rows = key_rows(self.groups)
        try:
            return rows.index(wanted)
        except ValueError:
            known = ", ".join(repr(r[0] if len(r) == 1 else r) for r in rows[:12])
            raise KeyError(
                f"no group {key!r}; there are: {known}{' ...' if len(rows) > 12 else ''}"
            ) from None

    def without_counts(self) -> Tally:
        """The same tally with only the filled answers and their totals, as from a published table."""
        if self.counts is None:
            return self
        return replace(self, counts=None, sums=np.stack([self.filled, self.total], axis=-1), pairs=None)

    # Adding -----------------------------------------------------------------------------------------------

    def __add__(self, other: Tally) -> Tally:
        if not isinstance(other, Tally):
            return NotImplemented
        if self.pedoman != other.pedoman:
            raise TallyError(
                f"Rekap dengan pedoman berbeda ({self.pedoman.nama}; {other.pedoman.nama}) tidak dapat "
                "dijumlahkan."
            )
        if self.keys != other.keys:
            raise TallyError(
                f"Rekap dengan kelompok berbeda ({self.keys}; {other.keys}) tidak dapat dijumlahkan.",
                hints=[Hint("Samakan dahulu kelompoknya dengan ", Argument("Tally.pool"), ".")],
            )
        a, b = self, other
        if (a.counts is None) != (b.counts is None):  # the sum knows only what both know
            a, b = a.without_counts(), b.without_counts()
        both = pd.concat([a.groups.astype(object), b.groups.astype(object)])
        codes, groups = _distinct(both, np.concatenate([a.n, b.n]))

        def add(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
            return added(np.concatenate([x, y]), codes, len(groups))

        pairs = None
        if a.pairs is not None and b.pairs is not None:
            joined = Pairs.joined([(p, t.n, t.total) for t, p in ((a, a.pairs), (b, b.pairs))])
            pairs = joined.pool(codes, len(groups))
        return Tally(
            a.pedoman,
            groups,
            add(a.n, b.n),
            None if a.counts is None or b.counts is None else add(a.counts, b.counts),
            None if a.sums is None or b.sums is None else add(a.sums, b.sums),
            a.asal + b.asal,
            pairs,
        )

    def __radd__(self, other: object) -> Self | Any:
        return self if other == 0 else NotImplemented  # so that sum([...]) works

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tally):
            return NotImplemented
        same = self.pedoman == other.pedoman and self.keys == other.keys
        if not same or len(self.n) != len(other.n) or (self.counts is None) != (other.counts is None):
            return False
        if (self.pairs is None) != (other.pairs is None):
            return False
        mine, yours = ({g: i for i, g in enumerate(_named(t.groups))} for t in (self, other))
        if mine.keys() != yours.keys():
            return False
        order = [yours[g] for g in mine]
        tables = ((self.n, other.n), (self.counts, other.counts), (self.sums, other.sums))
        if not all(x is None or y is None or np.array_equal(x, y[order]) for x, y in tables):
            return False
        a, b = self.pairs, other.pairs
        return a is None or b is None or a.same(b, order, self.n, self.total)

    __hash__ = None  # type: ignore[assignment]

    # From published tables --------------------------------------------------------------------------------

    @classmethod
    def from_totals(
        cls,
        table: Mapping[str, int] | pd.Series | pd.DataFrame,
        n: int | Mapping[str, int],
        *,
        pedoman: Pedoman = PERMENPANRB_14_2017,
        filled: Mapping[str, int] | pd.Series | pd.DataFrame | None = None,
        key: str = "layanan",
    ) -> Tally:
        """A tally from a published table of totals per unsur.

        Parameters
        ----------
        table : mapping or Series of totals, or DataFrame
            One entry or row for each unsur, named by code, name or alias; a DataFrame has one column for
            each group.
        n : int, or mapping of group to int
            Questionnaires: one number for a Series, one for each column of a DataFrame (or one for all).
        filled : like `table`
            Filled answers per unsur; without it everybody answered everything.
        key : str
            What the columns are: the name of the key.

        Raises
        ------
        TallyError
            When an unsur is missing, unknown or given twice, or a total cannot come from `n` answers.
        """
        frame, grouped = as_frame(table)
        total = by_question(frame, pedoman)
        size = [int(n[str(c)] if isinstance(n, Mapping) else n) for c in frame.columns]
        used = np.array(size, dtype=np.int64)
        if filled is None:
            answered = np.repeat(used[:, None], total.shape[1], axis=1)
        else:
            answered = by_question(as_frame(filled)[0][frame.columns], pedoman)
        groups = pd.DataFrame({key: frame.columns.astype(object)} if grouped else {}, index=range(len(size)))
        return cls(pedoman, groups, used, None, np.stack([answered, total], axis=-1))

    @classmethod
    def from_frequencies(
        cls,
        table: pd.DataFrame,
        *,
        pedoman: Pedoman = PERMENPANRB_14_2017,
        n: int | None = None,
    ) -> Tally:
        """A tally of one group from a table of frequencies.

        Parameters
        ----------
        table : DataFrame
            One row for each unsur (by code, name or alias), columns 1 to nilai_max: how many answered so.
        n : int
            Questionnaires; without it the largest row sum. What a row lacks of it are blanks.

        Raises
        ------
        TallyError
            As :meth:`from_totals`; also when a row adds up to more than `n`.
        """
        columns = list(range(1, pedoman.nilai_max + 1))
        if missing := [c for c in columns if c not in table.columns]:
            raise TallyError(f"Tabel frekuensi tidak memuat kolom nilai {missing}.")
        answered = np.stack([by_question(table[[c]], pedoman)[0] for c in columns], axis=-1)
        size = int(answered.sum(axis=1).max()) if n is None else n
        counts = np.concatenate([size - answered.sum(axis=1, keepdims=True), answered], axis=1)
        return cls(pedoman, pd.DataFrame(index=range(1)), np.array([size], dtype=np.int64), counts[None])

    # Files ------------------------------------------------------------------------------------------------

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the tally as JSON: a few kilobytes of integers that offices can exchange.

        Raises
        ------
        FileError
            When the file cannot be written; nothing half-written is left.
        """
        return write_file(path, as_json({f.name: getattr(self, f.name) for f in fields(self)}))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Tally:
        """Read a tally that :meth:`save` wrote, checking that it adds up.

        Raises
        ------
        FileError
            When the file cannot be opened.
        TallyError
            When it is not a tally, comes from a later version, or its numbers contradict each other.
        """
        try:
            content = bytes_of(Path(path))
        except FileError as error:
            problem = f"{path}: berkas tidak dapat dibaca. {error.problem}"
            raise FileError(problem, hints=error.hints) from error
        try:
            return cls(**from_json(content))
        except (TallyError, PedomanError) as error:
            raise TallyError(f"{path}: {error.problem.removeprefix(f'{path}: ')}") from error
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise TallyError(f"{path}: bukan rekap skm yang utuh ({type(error).__name__}).") from error

    # Looking at it ----------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        what = "hanya total" if self.counts is None else "frekuensi"
        what += "" if self.pairs is None else " dan hasil kali"
        by = f" per {', '.join(self.keys)}" if self.keys else ""
        return (
            f"<Tally {self.pedoman.nama}: {integer_id(int(self.n.sum()))} kuesioner, "
            f"{integer_id(len(self.n))} kelompok{by}, {what}>"
        )

    def _repr_html_(self) -> str:
        table = self.groups.assign(n=self.n).head(50).to_html(index=False, border=0)
        return f"<p>{escape(repr(self).strip('<>'))}</p>{table}"


def _distinct(groups: pd.DataFrame, n: NDArray[np.int64]) -> tuple[NDArray[np.intp], pd.DataFrame]:
    """The position of each row among the distinct rows, and those, in the order first met.

    Services and units are one by their name, spelled as in most of the `n` questionnaires.
    """
    if groups.shape[1] == 0:
        return np.zeros(len(groups), np.intp), pd.DataFrame(index=range(1))
    groups = groups.copy()
    for key in groups.columns.intersection(list(NAMES)):
        given = [(v, int(k)) for v, k in zip(groups[key], n, strict=True) if isinstance(v, str)]
        usual = most_frequent(given)
        groups[key] = [usual[name_key(v)] if isinstance(v, str) else v for v in groups[key]]
    codes = groups.groupby(list(groups.columns), sort=False, dropna=False).ngroup()
    return np.asarray(codes, dtype=np.intp), groups.drop_duplicates().reset_index(drop=True)


def _named(groups: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The keys of each group, services and units by what all spellings of a name have in common."""
    named = [key in NAMES for key in groups.columns]
    rows = key_rows(groups)
    by_name = [
        tuple(name_key(v) if of and isinstance(v, str) else v for of, v in zip(named, row, strict=True))
        for row in rows
    ]
    return by_name if len(set(by_name)) == len(rows) else rows  # put together by hand: as they stand
