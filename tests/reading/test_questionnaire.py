"""Headings, answers and profile cells, as they are written in the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skm.ground.errors import worded
from skm.pedoman import (
    KEPMENPAN_25_2004,
    NATIONAL,
    PERMENPANRB_14_2017,
    PERMENPANRB_16_2014,
    Pedoman,
    Pertanyaan,
    Unsur,
)
from skm.reading.questionnaire.answers import choose_scale, labels_in, read_value, shown
from skm.reading.questionnaire.headings import Match, Names
from skm.reading.questionnaire.layout import (
    Layout,
    Misfit,
    Reader,
    letters,
    listed,
    misfit_error,
    texts_of,
)
from skm.reading.questionnaire.no_table import no_table
from skm.reading.questionnaire.personal import MASK, Mask
from skm.reading.questionnaire.profile import (
    CATEGORY_FIELDS,
    age_class_key,
    age_of,
    categories,
    category_of,
    date_of,
    is_age_class,
    looks_like_date,
)
from skm.reading.questionnaire.vocabulary import is_blank, plain, tidy

CODES = [f"U{i}" for i in range(1, 10)]
SIXTEEN = Pedoman(
    "16 pertanyaan",
    tuple(
        replace(
            u, pertanyaan=tuple(Pertanyaan(f"P{n}", f"Butir nomor {n} tentang {u.nama}") for n in numbers)
        )
        for u, numbers in zip(
            PERMENPANRB_14_2017.unsur,
            [(1, 2), (3, 4, 5), (6,), (7, 8, 9), (10,), (11,), (12, 13), (14, 15), (16,)],
            strict=True,
        )
    ),
    PERMENPANRB_14_2017.mutu,
)


def laid_out(headings, pedoman=PERMENPANRB_14_2017, dates=(), **columns):
    return Reader(pedoman, columns).layout(headings, frozenset(dates), "berkas.csv")


def found(headings, pedoman=PERMENPANRB_14_2017, **columns):
    layout = laid_out(headings, pedoman, **columns)
    assert isinstance(layout, Layout), layout
    return {k: headings[i] for k, i in layout.questions.items()}


def message(headings, pedoman=PERMENPANRB_14_2017, **columns):
    misfit = laid_out(headings, pedoman, **columns)
    assert isinstance(misfit, Misfit)
    return str(misfit_error([misfit]))


# Headings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pedoman", NATIONAL, ids=lambda p: p.nama)
@pytest.mark.parametrize(
    "form", ["kode", "nama", "teks", "kode (nama)", "kode: nama", "nomor. teks", "besar"]
)
def test_every_official_heading_is_found(pedoman, form):
    headings = []
    for number, unsur in enumerate(pedoman.unsur, start=1):
        texts = {
            "kode": unsur.kode,
            "nama": unsur.nama,
            "teks": unsur.pertanyaan[0].teks,
            "kode (nama)": f"{unsur.kode} ({unsur.nama})",
            "kode: nama": f"{unsur.kode.lower()}: {unsur.nama} pelayanan",
            "nomor. teks": f"{number}. {unsur.pertanyaan[0].teks}",
            "besar": f"  {unsur.nama.upper()} ",
        }
        headings.append(texts[form])
    assert found(headings, pedoman) == dict(zip(pedoman.kode, headings, strict=True))


@given(order=st.permutations(range(9)))
def test_position_never_matters(order):
    headings = [PERMENPANRB_14_2017.pertanyaan[i].teks for i in order]
    assert found(headings) == {CODES[i]: PERMENPANRB_14_2017.pertanyaan[i].teks for i in order}


@pytest.mark.parametrize(
    ("heading", "kode"),
    [
        ("U8 (Sarana dan Prasarana)", "U9"),
        ("U9 (Pengaduan)", "U8"),
        ("u-03", "U3"),
        ("Unsur 4", "U4"),
        ("[U2] Prosedur", "U2"),
        ("Penilaian unsur pelayanan [Perilaku Petugas]", "U7"),
        ("Sarana, Prasarana", "U9"),
        ("Biaya / Tarif", "U4"),
        ("Persyartan", "U1"),
        ("Bagaimana pendapat Anda mengenai kemudahan prosedur pelayanan di kecamatan ini?", "U2"),
        ("Bagaimana pendapat saudara tentang penanganan pengaduan, saran dan masukan?", "U8"),
        ("Nilai Kompetensi", "U6"),
        ("Seberapa mudah prosedur mengurus surat pindah domisili antar kecamatan bagi lansia?", "U2"),
        ("Q1: Persyaratan", "U1"),
        ("Penanganan pengaduan, saran, masukan pengguna", "U8"),
    ],
)
def test_a_heading_in_other_words_is_found(heading, kode):
    assert Names(PERMENPANRB_14_2017).match(heading).kode == kode


@pytest.mark.parametrize(
    ("heading", "match"),
    [
        ("Persyaratan", Match("U1", "name", "persyaratan")),
        ("U8 (Sarana dan Prasarana)", Match("U9", "name", "sarana dan prasarana", "u", 8)),
        ("Soal 4 biaya", Match("U4", "name", "biaya", "p", 4)),
        ("Q1: Persyaratan", Match("U1", "name", "persyaratan", "p", 1)),
        ("U2 Kemudahan prosedur pengurusan", Match("U2", "words", "kemudahan prosedur pengurusan", "u", 2)),
        ("Nilai Kompetensi", Match("U6", "words", "nilai kompetensi")),
        (
            "U5 Prosedur mengurus surat pindah domisili antar kecamatan bagi lansia",
            Match(
                "U2", "words", "prosedur mengurus surat pindah domisili antar kecamatan bagi lansia", "u", 5
            ),
        ),
        (
            "5. Prosedur mengurus surat pindah domisili antar kecamatan bagi lansia",
            Match(
                "U2", "words", "prosedur mengurus surat pindah domisili antar kecamatan bagi lansia", "", 5
            ),
        ),
        ("Persyartan", Match("U1", "near", "persyartan")),
        ("U3 entah apa", Match("U3", "code", "entah apa", "u", 3)),
        ("unsur 4", Match("U4", "code", "", "u", 4)),
        ("Penilaian [U2]", Match("U2", "code", "", "u", 2)),
        ("U3 alasan", Match(None, "", "alasan", "u", 3)),
        ("P3", Match(None, "", "", "p", 3)),
        ("3. Entah", Match(None, "", "entah", "", 3)),
        ("Entah", Match(None, "", "entah")),
    ],
)
def test_a_heading_says_what_it_names_how_and_with_which_code(heading, match):
    assert Names(PERMENPANRB_14_2017).match(heading) == match


def test_codes_are_words_too_and_a_question_may_hold_a_word_of_remarks():
    asked = Pertanyaan("A1", "Bagaimana kebersihan menurut catatan Anda?")
    unsur = (Unsur("A1", "Kebersihan", pertanyaan=(asked,)), Unsur("DISIPLIN", "Kedisiplinan"))
    names = Names(Pedoman("X", unsur, PERMENPANRB_14_2017.mutu))
    assert names.match("Disiplin") == Match("DISIPLIN", "code")
    assert names.match("Disiplin pegawai negeri") == Match("DISIPLIN", "code", "pegawai negeri")
    assert names.match("Bagaimana kebersihan menurut catatan petugas?").kode == "A1"
    assert names.match("Kebersihan (catatan)").kode is None


def named(*unsur):
    return Names(Pedoman("X", unsur, PERMENPANRB_14_2017.mutu))


def test_a_code_of_several_letters_may_be_written_with_signs_and_zeros():
    names = named(Unsur("RB1", "Satu"), Unsur("RB12", "Dua"))
    assert names.match("RB-01: entah") == Match("RB1", "code", "entah", "rb", 1)
    assert names.match("rb 12") == Match("RB12", "code", "", "rb", 12)


def test_a_number_that_belongs_to_a_name_is_no_code():
    names = named(Unsur("A1", "24 Jam Siaga"), Unsur("A2", "Dua"))
    assert names.match("24 jam siaga") == Match("A1", "name", "24 jam siaga")


def test_a_number_before_a_heading_is_no_code_even_where_codes_are_numbers():
    unsur = tuple(Unsur(str(i), name) for i, name in enumerate(("Satu", "Dua", "Tiga"), start=1))
    assert named(*unsur).match("3. Entah") == Match(None, "", "entah", "", 3)
    assert "tidak memuat unsur U1" in message([f"{i}. Entah" for i in range(1, 10)])


def test_an_empty_heading_names_nothing_though_a_question_has_no_text():
    asked = Pertanyaan("A1", "Apakah ruangan bersih?")
    names = named(
        Unsur("A1", "Kebersihan", pertanyaan=(asked,)),
        Unsur("A2", "Keamanan", pertanyaan=(Pertanyaan("P2"),)),
    )
    assert [names.match(heading).kode for heading in ("", " - ", "Bapak/Ibu")] == [None] * 3


def test_a_heading_that_holds_the_names_of_two_unsur_is_neither_unless_one_name_takes_in_the_other():
    names = named(Unsur("A1", "Cepat", alias=("Ramah",)), Unsur("A2", "Ramah Anak"))
    assert names.match("Ramah anak sekali").kode == "A2"
    assert names.match("Cepat, ramah anak sekali").kode is None


def test_a_remark_of_more_than_five_words_that_mentions_a_name_is_no_unsur():
    names = Names(PERMENPANRB_14_2017)
    assert names.match("Prosedur mengurus surat pindah kecamatan").kode == "U2"
    assert names.match("Prosedur mengurus surat pindah antar kecamatan").kode is None


def test_one_slip_of_the_pen_is_looked_past_but_not_in_a_short_word_nor_two_nor_where_remarks_are_meant():
    names = Names(PERMENPANRB_14_2017)
    assert names.match("Prasaran") == Match("U9", "near", "prasaran")
    assert names.match("Kesesuaian persyaratam") == Match("U1", "near", "kesesuaian persyaratam")
    for heading in ("Sarpas", "Kesesuaiam persyaratam", "Pengadun, saran dan masukan"):
        assert names.match(heading).kode is None


def test_a_slip_of_the_pen_that_is_near_to_names_of_two_unsur_is_neither():
    spellings = tuple(f"Kedisiplinan Seluruh Pegawai {letter}" for letter in "ABCDEF")
    one = Unsur("A1", "Kedisiplinan Seluruh Pegawai", alias=spellings)
    other = Unsur("A2", "Kedisiplinan Seluruh Pegawainya")
    assert named(one, Unsur("A2", "Dua")).match("Kedisiplinn seluruh pegawai").kode == "A1"
    assert named(one, other).match("Kedisiplinn seluruh pegawai").kode is None


@pytest.mark.parametrize(
    "heading",
    [
        "Saran tentang prosedur",
        "Saran dan masukan",
        "Saran / Masukan (Teks)",
        "Kritik & Saran",
        "Prosedur mengurus surat pindah domisili antar kecamatan bagi lansia",
        "Saran dan Pengaduan",
        "Pengaduan yang ingin disampaikan",
        "Alasan U3",
        "U3 alasan",
        "Bagaimana saran Anda untuk memperbaiki prosedur dan waktu?",
        "Keluhan mengenai petugas, biaya, dan sarana prasarana",
        "Bagaimana kecepatan petugas menangani pengaduan?",
        "No. Resp",
        "Jenis Layanan",
        "Cap waktu",
        "IKM",
        "Bagaimana pendapat Saudara tentang pelayanan secara keseluruhan?",
    ],
)
def test_a_remark_or_field_is_no_unsur(heading):
    assert Names(PERMENPANRB_14_2017).match(heading).kode is None


def test_u0_to_u8_count_from_zero_only_when_all_nine_are_there():
    zero = [f"u{i}" for i in range(9)]
    assert found(zero) == dict(zip(CODES, zero, strict=True))
    assert "tidak memuat unsur U8" in message([*zero[:8], "u10"])
    with_nine = [*zero, "u9"]
    assert found(with_nine) == {k: k.lower() for k in CODES}


def test_q1_to_q9_and_pertanyaan_1_to_9_count_the_questions_too():
    for form in ("q{}", "Pertanyaan {}", "Soal no {}"):
        asked = [form.format(i) for i in range(1, 10)]
        if form.startswith("Soal"):
            assert "tidak memuat unsur" in message(asked)
        else:
            assert list(found(asked).values()) == asked


def test_a_code_settled_by_its_neighbours_keeps_what_else_its_heading_says():
    (first, *_, last) = Names(PERMENPANRB_14_2017).assign(["P1 entah", *(f"q{i}" for i in range(2, 10))])
    assert first == Match("U1", "code", "entah", "p", 1)
    assert last == Match("U9", "code", "", "p", 9)
    assert Names(PERMENPANRB_14_2017).assign([f"u{i}" for i in range(9)])[0] == Match(
        "U1", "code", "", "u", 0
    )


def test_p1_to_p9_are_the_questions_only_when_there_are_exactly_nine():
    asked = [f"P{i}" for i in range(1, 10)]
    assert list(found(asked).values()) == asked
    assert "tidak memuat unsur" in message([f"P{i}" for i in range(1, 17)])
    assert list(found([f"p{i}" for i in range(1, 17)], SIXTEEN)) == list(SIXTEEN.pertanyaan_kode)


def test_old_u0_to_u8_beside_new_p1_to_p16_do_not_collide():
    old, new = [f"u{i}" for i in range(9)], [f"p{i}" for i in range(1, 17)]
    assert list(found(old + new).values()) == old
    assert list(found(old + new, SIXTEEN).values()) == new


def test_caller_wins_over_recognition():
    headings = ["U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9", "P3"]
    assert found(headings, U3="P3")["U3"] == "P3"
    assert found(headings, U8="U9", U9="U8") == dict(zip(CODES, headings, strict=False)) | {
        "U8": "U9",
        "U9": "U8",
    }


def test_the_code_of_an_unsur_stands_for_its_only_question_unless_that_is_there_itself():
    own = Pedoman(
        "X",
        (Unsur("U1", "Satu", pertanyaan=(Pertanyaan("P7"),)), Unsur("U2", "Dua")),
        PERMENPANRB_14_2017.mutu,
    )
    assert found(["U1", "U2"], own) == {"P7": "U1", "U2": "U2"}
    assert found(["Kolom X", "U2"], own, U1="Kolom X") == {"P7": "Kolom X", "U2": "U2"}
    with pytest.raises(KeyError, match="U1"):  # of two questions, which?
        Reader(SIXTEEN, {"U1": "Kolom X"})
    assert Names(own).assign(["U1 entah", "P7"]) == [
        Match(None, "", "entah", "u", 1),
        Match("P7", "code", "", "p", 7),
    ]


def test_a_column_of_dates_is_an_unsur_when_nothing_else_is():
    assert laid_out(CODES, dates=[2]).questions["U3"] == 2
    assert laid_out([*CODES, "Usia"], dates=[2, 9]).questions["U3"] == 2


def test_names_that_fit_the_chosen_guideline_are_not_counted_for_another():
    headings = [*(u.nama for u in PERMENPANRB_14_2017.unsur[:7]), "U8 entah", "U9 entah"]
    assert list(found(headings).values()) == headings


def test_the_callers_columns_count_towards_the_header_and_profile_fields_do_not():
    rows = [["x"], ["Kolom A", "Kolom B", "Kolom C"], [4, 4, 4]]
    three = {"U1": "kolom a", "U2": "KOLOM  B", "U3": "Kolom C"}
    assert Reader(PERMENPANRB_14_2017, three).header_row(rows) == 1
    fields = {"usia": "Kolom A", "unit": "Kolom B", "layanan": "Kolom C"}
    assert Reader(PERMENPANRB_14_2017, fields).header_row(rows) is None
    assert laid_out([*CODES, "Umur Anak"], usia="UMUR  anak").fields == {"usia": 9}


def test_a_row_of_numbers_is_no_header_even_where_codes_are_numbers():
    unsur = tuple(Unsur(str(i), name) for i, name in enumerate(("Satu", "Dua", "Tiga"), start=1))
    reader = Reader(Pedoman("X", unsur, PERMENPANRB_14_2017.mutu))
    assert reader.header_row([[1, 2, 3], [3.0, 2.0, 1.0]]) is None
    assert reader.header_row([["1", "2", "3"], [1, 2, 3]]) == 0


def test_what_the_caller_names_is_not_also_found_by_its_code():
    layout = laid_out([*CODES, "P3", "Kolom X"], U3="P3", usia="Kolom X")
    assert layout.fields == {"usia": 10}
    assert layout.by_code == {*CODES} - {"U3"}
    assert layout.others == (2,)
    assert laid_out(CODES).by_code == set(CODES)
    assert laid_out([u.nama for u in PERMENPANRB_14_2017.unsur]).by_code == set()


def test_caller_naming_nothing_there_is_told_so():
    headings = ["U1", "Tgl Survei", "tgl  survei", "umur"]
    assert message(headings, tanggal="TGL SURVEI", usia="umurr", U3="Waktu layanan") == (
        'berkas.csv: lebih dari satu kolom berjudul "TGL SURVEI" (untuk tanggal).\n'
        'berkas.csv: tidak ada kolom berjudul "umurr" (untuk usia). Mungkin yang dimaksud: "umur".\n'
        'berkas.csv: tidak ada kolom berjudul "Waktu layanan" (untuk U3).\n'
        'Kolom yang ada: "U1", "Tgl Survei", "tgl survei", "umur".'
    )
    assert message(["Tgl Survei", "tgl  survei"], tanggal="Tgl survei") == (
        'berkas.csv: lebih dari satu kolom berjudul "Tgl survei" (untuk tanggal).\n'
        'Kolom yang ada: "Tgl Survei", "tgl survei".'
    )
    with pytest.raises(KeyError, match="U77"):
        Reader(PERMENPANRB_14_2017, {"U77": "x"})


def test_of_two_headings_that_differ_in_capitals_only_the_caller_gets_the_one_as_written():
    assert laid_out([*CODES, "Tgl Survei", "TGL SURVEI"], tanggal="TGL SURVEI").fields == {"tanggal": 10}


def test_missing_unsur_in_the_words_of_the_style():
    assert message(["unit_layanan", "U1", "U2", "P3", *CODES[3:]]) == (
        "berkas.csv tidak memuat unsur U3 (Waktu Penyelesaian).\n"
        'Kolom yang ada: "unit_layanan", "U1", "U2", "P3", "U4", "U5", "U6", "U7", "U8", "U9".\n'
        'Sebutkan kolomnya, misalnya columns={"U3": "P3"}.'
    )


@pytest.mark.parametrize(
    ("spare", "guess"),
    [
        (["Suhu ruangan", "P3"], "P3"),  # the number of the code that is missing
        (["P4", "Suhu ruangan"], "P4"),  # else the first that is nothing else
        (["Usia", "Apakah usia Anda cukup?"], "Apakah usia Anda cukup?"),  # a question may well be one
        (["Nama Lengkap", "Usia", "Kritik", "", " "], "judul kolomnya"),  # never a person or a profile field
    ],
)
def test_the_column_that_is_proposed_is_one_that_could_be_meant(spare, guess):
    text = message([*spare, *CODES[:2], *CODES[3:]])
    assert text.endswith(f'\nSebutkan kolomnya, misalnya columns={{"U3": "{guess}"}}.')


def test_a_code_without_a_number_has_no_number_to_look_for():
    discipline = Pedoman(
        "X", (Unsur("DISIPLIN", "Kedisiplinan"), Unsur("U1", "Satu")), PERMENPANRB_14_2017.mutu
    )
    assert message(["P4", "Suhu", "U1"], discipline).endswith('columns={"DISIPLIN": "P4"}.')


def test_every_missing_unsur_is_named_and_the_first_one_taken_as_the_example():
    text = message(["Suhu", *CODES[:2], *CODES[4:]])
    assert text.startswith("berkas.csv tidak memuat unsur U3 (Waktu Penyelesaian), U4 (Biaya/Tarif).\n")
    assert text.endswith('columns={"U3": "Suhu"}.')
    assert "\nKolom yang ada: (tidak ada).\n" in message([])


def test_headings_are_quoted_on_one_line_shortened_and_forty_at_most():
    assert listed([" a \n b ", "", "x" * 60, "x" * 61]) == f'"a b", "{"x" * 60}", "{"x" * 59}…"'
    forty = ", ".join(f'"k{i}"' for i in range(40))
    assert listed([f"k{i}" for i in range(40)]) == forty
    assert listed([f"k{i}" for i in range(41)]) == f"{forty}, dan 1 lainnya"
    assert listed([f"k{i}" for i in range(42)]) == f"{forty}, dan 2 lainnya"


def test_two_columns_for_one_unsur_are_both_named():
    assert message([*CODES, "Persyaratan", "U9"]) == (
        'berkas.csv: "U1" (kolom A) dan "Persyaratan" (kolom J) sama-sama berarti unsur U1 (Persyaratan).\n'
        'berkas.csv: "U9" (kolom I) dan "U9" (kolom K) sama-sama berarti unsur U9 (Sarana dan Prasarana).\n'
        'Sebutkan yang dipakai, misalnya columns={"U1": "U1"}. Bila kuesionernya memang memuat beberapa '
        "pertanyaan untuk satu unsur, baca dengan several_questions=True."
    )
    assert "\nGanti judul salah satunya di berkas itu. Bila kuesionernya" in message([*CODES, "U9"])


@pytest.mark.parametrize(
    ("chosen", "of", "form"),
    [
        (PERMENPANRB_14_2017, PERMENPANRB_16_2014, "nama"),
        (PERMENPANRB_14_2017, PERMENPANRB_16_2014, "kode (nama)"),
        (PERMENPANRB_16_2014, PERMENPANRB_14_2017, "nama"),
        (PERMENPANRB_16_2014, PERMENPANRB_14_2017, "kode (nama)"),
        (PERMENPANRB_14_2017, KEPMENPAN_25_2004, "nama"),
        (PERMENPANRB_14_2017, KEPMENPAN_25_2004, "kode"),
        (KEPMENPAN_25_2004, PERMENPANRB_14_2017, "nama"),
    ],
)
def test_a_file_of_another_guideline_is_refused_and_the_fitting_one_named(chosen, of, form):
    forms = {"nama": "{n}", "kode": "{k}", "kode (nama)": "{k} ({n})"}
    headings = [forms[form].format(k=u.kode, n=u.nama) for u in of.unsur]
    misfit = laid_out(headings, chosen)
    assert misfit.guideline
    assert f"tidak cocok dengan pedoman {chosen.nama}, tetapi cocok dengan {of.nama}." in str(
        misfit_error([misfit])
    )
    assert f'pedoman="{of.nama}"' in str(misfit_error([misfit]))


def test_several_fitting_guidelines_are_all_named():
    own = PERMENPANRB_14_2017.add(Unsur("DISIPLIN", "Kedisiplinan"), nama="Kecamatan X")
    assert message(CODES, own) == (
        "berkas.csv: judul kolomnya tidak cocok dengan pedoman Kecamatan X, tetapi cocok dengan "
        "PermenPANRB 14/2017 atau PermenPANRB 16/2014.\n"
        'Pilih pedoman itu, misalnya pedoman="PermenPANRB 14/2017", atau berkas .toml berisi pedoman sendiri.'
    )


NAMES = [u.nama for u in PERMENPANRB_14_2017.unsur]
RENAMED = replace(
    PERMENPANRB_14_2017,
    nama="Kecamatan X",
    unsur=(*PERMENPANRB_14_2017.unsur[:8], Unsur("U9", "Kebersihan")),
)  # as the national form but for U9


@pytest.mark.parametrize(
    "last", ["U9 (Sarana dan Prasarana)", "U9 (Prasaran)", "U9 (Sarana prasarana di kantor kami)"]
)
def test_a_file_whose_codes_fit_is_of_the_guideline_that_knows_more_of_its_names(last):
    """Written out, with a slip of the pen, and among other words."""
    misfit = laid_out([*NAMES[:8], last], RENAMED)
    assert isinstance(misfit, Misfit)
    assert misfit.guideline
    assert "tetapi cocok dengan PermenPANRB 14/2017." in str(misfit_error([misfit]))


@pytest.mark.parametrize("first", ["Persyaratan", "Persyartan", "Kondisi persyaratan loket"])
def test_a_guideline_that_knows_as_many_names_is_not_the_better_one(first):
    same = replace(PERMENPANRB_14_2017, nama="Kecamatan X")
    headings = [first, *NAMES[1:8], "U9 entah"]
    assert list(found(headings, same).values()) == headings


def test_a_word_that_is_a_code_of_the_guideline_is_nothing_strange():
    cost = Unsur("BIAYA", "Ongkos")
    unsur = PERMENPANRB_14_2017.unsur
    own = replace(PERMENPANRB_14_2017, nama="Kecamatan X", unsur=(*unsur[:3], cost, *unsur[4:]), bobot=())
    headings = [*NAMES[:3], "Biaya", *NAMES[4:]]
    assert list(found(headings, own).values()) == headings


def test_no_guideline_fits_by_a_column_of_dates_or_one_the_caller_names():
    own = PERMENPANRB_14_2017.add(Unsur("DISIPLIN", "Kedisiplinan"), nama="Kecamatan X")
    for misfit in (laid_out(CODES, own, dates=[2]), laid_out(CODES, own, tanggal="U3")):
        assert not misfit.guideline
        assert "tidak memuat unsur U3 (Waktu Penyelesaian), DISIPLIN (Kedisiplinan)" in str(
            misfit_error([misfit])
        )


def test_no_column_is_an_unsur_and_something_else():
    assert message(CODES, U1="U2", U2="U2") == (
        'berkas.csv: kolom "U2" (kolom B) dipakai untuk U1 (Persyaratan) dan U2 (Sistem, Mekanisme, dan '
        "Prosedur); satu kolom hanya memuat satu unsur.\n"
        'Sebutkan kolom masing-masing, misalnya columns={"U2": "judul kolomnya"}.'
    )
    assert "dipakai untuk layanan dan U1 (Persyaratan);" in message(CODES, layanan="U1", U1="U1")
    implied = message(["P", *CODES[1:]], U1="U2")
    assert "tidak memuat unsur U2" in implied
    assert 'kolom "U2" (kolom B) dipakai untuk U1 (Persyaratan).' in implied
    both = laid_out([*CODES, "Desa"], layanan="Desa", unit="Desa")  # a village may be both
    assert both.fields == {"layanan": 9, "unit": 9}
    swapped = laid_out(CODES, U8="U9", U9="U8")
    assert (swapped.questions["U8"], swapped.questions["U9"]) == (8, 7)


def test_an_office_with_fewer_or_more_unsur_is_not_taken_for_the_national_form():
    eight = PERMENPANRB_14_2017.drop("U4")
    assert list(found(CODES, eight)) == [k for k in CODES if k != "U4"]
    ten = PERMENPANRB_14_2017.add(Unsur("U10", "Kedisiplinan"))
    assert list(found([*CODES, "Kedisiplinan"], ten)) == [*CODES, "U10"]


def test_a_column_of_dates_is_no_unsur_whatever_it_is_called():
    headings = ["Waktu mulai", "Waktu Penyelesaian", "Nama", *[u.nama for u in PERMENPANRB_14_2017.unsur]]
    layout = laid_out(headings, dates=[0, 1])
    assert layout.questions["U3"] == 5
    assert layout.fields == {"tanggal": 0}


def test_fields_personal_data_and_free_text_are_told_apart():
    headings = [
        "No", "Timestamp", "Nama Lengkap", "No. HP/WA", "Alamat Email", "NIK", "Nama Kelurahan", "3. Jenis Kelamin",
        "Usia/Kelompok", "Pendidikan Terakhir", "Pekerjaan Utama", "Jenis Layanan yang Anda terima", *CODES,
        "Kritik & Saran", "IKM",
    ]  # fmt: skip
    layout = laid_out(headings)
    assert {k: headings[i] for k, i in layout.fields.items()} == {
        "layanan": "Jenis Layanan yang Anda terima",
        "jenis_kelamin": "3. Jenis Kelamin",
        "usia": "Usia/Kelompok",
        "pendidikan": "Pendidikan Terakhir",
        "pekerjaan": "Pekerjaan Utama",
        "tanggal": "Timestamp",
    }
    assert [headings[i] for i in layout.personal] == ["Nama Lengkap", "No. HP/WA", "Alamat Email", "NIK"]
    assert [headings[i] for i in layout.free_text] == ["Kritik & Saran"]
    assert [headings[i] for i in layout.numbers] == ["No"]
    assert [headings[i] for i in layout.others] == ["Nama Kelurahan", "IKM"]


def test_a_number_before_the_heading_of_a_field_does_not_count():
    assert laid_out(["1. No", "3. JK", "12 Umur", *CODES]).fields == {"jenis_kelamin": 1, "usia": 2}


def test_a_name_is_personal_unless_it_is_that_of_an_office_or_a_service():
    layout = laid_out(
        [*CODES, "Full name", "Service name", "Nama Ibu", "Nama Loket", "NIK Loket", "Nama/Name Loket"]
    )
    assert layout.personal == (9, 11, 13)


def test_a_question_is_no_profile_field():
    layout = laid_out([*CODES, "Apakah jenis layanan ini sudah baik menurut usia Anda?"])
    assert (layout.fields, layout.others) == ({}, (9,))


def test_the_best_known_of_two_headings_for_a_field_is_taken_and_a_tie_is_said():
    layout = laid_out(["Cap waktu", "Tanggal survei", *CODES])
    assert layout.fields["tanggal"] == 1
    layout = laid_out(["Umur anak", "Umur orang tua", "Pendidikan", *CODES])
    assert layout.fields == {"pendidikan": 2}
    fact = 'Kolom "Umur anak" dan "Umur orang tua" sama-sama dapat berarti usia; tidak satu pun dipakai.'
    assert layout.notes == (fact,)
    assert worded(layout.notes[0]) == f'{fact} Sebutkan, misalnya columns={{"usia": "Umur anak"}}.'


def test_a_name_that_overrules_its_code_is_said():
    notes = laid_out([*CODES[:7], "U8 (Sarana dan Prasarana)", "U9 (Pengaduan)"]).notes
    assert 'Kolom "U8 (Sarana dan Prasarana)" dibaca sebagai U9 menurut namanya, bukan kodenya.' in notes
    notes = laid_out([*CODES[:8], "U9 Kebersihan"]).notes
    assert laid_out(CODES).notes == laid_out([u.nama for u in PERMENPANRB_14_2017.unsur]).notes == ()
    assert 'Kolom "U9 Kebersihan" dibaca sebagai U9 menurut kodenya; namanya tidak dikenal.' in notes


def test_unsur_that_were_found_by_some_words_or_past_a_slip_of_the_pen_are_listed():
    headings = ["U2 (Persyartan)", "U1 (Kemudahan prosedur pengurusan)", "Waktu", *CODES[3:]]
    assert laid_out(headings).notes == (
        'Unsur yang dikenali dari kata dalam judul kolomnya: U1 = "U2 (Persyartan)"; '
        'U2 = "U1 (Kemudahan prosedur pengurusan)".',
        'Kolom "U2 (Persyartan)" dibaca sebagai U1 menurut namanya, bukan kodenya.',
        'Kolom "U1 (Kemudahan prosedur pengurusan)" dibaca sebagai U2 menurut namanya, bukan kodenya.',
    )


def header_row(*rows):
    return Reader(PERMENPANRB_14_2017).header_row(rows)


def test_the_header_is_looked_for_below_titles_and_in_two_rows():
    assert header_row(["SURVEI 2022"], [], ["No", *CODES], [1, *[4] * 9]) == 2
    two = [["No", "Nama", "Nilai unsur pelayanan"], ["", "", *CODES], [1, "Budi", *[4] * 9]]
    assert header_row(*two) == 1
    names = [u.nama for u in PERMENPANRB_14_2017.unsur]
    assert header_row(["No", *CODES], ["", *names], [1, *[4] * 9]) == 1
    assert (
        header_row(["No", "Responden", "", *CODES], ["", "Jenis Kelamin", "Usia"], [1, "L", 30, *[4] * 9])
        == 1
    )


def test_an_empty_cell_takes_the_heading_of_the_row_above_and_the_first_row_has_none():
    rows = [["", "U1", "Usia"], ["No", ""], ["x", "y", "z"]]
    assert Reader(PERMENPANRB_14_2017).joined(rows, 0) == ["", "U1", "Usia"]
    assert Reader(PERMENPANRB_14_2017).joined(rows, 1) == ["No", "U1", "Usia"]


def test_of_two_rows_that_name_as_many_the_first_is_the_header_unless_the_next_is():
    some = ["No", *CODES[:5]]
    assert header_row(some, [1, *[4] * 5], ["x"], some) == 0
    assert header_row(["x"], some, some) == 2
    assert header_row(["U1", "U2"], ["U3"]) is None


def test_a_questionnaire_with_blanks_is_no_second_heading_row():
    assert header_row(["No", "Jenis Kelamin", *CODES], [1, "L"], [2, "P", *[4] * 9]) == 0
    assert header_row(["Jenis Kelamin", *CODES], ["Laki-laki", *[""] * 9], ["P", *["4"] * 9]) == 0
    assert header_row(["No", *CODES], [], [1, *[4] * 9]) == 0


def test_the_first_questionnaire_of_a_form_with_one_unsur_is_no_header():
    one = Reader(Pedoman("X", (Unsur("U1", "Satu"),), PERMENPANRB_14_2017.mutu))
    assert one.header_row([["U1", "Usia"], [None, 30], [4, 31]]) == 0


def test_a_row_under_which_too_few_unsur_are_left_is_no_header():
    three = Reader(Pedoman("X", tuple(map(Unsur, CODES[:3], "abc")), PERMENPANRB_14_2017.mutu))
    assert three.header_row([["u0", "u1", "u2", ""]]) == 0  # from zero
    assert three.header_row([["", "", "", "u5"], ["u0", "u1", "u2", ""]]) is None


def test_cells_of_a_header_are_texts():
    assert texts_of([None, "", " a ", 1.0, 2.5, 3]) == ["", "", "a", "1", "2.5", "3"]


@pytest.mark.parametrize(
    ("first_row", "said"),
    [
        (["X1", "Pak Budi"], 'Baris pertama yang terisi: "X1", "Pak [disamarkan]".'),
        (["Budi", " 4."], "Baris pertama yang terisi memuat angka, jadi bukan judul kolom."),
    ],
)
def test_a_file_without_headings_is_told_how_it_begins_unless_that_is_a_respondent(first_row, said):
    two = Pedoman("Dua", PERMENPANRB_14_2017.unsur[:2], PERMENPANRB_14_2017.mutu)
    assert str(misfit_error([no_table("berkas.csv", two, first_row, ["Catatan."])])) == (
        "berkas.csv tidak memuat baris judul dengan kolom unsur Dua "
        "(U1 (Persyaratan), U2 (Sistem, Mekanisme, dan Prosedur)).\n"
        f"Catatan.\n{said}\n"
        'Beri judul pada kolomnya, atau sebutkan, misalnya columns={"U1": "judul kolomnya"}.'
    )


def test_a_list_of_unsur_in_an_instruction_sheet_is_no_header():
    assert header_row(["U1", "Persyaratan"], ["U2", "Prosedur"], ["U3", "Waktu"]) is None


def test_spreadsheet_letters_of_columns():
    assert [letters(i) for i in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


# Personal data in free text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("NIK 6371011234560001, terima kasih", "NIK {}, terima kasih"),
        ("hubungi 0812 3456 7890 atau budi@contoh.id", "hubungi {} atau {}"),
        ("Jl. Merdeka No. 5 macet", "{} macet"),
        ("Pak Budi Santoso dan bu Rahma, ramah", "Pak {} dan bu {}, ramah"),
        ("Pak Camat dan Bu Guru' baik. Pak Lurah. Ramah", "Pak Camat dan Bu Guru' baik. Pak Lurah. Ramah"),
        ("antre 3 jam, biaya 10.000", "antre 3 jam, biaya 10.000"),
    ],
)
def test_numbers_addresses_and_names_after_a_title_are_masked_and_offices_are_not(text, masked):
    assert Mask()(text) == masked.replace("{}", MASK)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("terima kasih SITI AMINAH.", "terima kasih {}."),
        ("Siti, Aminah; siti-aminah", "{}; {}"),  # however its words are parted
        ("Siti Rahma", "Siti Rahma"),  # not the whole name
        ("Siti Aminah Putri dan Siti Aminah", "{} dan {}"),  # the longest name that fits, and on after it
        ("Budi lambat, saya bilang budi pekerti", "{} lambat, saya bilang budi pekerti"),
        ("Ani, Adi dan 2024", "Ani, Adi dan 2024"),  # short words and numbers name nobody
        ("adi wijaya ramah", "{} ramah"),  # two words do, however short the first
        ("Siti", "Siti"),
    ],
)
def test_names_the_file_told_are_masked_wherever_they_stand(text, masked):
    mask = Mask(["Siti Aminah", "siti aminah putri", "Budi", "Adi", "Adi Wijaya", "2024", "", "?"])
    assert mask(text) == masked.replace("{}", MASK)


# Answers ----------------------------------------------------------------------------------------------

U1, U4, U7, U8, U9 = (PERMENPANRB_14_2017.pertanyaan[i] for i in (0, 3, 6, 7, 8))


def value_of(cell, question=U1, column=(), nilai_max=4):
    return read_value(
        cell, question, nilai_max, choose_scale(question, nilai_max, labels_in([cell, *column]))
    )


def forms_of(question, nilai):
    label, letter = question.label[nilai - 1], "abcd"[nilai - 1]
    return [
        nilai, float(nilai), str(nilai), f" {nilai} ", f"{nilai},0", f"{nilai}.00", letter, letter.upper(), label,
        label.upper(), label.lower(), f"  {label.replace(' ', '   ')} ", label.replace(" dan ", " & "),
        label.replace("tetapi", "tapi"), f"{nilai}. {label}", f"{nilai} {label}", f"{nilai}) {label}",
        f"({nilai}) {label}", f"{nilai} - {label}", f"{label} ({nilai})", f"{letter}. {label}",
        f"{letter.upper()}) {label}", "★" * nilai, "⭐" * nilai, "★" * nilai + "☆" * (4 - nilai),
        f"{nilai} bintang", f"bintang {nilai}",
    ]  # fmt: skip


@pytest.mark.parametrize("nilai", [1, 2, 3, 4])
def test_every_form_of_an_answer_to_the_first_question_is_read(nilai):
    forms = forms_of(U1, nilai)
    assert {form: value_of(form, U1, U1.label) for form in forms} == dict.fromkeys(forms, nilai)


@given(
    question=st.sampled_from([p for guide in NATIONAL for p in guide.pertanyaan]),
    nilai=st.integers(1, 4),
    data=st.data(),
)
def test_number_letter_and_label_forms_of_one_answer_read_the_same(question, nilai, data):
    form = data.draw(st.sampled_from(forms_of(question, nilai)))
    assert value_of(form, question, question.label) == nilai


@pytest.mark.parametrize(
    "cell",
    [
        None,
        float("nan"),
        "",
        "  ",
        "-",
        "–",
        "—",
        ".",
        "N/A",
        "n.a",
        "NA",
        "null",
        "None",
        "kosong",
        "Tidak diisi",
    ],
)
def test_blanks_are_blank(cell):
    assert value_of(cell) == 0


def test_tidak_ada_is_an_answer_about_pengaduan_and_never_a_blank():
    assert value_of("Tidak ada", U8) == 1
    assert not is_blank("Tidak ada")
    assert not is_blank("#N/A")  # a formula that failed


def test_a_blank_is_blank_however_many_spaces_pad_it():
    assert is_blank(" " * 60 + "kosong" + " " * 60)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (5, "5 bukan nilai 1 sampai 4"),
        (0, "0 bukan nilai 1 sampai 4; jawaban yang tidak diisi dikosongkan"),
        (-1, "-1 bukan nilai 1 sampai 4"),
        (44.0, "44 bukan nilai 1 sampai 4"),
        (2.5, "2,5 bukan nilai bulat 1 sampai 4"),
        (float("inf"), "bukan nilai 1 sampai 4"),
        ("5", '"5" bukan nilai 1 sampai 4'),
        ("2,5", '"2,5" bukan nilai bulat'),
        ("3,4", '"3,4" bukan nilai bulat 1 sampai 4; satu sel memuat satu jawaban'),
        ("3|4", '"3|4" memuat lebih dari satu jawaban'),
        ("3;4", '"3;4" memuat lebih dari satu jawaban'),
        ("3 / 4", "memuat lebih dari satu jawaban"),
        ("Sesuai, Sangat sesuai", '"Sesuai, Sangat sesuai" memuat lebih dari satu jawaban'),
        ("Sesuai, 4", '"Sesuai, 4" memuat lebih dari satu jawaban'),
        ("Sesuai, entah", '"Sesuai, entah" bukan nilai 1 sampai 4 atau salah satu dari: Tidak sesuai;'),
        ("3, 4", '"3, 4" memuat lebih dari satu jawaban'),
        ("3, 4X", '"3, 4X" memuat label yang tidak dikenal'),
        ("1. Tidak sesuai, 2. Kurang sesuai, 3. Sesuai, 4. Sangat sesuai", "memuat lebih dari satu jawaban"),
        ("e", '"e" bukan nilai 1 sampai 4'),
        ("★★★★★", '"★★★★★" lebih dari 4 bintang'),
        ("7 bintang", '"7 bintang" bukan nilai 1 sampai 4'),
        (
            "lumayan",
            "bukan nilai 1 sampai 4 atau salah satu dari: Tidak sesuai; Kurang sesuai; Sesuai; Sangat",
        ),
        ("√", '"√" bukan nilai 1 sampai 4'),
        ("4. Tidak sesuai", '"4. Tidak sesuai" memuat nilai 4, tetapi labelnya berarti 1'),
        ("a. Sangat sesuai", "memuat nilai 1, tetapi labelnya berarti 4"),
        ("4. Luar biasa", "memuat label yang tidak dikenal"),
        ("3. Sesuai, entah", "memuat label yang tidak dikenal"),
        ("7. Sesuai", "bukan nilai 1 sampai 4"),
        (True, "TRUE bukan nilai 1 sampai 4"),
        (False, "FALSE bukan nilai 1 sampai 4"),
        (date(2024, 1, 4), "tanggal atau jam 2024-01-04 bukan nilai 1 sampai 4"),
        (datetime(2024, 1, 4, 8, 0), "tanggal atau jam"),
        (time(4, 0), "tanggal atau jam"),
    ],
)
def test_what_is_no_answer_is_refused_in_words(cell, words):
    said = value_of(cell, U1, U1.label)
    assert isinstance(said, str)
    assert words in said


def test_a_column_is_read_with_one_scale():
    assert value_of("Tidak sesuai") == 1
    assert value_of("Tidak sesuai", column=["Kurang sesuai"]) == 1
    assert value_of("Tidak sesuai", column=["Sangat tidak sesuai"]) == 2
    assert value_of("Kurang sesuai", column=["Cukup sesuai"]) == 1
    assert value_of("Kurang sesuai", column=["Sesuai"]) == 2
    assert value_of("Buruk", U9) == 1
    assert value_of("Buruk", U9, ["Sangat buruk"]) == 2


def test_other_forms_of_the_official_scales_are_read():
    assert [value_of(c, U4, ["Kurang wajar"]) for c in ("Tidak wajar", "Wajar", "Sangat wajar")] == [1, 3, 4]
    agree = ["Sangat tidak setuju", "Tidak setuju", "Setuju", "Sangat setuju"]
    assert [value_of(c, U4, agree) for c in agree] == [1, 2, 3, 4]
    assert value_of("Sangat sopan", U7) == 4
    assert [value_of(c) for c in ("Tdk sesuai", "KRG SESUAI", "Sgt. sesuai")] == [1, 2, 4]


def test_two_scales_in_one_column_are_refused_where_they_disagree():
    five = ["Sangat tidak sesuai", "Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"]
    assert "dapat berarti lebih dari satu nilai" in value_of("Tidak sesuai", column=five)
    assert value_of("Sesuai", column=five) == 3


def test_a_label_that_could_be_either_is_refused_and_the_rest_of_the_file_may_settle_it():
    assert "dapat berarti lebih dari satu nilai" in value_of("Tidak setuju", U1, ["Setuju"])
    scale = choose_scale(U1, 4, labels_in(["Tidak setuju", "Setuju"]), labels_in(["Sangat tidak setuju"]))
    assert read_value("Tidak setuju", U1, 4, scale) == 2
    own = choose_scale(U1, 4, labels_in(["Tidak sesuai"]), labels_in(["Sangat tidak sesuai"]))
    assert read_value("Tidak sesuai", U1, 4, own) == 2


def test_a_long_cell_is_quoted_with_forty_characters():
    assert [shown("x" * n) for n in (40, 41)] == ["x" * 40, "x" * 39 + "…"]


def test_a_number_before_a_label_tells_its_scale():
    assert value_of("Tidak setuju", U1, ["2. Tidak setuju"]) == 2
    assert value_of("Tidak setuju", U1, ["1. Tidak setuju"]) == 1


def test_a_question_without_labels_takes_numbers_with_any_text():
    bare = Pertanyaan("A1")
    assert value_of("5. Sangat puas", bare, nilai_max=5) == 5
    assert value_of("e", bare, nilai_max=5) == 5
    assert isinstance(value_of("6. Luar biasa", bare, nilai_max=5), str)
    assert isinstance(value_of("3 dari 5", bare, nilai_max=5), str)
    assert value_of("lumayan", bare, nilai_max=5) == '"lumayan" bukan nilai 1 sampai 5'
    assert [value_of(letter, bare, nilai_max=26) for letter in "aZ"] == [1, 26]
    assert isinstance(value_of("é", bare, nilai_max=100), str)
    assert value_of("1. Sangat puas", bare) == (
        '"1. Sangat puas" memuat nilai 1, tetapi labelnya berarti 4; betulkan salah satunya'
    )


@given(st.one_of(st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.none()))
def test_any_cell_at_all_is_an_answer_a_blank_or_a_sentence(cell):
    said = value_of(cell, U8)
    assert said in range(5) if isinstance(said, int) else said


def test_texts_are_compared_in_plain_form_and_shown_tidied():
    assert plain("  Sopan & RAMAH ") == "sopan dan ramah"
    assert plain("No. Resp/ID_1") == "no resp id 1"
    assert plain("①２") == "12"  # forms that look the same are the same
    assert tidy("  Antre \n lama!  ") == "Antre lama!"


# Profile ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "cells", "category"),
    [
        ("jenis_kelamin", ["L", "l", "Laki-laki", "laki laki", "Pria", "LK", "1. Laki-laki"], "L"),
        ("jenis_kelamin", ["P", "Perempuan", "Wanita", "pr"], "P"),
        ("pendidikan", ["Tidak sekolah", "Tidak/Belum Sekolah"], "Tidak Sekolah"),
        ("pendidikan", ["SD", "SD/Sederajat", "SD ke bawah", "Sekolah Dasar", "SD/MI"], "SD"),
        ("pendidikan", ["SMP", "SLTP", "SMP/MTs"], "SMP"),
        ("pendidikan", ["SMA", "SLTA", "SMK", "SMA/SMK/Sederajat", "Tamat SMA"], "SMA"),
        ("pendidikan", ["DIII", "D-III", "D3", "D1/D2/D3", "Diploma", "Diploma III", "D 3"], "D1-D3"),
        ("pendidikan", ["S1", "S-1", "D4/S1", "D-IV", "Sarjana", "Strata 1", "Diploma IV"], "D4/S1"),
        ("pendidikan", ["S2", "S-2", "Magister"], "S2"),
        ("pendidikan", ["S3", "Doktor"], "S3"),
        ("pekerjaan", ["PNS", "ASN", "PNS/ASN", "Pegawai Negeri Sipil", "PPPK"], "PNS/ASN"),
        ("pekerjaan", ["TNI"], "TNI"),
        ("pekerjaan", ["TNI/POLRI"], "TNI/POLRI"),
        ("pekerjaan", ["SWASTA", "Karyawan Swasta", "Pegawai swasta"], "Swasta"),
        ("pekerjaan", ["Wirausaha", "WIRASWASTA", "Wirausaha/Wiraswasta", "Pedagang"], "Wirausaha"),
        ("pekerjaan", ["Ibu Rumah Tangga", "IRT"], "Ibu Rumah Tangga"),
        ("pekerjaan", ["Pelajar/Mahasiswa", "Mahasiswa"], "Pelajar/Mahasiswa"),
        ("pekerjaan", ["Petani/Nelayan"], "Petani/Nelayan"),
        ("pekerjaan", ["Pekerja Lepas/Freelance"], "Pekerja Lepas"),
        ("pekerjaan", ["Pensiunan", "Pensiunan PNS"], "Pensiunan"),
        ("pekerjaan", ["LAINNYA", "Lainnya: tukang kayu", "Lain-lain", "Lain: tukang kayu"], "Lainnya"),
        ("disabilitas", ["Ya", "ya"], "Ya"),
        ("disabilitas", ["Tidak", "Non Disabilitas"], "Tidak"),
    ],
)
def test_spellings_reach_their_official_category(field, cells, category):
    assert {cell: category_of(field, cell) for cell in cells} == dict.fromkeys(cells, category)


@pytest.mark.parametrize("field", CATEGORY_FIELDS)
def test_every_official_category_is_its_own_spelling(field):
    assert [category_of(field, name) for name in categories(field)] == categories(field)


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("pekerjaan", "Guru"),
        ("pekerjaan", "PNS/Swasta"),
        ("pendidikan", "S1/S2"),
        ("jenis_kelamin", "X"),
        ("pendidikan", ""),
    ],
)
def test_what_belongs_nowhere_or_to_two_is_not_placed(field, cell):
    assert category_of(field, cell) is None


def test_ages_and_age_classes():
    assert [age_of(v) for v in (25, 25.0, "25", "25 tahun", "25 Thn", " 25 ")] == [25] * 6
    assert [age_of(v) for v in ("17-25", "<17", 0, 250, "dewasa", 25.5)] == [None] * 6
    assert [age_of(v) for v in (1, 120, 121)] == [1, 120, None]
    classes = ["<17", "17–25", "26-34", "35 s.d. 44", "55-65", ">65"]
    assert all(map(is_age_class, classes))
    assert sorted(["26-34", ">65", "<17", "55-65", "17–25", "35 s.d. 44"], key=age_class_key) == classes


@pytest.mark.parametrize(
    "classes",
    [
        ["<17", "17", ">17", "<18", "18", ">65", "dewasa"],
        ["kurang dari 17", "17-25", "26-60", "lebih dari 60"],
        ["17 tahun ke bawah", "17", "17 tahun ke atas"],
        ["di bawah 17", "usia 17", "> 17", "usia tua"],
        ["kurang dari 60", "usia 60", "lebih dari 60"],
        ["usia 60", "60 ke atas"],
    ],
)
def test_age_classes_stand_in_order_of_age_and_those_without_a_number_last(classes):
    assert sorted(sorted(classes), key=age_class_key) == classes
    assert sorted(sorted(classes, reverse=True), key=age_class_key) == classes


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("31/12/2022", datetime(2022, 12, 31)),
        ("04/01/2022 13:35:47", datetime(2022, 1, 4, 13, 35, 47)),
        ("2022-01-04", datetime(2022, 1, 4)),
        ("2022-01-04T08:05:00Z", datetime(2022, 1, 4, 8, 5)),
        ("2022/01/04 1:05:00 PM GMT+7", datetime(2022, 1, 4, 13, 5)),
        ("2022/01/04 12:05:00 AM GMT+8", datetime(2022, 1, 4, 0, 5)),
        ("4 Januari 2022", datetime(2022, 1, 4)),
        ("Selasa, 4 Jan 2022", datetime(2022, 1, 4)),
        ("4-Agu-22", datetime(2022, 8, 4)),
        ("04.01.2022 08.30", datetime(2022, 1, 4, 8, 30)),
        (44565, datetime(2022, 1, 4)),
        (44565.5, datetime(2022, 1, 4, 12)),
        (date(2022, 1, 4), datetime(2022, 1, 4)),
        ("kemarin", None),
        ("31/02/2022", None),
        ("32/12/2022", None),
        ("4 Brumaire 2022", None),
        (20000, datetime(1954, 10, 3)),
        (19999, None),
        (80000, datetime(2119, 1, 11)),
        (80001, None),
        (True, None),
        (4, None),
    ],
)
def test_dates_are_read_day_first(cell, moment):
    assert date_of(cell) == moment


def test_a_text_that_is_a_date_in_either_order_looks_like_one_and_a_number_does_not():
    assert all(map(looks_like_date, ("1/31/2024 8:00:05", "31/1/2024", "2024-01-05", date(2024, 1, 5))))
    assert not any(map(looks_like_date, ("kemarin", "31/31/2024", 4, 44565, 44565.5)))


@pytest.mark.parametrize(
    ("field", "cell", "category"),
    [
        ("pekerjaan", "PNS/TNI/POLRI", "PNS/TNI/POLRI"),
        ("pekerjaan", "ASN/TNI/Polri", "PNS/TNI/POLRI"),
        ("pekerjaan", "TNI/POLRI", "TNI/POLRI"),
        ("pendidikan", "S2 ke atas", "S2/S3"),
        ("pendidikan", "S2/S3", "S2/S3"),
        ("pendidikan", "D1-D2-D3-D4", "D1-D4"),
        ("pendidikan", "D1/D2/D3", "D1-D3"),
        ("pendidikan", "SD ke bawah", "SD"),
    ],
)
def test_options_that_join_categories_have_their_own(field, cell, category):
    assert category_of(field, cell) == category


def test_options_that_join_categories_stand_in_order():
    assert categories("pendidikan")[-5:] == ["D1-D4", "D4/S1", "S2", "S2/S3", "S3"]
    assert categories("pekerjaan").index("PNS/TNI/POLRI") == categories("pekerjaan").index("Swasta") - 1
