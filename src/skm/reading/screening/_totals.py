"""Totals, means and indices stored beside the answers, held against the answers themselves."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.numbers import decimal_id
from skm.reading.screening._codes import Sheets, stores_a_total
from skm.reading.screening.rules import Finding, Where

_AGREE = 0.5  # a column is the total it agrees with in at least half of its cells
_MOST_DECIMALS = 6


def totals(sheets: Sheets) -> Finding:
    """The finding "jumlah"."""
    profile = sheets.responses.profile
    candidates = [str(name) for name in profile if stores_a_total(str(name))]
    wrong: dict[str, tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]] = {}
    read: list[str] = []
    said: list[str] = []
    kinds = _kinds(sheets) if candidates else {}
    for name in candidates:
        stored, decimals = numbers(profile[name])
        best = _best(stored, decimals, kinds)
        if best is None:
            continue
        kind, agrees = best
        read.append(f'"{name}" sebagai {kind}')
        if "bobot 0,11" in kind:
            said.append(f'Kolom "{name}" dihitung dengan {kind}; pedoman menetapkan bobot yang tepat (1/9).')
        there = ~np.isnan(stored) & ~np.isnan(kinds[kind])
        wrong[name] = (there & ~agrees, stored, kinds[kind])
    if not read:
        return Finding.not_examined(
            "jumlah",
            f"{_quoted(candidates)} bukan jumlah, rata-rata, atau IKM dari jawaban di barisnya."
            if candidates
            else "Tidak ada kolom berisi jumlah, rata-rata, atau IKM per kuesioner.",
        )
    rows = np.flatnonzero(np.logical_or.reduce([bad for bad, _, _ in wrong.values()]))

    def tell(row: int, where: Where) -> str:
        return "; ".join(
            f'kolom "{name}" {_shown(stored[row])}, seharusnya {_shown(right[row])}'
            for name, (bad, stored, right) in wrong.items()
            if bad[row]
        )

    remark = " ".join([f"Kolom yang dicocokkan: {'; '.join(read)}.", *said])
    return Finding("jumlah", rows, math.nan, True, tell, remark=remark)


def _quoted(names: list[str]) -> str:
    return "Kolom " + ", ".join(f'"{name}"' for name in names)


def _shown(value: float) -> str:
    return decimal_id(float(value), places=0 if float(value).is_integer() else 2)


def _best(
    stored: NDArray[np.float64], decimals: int, kinds: dict[str, NDArray[np.float64]]
) -> tuple[str, NDArray[np.bool_]] | None:
    """What a column agrees with best, and where it does; None when with nothing."""
    filled = int(np.count_nonzero(~np.isnan(stored)))
    if not filled:
        return None
    tolerance = 0.5 * 10.0**-decimals + 1e-9
    agreement = {kind: np.abs(stored - right) <= tolerance for kind, right in kinds.items()}
    kind = max(agreement, key=lambda k: int(agreement[k].sum()))
    return (kind, agreement[kind]) if agreement[kind].sum() >= _AGREE * filled else None


def numbers(column: pd.Series) -> tuple[NDArray[np.float64], int]:
    """A column as numbers, NaN where none stands, and with how many decimals they are written (0 to 6).

    Examples
    --------
    >>> numbers(pd.Series(["88,3", "76,61", "-"]))
    (array([88.3 , 76.61,   nan]), 2)
    """
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return np.full(len(column), np.nan), 0
    codes, distinct = pd.factorize(column)
    texts = [str(value).strip().replace(",", ".") for value in distinct]
    valid = [re.fullmatch(r"-?\d+(\.\d+)?", text) for text in texts]
    values = np.array([float(t) if v else np.nan for t, v in zip(texts, valid, strict=True)] + [np.nan])
    decimals = max((_decimals(v[1]) for v in valid if v), default=0)
    return values[codes], min(decimals, _MOST_DECIMALS)


def _decimals(fraction: Any) -> int:
    return len(str(fraction or "").strip(".").rstrip("0"))


def _kinds(sheets: Sheets) -> dict[str, NDArray[np.float64]]:
    """What a stored number may be: the sum (blanks left out), and for full questionnaires mean and index.

    Floats suffice: what is stored was printed with a few decimals and is compared to half of its last one.
    """
    pedoman = sheets.responses.pedoman
    weights = [
        float(bobot / len(unsur.pertanyaan))
        for bobot, unsur in zip(pedoman.bobot, pedoman.unsur, strict=True)
        for _ in unsur.pertanyaan
    ]
    total, weighted = np.zeros(sheets.n), np.zeros(sheets.n)
    complete = np.ones(sheets.n, dtype=np.bool_)
    for column, weight in zip(sheets.columns, weights, strict=True):
        total += column
        weighted += column * weight
        complete &= column > 0
    full = np.where(complete, 1.0, np.nan)
    factor = float(pedoman.faktor)
    kinds = {
        "jumlah": total,
        "rata-rata": full * total / len(weights),
        "rata-rata tertimbang": full * weighted,
        "IKM": full * weighted * factor,
    }
    if len(weights) == 9 and len(set(weights)) == 1:
        for rounded in (0.11, 0.111):
            name = f"dengan bobot {decimal_id(rounded, places=len(str(rounded)) - 2)}"
            kinds[f"rata-rata tertimbang {name}"] = total * full * rounded
            kinds[f"IKM {name}"] = total * full * rounded * factor
    return kinds
