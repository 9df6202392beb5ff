"""Frames of other libraries, held in memory, as the sheet that the checks read: column by column."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from skm.responses import Sheet
from skm.responses.table import FRAME


def sheet_of(frame: nw.DataFrame[Any]) -> Sheet:
    """The sheet of an eager frame; numbers and texts stay in the memory they are in.

    What declares its values (an Enum, an ordered dictionary) becomes a categorical column; other dictionaries
    are only a way of storing texts.
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
        if ordered or kind.ordered:
            one = column.unify_dictionaries().combine_chunks()
            one = one.chunk(0) if isinstance(one, pa.ChunkedArray) else one
            codes = one.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
            levels = pd.Index(one.dictionary.to_pylist())
            return pd.Series(pd.Categorical.from_codes(codes, categories=levels))
        column = column.cast(kind.value_type)
    elif (pa.types.is_integer(kind) or pa.types.is_floating(kind)) and not column.null_count:
        return pd.Series(column.to_numpy(), copy=False)
    elif pa.types.is_integer(kind):
        mask = pc.is_null(column).to_numpy()
        values = pc.fill_null(column, 0).to_numpy()
        return pd.Series(pd.arrays.IntegerArray(np.ascontiguousarray(values), mask))
    elif pa.types.is_floating(kind):
        return pd.Series(pc.fill_null(column, float("nan")).to_numpy(), copy=False)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pd.Series(pd.arrays.ArrowExtensionArray(column))
    return pd.Series(column.to_pandas())
