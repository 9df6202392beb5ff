"""An audit as a workbook: the findings, every cell that was checked, the respondents."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from skm.auditing import MISTAKES, Audit
from skm.ground.writing import Target, write_to
from skm.report.sheets import Book


def save_audit(found: Audit, path: Target) -> Path | None:
    """Write the workbook of an audit to a path or a binary file object: the same bytes for the same audit.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    book = Book("Audit angka SKM")
    classes = f"Kelas mutu menurut {found.pedoman}."
    book.sheet("Temuan", [f"Audit: {found.headline}", classes], found.sheet())
    book.sheet("Semua isian", ["Semua isian yang diperiksa"], found.sheet(everything=True))
    respondents = found.respondents.rename(columns=str.capitalize)
    book.sheet("Responden", ["Jumlah responden, tercetak atau disimpulkan dari angkanya"], respondents)
    codes = {code for c in found.findings["kode"] for code in c.split("+") if code}
    known = [(code, meaning) for code, meaning in MISTAKES.items() if code in codes]
    if known:
        table = pd.DataFrame(known, columns=["Kode", "Kesalahan"], dtype=object)
        book.sheet("Kode kesalahan", ["Kesalahan yang dikenal pada temuan ini"], table)
    return write_to(path, book.content())
