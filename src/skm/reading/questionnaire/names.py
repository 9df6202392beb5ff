"""Names of services and units: which spellings are one name, which is shown, and which are only alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from skm.reading.questionnaire.vocabulary import plain, tidy, words

# Columns whose cells are names: the same wherever they are counted, added or listed.
NAMES = ("layanan", "unit")

_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
# A word of fewer letters is told from another by any one of them: "Gigi", "Gizi".
_LONG = 6
# More names than this are no list of services that somebody could look through.
_MANY = 1000


def name_key(text: object) -> str:
    """What all spellings of one name have in common.

    Case, white space, the kind of a dash, full width, composed letters and signs that nobody sees do not tell
    names apart.

    Examples
    --------
    >>> name_key("E\u2013KTP") == name_key("\uff45-ktp\u200b") == "e-ktp"
    True
    >>> name_key("KTP") == name_key("E-KTP")
    False
    """
    return tidy(_DASHES.sub("-", unicodedata.normalize("NFKC", tidy(text)))).casefold()


def most_frequent(spellings: Iterable[tuple[str, int]]) -> dict[str, str]:
    """Per name, by its key, the spelling used most; in a draw the alphabetically first.

    Examples
    --------
    >>> most_frequent([("ktp", 1), ("KTP", 2), ("SIM", 1)])
    {'ktp': 'KTP', 'sim': 'SIM'}
    """
    used: dict[str, dict[str, int]] = {}
    for text, n in spellings:
        of_name = used.setdefault(name_key(text), {})
        of_name[tidy(text)] = of_name.get(tidy(text), 0) + n
    return {key: min(of_name, key=lambda t: (-of_name[t], t)) for key, of_name in used.items()}


def declared_names(declared: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The name to use for each spelling, by its key, as declared: ``{"KTP": ["E-KTP"]}``.

    Raises
    ------
    TypeError
        When the spellings of a name are one text instead of a list.
    ValueError
        When one spelling is declared to be two names.
    """
    chosen: dict[str, str] = {}
    for one, spellings in declared.items():
        if isinstance(spellings, str):
            raise TypeError(f"layanan[{one!r}] must be a list of spellings, not a single str")
        for spelling in (one, *spellings):
            if chosen.setdefault(key := name_key(spelling), one) != one:
                raise ValueError(f"layanan: {spelling!r} is declared to be both {chosen[key]!r} and {one!r}")
    return chosen


def alike(counted: Mapping[str, int]) -> dict[str, list[str]]:
    """Names that may be one service under two spellings: the most frequent of them, and the others.

    They differ in where words are parted, in a word that tells no service ("E-", "Elektronik", "Layanan"), or
    in one letter that is missing or misplaced within a long word. Numbers always tell names apart.

    Parameters
    ----------
    counted : mapping of name to int
        How many questionnaires have each name.

    Examples
    --------
    >>> alike({"KTP": 5, "E-KTP": 2, "SKTM": 3, "SKCK": 3, "Poli Gigi": 1, "Poli Gizi": 1})
    {'KTP': ['E-KTP']}
    >>> alike({"Kartu Keluarga": 9, "Kartu Kelurga": 1, "Surat 1": 2, "Surat 2": 2})
    {'Kartu Keluarga': ['Kartu Kelurga']}
    """
    if len(counted) > _MANY:
        return {}
    by_shape: dict[str, list[str]] = {}
    order = sorted(counted, key=lambda name: (-counted[name], name))
    shapes = {name: _shapes(name) for name in order}
    for name in order:
        for shape in shapes[name]:
            by_shape.setdefault(shape, []).append(name)
    proposed: dict[str, list[str]] = {}
    taken: set[str] = set()
    for name in order:
        if name in taken:
            continue
        near = {other for shape in shapes[name] for other in by_shape[shape]} - taken - {name}
        if near:
            proposed[name] = [other for other in order if other in near]
            taken |= near | {name}
    return proposed


def _shapes(name: str) -> set[str]:
    """What a name has in common with those that are like it."""
    parts = plain(_DASHES.sub("-", name)).split()
    telling = [part for part in parts if part not in words("layanan_umum")] or parts
    shapes = {"".join(parts), "".join(telling)}
    for i, word in enumerate(telling):
        if len(word) >= _LONG and word.isalpha():
            before, after = "".join(telling[:i]), "".join(telling[i + 1 :])
            shapes |= {before + word[:at] + word[at + 1 :] + after for at in range(len(word))}
    return shapes
