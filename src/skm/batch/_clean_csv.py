"""A fast path for clean CSV files: the same integers as the full reading, or None.

Most files of an archive are CSV files filled with bare numbers under headings that were seen before. Here the
layout of such headings is worked out once, and the cells are counted as they are. Anything else (a blank, a
label, a title row, a total below the table, spellings to merge, a doubtful date) gives None, and the file is
read in full.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from skm.batch._file_counts import READ, FileCounts, ReadingOptions
from skm.reading.files.text import DELIMITERS
from skm.reading.questionnaire.layout import MASK_OF_FORM, Layout, Misfit, Reader
from skm.reading.questionnaire.names import name_key
from skm.reading.questionnaire.periods import PERIODS, day_of, of_month
from skm.reading.questionnaire.statements import Stated, stated
from skm.reading.questionnaire.vocabulary import is_blank, plain, tidy
from skm.reading.responses import Sheet
from skm.reading.responses.checking import order_note
from skm.reading.responses.marks import PROFILE, of_kind

_TEXTS = (".csv", ".tsv", ".txt")
# Words that a row of totals may begin with; with any of them left of the answers a file is not clean.
_TOTAL = re.compile(
    r"σ|∑|sigma|jumlah|jml|total|nrr|rata|rerata|mean|average|ikm|indeks|skm|bobot|persen|mutu|kategori|kinerja"
    r"|nilai"
)


@dataclass(frozen=True, slots=True)
class _Template:
    """Where everything is under one row of headings."""

    layout: Layout
    width: int
    questions: tuple[int, ...]
    notes: tuple[str, ...]
    periods: bool  # whether a column is called tahun, semester, triwulan or bulan


class CleanReader:
    """Counts clean CSV files read with the same options, and remembers the headings it has seen."""

    def __init__(self, options: ReadingOptions) -> None:
        self.options = options
        self.reader = Reader(options.pedoman, options.columns)
        self.answers = {str(i) for i in range(1, options.pedoman.nilai_max + 1)}
        self.templates: dict[tuple[str, ...], _Template | None] = {}
        self.usable = options.pedoman.nilai_max <= 9 and not options.lembar and not options.labels

    def count(self, content: bytes, name: str, wanted: Sequence[str]) -> FileCounts | None:
        """The counts of a clean file; None for any other."""
        if not self.usable or not name.casefold().endswith(_TEXTS):
            return None
        rows = _rows(content)
        if rows is None or len(rows) < 2:
            return None
        head = tuple(rows[0])
        if head not in self.templates:
            self.templates[head] = self._template(head)
        template = self.templates[head]
        if template is None or set(map(len, rows)) != {template.width}:
            return None
        columns = list(zip(*rows[1:], strict=True))
        if any(_may_be_total(columns[i]) for i in range(min(template.questions))) or _is_odd(
            template, columns
        ):
            return None
        answers = []
        for position in template.questions:
            column = columns[position]
            if not set(column) <= self.answers:
                return None
            answers.append(np.frombuffer("".join(column).encode(), np.uint8) - ord("0"))
        keys: dict[str, Sequence[object]] = {}
        for key in wanted:
            values = self._values(key, template, columns)
            if values is not None:
                keys[key] = values
            elif key != "layanan" or "layanan" in template.layout.fields:
                return None
        return self._counted(keys, answers, len(rows) - 1, template.notes)

    def _counted(
        self,
        keys: dict[str, Sequence[object]],
        answers: list[NDArray[np.uint8]],
        n: int,
        notes: tuple[str, ...],
    ) -> FileCounts:
        seen: dict[tuple[object, ...], int] = {}
        each = zip(*keys.values(), strict=True) if keys else repeat((), n)
        group = np.fromiter((seen.setdefault(k, len(seen)) for k in each), np.int64, n)
        width = self.options.pedoman.nilai_max + 1
        bins = len(seen) * width
        counts = [np.bincount(group * width + a, minlength=bins).reshape(len(seen), width) for a in answers]
        return FileCounts(
            READ, tuple(keys), list(seen), np.stack(counts, axis=1).astype(np.int64), notes=notes
        )

    def _template(self, head: tuple[str, ...]) -> _Template | None:
        """The layout of these headings, if it does not depend on which other columns hold dates."""
        headings = [h.strip() for h in head]
        if self.reader.header_row([headings]) != 0:
            return None
        layout = self.reader.layout(headings, frozenset(), "")
        said = stated([], headings, self.options.pedoman.nilai_max)
        if isinstance(layout, Misfit) or said != (Stated(), Stated()):
            return None
        asked = set(layout.questions.values())
        others = frozenset(i for i in range(len(headings)) if i not in asked)
        if self.reader.layout(headings, others, "") != layout:
            return None
        sheet = Sheet("", "", tuple(map(MASK_OF_FORM, headings)), [], range(0))
        notes = order_note(sheet, layout, defaultdict(set), self.options.pedoman)
        questions = tuple(layout.questions[k] for k in self.options.pedoman.pertanyaan_kode)
        periods = any(plain(h) in PERIODS for h in headings)
        return _Template(layout, len(headings), questions, (*layout.notes, *notes), periods)

    def _values(
        self, key: str, template: _Template, columns: Sequence[Sequence[str]]
    ) -> Sequence[object] | None:
        """One key of every row; None when only the full reading can tell it."""
        layout = template.layout
        if key in PERIODS:
            dated = "tanggal" in layout.fields and not template.periods
            return self._periods(key, layout, columns) if dated else None
        if key not in ("layanan", "unit") or key not in layout.fields:
            return None
        column = columns[layout.fields[key]]
        texts = set(column)
        plainly = all(t == tidy(t) and not is_blank(t) for t in texts)
        return column if plainly and len({name_key(t) for t in texts}) == len(texts) else None

    def _periods(
        self, kind: str, layout: Layout, columns: Sequence[Sequence[str]]
    ) -> Sequence[object] | None:
        column = columns[layout.fields["tanggal"]]
        days: dict[str, date | None] = {cell: day_of(cell) for cell in set(column)}
        labels = {c: of_month(kind, d.year, d.month) for c, d in days.items() if d is not None}
        return [labels[c] for c in column] if len(labels) == len(days) else None


def _rows(content: bytes) -> list[list[str]] | None:
    """The rows of a UTF-8 text with a single delimiter in its first line; None for any other."""
    if b"\x00" in content or b'"' in content:
        return None
    try:
        text = content.decode("utf-8-sig")
        line = text.partition("\n")[0]
        delimiters = [d for d in DELIMITERS if d in line]
        if len(delimiters) != 1 or "\r" in line[:-1]:
            return None
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiters[0]))
    except (UnicodeDecodeError, csv.Error):
        return None


def _is_odd(template: _Template, columns: Sequence[Sequence[str]]) -> bool:
    """Whether a row may be no questionnaire: it lacks the number, age or date that tells one, or has more."""
    layout, last = template.layout, max(template.questions)
    if layout.numbers:
        return not all(map(str.isdecimal, set(columns[layout.numbers[0]])))
    if name := next((f for f in PROFILE if f in layout.fields), None):
        return not all(of_kind(name, cell) for cell in set(columns[layout.fields[name]]))
    beside = (columns[i] for i in layout.others if i > last)
    return any("" in column and set(column) != {""} for column in beside)


def _may_be_total(column: Sequence[str]) -> bool:
    """Whether a cell could be the name of a row of totals; cells that begin with a digit cannot."""
    words = [c for c in set(column) if not c[:1].isdecimal()]
    text = " ".join(words)
    return bool(words) and bool(_TOTAL.search(text.casefold() if text.isascii() else plain(text)))
