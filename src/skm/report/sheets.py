"""Workbooks in one look: tables on sheets, the same bytes for the same tables."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from skm import display
from skm.errors import FileError

# What Excel can hold: rows of a sheet, characters of a cell.
_ROWS, _CHARACTERS = 1_048_576, 32_767
# A file names its day of making; a fixed one, so that the same tables give the same bytes.
_MADE = datetime(2017, 5, 9)


def sheet_name(name: str) -> str:
    """A name Excel takes for a sheet: none of its signs, at most 31 characters."""
    return "".join(" " if c in "[]:*?/\\" else c for c in name)[:31].strip("' ")


class Book:
    """A workbook in memory: sheets of tables, all in one look.

    Parameters
    ----------
    title : str
        In the properties of the file.
    """

    def __init__(self, title: str) -> None:
        import xlsxwriter

        self._content = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(self._content, options)
        self.book.set_properties({"title": title, "created": _MADE})
        add = self.book.add_format
        self.title = add({"bold": True, "font_size": 13})
        self.head = add(
            {"bold": True, "bg_color": "#1F3B73", "font_color": "#FFFFFF", "valign": "top", "text_wrap": True}
        )
        self.text = add({"valign": "top", "text_wrap": True})
        self.right = add({"valign": "top", "align": "right"})
        self.whole = add({"valign": "top", "num_format": "0"})
        self.decimal = add({"valign": "top", "num_format": "0.00"})
        self.date = add({"valign": "top", "num_format": "dd-mm-yyyy"})

    def content(self) -> bytes:
        """The file; nothing can be added after this."""
        self.book.close()
        return self._content.getvalue()

    def sheet(
        self,
        name: str,
        lines: list[str],
        *parts: pd.DataFrame,
        choices: Mapping[str, Sequence[str]] | None = None,
        widest: int = 60,
    ) -> None:
        """Some lines of text, then one table below the other.

        A cell holds text, a number (a float is shown with two decimals), a date, or None. `choices` are the
        values a person may pick in the columns of those headings, in the table and a hundred rows below it.
        `widest` is the greatest width of a column; longer text runs over several lines.
        """
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line, self.title if row == 0 else None)
        row = len(lines) + 1 if lines else 0
        widths: dict[int, int] = {}
        tops: list[int] = []
        for table in parts:
            if row + len(table) >= _ROWS:
                raise FileError(
                    f'Lembar "{name}" memerlukan {len(table)} baris; Excel memuat paling banyak {_ROWS}. '
                    "Kelompokkan menurut lebih sedikit kolom."
                )
            self._table(sheet, row, table, widths)
            for heading, values in (choices or {}).items():
                column = table.columns.get_loc(heading)
                allowed = {"validate": "list", "source": list(values)}
                sheet.data_validation(row + 1, column, row + len(table) + 100, column, allowed)
            if len(parts) == 1:
                sheet.freeze_panes(row + 1, 0)
                sheet.autofilter(row, 0, row + len(table), len(table.columns) - 1)
            tops.append(row)
            row += len(table) + 3
        shown = {column: min(max(width + 3, 8), widest) for column, width in widths.items()}
        for column, width in shown.items():
            sheet.set_column(column, column, width)
        for top, table in zip(tops, parts, strict=True):
            _raise_rows(sheet, top, table, shown)

    def _table(self, sheet: Any, top: int, table: pd.DataFrame, widths: dict[int, int]) -> None:
        for column, heading in enumerate(table.columns):
            sheet.write_string(top, column, str(heading), self.head)
            cells = table.iloc[:, column].tolist()
            for row, cell in enumerate(cells, start=top + 1):
                self._cell(sheet, row, column, cell)
            longest = max(map(len, map(str, [heading, *cells])))
            widths[column] = max(widths.get(column, 0), longest)

    def _cell(self, sheet: Any, row: int, column: int, cell: Any) -> None:
        if cell is None or cell != cell:
            sheet.write_string(row, column, display.MISSING, self.right)
        elif isinstance(cell, float):
            sheet.write_number(row, column, cell, self.decimal)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self.date)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.whole)
        else:
            text = str(cell)
            cut = " ... (dipotong)"
            if len(text) > _CHARACTERS:
                text = text[: _CHARACTERS - len(cut)] + cut
            sheet.write_string(row, column, text, self.text)


def _raise_rows(sheet: Any, top: int, table: pd.DataFrame, widths: Mapping[int, int]) -> None:
    """Make the rows high enough for text that runs over several lines; not every program does so itself."""
    for number, row in enumerate(table.itertuples(index=False, name=None), start=top + 1):
        lines = max(
            (
                sum(-(-max(len(line), 1) // (widths[column] - 1)) for line in cell.split("\n"))
                for column, cell in enumerate(row)
                if isinstance(cell, str)
            ),
            default=1,
        )
        if lines > 1:
            sheet.set_row(number, min(15 * lines, 400))
