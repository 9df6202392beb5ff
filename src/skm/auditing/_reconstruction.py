"""The answers behind a printed table: those that leave the fewest printed cells wrong."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from skm.auditing._published_tables import Claim
from skm.auditing._recomputation import CORRECT, Group, Known, Respondents, Scope, Survey
from skm.auditing._respondent_counts import (
    FEW,
    Fit,
    Span,
    fit_respondents,
    span_from_unsur,
    span_from_whole,
    stated_n,
)
from skm.pedoman import Pedoman

Totals = dict[Scope, list[int]]

# A table with more parts than this lists respondents, not services: its cells are answers, not sums.
_PARTS = 60


class _Totals:
    """The printed totals of a table, and how well others in their place would suit the rest of it.

    Parameters
    ----------
    claims : the numeric claims by scope, a group or None for the unit
    """

    def __init__(self, claims: Mapping[Scope, Sequence[Claim]], pedoman: Pedoman) -> None:
        self.claims = claims
        self.pedoman = pedoman
        self.printed: dict[tuple[Scope, int | None], int] = {
            c.scope: int(c.number.value)
            for own in claims.values()
            for c in own
            if c.quantity == "total" and c.number and c.number.places == 0
        }
        self._fits: dict[tuple[Scope, tuple[int, ...], int | None, int], Fit] = {}

    def fit(self, scope: Scope, column: Sequence[int], expected: int | None = None, slack: int = 0) -> Fit:
        """The numbers of answers that suit these totals of a scope."""
        key = scope, tuple(column), expected, slack
        if key not in self._fits:
            own = self.claims.get(scope, ())
            self._fits[key] = fit_respondents(column, own, self.pedoman, expected, slack)
        return self._fits[key]

    def repaired(self, groups: Sequence[str]) -> Totals:
        """The totals per unsur of every scope that has them, single misprints put right."""
        k = len(self.pedoman.unsur)
        whole: Totals = {}
        for scope in [*groups, None]:
            column = [self.printed.get((scope, u)) for u in range(k)]
            missing = [u for u, x in enumerate(column) if x is None]
            if len(missing) == 1 and (scope, None) in self.printed:
                column[missing[0]] = self.printed[scope, None] - sum(x for x in column if x is not None)
            if None not in column:
                whole[scope] = [x for x in column if x is not None]
        if groups and all(g in whole for g in groups):
            parts: Totals = {g: whole[g] for g in groups}
            parts = self._without_misprints(parts) if len(parts) <= _PARTS else parts
            return {**parts, None: [sum(parts[g][u] for g in groups) for u in range(k)]}
        if not groups and None in whole:
            return self._without_misprints({None: whole[None]})
        return whole

    def sizes(self, totals: Totals) -> dict[Scope, tuple[int, int]]:
        """The respondents that groups and unit expect of each other, give or take so many.

        The unit's are the sum of its groups'; those of one group are what the others leave of the unit's.
        """
        found = {scope: self.fit(scope, column) for scope, column in totals.items()}
        unit = found.pop(None, None)
        unsettled = [scope for scope, f in found.items() if f.n is None]
        settled = sum(f.n for f in found.values() if f.n is not None)
        if found and not unsettled:
            return {None: (settled, 0)}
        if unit is None or unit.n is None or len(unsettled) != 1:
            return {}
        if unit.confirmed and set(unit.sizes) == {(unit.n, unit.n)}:
            slack = 0 if unit.wide == unit.sizes else FEW
            return {unsettled[0]: (unit.n - settled, slack), None: (unit.n, 0)}
        return {}

    def _without_misprints(self, parts: Totals) -> Totals:
        """Replace one total at a time, as long as a single best replacement leaves fewer cells wrong."""
        wrong = self._wrong(parts)
        while wrong:
            tried = {move: self._wrong(_changed(parts, *move)) for move in self._moves(parts)}
            best = min(tried.values(), default=wrong)
            moves = [move for move, left in tried.items() if left == best]
            if best >= wrong or len(moves) > 1:
                break
            parts, wrong = _changed(parts, *moves[0]), best
        return parts

    def _moves(self, parts: Totals) -> Iterable[tuple[Scope, int, int]]:
        """The totals that a row, a column, or a printed NRR asks for in place of the printed one."""
        rows = [sum(column) for column in zip(*parts.values(), strict=True)]
        for scope, column in parts.items():
            found = self.fit(scope, column)
            for unsur, total in enumerate(column):
                wanted = set()
                if None not in parts and (None, unsur) in self.printed:
                    wanted.add(total + self.printed[None, unsur] - rows[unsur])
                if (scope, None) in self.printed:
                    wanted.add(total + self.printed[scope, None] - sum(column))
                if found.n and not found.blank:
                    wanted |= self._asked_for(scope, unsur, found.n)
                yield from ((scope, unsur, x) for x in sorted(wanted) if x != total and x > 0)

    def _asked_for(self, scope: Scope, unsur: int, n: int) -> set[int]:
        """The totals of n answers that a printed NRR or index leaves no choice about."""
        wanted = set()
        for c in self.claims.get(scope, ()):
            if c.unsur == unsur and c.number and c.quantity in ("nrr", "indeks"):
                factor = self.pedoman.faktor if c.quantity == "indeks" else 1
                low, high = (math.ceil(b * n / factor) for b in c.number.bounds)
                if low == high - 1:
                    wanted.add(low)
        return wanted

    def _wrong(self, parts: Totals) -> int:
        """How many printed cells these totals leave wrong, each scope with the respondents that suit it."""
        scopes = dict(parts)
        if None not in parts:
            scopes[None] = [sum(column) for column in zip(*parts.values(), strict=True)]
        wrong = together = 0
        for scope, column in scopes.items():
            found = self.fit(scope, column, together if scope is None and None not in parts else None)
            together += found.n or 0
            right = dict(enumerate([*column, sum(column)]))
            printed = [self.printed.get((scope, u)) for u in [*range(len(column)), None]]
            wrong += found.wrong + sum(p is not None and p != right[i] for i, p in enumerate(printed))
            if found.n and scope in parts:
                wrong += sum(t > self.pedoman.nilai_max * found.n for t in column)
        return wrong


def _changed(parts: Totals, scope: Scope, unsur: int, value: int) -> Totals:
    return {**parts, scope: [value if u == unsur else t for u, t in enumerate(parts[scope])]}


def reconstruct(claims: Sequence[Claim], pedoman: Pedoman) -> Known:
    """Find the survey behind the claims of one table."""
    groups = list(dict.fromkeys(c.layanan for c in claims if c.layanan is not None))
    numeric: dict[Scope, list[Claim]] = {scope: [] for scope in [*groups, None]}
    for c in claims:
        if c.number is not None and not c.is_letter:
            numeric[c.layanan].append(c)
    nothing = Survey(pedoman, Group.unknown(len(pedoman.unsur)))
    known = Known(nothing, nothing)
    spans: dict[Scope, Span] = {}
    table = _Totals(numeric, pedoman)
    totals = table.repaired(groups)
    sizes = table.sizes(totals)
    for scope, own in numeric.items():
        if scope in totals:
            found = table.fit(scope, totals[scope], *sizes.get(scope, (None, 0)))
            spans[scope] = _span_from_totals(scope, totals[scope], own, found, known)
        elif any(c.unsur is not None for c in own):
            spans[scope] = span_from_unsur(scope, own, pedoman, known)
        elif scope is None and groups and set(groups) <= known.exact & known.whole:
            spans[scope] = _summed([spans[g].low for g in groups], known)
            if all(_confirms_total(numeric[g], spans[g].low, pedoman) for g in groups):
                known.confirmed.add(None)
        else:
            spans[scope] = span_from_whole(scope, own, pedoman, known)
    known.low, known.high, *wide = (
        Survey(pedoman, spans[None][side], {g: spans[g][side] for g in groups}) for side in range(4)
    )
    known.wide = (wide[0], wide[1])
    unit = known.wide[0].unit  # the most answers that the means allow for; of the fewest likewise
    settled = unit.n is not None and {*unit.filled, *known.wide[1].unit.filled} == {unit.n}
    if settled and None in known.confirmed and unit.n == sum(g.n or 0 for g in known.low.groups.values()):
        known.confirmed |= set(groups)
    known.loose = _loose(claims, known)
    return known


def _confirms_total(own: Sequence[Claim], group: Group, pedoman: Pedoman) -> bool:
    """Whether a printed mean of the group is that of its total and its respondents."""
    survey = Survey(pedoman, group)
    return any(
        (value := CORRECT.value(survey, reading, None, None)) is not None and c.number.shows(value)
        for c in own
        if _kind(c) == "mean" and c.number is not None
        for reading in c.readings
    )


def _summed(groups: Sequence[Group], known: Known) -> Span:
    """The unit as the sum of groups of which only figures over all unsur are known."""
    n = sum(g.n or 0 for g in groups)
    total = tuple(sum(column, Fraction(0)) for column in zip(*(g.total for g in groups), strict=True))
    unit = Group((n,) * len(total), total, (n,) * len(total), n)
    known.whole.add(None)
    known.exact.add(None)
    known.respondents.append(Respondents(None, n, "dijumlahkan"))
    return Span(unit, unit, unit, unit)


def _span_from_totals(
    scope: Scope, totals: Sequence[int], own: Sequence[Claim], found: Fit, known: Known
) -> Span:
    """The group with these totals, its numbers of answers inferred from its own claims."""
    exact = tuple(map(Fraction, totals))
    if found.n is None:
        group = Group((0,) * len(totals), exact, (0,) * len(totals))
        return Span(group, group, group, group)
    n = found.n
    for u, (fewest, most) in enumerate(found.sizes):
        if most < n:
            known.blanks[scope, u] = (n - most, n - fewest)
    if n in stated_n(own):
        source = "tercetak; ada jawaban kosong" if found.blank else "tercetak"
    else:
        at_least = ", paling sedikit; ada jawaban kosong" if found.blank else ""
        source = f"disimpulkan: cocok dengan {found.agreeing} angka tercetak{at_least}"
    known.respondents.append(Respondents(scope, n, source))
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


def _loose(claims: Sequence[Claim], known: Known) -> set[int]:
    """The numbers, by position, that nothing else in the table confirms or contradicts."""
    numbers = [(i, c) for i, c in enumerate(claims) if c.number is not None and not c.is_letter]
    there = Counter((*c.scope, _kind(c)) for _, c in numbers)
    within = Counter((c.layanan, c.unsur is None, _kind(c)) for _, c in numbers)
    parts = Counter((c.unsur, _kind(c)) for _, c in numbers if c.layanan is not None)

    def alone(c: Claim) -> bool:
        scope, kind = c.layanan, _kind(c)
        if scope in known.confirmed:
            return False
        means = within[scope, True, "mean"] + within[scope, False, "mean"]
        sums = within[scope, True, "total"] + within[scope, False, "total"]
        across = parts[c.unsur, kind] if scope is None else there[None, c.unsur, kind]
        if kind == "n":
            return not (across or (means and sums))
        if kind == "total":
            along = within[scope, c.unsur is not None, "total"]
            return not (across or along or there[scope, c.unsur, "mean"])
        if c.unsur is None:
            return not (means > 1 or sums)
        own_mean, own_total = there[scope, c.unsur, "mean"], there[scope, c.unsur, "total"]
        return not (own_mean > 1 or own_total or within[scope, True, "mean"])

    return {i for i, c in numbers if alone(c)}


def _kind(claim: Claim) -> str:
    return claim.quantity if claim.quantity in ("n", "total") else "mean"
