"""The workbook of a result: every figure as a formula that follows from the answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from skm.ground.writing import Target, write_to
from skm.priorities import Rencana, plan
from skm.reading.responses import Responses
from skm.report import _formulas as f
from skm.report import _processing as processing
from skm.report._formula_tables import Block, Source, UnsurTable, bar_chart, frequency_table, order_table
from skm.report._plan_workbook import add_rencana
from skm.report._processing import Processing, Rows, rows_behind
from skm.report.sheets import HEAD, Book
from skm.result import PRIORITIES, Result, closing, display
from skm.result.display import heading, key_cell
from skm.result.distribution import characteristics
from skm.result.indeks import from_lowest, indices

GROUP = {"n": 9, "Jumlah nilai": 11, "NRR": 9, "NRR tertimbang": 12, "IKM": 10, "Mutu": 8, "Kinerja": 16}
_HEADLINE = 6  # its first row
_LINES = 6  # of the headline, above the lowest unsur
# A chart of more groups cannot be read.
_BARS = 60


class Summary:
    """Writes the sheet.

    head : lines that say whose survey it is
    note : what is to be said below the table; "" for nothing
    """

    def __init__(self, book: Book, sheet: Any, result: Result, head: list[str], note: str) -> None:
        self.book, self.sheet, self.result, self.note = book, sheet, result, note
        self.unit = Result(result.tally.pool(), result.name)
        self.keys = result.tally.keys
        self.left = max(len(self.keys), 1)  # the first column of figures
        self.at = {name: self.left + i for i, name in enumerate(GROUP)}
        self.first = _HEADLINE + _LINES + PRIORITIES + 1  # the row of the headings of the table
        titles = ["Hasil Survei Kepuasan Masyarakat", *head, f"Pedoman: {result.pedoman.nama}"]
        for row, line in enumerate([*titles, display.account(result.tally)]):
            book.cell(sheet, row, 0, line, book.title if row == 0 else book.line)

    def write(
        self, per_group: UnsurTable | None, per_unsur: UnsurTable, answers: Processing | None, order: str
    ) -> None:
        """Write everything, from the tables per unsur.

        `answers` is the table in which questionnaires are counted by formulas, `order` the name of the sheet
        with the unsur from the lowest.
        """
        book, sheet, groups = self.book, self.sheet, len(self.result.tally.n)
        names = [heading(k) for k in self.keys] or ["Unit"]
        cells = [[key_cell(v) for v in self.result.tally.groups[k].tolist()] for k in self.keys]
        narrow = 40 if self.left == 1 else 20
        widths = [min(max([narrow, *(len(str(v)) + 3 for v in c)]), 48) for c in cells] or [narrow]
        book.headings(sheet, self.first, [*names, *GROUP], [*widths, *GROUP.values()])
        if groups > 12:
            sheet.repeat_rows(self.first)
        row = self.first + 1
        if per_group is not None and groups:
            figures = _figures(self.result)
            for group in range(groups):
                for i, column in enumerate(cells):
                    book.cell(sheet, row, i, column[group])
                mine = [f.cell(row, i) for i in range(len(cells))]
                n = None if answers is None else f"=SUMPRODUCT(1*{answers.is_of(mine)})"
                self._figures(row, per_group.block(group), figures[group], n)
                row += 1
        if per_group is None or groups != 1:
            above = f"{f.cell(self.first + 1, self.left)}:{f.cell(row - 1, self.left)}"
            n = f"=SUM({above})" if row > self.first + 1 else None
            book.span(sheet, row, 0, self.left - 1, self.result.name, book.cells(bold=True))
            self._figures(row, per_unsur.block(0), _figures(self.unit)[0], n)
            row += 1
        self._headline(row - 1, order)
        if self.note:
            book.cell(sheet, row + 1, 0, self.note, book.line)
            row += 2
        if 1 < groups <= _BARS:
            name, top, bottom, ikm = sheet.get_name(), self.first + 1, self.first + groups, self.at["IKM"]
            bar_chart(
                book,
                sheet,
                row + 1,
                "IKM per kelompok",
                [name, top, 0, bottom, self.left - 1],
                [{"name": "IKM", "values": [name, top, ikm, bottom, ikm]}],
                {"min": float(self.result.pedoman.faktor), "max": 100, "major_unit": 25, "num_format": "0"},
                size=9 if groups <= 25 else 7,
            )

    def _figures(self, row: int, block: Block, values: Mapping[str, Any], n: str | None) -> None:
        """The figures of one group, from its rows per unsur; `n` is a formula, or None for a number."""
        book, sheet, at, forms = self.book, self.sheet, self.at, f.Formulas(self.result.pedoman)
        s, filled, ikm = block.area("Jumlah nilai"), block.area("n"), f.cell(row, at["IKM"])
        bold, centre = book.cells(num_format="0.00", bold=True), book.cells(align="center", bold=True)
        if n is None:
            book.cell(sheet, row, at["n"], values["n"])
        else:
            book.formula(sheet, row, at["n"], n, values["n"])
        mean = forms.whole("AVERAGE", block.area("NRR"), filled)
        weighted = forms.whole("SUM", block.area("NRR tertimbang"), filled)
        book.formula(sheet, row, at["Jumlah nilai"], f"=SUM({s})", values["total"])
        book.formula(sheet, row, at["NRR"], mean, values["nrr"])
        book.formula(sheet, row, at["NRR tertimbang"], weighted, values["nrr_tertimbang"])
        book.formula(sheet, row, at["IKM"], forms.ikm(s, filled, down=True), values["ikm"], bold)
        book.formula(sheet, row, at["Mutu"], forms.mutu(ikm), values["mutu"], centre)
        book.formula(sheet, row, at["Kinerja"], forms.kinerja(ikm), values["kinerja"], book.text)

    def _headline(self, unit: int, order: str) -> None:
        """Index, class and lowest unsur of the unit, taken from its row."""
        book, sheet, left, result = self.book, self.sheet, self.left, self.result
        at = {name: f.cell(unit, column) for name, column in self.at.items()}
        ikm = _figures(self.unit)[0]["ikm"]
        label, centre = book.cells(bold=True, valign="vcenter"), book.cells(align="center")
        big = book.cells(bold=True, font_size=16, align="center", num_format="0.00", font_color=HEAD)
        two = book.cells(num_format="0.00", align="center")
        same = f'=IF({at["IKM"]}={f.cell(_HEADLINE + 4, left)},"tidak","ya")'
        rows: list[tuple[str, str | None, Any, Any]] = [
            ("IKM unit pelayanan", f"={at['IKM']}", ikm, big),
            ("Mutu pelayanan", f"={at['Mutu']}", result.mutu, big),
            ("Kinerja unit pelayanan", f"={at['Kinerja']}", result.kinerja, centre),
            ("Responden", f"={at['n']}", result.n, centre),
            ("IKM saat berkas ini ditulis", None, ikm, two),
            ("Ada sel yang mengubah IKM sejak itu", same, "tidak", centre),
        ]
        for row, (words, formula, value, style) in enumerate(rows, start=_HEADLINE):
            sheet.set_row(row, 24 if style is big else 16)
            book.span(sheet, row, 0, left - 1, words, label)
            sheet.merge_range(row, left, row, left + 1, "", style)
            if formula is None:
                book.cell(sheet, row, left, value, style)
            else:
                book.formula(sheet, row, left, formula, value, style)
        unsur = result.unsur
        lowest = unsur.iloc[from_lowest(unsur["rank"])].head(PRIORITIES)
        for i, (nama, nrr) in enumerate(zip(lowest["nama"], lowest["nrr"], strict=True)):
            row = _HEADLINE + _LINES + i
            book.span(sheet, row, 0, left - 1, f"Unsur terendah {i + 1}", label)
            sheet.merge_range(row, left, row, left + 4, "", book.text)
            book.formula(sheet, row, left, f"={f.on(order, f.fixed(5 + i, 2))}", nama, book.text)
            book.formula(sheet, row, left + 5, f"={f.on(order, f.fixed(5 + i, 3))}", float(nrr), two)


def _figures(result: Result) -> list[dict[str, Any]]:
    """The row of :attr:`Result.groups` of each group, the index as settled hundredths."""
    ikm = indices(result.tally).ikm.settled()
    found: list[Any] = result.groups.to_dict("records")
    return [row | {"ikm": index} for row, index in zip(found, ikm, strict=True)]


# Comparisons of a questionnaire with a group in all formulas together; with more a spreadsheet gets slow, and
# the sums per group are typed numbers.
_COMPARISONS = 5_000_000
# With more questionnaires, nobody reads a table of them, and a sheet soon has too few rows.
_RESPONDENTS = 100_000


def workbook(
    result: Result,
    path: Target,
    *,
    responses: Responses | None = None,
    rencana: Rencana | None = None,
    periode: str = "",
    alamat: str = "",
    telepon: str = "",
) -> Path | None:
    """Write the workbook of a result, whole or not at all.

    Sheets: ``Ringkasan`` (headline, one row per group and the unit), with `responses` ``Pengolahan data``
    (the official table, one row per respondent), ``Per unsur``, ``Per layanan`` or whatever the groups are
    (one row per group and unsur), ``Urutan unsur`` (from the lowest), ``Frekuensi``, ``Responden``
    (characteristics), ``Rencana tindak lanjut``, ``Asal angka`` and, with `responses`, ``Disisihkan``
    and ``Pembacaan`` (what every row and column of the files was taken for).

    Sums, NRR, NRR tertimbang, IKM, mutu, ranks and frequencies are formulas, down to the answers where
    `responses` are given, else down to the counts of the tally. IKM are rounded half up from whole numbers
    before they are graded, so a recalculation gives the same value and letter, see
    :meth:`skm.report._formulas.Formulas.ikm`; NRR are shown with two decimals and stored in full. Text is
    never a formula.

    Parameters
    ----------
    path : path or binary file object
        A file already at the path is replaced, and its path returned.
    responses : Responses
        The answers behind the result.
    rencana : Rencana
        The follow-up plan; without it the proposals of :func:`skm.priorities.rencana`.
    periode, alamat, telepon : str
        For the heads of the sheets.

    Raises
    ------
    FileError
        When the file cannot be written, or a table has more rows than a sheet can hold.
    ValueError
        When the responses are not those behind the result.
    """
    book = Book(f"{result.name}: {result.headline}")
    rows = None
    if responses is not None and result.n <= _RESPONDENTS:
        rows = rows_behind(result, responses)
    behind = responses if rows is None else rows.responses
    unit = f"Unit pelayanan: {result.name}"
    head = [unit, f"Periode: {periode}" if periode else ""]
    official = [unit, f"Alamat: {alamat}", f"Telp/Fax: {telepon}", f"Periode: {periode}"]
    left_out = ""
    if responses is not None and rows is None:
        left_out = "Tabel per responden tidak disertakan: kuesionernya terlalu banyak untuk satu lembar."
    _computed(book, result, rows, head, official, left_out)
    _characteristics(book, result, behind, head)
    if rencana is None:
        saran = rows.responses if rows is not None and rows.responses.saran.shape[1] else None
        rencana = plan(result, saran=saran, periode=periode)
    add_rencana(book, rencana)
    _accounts(book, result, responses)
    return write_to(path, book.content())


def _computed(
    book: Book, result: Result, rows: Rows | None, head: list[str], official: list[str], note: str
) -> None:
    """The sheets whose figures are formulas; they refer to each other, so all are made before any is filled.

    `head` stands above each, `official` above the official table; `note` is said below the summary.
    """
    unit, keys, groups = Result(result.tally.pool(), result.name), result.tally.keys, len(result.tally.n)
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

    answers = table if len(unit.pedoman.unsur) * groups * result.n <= _COMPARISONS else None
    if table is not None:
        title = "Pengolahan data SKM per responden dan per unsur pelayanan"
        table.write([title, *official], (block.area("Jumlah nilai"), block.area("n")))
    if per_group is not None:
        per_group.write(lambda group: None if answers is None else _of_group(answers, per_group, group))
    if counted is not None:
        frequency_table(book, counted, result, 4, None if table is None else table.answers)
    per_unsur.write(lambda group: _of_unit(unit, table, per_group, counted, per_unsur))
    order_table(book, order, unit, 4, block, len(per_unsur.columns))
    if table is not None and answers is None and per_group is not None:
        note = "Jumlah per kelompok di sini berupa angka, bukan rumus: kelompoknya terlalu banyak."
    Summary(book, summary, result, head, note).write(per_group, per_unsur, answers, order.get_name())


def _accounts(book: Book, result: Result, responses: Responses | None) -> None:
    """Where the figures come from, and the questionnaires and answers that are not among them."""
    said = [result.name, result.headline, *closing(result)]
    book.sheet("Asal angka", said, result.provenance.rename(columns=heading), widest=80)
    if responses is not None:
        lists = (responses.set_aside, responses.problems)
        parts = [t.rename(columns=heading) for t in lists if len(t)]
        lines = [display.went(result.tally), *display.passed_over(result.tally)]
        if not parts:
            nothing = "Tidak ada kuesioner yang disisihkan karena isinya"
            lines.append(f"{nothing}, dan tidak ada jawaban yang ditolak.")
        book.sheet("Disisihkan", lines, *parts)
        read = (responses.ledger, responses.columns)
        book.sheet(
            "Pembacaan", [responses.rows_account], *(t.rename(columns=heading) for t in read if len(t))
        )


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
