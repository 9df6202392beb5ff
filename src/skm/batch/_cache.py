"""Entries of files already read, kept in a folder under a digest of everything they depend on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from skm.batch._entry import Entry, Reading
from skm.ground.writing import write_file, write_folder

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
