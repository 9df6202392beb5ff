"""Why the letter changed between two periods: the answers, the guideline, or both."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from skm.pedoman import Pedoman

ANSWERS, GUIDELINE, BOTH = "jawaban", "pedoman", "jawaban dan pedoman"
CANCELLED = "jawaban dan pedoman saling meniadakan"
NOT_COMPARABLE = "tidak dapat dibandingkan"


@dataclass(frozen=True, slots=True)
class ClassChange:
    """How the letter moved from one period to the next.

    Both indices are graded under both guidelines, which gives four letters. Either the answers or the
    guideline can be changed first; each effect is its mean over the two orders, so that the effects add up.

    Parameters
    ----------
    before, after : str
        The letters as published, each under its own guideline.
    before_regraded : str
        The earlier index under the later guideline.
    after_regraded : str
        The later index under the earlier guideline.
    steps : int or None
        Classes risen (negative: fallen); None when the two guidelines do not have the same letters.
    by_answers, by_pedoman : Fraction or None
        In classes; they sum to `steps`.
    cause : str
        What moved the letter in its direction: "jawaban", "pedoman" or "jawaban dan pedoman"; "jawaban dan
        pedoman saling meniadakan" when two moves cancel out; "tidak dapat dibandingkan"; else "".
    """

    before: str
    after: str
    before_regraded: str
    after_regraded: str
    steps: int | None
    by_answers: Fraction | None
    by_pedoman: Fraction | None
    cause: str


def class_change(
    before: Fraction, pedoman_before: Pedoman, after: Fraction, pedoman_after: Pedoman
) -> ClassChange:
    """Whether a change of class comes from the answers or from the guideline.

    Parameters
    ----------
    before, after : Fraction
        Exact indices.
    pedoman_before, pedoman_after : Pedoman
        The guideline of each period.

    Examples
    --------
    An index of 82 is A by the classes of 2014 and B by those of 2017:

    >>> from skm.pedoman import PERMENPANRB_14_2017, PERMENPANRB_16_2014
    >>> change = class_change(Fraction(82), PERMENPANRB_16_2014, Fraction(82), PERMENPANRB_14_2017)
    >>> change.before, change.after, change.cause
    ('A', 'B', 'pedoman')
    """
    old, new = ([m.huruf for m in p.mutu] for p in (pedoman_before, pedoman_after))
    letters = (
        pedoman_before.mutu_of(before).huruf,
        pedoman_after.mutu_of(after).huruf,
        pedoman_after.mutu_of(before).huruf,
        pedoman_before.mutu_of(after).huruf,
    )
    if old != new:
        return ClassChange(*letters, steps=None, by_answers=None, by_pedoman=None, cause=NOT_COMPARABLE)
    a, z, regraded_before, regraded_after = (-old.index(letter) for letter in letters)
    answers = (regraded_after - a, z - regraded_before)
    guideline = (z - regraded_after, regraded_before - a)
    effects = Fraction(sum(answers), 2), Fraction(sum(guideline), 2)
    if z == a:
        cause = CANCELLED if any(answers) or any(guideline) else ""
    else:  # what moved it the other way is not a cause
        along = [effect * (z - a) > 0 for effect in effects]
        cause = BOTH if all(along) else ANSWERS if along[0] else GUIDELINE
    return ClassChange(*letters, z - a, *effects, cause)
