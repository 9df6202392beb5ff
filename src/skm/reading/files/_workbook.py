"""A workbook's sheets as grids of cells: looked at first, then read, then put right."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from skm.ground.errors import FileError
from skm.reading.files import _compound as cfb
from skm.reading.files import _ods as ods
from skm.reading.files import _xls as xls
from skm.reading.files import _xlsb as xlsb
from skm.reading.files import _xlsx as xlsx
from skm.reading.files import zipped as archive
from skm.reading.files._facts import DamagedError, Facts
from skm.reading.files.limits import Limits

_DAMAGED = (DamagedError, *archive.DAMAGED)


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet, from its first row and column on; the name is "" for a file without sheets.

    Formulas that failed are in the cells as the spreadsheet shows them ("#REF!"). Of formulas stored
    without a value, merged cells and hidden rows `facts` tells.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    facts: Facts = field(default_factory=Facts)


def locked(name: str) -> str:
    """The message for a workbook with a password."""
    return (
        f"{name}: dilindungi kata sandi. Buka di Excel, hapus kata sandinya (File > Info > Protect Workbook "
        "> Encrypt with Password), simpan, lalu coba lagi."
    )


def damaged(name: str) -> str:
    """The message for a file that is not whole."""
    return f"{name}: berkas rusak atau tidak utuh. Salin ulang, atau simpan ulang dari Excel."


def workbook(name: str, content: bytes, kind: str, limits: Limits) -> list[Grid]:
    """The worksheets of a workbook of this kind: "xlsx", "xlsb", "ods" or "xls".

    Raises
    ------
    FileError
        When it is damaged, locked, or larger than the limits.
    """
    try:
        safe, found = _xls(name, content, limits) if kind == "xls" else _zip(name, content, kind, limits)
    except _DAMAGED as error:
        raise FileError(damaged(name)) from error
    return _put_right(_cells(name, safe), found)


def _zip(name: str, content: bytes, kind: str, limits: Limits) -> tuple[bytes, list[tuple[str, Facts]]]:
    parts = archive.unpacked(name, content, limits)
    if kind == "ods":
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise FileError(locked(name))
        found = ods.sheets(parts["content.xml"])
    elif kind == "xlsx":
        index = xlsx.index_of(parts)
        found = _xlsx(parts, index, limits)
        parts["_rels/.rels"] = index.root
    else:
        found = _xlsb(parts)
    _refuse(name, found, limits)
    return archive.packed(parts), found


def _xlsx(parts: Mapping[str, bytes], index: xlsx.Index, limits: Limits) -> list[tuple[str, Facts]]:
    pages = {path: parts[path] for _, path in index.sheets if path in parts}
    small = limits.expanded // max(len(pages), 1)
    facts = {path: xlsx.facts_of(page, index.texts, small) for path, page in pages.items()}
    return [(name, facts.get(path, Facts())) for name, path in index.sheets]


def _xlsb(parts: Mapping[str, bytes]) -> list[tuple[str, Facts]]:
    texts = next((part for path, part in parts.items() if path.casefold() == "xl/sharedstrings.bin"), b"")
    lengths, facts, found = xlsb.lengths(texts), {}, []
    for name, path in xlsb.sheets(parts):
        if path in parts and path not in facts:
            facts[path] = xlsb.facts_of(parts[path], lengths)
        found.append((name, facts.get(path, Facts())))
    return found


def _xls(name: str, content: bytes, limits: Limits) -> tuple[bytes, list[tuple[str, Facts]]]:
    book = xls.book_of(cfb.stream_in(content, "Workbook", "Book"))
    found = [("", facts) for facts in book.sheets]
    _refuse(name, found, limits)
    return cfb.container("Workbook", bytes(book.stream)), found


def _refuse(name: str, found: list[tuple[str, Facts]], limits: Limits) -> None:
    extents = []
    for sheet, facts in found:
        extents.append(facts.extent)
        limits.refuse_cells(name, sheet, extents)
    limits.refuse_bytes(name, sum(facts.text for _, facts in found))


def _cells(name: str, content: bytes) -> list[Grid]:
    import python_calamine as calamine  # only here: importing skm stays quick

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Grid(
                sheet.name,
                book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet
                else [],
                sheet.visible != calamine.SheetVisibleEnum.Visible,
            )
            for sheet in book.sheets_metadata
        ]
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise FileError(damaged(name)) from error
    except BaseException as error:  # what the Rust library gives up over derives from nothing else
        if type(error).__name__ != "PanicException":
            raise
        raise FileError(damaged(name)) from error


def _put_right(pages: list[Grid], found: list[tuple[str, Facts]]) -> list[Grid]:
    """The grids with their facts, and failed formulas shown."""
    by_name = dict(found)
    placed = []
    for i, page in enumerate(pages):
        facts = found[i][1] if len(found) == len(pages) else by_name.get(page.name, Facts())
        for row, column, shown in facts.failed:
            if row < len(page.rows) and column < len(page.rows[row]):
                page.rows[row][column] = shown
        placed.append(Grid(page.name, page.rows, page.hidden, facts))
    return placed
