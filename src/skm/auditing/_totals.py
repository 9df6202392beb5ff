"""Printed totals, single wrong ones put right: those that leave the fewest printed cells wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from skm.auditing._claims import Claim
from skm.auditing._fit import FEW, Fit, fit
from skm.auditing._known import Scope
from skm.pedoman import Pedoman

Totals = dict[Scope, list[int]]

# A table with more parts than this lists respondents, not services; its cells are answers and no sums.
_PARTS = 60


class Repair:
    """The printed totals of a table, and how well others would suit the rest of it.

    Parameters
    ----------
    claims : the numeric claims by scope, a group or None for the unit
    pedoman : Pedoman
    """

    def __init__(self, claims: Mapping[Scope, Sequence[Claim]], pedoman: Pedoman) -> None:
        self.claims = claims
        self.pedoman = pedoman
        self.printed: dict[tuple[Scope, int | None], int] = {
            (c.layanan, c.unsur): int(c.number.value)
            for own in claims.values()
            for c in own
            if c.besaran == "total" and c.number and c.number.places == 0 and c.readings[0] == "total"
        }
        self._fits: dict[tuple[Scope, tuple[int, ...], int | None, int], Fit] = {}

    def fit(self, scope: Scope, column: Sequence[int], expected: int | None = None, slack: int = 0) -> Fit:
        """The numbers of answers that suit these totals of a scope."""
        key = scope, tuple(column), expected, slack
        if key not in self._fits:
            self._fits[key] = fit(column, self.claims.get(scope, ()), self.pedoman, expected, slack)
        return self._fits[key]

    def totals(self, groups: Sequence[str]) -> Totals:
        """The totals per unsur of every scope that has them."""
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
            parts = self._repaired(parts) if len(parts) <= _PARTS else parts
            return {**parts, None: [sum(parts[g][u] for g in groups) for u in range(k)]}
        if not groups and None in whole:
            return self._repaired({None: whole[None]})
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

    def _repaired(self, parts: Totals) -> Totals:
        """Replace single totals as long as just one replacement leaves the fewest cells wrong."""
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
        """Totals that a row, a column, or a printed NRR asks for in place of the printed one."""
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
            if c.unsur == unsur and c.number and c.besaran in ("nrr", "indeks"):
                factor = self.pedoman.faktor if c.besaran == "indeks" else 1
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
