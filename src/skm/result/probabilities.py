"""Probabilities given the survey: of each mutu, and of each unsur to be among the lowest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.pedoman import Pedoman
from skm.result.inference import Estimates, Floats, effective


def probability_at_least(
    bound: float, value: Floats, variance: Floats, n: Any, *, low: float, high: float, sampled: Any = 0.0
) -> Floats:
    """The probability that the true mean is `bound` or more, given the survey.

    The confidence distribution that belongs to the score interval: `bound` has probability 0.975 just when
    it is the lower 95 % limit. Parameters as for :func:`interval`; NaN where `value` or `variance` is.

    References
    ----------
    Schweder, T. and Hjort, N. L. (2016). Confidence, Likelihood, Probability. Cambridge, ch. 3.
    """
    from scipy.special import stdtr

    width = high - low
    p, q = (value - low) / width, (bound - low) / width
    if q <= 0:
        return np.where(np.isnan(p), np.nan, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = (p - q) * np.sqrt(effective(p, variance / width**2, n, sampled) / (q * (1 - q)))
    distance = np.where(p == q, np.where(np.asarray(sampled) == 1, np.inf, 0.0), distance)
    out: Floats = stdtr(np.maximum(np.asarray(n) - 1, 1.0), distance)
    return out


def mutu_probabilities(pedoman: Pedoman, ikm: Floats, variance: Floats, n: Any, sampled: Any = 0.0) -> Floats:
    """The probability of each class, best first, (..., classes); a class begins where its bound prints."""
    low, high = float(pedoman.faktor), 100.0
    reached = [np.zeros_like(ikm)]
    for mutu in pedoman.mutu[:-1]:
        bound = float(mutu.ikm_min) - 0.005  # rounded half up, this already prints as the bound
        reached.append(probability_at_least(bound, ikm, variance, n, low=low, high=high, sampled=sampled))
    reached.append(np.where(np.isnan(reached[-1]), np.nan, 1.0))
    return np.diff(np.stack(reached, axis=-1), axis=-1)


_POINTS = 1024  # of the fixed sequence that stands for the joint distribution; half of them mirrored
_AT_ONCE = 64  # groups, so that their draws stay in the cache


def probability_among_lowest(estimates: Estimates, k: int = 3) -> Floats:
    """For each unsur the probability that it belongs to the k lowest, (G, unsur); equal NRR share a place.

    The NRR are taken as jointly t distributed about their estimates, with n - 1 degrees of freedom and the
    estimated covariance, made safe for few respondents as in :func:`interval`. Computed on a
    fixed low-discrepancy sequence of 1,024 points, so the same survey always gives the same probability; it
    is within about one percentage point of the exact integral. NaN where an NRR or the covariance is missing.

    Raises
    ------
    ValueError
        When `k` is less than 1.

    References
    ----------
    Genz, A. and Bretz, F. (2009). Computation of Multivariate Normal and t Probabilities. Springer.
    """
    if k < 1:
        raise ValueError(f"k is 1 or more, not {k}")
    groups, unsur = estimates.nrr.shape
    root = _root(_covariance(estimates))
    normal, scale = _points(unsur, estimates.df)
    out = np.empty((groups, unsur))
    which = np.unique(estimates.df, return_inverse=True)[1]
    k = min(k, unsur)
    for start in range(0, groups, _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        draws = root[rows].astype(np.float32) @ normal
        draws *= scale[which[rows], None, :]
        draws += estimates.nrr[rows, :, None].astype(np.float32)
        last = _kth_smallest(draws, k)
        out[rows] = (draws <= last[:, None, :]).mean(axis=2)
    missing = np.isnan(estimates.nrr).any(axis=1) | np.isnan(root).any(axis=(1, 2))
    out[missing] = np.nan
    return out


def indistinct(estimates: Estimates, k: int = 3, level: float = 0.95) -> NDArray[np.bool_]:
    """Which unsur cannot be told apart from the k-th lowest, itself included, (G, unsur).

    Paired comparison: the same respondents answered both, so the variance of the difference of two NRR takes
    their covariance into account; t with n - 1 degrees of freedom at `level`, each comparison on its own.
    Of equal NRR the one that the guideline has first counts as the lower. False where it is not known.
    """
    from scipy.special import stdtrit

    nrr, covariance = estimates.nrr, _covariance(estimates)
    k = min(k, nrr.shape[1])
    third = np.argsort(nrr, axis=1, kind="stable")[:, k - 1]
    row = np.arange(len(nrr))
    own = np.diagonal(covariance, axis1=1, axis2=2)
    variance = own + own[row, third][:, None] - 2 * covariance[row, third]
    limit = stdtrit(estimates.df, (1 + level) / 2)[:, None] * np.sqrt(np.maximum(variance, 0.0))
    found: NDArray[np.bool_] = np.abs(nrr - nrr[row, third][:, None]) <= limit
    return found


def _covariance(estimates: Estimates) -> Floats:
    """The covariance of the NRR made safe: what :func:`interval` adds, on the diagonal."""
    n = np.maximum(estimates.filled, 1).astype(np.float64)
    width, rest = estimates.nilai_max - 1, 1 - estimates.sampled
    covariance = estimates.covariance.copy()
    covariance[estimates.n == 1] = np.eye(covariance.shape[1]) * width**2 / 4  # as much as there can be
    covariance[rest == 0] = 0.0
    diagonal = np.arange(covariance.shape[1])
    covariance[:, diagonal, diagonal] += rest[:, None] * width**2 / (4 * n**3)
    return covariance


def _root(covariance: Floats) -> Floats:
    """Cholesky factors (G, k, k), zero in directions without variance; a loop over k, not over G."""
    root = np.zeros_like(covariance)
    for j in range(covariance.shape[1]):
        left = covariance[:, j, j] - (root[:, j, :j] ** 2).sum(axis=1)
        root[:, j, j] = np.sqrt(np.where(left > 1e-12 * covariance[:, j, j], left, 0.0))
        root[np.isnan(left), j, j] = np.nan
        below = covariance[:, j + 1 :, j] - np.einsum("gik,gk->gi", root[:, j + 1 :, :j], root[:, j, :j])
        with np.errstate(divide="ignore", invalid="ignore"):
            root[:, j + 1 :, j] = np.where(root[:, j, j, None] != 0, below / root[:, j, j, None], 0.0)
    return root


def _points(unsur: int, df: Floats) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Standard normal points (unsur, points), and for each distinct df the factors that make them t."""
    from scipy.special import chdtri, ndtri

    base = 2.0  # the root of x^(d + 1) = x + 1, whose powers fill the cube most evenly (Roberts)
    for _ in range(60):
        base = (1 + base) ** (1 / (unsur + 2))
    steps = base ** -np.arange(1.0, unsur + 2)
    cube = (0.5 + np.arange(1, _POINTS // 2 + 1)[:, None] * steps) % 1.0
    normal = ndtri(cube[:, :-1].T)
    distinct = np.unique(df)[:, None]
    factor = np.sqrt(distinct / chdtri(distinct, cube[:, -1]))
    both = np.concatenate([normal, -normal], axis=1)
    return both.astype(np.float32), np.concatenate([factor, factor], axis=1).astype(np.float32)


def _kth_smallest(draws: NDArray[np.float32], k: int) -> NDArray[np.float32]:
    """The k-th smallest over axis 1, by keeping the k smallest so far in order."""
    lowest = [np.full_like(draws[:, 0], np.inf) for _ in range(k)]
    for u in range(draws.shape[1]):
        moving = draws[:, u]
        for i in range(k):
            lowest[i], moving = np.minimum(lowest[i], moving), np.maximum(lowest[i], moving)
    return lowest[-1]
