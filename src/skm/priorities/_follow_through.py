"""Follow-through on the last plan: whether each priority rose, how much is done, and how fast."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from skm.ground.numbers import decimal_id, exact, integer_id, round_half_up
from skm.ground.packaged import data_text
from skm.ground.printing import MISSING, Printed, Shown
from skm.pedoman import Pedoman
from skm.priorities.proposals import is_of
from skm.priorities.rencana import STATUS, Rencana
from skm.result import Result
from skm.result.indeks import indices

_KINDS = {
    "no": "int64",
    "unsur": "object",
    "prioritas_unsur": "object",
    "program": "object",
    "status": "object",
    "selesai": "datetime64[s]",
    "nrr_before": "float64",
    "nrr": "float64",
    "change": "float64",
    "direction": "object",
    "still_lowest": "bool",
}
_DIRECTIONS = {1: "naik", -1: "turun", 0: "tetap"}  # by the sign of the change


@dataclass(frozen=True, repr=False, eq=False)
class TindakLanjut(Printed):
    """Last period's plan compared with this period's result.

    Parameters
    ----------
    rencana : Rencana
    result : Result
    frame : DataFrame
        One row per planned measure: `no`, `unsur` (code under the later guideline; "" when it is not asked
        any more), `prioritas_unsur`, `program`, `status`, `selesai`, `nrr_before`, `nrr` (float64, as
        printed), `change` (float64, their difference), `direction` ("naik", "turun", "tetap", "" when not
        comparable), `still_lowest` (bool, among the three lowest again).
    """

    rencana: Rencana
    result: Result
    frame: pd.DataFrame

    @property
    def counts(self) -> pd.Series:
        """Planned measures by status: int64, indexed SUDAH, PROSES, BELUM."""
        index = pd.Index(STATUS, dtype=object, name="status")
        return self.frame["status"].value_counts().reindex(index, fill_value=0).rename("jumlah")

    @property
    def percent_done(self) -> Fraction | None:
        """Done over planned, in percent, exactly; None without a plan."""
        planned = len(self.frame)
        return Fraction(100 * int(self.counts["SUDAH"]), planned) if planned else None

    @property
    def months(self) -> int | None:
        """Months from the day of the plan until all of it was done, a started month counted as whole.

        None when not all is done, or a date is not known.
        """
        days = self.frame["selesai"]
        made = self.rencana.disusun
        if made is None or self.frame.empty or self.percent_done != 100 or days.isna().any():
            return None
        last, start, months = days.max(), pd.Timestamp(made), 0
        while start + pd.DateOffset(months=months) < last:
            months += 1
        return months

    @property
    def score_done(self) -> int:
        """PEKPPP indicator 8, 0 to 5: share of the planned follow-up that is done."""
        percent = self.percent_done
        if percent is None:
            return 0
        return next(  # the last level begins at 0
            int(level["skor"])
            for level in _levels()["rtl_selesai"]
            if ("mulai" in level and percent >= Fraction(level["mulai"]))
            or ("di_atas" in level and percent > Fraction(level["di_atas"]))
        )

    @property
    def score_speed(self) -> int:
        """PEKPPP indicator 9, 0 to 5: how fast all of it was done; 0 when it is not, or after a year."""
        months = self.months
        if months is None:
            return 0
        return next((int(x["skor"]) for x in _levels()["kecepatan"] if months <= x["bulan"]), 0)

    @property
    def printed(self) -> pd.DataFrame:
        """As the report on the previous period's follow-up prints it."""
        frame = self.frame
        return pd.DataFrame(
            {
                "No": frame["no"].astype(str),
                "Rencana tindak lanjut": frame["program"],
                "Unsur": frame["prioritas_unsur"],
                "Status": frame["status"],
                "NRR lalu": [decimal_id(x) for x in frame["nrr_before"]],
                "NRR kini": [decimal_id(x) for x in frame["nrr"]],
                "Arah": [d or MISSING for d in frame["direction"]],
                "Masih terendah": ["ya" if s else "tidak" for s in frame["still_lowest"]],
            },
            dtype=object,
        )

    def _shown(self) -> Shown:
        headline = f"Tindak lanjut {self.rencana.unit}, rencana {self.rencana.periode or 'periode lalu'}"
        return headline, [self.printed], self._notes

    @property
    def _notes(self) -> list[str]:
        percent, months = self.percent_done, self.months
        if percent is None:
            return ["Tidak ada rencana tindak lanjut.", "Skor PEKPPP: penyelesaian RTL 0."]
        done = ", ".join(f"{s} {integer_id(n)}" for s, n in self.counts.items())
        when = "belum seluruhnya selesai"
        if months is not None:
            when = f"seluruhnya selesai dalam {months} bulan"
        elif percent == 100:
            when = "seluruhnya selesai; tanggal penyusunan atau penyelesaiannya belum diisi"
        return [
            f"{done}; {decimal_id(percent)} % rencana selesai, {when}.",
            f"Skor PEKPPP: penyelesaian RTL {self.score_done}, kecepatan penyelesaian {self.score_speed}.",
        ]


def follow(rencana: Rencana, result: Result) -> TindakLanjut:
    """Compare last period's plan with this period's result.

    NRR are compared as printed, to two decimals, because a plan that was saved as a workbook holds no more;
    an unchanged result shows no change.

    Parameters
    ----------
    rencana : Rencana
        Of the earlier period, with its status.
    result : Result
        Of the later one; its guideline may be another, unsur are found by name.

    Examples
    --------
    >>> from skm.priorities import plan
    >>> from skm.tally import Tally
    >>> hasil = Result(Tally.from_totals({f"U{i}": 36 for i in range(1, 10)} | {"U3": 30}, n=10))
    >>> later = Result(Tally.from_totals({f"U{i}": 36 for i in range(1, 10)} | {"U3": 34}, n=10))
    >>> follow(plan(hasil, k=1), later).frame[["unsur", "nrr_before", "nrr", "direction"]].to_numpy().tolist()
    [['U3', 3.0, 3.4, 'naik']]
    """
    nrr = indices(result.tally.pool()).nrr.hundredths()[0].astype(np.float64)
    nrr[nrr < 0] = np.nan  # in hundredths, as they are printed
    lowest = set(result.priorities().index)
    rows: list[dict[str, Any]] = []
    for row in rencana.frame.to_dict("records"):
        kode = _kode_of(row["prioritas_unsur"], result.pedoman)
        now = nrr[result.pedoman.kode.index(kode)] if kode else np.nan
        before = np.nan if np.isnan(row["nrr"]) else float(round_half_up(exact(row["nrr"])) * 100)
        change = now - before
        rows.append(
            {
                **{c: row[c] for c in ("no", "prioritas_unsur", "program", "status", "selesai")},
                "unsur": kode,
                "nrr_before": before / 100,
                "nrr": now / 100,
                "change": change / 100,
                "direction": _DIRECTIONS.get(np.sign(change), ""),
                "still_lowest": kode in lowest,
            }
        )
    frame = pd.DataFrame(rows, columns=list(_KINDS), dtype=object).astype(_KINDS)
    return TindakLanjut(rencana, result, frame)


def pekppp_media(media: int) -> int:
    """PEKPPP indicator 7, 0 to 5: in how many media the result was published.

    Raises
    ------
    ValueError
        For a negative number.
    """
    if media < 0:
        raise ValueError(f"media is 0 or more, not {media}")
    return min(media, int(_levels()["media"]["paling_banyak"]))


def _kode_of(name: str, pedoman: Pedoman) -> str:
    """The code of an unsur by its name, else by an alias that only one unsur has; "" for none."""
    found = [u.kode for u in pedoman.unsur if u.nama.casefold() == name.casefold()]
    found = found or [u.kode for u in pedoman.unsur if is_of((name,), u)]
    return found[0] if len(found) == 1 else ""


@cache
def _levels() -> dict[str, Any]:
    return tomllib.loads(data_text("rencana.toml"))
