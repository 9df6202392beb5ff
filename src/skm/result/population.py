"""Users served by each group, and whether enough of them were asked."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skm.ground.errors import PopulationError, SampleSizeWarning
from skm.ground.numbers import integer_id
from skm.pedoman.sampling import sample_size
from skm.result.inference import Floats

if TYPE_CHECKING:
    from skm.result.result import Result

Population = int | Mapping[Any, int] | None


def group_names(result: Result) -> list[Any]:
    """The keys of the groups; the name of the result where it has no keys."""
    return result.keys() if result.tally.keys else [result.name] * len(result.tally.n)


def users_served(result: Result) -> Floats:
    """Users served per group, NaN where not known."""
    users = result.population
    if not isinstance(users, Mapping):
        return np.full(len(result.tally.n), np.nan if result.tally.keys else all_users(result))
    return np.array([float(users.get(name, np.nan)) for name in group_names(result)])


def all_users(result: Result) -> float:
    """Users served by the unit, NaN where not known."""
    if isinstance(result.population, Mapping):
        return float(sum(users_served(result).tolist()))
    return np.nan if result.population is None else float(result.population)


def check_population(result: Result) -> None:
    """Refuse users served of unknown groups, or fewer than the questionnaires; as :class:`Result` says."""
    if result.population is None:
        return
    names = group_names(result)
    if isinstance(result.population, Mapping) and (other := set(result.population) - set(names)):
        raise KeyError(f"population of groups that are not there: {sorted(map(str, other))}")
    check_users(users_served(result), result.tally.n, names)
    check_users([all_users(result)], [result.n], [result.name])


def check_users(users: Any, n: Any, names: list[Any]) -> None:
    """Raise :class:`skm.PopulationError` when a group served fewer users than it has questionnaires."""
    for served, used, name in zip(users, n, names, strict=True):
        if served < used:
            raise PopulationError(
                f"Jumlah pengguna layanan {name}: {integer_id(int(served))}, lebih kecil daripada "
                f"{integer_id(int(used))} kuesionernya. Isi jumlah semua pengguna pada periode itu."
            )


def adequacy(result: Result) -> pd.DataFrame:
    """Whether enough users were asked, by Krejcie and Morgan: one row per group, the unit last.

    Columns
    -------
    n : int64, questionnaires
    population : float64, users served; NaN where not known
    needed : float64, the Krejcie-Morgan number of that population
    short : bool, whether fewer were asked
    """
    names, n, users = [result.name], [result.n], [all_users(result)]
    if result.tally.keys:
        names = [*result.keys(), *names]
        n, users = [*result.tally.n, *n], [*users_served(result), *users]
    needed = np.array([np.nan if np.isnan(u) or u < 1 else sample_size(int(u)) for u in users], np.float64)
    counted = np.array(n, dtype=np.int64)
    return pd.DataFrame(
        {
            "n": counted,
            "population": np.array(users, dtype=np.float64),
            "needed": needed,
            "short": counted < needed,
        },
        index=pd.Index(names, dtype=object, name="kelompok", tupleize_cols=False),
    )


def warn_of_small_samples(result: Result) -> None:
    """Warn (:class:`skm.SampleSizeWarning`) of the groups with fewer questionnaires than needed."""
    if result.population is None:
        return
    frame = adequacy(result)
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
