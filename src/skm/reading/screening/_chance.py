"""How often chance alone produces what looks suspicious, so that no honest office is accused.

For repeated questionnaires the null hypothesis is a permutation: the answers found are shuffled among the
questionnaires of one service, so that many fours, or satisfied people who answer alike, are accounted for.
For patterns within one questionnaire, unsur are taken as answered independently with the shares found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.reading.screening._coded_answers import Codes, combined, compact

# Worth a look: this many times the expected number or more, and less probable than this.
RATIO = 2
PROBABILITY = 0.005

_TERMS = 80
_SMALL = 0.05


def beyond_chance(found: int, expected: float) -> bool:
    """Whether a count is well above the number expected by chance.

    It must be at least twice the expected number, and the Poisson probability of that many or more below
    0.005. Both the Poisson tail, heavier than that of shuffled answers (sums of hypergeometric counts), and
    the copies themselves, which raise the expected number, favour the office.

    Examples
    --------
    >>> beyond_chance(5, 0.9), beyond_chance(2, 0.9), beyond_chance(5200, 5000.0)
    (True, False, False)
    """
    if found == 0 or found < RATIO * expected:
        return False
    if expected <= 0:
        return True
    term = math.exp(found * math.log(expected) - expected - math.lgamma(found + 1))
    tail = 0.0
    for k in range(found, found + _TERMS):  # each term at most half the one before
        tail += term
        term *= expected / (k + 1)
    return tail < PROBABILITY


def expected_copies(
    patterns: tuple[Codes, int], profiles: tuple[Codes, int], stratum: tuple[Codes, int]
) -> float:
    """Expected number of questionnaires that repeat an earlier one in answers and profile, if shuffled.

    In a stratum of m questionnaires, answers found c times and a profile found d times coincide X times
    (hypergeometric); all but the first are copies, ``max(X - 1, 0)``. For small ``c d / m`` the expectation
    is that of pairs, ``C(c,2) C(d,2) / C(m,2)``, to within a few per cent (from above).
    """
    group, groups = stratum
    sizes = np.bincount(group, minlength=groups)
    answers = _multiplicities(patterns, stratum).rename(columns={"times": "c", "kinds": "kinds_c"})
    persons = _multiplicities(profiles, stratum).rename(columns={"times": "d", "kinds": "kinds_d"})
    table = answers.merge(persons, on="group")
    if table.empty:
        return 0.0
    c, d, m = (x.to_numpy() for x in (table["c"], table["d"], table["group"].map(pd.Series(sizes))))
    kinds = (table["kinds_c"] * table["kinds_d"]).to_numpy(dtype=np.float64)
    met = c * d / m
    copies = c * (c - 1.0) * d * (d - 1.0) / (2.0 * m * (m - 1.0))
    often = met >= _SMALL
    if often.any():
        copies[often] = met[often] - 1 + _never_met(c[often], d[often], m[often])
    return float((kinds * copies).sum())


def _multiplicities(codes: tuple[Codes, int], stratum: tuple[Codes, int]) -> pd.DataFrame:
    """Per stratum, how many codes occur how many times; those that occur once are left out."""
    group, times = _kinds(codes, stratum)
    frame = pd.DataFrame({"group": group[times > 1], "times": times[times > 1]})
    return frame.groupby(["group", "times"], sort=False).size().reset_index(name="kinds")


def _kinds(codes: tuple[Codes, int], stratum: tuple[Codes, int]) -> tuple[NDArray[np.int64], Codes]:
    """The codes that occur: the stratum of each, and how many times."""
    n = len(codes[0])
    (both, size), kinds = compact(*combined([stratum, codes], n)), codes[1]
    counts = np.bincount(both, minlength=size)
    if size == stratum[1] * kinds:
        group = np.arange(size) // kinds
    else:  # renumbered
        group = np.zeros(size, dtype=np.int64)
        group[both] = stratum[0]
    there = counts > 0
    return group[there], counts[there]


def _never_met(c: NDArray[np.int64], d: NDArray[np.int64], m: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probability that none of c among m is one of d: ``C(m - c, d) / C(m, d)``."""
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, m.max() + 1)))])
    possible = c + d <= m
    rest = np.where(possible, m - c - d, 0)
    log = log_factorial[m - c] + log_factorial[m - d] - log_factorial[rest] - log_factorial[m]
    return np.where(possible, np.exp(np.minimum(log, 0)), 0.0)


def equal_pairs(codes: tuple[Codes, int], stratum: tuple[Codes, int]) -> NDArray[np.float64]:
    """Per stratum, the ordered pairs of different rows with the same code: sum of ``c (c - 1)``."""
    group, counts = _kinds(codes, stratum)
    pairs = np.bincount(group, weights=counts * (counts - 1.0), minlength=stratum[1])
    return pairs.astype(np.float64, copy=False)


def near_pairs(
    columns: list[NDArray[np.int8]], levels: int, stratum: tuple[Codes, int]
) -> NDArray[np.float64]:
    """Per stratum, the ordered pairs of different rows equal in all questions but u, summed over u.

    A pair that differs in one answer is in it once, an equal pair as often as there are questions.
    """
    total = np.zeros(stratum[1])
    for u in range(len(columns)):
        rest = [(c, levels) for i, c in enumerate(columns) if i != u]
        total += equal_pairs(compact(*combined(rest, len(stratum[0]))), stratum)
    return total


def expected_neighbours(
    pairs: NDArray[np.float64], neighbours: NDArray[np.bool_], stratum: tuple[Codes, int]
) -> float:
    """Expected number of equal neighbours if the order within each stratum were shuffled.

    Parameters
    ----------
    pairs : (G,)
        Ordered pairs of rows of a stratum that are alike.
    neighbours : (N - 1,)
        Whether row i + 1 is compared with row i; both are of one stratum.
    """
    group, groups = stratum
    sizes = np.bincount(group, minlength=groups).astype(np.float64)
    compared = np.bincount(group[1:][neighbours], minlength=groups)
    all_pairs = sizes * (sizes - 1)
    return float((compared * pairs / np.where(all_pairs > 0, all_pairs, 1)).sum())


def expected_patterns(patterns: Iterable[tuple[int, ...]], shares: NDArray[np.float64], n: int) -> float:
    """Expected number of n questionnaires with one of the patterns, if unsur were answered independently."""
    questions = np.arange(len(shares))
    return n * float(sum(shares[questions, pattern].prod() for pattern in patterns))


def expected_in_full_minutes(per_hour: NDArray[np.int64]) -> float:
    """Expected number in a minute with two others, if each hour's were spread evenly over its minutes.

    ``m P(Binomial(m - 1, 1/60) >= 2)`` summed over the hours.
    """
    others = per_hour - 1.0
    p = 1 / 60
    fewer = (1 - p) ** others + others * p * (1 - p) ** np.maximum(others - 1, 0)
    return float((per_hour * np.maximum(1 - fewer, 0)).sum())
