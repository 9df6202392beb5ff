"""Cells whose formula failed: calamine gives them as empty, which a blank answer is too."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

# What the standard library raises over a damaged archive
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    RuntimeError,
)
_ERROR_CELL = re.compile(rb'<c ([^>]*\bt="e"[^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>', re.DOTALL)
_ADDRESS = re.compile(rb'\br="([A-Z]+)(\d+)"')


def error_cells(content: bytes) -> dict[str, list[tuple[int, int, str]]]:
    """Per sheet of an XLSX workbook the failed cells: row, column (both from 0), and ``"#REF!"`` or the like.

    A workbook that is put together in another way than usual gives none.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: cells for name, path in _sheets(archive) if (cells := _failed(archive.read(path)))}
    except (*DAMAGED_ZIP, SyntaxError):  # SyntaxError: XML that is none
        return {}


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each sheet, and its path in the archive."""
    from xml.etree import ElementTree

    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = {r.get("Id"): r.get("Target", "") for r in relations}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet"):
            key = next((v for k, v in element.items() if k.endswith("}id")), "")
            yield element.get("name", ""), posixpath.join("/xl", target.get(key, "")).lstrip("/")


def _failed(page: bytes) -> list[tuple[int, int, str]]:
    if b't="e"' not in page:
        return []
    cells = []
    for match in _ERROR_CELL.finditer(page):
        if address := _ADDRESS.search(match[1]):
            column = 0
            for letter in address[1]:
                column = column * 26 + letter - 64
            cells.append((int(address[2]) - 1, column - 1, match[2].decode()))
    return cells
