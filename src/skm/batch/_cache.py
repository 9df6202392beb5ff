"""The cache of an archive: the integers of each file, so that unchanged files are not read again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from skm.batch._file_counts import FileCounts, ReadingOptions
from skm.ground.writing import write_file, write_folder

_ABOUT_NAME = "BACA_SAYA.txt"
_ABOUT = """Simpanan skm: hasil hitung setiap berkas, agar berkas yang tidak berubah tidak dibaca lagi.
Tidak memuat jawaban perorangan. Folder ini boleh dihapus kapan saja; skm akan menghitungnya kembali.
"""


class Cache:
    """A folder with one small JSON file for each file of the archive.

    Raises
    ------
    FileError
        When the folder cannot be made or written.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        if not (self.folder / _ABOUT_NAME).exists():
            write_folder(self.folder, {_ABOUT_NAME: _ABOUT.encode()})

    def path(self, sha256: str, name: str, wanted: Sequence[str], options: ReadingOptions) -> str:
        """Where the counts of a file are kept; it changes with its bytes, name, keys, options and skm."""
        digest = hashlib.sha256("\0".join([sha256, name, *wanted, "", options.digest]).encode())
        return f"{self.folder}/{digest.hexdigest()}.json"

    def get(self, path: str) -> FileCounts | None:
        """The counts kept there; None when there are none, or the file is damaged."""
        try:
            with open(path, "rb") as file:
                return FileCounts.from_json(file.read())
        except OSError:
            return None

    def put(self, path: str, counts: FileCounts) -> None:
        """Keep counts, written whole or not at all."""
        write_file(path, counts.to_json(), durable=False)
