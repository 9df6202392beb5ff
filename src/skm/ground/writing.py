"""Write files whole or not at all; the only module that opens a file for writing."""

from __future__ import annotations

import io
import os
import re
import stat
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from skm.ground.errors import Argument, FileError, Hint

# Names that Windows reserves for devices, with any ending
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
_LEFT_OVER = 3600  # seconds after which a temporary file is no longer in use


def file_stems(texts: Iterable[str], longest: int = 60) -> list[str]:
    """Turn names of services or offices into parts of file names: a to z, 0 to 9 and "_".

    Names that would become equal are numbered in their order.

    Examples
    --------
    >>> file_stems(["Kec. Bakarangan", "../../etc/passwd", "A/B", "a b", "///"])
    ['kec_bakarangan', 'etc_passwd', 'a_b', 'a_b_2', 'tanpa_nama']
    """
    taken: dict[str, None] = {}
    for text in texts:
        folded = unicodedata.normalize("NFKD", text).casefold()
        plain = re.sub(r"[^a-z0-9]+", "_", folded)[:longest].strip("_") or "tanpa_nama"
        stem, number = plain, 2
        while stem in taken or _DEVICES.fullmatch(stem):
            stem, number = f"{plain}_{number}", number + 1
        taken[stem] = None
    return list(taken)


def write_file(path: str | os.PathLike[str], content: bytes, *, durable: bool = True) -> Path:
    """Write a file whole: a temporary file in the same folder, then one replacement.

    An interruption leaves the old file or the new one, never a part. An existing file is replaced. Without
    `durable` the function does not wait for the disk: after a power failure the file can be empty, which is
    acceptable for what can be made again.

    Raises
    ------
    FileError
        When the folder is missing or not writable, the disk is full, or the path is a pipe or a device;
        nothing is left behind.
    """
    return _replace({Path(path): content}, durable)[0]


def write_folder(
    folder: str | os.PathLike[str], files: Mapping[str, bytes], *, overwrite: bool = False
) -> list[Path]:
    """Write several files into one folder, creating it if needed; all of them, or none if one fails.

    Parameters
    ----------
    folder : path
    files : mapping of name to content
        Names inside the folder; ``"lkip_2022/sumber.csv"`` is written into a subfolder.
    overwrite : bool
        Without it, nothing is written if one of the files exists.

    Returns
    -------
    list of Path
        The files written, in the order given.

    Raises
    ------
    FileError
        When a file exists and `overwrite` is false, or writing fails.
    """
    target = Path(folder)
    if bad := [name for name in files if not _is_inside(name)]:
        raise ValueError(f"names inside the folder are needed, not {bad}")
    if len({name.casefold() for name in files}) < len(files):
        raise ValueError(f"names must differ by more than case: {sorted(files)}")
    there = [name for name in files if os.path.lexists(target / name)]
    if there and not overwrite:
        more = f" dan {len(there) - 3} berkas lain" if len(there) > 3 else ""
        raise FileError(
            f"Folder {target} sudah memuat {', '.join(there[:3])}{more}; tidak ada yang ditulis.",
            hints=[
                Hint(
                    "Pilih folder lain, atau tambahkan ", Argument("overwrite", True), " untuk menggantinya."
                )
            ],
        )
    try:
        for parent in {target, *((target / name).parent for name in files)}:
            parent.mkdir(parents=True, exist_ok=True)
            if not parent.resolve().is_relative_to(target.resolve()):
                raise FileError(f"{parent}: folder ini menunjuk ke luar {target}; tidak ada yang ditulis.")
    except OSError as error:
        raise FileError(f"{target}: folder tidak dapat dibuat ({error.strerror}).") from error
    return _replace({target / name: content for name, content in files.items()})


def _is_inside(name: str) -> bool:
    """Whether a name, with "/" between folders, stays inside the folder on every system."""
    return bool(name) and all(
        part
        and part == part.rstrip(". ")
        and len(part.encode("utf-8", "surrogatepass")) <= 255
        and not re.search(r'[\x00-\x1f<>:"|?*\\]', part)
        and not _DEVICES.fullmatch(part)
        for part in name.split("/")
    )


def _replace(files: Mapping[Path, bytes], durable: bool = True) -> list[Path]:
    """Write every file beside its target, then put all in place; if one cannot be, restore those before."""
    staged: list[tuple[str, Path]] = []
    before: list[tuple[Path, bytes | None]] = []
    target = Path()
    try:
        for target in files:
            if _is_special(target):
                raise FileError(f"{target} bukan berkas biasa (pipa atau perangkat); tidak ada yang ditulis.")
        if durable:
            _clear({path.parent for path in files})
        for target, content in files.items():
            staged.append((_stage(target, content, durable), target))
        for temporary, target in staged:
            old = target.read_bytes() if len(staged) > 1 and target.is_file() else None
            os.replace(temporary, target)
            before.append((target, old))
    except OSError as error:
        for path, old in before:
            if old is None:
                path.unlink(missing_ok=True)
            else:
                os.replace(_stage(path, old, durable), path)
        raise FileError(
            f"{target}: berkas tidak dapat ditulis ({error.strerror}). Tutup berkas itu bila sedang terbuka, "
            "misalnya di Excel, dan periksa izin serta ruang pada folder itu."
        ) from error
    finally:
        for temporary, _ in staged:  # those put in place no longer have this name
            Path(temporary).unlink(missing_ok=True)
    return list(files)


def _is_special(path: Path) -> bool:
    """Whether the path is a pipe, a socket or a device: root could replace /dev/null by a file."""
    try:
        kind = path.lstat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(kind) or stat.S_ISDIR(kind) or stat.S_ISLNK(kind))


def _stage(target: Path, content: bytes, durable: bool) -> str:
    """Write a new file beside the target and return its name."""
    handle, temporary = tempfile.mkstemp(prefix=".skm-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return temporary


def _clear(folders: Iterable[Path]) -> None:
    """Remove temporary files that an interruption left behind over an hour ago."""
    for folder in folders:
        for path in folder.glob(".skm-*.tmp"):
            if time.time() - path.lstat().st_mtime > _LEFT_OVER:
                path.unlink(missing_ok=True)


def _umask() -> int:
    """The permissions new files lose; Python can only read it by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


class Writable(Protocol):
    """A binary file object, such as ``io.BytesIO()`` or ``open(name, "wb")``."""

    def write(self, content: bytes, /) -> object: ...


Target = str | os.PathLike[str] | Writable


def write_to(target: Target, content: bytes) -> Path | None:
    """Write to a path as :func:`write_file` does, or to a file object in one call of its ``write``.

    Returns
    -------
    Path or None
        The file written; None for a file object.
    """
    if isinstance(target, str | os.PathLike):
        return write_file(target, content)
    if not hasattr(target, "write"):
        raise TypeError(f"a path or a binary file object is needed, not {type(target).__name__}")
    target.write(content)
    return None


def written(write: Callable[..., Any], *subject: Any, **options: Any) -> bytes:
    """The bytes that a writer puts into a file: ``written(workbook, result, periode="2024")``."""
    file = io.BytesIO()
    write(*subject, file, **options)
    return file.getvalue()
