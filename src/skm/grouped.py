"""A tally with its indices: what a result knows of its groups before anything is shown."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, cast

import pandas as pd

from skm.indeks import Indeks, Ratio, grades, indices
from skm.numbers import Exact, exact
from skm.pedoman import Pedoman
from skm.tally import Tally


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
        letters = [*(m.huruf for m in self.pedoman.mutu), None]  # -1, the last, is no class
        return [letters[i] for i in grades(self.pedoman, ikm)]

    # Computed once ------------------------------------------------------------------------------------------

    @cached_property
    def _pooled(self) -> Tally:
        return self.tally.pool()

    @cached_property
    def _whole(self) -> Indeks:
        return indices(self.pedoman, *self._pooled.per_unsur())

    @cached_property
    def _per_group(self) -> Indeks:
        return indices(self.pedoman, *self.tally.per_unsur())

    @cached_property
    def _group_index(self) -> pd.Index:
        groups = self.tally.groups
        if not self.tally.keys:
            return pd.Index([self.name], dtype=object, name="kelompok")
        if len(self.tally.keys) == 1:
            values: list[object] = groups.iloc[:, 0].tolist()
            return pd.Index(values, dtype=object, name=self.tally.keys[0])
        return cast("pd.Index", pd.MultiIndex.from_frame(groups))
