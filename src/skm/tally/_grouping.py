"""Who belongs to which group: columns of keys as codes, and the groups that their values make."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# What a key is called where its cell is empty: such questionnaires stay, as a group of their own.
NO_KEY = "(tidak diisi)"

# More combinations of keys than this are first cut down to those that occur.
_COMBINATIONS = 1 << 20

Coded = tuple[NDArray[Any], list[Any]]


def coded(column: pd.Series) -> Coded:
    """A column as codes from 0 and its values in order, as a tally holds them; an empty cell is the last."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, levels = column.array.codes, list(column.cat.categories)  # `column.cat.codes` would copy
    else:
        codes, uniques = pd.factorize(column)
        levels = list(uniques)
    if len(codes) and codes.min() < 0:
        codes = np.where(codes < 0, len(levels), codes)
        levels.append(NO_KEY)
    return codes, [_key(level) for level in levels]


def _key(value: Any) -> str | int | float | bool:
    """A key as a tally holds it: text, a number, or the text of anything else."""
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, str | int | float | bool) else str(value)


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
