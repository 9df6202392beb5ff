"""Read the printed tables of a report, cell by cell as typed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from skm.ground.errors import FileError
from skm.reading.files.grids import bytes_of, grids
from skm.reading.questionnaire.vocabulary import is_blank

Place = str | os.PathLike[str]

_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")


def read_tables(source: Place | Iterable[Place]) -> dict[str, pd.DataFrame]:
    """Read the tables of a report, to compare them with its answers or with each other.

    Cells keep the text in the file: "3,50" in a CSV keeps its two decimals, but a number in a workbook has
    lost its trailing zeros. The headings are the first row with at least two cells.

    Parameters
    ----------
    source : path of a file or a folder, or several
        A folder stands for all tables in it; every sheet of a workbook is a table.

    Returns
    -------
    dict of str to DataFrame
        Keys are file names without ending, with the sheet if there are several, in alphabetical order.

    Raises
    ------
    FileError
        When a file cannot be read, or a file or folder holds no table.
    """
    places = [source] if isinstance(source, str | os.PathLike) else list(source)
    tables: dict[str, pd.DataFrame] = {}
    for path in [p for place in places for p in _files(Path(place))]:
        pages = [g for g in grids(path.name, bytes_of(path), _merit) if not g.hidden]
        found = [(page, table) for page in pages if (table := _table(page.rows)) is not None]
        if not found:
            raise FileError(f"{path.name}: tidak memuat tabel (judul kolom dan paling sedikit satu baris).")
        for page, table in found:
            name = f"{path.stem}, {page.name}" if len(found) > 1 else path.stem
            tables[name if name not in tables else f"{path.parent.name}/{name}"] = table
    return tables


def _files(place: Path) -> list[Path]:
    if not os.path.isdir(place):
        return [place]
    found = sorted(
        p for p in place.iterdir() if p.suffix.casefold() in _ENDINGS and not p.name.startswith("~$")
    )
    if not found:
        raise FileError(f"Folder {str(place)!r} tidak memuat tabel ({', '.join(_ENDINGS)}).")
    return found


def _merit(rows: Sequence[Sequence[str]]) -> float:
    """How much a split text looks like a table: the share of its rows that are as wide as the first."""
    filled = [row for row in rows if any(row)]
    if not filled or len(filled[0]) < 2:
        return 0.0
    return sum(len(row) == len(filled[0]) for row in filled) / len(filled)


def _table(cells: list[list[Any]]) -> pd.DataFrame | None:
    body = [row for row in cells if not all(is_blank(c) for c in row)]
    top = next((i for i, row in enumerate(body) if sum(not is_blank(c) for c in row) > 1), None)
    if top is None or top + 1 == len(body):
        return None
    width = max(map(len, body[top:]))
    full = [[*row, *[""] * (width - len(row))] for row in body[top:]]
    used = [j for j in range(width) if any(not is_blank(row[j]) for row in full)]
    heading, *rest = ([row[j] for j in used] for row in full)
    return pd.DataFrame(rest, columns=["" if is_blank(h) else str(h).strip() for h in heading], dtype=object)
