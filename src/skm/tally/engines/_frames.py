"""Frames of other libraries, held in memory, as the sheet that the checks read: column by column."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from skm.reading.responses import FRAME, Sheet

_FEW = 1 << 16  # rows in which most dictionaries have shown all their values


def sheet_of(frame: nw.DataFrame[Any]) -> Sheet:
    """The sheet of an eager frame; numbers and texts stay in the memory they are in.

    Dictionaries become categorical columns. One that declares its values (an Enum, an ordered dictionary)
    keeps their order; others are only a way of storing texts: those that occur, in the order first met.
    """
    table = frame.to_arrow()
    declared = [_declares(dtype) for dtype in frame.schema.values()]
    columns = [series_of(c, ordered=d) for c, d in zip(table.columns, declared, strict=True)]
    return Sheet(FRAME, "", tuple(table.column_names), columns, pd.RangeIndex(len(table)))


def _declares(dtype: Any) -> bool:
    return isinstance(dtype, nw.Enum) and hasattr(dtype, "categories")


def series_of(column: Any, *, ordered: bool = False) -> pd.Series:
    """An Arrow column as a pandas Series over the same memory."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        ordered = ordered or kind.ordered
        if ordered or (is_text(kind.value_type) and not _repeats(column)):
            return pd.Series(_categorical(column, ordered=ordered))
        column, kind = column.cast(kind.value_type), kind.value_type
    if (pa.types.is_integer(kind) or pa.types.is_floating(kind)) and not column.null_count:
        return pd.Series(column.to_numpy(), copy=False)
    if pa.types.is_integer(kind):
        mask = pc.is_null(column).to_numpy()
        values = pc.fill_null(column, 0).to_numpy()
        return pd.Series(pd.arrays.IntegerArray(np.ascontiguousarray(values), mask))
    if pa.types.is_floating(kind):
        return pd.Series(pc.fill_null(column, float("nan")).to_numpy(), copy=False)
    if is_text(kind):
        return pd.Series(pd.arrays.ArrowExtensionArray(column))
    return pd.Series(column.to_pandas())


def is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _categorical(column: Any, *, ordered: bool) -> pd.Categorical:
    """A dictionary in the order it declares; without one, what occurs in the order first met."""
    one = column.unify_dictionaries().combine_chunks()
    one = one.chunk(0) if isinstance(one, pa.ChunkedArray) else one
    codes = one.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
    levels = one.dictionary.to_pylist()
    if not ordered:
        met = pd.unique(codes[:_FEW])
        if np.count_nonzero(met >= 0) < len(levels):
            met = pd.unique(codes)
        met = met[met >= 0]
        if not np.array_equal(met, np.arange(len(levels))):
            table = np.full(len(levels) + 1, -1, np.int32)  # the last is a blank
            table[met] = np.arange(len(met))
            codes, levels = table[codes], [levels[i] for i in met]
    return pd.Categorical.from_codes(codes, categories=levels)


def _repeats(column: Any) -> bool:
    """Whether a dictionary holds a value twice, or a blank, which a categorical column cannot."""
    parts = [p.dictionary for p in getattr(column, "chunks", [column])]
    return any(p.null_count or len(p.unique()) < len(p) for p in parts)
