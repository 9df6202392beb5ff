"""What is known of a survey that was read off a printed table, or of one whose answers are at hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from skm.auditing._survey import Survey

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
