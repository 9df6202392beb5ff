"""The plan for counting a source that is not held in memory, and the tally made of its counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import Argument, Hint, ResponseError
from skm.ground.numbers import integer_id
from skm.pedoman import PERMENPANRB_14_2017, Pedoman
from skm.reading import read_pedoman
from skm.reading.questionnaire.answers import (
    Told,
    UnreadLabel,
    read_value,
    shown,
    shown_whole,
)
from skm.reading.questionnaire.layout import MASK_OF_FORM, Layout, Misfit, Reader, letters, misfit_error
from skm.reading.questionnaire.periods import PERIODS, periods_of
from skm.reading.questionnaire.personal import MASK, Mask
from skm.reading.questionnaire.vocabulary import tidy
from skm.reading.responses import PROBLEMS, Passed, Sheet, Source
from skm.reading.responses.checking import Invalid, order_note, refuse_swapped
from skm.reading.responses.columns import Column, Said, holds_profile, profile_column
from skm.reading.responses.refusals import Alike, refusal
from skm.reading.responses.scales import Cells, meanings
from skm.tally._pairs import Pairs, added
from skm.tally.grouping import coded, groups_of, keys_of
from skm.tally.provenance import FILL_IN, Asal, Blanks
from skm.tally.tally import Tally

# Marks an invalid answer among answers 0 (blank) to nilai_max.
BAD = -1

# A column with more distinct cells than this does not hold the answers to a question.
DISTINCT = 10_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """The arguments of :func:`skm.count`, as engines understand them.

    rows : str or None
        The rows to count, of a frame held in memory.
    progress : callable or None
        Called with rows done and rows in all while a file is streamed.
    """

    by: tuple[str, ...]
    blanks: Blanks = "per_unsur"
    pairs: bool | None = False
    pedoman: Pedoman = PERMENPANRB_14_2017
    columns: Mapping[str, str] | None = None
    layanan: Mapping[str, Sequence[str]] | None = None
    labels: Mapping[str, int] | None = None
    letters: str | None = None
    invalid: Invalid = "raise"
    rows: str | None = None
    several_questions: bool = False
    progress: Progress | None = None

    @classmethod
    def of(cls, by: str | Sequence[str] | None, *, pedoman: Pedoman | str, **rest: Any) -> Ask:
        """Checked arguments.

        Raises
        ------
        TypeError
            For an argument of :func:`skm.read` that only holds for files, such as ``lembar``.
        ValueError
            For an `invalid` that does not exist, and for `labels` and `letters` that do not fit the scale.
        """
        keys = (by,) if isinstance(by, str) else tuple(by or ())
        ask = cls(keys, pedoman=read_pedoman(pedoman) if isinstance(pedoman, str) else pedoman, **rest)
        if ask.invalid not in ("raise", "blank", "drop"):
            raise ValueError(f'invalid must be "raise", "blank" or "drop", not {ask.invalid!r}')
        Told.of(ask.labels, ask.letters, ask.pedoman.nilai_max)
        return ask

    @property
    def told(self) -> Told:
        """What the caller says of the answers."""
        return Told.of(self.labels, self.letters, self.pedoman.nilai_max)


def _told(heading: str) -> str:
    """A heading as messages and groups have it."""
    return MASK_OF_FORM(tidy(heading))


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a source has what is to be counted.

    name : what messages call it
    questions : position of the column of each question, in the guideline's order
    keys : of each key, its profile field (None when it is another column) and position
    from_text : whether cells are the texts of a file, so that "2024" may be a number
    texts : what the source says beside its table
    """

    ask: Ask
    name: str
    headings: tuple[str, ...]
    layout: Layout
    questions: dict[str, int]
    keys: tuple[tuple[str | None, int], ...]
    from_text: bool = False
    texts: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        ask: Ask,
        name: str,
        headings: Sequence[str],
        dates: Collection[int],
        *,
        from_text: bool = False,
        texts: tuple[str, ...] = (),
    ) -> Plan:
        """Lay out a table with these headings; `dates` are the positions of columns of dates.

        Raises
        ------
        ColumnNotFoundError, PedomanError
            As :func:`skm.read`.
        KeyError
            When a key is not there.
        """
        if ask.rows is not None:
            raise TypeError("rows can only be chosen in files and in frames held in memory")
        reader = Reader(ask.pedoman, ask.columns or {}, ask.several_questions)
        layout = reader.layout(headings, frozenset(dates), name)
        if isinstance(layout, Misfit):
            raise misfit_error([layout])
        ask = replace(ask, pedoman=layout.pedoman or ask.pedoman)
        places: dict[str, tuple[str | None, int]] = {f: (f, i) for f, i in layout.fields.items()}
        for i in sorted((*layout.numbers, *layout.others)):
            places.setdefault(_told(headings[i]) or f"Kolom {letters(i)}", (None, i))
        titles = {key: (_told(headings[i]),) for key, (_, i) in places.items()}
        ask = replace(ask, by=tuple(keys_of(ask.by, titles)))
        keys = tuple(places.get(key, places.get("tanggal", (None, 0))) for key in ask.by)
        return cls(ask, name, tuple(headings), layout, layout.questions, keys, from_text, texts)

    @property
    def dated(self) -> frozenset[int]:
        """Positions of the columns of dates whose period is a key: the day is all that is needed of them."""
        pairs = zip(self.keys, self.ask.by, strict=True)
        return frozenset(at for (name, at), called in pairs if _is_period(name, called))

    @property
    def sheet(self) -> Sheet:
        """The table as messages name it, without its cells."""
        return Sheet(self.name, "", tuple(map(_told, self.headings)), (), (), texts=self.texts)

    def meanings(
        self, distinct: Mapping[str, Sequence[Any]]
    ) -> tuple[dict[str, dict[Any, int | str]], list[str]]:
        """What each distinct cell of each question means: its nilai, 0 for a blank, or what is wrong with it.

        The rules are those for the cells of a file, whose texts are the headings; a question without cells
        has numbers. Notes say what is doubtful.

        Raises
        ------
        ColumnNotFoundError
            When two columns are answered with each other's labels.
        ResponseError
            As :func:`skm.reading.responses.scales.meanings`.
        """
        pedoman = self.ask.pedoman
        cells = {kode: values for kode, values in distinct.items() if values}
        table = Cells(self.sheet, cells, self.questions, self.layout.by_code)
        (meaning,) = meanings([table], pedoman, self.ask.told)
        refuse_swapped(self.sheet, self.layout, meaning.labels, pedoman)
        found = {}
        for question in pedoman.pertanyaan:
            scale = meaning.scales[question.kode]
            read = {
                cell: read_value(cell, question, pedoman.nilai_max, scale)
                for cell in cells.get(question.kode, ())
            }
            found[question.kode] = read
        return found, [*order_note(self.sheet, self.layout, meaning.labels, pedoman), *meaning.notes]


@dataclass(frozen=True, slots=True)
class Bad:
    """Equal invalid cells of one question: how many, and the row of the first if known."""

    kode: str
    value: Any
    masalah: int | str
    n: int
    row: int | None = None


def refused(plan: Plan, bad: Sequence[Bad], rows: int) -> ResponseError:
    """The error that lists all invalid answers of `rows` questionnaires, counted per column and cell."""
    mask = Mask()
    kinds, cells = [], []
    for b in bad:
        heading = _told(plan.headings[plan.questions[b.kode]])
        whole = shown_whole(b.value)
        value = mask(whole)
        unlike = value != whole
        known = b.masalah if isinstance(b.masalah, str) else str(b.masalah)
        masalah = f"{MASK} bukan nilai 1 sampai {plan.ask.pedoman.nilai_max}" if unlike else known
        places = [] if b.row is None else [f"baris {b.row}"]
        label = value if isinstance(masalah, UnreadLabel) else None
        kinds.append(Alike(heading, shown(value), masalah, b.n, places, label))
        sel = ", ".join([*places, f"{integer_id(b.n)} kali"])
        cells.append((plan.name, "", sel, heading, shown(value), str(masalah)))
    first = kinds[0].places[0] if kinds[0].places else ""
    return refusal(plan.name, first, kinds, rows, pd.DataFrame(cells, columns=PROBLEMS, dtype=object))


def too_many(plan: Plan, kode: str) -> ResponseError:
    """The error for a column with too many distinct cells to be answers."""
    heading = _told(plan.headings[plan.questions[kode]])
    cell = (plan.name, "", "", heading, "", f"lebih dari {integer_id(DISTINCT)} macam isian")
    return ResponseError(
        f'{plan.name}: kolom "{heading}" memuat lebih dari {integer_id(DISTINCT)} macam isian; itu bukan '
        f"jawaban {kode}.",
        pd.DataFrame([cell], columns=PROBLEMS, dtype=object),
        hints=[
            Hint("Sebutkan kolom yang benar, misalnya ", Argument("columns", {kode: "judul kolomnya"}), ".")
        ],
    )


def blank_error(plan: Plan, lacking: int, per_question: Mapping[str, int]) -> ResponseError:
    """The error for blanks under ``blanks="reject"``, counted per column."""
    headings = {kode: _told(plan.headings[at]) for kode, at in plan.questions.items()}
    cells = [
        (plan.name, "", f"{integer_id(n)} kali", headings[kode], "", "jawaban kosong")
        for kode, n in per_question.items()
        if n
    ]
    return ResponseError(
        f"{plan.name}: {integer_id(sum(per_question.values()))} jawaban kosong pada {integer_id(lacking)} "
        "kuesioner.",
        pd.DataFrame(cells, columns=PROBLEMS, dtype=object),
        hints=[
            Hint("Jumlahnya per kolom ada pada tabel ", Argument("problems"), " galat ini."),
            FILL_IN,
        ],
    )


Counts = NDArray[np.int64]
Moments = tuple[Counts, tuple[Counts, Counts] | None]


@dataclass(frozen=True, slots=True)
class Raw:
    """Counts of R groups, each a combination of keys as they stand in the source.

    keys : per key a Series of R values
    seen : int64 (R,), questionnaires with an answer, incomplete ones too
    counts : int64 (R, Q, nilai_max + 1), of the questionnaires used
    moments : as :func:`skm.tally._kernel.second_moments` gives them, or None
    rows : questionnaires found
    set_aside : questionnaires not used, by reason
    blanked, dropped : invalid answers that were passed over
    """

    keys: Sequence[pd.Series]
    seen: Counts
    counts: Counts
    moments: Moments | None
    rows: int
    set_aside: Mapping[str, int]
    sources: tuple[Source, ...]
    notes: Sequence[str] = field(default=())
    blanked: Passed = field(default_factory=Passed)
    dropped: Passed = field(default_factory=Passed)


def _is_period(name: str | None, called: str) -> bool:
    """Whether a key is the period that the dates of its column fall in."""
    return name == "tanggal" and called in PERIODS


def tally_of(raw: Raw, plan: Plan) -> Tally:
    """The tally: keys spelled as :func:`skm.read` would, groups in the order of `raw`.

    Raises
    ------
    KeyError
        When a key turns out to hold personal data or free text.
    ResponseError
        When there is no usable questionnaire.
    """
    if not raw.seen.sum():
        raise _nothing(raw, plan)
    by = list(plan.ask.by)
    said, mask = Said([*plan.layout.notes, *raw.notes]), Mask()
    keys = []
    for (name, _), values, called in zip(plan.keys, raw.keys, by, strict=True):
        cells: Any = values.tolist() if plan.from_text else values
        column = Column(cells, raw.seen)
        if name is None and not holds_profile(column):
            raise KeyError(f"{called!r} holds personal data or free text; it makes no groups")
        masked = [mask(v) if isinstance(v, str) else v for v in column.distinct]
        if masked != column.distinct:
            column = column.with_distinct(masked)
        cells = profile_column(name, column, plan.ask.layanan or {}, said)
        keys.append(coded(periods_of(called, cells) if _is_period(name, called) else cells))
    codes, sizes, groups = groups_of(by, keys, len(raw.seen))
    at: NDArray[np.intp] = np.zeros(len(raw.seen), np.intp)
    for code, size in zip(codes, sizes, strict=True):
        at = at * size + code
    counts = added(raw.counts, at, len(groups))
    used = counts[:, 0].sum(axis=1)
    pairs = None
    if raw.moments is not None:
        products, blanks = raw.moments
        empty = blanks and (added(blanks[0], at, len(groups)), added(blanks[1], at, len(groups)))
        pairs = Pairs.of_moments(counts, added(products, at, len(groups)), empty)
    asal = Asal(
        plan.ask.blanks,
        {k: n for k, n in sorted(raw.set_aside.items()) if n},
        raw.sources,
        tuple(map(str, dict.fromkeys(said.notes))),
    ).passing_over(raw.blanked, raw.dropped)
    return Tally(plan.ask.pedoman, groups, used, counts, asal=asal, pairs=pairs).without_empty_combinations()


def _nothing(raw: Raw, plan: Plan) -> ResponseError:
    problems = pd.DataFrame(columns=PROBLEMS, dtype=object)
    if not raw.rows:
        return ResponseError(
            f"{plan.name} tidak memuat satu kuesioner pun.\nPeriksa apakah sumber yang dibaca sudah benar.",
            problems,
        )
    reasons = "; ".join(reason for reason, n in raw.set_aside.items() if n)
    return ResponseError(
        f"{plan.name}: tidak satu pun dari {integer_id(raw.rows)} kuesioner dapat dipakai ({reasons}).",
        problems,
    )
