"""The tables per unsur and per group as formulas: they follow when an answer is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skm.charts.style import nilai_palette
from skm.report import _formulas as f
from skm.report.sheets import HEAD, Book, check_rows
from skm.result import PRIORITIES, Result, display
from skm.result.display import heading, key_cell
from skm.result.distribution import frequencies
from skm.result.indeks import from_lowest, indices

# Columns of every table per unsur, after its keys, with their widths.
UNSUR = {
    "Kode": 7, "Unsur": 34, "n": 7, "Jumlah nilai": 9, "NRR": 8, "Bobot": 8, "NRR tertimbang": 11, "IKM": 9,
    "Mutu": 7, "Kinerja": 13, "Urutan": 8, "Prioritas": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """Where one group's rows of a table per unsur are."""

    sheet: str
    top: int
    bottom: int
    columns: Mapping[str, int]

    def area(self, column: str) -> str:
        """The range of one column, for another sheet."""
        at = self.columns[column]
        return f.on(self.sheet, f.area(self.top, at, self.bottom, at))

    def cell(self, column: str, unsur: int) -> str:
        return f.on(self.sheet, f.fixed(self.top + unsur, self.columns[column]))


# What stands in n and Jumlah nilai of one unsur: formulas, or None where they are typed numbers.
Source = Callable[[int], tuple[str, str]]


class UnsurTable:
    """A table with one row per group of the result and unsur, on a sheet of its own.

    top : the row of the headings
    keys : the keys that get a column each; none for the unit
    """

    def __init__(self, book: Book, sheet: Any, result: Result, top: int, keys: Sequence[str] = ()) -> None:
        self.book, self.sheet, self.result, self.top, self.keys = book, sheet, result, top, list(keys)
        self.unsur = len(result.pedoman.unsur)
        self.columns = {name: len(keys) + i for i, name in enumerate(UNSUR)}
        self.rows = len(result.tally.n) * self.unsur
        check_rows(sheet.get_name(), top, self.rows)

    def block(self, group: int) -> Block:
        top = self.top + 1 + group * self.unsur
        return Block(self.sheet.get_name(), top, top + self.unsur - 1, self.columns)

    def key_cells(self, group: int) -> list[str]:
        """The cells that hold the keys of a group."""
        name, top = self.sheet.get_name(), self.block(group).top
        return [f.on(name, f.fixed(top, i)) for i in range(len(self.keys))]

    def write(self, source: Callable[[int], Source | None]) -> None:
        """The whole table; `source` gives for each group where its numbers come from."""
        sheet, keys = self.sheet, self.keys
        names = [[key_cell(v) for v in self.result.tally.groups[k].tolist()] for k in keys]
        widths = [
            min(max(len(str(v)) + 3 for v in [heading(k), *column]), 32)
            for k, column in zip(keys, names, strict=True)
        ]
        names_fit = UNSUR | {"Unsur": name_width(self.result)}
        self.book.headings(sheet, self.top, [*map(heading, keys), *UNSUR], [*widths, *names_fit.values()])
        frame = self.result.unsur_by_group
        indeks, found = indices(self.result.tally), frame.to_dict("records")
        marks, ikm = display.marks(indeks), indeks.ikm_unsur.settled()
        for group in range(len(self.result.tally.n)):
            start = group * self.unsur
            part = slice(start, start + self.unsur)
            for u in range(self.unsur):
                for i in range(len(keys)):
                    self.book.cell(sheet, self.top + 1 + start + u, i, names[i][group])
            self._group(self.block(group), found[part], marks[part], ikm[part], source(group))
        sheet.freeze_panes(self.top + 1, 0)
        sheet.repeat_rows(self.top)
        sheet.print_area(0, 0, self.top + self.rows, len(keys) + len(UNSUR) - 1)
        if keys:
            sheet.autofilter(self.top, 0, self.top + self.rows, len(keys) + len(UNSUR) - 1)

    def _group(
        self, block: Block, rows: list[Any], marks: list[str], ikm: Any, source: Source | None
    ) -> None:
        book, sheet, at = self.book, self.sheet, self.columns
        forms, pedoman = f.Formulas(self.result.pedoman), self.result.pedoman
        centre = book.cells(align="center")

        def area(column: str) -> str:
            return f.area(block.top, at[column], block.bottom, at[column])

        for u, row in enumerate(rows):
            r = block.top + u
            s, n, nrr, index, rank = (f.cell(r, at[c]) for c in ("Jumlah nilai", "n", "NRR", "IKM", "Urutan"))
            book.cell(sheet, r, at["Kode"], pedoman.kode[u])
            book.cell(sheet, r, at["Unsur"], row["nama"])
            numbers = (("n", int(row["n"])), ("Jumlah nilai", int(row["total"])))
            if source is None:
                for column, number in numbers:
                    book.cell(sheet, r, at[column], number)
            else:
                for (column, number), formula in zip(numbers, source(u), strict=True):
                    book.formula(sheet, r, at[column], formula, number)
            book.formula(sheet, r, at["NRR"], forms.nrr(s, n), float(row["nrr"]))
            book.cell(sheet, r, at["Bobot"], str(pedoman.bobot[u]), centre)
            book.formula(
                sheet, r, at["NRR tertimbang"], forms.tertimbang(nrr, u), float(row["nrr_tertimbang"])
            )
            book.formula(sheet, r, at["IKM"], forms.ikm_unsur(s, n), ikm[u])
            book.formula(sheet, r, at["Mutu"], forms.mutu(index), row["mutu"], centre)
            book.formula(sheet, r, at["Kinerja"], forms.kinerja(index), row["kinerja"], book.text)
            ranks, place = area("Urutan"), int(row["rank"]) or None
            order = forms.rank(s, n, area("Jumlah nilai"), area("n"))
            book.formula(sheet, r, at["Urutan"], order, place, centre)
            mark = forms.mark(rank, ranks, PRIORITIES)
            book.formula(sheet, r, at["Prioritas"], mark, marks[u], book.text)


def name_width(result: Result) -> int:
    """The width of a column of names of unsur."""
    return min(max(20, *(len(name) + 1 for name in result.pedoman.nama_unsur)), 70)


def bar_chart(
    book: Book,
    sheet: Any,
    row: int,
    title: str,
    categories: list[Any],
    series: list[dict[str, Any]],
    axis: dict[str, Any],
    *,
    stacked: bool = False,
    size: int = 9,
) -> None:
    """Put a bar chart below a table that ends above `row`: on the same page, or whole on the next.

    `categories` is a range as xlsxwriter takes it: sheet, first row and column, last row and column.
    """
    chart = book.book.add_chart({"type": "bar", **({"subtype": "percent_stacked"} if stacked else {})})
    plain = {"fill": {"color": HEAD}, "data_labels": {"value": True, "num_format": "0.00"}}
    for one in series:
        chart.add_series({"categories": categories, "gap": 40, **({} if stacked else plain), **one})
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}, **axis})
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": size}})
    chart.set_legend({"position": "bottom"} if stacked else {"none": True})
    bars = categories[3] - categories[1] + 1
    room = 630 - 20 * row  # of the 670 pixels of a page
    if room >= 90 + 18 * bars:
        height = min(110 + 30 * bars, room)
    else:
        height = 110 + bars * max(14, min(26, 500 // bars))
        sheet.set_h_pagebreaks([row - 1])
    chart.set_size({"width": 880, "height": height})
    sheet.insert_chart(row, 0, chart, {"object_position": 2})


# Unsur in order, lowest first -------------------------------------------------------------------------------

ORDER = {"No": 5, "Kode": 7, "Unsur": 40, "NRR": 9, "IKM": 10, "Mutu": 8, "Kinerja": 16, "Prioritas": 14}


def order_table(book: Book, sheet: Any, result: Result, top: int, block: Block, place: int) -> None:
    """The unsur from the lowest NRR, and a chart of them; `place`: the column of a helper beside `block`."""
    forms, k = f.Formulas(result.pedoman), len(result.pedoman.unsur)
    unsur, ranks = result.unsur, block.area("Urutan")
    home = book.book.get_worksheet_by_name(block.sheet)
    order = from_lowest(unsur["rank"]).tolist()
    book.cell(home, block.top - 1, place, "Letak", book.head)
    for u in range(k):
        rank = f.cell(block.top + u, block.columns["Urutan"])
        first = f.fixed(block.top, block.columns["Urutan"])
        own = ranks.split("!")[1]
        book.formula(home, block.top + u, place, forms.place(own, first, rank), order.index(u) + 1)
    places = f.on(block.sheet, f.area(block.top, place, block.bottom, place))
    book.headings(sheet, top, list(ORDER), list((ORDER | {"Unsur": name_width(result)}).values()))
    indeks = indices(result.tally.pool())
    values = {
        "Kode": list(unsur.index), "Unsur": unsur["nama"].tolist(), "NRR": unsur["nrr"].tolist(),
        "IKM": list(indeks.ikm_unsur.settled()), "Mutu": unsur["mutu"].tolist(),
        "Kinerja": unsur["kinerja"].tolist(), "Prioritas": display.marks(indeks),
    }  # fmt: skip
    text, centre = book.text, book.cells(align="center")
    styles = {"Kode": text, "Unsur": text, "Kinerja": text, "Prioritas": text, "Mutu": centre}
    for i, u in enumerate(order):
        row = top + 1 + i
        book.cell(sheet, row, 0, i + 1, book.cells(num_format="0", align="center"))
        found = f"MATCH($A{row + 1},{places},0)"
        for column, (name, now) in enumerate(values.items(), start=1):
            formula = f"=INDEX({block.area(name)},{found})"
            value = float(now[u]) if name in ("NRR", "IKM") and now[u] is not None else now[u]
            book.formula(sheet, row, column, formula, value, styles.get(name))
    largest, bottom, name = result.pedoman.nilai_max, top + k, sheet.get_name()
    bar_chart(
        book,
        sheet,
        bottom + 2,
        "NRR per unsur, terendah di atas",
        [name, top + 1, 2, bottom, 2],
        [{"name": "NRR", "values": [name, top + 1, 3, bottom, 3]}],
        {"min": 1, "max": largest, "major_unit": 0.5 if largest <= 5 else 1, "num_format": "0.0"},
    )


# Frequencies ------------------------------------------------------------------------------------------------


def frequency_table(
    book: Book, sheet: Any, result: Result, top: int, answers: Callable[[int], str] | None
) -> None:
    """How often each answer was given to each unsur; `answers` gives the range they are counted in."""
    forms, frame = f.Formulas(result.pedoman), frequencies(result)
    values = list(range(1, result.pedoman.nilai_max + 1))
    headings = ["Kode", "Unsur", *map(str, values), "Terisi", "Kosong", *(f"{v} (%)" for v in values)]
    widths = [7, name_width(result), *[8] * len(values), 9, 9, *[8] * len(values)]
    book.headings(sheet, top, headings, widths)
    filled = 2 + len(values)
    for u, (kode, row) in enumerate(frame.iterrows()):
        r = top + 1 + u
        book.cell(sheet, r, 0, str(kode))
        book.cell(sheet, r, 1, row["nama"])
        counts = f.area(r, 2, r, filled - 1)
        for i, v in enumerate(values):
            if answers is None:
                book.cell(sheet, r, 2 + i, int(row[v]))
            else:
                book.formula(sheet, r, 2 + i, f"=COUNTIF({answers(u)},{v})", int(row[v]))
            share = forms.share(f.cell(r, 2 + i), f"{f.fixed(r, 2)}:{f.cell(r, 2 + i)}", counts)
            book.formula(sheet, r, filled + 2 + i, share, int(row[f"persen_{v}"]))
        book.formula(sheet, r, filled, f"=SUM({counts})", int(row["n"]))
        if answers is None:
            book.cell(sheet, r, filled + 1, int(row["kosong"]))
        else:
            book.formula(sheet, r, filled + 1, f"=COUNTBLANK({answers(u)})", int(row["kosong"]))
    bottom, name = top + len(frame), sheet.get_name()
    colours = nilai_palette(result.pedoman)
    series = [
        {
            "name": f"nilai {v}",
            "values": [name, top + 1, column, bottom, column],
            "fill": {"color": colours[v]},
            "border": {"color": "#FFFFFF"},
        }
        for column, v in enumerate(values, start=2)
    ]
    categories = [name, top + 1, 1, bottom, 1]
    title, axis = "Sebaran jawaban per unsur", {"num_format": "0%"}
    bar_chart(book, sheet, bottom + 2, title, categories, series, axis, stacked=True)
    sheet.freeze_panes(top + 1, 2)
