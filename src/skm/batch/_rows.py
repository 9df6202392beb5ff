"""Rows of a recap: the files and counts behind them, their order, one spelling for each text in the keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.pedoman import Pedoman
from skm.reading.questionnaire.names import declared_names, most_frequent, name_key
from skm.tally import Tally
from skm.tally.grouping import NO_KEY
from skm.tally.provenance import Asal

Row = tuple[Any, ...]
Spelling = Mapping[str, Mapping[str, str]]
SERVICE = "layanan"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of one file.

    Parameters
    ----------
    name : str
        Its path inside the archive.
    status : str
        "dibaca", "kosong" or "gagal".
    used : int
        Questionnaires used.
    set_aside : mapping of reason to int
        Questionnaires not used.
    pedoman : str
    sha256 : str
        Of its bytes; "" when it could not be opened.
    reason : str
        Why it is empty, or could not be read.
    notes : tuple of str
    rows : tuple of tuple
        The rows of the Recap that it counts in; for an empty or failed file, the row it belongs to if known.
    populasi : int or None
        Users served.
    metode : str
    """

    name: str
    status: str
    used: int
    set_aside: Mapping[str, int]
    pedoman: str
    sha256: str
    reason: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    populasi: int | None = None
    metode: str = ""


def tally_of(
    pedoman: Pedoman,
    keys: Sequence[str],
    rows: Sequence[Row],
    counts: Sequence[NDArray[np.int64]],
    blanks: str,
) -> Tally:
    """A tally with these rows in order; equal rows are added up."""
    sums: dict[Row, NDArray[np.int64]] = {}
    for row, table in zip(rows, counts, strict=True):
        sums[row] = sums[row] + table if row in sums else table
    order = sorted(sums, key=lambda row: [sort_key(v) for v in row])
    shape = (0, len(pedoman.pertanyaan), pedoman.nilai_max + 1)
    table = np.stack([sums[row] for row in order]) if order else np.zeros(shape, np.int64)
    groups = pd.DataFrame(
        {k: pd.Series([row[i] for row in order], dtype=object) for i, k in enumerate(keys)},
        index=range(len(order)),
    )
    return Tally(pedoman, groups, table[:, 0].sum(axis=1), table, asal=Asal(blanks))


def sort_key(value: Any) -> tuple[int, int, str, str]:
    """Sorts years by number, then texts alphabetically, then what is not known."""
    if isinstance(value, str):
        return (2 if value == NO_KEY else 1, 0, value.casefold(), value)
    return (0, int(value), "", "")


def rows_of(tally: Tally, by: Sequence[str], key: Row) -> NDArray[np.intp]:
    """The positions of the groups with these values of the keys."""
    if len(key) != len(by):
        raise KeyError(f"a value is needed for each of {tuple(by)}, not {key}")
    mine = np.ones(len(tally.n), bool)
    for name, value in zip(by, key, strict=True):
        mine &= (tally.groups[name] == value).to_numpy()
    return np.flatnonzero(mine)


def spelling_of(
    tallies: Iterable[Tally],
    by: Sequence[str],
    records: Iterable[FileRecord],
    declared: Mapping[str, Sequence[str]],
) -> dict[str, dict[str, str]]:
    """For each key, the spelling to use for each text, by its :func:`name_key`.

    A service is spelled as declared; any other text as in most questionnaires.
    """
    seen: dict[str, list[tuple[str, int]]] = {}
    for tally in tallies:
        for number, key in enumerate(tally.keys):
            cells = zip(tally.groups.iloc[:, number], tally.n.tolist(), strict=True)
            seen.setdefault(key, []).extend((v, n) for v, n in cells if isinstance(v, str))
    for record in records:  # empty and bad files have rows without questionnaires
        for row in record.rows:
            for key, value in zip(by, row, strict=True):
                if isinstance(value, str):
                    seen.setdefault(key, []).append((value, 0))
    out = {key: most_frequent(spellings) for key, spellings in seen.items()}
    out[SERVICE] = out.get(SERVICE, {}) | declared_names(declared)
    return out


def spelled(rows: Iterable[Row], keys: Sequence[str], spelling: Spelling) -> list[Row]:
    """The rows with every text in its one spelling."""
    chosen = [spelling.get(k, {}) for k in keys]
    return [
        tuple(c.get(name_key(v), v) if isinstance(v, str) else v for v, c in zip(row, chosen, strict=True))
        for row in rows
    ]
