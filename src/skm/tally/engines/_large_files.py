"""Parquet files and delimited text as batches of rows, whatever their size.

Both kinds of table can be read as often as needed. They have in common:

headings, dates : of the columns, and the positions of those that hold dates
first : number of the first row of data, as a person counts
from_text : whether cells are texts
texts : what is said beside the table
rows : how many rows there are; 0 when that is not known before they are read
batches : Arrow arrays of some columns, a batch of rows at a time; texts may be dictionaries
sources : where the rows came from, each with its SHA-256, given how many there are in all
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from skm.ground.errors import FileError
from skm.reading.files.text import beginning, decoded, delimiter_of, records
from skm.reading.questionnaire.layout import Reader, misfit_error
from skm.reading.questionnaire.no_table import no_table
from skm.reading.responses import Source
from skm.reading.sheets import refuse_answers_above, texts_beside
from skm.tally.engines._plan import Ask

_BATCH = 1 << 17


@dataclass(frozen=True)
class Parquet:
    """Files with one set of columns; folders called ``tahun=2024`` are a column too.

    Parameters
    ----------
    name : str
    data : pyarrow dataset
    files : sequence of path
    """

    name: str
    data: Any
    files: tuple[Path, ...]
    first: int = 1
    from_text: bool = False
    texts: tuple[str, ...] = ()

    @classmethod
    def of(cls, paths: Sequence[Path]) -> Parquet:
        """The files at these paths, and in these folders.

        Raises
        ------
        FileError
            When one of them is not a Parquet file.
        """
        files = [f for p in paths for f in (sorted(_inside(p)) if p.is_dir() else [p])]
        name = paths[0].name if len(paths) == 1 else f"{len(paths)} berkas Parquet"
        base = str(paths[0]) if len(paths) == 1 and paths[0].is_dir() else None
        try:
            data = ds.dataset(
                [str(f) for f in files],
                format="parquet",
                partitioning=ds.partitioning(flavor="hive") if base else None,
                partition_base_dir=base,
            )
        except (pa.ArrowException, OSError) as error:
            raise FileError(f"{name}: bukan berkas Parquet yang utuh ({_said(error)}).") from error
        return cls(name, data, tuple(files))

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(self.data.schema.names)

    @property
    def dates(self) -> tuple[int, ...]:
        kinds = self.data.schema.types
        return tuple(i for i, t in enumerate(kinds) if pa.types.is_timestamp(t) or pa.types.is_date(t))

    @property
    def rows(self) -> int:
        return int(self.data.count_rows())

    def batches(self, positions: Sequence[int]) -> Iterator[list[Any]]:
        names = [self.headings[i] for i in positions]
        try:
            for fragment in self.data.get_fragments():
                yield from self._of_file(fragment, names)
        except (pa.ArrowException, OSError) as error:
            raise FileError(f"{self.name}: berkas Parquet rusak ({_said(error)}).") from error

    def _of_file(self, fragment: Any, names: Sequence[str]) -> Iterator[list[Any]]:
        """One file; a column it does not have comes from the name of its folder, or is empty."""
        given = ds.get_partition_keys(fragment.partition_expression)
        kinds = {name: self.data.schema.field(name).type for name in names}
        texts = [n for n, t in kinds.items() if pa.types.is_string(t) or pa.types.is_large_string(t)]
        # buffering ahead would keep all that was read of a file until its end
        with pq.ParquetFile(fragment.path, read_dictionary=texts, pre_buffer=False) as file:
            there = set(file.schema_arrow.names)
            wanted = [name for name in dict.fromkeys(names) if name in there]
            # one processor reads and another counts; more than two are not busy otherwise
            threads = (os.cpu_count() or 1) > 2
            for batch in file.iter_batches(_BATCH, columns=wanted, use_threads=threads):
                yield [
                    batch.column(name)
                    if name in there
                    else pa.repeat(pa.scalar(given.get(name), kinds[name]), len(batch))
                    for name in names
                ]

    def sources(self, rows: int) -> tuple[Source, ...]:
        counts = [fragment.count_rows() for fragment in self.data.get_fragments()]
        return tuple(
            Source(file.name, digest(file), int(n)) for file, n in zip(self.files, counts, strict=True)
        )


def _inside(folder: Path) -> Iterator[Path]:
    """The Parquet files in a folder and its subfolders, without hidden files and metadata of the writer."""
    for path in folder.rglob("*"):
        inner = path.relative_to(folder).parts
        if path.suffix.casefold() in {".parquet", ".pq", ".parq"} and not any(p[0] in "._" for p in inner):
            yield path


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _said(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


_HEAD = 200_000
_BLOCK = 1 << 23


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
    texts : tuple of str
        What the file says above its headings and below its rows.
    """

    path: Path
    headings: tuple[str, ...]
    delimiter: str
    encoding: str
    skip: int
    dates: tuple[int, ...] = ()
    from_text: bool = True
    rows: int = 0
    texts: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path, ask: Ask) -> Text:
        """Look at the first and the last lines of a file.

        Raises
        ------
        ColumnNotFoundError
            When no row of headings is found there.
        StructureError
            When rows above the headings hold answers, or two rows of headings contradict each other.
        """
        reader = Reader(ask.pedoman, ask.columns or {})
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(max(0, path.stat().st_size - _HEAD // 4))
            end = file.read()
        head = head[: head.rfind(b"\n") + 1] or head
        text, encoding = decoded(path.name, head)
        delimiter = delimiter_of(text, reader.merit)
        rows = beginning(text, delimiter)
        at = reader.header_row(rows)
        if at is None:
            raise misfit_error([no_table(path.name, ask.pedoman, text.splitlines()[:1])])
        top, headings = reader.headings_at(rows, at, (), path.name)
        refuse_answers_above(rows[:top], headings, reader, path.name, ())
        last = beginning(end.decode(encoding, "ignore"), delimiter)[1:]
        texts = (*texts_beside(rows[: at + 1], at), *texts_beside([headings, *last], 0))
        return cls(path, tuple(headings), delimiter, encoding.removesuffix("-sig"), at + 1, texts=texts)

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
        """The file with its digest; FileError when a quotation mark has swallowed records.

        Fewer records than lines mean cells of several lines, or blank lines: then every record is looked at.
        """
        sha256, lines = hashlib.sha256(), 0
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                sha256.update(block)
                lines += block.count(b"\n")
                last = block[-1:]
        if self.encoding == "utf-16" or lines + (last != b"\n") != self.skip + rows:
            with self.path.open(encoding=self.encoding, newline="", errors="replace") as text:
                for _ in records(self.name, text, self.delimiter):
                    pass
        return (Source(self.name, sha256.hexdigest(), rows),)
