"""Delimited text as rows; the one place that finds out its encoding and its delimiter."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from skm.ground.errors import FileError
from skm.reading.files.limits import Limits

DELIMITERS = ",;\t|"
_BLANK: list[str] = []  # shared: millions of blank lines take no memory

Merit = Callable[[Sequence[Sequence[str]]], float]  # how good a table some rows make


def rows_of(name: str, content: bytes, merit: Merit, limits: Limits) -> list[list[str]]:
    """The rows of a whole file, split at the delimiter with the best merit, or at the one that it names."""
    text, _ = decoded(name, content)
    if not text.strip():  # a byte order mark and nothing else
        raise FileError(f"{name}: berkas kosong.")
    named = re.match(f"sep=([{DELIMITERS}])", text, re.IGNORECASE)  # how Excel names it
    delimiter = named[1] if named else delimiter_of(text, merit)
    limits.refuse_table(name, text.count(delimiter) + text.count("\n") + text.count("\r"))
    rows = split(name, text, delimiter)
    limits.refuse_width(name, max(map(len, rows)))
    return [[], *rows[1:]] if named else rows


def decoded(name: str, content: bytes) -> tuple[str, str]:
    """A text and its encoding: UTF-16, UTF-8 or Windows-1252. FileError when it is none of these."""
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
            return text, encoding
    raise FileError(
        f"{name}: isinya bukan teks yang dapat dibaca. Simpan ulang sebagai CSV UTF-8 atau .xlsx."
    )


def delimiter_of(text: str, merit: Merit) -> str:
    """The delimiter whose rows have the best merit; of equals, the one that makes the widest table."""
    start = text[:100_000]
    start = start[: start.rfind("\n") + 1] or start

    def worth(delimiter: str) -> tuple[float, int]:
        rows = beginning(start, delimiter)
        return merit(rows), max(map(len, rows), default=0)

    return max([d for d in DELIMITERS if d in start] or DELIMITERS[:1], key=worth)


def beginning(text: str, delimiter: str) -> list[list[str]]:
    """The rows at the start of a text that may end anywhere, also inside quotation marks."""
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return rows


def split(name: str, text: str, delimiter: str) -> list[list[str]]:
    """The rows of a text; a row of empty cells is [].

    Raises
    ------
    FileError
        When a quotation mark is never closed, or when what stands between two of them holds whole records.
    """
    return [row if any(row) else _BLANK for row in records(name, io.StringIO(text, newline=""), delimiter)]


def records(name: str, lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows of :func:`split`, one at a time."""
    seen = _Seen(lines)
    reader = csv.reader(seen, delimiter=delimiter)
    width, first, last = 0, 1, []
    try:
        for row in reader:
            usual = width or len(row)  # not this row, which may have become wide
            if reader.line_num > first and any(_holds_records(cell, delimiter, usual) for cell in row):
                raise _swallowed(name, first)
            width = max(width, len(row))
            first, last = reader.line_num + 1, seen.of_record
            seen.of_record = []
            yield row
    except csv.Error as error:
        if '"' in "".join(seen.of_record):
            raise _never_closed(name, first) from error
        raise FileError(
            f"{name}, baris {first}: bukan CSV yang utuh ({error}). Periksa baris itu, atau simpan sebagai "
            ".xlsx."
        ) from error
    if last and _is_open("".join(last), delimiter):
        raise _never_closed(name, first - len(last))


class _Seen:
    """Lines on their way into the reader; keeps those of the record at hand."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.of_record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.of_record.append(line)
        return line


def _holds_records(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell of several lines has one below its first with as many delimiters as a record.

    A closing mark that stands in a later record takes the last fields of the record it opened in, and all of
    those between.
    """
    return any(line.count(delimiter) >= max(width - 1, 1) for line in cell.splitlines()[1:])


def _is_open(record: str, delimiter: str) -> bool:
    """Whether a record ends inside quotation marks."""
    try:
        list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _never_closed(name: str, line: int) -> FileError:
    return FileError(
        f"{name}, baris {line}: tanda kutip dibuka di baris ini dan tidak pernah ditutup, sehingga "
        "baris-baris sesudahnya terbaca sebagai isi satu sel. Hapus atau tutup tanda kutip itu, lalu coba "
        "lagi."
    )


def _swallowed(name: str, line: int) -> FileError:
    return FileError(
        f"{name}, baris {line}: di antara dua tanda kutip ada baris yang tampak seperti kuesioner lain. Bila "
        "tanda kutip itu salah ketik, hapus; bila memang isian, simpan berkasnya sebagai .xlsx."
    )
