"""Which files there are, and what their names or a manifest say of each: unit, period, service, guideline."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from skm.batch.periods import PERIODS, parsed
from skm.ground.errors import FileError, SkmError
from skm.pedoman import Pedoman
from skm.reading.files.grids import grids, opened
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

    Parameters
    ----------
    path : Path
    name : str
        Its path inside the archive, with "/" between folders: how it is listed and sorted.
    said : mapping of key to text
        What its name, the caller or the manifest says of it.
    certain : frozenset of str
        The keys that hold whatever the file itself says (from the manifest or the caller).
    pedoman : Pedoman or None
    populasi : int or None
        Users served.
    metode : str
    problem : str
        Why it cannot be read; "" as a rule.
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
        """What is said of one key: a period in its canonical form, else the text; None when nothing is."""
        if name in PERIODS:
            text = self.said.get(name, "")
            return parsed(name, text, self.said.get("tahun", "")) if text else None
        return self.said.get(name) or None


class Pattern:
    """A pattern of file names such as ``"{unit}/{tahun}_{layanan}"``.

    A field in braces is what the name says there, an underscore in it a space; ``{}`` is anything.
    ``{tahun}`` is four digits; a field does not reach over a "/", and ends where what follows it in the
    pattern first fits. The ending of the file is left out.

    Raises
    ------
    ValueError
        When a field comes twice.

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
        """What the name says; None when it does not fit."""
        found = self.regex.fullmatch(stem)
        return {k: tidy(v.replace("_", " ")) for k, v in found.groupdict().items()} if found else None


def files_of(
    source: Any,
    pattern: str | Sequence[str] | None = None,
    manifest: str | os.PathLike[str] | None = None,
) -> list[SourceFile]:
    """The files of an archive, by name, with what is said of each.

    Parameters
    ----------
    source : folder, glob, list of paths, or mapping of path to a mapping of keys
        A folder is looked through to the bottom; temporary and hidden files are passed over.
    pattern : str or list of str
        See :class:`Pattern`; the first that fits. Without one, ``{unit}/{tahun}/{layanan}`` and
        ``{unit}/{tahun}``.
    manifest : path
        CSV or workbook with the columns file, and any of unit, tahun, semester, triwulan, bulan, layanan,
        pedoman, populasi, metode. Without it ``manifes.csv`` at the top of the folder, when there is one.

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
        name = path.relative_to(root).as_posix() if root and path.is_relative_to(root) else path.as_posix()
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
    """The root, the files, and what the caller says of them."""
    if isinstance(source, Mapping):
        given = {Path(p): keys for p, keys in source.items()}
        return _root_of(given), list(given), given
    if isinstance(source, str | os.PathLike):
        root = Path(source)
        if os.path.isdir(root):
            found = (p for p in root.rglob("*") if p.suffix.casefold() in ENDINGS and p.is_file())
            return root, [p for p in found if not _hidden(p.relative_to(root))], {}
        if glob.has_magic(str(source)):
            fixed = Path(*_before_magic(root.parts))
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


def _before_magic(parts: Sequence[str]) -> list[str]:
    out: list[str] = []
    for part in parts[:-1]:
        if glob.has_magic(part):
            break
        out.append(part)
    return out


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _add_manifest(files: dict[str, SourceFile], manifest: Path, root: Path | None) -> None:
    """Add what the manifest says of the files it lists; one that is not there is listed with its problem."""
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
    """The file a manifest means: by its path in the archive, else by a name that only one file has."""
    if listed in files:
        return listed
    same = [n for n in files if n.rsplit("/", 1)[-1] == listed]
    return same[0] if len(same) == 1 else None


def _manifest_rows(manifest: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a manifest that name a file, with their row numbers."""
    name, content = opened(manifest)

    def merit(rows: Any) -> int:
        return len(set(_MANIFEST_COLUMNS) & {plain(c) for c in (rows[0] if rows else ())})

    grid = grids(name, content, merit)[0].rows
    head = [plain(c) for c in grid[0]]
    head = ["file" if h in ("berkas", "nama file", "nama berkas") else h for h in head]
    if "file" not in head:
        others = ", ".join(_MANIFEST_COLUMNS[1:])
        raise FileError(f'{name}: manifes memerlukan kolom "file" pada baris pertama, selain {others}.')
    rows = []
    for number, cells in enumerate(grid[1:], start=2):
        row = {
            h: tidy(int(c) if isinstance(c, float) and c.is_integer() else c)
            for h, c in zip(head, cells, strict=False)
            if h and not is_blank(c)
        }
        if "file" in row:
            rows.append((number, row))
    return rows


def chosen(name: str, layouts: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The reading arguments of the first glob that a file's name fits; none when none does."""
    return next((arguments for glob_, arguments in layouts.items() if fnmatchcase(name, glob_)), {})
