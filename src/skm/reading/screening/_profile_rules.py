"""Rules on the columns beside the answers: stored totals, time stamps, ages, rows marked as examples."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.numbers import decimal_id
from skm.reading.questionnaire.vocabulary import is_blank, plain, quoted
from skm.reading.screening._chance import beyond_chance, expected_in_full_minutes
from skm.reading.screening._coded_answers import CodedAnswers, combined, stores_a_total
from skm.reading.screening.rules import Finding, Where

_AGREE = 0.5  # share of cells in which a column must agree with a total to be taken for it
_MOST_DECIMALS = 6


def totals(coded: CodedAnswers) -> Finding:
    """The finding "jumlah"."""
    profile = coded.responses.profile
    candidates = [str(name) for name in profile if stores_a_total(str(name))]
    wrong: dict[str, tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]] = {}
    read: list[str] = []
    said: list[str] = []
    kinds = _kinds(coded) if candidates else {}
    for name in candidates:
        stored, decimals = numbers(profile[name])
        best = _best(stored, decimals, kinds)
        if best is None:
            continue
        kind, agrees = best
        read.append(f'"{name}" sebagai {kind}')
        if "bobot 0,11" in kind:
            said.append(f'Kolom "{name}" dihitung dengan {kind}; pedoman menetapkan bobot yang tepat (1/9).')
        there = ~np.isnan(stored) & ~np.isnan(kinds[kind])
        wrong[name] = (there & ~agrees, stored, kinds[kind])
    if not read:
        return Finding.not_examined(
            "jumlah",
            f"Kolom {quoted(candidates)} bukan jumlah, rata-rata, atau IKM dari jawaban di barisnya."
            if candidates
            else "Tidak ada kolom berisi jumlah, rata-rata, atau IKM per kuesioner.",
        )
    rows = np.flatnonzero(np.logical_or.reduce([bad for bad, _, _ in wrong.values()]))

    def tell(row: int, where: Where) -> str:
        return "; ".join(
            f'kolom "{name}" {_shown(stored[row])}, seharusnya {_shown(right[row])}'
            for name, (bad, stored, right) in wrong.items()
            if bad[row]
        )

    remark = " ".join([f"Kolom yang dicocokkan: {'; '.join(read)}.", *said])
    return Finding("jumlah", rows, math.nan, True, tell, remark=remark)


def _shown(value: float) -> str:
    return decimal_id(float(value), places=0 if float(value).is_integer() else 2)


def _best(
    stored: NDArray[np.float64], decimals: int, kinds: dict[str, NDArray[np.float64]]
) -> tuple[str, NDArray[np.bool_]] | None:
    """The total that a column agrees with best, and the rows where it does; None without one."""
    filled = int(np.count_nonzero(~np.isnan(stored)))
    if not filled:
        return None
    tolerance = 0.5 * 10.0**-decimals + 1e-9
    agreement = {kind: np.abs(stored - right) <= tolerance for kind, right in kinds.items()}
    kind = max(agreement, key=lambda k: int(agreement[k].sum()))
    return (kind, agreement[kind]) if agreement[kind].sum() >= _AGREE * filled else None


def numbers(column: pd.Series) -> tuple[NDArray[np.float64], int]:
    """A column as numbers (NaN where there is none), and the number of decimals written, 0 to 6.

    Examples
    --------
    >>> numbers(pd.Series(["88,3", "76,61", "-"]))
    (array([88.3 , 76.61,   nan]), 2)
    """
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return np.full(len(column), np.nan), 0
    codes, distinct = pd.factorize(column)
    texts = [str(value).strip().replace(",", ".") for value in distinct]
    valid = [re.fullmatch(r"-?\d+(\.\d+)?", text) for text in texts]
    values = np.array([float(t) if v else np.nan for t, v in zip(texts, valid, strict=True)] + [np.nan])
    decimals = max((_decimals(v[1]) for v in valid if v), default=0)
    return values[codes], min(decimals, _MOST_DECIMALS)


def _decimals(fraction: Any) -> int:
    return len(str(fraction or "").strip(".").rstrip("0"))


def _kinds(coded: CodedAnswers) -> dict[str, NDArray[np.float64]]:
    """What a stored number may be: the sum (blanks left out); mean and index of complete questionnaires.

    Floats suffice: stored values have few decimals and are compared within half of the last one.
    """
    pedoman = coded.responses.pedoman
    weights = [
        float(bobot / len(unsur.pertanyaan))
        for bobot, unsur in zip(pedoman.bobot, pedoman.unsur, strict=True)
        for _ in unsur.pertanyaan
    ]
    total, weighted = np.zeros(coded.n), np.zeros(coded.n)
    complete = np.ones(coded.n, dtype=np.bool_)
    for column, weight in zip(coded.columns, weights, strict=True):
        total += column
        weighted += column * weight
        complete &= column > 0
    full = np.where(complete, 1.0, np.nan)
    factor = float(pedoman.faktor)
    kinds = {
        "jumlah": total,
        "rata-rata": full * total / len(weights),
        "rata-rata tertimbang": full * weighted,
        "IKM": full * weighted * factor,
    }
    if len(weights) == 9 and len(set(weights)) == 1:
        for rounded in (0.11, 0.111):
            name = f"dengan bobot {decimal_id(rounded, places=len(str(rounded)) - 2)}"
            kinds[f"rata-rata tertimbang {name}"] = total * full * rounded
            kinds[f"IKM {name}"] = total * full * rounded * factor
    return kinds


_FULL = 3  # questionnaires in one minute

_YOUNGEST, _OLDEST = 5, 110
# Youngest plausible age for an education or occupation; generous, so that no true age is reported.
_YOUNGEST_FOR = {
    "pendidikan": {"SMA": 14, "D1-D3": 17, "D1-D4": 17, "D4/S1": 18, "S2": 20, "S2/S3": 20, "S3": 22},
    "pekerjaan": {
        "PNS/ASN": 17,
        "TNI": 17,
        "POLRI": 17,
        "TNI/POLRI": 17,
        "PNS/TNI/POLRI": 17,
        "Pensiunan": 30,
    },
}

_MARKS = {"contoh", "cth", "tes", "test", "testing", "tester", "percobaan", "dummy", "example", "asdf"}
_MARK_PHRASES = ("uji coba", "ujicoba", "coba coba", "asal isi")
_BESIDE_MARKS = {
    *("ini", "hanya", "cuma", "saja", "data", "isian", "kuesioner", "kuisioner", "responden", "pengisian"),
    *("jawaban", "form", "formulir", "baris", "input", "aja", "untuk", "dari", "admin", "doang"),
}
_LONGEST_MARK = 40  # letters


def minutes(coded: CodedAnswers) -> Finding:
    """The finding "semenit"."""
    profile = coded.responses.profile
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
    group, groups = coded.stratum
    place = (group[at], groups)
    full, counts = _counted([place, (minute, int(minute.max()) + 1)], len(at))
    _, hours = _counted([place, (minute // 60, int(minute.max()) // 60 + 1)], len(at))
    chosen = counts[full] >= _FULL
    rows = at[chosen]
    expected = expected_in_full_minutes(hours)  # they come in threes, so threes are judged
    per_row = np.zeros(coded.n, dtype=np.int64)
    per_row[at] = counts[full]

    def tell(row: int, where: Where) -> str:
        return f"{per_row[row]} kuesioner pada {stamps.iloc[row]:%d-%m-%Y %H:%M}"

    return Finding("semenit", rows, expected, beyond_chance(len(rows) // _FULL, expected / _FULL), tell)


def _counted(columns: list[Any], n: int) -> tuple[Any, Any]:
    """The number of the combination in each row, and how often each occurs."""
    codes, uniques = pd.factorize(combined(columns, n)[0])
    return codes, np.bincount(codes, minlength=len(uniques))


def ages(coded: CodedAnswers) -> Finding:
    """The finding "usia"."""
    profile = coded.responses.profile
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


def examples(coded: CodedAnswers) -> Finding:
    """The finding "contoh"."""
    responses = coded.responses
    marked: dict[int, str] = {}
    for frame in (responses.profile, responses.saran):
        for name in frame:
            column = frame[name]
            if column.dtype.kind in "iufbM":
                continue
            codes, distinct = pd.factorize(column)
            found = [i for i, value in enumerate(distinct) if marks_an_example(value)]
            for row in np.flatnonzero(np.isin(codes, found)).tolist() if found else ():
                marked.setdefault(row, f'kolom "{name}": "{distinct[codes[row]]}"')
    rows = np.array(sorted(marked), dtype=np.intp)
    return Finding("contoh", rows, math.nan, True, lambda row, where: marked[row])


def marks_an_example(value: object) -> bool:
    """Whether a cell says that its row is an example or a trial, and says nothing else.

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
    for phrase in _MARK_PHRASES:
        text = re.sub(rf"\b{phrase}\b", "contoh", text)
    tokens = set(text.split())
    return bool(tokens & _MARKS) and tokens <= _MARKS | _BESIDE_MARKS
