"""How the cells of one file are read: a scale of labels per column, what letters mean, stated scales."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from skm.ground.errors import Argument, Hint, Note, ResponseError
from skm.pedoman import Pedoman
from skm.reading.questionnaire.answers import (
    Scale,
    Told,
    choose_scale,
    is_signed_letter,
    labels_in,
    letters_in,
    shown,
)
from skm.reading.questionnaire.personal import Mask
from skm.reading.questionnaire.statements import Stated, stated
from skm.reading.questionnaire.vocabulary import quoted
from skm.reading.responses.model import PROBLEMS, Sheet

Labels = Mapping[str, set[tuple[str, int | None]]]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one table.

    distinct : per question code the different cells of its column; a question that is left out has numbers
    positions : per question code the position of its column
    by_code : the questions found by a bare code
    amid_numbers : the questions answered by numbers, among which the few letters are no answers
    """

    sheet: Sheet
    distinct: Mapping[str, Sequence[Any]]
    positions: Mapping[str, int]
    by_code: Collection[str]
    amid_numbers: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """How the cells of one table are read: per question code its scale and its labels; and notes on it."""

    scales: Mapping[str, Scale]
    labels: Labels
    notes: Sequence[Note]


def meanings(tables: Sequence[Cells], pedoman: Pedoman, told: Told) -> list[Meaning]:
    """How the cells of each table of one file are read, one scale of labels holding for a column.

    Raises
    ------
    ResponseError
        When the file states another scale than the guideline's, or that 1 is the best; or when nothing says
        whether the capital letters under bare codes are those of the form (a = 1) or grades (A = 4). What the
        caller says settles it.
    """
    highest = pedoman.nilai_max
    texts = [text for table in tables for text in table.sheet.texts]
    headings = [t.sheet.headings[at] for t in tables for at in t.positions.values()]
    numbers, letters = stated(texts, headings, highest)
    _refuse_other_numbers(tables, numbers, pedoman, told)
    written = [
        {k: letters_in(cells) for k, cells in t.distinct.items() if k not in t.amid_numbers} for t in tables
    ]
    a, notes = _first_letter(tables, written, letters, highest, told)
    labels = [{k: labels_in(t.distinct.get(k, ()), a) for k in pedoman.pertanyaan_kode} for t in tables]
    unsaid = [_without(per_kode, told) for per_kode in labels]
    everywhere = set().union(*(own for per_kode in unsaid for own in per_kode.values()))
    scales: list[dict[str, Scale]] = [{} for _ in tables]
    for question in pedoman.pertanyaan:
        in_file = set().union(*(per_kode[question.kode] for per_kode in unsaid))
        scale = choose_scale(question, highest, in_file, everywhere)
        for table, found, per_kode in zip(tables, scales, unsaid, strict=True):
            mine = scale
            if scale.unclear:  # sheets on different forms: each by itself
                here = set().union(*per_kode.values())
                mine = choose_scale(question, highest, per_kode[question.kode], here)
            mine = replace(mine, told=told.labels, a=0 if question.kode in table.amid_numbers else a)
            found[question.kode] = mine
    return [Meaning(*parts) for parts in zip(scales, labels, notes, strict=True)]


def _without(labels: Labels, told: Told) -> dict[str, set[tuple[str, int | None]]]:
    """The labels of which the caller says nothing: they alone tell which scale it is."""
    return {kode: {pair for pair in own if pair[0] not in told.labels} for kode, own in labels.items()}


def _said(texts: Sequence[str]) -> str:
    mask = Mask()
    return quoted(
        shown(mask(text)) if len(texts) > 3 else mask(" ".join(text.split())[:160]) for text in texts[:4]
    )


def _problems(tables: Sequence[Cells], texts: Sequence[str], what: str) -> pd.DataFrame:
    mask, source = Mask(), tables[0].sheet.source
    rows = [(source, "", "", "", mask(text), what) for text in texts or ("",)]
    return pd.DataFrame(rows, columns=PROBLEMS, dtype=object)


def _place(tables: Sequence[Cells]) -> str:
    return tables[0].sheet.place if len(tables) == 1 else tables[0].sheet.source


def _refuse_other_numbers(tables: Sequence[Cells], said: Stated, pedoman: Pedoman, told: Told) -> None:
    """Refuse a file that states another scale for its numbers, unless the caller says what they mean."""
    highest = pedoman.nilai_max
    settled = set(range(1, highest + 1)) <= set(told.numbers)
    as_they_are = Argument("labels", {str(v): v for v in range(1, highest + 1)})
    if said.other and not settled:
        raise ResponseError(
            f"{_place(tables)} menyebut skala lain daripada 1 sampai {highest} dari {pedoman.nama}: "
            f"{_said(said.other)}.",
            _problems(tables, said.other, f"skala lain daripada 1 sampai {highest}"),
            hints=[
                Hint("Bila jawabannya pada skala lain itu, pakai ", Argument("pedoman", "pedoman_kami.toml")),
                Hint(
                    "dengan nilai_max skala itu; bila memang 1 sampai ",
                    f"{highest}, nyatakan ",
                    as_they_are,
                    ".",
                ),
            ],
        )
    if said.best_first and not settled and any(_has_numbers(table, pedoman) for table in tables):
        turned = Argument("labels", {str(v): highest + 1 - v for v in range(1, highest + 1)})
        raise ResponseError(
            f"{_place(tables)}: {_said(said.best_first)} berarti 1 yang terbaik, sedangkan skala "
            f"{pedoman.nama} menghitung {highest} sebagai yang terbaik (sangat baik).",
            _problems(tables, said.best_first, "1 yang terbaik"),
            hints=[
                Hint("Bila 1 memang yang terbaik, nyatakan ", turned, ";"),
                Hint(f"bila {highest} yang terbaik, ", as_they_are, "."),
            ],
        )


def _has_numbers(table: Cells, pedoman: Pedoman) -> bool:
    for kode in pedoman.pertanyaan_kode:
        for value in table.distinct.get(kode, (1,)):
            if isinstance(value, int | float) or (
                isinstance(value, str) and value.strip(" ([.)]")[:1].isdecimal()
            ):
                return True
    return False


def _first_letter(
    tables: Sequence[Cells],
    written: Sequence[Mapping[str, set[str]]],
    said: Stated,
    highest: int,
    told: Told,
) -> tuple[int, list[list[Note]]]:
    """The nilai of the letter a in this file, and per table what is to be said of its letters."""
    last = chr(ord("a") + highest - 1)
    read = [{k: {x for x in own if x.casefold() <= last} for k, own in table.items()} for table in written]
    if not any(own for table in read for own in table.values()):
        return told.a or 1, [[] for _ in tables]
    if told.a is None:
        _refuse_doubtful_letters(tables, read, said, highest)
    a = told.a or (highest if said.best_first else 1)
    nilai = ", ".join(f"{chr(ord('a') + i)} = {1 + i if a == 1 else a - i}" for i in range(highest))
    why = (
        ""
        if told.a
        else f", menurut {_said(said.best_first or said.worst_first)}"
        if said != Stated()
        else ""
    )
    best = Argument("letters", f"a={highest if a == 1 else 1}")
    hint = Hint(f"Bila {'a' if a == 1 else last} yang terbaik, sebutkan ", best, ".")
    notes = []
    for table in read:
        columns = [kode for kode, own in table.items() if own]
        where = "" if len(columns) == len(tables[0].positions) else f" pada {', '.join(columns)}"
        fact = f"Jawaban berupa huruf{where} dibaca {nilai}{why}."
        notes.append([Note(fact, [] if told.a else [hint])] if columns else [])
    return a, notes


def _refuse_doubtful_letters(
    tables: Sequence[Cells], read: Sequence[Mapping[str, set[str]]], said: Stated, highest: int
) -> None:
    """Refuse letters whose direction the file states twice, or which may be those of the form or grades."""
    capital = all(x.isupper() for table in read for own in table.values() for x in own)
    bare = all(kode in t.by_code for t, own in zip(tables, read, strict=True) for kode in own if own[kode])
    if said.other or (said.best_first and said.worst_first):
        why = f"berkas ini menyebut {_said((*said.other, *said.best_first, *said.worst_first))}"
    elif said == Stated() and capital and bare:
        why = "berkas ini tidak menyebut yang mana"
        signed = [v for t in tables for own in t.distinct.values() for v in own if is_signed_letter(v)]
        if signed:
            why += f", dan {quoted(sorted(set(signed)))} bukan jawaban"
    else:
        return
    raise ResponseError(
        f"{_place(tables)}: jawaban berupa huruf dapat dibaca a = 1 (yang terburuk, seperti pada formulir) "
        f"atau a = {highest} (yang terbaik, seperti huruf mutu); {why}.",
        _problems(tables, (*said.other, *said.best_first, *said.worst_first), "arah huruf tidak pasti"),
        hints=[
            Hint("Sebutkan ", Argument("letters", "a=1"), " atau ", Argument("letters", f"a={highest}"), ".")
        ],
    )
