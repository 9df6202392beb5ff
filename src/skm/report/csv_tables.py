"""The tables of a report as CSV that an Indonesian Excel opens with a double click."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd

from skm.reading.responses import Responses
from skm.result import Result, display

# A spreadsheet takes a cell that begins like this for a formula, even from a CSV file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_files(result: Result, *, responses: Responses | None = None) -> dict[str, bytes]:
    """The tables of a result as CSV files, by file name, for :func:`skm.ground.writing.write_folder`.

    Semicolons between cells and a decimal comma, UTF-8 with a byte order mark, lines ended as on Windows; two
    decimals, rounded once from the exact value; nothing in a cell whose value is missing. Text that a
    spreadsheet would take for a formula is prefixed with an apostrophe.

    Parameters
    ----------
    responses : Responses
        With it, what was set aside and what was wrong with answers are listed too.

    Returns
    -------
    dict
        ``per_unsur.csv``, ``per_kelompok.csv``, ``unsur_per_kelompok.csv`` (these two only with groups),
        ``prioritas.csv``, ``asal_angka.csv``, and with `responses`, where they have a row,
        ``disisihkan.csv`` and ``masalah.csv``.
    """
    files = {"per_unsur.csv": display.unsur_table(result.tally)}
    if result.tally.keys:
        files["per_kelompok.csv"] = display.group_table(result.tally, result.name)
        files["unsur_per_kelompok.csv"] = display.unsur_by_group_table(result.tally)
    files["prioritas.csv"] = display.priority_table(result.tally)
    files["asal_angka.csv"] = result.provenance.rename(columns=display.heading)
    if responses is not None:
        lists = {"disisihkan.csv": responses.set_aside, "masalah.csv": responses.problems}
        files |= {name: t.rename(columns=display.heading) for name, t in lists.items() if len(t)}
    return {name: csv_bytes(table) for name, table in files.items()}


def csv_bytes(table: pd.DataFrame) -> bytes:
    """One table as CSV, in the form :func:`csv_files` describes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_text(heading) for heading in table.columns])
    writer.writerows([_text(cell) for cell in row] for row in table.itertuples(index=False, name=None))
    return text.getvalue().encode("utf-8-sig")


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:.2f}".replace(".", ",")
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
