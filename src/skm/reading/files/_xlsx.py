"""Facts on the sheets of an XLSX workbook.

A sheet written in the usual way is examined by a few operations on all of its bytes at once (some tens of
milliseconds for 50,000 questionnaires); any other by an XML parser.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape  # xml.sax.saxutils would load all that speaks over networks
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.reading.files._sheet_facts import DamagedError, Extent, Facts

_ERROR_CELL = re.compile(rb'<c ([^>]*\bt="e"[^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
_FORMULA_ONLY = re.compile(
    rb"<c ([^>]*[^/])>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v\s*/>|<v>\s*</v>)?</c>|<c ([^>]*)><f[^>]*/></c>"
)
_ADDRESS = re.compile(rb'\br="([A-Za-z]+)(\d+)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\s(?:[^>]*?\s)?r="(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row r="(\d+)"[^>]*\shidden="(?:1|true)"')
# Tags by their first two letters. Any other tag might be a cell with a prefix ("x:c").
_STRANGE, _FINE, _CELL, _ROW, _VALUE, _INLINE = range(6)
_AFTER_NAME = np.zeros(256, np.bool_)
_AFTER_NAME[list(b" >/")] = True
_KINDS = np.zeros(1 << 16, np.uint8)
for _letter in b"vft":
    _KINDS[_letter << 8 : _letter + 1 << 8][_AFTER_NAME] = _VALUE
_KINDS[ord("/") << 8 : ord("/") + 1 << 8] = _FINE
_KINDS[int.from_bytes(b"c ")] = _CELL
_KINDS[int.from_bytes(b"ro")] = _ROW
_KINDS[int.from_bytes(b"is")] = _INLINE
_TEXT = re.compile(rb"[<:]v[^>]*>\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Index:
    """The path of the workbook in the archive, its sheets (name and part) and its shared texts."""

    book: str
    sheets: tuple[tuple[str, str], ...]
    texts: bytes

    @property
    def root(self) -> bytes:
        """The part with the path of the workbook, so that the reader of the cells opens the same one."""
        return _ROOT % f'"{escape(self.book)}"'.encode()


_ROOT = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/officeDocument" '
    b"Target=%s/>"
    b"</Relationships>"
)


def index_of(parts: Mapping[str, bytes]) -> Index:
    """The index of a workbook; DamagedError when it is missing, inconsistent, or not XML."""
    from xml.etree import ElementTree

    folded = {path.casefold(): path for path in parts}
    try:
        start = _relations(parts, folded, "")
        book = next((path for kind, path in start.values() if kind == "officeDocument"), "xl/workbook.xml")
        book = folded[book.casefold()]
        to = _relations(parts, folded, book)
        sheets = []
        for element in ElementTree.fromstring(parts[book]).iter():
            if element.tag.rpartition("}")[2] == "sheet":
                key = next((v for k, v in element.items() if k.rpartition("}")[2] == "id"), "")
                path = to.get(key, ("", ""))[1]
                sheets.append((element.get("name", ""), folded.get(path.casefold(), path)))
    except (KeyError, SyntaxError, ValueError) as error:  # SyntaxError: XML that is none
        raise DamagedError("index of sheets") from error
    usual = posixpath.join(posixpath.dirname(book), "sharedStrings.xml")
    texts = {path.casefold() for kind, path in to.values() if kind == "sharedStrings"} | {usual.casefold()}
    found = [parts[folded[path]] for path in texts if path in folded]
    if len(found) > 1:
        raise DamagedError("two tables of texts")
    return Index(book, tuple(sheets), found[0] if found else b"")


def _relations(parts: Mapping[str, bytes], folded: Mapping[str, str], of: str) -> dict[str, tuple[str, str]]:
    """The relations of a part, by id: their kind, and the path of the other part."""
    from xml.etree import ElementTree

    folder, name = posixpath.split(of)
    path = posixpath.join(folder, "_rels", f"{name}.rels").casefold()
    if path not in folded:
        return {}
    return {
        r.get("Id", ""): (r.get("Type", "").rpartition("/")[2], _part_of(r.get("Target", ""), folder))
        for r in ElementTree.fromstring(parts[folded[path]])
    }


def _part_of(target: str, folder: str) -> str:
    """The path of a part from the target of a relation: from the root, or relative to the folder."""
    plain = target.lstrip("/")
    from_root = target.startswith("/") or (folder and plain.startswith(f"{folder}/"))
    return plain if from_root else posixpath.normpath(posixpath.join(folder, plain))


def facts_of(page: bytes, texts: bytes, small: int) -> Facts:
    """Facts on one sheet; DamagedError when it is not XML.

    Parameters
    ----------
    page, texts : bytes
        The parts of the sheet and of the shared texts; empty when there are none.
    small : int
        Characters in all cells up to which an upper bound will do.
    """
    start, end = page.find(b"<sheetData"), page.rfind(b"</sheetData>")
    usual = _usual(page, start, end) if 0 <= start < end else None
    extent, rows = usual or (_exact_extent(page), None)
    facts = Facts(extent)
    start, end = max(start, 0), max(end, 0)
    if page.find(b't="e"', start, end) >= 0:
        found = _ERROR_CELL.finditer(page, start, end)
        facts.failed = [(*at, m[2].decode()) for m in found if (at := _at(m[1]))]
    if page.find(b"<f", start, end) >= 0:
        found = _FORMULA_ONLY.finditer(page, start, end)
        facts.unsaved = [at for m in found if (at := _at(m[1] or m[2]))]
    if page.find(b"mergeCell", end) >= 0:
        for a, b, c, d in _MERGED.findall(page, end):
            facts.merged.append((int(b) - 1, _column(a), int(d) - 1, _column(c)))
    if page.find(b' hidden="', start, end) >= 0:
        facts.hidden = [int(n) - 1 for n in _HIDDEN_ROW.findall(page, start, end)]
    if rows is None or (np.diff(rows) <= 0).any():
        numbers = Counter(map(int, _ROW_NUMBER.findall(page, start, end)))
        facts.twice = next((n for n, times in numbers.items() if times > 1), 0)
    facts.text = _characters(page, texts, facts.extent.filled, small)
    return facts


def _usual(page: bytes, start: int, end: int) -> tuple[Extent, NDArray[np.int32] | None] | None:
    """The extent if all cells begin with their address, ``<c r="A1"``, and all tags are those of plain cells.

    With it the numbers of the rows, where these begin alike. None otherwise: another tag might be a cell with
    a prefix. ``<sheetData`` is at `start`, its end at `end`.
    """
    content = np.frombuffer(page, dtype=np.uint8)[start : end + len(b"</sheetData>")]
    opening = np.flatnonzero(content == ord("<"))[:-1]  # the last is </sheetData>
    kinds = _KINDS[content[opening + 1].astype(np.uint16) * 256 + content[opening + 2]]
    kinds[0] = _FINE  # the first is <sheetData itself
    rows_at, texts_at = opening[kinds == _ROW], opening[kinds == _INLINE]
    if (
        kinds.min() == _STRANGE
        or (content[rows_at + 3] != ord("w")).any()
        or not _AFTER_NAME[content[rows_at + 4]].all()
        or not _AFTER_NAME[content[texts_at + 3]].all()
    ):
        return None
    cell = kinds == _CELL
    filled = kinds[1:][cell[:-1]] >= _VALUE  # a tag of a value follows
    if cell[-1]:
        filled = np.append(filled, False)
    if (at := _after(content, opening[cell] + 3, b'r="')) is None:
        return None
    columns = _counted(content, at, "A", "Z", most=3)
    numbers = _counted(content, at, "0", "9", most=7)
    if (content[at] != ord('"')).any() or not (columns.all() and numbers.all()):
        return None
    first = _after(content, rows_at + 5, b'r="')
    rows = None if first is None else _counted(content, first, "0", "9", most=7)
    if not filled.any():
        return Extent(), rows
    return Extent(int(numbers[filled].max()), int(columns[filled].max()), int(filled.sum())), rows


def _after(content: NDArray[np.uint8], at: NDArray[np.int64], text: bytes) -> NDArray[np.int64] | None:
    """The places behind a text that stands at each of these; None where it does not."""
    same = all((content[at + i] == sign).all() for i, sign in enumerate(text))
    return at + len(text) if same else None


def _counted(content: NDArray[np.uint8], at: NDArray[np.int64], low: str, high: str, most: int) -> Any:
    """The numbers that letters (A is 1) or digits (0 is 0) spell from each place on; moves `at` past them."""
    base = ord(high) - ord(low) + 1
    first = int(low == "A")
    numbers = np.zeros(len(at), np.int32)
    for _ in range(most):
        sign = content[at]
        inside = (sign >= ord(low)) & (sign <= ord(high))
        if not inside.any():
            break
        numbers = np.where(inside, numbers * base + sign - (ord(low) - first), numbers)
        at += inside
    return numbers


def _exact_extent(page: bytes) -> Extent:
    """The extent of the cells of a sheet that are more than a format."""
    from xml.parsers import expat

    extent = Extent()
    at = [0, 0]  # row and column of the next cell
    inside = False

    def start(tag: str, attributes: dict[str, Any]) -> None:
        nonlocal inside
        tag = tag.rpartition(":")[2]
        if inside:  # a value, a formula or a text
            extent.add(*at)
            inside = False
        elif tag == "row" and "r" in attributes:
            at[0] = max(int(attributes["r"]) - 1, 0)
        elif tag == "c":
            if address := _at(f'r="{attributes.get("r", "")}"'.encode()):
                at[:] = address
            inside = True

    def end(tag: str) -> None:
        nonlocal inside
        tag = tag.rpartition(":")[2]
        if tag == "c":
            at[1] += 1
            inside = False
        elif tag == "row":
            at[:] = at[0] + 1, 0

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(page, True)
    except (expat.ExpatError, ValueError) as error:
        raise DamagedError("sheet") from error
    return extent


def _characters(page: bytes, texts: bytes, filled: int, small: int) -> int:
    """Characters in all cells that point to shared texts; an upper bound if that is at most `small`."""
    lengths = [len(text) for text in texts.split(b"</si>")]
    if (bound := max(lengths) * filled) <= small:
        return bound
    return sum(lengths[i] for i in map(int, _TEXT.findall(page)) if i < len(lengths))


def _at(attributes: bytes) -> tuple[int, int] | None:
    address = _ADDRESS.search(attributes)
    return (int(address[2]) - 1, _column(address[1])) if address else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
