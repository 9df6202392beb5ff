"""The files that a Recap is written to: a workbook with the recap sheet, and its tables as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from skm.batch._recap import Recap
from skm.batch._rows import Row
from skm.ground.numbers import Exact
from skm.ground.printing import MISSING
from skm.reading.questionnaire.names import name_key
from skm.reading.questionnaire.periods import PERIODS
from skm.report.csv_tables import csv_bytes
from skm.report.sheets import Book
from skm.trends import Trend

_WIDEST = 34  # of a column: the sheet has many
_TARGETS = ["Target", "Capaian (%)", "Kategori"]
_NUMBERS = ("Responden", "IKM", "Perubahan", "Target", "Capaian (%)", "Layanan minimal B (%)")


def recap_files(
    recap: Recap, targets: Mapping[Row, Mapping[Any, Exact | float]] | None = None
) -> dict[str, bytes]:
    """The files of a Recap, by name, for :func:`write_folder`; the same bytes every time.

    Parameters
    ----------
    targets : mapping
        Targets per unit, as :func:`read_targets` gives them; achievement is then shown beside the changes.

    Returns
    -------
    dict
        ``rekap_tahunan.xlsx`` (the recap sheet of each guideline, who rose and who fell, the changes of every
        period, and the status of each file), ``rekap.csv`` (the recap sheet; numbered when there are several
        guidelines), ``perubahan.csv``, ``berkas.csv``. Without a period among the keys there are no changes.
    """
    sheets = recap.sheets()
    files = recap.files.rename(columns=str.capitalize).astype(object)
    trends = trends_of(recap, targets or {})
    book = Book("Rekap SKM")
    for number, (guide, table) in enumerate(sheets.items(), start=1):
        name = "Rekap" if len(sheets) == 1 else f"Rekap {number}"
        lines = ["Rekap Survei Kepuasan Masyarakat", guide, recap.headline, *recap.notes]
        book.sheet(name, lines, table, widest=_WIDEST)
    names = ["rekap.csv"] if len(sheets) == 1 else [f"rekap_{i}.csv" for i in range(1, len(sheets) + 1)]
    out = {name: csv_bytes(table) for name, table in zip(names, sheets.values(), strict=True)}
    if trends:
        moved = changes(recap, trends, bool(targets))
        book.sheet("Naik dan turun", [], _numbers(movers(recap, trends)), widest=_WIDEST)
        book.sheet("Perubahan", [], moved, widest=_WIDEST)
        out["perubahan.csv"] = csv_bytes(moved)
    book.sheet("Berkas", [recap.headline], files)
    return {"rekap_tahunan.xlsx": book.content(), **out, "berkas.csv": csv_bytes(files)}


def trends_of(recap: Recap, targets: Mapping[Row, Mapping[Any, Exact | float]]) -> dict[Row, Trend]:
    """The trend of every unit, against its targets; none when no key is a period."""
    if not set(recap.by) & set(PERIODS):
        return {}
    return {u: recap.trend(*u, targets=targets.get(folded(u))) for u in recap.units}


def folded(unit: Row) -> Row:
    """A unit as tables of targets are matched: by what all spellings of its name have in common."""
    return tuple(name_key(value) for value in unit)


def movers(recap: Recap, trends: Mapping[Row, Trend]) -> pd.DataFrame:
    """Who rose and who fell in their last period, the largest rise first, as printed."""
    rows = []
    for unit, trend in trends.items():
        there = trend.frame["since"].notna().to_numpy().nonzero()[0]
        if there.size:
            last, printed = trend.frame.iloc[there[-1]], trend.printed.iloc[there[-1]]
            cells = [printed[h] for h in ("Periode", "IKM", "Mutu", "Perubahan", "Perubahan mutu")]
            rows.append((-last["change"], [*map(str, unit), str(last["since"]), *cells]))
    keys = [k.capitalize() for k in recap.others] if trends else []
    heads = [*keys, "Dari", "Ke", "IKM", "Mutu", "Perubahan"]
    table = [cells for _, cells in sorted(rows)]
    return pd.DataFrame(table, columns=[*heads, "Perubahan mutu"], dtype=object)


def changes(recap: Recap, trends: Mapping[Row, Trend], with_targets: bool = False) -> pd.DataFrame:
    """Every period of every unit, as printed."""
    parts = []
    for unit, trend in trends.items():
        table = trend.printed if with_targets else trend.printed.drop(columns=_TARGETS)
        for place, (key, value) in enumerate(zip(recap.others, unit, strict=True)):
            table.insert(place, key.capitalize(), str(value))
        parts.append(table)
    return _numbers(pd.concat(parts, ignore_index=True))


def _numbers(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its printed numbers as numbers."""
    for heading in set(table.columns) & set(_NUMBERS):
        table[heading] = pd.Series(map(_number, table[heading]), table.index, object)
    return table


def _number(text: str) -> float | int | None:
    """A printed number as a cell: "1.234" is 1234, "+0,93" is 0.93."""
    if text == MISSING:
        return None
    plain = text.replace(".", "").replace(",", ".")
    return float(plain) if "." in plain else int(plain)
