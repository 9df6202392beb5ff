"""The answers behind a printed table: those that leave the fewest printed cells wrong."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from skm.audit.bounds import MOST, from_unsur, from_whole
from skm.audit.claims import LETTERS, Claim
from skm.audit.known import Known, Respondents, Scope
from skm.audit.survey import Group, Survey
from skm.pedoman import Pedoman


def restore(claims: Sequence[Claim], pedoman: Pedoman) -> Known:
    """Find the survey behind the claims of one table."""
    numeric = [c for c in claims if c.number is not None and c.besaran not in LETTERS]
    groups = list(dict.fromkeys(c.layanan for c in claims if c.layanan is not None))
    none = Group((0,) * len(pedoman.unsur), (Fraction(0),) * len(pedoman.unsur), (0,) * len(pedoman.unsur))
    known = Known(Survey(pedoman, none), Survey(pedoman, none))
    low: dict[Scope, Group] = {}
    high: dict[Scope, Group] = {}
    totals = _totals(numeric, groups, pedoman)
    for scope in [*groups, None]:
        own = [c for c in numeric if c.layanan == scope]
        if scope in totals:
            expected = None
            if scope is None and groups and all(g in low and low[g].n for g in groups):
                expected = sum(low[g].n or 0 for g in groups)
            group = _counted(scope, totals[scope], own, expected, pedoman, known)
            pair = (group, group)
        elif any(c.unsur is not None for c in own):
            pair = from_unsur(scope, own, pedoman, known)
        else:
            pair = from_whole(scope, own, pedoman, known, none)
        low[scope], high[scope] = pair
    inner = {g: low[g] for g in groups}, {g: high[g] for g in groups}
    known.low = Survey(pedoman, low[None], inner[0])
    known.high = Survey(pedoman, high[None], inner[1])
    known.loose = {i for i, c in enumerate(claims) if _alone(c, claims, known)}
    return known


# Totals -------------------------------------------------------------------------------------------


def _totals(claims: Sequence[Claim], groups: Sequence[str], pedoman: Pedoman) -> dict[Scope, list[int]]:
    """The totals per unsur of every scope that has them, single wrong cells put right."""
    k = len(pedoman.unsur)
    printed: dict[tuple[Scope, int | None], int] = {
        (c.layanan, c.unsur): int(c.number.value)
        for c in claims
        if c.besaran == "total" and c.number and c.number.places == 0 and c.readings[0] == "total"
    }
    whole: dict[Scope, list[int]] = {}
    for scope in [*groups, None]:
        column = [printed.get((scope, u)) for u in range(k)]
        missing = [u for u, x in enumerate(column) if x is None]
        if len(missing) == 1 and (scope, None) in printed:
            column[missing[0]] = printed[scope, None] - sum(x for x in column if x is not None)
        if None not in column:
            whole[scope] = [x for x in column if x is not None]
    if groups and all(g in whole for g in groups):
        parts: dict[Scope, list[int]] = {g: whole[g] for g in groups}
        parts = _repaired(parts, printed, claims, pedoman)
        return {**parts, None: [sum(parts[g][u] for g in groups) for u in range(k)]}
    if not groups and None in whole:
        return {None: _repaired({None: whole[None]}, printed, claims, pedoman)[None]}
    return whole


def _repaired(
    parts: dict[Scope, list[int]],
    printed: dict[tuple[Scope, int | None], int],
    claims: Sequence[Claim],
    pedoman: Pedoman,
) -> dict[Scope, list[int]]:
    """Replace single totals as long as one replacement, and no other as well, leaves fewer cells wrong."""
    wrong = _wrong(parts, printed, claims, pedoman)
    while wrong:
        tried: dict[tuple[Scope, int, int], int] = {}
        for scope, unsur, value in _moves(parts, printed, claims, pedoman):
            changed = {**parts, scope: [value if u == unsur else t for u, t in enumerate(parts[scope])]}
            tried[scope, unsur, value] = _wrong(changed, printed, claims, pedoman)
        if not tried or min(tried.values()) >= wrong:
            break
        best = min(tried.values())
        moves = [m for m, w in tried.items() if w == best]
        if len(moves) > 1:
            break
        scope, unsur, value = moves[0]
        parts = {**parts, scope: [value if u == unsur else t for u, t in enumerate(parts[scope])]}
        wrong = best
    return parts


def _moves(
    parts: dict[Scope, list[int]],
    printed: dict[tuple[Scope, int | None], int],
    claims: Sequence[Claim],
    pedoman: Pedoman,
) -> Iterable[tuple[Scope, int, int]]:
    """Totals that a row, a column, or a printed NRR asks for in place of the printed one."""
    k = len(pedoman.unsur)
    grouped = None not in parts
    for unsur in range(k):
        row = printed.get((None, unsur)) if grouped else None
        for scope, column in parts.items():
            wanted = set()
            if row is not None:
                wanted.add(column[unsur] + row - sum(c[unsur] for c in parts.values()))
            if (scope, None) in printed:
                wanted.add(column[unsur] + printed[scope, None] - sum(column))
            n, _ = _best_n(column, [c for c in claims if c.layanan == scope], pedoman)
            for c in claims:
                if (
                    c.layanan == scope
                    and c.unsur == unsur
                    and n
                    and c.number
                    and c.besaran in ("nrr", "indeks")
                ):
                    factor = pedoman.faktor if c.besaran == "indeks" else 1
                    low, high = (b * n / factor for b in c.number.bounds)
                    if math.ceil(low) == math.ceil(high) - 1:
                        wanted.add(math.ceil(low))
            yield from ((scope, unsur, x) for x in sorted(wanted) if x != column[unsur] and x > 0)


def _wrong(
    parts: dict[Scope, list[int]],
    printed: dict[tuple[Scope, int | None], int],
    claims: Sequence[Claim],
    pedoman: Pedoman,
) -> int:
    """How many printed cells these totals leave wrong, each scope with the respondents that suit it best."""
    k = len(pedoman.unsur)
    unit = [sum(c[u] for c in parts.values()) for u in range(k)]
    scopes = parts if None in parts else {**parts, None: unit}
    wrong = 0
    for scope, column in scopes.items():
        own = [c for c in claims if c.layanan == scope]
        n, right = _best_n(column, own, pedoman)
        wrong += sum(bool(_coefficients(c, column, pedoman)) for c in own) - right
        expected = [*column, sum(column)]
        there = [printed.get((scope, u)) for u in [*range(k), None]]
        wrong += sum(p is not None and p != e for p, e in zip(there, expected, strict=True))
        if n and scope in parts:
            wrong += sum(not n <= t <= pedoman.nilai_max * n for t in column)
    return wrong


def _best_n(
    totals: Sequence[int], claims: Sequence[Claim], pedoman: Pedoman, prefer: int | None = None
) -> tuple[int | None, int]:
    """The number of respondents that the most claims agree with, and how many those are; the smallest such.

    With `prefer`, that number where as many agree with it.
    """
    votes: Counter[int] = Counter()
    for claim in claims:
        fitting: set[int] = set()
        for a in _coefficients(claim, totals, pedoman):
            fitting.update(_fitting(a, claim))
        votes.update(fitting)
    if not votes:
        return None, 0
    most = max(votes.values())
    if prefer is not None and votes[prefer] == most:
        return prefer, most
    return min(n for n, v in votes.items() if v == most), most


def _coefficients(claim: Claim, totals: Sequence[int], pedoman: Pedoman) -> list[Fraction]:
    """The a for which the claim states a / n, n being the number of respondents; one for each reading."""
    if claim.number is None or claim.besaran in ("total", *LETTERS):
        return []
    if claim.besaran == "n":
        return [Fraction(1)] if claim.unsur is None else []
    if claim.unsur is not None:
        factor = {"nrr": Fraction(1), "tertimbang": pedoman.bobot[claim.unsur], "indeks": pedoman.faktor}
        return [factor[claim.besaran] * totals[claim.unsur]]
    k, plain = len(totals), Fraction(sum(totals))
    weighted = sum((b * t for b, t in zip(pedoman.bobot, totals, strict=True)), Fraction(0))
    known = {
        "mean": plain / k,
        "nrr_sum": plain,
        "index_sum": plain * pedoman.faktor,
        "weighted_sum": weighted,
        "weighted_mean": weighted / k,
        "ikm": weighted * pedoman.faktor,
    }
    return [known[r] for r in claim.readings if r in known]


def _fitting(a: Fraction, claim: Claim) -> range:
    """The n for which a / n is printed as the claim has it."""
    assert claim.number is not None
    if claim.besaran == "n":
        return range(int(claim.number.value), int(claim.number.value) + 1)
    low, high = claim.number.bounds
    if low <= 0:
        return range(0)
    first, last = math.floor(a / high) + 1, math.floor(a / low)
    return range(max(first, 1), min(last, first + 2 * MOST) + 1)


def _counted(
    scope: Scope,
    totals: Sequence[int],
    own: Sequence[Claim],
    expected: int | None,
    pedoman: Pedoman,
    known: Known,
) -> Group:
    """The group with these totals, its number of respondents read off its own claims."""
    n, right = _best_n(totals, own, pedoman, expected)
    stated = [int(c.number.value) for c in own if c.besaran == "n" and c.unsur is None and c.number]
    if n is None:
        return Group((0,) * len(totals), tuple(map(Fraction, totals)), (0,) * len(totals))
    if stated and right < 3:  # two agreeing figures weigh no more than the printed number of respondents
        n = stated[0]
    filled = []
    lasting = True
    for u, total in enumerate(totals):
        row = [c for c in own if c.unsur == u and _coefficients(c, totals, pedoman)]
        votes: Counter[int] = Counter()
        for c in row:
            votes.update(x for a in _coefficients(c, totals, pedoman) for x in _fitting(a, c) if x <= n)
        agree = max(votes.values(), default=0)
        misprinted = any(
            c.besaran == "total" and c.unsur == u and c.number and c.number.value != total for c in own
        )
        size = n
        if agree > votes[n] and not misprinted and agree == len(row):
            size = max(x for x, v in votes.items() if v == agree)
            known.blanks[scope, u] = n - size
        lasting = lasting and bool(row)
        filled.append(size)
    cara = "tercetak" if n in stated else f"disimpulkan: cocok dengan {right} angka tercetak"
    known.respondents.append(Respondents(scope, n, cara))
    known.exact.add(scope)
    if lasting:
        known.confirmed.add(scope)
    return Group(tuple(filled), tuple(map(Fraction, totals)), (n,) * len(totals), n)


def _alone(claim: Claim, claims: Sequence[Claim], known: Known) -> bool:
    """Whether nothing else in the table speaks for or against a number."""
    if claim.number is None or claim.besaran in LETTERS:
        return False
    others = [c for c in claims if c is not claim and c.number is not None and c.besaran not in LETTERS]
    related = [c for c in others if c.layanan == claim.layanan]
    if claim.besaran == "n":
        return claim.layanan not in known.confirmed
    if claim.unsur is not None and claim.layanan is None:
        sums = any(c.unsur in (claim.unsur, None) for c in related)
        parts = any(c.unsur == claim.unsur for c in others)
        return not (sums or parts or None in known.confirmed)
    if claim.unsur is not None:
        return not any(
            c.besaran == claim.besaran
            and (c.layanan, c.unsur) in {(None, claim.unsur), (claim.layanan, None)}
            for c in others
        ) and not any(c.unsur == claim.unsur for c in related)
    return not related
