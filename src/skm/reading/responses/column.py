"""One raw column: its distinct values found once, and everything read from those."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.reading.questionnaire.profile import looks_like_date
from skm.reading.questionnaire.vocabulary import is_blank

_CHUNK = 1 << 17
_MANY = 1_000_000
_NUL_ENDS_TEXT = len(set(pd.factorize(np.array(["a", "a\0b"], dtype=object))[0])) == 1  # pandas before 3


class Column:
    """A column as codes into its distinct values; whole numbers in range never get that far.

    Parameters
    ----------
    values : list or Series
        N cells.
    times : int64 (N,), optional
        How often each of them stands in its source; once without it.
    """

    def __init__(self, values: Any, times: NDArray[np.int64] | None = None) -> None:
        self.values = values
        self.times = times

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def _coded(self) -> tuple[NDArray[np.intp], list[Any]]:
        values = self.values
        if isinstance(values, pd.Series):
            if self.is_categorical:
                array: Any = values.array  # .cat.codes would copy
                return array.codes, array.categories.tolist()
            if values.dtype != object and not (_NUL_ENDS_TEXT and pd.api.types.is_string_dtype(values.dtype)):
                codes, index = pd.factorize(values)
                return codes, index.tolist()
            values = values.tolist()
        kinds = set(map(type, values))
        if bool in kinds or np.bool_ in kinds:  # True equals 1, and would be taken for it
            values = [str(v).upper() if isinstance(v, bool | np.bool_) else v for v in values]
        if _NUL_ENDS_TEXT and any(type(v) is str and "\0" in v for v in values):
            values = [v.replace("\0", "\x01") if isinstance(v, str) else v for v in values]
        array = np.empty(len(values), dtype=object)
        array[:] = values
        try:
            codes, distinct = pd.factorize(array)
        except TypeError:  # lists and the like
            array[:] = [v if v is None or isinstance(v, str | float | int) else str(v) for v in values]
            codes, distinct = pd.factorize(array)
        return codes, [v.item() if isinstance(v, np.generic) else v for v in distinct]

    @property
    def codes(self) -> NDArray[np.intp]:
        """Position of each cell in :attr:`distinct`; -1 where nothing is there."""
        return self._coded[0]

    @property
    def distinct(self) -> list[Any]:
        return self._coded[1]

    def take(self, per_value: Sequence[Any], missing: Any, dtype: Any) -> NDArray[Any]:
        """One value per cell from one value per distinct value."""
        table = np.empty(len(per_value) + 1, dtype=dtype)
        table[:-1] = per_value
        table[-1] = missing
        return table[self.codes]  # code -1 takes the last

    def map(self, function: Callable[[Any], Any], missing: Any, dtype: Any) -> NDArray[Any]:
        """:meth:`take` of a function of the distinct values."""
        return self.take([function(v) for v in self.distinct], missing, dtype)

    @cached_property
    def is_numeric(self) -> bool:
        """Whether it is a Series of numbers (truth values are none)."""
        dtype = getattr(self.values, "dtype", None)
        return (
            dtype is not None
            and pd.api.types.is_numeric_dtype(dtype)
            and not pd.api.types.is_bool_dtype(dtype)
            and not pd.api.types.is_complex_dtype(dtype)
        )

    def whole_numbers(self, highest: int) -> NDArray[np.int8] | None:
        """The column as int8, 0 for a blank, when it is a Series of numbers and all are 1 to `highest`.

        None otherwise. An int8 column comes back as it is, not copied.
        """
        if not self.is_numeric or not len(self):
            return None
        series = self.values
        if isinstance(series.dtype, np.dtype) and series.dtype.kind in "iu":
            numbers: NDArray[Any] = series.to_numpy()
            small = np.empty(len(numbers), np.int8) if numbers.dtype != np.int8 else numbers
            for start in range(0, len(numbers), _CHUNK):  # looked at and narrowed while in the cache
                rows = slice(start, start + _CHUNK)
                if numbers[rows].min() < 1 or numbers[rows].max() > highest:
                    return None
                if small is not numbers:
                    small[rows] = numbers[rows]
            return small
        floats = series.to_numpy(dtype=np.float64, na_value=np.nan)
        blank = np.isnan(floats)
        filled = floats[~blank]
        if filled.size and not (filled.min() >= 1 and filled.max() <= highest):
            return None
        small = np.where(blank, 0, floats).astype(np.int8)
        return small if np.array_equal(small[~blank], filled) else None

    @cached_property
    def filled(self) -> NDArray[np.bool_]:
        """Where something is filled in."""
        if self.is_numeric:
            return np.asarray(self.values.notna())
        if self.only_numbers:
            return self.codes >= 0
        return self.map(lambda v: not is_blank(v), False, np.bool_)

    @cached_property
    def only_numbers(self) -> bool:
        """Whether all that is filled in are Python numbers, none of which is a blank."""
        return set(map(type, self.distinct)) <= {int, float}

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many cells hold each of the distinct values."""
        counts = np.zeros(len(self.distinct), dtype=np.int64)
        if self.times is not None:
            np.add.at(counts, self.codes[self.codes >= 0], self.times[self.codes >= 0])
            return counts
        for start in range(
            0, len(self.codes), _CHUNK
        ):  # bincount would widen small codes to eight bytes each
            codes = self.codes[start : start + _CHUNK]
            counts += np.bincount(codes[codes >= 0], minlength=len(counts))
        return counts

    def count_where(self, cells: NDArray[np.bool_]) -> int:
        """How many cells of the source are among these (N,)."""
        return int(np.count_nonzero(cells) if self.times is None else self.times[cells].sum())

    def used(self) -> list[Any]:
        """The distinct values that are filled in somewhere; a category nobody chose is not."""
        values = [v for v, n in zip(self.distinct, self.counts, strict=True) if n]
        return values if self.only_numbers else [v for v in values if not is_blank(v)]

    @cached_property
    def is_dates(self) -> bool:
        """Whether it holds dates and nothing else."""
        if self.is_datetime64:
            return True
        if self.is_numeric or self.is_categorical:
            return False
        first = list(islice((v for v in self.values if v is not pd.NA and not is_blank(v)), 50))
        return bool(first) and all(looks_like_date(v) for v in first)

    @property
    def is_large_frame(self) -> bool:
        """Whether it is a column of a frame whose texts are too many to look at each."""
        return isinstance(self.values, pd.Series) and not self.is_categorical and len(self) > _MANY

    def with_distinct(self, values: Sequence[Any]) -> Column:
        """The same column with other values in place of the distinct ones, in their order."""
        cells = self.take(values, None, object)
        if not isinstance(self.values, pd.Series):
            return Column(cells.tolist())
        return Column(pd.Series(cells, dtype="category" if self.is_categorical else object))

    @property
    def is_categorical(self) -> bool:
        return isinstance(getattr(self.values, "dtype", None), pd.CategoricalDtype)

    @property
    def is_datetime64(self) -> bool:
        dtype = getattr(self.values, "dtype", None)
        return dtype is not None and pd.api.types.is_datetime64_any_dtype(dtype)
