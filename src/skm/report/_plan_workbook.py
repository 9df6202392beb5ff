"""A follow-up plan as a workbook that the office edits, and back."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from skm.ground.errors import RencanaError
from skm.ground.writing import Target, write_to
from skm.priorities.rencana import COLUMNS, STATUS, Rencana
from skm.reading.files.grids import grids, opened
from skm.reading.questionnaire.vocabulary import is_blank, plain, tidy
from skm.report.sheets import Book

_SHEET = "Rencana tindak lanjut"
_HEADINGS = {column: heading for column, (_, heading) in COLUMNS.items()}
_DATE = "%d-%m-%Y"


def save_rencana(rencana: Rencana, path: Target) -> Path | None:
    """Write a plan as XLSX to a path, which is returned, or a binary file object; Status has a list.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    book = Book(rencana.title)
    add_rencana(book, rencana)
    return write_to(path, book.content())


def add_rencana(book: Book, rencana: Rencana) -> None:
    """A sheet with the plan, which :func:`read_rencana` reads back."""
    frame = rencana.frame.rename(columns=_HEADINGS).astype(object)
    frame = frame.where(frame.notna(), None)
    done = _HEADINGS["selesai"]
    frame[done] = pd.Series([d.date() if d is not None else "" for d in frame[done]], frame.index, object)
    made = rencana.disusun.strftime(_DATE) if rencana.disusun else ""
    lines = [
        rencana.title,
        f"Unit: {rencana.unit}",
        f"Periode: {rencana.periode}",
        f"Pedoman: {rencana.pedoman}",
        f"Disusun: {made}",
    ]
    book.sheet(_SHEET, lines, frame, choices={_HEADINGS["status"]: STATUS}, widest=26)


def read_rencana(path: str | os.PathLike[str]) -> Rencana:
    """Read a plan that :func:`save_rencana` wrote, as the office left it.

    Rows may have been changed, added, removed or moved; `Jangka` follows from `Waktu`. The plan may be on
    any sheet, or in a CSV file.

    Raises
    ------
    FileError
        When the file cannot be read.
    RencanaError
        When the file holds no plan, or some of its rows cannot be used; all of these are listed.
    """
    name, content = opened(path)
    known = {plain(heading): column for column, heading in _HEADINGS.items()}
    needed = {"prioritas_unsur", "program", "status"}

    def columns_of(row: Any) -> dict[str, int]:
        return {known[plain(cell)]: i for i, cell in enumerate(row) if plain(cell) in known}

    def merit(rows: Any) -> int:
        return max((len(columns_of(row)) for row in rows), default=0)

    for grid in grids(name, content, merit):
        for at, row in enumerate(grid.rows):
            columns = columns_of(row)
            if needed <= columns.keys():
                body = [r for r in grid.rows[at + 1 :] if any(not is_blank(c) for c in r)]
                frame = pd.DataFrame(
                    {
                        c: pd.Series([r[i] if i < len(r) else None for r in body], dtype=object)
                        for c, i in columns.items()
                    }
                )
                return _described(grid.rows[:at], name).edited(frame)
    raise RencanaError(
        f"{name} tidak memuat rencana tindak lanjut. Kolom yang diperlukan: "
        f"{', '.join(_HEADINGS[c] for c in COLUMNS if c in needed)}."
    )


def _described(rows: Any, name: str) -> Rencana:
    """A plan without rows, with what the lines above its table say."""
    said = {}
    for row in rows:
        key, colon, value = next((str(c) for c in row if not is_blank(c)), "").partition(":")
        if colon:
            said[plain(key)] = tidy(value)
    made: date | None = None
    if text := said.get("disusun"):
        try:
            made = pd.to_datetime(text, dayfirst=True).date()
        except ValueError as error:
            raise RencanaError(
                f'{name}: tanggal penyusunan "{text}" tidak terbaca; tulis misalnya 31-01-2023.'
            ) from error
    empty = pd.DataFrame(columns=list(COLUMNS))
    return Rencana(empty, said.get("unit", "Unit"), said.get("periode", ""), said.get("pedoman", ""), made)
