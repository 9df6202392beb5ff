"""Surveys whose totals are not printed: bounded by means and indices, and by whole numbers of respondents."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from skm.auditing._claims import Claim
from skm.auditing._known import Known, Respondents, Scope
from skm.auditing._survey import Group
from skm.pedoman import Pedoman

# Beyond this many respondents nearly every index of two decimals fits, so that fitting says nothing.
MOST = 2500
# How likely the printed digits may fit a number of respondents by accident for it still to be believed.
_CHANCE = Fraction(1, 1000)

Interval = tuple[Fraction, Fraction]


class Span(NamedTuple):
    """What is known of a group: it lies from low to high, or at the widest from wide_low to wide_high."""

    low: Group
    high: Group
    wide_low: Group
    wide_high: Group


def from_unsur(scope: Scope, own: Sequence[Claim], pedoman: Pedoman, known: Known) -> Span:
    """The group as its printed NRR and indices bound it; exact when they betray the number of respondents."""
    k = len(pedoman.unsur)
    rows = [_alternatives([c for c in own if c.unsur == u], pedoman, u) for u in range(k)]
    stated = [int(c.number.value) for c in own if c.besaran == "n" and c.unsur is None and c.number]
    corners = [c for c in own if c.unsur is None and c.number]
    rows = _settled(rows, corners, pedoman, scope, known)
    there = [r for r in rows if r]
    n = _smallest(there, stated)
    bounds: list[Interval | None] = [r[0] if r else None for r in rows]
    wide = _bounded(bounds, 0), _bounded(bounds, 1)
    if n is not None:
        sure = _by_accident(there, n, 1 if stated else n) < _CHANCE
        many = f"terkecil yang cocok dengan {len(there)} unsur"
        cara = "tercetak" if stated else f"disimpulkan: {many}" + ("" if sure else " (lemah)")
        known.respondents.append(Respondents(scope, n, cara, sure or bool(stated)))
        if sure:
            fits = [_whole(r, n) for r in rows]
            bounds = [(Fraction(f[0], n), Fraction(f[1], n)) if f else None for f in fits]
            if all(f and f[0] == f[1] for f in fits):
                known.exact.add(scope)
                known.confirmed.add(scope)
            return Span(_bounded(bounds, 0, n), _bounded(bounds, 1, n), *wide)
    elif stated:
        known.respondents.append(
            Respondents(scope, stated[0], "tercetak; tidak cocok dengan semua unsur", False)
        )
    return Span(*wide, *wide)


def _smallest(rows: Sequence[Sequence[Interval]], stated: Sequence[int] = ()) -> int | None:
    """The smallest number of respondents that fits all the rows; of a stated one, that or none."""
    return next((x for x in stated or range(1, MOST) if rows and all(_whole(r, x) for r in rows)), None)


def _by_accident(rows: Sequence[Sequence[Interval]], n: int, tried: int) -> Fraction:
    """How likely one of so many numbers up to n fits all the rows though it is not theirs."""
    chance = Fraction(tried)
    for r in rows:
        low, high = r[0]
        chance *= min(Fraction(1), n * (high - low))
    return chance


def _settled(
    rows: Sequence[list[Interval]], corners: Sequence[Claim], pedoman: Pedoman, scope: Scope, known: Known
) -> list[list[Interval]]:
    """Where numbers of an unsur contradict each other: the one for which sums and respondents speak."""
    torn = [u for u, r in enumerate(rows) if len(r) > 1]
    if len(torn) > 4 or not all(rows):
        known.doubtful |= {(scope, u) for u in torn}
        return list(rows)
    if not torn:
        return list(rows)
    steady = [r for r in rows if len(r) == 1]
    n = _smallest(steady)
    if n is not None and _by_accident(steady, n, n) >= _CHANCE:
        n = None

    def merit(choice: Sequence[Interval]) -> tuple[int, int, Fraction]:
        low = over_all([x for x, _ in choice], pedoman)
        high = over_all([x for _, x in choice], pedoman)
        sums = sum(
            any(c.number.shows(low[r], high[r]) for r in c.readings if r in low) for c in corners if c.number
        )
        fits = sum(_whole([choice[u]], n) is not None for u in torn) if n else 0
        return (
            sums,
            fits,
            -sum((choice[u][1] - choice[u][0] for u in torn), Fraction(0)) if n else Fraction(0),
        )

    choices = list(product(*rows))
    merits = [merit(c) for c in choices]
    best = max(merits)
    if merits.count(best) > 1:
        known.doubtful |= {(scope, u) for u in torn}
    return [[interval] for interval in choices[merits.index(best)]]


def over_all(nrr: Sequence[Fraction], pedoman: Pedoman) -> dict[str, Fraction]:
    """The figures over all unsur that NRR give, by reading."""
    k, plain = len(nrr), sum(nrr, Fraction(0))
    weighted = sum((b * x for b, x in zip(pedoman.bobot, nrr, strict=True)), Fraction(0))
    return {
        "mean": plain / k,
        "nrr_sum": plain,
        "index_sum": plain * pedoman.faktor,
        "weighted_sum": weighted,
        "weighted_mean": weighted / k,
        "ikm": weighted * pedoman.faktor,
    }


def _bounded(bounds: Sequence[Interval | None], side: int, n: int | None = None) -> Group:
    filled = tuple((n or 1) if b else 0 for b in bounds)
    total = tuple(b[side] * f if b else Fraction(0) for b, f in zip(bounds, filled, strict=True))
    return Group(filled, total, filled, n)


def _alternatives(claims: Sequence[Claim], pedoman: Pedoman, unsur: int) -> list[Interval]:
    """Where the NRR of an unsur lies: the interval left by each largest set of its claims that agree."""
    factor = {"nrr": Fraction(1), "tertimbang": pedoman.bobot[unsur], "indeks": pedoman.faktor}
    there = [c for b in factor for c in claims if c.besaran == b and c.number]
    intervals = [tuple(x / factor[c.besaran] for x in c.number.bounds) for c in there if c.number]
    found: list[tuple[int, Interval]] = []
    for start in range(len(intervals)):
        low, high = intervals[start]
        size = 1
        for other in intervals[:start] + intervals[start + 1 :]:
            if max(low, other[0]) < min(high, other[1]):
                low, high, size = max(low, other[0]), min(high, other[1]), size + 1
        found.append((size, (low, high)))
    most = max((s for s, _ in found), default=0)
    return list(dict.fromkeys(interval for size, interval in found if size == most))


def _whole(alternatives: Sequence[Interval], n: int) -> tuple[int, int] | None:
    """The smallest and the largest total of n answers in the first interval that holds one."""
    for low, high in alternatives:
        first = -((-low.numerator * n) // low.denominator)
        last = -((-high.numerator * n) // high.denominator) - 1
        if first <= last:
            return first, last
    return None


def from_whole(scope: Scope, own: Sequence[Claim], pedoman: Pedoman, known: Known, none: Group) -> Span:
    """The group of which only figures over all unsur are printed, as if all unsur were alike."""
    k = len(pedoman.unsur)
    number = {c.besaran: c.number for c in own if c.number}
    if "n" in number:
        known.respondents.append(Respondents(scope, int(number["n"].value), "tercetak"))
    if set(pedoman.bobot) != {Fraction(1, k)}:
        return Span(none, none, none, none)
    known.whole.add(scope)
    if "total" in number and "n" in number and number["n"].value > 0:
        n = int(number["n"].value)
        known.exact.add(scope)
        group = Group((n,) * k, (number["total"].value / k,) * k, (n,) * k, n)
        return Span(group, group, group, group)
    for besaran in ("nrr", "tertimbang", "indeks"):
        if besaran in number:
            value, bounds = number[besaran].value, number[besaran].bounds
            unit = Fraction(1)
            if besaran == "indeks":
                unit = pedoman.faktor if value <= 100 else pedoman.faktor * k
            elif value > pedoman.nilai_max:
                unit = Fraction(k)
            elif besaran == "tertimbang" and value < 1:
                unit = Fraction(1, k)
            low, high = bounds[0] / unit, min(bounds[1] / unit, Fraction(pedoman.nilai_max))
            both = [_bounded([(low, max(low, high))] * k, side) for side in (0, 1)]
            return Span(*both, *both)
    return Span(none, none, none, none)
