"""The container around an XLS workbook (compound file): one stream out, and packed again as just that.

The library that reads the cells follows the chains of a damaged container without end. It is given a new
container, made of the one stream that was found here.
"""

from __future__ import annotations

import struct

from skm.reading.files._facts import DamagedError

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
