"""One sheet of a file as a table: where its headings are, and what the rows outside the answers are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from skm.ground.errors import Argument, Hint, StructureError
from skm.ground.numbers import integer_id
from skm.reading._merged_and_hidden import fill_in
from skm.reading.files.grids import Grid
from skm.reading.files.text import DELIMITERS
from skm.reading.questionnaire.answers import is_answer
from skm.reading.questionnaire.layout import Reader, texts_of
from skm.reading.questionnaire.vocabulary import is_blank
from skm.reading.responses import Sheet
from skm.reading.responses.ledger import (
    BLANK,
    HEADING,
    LEGEND,
    NOT_CHOSEN,
    NUMBERS,
    OTHER,
    Entry,
    entries,
    range_text,
    row_list,
)

_REMARKS = 500  # rows with remarks that are looked at
_BLANK_ROWS = 1000  # more than these are left out here, not looked at one by one

Ranges = Sequence[tuple[int, int]]  # rows as the spreadsheet counts, both ends included


def without_table(name: str, grid: Grid) -> list[Entry]:
    """The rows of a sheet in which no row of headings was found: a row of one text is a remark."""
    roles = [BLANK if not n else LEGEND if n == 1 else OTHER for n in map(_filled, grid.rows)]
    return _entries(name, grid, roles, "lembar tanpa kolom unsur")


def not_chosen(name: str, grid: Grid) -> list[Entry]:
    """The rows of a sheet that the caller did not choose."""
    roles = [NOT_CHOSEN if _is_filled(row) else BLANK for row in grid.rows]
    return _entries(name, grid, roles, "lembar tidak dipilih")


def texts_beside(cells: Sequence[Sequence[Any]], at: int | None) -> list[str]:
    """What a sheet says outside its table: rows above header row `at`, and rows below with little in them."""
    above = cells[:at] if at is not None else cells[:_REMARKS]
    below = [] if at is None else cells[at + 1 :]
    few = [row for row in below if _filled(row) <= 3]
    rows = [*above, *few[-_REMARKS:]]
    return [
        " | ".join(filter(None, texts_of(row))) for row in rows if any(isinstance(cell, str) for cell in row)
    ]


def sheet_of(
    name: str, number: int, grid: Grid, at: int, reader: Reader, chosen: Ranges | None, notes: list[str]
) -> Sheet:
    """The table below header row `at`, or the rows chosen by the caller.

    Raises
    ------
    StructureError
        When rows above the headings hold answers, or two rows of headings contradict each other.
    """
    place = f'{name}, lembar "{grid.name}"' if grid.name else name
    top, headings = reader.headings_at(grid.rows, at, grid.facts.merged, place)
    start = at + 1
    outside = dict.fromkeys(range(top, start), HEADING)
    if start < len(grid.rows) and _numbers_the_columns(grid.rows[start]):
        notes.append(f"{place}: baris {start + 1} hanya memuat nomor kolom dan dilewati.")
        outside[start] = NUMBERS
        start += 1
    if chosen is None:
        refuse_answers_above(grid.rows[:top], headings, reader, place, range(start + 1, len(grid.rows) + 1))
        at_rows = list(range(start, len(grid.rows)))
    else:
        at_rows = [r for r in range(len(grid.rows)) if _inside(r + 1, chosen) and r not in outside]
    told = [_is_filled(grid.rows[r]) for r in at_rows]
    if (blank := told.count(False)) > _BLANK_ROWS:
        notes.append(f"{place}: {integer_id(blank)} baris kosong dilewati.")
        at_rows = [r for r, filled in zip(at_rows, told, strict=True) if filled]
    body = [grid.rows[r] for r in at_rows]
    rows = np.array(at_rows, dtype=np.int64) + 1
    ragged: tuple[int, ...] = ()
    if set(map(len, body)) <= {len(headings)}:
        columns: list[Any] = [list(c) for c in zip(*body, strict=True)] or [[] for _ in headings]
    else:
        _refuse_other_delimiters(body, rows, headings, place)
        usual = Counter(len(row) for row in body if len(row) > 1).most_common(1)
        ragged = tuple(
            i for i, row in enumerate(body) if row and _is_ragged(row, headings, usual[0][0] if usual else 0)
        )
        width = max([len(headings), *map(len, body)])
        headings += [""] * (width - len(headings))
        columns = [[row[i] if i < len(row) else None for row in body] for i in range(width)]
    where = f'lembar "{grid.name}": ' if grid.name else ""
    notes += [f"{where}{note}" for note in fill_in(columns, headings, rows - 1, grid.facts, reader)]
    set_apart = {first for first, left, last, right in grid.facts.merged if first == last and left < right}
    marked = tuple(i for i, row in enumerate(at_rows) if row in set_apart) if set_apart else ()
    others = _outside(name, grid, outside, sorted(set(range(len(grid.rows))).difference(at_rows)), chosen)
    return Sheet(
        name,
        grid.name,
        tuple(headings),
        columns,
        rows,
        number,
        outside=others,
        marked=marked,
        ragged=ragged,
    )


def _outside(
    name: str, grid: Grid, known: dict[int, int], beside: Sequence[int], chosen: Ranges | None
) -> tuple[Entry, ...]:
    """The rows beside those of the table: headings, titles above, and what the caller did not choose."""
    told: list[tuple[int, int, str]] = []
    for row in beside:
        if row in known:
            why = "nomor kolom" if known[row] == NUMBERS else "judul kolom"
            told.append((row + 1, known[row], why))
        elif not _is_filled(grid.rows[row]):
            told.append((row + 1, BLANK, "tidak ada yang terisi"))
        elif chosen is None or row < max(known, default=0):
            told.append((row + 1, LEGEND, "judul atau keterangan di atas tabel"))
        else:
            told.append((row + 1, NOT_CHOSEN, "di luar baris yang dipilih"))
    rows, roles, whys = zip(*told, strict=True) if told else ((), (), ())
    return tuple(entries(grid.name, name, rows, np.array(roles, np.int8), whys))


def _entries(source: str, grid: Grid, roles: Sequence[int], why: str) -> list[Entry]:
    whys = ["tidak ada yang terisi" if role == BLANK else why for role in roles]
    return entries(grid.name, source, range(1, len(roles) + 1), np.array(roles, np.int8), whys)


def _inside(row: int, chosen: Ranges) -> bool:
    return any(first <= row <= last for first, last in chosen)


def _is_filled(row: Sequence[Any]) -> bool:
    return any(row) or _filled(row) > 0  # 0 is filled too


def _filled(row: Sequence[Any]) -> int:
    """How many cells of a row are filled."""
    return len(row) - row.count("") - row.count(None)


def _is_ragged(row: Sequence[Any], headings: Sequence[str], usual: int) -> bool:
    """Whether a row has more or fewer cells than the headings, blank ones at its end aside.

    Rows may end before columns without a heading where most of them do.
    """
    if len(row) == len(headings):
        return False
    if len(row) > len(headings):
        return not all(map(is_blank, row[len(headings) :]))
    return len(row) != usual or any(heading.strip() for heading in headings[len(row) :])


def _refuse_other_delimiters(
    body: Sequence[Sequence[Any]], rows: Any, headings: Sequence[str], place: str
) -> None:
    """Raise StructureError for rows that hold a whole record in one cell, split at another delimiter."""
    wrong = [
        rows[i]
        for i, row in enumerate(body)
        if row
        and len(row) < len(headings)
        and any(str(c).count(d) >= len(headings) - 1 for c in row for d in DELIMITERS)
    ]
    if wrong:
        raise StructureError(
            f"{place}: baris {row_list(wrong)} memakai pemisah kolom lain daripada baris judulnya. Samakan "
            "pemisahnya, atau simpan berkasnya sebagai .xlsx."
        )


def refuse_answers_above(
    above: Sequence[Sequence[Any]], headings: Sequence[str], reader: Reader, place: str, below: Sequence[int]
) -> None:
    """Raise StructureError when rows above the headings look like questionnaires."""
    asked = [i for i, kode in enumerate(reader.kodes(headings)) if kode is not None]
    rows = []
    for i, row in enumerate(above):
        answers = sum(is_answer(row[at], reader.pedoman) for at in asked if at < len(row))
        if answers >= max(min(3, len(asked)), len(asked) // 2):
            rows.append(i + 1)
    if not rows:
        return
    both = Argument("rows", range_text([*rows, *below]))
    lower: list[str | Argument] = []
    if below:
        lower = [", hanya yang di bawah judul dengan ", Argument("rows", range_text(below))]
    raise StructureError(
        f"{place}: baris {row_list(rows)} di atas baris judul tampak berisi jawaban. "
        "Baris itu dapat berarti kuesioner yang terurut ke atas judulnya, tabel lain, atau baris jumlah.",
        hints=[
            Hint("Pindahkan judul ke baris teratas, atau pilih barisnya: semua dengan ", both, *lower, "."),
        ],
    )


def _numbers_the_columns(row: Sequence[object]) -> bool:
    """Whether a row only numbers the columns, 1, 2, 3 or (1), (2), (3); answers never look like that."""
    texts = [text.strip(" ()") for text in texts_of(row) if text]
    if len(texts) < 6 or not all(t.isdigit() for t in texts):
        return False
    return [int(t) for t in texts] == list(range(int(texts[0]), int(texts[0]) + len(texts)))
