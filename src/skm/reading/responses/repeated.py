"""Sheets that repeat questionnaires of other sheets, or hold something else than questionnaires."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from skm.ground.errors import Argument, Hint, StructureError
from skm.ground.numbers import integer_id
from skm.reading.questionnaire.vocabulary import plain, quoted, words

# A sheet contained in another is no chance where chance would make it so rarely.
_CHANCE = 1e-3
_FEW = 9


@dataclass(frozen=True, slots=True)
class Page:
    """What one sheet is compared by.

    left : kinds of the columns left of the answers: a field, "nomor", or a heading
    answers : int8 (N, Q), of its questionnaires
    told : what each respondent told about himself, per field: N texts
    services : the services in a column of its own
    """

    name: str
    left: frozenset[str]
    answers: NDArray[np.int8]
    told: Mapping[str, Sequence[str]]
    services: frozenset[str]

    def keys(self, fields: Sequence[str]) -> Counter[Hashable]:
        """How often each combination of answers and these fields occurs."""
        rows: list[Hashable] = [row.tobytes() for row in self.answers]
        return Counter(zip(rows, *(self.told[name] for name in fields), strict=True) if fields else rows)


def refuse_repeated_sheets(place: str, pages: Sequence[Page]) -> None:
    """Raise StructureError when a sheet repeats questionnaires of another, or holds none.

    Honest sheets can be equal by chance, where respondents are few and content: a containment counts where
    chance makes it rarely, or where the name of a sheet speaks of a copy, a choice or of all.
    """
    pages = [page for page in pages if len(page.answers)]
    for found in (_contained, _union, _something_else):
        name, why = found(pages)
        if why:
            every = [page.name for page in pages]
            rest = [other for other in every if other != name]
            raise StructureError(
                f"{place}: {why} Kuesioner yang sama tidak boleh dihitung dua kali.",
                hints=[
                    *([Hint("Bila lembar itu bukan kuesioner tersendiri, baca yang lain saja: ",
                            Argument("lembar", rest), ".")] if rest else []),
                    Hint("Bila semuanya kuesioner yang berbeda, sebutkan semuanya: ",
                         Argument("lembar", every), "."),
                ],
            )  # fmt: skip


Found = tuple[str, str]  # the name of a sheet, and what is wrong with it; both "" for none


def _contained(pages: Sequence[Page]) -> Found:
    """A sheet all of whose questionnaires stand in one other sheet too."""
    for one, other in combinations(pages, 2):
        small, large = sorted((one, other), key=lambda page: len(page.answers))
        # of two equal sheets the first, or the original, is kept
        if len(small.answers) == len(large.answers):
            small, large = (one, other) if _speaks_of_a_copy(one.name) else (other, one)
        fields = sorted(small.told.keys() & large.told.keys())
        inside, whole = small.keys(fields), large.keys(fields)
        if inside - whole:
            continue
        again = sum(n for n in whole.values() if n > 1) / sum(whole.values())
        chance = max(again, 1 / len(large.answers)) ** len(small.answers)
        if chance < _CHANCE or _speaks_of_a_copy(small.name) or _is_general(large.name):
            what = f'seluruh {integer_id(len(small.answers))} kuesioner pada lembar "{small.name}"'
            return small.name, f'{what} juga ada pada lembar "{large.name}" (salinan atau bagian).'
    return "", ""


def _union(pages: Sequence[Page]) -> Found:
    """A sheet that holds what two or more others hold together."""
    keys = [page.keys(()) for page in pages]
    for page, own in zip(pages, keys, strict=True):
        others = [(p, k) for p, k in zip(pages, keys, strict=True) if p is not page and not k - own]
        if len(others) > 1 and sum((k for _, k in others), Counter()) == own:
            names = quoted(p.name for p, _ in others)
            return page.name, f'lembar "{page.name}" berisi gabungan lembar {names}.'
    return "", ""


def _something_else(pages: Sequence[Page]) -> Found:
    """A sheet of few rows that is laid out otherwise than most, or speaks of the other sheets."""
    respondents: Counter[frozenset[str]] = Counter()
    for page in pages:
        respondents[page.left] += len(page.answers)
    usual = respondents.most_common(1)[0][0] if respondents else frozenset()
    names = {plain(page.name) for page in pages}
    for page in pages:
        few = len(page.answers) <= _FEW
        if few and page.left != usual:
            why = f'lembar "{page.name}" hanya {len(page.answers)} baris dengan susunan kolom lain.'
        elif few and set(plain(page.name).split()) & words("lembar_lain"):
            why = f'lembar "{page.name}" menurut namanya bukan kuesioner.'
        elif {plain(service) for service in page.services} & (names - {plain(page.name)}):
            why = f'lembar "{page.name}" menyebut lembar lain sebagai layanan, seperti tabel rekapitulasi.'
        else:
            continue
        return page.name, why
    return "", ""


def _speaks_of_a_copy(name: str) -> bool:
    text = plain(name)
    return bool(set(text.split()) & words("lembar_salinan")) or name.rstrip().endswith(")")


def _is_general(name: str) -> bool:
    """Whether a sheet is named after all questionnaires, not after a service or a month."""
    return bool(set("".join(c if c.isalpha() else " " for c in plain(name)).split()) & words("lembar_umum"))
