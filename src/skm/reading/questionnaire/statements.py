"""What texts around a table say of its scale: "1 = Sangat Baik ... 4 = Tidak Baik", "(skala 1-5)"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from skm.reading.questionnaire.answers import label_form
from skm.reading.questionnaire.vocabulary import vocabulary

_LONGEST = 3000  # characters looked at of one text
_RANGE = (
    r"[01]\s*(?:-|–|—|s\s*[./]\s*d\.?|sd|sampai(?:\s+dengan)?|hingga|to)\s*(?P<last>\d{1,3})"
    r"(?![\d.,]*\d|\s*=)"
)
# words that may stand between "skala" and "1-5"; others ("nilai unsur 1-9", "skor RT 1-5") mean another thing
_BETWEEN = (
    r"(?:\s+(?:penilaian|jawaban|diberikan|diisi|likert|kepuasan|yang|dari|antara|adalah|ialah|berupa|dengan|memakai"
    r"|rentang|skala|nilai|skor|angka|isian|pengukuran|dipakai|digunakan))*\s*[:=]?\s*\(?\s*"
)
_SCALE = re.compile(rf"\b(?:skala|likert|rating){_BETWEEN}{_RANGE}")
_POINTS = re.compile(rf"\b(?:nilai|skor|poin|rentang|angka){_BETWEEN}{_RANGE}")
_POINTS_OF = {5, 6, 7, 10, 100}  # "nilai 1-2 perlu perbaikan", "nilai 1-9" of nine unsur
_IN_HEADING = re.compile(rf"\(\s*{_RANGE}\s*\)")
_MEANS = r"(?:[=:\-–—.)(→]|(?:berarti|adalah|artinya|yaitu|ialah|untuk)\b)"
_PAIR = re.compile(
    rf"(?<![\w.,])(?P<sign>(?:10|[1-9]|[a-f])(?=\s*{_MEANS})|[1-9](?=\s+(?:sangat|tidak)\b))"
    rf"(?:\s*{_MEANS})*\s*(?P<label>[a-z]+(?:\s+[a-z]+){{0,2}})"
)
_CELLS = re.compile(r"(?:(?:^|\|)\s*(?:10|[1-9]|[a-f])\s*\|\s*[a-z][a-z ]*)+")
_CLASSES = re.compile(r"\d{2}[.,]\d")  # "A (Sangat Baik): 88,31 - 100,00" grades an index, not an answer
_NEGATIVE = {"buruk", "jelek", "mahal", "lambat", "sulit", "rumit", "kecewa", "mengecewakan"}
_STATEMENT = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


_Pairs = dict[str, tuple[float, str]]  # a sign to how good its label is, and the text that says so


@dataclass(frozen=True, slots=True)
class Stated:
    """What was said of one kind of signs, numbers or letters; each holds the texts that say it.

    best_first : that the first is the best answer
    worst_first : that it is the worst
    other : that there are more or fewer of them than the guideline has
    """

    best_first: tuple[str, ...] = ()
    worst_first: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def stated(texts: Iterable[str], headings: Iterable[str], nilai_max: int) -> tuple[Stated, Stated]:
    """What is said of numbers and of letters, in texts around a table and in its headings.

    Examples
    --------
    >>> numbers, letters = stated(["Skala 1-5", "A = Sangat Baik, D = Tidak Baik"], [], 4)
    >>> numbers.other, letters.best_first
    (('Skala 1-5',), ('A = Sangat Baik, D = Tidak Baik',))
    >>> stated(["Periode 1-5 Maret 2024", "(skala 1-4)"], ["RT 1-5"], 4) == (Stated(), Stated())
    True
    """
    headings = list(dict.fromkeys(headings))
    other = [h for h in headings if _range_of(_IN_HEADING, _folded(h), nilai_max)]
    each: list[_Pairs] = []
    single: _Pairs = {}  # a line for every answer
    for text in dict.fromkeys([*texts, *headings]):
        folded = _folded(text)
        points = _POINTS.search(folded)
        if _range_of(_SCALE, folded, nilai_max) or (
            points and int(points["last"]) in _POINTS_OF - {nilai_max}
        ):
            other.append(text)
        pairs = {sign: (rank, text) for sign, rank in reversed(_pairs(folded))}
        if len(pairs) > 1:
            each.append(pairs)
        single |= {sign: pair for sign, pair in pairs.items() if len(pairs) == 1 and sign not in single}
    each.append(single)
    numbers, letters = (
        [_of_pairs({s: p for s, p in pairs.items() if s.isdigit() == digits}, nilai_max) for pairs in each]
        for digits in (True, False)
    )
    return _joined([Stated(other=tuple(other)), *numbers]), _joined(letters)


def without_statement(heading: str) -> str:
    """A heading without what it says of the scale in brackets.

    Examples
    --------
    >>> without_statement("Persyaratan (1 = Tidak Baik, 4 = Sangat Baik)"), without_statement("U1 (Biaya)")
    ('Persyaratan', 'U1 (Biaya)')
    """

    def drop(match: re.Match[str]) -> str:
        inner = _folded(match[1])
        told = len(_pairs(inner)) > 1 or _SCALE.search(inner) or _IN_HEADING.fullmatch(f"({inner})")
        return " " if told else match[0]

    return " ".join(_STATEMENT.sub(drop, heading).split()) if "(" in heading or "[" in heading else heading


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_LONGEST]).casefold()


def _range_of(pattern: re.Pattern[str], folded: str, nilai_max: int) -> bool:
    """Whether a range of other numbers than the guideline's is named."""
    found = [int(match["last"]) for match in pattern.finditer(folded)]
    return bool(found) and nilai_max not in found and found[0] > 1


def _pairs(folded: str) -> list[tuple[str, float]]:
    """The signs that are given a label, each with how good the label is."""
    if _CLASSES.search(folded):
        return []
    if _CELLS.fullmatch(folded):
        folded = re.sub(r"([a-f\d]) *\|", r"\1 =", folded)
    found = [(match["sign"], _rank(match["label"])) for match in _PAIR.finditer(folded)]
    return [(sign, rank) for sign, rank in found if rank is not None]


@cache
def _qualities() -> frozenset[str]:
    return frozenset(word.split()[0] for word in vocabulary()["skala"]["kata"])


def _rank(label: str) -> float | None:
    """How good a label is, 0 to 5; None for one that says nothing of quality."""
    words = label_form(label).split()
    first, rest = words[0], words[1:]
    if first == "sangat" and rest:
        if rest[0] in ("tidak", "kurang"):
            return 0 if rest[1:] and rest[1] in _qualities() else None
        return 0 if rest[0] in _NEGATIVE else 5 if rest[0] in _qualities() else None
    if first in ("tidak", "kurang", "cukup") and (not rest or rest[0] in _qualities()):
        return {"tidak": 1, "kurang": 2, "cukup": 3}[first] if rest or first != "tidak" else None
    return 1.5 if first in _NEGATIVE else 4 if first in _qualities() else None


def _of_pairs(pairs: _Pairs, nilai_max: int) -> Stated:
    if len(pairs) < 2:
        return Stated()
    places = {int(s) if s.isdigit() else ord(s) - ord("a") + 1: found for s, found in pairs.items()}
    signs = sorted(places)
    ranks = [places[sign][0] for sign in signs]
    texts = tuple(dict.fromkeys(places[sign][1] for sign in signs))
    fewer = signs[0] == 1 and signs[-1] < nilai_max and {ranks[0], ranks[-1]} == {5, 1}
    if signs[-1] > nilai_max or fewer:
        return Stated(other=texts)
    if ranks == sorted(ranks) and ranks[0] < ranks[-1]:
        return Stated(worst_first=texts)
    if ranks == sorted(ranks, reverse=True) and ranks[0] > ranks[-1]:
        return Stated(best_first=texts)
    return Stated()


def _joined(parts: Iterable[Stated]) -> Stated:
    found: dict[str, dict[str, None]] = {"best_first": {}, "worst_first": {}, "other": {}}
    for part in parts:
        for name, texts in found.items():
            texts |= dict.fromkeys(getattr(part, name))
    return Stated(**{name: tuple(texts) for name, texts in found.items()})
