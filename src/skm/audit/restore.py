"""The answers behind a printed table: those that leave the fewest printed cells wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from skm.audit.bounds import Span, from_unsur, from_whole
from skm.audit.claims import LETTERS, Claim
from skm.audit.fit import fit
from skm.audit.known import Known, Respondents, Scope
from skm.audit.survey import Group, Survey
from skm.pedoman import Pedoman


def restore(claims: Sequence[Claim], pedoman: Pedoman) -> Known:
    """Find the survey behind the claims of one table."""
    numeric = [c for c in claims if c.number is not None and c.besaran not in LETTERS]
    groups = list(dict.fromkeys(c.layanan for c in claims if c.layanan is not None))
    k = len(pedoman.unsur)
    none = Group((0,) * k, (Fraction(0),) * k, (0,) * k)
    known = Known(Survey(pedoman, none), Survey(pedoman, none))
    spans: dict[Scope, Span] = {}
    totals = _totals(numeric, groups, pedoman)
    sizes = _sizes(totals, numeric, pedoman)
    for scope in [*groups, None]:
        own = [c for c in numeric if c.layanan == scope]
        if scope in totals:
            expected = sizes.get(scope)
            spans[scope] = _counted(scope, totals[scope], own, expected, pedoman, known)
        elif any(c.unsur is not None for c in own):
            spans[scope] = from_unsur(scope, own, pedoman, known)
        else:
            spans[scope] = from_whole(scope, own, pedoman, known, none)
    known.low, known.high, *wide = (
        Survey(pedoman, spans[None][side], {g: spans[g][side] for g in groups}) for side in range(4)
    )
    known.wide = (wide[0], wide[1])
    unit = known.wide[0].unit  # the most answers that the means allow for; of the fewest likewise
    settled = unit.n is not None and {*unit.filled, *known.wide[1].unit.filled} == {unit.n}
    if settled and None in known.confirmed and unit.n == sum(g.n or 0 for g in known.low.groups.values()):
        known.confirmed |= set(groups)
    known.loose = {i for i, c in enumerate(claims) if _alone(c, claims, known)}
    return known


def _sizes(totals: dict[Scope, list[int]], claims: Sequence[Claim], pedoman: Pedoman) -> dict[Scope, int]:
    """The respondents that groups and unit expect of each other: the sum, or what the others leave of it."""
    found = {
        scope: fit(column, [c for c in claims if c.layanan == scope], pedoman)
        for scope, column in totals.items()
    }
    unit = found.pop(None, None)
    unsettled = [scope for scope, f in found.items() if f.n is None]
    settled = sum(f.n for f in found.values() if f.n is not None)
    if found and not unsettled:
        return {None: settled}
    if unit is not None and unit.n is not None and unit.confirmed and not unit.blank and len(unsettled) == 1:
        return {unsettled[0]: unit.n - settled, None: unit.n}
    return {}


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
    grouped = None not in parts
    for scope, column in parts.items():
        own = [c for c in claims if c.layanan == scope]
        found = fit(column, own, pedoman)
        for unsur, total in enumerate(column):
            wanted = set()
            row = printed.get((None, unsur)) if grouped else None
            if row is not None:
                wanted.add(total + row - sum(c[unsur] for c in parts.values()))
            if (scope, None) in printed:
                wanted.add(total + printed[scope, None] - sum(column))
            if found.n and not found.blank:
                wanted |= _asked_for(found.n, [c for c in own if c.unsur == unsur], pedoman)
            yield from ((scope, unsur, x) for x in sorted(wanted) if x != total and x > 0)


def _asked_for(n: int, claims: Sequence[Claim], pedoman: Pedoman) -> set[int]:
    """The totals of n answers that a printed NRR or index leaves no choice about."""
    wanted = set()
    for c in claims:
        if c.number and c.besaran in ("nrr", "indeks"):
            factor = pedoman.faktor if c.besaran == "indeks" else 1
            low, high = (math.ceil(b * n / factor) for b in c.number.bounds)
            if low == high - 1:
                wanted.add(low)
    return wanted


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
    together = 0
    for scope, column in scopes.items():
        expected = together if scope is None and None not in parts else None
        found = fit(column, [c for c in claims if c.layanan == scope], pedoman, expected)
        together += found.n or 0
        right = [*column, sum(column)]
        there = [printed.get((scope, u)) for u in [*range(k), None]]
        wrong += found.wrong + sum(p is not None and p != r for p, r in zip(there, right, strict=True))
        if found.n and scope in parts:
            wrong += sum(t > pedoman.nilai_max * found.n for t in column)
    return wrong


def _counted(
    scope: Scope,
    totals: Sequence[int],
    own: Sequence[Claim],
    expected: int | None,
    pedoman: Pedoman,
    known: Known,
) -> Span:
    """The group with these totals, its numbers of answers read off its own claims."""
    found = fit(totals, own, pedoman, expected)
    exact = tuple(map(Fraction, totals))
    if found.n is None:
        group = Group((0,) * len(totals), exact, (0,) * len(totals))
        return Span(group, group, group, group)
    n = found.n
    for u, (fewest, most) in enumerate(found.sizes):
        if most < n:
            known.blanks[scope, u] = (n - most, n - fewest)
    stated = any(c.besaran == "n" and c.unsur is None and c.number and c.number.value == n for c in own)
    cara = "tercetak" if stated else f"disimpulkan: cocok dengan {found.agreeing} angka tercetak"
    if found.blank:
        cara += "; ada jawaban kosong" if stated else ", paling sedikit; ada jawaban kosong"
    known.respondents.append(Respondents(scope, n, cara, not found.blank or stated))
    known.exact.add(scope)
    if found.confirmed:
        known.confirmed.add(scope)
    asked = (n,) * len(totals)
    return Span(  # the more answers, the lower their mean
        *(
            Group(tuple(size[end] for size in sizes), exact, asked, n)
            for sizes in (found.sizes, found.wide)
            for end in (1, 0)
        )
    )


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
