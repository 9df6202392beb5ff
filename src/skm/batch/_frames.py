"""The frames of a Recap, computed for all rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.batch._records import FileRecord, Row, sort_key
from skm.pedoman.sampling import sample_size
from skm.priorities import usulan
from skm.priorities.catalogue import MARK, proposals
from skm.result import PRIORITIES, display
from skm.result.indeks import Indeks, grades, indices, lowest
from skm.tally import Tally
from skm.tally.saved import key_rows

# The columns of the frame and their kinds.
FRAME = {
    "pedoman": "object",
    "n": "int64",
    "ikm": "float64",
    "ikm_text": "object",
    "mutu": "object",
    "kinerja": "object",
    "layanan": "int64",
    "minimal_b": "int64",
    "persen_minimal_b": "float64",
    "prioritas": "object",
    "dibaca": "int64",
    "kosong": "int64",
    "gagal": "int64",
    "populasi": "Int64",
    "minimal_responden": "Int64",
    "cukup": "boolean",
    "metode": "object",
}


def frame_of(
    settled: Mapping[str, Tally], by: Sequence[str], files: Mapping[tuple[Row, str], Sequence[FileRecord]]
) -> pd.DataFrame:
    """The frame of a Recap: a row for each row of each tally, and for each with bad or empty files alone."""
    rows: dict[tuple[Row, str], dict[str, Any]] = {}
    for name, tally in settled.items():
        for row, values in zip(_rows(tally.pool(by)), _row_values(tally, by), strict=True):
            rows[row, name] = values
    missing = {
        "n": 0, "ikm": np.nan, "ikm_text": display.MISSING, "mutu": None, "kinerja": None, "layanan": 0,
        "minimal_b": 0, "persen_minimal_b": np.nan, "prioritas": "",
    }  # fmt: skip
    for place in files:
        rows.setdefault(place, dict(missing))
    order = sorted(rows, key=lambda place: ([sort_key(v) for v in place[0]], place[1]))
    table = [
        {"pedoman": name, **rows[row, name], **_files(files.get((row, name), ()))} for row, name in order
    ]
    for line in table:
        needed = None if line["populasi"] is None else sample_size(line["populasi"])
        line["minimal_responden"] = needed
        line["cukup"] = None if needed is None else line["n"] >= needed
    index = pd.MultiIndex.from_tuples([row for row, _ in order], names=list(by)) if len(by) > 1 else None
    plain = index if index is not None else pd.Index([row[0] for row, _ in order], name=by[0])
    if index is not None and not order:
        plain = pd.MultiIndex.from_arrays([[]] * len(by), names=list(by))
    columns = {c: pd.Series([line[c] for line in table], plain, kind) for c, kind in FRAME.items()}
    return pd.DataFrame(columns, index=plain)


def _rows(tally: Tally) -> list[Row]:
    return key_rows(tally.groups)


def _row_values(tally: Tally, by: Sequence[str]) -> list[dict[str, Any]]:
    """What the answers of each row say."""
    pedoman, pooled = tally.pedoman, tally.pool(by)
    indeks = indices(pedoman, *pooled.per_unsur())
    position = grades(pedoman, indeks.ikm)
    there, good = _services(tally, by)
    named = _lowest_names(indeks, pedoman.nama_unsur)
    texts, floats = display.hundredths_id(indeks.ikm.hundredths()), indeks.ikm.nearest()
    return [
        {
            "n": int(pooled.n[g]),
            "ikm": floats[g],
            "ikm_text": texts[g],
            "mutu": None if position[g] < 0 else pedoman.mutu[position[g]].huruf,
            "kinerja": None if position[g] < 0 else pedoman.mutu[position[g]].kinerja,
            "layanan": int(there[g]),
            "minimal_b": int(good[g]),
            "persen_minimal_b": 100 * good[g] / there[g] if there[g] else np.nan,
            "prioritas": "; ".join(named[g]),
        }
        for g in range(len(pooled.n))
    ]


def _services(tally: Tally, by: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Per row of the pooled tally: services with an index, and those with mutu B or better."""
    letters = [m.huruf for m in tally.pedoman.mutu]
    least = letters.index("B") if "B" in letters else -1
    position = grades(tally.pedoman, indices(tally.pedoman, *tally.per_unsur()).ikm)
    codes = tally.groups.groupby(list(by), sort=False).ngroup().to_numpy()
    rows = int(codes.max(initial=-1)) + 1
    there = np.bincount(codes, position >= 0, minlength=rows).astype(np.int64)
    good = np.bincount(codes, (position >= 0) & (position <= least), minlength=rows).astype(np.int64)
    return there, good


def _lowest_names(indeks: Indeks, names: Sequence[str]) -> list[list[str]]:
    """The names of the three lowest unsur of each row, lowest first, ties included."""
    selected, _ = lowest(indeks.rank, PRIORITIES)
    out = []
    for chosen, rank in zip(selected, indeks.rank, strict=True):
        order = sorted(np.flatnonzero(chosen).tolist(), key=lambda u: (rank[u], u))
        out.append([names[u] for u in order])
    return out


def _files(records: Sequence[FileRecord]) -> dict[str, Any]:
    """What the files of one row say of it."""
    populations = [r.populasi for r in records if r.populasi is not None]
    return {
        **{status: sum(r.status == status for r in records) for status in ("dibaca", "kosong", "gagal")},
        "populasi": sum(populations) if populations else None,
        "metode": "; ".join(sorted({r.metode for r in records if r.metode})),
    }


def sheet_of(tally: Tally, by: Sequence[str], frame: pd.DataFrame) -> pd.DataFrame:
    """The recap sheet of one guideline, in the columns offices exchange."""
    mine = frame[frame["pedoman"] == tally.pedoman.nama]
    pooled = tally.pool(by)
    indeks = indices(tally.pedoman, *pooled.per_unsur())
    places = {row: g for g, row in enumerate(_rows(pooled))}
    keys = [row if isinstance(row, tuple) else (row,) for row in mine.index]
    nrr, ikm = indeks.nrr.hundredths(), indeks.ikm.hundredths()
    by_name = dict(zip(tally.pedoman.nama_unsur, tally.pedoman.unsur, strict=True))
    named = _lowest_names(indeks, tally.pedoman.nama_unsur)
    first = {name: next(iter(proposals(u, usulan())), None) for name, u in by_name.items()}
    rows = []
    for number, (key, line) in enumerate(zip(keys, mine.to_dict("records"), strict=True), start=1):
        g = places.get(key)
        lowest_ = [] if g is None else named[g]
        proposal = first[lowest_[0]] if lowest_ else None
        rows.append(
            [
                number,
                *map(_key_cell, key),
                *([None] * len(by_name) if g is None else [_settled(h) for h in nrr[g]]),
                None if g is None else _settled(ikm[g]),
                f"{line['mutu']} ({line['kinerja']})" if line["mutu"] else None,
                line["n"],
                line["metode"],
                "; ".join(lowest_),
                MARK + proposal.program if proposal else "",
            ]
        )
    heads = ["No", *(k.capitalize() for k in by), *tally.pedoman.kode, "IKM", "Kategori", "Jumlah responden"]
    heads += ["Metode", "Unsur prioritas", "RTL"]
    return pd.DataFrame(rows, columns=heads, dtype=object)


def _settled(hundredths: int) -> float | None:
    return int(hundredths) / 100 if hundredths >= 0 else None


def _key_cell(value: Any) -> Any:
    return value if isinstance(value, str | int) else str(value)
