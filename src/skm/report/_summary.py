"""The first sheet of the workbook: the headline, one row per group, and the unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skm.report import _formulas as f
from skm.report._formula_tables import Block, UnsurTable, place_chart
from skm.report._processing import Processing
from skm.report._tables import heading, key_cell, settled
from skm.report.sheets import HEAD, Book
from skm.result import PRIORITIES, Result, display
from skm.result.indeks import indices

GROUP = {"n": 9, "Jumlah nilai": 11, "NRR": 9, "NRR tertimbang": 12, "IKM": 10, "Mutu": 8, "Kinerja": 16}
_HEADLINE = 6  # its first row
_LINES = 6  # of the headline, above the lowest unsur
# More groups than this make no readable chart.
_BARS = 60


class Summary:
    """Writes the sheet.

    Parameters
    ----------
    book, sheet : Book, Worksheet
    result : Result
    head : list of str
        Lines that say whose survey it is.
    note : str
        What is to be said below the table; "" for nothing.
    """

    def __init__(self, book: Book, sheet: Any, result: Result, head: list[str], note: str) -> None:
        self.book, self.sheet, self.result, self.note = book, sheet, result, note
        self.unit = Result(result.tally.pool(), result.name)
        self.keys = result.tally.keys
        self.left = max(len(self.keys), 1)  # the first column of figures
        self.at = {name: self.left + i for i, name in enumerate(GROUP)}
        self.first = _HEADLINE + _LINES + PRIORITIES + 1  # the row of the headings of the table
        titles = ["Hasil Survei Kepuasan Masyarakat", *head, f"Pedoman: {result.pedoman.nama}"]
        for row, line in enumerate([*titles, display.account(result.tally)]):
            book.cell(sheet, row, 0, line, book.title if row == 0 else book.line)

    def write(
        self, per_group: UnsurTable | None, per_unsur: UnsurTable, live: Processing | None, order: str
    ) -> None:
        """Everything, from the tables per unsur; `live`: the answers in which questionnaires are counted;
        `order`: the sheet with the unsur from the lowest.
        """
        book, sheet, groups = self.book, self.sheet, len(self.result.tally.n)
        names = [heading(k) for k in self.keys] or ["Unit"]
        cells = [[key_cell(v) for v in self.result.tally.groups[k].tolist()] for k in self.keys]
        narrow = 40 if self.left == 1 else 20
        widths = [min(max([narrow, *(len(str(v)) + 3 for v in c)]), 48) for c in cells] or [narrow]
        book.headings(sheet, self.first, [*names, *GROUP], [*widths, *GROUP.values()])
        if groups > 12:
            sheet.repeat_rows(self.first)
        row = self.first + 1
        if per_group is not None and groups:
            figures = _figures(self.result)
            for group in range(groups):
                for i, column in enumerate(cells):
                    book.cell(sheet, row, i, column[group])
                mine = [f.cell(row, i) for i in range(len(cells))]
                n = None if live is None else f"=SUMPRODUCT(1*{live.is_of(mine)})"
                self._figures(row, per_group.block(group), figures[group], n)
                row += 1
        if per_group is None or groups != 1:
            above = f"{f.cell(self.first + 1, self.left)}:{f.cell(row - 1, self.left)}"
            n = f"=SUM({above})" if row > self.first + 1 else None
            book.span(sheet, row, 0, self.left - 1, self.result.name, book.cells(bold=True))
            self._figures(row, per_unsur.block(0), _figures(self.unit)[0], n)
            row += 1
        self._headline(row - 1, order)
        if self.note:
            book.cell(sheet, row + 1, 0, self.note, book.line)
            row += 2
        if 1 < groups <= _BARS:
            self._chart(groups, row + 1)

    def _figures(self, row: int, block: Block, values: Mapping[str, Any], n: str | None) -> None:
        """The figures of one group, from its rows per unsur; `n` is a formula, or None for a number."""
        book, sheet, at, forms = self.book, self.sheet, self.at, f.Formulas(self.result.pedoman)
        s, filled, ikm = block.area("Jumlah nilai"), block.area("n"), f.cell(row, at["IKM"])
        bold, centre = book.cells(num_format="0.00", bold=True), book.cells(align="center", bold=True)
        if n is None:
            book.cell(sheet, row, at["n"], values["n"])
        else:
            book.formula(sheet, row, at["n"], n, values["n"])
        mean = forms.whole("AVERAGE", block.area("NRR"), filled)
        weighted = forms.whole("SUM", block.area("NRR tertimbang"), filled)
        book.formula(sheet, row, at["Jumlah nilai"], f"=SUM({s})", values["total"])
        book.formula(sheet, row, at["NRR"], mean, values["nrr"])
        book.formula(sheet, row, at["NRR tertimbang"], weighted, values["nrr_tertimbang"])
        book.formula(sheet, row, at["IKM"], forms.ikm(s, filled, down=True), values["ikm"], bold)
        book.formula(sheet, row, at["Mutu"], forms.mutu(ikm), values["mutu"], centre)
        book.formula(sheet, row, at["Kinerja"], forms.kinerja(ikm), values["kinerja"], book.text)

    def _headline(self, unit: int, order: str) -> None:
        """Index, class and lowest unsur of the unit, taken from its row."""
        book, sheet, left, result = self.book, self.sheet, self.left, self.result
        at = {name: f.cell(unit, column) for name, column in self.at.items()}
        ikm = _figures(self.unit)[0]["ikm"]
        label, centre = book.cells(bold=True, valign="vcenter"), book.cells(align="center")
        big = book.cells(bold=True, font_size=16, align="center", num_format="0.00", font_color=HEAD)
        two = book.cells(num_format="0.00", align="center")
        same = f'=IF({at["IKM"]}={f.cell(_HEADLINE + 4, left)},"tidak","ya")'
        rows: list[tuple[str, str | None, Any, Any]] = [
            ("IKM unit pelayanan", f"={at['IKM']}", ikm, big),
            ("Mutu pelayanan", f"={at['Mutu']}", result.mutu, big),
            ("Kinerja unit pelayanan", f"={at['Kinerja']}", result.kinerja, centre),
            ("Responden", f"={at['n']}", result.n, centre),
            ("IKM saat berkas ini ditulis", None, ikm, two),
            ("Ada sel yang mengubah IKM sejak itu", same, "tidak", centre),
        ]
        for row, (words, formula, value, style) in enumerate(rows, start=_HEADLINE):
            sheet.set_row(row, 24 if style is big else 16)
            book.span(sheet, row, 0, left - 1, words, label)
            sheet.merge_range(row, left, row, left + 1, "", style)
            if formula is None:
                book.cell(sheet, row, left, value, style)
            else:
                book.formula(sheet, row, left, formula, value, style)
        unsur = result.unsur
        rank = unsur["rank"].where(unsur["rank"] > 0, len(unsur) + 1)
        lowest = unsur.iloc[rank.argsort(kind="stable").to_numpy()].head(PRIORITIES)
        for i, (nama, nrr) in enumerate(zip(lowest["nama"], lowest["nrr"], strict=True)):
            row = _HEADLINE + _LINES + i
            book.span(sheet, row, 0, left - 1, f"Unsur terendah {i + 1}", label)
            sheet.merge_range(row, left, row, left + 4, "", book.text)
            book.formula(sheet, row, left, f"={f.on(order, f.fixed(5 + i, 2))}", nama, book.text)
            book.formula(sheet, row, left + 5, f"={f.on(order, f.fixed(5 + i, 3))}", float(nrr), two)

    def _chart(self, groups: int, row: int) -> None:
        """IKM per group as bars."""
        name, top, bottom = self.sheet.get_name(), self.first + 1, self.first + groups
        chart = self.book.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": "IKM",
                "categories": [name, top, 0, bottom, self.left - 1],
                "values": [name, top, self.at["IKM"], bottom, self.at["IKM"]],
                "fill": {"color": HEAD},
                "gap": 40,
                "data_labels": {"value": True, "num_format": "0.00"},
            }
        )
        lines = {"visible": True, "line": {"color": "#DDDDDD"}}
        lowest = float(self.result.pedoman.faktor)
        chart.set_title({"name": "IKM per kelompok", "name_font": {"size": 12}})
        chart.set_x_axis(
            {"min": lowest, "max": 100, "major_unit": 25, "num_format": "0", "major_gridlines": lines}
        )
        size = 9 if groups <= 25 else 7
        chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": size}})
        chart.set_legend({"none": True})
        place_chart(self.sheet, chart, row, groups)


def _figures(result: Result) -> list[dict[str, Any]]:
    """The row of :attr:`Result.groups` of each group, the index as settled hundredths."""
    ikm = settled(indices(result.pedoman, *result.tally.per_unsur()).ikm)
    found: list[Any] = result.groups.to_dict("records")
    return [row | {"ikm": index} for row, index in zip(found, ikm, strict=True)]
