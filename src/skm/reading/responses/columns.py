"""The columns of a questionnaire, each distinct value read once; profile, services and free text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress, islice
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import Argument, Hint, Note
from skm.ground.numbers import integer_id
from skm.reading.questionnaire.layout import FIELDS, Layout, letters, texts_of
from skm.reading.questionnaire.names import alike, declared_names, most_frequent, name_key
from skm.reading.questionnaire.periods import in_time_order
from skm.reading.questionnaire.profile import (
    CATEGORY_FIELDS,
    age_class_key,
    age_of,
    categories,
    category_of,
    date_of,
    is_age_class,
    looks_like_date,
)
from skm.reading.questionnaire.vocabulary import is_blank, quoted, tidy

_CHUNK = 1 << 17
_MANY = 1_000_000
_NUL_ENDS_TEXT = len(set(pd.factorize(np.array(["a", "a\0b"], dtype=object))[0])) == 1  # pandas before 3


class Column:
    """A column as codes into its distinct values; not computed for whole numbers in range.

    Parameters
    ----------
    values : list or Series
        N cells.
    times : int64 (N,), optional
        How often each of them occurs in its source; once by default.
    """

    def __init__(self, values: Any, times: NDArray[np.int64] | None = None) -> None:
        self.values = values
        self.times = times

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def _coded(self) -> tuple[NDArray[np.intp], list[Any]]:
        values = self.values
        if isinstance(values, pd.Series):
            if self.is_categorical:
                array: Any = values.array  # .cat.codes would copy
                return array.codes, array.categories.tolist()
            if values.dtype != object and not (_NUL_ENDS_TEXT and pd.api.types.is_string_dtype(values.dtype)):
                codes, index = pd.factorize(values)
                return codes, index.tolist()
            values = values.tolist()
        kinds = set(map(type, values))
        if bool in kinds or np.bool_ in kinds:  # True equals 1
            values = [str(v).upper() if isinstance(v, bool | np.bool_) else v for v in values]
        if _NUL_ENDS_TEXT and any(type(v) is str and "\0" in v for v in values):
            values = [v.replace("\0", "\x01") if isinstance(v, str) else v for v in values]
        array = np.empty(len(values), dtype=object)
        array[:] = values
        try:
            codes, distinct = pd.factorize(array)
        except TypeError:  # lists and the like
            array[:] = [v if v is None or isinstance(v, str | float | int) else str(v) for v in values]
            codes, distinct = pd.factorize(array)
        return codes, [v.item() if isinstance(v, np.generic) else v for v in distinct]

    @property
    def codes(self) -> NDArray[np.intp]:
        """Position of each cell in :attr:`distinct`; -1 for a missing cell."""
        return self._coded[0]

    @property
    def distinct(self) -> list[Any]:
        return self._coded[1]

    def cell(self, row: int) -> Any:
        """The value of one cell; None for a missing one."""
        code = self.codes[row]
        return self.distinct[code] if code >= 0 else None

    def take(self, per_value: Sequence[Any], missing: Any, dtype: Any) -> NDArray[Any]:
        """One value per cell from one value per distinct value."""
        table = np.empty(len(per_value) + 1, dtype=dtype)
        table[:-1] = per_value
        table[-1] = missing
        return table[self.codes]  # code -1 takes the last

    def map(self, function: Callable[[Any], Any], missing: Any, dtype: Any) -> NDArray[Any]:
        """:meth:`take` of a function of the distinct values."""
        return self.take([function(v) for v in self.distinct], missing, dtype)

    @cached_property
    def is_numeric(self) -> bool:
        """Whether it is a Series of numbers, truth values excluded."""
        dtype = getattr(self.values, "dtype", None)
        return (
            dtype is not None
            and pd.api.types.is_numeric_dtype(dtype)
            and not pd.api.types.is_bool_dtype(dtype)
            and not pd.api.types.is_complex_dtype(dtype)
        )

    def whole_numbers(self, highest: int) -> NDArray[np.int8] | None:
        """The column as int8, 0 for a blank, if it is a Series of whole numbers 1 to `highest`, else None.

        An int8 column is returned without a copy.
        """
        if not self.is_numeric or not len(self):
            return None
        series = self.values
        if isinstance(series.dtype, np.dtype) and series.dtype.kind in "iu":
            numbers: NDArray[Any] = series.to_numpy()
            small = np.empty(len(numbers), np.int8) if numbers.dtype != np.int8 else numbers
            for start in range(0, len(numbers), _CHUNK):  # looked at and narrowed while in the cache
                rows = slice(start, start + _CHUNK)
                if numbers[rows].min() < 1 or numbers[rows].max() > highest:
                    return None
                if small is not numbers:
                    small[rows] = numbers[rows]
            return small
        floats = series.to_numpy(dtype=np.float64, na_value=np.nan)
        blank = np.isnan(floats)
        filled = floats[~blank]
        if filled.size and not (filled.min() >= 1 and filled.max() <= highest):
            return None
        small = np.where(blank, 0, floats).astype(np.int8)
        return small if np.array_equal(small[~blank], filled) else None

    @cached_property
    def filled(self) -> NDArray[np.bool_]:
        """Where something is filled in."""
        if self.is_numeric:
            return np.asarray(self.values.notna())
        if self.only_numbers:
            return self.codes >= 0
        return self.map(lambda v: not is_blank(v), False, np.bool_)

    @cached_property
    def only_numbers(self) -> bool:
        """Whether all filled cells are Python numbers."""
        return set(map(type, self.distinct)) <= {int, float}

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many cells hold each of the distinct values."""
        counts = np.zeros(len(self.distinct), dtype=np.int64)
        if self.times is not None:
            np.add.at(counts, self.codes[self.codes >= 0], self.times[self.codes >= 0])
            return counts
        for start in range(0, len(self.codes), _CHUNK):  # bincount widens codes to eight bytes each
            codes = self.codes[start : start + _CHUNK]
            counts += np.bincount(codes[codes >= 0], minlength=len(counts))
        return counts

    def count_where(self, cells: NDArray[np.bool_]) -> int:
        """How many cells of the source these (N,) are."""
        return int(np.count_nonzero(cells) if self.times is None else self.times[cells].sum())

    def used(self) -> list[Any]:
        """The distinct values of filled cells, without unused categories."""
        values = [v for v, n in zip(self.distinct, self.counts, strict=True) if n]
        return values if self.only_numbers else [v for v in values if not is_blank(v)]

    @cached_property
    def is_dates(self) -> bool:
        """Whether it holds only dates."""
        if self.is_datetime64:
            return True
        if self.is_numeric or self.is_categorical:
            return False
        first = list(islice((v for v in self.values if v is not pd.NA and not is_blank(v)), 50))
        return bool(first) and all(looks_like_date(v) for v in first)

    @property
    def is_large_frame(self) -> bool:
        """Whether it is a column of a frame with too many texts to examine each."""
        return isinstance(self.values, pd.Series) and not self.is_categorical and len(self) > _MANY

    def with_distinct(self, values: Sequence[Any]) -> Column:
        """The same column with these values in place of the distinct ones."""
        cells = self.take(values, None, object)
        if not isinstance(self.values, pd.Series):
            return Column(cells.tolist())
        return Column(pd.Series(cells, dtype="category" if self.is_categorical else object))

    @property
    def is_categorical(self) -> bool:
        return isinstance(getattr(self.values, "dtype", None), pd.CategoricalDtype)

    @property
    def is_datetime64(self) -> bool:
        dtype = getattr(self.values, "dtype", None)
        return dtype is not None and pd.api.types.is_datetime64_any_dtype(dtype)


class Table(NamedTuple):
    """The columns of one table, and which of its rows are used; None for all."""

    layout: Layout
    headings: Sequence[str]
    columns: Sequence[Column]
    used: NDArray[np.bool_] | None


_PERSONAL_VALUE = re.compile(r"[^@\s]+@[^@\s]+\.\w+|(?:\+?62|0)8\d[\d\s.-]{6,13}|8\d{8,11}|\d{16}")
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_SHOWN = 8
SMALLEST = 5  # notes quote only cells given at least so often


@dataclass(slots=True)
class Said:
    """Remarks on the columns beside the answers: notes, and cells that could not be placed."""

    notes: list[str] = field(default_factory=list)
    unplaced: list[tuple[str, str, int, str]] = field(default_factory=list)


def profile_and_saran(
    tables: Sequence[Table],
    declared: Mapping[str, Sequence[str]],
    services: Sequence[str],
    mask: Callable[[str], str],
) -> tuple[pd.DataFrame, pd.DataFrame, Said]:
    """Profile and free text of the used rows of all tables, and remarks on them.

    Parameters
    ----------
    declared : mapping
        A service to its other spellings.
    services : sequence of str
        Per table, the service if no column has it; "" for none.
    mask : callable
        Masks personal data; applied to every text cell.
    """
    said = Said()
    notes = said.notes
    kinds = _kinds(tables)
    tables = _masked(tables, mask, notes)
    if kinds["personal"]:
        notes.append(f"Kolom data pribadi dihapus saat dibaca: {_quoted(kinds['personal'])}.")

    def at(positions: Sequence[int | None]) -> list[Column | None]:
        return [None if i is None else t.columns[i] for t, i in zip(tables, positions, strict=True)]

    profile: dict[str, Any] = {}
    for name in FIELDS:
        parts = at([t.layout.fields.get(name) for t in tables])
        if name == "layanan" and services:
            parts = [
                p or (Column([service] * len(t.columns[0])) if service else None)
                for p, service, t in zip(parts, services, tables, strict=True)
            ]
        if any(p is not None for p in parts):
            profile[name] = _field(name, _together(parts, tables), declared, said)
    for heading, where in kinds["others"].items():
        profile[_unused_name(heading, profile)] = _other(_together(at(where), tables))
    saran: dict[str, Any] = {}
    for heading, where in kinds["free"].items():
        column = _together(at(where), tables)
        saran[_unused_name(heading, saran)] = column.map(
            lambda v: None if is_blank(v) else str(v).strip(), None, object
        )
    if harapan := [h for h in kinds["others"] if h in kinds["harapan"]]:
        notes.append(
            f"Kolom harapan atau kepentingan disimpan, tidak dihitung dalam IKM: {_quoted(harapan)}."
        )
    if unknown := [h for h in kinds["others"] if h not in kinds["numbers"] | kinds["harapan"]]:
        notes.append(f"Kolom yang tidak dikenal, disimpan dengan judulnya sendiri: {_quoted(unknown)}.")
    index = pd.RangeIndex(sum(len(t.columns[0]) if t.used is None else int(t.used.sum()) for t in tables))
    return (
        pd.DataFrame(profile, index=index, copy=False),
        pd.DataFrame(saran, index=index, dtype=object if saran else None),
        said,
    )


def _masked(tables: Sequence[Table], mask: Callable[[str], str], notes: list[str]) -> list[Table]:
    """The tables with personal data masked in every text beside the answers, which is noted."""
    cells: Counter[str] = Counter()
    masked: list[Table] = []
    for table in tables:
        changed = list(table.columns)
        apart = {*table.layout.questions.values(), *table.layout.personal}
        for i, column in enumerate(table.columns):
            if i in apart or column.is_numeric or column.is_datetime64 or column.is_large_frame:
                continue
            texts = [mask(v) if isinstance(v, str) else v for v in column.distinct]
            other = [v is not t and v != t for v, t in zip(column.distinct, texts, strict=True)]
            # Only what was changed is worth counting the cells
            if any(other) and (found := int(column.counts[other].sum())):
                changed[i] = column.with_distinct(texts)
                cells[_heading(table.headings, i)] += found
        masked.append(table._replace(columns=changed))
    if cells:
        told = ", ".join(f'"{heading[:60]}" ({integer_id(n)} isian)' for heading, n in cells.items())
        notes.append(f"Data pribadi di dalam isian disamarkan: {told}.")
    return masked


def _kinds(tables: Sequence[Table]) -> dict[str, Any]:
    """Headings of the columns besides answers and fields, with their position in each table (or None)."""
    personal: dict[str, None] = {}
    numbers: set[str] = set()
    harapan: set[str] = set()
    others: dict[str, list[int | None]] = {}
    free: dict[str, list[int | None]] = {}
    for number, (layout, headings, columns, _) in enumerate(tables):
        personal |= dict.fromkeys(headings[i] for i in layout.personal)
        for i in sorted((*layout.numbers, *layout.others, *layout.free_text)):
            column = columns[i]
            heading = _heading(headings, i)
            if not headings[i].strip() and not column.filled.any():
                continue
            if i not in layout.free_text and _holds_personal_data(column):
                personal[headings[i] or heading] = None
                continue
            group = free if i in layout.free_text or (i in layout.others and _is_prose(column)) else others
            if i in layout.numbers:
                numbers.add(heading)
            if i in layout.harapan:
                harapan.add(heading)
            while number < len(group.get(heading, [])) and group[heading][number] is not None:
                heading += " (2)"  # the same heading twice in one table
            group.setdefault(heading, [None] * len(tables))[number] = i
    return {
        "personal": list(personal),
        "numbers": numbers,
        "harapan": harapan,
        "others": others,
        "free": free,
    }


def _heading(headings: Sequence[str], i: int) -> str:
    return tidy(headings[i]) or f"Kolom {letters(i)}"


def _sample(column: Column) -> list[str]:
    values = column.distinct if column.is_categorical else column.values
    cells = islice((v for v in values if not pd.api.types.is_scalar(v) or not pd.isna(v)), 200)
    return texts_of([v for v in cells if not is_blank(v)])


def _holds_personal_data(column: Column) -> bool:
    """Whether most cells look like e-mail addresses, phone numbers or NIK, whatever the heading."""
    sample = _sample(column)
    return bool(sample) and sum(bool(_PERSONAL_VALUE.fullmatch(v)) for v in sample) * 2 > len(sample)


def _is_prose(column: Column) -> bool:
    """Whether the cells are sentences: half of them longer than forty letters."""
    if column.is_numeric:
        return False
    lengths = sorted(len(v) for v in _sample(column))
    return bool(lengths) and lengths[len(lengths) // 2] > 40


def _together(parts: Sequence[Column | None], tables: Sequence[Table]) -> Column:
    """One column over all tables, used rows only; a single whole table gives its own, by reference."""
    if len(parts) == 1 and parts[0] is not None:
        used = tables[0].used
        if used is None:
            return parts[0]
        if isinstance(parts[0].values, pd.Series):
            return Column(parts[0].values[used])
    cells: list[Any] = []
    for part, table in zip(parts, tables, strict=True):
        values = [None] * len(table.columns[0]) if part is None else part.values
        cells += values if table.used is None else compress(values, table.used.tolist())
    return Column(cells)


# Fields ---------------------------------------------------------------------------------------------------


def _field(name: str, column: Column, declared: Mapping[str, Sequence[str]], said: Said) -> Any:
    if name in CATEGORY_FIELDS:
        return _categories(name, column, said)
    if name == "usia":
        return _ages(column, said)
    if name == "tanggal":
        return _dates(column, said)
    return _services(name, column, declared if name == "layanan" else {}, said.notes)


def _text(value: Any) -> str | None:
    if is_blank(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(value)


def _categorical(column: Column, texts: Sequence[str | None], order: Sequence[str]) -> Any:
    """The categorical of these texts per distinct value; the column's own if that is equal."""
    if column.is_categorical and list(texts) == column.distinct:
        return column.values.array
    number = {text: i for i, text in enumerate(order)}
    codes = column.take([-1 if t is None else number[t] for t in texts], -1, np.int32)
    return pd.Categorical.from_codes(codes, categories=pd.Index(order))


def _categories(name: str, column: Column, said: Said) -> Any:
    official = categories(name)
    if column.is_categorical and all(c in official for c in column.distinct):
        return column.values.array
    used = {t for v in column.used() if (t := _text(v)) is not None}
    if any(category_of(name, t) is None for t in used):
        _say_unplaced(name, column, lambda v: category_of(name, v), "dibiarkan seperti adanya", said)
    texts = [_text(v) for v in column.distinct]
    placed = [None if t not in used or t is None else category_of(name, t) or t for t in texts]
    met = dict.fromkeys(p for p in placed if p is not None)
    order = [c for c in official if c in met] + [p for p in met if p not in official]
    return _categorical(column, placed, order)


def _say_unplaced(name: str, column: Column, place: Callable[[Any], Any], fate: str, said: Said) -> None:
    """Note how many cells `place` returns None for, quoting only frequent ones.

    Notes are saved with tallies, and a rare cell may be a name.
    """
    found: Counter[str] = Counter()
    for value, n in zip(column.distinct, column.counts.tolist(), strict=True):
        if n and not is_blank(value) and place(value) is None:
            found[tidy(value)] += n
    said.unplaced += [(name, value, n, fate) for value, n in found.items()]
    often = {v: n for v, n in found.items() if n >= SMALLEST}
    shown = [f'"{v[:40]}" ({integer_id(n)})' for v, n in list(often.items())[:_SHOWN]]
    if rest := len(found) - len(shown):
        shown.append(f"{rest} macam {'lain' if shown else 'isian'}")
    total = integer_id(sum(found.values()))
    fact = f"{name}: {total} isian tidak dapat digolongkan, {fate}: {', '.join(shown)}."
    said.notes.append(Note(fact, [Hint("Lihat ", Argument("unplaced"), ".")] if rest else ()))


def _ages(column: Column, said: Said) -> Any:
    """Years as float64; an ordered categorical if the source has age classes."""
    if column.is_numeric:
        return column.values.array
    others = [v for v in column.used() if age_of(v) is None]
    if any(is_age_class(v) for v in others):
        texts = [_text(v) for v in column.distinct]
        return _categorical(column, texts, sorted({t for t in texts if t is not None}, key=age_class_key))
    if others:
        _say_unplaced("usia", column, age_of, "dikosongkan", said)
    return column.map(lambda v: np.nan if (age := age_of(v)) is None else age, np.nan, np.float64)


def _dates(column: Column, said: Said) -> Any:
    """Dates as datetime64; NaT if unreadable."""
    if column.is_datetime64:
        return column.values.array
    used = column.used()
    read = {v: date_of(v) for v in used}
    if None in read.values():
        turned = {v: date_of(v, month_first=True) for v in used}
        if None in turned.values():
            _say_unplaced("tanggal", column, date_of, "dikosongkan", said)
        else:
            read = turned
            said.notes.append("tanggal: dibaca bulan/hari/tahun, karena hari di atas 12 ada di tempat kedua.")
    moments = [np.datetime64(read.get(v) or "NaT", "us") for v in column.distinct]
    return column.take(moments, np.datetime64("NaT"), "datetime64[us]")


def _services(name: str, column: Column, declared: Mapping[str, Sequence[str]], notes: list[str]) -> Any:
    """Services; declared spellings, and those of one name, become one: as declared, else as most have it."""
    chosen = declared_names(declared)
    given = [_text(value) for value in column.distinct]
    used = [(t, int(n)) for t, n in zip(given, column.counts, strict=True) if t is not None]
    usual = most_frequent(used) | chosen
    texts = [None if t is None else usual[name_key(t)] for t in given]
    if not column.is_categorical or texts != column.distinct:
        _say_merged(name, column, texts, notes)
    met = {name_key(v) for v in column.distinct}
    if absent := [s for others in declared.values() for s in others if name_key(s) not in met]:
        notes.append(f"{name}: ejaan yang dinyatakan sama tetapi tidak ditemukan: {_quoted(absent)}.")
    result = _categorical(column, texts, list(dict.fromkeys(t for t in texts if t is not None)))
    if name == "layanan":
        counted: Counter[str] = Counter()
        for text, (_, n) in zip((t for t in texts if t is not None), used, strict=True):
            counted[text] += n
        _say_alike({text: n for text, n in counted.items() if n}, notes)
        if blank := column.count_where(result.codes < 0):
            notes.append(f"layanan: {integer_id(blank)} kuesioner tidak menyebut layanannya.")
    return result


def _say_alike(counted: Mapping[str, int], notes: list[str]) -> None:
    """Propose to merge services that may be one, and how; the most frequent names first."""
    proposed = alike(counted)
    for text, others in islice(proposed.items(), _SHOWN):
        same = Hint("Bila memang satu layanan, samakan dengan ", Argument("layanan", {text: others}), ".")
        notes.append(
            Note(
                f'layanan: "{text}" mirip dengan {_quoted(others)}; dihitung terpisah, tidak disamakan.',
                [same],
            )
        )
    if (rest := len(proposed) - _SHOWN) > 0:
        notes.append(f"layanan: {integer_id(rest)} nama lain juga mempunyai nama yang mirip.")


def _say_merged(name: str, column: Column, texts: Sequence[str | None], notes: list[str]) -> None:
    """Note which spellings were merged, unless they differ only in outer white space."""
    merged: dict[str, dict[str, None]] = {}
    for value, text, n in zip(column.distinct, texts, column.counts, strict=True):
        if text is not None and n and _text(value) != text:
            merged.setdefault(text, {})[tidy(value)] = None
    for text, spellings in merged.items():
        notes.append(f'{name}: {_quoted(list(spellings))} digabung ke "{text}".')


def holds_profile(column: Column) -> bool:
    """Whether a column other than the fields is kept: neither personal data nor prose."""
    return not _holds_personal_data(column) and not _is_prose(column)


def profile_column(
    name: str | None, column: Column, declared: Mapping[str, Sequence[str]], said: Said
) -> pd.Series:
    """One column of ``Responses.profile``; `name` is its field, None for a column under its own heading."""
    return pd.Series(_other(column) if name is None else _field(name, column, declared, said))


# Everything else ------------------------------------------------------------------------------------------


def _other(column: Column) -> Any:
    """A column under its own heading: unchanged from a frame; as numbers, dates or texts from a file."""
    if isinstance(column.values, pd.Series):
        return column.values.array
    used = column.used()
    if used and all(isinstance(v, int | float) or _INTEGER.fullmatch(str(v).strip()) for v in used):
        numbers = column.map(lambda v: np.nan if is_blank(v) else float(v), np.nan, np.float64)
        whole = np.isfinite(numbers).all() and (numbers == np.floor(numbers)).all()
        return numbers.astype(np.int64) if whole else numbers
    if used and column.is_dates and all(date_of(v) is not None for v in used):
        return _dates(column, Said())
    texts = [_text(v) for v in column.distinct]
    order = in_time_order(list(dict.fromkeys(t for t in texts if t is not None)))
    if 2 * len(order) > len(column):
        return column.take(texts, None, object)
    return _categorical(column, texts, order)


def _unused_name(heading: str, taken: Mapping[str, Any]) -> str:
    name, number = heading, 2
    while name in taken:
        name, number = f"{heading} ({number})", number + 1
    return name


def _quoted(texts: Sequence[str]) -> str:
    more = f", dan {len(texts) - 20} lainnya" if len(texts) > 20 else ""
    return quoted(tidy(t)[:60] for t in texts[:20]) + more
