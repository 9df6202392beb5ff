"""What a cell means: letters, scales, labels, services, periods, guidelines; findings 5, 9 to 11, 14 to 19."""

from __future__ import annotations

import os
import unicodedata
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from cases_ordinary import labelled, simple, with_service
from office_files import (
    HEADING,
    LABELS,
    NAMES,
    OPTION,
    QUESTIONS,
    UNSUR,
    Book,
    Frame,
    Page,
    Refused,
    RightOrRefused,
    Several,
    Text,
    add,
    letter_of,
    maybe,
    numbered,
    people,
    right,
)

import skm

A, B = people(15, 501), people(10, 502)


def reversed_(answers):
    return [tuple(None if v is None else 5 - v for v in r) for r in answers]


def lettered(answers, letters="abcd"):
    return [[None if v is None else letters[v - 1] for v in r] for r in answers]


# --- 5: letters -----------------------------------------------------------------------------------------------

SAID = ("huruf", ("a = 1", "a=1", "a sebagai 1", "a berarti 1"))
add(
    "letters_small",
    5,
    "a to d as on the official form",
    Text(Page().head(UNSUR).data(lettered(A))),
    right(A, says=SAID),
)
add(
    "letters_capital_form",
    5,
    "A to D under the questions of the form, nothing said of their direction",
    Book(Page().head(QUESTIONS).data(lettered(A, "ABCD"))),
    right(A, says=SAID),
)
add(
    "letters_capital_codes",
    5,
    "A to D under codes, nothing said of their direction",
    Text(Page().head(UNSUR).data(lettered(A, "ABCD"))),
    maybe(A, words=("huruf",), says=SAID),
)
for i, note in enumerate(
    [
        "A = Sangat Baik, B = Baik, C = Kurang Baik, D = Tidak Baik",
        "Keterangan: A: Sangat Baik; D: Tidak Baik",
        "A (Sangat Baik) B (Baik) C (Kurang Baik) D (Tidak Baik)",
    ]
):
    best = lettered(A, "DCBA")
    below = Page().head(["No", *UNSUR]).data(numbered(best)).blank().legend(note)
    add(f"letters_best_first_below_{i}", 5, f'"{note}" below', Book(below), maybe(A, words=("huruf",)))
above = (
    Page()
    .legend("Pilihan jawaban: A = Sangat Baik, B = Baik, C = Kurang Baik, D = Tidak Baik")
    .blank()
    .head(["No", *UNSUR])
    .data(numbered(lettered(A, "DCBA")))
)
add(
    "letters_best_first_above",
    5,
    "the direction is said above the table",
    Book(above),
    maybe(A, words=("huruf",)),
)
in_heads = (
    Page().head([f"{n} (A = Sangat Baik, D = Tidak Baik)" for n in NAMES], unsur=()).data(lettered(A, "DCBA"))
)
add(
    "letters_best_first_headings",
    5,
    "the direction is said in each heading",
    Text(in_heads),
    maybe(A, words=("huruf",)),
)
sheet = Page("Keterangan").legend(
    "Kode jawaban", "A = Sangat Baik", "B = Baik", "C = Kurang Baik", "D = Tidak Baik"
)
add(
    "letters_best_first_sheet",
    5,
    "the direction is said on a sheet of its own",
    Book(Page("Data").head(["No", *UNSUR]).data(numbered(lettered(A, "DCBA"))), sheet),
    maybe(A, words=("huruf",)),
)
worst = (
    Page()
    .head(["No", *UNSUR])
    .data(numbered(lettered(A, "ABCD")))
    .blank()
    .legend("A = Tidak baik, B = Kurang baik, C = Baik, D = Sangat baik")
)
add(
    "letters_worst_first_below",
    5,
    "the form's own direction is said below",
    Book(worst),
    right(A, says=("huruf",)),
)
signs = lettered(A, "ABCD")
signs[3][2], signs[5][4] = "A-", "B+"
add(
    "letters_with_signs",
    5,
    "A- and B+ among the letters",
    Text(Page().head(UNSUR).data(signs)),
    Refused((("a-",), ("b+",))),
)
signs = lettered(A)
signs[0][0] = "b+"
add(
    "letters_with_one_sign",
    5,
    "one b+ among small letters",
    Book(Page().head(UNSUR).data(signs)),
    Refused(("b+",)),
)
add(
    "letters_and_numbers",
    5,
    "some answers as letters, some as numbers",
    Text(Page().head(UNSUR).data([*lettered(A[:7]), *A[7:]])),
    maybe(A, words=("huruf",)),
)
add("letters_with_e", 5, "A to E", Text(Page().head(UNSUR).data([*lettered(A), ["e"] * 9])), Refused(("e",)))
add(
    "letters_of_grades",
    5,
    "grades per unsur of each service, A best",
    Book(
        Page()
        .head(["Layanan", *UNSUR])
        .data([["KTP", *[letter_of("90"), *"BBABABCB"]], ["KK", *"BBCBBABCB"]])
    ),
    RightOrRefused(right([(4, 3, 3, 4, 3, 4, 3, 2, 3), (3, 3, 2, 3, 3, 4, 3, 2, 3)]), ("huruf",)),
)
add(
    "letters_frame",
    5,
    "a frame of small letters",
    Frame(pd.DataFrame(lettered(A), columns=UNSUR)),
    right(A, says=SAID),
)

# --- 9: two unsur from one column -----------------------------------------------------------------------------

add(
    "column_for_two",
    9,
    "U1 and U2 are both taken from U2",
    Text(Page().head(UNSUR).data(A)),
    Refused(("U1", "U2")),
    columns={"U1": "U2", "U2": "U2"},
)
add(
    "column_for_two_one_implied",
    9,
    "U1 is taken from the column that is U2 already",
    Text(Page().head(["P", *UNSUR[1:]], unsur=()).data(A)),
    Refused(("U1", "U2")),
    columns={"U1": "U2"},
)
add(
    "column_for_two_frame",
    9,
    "the same in a frame",
    Frame(pd.DataFrame(A, columns=UNSUR)),
    Refused(("U1", "U2")),
    columns={"U1": "U2", "U2": "U2"},
)
add(
    "column_for_unsur_and_service",
    9,
    "U1 is the service as well",
    Text(Page().head(UNSUR).data(A)),
    Refused(("U1",)),
    columns={"layanan": "U1", "U1": "U1"},
)
swap = [(r[1], r[0], *r[2:]) for r in A]
add(
    "columns_exchanged",
    9,
    "two columns exchanged on purpose",
    Text(Page().head(UNSUR).data(A)),
    right(swap),
    columns={"U1": "U2", "U2": "U1"},
)
form = [(*r[:7], r[8], r[7]) for r in A]
add(
    "columns_form_order",
    9,
    "U8 and U9 exchanged, as the note advises",
    Book(simple(A)),
    right(form),
    columns={"U8": "U9", "U9": "U8"},
)

# --- 10: a scale that is stated -------------------------------------------------------------------------------

BEST_FIRST = "1 = Sangat Baik, 2 = Baik, 3 = Kurang Baik, 4 = Tidak Baik"
for slug, note in {
    "comma": "Keterangan: " + BEST_FIRST,
    "semicolon": "1: Sangat Puas; 2: Puas; 3: Kurang Puas; 4: Tidak Puas",
    "dash": "Skala 1 - Sangat Baik s.d. 4 - Tidak Baik",
    "ends": "(1 = sangat baik … 4 = tidak baik)",
    "words": "Nilai 1 berarti sangat baik dan nilai 4 berarti tidak baik",
}.items():
    add(
        f"scale_best_first_below_{slug}",
        10,
        f'"{note}" below the table',
        Book(simple(reversed_(A)).blank().legend(note)),
        maybe(A, words=(("skala", "sangat"),)),
    )
    add(
        f"scale_best_first_above_{slug}",
        10,
        f'"{note}" above the table',
        Text(Page().legend(note).head(["No", *UNSUR]).data(numbered(reversed_(A))), delimiter=";"),
        maybe(A, words=(("skala", "sangat"),)),
    )
cells = simple(reversed_(A)).blank()
for value, label in enumerate(["Sangat Baik", "Baik", "Kurang Baik", "Tidak Baik"], start=1):
    cells.add([value, label], "legend|other table")
add(
    "scale_best_first_in_cells",
    10,
    "a small table of the scale below: 1, Sangat Baik; 2, Baik ...",
    Book(cells),
    maybe(A, words=(("skala", "sangat"),)),
)
add(
    "scale_best_first_headings",
    10,
    "the scale in each heading",
    Text(Page().head([f"{n} (1 = Sangat Baik, 4 = Tidak Baik)" for n in NAMES], unsur=()).data(reversed_(A))),
    maybe(A, words=(("skala", "sangat"),)),
)
add(
    "scale_best_first_sheet",
    10,
    "the scale on a sheet of its own",
    Book(simple(reversed_(A), "Data"), Page("Petunjuk").legend("Petunjuk pengisian", BEST_FIRST)),
    maybe(A, words=(("skala", "sangat"),)),
)
add(
    "scale_best_first_frame",
    10,
    "the scale in the headings of a frame",
    Frame(pd.DataFrame(reversed_(A), columns=[f"{u} (1 = Sangat Baik, 4 = Tidak Baik)" for u in UNSUR])),
    maybe(A, words=(("skala", "sangat"),)),
)
for slug, note in {
    "five": "(skala 1-5)",
    "ten": "Skala penilaian: 1-10",
    "to": "Skor 1 s.d. 5",
    "dash": "Nilai diberikan 1 – 5",
}.items():
    add(
        f"scale_stated_{slug}_above",
        10,
        f'"{note}" above, although nobody gave more than 4',
        Book(Page().title("SURVEI KEPUASAN MASYARAKAT").legend(note).head(["No", *UNSUR]).data(numbered(A))),
        Refused(("skala",)),
    )
add(
    "scale_stated_five_headings",
    10,
    '"(1-5)" in each heading',
    Text(Page().head([f"{n} (1-5)" for n in NAMES], unsur=()).data(A)),
    Refused(("1",)),
)
add(
    "scale_stated_ten_headings",
    10,
    '"(skala 1-10)" in each heading',
    Book(Page().head([f"{u} (skala 1-10)" for u in UNSUR], unsur=()).data(A)),
    Refused(("skala",)),
)
add(
    "scale_stated_five_labels",
    10,
    "1 = Sangat Tidak Baik ... 5 = Sangat Baik, nobody gave 5",
    Book(
        simple(A)
        .blank()
        .legend("1 = Sangat Tidak Baik, 2 = Tidak Baik, 3 = Cukup, 4 = Baik, 5 = Sangat Baik")
    ),
    Refused(("skala",)),
)
for slug, note in {
    "dates": "Periode 1-5 Maret 2024",
    "place": "RT 1-5 Kelurahan Contoh",
    "pages": "Halaman 1-10",
    "usual": "(skala 1-4)",
    "usual_words": "1 = Tidak Baik, 2 = Kurang Baik, 3 = Baik, 4 = Sangat Baik",
    "form": "Diisi responden nomor 1 s.d. 15",
}.items():
    add(
        f"scale_not_meant_{slug}",
        10,
        f'"{note}" above says nothing against the scale',
        Book(Page().legend(note).head(["No", *UNSUR]).data(numbered(A))),
        right(A),
    )

# --- 11: labels -----------------------------------------------------------------------------------------------


def with_labels(answers, unsur: int, labels, *, whole=False):
    """Labels in one column (the others as numbers), or in all."""
    return [
        [
            None if v is None else labels[v - 1] if u == unsur else LABELS[u][v - 1] if whole else v
            for u, v in enumerate(r)
        ]
        for r in answers
    ]


for stem in (
    "mampu",
    "wajar",
    "disiplin",
    "jelas",
    "adil",
    "tepat",
    "aman",
    "nyaman",
    "tanggung jawab",
    "sopan dan ramah",
):
    own = f"ber{stem}" if stem == "tanggung jawab" else stem
    labels = [f"Tidak {own}".title(), f"Kurang {own}".title(), own.title(), f"Sangat {own}".title()]
    add(
        f"labels_2004_{stem.split()[0]}",
        11,
        f"{labels[0]} ... {labels[3]}, as the guideline of 2004 prints them",
        Text(Page().head(UNSUR).data(with_labels(A, 5, labels)), delimiter=";"),
        right(A),
    )
    if stem in ("mampu", "wajar"):
        add(
            f"labels_2004_{stem}_form",
            11,
            "the same in the export of a form, the other unsur with labels too",
            Book(Page().head(QUESTIONS).data(with_labels(A, 5, labels, whole=True))),
            right(A),
        )
maklumat = [
    "Tidak ada",
    "Ada tetapi tidak diterapkan",
    "Diterapkan tetapi kurang maksimal",
    "Diterapkan sepenuhnya",
]
add(
    "labels_of_maklumat",
    11,
    "pengaduan with the scale of maklumat",
    Text(Page().head(UNSUR).data(with_labels(A, 7, maklumat)), delimiter=";"),
    right(A),
)
OWN = ["Jelek", "Lumayan", "Oke", "Mantap"]
unread = with_labels(A, 2, OWN)
counts = Counter(r[2] for r in unread)
listed = ("label", *(label for label in counts), *(f"{n} kali" for n in set(counts.values())))
add(
    "labels_unknown",
    11,
    "one unsur with labels of the office's own",
    Text(Page().head(UNSUR).data(unread)),
    Refused(listed, without=("kosongkan", '"blank"')),
)
add(
    "labels_unknown_form",
    11,
    "the same in the export of a form",
    Book(Page().head(QUESTIONS).data(with_labels(A, 2, OWN, whole=True))),
    Refused(listed, without=("kosongkan", '"blank"')),
)
add(
    "labels_mapped",
    11,
    "the same with a mapping",
    Text(Page().head(UNSUR).data(unread)),
    right(A),
    **{OPTION["labels"]: {label: i for i, label in enumerate(OWN, 1)}},
)
half = ["Gak banget", "Agak", "Mampu", "Sangat mampu"]
add(
    "labels_half_unknown",
    11,
    "only the lower half is unknown: blanking would make the unsur the best",
    Text(Page().head(UNSUR).data(with_labels(A, 5, half))),
    Refused(("label", "Agak"), without=("kosongkan", '"blank"')),
)
add(
    "labels_half_unknown_mapped",
    11,
    "the lower half mapped",
    Text(Page().head(UNSUR).data(with_labels(A, 5, half))),
    right(A),
    **{OPTION["labels"]: {"Gak banget": 1, "Agak": 2}},
)
add(
    "labels_one_typing_error",
    11,
    "one label mistyped once",
    Text(
        Page()
        .head(QUESTIONS)
        .data([["Sangat sesuay", *r[1:]] if i == 2 else r for i, r in enumerate(labelled(A))])
    ),
    Refused(("sesuay",)),
)
two_forms = ["Tidak mampu", "Kurang mampu", "Kompeten", "Sangat kompeten"]
add(
    "labels_of_two_forms",
    11,
    "an old and a new form in one column: Tidak mampu, Kurang mampu, Kompeten, Sangat kompeten",
    Text(Page().head(UNSUR).data(with_labels(A, 5, two_forms))),
    right(A),
)
both = [
    [
        r[0],
        *r[1:5],
        ["Mampu", "Sangat mampu"][r[5] - 3] if r[5] > 2 and i % 2 else r[5] and LABELS[5][r[5] - 1],
        *r[6:],
    ]
    for i, r in enumerate(A)
]
add(
    "labels_of_two_forms_upper",
    11,
    "the same with the upper labels in both words",
    Text(Page().head(UNSUR).data(both)),
    right(A),
)
for guide in (skm.PERMENPANRB_16_2014, skm.PERMENPANRB_14_2017):
    heads = [u.nama for u in guide.unsur]
    add(
        f"labels_mampu_{guide.nama[-4:]}",
        11,
        f"Tidak mampu ... Sangat mampu for Kompetensi under {guide.nama}",
        Text(
            Page()
            .head(heads, unsur=())
            .data(with_labels(A, 5, ["Tidak Mampu", "Kurang Mampu", "Mampu", "Sangat Mampu"]))
        ),
        right(A, bounds=[str(m.ikm_min) for m in guide.mutu[:3]]),
        pedoman=guide,
    )
add(
    "labels_mixed_numbers",
    11,
    "labels and numbers mixed in each column",
    Text(Page().head(UNSUR).data([*labelled(A[:7]), *A[7:]])),
    right(A),
)
emoji = ["😡", "😕", "🙂", "😍"]
add(
    "labels_smileys",
    11,
    "smileys, mapped",
    Text(Page().head(UNSUR).data([[emoji[v - 1] for v in r] for r in A])),
    right(A),
    **{OPTION["labels"]: {e: i for i, e in enumerate(emoji, 1)}},
)

# --- 14: spellings of services --------------------------------------------------------------------------------


def services(*spelled, name="survei.csv"):
    page, parts = Page("Data").head(["No", "Layanan", *UNSUR]), {}
    for i, r in enumerate(A):
        s = spelled[i % len(spelled)]
        page.data([[i + 1, s, *r]])
        parts.setdefault(s, []).append(r)
    return page, parts


page, _ = services("KTP", "ktp", "KTP", " Ktp ")
add("service_case", 14, "KTP, ktp and Ktp with spaces", Text(page), right(A, {"KTP": A}))
page, _ = services("ktp", "KTP", "KTP")
add(
    "service_most_frequent_spelling",
    14,
    "the first spelling is the rarer one",
    Text(page),
    right(A, {"KTP": A}),
)
nfc, nfd = "Café Perizinan", unicodedata.normalize("NFD", "Café Perizinan")
page, _ = services(nfc, nfd, nfc)
add("service_composed_and_decomposed", 14, "é as one character and as two", Book(page), right(A, {nfc: A}))
for slug, other in {
    "zero_width": "Kartu\u200b Keluarga",
    "no_break_space": "Kartu\u00a0Keluarga",
    "full_width": "Ｋａｒｔｕ Ｋｅｌｕａｒｇａ",
    "soft_hyphen": "Kartu Kelu\u00adarga",
    "byte_order_mark": "\ufeffKartu Keluarga",
}.items():
    page, _ = services("Kartu Keluarga", "Kartu Keluarga", other)
    add(
        f"service_{slug}",
        14,
        f"a spelling with {slug.replace('_', ' ')}",
        Book(page),
        right(A, {"Kartu Keluarga": A}),
    )
for slug, dash in {"en_dash": "–", "minus": "−", "hyphen": "‐", "no_break_hyphen": "‑"}.items():
    page, _ = services("E-KTP", "E-KTP", f"E{dash}KTP")
    add(f"service_{slug}", 14, f"E-KTP with a {slug.replace('_', ' ')}", Text(page), right(A, {"E-KTP": A}))
page, parts = services("KTP", "E-KTP", "KTP", "KTP Elektronik")
add(
    "service_near_names",
    14,
    "KTP, E-KTP, KTP Elektronik stay apart and are proposed",
    Book(page),
    right(A, parts, says=("samakan",)),
)
page, parts = services("SKTM", "SKCK", "SKTM")
add("service_short_names_differ", 14, "SKTM and SKCK are two services", Book(page), right(A, parts))
page, parts = services("Poli Gigi", "Poli Gizi")
add("service_one_letter_differs", 14, "Poli Gigi and Poli Gizi are two services", Text(page), right(A, parts))
page, parts = services("Surat 1", "Surat 2", "Surat 10")
add("service_numbers_differ", 14, "services that differ by a number", Text(page), right(A, parts))
page, parts = services("Kartu Keluarga", "Kartu Keluarga", "Kartu Kelurga")
add(
    "service_typing_error",
    14,
    "one spelling lacks a letter: proposed, not merged",
    Text(page),
    right(A, parts, says=("samakan",)),
)
add(
    "service_two_files",
    14,
    "two files spell the service differently",
    Several(Text(with_service({"KTP": A}), "a.csv"), Text(with_service({"ktp\u200b": B}), "b.csv")),
    right([*A, *B], {"KTP": [*A, *B]}),
)


def tallies_added(folder: Path) -> Any:
    first = skm.count(Text(with_service({"KTP": A}), "a.csv").write(folder), "layanan")
    return first + skm.count(Text(with_service({" ktp": B}), "b.csv").write(folder), "layanan")


add(
    "service_tallies_added",
    14,
    "two tallies whose services are spelled differently are added",
    None,
    right([*A, *B], {"KTP": [*A, *B]}),
    act=tallies_added,
)
page, _ = services("KTP", "ktp", "KTP")
add("service_case_streamed", 14, "KTP and ktp in a large file", Text(page), right(A, {"KTP": A}), stream=True)

# --- 15: periods ----------------------------------------------------------------------------------------------

MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
days = [date(2024, m, 5 + i) for i, m in enumerate([11, 2, 2, 7, 11, 4, 9, 2, 7, 4, 4, 11, 9, 2, 7])]
dated = (
    Page()
    .head(["No", "Tanggal", *UNSUR])
    .data([[i + 1, d, *r] for i, (d, r) in enumerate(zip(days, A, strict=True))])
)


def periods(label):
    parts: dict[str, list[Any]] = {}
    for d, r in sorted(zip(days, A, strict=True), key=lambda pair: pair[0]):
        parts.setdefault(label(d), []).append(r)
    return parts


SPANS = {
    "bulan": lambda d: f"{d:%Y-%m}",
    "triwulan": lambda d: f"{d.year} Triwulan {['I', 'II', 'III', 'IV'][(d.month - 1) // 3]}",
    "semester": lambda d: f"{d.year} Semester {['I', 'II'][(d.month - 1) // 6]}",
    "tahun": lambda d: f"{d.year}",
}
for span, label in SPANS.items():
    truth = right(A, periods(label), ordered=True)
    add(f"by_{span}", 15, f"dates, counted by {span}", Book(dated), truth, by=span)
    add(f"by_{span}_csv", 15, "the same as CSV", Text(dated, delimiter=";"), truth, by=span)
add(
    "by_bulan_frame",
    15,
    "a frame with dates",
    Frame(pd.DataFrame(A, columns=UNSUR).assign(tanggal=pd.to_datetime(days))),
    right(A, periods(SPANS["bulan"]), ordered=True),
    by="bulan",
)
worded: dict[str, list[Any]] = {}
for d, r in sorted(zip(days, A, strict=True), key=lambda pair: pair[0].month):
    worded.setdefault(MONTHS[d.month - 1], []).append(r)
add(
    "by_month_names",
    15,
    "a column of month names in no order",
    Text(
        Page().head(["Bulan", *UNSUR]).data([[MONTHS[d.month - 1], *r] for d, r in zip(days, A, strict=True)])
    ),
    right(A, worded, ordered=True),
    by="Bulan",
)
short_names = {m[:3]: rows for m, rows in worded.items()}
add(
    "by_month_abbreviations",
    15,
    "months as Jan, Feb, Mar",
    Text(
        Page()
        .head(["Bulan", *UNSUR])
        .data([[MONTHS[d.month - 1][:3], *r] for d, r in zip(days, A, strict=True)])
    ),
    right(A, short_names, ordered=True),
    by="Bulan",
)

# --- 16: guidelines -------------------------------------------------------------------------------------------


def guideline(labels='["Tidak baik", "Kurang baik", "Baik", "Sangat baik"]', bound="65.00", tail=""):
    unsur = "".join(
        f'[[unsur]]\nkode = "U{i}"\nnama = "{n}"\nlabel = {labels}\n\n' for i, n in enumerate(NAMES, 1)
    )
    mutu = (
        'mutu = [\n  { huruf = "A", kinerja = "Sangat baik", ikm_min = "88.31" },\n  { huruf = "B", kinerja = "Baik", ikm_min = "76.61" },\n'
        f'  {{ huruf = "C", kinerja = "Kurang baik", ikm_min = "{bound}" }},\n  {{ huruf = "D", kinerja = "Tidak baik", ikm_min = "25.00" }},\n]\n'
    )
    return 'nama = "Pedoman kami"\nsumber = "SK Kepala Dinas"\nnilai_max = 4\n' + mutu + "\n" + unsur + tail


def under(text, answers=None):
    def act(folder: Path) -> Any:
        path = folder / "pedoman.toml"
        path.write_text(text, encoding="utf-8")
        guide = skm.read_pedoman(path)
        rows = A if answers is None else answers
        return skm.count(Text(Page().head(UNSUR).data(rows)).write(folder), pedoman=guide)

    return act


BAD = Refused(("baris",), error=skm.PedomanError)
add("guideline_plain", 16, "a guideline of one's own", None, right(A), act=under(guideline()))
add(
    "guideline_label_twice",
    16,
    "a label stands for two answers",
    None,
    BAD,
    act=under(guideline('["Tidak baik", "Baik", "Baik", "Sangat baik"]')),
)
add(
    "guideline_label_twice_by_case",
    16,
    "a label stands for two answers but for capitals",
    None,
    BAD,
    act=under(guideline('["Tidak baik", "Baik", "BAIK", "Sangat baik"]')),
)
add(
    "guideline_labels_numbers_reversed",
    16,
    'labels "4", "3", "2", "1": text 4 would be 1 and number 4 be 4',
    None,
    BAD,
    act=under(guideline('["4", "3", "2", "1"]')),
)
add(
    "guideline_letter_twice",
    16,
    "two classes have the letter B",
    None,
    BAD,
    act=under(guideline().replace('huruf = "C"', 'huruf = "B"')),
)
for bound in ("NaN", "Infinity", "-5", "101", "sNaN", "80.00"):
    add(
        f"guideline_bound_{bound.strip('-').replace('.', '_').lower()}",
        16,
        f"a class begins at {bound}",
        None,
        BAD,
        act=under(guideline(bound=bound)),
    )
add(
    "guideline_deep_nesting",
    16,
    "an array nested ten thousand times",
    None,
    Refused(error=skm.PedomanError),
    act=under(guideline(tail="x = " + "[" * 10_000 + "]" * 10_000 + "\n")),
)
add(
    "guideline_code_twice",
    16,
    "two unsur have one code",
    None,
    BAD,
    act=under(guideline().replace('"U2"', '"U1"')),
)

# --- 17: profile ----------------------------------------------------------------------------------------------


def column(head, *cells):
    return Text(
        Page().head(["No", head, *UNSUR]).data([[i + 1, cells[i % len(cells)], *r] for i, r in enumerate(A)]),
        delimiter=";",
    )


add(
    "work_pns_tni_polri",
    17,
    "PNS/TNI/POLRI as one choice",
    column("Pekerjaan", "PNS/TNI/POLRI", "Swasta", "Wiraswasta/Usahawan", "Pelajar/Mahasiswa", "Lainnya"),
    right(A, placed=("pekerjaan",)),
)
add(
    "work_asn_tni_polri",
    17,
    "ASN/TNI/Polri as one choice",
    column("Pekerjaan", "ASN/TNI/Polri", "Pegawai Swasta", "Wirausaha"),
    right(A, placed=("pekerjaan",)),
)
add(
    "education_s2_and_above",
    17,
    "S2 ke atas",
    column("Pendidikan", "SD ke bawah", "SLTP", "SLTA", "D1-D2-D3-D4", "S1", "S2 ke atas"),
    right(A, placed=("pendidikan",)),
)
add(
    "education_d1_to_d3",
    17,
    "D1/D2/D3 and D4/S1",
    column(
        "Pendidikan",
        "Tidak sekolah",
        "SD/Sederajat",
        "SMP/Sederajat",
        "SMA/Sederajat",
        "D1/D2/D3",
        "D4/S1",
        "S2",
        "S3",
    ),
    right(A, placed=("pendidikan",)),
)
add(
    "education_s2_s3",
    17,
    "S2/S3 as one choice",
    column("Pendidikan", "SMA", "DIII", "S1", "S2/S3"),
    right(A, placed=("pendidikan",)),
)

# --- 18: equal problems are one line --------------------------------------------------------------------------

many = [[("Lumayan" if u == 5 and i < 14 else v) for u, v in enumerate(r)] for i, r in enumerate(A)]
add(
    "errors_grouped",
    18,
    "one unknown label fourteen times",
    Book(Page().head(UNSUR).data(many)),
    Refused(("14 kali", "F2", "Lumayan"), lines=12),
)
fives = [[5 if u == 3 else v for u, v in enumerate(r)] for r in people(40, 503)]
add(
    "errors_grouped_fives",
    18,
    "forty times 5",
    Text(Page().head(UNSUR).data(fives)),
    Refused(("40 kali",), lines=12),
)

# --- 19: archives and odds and ends ---------------------------------------------------------------------------


def total_n(*names: bytes | str):
    def act(folder: Path) -> str:
        archive_act = folder / "arsip" / "Dinas Contoh"
        archive_act.mkdir(parents=True)
        for i, name in enumerate(names):
            raw = name if isinstance(name, bytes) else name.encode()
            with open(os.path.join(os.fsencode(archive_act), raw), "wb") as file:
                file.write(Text(Page().head(UNSUR).data((A, B)[i % 2])).content)
        recap = skm.recompute(folder / "arsip")
        return f"n = {int(recap.frame['n'].sum())}"

    return act


add(
    "archive_names",
    19,
    "an archive of two files",
    None,
    RightOrRefused(right([], says=("n = 25",))),
    act=total_n("2023.csv", "2024.csv"),
)
add(
    "archive_name_not_utf8",
    19,
    "one of the files has a name that is not UTF-8, and tells no year: set aside, the other is read",
    None,
    RightOrRefused(right([], says=("n = 15",))),
    act=total_n("2023.csv", b"survei_2024_\xff\xfe.csv"),
)
page, _ = services("KTP", "E-KTP", "SIM")


def commanded(text: Text, *options: str):
    """What the command says, on both channels."""

    def act(folder: Path) -> str:
        import contextlib
        import io

        from skm.cli import main

        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(["rekap", str(text.write(folder)), *options])
        assert "Traceback" not in said.getvalue()
        return f"exit {code}\n{said.getvalue()}"

    return act


def words_only(*words):
    return right([], says=words)


page, _ = services("KTP", "E-KTP", "SIM")
add(
    "spellings_contradict",
    19,
    "one spelling is given to two services",
    None,
    words_only("exit 2", "E-KTP", "SIM", "samakan"),
    act=commanded(Text(page), "--samakan", "KTP=E-KTP", "--samakan", "SIM=E-KTP"),
)
add(
    "spellings_in_a_circle",
    19,
    "KTP is E-KTP and E-KTP is KTP",
    None,
    words_only("exit 2", "E-KTP", "samakan"),
    act=commanded(Text(page), "--samakan", "KTP=E-KTP", "--samakan", "E-KTP=KTP"),
)
add(
    "account_on_the_terminal",
    3,
    "the terminal says how the rows of the file were used",
    None,
    words_only("exit 0", "judul", "16 baris"),
    act=commanded(Text(page)),
)
add(
    "blanked_on_the_terminal",
    11,
    "answers that were blanked: how many per unsur, and the index with and without",
    None,
    words_only("exit 0", "U6", "dikosongkan", ("dengan dan tanpa", "tanpa")),
    act=commanded(Text(Page().head(UNSUR).data(with_labels(A, 5, half))), "--tidak-sah", "kosongkan"),
)


class Raw(Book):
    """A workbook whose sheet has been changed after it was written."""

    def __init__(self, page: Page, change) -> None:
        super().__init__(page)
        self.change = change

    def bytes(self) -> bytes:
        import io

        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(super().bytes())) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for item in old.infolist():
                data = old.read(item)
                new.writestr(
                    item,
                    self.change(data.decode()).encode() if item.filename.endswith("sheet1.xml") else data,
                )
        return out.getvalue()

    def ledger(self):
        return set()


add(
    "row_number_twice",
    19,
    "two rows of the sheet say they are row 5",
    Raw(simple(A), lambda xml: xml.replace('<row r="6"', '<row r="5"').replace('6"', '5"')),
    Refused(("baris 5",)),
)
add(
    "rows_out_of_order",
    19,
    "the rows of the sheet stand in the file in another order",
    Raw(simple(B), lambda xml: xml.replace('<row r="4"', '<row r="40"', 1)),
    maybe(B),
)

# --- personal data in headings, sheet names and messages ------------------------------------------------------

PHONE, PERSON = "0812-5550-1234", "Siti Aminah"
blank_head = (
    Page()
    .add([f"Petugas: Ibu {PERSON}, {PHONE}"], "legend|title")
    .add([None, *UNSUR], HEADING, "bold")
    .data(numbered(A))
)
add(
    "private_cell_above_blank_heading",
    20,
    "the officer's name and phone stand above a column without heading",
    Book(blank_head),
    right(A, silent=(PERSON, PHONE)),
)
right_above = (
    Page()
    .add([*[None] * 10, f"CP {PERSON} {PHONE}"], "legend|title")
    .add(["No", *UNSUR, None], HEADING, "bold")
    .data([[i + 1, *r, "x"] for i, r in enumerate(A)])
)
add(
    "private_cell_above_right_column",
    20,
    "a contact above an unknown column on the right",
    Book(right_above),
    right(A, silent=(PERSON, PHONE)),
)
add(
    "private_sheet_name",
    20,
    "a sheet is named after the officer's phone",
    Book(simple(A, PHONE), simple(B, "Data")),
    maybe([*A, *B], silent=(PHONE,)),
)
wrong = [list(r) for r in A]
for slug, contact in {
    "plain": "081255501234",
    "dashes": "0812–5550–1234",
    "no_break": "0812\u00a05550\u00a01234",
    "slash": "0812/5550/1234",
    "plus": "+62 812 5550 1234",
}.items():
    wrong[3] = [*A[3][:4], f"hub. {contact}", *A[3][5:]]
    add(
        f"private_phone_{slug}",
        20,
        f"a phone as {contact} in the place of an answer",
        Text(Page().head(UNSUR).data([list(r) for r in wrong])),
        Refused(silent=(contact, "1234"), words=("U5",)),
    )
for slug, name in {
    "bpk": "Bpk. Joko Susilo",
    "tn": "Tn. Joko Susilo",
    "ny": "Ny. Joko Susilo",
    "an": "a.n. Joko Susilo",
}.items():
    wrong[3] = [*A[3][:4], f"titip {name}", *A[3][5:]]
    add(
        f"private_name_{slug}",
        20,
        f"{name} in the place of an answer",
        Text(Page().head(UNSUR).data([list(r) for r in wrong])),
        Refused(silent=("Joko",), words=("U5",)),
    )
add(
    "private_heading",
    20,
    "a heading that is a person and a phone",
    Text(
        Page()
        .head(["No", *UNSUR, f"Enumerator Ibu {PERSON} {PHONE}"])
        .data([[i + 1, *r, "ok"] for i, r in enumerate(A)])
    ),
    right(A, silent=(PERSON, PHONE)),
)


def page_of(source: Text | Book, *, by: str | None = None):
    """The published page, as it comes without options."""

    def act(folder: Path) -> str:
        import io

        from skm.report import page

        responses = skm.read(source.write(folder))
        out = io.BytesIO()
        page(skm.summarize(responses, by=by), out, responses=responses)
        shown = out.getvalue().decode("utf-8")
        groups = shown.partition("<h2>IKM per")[2].partition("</section>")[
            0
        ]  # an unsur may have the same index
        return shown + f"\nindices shown: {sum(f'>{index}<' in groups for index in ALONE)}"

    return act


# Fourteen respondents in two services, and one alone in a third: its index of 25,00 tells his answers.
lone = {"KTP": A[:7], "KK": A[7:14], "Nikah": [(1,) * 9]}
ALONE = [str(right(rows).ikm).replace(".", ",") for rows in lone.values()]
add(
    "published_service_of_one",
    20,
    "a service with one respondent: neither its index nor what total and others give away is published",
    None,
    right([], says=(("indices shown: 0", "indices shown: 1"),), silent=(">25,00<",)),
    act=page_of(Text(with_service(lone)), by="layanan"),
)
disabled = (
    Page()
    .head(["No", "Disabilitas", *UNSUR])
    .data([[i + 1, "Ya" if i == 3 else "Tidak", *r] for i, r in enumerate(A[:6])])
)
add(
    "published_profile_of_one",
    20,
    "one of six respondents is disabled: the page does not count one person",
    None,
    right([], silent=("16,7",)),
    act=page_of(Book(disabled)),
)
add(
    "published_cell_above_blank_heading",
    20,
    "the officer's name and phone above a blank heading are not on the page",
    None,
    right([], silent=(PERSON, PHONE)),
    act=page_of(Book(blank_head)),
)
