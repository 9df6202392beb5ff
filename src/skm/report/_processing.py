"""The official table: one row per respondent, then sum, NRR, NRR tertimbang and IKM as formulas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.reading.responses import Responses
from skm.report import _formulas as f
from skm.report.form import nilai_rule
from skm.report.sheets import PALE, Book, check_rows
from skm.result import Result, display
from skm.result.display import heading, key_cell
from skm.result.indeks import indices
from skm.tally.grouping import coded

NAME = "Pengolahan data"


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The questionnaires behind a result: N rows.

    responses : only they
    keys : per key of the result, the cells of its column
    answers : int8 (N, Q), 0 for a blank
    """

    responses: Responses
    keys: tuple[list[str | int], ...]
    answers: NDArray[np.int8]


def rows_behind(result: Result, responses: Responses) -> Rows:
    """The questionnaires of `responses` that were counted into the result.

    Raises
    ------
    ValueError
        When the result cannot have come from these responses.
    """
    answers = np.column_stack(list(responses.answers.values()))
    used: Any = np.ones(len(answers), np.bool_)
    if result.tally.asal.blanks == "complete":
        used = (answers > 0).all(axis=1)
    keys: list[pd.Series[Any]] = []
    for key in result.tally.keys:
        if key not in responses.profile.columns:
            raise ValueError(f"the responses have no column {key!r}, by which the result is grouped")
        codes, levels = coded(responses.profile[key])
        keys.append(pd.Series(np.array([*levels, None], dtype=object)[codes], dtype=object))
    if keys:
        there = pd.MultiIndex.from_frame(result.tally.groups.astype(object))
        used &= pd.MultiIndex.from_arrays(keys).isin(there)
    answers = answers[used]
    sums = np.column_stack([(answers > 0).sum(axis=0), answers.sum(axis=0, dtype=np.int64)])
    whole = result.tally.pool()
    if len(answers) != result.n or not np.array_equal(
        sums, np.column_stack([whole.filled[0], whole.total[0]])
    ):
        raise ValueError("the responses are not those behind the result: their answers add up differently")
    cells = tuple([key_cell(v) for v in series[used]] for series in keys)
    if not used.all():
        responses = replace(
            responses,
            answers={code: values[used] for code, values in responses.answers.items()},
            profile=responses.profile[used].reset_index(drop=True),
            saran=responses.saran[used].reset_index(drop=True),
            origin=None if responses.origin is None else responses.origin[used].reset_index(drop=True),
        )
    return Rows(responses, cells, answers)


class Processing:
    """Writes the table of one row or more, and knows where its figures are."""

    def __init__(self, book: Book, sheet: Any, result: Result, rows: Rows) -> None:
        self.book, self.sheet, self.result, self.rows = book, sheet, result, rows
        pedoman = result.pedoman
        self.formulas = f.Formulas(pedoman)
        self.keys = len(rows.keys)
        self.texts = [all(isinstance(v, str) for v in column) for column in rows.keys]
        width = [len(u.pertanyaan) for u in pedoman.unsur]
        first = 1 + self.keys + np.cumsum([0, *width])
        # First and last column of each unsur; the column after the answers holds what is said of all of them.
        self.spans = [(a, b - 1) for a, b in pairwise(first.tolist())]
        self.left, self.after = 1 + self.keys, int(first[-1])
        self.deep = len(pedoman.pertanyaan) != len(pedoman.unsur)
        self.head = 6
        self.top = self.head + (3 if self.deep else 2)
        self.bottom = self.top + len(rows.answers) - 1
        self.sums = self.bottom + 1
        check_rows(NAME, self.top, len(rows.answers) + 60)

    # Where things are -------------------------------------------------------------------------------------

    def answers(self, unsur: int) -> str:
        """The range of the answers to one unsur."""
        a, b = self.spans[unsur]
        return f.on(self.sheet.get_name(), f.area(self.top, a, self.bottom, b))

    def sum(self, unsur: int) -> str:
        return f.on(self.sheet.get_name(), f.fixed(self.sums, self.spans[unsur][0]))

    def filled(self, unsur: int) -> str:
        return f.on(self.sheet.get_name(), f.fixed(self.sums + 1, self.spans[unsur][0]))

    def is_of(self, cells: list[str]) -> str:
        """1 for the rows whose keys are what these cells hold, else 0."""
        name = self.sheet.get_name()
        ranges = [f.on(name, f.area(self.top, 1 + i, self.bottom, 1 + i)) for i in range(self.keys)]
        return "*".join(
            f"EXACT({r},{c})" if text else f'EXACT({r}&"",{c}&"")'  # years stay numbers
            for r, c, text in zip(ranges, cells, self.texts, strict=True)
        )

    # Writing ----------------------------------------------------------------------------------------------

    def write(self, lines: list[str], per_unsur: tuple[str, str]) -> None:
        """Everything. `per_unsur` are the ranges of sums and numbers of answers on the sheet per unsur."""
        for row, line in enumerate(lines):
            self.book.cell(self.sheet, row, 0, line, self.book.title if row == 0 else self.book.line)
        self._headings()
        self._answers()
        ikm = self._totals(per_unsur)
        end = self._legend(self._side_table(ikm))
        sheet = self.sheet
        sheet.freeze_panes(self.top, self.left)
        sheet.repeat_rows(self.head, self.top - 1)
        sheet.print_area(0, 0, end, self.after)
        if len(self.rows.answers) > 20:
            sheet.set_h_pagebreaks([self.sums])  # the closing rows on one page
        elif len(self.rows.answers) <= 15:
            sheet.fit_to_pages(1, 1)
        letters = 12 if self.keys else 30
        sheet.set_column(0, 0, letters)
        for i, column in enumerate(self.rows.keys):
            longest = max(map(len, map(str, [heading(self.result.tally.keys[i]), *set(column)])))
            sheet.set_column(1 + i, 1 + i, min(max(longest + 2, 12), 30))
        answers = self.after - self.left
        sheet.set_column(self.left, self.after - 1, max(6.5, 58 / answers))
        sheet.set_column(self.after, self.after, 13)

    def _headings(self) -> None:
        book, sheet, row = self.book, self.sheet, self.head
        names = ["No. Resp", *map(heading, self.result.tally.keys)]
        for column, name in enumerate(names):
            sheet.merge_range(row, column, self.top - 1, column, "", book.head)
            book.cell(sheet, row, column, name, book.head)
        book.span(sheet, row, self.left, self.after - 1, "Nilai unsur pelayanan", book.head)
        for unsur, (a, b) in zip(self.result.pedoman.unsur, self.spans, strict=True):
            if self.deep:
                book.span(sheet, row + 1, a, b, unsur.kode, book.head)
            for column, question in zip(range(a, b + 1), unsur.pertanyaan, strict=True):
                book.cell(sheet, self.top - 1, column, question.kode, book.head)
        sheet.merge_range(row, self.after, self.top - 1, self.after, "", book.head)
        book.cell(sheet, row, self.after, "Jumlah", book.head)

    def _answers(self) -> None:
        sheet, text = self.sheet, self.book.cells()
        number = self.book.cells(num_format="0", align="center")
        for row in range(self.top, self.bottom + 1):
            sheet.write_number(row, 0, row - self.top + 1, number)
        for column, cells in enumerate(self.rows.keys, start=1):
            for row, cell in enumerate(cells, start=self.top):
                self.book.cell(sheet, row, column, cell, text)
        left = self.left
        for row, answers in enumerate(self.rows.answers.tolist(), start=self.top):
            for column, nilai in enumerate(answers, start=left):
                if nilai:
                    sheet.write_number(row, column, nilai, number)
                else:
                    sheet.write_blank(row, column, None, number)
        rule = nilai_rule(self.result.pedoman) | {"error_title": "Nilai tidak sah"}
        sheet.data_validation(self.top, left, self.bottom, self.after - 1, rule)

    def _totals(self, per_unsur: tuple[str, str]) -> str:
        """Sum, number of answers, NRR, NRR tertimbang, IKM; returns the address of the IKM."""
        book, sheet, row, forms = self.book, self.sheet, self.sums, self.formulas
        indeks = indices(self.result.tally.pool())
        label = book.cells(bold=True, bg_color=PALE)
        whole, two = (book.cells(bg_color=PALE, align="center", num_format=n) for n in ("0", "0.00"))
        bold = book.cells(bg_color=PALE, align="center", num_format="0.00", bold=True)
        labels = ["Σ Nilai/Unsur", "Jumlah jawaban terisi/Unsur", "NRR/Unsur", "NRR tertimbang/Unsur"]
        labels += ["IKM sebelum dibulatkan", "IKM Unit pelayanan"]
        for i, words in enumerate(labels):
            book.span(sheet, row + i, 0, self.left - 1, words, label)
            if i > 3:
                book.span(sheet, row + i, self.left, self.after - 1, "", label)
            book.cell(sheet, row + i, self.after, "", two)
        nrr, weighted = indeks.nrr.nearest()[0], indeks.nrr_tertimbang.nearest()[0]
        for u, (a, b) in enumerate(self.spans):
            area = f.area(self.top, a, self.bottom, b)
            s, n, mean = (f.cell(row + i, a) for i in range(3))
            for i, (formula, value, style) in enumerate(
                [
                    (f"=SUM({area})", int(indeks.total[0, u]), whole),
                    (f"=COUNT({area})", int(indeks.filled[0, u]), whole),
                    (forms.nrr(s, n), float(nrr[u]), two),
                    (forms.tertimbang(mean, u), float(weighted[u]), two),
                ]
            ):
                if a < b:
                    sheet.merge_range(row + i, a, row + i, b, "", style)
                book.formula(sheet, row + i, a, formula, value, style)
        s, n, weights = (f.area(row + i, self.left, row + i, self.after - 1) for i in (0, 1, 3))
        total, ikm = f.cell(row + 3, self.after), f.cell(row + 5, self.after)
        whole_sum = float(indeks.jumlah_tertimbang.nearest()[0])
        book.formula(sheet, row + 3, self.after, forms.whole("SUM", weights, n), whole_sum, two)
        factor = self.result.pedoman.faktor
        unrounded = f"=IF(ISNUMBER({total}),{total}*{factor},{f.NOTHING})"
        exact = book.cells(bg_color=PALE, align="center", num_format="0.000000")
        book.formula(sheet, row + 4, self.after, unrounded, float(indeks.ikm.nearest()[0]), exact)
        # where an unsur has several columns, merged cells leave gaps between the unsur
        formula = forms.ikm(*per_unsur, down=True) if self.deep else forms.ikm(s, n, down=False)
        book.formula(sheet, row + 5, self.after, formula, indeks.ikm.settled()[0], bold)
        for i, mark in ((3, "*)"), (5, "**)")):
            words = f"{labels[i]}  {mark}"
            sheet.write_string(row + i, 0, words, label)
        return ikm

    def _side_table(self, ikm: str) -> int:
        """Mean per unsur and the box of the class; returns the row below them.

        Nothing numeric stands in the columns of the answers: who reads the sheet back takes it for no answer.
        """
        book, sheet, row = self.book, self.sheet, self.sums + 7
        bold, two = book.cells(bold=True, bg_color=PALE), book.cells(num_format="0.00", align="center")
        big = book.cells(bold=True, num_format="0.00", align="center", font_size=12)
        for words, left, right in (("No", 0, 0), ("Unsur pelayanan", 1, self.after - 1)):
            book.span(sheet, row, left, right, words, bold)
        book.cell(sheet, row, self.after, "Nilai rata-rata", bold)
        unsur = self.result.unsur
        for u, (kode, nama) in enumerate(zip(unsur.index, unsur["nama"], strict=True)):
            book.cell(sheet, row + 1 + u, 0, kode, book.text)
            book.span(sheet, row + 1 + u, 1, self.after - 1, nama, book.text)
            mean = f"={f.cell(self.sums + 2, self.spans[u][0])}"
            book.formula(sheet, row + 1 + u, self.after, mean, float(unsur["nrr"].iloc[u]), two)
        row += len(unsur) + 2
        mutu, forms = self.result.mutu, self.formulas
        value = indices(self.result.tally.pool()).ikm.settled()[0]
        for i, (words, formula, now) in enumerate(
            [
                ("IKM UNIT PELAYANAN", f"={ikm}", value),
                ("MUTU PELAYANAN", forms.mutu(ikm), mutu),
                ("KINERJA UNIT PELAYANAN", forms.kinerja(ikm), self.result.kinerja),
            ]
        ):
            book.span(sheet, row + i, 0, self.after - 1, words, bold)
            book.formula(sheet, row + i, self.after, formula, now, big)
        return row + 4

    def _legend(self, row: int) -> int:
        """The words below the table; returns the last row."""
        pedoman = self.result.pedoman
        first, last = pedoman.kode[0], pedoman.kode[-1]
        classes = [
            f"{m.huruf} ({m.kinerja}): {str(m.ikm_min).replace('.', ',')} – {top}"
            for m, top in zip(pedoman.mutu, f.upper_bounds(pedoman), strict=True)
        ]
        lines = [
            "Keterangan",
            f"{first} s.d. {last} = unsur pelayanan menurut {pedoman.nama}" if first != last else first,
            "NRR = nilai rata-rata = Σ nilai per unsur ÷ jumlah jawaban yang terisi; kosong tidak dihitung",
            f"NRR tertimbang = NRR × bobot; bobot {display.weights(pedoman)}",
            "*) = jumlah NRR tertimbang",
            f"**) = IKM = *) × {pedoman.faktor}, dibulatkan setengah ke atas dari bilangan bulat",
            f"Mutu pelayanan: {'; '.join(classes)}",
        ]
        for i, line in enumerate(lines):
            style = self.book.style(bold=True) if i == 0 else self.book.style(font_size=9)
            self.book.cell(self.sheet, row + i, 0, line, style)
        return row + len(lines) - 1
