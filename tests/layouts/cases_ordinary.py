"""Files as they should be: none of them may be refused, whatever else is done about the others."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from office_files import (
    HEADING,
    LABELS,
    NAMES,
    NUMBERS,
    OTHER,
    QUESTIONS,
    UNSUR,
    Book,
    Formula,
    Frame,
    Page,
    Percent,
    Several,
    Text,
    add,
    comma,
    numbered,
    people,
    profiled,
    right,
    statistic,
    sums,
)

import skm

A = people(12, 101)
B = people(9, 102)
C = people(7, 103)


def simple(answers, name="Sheet1", **more):
    page = Page(name, **more)
    return page.head(["No", *UNSUR]).data(numbered(answers))


def with_service(parts):
    """A page with a column of services."""
    page, i = Page("Data"), 0
    page.head(["No", "Jenis Layanan", *UNSUR])
    for service, rows in parts.items():
        for row in rows:
            i += 1
            page.data([[i, service, *row]])
    return page


def labelled(answers, prefix=""):
    mark = {"": "", "1. ": "{}. ", "a. ": "{}. "}[prefix]
    sign = "abcd" if prefix == "a. " else "1234"
    return [
        [None if v is None else mark.format(sign[v - 1]) + LABELS[u][v - 1] for u, v in enumerate(row)]
        for row in answers
    ]


def appendix(answers, *, name="Pengolahan", two_rows=False, numbers=False, formulas=False, start=0):
    """The table of the regulation's appendix, with its block of totals and its legend."""
    page = Page(name)
    page.title("PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT", "PER RESPONDEN DAN PER UNSUR PELAYANAN").blank()
    page.legend(
        "UNIT PELAYANAN : Kecamatan Bakarangan",
        "ALAMAT : Jl. Gawi Sabumi No. 1",
        "PERIODE : Semester I Tahun 2024",
    )
    page.blank()
    if two_rows:
        top = len(page.rows)
        page.add(["NO. RESP", "NILAI UNSUR PELAYANAN"], HEADING, "bold border")
        page.head([None, *UNSUR])
        page.merge(top, 0, top + 1, 0).merge(top, 1, top, 9)
    else:
        page.head(["No. Resp", *UNSUR])
    if numbers:
        page.add(list(range(1, 11)), NUMBERS, "border")
    page.first = 1
    first = len(page.rows) + 1
    page.data(numbered(answers))
    last = len(page.rows)
    letters = "BCDEFGHIJ"
    made = [
        ("ΣNilai /Unsur", statistic("sum", answers), "=SUM({c}{a}:{c}{b})"),
        ("NRR / Unsur", statistic("mean", answers, 3), "=AVERAGE({c}{a}:{c}{b})"),
        ("NRR tertimbang/ unsur", statistic("weighted", answers), "=AVERAGE({c}{a}:{c}{b})*0.111"),
    ]
    for label, values, text in made:
        if formulas:
            values = [
                Formula(text.format(c=c, a=first, b=last), v) for c, v in zip(letters, values, strict=True)
            ]
        page.total(label, values, look="border")
    filled, totals = sums(answers)
    nrr = sum(t / f for t, f in zip(totals, filled, strict=True)) / 9
    page.total("*)", [None] * 8 + [round(nrr, 3)])
    page.total("IKM UNIT PELAYANAN", [None] * 8 + [round(nrr * 25, 2)])
    page.blank()
    page.legend(
        "Keterangan :",
        "- U1 s.d. U9 = Unsur-Unsur pelayanan",
        "- NRR = Nilai rata-rata",
        "- IKM = Indeks Kepuasan Masyarakat",
        "- *) = Jumlah NRR IKM tertimbang",
        "- **) = Jumlah NRR Tertimbang x 25",
        "NRR Per Unsur = Jumlah nilai per unsur dibagi jumlah kuesioner yang terisi",
    )
    page.add(["Mutu Pelayanan :"], "legend|title")
    page.legend(
        "A (Sangat Baik) : 88,31 - 100,00", "B (Baik) : 76,61 - 88,30", "C (Kurang Baik) : 65,00 - 76,60"
    )
    return page


# --- text files -----------------------------------------------------------------------------------------------

add("csv_plain", 0, "codes only, commas", Text(Page().head(UNSUR).data(A)), right(A))
add("csv_numbered", 0, "a running number, semicolons", Text(simple(A), delimiter=";"), right(A))
add("tsv", 0, "tabs", Text(simple(B), "survei.tsv", delimiter="\t"), right(B))
add(
    "txt_utf16",
    0,
    "Excel's Unicode text",
    Text(simple(B), "survei.txt", delimiter="\t", encoding="utf-16"),
    right(B),
)
add("csv_bom", 0, "UTF-8 with a byte order mark", Text(simple(A), encoding="utf-8-sig", end="\r\n"), right(A))
PARTS = {"KTP": A, "Kartu Keluarga": B, "Surat Pindah": C}
ALL = [*A, *B, *C]
add("csv_services", 0, "a column of services", Text(with_service(PARTS), delimiter=";"), right(ALL, PARTS))
accents = {"Café & UMKM": B, "Umum": C}
add(
    "csv_cp1252",
    0,
    "an old code page with an accent",
    Text(with_service(accents), encoding="cp1252", delimiter=";"),
    right([*B, *C], accents),
)
add(
    "csv_blank_lines",
    0,
    "blank lines at the end",
    Text(simple(A).text() + "\n\n,,,,,,,,,\n"),
    right(A),
)
add(
    "csv_quoted_remarks",
    0,
    "remarks with commas, quotes and line breaks, properly quoted",
    Text(
        Page()
        .head([*UNSUR, "Saran"])
        .data(
            [
                [
                    *row,
                    ["Ruang tunggu, mohon diperluas", 'Kata "cepat" harus nyata', "Baik\nSekali", None][
                        i % 4
                    ],
                ]
                for i, row in enumerate(A)
            ]
        )
    ),
    right(A),
)
add(
    "csv_inch_mark",
    0,
    "a quotation mark inside an unquoted remark",
    Text(
        'U1,U2,U3,U4,U5,U6,U7,U8,U9,Saran\n3,3,3,4,3,3,4,3,3,TV 32" di ruang tunggu\n4,3,3,4,3,4,4,3,3,baik\n2,3,3,4,3,3,3,3,3,\n'
    ),
    right([(3, 3, 3, 4, 3, 3, 4, 3, 3), (4, 3, 3, 4, 3, 4, 4, 3, 3), (2, 3, 3, 4, 3, 3, 3, 3, 3)]),
)
add(
    "csv_trailing_delimiters",
    0,
    "two empty columns at the end",
    Text(Page().head([*UNSUR, None, None]).data([[*r, None, None] for r in B])),
    right(B),
)
add(
    "csv_number_row",
    0,
    "a row of column numbers below the headings",
    Text(Page().head(["No", *UNSUR]).add(list(range(1, 11)), NUMBERS).data(numbered(A)), delimiter=";"),
    right(A),
)
heads, rows = profiled(A, ["KTP"] * 7 + ["KK"] * 5)
add(
    "csv_profile",
    0,
    "number, sex, age, education, occupation, answers, service",
    Text(Page().head(heads).data(rows)),
    right(A, {"KTP": A[:7], "KK": A[7:]}),
)
add(
    "csv_text_numbers_blanks",
    0,
    "blank answers as dashes",
    Text(Page().head(UNSUR).data([["-" if v is None else f" {v}" for v in r] for r in people(10, 5, 0.15)])),
    right(people(10, 5, 0.15)),
)
add(
    "csv_whole_floats",
    0,
    "answers as 4.0",
    Text(Page().head(UNSUR).data([[float(v) for v in r] for r in B])),
    right(B),
)
add(
    "csv_title_rows",
    0,
    "two title lines above the headings",
    Text(
        Page().title("Rekap SKM Kelurahan Rangda Malingkung").title("Tahun 2023").head(UNSUR).data(A),
        delimiter=";",
    ),
    right(A),
)

# --- online forms ---------------------------------------------------------------------------------------------

form = Page("Form Responses 1").head(
    [
        "Cap waktu",
        "Jenis Layanan",
        "Jenis Kelamin",
        "Usia",
        "Pendidikan",
        "Pekerjaan",
        *QUESTIONS,
        "Saran dan masukan",
    ]
)
for i, cells in enumerate(labelled(ALL)):
    service = "KTP" if i < 12 else "Kartu Keluarga" if i < 21 else "Surat Pindah"
    form.data(
        [
            [
                datetime(2024, 3, 1, 8) + timedelta(hours=i),
                service,
                "Laki-laki" if i % 2 else "Perempuan",
                20 + i,
                "SMA/Sederajat",
                "Wiraswasta",
                *cells,
                "baik",
            ]
        ]
    )
add(
    "google_form",
    0,
    "the export of an online form: question texts and labels",
    Book(form, name="Survei Kepuasan (Jawaban).xlsx"),
    right(ALL, PARTS),
)
add("google_form_csv", 0, "the same as CSV", Text(form), right(ALL, PARTS))
add(
    "google_form_numbered_labels",
    0,
    "labels with their number",
    Text(Page().head(QUESTIONS).data(labelled(B, "1. "))),
    right(B),
)
add(
    "google_form_lettered_labels",
    0,
    "labels with the letter of the form",
    Text(Page().head(QUESTIONS).data(labelled(B, "a. "))),
    right(B),
)
add(
    "google_form_grid",
    0,
    "a grid question: unsur in brackets",
    Text(
        Page()
        .head(["Timestamp", *(f"Penilaian Anda [{n}]" for n in NAMES)])
        .data([["2024/03/01 8:00:00 AM GMT+8", *r] for r in A])
    ),
    right(A),
)
add(
    "online_personal_columns",
    0,
    "an application's export with names, phones and an index per respondent",
    Book(
        Page("Export")
        .head(
            [
                "No",
                "Tanggal",
                "Nama",
                "Nomor HP",
                "Email",
                "Unit Layanan",
                "Usia",
                "Jenis Kelamin",
                "Pendidikan",
                "Pekerjaan",
                "Disabilitas",
                *(f"{u}: {n}" for u, n in zip(UNSUR, NAMES, strict=True)),
                "IKM",
                "Kritik & Saran",
            ],
            unsur=(),
        )
        .data(
            [
                [
                    i + 1,
                    date(2024, 5, 1 + i),
                    f"Warga {i}",
                    f"08125550{i:04d}",
                    f"w{i}@contoh.id",
                    "Loket 1",
                    30 + i,
                    "L",
                    "S1",
                    "Swasta",
                    "Tidak",
                    *r,
                    round(sum(r) / 36 * 100, 2),
                    "cukup",
                ]
                for i, r in enumerate(A)
            ]
        )
    ),
    right(A, silent=("Warga 3", "081255500003")),
)

# --- workbooks ------------------------------------------------------------------------------------------------

add("xlsx_plain", 0, "a table and nothing else", Book(simple(A)), right(A))
add("appendix", 0, "the appendix layout with totals and legend", Book(appendix(A)), right(A))
add("appendix_two_rows", 0, "two heading rows, merged", Book(appendix(A, two_rows=True)), right(A))
add(
    "appendix_number_row",
    0,
    "two heading rows and a row of column numbers",
    Book(appendix(A, two_rows=True, numbers=True)),
    right(A),
)
add(
    "appendix_formulas", 0, "totals as formulas with their values", Book(appendix(B, formulas=True)), right(B)
)
add("appendix_csv", 0, "the appendix saved as CSV", Text(appendix(B), delimiter=";"), right(B))
add(
    "sheet_per_service",
    0,
    "one sheet per service",
    Book(*(simple(r, s) for s, r in PARTS.items())),
    right(ALL, PARTS),
)
add(
    "sheet_per_month",
    0,
    "one sheet per month",
    Book(simple(A, "Januari"), simple(B, "Februari"), simple(C, "Maret")),
    right(ALL),
)
recap = (
    Page("Rekap")
    .title("REKAPITULASI IKM")
    .head(["No", "Layanan", "Jumlah Responden", "IKM", "Mutu"], unsur=())
)
recap.add([1, "KTP", 12, 80.1, "B"], OTHER).add([2, "Kartu Keluarga", 9, 81.2, "B"], OTHER)
add(
    "sheet_per_service_and_recap",
    0,
    "one sheet per service and a sheet of results",
    Book(*(simple(r, s) for s, r in PARTS.items()), recap),
    right(ALL, PARTS),
)
add(
    "sheet_per_service_appendix",
    0,
    "the appendix, one sheet per service",
    Book(appendix(A, name="KTP"), appendix(B, name="KK", two_rows=True)),
    right([*A, *B], {"KTP": A, "KK": B}),
)
add(
    "notes_above_and_below",
    0,
    "notes above, notes and a signature below",
    Book(
        simple(A)
        .blank()
        .legend("Catatan: survei dilakukan di loket pada bulan Maret 2024.")
        .blank()
        .legend("Bakarangan, 30 Juni 2024", "Camat,", "", "Drs. H. Contoh, M.AP", "NIP 19700101 199003 1 001")
    ),
    right(A),
)
add(
    "legend_below",
    0,
    "the usual scale said below",
    Book(simple(A).blank().legend("Keterangan: 1 = Tidak baik; 2 = Kurang baik; 3 = Baik; 4 = Sangat baik")),
    right(A),
)
add(
    "table_not_in_the_corner",
    0,
    "the table begins in D6",
    Book(Page(shift=3).blank(5).head(["No", *UNSUR]).data(numbered(A))),
    right(A),
)
add(
    "names_as_headings",
    0,
    "the names of the unsur as headings",
    Book(Page().head(["No", *NAMES], unsur=NAMES).data(numbered(A))),
    right(A),
)
add(
    "codes_and_names",
    0,
    "codes and names as headings",
    Book(
        Page()
        .head(["No", *(f"{u} ({n})" for u, n in zip(UNSUR, NAMES, strict=True))], unsur=())
        .data(numbered(A))
    ),
    right(A),
)
order = [6, 3, 2, 1, 0, 5, 8, 7, 4]
add(
    "names_in_own_order",
    0,
    "names in an order of one's own",
    Book(
        Page()
        .head(["No", *(NAMES[i] for i in order)], unsur=())
        .data([[n + 1, *(r[i] for i in order)] for n, r in enumerate(A)])
    ),
    right(A),
)
add(
    "names_over_codes",
    0,
    "names in one row, their codes in the next",
    Book(Page().add(["No", *NAMES], HEADING, "bold").add([None, *UNSUR], HEADING, "bold").data(numbered(A))),
    right(A),
)
add(
    "codes_over_names",
    0,
    "codes in one row, their names in the next",
    Book(Page().add(["No", *UNSUR], HEADING, "bold").add([None, *NAMES], HEADING, "bold").data(numbered(A))),
    right(A),
)
add(
    "sum_and_mean_per_respondent",
    0,
    "a sum, a mean and a percentage right of the answers",
    Book(
        Page()
        .head(["No", *UNSUR, "Jumlah", "Rata-rata", "Persen"])
        .data([[i + 1, *r, sum(r), round(sum(r) / 9, 2), Percent(sum(r) / 36)] for i, r in enumerate(A)])
    ),
    right(A),
)
add(
    "empty_columns_between",
    0,
    "an empty column after each third unsur",
    Book(
        Page()
        .head(["No", *UNSUR[:3], None, *UNSUR[3:6], None, *UNSUR[6:]])
        .data([[i + 1, *r[:3], None, *r[3:6], None, *r[6:]] for i, r in enumerate(A)])
    ),
    right(A),
)
add("one_respondent", 0, "one respondent", Book(simple(A[:1])), right(A[:1]))
add("all_fours", 0, "everybody gave 4 to everything", Book(simple([(4,) * 9] * 8)), right([(4,) * 9] * 8))
add(
    "all_threes_and_one",
    0,
    "everybody gave 3, the last one too",
    Text(Page().head(UNSUR).data([(3,) * 9] * 6)),
    right([(3,) * 9] * 6),
)
add(
    "straight_liners",
    0,
    "half the respondents give one answer to everything",
    Book(simple([*A, (4,) * 9, (3,) * 9, (3,) * 9])),
    right([*A, (4,) * 9, (3,) * 9, (3,) * 9]),
)
side = Page("Olah").head(["No. Resp", *UNSUR, None, "No", "Unsur pelayanan", "Nilai rata-rata"])
means = statistic("mean", A)
for i, row in enumerate(A):
    side.data([[i + 1, *row, None, *([i + 1, NAMES[i], means[i]] if i < 9 else [])]])
add("appendix_side_table", 0, "the appendix's small table of means beside the answers", Book(side), right(A))
info = Page("Info_Umum")
for line in (
    ["Nama Dinas/Badan", "Dinas Perhubungan"],
    ["Periode Survei", "Semester I"],
    ["Tahun Survei", 2024],
    ["Jumlah Populasi Penerima Layanan (N)", 520],
):
    info.add(line, "legend|other table|title")
heads, rows = profiled(B)
raw = Page("Data_Survei_Mentah").head([*heads, "Saran / Masukan (Teks)"]).data([[*r, "mantap"] for r in rows])
add("report_builder", 0, "a workbook for a report generator", Book(info, raw), right(B))
lists = (
    Page("Referensi", hidden=True)
    .add(["Pendidikan", "Pekerjaan"], OTHER)
    .add(["SD", "PNS"], OTHER)
    .add(["SMP", "TNI"], OTHER)
)
add("hidden_list_sheet", 0, "a hidden sheet of choices", Book(simple(A), lists), right(A))
add(
    "remarks_with_words",
    0,
    "remarks that speak of totals, averages and targets",
    Book(
        Page()
        .head(["No", *UNSUR, "Saran"])
        .data(
            [
                [
                    i + 1,
                    *r,
                    ["Jumlah loket ditambah", "rata-rata baik", "Total puas!", "target selesai 1 hari", None][
                        i % 5
                    ],
                ]
                for i, r in enumerate(A)
            ]
        )
    ),
    right(A),
)
add(
    "headings_repeated_per_page",
    0,
    "the headings again on each printed page",
    Book(
        Page()
        .head(["No", *UNSUR])
        .data(numbered(A[:6]))
        .add(["No", *UNSUR], HEADING, "bold border")
        .data(numbered(A[6:], 7))
    ),
    right(A),
)
add(
    "totals_and_mean",
    0,
    "the usual two rows below",
    Book(simple(A).total("Jumlah", statistic("sum", A)).total("Rata-rata", statistic("mean", A))),
    right(A),
)
add(
    "totals_formulas_never_calculated",
    0,
    "totals as formulas without values",
    Book(simple(A).total("Jumlah", [Formula(f"=SUM({c}2:{c}13)") for c in "BCDEFGHIJ"])),
    right(A),
)
add(
    "service_sections",
    0,
    "a blank row between services",
    Book(
        Page()
        .head(["No", "Layanan", *UNSUR])
        .data([[i + 1, "KTP", *r] for i, r in enumerate(A)])
        .blank()
        .data([[i + 13, "KK", *r] for i, r in enumerate(B)])
    ),
    right([*A, *B], {"KTP": A, "KK": B}),
)
add(
    "several_files",
    0,
    "one file per service",
    Several(Text(simple(A), "KTP.csv"), Text(simple(B), "KK.csv", delimiter=";")),
    right([*A, *B], {"KTP": A, "KK": B}),
)
fourteen = [tuple(r) + tuple(q[:5]) for r, q in zip(A, people(12, 77), strict=True)]
add(
    "guideline_2004",
    0,
    "fourteen unsur of 2004",
    Book(Page().head(["No", *(f"U{i}" for i in range(1, 15))]).data(numbered(fourteen))),
    right(fourteen, bounds=("81.26", "62.51", "43.76")),
    pedoman=skm.KEPMENPAN_25_2004,
)
add(
    "frame_int8",
    0,
    "a frame of small integers",
    Frame(pd.DataFrame(A, columns=UNSUR, dtype="int8")),
    right(A),
)
add(
    "frame_with_gaps",
    0,
    "a frame of floats with NaN",
    Frame(pd.DataFrame([[np.nan if v is None else v for v in r] for r in people(15, 9, 0.1)], columns=UNSUR)),
    right(people(15, 9, 0.1)),
)
add(
    "frame_two_row_headings",
    0,
    "a frame whose columns are pairs",
    Frame(pd.DataFrame(A, columns=pd.MultiIndex.from_product([["Nilai unsur"], UNSUR]))),
    right(A),
)
add(
    "frame_service",
    0,
    "a frame with services",
    Frame(
        pd.DataFrame(ALL, columns=UNSUR).assign(
            layanan=["KTP"] * 12 + ["Kartu Keluarga"] * 9 + ["Surat Pindah"] * 7
        )
    ),
    right(ALL, PARTS),
)
add(
    "hidden_columns",
    0,
    "hidden columns of personal data",
    Book(
        _hidden := Page()
        .head(["No", "Alamat", *UNSUR])
        .data([[i + 1, f"RT {i}", *r] for i, r in enumerate(A)])
    ),
    right(A),
)
_hidden.hidden_columns.append(1)
add(
    "decimal_comma_beside",
    0,
    "text columns with decimal commas beside the answers",
    Text(
        Page()
        .head(["No", *UNSUR, "NRR"])
        .data([[i + 1, *r, comma(round(sum(r) / 9, 2))] for i, r in enumerate(A)]),
        delimiter=";",
    ),
    right(A),
)
