"""Which rows of a table are questionnaires, and what the others are.

The evidence is the structure of the table: a running number, age or date that every questionnaire has; a text
in its place; gaps; figures that no answer can be; a row that is a function of the rows above. Words only
confirm. Where the evidence is of two minds the row is a doubt, which the caller refuses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.ground.numbers import integer_id
from skm.reading.questionnaire.headings import Names
from skm.reading.questionnaire.layout import Layout
from skm.reading.questionnaire.vocabulary import is_blank, plain, tidy
from skm.reading.responses._functions import Figures, figures_of, is_function, is_table_of_frequencies
from skm.reading.responses.columns import Column
from skm.reading.responses.ledger import BLANK, HEADING, LEGEND, OTHER, QUESTIONNAIRE, TOTALS, Roles, row_list
from skm.reading.responses.marks import (
    PROFILE,
    USUAL,
    Mark,
    Rows,
    field_mark,
    is_nameless,
    is_number,
    number_mark,
    number_of,
)
from skm.reading.responses.model import Sheet

Answers = Mapping[str, NDArray[np.int8]]

# The names that rows under a table usually have; they confirm what the figures say.
_TOTAL = re.compile(
    r"(?:σ|∑|sigma|jumlah|jml|total|sub total|subtotal|grand total|nrr|rata rata|rerata|rataan|mean|average"
    r"|ikm|indeks|nilai ikm|nilai rata rata|nilai indeks|skm|bobot|persentase|mutu|kategori|kinerja)"
    r"(?: (?:nilai|per|unsur|tertimbang|unit|pelayanan|layanan|nrr|ikm|skm|rata|bobot|mutu|kinerja|persepsi"
    r"|kepuasan|masyarakat|responden|indeks|skor|x|25|konversi|setelah|dikonversi|total|keseluruhan|semua"
    r"|jumlah))*"
)
_SMALL = 5_000  # a larger table is looked at closely only if anything in it is odd


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that may be a questionnaire or not, by position in the table; and why it may not be one."""

    row: int
    why: str


@dataclass(slots=True)
class Verdict:
    """What the rows of one table are.

    roles : int8 (N,), or None when all are questionnaires
    whys : the reason of each row that is none
    """

    roles: Roles | None = None
    whys: dict[int, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def questionnaire(self) -> Rows | None:
        """Which rows are questionnaires; None for all."""
        return None if self.roles is None else self.roles == QUESTIONNAIRE


def judged(
    sheet: Sheet, layout: Layout, columns: Sequence[Column], answers: Answers, names: Names
) -> Verdict:
    """What each row of a table is.

    Parameters
    ----------
    columns : sequence of Column (N,), one per heading
    answers : mapping of question code to int8 (N,)
        0 for a blank, a negative number for what is no answer.
    names : Names
        Of the guideline, by which a repeated row of headings is known.
    """
    return _Judge(sheet, layout, columns, answers, names).verdict()


class _Judge:
    """One table on its way to a verdict."""

    def __init__(
        self, sheet: Sheet, layout: Layout, columns: Sequence[Column], answers: Answers, names: Names
    ) -> None:
        self.sheet, self.layout, self.columns = sheet, layout, columns
        self.answers, self.names = answers, names
        self.n = len(sheet.rows)
        self.roles: Roles = np.zeros(self.n, np.int8)
        self.found = Verdict()

    def verdict(self) -> Verdict:
        if not self.n or self._is_plain():
            return self.found
        for row in np.flatnonzero(self.blank).tolist():
            self._take(row, BLANK, "tidak ada yang terisi")
        self._other_tables()
        for row in np.flatnonzero(self._odd() & (self.roles == QUESTIONNAIRE)).tolist():
            self._judge(row)
        if self.roles.any():
            self.found.roles = self.roles
            self.found.notes = [*self._notes(), *self.found.notes]
        return self.found

    # Facts on all rows ------------------------------------------------------------------------------------

    def _is_plain(self) -> bool:
        """Whether a large table is filled, valid and numbered throughout: the usual case, the fast one."""
        if self.n <= _SMALL or self.sheet.marked or self.gap.any():
            return False
        if self.lowest <= 0:
            return False
        if self.number is not None:
            return bool(self.number.of_kind.all())
        if self.fields:
            return bool(self.known.all())
        return not (self.right.any() or self.ends.any())

    @cached_property
    def none(self) -> Rows:
        return np.zeros(self.n, np.bool_)

    @cached_property
    def lowest(self) -> int:
        """The lowest answer: 1 or more where every cell is a valid one."""
        return min(int(answers.min()) for answers in self.answers.values())

    @cached_property
    def numbered(self) -> tuple[Column, Mark] | None:
        """The column of running numbers."""
        columns = [self.columns[i] for i in self.layout.numbers]
        return next(((c, mark) for c in columns if (mark := number_mark(c))), None)

    @property
    def number(self) -> Mark | None:
        return None if self.numbered is None else self.numbered[1]

    @cached_property
    def fields(self) -> list[Mark]:
        named = [(f, self.layout.fields[f]) for f in PROFILE if f in self.layout.fields]
        return [m for f, at in named if (m := field_mark(f, self.columns[at])) is not None]

    @property
    def unmarked(self) -> bool:
        """Whether no column tells a questionnaire from anything else."""
        return self.number is None and not self.fields

    @cached_property
    def told(self) -> Rows:
        """Rows in which a field of the profile is of its kind; below a gap, as many as are not."""
        if not self.fields:
            return self.none
        of_kind: NDArray[np.int64] = np.sum([m.of_kind for m in self.fields], axis=0)
        strange = np.sum([m.strange for m in self.fields], axis=0)
        below: Rows = np.logical_or.accumulate(self.gap)
        return np.asarray((of_kind > 0) & (~below | (of_kind >= strange)))

    @cached_property
    def known(self) -> Rows:
        """Rows that have what only a questionnaire has."""
        if self.unmarked:
            return ~self.none
        return self.told if self.number is None else self.told | (self.number.of_kind & ~self.restarted)

    @cached_property
    def strange(self) -> Rows:
        """Rows with a text where the others have a number, an age, a date."""
        marks = [*([self.number] if self.number else []), *self.fields]
        return np.logical_or.reduce([m.strange for m in marks]) if marks else self.none

    @cached_property
    def label(self) -> Rows:
        """Rows set apart by a text or by merged cells outside the answers.

        The word for a total counts only where nothing is known of a respondent.
        """
        marked = self.none.copy()
        marked[list(self.sheet.marked)] = True
        named = self.none if self.unmarked else self.ends & ~self.known
        return self.strange | self.right | marked | named

    @cached_property
    def valid(self) -> Any:
        """How many answers each row has."""
        return np.sum([a > 0 for a in self.answers.values()], axis=0, dtype=np.int16)

    @cached_property
    def figures(self) -> Any:
        """How many cells of each row are filled with what is no answer."""
        return np.sum([a < 0 for a in self.answers.values()], axis=0, dtype=np.int16)

    @cached_property
    def blank(self) -> Rows:
        """Rows in which nothing is filled, a running number aside."""
        blank: Rows = (self.valid == 0) & (self.figures == 0)
        rows = np.flatnonzero(blank)
        filled: Rows = np.zeros(len(rows), np.bool_)
        for i, column in enumerate(self.columns) if rows.size else ():
            if i not in self.layout.numbers:
                filled |= column.filled[rows]
            elif not column.is_numeric:
                text = column.map(lambda v: not is_blank(v) and not is_number(v), False, np.bool_)
                filled |= text[rows]
        blank[rows[filled]] = False
        return blank

    @cached_property
    def gap(self) -> Rows:
        """Rows that follow blank rows."""
        gap = self.none.copy()
        if self.lowest <= 0:
            gap[1:] = self.blank[:-1] & ~self.blank[1:]
        if not self.sheet.is_frame:
            gap[1:] |= np.diff(np.asarray(self.sheet.rows)) > 1
        return gap

    @cached_property
    def right(self) -> Rows:
        """Rows with a text right of the answers where hardly any other row has one, under no heading."""
        found = self.none.copy()
        for i in range(max(self.layout.questions.values()) + 1, len(self.columns)):
            column = self.columns[i]
            nameless = is_nameless(self.sheet.headings[i])
            if column.is_numeric or column.is_large_frame or not nameless or i in self.layout.fields.values():
                continue
            filled = column.filled
            if 0 < (n := int(filled.sum())) <= USUAL and 5 * n <= self.n:
                found |= filled
        return found

    @cached_property
    def ends(self) -> Rows:
        """Rows with the word for a total left of the answers."""
        found = self.none.copy()
        for column in self._left:
            if not column.is_numeric and not column.is_large_frame:
                named = [bool(_TOTAL.fullmatch(plain(value))) for value in column.distinct]
                if any(named):
                    found |= column.take(named, False, np.bool_)
        return found

    @cached_property
    def tail(self) -> Rows:
        """The rows after the last gaps, where these are few."""
        tail = self.none.copy()
        for start in np.flatnonzero(self.gap)[-3:].tolist():
            if int((self.valid[start:] > 0).sum()) <= max(4, self.n // 10):
                tail[start:] = True
        return tail & ~self.blank

    @cached_property
    def series(self) -> NDArray[np.float64]:
        """The running numbers, NaN where there is none."""
        if self.numbered is None:
            return np.full(self.n, np.nan)
        column = self.numbered[0]
        if column.is_numeric:
            return np.asarray(column.values.to_numpy(dtype=np.float64, na_value=np.nan))
        return column.map(number_of, np.nan, np.float64)

    @cached_property
    def last(self) -> int:
        """The last row with an answer."""
        answered = np.flatnonzero(self.valid > 0)
        return int(answered[-1]) if answered.size else -1

    @property
    def _left(self) -> Sequence[Column]:
        return self.columns[: min(self.layout.questions.values())]

    # Other tables below -----------------------------------------------------------------------------------

    def _other_tables(self) -> None:
        """Take out headings that are repeated, and tables of frequencies."""
        for row in self._headings():
            if not self._same_headings(row):
                self.found.doubts.append(Doubt(row, "baris judul tabel kedua dengan susunan kolom lain"))
            self._take(row, HEADING, "judul kolom, diulang")
        rows = np.flatnonzero(self.roles == QUESTIONNAIRE).tolist()
        size = self.names.pedoman.nilai_max
        for k in [k for k, row in enumerate(rows) if row in self.breaks or k == len(rows) - size]:
            window, above = rows[k : k + size], rows[:k]
            if (
                len(window) == size
                and above
                and is_table_of_frequencies(self._figures_of(window), self._answers_of(above))
            ):
                for row in window:
                    self._take(row, OTHER, "berapa kali tiap jawaban diberikan di atas")

    def _headings(self) -> list[int]:
        """Rows that say headings again; these are no answers."""
        if not self.figures.any():
            return []
        votes: NDArray[np.int64] = np.sum(
            [
                column.map(self._names_an_unsur, False, np.bool_)
                for at in self.layout.questions.values()
                if not (column := self.columns[at]).is_numeric
            ],
            axis=0,
        )
        found: list[int] = np.flatnonzero(votes >= min(3, len(self.layout.questions))).tolist()
        return found

    def _names_an_unsur(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) > 1 and self.names.match(value).kode is not None

    def _same_headings(self, row: int) -> bool:
        said = {kode: self.columns[at].cell(row) for kode, at in self.layout.questions.items()}
        return all(
            isinstance(value, str)
            and (
                plain(value) == plain(self.sheet.headings[self.layout.questions[kode]])
                or self.names.match(value).kode == kode
            )
            for kode, value in said.items()
        )

    @cached_property
    def breaks(self) -> set[int]:
        """Rows that do not continue: after a gap, without a mark, or with another number than the next."""
        found = set(np.flatnonzero(self.gap).tolist())
        if self.number is not None:
            found |= set(np.flatnonzero(~self.number.of_kind).tolist()[:100])
            numbered = np.flatnonzero(~np.isnan(self.series))
            steps = np.diff(self.series[numbered])
            if steps.size and 10 * (steps == 1).sum() >= 6 * steps.size:
                found |= set(numbered[1:][steps != 1].tolist())
        return found

    @cached_property
    def restarted(self) -> Rows:
        """Rows of a run of numbers that begins again, after a gap or where nothing is told of anybody.

        Not below headings that are repeated: there a table of questionnaires begins again.
        """
        found = self.none.copy()
        starts = sorted(b for b in self.breaks if not np.isnan(self.series[b]))
        again = False
        for start, end in pairwise([*starts, self.n]):
            before = self.series[:start][~np.isnan(self.series[:start])]
            if not before.size or self.series[start] > before.max():
                again = False
                continue
            above = start - 1
            while above >= 0 and self.roles[above] == BLANK:
                above -= 1
            headed = above >= 0 and self.roles[above] == HEADING
            untold = bool(self.fields) and self.told[:start].mean() > 0.9 and not self.told[start:end].any()
            again = not headed and (again or untold or bool(self.gap[start]))
            if again:
                found[start:end] = True
        return found

    # Row by row -------------------------------------------------------------------------------------------

    def _odd(self) -> Rows:
        """Rows that differ from the usual questionnaire in any way."""
        odd: Rows = ~self.known | self.label | self.restarted | (self.valid == 0)
        if self.unmarked:
            odd = odd | self.tail | self.ends | (self.figures > 0)
        return odd

    def _judge(self, row: int) -> None:
        valid, figures = int(self.valid[row]), int(self.figures[row])
        if not valid and not figures:
            self._without_answers(row)
        elif 2 * figures >= valid + figures:
            self._with_figures(row)
        elif self.unmarked:
            self._unmarked_answers(row)
        elif self.known[row]:
            if self.number is not None and self.number.strange[row]:
                why = "teks pada kolom nomor urut, tetapi data respondennya terisi"
                self.found.doubts.append(Doubt(row, why))
        else:
            self._lone_answers(row)

    def _without_answers(self, row: int) -> None:
        if self.restarted[row]:
            self._take(row, OTHER, "tabel lain di bawah, tanpa jawaban")
        elif not self.known[row] or (self.unmarked and row > self.last and self._is_remark(row)):
            self._take(row, LEGEND, "keterangan tanpa jawaban")

    def _with_figures(self, row: int) -> None:
        """A row most of whose cells can be no answers."""
        known = bool(self.known[row]) and not (self.restarted[row] and not self.fields)
        if self.unmarked:
            lone = row > self.last and self._filled(row) <= 2
            below = bool(self.gap[: row + 1].any()) and not self._texts(self._left, row)
            known = not (self.ends[row] or self.label[row] or lone or below)
        if known:
            return
        if self._filled(row) <= 1:
            self._take(row, LEGEND, "keterangan")
        elif self.label[row] or not (self.gap[row] or self.restarted[row]):
            self._take(row, TOTALS, "angka yang bukan jawaban")
        else:
            self._take(row, OTHER, "tabel lain di bawah, dengan angka yang bukan jawaban")

    def _unmarked_answers(self, row: int) -> None:
        """A row of answers in a table where nothing marks a questionnaire."""
        apart = bool(self.tail[row]) and not self._met_above(row)
        if self.label[row] or apart:
            self._settle(row)
        elif (
            self.ends[row]
            and not (self.roles[row + 1 :] == QUESTIONNAIRE).any()
            and self._is_once(row)
            and (function := self._function(row))
        ):
            why = f"sama dengan {function} jawaban, dan namanya nama baris jumlah"
            self.found.doubts.append(Doubt(row, why))

    def _lone_answers(self, row: int) -> None:
        """A row of answers without the mark that the other rows have."""
        if self.number is not None and not self.label[row] and self._place_is_open(row):
            said = "tanpa nomor urut dihitung sebagai kuesioner: nomornya terlewat."
            self.found.notes.append(f"Baris {self.sheet.rows[row]} {said}")
        elif self.label[row] or self.number is not None or self.gap[row] or self._is_bare(row):
            self._settle(row)

    def _settle(self, row: int) -> None:
        """A row with a label is totals where its figures say so too; everything else is a doubt."""
        function = self._function(row)
        if self.label[row] and function:
            self._take(row, TOTALS, f"bukan data responden, dan sama dengan {function} jawaban")
        else:
            self.found.doubts.append(Doubt(row, self._why_not(row, function)))

    def _why_not(self, row: int, function: str) -> str:
        asked = set(self.layout.questions.values())
        texts = self._texts([c for i, c in enumerate(self.columns) if i not in asked], row)
        said = [f'ada teks "{tidy(texts[0])[:40]}" di luar kolom jawaban'] if texts else []
        if self.restarted[row]:
            said.append("nomor urutnya mulai lagi")
        elif self.number is not None and not self.number.of_kind[row]:
            said.append("tidak bernomor urut seperti baris lain")
        if self.gap[row] or self.tail[row]:
            said.append("terpisah oleh baris kosong")
        if function:
            said.append(f"isinya sama dengan {function} jawaban")
        return ", ".join(said) or "tidak memuat data responden seperti baris lain"

    # Small questions --------------------------------------------------------------------------------------

    def _texts(self, columns: Sequence[Column], row: int) -> list[str]:
        """The texts in these columns of a row."""
        cells = [column.cell(row) for column in columns if not column.is_numeric]
        return [cell for cell in cells if isinstance(cell, str) and not is_blank(cell)]

    def _filled(self, row: int) -> int:
        """How many cells of a row are filled."""
        return sum(bool(column.filled[row]) for column in self.columns)

    def _is_bare(self, row: int) -> bool:
        """Whether nothing stands beside the answers, as in hardly any other row, and they show a function."""
        rare = int((~self.known & ~self.label & (self.valid > 0)).sum()) <= 1 + self.n // 50
        bare = len(self.fields) > 1 and rare
        return bare and self._filled(row) == self.valid[row] and bool(self._function(row))

    def _is_remark(self, row: int) -> bool:
        """Whether a row has only one or two cells, and none in a column of the profile or of remarks."""
        kept = {*self.layout.fields.values(), *self.layout.personal, *self.layout.free_text}
        return self._filled(row) <= 2 and not any(self.columns[i].filled[row] for i in kept)

    def _met_above(self, row: int) -> bool:
        """Whether a text left of the answers stands in rows above too."""
        return any(
            column.codes[row] >= 0
            and not is_blank(column.cell(row))
            and bool((column.codes[:row] == column.codes[row]).any())
            for column in self._left
        )

    def _is_once(self, row: int) -> bool:
        """Whether the word for a total in a row stands in no other row."""
        texts = [plain(text) for text in self._texts(self._left, row)]
        named = [(c, v) for c in self._left if not c.is_numeric for v in c.distinct if plain(v) in texts]
        return sum(int(c.counts[c.distinct.index(v)]) for c, v in named) <= len(texts)

    def _place_is_open(self, row: int) -> bool:
        """Whether the running numbers leave one out where this row stands."""
        above, below = self.series[:row], self.series[row + 1 :]
        above, below = above[~np.isnan(above)], below[~np.isnan(below)]
        return bool(above.size and below.size and below[0] == above[-1] + 2)

    def _figures_of(self, rows: Sequence[int]) -> Figures:
        return figures_of([self.columns[at] for at in self.layout.questions.values()], rows)

    def _answers_of(self, rows: Sequence[int]) -> NDArray[np.int8]:
        """The answers (Q, M) of these rows."""
        return np.stack([self.answers[kode][list(rows)] for kode in self.layout.questions])

    def _function(self, row: int) -> str:
        """The function of the questionnaires that a row shows, in words; "" for none."""
        sure = (self.roles == QUESTIONNAIRE) & self.known & ~self.label
        sure[row] = False
        every = np.flatnonzero(sure)
        above = every[every < row]
        others = np.flatnonzero(self.roles[:row] != QUESTIONNAIRE)
        since = above[above > others[-1]] if others.size else above[:0]
        figures = self._figures_of([row])[0]
        for rows in (above, since, every):
            if rows.size and (name := is_function(figures, self._answers_of(rows.tolist()))):
                return name
        return ""

    def _take(self, row: int, role: int, why: str) -> None:
        self.roles[row] = role
        self.found.whys[row] = why

    def _notes(self) -> list[str]:
        said = []
        for role, what in _SAID.items():
            rows = np.flatnonzero(self.roles == role)
            if rows.size:
                listed = row_list([self.sheet.rows[r] for r in rows])
                said.append(f"{integer_id(len(rows))} {what} (baris {listed}).")
        return said


_SAID = {
    TOTALS: "baris jumlah, rata-rata, atau sejenisnya, bukan kuesioner, dilewati",
    BLANK: "baris kosong dilewati",
    LEGEND: "baris keterangan dilewati",
    OTHER: "baris tabel lain dilewati",
    HEADING: "baris judul yang diulang dilewati",
}
