"""Formulas of the workbook as text: they give the printed value and the letter, whatever the answers.

A spreadsheet counts in doubles, in which ``SUM(NRR/9)*25`` makes 64.99999999999999 of a true 65. What is
graded is therefore computed from whole numbers: the sum of the answers to an unsur and the number of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from skm.ground.numbers import decimal_id
from skm.ground.printing import MISSING
from skm.pedoman import Pedoman
from skm.reading.questionnaire.layout import letters

NOTHING = f'"{MISSING}"'
# A sum of at most a hundred fractions is wrong by less than this; a true half is never reached from below.
_HALF = "0.5+1E-12"


def cell(row: int, column: int) -> str:
    """The address of a cell, both counted from 0: ``cell(4, 2)`` is "C5"."""
    return f"{letters(column)}{row + 1}"


def fixed(row: int, column: int) -> str:
    """The address that stays when a formula is copied: "$C$5"."""
    return f"${letters(column)}${row + 1}"


def area(top: int, left: int, bottom: int, right: int) -> str:
    """The address of a range that stays when a formula is copied: "$C$5:$C$13"."""
    return f"{fixed(top, left)}:{fixed(bottom, right)}"


def on(sheet: str, address: str) -> str:
    """An address on another sheet: "'Per unsur'!$C$5"."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{address}"


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of one guideline; an argument is the address of a cell or range.

    ``s`` is the sum of the answers to an unsur, ``n`` the number of filled answers. Where nobody answered,
    a formula gives a dash, never 0.
    """

    pedoman: Pedoman

    def nrr(self, s: str, n: str) -> str:
        """NRR: sum over filled answers."""
        return f"=IF({n}=0,{NOTHING},{s}/{n})"

    def tertimbang(self, nrr: str, unsur: int) -> str:
        """NRR times bobot, the bobot as a fraction: ``C7*1/9``."""
        return f"=IF(ISNUMBER({nrr}),{nrr}*{self.pedoman.bobot[unsur]},{NOTHING})"

    def whole(self, function: str, values: str, n: str) -> str:
        """SUM or AVERAGE over unsur, nothing when one of them has no answer."""
        return f"=IF(MIN({n})=0,{NOTHING},{function}({values}))"

    def ikm_unsur(self, s: str, n: str) -> str:
        """The index of one unsur, rounded half up to two decimals: ``INT((5000*s+n)/(2*n))/100``."""
        factor = 100 * self.pedoman.faktor
        num, den = 2 * factor.numerator, factor.denominator
        shared = math.gcd(num, den)  # 2 / 2 and the like
        num, den = num // shared, den // shared
        half = n if den == 1 else f"{den}*{n}"
        return f"=IF({n}=0,{NOTHING},INT(({num}*{s}+{half})/({2 * den}*{n}))/100)"

    def ikm(self, s: str, n: str, *, down: bool) -> str:
        """The index over ranges of `s` and `n`, one cell an unsur, rounded half up to two decimals.

        Hundredths of the index are ``sum of num*s/(den*n)``. Whole parts are added as whole numbers, and the
        rests, each below 1, apart: their sum is the only thing that is rounded. This is exact when every
        unsur has as many answers, and with blanks as long as 2 * den * (least common multiple of the n)
        stays below 10^12; beyond that the index would have to lie within 10^-14 points below a half.

        Parameters
        ----------
        down : bool
            Whether the ranges run down, else to the right.
        """
        shares = [100 * self.pedoman.faktor * b for b in self.pedoman.bobot]
        den = math.lcm(*(x.denominator for x in shares))
        nums = [int(x * den) for x in shares]
        factor = str(nums[0])
        if len(set(nums)) > 1:
            factor = "{" + (";" if down else ",").join(map(str, nums)) + "}"
        above, below = f"{factor}*{s}", f"({den}*{n})"
        return (
            f"=IF(MIN({n})=0,{NOTHING},(SUMPRODUCT(INT({above}/{below}))"
            f"+INT(SUMPRODUCT(MOD({above},{below})/{below})+{_HALF}))/100)"
        )

    def mutu(self, ikm: str) -> str:
        """The letter of a rounded index: classes by their lower bounds."""
        return self._class(ikm, [m.huruf for m in self.pedoman.mutu])

    def kinerja(self, ikm: str) -> str:
        """The wording of that class."""
        return self._class(ikm, [m.kinerja for m in self.pedoman.mutu])

    def _class(self, ikm: str, words: list[str]) -> str:
        quoted = ['"' + word.replace('"', '""') + '"' for word in words]
        found = quoted[-1]
        for mutu, word in reversed(list(zip(self.pedoman.mutu[:-1], quoted[:-1], strict=True))):
            found = f"IF({ikm}>={mutu.ikm_min},{word},{found})"
        return f"=IF(ISNUMBER({ikm}),{found},{NOTHING})"

    def rank(self, s: str, n: str, all_s: str, all_n: str) -> str:
        """1 for the lowest NRR, equal ones share a rank: ratios compared by cross multiplication."""
        return f"=IF({n}=0,{NOTHING},1+SUMPRODUCT(--({all_s}*{n}<{s}*{all_n})))"

    def mark(self, rank: str, ranks: str, k: int) -> str:
        """The place among the `k` lowest, ties with the last of them said: "ke-3 (sama)"."""
        last = f'COUNTIFS({ranks},">"&{rank},{ranks},"<={k}")=0'
        tied = f'IF(AND({last},COUNTIF({ranks},{rank})>1)," (sama)","")'
        return f'=IF(ISNUMBER({rank}),IF({rank}<={k},"ke-"&{rank}&{tied},""),"")'

    def place(self, ranks: str, top: str, rank: str) -> str:
        """Where an unsur stands in order of rank; equal ones, and those without answers, as they come."""
        here = f"{top}:{rank}"
        empty = f"COUNT({ranks})+COUNTIF({here},{NOTHING})"
        return f"=IF(ISNUMBER({rank}),{rank}+COUNTIF({here},{rank})-1,{empty})"

    def share(self, count: str, left: str, counts: str) -> str:
        """Percent of the row, whole, so that a row adds up to 100: the largest rests are rounded up.

        `left` is the range from the first of the row's counts to this one.
        """
        total = f"SUM({counts})"
        rest = f"MOD(100*{count},{total})"
        before = (
            f"SUMPRODUCT(--(MOD(100*{counts},{total})>{rest}))+SUMPRODUCT(--(MOD(100*{left},{total})={rest}))"
        )
        lacking = f"100-SUMPRODUCT(INT(100*{counts}/{total}))"
        return f"=IF({total}=0,0,INT(100*{count}/{total})+IF({before}<={lacking},1,0))"


def upper_bounds(pedoman: Pedoman) -> list[str]:
    """The highest printed index of each class, best first, as text: "100,00", "88,30", ..."""
    below = [mutu.ikm_min - Decimal("0.01") for mutu in pedoman.mutu[:-1]]
    return [decimal_id(100), *map(decimal_id, below)]
