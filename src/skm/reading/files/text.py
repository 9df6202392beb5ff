"""Delimited text as rows; the one place that finds out its encoding and its delimiter."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence

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
    delimiter = named[1] if named else delimiter_of(name, text, merit)
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


def delimiter_of(name: str, text: str, merit: Merit) -> str:
    """The delimiter whose rows have the best merit; of equals, the one that makes the widest table."""
    start = text[:100_000]
    start = start[: start.rfind("\n") + 1] or start

    def worth(delimiter: str) -> tuple[float, int]:
        rows = split(name, start, delimiter)
        return merit(rows), max(map(len, rows), default=0)

    return max(DELIMITERS, key=worth)


def split(name: str, text: str, delimiter: str) -> list[list[str]]:
    """The rows of a text; a row of empty cells is []. FileError when its quotation marks do not close."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row if any(row) else _BLANK for row in rows]
    except csv.Error as error:
        raise FileError(
            f"{name}: bukan CSV yang utuh ({error}). Periksa tanda kutip yang tidak ditutup, atau simpan "
            "sebagai .xlsx."
        ) from error
