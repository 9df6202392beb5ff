"""A tally with its indices: what a result knows of its groups before anything is shown."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import PopulationError, SampleSizeWarning
from skm.ground.numbers import Exact, exact, integer_id
from skm.pedoman import Pedoman
from skm.pedoman.sampling import sample_size
from skm.result.indeks import Indeks, Ratio, classes, indices
from skm.tally import Tally

Population = int | Mapping[Any, int] | None
Floats = NDArray[np.float64]


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


class Grouped:
    """The indices of a tally, of the whole and of each group, and the unit's index in other ways."""

    tally: Tally
    name: str
    population: Population

    @property
    def pedoman(self) -> Pedoman:
        """The guideline."""
        return self.tally.pedoman

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
        keys = list(self._group_index)
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

    def _letters(self, ikm: Ratio) -> list[str | None]:
        """The letter of each index, None where it is missing."""
        letters: list[str | None] = classes(self.pedoman, ikm)[0].tolist()
        return letters

    # Users served -------------------------------------------------------------------------------------------

    @property
    def _group_names(self) -> list[Any]:
        return list(self._group_index) if self.tally.keys else [self.name] * len(self.tally.n)

    @property
    def users_served(self) -> Floats:
        """Users served per group, NaN where not known."""
        if not isinstance(self.population, Mapping):
            return np.full(len(self.tally.n), np.nan if self.tally.keys else self._all_users)
        return np.array([float(self.population.get(name, np.nan)) for name in self._group_names])

    @property
    def _all_users(self) -> float:
        if isinstance(self.population, Mapping):
            known = [float(self.population.get(name, np.nan)) for name in self._group_names]
            return float(sum(known))
        return np.nan if self.population is None else float(self.population)

    def _check_population(self) -> None:
        if self.population is None:
            return
        if isinstance(self.population, Mapping) and (other := set(self.population) - set(self._group_names)):
            raise KeyError(f"population of groups that are not there: {sorted(map(str, other))}")
        self._check_users(self.users_served, self.tally.n, self._group_names)
        self._check_users([self._all_users], [self.tally.n.sum()], [self.name])

    @staticmethod
    def _check_users(users: Any, n: Any, names: list[Any]) -> None:
        for served, used, name in zip(users, n, names, strict=True):
            if served < used:
                raise PopulationError(
                    f"Jumlah pengguna layanan {name}: {integer_id(int(served))}, lebih kecil daripada "
                    f"{integer_id(int(used))} kuesionernya. Isi jumlah semua pengguna pada periode itu."
                )

    @property
    def adequacy(self) -> pd.DataFrame:
        """Whether enough users were asked, by Krejcie and Morgan: one row per group, the unit last.

        Columns
        -------
        n : int64, questionnaires
        population : float64, users served; NaN where not known
        needed : float64, the Krejcie-Morgan number of that population
        short : bool, whether fewer were asked
        """
        rows = (
            [*zip(self._group_names, self.tally.n, self.users_served, strict=True)] if self.tally.keys else []
        )
        rows.append((self.name, self.tally.n.sum(), self._all_users))
        needed = [np.nan if np.isnan(users) or users < 1 else sample_size(int(users)) for _, _, users in rows]
        n = np.array([n for _, n, _ in rows], dtype=np.int64)
        return pd.DataFrame(
            {
                "n": n,
                "population": np.array([users for _, _, users in rows], dtype=np.float64),
                "needed": np.array(needed, dtype=np.float64),
                "short": n < np.array(needed),
            },
            index=pd.Index([name for name, _, _ in rows], dtype=object, name="kelompok", tupleize_cols=False),
        )

    def warn_of_small_samples(self) -> None:
        """Warn (:class:`skm.SampleSizeWarning`) of the groups with fewer questionnaires than needed."""
        if self.population is None:
            return
        frame = self.adequacy
        short = frame[frame["short"]]
        if len(short):
            listed = "; ".join(
                f"{name} {integer_id(n)} dari {integer_id(int(needed))} yang diperlukan"
                for name, n, needed in zip(short.index[:5], short["n"], short["needed"], strict=False)
            )
            more = f"; dan {len(short) - 5} lagi" if len(short) > 5 else ""
            warnings.warn(
                f"Responden lebih sedikit daripada tabel Krejcie-Morgan: {listed}{more}.",
                SampleSizeWarning,
                stacklevel=3,
            )

    # Computed once ------------------------------------------------------------------------------------------

    @cached_property
    def _pooled(self) -> Tally:
        return self.tally.pool()

    @cached_property
    def _whole(self) -> Indeks:
        return indices(self._pooled)

    @cached_property
    def _per_group(self) -> Indeks:
        return indices(self.tally)

    @cached_property
    def _group_index(self) -> pd.Index:
        groups = self.tally.groups
        if not self.tally.keys:
            return pd.Index([self.name], dtype=object, name="kelompok")
        if len(self.tally.keys) == 1:
            values: list[object] = groups.iloc[:, 0].tolist()
            return pd.Index(values, dtype=object, name=self.tally.keys[0])
        return cast("pd.Index", pd.MultiIndex.from_frame(groups))
