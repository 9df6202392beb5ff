"""From raw frames to checked answers: nothing guessed, every questionnaire accounted for."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skm.ground.errors import ColumnNotFoundError, ResponseError, worded
from skm.pedoman import PERMENPANRB_14_2017, PERMENPANRB_16_2014
from skm.reading.responses import Sheet, check
from skm.tally.counting import count
from strategies import sheets

CODES = [f"U{i}" for i in range(1, 10)]


def frame(*rows, **columns):
    """A frame of answers, one text of nine cells per questionnaire ("." is a blank), and other columns."""
    cells = [[None if c == "." else int(c) for c in row] for row in rows]
    return pd.DataFrame(cells, columns=CODES, dtype=object).assign(**columns)


def answers(responses):
    return np.column_stack(list(responses.answers.values())).tolist()


def sheet(headings, rows, source="survei.xlsx", name="", number=0, first_row=2):
    columns = [list(c) for c in zip(*rows, strict=True)] or [[] for _ in headings]
    numbers = np.arange(first_row, first_row + len(rows), dtype=np.int64)
    return Sheet(source, name, tuple(headings), columns, numbers, number)


# Answers ----------------------------------------------------------------------------------------------

FORMS = {
    "angka": lambda q, v: v,
    "teks": lambda q, v: f" {v} ",
    "desimal": lambda q, v: f"{v},0",
    "huruf": lambda q, v: "abcd"[v - 1],
    "label": lambda q, v: q.label[v - 1].upper(),
    "angka dan label": lambda q, v: f"{v}. {q.label[v - 1]}",
}


@given(table=sheets(), form=st.sampled_from(sorted(FORMS)))
def test_label_letter_and_number_forms_of_one_sheet_read_the_same(table, form):
    written = pd.DataFrame(
        {
            q.kode: [None if pd.isna(v) else FORMS[form](q, int(v)) for v in table[q.kode]]
            for q in PERMENPANRB_14_2017.pertanyaan
        },
        dtype=object,
    )
    assert answers(check(written)) == answers(check(table))
    assert answers(check(table)) == table[CODES].fillna(0).astype(int).to_numpy().tolist()


@pytest.mark.parametrize(
    "dtype", ["int8", "uint8", "int64", "float64", "Int64", "Float32", "object", "str", "category"]
)
def test_every_dtype_reads_the_same(dtype):
    table = frame("432143214", "111111111", "444444444").astype("int64").astype(dtype)
    responses = check(table)
    assert answers(responses) == [[4, 3, 2, 1, 4, 3, 2, 1, 4], [1] * 9, [4] * 9]
    assert all(a.dtype == np.int8 for a in responses.answers.values())


def test_int8_answers_and_categorical_keys_are_used_without_copying():
    table = frame("432143214", "111111111").astype("int8")
    table["unit"] = pd.Categorical(["A", "B"], categories=["B", "A", "C"])
    responses = check(table)
    assert all(np.shares_memory(responses.answers[k], table[k].to_numpy()) for k in CODES)
    assert np.shares_memory(responses.profile["unit"].array.codes, table["unit"].array.codes)
    assert list(responses.profile["unit"].cat.categories) == ["B", "A", "C"]


def test_floats_with_gaps_are_blanks_and_halves_are_refused():
    table = frame("432143214", "111111111").astype("float64")
    table.loc[1, "U5"] = np.nan
    assert check(table).answers["U5"].tolist() == [4, 0]
    table.loc[1, "U5"] = 2.5
    with pytest.raises(ResponseError, match="2,5 bukan nilai bulat 1 sampai 4"):
        check(table)


def test_truth_values_are_no_answers():
    table = frame("432143214").assign(U1=[True])
    with pytest.raises(ResponseError, match="TRUE bukan nilai 1 sampai 4"):
        check(table)
    mixed = frame("132143214", "232143214").assign(U1=pd.Series([1, True], dtype=object))
    with pytest.raises(ResponseError, match="1 jawaban tidak dapat dipakai"):
        check(mixed)


# Bad answers ------------------------------------------------------------------------------------------

BAD = [
    ["L", 4, 3, "5", 4, 3, 2, 4, 4, 4],
    ["P", 3, 3, 3, 3, 3, 3, 3, 3, 3],
    ["P", 0, 3, 3, 3, 3, 3, 3, 3, "3|4"],
]


def bad_sheets():
    headings = ["Jenis Kelamin", *CODES]
    return [sheet(headings, BAD[:1], name="Umum", first_row=5), sheet(headings, BAD[1:], name="KTP")]


def test_one_error_lists_every_problem_of_all_sheets():
    with pytest.raises(ResponseError) as caught:
        check(bad_sheets(), sources=[("survei_2024.xlsx", "")])
    assert str(caught.value) == (
        "survei.xlsx: 3 jawaban tidak dapat dipakai.\n"
        'Pertama: lembar "Umum", sel D5 (kolom "U3"): "5" bukan nilai 1 sampai 4.\n'
        "Seluruhnya ada pada tabel `problems` galat ini. Betulkan di berkasnya, atau baca dengan "
        'invalid="blank" (jawaban itu dikosongkan) atau invalid="drop" (kuesionernya disisihkan).'
    )
    problems = caught.value.problems
    assert list(problems.columns) == ["sumber", "lembar", "sel", "kolom", "nilai", "masalah"]
    assert problems[["lembar", "sel", "kolom", "nilai"]].to_numpy().tolist() == [
        ["Umum", "D5", "U3", "5"],
        ["KTP", "B3", "U1", "0"],
        ["KTP", "J3", "U9", "3|4"],
    ]


def test_bad_answers_can_become_blanks_and_stay_listed():
    responses = check(bad_sheets(), invalid="blank")
    assert answers(responses) == [[4, 3, 0, 4, 3, 2, 4, 4, 4], [3] * 9, [0, *[3] * 7, 0]]
    assert (responses.n, responses.n_in, len(responses.problems)) == (3, 3, 3)


def test_bad_answers_can_set_their_questionnaires_aside():
    responses = check(bad_sheets(), invalid="drop")
    assert answers(responses) == [[3] * 9]
    assert responses.set_aside.to_numpy().tolist() == [
        ["survei.xlsx", "Umum", 5, "jawaban tidak dapat dipakai: U3"],
        ["survei.xlsx", "KTP", 3, "jawaban tidak dapat dipakai: U1, U9"],
    ]
    assert responses.profile["jenis_kelamin"].tolist() == ["P"]
    assert responses.origin.to_numpy().tolist() == [["survei.xlsx", "KTP", 2]]
    assert responses.account == "Kuesioner masuk 3 = dipakai 1 + disisihkan 2"
    assert responses.sources[0].rows == 3


def test_a_frame_names_its_rows_by_their_labels():
    table = frame("432143214", "932143214").set_axis(["r1", "r2"])
    with pytest.raises(ResponseError, match=r'Pertama: baris r2 \(kolom "U1"\): 9 bukan nilai 1 sampai 4'):
        check(table)
    assert check(table, invalid="drop").set_aside["baris"].tolist() == ["r2"]
    assert check(table, invalid="drop").origin is None


@given(table=sheets(max_size=8), bad=st.sets(st.integers(0, 71)), how=st.sampled_from(["blank", "drop"]))
def test_in_is_used_plus_set_aside_whatever_is_wrong(table, bad, how):
    written = table.astype(object)
    hit = {(b // 9, b % 9) for b in bad if b // 9 < len(table)}
    for row, column in hit:
        written.iloc[row, column] = 7
    try:
        responses = check(written, invalid=how)
    except ResponseError as error:
        assert "tidak satu pun dari" in str(error)  # noqa: PT017
        return
    assert responses.n + len(responses.set_aside) == responses.n_in == len(table)
    assert len(responses.problems) == len(hit)
    if how == "drop":
        assert responses.n == len(table) - len({row for row, _ in hit})
    assert len(responses.profile) == len(responses.saran) == responses.n


def test_an_unknown_way_of_treating_bad_answers_is_refused():
    with pytest.raises(ValueError, match="invalid must be"):
        check(frame("432143214"), invalid="ignore")


# Rows -------------------------------------------------------------------------------------------------


def test_a_questionnaire_without_an_answer_is_set_aside_and_a_blank_row_is_none():
    rows = [
        [1, "L", *[4] * 9],
        [2, "P", *[""] * 9],
        ["", "", *[""] * 9],
        [4, "", *["-"] * 9],
        [5, "P", *[3] * 9],
    ]
    responses = check(sheet(["No", "Jenis Kelamin", *CODES], rows), sources=[("survei.xlsx", "")])
    assert responses.set_aside.to_numpy().tolist() == [["survei.xlsx", "", 3, "tidak ada satu pun jawaban"]]
    assert "2 baris kosong dilewati (baris 4-5)." in responses.notes
    assert responses.origin["baris"].tolist() == [2, 6]
    assert responses.account == "Kuesioner masuk 3 = dipakai 2 + disisihkan 1"


def test_totals_and_legend_under_the_table_are_no_questionnaires():
    rows = [
        [1, "L", *[4] * 9],
        [2, "P", *[3] * 9],
        ["Σ Nilai/Unsur", "", *[7] * 9],
        ["NRR/Unsur", "", *[3.5] * 9],
        ["NRR tertimbang/Unsur", "", *[0.389] * 9],
        ["IKM Unit pelayanan", "", *[""] * 8, 87.5],
        ["", "", *[""] * 9],
        ["Keterangan: U1 s.d. U9 = unsur", "", *[""] * 9],
        ["", "", *[""] * 6, "Kepala Dinas", "", ""],
    ]
    responses = check(sheet(["No", "L/P", *CODES], rows))
    assert responses.n_in == responses.n == 2
    assert responses.notes[-3:] == (
        "4 baris jumlah, rata-rata, atau sejenisnya, bukan kuesioner, dilewati (baris 4-7).",
        "1 baris kosong dilewati (baris 8).",
        "2 baris keterangan dilewati (baris 9-10).",
    )


def test_a_service_called_total_with_a_respondent_is_a_questionnaire():
    responses = check(
        sheet(["Jenis Layanan", "L/P", *CODES], [["Total", "L", *[4] * 9], ["Jumlah", "", *[4] * 9]])
    )
    assert responses.profile["layanan"].tolist() == ["Total"]


def test_no_rows_at_all_and_no_usable_row_are_readable_errors():
    with pytest.raises(ResponseError, match="tidak memuat satu kuesioner pun: judul kolomnya ada"):
        check(frame().astype("int8"))
    with pytest.raises(ResponseError, match="tidak satu pun dari 1 kuesioner dapat dipakai"):
        check(frame(".........", layanan=["KTP"]))
    with pytest.raises(ColumnNotFoundError, match="DataFrame tidak memuat unsur U9"):
        check(frame("432143214").drop(columns="U9"))


def test_something_else_than_a_frame_is_misuse():
    with pytest.raises(TypeError, match="a pandas DataFrame is needed, not list"):
        Sheet.of_frame([1, 2])


# Scales and order -------------------------------------------------------------------------------------


def labelled(column, *cells):
    table = frame(*["444444444"] * len(cells)).astype(object)
    table[column] = list(cells)
    return table


def test_the_scale_of_a_column_is_found_over_all_sheets_of_a_file():
    tables = [
        sheet(CODES, [["Tidak sesuai", *[4] * 8]], name="A"),
        sheet(CODES, [["Sangat tidak sesuai", *[4] * 8]], name="B"),
    ]
    assert check(tables).answers["U1"].tolist() == [2, 1]
    assert check(tables[0]).answers["U1"].tolist() == [1]


def test_sheets_on_different_forms_are_each_read_with_their_own_scale():
    tables = [
        sheet(CODES, [[c, *[4] * 8] for c in ("Tidak sesuai", "Kurang sesuai")], name="A"),
        sheet(CODES, [[c, *[4] * 8] for c in ("Tidak sesuai", "Sangat tidak sesuai")], name="B"),
    ]
    assert check(tables).answers["U1"].tolist() == [1, 2, 2, 1]


def test_bare_u8_and_u9_follow_the_list_and_the_reader_is_told():
    note = "Formulir kuesioner menanyakan keduanya terbalik"
    assert any(note in n for n in check(frame("432143214")).notes)
    named = frame("432143214").rename(columns={"U8": "U8 (Pengaduan)", "U9": "U9 (Sarana)"})
    assert not any(note in n for n in check(named).notes)
    settled = labelled("U8", "Tidak ada", "Dikelola dengan baik").assign(U9=["Buruk", "Baik"])
    assert not any(note in n for n in check(settled).notes)
    assert not any(note in n for n in check(frame("432143214"), pedoman=PERMENPANRB_16_2014).notes)


def test_u8_and_u9_answered_with_each_others_labels_are_refused():
    swapped = labelled("U8", "Buruk", "Sangat baik").assign(U9=["Tidak ada", "Dikelola dengan baik"])
    with pytest.raises(ColumnNotFoundError) as caught:
        check(swapped)
    assert str(caught.value) == (
        'DataFrame: kolom "U8" berisi label jawaban Sarana dan Prasarana dan kolom "U9" berisi label jawaban '
        "Penanganan Pengaduan, Saran dan Masukan; keduanya tertukar dari urutan pedoman.\n"
        'Sebutkan kolomnya: columns={"U8": "U9", "U9": "U8"}.'
    )
    responses = check(swapped, columns={"U8": "U9", "U9": "U8"})
    assert (responses.answers["U8"].tolist(), responses.answers["U9"].tolist()) == ([1, 4], [1, 4])


# Profile ----------------------------------------------------------------------------------------------


def profiled(**columns):
    n = len(next(iter(columns.values())))
    return check(frame(*["444444444"] * n, **columns))


def test_profile_fields_reach_official_categories_and_the_rest_is_listed():
    responses = profiled(
        **{
            "Jenis Kelamin": ["Laki-laki", "P", "wanita", None],
            "Pendidikan Terakhir": ["SLTA/Sederajat", "S1", "Kursus", "-"],
            "Pekerjaan": ["Karyawan Swasta", "Guru", "Guru", "PNS"],
            "Usia": ["25 tahun", "31", 40, "tua"],
            "Cap waktu": ["04/01/2022 08:00:00", "31/12/2022", "", "entah"],
        }
    )
    profile = responses.profile
    assert profile["jenis_kelamin"].tolist()[:3] == ["L", "P", "P"]
    assert profile["jenis_kelamin"].isna().tolist() == [False, False, False, True]
    assert profile["pendidikan"].cat.categories.tolist() == ["SMA", "D4/S1", "Kursus"]
    assert profile["pekerjaan"].tolist() == ["Swasta", "Guru", "Guru", "PNS/ASN"]
    assert profile["usia"].tolist()[:3] == [25.0, 31.0, 40.0]
    assert profile["tanggal"].tolist()[:2] == [pd.Timestamp(2022, 1, 4, 8), pd.Timestamp(2022, 12, 31)]
    assert profile["tanggal"].isna().tolist() == [False, False, True, True]
    unplaced = [n for n in responses.notes if "tidak dapat digolongkan" in n]
    assert unplaced == [
        "usia: 1 isian tidak dapat digolongkan, dikosongkan: 1 macam isian.",
        "pendidikan: 1 isian tidak dapat digolongkan, dibiarkan seperti adanya: 1 macam isian.",
        "pekerjaan: 2 isian tidak dapat digolongkan, dibiarkan seperti adanya: 1 macam isian.",
        "tanggal: 1 isian tidak dapat digolongkan, dikosongkan: 1 macam isian.",
    ]
    assert worded(responses.notes[-1]).endswith("1 macam isian. Lihat `unplaced`.")
    assert responses.unplaced.to_numpy().tolist() == [
        ["usia", "tua", 1, "dikosongkan"],
        ["pendidikan", "Kursus", 1, "dibiarkan seperti adanya"],
        ["pekerjaan", "Guru", 2, "dibiarkan seperti adanya"],
        ["tanggal", "entah", 1, "dikosongkan"],
    ]


def test_age_classes_stay_texts_in_order():
    usia = profiled(Usia=["26-34", "<17", "17-25", None]).profile["usia"]
    assert usia.cat.categories.tolist() == ["<17", "17-25", "26-34"]


def test_dates_written_month_first_are_recognised_by_a_day_above_twelve():
    responses = profiled(Timestamp=["1/31/2024 8:00:00", "2/3/2024 9:00:00"])
    assert responses.profile["tanggal"].tolist() == [
        pd.Timestamp(2024, 1, 31, 8),
        pd.Timestamp(2024, 2, 3, 9),
    ]
    assert any("dibaca bulan/hari/tahun" in n for n in responses.notes)


def test_services_in_the_order_met_and_spelled_as_most_have_it():
    responses = profiled(Layanan=["Umum", "ktp ", "KTP", "ktp", "E-KTP", " Umum", "SKCK"])
    assert responses.profile["layanan"].cat.categories.tolist() == ["Umum", "ktp", "E-KTP", "SKCK"]
    assert 'layanan: "KTP" digabung ke "ktp".' in responses.notes


def test_services_declared_the_same_are_merged_and_said():
    table = frame(*["444444444"] * 4, Layanan=["E-KTP", "ktp ", "SKCK", "KTP"])
    responses = check(table, layanan={"KTP": ["E-KTP", "KTP-el"]})
    assert responses.profile["layanan"].tolist() == ["KTP", "KTP", "SKCK", "KTP"]
    assert 'layanan: "E-KTP", "ktp" digabung ke "KTP".' in responses.notes
    assert 'layanan: ejaan yang dinyatakan sama tetapi tidak ditemukan: "KTP-el".' in responses.notes
    with pytest.raises(ValueError, match="declared to be both"):
        check(table, layanan={"KTP": ["E-KTP"], "SKCK": ["e-ktp"]})
    with pytest.raises(TypeError, match="must be a list of spellings"):
        check(table, layanan={"KTP": "E-KTP"})


def test_a_categorical_service_keeps_its_declared_order_and_merges_too():
    declared = pd.Categorical(["b", "a", "B"], categories=["B", "b", "a"])
    assert profiled(layanan=declared).profile["layanan"].cat.categories.tolist() == ["B", "a"]


def test_personal_data_is_dropped_and_only_the_headings_are_said():
    responses = profiled(
        **{
            "Nama": ["Budi", "Siti"],
            "No. HP": ["081234567890", "081234567891"],
            "Kontak": ["budi@surat.id", "siti@surat.id"],
            "Nomor": ["3374011201900001", "3374011201900002"],
            "Kode": ["3374011201900001", "3374011201900002"],
            "Kelurahan": ["Metro", "Metro"],
        }
    )
    assert list(responses.profile) == ["Kelurahan"]
    text = repr(responses) + responses._repr_html_() + "".join(responses.notes)
    assert (
        'Kolom data pribadi dihapus saat dibaca: "Nama", "No. HP", "Kontak", "Nomor", "Kode".'
        in responses.notes
    )
    assert "Budi" not in text
    assert "0812" not in text
    assert "surat.id" not in text


def test_other_columns_keep_their_heading_and_free_text_is_kept_apart():
    sentence = "Mohon ruang tunggu ditambah kursi supaya warga tidak berdiri lama."
    responses = profiled(
        Kelurahan=["Metro", "Yosomulyo"], Saran=["baik", None], Isian=[sentence, sentence + "!"]
    )
    assert list(responses.profile) == ["Kelurahan"]
    assert list(responses.saran) == ["Saran", "Isian"]
    assert responses.saran["Saran"].tolist() == ["baik", None]
    assert 'Kolom yang tidak dikenal, disimpan dengan judulnya sendiri: "Kelurahan".' in responses.notes


def test_columns_of_files_become_numbers_dates_categories_or_texts():
    day = datetime(2022, 1, 4)
    headings = ["RT", "Antrean", "Lahir", "Kelurahan", "Loket", "", ""]
    rows = [
        [*[4] * 9, 1.0, "2", day, "A", "x", "", ""],
        [*[4] * 9, 2.0, "", day, "A", "y", "", ""],
        [*[4] * 9, 3.0, "7", "", "B", "", "", "isi"],
        [*[4] * 9, 4.0, "1", day, "B", "z", "", ""],
    ]
    profile = check(sheet([*CODES, *headings], rows)).profile
    assert profile["RT"].tolist() == [1, 2, 3, 4]
    assert profile["RT"].dtype == np.int64
    assert profile["Antrean"].dtype == np.float64
    assert profile["Lahir"].tolist()[:2] == [pd.Timestamp(day)] * 2
    assert profile["Kelurahan"].cat.categories.tolist() == ["A", "B"]
    assert profile["Loket"].isna().tolist() == [False, False, True, False]
    assert list(profile) == ["RT", "Antrean", "Lahir", "Kelurahan", "Loket", "Kolom P"]


def test_fields_that_are_already_as_they_should_be_are_kept():
    kept = {
        "jenis_kelamin": pd.Categorical(["L", "P"], categories=["P", "L"]),
        "usia": np.array([30, 41]),
        "tanggal": pd.to_datetime(["2022-01-04", "2022-01-05"]),
    }
    profile = profiled(**kept).profile
    assert profile["jenis_kelamin"].cat.categories.tolist() == ["P", "L"]
    assert profile["usia"].tolist() == [30, 41]
    assert profile["tanggal"].tolist() == list(kept["tanggal"])
    part = check(frame("444444444", ".........", **kept)).profile
    assert part["tanggal"].tolist() == [pd.Timestamp("2022-01-04")]


def test_services_that_are_numbers_are_their_digits_and_missing_ones_are_counted():
    responses = profiled(Layanan=[1.0, 2.0, None])
    assert responses.profile["layanan"].cat.categories.tolist() == ["1", "2"]
    assert "layanan: 1 kuesioner tidak menyebut layanannya." in responses.notes


def test_two_row_headings_of_a_frame_and_cells_that_are_lists_are_read():
    table = frame("444444444").astype(object)
    table.columns = pd.MultiIndex.from_tuples([("Nilai unsur", code) for code in CODES])
    table.iat[0, 0] = [3]
    assert answers(check(table)) == [[3, *[4] * 8]]


def test_blank_rows_of_a_frame_are_named_by_their_labels():
    table = frame(*["444444444", *["........."] * 11]).set_axis([f"r{i}" for i in range(12)])
    assert check(table).notes[-1] == (
        "11 baris kosong dilewati (baris r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, ...)."
    )


def test_a_last_line_of_text_without_totals_is_a_footnote_unless_it_tells_of_a_respondent():
    rows = [["1", *[4] * 9], ["Sumber: survei 2022", *[""] * 9]]
    responses = check(sheet(["No", *CODES], rows))
    assert responses.n_in == 1
    assert responses.notes[-1] == "1 baris keterangan dilewati (baris 3)."
    assert check(sheet(["Jenis Kelamin", *CODES], [["L", *[4] * 9], ["P", *[""] * 9]])).n_in == 2


def test_sheets_with_different_columns_come_together():
    tables = [
        sheet(["Jenis Kelamin", *CODES], [["L", *[4] * 9]], name="Umum"),
        sheet([*CODES, "Usia", "RT"], [[*[3] * 9, 30, 2]], name="KTP"),
    ]
    responses = check(tables, services=["Umum", "KTP"])
    assert responses.profile["layanan"].tolist() == ["Umum", "KTP"]
    assert responses.profile["jenis_kelamin"].isna().tolist() == [False, True]
    assert responses.profile["usia"].isna().tolist() == [True, False]
    assert responses.profile["RT"].isna().tolist() == [True, False]


def test_two_columns_of_one_name_are_both_kept():
    table = frame("444444444")
    table = pd.concat([table, pd.DataFrame([["a", "b"]], columns=["Ket", "Ket"])], axis=1)
    assert list(check(table).profile) == ["Ket", "Ket (2)"]


def test_the_frame_given_is_left_alone():
    table = frame("432143214", ".........", Nama=["Budi", "Siti"], Layanan=["ktp", "KTP "])
    before = table.copy(deep=True)
    check(table)
    pd.testing.assert_frame_equal(table, before)


def test_reprs_are_short_and_account_for_every_questionnaire():
    table = frame("432143214", ".........", Layanan=["<KTP>", "SKCK"])
    responses = check(table)
    assert repr(responses).splitlines()[:4] == [
        "Pedoman PermenPANRB 14/2017, 9 unsur",
        "Kuesioner masuk 2 = dipakai 1 + disisihkan 1",
        "  disisihkan 1: tidak ada satu pun jawaban",
        "Sumber: DataFrame",
    ]
    assert "Kuesioner masuk 2 = dipakai 1 + disisihkan 1" in responses._repr_html_()
    assert "Jawaban yang tidak dapat dipakai: 1; lihat `problems`" in repr(
        check(frame("932143214"), invalid="blank")
    )
    reasons = [f"alasan {i}" for i in range(7)]
    many = check(table)
    object.__setattr__(many, "set_aside", pd.DataFrame({"alasan": reasons}))
    assert "dan 2 alasan lain" in repr(many)


@pytest.mark.parametrize("dtype", [object, "string"])
def test_texts_that_differ_after_a_nul_are_not_taken_for_one(dtype):
    services = ["KTP", "KTP\0lama", "\0kendali", "", "KTP"]
    frame = pd.DataFrame(
        {f"U{i}": [4] * 5 for i in range(1, 10)} | {"layanan": pd.Series(services, dtype=dtype)}
    )
    found = count(check(frame), by="layanan")
    assert found.n.tolist() == [2, 1, 1, 1]
