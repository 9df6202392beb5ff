"""What is known of the survey behind published figures, and the right and wrong ways to compute from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from skm.auditing._printed_numbers import rounded, truncated
from skm.pedoman import Pedoman
from skm.tally import Tally
from skm.tally.saved import key_rows

Classes = tuple[tuple[str, Decimal], ...]
Scope = str | None  # a group, or None for the unit
Interval = tuple[Fraction, Fraction]


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

    @classmethod
    def unknown(cls, k: int) -> Group:
        """A group of which nothing is known; `k` is the number of unsur."""
        return cls((0,) * k, (Fraction(0),) * k, (0,) * k)


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

    def group(self, layanan: Scope) -> Group | None:
        """One group by its name, or the unit for None."""
        return self.unit if layanan is None else self.groups.get(layanan)


def survey_of_tally(tally: Tally, best: Group | None = None) -> Survey:
    """The survey that a tally holds; a group with several keys is named by all of them."""
    questions = [len(u.pertanyaan) for u in tally.pedoman.unsur]

    def groups(part: Tally) -> Iterator[Group]:
        filled, total = part.per_unsur()
        for f, t, n in zip(filled.tolist(), total.tolist(), part.n.tolist(), strict=True):
            yield Group(tuple(f), tuple(map(Fraction, t)), tuple(n * q for q in questions), n)

    names = [" / ".join(map(str, key)) for key in key_rows(tally.groups)]
    unit = next(groups(tally.pool()), Group.unknown(len(questions)))
    by_name = dict(zip(names, groups(tally), strict=True)) if tally.keys else {}
    return Survey(tally.pedoman, unit, by_name, best)


def best_scoring(pedoman: Pedoman, rows: Sequence[Sequence[int]], keep: int) -> Group:
    """The `keep` respondents with the highest sums; `rows` are their answers per unsur, 0 for a blank."""
    kept = sorted(rows, key=sum, reverse=True)[:keep]
    columns = list(zip(*kept, strict=True)) or [()] * len(pedoman.unsur)
    return Group(
        tuple(sum(x > 0 for x in c) for c in columns),
        tuple(Fraction(sum(c)) for c in columns),
        (len(kept),) * len(columns),
        len(kept),
    )


@dataclass(frozen=True, slots=True)
class Method:
    """A way to compute an index from answers. Without arguments the right one: exact, and rounded once.

    blanks_as_zero : divide by everybody asked, not by those who answered
    of_groups : "mean", "rounded" or "empty": the unit's index is the mean of its groups' indices, taken as
        they are, rounded to two decimals, or with a 0 for each group without answers; "" pools
    best_only : only the best-scoring respondents
    nrr_places, weighted_places, sum_places : decimals to which the NRR, the weighted NRR, or the sum of the
        weighted NRR are rounded on the way
    bobot : weight of every unsur, in place of the guideline's
    factor : index points per point of nilai, in place of the guideline's
    floats : "divided", "weighted" or "last": computed in binary floats, with each NRR divided by k, each NRR
        multiplied by 1/k, or their sum divided by k
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
        """The value as this method prints it."""
        return truncated(value, places) if self.truncated else rounded(value, places)

    def nrr(self, group: Group, unsur: int) -> Fraction | None:
        """Sum of the answers over their number, 1 to nilai_max; None without answers."""
        number = group.asked[unsur] if self.blanks_as_zero else group.filled[unsur]
        return _to(group.total[unsur] / number, self.nrr_places) if number else None

    def weighted(self, group: Group, unsur: int, pedoman: Pedoman) -> Fraction | None:
        """NRR times bobot."""
        nrr = self.nrr(group, unsur)
        bobot = pedoman.bobot[unsur] if self.bobot is None else self.bobot
        return None if nrr is None else _to(nrr * bobot, self.weighted_places)

    def mean(self, group: Group) -> Fraction | None:
        """Plain mean of the NRR; None when one is missing."""
        k = len(group.filled)
        total = _sum(self.nrr(group, u) for u in range(k))
        return None if total is None else _to(total / k, self.sum_places)

    def weighted_sum(self, group: Group, pedoman: Pedoman) -> Fraction | None:
        """Sum of the weighted NRR, 1 to nilai_max; None when one is missing."""
        total = _sum(self.weighted(group, u, pedoman) for u in range(len(group.filled)))
        return None if total is None else _to(total, self.sum_places)

    def ikm(self, survey: Survey, layanan: Scope = None) -> Fraction | None:
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
        if not min(group.filled) or pedoman.bobot != (Fraction(1, k),) * k:
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

    def value(self, survey: Survey, reading: str, layanan: Scope, unsur: int | None) -> Fraction | None:
        """What a claim of that reading states, computed this way; None where the data do not suffice.

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
            return self._value_of_unsur(group, reading, unsur, pedoman)
        k = len(group.filled)
        match reading:
            case "total" | "total_mean":
                return sum(group.total, Fraction(0)) / (1 if reading == "total" else k)
            case "n":
                return None if group.n is None else Fraction(group.n)
            case "weighted_sum" | "weighted_mean":
                weighted = self.weighted_sum(group, pedoman)
                return None if weighted is None else weighted / (1 if reading == "weighted_sum" else k)
            case _:
                times = {"mean": Fraction(1), "nrr_sum": Fraction(k), "index_sum": k * self._factor(pedoman)}[
                    reading
                ]
                mean = self.mean(group)
                return None if mean is None else mean * times

    def _value_of_unsur(self, group: Group, reading: str, unsur: int, pedoman: Pedoman) -> Fraction | None:
        match reading:
            case "total":
                return group.total[unsur]
            case "n":
                return Fraction(group.filled[unsur]) if group.n else None
            case "tertimbang":
                return self.weighted(group, unsur, pedoman)
            case _:
                nrr = self.nrr(group, unsur)
                return nrr if nrr is None or reading == "nrr" else nrr * self._factor(pedoman)


CORRECT = Method()


def _to(value: Fraction, places: int | None) -> Fraction:
    return value if places is None else rounded(value, places)


def _sum(values: Iterable[Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total


@dataclass(frozen=True, slots=True)
class Respondents:
    """How many respondents a group has, and how that is known.

    layanan : the group, or None for the unit
    n : int
    source : how it is known, in Indonesian
    """

    layanan: Scope
    n: int
    source: str


@dataclass(slots=True)
class Known:
    """What is known of a survey: each value lies between that of `low` and that of `high`.

    low, high : Survey; the same one when the answers are known exactly
    wide : the bounds when blank answers here and there are not ruled out
    exact : scopes (a group, or None for the unit) that are known exactly
    whole : scopes of which only figures over all unsur are known
    blanks : the fewest and the most blank answers of (scope, unsur) that the printed means imply
    confirmed : scopes whose every unsur confirms the number of its answers
    loose : claims (by position) that no other figure confirms or contradicts
    doubtful : (scope, unsur) whose figures contradict each other, with nothing to say which one is wrong
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
    doubtful: set[tuple[Scope, int | None]] = field(default_factory=set)
    respondents: list[Respondents] = field(default_factory=list)
    own: bool = False
    received: int | None = None

    @property
    def pedoman(self) -> Pedoman:
        """The guideline of the survey."""
        return self.low.pedoman

    def span(
        self, reading: str, layanan: Scope, unsur: int | None, method: Method = CORRECT, *, wide: bool = False
    ) -> Interval | None:
        """The bounds of what a claim of that reading states, see :meth:`Method.value`; None if not known."""
        surveys = self.wide if wide else (self.low, self.high)
        if surveys is None:
            return None
        low = method.value(surveys[0], reading, layanan, unsur)
        same = low is None or surveys[0] is surveys[1]
        high = low if same else method.value(surveys[1], reading, layanan, unsur)
        return None if low is None or high is None else (low, high)

    def may_have_blanks(self, layanan: Scope) -> bool:
        """Whether the table leaves open how many answers were blank."""
        return not self.own and layanan in self.exact and layanan not in self.confirmed
