"""What every row, column and sheet of a source was taken for, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.numbers import integer_id

# What a row can be. In arrays of roles each is its position here.
ROLES = (
    "kuesioner", "kosong", "jumlah", "keterangan", "tabel lain", "judul kolom", "nomor kolom",
    "tidak dipilih",
)  # fmt: skip
QUESTIONNAIRE, BLANK, TOTALS, LEGEND, OTHER, HEADING, NUMBERS, NOT_CHOSEN = range(len(ROLES))

LEDGER = ["lembar", "baris_awal", "baris_akhir", "peran", "alasan", "sumber"]
COLUMNS = ["lembar", "kolom", "judul", "peran", "alasan", "sumber"]

Roles = NDArray[np.int8]


class Entry(NamedTuple):
    """A run of rows of one sheet with one role; first and last as the spreadsheet counts, both included."""

    sheet: str
    first: int
    last: int
    role: int
    why: str
    source: str


def entries(sheet: str, source: str, rows: Sequence[int], roles: Roles, whys: Sequence[str]) -> list[Entry]:
    """The runs of rows that follow each other and have one role for one reason.

    Parameters
    ----------
    rows : sequence of int, ascending
    roles : int8 array (N,)
    whys : sequence of N str
    """
    found: list[Entry] = []
    for row, role, why in zip(rows, roles.tolist(), whys, strict=True):
        last = found[-1] if found else None
        if last and last.last + 1 == row and (last.role, last.why) == (role, why):
            found[-1] = last._replace(last=row)
        else:
            found.append(Entry(sheet, row, row, role, why, source))
    return found


def frame_of(found: Iterable[Entry]) -> pd.DataFrame:
    """The entries as ``Responses.ledger`` shows them."""
    table = [(e.sheet, e.first, e.last, ROLES[e.role], e.why, e.source) for e in found]
    return pd.DataFrame(table, columns=LEDGER).astype({"baris_awal": np.int64, "baris_akhir": np.int64})


def rows_per_role(ledger: pd.DataFrame) -> dict[str, int]:
    """How many rows of the source have each role, in the order of the roles; together all of its rows."""
    counts: Counter[str] = Counter()
    for role, first, last in zip(ledger["peran"], ledger["baris_awal"], ledger["baris_akhir"], strict=True):
        counts[role] += last - first + 1
    return {role: int(counts[role]) for role in ROLES if counts[role]}


def account(ledger: pd.DataFrame, set_aside: int) -> str:
    """The rows of the source, role by role: ``"16 baris = 1 judul kolom + 15 kuesioner"``."""
    counts = rows_per_role(ledger)
    parts = []
    for role, n in counts.items():
        text = f"{integer_id(n)} {role}"
        if role == ROLES[QUESTIONNAIRE] and set_aside:
            text += f" (dipakai {integer_id(n - set_aside)}, disisihkan {integer_id(set_aside)})"
        parts.append(text)
    return f"{integer_id(sum(counts.values()))} baris = {' + '.join(parts)}"


def row_list(rows: Sequence[object]) -> str:
    """Row numbers, with runs shortened: "104-107, 110"; or the labels of a frame."""
    shown = [str(r) for r in rows]
    if all(isinstance(r, int | np.integer) for r in rows):
        runs = run_list(rows)
        shown = [str(a) if a == b else f"{a}-{b}" for a, b in runs]
    return ", ".join(shown[:10]) + (", ..." if len(shown) > 10 else "")


def run_list(rows: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Ascending whole numbers as runs: ``[2, 3, 4, 7]`` is ``[(2, 4), (7, 7)]``."""
    starts = [i for i in range(len(rows)) if i == 0 or rows[i] != rows[i - 1] + 1]
    ends = [b - 1 for b in (*starts[1:], len(rows))]
    return [(rows[a], rows[b]) for a, b in zip(starts, ends, strict=True)]


def range_text(rows: Sequence[int]) -> str:
    """Rows as the argument that chooses them: ``[2, 3, 4, 7]`` is "2:4,7"."""
    return ",".join(str(a) if a == b else f"{a}:{b}" for a, b in run_list(rows))


def ranges_of(text: str) -> list[tuple[int, int]]:
    """The runs of rows in a text such as "5:44,46"; ValueError when it says none.

    Examples
    --------
    >>> ranges_of("5:44, 46")
    [(5, 44), (46, 46)]
    """
    found = []
    for part in text.split(","):
        first, colon, last = (piece.strip() for piece in part.partition(":"))
        if not first.isdecimal() or (colon and not last.isdecimal()):
            raise ValueError(f'rows is like "5:44" or "5:20,22:44", not {text!r}')
        run = int(first), int(last or first)
        if not 1 <= run[0] <= run[1]:
            raise ValueError(f"rows: {part.strip()!r} does not begin at 1 or later and end after it begins")
        found.append(run)
    return found
