"""Estimates with their variances: the IKM and all NRR, for G groups at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skm.result.indeks import indices
from skm.tally import Tally

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Estimates of G groups over k unsur, with the variances of simple random sampling.

    Parameters
    ----------
    n : int64 (G,)
        Questionnaires.
    sampled : float64 (G,)
        The share of all users who were asked, n / N; 0 when N is not known.
    ikm : float64 (G,)
        In index points; NaN where an unsur has no answer.
    variance : float64 (G,)
        Of the IKM, in squared points; NaN where it is not known (n = 1, or a tally without pairs).
    nrr : float64 (G, k)
    filled : int64 (G, k)
        Respondents who answered the unsur; of an unsur with several questions, at most n.
    covariance : float64 (G, k, k)
        Of the NRR, in squared nilai.
    nilai_max : int
        The IKM lies between 100 / nilai_max and 100, an NRR between 1 and nilai_max.
    """

    n: NDArray[np.int64]
    sampled: Floats
    ikm: Floats
    variance: Floats
    nrr: Floats
    filled: NDArray[np.int64]
    covariance: Floats
    nilai_max: int

    @property
    def se(self) -> Floats:
        """Standard error of the IKM in index points."""
        return np.sqrt(self.variance)

    @property
    def nrr_se(self) -> Floats:
        """Standard error of each NRR (G, k)."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance, axis1=1, axis2=2), 0))

    @property
    def df(self) -> Floats:
        """Degrees of freedom of the variance, n - 1, at least 1."""
        return np.maximum(self.n - 1, 1).astype(np.float64)


def estimates(tally: Tally, population: Floats | None = None) -> Estimates:
    """Estimates of every group of a tally, each group a simple random sample of its users.

    An NRR is a ratio of two totals, the answers and the number of filled answers, so its variance is that of
    the linearised values ``z_r(u) = sum over the questions of u of (x_r - f_r NRR(u)) / N(u)`` (Taylor;
    `survey::svyratio` and `svycontrast` in R): ``(1 - n / N) n / (n - 1) sum over r of z_r(u) z_r(v)``. With
    every answer filled this is the usual ``(1 - n / N) s^2 / n``. All of it follows from the integers of the
    tally, so tallies merged from pieces give the same floats.

    Parameters
    ----------
    tally : Tally
    population : float64 (G,)
        Users served, at least n; NaN or None where not known, which leaves the correction out.

    References
    ----------
    Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, ch. 2 and 5.
    """
    pedoman = tally.pedoman
    indeks = indices(pedoman, *tally.per_unsur())
    squares = linearised_products(tally, indeks.nrr.nearest())
    n = tally.n.astype(np.float64)
    known = np.full(len(n), np.nan) if population is None else population
    with np.errstate(divide="ignore", invalid="ignore"):
        sampled = np.where(np.isnan(known), 0.0, n / known)
        factor = np.where(n > 1, n / (n - 1), np.nan) * (1 - sampled)
    covariance = squares * np.where(sampled == 1, 0.0, factor)[:, None, None]
    return Estimates(
        tally.n,
        sampled,
        indeks.ikm.nearest(),
        ikm_variance(tally, covariance),
        indeks.nrr.nearest(),
        np.minimum(indeks.filled, tally.n[:, None]),
        covariance,
        pedoman.nilai_max,
    )


def linearised_products(tally: Tally, nrr: Floats) -> Floats:
    """Sum over the questionnaires of z(u) z(v), (G, k, k); NaN without pairs, or where an unsur is empty."""
    questions = [len(u.pertanyaan) for u in tally.pedoman.unsur]
    shape = (len(tally.n), len(questions), len(questions))
    if tally.pairs is None:
        return np.full(shape, np.nan)
    first = np.cumsum([0, *questions])[:-1]
    xx, xf, ff = (
        np.add.reduceat(np.add.reduceat(moment, first, axis=1), first, axis=2).astype(np.float64)
        for moment in tally.pairs.filled_in(tally.n, tally.total)
    )
    filled = tally.per_unsur()[0].astype(np.float64)
    u, v = nrr[:, :, None], nrr[:, None, :]
    # where nobody answered an unsur its NRR is NaN, so no number but NaN is divided by 0
    out: Floats = xx - v * xf - u * xf.swapaxes(1, 2) + u * v * ff
    return out / (filled[:, :, None] * filled[:, None, :])


def ikm_variance(tally: Tally, covariance: Floats) -> Floats:
    """The variance of the IKM in squared points from the covariance of the NRR."""
    weights = np.array([float(b * tally.pedoman.faktor) for b in tally.pedoman.bobot])
    # summed in numpy's own order: the libraries behind @ differ in the last bit from machine to machine
    variance: Floats = np.maximum(((covariance * weights).sum(axis=2) * weights).sum(axis=1), 0.0)
    return variance


def stratified(tally: Tally, users: Floats) -> tuple[Floats, Floats]:
    """Covariance of the NRR (k, k) and variance of the IKM, groups sampled apart and weighted by their users.

    ``sum over groups h of (N_h / N)^2 (1 - n_h / N_h) v_h``; of a mean weighted by users,
    :meth:`skm.Result.weighted_by_users`. NaN when a group with users has fewer than two questionnaires.
    """
    share = (users / users.sum()) ** 2
    covariance = estimates(tally, np.where(users > 0, users, np.nan)).covariance
    total = np.where(users[:, None, None] > 0, share[:, None, None] * covariance, 0.0).sum(axis=0)
    return total, ikm_variance(tally, total[None])


def poststratified(tally: Tally, users: Floats) -> tuple[Floats, Floats]:
    """As :func:`stratified`, for one sample of the whole unit that is weighted by service only afterwards.

    The number of questionnaires per group is then random too: ``(1 - n / N) n / (n - 1) sum over h of
    (N_h / N)^2 sum over r of z_r z_r'``, as `survey::postStratify` gives it.
    """
    n, everybody = float(tally.n.sum()), users.sum()
    squares = linearised_products(tally, indices(tally.pedoman, *tally.per_unsur()).nrr.nearest())
    share = ((users / everybody) ** 2)[:, None, None]
    total = np.where(users[:, None, None] > 0, share * squares, 0.0).sum(axis=0)
    total = total * ((1 - n / everybody) * n / (n - 1) if n > 1 else np.nan)
    return total, ikm_variance(tally, total[None])
