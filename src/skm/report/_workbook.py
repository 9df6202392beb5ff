"""The workbook of a result: the official table, and every figure as a formula that follows from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from skm.ground.writing import write_file
from skm.priorities import Rencana, plan
from skm.reading.responses import Responses
from skm.report import _formulas as f
from skm.report import _processing as processing
from skm.report import _tables as tables
from skm.report._formula_tables import Source, UnsurTable, frequency_table, order_table
from skm.report._plan_workbook import add_rencana
from skm.report._processing import Processing, rows_behind
from skm.report._summary import Summary
from skm.report.sheets import Book
from skm.result import Result, display
from skm.result.distribution import characteristics

# Comparisons of a questionnaire with a group in all formulas together; with more a spreadsheet gets slow, and
# the sums per group are typed numbers.
_COMPARISONS = 5_000_000
# Questionnaires beyond this make no table that anybody reads, and soon more rows than a sheet has.
_RESPONDENTS = 100_000


def workbook(
    result: Result,
    path: str | os.PathLike[str],
    *,
    responses: Responses | None = None,
    rencana: Rencana | None = None,
    periode: str = "",
    alamat: str = "",
    telepon: str = "",
) -> Path:
    """Write the workbook of a result, whole or not at all; a file already there is replaced.

    Sheets: ``Ringkasan`` (headline, one row per group and the unit), with `responses` ``Pengolahan data``
    (the official table, one row per respondent), ``Per unsur``, ``Per layanan`` or whatever the groups are
    (one row per group and unsur), ``Urutan unsur`` (from the lowest), ``Frekuensi``, ``Responden``
    (characteristics), ``Rencana tindak lanjut``, ``Asal angka`` and, with `responses`, ``Disisihkan``.

    Sums, NRR, NRR tertimbang, IKM, mutu, ranks and frequencies are formulas, down to the answers where
    `responses` are given, else down to the numbers of the tally. IKM are rounded half up from whole numbers
    and graded after that, so a recalculation gives the same value and letter, see
    :meth:`skm.report._formulas.Formulas.ikm`; NRR are shown with two decimals and kept in full. Text is never
    a formula.

    Parameters
    ----------
    result : Result
    path : path
        Of the .xlsx file.
    responses : Responses
        The answers behind the result.
    rencana : Rencana
        The follow-up plan; without it the proposals of :func:`skm.priorities.rencana`.
    periode, alamat, telepon : str
        For the heads of the sheets.

    Returns
    -------
    Path

    Raises
    ------
    FileError
        When the file cannot be written, or a table has more rows than a sheet can hold.
    ValueError
        When the responses are not those behind the result.
    """
    content = workbook_bytes(
        result, responses=responses, rencana=rencana, periode=periode, alamat=alamat, telepon=telepon
    )
    return write_file(path, content)


def workbook_bytes(
    result: Result,
    *,
    responses: Responses | None = None,
    rencana: Rencana | None = None,
    periode: str = "",
    alamat: str = "",
    telepon: str = "",
) -> bytes:
    """The content of the file that :func:`workbook` writes."""
    book = Book(f"{result.name}: {result.headline}")
    unit, keys, groups = Result(result.tally.pool(), result.name), result.tally.keys, len(result.tally.n)
    rows = None
    if responses is not None and result.n <= _RESPONDENTS:
        rows = rows_behind(result, responses)
    behind = responses if rows is None else rows.responses
    head = [f"Unit pelayanan: {result.name}", f"Periode: {periode}" if periode else ""]

    summary = book.page("Ringkasan")
    table = None
    if rows is not None and len(rows.answers):
        table = Processing(book, book.page(processing.NAME), result, rows)
    per_unsur = UnsurTable(book, book.page("Per unsur", ["IKM per unsur", *head]), unit, 4)
    block = per_unsur.block(0)
    per_group = None
    if keys:
        name = keys[0].replace("_", " ") if len(keys) == 1 else "kelompok"
        page = book.page(f"Per {name}", [f"IKM per {name} dan unsur", *head])
        per_group = UnsurTable(book, page, result, 4, keys)
    order = book.page("Urutan unsur", ["Unsur dari yang terendah", *head])
    known = result.tally.counts is not None
    counted = book.page("Frekuensi", ["Frekuensi jawaban per unsur", *head]) if known else None

    live = table if len(unit.pedoman.unsur) * groups * result.n <= _COMPARISONS else None
    if table is not None:
        lines = [
            "Pengolahan data SKM per responden dan per unsur pelayanan",
            f"Unit pelayanan: {result.name}",
            f"Alamat: {alamat}",
            f"Telp/Fax: {telepon}",
            f"Periode: {periode}",
        ]
        table.write(lines, (block.area("Jumlah nilai"), block.area("n")))
    if per_group is not None:
        per_group.write(lambda group: None if live is None else _of_group(live, per_group, group))
    if counted is not None:
        frequency_table(book, counted, result, 4, None if table is None else table.answers)
    per_unsur.write(lambda group: _of_unit(unit, table, per_group, counted, per_unsur))
    order_table(book, order, unit, 4, block, len(per_unsur.columns))
    note = ""
    if responses is not None and rows is None:
        note = "Tabel per responden tidak disertakan: kuesionernya terlalu banyak untuk satu lembar."
    elif table is not None and live is None and per_group is not None:
        note = "Jumlah per kelompok di sini berupa angka, bukan rumus: kelompoknya terlalu banyak."
    Summary(book, summary, result, head, note).write(per_group, per_unsur, live, order.get_name())
    _characteristics(book, result, behind, head)
    if rencana is None:
        saran = rows.responses if rows is not None and rows.responses.saran.shape[1] else None
        rencana = plan(result, saran=saran, periode=periode)
    add_rencana(book, rencana)
    said = [result.name, result.headline, *result.closing]
    book.sheet("Asal angka", said, tables.provenance(result), widest=80)
    if responses is not None:
        parts = [t for t in (tables.set_aside(responses), tables.problems(responses)) if len(t)]
        said = (
            []
            if parts
            else ["Tidak ada kuesioner yang disisihkan karena isinya, dan tidak ada jawaban yang ditolak."]
        )
        book.sheet("Disisihkan", [display.account(result.tally), *said], *parts)
    return book.content()


# Where the numbers come from --------------------------------------------------------------------------------


def _of_group(table: Processing, per_group: UnsurTable, group: int) -> Source:
    """Answers of one group: those whose keys are the ones in the group's own first row."""
    mine = table.is_of(per_group.key_cells(group))
    return lambda u: (
        f"=SUMPRODUCT({mine}*ISNUMBER({table.answers(u)}))",
        f"=SUMPRODUCT({mine}*{table.answers(u)})",
    )


def _of_unit(
    unit: Result, table: Processing | None, per_group: UnsurTable | None, counted: Any, own: UnsurTable
) -> Source | None:
    """Answers of the unit: the totals under the answers, else sums over groups, else over frequencies."""
    if table is not None:
        return lambda u: (f"={table.filled(u)}", f"={table.sum(u)}")
    if per_group is not None and per_group.rows:
        top, bottom, at = per_group.top + 1, per_group.top + per_group.rows, per_group.columns
        name = per_group.sheet.get_name()
        codes, n, s = (f.on(name, f.area(top, at[c], bottom, at[c])) for c in ("Kode", "n", "Jumlah nilai"))

        def over_groups(u: int) -> tuple[str, str]:
            mine = f"EXACT({codes},{f.cell(own.top + 1 + u, own.columns['Kode'])})"
            return f"=SUMPRODUCT({mine}*{n})", f"=SUMPRODUCT({mine}*{s})"

        return over_groups
    if counted is not None:
        values = range(1, unit.pedoman.nilai_max + 1)
        weights = "{" + ",".join(map(str, values)) + "}"

        def over_values(u: int) -> tuple[str, str]:
            row = f.on(counted.get_name(), f.area(5 + u, 2, 5 + u, 1 + len(values)))
            return f"=SUM({row})", f"=SUMPRODUCT({row}*{weights})"

        return over_values
    return None


# Sheets -----------------------------------------------------------------------------------------------------


def _characteristics(book: Book, result: Result, responses: Responses | None, head: list[str]) -> None:
    """The table of respondents: numbers, and their percent as formulas."""
    frame = characteristics(result, responses)
    if frame.empty:
        return
    sheet = book.page("Responden", ["Karakteristik responden", *head])
    book.headings(sheet, 4, ["No", "Karakteristik", "Indikator", "Jumlah", "Persentase"], [6, 24, 44, 12, 14])
    bold, tenth = book.cells(bold=True, num_format="0"), book.cells(num_format="0.0")
    centre, row = book.cells(num_format="0", align="center"), 5
    for number, (_, part) in enumerate(frame.groupby("kolom", sort=False), start=1):
        found = part[["karakteristik", "indikator", "n", "persen"]].to_numpy().tolist()
        bottom = row + len(found)
        total = f.fixed(bottom, 3)
        for i, (name, category, n, share) in enumerate(found):
            book.cell(sheet, row + i, 0, number if i == 0 else "", centre)
            book.cell(sheet, row + i, 1, name if i == 0 else "")
            book.cell(sheet, row + i, 2, category)
            book.cell(sheet, row + i, 3, n)
            count = f.cell(row + i, 3)
            percent = f"=IF({total}=0,{f.NOTHING},INT((2000*{count}+{total})/(2*{total}))/10)"
            book.formula(sheet, row + i, 4, percent, share, tenth)
        book.span(sheet, bottom, 0, 2, "Jumlah", bold)
        counts = f"{f.cell(row, 3)}:{f.cell(bottom - 1, 3)}"
        book.formula(sheet, bottom, 3, f"=SUM({counts})", int(part["n"].sum()), bold)
        book.cell(sheet, bottom, 4, "", bold)
        row = bottom + 1
    sheet.freeze_panes(5, 0)
    sheet.repeat_rows(4)
