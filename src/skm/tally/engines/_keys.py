"""Keys of a stream: each different value numbered when it is first met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray


class Keys:
    """The values met so far of a number of keys, in the order first met."""

    def __init__(self, number: int) -> None:
        self._met: list[dict[Any, int]] = [{} for _ in range(number)]
        self._types: list[Any] = [None] * number
        # the last dictionary of each key with its codes: batches of one row group share it
        self._last: list[tuple[Any, NDArray[np.int32]] | None] = [None] * number

    @property
    def sizes(self) -> list[int]:
        return [max(1, len(met)) for met in self._met]

    def codes(self, columns: Sequence[Any]) -> list[NDArray[np.int32]]:
        """Arrow arrays of one batch as codes (N,)."""
        return [self._code(i, column) for i, column in enumerate(columns)]

    def _code(self, key: int, column: Any) -> NDArray[np.int32]:
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        self._types[key] = column.type.value_type
        met, last = self._met[key], self._last[key]
        if last is not None and last[0].equals(column.dictionary):
            table = last[1]
        else:
            cells = column.dictionary.to_pylist()
            table = np.fromiter(
                (met.setdefault(None if v != v else v, len(met)) for v in cells),
                np.int32,
                len(cells),
            )
            self._last[key] = column.dictionary, table
        if not column.null_count:
            codes = column.indices.to_numpy(zero_copy_only=False)
            if codes.dtype == np.int32 and (table == np.arange(len(table))).all():  # as numbered in the file
                return np.asarray(codes)
            return np.asarray(table[codes])
        none = met.setdefault(None, len(met))
        codes = column.indices.fill_null(len(table)).to_numpy(zero_copy_only=False)
        return np.asarray(np.append(table, np.int32(none))[codes])

    def values(self, codes: NDArray[np.int64]) -> list[pd.Series]:
        """Per key, the values of these combinations (R, keys)."""
        found = []
        for met, kind, code in zip(self._met, self._types, codes.T, strict=True):
            cells = np.empty(len(met), dtype=object)
            cells[:] = list(met)
            taken = cells[code] if len(met) else cells[:0]
            found.append(_series(taken, kind))
        return found


def _series(cells: NDArray[Any], kind: Any) -> pd.Series:
    """Numbers and times in a dtype of their own, everything else as objects."""
    if kind is not None and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        whole = pa.types.is_integer(kind) and all(v is not None for v in cells)
        return pd.Series(cells).astype("int64" if whole else "float64")
    if kind is not None and pa.types.is_timestamp(kind):
        return pd.Series(pd.to_datetime(cells))
    return pd.Series(cells, dtype=object)
