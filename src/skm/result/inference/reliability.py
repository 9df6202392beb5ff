"""Cronbach's alpha and item-total correlations from second moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skm.tally import Tally

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Alpha:
    """Reliability of Q questions in one group.

    alpha : float
    dropped : float64 (Q,), alpha of the others; NaN with two questions or fewer
    item_total : float64 (Q,), correlation with the sum of the others; NaN where one of the two never varies
    """

    alpha: float
    dropped: Floats
    item_total: Floats


def cronbach(tally: Tally) -> Alpha:
    """Alpha of the questions of a tally of one group, over pairwise complete answers as `psych::alpha` does.

    ``alpha = Q / (Q - 1) (1 - sum of the variances / variance of the sum)``, with the covariance of two
    questions over those who answered both.

    Raises
    ------
    ValueError
        When the tally has several groups or no pairs.

    References
    ----------
    Cronbach, L. J. (1951). Psychometrika 16, 297-334.
    """
    if len(tally.n) != 1 or tally.pairs is None:
        raise ValueError("alpha needs a tally of one group, counted with pairs=True")
    xx, xf, ff = (m[0].astype(np.float64) for m in tally.pairs.filled_in(tally.n, tally.total))
    with np.errstate(invalid="ignore"):  # 0 / 0 where one respondent or none answered both
        covariance = (xx - xf * xf.T / ff) / (ff - 1)
    variances, rows = np.diag(covariance), covariance.sum(axis=1)
    total, questions = covariance.sum(), len(covariance)
    rest = total - 2 * rows + variances  # the variance of the sum of the others
    product = variances * rest
    with np.errstate(divide="ignore", invalid="ignore"):
        item_total = np.where(product > 0, (rows - variances) / np.sqrt(product), np.nan)
    return Alpha(
        float(_alpha(questions, variances.sum(), total)),
        _alpha(questions - 1, variances.sum() - variances, rest),
        item_total,
    )


def _alpha(questions: int, variances: Floats, total: Floats) -> Floats:
    if questions < 2:
        return np.full(np.shape(total), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        out: Floats = np.where(total > 0, questions / (questions - 1) * (1 - variances / total), np.nan)
    return out


def feldt(alpha: float, n: int, questions: int, level: float = 0.95) -> tuple[float, float]:
    """Confidence limits of alpha after Feldt: 1 - alpha over its estimate is F distributed.

    References
    ----------
    Feldt, L. S., Woodruff, D. J. and Salih, F. A. (1987). Applied Psychological Measurement 11, 93-103.
    """
    from scipy.special import fdtri

    if n < 2 or questions < 2 or np.isnan(alpha):
        return np.nan, np.nan
    df = (float(n - 1), float((n - 1) * (questions - 1)))
    low, high = (1 - (1 - alpha) * fdtri(*df, q) for q in ((1 + level) / 2, (1 - level) / 2))
    return float(low), float(high)


def r_tabel(n: int, level: float = 0.95) -> float:
    """The r table: the correlation that n respondents must exceed, two-sided, n - 2 degrees of freedom."""
    from scipy.special import stdtrit

    if n < 3:
        return np.nan
    t = float(stdtrit(n - 2.0, (1 + level) / 2))
    return float(t / np.sqrt(n - 2 + t**2))
