"""How many respondents, and which totals, agree with the printed means and indices."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from skm.auditing._published_tables import Claim
from skm.auditing._recomputation import Group, Interval, Known, Respondents, Scope
from skm.pedoman import Pedoman

# Beyond this many respondents nearly every index of two decimals fits, so that fitting says nothing.
MOST = 2500
# A number of respondents is believed when the printed digits fit it by accident less often than this.
_CHANCE = Fraction(1, 1000)


class Span(NamedTuple):
    """What is known of a group: it lies from low to high, or at the widest from wide_low to wide_high."""

    low: Group
    high: Group
    wide_low: Group
    wide_high: Group


def stated_n(own: Sequence[Claim]) -> list[int]:
    """The numbers of respondents that a group's claims state."""
    return [int(c.number.value) for c in own if c.quantity == "n" and c.unsur is None and c.number]


def span_from_unsur(scope: Scope, own: Sequence[Claim], pedoman: Pedoman, known: Known) -> Span:
    """The group as its printed NRR and indices bound it; exact when they reveal the number of respondents."""
    k = len(pedoman.unsur)
    rows = [_alternatives([c for c in own if c.unsur == u], pedoman, u) for u in range(k)]
    stated = stated_n(own)
    corners = [c for c in own if c.unsur is None and c.number]
    rows = _settled(rows, corners, pedoman, scope, known)
    there = [r for r in rows if r]
    n = _smallest(there, stated)
    bounds: list[Interval | None] = [r[0] if r else None for r in rows]
    wide = _bounded(bounds, 0), _bounded(bounds, 1)
    if n is not None:
        sure = _by_accident(there, n, 1 if stated else n) < _CHANCE
        inferred = f"disimpulkan: terkecil yang cocok dengan {len(there)} unsur{'' if sure else ' (lemah)'}"
        known.respondents.append(Respondents(scope, n, "tercetak" if stated else inferred))
        if sure:
            fits = [_whole(r, n) for r in rows]
            bounds = [(Fraction(f[0], n), Fraction(f[1], n)) if f else None for f in fits]
            if all(f and f[0] == f[1] for f in fits):
                known.exact.add(scope)
                known.confirmed.add(scope)
            return Span(_bounded(bounds, 0, n), _bounded(bounds, 1, n), *wide)
    elif stated:
        known.respondents.append(Respondents(scope, stated[0], "tercetak; tidak cocok dengan semua unsur"))
    return Span(*wide, *wide)


def _smallest(rows: Sequence[Sequence[Interval]], stated: Sequence[int] = ()) -> int | None:
    """The smallest number of respondents that fits all the rows; where one is stated, that or none."""
    return next((x for x in stated or range(1, MOST) if rows and all(_whole(r, x) for r in rows)), None)


def _by_accident(rows: Sequence[Sequence[Interval]], n: int, tried: int) -> Fraction:
    """How likely one of so many numbers up to n fits all the rows by accident."""
    widths = (high - low for (low, high), *_ in rows)
    return math.prod((min(Fraction(1), n * width) for width in widths), start=Fraction(tried))


def _settled(
    rows: list[list[Interval]], corners: Sequence[Claim], pedoman: Pedoman, scope: Scope, known: Known
) -> list[list[Interval]]:
    """Where figures of an unsur contradict each other: those that sums and respondents confirm."""
    torn = [u for u, r in enumerate(rows) if len(r) > 1]
    if not torn:
        return rows
    if len(torn) > 4 or not all(rows):
        known.doubtful |= {(scope, u) for u in torn}
        return rows
    steady = [r for r in rows if len(r) == 1]
    n = _smallest(steady)
    if n is not None and _by_accident(steady, n, n) >= _CHANCE:
        n = None

    def merit(choice: Sequence[Interval]) -> tuple[int, int, Fraction]:
        sums = _agreeing(corners, [low for low, _ in choice], [high for _, high in choice], pedoman)
        if not n:
            return sums, 0, Fraction(0)
        width = sum((choice[u][1] - choice[u][0] for u in torn), Fraction(0))
        return sums, sum(_whole([choice[u]], n) is not None for u in torn), -width

    choices = list(product(*rows))
    merits = [merit(c) for c in choices]
    best = max(merits)
    if merits.count(best) > 1:
        known.doubtful |= {(scope, u) for u in torn}
    return [[interval] for interval in choices[merits.index(best)]]


def _over_all(nrr: Sequence[Fraction], pedoman: Pedoman) -> dict[str, Fraction]:
    """The figures over all unsur that NRR give, by reading."""
    k, total = len(nrr), sum(nrr, Fraction(0))
    weighted = sum((b * x for b, x in zip(pedoman.bobot, nrr, strict=True)), Fraction(0))
    return {
        "mean": total / k,
        "nrr_sum": total,
        "index_sum": total * pedoman.faktor,
        "weighted_sum": weighted,
        "weighted_mean": weighted / k,
        "ikm": weighted * pedoman.faktor,
    }


def _agreeing(
    corners: Sequence[Claim], low: Sequence[Fraction], high: Sequence[Fraction], pedoman: Pedoman
) -> int:
    """How many figures over all unsur the NRR from `low` to `high` allow."""
    first, last = _over_all(low, pedoman), _over_all(high, pedoman)
    return sum(
        any(c.number.shows(first[r], last[r]) for r in c.readings if r in first) for c in corners if c.number
    )


def _bounded(bounds: Sequence[Interval | None], side: int, n: int | None = None) -> Group:
    filled = tuple((n or 1) if b else 0 for b in bounds)
    total = tuple(b[side] * f if b else Fraction(0) for b, f in zip(bounds, filled, strict=True))
    return Group(filled, total, filled, n)


def _alternatives(claims: Sequence[Claim], pedoman: Pedoman, unsur: int) -> list[Interval]:
    """Where the NRR of an unsur lies: the interval left by each largest set of its claims that agree."""
    units = {"nrr": Fraction(1), "tertimbang": pedoman.bobot[unsur], "indeks": pedoman.faktor}
    intervals = [
        (c.number.bounds[0] / unit, c.number.bounds[1] / unit)
        for quantity, unit in units.items()
        for c in claims
        if c.quantity == quantity and c.number
    ]
    found: list[tuple[int, Interval]] = []
    for start, (low, high) in enumerate(intervals):
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
        first, last = math.ceil(low * n), math.ceil(high * n) - 1
        if first <= last:
            return first, last
    return None


def span_from_whole(scope: Scope, own: Sequence[Claim], pedoman: Pedoman, known: Known) -> Span:
    """The group of which only figures over all unsur are printed, as if all unsur were alike."""
    k = len(pedoman.unsur)
    unknown = Group.unknown(k)
    number = {c.quantity: c.number for c in own if c.number}
    n = int(number["n"].value) if "n" in number else None
    if n is not None:
        known.respondents.append(Respondents(scope, n, "tercetak"))
    if set(pedoman.bobot) != {Fraction(1, k)}:
        return Span(unknown, unknown, unknown, unknown)
    known.whole.add(scope)
    if "total" in number and n is not None and n > 0:
        known.exact.add(scope)
        group = Group((n,) * k, (number["total"].value / k,) * k, (n,) * k, n)
        return Span(group, group, group, group)
    quantity = next((q for q in ("nrr", "tertimbang", "indeks") if q in number), None)
    if quantity is None:
        return Span(unknown, unknown, unknown, unknown)
    value, bounds = number[quantity].value, number[quantity].bounds
    unit = Fraction(1)
    if quantity == "indeks":
        unit = pedoman.faktor if value <= 100 else pedoman.faktor * k
    elif value > pedoman.nilai_max:
        unit = Fraction(k)
    elif quantity == "tertimbang" and value < 1:
        unit = Fraction(1, k)
    low, high = bounds[0] / unit, min(bounds[1] / unit, Fraction(pedoman.nilai_max))
    both = [_bounded([(low, max(low, high))] * k, side) for side in (0, 1)]
    return Span(*both, *both)


# An accident as likely as this, or likelier, is not ruled out.
_RARE = Fraction(1, 10_000)
# So many blank answers to every unsur but one are possible; more, and exactly as many to each, are not.
FEW = 2

Sizes = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """The numbers of answers that suit the printed means.

    n : questionnaires, or None when the means do not reveal it
    sizes : for each unsur the fewest and the most answers; n for both where its means suit n
    wide : the same with every number that suits its means
    wrong : printed means that do not agree
    agreeing : those that do
    blank : unsur with fewer answers than n are needed to make the means agree
    confirmed : every unsur has a mean of its own
    """

    n: int | None
    sizes: Sizes = ()
    wide: Sizes = ()
    wrong: int = 0
    agreeing: int = 0
    blank: bool = False
    confirmed: bool = False


def fit_respondents(
    totals: Sequence[int], own: Sequence[Claim], pedoman: Pedoman, expected: int | None = None, slack: int = 0
) -> Fit:
    """Find the numbers of answers behind totals and their printed means.

    Blanks can make each unsur's number of answers smaller than the number of respondents, never larger; an
    unsur whose means ask for more is wrong, as long as it is the only one.

    Parameters
    ----------
    totals : sequence of int, per unsur
    own : the claims of the same group
    expected, slack : the respondents that the other groups lead to expect, give or take so many
    """
    stated = stated_n(own)
    rows = [_votes([c for c in own if c.unsur == u], totals, pedoman) for u in range(len(totals))]
    corners = [c for c in own if c.unsur is None and c.quantity != "n" and _coefficients(c, totals, pedoman)]
    needed = sum(need for need, _ in rows)
    if not needed:
        return _fit_corners(totals, corners, pedoman, stated, expected, slack)
    full = [{n for n, v in votes.items() if v == need} for need, votes in rows if need]
    full = [sizes for sizes in full if sizes]
    n, common = _respondents(full, stated, expected)
    if not n:
        return Fit(None, wrong=needed)
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
    with_blanks = _allowed(corners, totals, wide, pedoman)
    for everyone in dict.fromkeys(x for x in (n if firm else None, common) if x):
        # Figures over all unsur that need everybody's answer point to a misprinted mean, not to blanks.
        if _allowed(corners, totals, [(everyone, everyone)] * len(totals), pedoman) > with_blanks:
            n, firm, sizes = everyone, True, [(everyone, everyone)] * len(totals)
            wide, wrong = sizes, sum(need - votes[n] for need, votes in rows)
            break
    agreeing = needed - wrong
    blank = not firm and any(size != (n, n) for size in sizes)
    if not blank:
        right = _allowed(corners, totals, [(n, n)] * len(totals), pedoman)
        wrong += len(corners) - right
        agreeing += right
    return Fit(n, tuple(sizes), tuple(wide), wrong, agreeing, blank, all(need for need, _ in rows))


def _respondents(
    full: Sequence[set[int]], stated: Sequence[int], expected: int | None
) -> tuple[int, int | None]:
    """The number of respondents, and the number that nearly all unsur share unless by accident.

    `full` holds for each unsur the numbers of answers that suit all its means.
    """
    agree = Counter(n for sizes in full for n in sizes)
    most = max(agree.values(), default=0)
    common = min((n for n, v in agree.items() if v == most), default=None)
    if most < max(len(full) - 1, 2) or (common and _same_by_accident(common, full) >= _RARE):
        common = None

    def over(n: int) -> int:
        return sum(min(sizes) > n for sizes in full)

    def apart(n: int) -> bool:
        """Whether no unsur asks for just a few answers more: then the others may have that many blank."""
        return not any(n < min(sizes) <= n + FEW for sizes in full)

    if stated and over(stated[0]) == 0:
        return stated[0], common
    if expected and over(expected) <= 1 and apart(expected) and agree[expected] == most:
        return expected, common
    if common and apart(common):
        return common, common
    if stated and over(stated[0]) <= len(full) // 3:
        return stated[0], common
    return max((min(sizes) for sizes in full), default=0), common


def _same_by_accident(n: int, full: Sequence[set[int]]) -> Fraction:
    """How likely so many unsur suit the same n by accident, when each has a number of answers of its own."""
    suiting = (Fraction(20 * len(sizes), n) for sizes in full if n in sizes)
    return math.prod((min(Fraction(1), share) for share in suiting), start=Fraction(1))


def _fit_corners(
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
        return Fit(None, wrong=need - best, agreeing=best)
    sizes, wide = ((n, n),) * len(totals), ((max(n - slack, 1), n + slack),) * len(totals)
    return Fit(n, sizes, wide, need - votes[n], votes[n])


def _votes(claims: Sequence[Claim], totals: Sequence[int], pedoman: Pedoman) -> tuple[int, Counter[int]]:
    """How many of the claims are means, and how many of those each number of answers suits."""
    votes: Counter[int] = Counter()
    need = 0
    for claim in claims:
        coefficients = _coefficients(claim, totals, pedoman)
        need += bool(coefficients)
        votes.update({n for a in coefficients for n in _fitting(a, claim)})
    return need, votes


def _allowed(
    corners: Sequence[Claim], totals: Sequence[int], sizes: Sequence[tuple[int, int]], pedoman: Pedoman
) -> int:
    """How many figures over all unsur these numbers of answers allow."""
    low = [Fraction(t, most) for t, (_, most) in zip(totals, sizes, strict=True)]
    high = [Fraction(t, fewest) for t, (fewest, _) in zip(totals, sizes, strict=True)]
    return _agreeing(corners, low, high, pedoman)


def _coefficients(claim: Claim, totals: Sequence[int], pedoman: Pedoman) -> list[Fraction]:
    """The a for which the claim states a / n, n being the number of respondents; one for each reading."""
    if claim.number is None or claim.is_letter or claim.quantity in ("total", "n"):
        return []
    if claim.unsur is not None:
        factor = {"nrr": Fraction(1), "tertimbang": pedoman.bobot[claim.unsur], "indeks": pedoman.faktor}
        return [factor[claim.quantity] * totals[claim.unsur]]
    known = _over_all([Fraction(t) for t in totals], pedoman)
    return [known[r] for r in claim.readings if r in known]


def _fitting(a: Fraction, claim: Claim) -> range:
    """The n for which a / n is printed as the claim has it."""
    assert claim.number is not None
    low, high = claim.number.bounds
    if low <= 0:
        return range(0)
    first, last = math.floor(a / high) + 1, math.floor(a / low)
    return range(max(first, 1), min(last, first + 2 * MOST) + 1)
