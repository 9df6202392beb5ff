"""Facts on the sheets of an XLS workbook, and the compound file around its stream."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from skm.reading.files._sheet_facts import DamagedError, Facts

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

    @staticmethod
    def _following(number: int, table: Sequence[int]) -> Iterator[int]:
        """The sectors of a chain, from this one to the end."""
        seen: set[int] = set()
        while number < _FAT:
            if number in seen or number >= len(table):
                raise DamagedError("chain")
            seen.add(number)
            yield number
            number = table[number]

    def _chain(self, number: int) -> bytes:
        return b"".join(map(self._sector, self._following(number, self.table)))

    def stream(self, *names: str) -> bytes:
        entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(self.directory) - 127, 128):
            entry = self.directory[at : at + 128]
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
            entries.setdefault(name, struct.unpack_from("<II", entry, 116))
        start, size = next(entries[name] for name in names if name in entries)
        if size >= _SMALL:
            return self._chain(start)[:size]
        small = self._chain(entries["Root Entry"][0])
        return b"".join(small[n * 64 : n * 64 + 64] for n in self._following(start, self.small_table))[:size]


def stream_in(content: bytes, *names: str) -> bytes:
    """The first stream of one of these names; DamagedError when there is none or the container is damaged."""
    try:
        return _Container(content).stream(*names)
    except (struct.error, IndexError, KeyError, ValueError, StopIteration) as error:
        raise DamagedError("container") from error


def container(name: str, data: bytes) -> bytes:
    """A compound file that holds just this stream; DamagedError above 400 MB, which needs extra tables."""
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
_FORMULA, _DIMENSIONS, _ROW, _MERGED = 0x06, 0x200, 0x208, 0xE5
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
    """The stream of a workbook, made safe to read, and the facts on its sheets in order."""

    stream: bytearray
    sheets: list[Facts] = field(default_factory=list)


def book_of(stream: bytes) -> Book:
    """Look at every record once, and neutralise those that only claim a size.

    Raises DamagedError when records do not fit in the stream, or point out of it.
    """
    book = Book(bytearray(stream))
    try:
        places: list[int] = []
        blocks: list[bytes] = []  # of the shared texts
        continued = False
        for kind, at, end in _records(stream, 0):
            continued = kind == _TEXTS or (continued and kind == _CONTINUE)
            if kind == _TEXTS:
                blocks = [stream[at:end]]
            elif continued:
                blocks.append(stream[at:end])
            elif kind == _BOUNDS:
                places.append(struct.unpack_from("<I", stream, at)[0])
        texts = _lengths(blocks) if blocks else []
        book.sheets = [_facts(book.stream, stream, place, texts) for place in places]
    except (struct.error, IndexError) as error:
        raise DamagedError("record") from error
    return book


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind of each record up to the end of its part, and where its data start and end."""
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
        elif kind == _DIMENSIONS:  # the reader of cells allocates the size that it claims
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
    """Length of each shared text; a text may continue in the next block."""
    (claimed,) = struct.unpack_from("<I", blocks[0], 4)
    if claimed > sum(map(len, blocks)) // 3:  # the reader of cells allocates that many
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
