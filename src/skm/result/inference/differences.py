"""Differences between two independent surveys: interval, p-value, effect size, and many at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from skm.result.inference.intervals import score_limits

Floats = NDArray[np.float64]


class Difference(NamedTuple):
    """`second` less `first` in their unit, p two-sided, effect in standard deviations."""

    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    effect: Floats


def difference(
    first: tuple[Floats, Floats, Any, Any],
    second: tuple[Floats, Floats, Any, Any],
    *,
    low: float,
    high: float,
    level: float = 0.95,
) -> Difference:
    """Compare the means of two independent samples.

    The interval joins the score intervals of the two means (MOVER; Newcombe's method 10 for proportions):
    ``d - sqrt((m2 - l2)^2 + (u1 - m1)^2)`` to ``d + sqrt((u2 - m2)^2 + (m1 - l1)^2)``, so it stays within
    what the scale allows and is sensible when everybody gave the highest answer. p is the level at which
    that interval just touches 0. The effect is Hedges' g: the difference over the pooled standard deviation
    of respondents, corrected for small samples; NaN when nobody differs.

    Parameters
    ----------
    first, second : (value, variance, n, sampled)
        As for :func:`skm.result.inference.interval`.
    low, high : float
        The ends of the scale.
    level : float

    Raises
    ------
    ValueError
        When `level` is out of range.

    References
    ----------
    Newcombe, R. G. (1998). Statistics in Medicine 17, 873-890. Zou, G. Y. and Donner, A. (2008). Statistics
    in Medicine 27, 1693-1702. Hedges, L. V. (1981). Journal of Educational Statistics 6, 107-128.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is more than 0 and less than 1, not {level!r}")
    (m1, v1, n1, f1), (m2, v2, n2, f2) = first, second
    d = m2 - m1

    def reach(at: Any) -> tuple[Floats, Floats]:
        l1, u1 = score_limits(m1, v1, n1, low=low, high=high, level=at, sampled=f1)
        l2, u2 = score_limits(m2, v2, n2, low=low, high=high, level=at, sampled=f2)
        return np.hypot(m2 - l2, u1 - m1), np.hypot(u2 - m2, m1 - l1)

    down, up = reach(np.float64(level))
    inside, outside = np.zeros_like(d), np.ones_like(d)  # 1 - p is where the reach towards 0 equals |d|
    for _ in range(50):
        middle = (inside + outside) / 2
        below, above = reach(middle)
        touches = np.where(d > 0, below, above) >= np.abs(d)
        inside, outside = np.where(touches, inside, middle), np.where(touches, middle, outside)
    p = np.where(d == 0, 1.0, 1 - outside)
    p = np.where(np.isnan(down), np.nan, p)
    return Difference(d, d - down, d + up, p, _hedges(d, v1, n1, f1, v2, n2, f2))


def _hedges(d: Floats, v1: Floats, n1: Any, f1: Any, v2: Floats, n2: Any, f2: Any) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        s1, s2 = v1 * n1 / (1 - f1), v2 * n2 / (1 - f2)
        df = n1 + n2 - 2
        pooled = ((n1 - 1) * s1 + (n2 - 1) * s2) / df
        out: Floats = np.where(pooled > 0, d / np.sqrt(pooled) * (1 - 3 / (4 * df - 1)), np.nan)
    return out


def holm(p: Floats) -> Floats:
    """p-values of one family adjusted after Holm (1979); NaN stay out of the family."""
    there = np.flatnonzero(~np.isnan(p))
    order = there[np.argsort(p[there])]
    out = np.full(p.shape, np.nan)
    out[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)), 1.0)
    return out
