"""The workbook of a result: every table on a sheet of its own, the summary first."""

from __future__ import annotations

import os
from pathlib import Path

from skm import display
from skm.report import tables
from skm.report.sheets import Book, sheet_name
from skm.responses import Responses
from skm.result import Result
from skm.writers import write_file


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
    write = Book(f"{result.name}: {result.headline}")
    write.sheet("Ringkasan", [result.name, result.headline, *result.closing], tables.per_group(result))
    write.sheet("Per unsur", [], tables.per_unsur(result))
    if keys := result.tally.keys:
        name = keys[0].replace("_", " ") if len(keys) == 1 else "kelompok"
        write.sheet(sheet_name(f"Per {name}"), [], tables.unsur_by_group(result))
    write.sheet("Prioritas", [], tables.priorities(result))
    write.sheet("Asal angka", [], tables.provenance(result))
    if responses is not None:
        lines = [display.account(result.tally)]
        write.sheet("Disisihkan", lines, tables.set_aside(responses), tables.problems(responses))
    return write.content()
