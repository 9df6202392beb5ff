"""Smallest possible OLE containers and XLS workbooks, byte by byte: nothing in use today still writes them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512


def container(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container with these streams; short ones are padded, so that no mini stream is needed."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    fat, body = [_FAT, _END], b""
    for number, (name, data) in enumerate(padded.items(), start=1):
        data += b"\0" * (-len(data) % _SECTOR)
        first, sectors = len(fat), len(data) // _SECTOR
        fat += [*range(first + 1, first + sectors), _END]
        right = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, first, len(data), right=right))
        body += data
    assert len(fat) <= 128
    assert len(entries) <= 4
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0)
    header += struct.pack("<IIIII", 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + table + directory + body


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return text.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI8x8xIQ", len(text), kind, 1, _FREE, right, child, 0, start, size
    )


def xls(sheets: Mapping[str, Sequence[Sequence[object]]], locked: bool = False) -> bytes:
    """A BIFF8 workbook of numbers and short texts; `locked` says it has a password."""
    bodies = [_sheet(rows) for rows in sheets.values()]
    opening = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(0x42, b"\xb0\x04")
    if locked:
        opening += _record(0x2F, struct.pack("<HHH48x", 1, 1, 1))
    bounds_size = sum(4 + 8 + len(name) for name in sheets)
    position = len(opening) + bounds_size + 4
    bounds = b""
    for name, body in zip(sheets, bodies, strict=True):
        text = name.encode("latin-1")
        bounds += _record(0x85, struct.pack("<IBBBB", position, 0, 0, len(text), 0) + text)
        position += len(body)
    return container({"Workbook": opening + bounds + _record(0x0A, b"") + b"".join(bodies)})


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    data = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, int | float):
                data += _record(0x0203, struct.pack("<HHHd", r, c, 0, cell))
            elif cell:
                text = str(cell).encode("latin-1")
                data += _record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text), 0) + text)
    return data + _record(0x0A, b"")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
