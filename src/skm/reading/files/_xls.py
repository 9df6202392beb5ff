"""What an XLS workbook says of its sheets besides the values, and the compound file that holds it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from skm.reading.files._facts import DamagedError, Facts

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SMALL = 4096  # shorter streams live in the small sectors
_SIZE = 4096  # of the sectors written


class _Container:
    def __init__(self, content: bytes) -> None:
        self.content = content
        shift, small_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise DamagedError("sector size")
        self.size: int = 1 << shift
        _, _, directory, _, _, small_table, _, more, _ = struct.unpack_from("<9I", content, 40)
        tables = [s for s in struct.unpack_from("<109I", content, 76) if s < _FAT]
        seen: set[int] = set()
        while more < _FAT:
            if more in seen:
                raise DamagedError("chain")
            seen.add(more)
            *listed, more = self._numbers(self._sector(more))
            tables += [s for s in listed if s < _FAT]
        if len(tables) > len(content) // self.size + 1:
            raise DamagedError("tables")
        self.table = [n for s in tables for n in self._numbers(self._sector(s))]
        self.directory = self._chain(directory)
        self.small_table = list(self._numbers(self._chain(small_table))) if small_table < _FAT else []

    def _sector(self, number: int) -> bytes:
        at = max(self.size, 512) + number * self.size
        sector = self.content[at : at + self.size]
        if not sector:
            raise DamagedError("sector")
        return sector.ljust(self.size, b"\0")

    @staticmethod
    def _numbers(data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data)

    def _chain(self, number: int) -> bytes:
        found, seen = [], set()
        while number < _FAT:
            if number in seen or number >= len(self.table):
                raise DamagedError("chain")
            seen.add(number)
            found.append(self._sector(number))
            number = self.table[number]
        return b"".join(found)

    def stream(self, *names: str) -> bytes:
        entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(self.directory) - 127, 128):
            entry = self.directory[at : at + 128]
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", entry, 116)
            entries.setdefault(name, (start, size))
        for name in names:
            if name in entries:
                start, size = entries[name]
                data = self._chain(start) if size >= _SMALL else self._small(start, entries)
                return data[:size]
        raise DamagedError("stream")

    def _small(self, number: int, entries: dict[str, tuple[int, int]]) -> bytes:
        sectors = self._chain(entries["Root Entry"][0])
        found, seen = [], set()
        while number < _FAT:
            if number in seen or number >= len(self.small_table):
                raise DamagedError("chain")
            seen.add(number)
            found.append(sectors[number * 64 : number * 64 + 64])
            number = self.small_table[number]
        return b"".join(found)


def stream_in(content: bytes, *names: str) -> bytes:
    """The first stream of one of these names.

    Raises
    ------
    DamagedError
        When there is none, or the container is damaged.
    """
    try:
        return _Container(content).stream(*names)
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise DamagedError("container") from error


def container(name: str, data: bytes) -> bytes:
    """A compound file that holds just this stream.

    Raises
    ------
    DamagedError
        When it is too large for one without extra tables (more than 400 MB).
    """
    data = data.ljust(_SMALL, b"\0")
    sectors = -(-len(data) // _SIZE)
    per_table = _SIZE // 4
    tables = next(n for n in range(1, sectors + 2) if n * per_table >= sectors + 1 + n)
    if tables > 109:
        raise DamagedError("larger than any XLS")
    first = tables + 1
    numbers = [_FAT] * tables + [_END, *range(first + 1, first + sectors), _END]
    numbers += [_FREE] * (tables * per_table - len(numbers))
    listed = [*range(tables), *[_FREE] * (109 - tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 12, 6)
    header += struct.pack("<9I", 1, tables, tables, 0, _SMALL, _END, 0, _END, 0)
    header += struct.pack("<109I", *listed)
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry(name, 2, first, len(data))
    body = struct.pack(f"<{len(numbers)}I", *numbers) + entries.ljust(_SIZE, b"\0")
    return header.ljust(_SIZE, b"\0") + body + data.ljust(sectors * _SIZE, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return text.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI16xIQ", len(text), kind, 1, _FREE, _FREE, child, 0, start, size
    )


_BOUNDS, _TEXTS, _CONTINUE, _END_OF_PART = 0x85, 0xFC, 0x3C, 0x0A
_NAME, _FORMULA, _DIMENSIONS, _ROW, _MERGED = 0x18, 0x06, 0x200, 0x208, 0xE5
_NUMBERS, _POINTER, _ERROR = 0xBD, 0xFD, 0x205
_CELLS = frozenset({0x203, 0x204, 0x205, 0x27E, _NUMBERS, _POINTER, _FORMULA})
_IGNORED = 0xFFFF  # no record is of this kind
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


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
        if kind == _END_OF_PART:
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
                facts.failed.append((row, column, _ERRORS.get(stream[at + 6], "#ERROR!")))
            elif kind == _FORMULA and stream[at + 12 : at + 14] == b"\xff\xff":
                if stream[at + 6] == 2:
                    facts.failed.append((row, column, _ERRORS.get(stream[at + 8], "#ERROR!")))
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
