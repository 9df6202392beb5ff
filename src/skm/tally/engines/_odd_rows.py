"""Rows that no engine can judge: they lack what every questionnaire has.

A file or a frame in memory is judged row by row, with the rows above and below
(:mod:`skm.reading.responses.rows`). A stream or an engine cannot do that, so it looks for rows without what
tells a questionnaire there (a running number, an age, a date) and refuses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from skm.ground.errors import StructureError
from skm.ground.numbers import integer_id
from skm.reading.questionnaire.vocabulary import is_blank
from skm.reading.responses.marks import OPEN, PROFILE, USUAL, is_nameless, of_kind
from skm.tally.engines._frames import is_text
from skm.tally.engines._plan import Plan

# A running number, and one with letters before it ("R-001").
NUMBER = r"^[(\[]?\d{1,9}(\.0)?[.)\]]?$"
CODE = r"^[(\[]?[A-Za-z#]{1,5}[-./_ ]{0,2}\d{1,9}[a-z]?[.)\]]?$"


@dataclass(frozen=True, slots=True)
class Telling:
    """The columns by which questionnaires are told from other rows, by position.

    number : the running number
    fields : fields of the profile, where there is no running number
    beside : columns right of the answers in which a row may be labelled: those without a heading, and where
        there is neither number nor field, all others
    """

    number: int | None
    fields: tuple[tuple[str, int], ...]
    beside: tuple[int, ...]

    @classmethod
    def of(cls, plan: Plan) -> Telling:
        layout = plan.layout
        last = max(layout.questions.values())
        fields = tuple((name, layout.fields[name]) for name in PROFILE if name in layout.fields)
        number = layout.numbers[0] if layout.numbers else None
        named = bool(fields) or number is not None
        beside = tuple(i for i in layout.others if i > last and (not named or is_nameless(plan.headings[i])))
        return cls(number, () if number is not None else fields, beside)


def are_labels(filled: int, rows: int) -> bool:
    """Whether a column right of the answers labels rows: hardly any of the `rows` has a text there."""
    return 0 < filled <= USUAL and 4 * filled <= rows + 3


def kinds(name: str, values: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """The values of a field that are of its kind, and those that are not."""
    filled = [v for v in values if not is_blank(v)]
    other = [v for v in filled if not of_kind(name, v)]
    return [v for v in filled if of_kind(name, v)], [] if name in OPEN else other


def odd_rows(plan: Plan, number: int, rows: Sequence[int] = ()) -> StructureError:
    """The error for rows that may be questionnaires or not; `rows` are the first of them, where known."""
    where = f" (baris {', '.join(map(str, rows))}{', ...' if number > len(rows) else ''})" if rows else ""
    return StructureError(
        f"{plan.name}: {integer_id(number)} baris{where} tidak memuat nomor urut atau data responden seperti "
        "baris lain; mungkin baris jumlah, rata-rata, atau tabel lain. Sumber ini dibaca bertahap, sehingga "
        "tidak dapat diputuskan. Hapus baris itu dari sumbernya, atau baca sebagai berkas atau DataFrame."
    )


class Oddities:
    """Rows of a stream that lack what the others have."""

    def __init__(self, plan: Plan) -> None:
        told = Telling.of(plan)
        self.plan, self.number, self.fields, self.beside = plan, told.number, told.fields, told.beside
        marks = [told.number] if told.number is not None else [at for _, at in told.fields]
        self.marks = len(marks)
        self.positions = [*marks, *told.beside]
        self.rows = 0
        self.odd: list[int] = []
        self.found = [0, 0, 0]  # rows below a gap, numbers, codes
        self.labelled: dict[int, tuple[int, list[int]]] = {at: (0, []) for at in told.beside}
        self.without: dict[str, list[int]] = {"angka": [], "kode": []}
        self.strange: dict[Any, list[int]] = {}
        self.lacking: list[int] = []  # the first rows without any field of its kind
        self.highest, self.gap, self.blank = -1, False, False

    def look(self, columns: Sequence[Any], given: Sequence[NDArray[np.int8]], row: int) -> None:
        """Look at one batch whose first row is `row`, with its columns of these positions."""
        self.rows += len(given[0])
        answered: NDArray[np.bool_] = np.logical_or.reduce([a != 0 for a in given])
        if self.number is not None:
            self._numbers(columns[0], answered, row)
        elif self.fields:
            self._kinds(columns[: self.marks], answered, row)
        elif not self.beside:
            self._unmarked(answered, row)
        for at, column in zip(self.beside, columns[self.marks :], strict=True):
            filled = np.flatnonzero(_filled(column) & answered)
            n, rows = self.labelled[at]
            self.labelled[at] = n + len(filled), (rows + (filled[:USUAL] + row).tolist())[:USUAL]

    def _unmarked(self, answered: NDArray[np.bool_], row: int) -> None:
        """Rows below a gap, where nothing else tells what they are."""
        start = int(np.argmax(~answered)) if not answered.all() else len(answered)
        below = answered if self.gap else answered[start:]
        if self.gap or start < len(answered):
            self.gap = True
            offset = len(answered) - len(below)
            self.found[0] += int(below.sum())
            self.odd += (np.flatnonzero(below)[:5] + offset + row).tolist() if len(self.odd) < 5 else []

    def _numbers(self, column: Any, answered: NDArray[np.bool_], row: int) -> None:
        values = _plain(column)
        if is_text(values.type):
            number, code = (_matches(values, pattern) for pattern in (NUMBER, CODE))
        else:
            number = ~np.asarray(pc.is_null(values).to_numpy(zero_copy_only=False))
            code = np.zeros(len(number), np.bool_)
        self.found[1] += int(number.sum())
        self.found[2] += int(code.sum())
        for name, there in (("angka", number), ("kode", code)):
            lacking = np.flatnonzero(answered & ~there)
            if len(self.without[name]) < 1000:
                self.without[name] += (lacking[:1000] + row).tolist()
        if not (answered | number).all() or self.blank:
            self._gaps(values, answered, number, row)
        elif number.any():
            self.highest = max(self.highest, _highest(values))

    def _gaps(self, values: Any, answered: NDArray[np.bool_], number: NDArray[np.bool_], row: int) -> None:
        """Rows below a gap whose running number begins again."""
        numbers = [int(float(str(v).strip("()[]. "))) if there else None
                   for v, there in zip(values.to_pylist(), number.tolist(), strict=True)]  # fmt: skip
        for i, value in enumerate(numbers):
            if not answered[i] and value is None:
                self.blank = True
            elif value is not None:
                if self.blank and value <= self.highest and answered[i]:
                    self.odd.append(row + i)
                self.highest = max(self.highest, value)

    def _kinds(self, columns: Sequence[Any], answered: NDArray[np.bool_], row: int) -> None:
        known: NDArray[np.bool_] = np.zeros(len(answered), np.bool_)
        for (name, _), column in zip(self.fields, columns, strict=True):
            coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
            cells = coded.dictionary.to_pylist()
            usual = set(kinds(name, cells)[0])
            codes = coded.indices.fill_null(len(cells)).to_numpy(zero_copy_only=False)
            known |= np.array([*(v in usual for v in cells), False], np.bool_)[codes]
        self.blank |= bool((~answered & ~known).any())
        lacking = np.flatnonzero(answered & ~known)
        self.lacking += (lacking[:5] + row).tolist() if len(self.lacking) < 5 else []
        for i in lacking[:10_000].tolist():
            for column in columns:
                value = column[i].as_py()
                if value not in (None, ""):
                    self.strange.setdefault(value, []).append(row + i)

    def refuse(self, first: int) -> None:
        """Raise StructureError when there are any; `first` is the number of the first row."""
        odd = list(self.odd)
        if self.number is not None and max(self.found[1:]):
            odd += self.without["angka" if self.found[1] >= self.found[2] else "kode"]
        elif self.fields:
            odd += [row for rows in self.strange.values() if len(rows) < USUAL for row in rows]
            odd += self.lacking if self.blank else []  # perhaps below a gap
        elif self.found[0] > max(4, self.rows // 10):
            odd = []
        odd += [row for n, rows in self.labelled.values() if are_labels(n, self.rows) for row in rows]
        if odd := sorted(set(odd)):
            raise odd_rows(self.plan, len(odd), [first + row for row in odd[:5]])


def _plain(column: Any) -> Any:
    """A column without its dictionary."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _filled(column: Any) -> NDArray[np.bool_]:
    texts = _plain(column)
    there = pc.is_valid(texts)
    if is_text(texts.type):
        there = pc.and_(there, pc.not_equal(pc.fill_null(texts, ""), ""))
    return np.asarray(there.to_numpy(zero_copy_only=False))


def _matches(texts: Any, pattern: str) -> NDArray[np.bool_]:
    found = pc.match_substring_regex(pc.utf8_trim_whitespace(pc.fill_null(texts, "")), pattern)
    return np.asarray(found.to_numpy(zero_copy_only=False))


def _highest(values: Any) -> int:
    if pa.types.is_integer(values.type):
        return int(pc.max(values).as_py())
    texts = pc.replace_substring_regex(pc.cast(values, pa.string()), r"\D.*$", "")
    return int(pc.max(pc.cast(pc.if_else(pc.equal(texts, ""), "0", texts), pa.int64())).as_py())
