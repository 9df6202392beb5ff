"""The follow-up plan (rencana tindak lanjut): the lowest unsur, what is to be done, and by when."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pandas as pd

from skm.ground.errors import RencanaError
from skm.ground.numbers import integer_id
from skm.ground.packaged import data_text
from skm.ground.printing import MISSING, Printed, Shown
from skm.priorities._suggestions import SortedSaran, sort_saran
from skm.priorities.proposals import MARK, Usulan, proposals_for, usulan
from skm.reading.questionnaire.profile import date_of
from skm.reading.questionnaire.vocabulary import is_blank, tidy
from skm.reading.responses import Responses
from skm.result import PRIORITIES, Result
from skm.result.indeks import indices

_DAYS = {
    "hari": Fraction(1),
    "minggu": Fraction(7),
    "pekan": Fraction(7),
    "bulan": Fraction(365, 12),
    "tahun": Fraction(365),
}
_SPAN = re.compile(rf"(\d+(?:[.,]\d+)?)\s*(?:hari\s+)?({'|'.join(_DAYS)})\b", re.IGNORECASE)


def days_of(waktu: str) -> Fraction | None:
    """The length of a time in days, the longer end of a range; None for a text that names none.

    Examples
    --------
    >>> days_of("2 minggu"), days_of("3-6 bulan") == days_of("6 bulan"), days_of("Triwulan I")
    (Fraction(14, 1), True, None)
    """
    spans = [Fraction(n.replace(",", ".")) * _DAYS[unit.casefold()] for n, unit in _SPAN.findall(waktu)]
    return max(spans, default=None)


def horizon_of(waktu: str) -> str:
    """The horizon of a time such as "7 hari" or "6 bulan"; "" for a text that names no length.

    Up to 7 days is jangka pendek, up to 12 months jangka menengah, anything longer jangka panjang.

    Examples
    --------
    >>> [horizon_of(t) for t in ("7 hari", "8 hari", "12 bulan", "1 tahun", "13 bulan", "Januari")]
    ['jangka pendek', 'jangka menengah', 'jangka menengah', 'jangka menengah', 'jangka panjang', '']
    """
    days = days_of(waktu)
    if days is None:
        return ""
    return next(name for name, longest in _horizons() if longest is None or days <= longest)


@cache
def _horizons() -> tuple[tuple[str, Fraction | None], ...]:
    rows = tomllib.loads(data_text("rencana.toml"))["jangka"]
    bounds = [(row["nama"], days_of(row["paling_lama"]) if "paling_lama" in row else None) for row in rows]
    if bounds[-1][1] is not None:
        raise RencanaError("Jangka yang terakhir pada rencana.toml tidak boleh berbatas.")
    return tuple(bounds)


STATUS = ("SUDAH", "PROSES", "BELUM")

# Columns of the frame, their kind, and what they are called on paper.
COLUMNS = {
    "no": ("int64", "No"),
    "unsur": ("object", "Kode"),
    "prioritas_unsur": ("object", "Prioritas unsur"),
    "nrr": ("float64", "NRR"),
    "mutu": ("object", "Mutu"),
    "program": ("object", "Usulan program/kegiatan"),
    "waktu": ("object", "Waktu"),
    "jangka": ("object", "Jangka"),
    "penanggung_jawab": ("object", "Penanggung jawab"),
    "status": ("object", "Status"),
    "selesai": ("datetime64[s]", "Tanggal selesai"),
    "saran": ("int64", "Jumlah saran"),
    "contoh": ("object", "Contoh saran"),
}


@dataclass(frozen=True, repr=False, eq=False)
class Rencana(Printed):
    """A follow-up plan.

    Parameters
    ----------
    frame : DataFrame
        One row per planned measure, with the columns below; to change the plan, give an edited copy to
        :meth:`edited`.
    unit, periode, pedoman : str
        The unit, the period of its result, and the guideline.
    disusun : date or None
        The day the plan was made; months to completion count from here.

    Columns of the frame
    --------------------
    no : int64, number of the priority
    unsur, prioritas_unsur : str, its code and name
    nrr : float64, as printed, two decimals; NaN without answers
    mutu : str
    program : str, "Usulan: ..." as long as the office has not adopted the proposal
    waktu : str, "7 hari", "3 bulan", ...
    jangka : str, follows from `waktu`; "" where that names no length
    penanggung_jawab : str
    status : str, "SUDAH", "PROSES" or "BELUM"
    selesai : datetime64[s], the day it was done; NaT
    saran : int64, suggestions to that unsur
    contoh : str, examples of them
    """

    frame: pd.DataFrame
    unit: str = "Unit"
    periode: str = ""
    pedoman: str = ""
    disusun: date | None = None

    def edited(self, frame: pd.DataFrame) -> Rencana:
        """The plan with another frame, checked; `jangka` is derived again from `waktu`.

        Raises
        ------
        RencanaError
            When a column is missing, a status is not one of the three, a row that is not done has a date, or
            a date is before the plan was made. The error lists all of these.
        """
        return replace(self, frame=_checked(frame, self.disusun))

    @property
    def printed(self) -> pd.DataFrame:
        """The plan in the columns of the report: No, Prioritas unsur, NRR, Mutu, program, Waktu, ..."""
        frame = self.frame
        times = zip(frame["waktu"], frame["jangka"], strict=True)
        shown = pd.DataFrame(
            {
                "No": frame["no"].astype(str),
                "Prioritas unsur": frame["prioritas_unsur"],
                "NRR": [MISSING if x != x else f"{x:.2f}".replace(".", ",") for x in frame["nrr"]],
                "Mutu": [m or MISSING for m in frame["mutu"]],
                "Usulan program/kegiatan": frame["program"],
                "Waktu": [f"{waktu} ({jangka})" if jangka else waktu for waktu, jangka in times],
                "Penanggung jawab": frame["penanggung_jawab"],
                "Status": frame["status"],
                "Saran": [integer_id(n) for n in frame["saran"]],
                "Contoh saran": frame["contoh"],
            },
            dtype=object,
        )
        return shown.reset_index(drop=True)

    @property
    def title(self) -> str:
        """The heading of the plan."""
        return f"Rencana tindak lanjut {self.unit}{f', {self.periode}' if self.periode else ''}"

    def _shown(self) -> Shown:
        proposed = int(self.frame["program"].str.startswith(MARK).sum())
        note = f'{proposed} baris masih "Usulan": ubah atau setujui sebelum diterbitkan.'
        return self.title, [self.printed], [note] if proposed else []


def plan(
    result: Result,
    k: int = PRIORITIES,
    *,
    per_unsur: int = 1,
    saran: SortedSaran | Responses | None = None,
    catalogue: Sequence[Usulan] | None = None,
    periode: str = "",
    disusun: date | None = None,
) -> Rencana:
    """A follow-up plan from the `k` lowest unsur, ties with the last of them included.

    Parameters
    ----------
    k : int
        How many of the lowest unsur, see :meth:`Result.priorities`.
    per_unsur : int
        Proposals taken from the catalogue for each unsur, one row each; an unsur without any gets one empty
        row.
    saran : SortedSaran or Responses
        Suggestions, whose number and examples stand beside each priority.
    catalogue : sequence of Usulan
        Proposals, see :func:`usulan`; those that ship with skm when left out.
    periode : str
        The period of the result, as printed.
    disusun : date
        The day the plan is made.

    Raises
    ------
    ValueError
        When `k` or `per_unsur` is less than 1.

    Examples
    --------
    >>> from skm.tally import Tally
    >>> total = {f"U{i}": 36 for i in range(1, 10)} | {"U3": 30}
    >>> rencana = plan(Result(Tally.from_totals(total, n=10)), k=1)
    >>> rencana.frame[["unsur", "nrr", "waktu", "jangka"]].to_numpy().tolist()
    [['U3', 3.0, '7 hari', 'jangka pendek']]
    """
    if per_unsur < 1:
        raise ValueError(f"per_unsur is 1 or more, not {per_unsur}")
    if isinstance(saran, Responses):
        saran = sort_saran(saran, result.pedoman)
    catalogue = usulan() if catalogue is None else catalogue
    lowest = result.priorities(k)
    nrr = indices(result.tally.pool()).nrr.hundredths()[0]
    rows: list[dict[str, Any]] = []
    for number, (kode, row) in enumerate(lowest.iterrows(), start=1):
        position = result.pedoman.kode.index(str(kode))
        found = proposals_for(result.pedoman.unsur[position], catalogue)[:per_unsur]
        shared = {
            "no": number,
            "unsur": kode,
            "prioritas_unsur": row["nama"],
            "nrr": nrr[position] / 100,
            "mutu": row["mutu"],
            "saran": 0 if saran is None else int(saran.counts[str(kode)]),
            "contoh": "" if saran is None else "; ".join(saran.examples(str(kode))),
        }
        rows += [
            {**shared, "program": MARK + u.program, "waktu": u.waktu, "penanggung_jawab": u.penanggung_jawab}
            for u in found
        ] or [shared]
    frame = _checked(pd.DataFrame(rows, columns=list(COLUMNS)), disusun)
    return Rencana(frame, result.name, periode, result.pedoman.nama, disusun)


def _checked(frame: pd.DataFrame, disusun: date | None) -> pd.DataFrame:
    """The frame with its columns, kinds and horizons, or one error that lists what is wrong."""
    if missing := [c for c in COLUMNS if c not in frame.columns and c not in _OPTIONAL]:
        raise RencanaError(
            f"Rencana tidak memuat kolom {', '.join(COLUMNS[c][1] for c in missing)}. "
            f"Yang diperlukan: {', '.join(COLUMNS[c][1] for c in COLUMNS if c not in _OPTIONAL)}."
        )
    found: dict[str, list[Any]] = {}
    wrong: list[str] = []
    for column, (kind, heading) in COLUMNS.items():
        values = frame[column].tolist() if column in frame.columns else [None] * len(frame)
        found[column] = [
            _cell(v, kind, f"baris {i}, {heading}", wrong) for i, v in enumerate(values, start=1)
        ]
    found["status"] = [str(s).upper() or "BELUM" for s in found["status"]]
    found["jangka"] = [horizon_of(w) for w in found["waktu"]]
    for i, (status, day) in enumerate(zip(found["status"], found["selesai"], strict=True), start=1):
        if status not in STATUS:
            wrong.append(f'baris {i}, Status: "{status}"; seharusnya {", ".join(STATUS)}')
        elif status != "SUDAH" and not pd.isna(day):
            wrong.append(f"baris {i}: ada tanggal selesai, tetapi statusnya {status}")
        elif not pd.isna(day) and disusun is not None and day < pd.Timestamp(disusun):
            wrong.append(f"baris {i}: selesai sebelum rencana disusun ({disusun:%d-%m-%Y})")
    if wrong:
        raise RencanaError("Rencana tidak dapat dipakai:\n" + "\n".join(f"- {w}" for w in wrong))
    return pd.DataFrame(found, dtype=object).astype({c: kind for c, (kind, _) in COLUMNS.items()})


# Columns an edited plan may lack.
_OPTIONAL = ("jangka", "saran", "contoh", "selesai", "penanggung_jawab", "unsur")


def _cell(value: Any, kind: str, place: str, wrong: list[str]) -> Any:
    """One cell in the kind of its column; one that does not fit is added to `wrong`."""
    blank = pd.isna(value) or is_blank(value)
    try:
        if kind == "object":
            return "" if blank else tidy(value)
        if kind == "datetime64[s]":
            if blank:
                return pd.NaT
            day = date_of(value) if isinstance(value, str) else value
            if day is None or isinstance(day, int | float):
                raise ValueError("not a date")
            return pd.to_datetime(day).floor("D")
        number = float("nan") if blank else float(str(value).replace(",", "."))
        if kind == "float64":
            return number
        return 0 if blank else int(number)
    except (ValueError, TypeError, OverflowError):
        what = "tanggal" if kind == "datetime64[s]" else "bilangan"
        wrong.append(f'{place}: "{value}" bukan {what}')
        return pd.NaT  # a plan with such a cell is refused
