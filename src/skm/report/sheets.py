"""Workbooks in one style: tables on sheets, the same bytes for the same tables."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from skm.ground.errors import FileError
from skm.ground.printing import MISSING

# What Excel can hold: rows of a sheet, characters of a cell.
_ROWS, _CHARACTERS = 1_048_576, 32_767
# Characters of a line of text above a table, as wide as a page.
_LINE = 120
# A fixed date of creation, so that the same tables give the same bytes.
_MADE = datetime(2017, 5, 9)
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x1f]")
HEAD, LINE, PALE = "#1F3B73", "#BFBFBF", "#EAF0F8"
_DECIMAL, _WHOLE, _DATE = "0.00", "0", "dd-mm-yyyy"


def sheet_name(name: str) -> str:
    """The name as Excel allows it for a sheet: without its special characters, at most 31 long."""
    return "".join(" " if c in "[]:*?/\\" or c < " " else c for c in _plain(name))[:31].strip("' ")


class Book:
    """A workbook in memory: sheets of tables, all in one style.

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
        self.book.set_properties({"title": _CONTROL.sub(" ", _plain(title))[:255], "created": _MADE})
        self._styles: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names = {"history"}  # which Excel keeps for itself
        self.title = self.style(bold=True, font_size=13)
        self.line = self.style()
        self.head = self.cells(
            bold=True, bg_color=HEAD, font_color="#FFFFFF", align="center", valign="vcenter", text_wrap=True
        )
        self.text = self.cells(text_wrap=True)
        self.right = self.cells(align="right")
        self.whole = self.cells(num_format=_WHOLE)
        self.decimal = self.cells(num_format=_DECIMAL)
        self.date = self.cells(num_format=_DATE)

    def style(self, **properties: Any) -> Any:
        """A format with these properties, the same one for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.book.add_format(properties)
        return self._styles[key]

    def cells(self, **properties: Any) -> Any:
        """The format of cells of a table: ruled, with these properties besides."""
        return self.style(**{"valign": "top", "border": 1, "border_color": LINE, **properties})

    def content(self) -> bytes:
        """The file; nothing can be added after this."""
        self.book.close()
        return self._content.getvalue()

    def page(self, name: str, lines: Sequence[str] = ()) -> Any:
        """A new sheet for landscape A4, with some lines of text on top; a number is added to a name in use.

        Returns
        -------
        xlsxwriter.worksheet.Worksheet
        """
        chosen, number = sheet_name(name) or "Lembar", 2
        while chosen.casefold() in self._names:
            chosen, number = f"{sheet_name(name)[:26].rstrip()} ({number})", number + 1
        self._names.add(chosen.casefold())
        sheet = self.book.add_worksheet(chosen)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&8&A&R&8Halaman &P dari &N")
        for row, text in enumerate(lines):
            self.cell(sheet, row, 0, text, self.title if row == 0 else self.line)
        return sheet

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
        lines = [part for line in lines for part in textwrap.wrap(line, _LINE) or [""]]
        sheet = self.page(name, lines)
        row = len(lines) + 1 if lines else 0
        widths: dict[int, int] = {}
        tops: list[int] = []
        for table in parts:
            check_rows(name, row, len(table))
            self._table(sheet, row, table, widths)
            for heading, values in (choices or {}).items():
                column = table.columns.get_loc(heading)
                allowed = {"validate": "list", "source": list(values)}
                sheet.data_validation(row + 1, column, row + len(table) + 100, column, allowed)
            if len(parts) == 1:
                sheet.freeze_panes(row + 1, 0)
                sheet.repeat_rows(row)
                sheet.autofilter(row, 0, row + len(table), len(table.columns) - 1)
            tops.append(row)
            row += len(table) + 3
        shown = {column: min(max(width + 3, 8), widest) for column, width in widths.items()}
        for column, width in shown.items():
            sheet.set_column(column, column, width)
        for top, table in zip(tops, parts, strict=True):
            _raise_rows(sheet, top, table, shown)

    def headings(self, sheet: Any, row: int, headings: Sequence[str], widths: Sequence[float]) -> None:
        """A row of headings, and the widths of their columns."""
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            self.cell(sheet, row, column, heading, self.head)
            sheet.set_column(column, column, width)
        sheet.set_row(row, 30)

    def _table(self, sheet: Any, top: int, table: pd.DataFrame, widths: dict[int, int]) -> None:
        for column, heading in enumerate(table.columns):
            sheet.write_string(top, column, str(heading), self.head)
            cells = table.iloc[:, column].tolist()
            for row, cell in enumerate(cells, start=top + 1):
                self.cell(sheet, row, column, cell)
            longest = max(map(len, map(str, [heading, *cells])))
            widths[column] = max(widths.get(column, 0), longest)

    def cell(self, sheet: Any, row: int, column: int, cell: Any, style: Any = None) -> None:
        """One cell in the format of its kind, or in the one given; text is never a formula or a link."""
        if cell is None or cell != cell:
            sheet.write_string(row, column, MISSING, style or self.right)
        elif isinstance(cell, float):
            sheet.write_number(row, column, cell, style or self.decimal)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, style or self.date)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, style or self.whole)
        else:
            sheet.write_string(row, column, cut(str(cell)), style or self.text)

    def formula(self, sheet: Any, row: int, column: int, formula: str, value: Any, style: Any = None) -> None:
        """A formula and its present value, shown by programs that do not calculate."""
        if value is None or value != value:
            value = MISSING
        if style is None:
            style = (
                self.decimal
                if isinstance(value, float)
                else self.whole
                if isinstance(value, int)
                else self.right
            )
        sheet.write_formula(row, column, formula, style, value)

    def span(self, sheet: Any, row: int, left: int, right: int, text: str, style: Any) -> None:
        """Text over several columns of one row."""
        if left < right:
            sheet.merge_range(row, left, row, right, "", style)
        self.cell(sheet, row, left, text, style)


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


def _plain(text: str) -> str:
    """The text with "?" for what XML cannot hold; xlsxwriter escapes control characters in cells itself."""
    return _NOT_IN_XML.sub("?", text)


def cut(text: str) -> str:
    """The text as far as a cell can hold it; text that is cut ends by saying so."""
    text = _plain(text)
    if len(text) * 2 <= _CHARACTERS or len(text.encode("utf-16-le")) <= 2 * _CHARACTERS:
        return text
    said = " ... (dipotong)"
    kept = text.encode("utf-16-le")[: 2 * (_CHARACTERS - len(said))]
    return kept.decode("utf-16-le", errors="ignore") + said


def check_rows(name: str, top: int, rows: int) -> None:
    """Refuse a table that a sheet cannot hold whole.

    Raises
    ------
    FileError
    """
    if top + rows >= _ROWS:
        raise FileError(
            f'Lembar "{name}" memerlukan {rows} baris; Excel memuat paling banyak {_ROWS}. '
            "Kelompokkan menurut lebih sedikit kolom."
        )
