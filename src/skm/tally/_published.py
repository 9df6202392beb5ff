"""Published tables of whole numbers, one row an unsur, as integer arrays in a guideline's order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import TallyError
from skm.pedoman import Pedoman


def as_frame(table: Mapping[str, int] | pd.Series | pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """The table with a column a group, and whether it names its groups."""
    if isinstance(table, pd.DataFrame):
        return table, True
    return pd.Series(dict(table), dtype=object).to_frame("total"), False


def by_question(frame: pd.DataFrame, pedoman: Pedoman) -> NDArray[np.int64]:
    """The numbers of a table with a row per unsur, in the guideline's order: int64 (columns, Q)."""
    names: dict[str, str] = {}
    for unsur in pedoman.unsur:
        if len(unsur.pertanyaan) == 1:
            known = (unsur.kode, unsur.nama, *unsur.alias)
            names |= {name.casefold(): unsur.pertanyaan[0].kode for name in known}
    names |= {p.kode.casefold(): p.kode for p in pedoman.pertanyaan}
    found = [names.get(str(label).strip().casefold(), "") for label in frame.index]
    unknown = [str(label) for label, kode in zip(frame.index, found, strict=True) if not kode]
    missing = [kode for kode in pedoman.pertanyaan_kode if found.count(kode) != 1]
    if unknown or missing:
        raise TallyError(
            f"Tabel tidak cocok dengan {pedoman.nama}: baris tidak dikenal {unknown}, "
            f"unsur yang tidak ada atau lebih dari sekali {missing}."
        )
    order = [found.index(kode) for kode in pedoman.pertanyaan_kode]
    try:
        return integers(frame.iloc[order].to_numpy(dtype=object).T.tolist())
    except (TypeError, ValueError, OverflowError) as error:
        raise TallyError("Tabel memuat isi yang bukan bilangan bulat.") from error


def integers(values: list[Any]) -> NDArray[np.int64]:
    """Nested lists of whole numbers as int64; anything else is refused, never rounded."""
    array = np.array(values, dtype=object)
    for value in array.ravel():
        if isinstance(value, bool) or value != int(value):
            raise TypeError(f"not a whole number: {value!r}")
    return array.astype(np.int64)
