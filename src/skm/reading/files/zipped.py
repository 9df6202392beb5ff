"""Workbooks that are archives (XLSX, ODS): unpacked within limits, and packed again.

The library that reads the cells unpacks without limits. It is therefore given a new archive of only those
parts that were unpacked and checked here.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from skm.ground.errors import FileError
from skm.reading.files.limits import Limits

# What the standard library raises over a damaged archive
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    RuntimeError,
)
_BEFORE_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_PARTS = (".xml", ".rels", "mimetype")
_PASSED_OVER = (  # XML that holds no cells
    "xl/drawings/",
    "xl/charts/",
    "xl/embeddings/",
    "xl/activex/",
    "customxml/",
    "docprops/",
    "object",
)


def names_in(content: bytes) -> set[str]:
    """The names in an archive; raises one of DAMAGED."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return set(archive.namelist())


def unpacked(name: str, content: bytes, limits: Limits) -> dict[str, bytes]:
    """The parts of a workbook that hold its cells, by name; raises one of DAMAGED, or FileError.

    FileError is for parts larger than the limit, and for XML with a document type, whose entities expand and
    which no office program writes.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [m for m in archive.infolist() if _wanted(m.filename)]
        limits.refuse_bytes(name, sum(m.file_size for m in members))
        parts = {}
        for member in members:  # read() gives no more than the size that is claimed
            parts[member.filename] = part = archive.read(member)
            if has_doctype(part) or _is_wide(part):
                raise FileError(
                    f"{name}: bagian {member.filename!r} memuat deklarasi DOCTYPE atau bukan UTF-8; buku "
                    "kerja dari Excel atau LibreOffice tidak begitu. Simpan ulang dari Excel."
                )
    return parts


def _wanted(path: str) -> bool:
    path = path.casefold()
    return path.endswith(_PARTS) and not path.startswith(_PASSED_OVER)


def has_doctype(part: bytes) -> bool:
    """Whether XML declares a document type, which is allowed only before its first element."""
    before = _BEFORE_DOCTYPE.match(part)
    return part.startswith(b"<!DOCTYPE", before.end() if before else 0)


def _is_wide(part: bytes) -> bool:
    return part[:4].count(0) > 0 or part.startswith((b"\xff\xfe", b"\xfe\xff"))


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts, not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, part in parts.items():
            archive.writestr(zipfile.ZipInfo(path), part)
    return buffer.getvalue()
