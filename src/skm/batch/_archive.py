"""An archive to one Recap: every file read, or taken from the cache, or set aside with its reason."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.batch._clean_csv import CleanReader
from skm.batch._entry import FAILED, Entry, Reading, read_entry
from skm.batch._files import SourceFile, chosen, files_of
from skm.batch._recap import Recap
from skm.batch._records import SERVICE, FileRecord, tally_of
from skm.batch.periods import PERIODS
from skm.ground.errors import FileError
from skm.ground.writing import write_file, write_folder
from skm.pedoman import PERMENPANRB_14_2017, Pedoman
from skm.reading.files.grids import bytes_of
from skm.reading.responses.checking import Invalid
from skm.reading.sources import read_pedoman
from skm.tally.grouping import NO_KEY
from skm.tally.provenance import BLANKS, Blanks

_ABOUT_NAME = "BACA_SAYA.txt"
_ABOUT = """Simpanan skm: hasil hitung setiap berkas, agar berkas yang tidak berubah tidak dibaca lagi.
Tidak memuat jawaban perorangan. Folder ini boleh dihapus kapan saja; skm akan menghitungnya kembali.
"""


class Cache:
    """A folder of entries, one small JSON file each.

    The name of an entry is a SHA-256 over the bytes of the file, its name, the keys asked of it, the way it
    is read and the version of skm: a change of any of them is another entry. An entry is written whole or not
    at all; one that cannot be read counts as missing.

    Raises
    ------
    FileError
        When the folder cannot be made or written.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        if not (self.folder / _ABOUT_NAME).exists():
            write_folder(self.folder, {_ABOUT_NAME: _ABOUT.encode()})

    def get(self, key: str) -> Entry | None:
        """The entry of that key; None when there is none."""
        try:
            with open(self._path(key), "rb") as file:
                return Entry.from_json(file.read())
        except OSError:
            return None

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry."""
        write_file(self._path(key), entry.to_json(), durable=False)

    def _path(self, key: str) -> str:
        return f"{self.folder}/{key}.json"


def key_of(sha256: str, name: str, wanted: Sequence[str], reading: Reading) -> str:
    """The digest under which the entry of a file is kept."""
    return hashlib.sha256("\0".join([sha256, name, *wanted, "", reading.digest]).encode()).hexdigest()


_READING = {"pedoman", "columns", "lembar", "invalid"}


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
    blanks: Blanks = "per_unsur",
    invalid: Invalid = "raise",
    cache: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Recap:
    """Recompute an archive of offices and years.

    Each file is read by itself. A file that cannot be used is set aside with its reasons, and the rest goes
    on. The Recap is the same for any order of the files, and on every run.

    Parameters
    ----------
    source : folder, glob, list of paths, or mapping of path to ``{"unit": ..., "tahun": ...}``
    by : str or list of str
        What a row of the Recap is: "unit", one of the periods "tahun", "semester", "triwulan", "bulan", and
        any other column of the files. Services stay apart beneath each row.
    pattern : str or list of str
        What the names of folders and files say, such as ``"{unit}/{tahun}_{layanan}"``; see
        :class:`skm.batch.Pattern`.
    manifest : path
        A table with the columns file, unit, tahun, layanan, pedoman, populasi, ...; see
        :func:`skm.batch.files_of`.
    pedoman : Pedoman or str
        The guideline of every file that the manifest or `layouts` give none of its own.
    columns, invalid
        As for :func:`skm.read`, for every file that `layouts` says nothing else of.
    layanan : mapping
        A service to its other spellings, over all files. Spellings equal up to case are one service anyway.
    layouts : mapping of glob to reading arguments
        For the files whose name in the archive fits the glob: any of `pedoman`, `columns`, `lembar`,
        `invalid`. The first glob that fits counts.
    blanks : {"per_unsur", "complete", "reject"}
        As for :func:`skm.count`.
    cache : path
        A folder in which the integers of each file are kept: files whose bytes have not changed are not read
        again.
    progress : callable
        Called with the number of files done, the number of all, and the name of the next.

    What is known of a file from several places counts in this order: unit and period by the caller or the
    manifest, by the name, by columns (for a period also by dates); the service by the manifest, by a column,
    by the sheet's name, by the file's name.

    Raises
    ------
    FileError
        When there is no such folder, no file in it, or the cache cannot be written.
    KeyError, ValueError
        For unknown reading arguments in `layouts`, or keys in `by` that contradict each other.

    Examples
    --------
    >>> recap = recompute("arsip", by=["unit", "tahun"], cache="simpanan")  # doctest: +SKIP
    >>> recap.frame, recap.trend("Kecamatan Bakarangan"), recap.files  # doctest: +SKIP
    """
    names = [by] if isinstance(by, str) else list(by)
    keys = _keys(names)
    if blanks not in BLANKS:
        raise ValueError(f"blanks is one of {list(BLANKS)}, not {blanks!r}")
    base: dict[str, Any] = {"pedoman": pedoman, "columns": columns or {}, "lembar": (), "invalid": invalid}
    for glob, arguments in (layouts or {}).items():
        if wrong := sorted(set(arguments) - _READING):
            raise KeyError(f"layouts[{glob!r}]: {wrong} are none of {sorted(_READING)}")
    settings = _Settings(base, layouts or {}, blanks)
    store = Cache(cache) if cache is not None else None
    files = files_of(source, pattern, manifest)
    sums: list[dict[tuple[Any, ...], NDArray[np.int64]]] = []
    records = []
    for number, file in enumerate(files):
        if progress is not None:
            progress(number, len(files), file.name)
        guide, reading, clean = settings.of(file)
        while len(sums) <= guide:
            sums.append({})
        sha256, entry = _entry(file, keys, reading, clean, store)
        rows = _add(entry, file, keys, sums[guide])
        if not rows:  # an empty or a bad file: its row is known when its name or the manifest tells it
            own = tuple(file.key(k) for k in names)
            rows = [] if None in own else [own]
        records.append(_record(file, entry, sha256, reading.pedoman, rows, len(names)))
    if progress is not None:
        progress(len(files), len(files), "")
    tallies = [
        tally_of(guide, keys, list(counts), list(counts.values()), blanks)
        for guide, counts in zip(settings.pedoman, sums, strict=False)
        if counts
    ]
    spellings = {service: tuple(others) for service, others in (layanan or {}).items()}
    return Recap(tuple(names), tuple(records), tuple(tallies), spellings)


def _keys(keys: list[str]) -> list[str]:
    """The keys that are counted by: those asked for, and the service."""
    if len(set(keys)) < len(keys) or not keys:
        raise ValueError(f"by names one key or several different ones, not {keys}")
    if len(periods := [k for k in keys if k in PERIODS]) > 1:
        raise ValueError(f"by names at most one kind of period, not {periods}")
    return [*keys, *([SERVICE] if SERVICE not in keys else [])]


class _Settings:
    """How each file is read; files read alike share one reader."""

    def __init__(
        self, base: dict[str, Any], layouts: Mapping[str, Mapping[str, Any]], blanks: Blanks
    ) -> None:
        self.base, self.layouts, self.blanks = base, layouts, blanks
        self.pedoman: list[Pedoman] = []
        self._known: dict[tuple[int, int], tuple[int, Reading, CleanReader]] = {}

    def of(self, file: SourceFile) -> tuple[int, Reading, CleanReader]:
        """The number of the guideline, the way of reading, and its short way."""
        own = chosen(file.name, self.layouts)
        identity = (id(own) if own else 0, id(file.pedoman))
        if identity not in self._known:
            use = {**self.base, **own}
            guide = file.pedoman or use["pedoman"]
            guide = read_pedoman(guide) if isinstance(guide, str) else guide
            if guide not in self.pedoman:
                self.pedoman.append(guide)
            sheets = use["lembar"]
            reading = Reading(
                guide,
                dict(use["columns"] or {}),
                (sheets,) if isinstance(sheets, str) else tuple(sheets),
                use["invalid"],
                self.blanks,
            )
            self._known[identity] = (self.pedoman.index(guide), reading, CleanReader(reading))
        return self._known[identity]


def _entry(
    file: SourceFile, keys: Sequence[str], reading: Reading, clean: CleanReader, store: Cache | None
) -> tuple[str, Entry]:
    """The entry of one file, and the digest of its bytes."""
    if file.problem:
        return "", Entry(FAILED, reason=f"{file.name}: {file.problem}.")
    try:
        content = bytes_of(file.path)
    except FileError as error:
        return "", Entry(FAILED, reason=error.problem)
    sha256 = hashlib.sha256(content).hexdigest()
    wanted = [k for k in keys if (k not in file.certain if k == SERVICE else file.key(k) is None)]
    name = file.path.name
    key = key_of(sha256, name, wanted, reading)
    if store is not None and (kept := store.get(key)) is not None:
        return sha256, kept
    entry = clean.entry(content, name, wanted) or read_entry(content, name, wanted, reading)
    if store is not None:
        store.put(key, entry)
    return sha256, entry


def _add(
    entry: Entry, file: SourceFile, keys: Sequence[str], sums: dict[tuple[Any, ...], NDArray[np.int64]]
) -> list[tuple[Any, ...]]:
    """Add the counts of one file, and return the rows they went to."""
    said = [file.key(k) if k not in entry.keys else None for k in keys]
    places = [entry.keys.index(k) if k in entry.keys else -1 for k in keys]
    rows = []
    for group, counts in zip(entry.groups, entry.counts, strict=True):
        row = tuple(
            group[place] if place >= 0 else NO_KEY if value is None else value
            for value, place in zip(said, places, strict=True)
        )
        if row in sums:
            sums[row] += counts
        else:
            sums[row] = counts.copy()
        rows.append(row)
    return rows


def _record(
    file: SourceFile, entry: Entry, sha256: str, pedoman: Pedoman, rows: Sequence[tuple[Any, ...]], by: int
) -> FileRecord:
    """What the Recap says of one file; `by` is how many of the keys make a row of it."""
    return FileRecord(
        file.name,
        entry.status,
        entry.used,
        entry.set_aside,
        pedoman.nama,
        sha256,
        entry.reason,
        entry.notes,
        tuple(dict.fromkeys(row[:by] for row in rows)),
        file.populasi,
        file.metode,
    )
