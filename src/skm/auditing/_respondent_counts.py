"""How many respondents, and which totals, agree with the means and indices that are printed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from skm.auditing._published_tables import LETTERS, Claim
from skm.auditing._recomputation import Group, Known, Respondents, Scope
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


# How likely an accident may be for it still not to be believed in.
_RARE = Fraction(1, 10_000)
# So many blank answers to every unsur but one are possible; more, and exactly as many to each, are not.
FEW = 2


@dataclass(frozen=True, slots=True)
class Fit:
    """The numbers of answers that suit the printed means.

    n : questionnaires, or None when the means do not betray it
    sizes : for each unsur the fewest and the most answers; n for both where its means suit n
    wide : the same with every number that suits its means
    wrong : printed means that do not agree
    agreeing : those that do
    blank : unsur with fewer answers than n are needed to make the means agree
    confirmed : every unsur has a mean of its own
    """

    n: int | None
    sizes: tuple[tuple[int, int], ...]
    wide: tuple[tuple[int, int], ...]
    wrong: int
    agreeing: int
    blank: bool
    confirmed: bool


def fit(
    totals: Sequence[int],
    own: Sequence[Claim],
    pedoman: Pedoman,
    expected: int | None = None,
    slack: int = 0,
) -> Fit:
    """Find the numbers of answers behind totals and their printed means.

    Blanks can make each unsur's number of answers smaller than the number of respondents, never larger; an
    unsur whose means ask for more is wrong, as long as it stands alone.

    Parameters
    ----------
    totals : sequence of int, per unsur
    own : the claims of the same group
    pedoman : Pedoman
    expected, slack : the respondents that the other groups lead to expect, give or take so many
    """
    stated = [int(c.number.value) for c in own if c.besaran == "n" and c.unsur is None and c.number]
    rows = [_votes([c for c in own if c.unsur == u], totals, pedoman) for u in range(len(totals))]
    corners = [c for c in own if c.unsur is None and c.besaran != "n" and _coefficients(c, totals, pedoman)]
    if not any(need for need, _ in rows):
        return _by_corners(totals, corners, pedoman, stated, expected, slack)
    full = [{n for n, v in votes.items() if v == need} for need, votes in rows if need]
    full = [sizes for sizes in full if sizes]
    agree = Counter(n for sizes in full for n in sizes)
    most = max(agree.values(), default=0)
    usual = min((n for n, v in agree.items() if v == most), default=None)

    def over(n: int) -> int:
        return sum(min(sizes) > n for sizes in full)

    def apart(n: int) -> bool:
        """Whether no unsur asks for just a few answers more: then the others may have that many blank."""
        return not any(n < min(sizes) <= n + FEW for sizes in full)

    common = usual if most >= max(len(full) - 1, 2) else None
    if common and _same_by_accident(common, full) >= _RARE:
        common = None
    if stated and over(stated[0]) == 0:
        n = stated[0]
    elif expected and over(expected) <= 1 and apart(expected) and agree[expected] == most:
        n = expected
    elif common and apart(common):
        n = common
    elif stated and over(stated[0]) <= len(full) // 3:
        n = stated[0]
    else:
        n = max((min(sizes) for sizes in full), default=0)
    if not n:
        return Fit(None, (), (), sum(need for need, _ in rows), 0, False, False)
    firm = _same_by_accident(n, full) < _RARE  # everybody answered, as far as the means can tell
    limit = n if stated else n + FEW if firm else math.inf
    sizes, wide, wrong = [], [], 0
    for need, votes in rows:
        allowed = {size: v for size, v in votes.items() if size <= limit}
        best = max(allowed.values(), default=0)
        fitting = [size for size, v in allowed.items() if v == best == need]
        wide.append((min(fitting), max(fitting)) if fitting else (n, n))
        sizes.append((n, n) if firm and votes[n] == best else wide[-1])
        wrong += need - best
    with_blanks = _right(corners, totals, wide, pedoman)
    for everyone in dict.fromkeys(x for x in (n if firm else None, common) if x):
        # Figures over all unsur that need everybody's answer speak against blanks, and for a misprinted mean.
        if _right(corners, totals, [(everyone, everyone)] * len(totals), pedoman) > with_blanks:
            n, sizes = everyone, [(everyone, everyone)] * len(totals)
            wide, wrong, firm = sizes, sum(need - votes[n] for need, votes in rows), True
            break
    agreeing = sum(need for need, _ in rows) - wrong
    blank = not firm and any(size != (n, n) for size in sizes)
    if not blank:
        right = _right(corners, totals, [(n, n)] * len(totals), pedoman)
        wrong += len(corners) - right
        agreeing += right
    return Fit(n, tuple(sizes), tuple(wide), wrong, agreeing, blank, all(need for need, _ in rows))


def _same_by_accident(n: int, full: Sequence[set[int]]) -> Fraction:
    """How likely so many unsur suit the same n though each has its own number of answers, a bit apart."""
    chance = Fraction(1)
    for sizes in full:
        if n in sizes:
            chance *= min(Fraction(1), Fraction(20 * len(sizes), n))
    return chance


def _by_corners(
    totals: Sequence[int],
    corners: Sequence[Claim],
    pedoman: Pedoman,
    stated: Sequence[int],
    expected: int | None,
    slack: int,
) -> Fit:
    """The number of respondents when only figures over all unsur are printed: one that suits all of them."""
    need, votes = _votes(corners, totals, pedoman)
    best = max(votes.values(), default=0)
    n = next(iter(stated), None)
    if n is None and expected and votes[expected] == best:
        n = expected
    if n is None and need and best == need:
        n = min(size for size, v in votes.items() if v == best)
    if n is None:
        return Fit(None, (), (), need - best, best, False, False)
    sizes, wide = ((n, n),) * len(totals), ((max(n - slack, 1), n + slack),) * len(totals)
    return Fit(n, sizes, wide, need - votes[n], votes[n], False, False)


def _votes(claims: Sequence[Claim], totals: Sequence[int], pedoman: Pedoman) -> tuple[int, Counter[int]]:
    """How many of the claims are means, and how many of those each number of answers suits."""
    votes: Counter[int] = Counter()
    need = 0
    for claim in claims:
        coefficients = _coefficients(claim, totals, pedoman)
        need += bool(coefficients)
        votes.update({n for a in coefficients for n in _fitting(a, claim)})
    return need, votes


def _right(
    corners: Sequence[Claim], totals: Sequence[int], sizes: Sequence[tuple[int, int]], pedoman: Pedoman
) -> int:
    """How many figures over all unsur these numbers of answers allow."""
    low = over_all([Fraction(t, most) for t, (_, most) in zip(totals, sizes, strict=True)], pedoman)
    high = over_all([Fraction(t, fewest) for t, (fewest, _) in zip(totals, sizes, strict=True)], pedoman)
    return sum(
        any(c.number.shows(low[r], high[r]) for r in c.readings if r in low) for c in corners if c.number
    )


def _coefficients(claim: Claim, totals: Sequence[int], pedoman: Pedoman) -> list[Fraction]:
    """The a for which the claim states a / n, n being the number of respondents; one for each reading."""
    if claim.number is None or claim.besaran in ("total", "n", *LETTERS):
        return []
    if claim.unsur is not None:
        factor = {"nrr": Fraction(1), "tertimbang": pedoman.bobot[claim.unsur], "indeks": pedoman.faktor}
        return [factor[claim.besaran] * totals[claim.unsur]]
    known = over_all([Fraction(t) for t in totals], pedoman)
    return [known[r] for r in claim.readings if r in known]


def _fitting(a: Fraction, claim: Claim) -> range:
    """The n for which a / n is printed as the claim has it."""
    assert claim.number is not None
    low, high = claim.number.bounds
    if low <= 0:
        return range(0)
    first, last = math.floor(a / high) + 1, math.floor(a / low)
    return range(max(first, 1), min(last, first + 2 * MOST) + 1)
