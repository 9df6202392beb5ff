"""How long a piece of follow-up takes, in words: jangka pendek, menengah, panjang."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from functools import cache

from skm.ground.errors import RencanaError
from skm.priorities.catalogue import data_text

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

    Up to 7 days jangka pendek, up to 12 months jangka menengah, beyond that jangka panjang; the bounds stand
    in ``skm/data/rencana.toml``.

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
