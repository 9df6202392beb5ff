"""Targets of the performance agreements, out of a table."""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from skm.batch._records import Row
from skm.batch.periods import PERIODS, parsed
from skm.ground.errors import FileError
from skm.reading.files.grids import grids, opened
from skm.reading.questionnaire.vocabulary import is_blank, plain, tidy

TARGET = "target"


def read_targets(
    path: str | os.PathLike[str], by: Sequence[str] = ("unit", "tahun")
) -> dict[Row, dict[Any, Decimal]]:
    """Targets of the IKM, per unit and period.

    Parameters
    ----------
    path : path
        A CSV or workbook with a column for each key of `by`, and "target"; a decimal comma or point.
    by : sequence of str
        The keys of a recap; one of them a period.

    Returns
    -------
    dict
        Per unit (a tuple of its keys, in lower case) a mapping of period to target, as :func:`skm.trend`
        takes it.

    Raises
    ------
    FileError
        When the file cannot be read, a column is missing, or a row has no target; all such rows are listed.
    """
    name, content = opened(path)
    wanted = [*by, TARGET]

    def merit(rows: Any) -> int:
        return len(set(wanted) & {plain(c) for c in (rows[0] if rows else ())})

    head, *body = grids(name, content, merit)[0].rows
    heads = [plain(c) for c in head]
    if missing := [w for w in wanted if plain(w) not in heads]:
        raise FileError(
            f"{name} tidak memuat kolom {', '.join(missing)}. Yang diperlukan: {', '.join(wanted)}."
        )
    out: dict[Row, dict[Any, Decimal]] = {}
    wrong = []
    for number, cells in enumerate(body, start=2):
        row = {h: c for h, c in zip(heads, cells, strict=False) if not is_blank(c)}
        if not row:
            continue
        unit, period = [], None
        for key in by:
            text = tidy(_plain_number(row.get(plain(key), "")))
            if key in PERIODS:
                period = parsed(key, text, str(_plain_number(row.get("tahun", ""))))
            else:
                unit.append(text.casefold())
        target = _decimal(row.get(TARGET))
        if period is None or target is None or not all(unit):
            wrong.append(f"baris {number}")
        else:
            out.setdefault(tuple(unit), {})[period] = target
    if wrong:
        raise FileError(
            f"{name}: {', '.join(wrong)} tidak lengkap; isi {', '.join(wanted)}, target lebih dari 0."
        )
    return out


def _plain_number(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _decimal(cell: Any) -> Decimal | None:
    """A number more than 0 as it was typed; None for anything else."""
    try:
        value = Decimal(str(cell).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None
