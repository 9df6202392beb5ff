"""Who belongs to which group: columns of keys as codes, and the groups that their values make."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.reading.questionnaire.layout import field_of
from skm.reading.questionnaire.periods import PERIODS, in_time_order, periods_of
from skm.reading.questionnaire.vocabulary import plain
from skm.reading.responses import Responses

# What a key is called where its cell is empty: such questionnaires stay, as a group of their own.
NO_KEY = "(tidak diisi)"

# More combinations of keys than this are first cut down to those that occur.
_COMBINATIONS = 1 << 20

# Names of columns to count by, each with the headings it has in the sources.
Columns = Mapping[str, Sequence[str]]


def columns_of(responses: Responses) -> Columns:
    """The columns of the profile."""
    return {str(name): responses.headings.get(name, ()) for name in responses.profile.columns}


def column_of(key: str, columns: Columns) -> str | None:
    """The column that `key` means; None when there is none, or more than one.

    It may be the name of the column, a heading it has in a source up to case and signs, or any heading of
    the same profile field.

    Examples
    --------
    >>> columns = {"jenis_kelamin": ["L/P"], "Desa": []}
    >>> [column_of(key, columns) for key in ("jenis_kelamin", "Jenis Kelamin", "l/p", "DESA", "usia")]
    ['jenis_kelamin', 'jenis_kelamin', 'jenis_kelamin', 'Desa', None]
    """
    if key in columns:
        return key
    wanted = plain(key)
    same = [name for name, titles in columns.items() if wanted in map(plain, (name, *titles))]
    meant = same or [name for name in columns if name == field_of(key)]
    return meant[0] if len(meant) == 1 else None


def key_of(key: str, columns: Columns) -> str | None:
    """What to count by for `key`: a column, or the kind of period that its dates fall in; None for neither.

    Examples
    --------
    >>> [key_of(key, {"tanggal": ["Tanggal"]}) for key in ("Tanggal", "Bulan", "usia")]
    ['tanggal', 'bulan', None]
    """
    kind = plain(key)
    return column_of(key, columns) or (kind if kind in PERIODS and "tanggal" in columns else None)


def key_column(profile: pd.DataFrame, key: str) -> pd.Series:
    """The value of a key, as :func:`keys_of` names it, for every questionnaire."""
    return profile[key] if key in profile.columns else periods_of(key, profile["tanggal"])


def keys_of(by: str | Sequence[str] | None, columns: Columns) -> list[str]:
    """The names of the columns, and the kinds of periods, that `by` means.

    Raises
    ------
    KeyError
        For a column that is not there.
    """
    wanted = [by] if isinstance(by, str) else list(by or ())
    found = {key: key_of(key, columns) for key in wanted}
    if unknown := [key for key, name in found.items() if name is None]:
        raise KeyError(f"no column {', '.join(unknown)} to count by; there are {listed(columns)}")
    return list(dict.fromkeys(name for name in found.values() if name is not None))


def listed(columns: Columns) -> str:
    """The columns there are, with their headings where these are different: ``usia ("Umur")``."""
    names = []
    for name, titles in columns.items():
        others = [f'"{title}"' for title in titles if title != name]
        names.append(f"{name} ({', '.join(others)})" if others else name)
    return ", ".join(names)


Coded = tuple[NDArray[Any], list[Any]]


def coded(column: pd.Series) -> Coded:
    """A column as codes from 0 and its values in order, as a tally holds them; an empty cell is the last."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, levels = column.array.codes, list(column.cat.categories)  # `column.cat.codes` would copy
    else:
        codes, uniques = pd.factorize(column)
        levels = in_time_order(list(uniques))
        if levels != list(uniques):
            place = {level: i for i, level in enumerate(levels)}
            codes = np.array([*(place[level] for level in uniques), -1])[codes]
    if len(codes) and codes.min() < 0:
        codes = np.where(codes < 0, len(levels), codes)
        levels.append(NO_KEY)
    return codes, [plain_key(level) for level in levels]


def plain_key(value: Any) -> str | int | float | bool | None:
    """A key as a tally and its file hold it: text, a number, None, or the text of anything else."""
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def groups_of(by: list[str], keys: list[Coded], n: int) -> tuple[list[NDArray[Any]], list[int], pd.DataFrame]:
    """The codes to count by, their sizes, and the keys of each resulting group."""
    sizes = [len(levels) for _, levels in keys]
    if math.prod(sizes) <= _COMBINATIONS:
        positions = np.indices(sizes).reshape(len(sizes), -1) if sizes else np.zeros((0, 1), int)
        codes = [code for code, _ in keys]
    else:
        frame = pd.DataFrame({name: code for name, (code, _) in zip(by, keys, strict=True)})
        combined = frame.groupby(by, sort=True).ngroup().to_numpy()
        distinct = frame.drop_duplicates().sort_values(by)
        positions = distinct.to_numpy().T
        codes, sizes = [combined], [len(distinct)]
    values = {
        name: np.array(levels, dtype=object)[position]
        for name, (_, levels), position in zip(by, keys, positions, strict=True)
    }
    return codes, sizes, pd.DataFrame(values, index=range(positions.shape[1]), columns=by, dtype=object)
