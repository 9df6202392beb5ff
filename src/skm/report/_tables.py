"""The tables of a report, with the headings officials know.

A cell holds text, a whole number, a float, or None where a value is missing. A float is the hundredths that
were rounded half up from the exact ratio, so whoever rounds it again to two decimals shows the printed value.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.reading.responses import Responses
from skm.result import Result, display
from skm.result.indeks import Indeks, Ratio, indices


def per_unsur(result: Result) -> pd.DataFrame:
    """The unit, one row per unsur in the guideline's order."""
    return _unsur_rows(result.unsur, indices(result.pedoman, *result.tally.pool().per_unsur()))


def priorities(result: Result) -> pd.DataFrame:
    """The rows of the three lowest unsur, lowest first, ties kept."""
    positions = result.unsur.index.get_indexer(result.priorities().index)
    return per_unsur(result).iloc[positions].reset_index(drop=True)


def per_group(result: Result) -> pd.DataFrame:
    """One row per group, and the pooled unit as the last row when there are several groups."""
    keys = _keys(result.groups.index, result.groups.index.nlevels)
    rows = _group_rows(result)
    if len(rows) > 1:
        unit = [result.name, *[""] * (keys.shape[1] - 1)]
        keys = pd.DataFrame([*keys.to_numpy().tolist(), unit], columns=keys.columns, dtype=object)
        rows = pd.concat([rows, _group_rows(Result(result.tally.pool()))], ignore_index=True)
    return pd.concat([keys, rows], axis="columns")


def unsur_by_group(result: Result) -> pd.DataFrame:
    """One row per group and unsur."""
    frame = result.unsur_by_group
    rows = _unsur_rows(frame, indices(result.pedoman, *result.tally.per_unsur()))
    return pd.concat([_keys(frame.index, frame.index.nlevels - 1), rows], axis="columns")


def provenance(result: Result) -> pd.DataFrame:
    """How the numbers came about."""
    return result.provenance.rename(columns=heading)


def set_aside(responses: Responses) -> pd.DataFrame:
    """One row per questionnaire that was not used, with its reason."""
    return responses.set_aside.rename(columns=heading)


def problems(responses: Responses) -> pd.DataFrame:
    """One row per answer that could not be used."""
    return responses.problems.rename(columns=heading)


def _unsur_rows(frame: pd.DataFrame, indeks: Indeks) -> pd.DataFrame:
    columns = {
        "Kode": frame.index.get_level_values("unsur"),
        "Unsur": frame["nama"],
        "n": frame["n"],
        "Jumlah nilai": frame["total"],
        "NRR": settled(indeks.nrr),
        "NRR tertimbang": settled(indeks.nrr_tertimbang),
        "IKM": settled(indeks.ikm_unsur),
        "Mutu": frame["mutu"],
        "Kinerja": frame["kinerja"],
        "Urutan": frame["rank"].where(frame["rank"] > 0, None),
        "Prioritas": display.marks(frame),
    }
    return _cells(columns)


def _group_rows(result: Result) -> pd.DataFrame:
    frame, indeks = result.groups, indices(result.pedoman, *result.tally.per_unsur())
    columns = {
        "n": frame["n"],
        "Jumlah nilai": frame["total"],
        "NRR": settled(indeks.nrr_unit),
        "NRR tertimbang": settled(indeks.jumlah_tertimbang),
        "IKM": settled(indeks.ikm),
        "Mutu": frame["mutu"],
        "Kinerja": frame["kinerja"],
    }
    return _cells(columns)


def _keys(index: pd.Index[Any], levels: int) -> pd.DataFrame:
    """The first levels of an index as columns."""
    columns = {}
    for level in range(levels):
        values = index.get_level_values(level)
        columns[heading(index.names[level])] = [key_cell(k) for k in values]
    return _cells(columns)


def settled(ratio: Ratio) -> NDArray[np.object_]:
    """Hundredths over 100, as a float; None where the value is missing."""
    return np.array([h / 100 if h >= 0 else None for h in ratio.hundredths().ravel().tolist()], dtype=object)


def _cells(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({k: np.asarray(v, dtype=object) for k, v in columns.items()}, dtype=object)


def key_cell(key: Any) -> str | int:
    """A key as a cell: what is neither text nor a whole number becomes text."""
    whole = isinstance(key, int) and not isinstance(key, bool) and abs(key) < 10**15  # digits a cell keeps
    return key if isinstance(key, str) or whole else str(key)


def heading(name: Any) -> str:
    """A key or column name as a heading: ``jenis_kelamin`` becomes ``Jenis kelamin``."""
    text = str(name).replace("_", " ")
    return text[:1].upper() + text[1:]
