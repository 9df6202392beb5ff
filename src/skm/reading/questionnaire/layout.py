"""Find the header row of a table, and which column is which: unsur, profile, free text, personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest

from skm.ground.errors import (
    Argument,
    ColumnNotFoundError,
    Hint,
    Note,
    PedomanError,
    SkmError,
    StructureError,
)
from skm.pedoman import NATIONAL, Pedoman
from skm.reading.questionnaire.headings import Match, Names, repeated
from skm.reading.questionnaire.personal import Mask
from skm.reading.questionnaire.vocabulary import plain, vocabulary, words

MASK_OF_FORM = Mask()  # knows no names: hides what has the form of personal data
_PAIRED = 3  # unsur with a column of harapan each; one alone may be a question of its own
_HEADINGS = 3  # filled cells that make the upper of two rows of headings
_HEADER_ROWS = 60  # titles above the table are rarely more than ten
FIELDS = ("layanan", "jenis_kelamin", "usia", "pendidikan", "pekerjaan", "tanggal", "unit", "disabilitas")


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions of the columns of one table.

    questions : question code to position, in the guideline's order
    fields : profile field to position
    personal, free_text, numbers, others : positions of the rest
    harapan : of the others, how important each unsur is to the respondents, or what they expected of it
    by_code : the questions found by a bare code, without a text on what was asked
    notes : Indonesian sentences for readers of the result
    pedoman : the guideline with the questions that were found, where these are more than its own
    """

    questions: dict[str, int]
    fields: dict[str, int]
    personal: tuple[int, ...]
    free_text: tuple[int, ...]
    numbers: tuple[int, ...]
    others: tuple[int, ...]
    harapan: frozenset[int] = frozenset()
    by_code: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    pedoman: Pedoman | None = None


@dataclass(frozen=True)
class Misfit:
    """Why a table cannot be laid out; `guideline` if it belongs to another guideline."""

    problem: str
    hints: tuple[Hint, ...] = ()
    guideline: bool = False


def misfit_error(misfits: Sequence[Misfit]) -> SkmError:
    """The error for tables that cannot be laid out."""
    kind = PedomanError if any(m.guideline for m in misfits) else ColumnNotFoundError
    problems = dict.fromkeys(m.problem for m in misfits)
    return kind("\n".join(problems), hints=[hint for m in misfits for hint in m.hints])


@cache
def _national() -> tuple[Names, ...]:
    return tuple(map(Names, NATIONAL))


@dataclass(slots=True)
class Reader:
    """Lays out tables under one guideline, with the caller's own column names.

    Parameters
    ----------
    pedoman : Pedoman
    columns : mapping
        Question code or profile field to heading; takes precedence over headings that are recognised.
    several : bool
        Whether several columns that name one unsur are several questions on it.

    Raises
    ------
    KeyError
        For a key of `columns` that is neither a question of the guideline nor a profile field.
    """

    pedoman: Pedoman
    columns: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        single = {u.kode: u.pertanyaan[0].kode for u in self.pedoman.unsur if len(u.pertanyaan) == 1}
        known = {**single, **{k: k for k in self.pedoman.pertanyaan_kode}, **{f: f for f in FIELDS}}
        if unknown := sorted(set(map(str, self.columns)) - set(known)):
            raise KeyError(
                f"columns: {unknown} are neither questions of {self.pedoman.nama} nor any of {FIELDS}"
            )
        self.columns = {known[key]: str(heading) for key, heading in self.columns.items()}
        self.names = Names(self.pedoman)

    def score(self, headings: Sequence[str]) -> int:
        """How many questions a row of headings names, including the caller's columns."""
        claimed = _claimed(self.columns, headings)
        rest = [h for i, h in enumerate(headings) if i not in claimed.values()]
        questions = [k for k in claimed if k not in FIELDS]
        return min(self.names.score(rest) + len(questions), len(self.pedoman.pertanyaan_kode))

    def header_row(self, rows: Sequence[Sequence[object]]) -> int | None:
        """Which of the first 60 rows is the header; None when none of them names enough questions.

        The first row that names the most; of two such rows one below the other, the lower. Enough is three
        questions, or all of a guideline with fewer.
        """
        enough = min(3, len(self.pedoman.pertanyaan_kode))
        best, best_score = None, enough - 1
        for i, row in enumerate(rows[:_HEADER_ROWS]):
            own = texts_of(row)
            named = self.score(own) if any(isinstance(cell, str) for cell in row) else 0
            below = best is not None and best == i - 1
            # a second row of headings, not a questionnaire whose blanks show the headings above
            continues = below and any(own) and all(self._heads(cell) for cell in own if cell)
            if named >= enough or continues:
                score = self.score(self.joined(rows, i))
                if score > best_score or (below and score == best_score):
                    best, best_score = i, score
            if best_score == len(self.pedoman.pertanyaan_kode) and best != i:
                break  # nothing further down can name more
        return best

    def _heads(self, cell: str) -> bool:
        """Whether a cell is a heading by itself: a known one, an unsur, or the number of a question."""
        match = self.names.match(cell)
        return not cell.isdigit() and (bool(match.kode or match.series) or _kind(cell) != "other")

    def joined(
        self, rows: Sequence[Sequence[object]], i: int, merged: Sequence[tuple[int, int, int, int]] = ()
    ) -> list[str]:
        """Row `i` as headings, completed by the row above where that holds headings too.

        A blank cell takes the heading above it: what stands alone there is a title or a contact, unless it is
        a known heading or its cells are merged. Where the row above names more unsur (names over several
        questions), its cells come first.
        """
        here = texts_of(rows[i])
        above = self._above(rows, i, merged)
        joined_down = {left for first, left, last, _ in merged if first < i <= last}
        if _named(self.kodes(above)) > _named(self.kodes(here)):
            return [cell or other for cell, other in zip_longest(above, here, fillvalue="")]
        row_of_headings = sum(map(bool, above)) >= _HEADINGS
        return [
            cell or (other if at in joined_down or row_of_headings or self._heads(other) else "")
            for at, (cell, other) in enumerate(zip_longest(here, map(_unless_personal, above), fillvalue=""))
        ]

    def _above(
        self, rows: Sequence[Sequence[object]], i: int, merged: Sequence[tuple[int, int, int, int]]
    ) -> list[str]:
        """The row above row `i`, merged cells filled in; as long as row `i`."""
        above = texts_of(rows[i - 1]) if i else []
        above += [""] * (len(rows[i]) - len(above))
        for first, left, last, right in merged:
            if first <= i - 1 <= last and left < len(above):
                above[left : right + 1] = [texts_of(rows[first])[left]] * len(above[left : right + 1])
        return above

    def headings_at(
        self,
        rows: Sequence[Sequence[object]],
        at: int,
        merged: Sequence[tuple[int, int, int, int]],
        place: str,
    ) -> tuple[int, list[str]]:
        """The first row of headings, and the headings, of the table whose lowest row of headings is `at`.

        Raises
        ------
        StructureError
            When two rows of headings name different unsur over one column.
        """
        above, here = self._above(rows, at, merged), texts_of(rows[at])
        headings = self.joined(rows, at, merged)
        self.refuse_contradiction(above, here, place)
        return (at - 1 if at and headings != here else at), headings

    def refuse_contradiction(self, above: Sequence[str], here: Sequence[str], place: str) -> None:
        """Raise StructureError when two rows of headings name different unsur over one column."""
        upper, lower = self.names.assign(above), self.names.assign(here)
        enough = min(3, len(self.pedoman.pertanyaan_kode))
        if min(_named(m.kode for m in upper), _named(m.kode for m in lower)) < enough:
            return
        wrong = [
            i
            for i, (a, b) in enumerate(zip(upper, lower, strict=False))
            if a.kode and b.kode and a.kode != b.kode and "p" not in (a.series, b.series)
        ]
        if wrong:
            both = "; ".join(
                f'kolom {letters(i)}: "{_short(above[i])}" di atas "{_short(here[i])}"' for i in wrong[:9]
            )
            columns = {k: above[i] for i in wrong[:1] if (k := upper[i].kode)}
            raise StructureError(
                f"{place}: dua baris judul menyebut unsur yang berbeda untuk kolom yang sama ({both}).",
                hints=[
                    Hint("Hapus baris judul yang salah, atau sebutkan kolom tiap unsur, misalnya ",
                         Argument("columns", columns), ".")
                ],
            )  # fmt: skip

    def kodes(self, headings: Sequence[str]) -> list[str | None]:
        """The question that each heading names, the caller's columns included."""
        claimed = {i: kode for kode, i in _claimed(self.columns, headings).items() if kode not in FIELDS}
        return [claimed.get(i, m.kode) for i, m in enumerate(self.names.assign(headings))]

    def merit(self, rows: Sequence[Sequence[str]]) -> float:
        """How well rows make a table: unsur named by the headings, times the share of rows of equal width."""
        at = self.header_row(rows)
        if at is None:
            return -1.0
        body = [len(row) == len(rows[at]) for row in rows[at + 1 :] if row]
        return self.score(self.joined(rows, at)) * (1 + sum(body)) / (1 + len(body))

    def layout(self, headings: Sequence[str], dates: frozenset[int], place: str) -> Layout | Misfit:
        """Where everything is, or why that cannot be determined.

        Columns of `dates` hold only dates and are not taken for unsur; `place` is the file and sheet, for
        messages.
        """
        claimed = _claimed(self.columns, headings)
        if len(claimed) < len(self.columns):
            absent = {k: h for k, h in self.columns.items() if k not in claimed}
            return Misfit(_absent(absent, headings, place))
        if misfit := _for_two(self.pedoman, claimed, headings, place):
            return misfit
        harapan = self._expectations(headings) - set(claimed.values())
        taken = frozenset(claimed.values()) | harapan
        matches, found = self._found(headings, dates | taken, claimed)
        missing = [k for k in self.pedoman.pertanyaan_kode if k not in found]
        if missing and dates:  # a column of dates may be an unsur after all: Excel makes dates of "1-2"
            every, with_dates = self._found(headings, taken, claimed)
            if with_dates.keys() >= set(self.pedoman.pertanyaan_kode):
                matches, found, missing = every, with_dates, []
        if better := self._better(headings, matches, dates | taken, bool(missing)):
            return _wrong_guideline(self.pedoman, better, place)
        if double := repeated(matches):
            if self.several and not missing:
                return self._several(headings, matches, claimed, harapan)
            return _double(self.pedoman, double, headings, place)
        if missing:
            _, own = self._found(headings, dates, {})
            given = {own[k]: k for k in missing if k in own}
            elsewhere = [
                _used_for(self.pedoman, i, [key], headings) for key, i in claimed.items() if i in given
            ]
            return _missing(self.pedoman, missing, headings, set(found.values()), place, elsewhere)
        questions = {k: found[k] for k in self.pedoman.pertanyaan_kode}
        fields = {k: i for k, i in claimed.items() if k in FIELDS}
        return self._rest(headings, matches, questions, fields, harapan)

    def _expectations(self, headings: Sequence[str]) -> frozenset[int]:
        """Columns that ask how important an unsur is, or what was expected of it, where several are asked.

        What a guideline itself calls an unsur is none, whatever words are in its name.
        """
        rest = []
        for heading in headings:
            told = plain(heading).split()
            own = [word for word in told if word not in words("harapan")]
            named = len(own) == len(told) or self.names.match(heading).by == "name"
            rest.append("" if named else " ".join(own))
        found = {i: m.kode for i, m in enumerate(self.names.assign(rest)) if m.kode}
        return frozenset(found if len(set(found.values())) >= _PAIRED else ())

    def _several(
        self,
        headings: Sequence[str],
        matches: Sequence[Match],
        claimed: Mapping[str, int],
        harapan: frozenset[int],
    ) -> Layout:
        """The layout with several questions for one unsur, under a guideline that has them."""
        positions = {
            u.kode: [i for i, m in enumerate(matches) if m.kode in {p.kode for p in u.pertanyaan}]
            for u in self.pedoman.unsur
        }
        guide = self.pedoman.with_questions({kode: len(at) for kode, at in positions.items()})
        own = iter([i for at in positions.values() for i in at])
        questions = {p.kode: next(own) for p in guide.pertanyaan}
        fields = {k: i for k, i in claimed.items() if k in FIELDS}
        layout = self._rest(headings, matches, questions, fields, harapan)
        return replace(layout, pedoman=guide, by_code=frozenset())

    def _found(
        self, headings: Sequence[str], barred: frozenset[int], claimed: Mapping[str, int]
    ) -> tuple[list[Match], dict[str, int]]:
        """What each heading means, and where the questions are, including those named by the caller."""
        own = {key: i for key, i in claimed.items() if key not in FIELDS}
        matches = [Match() if m.kode in own else m for m in self.names.assign(headings, barred)]
        return matches, {m.kode: i for i, m in enumerate(matches) if m.kode} | own

    def _rest(
        self,
        headings: Sequence[str],
        matches: Sequence[Match],
        questions: dict[str, int],
        fields: dict[str, int],
        harapan: frozenset[int],
    ) -> Layout:
        asked = set(questions.values())
        notes = _how_found(headings, matches, questions)
        kinds = {i: _kind(h) for i, h in enumerate(headings) if i not in asked and i not in fields.values()}
        kinds |= dict.fromkeys(harapan, "other")
        rank = {i: kind for i, kind in kinds.items() if isinstance(kind, tuple)}
        for name in FIELDS:
            ranked = sorted((order, i) for i, (kind, order) in rank.items() if kind == name)
            if not ranked or name in fields:
                continue
            if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
                both = " dan ".join(
                    f'"{_short(headings[i])}"' for order, i in ranked if order == ranked[0][0]
                )
                columns = Argument("columns", {name: MASK_OF_FORM(headings[ranked[0][1]])})
                notes.append(
                    Note(
                        f"Kolom {both} sama-sama dapat berarti {name}; tidak satu pun dipakai.",
                        [Hint("Sebutkan, misalnya ", columns, ".")],
                    )
                )
                continue
            fields[name] = ranked[0][1]
        used = asked | set(fields.values())

        def of(kind: str) -> tuple[int, ...]:
            return tuple(i for i in kinds if kinds[i] == kind and i not in used)

        apart = set(of("personal") + of("free") + of("number")) | used
        return Layout(
            questions,
            {name: fields[name] for name in FIELDS if name in fields},
            of("personal"),
            of("free"),
            of("number"),
            tuple(i for i in range(len(headings)) if i not in apart),
            harapan,
            frozenset(m.kode for m in matches if m.kode and m.by == "code" and not m.label),
            tuple(notes),
        )

    def _better(
        self, headings: Sequence[str], matches: Sequence[Match], barred: frozenset[int], missing: bool
    ) -> list[Pedoman]:
        """National guidelines that fit this table better than the chosen one."""
        named = sum(m.kode is not None and m.by in ("name", "near", "words") for m in matches)
        strange = any(m.by == "code" and m.label for m in matches)
        beyond = any(m.kode is None and m.series == "u" and m.number for m in matches)
        if not (missing or strange or (beyond and self.pedoman in NATIONAL)):
            return []
        fitting = []
        for names in _national():
            if names.pedoman == self.pedoman:
                continue
            theirs = names.assign(headings, barred)
            kodes = [m.kode for m in theirs if m.kode]
            complete = set(kodes) >= set(names.pedoman.pertanyaan_kode)
            their_named = sum(m.kode is not None and m.by in ("name", "near", "words") for m in theirs)
            if complete and (
                missing or their_named > named or (beyond and len(kodes) > len(self.names.pedoman.unsur))
            ):
                fitting.append((their_named, names.pedoman))
        most = max((n for n, _ in fitting), default=0)
        return [p for n, p in fitting if n == most]


def texts_of(row: Sequence[object]) -> list[str]:
    """The cells of a row as texts; "" for an empty cell, "1" for 1.0."""
    return [
        "" if c is None else str(int(c)) if isinstance(c, float) and c.is_integer() else str(c).strip()
        for c in row
    ]


def _unless_personal(text: str) -> str:
    return text if MASK_OF_FORM(text) == text else ""


def _named(kodes: Iterable[str | None]) -> int:
    """How many headings name a question."""
    return sum(kode is not None for kode in kodes)


def _claimed(columns: Mapping[str, str], headings: Sequence[str]) -> dict[str, int]:
    """Positions of the caller's columns: the heading as written, else the only one equal in plain form."""
    claimed = {}
    for key, heading in columns.items():
        exact = [i for i, h in enumerate(headings) if h.strip() == heading.strip()]
        same = exact or [i for i, h in enumerate(headings) if plain(h) == plain(heading)]
        if len(same) == 1:
            claimed[key] = same[0]
    return claimed


def _kind(heading: str) -> str | tuple[str, int]:
    """What a column other than unsur is: "number", "free", "personal", "other", or a field and its rank."""
    text = re.sub(r"^\d{1,2} (?=\D)", "", plain(heading))
    tokens = set(text.split())
    if text in words("nomor"):
        return "number"
    tables = vocabulary()["profil"]
    for name in FIELDS:
        if text in tables[name]["judul"]:
            return name, tables[name]["judul"].index(text)
    if tokens & words("teks_bebas"):
        return "free"
    if _is_personal(text):
        return "personal"
    if text.partition(" ")[0] in words("pembuka_pertanyaan"):
        return "other"
    for name in FIELDS:
        if any(f" {phrase} " in f" {text} " for phrase in tables[name]["kata"]):
            return name, len(tables[name]["judul"])
    return "other"


def field_of(heading: str) -> str | None:
    """The profile field that a heading means; None when it means none.

    Examples
    --------
    >>> field_of("Jenis Kelamin (L/P)"), field_of("Desa")
    ('jenis_kelamin', None)
    """
    kind = _kind(heading)
    return kind[0] if isinstance(kind, tuple) else None


def _is_personal(text: str) -> bool:
    table = vocabulary()["pribadi"]
    found = {word for word in table["kata"] if f" {word} " in f" {text} "}
    if found <= {"nama", "name"} and set(text.split()) & set(table["bukan_orang"]):
        return False
    return bool(found)


def _how_found(headings: Sequence[str], matches: Sequence[Match], questions: Mapping[str, int]) -> list[str]:
    """Notes on headings that are neither the name nor the code of their unsur."""
    notes = []
    loose = [(k, headings[i]) for k, i in questions.items() if matches[i].by in ("words", "near")]
    if loose:
        notes.append(
            "Unsur yang dikenali dari kata dalam judul kolomnya: "
            + "; ".join(f'{k} = "{_short(h)}"' for k, h in loose)
            + "."
        )
    for kode, i in questions.items():
        match, title = matches[i], f'Kolom "{_short(headings[i])}" dibaca sebagai {kode} menurut'
        if match.by == "code" and match.label:
            notes.append(f"{title} kodenya; namanya tidak dikenal.")
        elif match.series == "u" and match.by in ("name", "words", "near") and kode != f"U{match.number}":
            notes.append(f"{title} namanya, bukan kodenya.")
    return notes


# Messages -------------------------------------------------------------------------------------------------


def _short(heading: str) -> str:
    text = MASK_OF_FORM(" ".join(heading.split()))
    return text if len(text) <= 60 else text[:59] + "…"


def listed(headings: Sequence[str]) -> str:
    """Headings as listed in a message."""
    shown = [f'"{_short(h)}"' for h in headings if h.strip()]
    more = f", dan {len(shown) - 40} lainnya" if len(shown) > 40 else ""
    return (", ".join(shown[:40]) + more) or "(tidak ada)"


def unsur_name(pedoman: Pedoman, kode: str) -> str:
    unsur = next(u for u in pedoman.unsur if any(p.kode == kode for p in u.pertanyaan))
    return f"{kode} ({unsur.nama})"


def _missing(
    pedoman: Pedoman,
    missing: Sequence[str],
    headings: Sequence[str],
    used: set[int],
    place: str,
    elsewhere: Sequence[str],
) -> Misfit:
    """No column for some questions; `elsewhere` says which of their columns the caller uses for another."""
    free = [h for i, h in enumerate(headings) if i not in used and h.strip() and _kind(h) == "other"]
    digits = re.sub(r"\D", "", missing[0])
    same = [h for h in free if digits and re.sub(r"\D", "", h) == digits]
    guess = [*same, *free, "judul kolomnya"][0]
    return Misfit(
        "\n".join(
            [
                f"{place} tidak memuat unsur {', '.join(unsur_name(pedoman, k) for k in missing)}.",
                *(f"{place}: {said}." for said in elsewhere),
                f"Kolom yang ada: {listed(headings)}.",
            ]
        ),
        (Hint("Sebutkan kolomnya, misalnya ", Argument("columns", {missing[0]: MASK_OF_FORM(guess)}), "."),),
    )


def _double(
    pedoman: Pedoman, double: Mapping[str, Sequence[int]], headings: Sequence[str], place: str
) -> Misfit:
    lines = []
    for kode, positions in double.items():
        both = " dan ".join(f'"{_short(headings[i])}" (kolom {letters(i)})' for i in positions)
        lines.append(f"{place}: {both} sama-sama berarti unsur {unsur_name(pedoman, kode)}.")
    kode, positions = next(iter(double.items()))
    different = len({headings[i] for i in positions}) > 1
    columns = Argument("columns", {kode: MASK_OF_FORM(headings[positions[0]])})
    hint = (
        Hint("Sebutkan yang dipakai, misalnya ", columns, ".")
        if different
        else Hint("Ganti judul salah satunya di berkas itu.")
    )
    more = Hint(
        "Bila kuesionernya memang memuat beberapa pertanyaan untuk satu unsur, baca dengan ",
        Argument("several_questions", True),
        ".",
    )
    return Misfit("\n".join(lines), (hint, more))


def _for_two(
    pedoman: Pedoman, claimed: Mapping[str, int], headings: Sequence[str], place: str
) -> Misfit | None:
    """Why the caller's columns cannot be: one of them is to be a question and something else."""
    wanted: dict[int, list[str]] = {}
    for key, i in claimed.items():
        wanted.setdefault(i, []).append(key)
    shared = {i: keys for i, keys in wanted.items() if len(keys) > 1 and not set(keys) <= set(FIELDS)}
    if not shared:
        return None
    lines = [
        f"{place}: {_used_for(pedoman, i, keys, headings)}; satu kolom hanya memuat satu unsur."
        for i, keys in shared.items()
    ]
    columns = Argument("columns", {keys[-1]: "judul kolomnya" for keys in shared.values()})
    return Misfit("\n".join(lines), (Hint("Sebutkan kolom masing-masing, misalnya ", columns, "."),))


def _used_for(pedoman: Pedoman, i: int, keys: Sequence[str], headings: Sequence[str]) -> str:
    both = " dan ".join(k if k in FIELDS else unsur_name(pedoman, k) for k in keys)
    return f'kolom "{_short(headings[i])}" (kolom {letters(i)}) dipakai untuk {both}'


def _absent(absent: Mapping[str, str], headings: Sequence[str], place: str) -> str:
    import difflib

    lines = []
    for key, heading in absent.items():
        near = difflib.get_close_matches(heading, headings, n=1, cutoff=0.6)
        hint = f' Mungkin yang dimaksud: "{_short(near[0])}".' if near else ""
        double = sum(plain(h) == plain(heading) for h in headings) > 1
        what = "lebih dari satu kolom" if double else "tidak ada kolom"
        lines.append(f'{place}: {what} berjudul "{heading}" (untuk {key}).{"" if double else hint}')
    return "\n".join([*lines, f"Kolom yang ada: {listed(headings)}."])


def _wrong_guideline(chosen: Pedoman, better: Sequence[Pedoman], place: str) -> Misfit:
    names = " atau ".join(p.nama for p in better)
    first = Argument("pedoman", better[0].nama)
    return Misfit(
        f"{place}: judul kolomnya tidak cocok dengan pedoman {chosen.nama}, tetapi cocok dengan {names}.",
        (Hint("Pilih pedoman itu, misalnya ", first, ", atau berkas .toml berisi pedoman sendiri."),),
        guideline=True,
    )


def letters(position: int) -> str:
    """The letters of a spreadsheet column: 0 is A, 26 is AA.

    Examples
    --------
    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
