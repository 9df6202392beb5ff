"""A survey behind published figures: what its answers, or its printed table, say exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from skm.auditing._published_tables import cut, rounded
from skm.pedoman import Pedoman
from skm.tally import Tally
from skm.tally.saved import key_rows


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one group, per unsur in the guideline's order.

    filled : filled answers; 1 each when only the NRR are known, 0 when not even those are
    total : their sum
    asked : filled and blank answers
    n : questionnaires, or None when their number is not known
    """

    filled: tuple[int, ...]
    total: tuple[Fraction, ...]
    asked: tuple[int, ...]
    n: int | None = None

    @property
    def answered(self) -> bool:
        """Whether every unsur was answered, so that there is an index."""
        return min(self.filled) > 0


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey: the unit and its groups.

    pedoman : Pedoman
    unit : Group, everybody pooled
    groups : mapping of name to Group
    best : Group or None, the best-scoring respondents, when answers are at hand
    """

    pedoman: Pedoman
    unit: Group
    groups: dict[str, Group] = field(default_factory=dict)
    best: Group | None = None

    def group(self, layanan: str | None) -> Group | None:
        """One group by its name, or the unit for None."""
        return self.unit if layanan is None else self.groups.get(layanan)


def of_tally(tally: Tally, best: Group | None = None) -> Survey:
    """The survey that a tally holds; a group with several keys is named by all of them."""
    questions = [len(u.pertanyaan) for u in tally.pedoman.unsur]

    def groups(part: Tally) -> Iterable[Group]:
        filled, total = part.per_unsur()
        for f, t, n in zip(filled.tolist(), total.tolist(), part.n.tolist(), strict=True):
            yield Group(tuple(f), tuple(map(Fraction, t)), tuple(n * q for q in questions), n)

    names = [" / ".join(map(str, key)) for key in key_rows(tally.groups)]
    unit = next(iter(groups(tally.pool())), None)
    none = (0,) * len(questions)
    if unit is None:
        unit = Group(none, tuple(map(Fraction, none)), none)
    return Survey(
        tally.pedoman, unit, dict(zip(names, groups(tally), strict=True)) if tally.keys else {}, best
    )


def best_scoring(pedoman: Pedoman, rows: Sequence[Sequence[int]], keep: int) -> Group:
    """The `keep` respondents with the highest sums; `rows` are their answers per unsur, 0 a blank."""
    kept = sorted(rows, key=sum, reverse=True)[:keep]
    columns = list(zip(*kept, strict=True)) or [()] * len(pedoman.unsur)
    return Group(
        tuple(sum(x > 0 for x in c) for c in columns),
        tuple(Fraction(sum(c)) for c in columns),
        (len(kept),) * len(columns),
        len(kept),
    )


Classes = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to make an index of answers. Without arguments the right one: exact, and rounded once.

    blanks_as_zero : divide by everybody asked, not by those who answered
    of_groups : "mean", "rounded" or "empty": the unit's index is the mean of its groups' indices, taken as
        they are, rounded to two decimals, or with a 0 for each group without answers; "" pools
    best_only : only the best-scoring respondents
    nrr_places, weighted_places, sum_places : decimals to which the NRR, the weighted NRR, or the sum of the
        weighted NRR are rounded on the way
    bobot : weight of every unsur, in place of the guideline's
    factor : index points per point of nilai, in place of the guideline's
    floats : "divided", "weighted" or "last": computed in binary floats, 1/k taken off each NRR, multiplied
        with each NRR, or taken off their sum
    truncated : the printed value is cut off, not rounded
    """

    blanks_as_zero: bool = False
    of_groups: str = ""
    best_only: bool = False
    nrr_places: int | None = None
    weighted_places: int | None = None
    sum_places: int | None = None
    bobot: Fraction | None = None
    factor: Fraction | None = None
    floats: str = ""
    truncated: bool = False

    def show(self, value: Fraction, places: int) -> Fraction:
        """The value as this way prints it."""
        return cut(value, places) if self.truncated else rounded(value, places)

    def nrr(self, group: Group, unsur: int) -> Fraction | None:
        """Sum of the answers over their number, 1 to nilai_max; None without answers."""
        number = group.asked[unsur] if self.blanks_as_zero else group.filled[unsur]
        return _to(group.total[unsur] / number, self.nrr_places) if number else None

    def weighted(self, group: Group, unsur: int, pedoman: Pedoman) -> Fraction | None:
        """NRR times bobot."""
        nrr = self.nrr(group, unsur)
        bobot = pedoman.bobot[unsur] if self.bobot is None else self.bobot
        return None if nrr is None else _to(nrr * bobot, self.weighted_places)

    def index(self, group: Group, unsur: int, pedoman: Pedoman) -> Fraction | None:
        """NRR in index points."""
        nrr = self.nrr(group, unsur)
        return None if nrr is None else nrr * self._factor(pedoman)

    def mean(self, group: Group) -> Fraction | None:
        """Plain mean of the NRR."""
        nrr = [self.nrr(group, u) for u in range(len(group.filled))]
        there = [x for x in nrr if x is not None]
        return _to(sum(there, Fraction(0)) / len(nrr), self.sum_places) if len(there) == len(nrr) else None

    def weighted_sum(self, group: Group, pedoman: Pedoman) -> Fraction | None:
        """Sum of the weighted NRR, 1 to nilai_max."""
        weighted = [self.weighted(group, u, pedoman) for u in range(len(group.filled))]
        there = [x for x in weighted if x is not None]
        return _to(sum(there, Fraction(0)), self.sum_places) if len(there) == len(weighted) else None

    def ikm(self, survey: Survey, layanan: str | None = None) -> Fraction | None:
        """The index of a group, or of the unit; None when there is none, or when this way needs more data."""
        if layanan is None and self.of_groups:
            return self._mean_of_groups(survey)
        group = survey.best if self.best_only and layanan is None else survey.group(layanan)
        if group is None or (self.best_only and layanan is not None):
            return None
        if self.floats:
            return self._in_floats(group, survey.pedoman)
        total = self.weighted_sum(group, survey.pedoman)
        return None if total is None else total * self._factor(survey.pedoman)

    def _in_floats(self, group: Group, pedoman: Pedoman) -> Fraction | None:
        k = len(group.filled)
        if not group.answered or pedoman.bobot != (Fraction(1, k),) * k:
            return None
        nrr = [float(t) / f for t, f in zip(group.total, group.filled, strict=True)]
        ways = {"divided": sum(x / k for x in nrr), "weighted": sum(x * (1 / k) for x in nrr)}
        return Fraction(ways.get(self.floats, sum(nrr) / k) * float(self._factor(pedoman)))

    def _mean_of_groups(self, survey: Survey) -> Fraction | None:
        values = [self.ikm(survey, name) for name in survey.groups]
        there = [x for x in values if x is not None]
        if not there or self.best_only or (self.of_groups == "empty" and len(there) == len(values)):
            return None
        if self.of_groups == "rounded":
            there = [rounded(x, 2) for x in there]
        return sum(there, Fraction(0)) / (len(values) if self.of_groups == "empty" else len(there))

    def _factor(self, pedoman: Pedoman) -> Fraction:
        return pedoman.faktor if self.factor is None else self.factor

    def value(self, survey: Survey, reading: str, layanan: str | None, unsur: int | None) -> Fraction | None:
        """What a claim of that reading states, made this way; None where there is nothing to make it of.

        Readings of one unsur: "total", "n", "nrr", "tertimbang", "indeks". Of all unsur: "total", "n", "mean"
        and "nrr_sum" of the NRR, "weighted_sum" and "weighted_mean" of the weighted NRR, "ikm",
        "index_sum", "total_mean".
        """
        group, pedoman = survey.group(layanan), survey.pedoman
        if reading == "ikm":
            return self.ikm(survey, layanan)
        if group is None:
            return None
        if unsur is not None:
            match reading:
                case "total":
                    return group.total[unsur]
                case "n":
                    return Fraction(group.filled[unsur]) if group.n else None
                case "nrr":
                    return self.nrr(group, unsur)
                case "tertimbang":
                    return self.weighted(group, unsur, pedoman)
                case _:
                    return self.index(group, unsur, pedoman)
        k = len(group.filled)
        mean = self.mean(group) if reading in ("mean", "nrr_sum", "index_sum") else None
        weighted = self.weighted_sum(group, pedoman) if reading.startswith("weighted") else None
        match reading:
            case "total" | "total_mean":
                return sum(group.total, Fraction(0)) / (1 if reading == "total" else k)
            case "n":
                return None if group.n is None else Fraction(group.n)
            case "mean":
                return mean
            case "weighted_sum":
                return weighted
            case "weighted_mean":
                return None if weighted is None else weighted / k
            case _:
                return (
                    None
                    if mean is None
                    else mean * k * (self._factor(pedoman) if reading == "index_sum" else 1)
                )


RIGHT = Way()


def _to(value: Fraction, places: int | None) -> Fraction:
    return value if places is None else rounded(value, places)


Scope = str | None


@dataclass(frozen=True, slots=True)
class Respondents:
    """How many respondents a group has, and how that is known.

    layanan : the group, or None for the unit
    n : int
    cara : in Indonesian
    sure : whether figures may be held against it
    """

    layanan: Scope
    n: int
    cara: str
    sure: bool = True


@dataclass(slots=True)
class Known:
    """What is known of a survey: each value lies between that of `low` and that of `high`.

    low, high : Survey; the same one when the answers are known exactly
    wide : what remains of low and high when an answer left blank here and there is not ruled out
    exact : scopes (a group, or None for the unit) that are known exactly
    whole : scopes of which only figures over all unsur are known
    blanks : the fewest and the most blank answers of (scope, unsur) that the printed means imply
    confirmed : scopes whose every unsur confirms the number of its answers
    loose : claims (by position) that rest on nothing but themselves
    doubtful : (scope, unsur) of which one number or another is wrong, and nothing says which
    respondents : what was found of the number of respondents
    own : the answers are at hand, not read off the table
    received : questionnaires received, used or not, when that is known
    """

    low: Survey
    high: Survey
    wide: tuple[Survey, Survey] | None = None
    exact: set[Scope] = field(default_factory=set)
    whole: set[Scope] = field(default_factory=set)
    blanks: dict[tuple[Scope, int], tuple[int, int]] = field(default_factory=dict)
    confirmed: set[Scope] = field(default_factory=set)
    loose: set[int] = field(default_factory=set)
    doubtful: set[tuple[Scope, int]] = field(default_factory=set)
    respondents: list[Respondents] = field(default_factory=list)
    own: bool = False
    received: int | None = None
