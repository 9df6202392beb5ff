"""NRR, NRR tertimbang and IKM, exactly, for all groups at once.

Everything here is a ratio of integers until the moment it leaves: as the float nearest to the exact value,
or as hundredths rounded half up, which is what is printed and graded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.ground.numbers import round_half_up
from skm.ground.printing import MISSING
from skm.pedoman import Pedoman
from skm.tally import Tally

Integers = NDArray[np.int64] | NDArray[np.object_]

# Rows of the follow-up plan unless another number is asked for.
PRIORITIES = 3

# Below this an integer is a float exactly, and 200 times it is an int64.
_SMALL = 1 << 53


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """Exact ratios, elementwise; a denominator of 0 means that the value is missing.

    Parameters
    ----------
    num, den : integer arrays of one shape
        Not negative. int64, or Python's integers where int64 could overflow.
    """

    num: Integers
    den: Integers

    @classmethod
    def of(cls, num: Any, den: Any) -> Ratio:
        """Ratios of two arrays, in Python's integers when a value is too large for exact float division."""
        num, den = np.broadcast_arrays(num, den)
        if num.dtype == object or den.dtype == object or not _small(num) or not _small(den):
            num, den = num.astype(object), den.astype(object)
        return cls(num, den)

    def nearest(self) -> NDArray[np.float64]:
        """The float nearest to each exact value; NaN where it is missing."""
        if self.num.dtype == object:
            pairs = zip(self.num.ravel(), self.den.ravel(), strict=True)
            flat = [a / b if b else math.nan for a, b in pairs]  # int / int is correctly rounded
            return np.array(flat, dtype=np.float64).reshape(self.num.shape)
        with np.errstate(invalid="ignore"):
            return np.where(self.den > 0, self.num / self.den, np.nan)

    def hundredths(self) -> NDArray[np.int64]:
        """Each exact value times 100, rounded half up, once; -1 where it is missing."""
        there = self.den > 0
        den = np.where(there, self.den, 1)
        rounded = (200 * self.num + den) // (2 * den)
        return np.where(there, rounded, -1).astype(np.int64)

    def settled(self) -> NDArray[np.object_]:
        """Each value as the float that :meth:`hundredths` settles, flat; None where it is missing."""
        hundredths = self.hundredths().ravel().tolist()
        return np.array([h / 100 if h >= 0 else None for h in hundredths], dtype=object)

    def text(self) -> NDArray[np.object_]:
        """Each value as printed, flat: "87,81"; a dash where it is missing."""
        hundredths = self.hundredths().ravel().tolist()
        return np.array(
            [f"{h // 100},{h % 100:02d}" if h >= 0 else MISSING for h in hundredths], dtype=object
        )

    def times(self, factor: Fraction) -> Ratio:
        """Each value times an exact factor."""
        return Ratio.of(_scaled(self.num, factor.numerator), _scaled(self.den, factor.denominator))

    def fraction(self, *position: int) -> Fraction | None:
        """One value as a fraction; None where it is missing."""
        den = int(self.den[position])
        return Fraction(int(self.num[position]), den) if den else None


@dataclass(frozen=True, slots=True, eq=False)
class Indeks:
    """The indices of G groups over k unsur.

    Parameters
    ----------
    pedoman : Pedoman
    filled, total : int64 (G, k)
        Number and sum of the filled answers to each unsur.
    nrr : Ratio (G, k)
        total / filled, from 1 to nilai_max.
    nrr_tertimbang : Ratio (G, k)
        nrr times bobot.
    ikm_unsur : Ratio (G, k)
        nrr in index points: times 25 on the 1 to 4 scale.
    nrr_unit : Ratio (G,)
        The plain mean of the NRR over unsur.
    jumlah_tertimbang : Ratio (G,)
        The sum of the NRR tertimbang, from 1 to nilai_max.
    ikm : Ratio (G,)
        That sum in index points. Missing when an unsur has no filled answer.
    rank : int64 (G, k)
        1 for the lowest NRR, compared exactly; equal NRR share a rank; 0 where it is missing.
    """

    pedoman: Pedoman
    filled: NDArray[np.int64]
    total: NDArray[np.int64]
    nrr: Ratio
    nrr_tertimbang: Ratio
    ikm_unsur: Ratio
    nrr_unit: Ratio
    jumlah_tertimbang: Ratio
    ikm: Ratio
    rank: NDArray[np.int64]


def indices(tally: Tally) -> Indeks:
    """The indices of every group of a tally; of the unit, with ``tally.pool()``."""
    return indices_of_totals(tally.pedoman, *tally.per_unsur())


def indices_of_totals(pedoman: Pedoman, filled: NDArray[np.int64], total: NDArray[np.int64]) -> Indeks:
    """The indices of G groups.

    ``NRR(u) = total(u) / filled(u)``, ``NRR tertimbang(u) = NRR(u) * bobot(u)`` with bobot 1/k exactly unless
    the guideline says otherwise, ``IKM = 25 * sum of NRR tertimbang`` (100 / nilai_max in general), after the
    annex of PermenPANRB 14/2017; the denominator is the number of answers that were filled.

    Parameters
    ----------
    pedoman : Pedoman
        With k unsur.
    filled, total : int64 (G, k)
        Number and sum of the filled answers to each unsur.
    """
    nrr = Ratio.of(total, filled)
    bobot = pedoman.bobot
    weights = (
        np.array([b.numerator for b in bobot], dtype=object),
        np.array([b.denominator for b in bobot], dtype=object),
    )
    equal = (Fraction(1, len(bobot)),) * len(bobot)
    weighted_sum = _weighted_sum(total, filled, bobot)
    return Indeks(
        pedoman,
        filled,
        total,
        nrr,
        Ratio.of(_scaled(total, weights[0]), _scaled(filled, weights[1])),
        nrr.times(pedoman.faktor),
        weighted_sum if bobot == equal else _weighted_sum(total, filled, equal),
        weighted_sum,
        weighted_sum.times(pedoman.faktor),
        _rank(total, filled),
    )


def grades(pedoman: Pedoman, ikm: Ratio) -> NDArray[np.int64]:
    """The class of each index, as a position in ``pedoman.mutu``; -1 where the index is missing.

    Classed on the index rounded half up to two decimals, by lower bounds alone, so that every index has
    exactly one class.
    """
    lowest_first = [int(round_half_up(m.ikm_min).scaleb(2)) for m in reversed(pedoman.mutu)]
    hundredths = ikm.hundredths()
    reached = np.searchsorted(lowest_first, hundredths, side="right")
    return np.where(hundredths < 0, -1, len(lowest_first) - np.maximum(reached, 1))


def classes(pedoman: Pedoman, ikm: Ratio) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Letter and wording of the class of each index, flat; None where the index is missing."""
    position = grades(pedoman, ikm).ravel()  # -1, the last entry of each list, is no class
    letters = np.array([*(m.huruf for m in pedoman.mutu), None], dtype=object)
    wording = np.array([*(m.kinerja for m in pedoman.mutu), None], dtype=object)
    return letters[position], wording[position]


def _weighted_sum(
    total: NDArray[np.int64], filled: NDArray[np.int64], weights: tuple[Fraction, ...]
) -> Ratio:
    """The sum of weight times total / filled over the last axis, exactly; missing when a filled is 0."""
    common = math.lcm(*(w.denominator for w in weights))
    parts = np.array([int(w * common) for w in weights], dtype=object)
    lowest, highest = filled.min(axis=1), filled.max(axis=1)
    alike = lowest == highest
    num, den = _scaled(total, parts).sum(axis=1), _scaled(highest, common)
    if not alike.all():  # blanks: bring the unsur to one denominator, in integers without bounds
        num, den = num.astype(object), den.astype(object)
        own = np.maximum(filled[~alike], 1).astype(object)
        shared = np.lcm.reduce(own, axis=1)
        num[~alike] = (total[~alike] * parts * (shared[:, None] // own)).sum(axis=1)
        den[~alike] = np.where(lowest[~alike] > 0, common * shared, 0)
    return Ratio.of(num, den)


def _rank(total: NDArray[np.int64], filled: NDArray[np.int64]) -> NDArray[np.int64]:
    """1 plus the number of strictly lower ratios in the row, compared by cross multiplication."""
    if int(total.max(initial=0)) * int(filled.max(initial=0)) >= 1 << 63:
        total, filled = total.astype(object), filled.astype(object)
    rank = np.ones(total.shape, np.int64)
    for other in range(total.shape[1]):
        rank += total[:, other, None] * filled < total * filled[:, other, None]
    return np.where(filled > 0, rank, 0)


def _scaled(values: Any, factor: Any) -> Any:
    """Integers times integers, in Python's integers when the product could leave int64."""
    largest = max(factor) if isinstance(factor, np.ndarray) else factor
    if values.dtype != object and int(values.max(initial=0)) * largest < _SMALL:
        return values * (factor.astype(np.int64) if isinstance(factor, np.ndarray) else factor)
    return values.astype(object) * factor


def _small(values: Any) -> bool:
    return bool(values.max(initial=0) < _SMALL)


def from_lowest(rank: Any) -> NDArray[np.intp]:
    """The unsur of one row in order, the lowest NRR first: equal ones as they come, any without one last."""
    return np.argsort(np.where(rank > 0, rank, len(rank) + 1), kind="stable")


def lowest(rank: NDArray[np.int64], k: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which unsur are among the k lowest of their row, and which of those are tied with the k-th.

    Every unsur that ties with the k-th is among them, so there can be more than k: no order of columns
    decides which unsur gets the money.
    """
    selected = (rank > 0) & (rank <= k)
    last = (selected * rank).max(axis=1, keepdims=True)
    at_last = selected & (rank == last)
    return selected, at_last & (at_last.sum(axis=1, keepdims=True) > 1)
