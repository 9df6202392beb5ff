"""How many respondents, and answers to each unsur, agree with printed means of known totals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from skm.auditing._bounds import MOST, over_all
from skm.auditing._claims import LETTERS, Claim
from skm.pedoman import Pedoman

# How likely an accident may be for it still not to be believed in.
_CHANCE = Fraction(1, 10_000)
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
    if common and _by_accident(common, full) >= _CHANCE:
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
    firm = _by_accident(n, full) < _CHANCE  # everybody answered, as far as the means can tell
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


def _by_accident(n: int, full: Sequence[set[int]]) -> Fraction:
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
