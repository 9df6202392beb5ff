"""Rows, sheets and headings that are not what they seem: findings 2, 3, 6, 7, 12 and 13."""

from __future__ import annotations

import pandas as pd
from cases_ordinary import appendix, labelled, simple, with_service
from office_files import (
    DATA,
    HEADING,
    NAMES,
    OPTION,
    OTHER,
    TOTALS,
    UNSUR,
    Book,
    Formula,
    Frame,
    Page,
    Refused,
    Text,
    add,
    digits,
    maybe,
    numbered,
    people,
    right,
    statistic,
)

A, B, C = people(14, 201), people(10, 202), people(8, 203)
ROWS = ("baris-data", "rows=", "baris")  # how a refusal names the option that chooses rows

# --- 2: headings not at the top -------------------------------------------------------------------------------

sorted_in = Page().data(numbered(A[:5])).add(["No", *UNSUR], HEADING).data(numbered(A[5:], 6))
add(
    "header_sorted_into_the_middle",
    2,
    "sorted without knowing of headings: they stand in row 6",
    Book(sorted_in),
    maybe(A, words=("baris", "judul")),
)
add(
    "header_sorted_into_the_middle_csv",
    2,
    "the same as CSV",
    Text(sorted_in),
    maybe(A, words=("baris", "judul")),
)
at_end = Page().data(numbered(A)).add(["No", *UNSUR], HEADING)
add(
    "header_at_the_end",
    2,
    "sorted upwards: the headings stand last",
    Book(at_end),
    maybe(A, words=("baris", "judul")),
)
add(
    "header_at_the_end_csv",
    2,
    "the same as CSV",
    Text(at_end, delimiter=";"),
    maybe(A, words=("baris", "judul")),
)
words_above = (
    Page()
    .data([["KTP", *r] for r in labelled(A[:4])])
    .add(["Layanan", *NAMES], HEADING)
    .data([["KTP", *r] for r in labelled(A[4:])])
)
add(
    "header_in_the_middle_of_labels",
    2,
    "answers as labels above the headings",
    Book(words_above),
    maybe(A, words=("baris", "judul")),
)
stacked = (
    Page()
    .head(["No", *(f"P{i}" for i in range(1, 10))], unsur=())
    .data(numbered(A))
    .blank(2)
    .add(["No", *NAMES], HEADING)
    .data(numbered(B))
)
add(
    "stacked_second_better_known",
    2,
    "two tables; only the second one's headings are names",
    Book(stacked),
    maybe([*A, *B], words=("baris",)),
)
add("stacked_second_better_known_csv", 2, "the same as CSV", Text(stacked), maybe([*A, *B], words=("baris",)))
stacked = (
    Page()
    .title("Layanan KTP")
    .head(["No", *UNSUR])
    .data(numbered(A))
    .blank()
    .title("Layanan KK")
    .add(["No", *UNSUR], HEADING)
    .data(numbered(B))
)
add(
    "stacked_services",
    2,
    "one table per service, one below the other, each with headings",
    Book(stacked),
    maybe([*A, *B], words=("baris",)),
)
stacked = (
    Page()
    .title("Layanan KTP")
    .head(["No", *UNSUR])
    .data(numbered(A))
    .total("Jumlah", statistic("sum", A))
    .blank()
    .title("Layanan KK")
    .add(["No", *UNSUR], HEADING)
    .data(numbered(B))
    .total("Jumlah", statistic("sum", B))
)
add(
    "stacked_services_with_totals",
    2,
    "the same with a row of totals below each",
    Book(stacked),
    maybe([*A, *B], words=("baris",)),
)
swapped = (
    Page()
    .head(["No", *UNSUR])
    .data(numbered(A))
    .blank()
    .add(["No", *reversed(UNSUR)], HEADING)
    .data([[i + 1, *reversed(r)] for i, r in enumerate(B)])
)
add(
    "stacked_other_order",
    2,
    "the second table has its columns in another order",
    Book(swapped),
    maybe([*A, *B], words=("baris",)),
)
partly = (
    Page()
    .head(["No", "Syarat berkas", *NAMES[1:]], unsur=())
    .data(numbered(A))
    .blank()
    .add(["No", *NAMES], HEADING)
    .data(numbered(B))
)
add(
    "stacked_first_half_known",
    2,
    "the first table names one unsur in words of its own",
    Book(partly),
    maybe([*A, *B], words=("baris",)),
)

# --- 3: summary rows ------------------------------------------------------------------------------------------

SUMMARIES = {  # label: the function it shows
    "Predikat": "letter", "Peringkat": "rank", "Nilai maksimum": "max", "Nilai minimum": "min", "Median": "median",
    "Modus": "mode", "Std. Dev": "sd", "Target": "target", "Rata2": "rounded", "Konversi": "index", "Rata-rata Januari": "mean",
    "KTP Total": "sum", "ΣNilai /Unsur": "sum", "Nilai/Unsur": "sum", "Skor terkecil": "min", "Paling banyak dipilih": "mode",
    "Jarak": "range", "Hasil olahan": "rounded", "NRR dibulatkan": "rounded", "Capaian": "rounded", "Urutan prioritas": "rank",
    "Harapan masyarakat": "target", "X̄": "mean", "Keseluruhan": "mode", "S.d.": "sd", "Kuartil 2": "median",
}  # fmt: skip
for i, (label, kind) in enumerate(SUMMARIES.items()):
    answers = people(11 + i, 300 + i)
    slug = f"summary_{i:02d}_{kind}"
    page = simple(answers).total(label, statistic(kind, answers))
    file = Text(page, delimiter=";") if i % 3 == 0 else Book(page)
    says = f'"{label}" ({kind}) below the answers, in the column of running numbers'
    add(slug, 3, says, file, maybe(answers, words=("baris",)))
for i, (label, kind) in enumerate(
    [
        ("Terendah", "min"),
        ("Nilai tengah", "median"),
        ("Terbanyak", "mode"),
        (None, "rounded"),
        (None, "median"),
        (None, "max"),
    ]
):
    answers = people(13 + i, 340 + i)
    page = with_service({"KTP": answers[:6], "KK": answers[6:]}).total(
        label, statistic(kind, answers), at=None if label is None else 1
    )
    add(
        f"summary_service_column_{kind}_{i}",
        3,
        f"{label or 'no label'} ({kind}) in the column of services",
        Book(page),
        maybe(answers, words=("baris",)),
    )
for i, (label, kind) in enumerate(
    [("Nilai tertinggi", "max"), ("Pembulatan", "rounded"), ("Yang sering muncul", "mode")]
):
    answers = people(10 + i, 350 + i)
    page = (
        Page()
        .head([*UNSUR, None])
        .data([[*r, None] for r in answers])
        .total(label, statistic(kind, answers), at=9)
    )
    add(
        f"summary_label_right_{kind}",
        3,
        f'"{label}" right of the answers, no running numbers',
        Book(page),
        maybe(answers, words=("baris",)),
    )
    bare = Page().head(UNSUR).data(answers).blank().total(None, statistic(kind, answers), at=None)
    add(
        f"summary_bare_after_gap_{kind}",
        3,
        f"{kind} without any label after a blank row",
        Text(bare),
        maybe(answers, words=("baris",)),
    )
answers = people(12, 360)
merged = (
    Page()
    .head(["No", "Nama", *UNSUR])
    .data([[i + 1, f"Responden {i + 1}", *r] for i, r in enumerate(answers)])
)
merged.total("Nilai akhir", statistic("rounded", answers), look="bold border").merge(13, 0, 13, 1)
add(
    "summary_label_merged",
    3,
    "the label spans two merged cells, in bold",
    Book(merged),
    maybe(answers, words=("baris",)),
)
block = simple(answers)
for label, kind in (
    ("Jml. Nilai", "sum"),
    ("NRR", "mean"),
    ("Min", "min"),
    ("Maks", "max"),
    ("Rank", "rank"),
    ("Mutu", "letter"),
):
    block.total(label, statistic(kind, answers))
add(
    "summary_block_of_six",
    3,
    "six rows of statistics below the answers",
    Book(block),
    maybe(answers, words=("baris",)),
)
add("summary_block_of_six_csv", 3, "the same as CSV", Text(block), maybe(answers, words=("baris",)))
months = (
    Page()
    .head(["No", *UNSUR])
    .data(numbered(answers[:6]))
    .total("Rata-rata Januari", statistic("rounded", answers[:6]))
    .data(numbered(answers[6:], 7))
    .total("Rata-rata Februari", statistic("rounded", answers[6:]))
)
add(
    "subtotals_between",
    3,
    "a rounded mean after each month's respondents",
    Book(months),
    maybe(answers, words=("baris",)),
)
parts = (
    Page()
    .head(["No", "Layanan", *UNSUR])
    .data([[i + 1, "KTP", *r] for i, r in enumerate(answers[:5])])
    .total("KTP Total", statistic("sum", answers[:5]), at=1)
)
parts.data([[i + 6, "KK", *r] for i, r in enumerate(answers[5:])]).total(
    "KK Total", statistic("sum", answers[5:]), at=1
).total("Grand Total", statistic("sum", answers), at=1)
add(
    "subtotals_of_excel",
    3,
    "Excel's own subtotals in the column of services",
    Book(parts),
    maybe(answers, {"KTP": answers[:5], "KK": answers[5:]}, words=("baris",)),
)
few = people(4, 361)
small = simple(few).total("Jumlah responden", statistic("count", few))
add(
    "summary_count_of_four",
    3,
    "four respondents, below each column the number 4",
    Book(small),
    maybe(few, words=("baris",)),
)
one = digits("343434343")
add(
    "summary_sum_of_one",
    3,
    "one respondent, and the sum is the same row again",
    Book(simple(one).total("Jml", statistic("sum", one))),
    maybe(one, words=("baris",)),
)


def frequencies(answers):
    """How often each answer was given, per unsur."""
    return [[sum(r[u] == nilai for r in answers) for u in range(9)] for nilai in (1, 2, 3, 4)]


small_counts = digits(
    "123412341", "234123412", "341234123", "412341234", "123412341", "234123412", "341234123", "412341234"
)
for slug, answers in (("small", small_counts), ("large", people(40, 362))):
    page = simple(answers).blank()
    for nilai, counts in enumerate(frequencies(answers), start=1):
        page.total(nilai, counts, role="totals|other table")
    add(
        f"frequency_below_{slug}",
        3,
        "how often 1, 2, 3, 4 were given, below the answers, without a word",
        Book(page),
        maybe(answers, words=("baris",)),
    )
    page = Page().head(UNSUR).data(answers)
    for counts in frequencies(answers):
        page.total(None, counts, at=None, role="totals|other table")
    add(
        f"frequency_below_bare_{slug}",
        3,
        "the same without the values and without a gap",
        Text(page),
        maybe(answers, words=("baris",)),
    )
answers = people(9, 363)
formulas = simple(answers).total(
    "Pembulatan",
    [
        Formula(f"=ROUND(AVERAGE({c}2:{c}10),0)", v)
        for c, v in zip("BCDEFGHIJ", statistic("rounded", answers), strict=True)
    ],
)
add(
    "summary_formula_cached",
    3,
    "a rounded mean as formulas with their values",
    Book(formulas),
    maybe(answers, words=("baris",)),
)
below = simple(answers).total("Jumlah", statistic("sum", answers)).data([[None, *r] for r in people(2, 364)])
below.roles[-1] = below.roles[-2] = "totals|other table"
add(
    "unnumbered_rows_below_totals",
    3,
    "two rows like answers, without number, below the totals",
    Book(below),
    maybe(answers, words=("baris",)),
)
nilai_rows = (
    simple(answers)
    .blank()
    .add([None, "Nilai tertinggi", None, None, 4], "totals|other table")
    .add([None, "Nilai terendah", None, None, 1], "totals|other table")
)
add(
    "box_below_in_answer_columns",
    3,
    "a small box of extremes whose cells lie under U1 and U4",
    Book(nilai_rows),
    maybe(answers, words=("baris",)),
)
above = (
    Page()
    .add(["Rata-rata", *statistic("rounded", answers)], TOTALS)
    .head(["No", *UNSUR])
    .data(numbered(answers))
)
add("summary_above_headings", 3, "the rounded mean above the headings", Book(above), maybe(answers))
under_heading = Page().head(["No", *UNSUR]).add(["Bobot", *[1] * 9], TOTALS).data(numbered(answers))
add(
    "weights_below_headings",
    3,
    "a row of weights 1 between headings and answers",
    Book(under_heading),
    maybe(answers, words=("baris",)),
)
top = Page().head(["No", *UNSUR]).add(["Skor maks", *[4] * 9], TOTALS).data(numbered(answers))
add(
    "highest_score_below_headings",
    3,
    "the highest score between headings and answers",
    Text(top, delimiter=";"),
    maybe(answers, words=("baris",)),
)
chosen = {OPTION["rows"]: "2:10"}
add(
    "rows_chosen",
    3,
    "rows named by the caller",
    Book(simple(answers).total("Ringkas", statistic("rounded", answers), role="tidak dipilih")),
    right(answers),
    **chosen,
)

# the reverse: what looks like a summary and is a respondent
for i, service in enumerate(
    [
        "Total",
        "SKM",
        "Rata-rata",
        "Jumlah Penduduk",
        "Target",
        "Nilai Jual Objek Pajak",
        "Median Jalan",
        "Mutu",
    ]
):
    mine, others = people(5, 370 + i), people(6, 380 + i)
    page = with_service({"KTP": others, service: mine})
    add(
        f"service_named_{i}",
        3,
        f'the service is called "{service}"',
        Text(page, delimiter=";") if i % 2 else Book(page),
        right([*others, *mine], {"KTP": others, service: mine}),
    )
base = digits("333343333", "343333333", "333333343", "334333333", "333333333")
add(
    "last_respondent_equals_the_median",
    3,
    "the last respondent, numbered, is equal to the median of those above",
    Book(simple(base)),
    right(base),
)
add("last_respondent_equals_the_median_csv", 3, "the same as CSV", Text(simple(base)), right(base))
remark = (
    Page()
    .head(["No", *UNSUR, "Saran"])
    .data([[i + 1, *r, "rata-rata" if i == 4 else "bagus"] for i, r in enumerate(base)])
)
add("remark_says_mean", 3, 'the last respondent\'s remark is "rata-rata"', Book(remark), right(base))
fours = [(4,) * 9] * 5
add(
    "last_respondent_equals_the_maximum",
    3,
    "everybody gave 4, all numbered",
    Text(simple(fours), delimiter=";"),
    right(fours),
)
no_number = simple(people(9, 390))
no_number.rows[5][0] = None
add(
    "number_forgotten_once",
    3,
    "one respondent in the middle without a running number",
    Book(no_number),
    maybe(people(9, 390), words=("baris",)),
)
named = (
    Page()
    .head(["Nama", *UNSUR])
    .data(
        [
            [n, *r]
            for n, r in zip(
                ["Siti", "Modus Operandi", "Total Sihombing", "Maksimus", "Mediana Putri"], base, strict=True
            )
        ]
    )
)
add(
    "persons_named_like_statistics",
    3,
    "respondents called Total Sihombing, Maksimus, Mediana",
    Book(named),
    maybe(base, words=("baris",), silent=("Sihombing",)),
)
kode = Page().head(["Kode", *UNSUR]).data([[f"R-{i:03d}", *r] for i, r in enumerate(people(9, 391))])
add("codes_of_text", 3, "running numbers as R-001", Book(kode), right(people(9, 391)))
restart = (
    Page()
    .head(["No", "Layanan", *UNSUR])
    .data([[i + 1, "KTP", *r] for i, r in enumerate(A)])
    .data([[i + 1, "KK", *r] for i, r in enumerate(B)])
)
add(
    "numbers_begin_again",
    3,
    "the running number begins again with each service",
    Book(restart),
    right([*A, *B], {"KTP": A, "KK": B}),
)
bold = simple(A[:-1]).data([[14, *A[-1]]], look="bold")
add(
    "last_respondent_in_bold",
    3,
    "the last respondent is in bold, numbered like the others",
    Book(bold),
    right(A),
)

# --- 6: sheets ------------------------------------------------------------------------------------------------

january, february = simple(A, "Januari"), simple(B, "Februari")
both = simple([*A, *B], "Gabungan")
add(
    "sheets_months_and_gabungan",
    6,
    "January, February, and a sheet with both",
    Book(january, february, both),
    maybe([*A, *B], words=("lembar",)),
)
add(
    "sheets_gabungan_first",
    6,
    "the sheet of all comes first",
    Book(both, january, february),
    maybe([*A, *B], words=("lembar",)),
)
add(
    "sheets_gabungan_chosen",
    6,
    "only the sheet of all, by name",
    Book(january, february, both),
    right([*A, *B]),
    lembar=["Gabungan"],
)
plain = Page("Semua Data").head(UNSUR).data([*B, *A])
add(
    "sheets_gabungan_other_order",
    6,
    "the sheet of all without numbers, in another order",
    Book(january, february, plain),
    maybe([*A, *B], words=("lembar",)),
)
add(
    "sheets_copy",
    6,
    '"Data" and its copy "Data (2)"',
    Book(simple(A, "Data"), simple(A, "Data (2)")),
    maybe(A, words=("lembar",)),
)
add(
    "sheets_copy_hidden",
    6,
    "the copy is hidden",
    Book(simple(A, "Data"), simple(A, "Backup", hidden=True)),
    maybe(A, words=("lembar",)),
)
add(
    "sheets_copy_sorted",
    6,
    "a copy, sorted",
    Book(simple(A, "Data"), Page("Urut").head(["No", *UNSUR]).data(numbered(sorted(A)))),
    maybe(A, words=("lembar",)),
)
add(
    "sheets_subset",
    6,
    "a second sheet with a sample of eight of the fourteen",
    Book(simple(A, "Data"), simple(A[3:11], "Sampel")),
    maybe(A, words=("lembar",)),
)
add(
    "sheets_subset_spread",
    6,
    "a second sheet with every second respondent",
    Book(
        simple(A, "Data"),
        Page("Terpilih").head(["No", *UNSUR]).data([[1 + i, *A[i]] for i in range(0, 14, 2)]),
    ),
    maybe(A, words=("lembar",)),
)
years = (
    Page("Rekap Semua")
    .head(["No", "Layanan", *UNSUR])
    .data([[i + 1, "KTP" if i < 14 else "KK", *r] for i, r in enumerate([*A, *B])])
)
add(
    "sheets_services_and_recap",
    6,
    "a sheet per service and one of all with a column of services",
    Book(simple(A, "KTP"), simple(B, "KK"), years),
    maybe([*A, *B], words=("lembar",)),
)
freq = (
    Page("Frekuensi")
    .head(["Jawaban", *UNSUR])
    .add(["Tidak baik", *frequencies(A)[0]], OTHER)
    .add(["Kurang baik", *frequencies(A)[1]], OTHER)
    .add(["Baik", *frequencies(A)[2]], OTHER)
    .add(["Sangat baik", *frequencies(A)[3]], OTHER)
)
add(
    "sheets_frequencies",
    6,
    "a sheet of frequencies with headings U1 to U9",
    Book(simple(A, "Data"), freq),
    maybe(A, words=("lembar",)),
)
tiny = Page("Frekuensi").head(["Nilai", *UNSUR])
for nilai, counts in enumerate(frequencies(small_counts), start=1):
    tiny.add([nilai, *counts], OTHER)
add(
    "sheets_frequencies_small",
    6,
    "a sheet of frequencies none of which is above 4",
    Book(simple(small_counts, "Data"), tiny),
    maybe(small_counts, words=("lembar",)),
)
contoh = (
    Page("Contoh")
    .head(["No", *UNSUR])
    .add([1, 4, 3, 4, 3, 4, 3, 4, 3, 4], OTHER)
    .add([2, 1, 2, 3, 4, 1, 2, 3, 4, 1], OTHER)
)
add(
    "sheets_example",
    6,
    "a sheet with two made-up examples",
    Book(simple(A, "Data"), contoh),
    maybe(A, words=("lembar",)),
)
add(
    "sheets_target",
    6,
    "a sheet with one row of targets",
    Book(simple(A, "Data"), Page("Target").head(["Tahun", *UNSUR]).add([2024, *[4] * 9], OTHER)),
    maybe(A, words=("lembar",)),
)
add(
    "sheets_means_rounded",
    6,
    "a sheet with a rounded mean per service",
    Book(
        simple(A, "KTP"),
        simple(B, "KK"),
        Page("Hasil")
        .head(["Layanan", *UNSUR])
        .add(["KTP", *statistic("rounded", A)], OTHER)
        .add(["KK", *statistic("rounded", B)], OTHER),
    ),
    maybe([*A, *B], words=("lembar",)),
)
add(
    "sheet_named_twice",
    6,
    "the same sheet asked for twice",
    Book(simple(A, "KTP"), simple(B, "KK")),
    maybe(A, words=("lembar",)),
    lembar=["KTP", "KTP"],
)
add(
    "sheets_linked_formulas",
    6,
    "a sheet of all made of formulas that point to the others",
    Book(
        january,
        Page("Total")
        .head(["No", *UNSUR])
        .data(
            [
                [i + 1, *(Formula(f"=Januari!{c}{i + 2}", v) for c, v in zip("BCDEFGHIJ", r, strict=True))]
                for i, r in enumerate(A)
            ]
        ),
    ),
    maybe(A, words=("lembar",)),
)
add(
    "sheets_alike_by_chance",
    6,
    "two services whose only respondent gave 4 to everything",
    Book(simple([(4,) * 9], "KTP"), simple([(4,) * 9], "KK")),
    maybe([(4,) * 9] * 2, words=("lembar",)),
)
add(
    "sheets_different_surveys",
    6,
    "two services of the same size, answers differ",
    Book(simple(people(10, 1), "KTP"), simple(people(10, 2), "KK")),
    right([*people(10, 1), *people(10, 2)], {"KTP": people(10, 1), "KK": people(10, 2)}),
)
add(
    "sheet_named_gabungan_alone",
    6,
    "the only sheet is called Gabungan",
    Book(simple(A, "Gabungan")),
    right(A),
)
add(
    "sheets_of_appendix_and_raw",
    6,
    "raw data, and the same answers in the appendix layout",
    Book(simple(A, "Mentah"), appendix(A, name="Olah")),
    maybe(A, words=("lembar",)),
)

# --- 7: two heading rows that contradict each other -----------------------------------------------------------

turned = [NAMES[i] for i in (1, 0, 2, 3, 4, 5, 6, 8, 7)]
for slug, top, low in (("codes_over_names", UNSUR, turned), ("names_over_codes", turned, UNSUR)):
    page = Page().add(["No", *top], HEADING, "bold").add([None, *low], HEADING, "bold").data(numbered(A))
    add(
        f"headings_contradict_{slug}",
        7,
        "codes and names in two rows, in different orders",
        Book(page),
        Refused(("judul", "U1")),
    )
    add(f"headings_contradict_{slug}_csv", 7, "the same as CSV", Text(page), Refused(("judul", "U1")))
shifted = (
    Page()
    .add(["No", *NAMES[1:], NAMES[0]], HEADING, "bold")
    .add([None, *UNSUR], HEADING, "bold")
    .data(numbered(A))
)
add(
    "headings_contradict_shifted",
    7,
    "names moved by one column against their codes",
    Book(shifted),
    Refused(("judul",)),
)
form_order = [*NAMES[:7], NAMES[8], NAMES[7]]
by_name = [(*r[:7], r[8], r[7]) for r in A]
add(
    "headings_form_order",
    7,
    "the printed form's order: Sarana over U8, Pengaduan over U9",
    Book(
        Page()
        .add(["No", *form_order], HEADING, "bold")
        .add([None, *UNSUR], HEADING, "bold")
        .data(numbered(A))
    ),
    maybe(by_name, words=("judul",)),
)
add(
    "heading_contradicts_itself",
    7,
    "one heading: U1 (Biaya/Tarif), U4 (Persyaratan)",
    Book(
        Page()
        .head(["No", "U1 (Biaya/Tarif)", *UNSUR[1:3], "U4 (Persyaratan)", *UNSUR[4:]], unsur=())
        .data(numbered(A))
    ),
    maybe([(r[3], r[1], r[2], r[0], *r[4:]) for r in A], words=("U1",)),
)
frame = pd.DataFrame(A, columns=pd.MultiIndex.from_arrays([turned, UNSUR]))
add(
    "headings_contradict_frame",
    7,
    "a frame whose columns are pairs that contradict",
    Frame(frame),
    Refused(("U1",)),
)

# --- 12: several questions for one unsur ----------------------------------------------------------------------

SIXTEEN = [0, 0, 1, 1, 1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 7, 8]
asked = [tuple((a[u] + q) % 4 + 1 for q, u in enumerate(SIXTEEN)) for a in A]
words = ("beberapa", ("beberapa-pertanyaan", OPTION["several"], "pedoman"))
texts = [f"P{q + 1}. {NAMES[u]}" for q, u in enumerate(SIXTEEN)]
twice = [f"{NAMES[u]} ({SIXTEEN[: q + 1].count(u)})" for q, u in enumerate(SIXTEEN)]
for slug, heads in (
    ("numbered_names", texts),
    ("names_with_counts", twice),
    ("names_repeated", [NAMES[u] for u in SIXTEEN]),
):
    page = Page().head(["No", *heads], unsur=()).data(numbered(asked))
    add(
        f"sixteen_{slug}",
        12,
        "sixteen questions that name nine unsur, not confirmed",
        Book(page),
        Refused(words),
    )
    add(
        f"sixteen_{slug}_confirmed",
        12,
        "the same, confirmed",
        Book(page),
        right(asked, questions=SIXTEEN),
        **{OPTION["several"]: True},
    )
over = (
    Page()
    .add(
        ["No", *(NAMES[u] if SIXTEEN.index(u) == q else None for q, u in enumerate(SIXTEEN))], HEADING, "bold"
    )
    .add([None, *(f"P{q}" for q in range(1, 17))], HEADING, "bold")
    .data(numbered(asked))
)
for u in range(9):
    at = [q + 1 for q, x in enumerate(SIXTEEN) if x == u]
    if len(at) > 1:
        over.merge(0, at[0], 0, at[-1])
add(
    "sixteen_merged_names_confirmed",
    12,
    "names merged over P1 to P16, confirmed",
    Book(over),
    right(asked, questions=SIXTEEN),
    **{OPTION["several"]: True},
)
add("sixteen_merged_names", 12, "names merged over P1 to P16, not confirmed", Book(over), Refused(words))

# --- 13: not one row per respondent ---------------------------------------------------------------------------


def table_of_frequencies(answers, heads, names):
    page = Page("Rekap").add(["No", "Unsur", *heads, "Jumlah"], HEADING, "bold border")
    for u, name in enumerate(names):
        counts = [line[u] for line in frequencies(answers)]
        page.add([u + 1, name, *counts, sum(counts)], None)
    return page


told = ("frekuensi",)
for slug, answers in (("large", people(60, 410)), ("small", small_counts)):
    for kind, heads, names in (
        ("codes", [1, 2, 3, 4], UNSUR),
        ("names", ["Tidak baik", "Kurang baik", "Baik", "Sangat baik"], NAMES),
    ):
        add(
            f"frequency_table_{kind}_{slug}",
            13,
            "unsur as rows, how often each answer was given as columns",
            Book(table_of_frequencies(answers, heads, names)),
            maybe(answers, words=told),
        )
wide = Page().head(["Jawaban", *NAMES], unsur=())
for nilai, counts in enumerate(frequencies(people(60, 411)), start=1):
    wide.add([nilai, *counts], None)
add(
    "frequency_table_turned",
    13,
    "answers 1 to 4 as rows, unsur as columns",
    Book(wide),
    maybe(people(60, 411), words=told),
)
narrow = Page().head(["Nilai", *UNSUR])
for nilai, counts in enumerate(frequencies(small_counts), start=1):
    narrow.add([nilai, *counts], None)
add(
    "frequency_table_turned_small",
    13,
    "the same with no count above 4",
    Book(narrow),
    maybe(small_counts, words=told),
)
add("frequency_table_turned_small_csv", 13, "the same as CSV", Text(narrow), maybe(small_counts, words=told))
turned_words = (("transpos", "melintang", "mendatar", "terbalik", "dibalik", "responden sebagai kolom"),)
for slug, names in (("codes", UNSUR), ("names", NAMES)):
    for n in (9, 14):
        across = Page().add(["Unsur", *(f"R{i + 1}" for i in range(n))], HEADING, "bold")
        for u, name in enumerate(names):
            across.add([name, *(r[u] for r in A[:n])] if n <= len(A) else [], None)
        add(
            f"transposed_{slug}_{n}",
            13,
            f"unsur as rows, {n} respondents as columns",
            Book(across),
            maybe(A[:n], words=turned_words),
        )
coded = Page().add(["Unsur", *UNSUR], HEADING, "bold")
for u in range(9):
    coded.add([f"R{u + 1}", *A[u]], DATA)
add(
    "transposed_corner_word",
    13,
    'ordinary rows R1 to R9 whose corner says "Unsur"',
    Book(coded),
    right(A[:9]),
)
long = Page().head(["Responden", "Unsur", "Nilai"], unsur=())
for i, r in enumerate(B):
    for u, v in enumerate(r):
        long.add([i + 1, UNSUR[u], v], None)
add("long_form", 13, "one row per answer: respondent, unsur, nilai", Book(long), maybe(B, words=("baris",)))
published = (
    Page()
    .head(["Layanan", "n", *UNSUR])
    .add(["KTP", 14, *statistic("mean", A)], None)
    .add(["KK", 10, *statistic("mean", B)], None)
)
add("means_per_service_only", 13, "only the means per service", Book(published), Refused(("nilai",)))
sums_only = (
    Page()
    .head(["Layanan", "Responden", *UNSUR])
    .add(["KTP", 1, *statistic("sum", A[:1])], None)
    .add(["KK", 1, *statistic("sum", B[:1])], None)
)
add(
    "totals_of_one_each",
    13,
    "totals per service where each had one respondent",
    Book(sums_only),
    maybe([A[0], B[0]]),
)
