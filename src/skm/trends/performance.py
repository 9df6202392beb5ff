"""Realised against target: capaian, its category, and the table of the performance agreement."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from skm.ground.numbers import Exact, decimal_id, exact, round_half_up
from skm.ground.packaged import data_text
from skm.ground.printing import Printed, Shown
from skm.result import Result

INDEKS = "Indeks Kepuasan Masyarakat"
MINIMAL_B = "Persentase layanan dengan indeks minimal B"
NOTHING = "tidak ada"


@dataclass(frozen=True, slots=True)
class Kategori:
    """One category of achievement: its name and its lower bound in percent.

    Parameters
    ----------
    nama : str
    batas : Decimal
    termasuk : bool
        Whether the bound itself belongs to the category.
    """

    nama: str
    batas: Decimal
    termasuk: bool = True


KATEGORI = tuple(
    Kategori(row["nama"], Decimal(row.get("mulai", row.get("di_atas"))), "mulai" in row)
    for row in tomllib.loads(data_text("capaian.toml"))["kategori"]
)


def capaian(realised: Exact | float, target: Exact | float) -> Fraction:
    """Achievement in percent, exactly: realised / target * 100.

    Raises
    ------
    ValueError
        When the target is not more than 0.

    Examples
    --------
    >>> decimal_id(capaian(86.7, 86)), decimal_id(capaian(87.69, 88))
    ('100,81', '99,65')
    """
    if exact(target) <= 0:
        raise ValueError(f"a target is more than 0, not {target!r}")
    return exact(realised) / exact(target) * 100


def kategori_of(percent: Exact | float, kategori: Sequence[Kategori] = KATEGORI) -> str:
    """The category of an achievement, rounded half up to two decimals as it is printed.

    Examples
    --------
    >>> [kategori_of(x) for x in (90.01, 90, 80, 60, 59.99)]
    ['Sangat Baik', 'Baik', 'Baik', 'Cukup', 'Kurang']
    """
    printed = round_half_up(percent)
    for k in kategori:
        if printed > k.batas or (k.termasuk and printed == k.batas):
            return k.nama
    return kategori[-1].nama


@dataclass(frozen=True, slots=True)
class Indikator:
    """One indicator of the performance agreement.

    Parameters
    ----------
    nama : str
    target, realisasi : number
        In the indicator's own unit. `realisasi` is None when there was nothing to count: such an indicator
        has no capaian and stays out of the mean; it is not 100 %.
    """

    nama: str
    target: Exact | float
    realisasi: Exact | float | None = None

    @classmethod
    def share(cls, nama: str, target: Exact | float, done: int, of: int) -> Indikator:
        """An indicator that is a percentage of something counted; missing when there was none of it.

        Examples
        --------
        >>> Indikator.share("Persentase pengaduan yang diselesaikan", 100, done=0, of=0).realisasi is None
        True
        """
        if not 0 <= done <= of:
            raise ValueError(f"done is from 0 to {of}, not {done}")
        return cls(nama, target, Fraction(100 * done, of) if of else None)

    @property
    def capaian(self) -> Fraction | None:
        """Realised over target, in percent; None when there was nothing to count."""
        return None if self.realisasi is None else capaian(self.realisasi, self.target)


@dataclass(frozen=True, repr=False, eq=False)
class Achievement(Printed):
    """The achievement table of a performance agreement.

    Examples
    --------
    >>> table = Achievement((Indikator("IKM", 88, 87.81), Indikator("Pengaduan", 100)))
    >>> table.frame["kategori"].tolist(), decimal_id(table.mean_exact)
    (['Sangat Baik', 'tidak ada'], '99,78')
    """

    indikator: tuple[Indikator, ...]
    kategori: tuple[Kategori, ...] = KATEGORI

    @property
    def frame(self) -> pd.DataFrame:
        """One row per indicator: `indikator` (str), `target`, `realisasi`, `capaian` (float64, percent),
        `kategori` (str, "tidak ada" when there was nothing to count)."""
        rows = [
            (
                i.nama,
                float(exact(i.target)),
                float("nan") if i.realisasi is None else float(exact(i.realisasi)),
                float("nan") if i.capaian is None else float(i.capaian),
                NOTHING if i.capaian is None else kategori_of(i.capaian, self.kategori),
            )
            for i in self.indikator
        ]
        frame = pd.DataFrame(rows, columns=["indikator", "target", "realisasi", "capaian", "kategori"])
        numbers = dict.fromkeys(["target", "realisasi", "capaian"], "float64")
        return frame.astype({"indikator": object, **numbers, "kategori": object})

    @property
    def mean_exact(self) -> Fraction | None:
        """The mean capaian of the indicators that have one, in percent; None when none has."""
        there = [i.capaian for i in self.indikator if i.capaian is not None]
        return sum(there, Fraction(0)) / len(there) if there else None

    @property
    def mean(self) -> float:
        """:attr:`mean_exact` as a float; NaN when it is missing."""
        return float("nan") if self.mean_exact is None else float(self.mean_exact)

    @property
    def printed(self) -> pd.DataFrame:
        """The table as an office prints it, the mean capaian as its last row."""
        rows = [
            (
                str(number),
                i.nama,
                decimal_id(i.target),
                NOTHING if i.realisasi is None else decimal_id(i.realisasi),
                *self._printed_capaian(i.capaian),
            )
            for number, i in enumerate(self.indikator, start=1)
        ]
        rows.append(("", "Rata-rata capaian", "", "", *self._printed_capaian(self.mean_exact)))
        headings = ["No", "Indikator", "Target", "Realisasi", "Capaian (%)", "Kategori"]
        return pd.DataFrame(rows, columns=headings, dtype=object)

    def _printed_capaian(self, percent: Fraction | None) -> tuple[str, str]:
        if percent is None:
            return NOTHING, NOTHING
        return decimal_id(percent), kategori_of(percent, self.kategori)

    def _shown(self) -> Shown:
        none = sum(i.capaian is None for i in self.indikator)
        note = f"{none} indikator tanpa realisasi tidak ikut dalam rata-rata." if none else ""
        return "Capaian kinerja", [self.printed], [note]


def at_least(result: Result, huruf: str = "B", services: str = "layanan") -> tuple[int, int]:
    """How many services have at least this mutu under the result's own guideline, and how many have any.

    A service without an index counts in neither; a result that does not tell services apart gives (0, 0).

    Raises
    ------
    ValueError
        When the guideline has no class of that letter.
    """
    letters = [m.huruf for m in result.pedoman.mutu]
    if huruf not in letters:
        raise ValueError(f"no class {huruf!r} in {result.pedoman.nama}; there are {letters}")
    if services not in result.tally.keys:
        return 0, 0
    mutu = Result(result.tally.pool(services)).groups["mutu"]
    good = mutu.isin(letters[: letters.index(huruf) + 1])
    return int(good.sum()), int(mutu.notna().sum())


def achievement(
    result: Result,
    target: Exact | float,
    *,
    target_minimal_b: Exact | float = 100,
    others: Iterable[Indikator] = (),
    services: str = "layanan",
) -> Achievement:
    """The achievement table of one period: IKM and "indeks minimal B" from the result, the others as typed.

    Parameters
    ----------
    result : Result
        With its services as groups; without them the second row is "tidak ada".
    target : number
        Of the IKM, in index points.
    target_minimal_b : number
        Percent of services that should have mutu B or better.
    others : Indikator
        Further rows.
    services : str
        The key that tells services apart.

    Examples
    --------
    >>> from skm.tally import Tally
    >>> total = pd.DataFrame({"KTP": [100] * 9, "SKCK": [60] * 9}, index=[f"U{i}" for i in range(1, 10)])
    >>> hasil = Result(Tally.from_totals(total, n={"KTP": 30, "SKCK": 25}))
    >>> achievement(hasil, 80).printed["Realisasi"].tolist()
    ['72,73', '50,00', '']
    """
    good, there = at_least(result, "B", services)
    minimal_b = Indikator.share(MINIMAL_B, target_minimal_b, good, there)
    return Achievement((Indikator(INDEKS, target, result.ikm_exact), minimal_b, *others))
