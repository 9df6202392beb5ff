"""The workbook of a result: every table on a sheet of its own, the summary first."""

from __future__ import annotations

import io
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from skm import display
from skm.errors import FileError
from skm.report import tables
from skm.responses import Responses
from skm.result import Result
from skm.writers import write_file

# What Excel can hold: rows of a sheet, characters of a cell.
_ROWS, _CHARACTERS = 1_048_576, 32_767
# A file names its day of making; a fixed one, so that the same result gives the same bytes.
_MADE = datetime(2017, 5, 9)


def workbook(result: Result, path: str | os.PathLike[str], *, responses: Responses | None = None) -> Path:
    """Write the workbook of a result, whole or not at all; a file already there is replaced.

    Sheets: ``Ringkasan`` (headline, account of the questionnaires, one row per group and the unit),
    ``Per unsur``, ``Per layanan`` or whatever the groups are (one row per group and unsur; only with groups),
    ``Prioritas``, ``Asal angka`` and, with `responses`, ``Disisihkan``.

    Indices are numbers with two decimals, rounded once from the exact value; text is never a formula.

    Parameters
    ----------
    result : Result
    path : path
        Of the .xlsx file.
    responses : Responses
        The answers behind the result: what was set aside, and what was wrong with answers, is then listed.

    Returns
    -------
    Path

    Raises
    ------
    FileError
        When the file cannot be written, or a table has more rows than a sheet can hold.
    """
    return write_file(path, workbook_bytes(result, responses=responses))


def workbook_bytes(result: Result, *, responses: Responses | None = None) -> bytes:
    """The content of the file that :func:`workbook` writes."""
    import xlsxwriter

    content = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": f"{result.name}: {result.headline}", "created": _MADE})
        write = _Writer(book)
        write.sheet("Ringkasan", [result.name, result.headline, *result.closing], tables.per_group(result))
        write.sheet("Per unsur", [], tables.per_unsur(result))
        if keys := result.tally.keys:
            name = keys[0].replace("_", " ") if len(keys) == 1 else "kelompok"
            write.sheet(_sheet_name(f"Per {name}"), [], tables.unsur_by_group(result))
        write.sheet("Prioritas", [], tables.priorities(result))
        write.sheet("Asal angka", [], tables.provenance(result))
        if responses is not None:
            lines = [display.account(result.tally)]
            write.sheet("Disisihkan", lines, tables.set_aside(responses), tables.problems(responses))
    return content.getvalue()


def _sheet_name(name: str) -> str:
    """A name Excel takes for a sheet: none of its signs, at most 31 characters."""
    return "".join(" " if c in "[]:*?/\\" else c for c in name)[:31].strip("' ")


class _Writer:
    """Sheets of one workbook, all in one look."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#1F3B73", "font_color": "#FFFFFF", "valign": "top", "text_wrap": True}
        )
        self.text = book.add_format({"valign": "top", "text_wrap": True})
        self.right = book.add_format({"valign": "top", "align": "right"})
        self.whole = book.add_format({"valign": "top", "num_format": "0"})
        self.decimal = book.add_format({"valign": "top", "num_format": "0.00"})

    def sheet(self, name: str, lines: list[str], *parts: pd.DataFrame) -> None:
        """Some lines of text, then one table below the other."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line, self.title if row == 0 else None)
        row = len(lines) + 1 if lines else 0
        widths: dict[int, int] = {}
        for table in parts:
            if row + len(table) >= _ROWS:
                raise FileError(
                    f'Lembar "{name}" memerlukan {len(table)} baris; Excel memuat paling banyak {_ROWS}. '
                    "Kelompokkan menurut lebih sedikit kolom."
                )
            self._table(sheet, row, table, widths)
            if len(parts) == 1:
                sheet.freeze_panes(row + 1, 0)
                sheet.autofilter(row, 0, row + len(table), len(table.columns) - 1)
            row += len(table) + 3
        for column, width in widths.items():
            sheet.set_column(column, column, min(max(width + 3, 8), 60))

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
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.whole)
        else:
            text = str(cell)
            cut = " ... (dipotong)"
            if len(text) > _CHARACTERS:
                text = text[: _CHARACTERS - len(cut)] + cut
            sheet.write_string(row, column, text, self.text)
