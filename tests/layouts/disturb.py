"""A random correct table, and what offices do to it afterwards.

    python tests/layouts/disturb.py 2000 [seed]

reads so many disturbed files and prints, for each disturbance, how many were right, refused, wrong or crashed. The
property: the true integers or an error of skm, never a third thing; and no undisturbed file is refused.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
from office_files import (
    BLANK,
    DATA,
    HEADING,
    LABELS,
    NAMES,
    NUMBERS,
    OTHER,
    TOTALS,
    UNSUR,
    Book,
    Formula,
    Page,
    Percent,
    Right,
    Seen,
    Text,
    look,
    quiet,
    right,
    right_faults,
    statistic,
)

import skm

# --- a correct table ------------------------------------------------------------------------------------------

_SERVICES = [
    "KTP Elektronik", "Kartu Keluarga", "Surat Pindah", "SKCK", "IUMK", "Poli Umum", "Rekomendasi Nikah", "Pengujian Kendaraan",
    "Akta Kelahiran", "Perpustakaan Keliling", "Total Station", "Dispensasi", "Legalisasi", "Pajak Daerah", "SKM Desa",
]  # fmt: skip
_REMARKS = [
    "",
    "",
    "baik",
    "cepat",
    "mohon ditambah kursi",
    "terima kasih",
    "parkir sempit",
    "petugas ramah, cepat",
    "sudah bagus",
]


@dataclass
class Sheet:
    """One sheet of the draft: a page, and where in it the respondents are."""

    page: Page
    answers: list[tuple[int | None, ...]]
    number: bool
    heads: list[str]
    first: int
    extra: int  # columns right of the answers
    label_column: (
        int | None
    )  # a column left of the answers in which a label shows that the row is no respondent

    def data_rows(self) -> list[int]:
        return [i for i, role in enumerate(self.page.roles) if role == DATA]

    def wide(self) -> int:
        return len(self.heads)


@dataclass
class Draft:
    """A file in the making, and what is true of it."""

    sheets: list[Sheet]
    ending: str
    delimiter: str
    truth: Right | None
    by: str | None
    stage_text: list[Callable[[str, Random], str]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    flat: bool = True  # a frame can hold it

    @property
    def text_file(self) -> bool:
        return self.ending != "xlsx"

    def file(self, random: Random) -> Book | Text:
        if not self.text_file:
            return Book(*(s.page for s in self.sheets))
        text = self.sheets[0].page.text(self.delimiter)
        for change in self.stage_text:
            text = change(text, random)
        return Text(text, f"survei.{self.ending}")


def draft(seed: int, ending: str | None = None) -> Draft:
    """A correct table: services, profile, numbers, remarks and blanks as chance has it."""
    random = Random(seed)
    ending = ending or random.choice(["xlsx", "xlsx", "csv", "csv", "tsv"])
    services = random.sample(_SERVICES, random.choice([1, 1, 2, 3, 5, 9]))
    n = random.randint(max(5, len(services)), 60)
    blanks = random.choice([0, 0, 0.03, 0.15])
    happy = random.choice([[2, 3, 3, 3, 4], [3, 3, 3, 4, 4], [1, 2, 3, 4], [3, 4, 4, 4]])
    answers: list[tuple[int | None, ...]] = []
    for _ in range(n):
        mood = random.choice(happy)
        row: list[int | None] = [min(4, max(1, mood + random.choice([-1, 0, 0, 0, 1]))) for _ in UNSUR]
        row = [None if random.random() < blanks else v for v in row]
        answers.append(tuple(row) if any(row) else (3, *row[1:]))
    chosen = sorted(random.choice(range(len(services))) for _ in range(n))
    chosen[: len(services)] = range(len(services))
    chosen.sort()
    by_sheet = ending == "xlsx" and len(services) > 1 and random.random() < 0.4
    column = not by_sheet and (len(services) > 1 or random.random() < 0.5)
    number, profile = random.random() < 0.7, random.random() < 0.5
    remarks = random.random() < 0.3
    unsur = random.choice([UNSUR, UNSUR, NAMES, [f"{u} {n}" for u, n in zip(UNSUR, NAMES, strict=True)]])
    titles = random.choice([0, 0, 1, 2])
    heads = [*(["No"] if number else []), *(["Jenis Kelamin", "Usia", "Pendidikan"] if profile else [])]
    heads += ["Jenis Layanan"] if column else []
    first = len(heads)
    heads += [*unsur, *(["Saran"] if remarks else [])]
    parts: dict[str, list[Any]] = {}
    for service, row in zip(chosen, answers, strict=True):
        parts.setdefault(services[service], []).append(row)
    pages = parts if by_sheet else {"Data": answers}
    sheets = []
    for name, rows in pages.items():
        page = Page(name)
        for t in range(titles):
            page.title(["REKAPITULASI KUESIONER", "Unit: Kecamatan Contoh"][t])
        page.add(heads, HEADING, random.choice(["bold border", "bold", ""]))
        for i, row in enumerate(rows):
            left: list[Any] = [i + 1] if number else []
            if profile:
                left += [
                    random.choice("LP"),
                    random.randint(17, 70),
                    random.choice(["SD", "SMP", "SMA", "D3", "S1"]),
                ]
            if column:
                left.append(services[chosen[i]])
            right_side = [random.choice(_REMARKS) or None] if remarks else []
            page.data([[*left, *row, *right_side]])
        page.first = first
        labelled = 0 if number or profile else None
        sheets.append(Sheet(page, list(rows), number, heads, first, int(remarks), labelled))
    groups = parts if by_sheet or column else None
    return Draft(
        sheets,
        ending,
        "\t" if ending == "tsv" else random.choice(",;"),
        right(answers, groups),
        "layanan" if groups else None,
    )


# --- words that nobody can have listed ------------------------------------------------------------------------

_SYLLABLES = [
    "ba",
    "ku",
    "ra",
    "ti",
    "no",
    "me",
    "la",
    "si",
    "pu",
    "de",
    "ga",
    "han",
    "ter",
    "jum",
    "lah",
    "rek",
    "kap",
    "tul",
    "win",
    "dra",
    "sor",
    "per",
    "nil",
]
_STEMS = [
    "jml", "jlh", "jum.", "tot.", "rt2", "r-rata", "purata", "rerata", "mean", "avg", "maks", "maksimal", "tertg", "min.", "terkcl", "med", "mdn", "mod",
    "simpangan", "deviasi", "ranking", "urut", "prdkt", "hsl", "hasil", "olahan", "rekap", "kesimpulan", "nilai", "skor", "indeks", "bobot", "kategori", "kualitas",
    "konv", "gap", "harapan", "target", "standar", "capaian", "realisasi", "persen", "prosentase", "frek", "banyaknya", "kabehan", "sedaya", "sumo", "total2", "ket",
]  # fmt: skip
_TAILS = [
    "",
    "",
    " unsur",
    " per unsur",
    " akhir",
    " Smt I",
    " (bulat)",
    " 2024",
    " *)",
    " KTP",
    " TW 2",
    "/unsur",
    ":",
    " =",
    " u1-u9",
    " Januari",
    " sementara",
]
_SIGNS = ["Σ", "x̄", "∑", "#", "**", "->", "~", "µ", "Ʃn", "%", "=>", "σ", "I", "A", "ok", "xx", "..."]


def label(random: Random) -> str:
    """A label for a row of statistics, spelled as nobody else does."""
    kind = random.random()
    if kind < 0.12:
        return random.choice(_SIGNS)
    if kind < 0.4:
        made = "".join(random.choice(_SYLLABLES) for _ in range(random.randint(2, 4)))
    else:
        made = random.choice(_STEMS)
        if random.random() < 0.25 and len(made) > 4:
            cut = random.randrange(1, len(made) - 1)
            made = made[:cut] + made[cut + 1 :]
    made += random.choice(_TAILS)
    return random.choice([made, made.title(), made.upper(), made.capitalize()])


_WHOLE = ["max", "min", "mode", "rounded", "target", "rank", "range", "median"]  # may look like answers
_ANY = [*_WHOLE, "sum", "mean", "sd", "letter", "count", "index", "weighted"]


def values_of(sheet: Sheet, random: Random, kinds: Sequence[str] = _ANY, *, wrong: bool = False) -> list[Any]:
    values = statistic(random.choice(list(kinds)), sheet.answers)
    if wrong:
        at = random.randrange(9)
        if isinstance(values[at], int | float):
            values[at] = values[at] + 1 if values[at] < 4 or values[at] > 5 else values[at] - 1
    return values


def insert(sheet: Sheet, at: int | None, cells: list[Any], role: str, style: str = "") -> None:
    page = sheet.page
    at = len(page.rows) if at is None else at
    page.rows.insert(at, cells)
    page.roles.insert(at, role)
    page.looks.insert(at, style)
    page.merges = [(a + (a >= at), b, c + (a >= at), d) for a, b, c, d in page.merges]
    page.hidden_rows = [r + (r >= at) for r in page.hidden_rows]


def summary(sheet: Sheet, values: Sequence[Any], text: Any = None, at: int | None = None) -> list[Any]:
    cells: list[Any] = [None] * sheet.first + list(values) + [None] * sheet.extra
    if text is not None:
        column = sheet.label_column if at is None else at
        cells += [None] * ((column or 0) + 1 - len(cells))
        cells[column or 0] = text
    return cells


# --- disturbances ---------------------------------------------------------------------------------------------

Disturbance = Callable[[Draft, Sheet, Random], bool]
DISTURBANCES: dict[str, tuple[int, Disturbance]] = {}


def disturbance(stage: int) -> Callable[[Disturbance], Disturbance]:
    """Stages: 0 changes what answers look like, 1 rows and columns, 2 sheets, 3 the text, 4 the whole."""

    def register(change: Disturbance) -> Disturbance:
        DISTURBANCES[change.__name__] = (stage, change)
        return change

    return register


# Each returns False where it does not apply. A row of plain answers without label, number, gap or function is a
# questionnaire as far as anybody can tell, and is never added.


@disturbance(1)
def summary_labelled(d, s, random):
    if s.label_column is None:
        return False
    insert(
        s,
        None,
        summary(s, values_of(s, random), label(random)),
        TOTALS,
        random.choice(["", "bold", "border"]),
    )
    return True


@disturbance(1)
def summary_looks_like_answers(d, s, random):
    if s.label_column is None:
        return False
    insert(s, None, summary(s, values_of(s, random, _WHOLE), label(random)), TOTALS)
    return True


@disturbance(1)
def summary_as_a_service(d, s, random):
    """Only the service stands left of the answers: a figure that could be an answer would be a respondent's."""
    if s.label_column is not None or not s.first:
        return False
    values = values_of(s, random, ["sum", "sd", "index", "weighted"])
    insert(s, None, summary(s, values, label(random), at=0), TOTALS)
    return True


@disturbance(1)
def summary_mistyped(d, s, random):
    if s.label_column is None:
        return False
    insert(s, None, summary(s, values_of(s, random, wrong=True), label(random)), TOTALS)
    return True


@disturbance(1)
def summary_unlabelled_after_gap(d, s, random):
    for _ in range(random.randint(1, 3)):
        insert(s, None, [], BLANK)
    insert(s, None, summary(s, values_of(s, random)), TOTALS)
    return True


@disturbance(1)
def summary_without_number(d, s, random):
    if not s.number:
        return False
    insert(s, None, summary(s, values_of(s, random)), TOTALS)
    return True


@disturbance(1)
def summary_label_right(d, s, random):
    insert(s, None, summary(s, values_of(s, random), label(random), at=s.wide()), TOTALS)
    return True


@disturbance(1)
def summary_label_in_remarks(d, s, random):
    if not s.extra or not s.number:
        return False
    insert(s, None, summary(s, values_of(s, random), label(random), at=s.wide() - 1), TOTALS)
    return True


@disturbance(1)
def summary_label_merged(d, s, random):
    if s.first < 2 or d.text_file:
        return False
    insert(s, None, summary(s, values_of(s, random), label(random)), TOTALS, "bold border")
    at = len(s.page.rows) - 1
    s.page.merge(at, 0, at, s.first - 1)
    return True


@disturbance(1)
def summary_block(d, s, random):
    if s.label_column is None:
        return False
    for kind in random.sample(_ANY, random.randint(3, 6)):
        insert(s, None, summary(s, statistic(kind, s.answers), label(random)), TOTALS)
    return True


@disturbance(1)
def summary_between(d, s, random):
    rows = s.data_rows()
    if s.label_column is None or len(rows) < 4:
        return False
    upper = s.answers[: len(rows) // 2]
    insert(
        s, rows[len(rows) // 2], summary(s, statistic(random.choice(_WHOLE), upper), label(random)), TOTALS
    )
    return True


@disturbance(1)
def summary_under_headings(d, s, random):
    if s.label_column is None:
        return False
    insert(
        s,
        s.data_rows()[0],
        summary(s, values_of(s, random, ["target", "max", "rounded", "sum"]), label(random)),
        TOTALS,
    )
    return True


@disturbance(1)
def summary_formulas(d, s, random):
    if d.text_file or s.label_column is None:
        return False
    rows = s.data_rows()
    name = random.choice(["MAX", "MIN", "MODE", "MEDIAN"])
    values = statistic({"MAX": "max", "MIN": "min", "MODE": "mode", "MEDIAN": "median"}[name], s.answers)
    letters = [chr(65 + s.first + u) for u in range(9)]
    known = random.random() < 0.7
    cells = [
        Formula(f"={name}({c}{rows[0] + 1}:{c}{rows[-1] + 1})", v if known else None)
        for c, v in zip(letters, values, strict=True)
    ]
    insert(s, None, summary(s, cells, label(random)), TOTALS)
    return True


@disturbance(1)
def rows_below_totals(d, s, random):
    if not s.number:
        return False
    insert(s, None, summary(s, statistic("sum", s.answers), "Jumlah"), TOTALS)
    for _ in range(random.randint(1, 2)):
        insert(s, None, summary(s, [random.randint(1, 4) for _ in UNSUR]), TOTALS)
    return True


@disturbance(1)
def box_of_figures_below(d, s, random):
    insert(s, None, [], BLANK)
    for _ in range(random.randint(1, 3)):
        cells: list[Any] = [None] * (s.first + 9)
        at = s.first + random.randrange(0, 6)
        cells[at], cells[at + 2] = label(random), random.choice([1, 2, 3, 4, 3.21, 80.25])
        insert(s, None, cells, OTHER)
    return True


@disturbance(1)
def frequencies_below(d, s, random):
    counts = [[sum(r[u] == v for r in s.answers) for u in range(9)] for v in (1, 2, 3, 4)]
    if random.random() < 0.7:
        insert(s, None, [], BLANK)
    elif not s.number:
        return False
    for v, line in enumerate(counts, start=1):
        text = (
            None
            if s.label_column is None
            else random.choice([v, f"Nilai {v}", LABELS[8][v - 1], label(random)])
        )
        insert(s, None, summary(s, line, text), OTHER)
    return True


@disturbance(1)
def percentages_below(d, s, random):
    if s.label_column is None:
        return False
    for v in (1, 2, 3, 4):
        line = [Percent(sum(r[u] == v for r in s.answers) / len(s.answers)) for u in range(9)]
        insert(
            s,
            None,
            summary(s, line if not d.text_file else [f"{x * 100:.0f}%" for x in line], label(random)),
            OTHER,
        )
    return True


@disturbance(1)
def table_of_unsur_below(d, s, random):
    insert(s, None, [], BLANK)
    insert(s, None, ["No", "Unsur pelayanan", "NRR", "Peringkat"], OTHER, "bold border")
    for u, (mean, rank) in enumerate(
        zip(statistic("mean", s.answers), statistic("rank", s.answers), strict=True)
    ):
        insert(s, None, [u + 1, NAMES[u], mean, rank], OTHER, "border")
    return True


@disturbance(1)
def table_beside(d, s, random):
    rows = s.data_rows()
    means = statistic("rounded" if random.random() < 0.5 else "mean", s.answers)
    for u in range(9):
        if u < len(rows):
            row = s.page.rows[rows[u]]
            row += [None] * (s.wide() - len(row)) + [
                None,
                u + 1,
                NAMES[u] if random.random() < 0.7 else UNSUR[u],
                means[u],
            ]
    return True


@disturbance(1)
def table_of_frequencies_below(d, s, random):
    insert(s, None, [], BLANK)
    insert(s, None, ["Unsur", 1, 2, 3, 4], OTHER, "bold")
    for u in range(9):
        insert(s, None, [UNSUR[u], *(sum(r[u] == v for r in s.answers) for v in (1, 2, 3, 4))], OTHER)
    return True


@disturbance(1)
def legend_below(d, s, random):
    insert(s, None, [], BLANK)
    for text in random.sample(
        [
            "Keterangan:",
            "1 = Tidak baik",
            "4 = Sangat baik",
            "NRR = nilai rata-rata",
            "Sumber: kuesioner 2024",
            "A : 88,31 - 100,00",
        ],
        3,
    ):
        insert(s, None, [text], "legend")
    return True


@disturbance(1)
def legend_in_two_cells(d, s, random):
    insert(s, None, [], BLANK)
    for v, text in enumerate(["Tidak baik", "Kurang baik", "Baik", "Sangat baik"], start=1):
        insert(s, None, [v, text] if random.random() < 0.8 else [text, v], "legend")
    return True


@disturbance(1)
def signature_below(d, s, random):
    insert(s, None, [], BLANK)
    for text in ("Contoh, 30 Juni 2024", "Camat Contoh", "", "Drs. Fulan", "NIP 19700101 199003 1 001"):
        insert(
            s, None, [None] * random.choice([0, s.first + 5]) + [text or None], "legend" if text else BLANK
        )
    return True


@disturbance(1)
def headings_repeated(d, s, random):
    if len(s.data_rows()) < 4:
        return False
    rows = s.data_rows()
    insert(s, random.choice(rows[1:]), list(s.heads), HEADING, "bold")
    d.flat = True
    return True


@disturbance(1)
def headings_sorted_in(d, s, random):
    if len(s.data_rows()) < 4:
        return False
    rows = s.data_rows()
    top = s.page.roles.index(HEADING)
    if top + 1 != rows[0]:
        return False
    heads = s.page.rows.pop(top)
    s.page.roles.pop(top)
    s.page.looks.pop(top)
    insert(s, random.choice(s.data_rows()[1:]), heads, HEADING)
    d.flat = False
    return True


@disturbance(1)
def number_row(d, s, random):
    insert(s, s.data_rows()[0], list(range(1, s.wide() + 1)), NUMBERS)
    return True


@disturbance(1)
def number_row_of_unsur(d, s, random):
    if not s.first:
        return False
    insert(s, s.data_rows()[0], [None] * s.first + list(range(1, 10)), NUMBERS)
    return True


@disturbance(1)
def headings_contradict(d, s, random):
    if s.heads[s.first] not in (UNSUR[0], NAMES[0]):
        return False
    other = list(NAMES if s.heads[s.first] == UNSUR[0] else UNSUR)
    a, b = random.sample(range(9), 2)
    other[a], other[b] = other[b], other[a]
    insert(s, s.data_rows()[0], [None] * s.first + other, HEADING, "bold")
    d.truth, d.flat = None, False
    return True


@disturbance(1)
def blank_rows_inside(d, s, random):
    if len(s.data_rows()) < 4:
        return False
    for _ in range(random.randint(1, 3)):
        insert(s, random.choice(s.data_rows()[1:]), [], BLANK)
    return True


@disturbance(1)
def hidden_rows(d, s, random):
    if d.text_file:
        return False
    rows = s.data_rows()
    s.page.hidden_rows += random.sample(rows, min(len(rows), random.randint(1, 3)))
    d.flat = False
    return True


@disturbance(1)
def columns_of_sums(d, s, random):
    top = s.page.roles.index(HEADING)
    titles = random.sample(["Jumlah", "Rata-rata", "Persen", "IKM", label(random)], random.randint(1, 3))
    s.page.rows[top] += titles
    for i in s.data_rows():
        row = s.page.rows[i]
        row += [None] * (s.wide() - len(row))
        filled = [v for v in row[s.first : s.first + 9] if isinstance(v, int)]
        row += [
            {"Jumlah": sum(filled), "Rata-rata": round(sum(filled) / 9, 2)}.get(
                t, Percent(round(sum(filled) / 36, 4))
            )
            for t in titles
        ]
    s.heads = [*s.heads, *titles]
    s.extra += len(titles)
    return True


@disturbance(1)
def unsur_repeated_right(d, s, random):
    """A worked-over copy of the answers stands right of them under the same headings."""
    top = s.page.roles.index(HEADING)
    s.page.rows[top] += [None, *s.heads[s.first : s.first + 9]]
    for i in s.data_rows():
        row = s.page.rows[i]
        cells = [
            v if v is None or random.random() < 0.6 else random.randint(1, 4)
            for v in row[s.first : s.first + 9]
        ]
        row += [None] * (s.wide() - len(row)) + [None, *cells]
    s.extra += 10
    s.heads = [*s.heads, "", *s.heads[s.first : s.first + 9]]
    d.flat = False
    return True


@disturbance(1)
def stacked_table(d, s, random):
    """Half of the respondents stand in a second table below, with headings and a title of its own."""
    if len(s.data_rows()) < 4:
        return False
    rows = s.data_rows()
    middle = rows[len(rows) // 2]
    at = middle
    for cells, role in (([], BLANK), ([label(random)], "legend"), (list(s.heads), HEADING)):
        insert(s, at, cells, role, "bold")
        at += 1
    d.flat = False
    return True


@disturbance(0)
def scale_reversed_and_said(d, s, random):
    if d.truth is None or len(d.sheets) > 1 or d.done:
        return False
    turn_round(s, lambda v: 5 - v)
    note = random.choice(
        [
            "1 = Sangat Baik, 2 = Baik, 3 = Kurang Baik, 4 = Tidak Baik",
            "Nilai 1: sangat puas ... 4: tidak puas",
            "Ket. 1 sangat baik s.d. 4 tidak baik",
        ]
    )
    insert(s, random.choice([0, None]), [note], "legend")
    d.flat = False
    return True


@disturbance(0)
def letters_best_first_and_said(d, s, random):
    if d.truth is None or len(d.sheets) > 1 or d.done:
        return False
    turn_round(s, lambda v: "DCBA"[v - 1])
    insert(
        s, random.choice([0, None]), ["A = Sangat Baik, B = Baik, C = Kurang Baik, D = Tidak Baik"], "legend"
    )
    d.flat = False
    return True


@disturbance(0)
def scale_of_ten_said(d, s, random):
    insert(s, 0, [random.choice(["(skala 1-10)", "Skala penilaian 1 s.d. 10", "Skor: 1 - 5"])], "legend")
    d.truth, d.flat = None, False
    return True


def turn_round(s: Sheet, change: Callable[[int], Any]) -> None:
    """Show every answer otherwise; statistics are of what is shown, where that is a number."""
    for i in s.data_rows():
        row = s.page.rows[i]
        row[s.first : s.first + 9] = [None if v is None else change(v) for v in row[s.first : s.first + 9]]
    if isinstance(change(1), int):
        s.answers = [tuple(None if v is None else change(v) for v in r) for r in s.answers]


def respondents(s: Sheet, rows: Sequence[int], name: str) -> Page:
    page = Page(name).add(list(s.heads), HEADING, "bold")
    return page.data([list(s.page.rows[i]) for i in rows])


def added(d: Draft, page: Page, random: Random) -> bool:
    d.sheets.insert(random.choice([0, len(d.sheets)]), Sheet(page, [], False, [], 0, 0, None))
    d.flat = False
    return True


def free_name(d: Draft, *names: str) -> str | None:
    taken = {s.page.name for s in d.sheets}
    return next((n for n in names if n not in taken), None)


@disturbance(2)
def sheet_copied(d, s, random):
    name = free_name(d, f"{s.page.name[:25]} (2)")
    if d.text_file or name is None:
        return False
    rows = s.data_rows()
    return added(
        d, respondents(s, rows if random.random() < 0.6 else random.sample(rows, len(rows)), name), random
    )


@disturbance(2)
def sheet_with_some(d, s, random):
    name = free_name(d, random.choice(["Sampel", "Terpilih", "Olah", "Bersih"]))
    rows = s.data_rows()
    if d.text_file or name is None or len(rows) < 6:
        return False
    return added(d, respondents(s, sorted(random.sample(rows, len(rows) // 2)), name), random)


@disturbance(2)
def sheet_with_all(d, s, random):
    real = [x for x in d.sheets if x.answers]
    name = free_name(
        d,
        random.choice(
            [
                "Gabungan",
                "Semua",
                "Rekap Tahunan",
                label(random)[:20].translate(str.maketrans("", "", "/*[]:?\\'")),
            ]
        ),
    )
    if d.text_file or len(real) < 2 or not name or not name.strip():
        return False
    page = Page(name.strip()).add(list(s.heads), HEADING, "bold")
    for x in real:
        page.data([list(x.page.rows[i]) for i in x.data_rows()])
    return added(d, page, random)


@disturbance(2)
def sheet_of_frequencies(d, s, random):
    name = free_name(d, random.choice(["Frekuensi", "Tabulasi", "Lembar4"]))
    if d.text_file or name is None or not s.answers:
        return False
    page = Page(name).add([random.choice(["Nilai", "Jawaban", "Skor"]), *UNSUR], HEADING, "bold")
    for v in (1, 2, 3, 4):
        page.add([v, *(sum(r[u] == v for r in s.answers) for u in range(9))], OTHER)
    return added(d, page, random)


@disturbance(2)
def sheet_of_means(d, s, random):
    name = free_name(d, random.choice(["Hasil", "IKM per layanan", "Grafik"]))
    if d.text_file or name is None or not s.answers:
        return False
    page = Page(name).add(["Layanan", *s.heads[s.first : s.first + 9]], HEADING, "bold")
    for x in d.sheets:
        if x.answers:
            page.add(
                [x.page.name, *statistic(random.choice(["rounded", "mean", "median"]), x.answers)], OTHER
            )
    return added(d, page, random)


@disturbance(2)
def sheet_of_targets(d, s, random):
    name = free_name(d, random.choice(["Target", "Standar", "Acuan"]))
    if d.text_file or name is None:
        return False
    return added(
        d, Page(name).add(["Tahun", *UNSUR], HEADING).add([2024, *[random.choice([3, 4])] * 9], OTHER), random
    )


@disturbance(2)
def sheet_of_words(d, s, random):
    name = free_name(d, "Keterangan")
    if d.text_file or name is None:
        return False
    return added(
        d,
        Page(name)
        .legend("Petunjuk pengisian", "Pilih satu jawaban untuk tiap unsur")
        .add(["No", "Unsur"], OTHER)
        .add([1, "Persyaratan"], OTHER),
        random,
    )


@disturbance(2)
def sheets_shuffled(d, s, random):
    if d.text_file or len(d.sheets) < 2:
        return False
    random.shuffle(d.sheets)
    d.flat = False
    return True


def text_lines(text: str) -> list[str]:
    return text.split("\n")


def some_record(lines: list[str], d: Draft, random: Random, *, plain: bool = False) -> int:
    """A line that holds a respondent, not the last one; `plain`: one without quotation marks."""
    roles = d.sheets[0].page.roles
    rows = [i for i, role in enumerate(roles) if role == DATA]
    return random.choice([i for i in rows[:-1] if not plain or '"' not in lines[i]])


def has_plain_record(d: Draft) -> bool:
    """Whether there is such a line."""
    page = d.sheets[0].page
    lines = text_lines(page.text(d.delimiter))
    records = [line for role, line in zip(page.roles, lines, strict=False) if role == DATA]
    return any('"' not in line for line in records[:-1])


@disturbance(3)
def quote_opened(d, s, random):
    if not d.text_file or s.first == 0:
        return False

    def change(text: str, random: Random) -> str:
        lines = text_lines(text)
        at = some_record(lines, d, random)
        parts = lines[at].split(d.delimiter)
        column = random.choice([0, s.first - 1])
        parts[column] = '"' + parts[column]
        lines[at] = d.delimiter.join(parts)
        return "\n".join(lines)

    d.stage_text.append(change)
    d.flat = False
    return True


@disturbance(3)
def quote_around_a_line_end(d, s, random):
    if not d.text_file or not s.extra or '"' in s.page.text(d.delimiter):
        return False

    def change(text: str, random: Random) -> str:
        lines = text_lines(text)
        at = some_record(lines, d, random)
        lines[at] = d.delimiter.join([*lines[at].split(d.delimiter)[:-1], '"sangat'])
        end = at + random.choice([1, 1, 2])
        rows = [i for i, role in enumerate(d.sheets[0].page.roles) if role == DATA]
        end = min(end, rows[-1])
        lines[end] = d.delimiter.join([*lines[end].split(d.delimiter)[:-1], 'baik"'])
        return "\n".join(lines)

    d.stage_text.append(change)
    d.flat = False
    return True


def changed_line(d: Draft, edit: Callable[[list[str], Random], list[str]]) -> bool:
    """Change the fields of one record without quotation marks."""

    def change(text: str, random: Random) -> str:
        lines = text_lines(text)
        at = some_record(lines, d, random, plain=True)
        lines[at] = d.delimiter.join(edit(lines[at].split(d.delimiter), random))
        return "\n".join(lines)

    d.stage_text.append(change)
    d.flat = False
    return True


@disturbance(3)
def ragged_longer(d, s, random):
    if not d.text_file or s.first < 2 or not has_plain_record(d):
        return False
    return changed_line(d, lambda parts, random: [parts[0], random.choice(["5", "3", "x"]), *parts[1:]])


@disturbance(3)
def ragged_shorter(d, s, random):
    if not d.text_file or not has_plain_record(d):
        return False
    d.truth = None  # an answer is gone
    at = s.first + 4
    return changed_line(d, lambda parts, random: [*parts[:at], *parts[at + 1 :]])


@disturbance(3)
def ragged_two_in_a_line(d, s, random):
    if not d.text_file:
        return False

    def change(text: str, random: Random) -> str:
        lines = text_lines(text)
        at = some_record(lines, d, random)
        lines[at : at + 2] = [lines[at] + d.delimiter + lines[at + 1]]
        return "\n".join(lines)

    d.stage_text.append(change)
    d.flat = False
    return True


@disturbance(3)
def cut_off(d, s, random):
    if not d.text_file or d.sheets[0].page.roles[-1] != DATA:
        return False
    d.truth = None  # answers are gone

    def change(text: str, random: Random) -> str:
        lines = text_lines(text.rstrip("\n"))
        parts = lines[-1].split(d.delimiter)
        lines[-1] = d.delimiter.join(parts[: s.first + random.randint(1, 7)])
        return "\n".join(lines)

    d.stage_text.append(change)
    d.flat = False
    return True


@disturbance(3)
def printed_footer(d, s, random):
    if not d.text_file:
        return False
    d.stage_text.append(lambda text, random: text + "\nDicetak oleh aplikasi pada 30/06/2024\n")
    d.flat = False
    return True


@disturbance(4)
def transposed(d, s, random):
    if len(d.sheets) > 1 or d.stage_text:
        return False
    page = Page(s.page.name)
    width = max(map(len, s.page.rows))
    rows = [row + [None] * (width - len(row)) for row in s.page.rows]
    for cells in zip(*rows, strict=True):
        page.add(list(cells), None)
    s.page, d.flat, d.by = page, False, None
    d.truth = d.truth and replace(d.truth, groups=None)
    return True


def disturbed(
    seed: int, ending: str | None = None, names: Sequence[str] | None = None
) -> tuple[Draft, Random]:
    """A draft with one to three disturbances (or those named, where they apply), and the chance that writes it."""
    d = draft(seed, ending)
    random = Random(seed * 7919 + 1)
    fits = [n for n, (stage, _) in DISTURBANCES.items() if stage != (2 if d.text_file else 3)]
    later: list[str] = []
    if names is None:
        names = random.sample(fits, random.choice([1, 1, 1, 2, 2, 3]))
        later = random.sample(fits, len(fits))  # where none of them applies
    for name in [*sorted(names, key=lambda n: DISTURBANCES[n][0]), *later]:
        if d.done and name not in names:
            break
        if name in d.done or (DISTURBANCES[name][0] == 3 and d.stage_text):
            continue  # one fault of the text at a time
        if DISTURBANCES[name][1](d, random.choice([s for s in d.sheets if s.answers]), random):
            d.done.append(name)
    return d, random


# --- outcomes -------------------------------------------------------------------------------------------------


def judged(seen: Seen, truth: Right | None) -> str:
    if seen.error is not None:
        return "refused" if isinstance(seen.error, skm.SkmError) else "crash"
    return "right" if truth is not None and not right_faults(truth, seen) else "wrong"


def outcome(file: Any, truth: Right | None, *, by: str | None = None, stream: bool = False) -> str:
    """ "right" | "refused" | "wrong" | "crash" of a path or frame; truth None: only a refusal is right."""
    return judged(look(file, by=by, stream=stream), truth)


def one_type(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of one kind, as an engine needs them: whole numbers, numbers, or texts."""
    columns = {}
    for name in frame.columns:
        filled = frame[name].dropna()
        if all(isinstance(v, int) and not isinstance(v, bool) for v in filled):
            columns[name] = pd.array(
                [None if v is None or v != v else int(v) for v in frame[name]], dtype="Int64"
            )
        elif all(isinstance(v, int | float) for v in filled):
            columns[name] = pd.array(
                [None if v is None or v != v else float(v) for v in frame[name]], dtype="Float64"
            )
        else:
            columns[name] = [None if v is None or v != v else str(v) for v in frame[name]]
    return pd.DataFrame(columns)


def _polars(frame, folder):
    import polars as pl

    return pl.from_arrow(_arrow(frame, folder))


def _arrow(frame, folder):
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False)


def _duckdb(frame, folder):
    import duckdb

    return duckdb.connect().from_arrow(_arrow(frame, folder))


def _parquet(frame, folder):
    import pyarrow.parquet as pq

    path = folder / "survei.parquet"
    pq.write_table(_arrow(frame, folder), path)
    return path


def _csv(frame, folder):
    path = folder / "survei.csv"
    frame.to_csv(path, index=False)
    return path


ENGINES: dict[str, Callable[[pd.DataFrame, Path], Any]] = {
    "pandas": lambda frame, folder: frame,
    "polars": _polars,
    "polars lazy": lambda frame, folder: _polars(frame, folder).lazy(),
    "pyarrow": _arrow,
    "duckdb": _duckdb,
    "parquet": _parquet,
    "streamed csv": _csv,
}


def through(engine: str, frame: pd.DataFrame, folder: Path, by: str | None = None, **options: Any) -> Seen:
    """The frame through an engine."""
    source = ENGINES[engine](one_type(frame), folder)
    return look(source, by=by, stream=engine == "streamed csv", **options)


def archived(path: Path, by: str | None, **options: Any) -> Seen:
    """The file as an archive of one: its n and index, by way of the recap."""
    seen = Seen()
    with quiet():
        try:
            recap = skm.recompute({path: {"unit": "Kecamatan Contoh"}}, by=["unit"], **options)
            record = recap.files.iloc[0]
            if record["status"] != "dibaca":
                raise skm.ResponseError(str(record["alasan"]), pd.DataFrame())
            line = recap.frame.iloc[0]
            seen.n, seen.ikm, seen.mutu = (
                int(line["n"]),
                str(line["ikm_text"]).replace(",", "."),
                line["mutu"],
            )
        except Exception as error:
            seen.error = error
    return seen


def archived_judged(seen: Seen, truth: Right | None) -> str:
    if seen.error is not None:
        return judged(seen, truth)
    same = (
        truth is not None
        and (seen.n, seen.mutu) == (truth.n, truth.mutu)
        and (seen.ikm == truth.ikm or truth.ikm is None)
    )
    return "right" if same else "wrong"


@dataclass
class Counts:
    """Outcomes per disturbance (with others, and alone) and per way of reading; and what was wrong first."""

    all: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    having: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    alone: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    ways: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: list[str] = field(default_factory=list)

    def text(self) -> str:
        tables = {"all": self.all, "with, others too": self.having, "alone": self.alone, "read as": self.ways}
        return "\n\n".join(
            [*(printed(title, dict(sorted(t.items()))) for title, t in tables.items()), "\n".join(self.wrong)]
        )


def one(counts: Counts, seed: int, folder: Path, *, undisturbed: bool, ways: bool) -> None:
    """Read the file of one seed, and count what came of it."""
    if undisturbed:
        whole = draft(seed)
        plain = outcome(whole.file(Random(seed)).write(folder), whole.truth, by=whole.by)
        counts.all["undisturbed"][plain] += 1
        if plain != "right":
            counts.wrong.append(f"seed {seed} undisturbed: {plain}")
    d, random = disturbed(seed)
    path = d.file(random).write(folder)
    seen = look(path, by=d.by)
    found = judged(seen, d.truth)
    counts.all["disturbed"][found] += 1
    for name in d.done:
        counts.having[name][found] += 1
    if len(d.done) == 1:
        counts.alone[d.done[0]][found] += 1
    if found in ("wrong", "crash"):
        counts.wrong.append(
            f"seed {seed} {'+'.join(d.done)}: {seen.short()}; true n {d.truth.n if d.truth else '-'}"
        )
    if not ways:
        return
    read_as = {"file": found, "archive of one": archived_judged(archived(path, d.by), d.truth)}
    if d.text_file:
        read_as["streamed file"] = outcome(path, d.truth, by=d.by, stream=True)
    if d.flat and len(d.sheets) == 1:
        frame = d.sheets[0].page.frame()
        read_as |= {engine: judged(through(engine, frame, folder, d.by), d.truth) for engine in ENGINES}
    for way, came in read_as.items():
        counts.ways[way][came] += 1
        if came in ("wrong", "crash") and way != "file":
            counts.wrong.append(f"seed {seed} {'+'.join(d.done)} read as {way}: {came}")


def run(number: int, seed: int = 1, *, undisturbed: int = 10, ways: int = 20) -> Counts:
    """Read `number` disturbed files; every few of them also undisturbed, and in the other ways."""
    counts = Counts()
    with tempfile.TemporaryDirectory() as made:
        try:
            for k in range(number):
                one(
                    counts,
                    seed * 1_000_003 + k,
                    Path(made),
                    undisturbed=k % undisturbed == 0,
                    ways=k % ways == 0,
                )
        except KeyboardInterrupt:
            print("stopped early", file=sys.stderr)
    return counts


def printed(title: str, table: dict[str, Counter[str]]) -> str:
    lines = [f"{title:<34}{'right':>8}{'refused':>9}{'wrong':>8}{'crash':>8}"]
    lines += [
        f"{name:<34}{c['right']:>8}{c['refused']:>9}{c['wrong']:>8}{c['crash']:>8}"
        for name, c in table.items()
    ]
    return "\n".join(lines)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(run(number, seed).text())


if __name__ == "__main__":
    main()
