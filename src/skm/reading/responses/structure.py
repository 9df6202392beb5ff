"""Refuse tables and sheets that can be read in more than one way, and take the rows that the caller chose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from skm.ground.errors import Argument, Hint, StructureError
from skm.ground.numbers import integer_id
from skm.pedoman import Pedoman
from skm.reading.questionnaire.answers import is_answer
from skm.reading.questionnaire.layout import Reader, texts_of
from skm.reading.responses._functions import figures_of
from skm.reading.responses.checked import CheckedSheet, by_source
from skm.reading.responses.ledger import (
    BLANK,
    HEADING,
    NOT_CHOSEN,
    QUESTIONNAIRE,
    range_text,
    ranges_of,
    row_list,
)
from skm.reading.responses.repeated import refuse_repeated_sheets
from skm.reading.responses.rows import Verdict, judged


def guideline_of(tables: Sequence[CheckedSheet], pedoman: Pedoman) -> Pedoman:
    """The guideline with the questions that the tables ask."""
    guides = list(dict.fromkeys(t.layout.pedoman or pedoman for t in tables))
    if len(guides) > 1:
        raise StructureError(
            "Lembar-lembarnya memuat banyak pertanyaan yang berbeda: "
            + "; ".join(f"{t.sheet.place}: {len(t.layout.questions)}" for t in tables)
            + ". Baca satu per satu.",
        )
    return guides[0] if guides else pedoman


def chosen_rows(rows: str | Mapping[str, str] | None) -> dict[str, list[tuple[int, int]]]:
    """The rows chosen by the caller, per sheet; "" stands for the only one.

    Raises
    ------
    ValueError
        When a text is not like "5:44" or "5:20,22:44".
    """
    by_sheet = {"": rows} if isinstance(rows, str) else dict(rows or {})
    return {sheet: ranges_of(text) for sheet, text in by_sheet.items()}


def judge_rows(
    table: CheckedSheet, chosen: list[tuple[int, int]] | None, reader: Reader, several: bool
) -> None:
    """Find out what each row of a table is; raise StructureError where that is uncertain."""
    verdict = judged(table.sheet, table.layout, table.columns, table.answers, reader.names)
    if chosen is not None:
        numbers = np.asarray(table.sheet.numbers)
        inside = np.logical_or.reduce([(numbers >= a) & (numbers <= b) for a, b in chosen])
        was = np.zeros(len(numbers), np.int8) if verdict.roles is None else verdict.roles
        outside = np.where(was == QUESTIONNAIRE, NOT_CHOSEN, was)
        roles = np.where(inside & ~np.isin(was, (BLANK, HEADING)), QUESTIONNAIRE, outside).astype(np.int8)
        whys = {i: verdict.whys.get(i, "di luar baris yang dipilih") for i in np.flatnonzero(roles).tolist()}
        verdict = Verdict(roles if roles.any() else None, whys)
    elif verdict.doubts:
        raise _doubtful(table, verdict, several)
    else:
        _refuse_frequencies(table, verdict, reader.pedoman)
    _refuse_ragged(table, verdict)
    table.verdict = verdict
    table.notes += verdict.notes


def refuse_repeated(tables: Sequence[CheckedSheet]) -> None:
    """Raise StructureError when sheets of one file repeat each other."""
    for group in by_source(tables):
        if len(group) > 1:
            refuse_repeated_sheets(group[0].sheet.source, [table.page() for table in group])


def _doubtful(table: CheckedSheet, verdict: Verdict, several: bool) -> StructureError:
    """The error that names the rows in doubt, and both ways to read them."""
    numbers = table.sheet.numbers
    doubts = {d.row: d.why for d in verdict.doubts}
    sure = set() if verdict.roles is None else set(np.flatnonzero(verdict.roles != QUESTIONNAIRE).tolist())
    with_them = [row for i, row in enumerate(numbers) if i not in sure]
    without = [row for i, row in enumerate(numbers) if i not in sure and i not in doubts]

    def rows(chosen: list[int]) -> Argument:
        text = range_text(chosen)
        return Argument("rows", {table.sheet.name: text} if several and table.sheet.name else text)

    whys: dict[str, list[int]] = {}
    for row, why in doubts.items():
        whys.setdefault(why, []).append(numbers[row])
    said = "; ".join(f"baris {row_list(found)}: {why}" for why, found in list(whys.items())[:5])
    hints = [Hint("Bila bukan kuesioner, baca dengan ", rows(without), ".")] if without else []
    hints += [Hint("Bila kuesioner, baca dengan ", rows(with_them), ".")]
    return StructureError(
        f"{table.sheet.place}: {integer_id(len(doubts))} baris dapat berarti kuesioner, dapat pula baris "
        f"jumlah, rata-rata, atau tabel lain ({said}). Tidak ada yang dihitung sebelum dipilih.",
        hints=hints,
    )


def _refuse_frequencies(table: CheckedSheet, verdict: Verdict, pedoman: Pedoman) -> None:
    """Raise StructureError for a table that says how often each answer was given, one answer a row."""
    used = verdict.questionnaire
    rows = np.arange(len(table.sheet.rows)) if used is None else np.flatnonzero(used)
    first = min(table.layout.questions.values())
    if len(rows) != pedoman.nilai_max or not first or 0 in table.layout.numbers:
        return
    cells = texts_of([table.columns[0].cell(row) for row in rows.tolist()])
    in_order = [re.sub(r"\D", "", cell) for cell in cells] == [str(v + 1) for v in range(len(rows))]
    if not in_order and not (
        len(set(cells)) == len(cells) and all(is_answer(cell, pedoman) for cell in cells)
    ):
        return
    sums = figures_of([table.columns[at] for at in table.layout.questions.values()], rows.tolist()).sum(
        axis=0
    )
    if (sums == sums[0]).all():
        raise StructureError(
            f"{table.sheet.place}: isinya tampak sebagai tabel frekuensi (tiap baris satu jawaban, dan "
            "berapa kali jawaban itu diberikan untuk tiap unsur), bukan satu baris per responden.",
            hints=[
                Hint("Baca lembar yang memuat jawaban tiap responden; bila memang kuesioner, baca dengan ",
                     Argument("rows", range_text([table.sheet.numbers[i] for i in rows.tolist()])), ".")
            ],
        )  # fmt: skip


def _refuse_ragged(table: CheckedSheet, verdict: Verdict) -> None:
    """Raise StructureError for questionnaires of a text whose cells are moved against the headings."""
    used, half = verdict.questionnaire, len(table.answers) // 2
    answered = [sum(bool(a[i] > 0) for a in table.answers.values()) for i in table.sheet.ragged]
    rows = [
        i for i, n in zip(table.sheet.ragged, answered, strict=True) if n > half or used is None or used[i]
    ]
    if not rows:
        return
    numbers = [table.sheet.numbers[i] for i in rows]
    raise StructureError(
        f"{table.sheet.place}: baris {row_list(numbers)} memuat lebih banyak atau lebih sedikit isian "
        "daripada judul kolomnya, sehingga jawabannya mungkin bergeser. Biasanya karena koma di dalam isian "
        "(17,3) tanpa tanda kutip, atau isian yang hilang. Betulkan baris itu, atau simpan berkasnya sebagai "
        ".xlsx.",
    )
