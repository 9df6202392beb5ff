"""The bytes of one file as grids of cells, or one sentence that says why they cannot be read."""

from __future__ import annotations

import io
import os
import stat
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from skm.ground.errors import FileError
from skm.reading.files import _ods as ods
from skm.reading.files import _xls as xls
from skm.reading.files import _xlsx as xlsx
from skm.reading.files._sheet_facts import DamagedError, Facts
from skm.reading.files.limits import USUAL, Limits
from skm.reading.files.text import Merit, rows_of
from skm.reading.files.zipped import DAMAGED, names_in, packed, unpacked


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet from A1 on; the name is "" for a file without sheets.

    A formula that failed is the text that the spreadsheet shows ("#REF!"). `facts` has the formulas stored
    without a value, merged cells and hidden rows.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    facts: Facts = field(default_factory=Facts)


def _locked(name: str) -> str:
    return (
        f"{name}: dilindungi kata sandi. Buka di Excel, hapus kata sandinya (File > Info > Protect Workbook "
        "> Encrypt with Password), simpan, lalu coba lagi."
    )


def _damaged(name: str) -> str:
    return f"{name}: berkas rusak atau tidak utuh. Salin ulang, atau simpan ulang dari Excel."


def _workbook(name: str, content: bytes, kind: str, limits: Limits) -> list[Grid]:
    """The worksheets of a workbook of this kind: "xlsx", "ods" or "xls"."""
    try:
        safe, found = _xls(name, content, limits) if kind == "xls" else _zip(name, content, kind, limits)
    except (DamagedError, *DAMAGED) as error:
        raise FileError(_damaged(name)) from error
    return _with_facts(_cells(name, safe), found)


def _zip(name: str, content: bytes, kind: str, limits: Limits) -> tuple[bytes, list[tuple[str, Facts]]]:
    parts = unpacked(name, content, limits)
    if kind == "ods":
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise FileError(_locked(name))
        found = ods.sheets(parts["content.xml"])
    else:
        index = xlsx.index_of(parts)
        found = _xlsx(parts, index, limits)
        parts["_rels/.rels"] = index.root
    _refuse(name, found, limits)
    return packed(parts), found


def _xlsx(parts: Mapping[str, bytes], index: xlsx.Index, limits: Limits) -> list[tuple[str, Facts]]:
    pages = {path: parts[path] for _, path in index.sheets if path in parts}
    small = limits.expanded // max(len(pages), 1)
    facts = {path: xlsx.facts_of(page, index.texts, small) for path, page in pages.items()}
    return [(name, facts.get(path, Facts())) for name, path in index.sheets]


def _xls(name: str, content: bytes, limits: Limits) -> tuple[bytes, list[tuple[str, Facts]]]:
    book = xls.book_of(xls.stream_in(content, "Workbook", "Book"))
    found = [("", facts) for facts in book.sheets]
    _refuse(name, found, limits)
    return xls.container("Workbook", bytes(book.stream)), found


def _refuse(name: str, found: list[tuple[str, Facts]], limits: Limits) -> None:
    extents = []
    for sheet, facts in found:
        extents.append(facts.extent)
        limits.refuse_cells(name, sheet, extents)
    limits.refuse_bytes(name, sum(facts.text for _, facts in found))
    for sheet, facts in found:
        if facts.twice:
            raise FileError(
                f'{name}, lembar "{sheet}": ada dua baris bernomor {facts.twice}, yaitu baris {facts.twice} '
                "ditulis dua kali; yang satu akan hilang. Buka di Excel, simpan ulang, lalu coba lagi."
            )


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
        raise FileError(_damaged(name)) from error
    except BaseException as error:  # what the Rust library gives up over derives from nothing else
        if type(error).__name__ != "PanicException":
            raise
        raise FileError(_damaged(name)) from error


def _with_facts(pages: list[Grid], found: list[tuple[str, Facts]]) -> list[Grid]:
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


File = str | os.PathLike[str] | IO[bytes] | IO[str]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"  # in UTF-16
_ENDINGS = {
    "xlsx": {".xlsx", ".xlsm", ".xltx"},
    "ods": {".ods"},
    "xls": {".xls"},
    "teks": {".csv", ".tsv", ".txt", ".tab"},
}
_KNOWN_ENDINGS = frozenset({".xlsb"}).union(*_ENDINGS.values())


def told_name(name: str) -> str:
    """The name of a file as it can be told: bytes of it that are no UTF-8 are marked.

    Examples
    --------
    >>> told_name("survei_\\udcff.csv"), told_name("survei.csv")
    ('survei_�.csv', 'survei.csv')
    """
    return os.fsencode(name).decode("utf-8", "replace")


def opened(file: File, limits: Limits = USUAL) -> tuple[str, bytes]:
    """Name without folder, and content.

    Raises FileError when a path leads to nothing that can be read or to more than the limit, and TypeError
    when `file` is neither a path nor a file object.
    """
    if isinstance(file, str | os.PathLike):
        path = Path(file)
        return told_name(path.name), bytes_of(path, limits)
    if not hasattr(file, "read"):
        raise TypeError(
            "source must be a path, a file object, a DataFrame, Responses, or a list of paths and file "
            f"objects, not {type(file).__name__}"
        )
    given = getattr(file, "name", "")
    name = Path(given).name if isinstance(given, str) and given else "berkas"
    content = file.read(limits.expanded + 1)
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    limits.refuse_bytes(name, len(content))
    return name, content


def bytes_of(path: Path, limits: Limits = USUAL) -> bytes:
    """The content of a file; FileError when it cannot be read or is larger than the limit."""
    try:
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode) and not stat.S_ISDIR(kind.st_mode):
            raise FileError(f"{str(path)!r} bukan berkas biasa (pipa atau perangkat); tidak dibaca.")
        limits.refuse_bytes(path.name, kind.st_size)
        with path.open("rb") as file:
            content = file.read(limits.expanded + 1)
        limits.refuse_bytes(path.name, len(content))
        return content
    except FileNotFoundError as error:
        import difflib  # here and not above: importing skm stays quick

        folder = path.parent
        try:
            there = sorted(os.listdir(folder))
        except OSError:  # missing, or not to be listed
            there = []
        near = difflib.get_close_matches(path.name, there, n=1)
        hint = f' Mungkin yang dimaksud: "{near[0]}".' if near else ""
        where = "" if os.path.isdir(folder) else f" Folder {str(folder)!r} tidak ada."
        raise FileError(f"Berkas {str(path)!r} tidak ditemukan.{where}{hint}") from error
    except ValueError as error:
        raise FileError(f"{str(path)!r} bukan nama berkas.") from error
    except OSError as error:
        if os.path.isdir(path):  # for which Windows raises PermissionError
            raise FileError(f"{str(path)!r} adalah folder; sebutkan berkas di dalamnya.") from error
        raise FileError(
            f"Berkas {str(path)!r} tidak dapat dibuka ({error.strerror}). Tutup dahulu di program lain, atau "
            "periksa izinnya."
        ) from error


def _kind(content: bytes) -> str:
    """What the bytes are, whatever the file is called: "xlsx", "xlsb", "ods", "xls", ..., "teks"."""
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    if content.startswith(_OLE):
        return "terkunci" if _ENCRYPTED in content or _has_file_pass(content) else "xls"
    if content.startswith(b"%PDF"):
        return "PDF"
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8")):
        return "gambar"
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")):
        return "halaman web (HTML/XML)"
    return "teks"


def _has_file_pass(content: bytes) -> bool:
    """Whether the first records of an XLS workbook say that it is encrypted (FILEPASS)."""
    at = content.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # where its globals begin
    for _ in range(10):
        if at < 0 or at + 4 > len(content):
            break
        kind, size = struct.unpack_from("<HH", content, at)
        if kind == 0x2F:
            return True
        at += 4 + size
    return False


def _kind_of_archive(content: bytes) -> str:
    try:
        names = names_in(content)
    except DAMAGED:
        return "rusak"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(n.startswith("xl/") for n in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if any(n.startswith("word/") for n in names):
        return "dokumen Word"
    return "arsip ZIP"


def grids(
    name: str,
    content: bytes,
    merit: Merit,
    limits: Limits = USUAL,
) -> list[Grid]:
    """The sheets of one file.

    Parameters
    ----------
    merit : callable
        How good a table the rows of a delimited text make; the delimiter with the best merit is taken.

    Raises
    ------
    FileError
        When the file is empty, damaged, locked, no table, larger than the limits, or does not match its
        ending.
    """
    suffix = Path(name).suffix.casefold()
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise FileError(f"{name}: berkas kosong.")
    kind = _kind(content)
    if kind == "terkunci":
        raise FileError(_locked(name))
    if kind == "rusak":
        raise FileError(_damaged(name))
    if kind == "xlsb":
        raise FileError(
            f"{name}: buku kerja biner Excel (XLSB) tidak dibaca. Buka di Excel, pilih Simpan Sebagai (Save "
            'As) dengan jenis "Excel Workbook (*.xlsx)", lalu baca berkas yang baru.'
        )
    if kind not in _ENDINGS:
        raise FileError(
            f"{name}: isinya {kind}, bukan tabel kuesioner. Buka di Excel, lalu simpan sebagai .xlsx atau "
            ".csv."
        )
    if suffix in _KNOWN_ENDINGS and suffix not in _ENDINGS[kind]:
        what = "teks biasa" if kind == "teks" else f"buku kerja {kind.upper()}"
        advice = "Simpan ulang dari Excel" if kind == "teks" else f"Ganti akhirannya menjadi .{kind}"
        raise FileError(f"{name}: berakhiran {suffix}, tetapi isinya {what}. {advice}, lalu coba lagi.")
    if kind == "teks":
        return [Grid("", rows_of(name, content, merit, limits))]
    return _workbook(name, content, kind, limits)
