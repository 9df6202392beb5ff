"""How many respondents a survey needs: Krejcie and Morgan (formula and printed table), Slovin."""

from __future__ import annotations

import math
from bisect import bisect_left
from fractions import Fraction
from numbers import Integral
from typing import Literal

from skm.numbers import Exact, exact, round_half_up

Method = Literal["krejcie_morgan", "tabel"]

# The constants the annex gives: chi-square with one degree of freedom at 5 %, P = Q = 0.5, d = 0.05.
_CHI2 = Fraction(3841, 1000)
_PQ = Fraction(1, 4)
_D2 = Fraction(25, 10_000)

# The populations the printed table lists; it skips 100,000.
_LISTED = (
    *range(10, 100, 5),
    *range(100, 300, 10),
    *range(300, 500, 20),
    *range(500, 1000, 50),
    *range(1000, 2000, 100),
    *range(2000, 3000, 200),
    *range(3000, 5000, 500),
    *range(5000, 10_000, 1000),
    *(10_000, 15_000, 20_000, 30_000, 40_000, 50_000, 75_000, 1_000_000),
)


def sample_size(population: int, method: Method = "krejcie_morgan") -> int:
    """Respondents needed for a population of service users, after Krejcie and Morgan.

    ``S = X2 N P Q / (d2 (N - 1) + X2 P Q)`` with X2 = 3.841, P = Q = 0.5, d = 0.05, computed exactly and
    rounded half up, which gives every row of the printed table.

    Parameters
    ----------
    population : int
        Users of the service in the period, N, 1 or more.
    method : {"krejcie_morgan", "tabel"}
        The formula at N itself (default); or the printed table, read at the next row up where N is not
        listed: at most 10, N itself; above 1,000,000, 384.

    Returns
    -------
    int
        From 1 to 384, never more than `population`.

    Raises
    ------
    TypeError
        When `population` is not a whole number.
    ValueError
        When `population` is less than 1, or `method` is unknown.

    References
    ----------
    Krejcie, R. V. and Morgan, D. W. (1970). Determining sample size for research activities. Educational
    and Psychological Measurement 30, 607-610.

    Examples
    --------
    >>> sample_size(1200), sample_size(1210), sample_size(1210, "tabel")
    (291, 292, 297)
    """
    n = _whole(population)
    if method not in ("krejcie_morgan", "tabel"):
        raise ValueError(f'method is "krejcie_morgan" or "tabel", not {method!r}')
    if method == "tabel":
        if n <= _LISTED[0]:
            return n
        n = _LISTED[min(bisect_left(_LISTED, n), len(_LISTED) - 1)]
    spread = _CHI2 * _PQ
    return int(round_half_up(spread * n / (_D2 * (n - 1) + spread), places=0))


def slovin(population: int, margin: Exact | float = Fraction(5, 100)) -> int:
    """Respondents needed after Slovin, ``N / (1 + N e^2)``, rounded up.

    Parameters
    ----------
    population : int
        Users of the service in the period, N, 1 or more.
    margin : Fraction, Decimal, int or float
        Margin of error e, more than 0 and less than 1. A float is taken as the decimal it is typed as.

    Raises
    ------
    TypeError
        When `population` is not a whole number.
    ValueError
        When `population` is less than 1, or `margin` is out of range.

    Examples
    --------
    >>> slovin(1200), slovin(1200, 0.1)
    (300, 93)
    """
    n, e = _whole(population), exact(margin)
    if not 0 < e < 1:
        raise ValueError(f"margin is more than 0 and less than 1, not {margin!r}")
    return math.ceil(n / (1 + n * e**2))


def _whole(population: int) -> int:
    if isinstance(population, bool) or not isinstance(population, Integral):
        raise TypeError(f"population is a whole number, not {population!r}")
    if population < 1:
        raise ValueError(f"population is 1 or more, not {population}")
    return int(population)
