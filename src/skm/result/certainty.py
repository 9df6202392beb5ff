"""How sure a result is: standard errors, intervals and probabilities as values and frames, and in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.numbers import decimal_id, integer_id
from skm.pedoman import Pedoman
from skm.result._grouped import Grouped
from skm.result.indeks import grades, lowest
from skm.result.inference import (
    Estimates,
    Method,
    estimates,
    indistinct,
    interval,
    poststratified,
    probability_among_lowest,
    probability_at_least,
    stratified,
)

Floats = NDArray[np.float64]

# Numbers of respondents at which it is tried whether the letter would be sure; more no service will have.
_TRIED = np.unique(np.geomspace(2, 100_000, 600).astype(np.int64))


class ConfidenceInterval(NamedTuple):
    """The limits of a confidence interval, in index points."""

    low: float
    high: float


@dataclass(frozen=True, repr=False)
class Certainty:
    """How sure an index and its letter are.

    Parameters
    ----------
    ikm : float
        In index points.
    mutu : str or None
        Its letter.
    standard_error : float
        In index points.
    low, high : float
        The interval of the IKM at `level`.
    level : float
        More than 0 and less than 1.
    probability : mapping of letter to float
        Of each mutu, best first; sums to 1.
    needed : int or None
        Respondents at which the letter would be sure if answers stayed as they are; None when it is sure
        already, or would not be with any number.

    All floats are NaN when they are not known: without second moments, or without an index.
    """

    ikm: float
    mutu: str | None
    standard_error: float
    low: float
    high: float
    level: float
    probability: dict[str, float]
    needed: int | None = None

    @property
    def sure(self) -> bool:
        """Whether the letter has the probability `level` or more; too close to call when not."""
        return self.mutu is not None and self.probability[self.mutu] >= self.level

    @property
    def text(self) -> str:
        """How sure the letter is, in words, and what would make it so.

        Such as "Mutu B pasti (peluang 99,8 %); selang kepercayaan 95 % IKM: 82,90 sampai 86,35."
        """
        if self.mutu is None or math.isnan(self.low):
            return "Kepastian mutu tidak diketahui: rekap ini tidak memuat sebaran jawaban per responden."
        found = (
            f"selang kepercayaan {percent(self.level, places=0)} IKM: {decimal_id(self.low)} sampai "
            f"{decimal_id(self.high)}"
        )
        if self.sure:
            return f"Mutu {self.mutu} pasti (peluang {percent(self.probability[self.mutu])}); {found}."
        likely = sorted(self.probability.items(), key=lambda item: -item[1])
        odds = ", ".join(f"{letter} {percent(p)}" for letter, p in likely if p >= 0.0005)
        return f"Mutu {self.mutu} belum pasti (peluang {odds}); {found}. {self._advice}"

    @property
    def short(self) -> str:
        """The index, its interval and the verdict on one line: "87,81 (86,39–89,11): B belum pasti"."""
        if self.mutu is None or math.isnan(self.low):
            return f"{decimal_id(self.ikm)}{f': {self.mutu}' if self.mutu else ''}"
        limits = f"{decimal_id(self.low)}–{decimal_id(self.high)}"
        return f"{decimal_id(self.ikm)} ({limits}): {self.mutu} {'pasti' if self.sure else 'belum pasti'}"

    @property
    def _advice(self) -> str:
        if math.isnan(self.standard_error):
            return "Satu kuesioner tidak cukup; tambah respondennya."
        if self.needed is None:
            return "Nilainya terlalu dekat dengan batas mutu untuk dipastikan dengan menambah responden."
        return f"Dengan sebaran jawaban ini perlu sekitar {integer_id(self.needed)} responden agar pasti."

    def __repr__(self) -> str:
        return self.text


def percent(share: float, *, places: int = 1) -> str:
    """A share as Indonesian text that never rounds to certainty: "99,8 %", ">99,9 %", "<0,1 %"."""
    edge = 10.0 ** -(places + 2)
    if 1 - edge / 2 <= share < 1:
        return f">{decimal_id(100 - 100 * edge, places=places)} %"
    if 0 < share < edge / 2:
        return f"<{decimal_id(100 * edge, places=places)} %"
    return f"{decimal_id(100 * share, places=places)} %"


def mutu_probabilities(pedoman: Pedoman, ikm: Floats, variance: Floats, n: Any, sampled: Any = 0.0) -> Floats:
    """The probability of each class, best first, (..., classes); a class begins where its bound prints."""
    low, high = float(pedoman.faktor), 100.0
    reached = [np.zeros_like(ikm)]
    for mutu in pedoman.mutu[:-1]:
        bound = float(mutu.ikm_min) - 0.005  # rounded half up, this already prints as the bound
        reached.append(probability_at_least(bound, ikm, variance, n, low=low, high=high, sampled=sampled))
    reached.append(np.where(np.isnan(reached[-1]), np.nan, 1.0))
    return np.diff(np.stack(reached, axis=-1), axis=-1)


def certainty_of(
    pedoman: Pedoman,
    ikm: float,
    mutu: str | None,
    variance: float,
    n: int,
    *,
    sampled: float = 0.0,
    level: float = 0.95,
    method: Method = "score",
) -> Certainty:
    """The certainty of one index from its variance (with the finite population correction)."""
    value, spread = np.array([ikm]), np.array([variance])
    limits = interval(
        value, spread, n, low=float(pedoman.faktor), high=100.0, level=level, sampled=sampled, method=method
    )
    letters = [m.huruf for m in pedoman.mutu]
    probability = mutu_probabilities(pedoman, value, spread, n, sampled)[0]
    needed = None
    if mutu is not None and sampled < 1 and probability[letters.index(mutu)] < level:
        more = _TRIED[(n < _TRIED) & (_TRIED * sampled <= n)]
        rest = 1 - more * sampled / n
        then = variance * n / more * rest / (1 - sampled)
        tried = mutu_probabilities(pedoman, np.full(len(more), ikm), then, more, 1 - rest)
        enough = more[tried[:, letters.index(mutu)] >= level]
        needed = int(enough[0]) if len(enough) else None
    return Certainty(
        ikm,
        mutu,
        math.sqrt(variance),
        float(limits[0][0]),
        float(limits[1][0]),
        level,
        dict(zip(letters, probability.tolist(), strict=True)),
        needed,
    )


class WithCertainty(Grouped):
    """What a :class:`skm.Result` knows of its own certainty, all from the integers of its tally."""

    @property
    def standard_error(self) -> float:
        """Standard error of the IKM in index points, the unit as one simple random sample of its users.

        With blanks the NRR are ratios with their own denominators, linearised as R's `survey` does; with
        `population` the finite population correction is made. NaN when n is 1 or the tally has no second
        moments (it was typed from totals, or counted without ``pairs=True``).
        """
        return float(self.estimates_of_whole.se[0])

    def confidence_interval(
        self, confidence_level: float = 0.95, *, method: Method = "score"
    ) -> ConfidenceInterval:
        """The confidence interval of the IKM in index points, within 25 to 100 on the 1 to 4 scale.

        Score-type by default, see :func:`skm.result.inference.interval`; NaN without second moments.

        Raises
        ------
        ValueError
            When level or method is out of range.
        """
        found = self.certainty(confidence_level, method=method)
        return ConfidenceInterval(found.low, found.high)

    @property
    def mutu_probability(self) -> pd.Series[float]:
        """The probability of each mutu given the survey, indexed by letter, best first; sums to 1."""
        found = self.certainty().probability
        return pd.Series(found, name="peluang", dtype=np.float64).rename_axis("mutu")

    def certainty(self, level: float = 0.95, *, method: Method = "score") -> Certainty:
        """How sure the IKM and its letter are; too close to call when the letter does not reach `level`."""
        e = self.estimates_of_whole
        return certainty_of(
            self.tally.pedoman,
            float(e.ikm[0]),
            self._letters(self._whole.ikm)[0],
            float(e.variance[0]),
            int(e.n[0]),
            sampled=float(e.sampled[0]),
            level=level,
            method=method,
        )

    def stratified(
        self, users: Mapping[Any, int] | None = None, *, level: float = 0.95, post: bool = False
    ) -> Certainty:
        """The IKM weighted by the users each group served, and how sure it is.

        Parameters
        ----------
        users : mapping
            Users served for each group; without it the `population` of the result.
        level : float
        post : bool
            False (default): each group was sampled apart, its n fixed (stratified). True: the unit was
            sampled as one, and how many came from each group was chance (poststratified).

        Raises
        ------
        KeyError, ValueError
            When a group has no number, or the index cannot be formed.
        """
        served = self.population if users is None else users
        if not isinstance(served, Mapping):
            raise ValueError("stratified needs the users served by each group")
        weighted = self.weighted_by_users(served)
        numbers = np.array([float(served[name]) for name in self._group_names])
        self._check_users(numbers, self.tally.n, self._group_names)
        variance = (poststratified if post else stratified)(self.tally, numbers)[1]
        n, everybody = int(self.tally.n.sum()), float(numbers.sum())
        return certainty_of(
            self.tally.pedoman,
            weighted.ikm,
            weighted.mutu,
            float(variance[0]),
            n,
            sampled=n / everybody,
            level=level,
        )

    def group_certainty(self, level: float = 0.95) -> pd.DataFrame:
        """How sure the IKM of each group is; index as in :attr:`skm.Result.groups`.

        Columns
        -------
        n : int64
        ikm, standard_error, ci_low, ci_high : float64, in index points
        mutu : str
        mutu_probability : float64, of that letter
        sure : bool, whether that probability reaches `level`
        """
        pedoman, e = self.tally.pedoman, estimates(self.tally, self.users_served)
        low, high = interval(
            e.ikm, e.variance, e.n, low=float(pedoman.faktor), high=100.0, level=level, sampled=e.sampled
        )
        position = grades(pedoman, self._per_group.ikm)
        probability = mutu_probabilities(pedoman, e.ikm, e.variance, e.n, e.sampled)
        own = np.where(position >= 0, probability[np.arange(len(e.n)), position], np.nan)
        index = self._group_index
        return pd.DataFrame(
            {
                "n": e.n,
                "ikm": e.ikm,
                "standard_error": e.se,
                "ci_low": low,
                "ci_high": high,
                "mutu": pd.Series(self._letters(self._per_group.ikm), index=index, dtype=object),
                "mutu_probability": own,
                "sure": own >= level,
            },
            index=index,
        )

    def unsur_certainty(self, k: int = 3, *, level: float = 0.95) -> pd.DataFrame:
        """How sure the NRR of each unsur and its place among the `k` lowest are; index as in `.unsur`.

        Columns
        -------
        nama : str
        n : int64, filled answers
        nrr, standard_error, ci_low, ci_high : float64, in nilai
        prioritas_probability : float64, that it truly is among the k lowest
        indistinct : bool, cannot be told apart from the k-th lowest at `level` (which is itself True)
        """
        pedoman, e = self.tally.pedoman, self.estimates_of_whole
        variance = np.diagonal(e.covariance, axis1=1, axis2=2)
        low, high = interval(
            e.nrr,
            variance,
            e.filled,
            low=1.0,
            high=float(pedoman.nilai_max),
            level=level,
            sampled=e.sampled[:, None],
        )
        return pd.DataFrame(
            {
                "nama": pd.Series(list(pedoman.nama_unsur), index=list(pedoman.kode), dtype=object),
                "n": self._pooled.per_unsur()[0][0],
                "nrr": e.nrr[0],
                "standard_error": e.nrr_se[0],
                "ci_low": low[0],
                "ci_high": high[0],
                "prioritas_probability": probability_among_lowest(e, k)[0],
                "indistinct": indistinct(e, k, level)[0],
            },
            index=pd.Index(pedoman.kode, dtype=object, name="unsur"),
        )

    def priority_probability(self, k: int = 3) -> pd.DataFrame:
        """The probability of each unsur to be among the `k` lowest of its group: groups by unsur codes."""
        found = probability_among_lowest(estimates(self.tally, self.users_served), k)
        columns = pd.Index(self.tally.pedoman.kode, dtype=object, name="unsur")
        return pd.DataFrame(found, index=self._group_index, columns=columns)

    @property
    def priority_text(self) -> str:
        """How sure the three lowest unsur are, in words; empty when it is not known."""
        frame = self.unsur_certainty()
        if frame["prioritas_probability"].isna().any():
            return ""
        chosen = lowest(self._whole.rank, 3)[0][0]
        low = frame[chosen].sort_values("nrr", kind="stable")
        shares = zip(low["nama"], low["prioritas_probability"], strict=True)
        sure = "; ".join(f"{nama} {percent(share, places=0)}" for nama, share in shares)
        near = frame["nama"][~chosen & frame["indistinct"].to_numpy()].tolist()
        text = f"Peluang benar-benar termasuk tiga terendah: {sure}."
        if near:
            others = "; ".join(near) if len(near) < 4 else f"{len(near)} unsur lain"
            text += f" Belum dapat dibedakan dari yang ketiga: {others}; pakai juga pertimbangan lain."
        return text

    # Computed once ------------------------------------------------------------------------------------------

    @cached_property
    def estimates_of_whole(self) -> Estimates:
        """Estimates and their covariance for the unit as one sample, see :func:`estimates`."""
        return estimates(self._pooled, np.array([self._all_users]))
