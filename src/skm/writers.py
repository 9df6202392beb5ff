"""Bytes to files, whole or not at all; the only room that opens a file for writing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from skm.errors import FileError


def write_file(path: str | os.PathLike[str], content: bytes, *, durable: bool = True) -> Path:
    """Write a file whole: a temporary file in the same folder, then one replacement.

    An interruption leaves the old file or the new one, never a half. A file already there is replaced.
    Without `durable` the disk is not waited for: after a power failure the file can be empty, which is good
    enough for what can be made again.

    Raises
    ------
    FileError
        When the folder is missing, not writable, or the disk is full; nothing is left behind.
    """
    return _replace({Path(path): content}, durable)[0]


def write_folder(
    folder: str | os.PathLike[str], files: Mapping[str, bytes], *, overwrite: bool = False
) -> list[Path]:
    """Write several files into one folder, made when it is missing; all of them, or none when one fails.

    Parameters
    ----------
    folder : path
    files : mapping of name to content
        Names inside the folder; ``"lkip_2022/sumber.csv"`` goes into a folder of its own.
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
    if bad := [
        name for name in files if not name or name.startswith("/") or {"..", ""} & set(name.split("/"))
    ]:
        raise ValueError(f"names inside the folder are needed, not {bad}")
    there = [name for name in files if (target / name).exists()]
    if there and not overwrite:
        more = f" dan {len(there) - 3} berkas lain" if len(there) > 3 else ""
        raise FileError(
            f"Folder {target} sudah memuat {', '.join(there[:3])}{more}; tidak ada yang ditulis. "
            "Pilih folder lain, atau tambahkan --timpa untuk menggantinya."
        )
    try:
        for parent in {target, *((target / name).parent for name in files)}:
            parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{target}: folder tidak dapat dibuat ({error.strerror}).") from error
    return _replace({target / name: content for name, content in files.items()})


def _replace(files: Mapping[Path, bytes], durable: bool = True) -> list[Path]:
    """Write every file beside its target first, and only when all are there put them in place."""
    staged: list[tuple[str, Path]] = []
    target = Path()
    try:
        for target, content in files.items():
            handle, temporary = tempfile.mkstemp(prefix=".skm-", suffix=".tmp", dir=target.parent)
            staged.append((temporary, target))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            os.chmod(temporary, 0o666 & ~_umask())
        for temporary, target in staged:
            os.replace(temporary, target)
    except OSError as error:
        raise FileError(
            f"{target}: berkas tidak dapat ditulis ({error.strerror}). Tutup berkas itu bila sedang terbuka, "
            "misalnya di Excel, dan periksa izin serta ruang pada folder itu."
        ) from error
    finally:
        for temporary, _ in staged:  # those in place are no longer there under this name
            Path(temporary).unlink(missing_ok=True)
    return list(files)


def _umask() -> int:
    """The permissions new files lose; Python can only read it by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
