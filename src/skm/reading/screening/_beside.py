"""What stands beside the answers: time stamps, ages, rows marked as examples."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pandas as pd

from skm.reading.questionnaire.vocabulary import is_blank, plain
from skm.reading.screening._chance import beyond_chance, expected_in_full_minutes
from skm.reading.screening._codes import Sheets, combined
from skm.reading.screening.rules import Finding, Where

_FULL = 3  # questionnaires in one minute

_YOUNGEST, _OLDEST = 5, 110
# Younger than this does not go with that education or occupation; generous, so that no right age is found.
_YOUNGEST_FOR = {
    "pendidikan": {"SMA": 14, "D1-D3": 17, "D4/S1": 18, "S2": 20, "S3": 22},
    "pekerjaan": {"PNS/ASN": 17, "TNI": 17, "POLRI": 17, "TNI/POLRI": 17, "Pensiunan": 30},
}

_MARKS = {"contoh", "cth", "tes", "test", "testing", "tester", "percobaan", "dummy", "example", "asdf"}
_MARK_PHRASES = ("uji coba", "ujicoba", "coba coba", "asal isi")
_BESIDE_MARKS = {
    *("ini", "hanya", "cuma", "saja", "data", "isian", "kuesioner", "kuisioner", "responden", "pengisian"),
    *("jawaban", "form", "formulir", "baris", "input", "aja", "untuk", "dari", "admin", "doang"),
}
_LONGEST_MARK = 40  # letters


def minutes(sheets: Sheets) -> Finding:
    """The finding "semenit"."""
    profile = sheets.responses.profile
    stamps = profile.get("tanggal")
    if stamps is None or not pd.api.types.is_datetime64_any_dtype(stamps.dtype):
        return Finding.not_examined("semenit", "Tidak ada cap waktu.")
    stamps = stamps.dt.tz_localize(None)  # the clock on the wall
    at = np.flatnonzero((stamps.notna() & (stamps != stamps.dt.normalize())).to_numpy())
    if not len(at):
        return Finding.not_examined("semenit", "Cap waktu hanya memuat tanggal, tanpa jam.")
    seconds = stamps.iloc[at].astype("datetime64[s]").to_numpy().astype(np.int64)
    start = int(seconds.min()) // 3600 * 3600
    minute = (seconds - start) // 60
    group, groups = sheets.stratum
    place = (group[at], groups)
    full, counts = _counted([place, (minute, int(minute.max()) + 1)], len(at))
    _, hours = _counted([place, (minute // 60, int(minute.max()) // 60 + 1)], len(at))
    chosen = counts[full] >= _FULL
    rows = at[chosen]
    expected = expected_in_full_minutes(hours)  # they come in threes, so threes are judged
    per_row = np.zeros(sheets.n, dtype=np.int64)
    per_row[at] = counts[full]

    def tell(row: int, where: Where) -> str:
        return f"{per_row[row]} kuesioner pada {stamps.iloc[row]:%d-%m-%Y %H:%M}"

    return Finding("semenit", rows, expected, beyond_chance(len(rows) // _FULL, expected / _FULL), tell)


def _counted(columns: list[Any], n: int) -> tuple[Any, Any]:
    """For each row which combination it is, and how often each occurs."""
    codes, uniques = pd.factorize(combined(columns, n)[0])
    return codes, np.bincount(codes, minlength=len(uniques))


def ages(sheets: Sheets) -> Finding:
    """The finding "usia"."""
    profile = sheets.responses.profile
    if "usia" not in profile:
        return Finding.not_examined("usia", "Tidak ada kolom usia.")
    if not pd.api.types.is_numeric_dtype(profile["usia"].dtype):
        return Finding.not_examined("usia", "Usia dicatat menurut golongan, bukan angka.")
    age = profile["usia"].to_numpy(dtype=np.float64, na_value=np.nan)
    impossible = (age < _YOUNGEST) | (age > _OLDEST)
    for name, youngest in _YOUNGEST_FOR.items():
        if name in profile:
            for category, years in youngest.items():
                impossible |= (profile[name] == category).to_numpy(dtype=np.bool_) & (age < years)
    rows = np.flatnonzero(impossible)

    def tell(row: int, where: Where) -> str:
        said = [f"usia {age[row]:g} tahun"]
        for name, youngest in _YOUNGEST_FOR.items():
            if name in profile and age[row] < youngest.get(str(profile[name].iloc[row]), -math.inf):
                said.append(f"{name} {profile[name].iloc[row]}")
        return ", ".join(said)

    return Finding("usia", rows, math.nan, True, tell)


def examples(sheets: Sheets) -> Finding:
    """The finding "contoh"."""
    responses = sheets.responses
    marked: dict[int, str] = {}
    for frame in (responses.profile, responses.saran):
        for name in frame:
            column = frame[name]
            if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(
                column.dtype
            ):
                continue
            codes, distinct = pd.factorize(column)
            found = [i for i, value in enumerate(distinct) if marks_an_example(value)]
            for row in np.flatnonzero(np.isin(codes, found)).tolist() if found else ():
                marked.setdefault(row, f'kolom "{name}": "{distinct[codes[row]]}"')
    rows = np.array(sorted(marked), dtype=np.intp)
    return Finding("contoh", rows, math.nan, True, lambda row, where: marked[row])


def marks_an_example(value: object) -> bool:
    """Whether a cell says that its row is an example or a trial, and nothing else.

    Examples
    --------
    >>> [marks_an_example(v) for v in ("Test 123", "ini hanya contoh", "uji coba")]
    [True, True, True]
    >>> [marks_an_example(v) for v in ("Tes kesehatan", "Pelayanan patut dicontoh", "Data")]
    [False, False, False]
    """
    if not isinstance(value, str) or len(value) > _LONGEST_MARK or is_blank(value):
        return False
    text = re.sub(r"\d+", " ", plain(value))
    phrase = any(f" {p} " in f" {text} " for p in _MARK_PHRASES)
    for p in _MARK_PHRASES:
        text = text.replace(p, " ")
    tokens = set(text.split())
    return bool(phrase or tokens & _MARKS) and tokens <= _MARKS | _BESIDE_MARKS
