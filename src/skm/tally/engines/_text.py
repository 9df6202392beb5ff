"""Delimited text larger than memory, some megabytes at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv

from skm.ground.errors import ColumnNotFoundError, FileError
from skm.reading.questionnaire.layout import Reader, joined_headings, no_table
from skm.reading.responses import Source
from skm.tally.engines._parquet import digest
from skm.tally.engines._plan import Ask

_HEAD = 200_000
_BLOCK = 1 << 23
_HEADER_ROWS = 60


@dataclass(frozen=True)
class Text:
    """A large CSV: its headings and delimiter are found in its first lines.

    Parameters
    ----------
    path : Path
    headings : tuple of str
    delimiter, encoding : str
    skip : int
        Rows up to and with the headings.
    """

    path: Path
    headings: tuple[str, ...]
    delimiter: str
    encoding: str
    skip: int
    dates: tuple[int, ...] = ()
    from_text: bool = True
    rows: int = 0

    @classmethod
    def of(cls, path: Path, ask: Ask) -> Text:
        """Look at the first lines of a file.

        Raises
        ------
        ColumnNotFoundError
            When no row of headings is found there.
        """
        reader = Reader(ask.pedoman, ask.columns or {})
        with path.open("rb") as file:
            head = file.read(_HEAD)
        head = head[: head.rfind(b"\n") + 1] or head
        encoding = "utf-8"
        try:
            text = head.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding, text = "cp1252", head.decode("cp1252", errors="replace")
        best: tuple[int, int, str, list[list[str]], int] | None = None
        for delimiter in ",;\t|":
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            at = reader.header_row(rows[:_HEADER_ROWS])
            if at is not None:
                found = (reader.score(joined_headings(rows, at)), len(rows[at]), delimiter, rows, at)
                best = found if best is None or found[:2] > best[:2] else best
        if best is None:
            raise ColumnNotFoundError(no_table(path.name, ask.pedoman, text.splitlines()[:1]))
        _, _, delimiter, rows, at = best
        return cls(path, tuple(joined_headings(rows, at)), delimiter, encoding, at + 1)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def first(self) -> int:
        return self.skip + 1

    def batches(self, positions: Sequence[int]) -> Iterator[list[Any]]:
        names = [f"c{i}" for i in range(len(self.headings))]
        wanted = list(dict.fromkeys(names[i] for i in positions))
        try:
            with pacsv.open_csv(
                self.path,
                read_options=pacsv.ReadOptions(
                    column_names=names, skip_rows=self.skip, block_size=_BLOCK, encoding=self.encoding
                ),
                parse_options=pacsv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
                convert_options=pacsv.ConvertOptions(
                    include_columns=wanted,
                    column_types=dict.fromkeys(wanted, pa.dictionary(pa.int32(), pa.string())),
                    strings_can_be_null=False,
                ),
            ) as stream:
                for batch in stream:
                    if len(batch):
                        yield [batch.column(names[i]) for i in positions]
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise FileError(
                f"{self.name}: bukan CSV yang utuh ({str(error).splitlines()[0][:200]}). Setiap baris harus "
                f"memuat {len(self.headings)} kolom, dengan pemisah {self.delimiter!r}."
            ) from error

    def sources(self, rows: int) -> tuple[Source, ...]:
        return (Source(self.name, digest(self.path), rows),)
