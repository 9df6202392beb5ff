"""What the groups said: values, class, ranking, frames, and how they are shown."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from skm.ground.numbers import Exact, decimal_id, exact, integer_id
from skm.ground.printing import Printed, Shown
from skm.pedoman import PERMENPANRB_14_2017, Mutu, Pedoman
from skm.result import display
from skm.result.certainty import ConfidenceInterval, ResultCertainty, certainty_of
from skm.result.indeks import PRIORITIES, Indeks, Ratio, classes, grades, indices, lowest
from skm.result.inference import Estimates, Method, estimates
from skm.result.population import Population, all_users, check_population, group_names, warn_of_small_samples
from skm.tally import Tally
from skm.tally.counting import count
from skm.tally.provenance import Blanks
from skm.tally.saved import key_rows


class IKM(NamedTuple):
    """An index that was not pooled, with its class.

    Attributes
    ----------
    ikm : float
        In index points, the float nearest to the exact value; NaN when it is missing.
    mutu, kinerja : str or None
        Its class, graded on the exact value.
    """

    ikm: float
    mutu: str | None
    kinerja: str | None


@dataclass(frozen=True, repr=False, eq=False)
class Result(Printed):
    """What respondents said, under one guideline: the unit, and each of its groups.

    The unit pools its respondents: its NRR are sums over everybody. All floats are the ones nearest to the
    exact value; what is printed and graded is rounded half up, once, from the exact value.

    Parameters
    ----------
    tally : Tally
        G groups.
    name : str
        What the whole is called on paper; a group taken out by ``hasil["KTP"]`` carries its own name.
    population : int or mapping of group to int
        Users served in the period, of the unit or of each group (by tuple with several keys): for the finite
        population correction. :class:`skm.ground.errors.PopulationError` when fewer than the questionnaires,
        KeyError for a group that is not there.

    With groups it goes like a mapping: ``hasil["KTP"]``, ``for key in hasil``, ``"KTP" in hasil``,
    ``len(hasil)``, ``hasil.items()``; one without groups is empty, but true as every result.

    Examples
    --------
    >>> skck = Tally.from_totals({"U1": 18, "U2": 18, "U3": 18, "U4": 18, "U5": 17, "U6": 17, "U7": 17,
    ...                           "U8": 18, "U9": 16}, n=5)
    >>> hasil = Result(skck)
    >>> round(hasil.ikm, 4), hasil.mutu, hasil.kinerja, hasil.n
    (87.2222, 'B', 'Baik', 5)
    >>> list(hasil.priorities(1).index)
    ['U9']
    """

    tally: Tally
    name: str = "Unit"
    population: Population = None

    def __post_init__(self) -> None:
        check_population(self)

    def __bool__(self) -> bool:
        return True

    # The whole --------------------------------------------------------------------------------------------

    @property
    def pedoman(self) -> Pedoman:
        """The guideline."""
        return self.tally.pedoman

    @property
    def n(self) -> int:
        """Questionnaires used."""
        return int(self.tally.n.sum())

    @property
    def ikm(self) -> float:
        """The index in points (25 to 100 on the 1 to 4 scale); NaN when an unsur has no filled answer."""
        return float(self._whole.ikm.nearest()[0])

    @property
    def ikm_exact(self) -> Fraction | None:
        """The index as a fraction; None when it is missing."""
        return self._whole.ikm.fraction(0)

    @property
    def ikm_text(self) -> str:
        """The index as printed: ``"87,81"``."""
        return str(self._whole.ikm.text()[0])

    @property
    def mutu(self) -> str | None:
        """The letter of its class, A to D."""
        return None if self._class is None else self._class.huruf

    @property
    def kinerja(self) -> str | None:
        """The wording of its class, such as "Baik"."""
        return None if self._class is None else self._class.kinerja

    @property
    def unsur(self) -> pd.DataFrame:
        """The unit per unsur: one row per unsur, in the guideline's order, the index holding its code.

        Columns
        -------
        nama : str, name as printed
        n : int64, filled answers
        total : int64, their sum
        nrr : float64, total / n, 1 to nilai_max
        nrr_tertimbang : float64, nrr times bobot
        ikm : float64, nrr in index points
        mutu, kinerja : str, class of that index
        rank : int64, 1 is the lowest nrr (first to improve); equal nrr share a rank; 0 without answers
        prioritas : bool, among the three lowest, ties with the third included
        tied : bool, shares the nrr of the third lowest with another unsur

        Float columns are NaN, and text columns None, where nobody answered.
        """
        return self._unsur_frame(self._whole, self._unsur_index)

    @property
    def groups(self) -> pd.DataFrame:
        """One row per group, in the order of the tally; the whole as one row when there are no keys.

        Columns
        -------
        n : int64, questionnaires used
        total : int64, sum of all answers
        nrr : float64, plain mean of the nrr over unsur
        nrr_tertimbang : float64, sum of the nrr tertimbang over unsur, 1 to nilai_max
        ikm : float64, that sum in index points
        mutu, kinerja : str
        """
        indeks = self._per_group
        return pd.DataFrame(
            {
                "n": self.tally.n,
                "total": indeks.total.sum(axis=1),
                "nrr": indeks.nrr_unit.nearest(),
                "nrr_tertimbang": indeks.jumlah_tertimbang.nearest(),
                "ikm": indeks.ikm.nearest(),
                **self._class_columns(indeks.ikm, self._group_index),
            },
            index=self._group_index,
        )

    @property
    def unsur_by_group(self) -> pd.DataFrame:
        """One row per group and unsur, columns as in :attr:`unsur`, indexed by the keys and "unsur"."""
        unsur, groups = len(self.pedoman.unsur), self._group_index
        levels = [groups.get_level_values(i).repeat(unsur) for i in range(groups.nlevels)]
        codes = np.tile(self._unsur_index, len(groups))
        index = pd.MultiIndex.from_arrays([*levels, codes], names=[*groups.names, "unsur"])
        return self._unsur_frame(self._per_group, index)

    def __getitem__(self, key: Hashable) -> Result:
        """The result of one group; with several keys, of that tuple of keys.

        Raises
        ------
        KeyError
            When there is no such group.
        """
        return self._group(self.tally.position(key), key)

    def _group(self, position: int, key: Any) -> Result:
        name = " / ".join(map(str, key)) if isinstance(key, tuple) else str(key)
        users = self.population.get(key) if isinstance(self.population, Mapping) else None
        return Result(self.tally.take([position]), name, users)

    def keys(self) -> list[Any]:
        """The groups, in the order of the tally; tuples with several keys, nothing without keys."""
        if len(self.tally.keys) == 1:
            return self.tally.groups.iloc[:, 0].tolist()
        return list(key_rows(self.tally.groups)) if self.tally.keys else []

    def items(self) -> list[tuple[Any, Result]]:
        """Each group with its result."""
        return [(key, self._group(i, key)) for i, key in enumerate(self.keys())]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.keys())

    def __contains__(self, key: object) -> bool:
        return key in self.keys()

    def __len__(self) -> int:
        return len(self.tally.n) if self.tally.keys else 0

    # The unit's index in other ways -----------------------------------------------------------------------

    def mean_of_groups(self) -> IKM:
        """The plain mean of the groups' IKM, whatever their size.

        Differs from the pooled index when groups differ in size: one example gives 82.28 (B) for 89.06 (A).
        Groups without an index are left out.
        """
        there = [ikm for ikm in self._group_ikm() if ikm is not None]
        return self._graded(sum(there, Fraction(0)) / len(there) if there else None)

    def weighted_by_users(self, users: Mapping[Any, Exact]) -> IKM:
        """The mean of the groups' IKM weighted by the number of users each served (a stratified estimate).

        Parameters
        ----------
        users : mapping
            Users served for each group; every group needs one.

        Raises
        ------
        KeyError
            For a group without a number.
        ValueError
            When a number is negative, all are 0, or a group with users has no index.
        """
        keys = group_names(self)
        if missing := [k for k in keys if k not in users]:
            raise KeyError(f"users served are needed for {missing}")
        weights = [exact(users[k]) for k in keys]
        if min(weights) < 0 or not any(weights):
            raise ValueError("users served cannot be negative, nor all of them 0")
        parts = list(zip(self._group_ikm(), weights, strict=True))
        if any(ikm is None and w for ikm, w in parts):
            raise ValueError("a group with users served has no index")
        return self._graded(sum((ikm * w for ikm, w in parts if ikm is not None), Fraction(0)) / sum(weights))

    def _group_ikm(self) -> list[Fraction | None]:
        return [self._per_group.ikm.fraction(g) for g in range(len(self.tally.n))]

    def _graded(self, ikm: Fraction | None) -> IKM:
        if ikm is None:
            return IKM(float("nan"), None, None)
        mutu = self.pedoman.mutu_of(ikm)
        return IKM(float(ikm), mutu.huruf, mutu.kinerja)

    # Certainty --------------------------------------------------------------------------------------------

    def certainty(
        self, level: float = 0.95, *, k: int = PRIORITIES, method: Method = "score"
    ) -> ResultCertainty:
        """How sure the IKM, its letter, each group and each unsur are.

        Shown it is one sentence. Its `groups` and `unsur` are frames, `priorities_text` is about the lowest
        unsur, and `stratified` weights the groups by the users they served.

        Parameters
        ----------
        level : float
            Of the intervals; a letter with a smaller probability is too close to call.
        k : int
            How many lowest unsur are asked for.
        method : {"score", "logit", "t", "normal"}
            Of the intervals, see :func:`skm.result.inference.interval`.

        Raises
        ------
        ValueError
            When `level`, `k` or `method` is out of range.
        """
        return certainty_of(self, level, k, method)

    @property
    def standard_error(self) -> float:
        """Standard error of the IKM in index points, the unit as one simple random sample of its users.

        With blanks the NRR are ratios with their own denominators, linearised as R's `survey` does; with
        `population` the finite population correction is made. NaN when n is 1 or the tally has no second
        moments (it was typed from totals, or counted without ``pairs=True``).
        """
        return float(self._unit_estimates.se[0])

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

    # Ranking ----------------------------------------------------------------------------------------------

    def priorities(self, k: int = PRIORITIES) -> pd.DataFrame:
        """The `k` lowest unsur, lowest first, every unsur that ties with the last of them included.

        Returns
        -------
        DataFrame
            Rows and columns of :attr:`unsur`, `prioritas` and `tied` told for this `k`.

        Raises
        ------
        ValueError
            When `k` is less than 1.
        """
        if k < 1:
            raise ValueError(f"k is 1 or more, not {k}")
        selected, tied = lowest(self._whole.rank, k)
        frame = self.unsur.assign(prioritas=selected[0], tied=tied[0])
        chosen: pd.DataFrame = frame.loc[selected[0]].sort_values("rank", kind="stable")
        return chosen

    # How it came about, and how it is shown -----------------------------------------------------------------

    @property
    def provenance(self) -> pd.DataFrame:
        """How the numbers came about, in Indonesian: columns `hal` and `isi`, one row a fact."""
        return display.provenance(self.tally)

    @property
    def printed_unsur(self) -> pd.DataFrame:
        """:attr:`unsur` as an office prints it: Indonesian headings, text, decimal comma."""
        return display.printed_unsur(self.tally)

    @property
    def printed_groups(self) -> pd.DataFrame:
        """:attr:`groups` as an office prints it, the pooled unit as the last row."""
        return display.printed_groups(self.tally, self.name)

    @property
    def headline(self) -> str:
        """The result in one sentence: ``"IKM 87,81, mutu B (Baik), n = 162, PermenPANRB 14/2017"``."""
        mutu = f"mutu {self.mutu} ({self.kinerja})" if self._class else "tidak dapat dihitung"
        return f"IKM {self.ikm_text}, {mutu}, n = {integer_id(self.n)}, {self.pedoman.nama}"

    def _shown(self) -> Shown:
        tables = [self.printed_groups] if self.tally.keys else []
        return f"{self.name}: {self.headline}", [*tables, self.printed_unsur], closing(self)

    # Computed once ------------------------------------------------------------------------------------------

    @cached_property
    def _class(self) -> Mutu | None:
        position = int(grades(self.pedoman, self._whole.ikm)[0])
        return None if position < 0 else self.pedoman.mutu[position]

    @cached_property
    def _whole(self) -> Indeks:
        return indices(self.tally.pool())

    @cached_property
    def _unit_estimates(self) -> Estimates:
        """Estimates and their covariance for the unit as one sample of its users."""
        return estimates(self.tally.pool(), np.array([all_users(self)]))

    @cached_property
    def _per_group(self) -> Indeks:
        return indices(self.tally)

    @cached_property
    def _group_index(self) -> pd.Index:
        groups = self.tally.groups
        if not self.tally.keys:
            return pd.Index([self.name], dtype=object, name="kelompok")
        if len(self.tally.keys) == 1:
            values: list[object] = self.keys()
            return pd.Index(values, dtype=object, name=self.tally.keys[0])
        return cast("pd.Index", pd.MultiIndex.from_frame(groups))

    @property
    def _unsur_index(self) -> pd.Index:
        return pd.Index(self.pedoman.kode, dtype=object, name="unsur")

    def _unsur_frame(self, indeks: Indeks, index: pd.Index) -> pd.DataFrame:
        selected, tied = lowest(indeks.rank, PRIORITIES)
        names = np.array(self.pedoman.nama_unsur, dtype=object)
        return pd.DataFrame(
            {
                "nama": pd.Series(np.tile(names, len(indeks.rank)), index=index, dtype=object),
                "n": indeks.filled.ravel(),
                "total": indeks.total.ravel(),
                "nrr": indeks.nrr.nearest().ravel(),
                "nrr_tertimbang": indeks.nrr_tertimbang.nearest().ravel(),
                "ikm": indeks.ikm_unsur.nearest().ravel(),
                **self._class_columns(indeks.ikm_unsur, index),
                "rank": indeks.rank.ravel(),
                "prioritas": selected.ravel(),
                "tied": tied.ravel(),
            },
            index=index,
        )

    def _class_columns(self, ikm: Ratio, index: pd.Index[Any]) -> dict[str, pd.Series[Any]]:
        letters, wording = classes(self.pedoman, ikm)
        return {
            "mutu": pd.Series(letters, index=index, dtype=object),
            "kinerja": pd.Series(wording, index=index, dtype=object),
        }


def highest(result: Result, k: int = PRIORITIES) -> pd.DataFrame:
    """The `k` highest unsur, highest first, ties with the last of them included.

    Rows and columns of :attr:`Result.unsur`; `tied` marks those that tie with the last of them, `prioritas`
    stays that of the three lowest.

    Raises
    ------
    ValueError
        When `k` is less than 1.
    """
    if k < 1:
        raise ValueError(f"k is 1 or more, not {k}")
    frame = result.unsur
    rank = frame["rank"].to_numpy()
    above = (rank[None, :] > rank[:, None]).sum(axis=1)
    selected, tied = lowest(np.where(rank > 0, 1 + above, 0)[None], k)
    chosen: pd.DataFrame = frame.assign(tied=tied[0])[selected[0]]
    return chosen.sort_values("rank", kind="stable", ascending=False)


def closing(result: Result) -> list[str]:
    """The lines below a result's tables: the lowest unsur, the questionnaires, and how sure all is."""
    rows = result.priorities()
    names = "; ".join(
        f"{nama} {decimal_id(nrr)}{' (sama)' if tied else ''}"
        for nama, nrr, tied in zip(rows["nama"], rows["nrr"], rows["tied"], strict=True)
    )
    lines = [f"Unsur terendah: {names or '–'}", display.account(result.tally)]
    if result.n and result.tally.pairs is not None:
        sure = result.certainty()
        lines += filter(None, [sure.priorities_text, sure.text])
    return lines


def summarize(
    source: Any,
    by: str | list[str] | None = None,
    *,
    blanks: Blanks = "per_unsur",
    pedoman: Pedoman = PERMENPANRB_14_2017,
    population: Population = None,
    **reading: Any,
) -> Result:
    """The graded index of the unit and of each group.

    Parameters
    ----------
    source : Responses, DataFrame, path, file object, list of paths, or Tally
        A Tally is taken as it is (`by` then names the keys to keep, all of them without it).
    by, blanks, pedoman, **reading
        As for :func:`skm.count`.
    population : int or mapping of group to int
        Users served in the period, for the standard errors; see :class:`Result`. A
        :class:`skm.SampleSizeWarning` names groups with fewer questionnaires than Krejcie and Morgan ask for.

    Raises
    ------
    ResponseError, ColumnNotFoundError, FileError, PedomanError
        As :func:`skm.read` and :func:`skm.count`.
    KeyError
        When `by` names a column or key that is not there.

    Examples
    --------
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3] for i in range(1, 10)} | {"layanan": ["KTP", "SKCK"]})
    >>> hasil = summarize(sheet, by="layanan")
    >>> hasil.ikm, hasil.mutu, hasil["KTP"].ikm
    (87.5, 'B', 100.0)
    """
    if isinstance(source, Tally):
        tally = source if by is None else source.pool(by)
    else:
        tally = count(source, by, blanks=blanks, pairs=None, pedoman=pedoman, **reading)
    result = Result(tally, population=population)
    warn_of_small_samples(result)
    return result
