"""What an XLSB workbook says of its sheets besides the values; every record is looked at."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from skm.reading.files._facts import ERRORS, DamagedError, Facts
from skm.reading.files._xlsx import part_of

_ROW, _SHEET, _TEXT, _MERGED = 0, 0x9C, 0x13, 0xB0
_CELLS = range(2, 12)  # 1 is a cell with a format only
# The least that a record holds; what a shorter one lacks would be taken from the one before.
_LEAST = {_ROW: 4, 2: 12, 3: 9, 4: 9, 5: 16, 6: 12, 7: 12, 8: 12, 9: 16, 10: 9, 11: 9}
_ERROR_CELLS = (3, 11)
_POINTER = 7


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind of each record, and where its data begin and end."""
    at, size = 0, len(part)
    while at < size:
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if at + length > size:
            raise DamagedError("record")
        yield kind, at, at + length
        at += length


def sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Name of each sheet, and the path of its part.

    Raises
    ------
    DamagedError
        When the index of the workbook is missing or damaged.
    """
    from xml.etree import ElementTree

    folded = {path.casefold(): path for path in parts}
    try:
        relations = ElementTree.fromstring(parts[folded["xl/_rels/workbook.bin.rels"]])
        target = {r.get("Id"): r.get("Target", "") for r in relations}
        book = parts[folded["xl/workbook.bin"]]
        for kind, at, end in _records(book):
            if kind == _SHEET:
                key, after = _wide(book, at + 8, end)
                name, _ = _wide(book, after, end)
                path = part_of(target.get(key, ""), "xl")
                yield name, folded.get(path.casefold(), path)
    except (KeyError, SyntaxError, ValueError, IndexError, struct.error) as error:
        raise DamagedError("index of sheets") from error


def _wide(part: bytes, at: int, end: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    after = at + 4 + 2 * struct.unpack_from("<I", part, at)[0]
    if after > end:
        raise DamagedError("text")
    return part[at + 4 : after].decode("utf-16-le"), after


def lengths(texts: bytes) -> list[int]:
    """How long each of the shared texts is, in characters."""
    try:
        return [
            struct.unpack_from("<I", texts, at + 1)[0] for kind, at, _ in _records(texts) if kind == _TEXT
        ]
    except (IndexError, struct.error) as error:
        raise DamagedError("texts") from error


def facts_of(page: bytes, texts: list[int]) -> Facts:
    """What one sheet says; `texts` are the lengths of the shared texts.

    Cells count wherever they stand, before and after the end of the data as well.

    Raises
    ------
    DamagedError
        When its records do not fit in it.
    """
    facts, row = Facts(), 0
    unpack = struct.Struct("<I").unpack_from
    try:
        for kind, at, end in _records(page):
            if end - at < _LEAST.get(kind, 0):
                raise DamagedError("record")
            if kind in _CELLS:
                (column,) = unpack(page, at)
                facts.extent.add(row, column)
                if kind in _ERROR_CELLS:
                    facts.failed.append((row, column, ERRORS.get(page[at + 8], "#ERROR!")))
                elif kind == _POINTER:
                    (which,) = unpack(page, at + 8)
                    if which >= len(texts):
                        raise DamagedError("pointer to a text")
                    facts.text += texts[which]
            elif kind == _ROW:
                (row,) = unpack(page, at)
                if end - at >= 13 and page[at + 11] & 0x10:
                    facts.hidden.append(row)
            elif kind == _MERGED and end - at >= 16:
                first, last, left, right = struct.unpack_from("<4I", page, at)
                facts.merged.append((first, left, last, right))
    except (IndexError, struct.error) as error:
        raise DamagedError("record") from error
    return facts
