"""Targets of the performance agreements, read from a table."""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from skm.batch._archive import table_rows
from skm.batch._rows import Row
from skm.ground.errors import FileError
from skm.reading.questionnaire.names import name_key
from skm.reading.questionnaire.periods import PERIODS, parsed
from skm.reading.questionnaire.vocabulary import plain

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
        For each unit (a tuple of its keys, each by its `name_key`) a mapping of period to target, as
        :func:`skm.trend` takes it.

    Raises
    ------
    FileError
        When the file cannot be read, a column is missing, or rows are incomplete; all such rows are listed.
    """
    wanted = [*by, TARGET]
    name, heads, rows = table_rows(path, wanted)
    if missing := [w for w in wanted if plain(w) not in heads]:
        raise FileError(
            f"{name} tidak memuat kolom {', '.join(missing)}. Yang diperlukan: {', '.join(wanted)}."
        )
    out: dict[Row, dict[Any, Decimal]] = {}
    wrong = []
    for number, row in rows:
        unit, period = [], None
        for key in by:
            text = row.get(plain(key), "")
            if key in PERIODS:
                period = parsed(key, text, row.get("tahun", ""))
            else:
                unit.append(name_key(text))
        target = _decimal(row.get(TARGET, ""))
        if period is None or target is None or not all(unit):
            wrong.append(f"baris {number}")
        else:
            out.setdefault(tuple(unit), {})[period] = target
    if wrong:
        raise FileError(
            f"{name}: {', '.join(wrong)} tidak lengkap; isi {', '.join(wanted)}, target lebih dari 0."
        )
    return out


def _decimal(text: str) -> Decimal | None:
    """A number above 0, exactly as typed; None for anything else."""
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None
