"""Figures published under each known mistake, and what the audit says of them."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import audit_simulation as simulation
from skm.auditing import MISTAKES, audit, catalogue, class_catalogue
from skm.auditing._mistakes import mistyped_bounds
from skm.auditing._printed_numbers import read_number, slip
from skm.auditing._published_tables import claims_of_table, role_of
from skm.auditing._recomputation import CORRECT, survey_of_tally
from skm.ground.numbers import decimal_id
from skm.pedoman import KEPMENPAN_25_2004, PERMENPANRB_14_2017, PERMENPANRB_16_2014
from skm.pedoman.sampling import sample_size
from skm.result import Result
from skm.tally import Tally
from strategies import tallies

KODE = PERMENPANRB_14_2017.kode
GASPUL = dict(zip(KODE, [105, 101, 100, 116, 102, 105, 106, 105, 115], strict=True))


def of_sum(n, total, pedoman=PERMENPANRB_14_2017):
    """A tally of n respondents, nothing blank, all answers adding up to `total`."""
    k = len(pedoman.unsur)
    totals = [total // k + (u < total % k) for u in range(k)]
    return Tally.from_totals(dict(zip(pedoman.kode, totals, strict=True)), n=n, pedoman=pedoman)


def only(found):
    assert len(found.findings) == 1, found
    return found.findings.iloc[0]


def codes(found):
    return {c.kode for cell in found.checked for c in cell.causes}


# One test for each mistake ------------------------------------------------------------------------------------


def test_gaspul_published_90_56_is_explained_by_the_weight_0_11():
    row = only(audit({"ikm": "90,56"}, Tally.from_totals(GASPUL, n=29)))
    assert (row["seharusnya"], row["kode"], row["sebab"]) == (
        "91,48",
        "B4",
        "bobot 0,11 sebagai pengganti 1/9",
    )


def test_gaspul_is_explained_as_well_when_only_its_table_is_known():
    row = only(audit({"n": 29, "total": GASPUL, "ikm": "90.56", "mutu": "A"}))
    assert (row["tercetak"], row["seharusnya"], row["kode"]) == ("90.56", "91,48", "B4")


def test_perfect_survey_published_as_99_is_explained_by_the_weight_0_11():
    row = only(audit({"ikm": "99,00", "mutu": "A"}, of_sum(20, 720)))
    assert (row["seharusnya"], row["kode"]) == ("100,00", "B4")
    assert not row["mutu_berubah"]


def test_sum_of_nrr_33_52_times_0_111_times_25_is_93_018():
    row = only(audit({"nrr": "33,52", "ikm": "93,018"}))
    assert (row["kolom"], row["kode"], row["sebab"]) == ("ikm", "B4", "bobot 0,111 sebagai pengganti 1/9")


def test_nine_unsur_divided_by_ten():
    hasil = of_sum(25, 805)  # 805 / 225 * 25 = 89.44
    row = only(audit({"ikm": "80,50"}, hasil))
    assert (row["seharusnya"], row["kode"], row["sebab"]) == (
        "89,44",
        "B4",
        "bobot 0,1 sebagai pengganti 1/9",
    )
    assert row["mutu_berubah"]


def test_letter_that_follows_a_wrong_index_has_the_cause_of_the_index():
    found = audit({"ikm": "80,50", "mutu": "B"}, of_sum(25, 805)).findings
    assert found["tercetak"].tolist() == ["80,50", "B"]
    assert found["seharusnya"].tolist() == ["89,44", "A"]
    assert found["kode"].tolist() == ["B4", "B4"]


def blanks():
    """Ten respondents, every third answer to U1 blank."""
    counts = np.zeros((1, 9, 5), np.int64)
    counts[0, :, 3] = 10
    counts[0, 0, 0], counts[0, 0, 3] = 3, 7
    return Tally(PERMENPANRB_14_2017, pd.DataFrame(index=range(1)), np.array([10]), counts)


def test_blanks_counted_as_zero():
    row = only(audit({"ikm": "72,50"}, blanks()))
    assert (row["seharusnya"], row["kode"]) == ("75,00", "B6")
    nrr = only(audit({"nrr": {"U1": "2,10"}}, blanks()))
    assert (nrr["seharusnya"], nrr["kode"]) == ("3,00", "B6")


def two_services():
    """A large service with 3.6 everywhere and a small one with 2.6: pooled 88.54, mean of the two 77.50."""
    totals = pd.DataFrame({"KTP": [396] * 9, "SKCK": [13] * 9}, index=KODE)
    return Tally.from_totals(totals, n={"KTP": 110, "SKCK": 5})


def test_mean_of_services():
    found = audit({"ikm": "77,50", "mutu": "B"}, two_services()).findings
    assert found["seharusnya"].tolist() == ["88,91", "A"]
    assert found["kode"].tolist() == ["B7", "B7"]


def test_classes_of_2004_under_nine_unsur():
    row = only(audit({"ikm": "85,00", "mutu": "A"}, of_sum(20, 612)))
    assert (row["seharusnya"], row["kode"], row["sebab"]) == (
        "B",
        "B15",
        "kelas 2004/2014, bukan PermenPANRB 14/2017",
    )
    assert row["mutu_berubah"]


def test_classes_of_2004_are_right_under_their_own_guideline_and_those_of_2017_are_not():
    hasil = of_sum(20, 952, KEPMENPAN_25_2004)  # 85.00
    assert audit({"ikm": "85,00", "mutu": "A"}, hasil).findings.empty
    assert only(audit({"ikm": "85,00", "mutu": "B"}, hasil))["kode"] == "B9"


@pytest.mark.parametrize("letter", ["-", "–", "X", "D"])
def test_value_in_the_gap_between_two_bounds(letter):
    row = only(audit({"ikm": "76,61", "mutu": letter}, of_sum(19, 524)))  # 76.6082
    assert (row["seharusnya"], row["kode"]) == ("B", "B1")


def test_value_graded_without_rounding_is_one_class_too_low():
    row = only(audit({"ikm": "76,61", "mutu": "C"}, of_sum(19, 524)))
    assert row["kode"] == "B1"


@pytest.mark.parametrize(("n", "total", "text", "letter"), [(5, 117, "65,00", "D"), (20, 720, "100,00", "-")])
def test_strict_bounds(n, total, text, letter):
    assert "B2" in codes(audit({"ikm": text, "mutu": letter}, of_sum(n, total)))


def test_floats_make_d_of_65():
    found = audit({"ikm": "65,00", "mutu": "D"}, of_sum(5, 117))
    assert {"B2", "B3"} <= codes(found)
    assert "64,99" not in found.findings["seharusnya"].tolist()


def test_nrr_rounded_before_the_last_step():
    hasil = Tally.from_totals(dict(zip(KODE, [565] * 9, strict=True)), n=162)  # 3.4877 -> 3.49
    row = only(audit({"ikm": "87,25"}, hasil))
    assert (row["seharusnya"], row["kode"]) == ("87,19", "B5")


def test_best_scoring_respondents_kept():
    survey = simulation.draw(np.random.default_rng(5), blanks=False)
    keep = sample_size(survey.n)
    best = np.argsort(-survey.answers.sum(axis=1), kind="stable")[:keep]
    published = {"ikm": simulation.show(survey.exact(best))}
    assert "B8" not in codes(audit(published, survey.tally()))
    assert "B8" in codes(audit(published, survey.tally(), responses=survey.responses()))


def test_wrong_scale():
    assert only(audit({"ikm": "21,25"}, of_sum(20, 612)))["kode"] == "B10"
    five = PERMENPANRB_14_2017.with_scale(5)
    assert only(audit({"ikm": "100,00"}, of_sum(20, 720, five)))["kode"] == "B10"


def test_tie_at_the_third_lowest_broken_in_silence():
    totals = dict(zip(KODE, [60, 61, 62, 62, 70, 70, 70, 70, 70], strict=True))
    hasil = Tally.from_totals(totals, n=20)
    lowest = ["Persyaratan", "Prosedur", "Waktu Penyelesaian"]
    row = only(audit({"terendah": lowest}, hasil))
    assert (row["seharusnya"], row["kode"]) == ("Waktu Penyelesaian dan Biaya/Tarif", "B11")
    assert audit({"terendah": [*lowest, "Biaya"]}, hasil).findings.empty


def test_columns_matched_by_position():
    totals = dict(zip(KODE, [60, 61, 62, 63, 64, 65, 66, 67, 68], strict=True))
    hasil = Tally.from_totals(totals, n=20)
    nrr = [decimal_id(Fraction(t, 20)) for t in totals.values()]
    exchanged = audit({"nrr": [*nrr[:7], nrr[8], nrr[7]]}, hasil).findings
    assert exchanged["kolom"].tolist() == ["nrr", "nrr"]
    assert exchanged["kode"].tolist() == ["B12", "B12"]
    assert exchanged["sebab"].str.contains("Sarana dan Prasarana|Penanganan Pengaduan").all()


def test_other_number_of_respondents_on_the_page():
    row = only(audit({"n": 126, "ikm": "87,19"}, Tally.from_totals(dict.fromkeys(KODE, 565), n=162)))
    assert (row["seharusnya"], row["kode"]) == ("162", "B13")
    assert "B18" in row["sebab_lain"]


def test_other_number_of_respondents_is_found_from_the_digits_alone():
    indeks = ["87,35", "87,19", "83,33", "99,85", "85,49", "85,65", "86,57", "87,04", "87,81"]
    total = [566, 565, 540, 647, 554, 555, 561, 564, 569]
    row = only(audit({"n": 150, "total": total, "indeks": indeks, "ikm": "87,81"}))
    assert (row["kolom"], row["seharusnya"], row["kode"]) == ("n", "162", "B13")


def test_empty_group_counted_as_zero():
    totals = pd.DataFrame({"KTP": [60] * 9, "SKCK": [0] * 9}, index=KODE)
    hasil = Tally.from_totals(totals, n={"KTP": 20, "SKCK": 0})
    found = audit({"ikm": "37,50", "layanan": {"SKCK": {"ikm": "0,00"}}}, hasil).findings
    assert found["kode"].tolist() == ["B14", "B14"]
    assert found["seharusnya"].tolist() == ["75,00", "–"]


@pytest.mark.parametrize(
    ("n", "total", "letter", "bound"),
    [(20, 605, "A", "83,31"), (20, 432, "C", "55,00"), (21, 575, "B", "76,00")],
)
def test_mistyped_bounds(n, total, letter, bound):
    hasil = of_sum(n, total)
    found = audit({"ikm": Result(hasil).ikm_text, "mutu": letter}, hasil)
    causes = [c.uraian for cell in found.checked for c in cell.causes]
    assert f"batas bawah {letter} salah tulis: {bound}" in causes


def test_truncated():
    hasil = Tally.from_totals(GASPUL, n=29)  # 91.4751
    row = only(audit({"ikm": "91,47"}, hasil))
    assert (row["seharusnya"], row["kode"]) == ("91,48", "B17")


def test_two_mistakes_at_once_are_named_when_no_single_one_does_it():
    hasil = Tally.from_totals(GASPUL, n=29)
    bobot = next(m for m in catalogue(hasil.pedoman) if "0,111 " in m.uraian)
    cut = bobot.apply(survey_of_tally(hasil)) * 100 // 1  # 91.3836
    text = f"{cut // 100},{cut % 100:02d}"
    assert text == "91,38"
    assert only(audit({"ikm": text}, hasil))["kode"] == "B4"
    row = only(audit({"ikm": "73,11"}, hasil))  # 32.931 * 0.111 * 20 is 73.1069
    assert row["kode"] == "B4+B10"
    assert row["sebab"] == "bobot 0,111 sebagai pengganti 1/9; dan pengali 20, bukan 25 (skala 1-5)"


def test_no_mistake_is_claimed_for_digits_that_none_makes():
    row = only(audit({"ikm": "12,34"}, Tally.from_totals(GASPUL, n=29)))
    assert (row["kode"], row["sebab"]) == ("", "tidak ada kesalahan yang dikenal menghasilkan ini")


def test_parts_that_do_not_add_up_for_rounding_alone_are_no_mistake():
    hasil = of_sum(61, 1602)  # 2.918 and 72.951, and 2.92 x 25 is 73
    assert audit({"nrr": "2,92", "ikm": "72,95"}, hasil).findings.empty


# The catalogue ------------------------------------------------------------------------------------------------


def test_catalogue_names_every_kind_of_mistake_with_a_wording_of_its_own():
    both = catalogue(PERMENPANRB_14_2017) + class_catalogue(PERMENPANRB_14_2017)
    assert {m.kode for m in both} == {
        "B1",
        "B2",
        "B3",
        "B4",
        "B5",
        "B6",
        "B7",
        "B8",
        "B10",
        "B14",
        "B15",
        "B16",
        "B17",
    }
    assert all(m.uraian for m in both)
    assert {m.kode for m in class_catalogue(PERMENPANRB_16_2014)} >= {"B9"}
    assert list(MISTAKES) == [f"B{i}" for i in range(1, 20)]


@given(tally=tallies())
@settings(max_examples=min(60, settings.default.max_examples))
def test_right_way_is_the_index_of_the_library(tally):
    hasil = Result(tally)
    survey = survey_of_tally(tally)
    assert CORRECT.ikm(survey) == hasil.ikm_exact
    for name, key in zip(survey.groups, hasil.groups.index, strict=True):
        assert CORRECT.ikm(survey, name) == hasil[key].ikm_exact


@given(tally=tallies())
@settings(max_examples=min(60, settings.default.max_examples))
def test_what_the_library_prints_is_never_accused(tally):
    hasil = Result(tally)
    if hasil.mutu is None:
        return
    unsur = hasil.printed_unsur
    published = {
        "n": hasil.n,
        "ikm": hasil.ikm_text,
        "mutu": hasil.mutu,
        "kinerja": hasil.kinerja,
        "nrr": dict(zip(hasil.pedoman.kode, unsur["NRR"], strict=True)),
        "indeks": dict(zip(hasil.pedoman.kode, unsur["IKM"], strict=True)),
        "terendah": [str(name) for name in hasil.priorities()["nama"]],
    }
    found = audit(published, hasil)
    assert found.findings.empty, found
    assert (found.cells["status"] == "sesuai").sum() >= 4


@given(tally=tallies(pedoman=st.just(PERMENPANRB_14_2017)), data=st.data())
@settings(max_examples=25)
def test_a_mistake_that_is_claimed_prints_the_published_digits(tally, data):
    hasil = Result(tally)
    if hasil.ikm_exact is None:
        return
    published = data.draw(st.decimals(20, 100, places=2))
    found = audit({"ikm": str(published).replace(".", ",")}, hasil)
    survey = survey_of_tally(tally)
    named = {m.uraian: m for m in catalogue(hasil.pedoman)}
    for cell in found.checked:
        for cause in cell.causes:
            if cause.uraian in named:
                made = named[cause.uraian].apply(survey)
                low, high = (Fraction(published) + Fraction(x, 100) for x in (-1, 1))
                assert low <= made <= high


# Tables -------------------------------------------------------------------------------------------------------


def skck():
    return pd.DataFrame(
        {
            "Unsur": [*PERMENPANRB_14_2017.nama_unsur, "JUMLAH"],
            "Jumlah": ["18", "18", "18", "18", "17", "17", "17", "18", "16", "157"],
            "NRR": ["3,60", "3,60", "3,60", "3,60", "3,40", "3,40", "3,40", "3,60", "3,20", "3,49"],
        }
    )


def test_table_is_held_against_answers_and_against_itself():
    hasil = Tally.from_totals(dict(zip(KODE, [18, 18, 18, 18, 17, 17, 17, 18, 16], strict=True)), n=5)
    assert set(audit(skck(), hasil).cells["status"]) == {"sesuai"}
    assert set(audit(skck()).cells["status"]) == {"sesuai"}
    assert audit(skck()).respondents["n"].tolist() == [5]


def test_a_running_number_left_of_a_filtered_table_is_no_column_of_it():
    table = skck()
    table.loc[3.5] = ["Nomor", "", ""]
    table = table.sort_index().reset_index(drop=True)
    found = audit(table[table["Unsur"] != "Nomor"])  # numbered 0 to 3 and 5 to 10
    assert set(found.cells["status"]) == {"sesuai"}
    assert found.cells.equals(audit(skck()).cells)
    assert audit(skck().set_index("Unsur")).cells.equals(found.cells)


def test_table_lying_on_its_side_is_read_the_same():
    upright = skck()
    lying = upright.set_index("Unsur").T.reset_index(names="")
    wrong = lying.copy()
    wrong.iloc[1, 1] = "3,06"
    assert audit(lying).findings.empty
    assert only(audit(wrong))["seharusnya"] == "3,60"


def test_table_with_codes_as_headings_and_one_row_a_service():
    table = pd.DataFrame(
        {
            "Jenis layanan": ["KTP", "SKCK"],
            "Jumlah responden": ["30", "5"],
            "Total": ["915", "157"],
            "IKM": ["84,72", "86,22"],
            "Mutu": ["B", "B"],
        }
    )
    row = only(audit(table))
    assert (row["baris"], row["kolom"], row["seharusnya"], row["kode"]) == ("SKCK", "IKM", "87,22", "B18")


def sheet_of_answers(n=40, seed=3):
    """The processing sheet of the regulation: a row a respondent, sums, NRR, weighted NRR and index below."""
    answers = np.random.default_rng(seed).integers(2, 5, (n, 9))
    totals = [int(t) for t in answers.sum(axis=0)]
    whole = Fraction(sum(totals), 9 * n)
    rows = [[str(i), *map(str, row), ""] for i, row in enumerate(answers, 1)]
    rows.append(["Σ Nilai/Unsur", *map(str, totals), ""])
    rows.append(["NRR/Unsur", *(decimal_id(Fraction(t, n)) for t in totals), ""])
    rows.append(
        ["NRR tertimbang/Unsur", *(decimal_id(Fraction(t, 9 * n)) for t in totals), decimal_id(whole)]
    )
    rows.append(["IKM Unit pelayanan", *[""] * 9, decimal_id(whole * 25)])
    return pd.DataFrame(rows, columns=["No. Resp", *KODE, ""], dtype=object)


def test_processing_sheet_with_a_row_a_respondent_is_added_up():
    sheet = sheet_of_answers()
    right = sheet.iloc[40, 3]
    found = audit(sheet)
    assert set(found.cells["status"]) == {"sesuai"}
    assert found.respondents["n"].tolist() == [40]
    sheet.iloc[40, 3] = f"{right[0]}{(int(right[1]) + 1) % 10}{right[2:]}"
    row = only(audit(sheet))
    assert (row["kolom"], row["seharusnya"], row["kode"]) == ("U3", right, "B18")


def services():
    return pd.DataFrame(
        {
            "No": ["1", "2", ""],
            "Jenis Layanan": ["KTP", "SKCK", "JUMLAH"],
            "Jumlah responden": ["30", "5", "35"],
            "Persentase": ["85,71 %", "14,29 %", "100 %"],
            "Total persepsi": ["915", "157", "1072"],
            "NIK": ["84,72", "87,22", "85,08"],
            "Mutu": ["B", "B", "B"],
        }
    )


def test_list_of_services_adds_up_to_the_unit():
    assert set(audit(services()).cells["status"]) == {"sesuai"}
    assert audit(services()).respondents["n"].tolist() == [30, 5, 35]
    table = services()
    table.loc[2, "NIK"] = "85,97"
    row = only(audit(table))
    assert (row["baris"], row["seharusnya"], row["kode"]) == ("JUMLAH", "85,08", "B7")
    table = services()
    table.loc[2, "Total persepsi"] = "1027"
    assert only(audit(table))["seharusnya"] == "1072"


def test_nrr_per_service_betray_the_respondents_of_each():
    unsur = list(PERMENPANRB_14_2017.nama_unsur)
    table = pd.DataFrame({"Unsur": [*unsur, "IKM"]})
    for name, n, seed in (("KTP", 40, 1), ("SKCK", 23, 2)):
        totals = [int(t) for t in np.random.default_rng(seed).integers(2, 5, (n, 9)).sum(axis=0)]
        nrr = [decimal_id(Fraction(t, n)) for t in totals]
        table[name] = [*nrr, decimal_id(Fraction(25 * sum(totals), 9 * n))]
    found = audit(table)
    assert set(found.cells["status"]) == {"sesuai"}
    assert found.respondents["n"].tolist() == [40, 23]
    table.loc[9, "SKCK"] = "91,00"
    assert only(audit(table))["kolom"] == "SKCK"


def test_mean_misprinted_beside_its_index_is_told_by_the_sums():
    printed_table = pd.DataFrame(
        {
            "Unsur": [*PERMENPANRB_16_2014.nama_unsur, "JUMLAH"],
            "NRR": ["3,49", "3,49", "3,33", "3,89", "3,42", "3,43", "3,46", "3,48", "3,51", "31,61"],
            "IKM": [
                "87,35",
                "87,19",
                "83,33",
                "99,85",
                "85,49",
                "85,65",
                "86,57",
                "87,04",
                "87,81",
                "790,28",
            ],
        }
    )
    row = only(audit(printed_table))
    assert (row["baris"], row["kolom"], row["seharusnya"], row["kode"]) == (
        "Biaya/Tarif",
        "NRR",
        "3,99",
        "B18",
    )


def test_two_numbers_that_contradict_each_other_are_called_doubtful_when_nothing_decides():
    row = only(audit({"nrr": {"U1": "3,49"}, "indeks": {"U1": "86,35"}}))
    assert row["keterangan"] == "tidak sejalan dengan angka lain unsur ini; salah satunya salah"


def test_thousands_and_words_beside_a_number_are_understood():
    table = pd.DataFrame(
        {
            "Unsur": [*PERMENPANRB_14_2017.nama_unsur, "Jumlah", "Jumlah Responden"],
            "KTP": [*["1.224"] * 8, "980", "10.772", "306 orang"],
            "SKCK": [*["120"] * 9, "1.080", "30 orang"],
            "Jumlah": [*["1.344"] * 8, "1.100", "11.852", "336 responden"],
        }
    )
    found = audit(table)
    assert found.findings.empty
    assert {c.quantity for c in claims_of_table(table, "", PERMENPANRB_14_2017)} == {"total", "n"}
    table.loc[0, "Jumlah"] = "1.434"
    assert only(audit(table))["seharusnya"] == "1344"


def test_headings_are_known_in_their_usual_forms():
    for heading, role in {
        "Nilai Rata-Rata (NRR)": "nrr",
        "NRR Tertimbang/Unsur": "tertimbang",
        "Σ Nilai/Unsur": "total",
        "IKM_printed": "indeks",
        "Kategori": "kinerja",
        "Jumlah Responden (orang)": "n",
        "Keterangan": "",
    }.items():
        assert role_of(heading) == role


def test_total_slipped_in_a_table_without_services_is_put_right_by_the_sum():
    table = skck()
    table.loc[4, "Jumlah"] = "71"
    row = only(audit(table))
    assert (row["baris"], row["seharusnya"], row["kode"]) == (
        "Produk Spesifikasi Jenis Pelayanan",
        "17",
        "B18",
    )


def test_blank_answers_are_allowed_for_when_the_answers_are_not_at_hand():
    table = skck()
    table.loc[0, ["Jumlah", "NRR"]] = ["15", "3,75"]  # four answers of five
    table.loc[9, ["Jumlah", "NRR"]] = ["154", "3,51"]
    found = audit(table)
    assert found.findings.empty
    assert "jawaban kosong" in found.cells["keterangan"].str.cat()


def test_figures_that_nothing_else_determines_are_not_called_right():
    cells = audit({"ikm": "87,81", "mutu": "B"}).cells
    assert cells["status"].tolist() == ["tidak dapat diperiksa", "sesuai"]
    assert only(audit({"ikm": "87,81", "mutu": "A"}))["seharusnya"] == "B"


def test_index_with_one_decimal_at_an_edge_allows_both_letters():
    for letter in "AB":
        assert audit({"ikm": "88,3", "mutu": letter}).findings.empty
    assert only(audit({"ikm": "88,3", "mutu": "C"}))["seharusnya"] == "A atau B"


def test_decimals_as_printed_matter():
    hasil = Tally.from_totals(GASPUL, n=29)  # 91.4751
    for right in ("91,48", "91,5", "91", "91,475", 91.48, Decimal("91.48"), "91.48 "):
        assert audit({"ikm": right}, hasil).findings.empty, right
    for wrong in ("91,4", "91,50", "92", 91.47):
        assert len(audit({"ikm": wrong}, hasil).findings) == 1, wrong


def test_wrong_kinerja_wording_is_found():
    row = only(audit({"ikm": "91,48", "kinerja": "BAIK"}, Tally.from_totals(GASPUL, n=29)))
    assert row["seharusnya"] == "Sangat baik"


def test_group_that_the_survey_does_not_have_cannot_be_checked():
    cells = audit({"layanan": {"KK": {"ikm": "80,00"}}}, two_services()).cells
    assert cells["status"].tolist() == ["tidak dapat diperiksa"]


def test_realised_index_in_an_achievement_table_is_held_against_the_answers():
    table = pd.DataFrame(
        {"Tahun": ["2021", "2022"], "Target IKM": ["86", "88"], "Realisasi IKM": ["86,7", "90,56"]}
    )
    row = only(audit(table, Tally.from_totals(GASPUL, n=29)))
    assert (row["baris"], row["seharusnya"], row["kode"]) == ("2022", "91,48", "B4")


def test_class_table_of_2004_is_right_by_itself_and_wrong_under_2017():
    table = pd.DataFrame(
        {
            "Nilai persepsi": ["1", "2", "3", "4"],
            "Nilai interval": ["1,00 – 1,75", "1,76 – 2,50", "2,51 – 3,25", "3,26 – 4,00"],
            "Nilai interval konversi": ["25,00 – 43,75", "43,76 – 62,50", "62,51 – 81,25", "81,26 – 100,00"],
            "Mutu": ["D", "C", "B", "A"],
            "Kinerja": ["Tidak baik", "Kurang baik", "Baik", "Sangat baik"],
        }
    )
    assert audit(table).findings.empty
    found = audit(table, pedoman=PERMENPANRB_14_2017).findings
    assert len(found) == 8
    assert all("B15" in f"{k} {s}" for k, s in zip(found["kode"], found["sebab_lain"], strict=True))


LKIP = {
    "nrr": ["3,49", "3,49", "3,33", "3,99", "3,42", "3,43", "3,46", "3,48", "3,51"],
    "indeks": ["87,35", "87,19", "83,33", "99,85", "85,49", "85,65", "86,57", "87,04", "87,81"],
}


def test_index_that_only_blank_answers_could_make_is_left_to_the_answers():
    cells = audit(
        {**LKIP, "ikm": "87,80"}
    ).cells  # 162 answers each give 87.81, the printed digits alone 87.80 too
    assert cells["status"].tolist() == ["sesuai"] * 18 + ["tidak dapat diperiksa"]
    assert cells["keterangan"].iloc[-1] == "tanpa jawaban kosong seharusnya 87,81; periksa dengan jawabannya"
    totals = dict(zip(KODE, [566, 565, 540, 647, 554, 555, 561, 564, 569], strict=True))
    assert only(audit({"ikm": "87,80"}, Tally.from_totals(totals, n=162)))["kode"] == "B17"


def test_index_above_the_one_without_blanks_is_left_to_the_answers():
    cells = audit({"n": 29, "total": GASPUL, "ikm": "92,00", "mutu": "A"}).cells
    assert cells["status"].iloc[-2] == "tidak dapat diperiksa"
    assert "jawaban kosong" in cells["keterangan"].iloc[-2]
    lower = Tally.from_totals(dict.fromkeys(KODE, 88), n=29)
    letters = audit({"n": 29, "total": dict.fromkeys(KODE, 88), "mutu": "A"}).cells  # 75.86, C
    assert letters["status"].iloc[-1] == "tidak dapat diperiksa"
    assert only(audit({"mutu": "A"}, lower))["seharusnya"] == "C"


def test_sum_of_wrong_cells_is_said_to_be_added_up_from_them():
    table = pd.DataFrame(
        {
            "Unsur": [*PERMENPANRB_14_2017.nama_unsur, "JUMLAH"],
            "KTP": ["60", "61", "62", "63", "64", "65", "66", "67", "68", "576"],
            "SKCK": ["16", "16", "16", "17", "17", "17", "18", "18", "18", "153"],
            "JUMLAH": ["67", "77", "78", "80", "81", "82", "84", "85", "86", "720"],  # 76, and with it 729
        }
    )
    found = audit(table).findings
    assert found["seharusnya"].tolist() == ["76", "729"]
    assert found["sebab"].tolist()[1] == "dihitung dari JUMLAH Persyaratan yang tercetak 67"


def test_ranking_with_u8_and_u9_exchanged_and_with_a_wrong_value():
    totals = dict(zip(KODE, [70, 71, 72, 73, 74, 75, 60, 68, 50], strict=True))
    hasil = Tally.from_totals(totals, n=20)
    table = pd.DataFrame(
        {
            "Klaim": ["unsur terendah"] * 3,
            "Unsur": ["Penanganan Pengaduan", "Perilaku", "Parkir"],
            "Nilai": ["2,50", "3,00", "3,40"],
        }
    )
    cells = audit(table, hasil).cells
    assert cells["status"].tolist() == [
        "sesuai",
        "berbeda",
        "sesuai",
        "sesuai",
        "tidak dapat diperiksa",
        "tidak dapat diperiksa",
    ]
    assert cells["seharusnya"].iloc[1] == "3,40"
    lowest_two = audit({"terendah": ["Pengaduan", "Perilaku"]}, hasil).findings
    assert lowest_two["kode"].tolist() == ["B12"]
    assert lowest_two["seharusnya"].tolist() == ["Sarana dan Prasarana"]
    assert audit({"tertinggi": "Kompetensi Pelaksana"}, hasil).findings.empty
    assert only(audit({"tertinggi": "Waktu"}, hasil))["seharusnya"] == "Kompetensi Pelaksana"


def test_ranking_that_bounds_do_not_settle_is_not_checked():
    cells = audit({"nrr": ["3,4"] * 9, "terendah": ["Waktu"]}).cells
    assert cells["status"].iloc[-1] == "tidak dapat diperiksa"


def test_class_table_with_wrong_words_numbers_and_letters():
    table = pd.DataFrame(
        {
            "Nilai": ["1", "3", "3", "4", "5"],
            "Interval konversi": ["25,00 - 64,99", "55,00 - 76,60", "76,61 - 88,30", "88,31 ke atas", "-"],
            "Mutu": ["D", "C", "B", "A", "E"],
            "Kinerja": ["Tidak baik", "Kurang baik", "Cukup", "Sangat baik", ""],
        }
    )
    found = audit(table, pedoman=PERMENPANRB_14_2017)
    wrong = found.findings[["baris", "kolom", "seharusnya", "kode"]].to_numpy().tolist()
    assert wrong == [
        ["kelas C", "Nilai", "2", ""],
        ["kelas C", "Interval konversi", "65,00 - 76,60", "B16"],
        ["kelas B", "Kinerja", "Baik", ""],
    ]
    remarks = found.cells.set_index(["baris", "kolom"])["keterangan"]
    assert remarks["kelas A", "Interval konversi"] == "bukan dua batas"
    assert remarks["kelas E", "Mutu"] == "PermenPANRB 14/2017 tidak mengenal kelas E"


def test_two_mistakes_of_grading_at_once():
    row = only(
        audit({"ikm": "81,26", "mutu": "B"}, of_sum(100, 2925))
    )  # classes of 2004, read as "more than"
    assert row is not None


def test_stated_respondents_that_fit_only_some_of_the_digits():
    found = audit({"n": 100, **LKIP})
    assert found.respondents["cara"].tolist() == ["tercetak; tidak cocok dengan semua unsur"]
    assert found.findings.empty


def test_unequal_weights_are_used_and_the_figures_of_the_whole_alone_are_not_guessed():
    weights = {k: Fraction(1, 10) for k in KODE[:8]} | {KODE[8]: Fraction(1, 5)}
    pedoman = PERMENPANRB_14_2017.with_bobot(weights)
    hasil = Tally.from_totals(GASPUL, n=29, pedoman=pedoman)
    assert audit({"ikm": Result(hasil).ikm_text}, hasil).findings.empty
    cells = audit({"nrr": "3,66", "ikm": "80,00"}, pedoman=pedoman).cells
    assert set(cells["status"]) == {"tidak dapat diperiksa"}


def test_text_that_is_no_number_where_one_belongs_is_not_checked():
    cells = audit({"ikm": "belum dihitung", "n": "29"}, Tally.from_totals(GASPUL, n=29)).cells
    assert cells["keterangan"].tolist() == ["bukan angka", ""]


# Input that is not understood ---------------------------------------------------------------------------------


def test_misuse_is_refused_in_plain_words():
    with pytest.raises(TypeError, match="DataFrame or a mapping"):
        audit([1, 2])
    with pytest.raises(TypeError, match="a Result or a Tally"):
        audit({"ikm": "80,00"}, {"U1": 3})
    with pytest.raises(TypeError, match="neither tables nor published figures"):
        audit({"apa": 1})
    with pytest.raises(KeyError, match="not a published quantity"):
        audit({"ikm": "80,00", "apa": 1})
    with pytest.raises(KeyError, match="no unsur"):
        audit({"nrr": {"U1": "3,00", "Parkir": "2,00"}})
    with pytest.raises(ValueError, match="3 values for 9 unsur"):
        audit({"nrr": ["3,00", "3,00", "3,00"]})


WORDS = ["Unsur", "No", "JUMLAH", "NRR", "IKM", "Mutu", "KTP", "n", "Tahun", "Target", "Realisasi", "Capaian"]
WORDS += ["klaim", "Nilai interval", "U1", "U9", "", "Responden", "Tertimbang", "Prioritas"]
CELLS = [
    "Persyaratan",
    "U4",
    "JUMLAH",
    "RATA-RATA",
    "IKM",
    "3,49",
    "87,35",
    "350",
    "9636",
    "B",
    "-",
    "",
    "X",
    "Baik",
]
CELLS += [
    "25,00 - 64,99",
    "1,00",
    "0",
    "2022",
    "terendah",
    "tertinggi 1",
    "100 %",
    "1.117",
    "0,00",
    "-5",
    "9" * 30,
]
CELLS += [None, float("nan"), 3.5, 12, True]


@given(data=st.data())
@settings(max_examples=min(150, settings.default.max_examples))
def test_any_table_at_all_is_audited_without_a_crash(data):
    heads = data.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6))
    row = st.lists(st.sampled_from(CELLS), min_size=len(heads), max_size=len(heads))
    rows = data.draw(st.lists(row, max_size=7))
    found = audit({"tabel": pd.DataFrame(rows, columns=heads, dtype=object)})
    assert len(found.text) > 0
    assert len(found.sheet(everything=True)) == len(found.cells) == len(found.checked)


@pytest.mark.parametrize(
    ("cell", "value", "places"),
    [
        ("3,50", "7/2", 2),
        ("90.56", "2264/25", 2),
        ("1.117,5", "2235/2", 1),
        ("99,64 %", "2491/25", 2),
        (3, "3", 0),
    ],
)
def test_printed_numbers_keep_their_decimals(cell, value, places):
    number = read_number(cell)
    assert (number.value, number.places) == (Fraction(value), places)


@pytest.mark.parametrize("cell", ["", "Baik", None, float("nan"), True, "1,2,3", "-", "3,49 (B)"])
def test_what_is_no_number_is_none(cell):
    assert read_number(cell) is None


def test_slips_of_the_pen():
    assert slip("36", "63") == 'angka "63" tertukar menjadi "36"'
    assert slip("87,811", "87,81") == 'angka "1" ikut tertulis'
    assert slip("87,81", "87,81") == ""
    assert slip("12,00", "86,00") == ""


# Many surveys -------------------------------------------------------------------------------------------------


def test_random_mistakes_are_named_and_correct_surveys_never_accused():
    report = simulation.run(306)
    assert report.share >= 0.99, report.missed[:3]
    assert not report.accused, report.accused[0]


def test_a_misprinted_digit_is_found_in_a_table_by_itself():
    found, marked, blamed = simulation.find_misprints(60)
    assert found >= 57
    assert found + marked == 60
    assert blamed == 0


# Mistyped bounds ----------------------------------------------------------------------------------------------

MISTYPED = [("A", "83.31"), ("C", "55.00"), ("B", "76.00"), ("B", "76.01"), ("A", "81.50")]


def test_mistyped_bounds_are_those_that_were_seen():
    assert mistyped_bounds(PERMENPANRB_14_2017) == tuple((h, Decimal(b)) for h, b in MISTYPED)
    assert mistyped_bounds(PERMENPANRB_16_2014) == ()


@pytest.mark.parametrize(("letter", "bound"), mistyped_bounds(PERMENPANRB_14_2017))
def test_letters_and_class_tables_know_the_same_mistyped_bounds(letter, bound):
    mistakes = [m for m in class_catalogue(PERMENPANRB_14_2017) if m.kode == "B16"]
    assert len(mistakes) == len(MISTYPED)
    assert any((letter, bound) in dict(m.grading)["classes"] for m in mistakes)
    top = {"A": "100,00", "B": "88,30", "C": "76,60"}[letter]
    for heading, unit in (("Interval konversi", 1), ("Interval", 25)):
        low, high = (str(Decimal(x.replace(",", ".")) / unit).replace(".", ",") for x in (str(bound), top))
        table = pd.DataFrame({"Mutu": [letter], heading: [f"{low} - {high}"]})
        found = audit(table, pedoman=PERMENPANRB_14_2017).checked[1]
        assert found.causes[0].kode == "B16", (heading, low)
