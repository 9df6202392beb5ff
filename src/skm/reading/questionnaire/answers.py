"""Read the nilai of a cell: numbers, letters, stars, and the labels of one scale per column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache

from skm.pedoman import NATIONAL, Pedoman, Pertanyaan
from skm.reading.questionnaire.vocabulary import is_blank, plain, vocabulary

Labels = tuple[str, ...]  # plain labels for nilai 1, 2, ...

_NUMBER = re.compile(r"[(\[]?([+-]?\d+(?:[.,]\d+)?)[.)\]]?")
_NUMBER_FIRST = re.compile(r"[(\[]?\s*(\d{1,3})\s*[.:=)\]\-–—(\[]*\s*(\D.*)", re.DOTALL)
_LETTER_FIRST = re.compile(r"[(\[]?\s*([a-z])\s*[.:=)\]\-–—]+\s*(\D.*)", re.DOTALL)
_NUMBER_LAST = re.compile(r"(\D*?)\s*[(\[]\s*(\d{1,3})\s*[)\]]", re.DOTALL)
_LETTER = re.compile(r"[(\[]?\s*([a-z])\s*[.:)\]]*")
_STARS = re.compile(r"[★⭐✮✭]+[☆]*")
_STARS_COUNTED = re.compile(r"(\d{1,3})\s*(?:bintang|stars?|★|⭐)|bintang\s*(\d{1,3})")
_WORDS = re.compile(r"[^\W\d_]{2}|^\W+$")  # a label has two letters in a row, or is a smiley
_SEPARATORS = re.compile(r"\s*[|;,/\n+&]\s*")


@dataclass(frozen=True, slots=True)
class Scale:
    """The labels by which one column is read.

    labels : plain label to nilai
    unclear : labels whose nilai differs between the scales that fit the column; they are refused
    told : what the caller says of labels and numbers, which comes before everything else
    a : the nilai of the letter a, 1 or the highest
    """

    labels: Mapping[str, int]
    unclear: frozenset[str] = frozenset()
    told: Mapping[str, int] = field(default_factory=dict)
    a: int = 1


class UnreadLabel(str):
    """What is wrong with a cell that seems to be a label on no scale, or on several: the caller may know."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller says of the answers.

    labels : nilai by label or number, in the form for comparison
    a : the nilai of the letter a, 1 or the highest; None when the caller does not say
    """

    labels: Mapping[str, int] = field(default_factory=dict)
    a: int | None = None

    @classmethod
    def of(cls, labels: Mapping[str, int] | None, letters: str | None, nilai_max: int) -> Told:
        """Checked arguments ``labels`` and ``letters`` of :func:`skm.read`.

        Raises
        ------
        ValueError
            For a label that is blank or given two nilai, a nilai outside 1 to `nilai_max`, or other `letters`
            than ``"a=1"`` and ``f"a={nilai_max}"``.

        Examples
        --------
        >>> Told.of({"Kurang Mampu": 2, 5: 4}, "a=4", 4)
        Told(labels={'kurang mampu': 2, '5': 4}, a=4)
        """
        found: dict[str, int] = {}
        for label, nilai in (labels or {}).items():
            form = label_form(label)
            if is_blank(form) or type(nilai) is not int or not 1 <= nilai <= nilai_max:
                raise ValueError(f"labels: {label!r}: {nilai!r} is not a label and a nilai 1 to {nilai_max}")
            if found.setdefault(form, nilai) != nilai:
                raise ValueError(f"labels: {label!r} is given two nilai, {found[form]} and {nilai}")
        ways = {None: None, "a=1": 1, f"a={nilai_max}": nilai_max}
        if letters not in ways:
            raise ValueError(f'letters is "a=1" or "a={nilai_max}", not {letters!r}')
        return cls(found, ways[letters])

    @property
    def numbers(self) -> dict[int, int]:
        """The numbers of which the caller says what they mean."""
        return {int(label): nilai for label, nilai in self.labels.items() if label.isdecimal()}


@cache
def _scales_in_use() -> tuple[Labels, ...]:
    table = vocabulary()["skala"]
    patterned = [tuple(p.format(word) for p in pola) for pola in table["pola"] for word in table["kata"]]
    return (*patterned, *(tuple(labels) for labels in table["lain"]))


def label_form(text: object) -> str:
    """A label as it is compared: plain, with the usual abbreviations written out.

    Examples
    --------
    >>> label_form("Ada, tapi tdk berfungsi")
    'ada tetapi tidak berfungsi'
    """
    spelling = vocabulary()["skala"]["ejaan"]
    words = " ".join(spelling.get(word, word) for word in plain(text).split())
    return words or unicodedata.normalize("NFKC", str(text)).strip()  # smileys have no words


def own_labels(question: Pertanyaan) -> Labels:
    """The guideline's labels of a question, plain; empty when it has none."""
    return _label_forms(question.label)


@cache
def _label_forms(labels: Labels) -> Labels:
    return tuple(label_form(label) for label in labels)


def _candidates(question: Pertanyaan, nilai_max: int) -> list[Labels]:
    own = own_labels(question)
    others = _scales_in_use() if nilai_max == 4 else ()
    return [own, *(s for s in others if s != own)] if own else list(others)


@cache
def _printed() -> tuple[Labels, ...]:
    """The scales that the national guidelines print."""
    return tuple({own_labels(p): None for guide in NATIONAL for p in guide.pertanyaan if p.label})


def labels_in(values: Iterable[object], a: int = 1) -> set[tuple[str, int | None]]:
    """The label of each text among the values, with the number or letter written beside it, if any.

    The letter a is the nilai `a`.
    """
    found = set()
    for value in values:
        if isinstance(value, str) and not is_blank(value):
            number, label = _split(value, a)
            if label:
                found.add((label_form(label), number))
                found.add((label_form(value), None))  # a label may itself begin with a letter or number
    return found


def letters_in(values: Iterable[object]) -> set[str]:
    """The letters that are a whole cell, as they are written.

    Examples
    --------
    >>> sorted(letters_in(["a", "(B)", "c.", "A-", "e-KTP", 4]))
    ['B', 'a', 'c']
    """
    folded = {unicodedata.normalize("NFKC", value).strip() for value in values if isinstance(value, str)}
    return {text.strip("([.:)] ") for text in folded if _LETTER.fullmatch(text.casefold())}


def is_signed_letter(value: object) -> bool:
    """Whether a cell is a grade between two letters, "A-" or "B+", which no answer is."""
    return isinstance(value, str) and bool(re.fullmatch(r"\s*[a-zA-Z]\s*[+\-–−]\s*", value))


def _fits(scale: Labels, label: str, number: int | None) -> bool:
    return label in scale and number in (None, scale.index(label) + 1)


def fits_own(question: Pertanyaan, labels: set[tuple[str, int | None]]) -> bool:
    """Whether there are labels, and all are those of the guideline for this question."""
    own = own_labels(question)
    return bool(labels) and all(label in own for label, number in labels if number is None)


def choose_scale(
    question: Pertanyaan,
    nilai_max: int,
    labels: Collection[tuple[str, int | None]],
    elsewhere: Collection[tuple[str, int | None]] = (),
) -> Scale:
    """The scale by which a column with these labels is read.

    "Tidak sesuai" is 1 beside "Kurang sesuai", but 2 beside "Sangat tidak sesuai". The scale chosen has every
    label of the column; among several, one that also fits the labels `elsewhere`, in the other columns of the
    file; then the guideline's own. Where an old and a new form stand in one column, no scale has all labels;
    if those that guidelines print do, they are read together. If nothing decides, labels in doubt are
    unclear, never guessed. Labels on no scale are ignored here and refused on reading.

    Examples
    --------
    >>> q = Pertanyaan("U1", label=("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"))
    >>> choose_scale(q, 4, labels_in(["Tidak sesuai", "Sesuai"])).labels["tidak sesuai"]
    1
    >>> choose_scale(q, 4, labels_in(["Tidak sesuai", "Sangat tidak sesuai"])).labels["tidak sesuai"]
    2
    """
    candidates = _candidates(question, nilai_max)
    known = _known(labels, candidates)
    fitting = [s for s in candidates if all(_fits(s, *found) for found in known)]
    if not fitting:
        forms = [s for s in (own_labels(question), *_printed()) if any(_fits(s, *found) for found in known)]
        like = known | _known(elsewhere, candidates)
        if nilai_max == 4 and all(any(_fits(s, *found) for s in (*forms, *_printed())) for found in like):
            return _in_doubt(forms, known)
        return _in_doubt([s for s in candidates if any(_fits(s, *found) for found in known)], known)
    like = _known(elsewhere, fitting)
    fitting = [s for s in fitting if all(_fits(s, *found) for found in like)] or fitting
    if fitting[0] == own_labels(question):
        return Scale(_numbered(fitting[0]))
    return _in_doubt(fitting, known)


def _known(
    labels: Collection[tuple[str, int | None]], scales: Collection[Labels]
) -> set[tuple[str, int | None]]:
    return {found for found in labels if any(_fits(scale, *found) for scale in scales)}


def _in_doubt(scales: list[Labels], known: set[tuple[str, int | None]]) -> Scale:
    merged: dict[str, int] = {}
    unclear = set()
    for scale in scales:
        for label, nilai in _numbered(scale).items():
            if merged.setdefault(label, nilai) != nilai:
                unclear.add(label)
    return Scale(merged, frozenset(unclear & {label for label, _ in known}))


def _numbered(scale: Labels) -> dict[str, int]:
    return {label: nilai for nilai, label in enumerate(scale, start=1)}


def _split(text: str, a: int) -> tuple[int | None, str]:
    """The number (or that of the letter a, b, ...) in a cell, and the text beside it."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if match := _NUMBER_LAST.fullmatch(folded):
        return int(match[2]), match[1]
    if match := _NUMBER_FIRST.fullmatch(folded):
        return int(match[1]), match[2]
    if match := _LETTER_FIRST.fullmatch(folded):
        return _of_letter(match[1], a), match[2]
    return None, folded


def _of_letter(letter: str, a: int) -> int:
    """The nilai of a letter where a is that of the letter a; outside the scale for a letter too far on."""
    place = ord(letter) - ord("a")
    return 1 + place if a == 1 else a - place


def read_value(value: object, question: Pertanyaan, nilai_max: int, scale: Scale) -> int | str:
    """The nilai of one cell (0 for a blank), or what is wrong with it, in Indonesian.

    Parameters
    ----------
    value : object
        A cell of a spreadsheet, a CSV or a frame.
    question : Pertanyaan
        Messages name its labels.
    scale : Scale
        From :func:`choose_scale`, for the whole column.

    Examples
    --------
    >>> q = Pertanyaan("U1", label=("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"))
    >>> scale = choose_scale(q, 4, set())
    >>> [read_value(v, q, 4, scale) for v in (4, "4,0", "d", "4. Sangat sesuai", "SANGAT SESUAI", "-")]
    [4, 4, 4, 4, 4, 0]
    >>> read_value(5, q, 4, scale)
    '5 bukan nilai 1 sampai 4'
    """
    if is_blank(value):
        return 0
    if isinstance(value, bool):
        return f"{'TRUE' if value else 'FALSE'} bukan nilai 1 sampai {nilai_max}"
    if isinstance(value, int | float | Decimal):
        return _of_number(Decimal(str(value)), shown(value), nilai_max, scale)
    if isinstance(value, date | time | timedelta):
        return f"tanggal atau jam {shown(value)} bukan nilai 1 sampai {nilai_max}"
    return _of_text(str(value), question, nilai_max, scale)


def shown(value: object) -> str:
    """A cell as a message quotes it: short, on one line, decimals with a comma.

    Examples
    --------
    >>> shown(5.0), shown(2.5)
    ('5', '2,5')
    """
    text = shown_whole(value)
    return text if len(text) <= 40 else text[:39] + "…"


def shown_whole(value: object) -> str:
    """A cell as :func:`shown`, at full length."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    return text.replace(".", ",") if isinstance(value, float | Decimal) else text


def _of_number(number: Decimal, text: str, nilai_max: int, scale: Scale) -> int | str:
    if number.is_finite() and number == number.to_integral_value() and 0 <= number < 1000:
        nilai = scale.told.get(str(int(number)), int(number))
        if 1 <= nilai <= nilai_max:
            return nilai
    if number == 0:
        return f"{text} bukan nilai 1 sampai {nilai_max}; jawaban yang tidak diisi dikosongkan"
    if number.is_finite() and number != number.to_integral_value():
        return f"{text} bukan nilai bulat 1 sampai {nilai_max}; satu sel memuat satu jawaban"
    return f"{text} bukan nilai 1 sampai {nilai_max}"


def _of_text(text: str, question: Pertanyaan, nilai_max: int, scale: Scale) -> int | str:
    label = label_form(text)
    quoted = f'"{shown(text)}"'
    if label in scale.told:
        return scale.told[label]
    if label in scale.unclear:
        return UnreadLabel(
            f"{quoted} dapat berarti lebih dari satu nilai pada skala label kolom ini; tulis angkanya"
        )
    if label in scale.labels:
        return scale.labels[label]
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if match := _NUMBER.fullmatch(folded):
        return _of_number(Decimal(match[1].replace(",", ".")), quoted, nilai_max, scale)
    if (match := _LETTER.fullmatch(folded)) and 1 <= _of_letter(match[1], scale.a) <= nilai_max:
        return _of_letter(match[1], scale.a)
    if _STARS.fullmatch(folded):
        filled = len(folded.rstrip("☆"))
        return filled if filled <= nilai_max else f"{quoted} lebih dari {nilai_max} bintang"
    if match := _STARS_COUNTED.fullmatch(folded):
        return _of_number(Decimal(match[1] or match[2]), quoted, nilai_max, scale)
    number, rest = _split(text, scale.a)
    if number is not None:
        return _of_both(number, label_form(rest), text, question, nilai_max, scale)
    if _several(text, question, nilai_max, scale):
        return f"{quoted} memuat lebih dari satu jawaban; pilih satu nilai 1 sampai {nilai_max}"
    problem = f"{quoted} bukan nilai 1 sampai {nilai_max}{_allowed(question)}"
    return UnreadLabel(problem) if _WORDS.search(folded) and folded[0] != "#" else problem


def _of_both(
    number: int, label: str, text: str, question: Pertanyaan, nilai_max: int, scale: Scale
) -> int | str:
    """A number and a label in one cell, which must agree."""
    quoted = f'"{shown(text)}"'
    if re.search(r"\d", text):  # not a letter
        number = scale.told.get(str(number), number)
    if not 1 <= number <= nilai_max:
        return f"{quoted} bukan nilai 1 sampai {nilai_max}"
    if label in scale.told or (label in scale.labels and label not in scale.unclear):
        nilai = scale.told.get(label) or scale.labels[label]
        if nilai != number:
            return f"{quoted} memuat nilai {number}, tetapi labelnya berarti {nilai}; betulkan salah satunya"
        return number
    if not question.label and not re.search(r"\d", label):  # no labels to check the text against
        return number
    if _several(text, question, nilai_max, scale):
        return f"{quoted} memuat lebih dari satu jawaban; pilih satu nilai 1 sampai {nilai_max}"
    return UnreadLabel(f"{quoted} memuat label yang tidak dikenal; tulis nilainya saja{_allowed(question)}")


def _several(text: str, question: Pertanyaan, nilai_max: int, scale: Scale) -> bool:
    parts = [part for part in _SEPARATORS.split(text) if part.strip()]
    if len(parts) < 2:
        return False
    return all(isinstance(read_value(part, question, nilai_max, scale), int) for part in parts)


def _allowed(question: Pertanyaan) -> str:
    return f" atau salah satu dari: {'; '.join(question.label)}" if question.label else ""


def is_answer(value: object, pedoman: Pedoman) -> bool:
    """Whether a cell by itself could answer some question: a nilai, a letter, or a label of any scale."""
    if is_blank(value):
        return False
    labels = labels_in([value])
    for question in pedoman.pertanyaan if isinstance(value, str) else pedoman.pertanyaan[:1]:
        scale = choose_scale(question, pedoman.nilai_max, labels)
        if label_form(value) in scale.labels:
            return True
        if isinstance(read_value(value, question, pedoman.nilai_max, scale), int):
            return True
    return False
