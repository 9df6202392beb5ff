"""What an XLS workbook says of its sheets besides the values; every record is looked at."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from skm.reading.files._facts import ERRORS, DamagedError, Facts

_BOUNDS, _TEXTS, _CONTINUE, _END = 0x85, 0xFC, 0x3C, 0x0A
_NAME, _FORMULA, _DIMENSIONS, _ROW, _MERGED = 0x18, 0x06, 0x200, 0x208, 0xE5
_NUMBERS, _POINTER, _ERROR = 0xBD, 0xFD, 0x205
_CELLS = frozenset({0x203, 0x204, 0x205, 0x27E, _NUMBERS, _POINTER, _FORMULA})
_IGNORED = 0xFFFF  # no record is of this kind


@dataclass(slots=True)
class Book:
    """The stream of a workbook, made safe to read, and the facts of its sheets in order."""

    stream: bytearray
    sheets: list[Facts] = field(default_factory=list)


def book_of(stream: bytes) -> Book:
    """Look at every record once, and take out what only claims a size.

    Raises
    ------
    DamagedError
        When records do not fit in the stream, or point out of it.
    """
    book = Book(bytearray(stream))
    try:
        places: list[int] = []
        texts: list[int] = []
        blocks: list[bytes] = []  # of the shared texts
        for kind, at, end in _records(stream, 0):
            if blocks and kind == _CONTINUE:
                blocks.append(stream[at:end])
                continue
            if blocks and not texts:
                texts = _lengths(blocks)
            if kind == _TEXTS:
                blocks, texts = [stream[at:end]], []
            elif kind == _BOUNDS:
                places.append(struct.unpack_from("<I", stream, at)[0])
        if blocks and not texts:
            texts = _lengths(blocks)
        book.sheets = [_facts(book.stream, stream, place, texts) for place in places]
    except (struct.error, IndexError) as error:
        raise DamagedError("record") from error
    return book


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind of each record up to the end of its part, and where its data begin and end."""
    size = len(stream)
    if at >= size:
        raise DamagedError("place of a sheet")
    while at + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == _END:
            return
        if at + length > size:
            raise DamagedError("record")
        yield kind, at, at + length
        at += length


def _facts(safe: bytearray, stream: bytes, place: int, texts: list[int]) -> Facts:
    facts = Facts()
    cell = struct.Struct("<HH").unpack_from
    for kind, at, end in _records(stream, place):
        if kind in _CELLS:
            row, column = cell(stream, at)
            if kind == _NUMBERS:
                facts.extent.add(row, column, columns=max((end - at - 6) // 6, 1))
                continue
            facts.extent.add(row, column)
            if kind == _POINTER:
                (which,) = struct.unpack_from("<I", stream, at + 6)
                facts.text += texts[which] if which < len(texts) else 0
            elif kind == _ERROR and stream[at + 7]:
                facts.failed.append((row, column, ERRORS.get(stream[at + 6], "#ERROR!")))
            elif kind == _FORMULA and stream[at + 12 : at + 14] == b"\xff\xff":
                if stream[at + 6] == 2:
                    facts.failed.append((row, column, ERRORS.get(stream[at + 8], "#ERROR!")))
                elif stream[at + 6] == 3 and end + 2 <= len(stream):
                    facts.unsaved += [(row, column)] * (cell(stream, end)[0] not in (0x207, 0x221, 0x4BC))
        elif kind == _DIMENSIONS:  # claims a size, for which memory is set aside
            struct.pack_into("<H", safe, at - 4, _IGNORED)
        elif kind == _ROW:
            if stream[at + 12] & 0x20:
                facts.hidden.append(cell(stream, at)[0])
        elif kind == _MERGED:
            for i in range(min(cell(stream, at)[0], (end - at - 2) // 8)):
                first, last, left, right = struct.unpack_from("<4H", stream, at + 2 + 8 * i)
                facts.merged.append((first, left, last, right))
    return facts


def _lengths(blocks: list[bytes]) -> list[int]:
    """How long each of the shared texts is; a text may run over into the next block."""
    (claimed,) = struct.unpack_from("<I", blocks[0], 4)
    if claimed > sum(map(len, blocks)) // 3:  # memory is set aside for so many
        raise DamagedError("number of texts")
    found: list[int] = []
    number, data, at = 0, blocks[0], 8

    def following() -> bytes:
        nonlocal number
        number += 1
        if number == len(blocks):
            raise DamagedError("text")
        return blocks[number]

    for _ in range(claimed):
        if at >= len(data):
            data, at = following(), 0
        length, flags = struct.unpack_from("<HB", data, at)
        at += 3
        extra = 0
        if flags & 8:
            extra += 4 * struct.unpack_from("<H", data, at)[0]
            at += 2
        if flags & 4:
            extra += struct.unpack_from("<I", data, at)[0]
            at += 4
        found.append(length)
        wide, left = flags & 1, length
        while left:
            here = min(left, (len(data) - at) >> wide)
            left -= here
            at += here << wide
            if left:
                data = following()
                wide, at = data[0] & 1, 1
        while extra:
            here = min(extra, len(data) - at)
            extra -= here
            at += here
            if extra:
                data, at = following(), 0
    return found
