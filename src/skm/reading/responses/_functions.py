"""Whether figures are a function of answers: their sum, mean, median, how often each was given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from skm.reading.responses.columns import Column

Figures = NDArray[np.float64]  # (R, Q), NaN where a cell is no number


def figures_of(columns: Sequence[Column], rows: Sequence[int]) -> Figures:
    """The numbers in these rows of the columns of the questions."""
    found = np.full((len(rows), len(columns)), np.nan)
    for q, column in enumerate(columns):
        for r, row in enumerate(rows):
            found[r, q] = _number(column.cell(row))
    return found


def _number(value: object) -> float:
    if isinstance(value, bool):
        return np.nan
    try:
        return float(value.strip().replace(",", ".") if isinstance(value, str) else value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return np.nan


def is_table_of_frequencies(figures: Figures, answers: NDArray[np.int8]) -> bool:
    """Whether row v of the figures (K, Q) says how often answer v + 1 was given in the answers (Q, M)."""
    counts = np.array([(answers == v + 1).sum(axis=1) for v in range(len(figures))])
    return bool(np.array_equal(figures, counts))


def is_function(figures: NDArray[np.float64], answers: NDArray[np.int8]) -> str:
    """The name, in Indonesian, of the function of the answers (Q, M) that the figures (Q,) show; "" for none.

    A figure may be rounded to the decimals it has.
    """
    told = ~np.isnan(figures)
    if not told.any():
        return ""
    figures, answers = figures[told], answers[told]
    decimals = np.array([min(len(repr(float(f)).partition(".")[2].rstrip("0")), 6) for f in figures])
    slack = 0.5 * 10.0**-decimals + 1e-9
    for name, values in _functions(answers).items():
        if (np.abs(figures - values) <= slack).all():
            return name
    if (
        _times(answers, figures)
        == np.max([_times(answers, np.full(len(figures), v)) for v in range(1, 10)], axis=0)
    ).all():
        return "modus"
    return ""


def _times(answers: NDArray[np.int8], values: NDArray[np.float64]) -> NDArray[np.int64]:
    """How often each value stands in its row of the answers; at least once, where there are answers."""
    times = (answers == values[:, None]).sum(axis=1)
    return np.where(times == 0, -1, times)


def _functions(answers: NDArray[np.int8]) -> dict[str, NDArray[np.float64]]:
    filled = np.where(answers > 0, answers, np.nan).astype(float)
    n = (answers > 0).sum(axis=1)
    if not n.all():
        return {}
    total = np.nansum(filled, axis=1)
    mean, low, high = total / n, np.nanmin(filled, axis=1), np.nanmax(filled, axis=1)
    spread = np.nansum((filled - mean[:, None]) ** 2, axis=1)
    return {
        "jumlah": total,
        "rata-rata": mean,
        "nilai terendah": low,
        "nilai tertinggi": high,
        "median": np.nanmedian(filled, axis=1),
        "rentang": high - low,
        "banyaknya": n.astype(float),
        "simpangan baku": np.sqrt(spread / np.maximum(n - 1, 1)),
        "simpangan baku populasi": np.sqrt(spread / n),
        "nilai konversi": mean * 25,
        "rata-rata tertimbang": mean / len(mean),
        "peringkat": 1.0 + (mean[None, :] > mean[:, None]).sum(axis=1),
    }
