"""Which heading names which question of a guideline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from skm.pedoman import Pedoman
from skm.reading.questionnaire.statements import without_statement
from skm.reading.questionnaire.vocabulary import field_headings, plain, words

_PREFIXES = r"(?:(?:unsur|nilai|skor|pertanyaan|soal|kuesioner|butir|item|indikator)\s+)*"
_NUMBERED = re.compile(
    rf"(?P<prefix>{_PREFIXES})(?P<series>[upq])?\s?0*(?P<number>\d{{1,2}})(?!\w)\s*(?P<rest>.*)"
)
_BRACKETS = re.compile(r"\[([^\[\]]+)\]\s*$")
_REMEMBERED = 5_000  # headings; Names of the national guidelines live as long as the process
_NEAR = 0.92  # one letter wrong in a name of twelve; "keamanan" and "kenyamanan" stay apart


@dataclass(frozen=True, slots=True)
class Match:
    """What one heading means.

    kode : the question it names, or None
    by : "name" (a name, alias or question text), "words" (the words of a name among others), "near" (a name
        with a typing error), "code" (only a code), "" for none
    label : the text beside the code, plain; empty for a bare code
    series, number : the code in it, as "u", 3; number None without one
    """

    kode: str | None = None
    by: str = ""
    label: str = ""
    series: str = ""
    number: int | None = None

    def names(self, kode: str) -> bool:
        """Whether the code in the heading is this one."""
        return self.number is None or _glued(kode) == f"{self.series}{self.number}"


class Names:
    """The names of a guideline's questions, prepared for comparison with headings.

    Examples
    --------
    >>> from skm.pedoman import PERMENPANRB_14_2017
    >>> names = Names(PERMENPANRB_14_2017)
    >>> names.match("U8 (Sarana dan Prasarana)").kode, names.match("Saran tentang prosedur").kode
    ('U9', None)
    """

    def __init__(self, pedoman: Pedoman) -> None:
        self.pedoman = pedoman
        self._matched: dict[str, Match] = {}
        self._codes: dict[str, str] = {}
        owners: dict[str, set[str]] = {}
        self._word_sets: list[tuple[frozenset[str], str]] = []
        self._all_words: dict[str, set[str]] = {}
        for unsur in pedoman.unsur:
            single = len(unsur.pertanyaan) == 1
            for question in unsur.pertanyaan:
                texts = [question.teks] if question.teks else []
                if single:
                    self._codes[_glued(unsur.kode)] = question.kode
                    texts += [unsur.nama, *unsur.alias]
                    for name in (unsur.nama, *unsur.alias):
                        if meaning := _meaning(plain(name)):
                            self._word_sets.append((meaning, question.kode))
                self._all_words[question.kode] = {word for t in texts for word in plain(t).split()}
                for text in texts:
                    owners.setdefault(_squeezed(text), set()).add(question.kode)
        self._codes |= {_glued(k): k for k in pedoman.pertanyaan_kode}
        self._names = {text: min(kodes) for text, kodes in owners.items() if len(kodes) == 1}

    def match(self, heading: str) -> Match:
        """What the heading means by itself; codes that depend on the other headings get no kode."""
        if heading not in self._matched:
            if len(self._matched) >= _REMEMBERED:
                self._matched.clear()
            self._matched[heading] = self._match(without_statement(heading))
        return self._matched[heading]

    def _match(self, heading: str) -> Match:
        if brackets := _BRACKETS.search(heading):  # a row of a Google Forms grid: "Penilaian [Persyaratan]"
            inner = self.match(brackets[1])
            if inner.kode:
                return inner
        text = plain(heading)
        if kode := self._names.get(_squeezed(text)):
            return Match(kode, "name", text)
        code, series, number, label = self._split(text)
        if label and (kode := self._names.get(_squeezed(label))):
            return Match(kode, "name", label, series, number)
        kode, by = self._by_words(label, named=code is not None or number is not None)
        if kode:
            return Match(kode, by, label, series, number)
        if code is not None and not (set(label.split()) & words("teks_bebas")):
            return Match(code, "code", label, series, number)
        return Match(None, "", label, series, number)

    def _split(self, text: str) -> tuple[str | None, str, int | None, str]:
        """Split a plain heading: the question of its code, the code's series and number, the other text."""
        glued = _glued(text)
        first, _, rest = glued.partition(" ")
        if glued in self._codes:
            return self._codes[glued], *_series_of(glued), ""
        if first in self._codes and not first.isdigit():
            return self._codes[first], *_series_of(first), rest
        if match := _NUMBERED.fullmatch(text):
            prefix, number = match["prefix"], int(match["number"])
            series = match["series"] or ("u" if "unsur" in prefix else "p" if prefix else "")
            if series == "q":
                series = "p"
            code = self._codes.get(f"{series}{number}") if series else None
            return code, series, number, match["rest"]
        return None, "", None, text

    def _by_words(self, label: str, *, named: bool) -> tuple[str | None, str]:
        tokens = label.split()
        if not tokens or label in field_headings():
            return None, ""
        free = set(tokens) & words("teks_bebas")
        question = named or tokens[0] in words("pembuka_pertanyaan")
        meaning = _meaning(label)
        if question or len(meaning) <= 5:  # a long remark that mentions a word is not a name
            hits: dict[str, frozenset[str]] = {}
            for name, kode in self._word_sets:
                # "saran dan pengaduan" asks for remarks; only a question may add such words to a name
                known = self._all_words[kode] if question else name
                if name <= meaning and not name <= words("teks_bebas") and free <= known:
                    hits[kode] = hits.get(kode, frozenset()) | name
            # "kewajaran biaya" includes "biaya": the longer name wins
            best = [k for k, w in hits.items() if not any(w < other for other in hits.values())]
            if len(best) == 1:
                return best[0], "words"
            if best:
                return None, ""
        if not free and len(label) >= 8:
            import difflib  # here and not above: importing skm stays quick

            every = len(self._names) or 1
            close = difflib.get_close_matches(_squeezed(label), self._names, n=every, cutoff=_NEAR)
            kodes = {self._names[text] for text in close}
            if len(kodes) == 1:
                return kodes.pop(), "near"
        return None, ""

    def assign(self, headings: Sequence[str], barred: frozenset[int] = frozenset()) -> list[Match]:
        """What each heading of one table means, with codes resolved that depend on other headings.

        u0 to u8 count from zero only if all of them occur and u9 does not; p1 to p9 (also q1, "Pertanyaan 1")
        are the questions in the guideline's order only if exactly as many occur. Positions in `barred` cannot
        be unsur (columns of dates).
        """
        matches = [Match() if i in barred else self.match(h) for i, h in enumerate(headings)]
        # the code of an unsur stands for its only question, unless the question's own code occurs too
        direct = {m.kode for m in matches if m.by == "code" and m.kode and m.names(m.kode)}
        matches = [
            Match(None, "", m.label, m.series, m.number)
            if m.by == "code" and m.kode in direct and not m.names(m.kode)
            else m
            for m in matches
        ]
        size = len(self.pedoman.pertanyaan_kode)
        if _numbers(matches, "u") == list(range(size)) and len(self.pedoman.unsur) == size:
            matches = [self._placed(m, "u", 0) for m in matches]
        if _numbers(matches, "p") == list(range(1, size + 1)):
            matches = [self._placed(m, "p", 1) for m in matches]
        return matches

    def _placed(self, match: Match, series: str, start: int) -> Match:
        if match.by in ("", "code") and match.series == series and match.number is not None:
            kode = self.pedoman.pertanyaan_kode[match.number - start]
            return Match(kode, "code", match.label, match.series, match.number)
        return match

    def score(self, headings: Sequence[str]) -> int:
        """How many different questions the headings name."""
        return len({m.kode for m in self.assign(headings) if m.kode})


def _numbers(matches: Sequence[Match], series: str) -> list[int]:
    return sorted(
        m.number for m in matches if m.series == series and m.number is not None and m.by in ("", "code")
    )


def _glued(text: str) -> str:
    """A code as one word: "U-01" as "u1"."""
    return re.sub(r"^([a-z]+)\s?0*(\d)", r"\1\2", plain(text))


def _series_of(code: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"([a-z]+)(\d{1,2})", code)
    return (match[1], int(match[2])) if match else ("", None)


def _meaning(text: str) -> frozenset[str]:
    """The words of a plain text without common ones."""
    return frozenset(text.split()) - words("kata_umum")


def _squeezed(text: str) -> str:
    """A plain text without "dan" and forms of address: "Sarana, Prasarana" equals "Sarana dan Prasarana"."""
    return " ".join(w for w in plain(text).split() if w not in _ADDRESSES)


_ADDRESSES = frozenset({"dan", "saudara", "saudari", "sdr", "anda", "bapak", "ibu", "kakak"})


def repeated(matches: Sequence[Match]) -> dict[str, list[int]]:
    """Questions named by several columns, with the positions of those columns."""
    count = Counter(m.kode for m in matches if m.kode)
    return {
        kode: [i for i, m in enumerate(matches) if m.kode == kode]
        for kode, n in count.items()
        if kode and n > 1
    }
