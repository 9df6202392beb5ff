"""The files of an archive, and what their names or a manifest say: unit, period, service, guideline."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from skm.ground.errors import FileError, SkmError
from skm.pedoman import Pedoman
from skm.reading.files.grids import grids, opened, told_name
from skm.reading.questionnaire.periods import PERIODS, parsed
from skm.reading.questionnaire.vocabulary import is_blank, plain, tidy
from skm.reading.sources import read_pedoman

ENDINGS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
MANIFESTS = ("manifes.csv", "manifest.csv")
# Tried in this order when no pattern is given.
DEFAULT_PATTERNS = ("{unit}/{tahun}/{layanan}", "{unit}/{tahun}")
_SAID = ("unit", "tahun", "semester", "triwulan", "bulan", "layanan")
_MANIFEST_COLUMNS = ("file", *_SAID, "pedoman", "populasi", "metode")
_FIELD = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of an archive.

    name : its path inside the archive, with "/" between folders: how it is listed and sorted
    said : what its name, the caller or the manifest says about it, by key
    certain : the keys given by the manifest or the caller, which go before what the file itself says
    populasi : users served
    problem : why it cannot be read; usually ""
    """

    path: Path
    name: str
    said: Mapping[str, str] = field(default_factory=dict)
    certain: frozenset[str] = frozenset()
    pedoman: Pedoman | None = None
    populasi: int | None = None
    metode: str = ""
    problem: str = ""

    def key(self, name: str) -> Any:
        """The value of one key, a period in its canonical form, any other as text; None when not known."""
        if name in PERIODS:
            text = self.said.get(name, "")
            return parsed(name, text, self.said.get("tahun", "")) if text else None
        return self.said.get(name) or None


class Pattern:
    """A pattern of file names such as ``"{unit}/{tahun}_{layanan}"``.

    A field in braces takes what the name has in its place, with spaces for underscores; ``{}`` skips
    anything. ``{tahun}`` is four digits. A field never contains a "/" and is as short as the rest of the
    pattern allows. The ending of the file is left out.

    Raises
    ------
    ValueError
        When a field occurs twice.

    Examples
    --------
    >>> Pattern("{unit}/{tahun}_{layanan}").match("Kec_Bakarangan/2022_KTP")
    {'unit': 'Kec Bakarangan', 'tahun': '2022', 'layanan': 'KTP'}
    """

    def __init__(self, text: str) -> None:
        names = [n for n in _FIELD.findall(text) if n]
        if len(set(names)) < len(names):
            raise ValueError(f"a field comes twice in the pattern {text!r}")
        self.text, out, end = text, "", 0
        for found in _FIELD.finditer(text):
            out += re.escape(text[end : found.start()])
            inner = r"\d{4}" if found[1] == "tahun" else r"[^/]+?"
            out += f"(?P<{found[1]}>{inner})" if found[1] else "[^/]*?"
            end = found.end()
        self.regex = re.compile(out + re.escape(text[end:]))

    def match(self, stem: str) -> dict[str, str] | None:
        """The value of each field; None when the name does not fit."""
        found = self.regex.fullmatch(stem)
        return {k: tidy(v.replace("_", " ")) for k, v in found.groupdict().items()} if found else None


def files_of(
    source: Any,
    pattern: str | Sequence[str] | None = None,
    manifest: str | os.PathLike[str] | None = None,
) -> list[SourceFile]:
    """The files of an archive, sorted by name, with what is known about each.

    Parameters
    ----------
    source : folder, glob, list of paths, or mapping of path to a mapping of keys
        A folder is searched with all its subfolders; temporary and hidden files are skipped.
    pattern : str or list of str
        See :class:`Pattern`; the first one that fits counts. By default ``{unit}/{tahun}/{layanan}`` and
        ``{unit}/{tahun}``.
    manifest : path
        CSV or workbook with the columns file, and any of unit, tahun, semester, triwulan, bulan, layanan,
        pedoman, populasi, metode. By default ``manifes.csv`` at the top of the folder, if there is one.

    Raises
    ------
    FileError
        When there is no such folder, no file in it, or no manifest of that name.
    """
    root, paths, given = _listed(source)
    texts = [pattern] if isinstance(pattern, str) else list(pattern or DEFAULT_PATTERNS)
    patterns = [Pattern(t) for t in texts]
    if manifest is None and root is not None and not isinstance(source, Mapping):
        manifest = next((root / m for m in MANIFESTS if (root / m).is_file()), None)
    files: dict[str, SourceFile] = {}
    for path in paths:
        if manifest is not None and path.resolve() == Path(manifest).resolve():
            continue
        inside = root is not None and path.is_relative_to(root)
        name = told_name(path.relative_to(root).as_posix() if root and inside else path.as_posix())
        stem = name[: -len(path.suffix)] if path.suffix else name
        said = next((m for p in patterns if (m := p.match(stem)) is not None), {})
        files[name] = SourceFile(path, name, said)
    for path, keys in given.items():
        own = {str(k): tidy(v) for k, v in keys.items() if not is_blank(v)}
        name = next(n for n, f in files.items() if f.path == path)
        files[name] = SourceFile(path, name, {**files[name].said, **own}, frozenset(own))
    if manifest is not None:
        _add_manifest(files, Path(manifest), root)
    if not files:
        raise FileError(f"{source}: tidak ada berkas kuesioner di sana ({', '.join(sorted(ENDINGS))}).")
    return [files[name] for name in sorted(files)]


def _listed(source: Any) -> tuple[Path | None, list[Path], dict[Path, Mapping[str, Any]]]:
    """The root, the files, and what the caller says about them."""
    if isinstance(source, Mapping):
        given = {Path(p): keys for p, keys in source.items()}
        return _root_of(given), list(given), given
    if isinstance(source, str | os.PathLike):
        root = Path(source)
        if os.path.isdir(root):
            found = (p for p in root.rglob("*") if p.suffix.casefold() in ENDINGS and p.is_file())
            return root, [p for p in found if not _hidden(p.relative_to(root))], {}
        if glob.has_magic(str(source)):
            fixed = Path(*takewhile(lambda part: not glob.has_magic(part), root.parts[:-1]))
            paths = [Path(p) for p in glob.glob(str(source), recursive=True)]
            return fixed, [p for p in paths if p.is_file() and p.suffix.casefold() in ENDINGS], {}
        if not os.path.exists(root):
            raise FileError(f"Folder {str(source)!r} tidak ditemukan.")
        return root.parent, [root], {}
    if isinstance(source, Iterable):
        paths = [Path(p) for p in source]
        return _root_of(paths), paths, {}
    raise TypeError(f"source is a folder, glob, list or mapping of files, not {type(source).__name__}")


def _root_of(paths: Iterable[Path]) -> Path | None:
    folders = [str(p.absolute().parent) for p in paths]
    return Path(os.path.commonpath(folders)) if folders else None


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _add_manifest(files: dict[str, SourceFile], manifest: Path, root: Path | None) -> None:
    """Add what the manifest says about its files; one that does not exist is listed with that problem."""
    for number, row in _manifest_rows(manifest):
        listed = row.pop("file").replace("\\", "/")
        name = _named(listed, files)
        problem = ""
        if name is None:
            problem = f"tercantum pada {manifest.name} tetapi tidak ada"
            name, path = listed, (root or manifest.parent) / listed
            files[name] = SourceFile(path, name)
        guide, population = None, None
        try:
            if text := row.get("pedoman"):
                own = manifest.parent / text
                guide = read_pedoman(own if own.suffix.casefold() == ".toml" else text)
        except SkmError as error:
            problem = problem or f"{manifest.name}, baris {number}: {error.problem}"
        if text := row.get("populasi"):
            digits = text.replace(".", "")
            population = int(digits) if digits.isdigit() and int(digits) else None
            if population is None:
                place = f"{manifest.name}, baris {number}"
                problem = problem or f'{place}: populasi "{text}" bukan bilangan 1 atau lebih'
        said = {k: v for k, v in row.items() if k not in ("pedoman", "populasi", "metode")}
        files[name] = replace(
            files[name],
            said={**files[name].said, **said},
            certain=frozenset(said),
            pedoman=guide,
            populasi=population,
            metode=row.get("metode", ""),
            problem=problem,
        )


def _named(listed: str, files: Mapping[str, SourceFile]) -> str | None:
    """The file a manifest refers to: by its path in the archive, else by a name that only one file has."""
    if listed in files:
        return listed
    same = [n for n in files if n.rsplit("/", 1)[-1] == listed]
    return same[0] if len(same) == 1 else None


def _manifest_rows(manifest: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a manifest that name a file, with their row numbers."""
    names = {"berkas": "file", "nama file": "file", "nama berkas": "file"}
    name, heads, rows = table_rows(manifest, _MANIFEST_COLUMNS, names)
    if "file" not in heads:
        others = ", ".join(_MANIFEST_COLUMNS[1:])
        raise FileError(f'{name}: manifes memerlukan kolom "file" pada baris pertama, selain {others}.')
    return [(number, row) for number, row in rows if "file" in row]


def table_rows(
    path: str | os.PathLike[str], wanted: Iterable[str], other_names: Mapping[str, str] | None = None
) -> tuple[str, list[str], list[tuple[int, dict[str, str]]]]:
    """A table with its headings in the first row: name of the file, headings, and filled rows.

    A row is its number in the file and the text under each heading that has one.
    """
    name, content = opened(path)

    def merit(rows: Any) -> int:
        return len(set(wanted) & {plain(c) for c in (rows[0] if rows else ())})

    head, *body = grids(name, content, merit)[0].rows
    heads = [(other_names or {}).get(plain(c), plain(c)) for c in head]
    rows = []
    for number, cells in enumerate(body, start=2):
        row = {h: text_of(c) for h, c in zip(heads, cells, strict=False) if h and not is_blank(c)}
        if row:
            rows.append((number, row))
    return name, heads, rows


def text_of(cell: Any) -> str:
    """A cell as text: 2021.0 is "2021"."""
    return tidy(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
