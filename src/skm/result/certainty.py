"""How sure a result is: standard errors, intervals and probabilities as values and frames, and in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from skm.ground.numbers import decimal_id, integer_id
from skm.pedoman import Pedoman
from skm.result.indeks import PRIORITIES, classes, grades, indices, lowest
from skm.result.inference import Estimates, Method, estimates, interval, poststratified, stratified
from skm.result.population import check_users, group_names, users_served
from skm.result.probabilities import indistinct, mutu_probabilities, probability_among_lowest

if TYPE_CHECKING:
    from skm.result.result import Result

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
    needed: int | None

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


@dataclass(frozen=True, repr=False, eq=False)
class ResultCertainty(Certainty):
    """How sure a whole :class:`skm.Result` is: its index, its groups, its unsur.

    Parameters
    ----------
    result : Result
    k : int
        How many lowest unsur are asked for; 1 or more.
    method : {"score", "logit", "t", "normal"}
        Of the intervals, see :func:`skm.result.inference.interval`.
    """

    result: Result
    k: int
    method: Method

    @property
    def groups(self) -> pd.DataFrame:
        """How sure the IKM of each group is; index as in :attr:`skm.Result.groups`.

        Columns
        -------
        n : int64
        ikm, standard_error, ci_low, ci_high : float64, in index points
        mutu : str
        mutu_probability : float64, of that letter
        sure : bool, whether that probability reaches `level`
        """
        pedoman, e, ikm = self.result.pedoman, self._of_groups, indices(self.result.tally).ikm
        low, high = interval(
            e.ikm,
            e.variance,
            e.n,
            low=float(pedoman.faktor),
            high=100.0,
            level=self.level,
            sampled=e.sampled,
            method=self.method,
        )
        position = grades(pedoman, ikm)
        probability = mutu_probabilities(pedoman, e.ikm, e.variance, e.n, e.sampled)
        own = np.where(position >= 0, probability[np.arange(len(e.n)), position], np.nan)
        index = self.result.groups.index
        return pd.DataFrame(
            {
                "n": e.n,
                "ikm": e.ikm,
                "standard_error": e.se,
                "ci_low": low,
                "ci_high": high,
                "mutu": pd.Series(classes(pedoman, ikm)[0], index=index, dtype=object),
                "mutu_probability": own,
                "sure": own >= self.level,
            },
            index=index,
        )

    @property
    def unsur(self) -> pd.DataFrame:
        """How sure the NRR of each unsur and its place among the `k` lowest are; index as in `Result.unsur`.

        Columns
        -------
        nama : str
        n : int64, filled answers
        nrr, standard_error, ci_low, ci_high : float64, in nilai
        prioritas_probability : float64, that it truly is among the k lowest
        indistinct : bool, cannot be told apart from the k-th lowest at `level` (which is itself True)
        """
        pedoman, e = self.result.pedoman, self.result._unit_estimates
        low, high = interval(
            e.nrr,
            np.diagonal(e.covariance, axis1=1, axis2=2),
            e.filled,
            low=1.0,
            high=float(pedoman.nilai_max),
            level=self.level,
            sampled=e.sampled[:, None],
            method=self.method,
        )
        index = pd.Index(pedoman.kode, dtype=object, name="unsur")
        return pd.DataFrame(
            {
                "nama": pd.Series(list(pedoman.nama_unsur), index=index, dtype=object),
                "n": self.result.unsur["n"],
                "nrr": e.nrr[0],
                "standard_error": e.nrr_se[0],
                "ci_low": low[0],
                "ci_high": high[0],
                "prioritas_probability": probability_among_lowest(e, self.k)[0],
                "indistinct": indistinct(e, self.k, self.level)[0],
            },
            index=index,
        )

    @property
    def priorities(self) -> pd.DataFrame:
        """The probability of each unsur to be among the `k` lowest of its group: groups by unsur codes."""
        found = probability_among_lowest(self._of_groups, self.k)
        columns = pd.Index(self.result.pedoman.kode, dtype=object, name="unsur")
        return pd.DataFrame(found, index=self.result.groups.index, columns=columns)

    @property
    def priorities_text(self) -> str:
        """How sure the `k` lowest unsur are, in words; empty when it is not known."""
        frame = self.unsur
        if frame["prioritas_probability"].isna().any():
            return ""
        chosen = lowest(self.result.unsur["rank"].to_numpy()[None], self.k)[0][0]
        low = frame[chosen].sort_values("nrr", kind="stable")
        shares = zip(low["nama"], low["prioritas_probability"], strict=True)
        sure = "; ".join(f"{nama} {percent(share, places=0)}" for nama, share in shares)
        near = frame["nama"][~chosen & frame["indistinct"].to_numpy()].tolist()
        number, last = ("tiga", "ketiga") if self.k == PRIORITIES else (str(self.k), f"ke-{self.k}")
        text = f"Peluang benar-benar termasuk {number} terendah: {sure}."
        if near:
            others = "; ".join(near) if len(near) < 4 else f"{len(near)} unsur lain"
            text += f" Belum dapat dibedakan dari yang {last}: {others}; pakai juga pertimbangan lain."
        return text

    def stratified(self, users: Mapping[Any, int] | None = None, *, post: bool = False) -> Certainty:
        """The IKM weighted by the users each group served, and how sure it is, at the same level.

        Parameters
        ----------
        users : mapping
            Users served for each group; without it the `population` of the result.
        post : bool
            False (default): each group was sampled apart, its n fixed (stratified). True: the unit was
            sampled as one, and how many came from each group was chance (poststratified).

        Raises
        ------
        KeyError, ValueError
            When a group has no number, or the index cannot be formed.
        """
        result = self.result
        served = result.population if users is None else users
        if not isinstance(served, Mapping):
            raise ValueError("stratified needs the users served by each group")
        weighted, names = result.weighted_by_users(served), group_names(result)
        numbers = np.array([float(served[name]) for name in names])
        check_users(numbers, result.tally.n, names)
        variance = (poststratified if post else stratified)(result.tally, numbers)[1]
        fields = _index_certainty(
            result.pedoman,
            weighted.ikm,
            weighted.mutu,
            float(variance[0]),
            result.n,
            sampled=result.n / float(numbers.sum()),
            level=self.level,
            method=self.method,
        )
        return Certainty(**fields)

    @cached_property
    def _of_groups(self) -> Estimates:
        return estimates(self.result.tally, users_served(self.result))


def certainty_of(result: Result, level: float, k: int, method: Method) -> ResultCertainty:
    """What :meth:`skm.Result.certainty` returns."""
    if k < 1:
        raise ValueError(f"k is 1 or more, not {k}")
    e = result._unit_estimates
    fields = _index_certainty(
        result.pedoman,
        float(e.ikm[0]),
        result.mutu,
        float(e.variance[0]),
        int(e.n[0]),
        sampled=float(e.sampled[0]),
        level=level,
        method=method,
    )
    return ResultCertainty(**fields, result=result, k=k, method=method)


def _index_certainty(
    pedoman: Pedoman,
    ikm: float,
    mutu: str | None,
    variance: float,
    n: int,
    *,
    sampled: float = 0.0,
    level: float = 0.95,
    method: Method = "score",
) -> dict[str, Any]:
    """The fields of :class:`Certainty` of one index; its variance has the finite population correction."""
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
    return {
        "ikm": ikm,
        "mutu": mutu,
        "standard_error": math.sqrt(variance),
        "low": float(limits[0][0]),
        "high": float(limits[1][0]),
        "level": level,
        "probability": dict(zip(letters, probability.tolist(), strict=True)),
        "needed": needed,
    }
