"""The known mistakes as values: each a change to the right way to compute or to grade, applied exactly.

Codes B1 to B19. B8 (only the best-scoring kept) needs the answers themselves; B13 (the n on the page is not
that behind the index), B12 (columns matched by position) and B18 (slips of the pen) are found where cells are
compared; B19 (rounded parts that do not add up to the rounded whole) is not a mistake of the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

from skm.auditing._printed_numbers import rounded
from skm.auditing._recomputation import Classes, Method, Scope, Survey
from skm.ground.numbers import round_half_up
from skm.pedoman import KEPMENPAN_25_2004, NATIONAL, PERMENPANRB_14_2017, Pedoman

# What stands for "no class": a value that fell into a gap between two printed bounds.
NO_CLASS = frozenset({"", "-", "–", "X", "E"})

# Lower bounds of the classes of 2017 as they were seen mistyped (B16), in index points.
_MISTYPED_BOUNDS = (
    ("A", Decimal("83.31")),
    ("C", Decimal("55.00")),
    ("B", Decimal("76.00")),
    ("B", Decimal("76.01")),
    ("A", Decimal("81.50")),  # 3,26 on the scale of nilai, for 3,5324
)

# Every kind of mistake by its code, as a list of codes explains it to an official.
MISTAKES: dict[str, str] = {
    "B1": "kelas dibaca dari nilai yang belum dibulatkan, sehingga jatuh di celah antara dua batas tercetak",
    "B2": 'batas kelas dibaca "lebih dari", atau kelas teratas "kurang dari 100"',
    "B3": "indeks dihitung dengan bilangan biner (float), bukan pecahan tepat",
    "B4": "bobot dibulatkan (0,11; 0,111) atau bobot jumlah unsur lain, bukan tepat 1 dibagi jumlah unsur",
    "B5": "nilai di tengah perhitungan dibulatkan, bukan sekali pada akhir",
    "B6": "jawaban kosong dihitung 0",
    "B7": "rata-rata dari rata-rata layanan, bulan, atau unit, bukan seluruh responden",
    "B8": "hanya responden dengan nilai tertinggi yang dipakai",
    "B9": "kelas dari pedoman lain daripada yang dipakai",
    "B10": "skala atau pengali yang salah",
    "B11": "unsur dengan nilai yang sama di batas tiga terendah dipilih diam-diam",
    "B12": "kolom dicocokkan menurut urutan, bukan nama",
    "B13": "jumlah responden yang tercetak bukan jumlah di balik indeksnya",
    "B14": "kelompok atau bulan tanpa responden dihitung 0",
    "B15": "kelas tahun 2004/2014 dipakai untuk sembilan unsur tahun 2017",
    "B16": "batas kelas salah tulis",
    "B17": "angka dipotong, bukan dibulatkan",
    "B18": "salah tulis angka, atau jumlah yang tidak cocok dengan bagiannya",
    "B19": "bagian yang dibulatkan tidak menghasilkan jumlah yang dibulatkan: bukan kesalahan",
}


@dataclass(frozen=True, slots=True)
class Grading:
    """A way to grade an index. Without arguments the right one: lower bounds, on two decimals.

    classes : letters with lower bounds, best first, in place of the guideline's
    strict : an index at a bound does not reach it
    unrounded : the index is not rounded to two decimals first
    gaps : not rounded first, and each class has an upper bound as printed, 0.01 below the next
    below_top : the best class ends below 100
    """

    classes: Classes = ()
    strict: bool = False
    unrounded: bool = False
    gaps: bool = False
    below_top: bool = False

    def letters(self, ikm: Fraction, pedoman: Pedoman) -> frozenset[str]:
        """The letters that can come out for an exact index; more than one where the index has no class."""
        classes = self.classes or _classes(pedoman)
        value = ikm if self.unrounded or self.gaps else rounded(ikm, 2)
        nothing = NO_CLASS | {classes[-1][0]}
        if self.below_top and value >= 100:
            return nothing
        above: Fraction | None = None
        for letter, bound in classes:
            if self.gaps and above is not None and above - Fraction(1, 100) < value < above:
                return nothing
            if value > bound or (value == bound and not self.strict):
                return frozenset({letter})
            above = Fraction(bound)
        return frozenset({classes[-1][0]})


@dataclass(frozen=True, slots=True)
class Mistake:
    """One known mistake.

    kode : its code, "B4"
    uraian : what was done, in Indonesian
    method : changes to :class:`Method`, as (field, value)
    grading : changes to :class:`Grading`, as (field, value)
    """

    kode: str
    uraian: str
    method: tuple[tuple[str, Any], ...] = ()
    grading: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def computing(cls, kode: str, uraian: str, **changes: Any) -> Mistake:
        """A mistake of computing, with its changes to :class:`Method`."""
        return cls(kode, uraian, method=tuple(changes.items()))

    @classmethod
    def grading_by(cls, kode: str, uraian: str, **changes: Any) -> Mistake:
        """A mistake of grading, with its changes to :class:`Grading`."""
        return cls(kode, uraian, grading=tuple(changes.items()))

    def apply(self, survey: Survey, layanan: Scope = None) -> Fraction | None:
        """The index that this mistake makes of a survey, exactly; None when it needs data that are not there.

        Examples
        --------
        >>> from skm.auditing._recomputation import survey_of_tally
        >>> from skm.tally import Tally
        >>> best = Tally.from_totals({f"U{i}": 20 for i in range(1, 10)}, n=5)
        >>> weight = next(m for m in catalogue(best.pedoman) if m.uraian.startswith("bobot 0,11 "))
        >>> weight.kode, weight.apply(survey_of_tally(best))
        ('B4', Fraction(99, 1))
        """
        return Method(**dict(self.method)).ikm(survey, layanan)

    def grade(self, ikm: Fraction, pedoman: Pedoman) -> frozenset[str]:
        """The letters that this mistake makes of an exact index; several where it finds no class.

        Examples
        --------
        >>> gap = class_catalogue(PERMENPANRB_14_2017)[0]
        >>> sorted(gap.grade(Fraction(76605, 1000), PERMENPANRB_14_2017))
        ['', '-', 'D', 'E', 'X', '–']
        """
        return Grading(**dict(self.grading)).letters(ikm, pedoman)

    def with_(self, other: Mistake) -> Mistake | None:
        """Both mistakes at once; None when they change the same thing."""
        mine, theirs = dict(self.method + self.grading), dict(other.method + other.grading)
        if mine.keys() & theirs.keys():
            return None
        kode = self.kode if self.kode == other.kode else f"{self.kode}+{other.kode}"
        uraian = f"{self.uraian}; dan {other.uraian}"
        return Mistake(kode, uraian, self.method + other.method, self.grading + other.grading)


_FLOATS = "dihitung dengan bilangan biner (float)"


@cache
def catalogue(pedoman: Pedoman) -> tuple[Mistake, ...]:
    """The mistakes of computing that are possible under a guideline, in the order in which they are named."""
    wrong = Mistake.computing
    unit, top = pedoman.faktor, pedoman.nilai_max
    mean = "rata-rata IKM kelompok (layanan)"
    zero = "jawaban kosong dihitung 0 (dibagi seluruh responden, bukan jawaban yang terisi)"
    parts = {
        "nrr_places": "NRR",
        "weighted_places": "NRR tertimbang",
        "sum_places": "jumlah NRR tertimbang",
    }
    factors = (
        (unit / top, f"×{_plain(unit)}/{top}"),
        (Fraction(100, top + 1), f"skala 1-{top + 1}"),
        (Fraction(25), "skala 1-4"),
        (Fraction(1), "nilai interval yang belum dikonversi"),
    )
    return (
        wrong("B17", "dipotong, bukan dibulatkan", truncated=True),
        *_weights(len(pedoman.unsur)),
        *(
            wrong("B5", f"{what} dibulatkan {places} desimal sebelum dihitung terus", **{name: places})
            for name, what in parts.items()
            for places in (2, 3)
        ),
        wrong("B6", zero, blanks_as_zero=True),
        wrong("B7", f"{mean}, bukan seluruh responden", of_groups="mean"),
        wrong("B7", f"{mean} yang sudah dibulatkan, bukan seluruh responden", of_groups="rounded"),
        wrong("B14", "rata-rata IKM kelompok, kelompok tanpa responden dihitung 0", of_groups="empty"),
        wrong("B8", MISTAKES["B8"], best_only=True),
        *(
            wrong("B10", f"pengali {_plain(factor)}, bukan {_plain(unit)} ({why})", factor=factor)
            for factor, why in factors
            if factor != unit
        ),
        *(
            wrong("B3", f"{_FLOATS}, bukan pecahan tepat", floats=way)
            for way in ("divided", "weighted", "last")
        ),
    )


@cache
def class_catalogue(pedoman: Pedoman) -> tuple[Mistake, ...]:
    """The mistakes of grading that are possible under a guideline."""
    wrong = Mistake.grading_by
    unrounded = "kelas dibaca dari indeks yang belum dibulatkan"
    modern = pedoman.mutu == PERMENPANRB_14_2017.mutu
    others: dict[Classes, str] = {}
    for other in NATIONAL:
        name = "2004/2014" if other.mutu == KEPMENPAN_25_2004.mutu else other.nama
        others.setdefault(_classes(other), name)
    return (
        wrong("B1", f"{unrounded}, di celah antara dua batas", gaps=True),
        wrong("B1", f"{unrounded} dua desimal", unrounded=True),
        *(
            Mistake(
                "B3",
                f"{_FLOATS} dan kelas dibaca tanpa dibulatkan",
                (("floats", way),),
                (("unrounded", True),),
            )
            for way in ("divided", "weighted", "last")
        ),
        wrong("B2", 'batas bawah dibaca "lebih dari", bukan "mulai dari"', strict=True),
        wrong("B2", "kelas teratas dibaca kurang dari 100", below_top=True),
        *(
            wrong("B15" if modern else "B9", f"kelas {nama}, bukan {pedoman.nama}", classes=classes)
            for classes, nama in others.items()
            if classes != _classes(pedoman)
        ),
        *_mistyped(pedoman),
    )


def _classes(pedoman: Pedoman) -> Classes:
    return tuple((m.huruf, m.ikm_min) for m in pedoman.mutu)


def _weights(k: int) -> Iterator[Mistake]:
    """1/k as offices write it, and the weight for another guideline's number of unsur."""
    written = {round_half_up(Fraction(1, k), places=p): k for p in (2, 3, 4, 1)}
    for other in {len(p.unsur) for p in NATIONAL} - {k}:
        written |= {round_half_up(Fraction(1, other), places=p): other for p in (2, 3)}
    for weight, of in written.items():
        if weight and Fraction(weight) != Fraction(1, k):
            of_another = f" untuk {of} unsur" if of != k else ""
            uraian = f"bobot {_comma(weight)}{of_another} sebagai pengganti 1/{k}"
            yield Mistake.computing("B4", uraian, bobot=Fraction(weight))


def mistyped_bounds(pedoman: Pedoman) -> Classes:
    """Letters with their lower bound as it was seen mistyped, in index points; none but for those of 2017."""
    return _MISTYPED_BOUNDS if pedoman.mutu == PERMENPANRB_14_2017.mutu else ()


def _mistyped(pedoman: Pedoman) -> Iterator[Mistake]:
    for letter, bound in mistyped_bounds(pedoman):
        classes = tuple((h, bound if h == letter else b) for h, b in _classes(pedoman))
        uraian = f"batas bawah {letter} salah tulis: {_comma(bound)}"
        yield Mistake.grading_by("B16", uraian, classes=classes)


def pairs(single: tuple[Mistake, ...]) -> Iterator[Mistake]:
    """Every two of the mistakes that can be made together."""
    return (both for a, b in combinations(single, 2) if (both := a.with_(b)) is not None)


def _plain(value: Fraction) -> str:
    return _comma(f"{float(value):g}")


def _comma(value: object) -> str:
    return str(value).replace(".", ",")
