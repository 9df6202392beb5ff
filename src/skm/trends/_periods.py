"""Results in order of period: the Trend, its frames and its table."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from numbers import Integral
from typing import Any

import pandas as pd

from skm.ground.numbers import Exact, decimal_id, exact, integer_id
from skm.ground.printing import MISSING, Printed, Shown
from skm.pedoman import PERMENPANRB_14_2017, Mutu, Pedoman
from skm.result import Result
from skm.result.indeks import indices
from skm.tally import Tally
from skm.trends._class_changes import ClassChange, class_change
from skm.trends.decomposition import Decomposition, decompose, matches, signed_id
from skm.trends.performance import (
    INDEKS,
    KATEGORI,
    MINIMAL_B,
    Achievement,
    Indikator,
    Kategori,
    achievement,
    at_least,
    capaian,
    kategori_of,
)

_DTYPES: dict[str, str] = {
    "n": "Int64",
    "ikm": "float64",
    "mutu": "object",
    "kinerja": "object",
    "pedoman": "object",
    "since": "object",
    "change": "float64",
    "mutu_change": "object",
    "cause": "object",
    "mutu_regraded": "object",
    "target": "float64",
    "capaian": "float64",
    "kategori": "object",
    "layanan": "int64",
    "minimal_b": "int64",
    "persen_minimal_b": "float64",
}


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a trend.

    Parameters
    ----------
    label : hashable
        2022, "2022 Semester I", ...
    pedoman : Pedoman
        The guideline it is graded by.
    ikm : Fraction or None
        The exact index, or the published one where there are no answers; None when it is missing.
    result : Result or None
        None for a published figure, or for a period known by its target alone.
    target : Fraction or None
        In index points.
    """

    label: Hashable
    pedoman: Pedoman
    ikm: Fraction | None
    result: Result | None = None
    target: Fraction | None = None

    @property
    def mutu(self) -> Mutu | None:
        """Its class, by its own guideline."""
        return None if self.ikm is None else self.pedoman.mutu_of(self.ikm)

    @property
    def capaian(self) -> Fraction | None:
        """Its index over its target, in percent."""
        return None if self.ikm is None or self.target is None else capaian(self.ikm, self.target)


@dataclass(frozen=True, repr=False, eq=False)
class Trend(Printed):
    """Periods of one unit in order.

    Parameters
    ----------
    periods : tuple of Period
    name : str
        The unit, as printed.
    kategori : tuple of Kategori
        Categories of achievement.
    services : str
        The key that tells services apart.
    """

    periods: tuple[Period, ...]
    name: str = "Unit"
    kategori: tuple[Kategori, ...] = KATEGORI
    services: str = "layanan"

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per period, indexed by "periode".

        Columns
        -------
        n : Int64, questionnaires used; NA for a published figure
        ikm : float64, index points
        mutu, kinerja, pedoman : str, by the period's own guideline; None without an index
        since : the period compared with: the last one before that has an index
        change : float64, index points since then
        mutu_change : str, "naik", "turun", "tetap"; None without an earlier period
        cause : str, where a change of class comes from: "jawaban", "pedoman", "jawaban dan pedoman",
            "jawaban dan pedoman saling meniadakan", "tidak dapat dibandingkan"; "" without one
        mutu_regraded : str, the class this index would have by the guideline of `since`
        target : float64, index points
        capaian : float64, ikm / target in percent
        kategori : str, its category
        layanan : int64, services with an index (0 where services are not told apart)
        minimal_b : int64, those of them with mutu B or better
        persen_minimal_b : float64, their share in percent
        """
        rows = [self._row(i) for i in range(len(self.periods))]
        index = pd.Index([p.label for p in self.periods], name="periode")
        return pd.DataFrame(rows, index, list(_DTYPES), dtype=object).astype(_DTYPES)

    @cached_property
    def unsur(self) -> pd.DataFrame:
        """One row per period and unsur, indexed by "periode" and "unsur"; periods without answers have none.

        Columns
        -------
        nama : str
        n : int64, filled answers
        nrr : float64, 1 to nilai_max
        ikm : float64, nrr in index points
        mutu : str
        since : the period compared with: the last one before that has answers
        change : float64, in NRR since then; NaN for an unsur that was not asked, or on another scale
        """
        parts: list[pd.DataFrame] = []
        before: Period | None = None
        for period in self.periods:
            if period.result is None or period.ikm is None:
                continue
            frame = period.result.unsur[["nama", "n", "nrr", "ikm", "mutu"]].copy()
            frame["since"] = pd.Series([before.label if before else None] * len(frame), frame.index, object)
            frame["change"] = _unsur_change(before.result if before else None, period.result)
            labels = pd.Index([period.label] * len(frame))
            frame.index = pd.MultiIndex.from_arrays([labels, frame.index], names=["periode", "unsur"])
            parts.append(frame)
            before = period
        if parts:
            return pd.concat(parts)
        columns = ["nama", "n", "nrr", "ikm", "mutu", "since", "change"]
        empty = pd.MultiIndex.from_arrays([[], []], names=["periode", "unsur"])
        kinds = {"n": "int64", "nrr": "float64", "ikm": "float64", "change": "float64"}
        return pd.DataFrame(columns=columns, index=empty, dtype=object).astype(kinds)

    def class_change(self, label: Hashable) -> ClassChange | None:
        """How the letter of a period came about since the last one with an index; None for the first."""
        i = self._position(label)
        before, period = self._before(i), self.periods[i]
        if before is None or before.ikm is None or period.ikm is None:
            return None
        return class_change(before.ikm, before.pedoman, period.ikm, period.pedoman)

    def decompose(self, before: Hashable, after: Hashable) -> Decomposition:
        """What the change between two periods is made of, see :func:`decompose`.

        Raises
        ------
        KeyError
            When there is no such period.
        ValueError
            When one of them has no answers.
        """
        results = [self.periods[self._position(label)].result for label in (before, after)]
        if results[0] is None or results[1] is None:
            raise ValueError("a published figure without answers cannot be split")
        keyed = all(self.services in r.tally.keys for r in results if r is not None)
        return decompose(results[0], results[1], self.services if keyed else None)

    def achievement(
        self, label: Hashable, *, target_minimal_b: Exact | float = 100, others: tuple[Indikator, ...] = ()
    ) -> Achievement:
        """The achievement table of one period, see :func:`achievement`.

        Raises
        ------
        KeyError
            When there is no such period.
        ValueError
            When it has no target.
        """
        period = self.periods[self._position(label)]
        if period.target is None:
            raise ValueError(f"no target was given for {label!r}")
        if period.result is not None:
            return achievement(
                period.result,
                period.target,
                target_minimal_b=target_minimal_b,
                others=others,
                services=self.services,
            )
        rows = (Indikator(INDEKS, period.target, period.ikm), Indikator(MINIMAL_B, target_minimal_b), *others)
        return Achievement(rows, self.kategori)

    @property
    def printed(self) -> pd.DataFrame:
        """The trend as an office prints it."""
        frame, changes = self.frame, map(self._change, range(len(self.periods)))
        shares = (
            Fraction(100 * int(good), int(there)) if there else None
            for good, there in zip(frame["minimal_b"], frame["layanan"], strict=True)
        )
        columns = {
            "Periode": [str(p.label) for p in self.periods],
            "Responden": [MISSING if n is pd.NA else integer_id(n) for n in frame["n"]],
            "IKM": [_text(p.ikm) for p in self.periods],
            "Mutu": [mutu or MISSING for mutu in frame["mutu"]],
            "Perubahan": [MISSING if change is None else signed_id(change) for change in changes],
            "Perubahan mutu": [
                (f"{moved} ({cause})" if moved and cause else moved or cause) or MISSING
                for moved, cause in zip(frame["mutu_change"], frame["cause"], strict=True)
            ],
            "Target": [_text(p.target) for p in self.periods],
            "Capaian (%)": [_text(p.capaian) for p in self.periods],
            "Kategori": [kategori or MISSING for kategori in frame["kategori"]],
            "Layanan minimal B (%)": [_text(share) for share in shares],
            "Pedoman": [nama or MISSING for nama in frame["pedoman"]],
        }
        return pd.DataFrame(columns, dtype=object)

    def _shown(self) -> Shown:
        return f"Tren IKM {self.name}", [self.printed], self.notes

    @property
    def notes(self) -> list[str]:
        """What a reader of the trend should know, in Indonesian."""
        out = []
        for i, period in enumerate(self.periods):
            before = self._before(i)
            if before is not None and period.ikm is not None and before.pedoman != period.pedoman:
                out.append(
                    f"{before.label} dinilai dengan {before.pedoman.nama}, {period.label} dengan "
                    f"{period.pedoman.nama}; nilai {period.label} menurut pedoman {before.label}: "
                    f"{before.pedoman.mutu_of(period.ikm).huruf}."
                )
        published = [str(p.label) for p in self.periods if p.result is None and p.ikm is not None]
        if published:
            out.append(f"Angka terbitan, tidak dihitung ulang dari kuesioner: {', '.join(published)}.")
        return out

    def _position(self, label: Hashable) -> int:
        labels = [p.label for p in self.periods]
        if label not in labels:
            raise KeyError(f"no period {label!r}; there are {labels}")
        return labels.index(label)

    def _before(self, position: int) -> Period | None:
        """The last earlier period that has an index."""
        return next((p for p in reversed(self.periods[:position]) if p.ikm is not None), None)

    def _change(self, position: int) -> Fraction | None:
        """What the index rose since the last earlier period that has one."""
        period, before = self.periods[position], self._before(position)
        if before is None or before.ikm is None or period.ikm is None:
            return None
        return period.ikm - before.ikm

    def _row(self, position: int) -> dict[str, Any]:
        period, before = self.periods[position], self._before(position)
        mutu, percent = period.mutu, period.capaian
        good, there = (0, 0) if period.result is None else at_least(period.result, "B", self.services)
        moved = self.class_change(period.label)
        return {
            "n": pd.NA if period.result is None else period.result.n,
            "ikm": _float(period.ikm),
            "mutu": mutu.huruf if mutu else None,
            "kinerja": mutu.kinerja if mutu else None,
            "pedoman": period.pedoman.nama if mutu else None,
            "since": before.label if moved and before else None,
            "change": _float(self._change(position)),
            "mutu_change": _direction(moved) if moved else None,
            "cause": moved.cause if moved else "",
            "mutu_regraded": moved.after_regraded if moved else None,
            "target": _float(period.target),
            "capaian": _float(percent),
            "kategori": None if percent is None else kategori_of(percent, self.kategori),
            "layanan": there,
            "minimal_b": good,
            "persen_minimal_b": 100 * good / there if there else float("nan"),
        }


def _unsur_change(before: Result | None, after: Result) -> list[float]:
    """The change of each NRR, exact until it becomes a float."""
    if before is None or before.pedoman.nilai_max != after.pedoman.nilai_max:
        return [float("nan")] * len(after.pedoman.unsur)
    old, new = (indices(r.tally.pool()).nrr for r in (before, after))
    same = {b: before.pedoman.kode.index(a) for a, b in matches(before.pedoman, after.pedoman).items()}
    out = []
    for j, kode in enumerate(after.pedoman.kode):
        a = old.fraction(0, same[kode]) if kode in same else None
        b = new.fraction(0, j)
        out.append(float("nan") if a is None or b is None else float(b - a))
    return out


def _direction(change: ClassChange) -> str | None:
    if change.steps is None:
        return None
    return "naik" if change.steps > 0 else "turun" if change.steps < 0 else "tetap"


def _float(value: Fraction | None) -> float:
    return float("nan") if value is None else float(value)


def _text(value: Fraction | None) -> str:
    return MISSING if value is None else decimal_id(value)


# Labels of periods that sort as text: 2022, "2022", "2022 Semester I", "2022 Triwulan IV", "2022-07".
_SORTABLE = re.compile(r"\d{4}( (Semester|Triwulan) (I|II|III|IV)|-\d\d)?")


def trend(
    results: Mapping[Any, Result | Tally | Exact | float | None],
    targets: Mapping[Any, Exact | float] | None = None,
    *,
    pedoman: Pedoman | Mapping[Any, Pedoman] = PERMENPANRB_14_2017,
    kategori: tuple[Kategori, ...] = KATEGORI,
    name: str = "Unit",
    services: str = "layanan",
) -> Trend:
    """Results in order of period.

    Parameters
    ----------
    results : mapping of period to Result, Tally or number
        A number is a published index, in index points, of a period whose answers are not at hand; None is a
        period without any. Whole years, and texts such as "2022 Semester I" or "2022-07", are put in order;
        other labels keep the order given.
    targets : mapping of period to number
        Target of the IKM, in index points. A period with a target and no result becomes a row of its own.
    pedoman : Pedoman, or mapping of period to Pedoman
        What published numbers are graded by; results are graded by their own guideline.
    kategori : tuple of Kategori
        Categories of achievement, best first.
    name : str
        The unit, as printed.
    services : str
        The key that tells services apart.

    Raises
    ------
    TypeError
        When `results` is not a mapping, or one of its values is none of these.
    ValueError
        When labels are partly numbers and partly text, or a target is not more than 0.

    Examples
    --------
    >>> tren = trend({2021: 86.7, 2022: 87.69}, targets={2021: 86, 2022: 88})
    >>> tren.printed["Capaian (%)"].tolist(), tren.frame["kategori"].tolist()
    (['100,81', '99,65'], ['Sangat Baik', 'Sangat Baik'])
    """
    if not isinstance(results, Mapping):
        kind = type(results).__name__
        raise TypeError(
            f"results must map each period to its result, as in trend({{2021: a, 2022: b}}), not {kind}"
        )
    targets = targets or {}
    labels = _in_order([*results, *(t for t in targets if t not in results)])
    guides = pedoman if isinstance(pedoman, Mapping) else dict.fromkeys(labels, pedoman)
    periods = []
    for label in labels:
        value = results.get(label)
        target = exact(targets[label]) if label in targets else None
        if target is not None and target <= 0:
            raise ValueError(f"a target is more than 0, not {target} for {label!r}")
        if isinstance(value, Tally):
            value = Result(value)
        if isinstance(value, Result):
            periods.append(Period(label, value.pedoman, value.ikm_exact, value, target))
            continue
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction | None):
            kind = type(value).__name__
            raise TypeError(f"{label!r} needs a Result, a Tally, a number or None, not {kind}")
        ikm = None if value is None or value != value else exact(value)
        periods.append(Period(label, guides.get(label, PERMENPANRB_14_2017), ikm, None, target))
    return Trend(tuple(periods), name, kategori, services)


def _in_order(labels: list[Any]) -> list[Any]:
    texts = [isinstance(label, str) for label in labels]
    if any(texts) and not all(texts):
        raise ValueError(f"periods must be all numbers or all texts, not both: {labels}")
    sortable = all(isinstance(x, Integral) or (isinstance(x, str) and _SORTABLE.fullmatch(x)) for x in labels)
    return sorted(labels) if sortable else labels
