"""Is it really better? Two results, or the groups of one, compared with interval, p-value and effect size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.numbers import decimal_id, integer_id
from skm.ground.printing import Printed, Shown
from skm.result.certainty import percent
from skm.result.disclosure import SMALLEST, hidden
from skm.result.inference import Difference, Floats, difference, estimates, holm
from skm.result.population import users_served
from skm.result.result import Result
from skm.tally import Tally

# What is printed of a comparison, and under which heading.
_HEADINGS = {
    "nama": "Unsur",
    "first": "Pertama",
    "second": "Kedua",
    "n_before": "n sebelum",
    "n_after": "n sesudah",
    "n_first": "n pertama",
    "n_second": "n kedua",
    "before": "Sebelum",
    "after": "Sesudah",
    "ikm_first": "IKM pertama",
    "ikm_second": "IKM kedua",
    "difference": "Selisih",
    "ci_low": "Batas bawah",
    "ci_high": "Batas atas",
    "p": "p",
    "p_holm": "p Holm",
    "effect": "Efek",
}


@dataclass(frozen=True, repr=False, eq=False)
class Comparison(Printed):
    """A comparison: `frame` as its function says, each column also by ``comparison["p"]``.

    Parameters
    ----------
    frame : DataFrame
    level : float
        Of the intervals.
    """

    frame: pd.DataFrame
    level: float

    def __getitem__(self, column: Any) -> Any:
        return self.frame[column]

    def _shown(self) -> Shown:
        printed = {
            heading: [_text(name, cell) for cell in self.frame[name]]
            for name, heading in _HEADINGS.items()
            if name in self.frame
        }
        groups = "first" in self.frame
        less = "kelompok kedua dikurangi kelompok pertama" if groups else "sesudah dikurangi sebelum"
        notes = [
            f"Selisih: {less}; batas: selang kepercayaan {percent(self.level, places=0)}.",
            "p Holm memperhitungkan banyaknya perbandingan; efek dalam simpangan baku responden.",
        ]
        headline = "Perbandingan kelompok" if groups else "Perbandingan dua hasil"
        return headline, [pd.DataFrame(printed, dtype=object)], notes


def _text(column: str, cell: Any) -> str:
    if isinstance(cell, float):
        return decimal_id(cell, places=3 if column.startswith("p") else 2)
    if isinstance(cell, tuple):
        return " / ".join(map(str, cell))
    return integer_id(cell) if column.startswith("n_") else str(cell)


def compare(before: Result, after: Result, level: float = 0.95) -> Comparison:
    """How two independent surveys differ: the IKM, and each unsur that both have.

    For this year against last, or one service against another; not for results that share respondents.

    Parameters
    ----------
    before, after : Result
        Each as a whole. Where either has no second moments, limits and p are NaN.
    level : float
        Of the intervals.

    Returns
    -------
    Comparison
        Its `frame` is indexed by "IKM" and the codes of the unsur. Columns:

        nama : str
        n_before, n_after : int64, questionnaires, or filled answers of the unsur
        before, after, difference, ci_low, ci_high : float64, in index points, for an unsur 25 times its NRR;
            the interval joins the score intervals of both (:func:`skm.result.inference.difference`)
        p : float64, two-sided, of no difference
        p_holm : float64, the same for all unsur as one family after Holm; the IKM is a family of its own
        effect : float64, Hedges' g: difference in standard deviations (0.2 small, 0.5 medium, 0.8 large)
        delta : float64, Cliff's delta: how much more often an answer after is higher than one before than
            lower, -1 to 1; only of an unsur with one question and known frequencies
        p_ordinal : float64, of delta, from Somers' D, which takes the answers as ranks alone

    Raises
    ------
    ValueError
        When the scales differ, or `level` is out of range.

    Examples
    --------
    >>> from skm import summarize
    >>> low = summarize(pd.DataFrame({f"U{i}": [3, 3, 4, 2] * 10 for i in range(1, 10)}))
    >>> high = summarize(pd.DataFrame({f"U{i}": [4, 3, 4, 3] * 10 for i in range(1, 10)}))
    >>> row = compare(low, high).frame.loc["IKM"]
    >>> [round(float(row[name]), 1) for name in ("difference", "ci_low", "ci_high")]
    [12.5, 5.5, 19.5]
    """
    a, b = before.pedoman, after.pedoman
    if a.nilai_max != b.nilai_max:
        raise ValueError(f"answers 1 to {a.nilai_max} cannot be compared with answers 1 to {b.nilai_max}")
    shared = [u.kode for u in a.unsur if any((u.kode, u.nama) == (v.kode, v.nama) for v in b.unsur)]
    at = [[p.kode.index(kode) for kode in shared] for p in (a, b)]
    sides = [_side(r, places) for r, places in zip((before, after), at, strict=True)]
    found = difference(sides[0], sides[1], low=float(a.faktor), high=100.0, level=level)
    ordinal = [(math.nan, math.nan)] + [_ordinal(before.tally, after.tally, kode) for kode in shared]
    names = dict(zip(a.kode, a.nama_unsur, strict=True))
    table = pd.DataFrame(
        {
            "nama": pd.Series(["Indeks Kepuasan Masyarakat", *(names[k] for k in shared)], dtype=object),
            "n_before": sides[0][2],
            "n_after": sides[1][2],
            "before": sides[0][0],
            "after": sides[1][0],
            **_columns(found, [found.p[0], *holm(found.p[1:])]),
            "delta": [d for d, _ in ordinal],
            "p_ordinal": [p for _, p in ordinal],
        }
    ).set_index(pd.Index(["IKM", *shared], dtype=object, name="unsur"))
    return Comparison(table, level)


def compare_groups(result: Result, level: float = 0.95, *, smallest: int = SMALLEST) -> Comparison:
    """The IKM of every two groups compared: services, or respondents by sex, age, education, occupation.

    Small groups, and a second where a total would give one away, are left out
    (:func:`skm.result.disclosure.hidden`). Holm's adjustment takes all comparisons as one family.

    Parameters
    ----------
    result : Result
        With groups, such as ``summarize(responses, by="jenis_kelamin")``.
    level : float
    smallest : int
        Groups with fewer questionnaires are left out; 1 leaves out none.

    Returns
    -------
    Comparison
        Its `frame` has one row for every two groups. Columns `first`, `second` (the groups; tuples with
        several keys), n_first, n_second, ikm_first, ikm_second, and difference (second less first), ci_low,
        ci_high, p, p_holm, effect as in :func:`compare`.

    Examples
    --------
    >>> from skm import summarize
    >>> sheet = pd.DataFrame({f"U{i}": [3, 3, 4, 2] * 10 for i in range(1, 10)} | {"tahap": ["a", "b"] * 20})
    >>> compare_groups(summarize(sheet, by="tahap"))[["first", "second", "difference"]].values.tolist()
    [['a', 'b', -25.0]]
    """
    tally = result.tally
    shown = np.flatnonzero(~hidden(tally.groups, tally.n, smallest) & (tally.n > 0))
    names = result.groups.index[shown].tolist()
    e = estimates(tally, users_served(result))
    pairs = np.array(list(combinations(range(len(shown)), 2)), dtype=np.intp).reshape(-1, 2)
    first, second = ((e.ikm[at], e.variance[at], e.n[at], e.sampled[at]) for at in shown[pairs].T)
    found = difference(first, second, low=float(result.pedoman.faktor), high=100.0, level=level)
    table = pd.DataFrame(
        {
            "first": pd.Series([names[i] for i in pairs[:, 0]], dtype=object),
            "second": pd.Series([names[i] for i in pairs[:, 1]], dtype=object),
            "n_first": first[2],
            "n_second": second[2],
            "ikm_first": first[0],
            "ikm_second": second[0],
            **_columns(found, holm(found.p)),
        }
    )
    return Comparison(table, level)


Side = tuple[Floats, Floats, NDArray[np.int64], Any]


def _side(result: Result, unsur: list[int]) -> Side:
    """Values, variances, n and sampled share: the IKM first, then these unsur in index points."""
    e = result._unit_estimates
    factor = float(result.pedoman.faktor)
    variances = np.diagonal(e.covariance[0]) * factor**2
    return (
        np.concatenate([e.ikm, e.nrr[0, unsur] * factor]),
        np.concatenate([e.variance, variances[unsur]]),
        np.concatenate([e.n, e.filled[0, unsur]]),
        e.sampled[0],
    )


def _columns(found: Difference, p_holm: Any) -> dict[str, Any]:
    return {
        "difference": found.difference,
        "ci_low": found.low,
        "ci_high": found.high,
        "p": found.p,
        "p_holm": p_holm,
        "effect": found.effect,
    }


def _ordinal(before: Tally, after: Tally, kode: str) -> tuple[float, float]:
    """Cliff's delta and its p-value for an unsur with one question, from frequencies."""
    from scipy.stats import somersd

    rows = []
    for tally in (before, after):
        unsur = tally.pedoman.unsur[tally.pedoman.kode.index(kode)]
        if tally.counts is None or len(unsur.pertanyaan) > 1:
            return math.nan, math.nan
        question = tally.pedoman.pertanyaan_kode.index(unsur.pertanyaan[0].kode)
        rows.append(tally.counts[:, question, 1:].sum(axis=0))
    table = np.array(rows)
    if not table.sum(axis=1).all():
        return math.nan, math.nan
    if (table.sum(axis=0) > 0).sum() == 1:  # everybody gave the same answer
        return 0.0, 1.0
    found = somersd(table)
    return float(found.statistic), float(found.pvalue)
