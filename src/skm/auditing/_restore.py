"""The answers behind a printed table: those that leave the fewest printed cells wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from skm.auditing._bounds import Span, from_unsur, from_whole
from skm.auditing._claims import LETTERS, Claim
from skm.auditing._fit import Fit
from skm.auditing._known import Known, Respondents, Scope
from skm.auditing._survey import RIGHT, Group, Survey
from skm.auditing._totals import Repair
from skm.pedoman import Pedoman


def restore(claims: Sequence[Claim], pedoman: Pedoman) -> Known:
    """Find the survey behind the claims of one table."""
    groups = list(dict.fromkeys(c.layanan for c in claims if c.layanan is not None))
    numeric: dict[Scope, list[Claim]] = {scope: [] for scope in [*groups, None]}
    for c in claims:
        if c.number is not None and c.besaran not in LETTERS:
            numeric[c.layanan].append(c)
    k = len(pedoman.unsur)
    none = Group((0,) * k, (Fraction(0),) * k, (0,) * k)
    known = Known(Survey(pedoman, none), Survey(pedoman, none))
    spans: dict[Scope, Span] = {}
    repair = Repair(numeric, pedoman)
    totals = repair.totals(groups)
    sizes = repair.sizes(totals)
    for scope, own in numeric.items():
        if scope in totals:
            found = repair.fit(scope, totals[scope], *sizes.get(scope, (None, 0)))
            spans[scope] = _counted(scope, totals[scope], own, found, known)
        elif any(c.unsur is not None for c in own):
            spans[scope] = from_unsur(scope, own, pedoman, known)
        elif scope is None and groups and set(groups) <= known.exact & known.whole:
            spans[scope] = _summed([spans[g].low for g in groups], known)
            if all(_borne_out(g, numeric[g], spans[g].low, pedoman) for g in groups):
                known.confirmed.add(None)
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
    known.loose = _loose(claims, known)
    return known


def _borne_out(scope: Scope, own: Sequence[Claim], group: Group, pedoman: Pedoman) -> bool:
    """Whether a printed mean of the group is that of its total and its respondents."""
    survey = Survey(pedoman, group, {} if scope is None else {scope: group})
    for c in own:
        values = [RIGHT.value(survey, r, scope, None) for r in c.readings] if _kind(c) == "mean" else []
        if any(v is not None and c.number is not None and c.number.shows(v) for v in values):
            return True
    return False


def _summed(groups: Sequence[Group], known: Known) -> Span:
    """The unit as the sum of groups of which only figures over all unsur are known."""
    n = sum(g.n or 0 for g in groups)
    total = [sum(column, Fraction(0)) for column in zip(*(g.total for g in groups), strict=True)]
    unit = Group((n,) * len(total), tuple(total), (n,) * len(total), n)
    known.whole.add(None)
    known.exact.add(None)
    known.respondents.append(Respondents(None, n, "dijumlahkan"))
    return Span(unit, unit, unit, unit)


def _counted(
    scope: Scope,
    totals: Sequence[int],
    own: Sequence[Claim],
    found: Fit,
    known: Known,
) -> Span:
    """The group with these totals, its numbers of answers read off its own claims."""
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


def _loose(claims: Sequence[Claim], known: Known) -> set[int]:
    """The numbers, by position, that nothing else in the table speaks for or against."""
    numbers = [(i, c) for i, c in enumerate(claims) if c.number is not None and c.besaran not in LETTERS]
    there = Counter((c.layanan, c.unsur, _kind(c)) for _, c in numbers)
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
        return not (
            there[scope, c.unsur, "mean"] > 1 or there[scope, c.unsur, "total"] or within[scope, True, "mean"]
        )

    return {i for i, c in numbers if alone(c)}


def _kind(claim: Claim) -> str:
    return claim.besaran if claim.besaran in ("n", "total") else "mean"
