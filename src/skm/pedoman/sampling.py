"""How many respondents a survey needs: Krejcie and Morgan, Slovin, Cochran, and for a mean by strata."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from fractions import Fraction
from numbers import Integral
from typing import Any, Literal

from skm.ground.numbers import Exact, exact, round_half_up

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


def cochran(
    population: int | None = None,
    margin: float = 0.05,
    *,
    share: float = 0.5,
    level: float = 0.95,
) -> int:
    """Respondents needed to estimate a share after Cochran, rounded up.

    ``n0 = z^2 p (1 - p) / e^2``, and with a population of N ``n0 / (1 + (n0 - 1) / N)``.

    Parameters
    ----------
    population : int
        Users of the service in the period; without it as if there were no end of them.
    margin : float
        Margin of error e of the share, more than 0 and less than 1.
    share : float
        The share expected, p; 0.5 needs most.
    level : float
        Confidence level.

    Raises
    ------
    TypeError, ValueError
        As :func:`slovin`; also when `share` or `level` is not more than 0 and less than 1.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed. Wiley, section 4.4.

    Examples
    --------
    >>> cochran(), cochran(1200)
    (385, 292)
    """
    for name, value in (("margin", margin), ("share", share), ("level", level)):
        if not 0 < value < 1:
            raise ValueError(f"{name} is more than 0 and less than 1, not {value!r}")
    most = (_z(level) / margin) ** 2 * share * (1 - share)
    if population is None:
        return math.ceil(most)
    n = _whole(population)
    return min(math.ceil(most / (1 + (most - 1) / n)), n)


def sample_size_mean(
    population: Mapping[Any, int],
    margin: float,
    sd: float | Mapping[Any, float],
    *,
    level: float = 0.95,
    allocation: Literal["proportional", "neyman"] = "proportional",
) -> dict[Any, int]:
    """Respondents needed in each service for a unit IKM with a given margin, sampled service by service.

    With ``W_h = N_h / N``, margin e and ``V = (e / z)^2``: proportional allocation takes
    ``n = sum(W_h S_h^2) / (V + sum(W_h S_h^2) / N)`` and ``n_h = n W_h``; Neyman's takes
    ``n = sum(W_h S_h)^2 / (V + sum(W_h S_h^2) / N)`` and ``n_h`` proportional to ``W_h S_h``, the fewest
    respondents in all. Where that asks for more than N_h, everybody there is asked and the rest computed
    anew. Rounded up, at least two each (one has no spread), so the margin is kept.

    Parameters
    ----------
    population : mapping of service to int
        Users served in the period, each 1 or more.
    margin : float
        Half the width of the interval wanted, in index points, more than 0.
    sd : float, or mapping of service to float
        Standard deviation of respondents' own indices in index points, not negative, from the last survey:
        ``hasil.standard_error * hasil.n ** 0.5``. 10 is ordinary, 15 cautious.
    level : float
        Confidence level.
    allocation : {"proportional", "neyman"}

    Raises
    ------
    TypeError, ValueError, KeyError
        When a number is out of range, or a service has no standard deviation.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed. Wiley, sections 5.5 to 5.9.

    Examples
    --------
    >>> users = {"KTP": 5200, "Umum": 400, "IUMKM": 90}
    >>> sample_size_mean(users, margin=2, sd=10)
    {'KTP': 87, 'Umum': 7, 'IUMKM': 2}
    >>> sample_size_mean(users, margin=2, sd={"KTP": 8, "Umum": 12, "IUMKM": 12}, allocation="neyman")
    {'KTP': 58, 'Umum': 7, 'IUMKM': 2}
    """
    users = {key: _whole(number) for key, number in population.items()}
    spread = {key: float(sd[key] if isinstance(sd, Mapping) else sd) for key in users}
    if margin <= 0 or not 0 < level < 1:
        raise ValueError(f"margin is more than 0 and level between 0 and 1, not {margin!r} and {level!r}")
    if allocation not in ("proportional", "neyman"):
        raise ValueError(f'allocation is "proportional" or "neyman", not {allocation!r}')
    if any(not 0 <= s < math.inf for s in spread.values()):
        raise ValueError("a standard deviation is 0 or more")
    variance, everybody = (margin / _z(level)) ** 2, sum(users.values())
    whole: set[Any] = set()  # services where everybody is asked
    while True:
        open_ = [key for key in users if key not in whole]
        weight = {key: users[key] / everybody for key in open_}
        within = sum(weight[key] * spread[key] ** 2 for key in open_)
        size = weight if allocation == "proportional" else {key: weight[key] * spread[key] for key in open_}
        total = sum(size.values())
        # with n_h = n size_h / total the variance is sum(W_h^2 S_h^2 / n_h) - within / N
        top = sum((weight[key] * spread[key]) ** 2 / size[key] for key in open_ if size[key] > 0) * total
        n = top / (variance + within / everybody)
        asked = {key: n * size[key] / total if total > 0 else 0.0 for key in open_}
        over = {key for key in open_ if asked[key] > users[key]}
        if not over:
            break
        whole |= over
    return {
        key: users[key] if key in whole else min(max(math.ceil(asked[key] - 1e-9), 2), users[key])
        for key in users
    }


def _z(level: float) -> float:
    from statistics import NormalDist  # here and not above: importing skm stays quick

    return NormalDist().inv_cdf((1 + level) / 2)


def _whole(population: int) -> int:
    if isinstance(population, bool) or not isinstance(population, Integral):
        raise TypeError(f"population is a whole number, not {population!r}")
    if population < 1:
        raise ValueError(f"population is 1 or more, not {population}")
    return int(population)
