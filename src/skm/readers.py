"""Files to raw tables: the only room that opens input files."""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from skm.errors import FileError, PedomanError
from skm.pedoman import NATIONAL, PERMENPANRB_14_2017, Pedoman, of_name
from skm.questionnaire.layout import Reader, joined_headings, no_table
from skm.responses import Responses, Sheet, check
from skm.responses.checking import Invalid

File = str | os.PathLike[str] | IO[bytes] | IO[str]

_HEADER_ROWS = 60  # titles above the table are rarely more than ten
_WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods"}
_TEXTS = {".csv", ".tsv", ".txt", ".tab"}
_DELIMITERS = ",;\t|"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(
    source: File | pd.DataFrame | Responses | Sequence[File],
    *,
    pedoman: Pedoman | str = PERMENPANRB_14_2017,
    columns: Mapping[str, str] | None = None,
    layanan: Mapping[str, Sequence[str]] | None = None,
    lembar: str | Sequence[str] | None = None,
    invalid: Invalid = "raise",
) -> Responses:
    """Checked answers from a file, several files, or a DataFrame; and what was set aside.

    Parameters
    ----------
    source : path, file object, DataFrame, Responses, or list of paths and file objects
        CSV, TSV or text (delimiter and encoding are found out), XLSX, XLS, XLSB, ODS. Title rows above the
        headings are passed over, and so are sheets without columns of unsur. `Responses` are returned as
        they are.
    pedoman : Pedoman or str
        The guideline, the name of a national one, or the path of a ``.toml`` file.
    columns : mapping, optional
        Question code or profile field to heading, ``{"U3": "P3", "layanan": "Jenis Pelayanan"}``; wins over
        what is recognised.
    layanan : mapping, optional
        A service to its other spellings, ``{"KTP": ["E-KTP"]}``. Spellings equal up to case and white space
        are one service anyway. What was merged is said in ``notes``.
    lembar : str or sequence of str, optional
        Only these sheets. Without it all visible ones that hold questionnaires.
    invalid : {"raise", "blank", "drop"}
        What becomes of an answer that is none (5, 0, 2,5, text): an error that lists all of them, a blank, or
        its questionnaire is set aside.

    Returns
    -------
    Responses
        The service of a questionnaire is what its column says; without one the name of its sheet when several
        sheets hold questionnaires, else the name of its file when several files are read.

    Raises
    ------
    FileError
        A file that is missing, empty, damaged, locked with a password, or not what its ending says.
    ColumnNotFoundError, PedomanError, ResponseError
        See :func:`skm.responses.check`.

    Examples
    --------
    >>> file = io.BytesIO(b"U1;U2;U3;U4;U5;U6;U7;U8;U9\\n4;4;3;4;4;3;4;4;4\\n3;3;3;4;;3;3;4;3\\n")
    >>> responses = read(file)
    >>> responses.n, responses.answers["U5"].tolist()
    (2, [4, 0])
    """
    if isinstance(source, Responses):
        return source
    guide = read_pedoman(pedoman) if isinstance(pedoman, str) else pedoman
    if not isinstance(guide, Pedoman):
        raise TypeError(f"pedoman must be a Pedoman or a str, not {type(pedoman).__name__}")
    if isinstance(source, pd.DataFrame):
        return check(source, pedoman=guide, columns=columns, layanan=layanan, invalid=invalid)
    files = list(source) if isinstance(source, list | tuple) else [source]
    if not files:
        raise ValueError("read needs at least one file")
    wanted = [lembar] if isinstance(lembar, str) else list(lembar) if lembar is not None else None
    reader = Reader(guide, columns or {})
    found = _Found([], [], [], [])
    for file in files:
        _add(file, reader, wanted, found)  # type: ignore[arg-type]
    if not found.sheets:
        names = ", ".join(name for name, _ in found.sources)
        raise no_table(names, guide, found.first_row, found.notes)
    return check(
        found.sheets,
        pedoman=guide,
        columns=columns,
        layanan=layanan,
        invalid=invalid,
        sources=found.sources,
        services=_services(found),
        notes=found.notes,
    )


def read_pedoman(path_or_name: str | os.PathLike[str]) -> Pedoman:
    """The guideline of that name, or the one a ``.toml`` file holds.

    Raises
    ------
    PedomanError
        When there is no such guideline, or the file contradicts itself.
    FileError
        When the file cannot be read.

    Examples
    --------
    >>> read_pedoman("PermenPANRB 16/2014").nama_unsur[7]
    'Maklumat Pelayanan'
    """
    text = os.fspath(path_or_name)
    if not text.casefold().endswith(".toml") and any(p.nama.casefold() == text.strip().casefold() for p in NATIONAL):
        return of_name(text)
    path = Path(text)
    if path.suffix.casefold() != ".toml" and not path.exists():
        return of_name(text)  # raises, naming those there are
    content = _bytes_of(path)
    try:
        return Pedoman.from_toml(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileError(f"{path.name}: berkas pedoman harus berupa teks UTF-8.") from error
    except PedomanError as error:
        raise PedomanError(f"{path.name}: {error}") from error


@dataclass(slots=True)
class _Found:
    """What the files hold: tables with questionnaires, and what is to be said of the rest."""

    sheets: list[Sheet]
    sources: list[tuple[str, str]]
    stems: list[str]
    notes: list[str]
    first_row: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells of one sheet, from its first row and column on."""

    name: str
    rows: Sequence[Sequence[Any]]
    hidden: bool = False


def _services(found: _Found) -> list[str]:
    """The service of each sheet where no column says it."""
    named = [s for s in found.sheets if s.name]
    if len(found.sources) > 1:
        per_file = [sum(s.source_number == i for s in found.sheets) for i in range(len(found.sources))]
        return [
            s.name if per_file[s.source_number] > 1 else found.stems[s.source_number] for s in found.sheets
        ]
    return [s.name for s in found.sheets] if len(named) > 1 else []


def _add(file: File, reader: Reader, wanted: Sequence[str] | None, found: _Found) -> None:
    """Read one file and add its tables, its name and its notes to what was found."""
    name, content = _opened(file)
    number = len(found.sources)
    found.sources.append((name, hashlib.sha256(content).hexdigest()))
    found.stems.append(Path(name).stem)
    grids = _grids(name, content, reader)
    if wanted is not None:
        grids = _chosen(name, grids, wanted)
    skipped, hidden = [], []
    for grid in grids:
        if grid.hidden and wanted is None:
            hidden.append(grid.name)
            continue
        at = reader.header_row(grid.rows[:_HEADER_ROWS])
        if at is None:
            skipped.append(grid.name)
            if not found.first_row:
                found.first_row = next(([str(c) for c in row] for row in grid.rows if any(map(_filled, row))), ())
            continue
        found.sheets.append(_sheet(name, number, grid, at))
    prefix = f"{name}: " if number or len(found.sources) > 1 else ""
    if any(skipped):
        found.notes.append(f"{prefix}Lembar tanpa kolom unsur dilewati: {_quoted(skipped)}.")
    if hidden:
        found.notes.append(
            f"{prefix}Lembar tersembunyi dilewati: {_quoted(hidden)}; sebutkan lembar=... untuk membacanya."
        )


def _sheet(name: str, number: int, grid: _Grid, at: int) -> Sheet:
    """The table below header row `at`."""
    headings = joined_headings(grid.rows, at)
    body = grid.rows[at + 1 :]
    width = max([len(headings), *map(len, body)])
    headings += [""] * (width - len(headings))
    if all(len(row) == width for row in body):
        columns: list[Any] = [list(c) for c in zip(*body, strict=True)] or [[] for _ in range(width)]
    else:
        columns = [[row[i] if i < len(row) else None for row in body] for i in range(width)]
    rows = np.arange(at + 2, at + 2 + len(body), dtype=np.int64)
    return Sheet(name, grid.name, tuple(headings), columns, rows, number)


def _filled(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{n}"' for n in names)


def _chosen(name: str, grids: Sequence[_Grid], wanted: Sequence[str]) -> list[_Grid]:
    have = {g.name: g for g in grids}
    if absent := [w for w in wanted if w not in have]:
        there = _quoted(list(have)) if any(have) else "(berkas ini tidak berlembar)"
        raise FileError(f"{name} tidak memuat lembar {_quoted(absent)}. Lembar yang ada: {there}.")
    return [have[w] for w in wanted]


# Bytes ----------------------------------------------------------------------------------------------------


def _opened(file: File) -> tuple[str, bytes]:
    """Name without folder, and content."""
    if isinstance(file, str | os.PathLike):
        path = Path(file)
        return path.name, _bytes_of(path)
    if not hasattr(file, "read"):
        raise TypeError(
            f"source must be a path, a file object, a DataFrame, Responses or a list, not {type(file).__name__}"
        )
    content = file.read()
    name = getattr(file, "name", "")
    return (Path(name).name if isinstance(name, str) and name else "berkas"), (
        content.encode("utf-8") if isinstance(content, str) else content
    )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        folder = path.parent
        there = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        near = difflib.get_close_matches(path.name, there, n=1)
        hint = f' Mungkin yang dimaksud: "{near[0]}".' if near else ""
        where = "" if folder.is_dir() else f" Folder {str(folder)!r} tidak ada."
        raise FileError(f"Berkas {str(path)!r} tidak ditemukan.{where}{hint}") from error
    except IsADirectoryError as error:
        raise FileError(f"{str(path)!r} adalah folder; sebutkan berkas di dalamnya.") from error
    except OSError as error:
        if path.is_dir():  # Windows says "permission denied" of a folder
            raise FileError(f"{str(path)!r} adalah folder; sebutkan berkas di dalamnya.") from error
        raise FileError(
            f"Berkas {str(path)!r} tidak dapat dibuka ({error.strerror}). Tutup dahulu di program lain, atau "
            "periksa izinnya."
        ) from error


def _kind(content: bytes) -> str:
    """What the bytes are, whatever the file is called: "xlsx", "xlsb", "ods", "xls", ..., "teks"."""
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    if content.startswith(_OLE):
        return "terkunci" if _ENCRYPTED in content else "xls"
    if content.startswith((b"\x09\x08\x10\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")):
        return "xls"  # a bare BIFF stream
    if content.startswith(b"%PDF"):
        return "PDF"
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8")):
        return "gambar"
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")):
        return "halaman web (HTML/XML)"
    return "teks"


def _kind_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
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


_ENDINGS = {"xlsx": {".xlsx", ".xlsm", ".xltx"}, "xlsb": {".xlsb"}, "ods": {".ods"}, "xls": {".xls"}, "teks": _TEXTS}


def _grids(name: str, content: bytes, reader: Reader) -> list[_Grid]:
    """The sheets of one file."""
    suffix = Path(name).suffix.casefold()
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise FileError(f"{name}: berkas kosong.")
    kind = _kind(content)
    if kind == "terkunci":
        raise FileError(_locked(name))
    if kind == "rusak":
        raise FileError(f"{name}: berkas rusak atau tidak utuh. Salin ulang, atau simpan ulang dari Excel.")
    if kind not in _ENDINGS:
        raise FileError(
            f"{name}: isinya {kind}, bukan tabel kuesioner. Buka di Excel, lalu simpan sebagai .xlsx atau .csv."
        )
    if suffix in _WORKBOOKS | _TEXTS and suffix not in _ENDINGS[kind]:
        raise FileError(
            f"{name}: berakhiran {suffix}, tetapi isinya {_NAMES[kind]}. "
            + (
                "Berkas rusak, atau salah nama. Simpan ulang dari Excel."
                if kind == "teks"
                else f"Ganti akhirannya menjadi .{kind}, atau simpan ulang dari Excel."
            )
        )
    return [_Grid("", _text_rows(name, content, reader))] if kind == "teks" else _workbook(name, content)


_NAMES = {"xlsx": "buku kerja XLSX", "xlsb": "buku kerja XLSB", "ods": "buku kerja ODS", "xls": "buku kerja XLS", "teks": "teks biasa"}


def _locked(name: str) -> str:
    return (
        f"{name}: dilindungi kata sandi. Buka di Excel, hapus kata sandinya (File > Info > Protect Workbook > "
        "Encrypt with Password), simpan, lalu coba lagi."
    )


def _workbook(name: str, content: bytes) -> list[_Grid]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = [
            _Grid(
                sheet.name,
                book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
                sheet.visible != calamine.SheetVisibleEnum.Visible,
            )
            for sheet in book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError as error:
        raise FileError(_locked(name)) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        if "password" in str(error).casefold():
            raise FileError(_locked(name)) from error
        raise FileError(
            f"{name}: berkas rusak atau tidak utuh ({error}). Salin ulang, atau simpan ulang dari Excel."
        ) from error
    return grids


# Text -----------------------------------------------------------------------------------------------------


def _decoded(name: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content[:200].count(0) * 3 > len(content[:200]):
        encodings = ["utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileError(f"{name}: isinya bukan teks yang dapat dibaca. Simpan ulang sebagai CSV UTF-8 atau .xlsx.")


def _text_rows(name: str, content: bytes, reader: Reader) -> list[list[str]]:
    """The rows of a delimited text; the delimiter is the one under which the headings name most unsur."""
    text = _decoded(name, content)
    lines = text[:200_000]
    if lines[:4].casefold() == "sep=" and lines[4:5] in _DELIMITERS:  # Excel's own way to say it
        rows = _split(name, text, lines[4])
        return [[], *rows[1:]]

    def merit(delimiter: str) -> tuple[int, int]:
        rows = _split(name, lines, delimiter)[:_HEADER_ROWS]
        at = reader.header_row(rows)
        return (-1 if at is None else reader.score(joined_headings(rows, at)), max(map(len, rows), default=0))

    return _split(name, text, max(_DELIMITERS, key=merit))


def _split(name: str, text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FileError(
            f"{name}: bukan CSV yang utuh ({error}). Periksa tanda kutip yang tidak ditutup, atau simpan sebagai .xlsx."
        ) from error
