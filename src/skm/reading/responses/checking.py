"""Check raw tables: every answer is read, every row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import Argument, ColumnNotFoundError, Hint, Note, ResponseError
from skm.ground.numbers import integer_id
from skm.pedoman import PERMENPANRB_14_2017, Pedoman, Pertanyaan
from skm.reading.questionnaire.answers import (
    Scale,
    Told,
    UnreadLabel,
    fits_own,
    letters_in,
    read_value,
    shown,
    shown_whole,
)
from skm.reading.questionnaire.layout import MASK_OF_FORM, Layout, Misfit, Reader, misfit_error
from skm.reading.questionnaire.personal import MASK, Mask
from skm.reading.questionnaire.vocabulary import quoted, tidy
from skm.reading.responses.checked import CheckedSheet, by_source
from skm.reading.responses.columns import Column, Table, profile_and_saran
from skm.reading.responses.ledger import (
    COLUMNS,
    Entry,
    frame_of,
)
from skm.reading.responses.model import (
    ORIGIN,
    PROBLEMS,
    SET_ASIDE,
    UNPLACED,
    Passed,
    Responses,
    Sheet,
    Source,
)
from skm.reading.responses.refusals import Alike, refusal
from skm.reading.responses.scales import Cells, Labels, meanings
from skm.reading.responses.structure import chosen_rows, guideline_of, judge_rows, refuse_repeated


def refuse_swapped(sheet: Sheet, layout: Layout, labels: Labels, pedoman: Pedoman) -> None:
    """Raise ColumnNotFoundError if two columns with bare codes are answered with each other's labels.

    `labels` holds, per question code, the labels found in its column.
    """
    bare = [p for p in pedoman.pertanyaan if p.kode in layout.by_code]

    def is_other(a: Pertanyaan, b: Pertanyaan) -> bool:
        return fits_own(b, labels[a.kode]) and not fits_own(a, labels[a.kode])

    for i, a in enumerate(bare):
        for b in bare[i + 1 :]:
            if is_other(a, b) and is_other(b, a):
                one, two = (sheet.headings[layout.questions[k]] for k in (a.kode, b.kode))
                names = {p.kode: u.nama for u in pedoman.unsur for p in u.pertanyaan}
                raise ColumnNotFoundError(
                    f'{sheet.place}: kolom "{one}" berisi label jawaban {names[b.kode]} dan kolom "{two}" '
                    f"berisi label jawaban {names[a.kode]}; keduanya tertukar dari urutan pedoman.",
                    hints=[Hint("Sebutkan kolomnya: ", Argument("columns", {a.kode: two, b.kode: one}), ".")],
                )


def order_note(sheet: Sheet, layout: Layout, labels: Labels, pedoman: Pedoman) -> list[str]:
    """A note if only bare codes tell pengaduan from sarana and the answers do not settle which is which."""
    by_kode = {p.kode: (p, u.nama) for u in pedoman.unsur for p in u.pertanyaan}
    if not {"U8", "U9"} <= layout.by_code & set(by_kode):
        return []
    (eight, first), (nine, second) = by_kode["U8"], by_kode["U9"]
    if not ("Pengaduan" in first and "Sarana" in second):
        return []
    if fits_own(eight, labels["U8"]) and fits_own(nine, labels["U9"]):
        return []
    one, two = (sheet.headings[layout.questions[k]] for k in ("U8", "U9"))
    columns = Argument("columns", {"U8": two, "U9": one})
    return [
        Note(
            f'Kolom "{one}" dan "{two}" dibaca menurut urutan pedoman: {first}; {second}. Formulir kuesioner '
            "menanyakan keduanya terbalik.",
            [Hint("Bila berkas ini mengikuti formulir, sebutkan ", columns, ".")],
        )
    ]


Invalid = Literal["raise", "blank", "drop"]
NO_ANSWER = "tidak ada satu pun jawaban"
_BAD = -1


@dataclass(frozen=True, slots=True)
class Problem:
    """An invalid answer: where it is, its row of `problems`, and the whole cell if it is a label."""

    row: int
    position: int
    kode: str
    cells: tuple[str, str, str, str, str, str]
    label: str | None


def check(
    sheets: Sequence[Sheet] | Sheet | pd.DataFrame,
    *,
    pedoman: Pedoman = PERMENPANRB_14_2017,
    columns: Mapping[str, str] | None = None,
    layanan: Mapping[str, Sequence[str]] | None = None,
    labels: Mapping[str, int] | None = None,
    letters: str | None = None,
    invalid: Invalid = "raise",
    rows: str | Mapping[str, str] | None = None,
    several_questions: bool = False,
    all_sheets: bool = False,
    sources: Sequence[tuple[str, str]] = (("DataFrame", ""),),
    services: Sequence[str] = (),
    notes: Sequence[str] = (),
    others: Sequence[Entry] = (),
) -> Responses:
    """Check the answers of one or several raw tables; one error lists every problem.

    Parameters
    ----------
    sheets : DataFrame, Sheet, or sequence of Sheet
    pedoman : Pedoman
    columns : mapping, optional
        Question code or profile field to heading: ``{"U3": "P3", "layanan": "Jenis Pelayanan"}``.
    layanan : mapping, optional
        A service to its other spellings: ``{"KTP": ["E-KTP", "ktp el"]}``.
    labels, letters
        What labels, numbers and letters mean, as for :func:`skm.read`.
    invalid : {"raise", "blank", "drop"}
        What to do with an invalid answer: raise, take it as blank, or set its questionnaire aside.
    rows : str or mapping of sheet to str, optional
        The rows that are questionnaires; see :func:`skm.read`.
    several_questions : bool
        Whether several columns that name one unsur are several questions on it.
    all_sheets : bool
        Whether these are all sheets of their file, not a choice of the caller's; then none may repeat others.
    sources : sequence of (name, sha256)
        In the order of ``Sheet.source_number``.
    services : sequence of str
        Per sheet, the service of its questionnaires if no column has it; "" for none.
    notes : sequence of str
        Notes of the caller, put first.
    others : sequence of Entry
        Rows of sheets without a table.

    Raises
    ------
    ColumnNotFoundError
        When an unsur has no column, or several.
    PedomanError
        When the headings belong to another national guideline.
    StructureError
        When rows or sheets can be read in more than one way.
    ResponseError
        When `invalid` is "raise" and there is an invalid answer, when no questionnaire is usable, when the
        file states another scale than the guideline's, or when it is in doubt which letter is the best.
    ValueError, KeyError
        For an unknown `invalid`, `letters` or key of `columns`, and `labels` that do not fit the scale.

    Examples
    --------
    >>> frame = pd.DataFrame({f"U{i}": [4, 3, None] for i in range(1, 10)})
    >>> check(frame).account
    'Kuesioner masuk 2 = dipakai 2 + disisihkan 0'
    """
    if invalid not in ("raise", "blank", "drop"):
        raise ValueError(f'invalid must be "raise", "blank" or "drop", not {invalid!r}')
    if isinstance(sheets, pd.DataFrame):
        sheets = Sheet.of_frame(sheets)
    if isinstance(sheets, Sheet):
        sheets = [sheets]
    reader = Reader(pedoman, columns or {}, several_questions)
    tables = _laid_out(sheets, reader)
    pedoman = guideline_of(tables, pedoman)
    mask = _mask(tables)
    _read_answers(tables, pedoman, mask, Told.of(labels, letters, pedoman.nilai_max))
    chosen = chosen_rows(rows)
    for table in tables:
        judge_rows(table, chosen.get(table.sheet.name, chosen.get("")), reader, len(tables) > 1)
    if all_sheets and len(tables) > 1:
        refuse_repeated(tables)
    per_table = [_problems(t, pedoman, mask) for t in tables]
    found = [problem for problems in per_table for problem in problems]
    problems = pd.DataFrame([p.cells for p in found], columns=PROBLEMS, dtype=object)
    if found and invalid == "raise":
        raise _refusal(tables, found, problems, _not_questionnaires_perhaps(tables, per_table))
    aside = [row for t, p in zip(tables, per_table, strict=True) for row in _set_aside(t, p, invalid)]
    set_aside = pd.DataFrame(aside, columns=SET_ASIDE, dtype=object)
    _refuse_if_empty(tables, set_aside, problems, sources)

    profile, saran, told = profile_and_saran(
        [Table(t.layout, t.sheet.headings, t.columns, t.used) for t in tables],
        layanan or {},
        services,
        mask,
    )
    return Responses(
        pedoman=pedoman,
        answers={k: _answers(tables, k) for k in pedoman.pertanyaan_kode},
        profile=profile,
        saran=saran,
        origin=_origin(tables),
        set_aside=set_aside,
        problems=problems,
        notes=tuple(dict.fromkeys([*notes, *_sheet_notes(tables), *told.notes])),
        sources=tuple(
            Source(name, sha256, sum(_found(t) for t in tables if t.sheet.source_number == i))
            for i, (name, sha256) in enumerate(sources)
        ),
        unplaced=pd.DataFrame(told.unplaced, columns=UNPLACED),
        headings=_headings(tables),
        ledger=frame_of([*(e for t in tables for e in t.entries()), *others]),
        blanked={k: _blanked(tables, k) for k in pedoman.pertanyaan_kode if any(k in t.bad for t in tables)},
        dropped=sum((t.dropped for t in tables), Passed()),
        columns=pd.DataFrame(
            [line for t in tables for line in t.column_roles(mask)], columns=COLUMNS, dtype=object
        ),
    )


def _laid_out(sheets: Sequence[Sheet], reader: Reader) -> list[CheckedSheet]:
    tables, misfits = [], []
    for sheet in sheets:
        columns = [Column(values) for values in sheet.columns]
        dates = frozenset(i for i, column in enumerate(columns) if column.is_dates)
        reader.refuse_contradiction(sheet.above, sheet.headings, sheet.place)
        layout = reader.layout(sheet.headings, dates, sheet.place)
        if isinstance(layout, Misfit):
            misfits.append(layout)
        else:
            said = tuple(map(MASK_OF_FORM, sheet.headings))  # from here on headings are only told
            tables.append(CheckedSheet(replace(sheet, headings=said), layout, columns, list(layout.notes)))
    if misfits:
        raise misfit_error(misfits)
    return tables


def _mask(tables: Sequence[CheckedSheet]) -> Mask:
    """What masks personal data in texts, knowing the cells of the columns of personal data."""
    known = (t.columns[i] for t in tables for i in t.layout.personal)
    return Mask(
        v for column in known if not column.is_large_frame for v in column.distinct if isinstance(v, str)
    )


# Answers --------------------------------------------------------------------------------------------------


def _read_answers(tables: Sequence[CheckedSheet], pedoman: Pedoman, mask: Mask, told: Told) -> None:
    """Fill in the answers of every table, each column with one label scale, found over its whole file."""
    for group in by_source(tables):
        cells = [
            Cells(t.sheet, _distinct(t), t.layout.questions, t.layout.by_code, _amid_numbers(t))
            for t in group
        ]
        for table, meaning in zip(group, meanings(cells, pedoman, told), strict=True):
            for question in pedoman.pertanyaan:
                _read_column(table, question, pedoman.nilai_max, meaning.scales[question.kode], mask)
            refuse_swapped(table.sheet, table.layout, meaning.labels, pedoman)
            table.notes += [*order_note(table.sheet, table.layout, meaning.labels, pedoman), *meaning.notes]


def _distinct(table: CheckedSheet) -> dict[str, list[Any]]:
    """The different cells of each question whose column does not hold numbers only."""
    columns = {kode: table.columns[at] for kode, at in table.layout.questions.items()}
    return {kode: column.distinct for kode, column in columns.items() if not column.is_numeric}


def _amid_numbers(table: CheckedSheet) -> list[str]:
    """The questions in whose columns letters are few beside numbers: grades in a row below, or mistakes."""
    found = []
    for kode, cells in _distinct(table).items():
        column = table.column_of(kode)
        if letters_in(cells):
            times = column.counts[[bool(letters_in([cell])) for cell in cells]].sum()
            if 4 * times <= column.counts.sum():
                found.append(kode)
    return found


def _read_column(table: CheckedSheet, question: Pertanyaan, highest: int, scale: Scale, mask: Mask) -> None:
    column = table.column_of(question.kode)
    numbers = column.whole_numbers(highest) if not scale.told else None
    if numbers is None:

        def read(value: Any) -> int | str:
            nilai = read_value(value, question, highest, scale)
            text = shown_whole(value)
            if isinstance(nilai, int) or (masked := mask(text)) == text:
                return nilai
            again = read_value(masked, question, highest, scale)  # says it without the personal data
            return again if isinstance(again, str) else f"{MASK} bukan nilai 1 sampai {highest}"

        table.read[question.kode] = values = [read(v) for v in column.distinct]
        numbers = column.take([_BAD if isinstance(r, str) else r for r in values], 0, np.int8)
    table.answers[question.kode] = numbers


# Rows -----------------------------------------------------------------------------------------------------


def _problems(table: CheckedSheet, pedoman: Pedoman, mask: Mask) -> list[Problem]:
    """The invalid answers of one table, in reading order."""
    found = []
    sheet = table.sheet
    for kode in pedoman.pertanyaan_kode:
        read = table.read.get(kode, [])
        if not any(isinstance(r, str) for r in read):
            continue
        at = table.layout.questions[kode]
        bad = table.answers[kode] == _BAD
        if table.questionnaire is not None:
            bad &= table.questionnaire
        column = table.columns[at]
        for row in np.flatnonzero(bad).tolist():
            code = column.codes[row]
            value = mask(whole := shown_whole(column.distinct[code]))
            said = (shown(value), str(read[code]))
            cells = (sheet.source, sheet.name, table.cell(row, at), tidy(sheet.headings[at]), *said)
            label = value if isinstance(read[code], UnreadLabel) and value == whole else None
            found.append(Problem(row, at, kode, cells, label))
    return sorted(found, key=lambda p: (p.row, p.position))


def _refusal(
    tables: Sequence[CheckedSheet],
    problems: Sequence[Problem],
    frame: pd.DataFrame,
    more: Sequence[Hint],
) -> ResponseError:
    names = list(dict.fromkeys(p.cells[0] for p in problems))
    sheets = len({p.cells[:2] for p in problems}) > 1

    def place(problem: Problem) -> str:
        source, sheet, cell, *_ = problem.cells
        name = f"{source} {sheet}".strip() if len(names) > 1 else sheet
        return f"{name}!{cell}" if sheets and name else cell

    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.cells[3:], []).append(problem)
    alike = [
        Alike(heading, found, masalah, len(same), [place(p) for p in same], same[0].label)
        for (heading, found, masalah), same in kinds.items()
    ]
    source, sheet, cell, *_ = problems[0].cells
    first = [source] if len(names) > 1 else []
    first += [f'lembar "{sheet}"'] if sheet else []
    first.append(cell if cell.startswith("baris") else f"sel {cell}")
    return refusal(", ".join(names), ", ".join(first), alike, sum(map(_found, tables)), frame, more)


def _not_questionnaires_perhaps(
    tables: Sequence[CheckedSheet], problems: Sequence[Sequence[Problem]]
) -> list[Hint]:
    """A hint if most cells of one sheet of several are invalid: it may be a table of means."""
    bad = [
        table.sheet.name
        for table, found in zip(tables, problems, strict=True)
        if table.sheet.name and 2 * len(found) > _found(table) * len(table.answers)
    ]
    good = [t.sheet.name for t in tables if t.sheet.name not in bad]
    if not bad or not good:
        return []
    others = f"Bila lembar {quoted(bad)} bukan kuesioner, baca lembar yang lain saja: "
    return [Hint(others, Argument("lembar", good), ".")]


def _where_all(
    answers: Mapping[str, NDArray[np.int8]], holds: Callable[[NDArray[np.int8]], NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    """Rows for which it holds in every column; empty as soon as one column is filled and valid throughout."""
    rows = np.empty(0, dtype=np.bool_)
    for values in answers.values():
        if not values.size or values.min() > 0:
            return np.empty(0, dtype=np.bool_)  # the usual case, and the fast one
        rows = rows & holds(values) if rows.size else holds(values)
    return rows


def _set_aside(
    table: CheckedSheet, problems: Sequence[Problem], invalid: Invalid
) -> list[tuple[object, ...]]:
    """Decide which rows of a table are used; returns its other questionnaires, each with its reason."""
    bad: dict[int, list[str]] = {}
    for problem in problems:
        bad.setdefault(problem.row, []).append(problem.kode)
    reasons: dict[int, str] = {}
    if invalid == "drop":  # which answers; what was typed there stays in `problems`
        reasons = {row: f"jawaban tidak dapat dipakai: {', '.join(codes)}" for row, codes in bad.items()}
    if bad:
        table.bad = _invalid(table)
        if invalid == "drop":
            table.dropped, table.bad = Passed.of(table.answers, table.bad), {}
        table.answers = {k: np.where(a == _BAD, np.int8(0), a) for k, a in table.answers.items()}
    empty = _where_all(table.answers, lambda answers: answers == 0)
    if empty.size and table.questionnaire is not None:
        empty &= table.questionnaire
    for row in np.flatnonzero(empty).tolist():
        reasons.setdefault(row, NO_ANSWER)
    table.used = table.questionnaire
    if reasons:
        table.used = np.ones(len(table.sheet.rows), np.bool_) if table.used is None else table.used.copy()
        table.used[list(reasons)] = False
    sheet = table.sheet
    return [(sheet.source, sheet.name, sheet.rows[row], reasons[row]) for row in sorted(reasons)]


def _invalid(table: CheckedSheet) -> dict[str, NDArray[np.bool_]]:
    """Where a questionnaire has an invalid answer, per question that has one."""
    bad = {kode: answers == _BAD for kode, answers in table.answers.items() if (answers == _BAD).any()}
    if table.questionnaire is None:
        return bad
    return {kode: rows & table.questionnaire for kode, rows in bad.items()}


def _found(table: CheckedSheet) -> int:
    return len(table.sheet.rows) if table.questionnaire is None else int(table.questionnaire.sum())


def _refuse_if_empty(
    tables: Sequence[CheckedSheet],
    set_aside: pd.DataFrame,
    problems: pd.DataFrame,
    sources: Sequence[tuple[str, str]],
) -> None:
    names = ", ".join(name for name, _ in sources)
    found = sum(_found(t) for t in tables)
    if not found:
        raise ResponseError(
            f"{names} tidak memuat satu kuesioner pun: judul kolomnya ada, tetapi tidak ada baris yang "
            "terisi.\nPeriksa apakah berkas atau lembar yang dibaca sudah benar.",
            problems,
        )
    if found == len(set_aside):
        reasons = "; ".join(dict.fromkeys(set_aside["alasan"].head(3)))
        raise ResponseError(
            f"{names}: tidak satu pun dari {integer_id(found)} kuesioner dapat dipakai ({reasons}).",
            problems,
        )


# Together -------------------------------------------------------------------------------------------------


def _of_used(tables: Sequence[CheckedSheet], values: Callable[[CheckedSheet], NDArray[Any]]) -> NDArray[Any]:
    """The values of the used rows of all tables; those of a single whole table by reference."""
    parts = [values(t) if t.used is None else values(t)[t.used] for t in tables]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _answers(tables: Sequence[CheckedSheet], kode: str) -> NDArray[np.int8]:
    return _of_used(tables, lambda t: t.answers[kode])


def _blanked(tables: Sequence[CheckedSheet], kode: str) -> NDArray[np.bool_]:
    return _of_used(tables, lambda t: t.bad.get(kode, np.zeros(len(t.sheet.rows), np.bool_)))


def _origin(tables: Sequence[CheckedSheet]) -> pd.DataFrame | None:
    if any(t.sheet.is_frame for t in tables):
        return None

    def named(name: Callable[[Sheet], str]) -> Any:
        names = list(dict.fromkeys(name(t.sheet) for t in tables))
        codes = _of_used(tables, lambda t: np.full(len(t.sheet.rows), names.index(name(t.sheet))))
        return pd.Categorical.from_codes(codes, categories=pd.Index(names))

    rows = _of_used(tables, lambda t: np.asarray(t.sheet.rows))
    columns = (named(lambda sheet: sheet.source), named(lambda sheet: sheet.name), rows)
    return pd.DataFrame(dict(zip(ORIGIN, columns, strict=True)))


def _headings(tables: Sequence[CheckedSheet]) -> dict[str, tuple[str, ...]]:
    """The headings of each profile field."""
    found: dict[str, dict[str, None]] = {}
    for table in tables:
        for name, at in table.layout.fields.items():
            found.setdefault(name, {})[tidy(table.sheet.headings[at])] = None
    return {name: tuple(headings) for name, headings in found.items()}


def _sheet_notes(tables: Sequence[CheckedSheet]) -> list[str]:
    """The notes on single sheets, each once with the sheets it applies to."""
    several_files = len({t.sheet.source_number for t in tables}) > 1
    places: dict[str, list[str]] = {}
    for table in tables:
        sheet = table.sheet
        place = sheet.place if several_files or not sheet.name else f'lembar "{sheet.name}"'
        for note in table.notes:
            places.setdefault(note, []).append(place)
    if len(tables) == 1:
        return list(places)
    return [
        Note(
            f"{note[:-1]} ({'semua lembar' if len(where) == len(tables) else ', '.join(where)}).",
            getattr(note, "hints", ()),
        )
        for note, where in places.items()
    ]
