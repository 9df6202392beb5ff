"""A Recap as the files an office keeps: the workbook with the recap sheet, and its tables as CSV."""

from __future__ import annotations

import pandas as pd

from skm import display
from skm.batch.periods import PERIODS
from skm.batch.recap import Recap
from skm.report.csv_tables import csv_bytes
from skm.report.sheets import Book

_WIDEST = 34  # of a column: the sheet has many
_FILES = {
    "berkas": "Berkas",
    "status": "Status",
    "dipakai": "Dipakai",
    "disisihkan": "Disisihkan",
    "pedoman": "Pedoman",
    "alasan": "Alasan",
    "catatan": "Catatan",
}


def recap_files(recap: Recap) -> dict[str, bytes]:
    """What a Recap is written as, by file name, for :func:`skm.writers.write_folder`; always the same bytes.

    Returns
    -------
    dict
        ``rekap_tahunan.xlsx`` (the recap sheet of each guideline, the changes when there are periods, and
        what became of each file), ``rekap.csv`` (the recap sheet; numbered when there are several
        guidelines), ``perubahan.csv``, ``berkas.csv``.
    """
    sheets = recap.sheets()
    files = recap.files.rename(columns=_FILES).astype(object)
    moved = changes(recap)
    book = Book("Rekap SKM")
    for number, (guide, table) in enumerate(sheets.items(), start=1):
        name = "Rekap" if len(sheets) == 1 else f"Rekap {number}"
        lines = ["Rekap Survei Kepuasan Masyarakat", guide, recap.headline, *recap.notes]
        book.sheet(name, lines, table, widest=_WIDEST)
    if moved is not None:
        book.sheet("Perubahan", [], moved, widest=_WIDEST)
    book.sheet("Berkas", [recap.headline], files)
    names = ["rekap.csv"] if len(sheets) == 1 else [f"rekap_{i}.csv" for i in range(1, len(sheets) + 1)]
    out = {"rekap_tahunan.xlsx": book.content()}
    out |= {name: csv_bytes(table) for name, table in zip(names, sheets.values(), strict=True)}
    if moved is not None:
        out["perubahan.csv"] = csv_bytes(moved)
    return out | {"berkas.csv": csv_bytes(files)}


def changes(recap: Recap) -> pd.DataFrame | None:
    """Who rose and who fell, as an office prints it; None when no key is a period."""
    if not set(recap.by) & set(PERIODS):
        return None
    parts = []
    for unit, tren in recap.trends().items():
        table = tren.printed.drop(columns=["Target", "Capaian (%)", "Kategori"])
        for place, (key, value) in enumerate(zip(recap.others, unit, strict=True)):
            table.insert(place, key.capitalize(), str(value))
        for heading in ("Responden", "IKM", "Perubahan", "Layanan minimal B (%)"):
            table[heading] = pd.Series(map(_number, table[heading]), table.index, object)
        parts.append(table)
    return pd.concat(parts, ignore_index=True) if parts else None


def _number(text: str) -> float | int | None:
    """A printed number as a cell: "1.234" is 1234, "+0,93" is 0.93."""
    if text == display.MISSING:
        return None
    plain = text.replace(".", "").replace(",", ".")
    return float(plain) if "." in plain else int(plain)
