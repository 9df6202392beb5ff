"""Bytes to files, whole or not at all; the only room that opens a file for writing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from skm.errors import FileError


def write_file(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write a file whole: a temporary file in the same folder, then one replacement.

    An interruption leaves the old file or the new one, never a half. A file already there is replaced.

    Raises
    ------
    FileError
        When the folder is missing, not writable, or the disk is full; nothing is left behind.
    """
    target = Path(path)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".skm-", suffix=".tmp", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise FileError(f"{target}: berkas tidak dapat ditulis ({error.strerror}).") from error
    except BaseException:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise
    return target


def write_folder(
    folder: str | os.PathLike[str], files: Mapping[str, bytes], *, overwrite: bool = False
) -> list[Path]:
    """Write several files into one folder, made when it is missing.

    Parameters
    ----------
    folder : path
    files : mapping of name to content
        Plain names, without a folder in them.
    overwrite : bool
        Without it, not one file is written when one of that name is there already.

    Returns
    -------
    list of Path
        The files written, in the order given.

    Raises
    ------
    FileError
        When a file is there already, or writing fails.
    """
    target = Path(folder)
    if bad := [name for name in files if Path(name).name != name or name in {"", ".", ".."}]:
        raise ValueError(f"plain file names are needed, not {bad}")
    there = [name for name in files if (target / name).exists()]
    if there and not overwrite:
        raise FileError(
            f"Folder {target} sudah memuat {', '.join(there)}; tidak ada yang ditulis. "
            "Pilih folder lain, atau tambahkan --timpa untuk menggantinya."
        )
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{target}: folder tidak dapat dibuat ({error.strerror}).") from error
    return [write_file(target / name, content) for name, content in files.items()]


def _umask() -> int:
    """The permissions new files lose; Python can only read it by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
