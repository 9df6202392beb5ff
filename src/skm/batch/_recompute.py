"""An archive becomes one Recap: each file is read, taken from the cache, or set aside with its reason."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.batch._archive import SourceFile, files_of
from skm.batch._cache import Cache
from skm.batch._clean_csv import CleanReader
from skm.batch._file_counts import FAILED, FileCounts, ReadingOptions, count_file
from skm.batch._recap import Recap
from skm.batch._rows import SERVICE, FileRecord, Row, tally_of
from skm.ground.errors import FileError
from skm.pedoman import PERMENPANRB_14_2017, Pedoman
from skm.reading.files.grids import bytes_of
from skm.reading.questionnaire.answers import Told
from skm.reading.questionnaire.periods import PERIODS
from skm.reading.responses.checking import Invalid
from skm.reading.sources import read_pedoman
from skm.tally.grouping import NO_KEY
from skm.tally.provenance import BLANKS, Blanks

_READING = {"pedoman", "columns", "lembar", "labels", "letters", "invalid"}


def recompute(
    source: Any,
    by: str | Sequence[str] = ("unit", "tahun"),
    *,
    pattern: str | Sequence[str] | None = None,
    manifest: str | os.PathLike[str] | None = None,
    pedoman: Pedoman | str = PERMENPANRB_14_2017,
    columns: Mapping[str, str] | None = None,
    layanan: Mapping[str, Sequence[str]] | None = None,
    layouts: Mapping[str, Mapping[str, Any]] | None = None,
    labels: Mapping[str, int] | None = None,
    letters: str | None = None,
    blanks: Blanks = "per_unsur",
    invalid: Invalid = "raise",
    cache: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Recap:
    """Recompute an archive of offices and years.

    Each file is read on its own. A file that cannot be used is set aside with its reasons, and the others are
    still read. The Recap is the same for any order of the files, and on every run.

    Parameters
    ----------
    source : folder, glob, list of paths, or mapping of path to ``{"unit": ..., "tahun": ...}``
    by : str or list of str
        The keys of a row of the Recap: "unit", one of the periods "tahun", "semester", "triwulan", "bulan",
        and any other column of the files. Services are kept apart within each row.
    pattern : str or list of str
        What the names of folders and files mean, such as ``"{unit}/{tahun}_{layanan}"``; see
        :class:`skm.batch.Pattern`.
    manifest : path
        A table with the columns file, unit, tahun, layanan, pedoman, populasi, ...; see
        :func:`skm.batch.files_of`.
    pedoman : Pedoman or str
        The guideline of every file for which the manifest and `layouts` name no other.
    columns, labels, letters, invalid
        As for :func:`skm.read`, for every file for which `layouts` says nothing else.
    layanan : mapping
        The other spellings of a service, in all files. Spellings that differ only in case, white
        space, kinds of dashes and the like are always one service.
    layouts : mapping of glob to reading arguments
        For files whose name in the archive matches the glob: any of `pedoman`, `columns`, `lembar`,
        `labels`, `letters`, `invalid`. The first glob that matches counts.
    blanks : {"per_unsur", "complete", "reject"}
        As for :func:`skm.count`.
    cache : path
        A folder that keeps the integers of each file, so that unchanged files are not read again.
    progress : callable
        Called with the number of files done, the number of all files, and the name of the next.

    Where several places tell a key, the first of these counts. Unit and period: the caller or the manifest,
    the file's name, columns (for a period also dates). Service: the manifest, a column, the sheet's name, the
    file's name.

    Raises
    ------
    FileError
        When there is no such folder, no file in it, or the cache cannot be written.
    KeyError, ValueError
        For unknown reading arguments in `layouts`, or contradictory keys in `by`.

    Examples
    --------
    >>> recap = recompute("arsip", by=["unit", "tahun"], cache="simpanan")  # doctest: +SKIP
    >>> recap.frame, recap.trend("Kecamatan Bakarangan"), recap.files  # doctest: +SKIP
    """
    names = [by] if isinstance(by, str) else list(by)
    keys = _keys(names)
    if blanks not in BLANKS:
        raise ValueError(f"blanks is one of {list(BLANKS)}, not {blanks!r}")
    base = {
        "pedoman": pedoman, "columns": columns, "lembar": (), "labels": labels, "letters": letters,
        "invalid": invalid, "blanks": blanks,
    }  # fmt: skip
    for glob, arguments in (layouts or {}).items():
        if wrong := sorted(set(arguments) - _READING):
            raise KeyError(f"layouts[{glob!r}]: {wrong} are none of {sorted(_READING)}")
    readers = _Readers(base, layouts or {})
    store = Cache(cache) if cache is not None else None
    files = files_of(source, pattern, manifest)
    sums: dict[Pedoman, dict[Row, NDArray[np.int64]]] = {}
    records = []
    for number, file in enumerate(files):
        if progress is not None:
            progress(number, len(files), file.name)
        reader = readers.of(file)
        guide = reader.options.pedoman
        sha256, found = _counts_of(file, keys, reader, store)
        rows = _add(found, file, keys, sums.setdefault(guide, {}))
        if not rows:  # of an empty or failed file the row is known when its name or the manifest gives it
            own = tuple(file.key(k) for k in names)
            rows = [] if None in own else [own]
        places = tuple(dict.fromkeys(row[: len(names)] for row in rows))
        records.append(_record(file, found, guide.nama, sha256, places))
    if progress is not None:
        progress(len(files), len(files), "")
    tallies = [
        tally_of(guide, keys, list(counts), list(counts.values()), blanks)
        for guide, counts in sums.items()
        if counts
    ]
    spellings = {service: tuple(others) for service, others in (layanan or {}).items()}
    return Recap(tuple(names), tuple(records), tuple(tallies), spellings)


def _record(
    file: SourceFile, found: FileCounts, pedoman: str, sha256: str, rows: tuple[Row, ...]
) -> FileRecord:
    return FileRecord(
        name=file.name,
        status=found.status,
        used=found.used,
        set_aside=found.set_aside,
        pedoman=pedoman,
        sha256=sha256,
        reason=found.reason,
        notes=found.notes,
        rows=rows,
        populasi=file.populasi,
        metode=file.metode,
    )


def _keys(keys: list[str]) -> list[str]:
    """The keys that are counted by: those asked for, and the service."""
    if len(set(keys)) < len(keys) or not keys:
        raise ValueError(f"by names one key or several different ones, not {keys}")
    if len(periods := [k for k in keys if k in PERIODS]) > 1:
        raise ValueError(f"by names at most one kind of period, not {periods}")
    return [*keys, *([SERVICE] if SERVICE not in keys else [])]


class _Readers:
    """The reader of each file; files that are read alike share one."""

    def __init__(self, base: Mapping[str, Any], layouts: Mapping[str, Mapping[str, Any]]) -> None:
        self.base, self.layouts = base, layouts
        self._known: dict[tuple[int, int], CleanReader] = {}

    def of(self, file: SourceFile) -> CleanReader:
        own = next((use for glob, use in self.layouts.items() if fnmatchcase(file.name, glob)), {})
        identity = (id(own) if own else 0, id(file.pedoman))
        if identity not in self._known:
            use = {**self.base, **own}
            guide, sheets = file.pedoman or use["pedoman"], use["lembar"]
            use["pedoman"] = read_pedoman(guide) if isinstance(guide, str) else guide
            use["columns"] = dict(use["columns"] or {})
            use["labels"] = {str(label): nilai for label, nilai in (use["labels"] or {}).items()}
            Told.of(use["labels"], use["letters"], use["pedoman"].nilai_max)  # misuse is no fault of a file
            use["lembar"] = (sheets,) if isinstance(sheets, str) else tuple(sheets)
            self._known[identity] = CleanReader(ReadingOptions(**use))
        return self._known[identity]


def _counts_of(
    file: SourceFile, keys: Sequence[str], reader: CleanReader, cache: Cache | None
) -> tuple[str, FileCounts]:
    """The digest of the bytes of one file, and its counts."""
    if file.problem:
        return "", FileCounts(FAILED, reason=f"{file.name}: {file.problem}.")
    try:
        content = bytes_of(file.path)
    except FileError as error:
        return "", FileCounts(FAILED, reason=error.problem)
    sha256 = hashlib.sha256(content).hexdigest()
    wanted = [k for k in keys if (k not in file.certain if k == SERVICE else file.key(k) is None)]
    name, options = file.name.rpartition("/")[2], reader.options
    path = cache.path(sha256, name, wanted, options) if cache else None
    if cache and path and (kept := cache.get(path)) is not None:
        return sha256, kept
    counts = reader.count(content, name, wanted) or count_file(content, name, wanted, options)
    if cache and path:
        cache.put(path, counts)
    return sha256, counts


def _add(
    found: FileCounts, file: SourceFile, keys: Sequence[str], sums: dict[Row, NDArray[np.int64]]
) -> list[Row]:
    """Add the counts of one file, and return the rows they went to."""
    said = {k: NO_KEY if (value := file.key(k)) is None else value for k in keys}
    rows = []
    for group, counts in zip(found.groups, found.counts, strict=True):
        values = {**said, **dict(zip(found.keys, group, strict=True))}
        row = tuple(values[k] for k in keys)
        sums[row] = sums[row] + counts if row in sums else counts
        rows.append(row)
    return rows
