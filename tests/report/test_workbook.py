"""The workbook and the CSV tables, reopened: cells are the printed values, and text is never a formula."""

import csv
import io
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skm import PERMENPANRB_14_2017, FileError, Result, Tally, count, read, read_pedoman, report, summarize
from skm.ground.numbers import decimal_id, round_half_up
from skm.ground.writing import written
from skm.report import _workbook as excel
from skm.report import sheets
from skm.result import display
from skm.result.distribution import characteristics, frequencies

SAMPLE = Path(__file__).parents[2] / "sample_data"
PEDOMAN = read_pedoman(str(SAMPLE / "pedoman_bakarangan.toml"))
KODE = PERMENPANRB_14_2017.kode


@pytest.fixture(scope="module")
def responses():
    return read(SAMPLE / "bakarangan_2022_layanan.csv", pedoman=PEDOMAN)


@pytest.fixture(scope="module")
def hasil(responses):
    return summarize(responses, by="layanan")


def reopened(result, formulas=False, **kwargs):
    return openpyxl.load_workbook(
        io.BytesIO(written(report.workbook, result, **kwargs)), data_only=not formulas
    )


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def cells_below(sheet, first):
    """The rows of the table whose first heading is `first`, as dicts, up to an empty row."""
    cells = rows(sheet)
    top = next(i for i, row in enumerate(cells) if row[0] == first)
    out = []
    for row in cells[top + 1 :]:
        if row[0] is None:
            break
        out.append(dict(zip(cells[top], row, strict=True)))
    return out


def csv_rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet_of(*answers, **columns):
    return pd.DataFrame({kode: list(answers) for kode in KODE} | columns)


def test_sheets_stand_in_their_order(hasil, responses):
    names = ["Ringkasan", "Per unsur", "Per layanan", "Urutan unsur", "Frekuensi", "Responden"]
    names += ["Rencana tindak lanjut", "Asal angka"]
    assert reopened(hasil).sheetnames == names
    names.insert(1, "Pengolahan data")
    assert reopened(hasil, responses=responses).sheetnames == [*names, "Disisihkan", "Pembacaan"]
    assert "Per layanan" not in reopened(summarize(responses)).sheetnames
    totals_only = Result(Tally.from_totals(dict.fromkeys(KODE, 30), n=10))
    assert "Frekuensi" not in reopened(totals_only).sheetnames


def test_summary_has_headline_account_lowest_unsur_and_every_service(hasil):
    sheet = reopened(hasil)["Ringkasan"]
    told = {row[0]: row[1] for row in rows(sheet)[:15]}
    assert (told["IKM unit pelayanan"], told["Mutu pelayanan"], told["Responden"]) == (86.0, "B", 100)
    assert [told[f"Unsur terendah {i}"] for i in (1, 2, 3)] == [
        "Kompetensi Pelaksana",
        "Penanganan Pengaduan",
        "Kewajaran Biaya/Tarif",
    ]
    assert "Kuesioner masuk 100 = dipakai 100 + disisihkan 0" in told
    found = [(r["Layanan"], r["n"], r["IKM"], r["Mutu"]) for r in cells_below(sheet, "Layanan")]
    assert found == [
        ("Umum", 35, 88.65, "A"),
        ("KTP", 30, 84.72, "B"),
        ("IUMKM", 30, 83.98, "B"),
        ("SKCK", 5, 87.22, "B"),
        ("Unit", 100, 86.0, "B"),
    ]


def test_cells_are_the_printed_values_as_numbers_with_two_decimals(hasil):
    sheet = reopened(hasil)["Per unsur"]
    for row, printed in zip(cells_below(sheet, "Kode"), hasil.printed_unsur.to_dict("records"), strict=True):
        for heading in ("NRR", "NRR tertimbang", "IKM"):
            assert decimal_id(row[heading]) == printed[heading]
        assert str(row["n"]) == printed["n"]
        assert (row["Unsur"], row["Mutu"]) == (printed["Unsur"], printed["Mutu"])
        assert row["Bobot"] == "1/9"
    headings = [cell.value for cell in sheet[5]]
    assert sheet.cell(6, headings.index("NRR") + 1).number_format == "0.00"
    assert sheet.cell(6, headings.index("n") + 1).number_format == "0"


def test_the_official_table_has_every_respondent_and_its_closing_rows(hasil, responses):
    sheet = reopened(hasil, responses=responses, periode="2022", alamat="Jl. Raya 1")["Pengolahan data"]
    cells = rows(sheet)
    assert [row[0] for row in cells[:5]] == [
        "Pengolahan data SKM per responden dan per unsur pelayanan",
        "Unit pelayanan: Unit",
        "Alamat: Jl. Raya 1",
        "Telp/Fax: ",
        "Periode: 2022",
    ]
    assert cells[6][:3] == ["No. Resp", "Layanan", "Nilai unsur pelayanan"]
    assert cells[7][2:11] == list(PEDOMAN.kode)
    body = cells[8:108]
    assert [row[0] for row in body] == list(range(1, 101))
    for column, kode in enumerate(PEDOMAN.kode, start=2):
        assert [row[column] for row in body] == responses.answers[kode].tolist()
    closing = {row[0]: row for row in cells[108:]}
    assert closing["Σ Nilai/Unsur"][2:11] == hasil.unsur["total"].tolist()
    assert closing["Jumlah jawaban terisi/Unsur"][2:11] == [100] * 9
    assert closing["NRR/Unsur"][2:11] == hasil.unsur["nrr"].tolist()
    assert closing["NRR tertimbang/Unsur  *)"][11] == pytest.approx(3.44)
    assert closing["IKM Unit pelayanan  **)"][11] == closing["IKM UNIT PELAYANAN"][11] == 86.0
    assert (closing["MUTU PELAYANAN"][11], closing["KINERJA UNIT PELAYANAN"][11]) == ("B", "Baik")
    assert any("88,31 – 100,00; B (Baik): 76,61 – 88,30" in str(row[0]) for row in cells)


def test_the_questionnaires_can_be_read_back_from_the_workbook(hasil, responses, tmp_path):
    path = report.workbook(hasil, tmp_path / "rekap.xlsx", responses=responses)
    assert count(read(path, pedoman=PEDOMAN), by="layanan") == count(responses, by="layanan")


def test_an_auditor_finds_formulas_down_to_the_answers(hasil, responses):
    book = reopened(hasil, formulas=True, responses=responses)
    processing, unsur = book["Pengolahan data"], book["Per unsur"]
    assert processing["C109"].value == "=SUM($C$9:$C$108)"
    assert processing["C110"].value == "=COUNT($C$9:$C$108)"
    assert processing["C111"].value == '=IF(C110=0,"–",C109/C110)'
    assert processing["C112"].value == '=IF(ISNUMBER(C111),C111*1/9,"–")'
    assert "2500*$C$109:$K$109/(9*$C$110:$K$110)" in processing["L114"].value
    assert unsur["D6"].value == "='Pengolahan data'!$C$109"
    assert unsur["I6"].value.startswith('=IF(H6>=88.31,"A",') or "88.31" in unsur["I6"].value
    service = book["Per layanan"]["E6"].value
    assert (
        service
        == "=SUMPRODUCT(EXACT('Pengolahan data'!$B$9:$B$108,'Per layanan'!$A$6)*'Pengolahan data'!$C$9:$C$108)"
    )


def test_responses_that_are_not_behind_the_result_are_refused(hasil, responses):
    other = read(sheet_of(4, 3), pedoman=PERMENPANRB_14_2017)
    with pytest.raises(ValueError, match="not those behind the result"):
        written(report.workbook, summarize(sheet_of(4, 2)), responses=other)
    with pytest.raises(ValueError, match="no column 'layanan'"):
        written(report.workbook, summarize(sheet_of(4, 3, layanan=["a", "b"]), by="layanan"), responses=other)


def test_one_group_of_a_result_lists_only_its_own_respondents(hasil, responses):
    sheet = reopened(hasil["SKCK"], responses=responses)["Pengolahan data"]
    assert [row[1] for row in rows(sheet)[8:14]] == ["SKCK"] * 5 + [None]


def test_incomplete_questionnaires_that_were_not_used_are_not_listed():
    frame = sheet_of(4, 3, 2)
    frame.loc[1, "U5"] = None
    responses = read(frame)
    sheet = reopened(summarize(responses, blanks="complete"), responses=responses)["Pengolahan data"]
    assert [row[1] for row in rows(sheet)[8:11]] == [4, 2, 8 - 2]
    everybody = reopened(summarize(responses), responses=responses)["Pengolahan data"]
    assert [row[5] for row in rows(everybody)[8:13]] == [4, None, 2, 6, 2]


@settings(max_examples=min(100, settings.default.max_examples))
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.just(n), st.integers(n, 4 * n))))
def test_no_cell_of_a_csv_differs_from_the_exact_value_rounded_half_up(survey):
    n, total = survey
    result = Result(Tally.from_totals(dict.fromkeys(KODE, total), n=n))
    row = display.unsur_table(result.tally).iloc[0]
    exact = result.ikm_exact
    assert row["IKM"] == float(round_half_up(exact))
    assert row["NRR"] == float(round_half_up(exact / 25))
    assert row["NRR tertimbang"] == float(round_half_up(exact / 225))


def test_a_rounding_tie_goes_up_in_workbook_and_csv():
    result = Result(Tally.from_totals(dict.fromkeys(KODE, 605), n=200))  # 3.025; as a float it prints 3.02
    assert cells_below(reopened(result)["Per unsur"], "Kode")[0]["IKM"] == 75.63
    assert csv_rows(report.csv_files(result)["per_unsur.csv"])[0]["NRR"] == "3,03"


def test_every_service_and_unsur_has_its_row(hasil):
    found = cells_below(reopened(hasil)["Per layanan"], "Layanan")
    assert [(r["Layanan"], r["Kode"]) for r in found] == list(hasil.unsur_by_group.index)
    for row, (_, exact) in zip(found, hasil.unsur_by_group.iterrows(), strict=True):
        assert row["NRR"] == exact["nrr"]


def test_priorities_are_in_order_and_ties_are_said():
    totals = dict(zip(KODE, [300, 310, 320, 320, 330, 330, 330, 330, 290], strict=True))

    def marked(totals):
        found = cells_below(reopened(Result(Tally.from_totals(totals, n=100)))["Urutan unsur"], "No")
        return [(r["Kode"], r["Prioritas"]) for r in found if r["Prioritas"]]

    assert marked(totals) == [("U9", "ke-1"), ("U1", "ke-2"), ("U2", "ke-3")]
    tied = marked(totals | {"U1": 320, "U2": 320})
    assert tied == [("U9", "ke-1"), *((u, "ke-2 (sama)") for u in ("U1", "U2", "U3", "U4"))]


def test_the_plan_of_the_workbook_is_read_back(hasil, responses, tmp_path):
    path = report.workbook(hasil, tmp_path / "rekap.xlsx", responses=responses, periode="Tahun 2022")
    plan = report.read_rencana(path)
    assert (plan.periode, plan.frame["unsur"].tolist()) == ("Tahun 2022", list(hasil.priorities().index))


def test_frequencies_and_characteristics_are_those_of_the_charts(hasil, responses):
    book = reopened(hasil, responses=responses)
    counted = frequencies(hasil)
    for row, (kode, expected) in zip(cells_below(book["Frekuensi"], "Kode"), counted.iterrows(), strict=True):
        assert row["Kode"] == kode
        assert [row[str(v)] for v in (1, 2, 3, 4)] == [expected[v] for v in (1, 2, 3, 4)]
        assert [row[f"{v} (%)"] for v in (1, 2, 3, 4)] == [expected[f"persen_{v}"] for v in (1, 2, 3, 4)]
    told = [row[2:5] for row in rows(book["Responden"])[5:] if row[2] not in (None, "")]
    expected = characteristics(hasil, responses)
    assert told == expected[["indikator", "n", "persen"]].to_numpy().tolist()


def test_provenance_names_guideline_bobot_and_the_digest_of_the_source(hasil):
    said = {r["Hal"]: r["Isi"] for r in cells_below(reopened(hasil)["Asal angka"], "Hal")}
    assert said["Pedoman"] == PEDOMAN.nama
    assert said["Bobot"] == "1/9 untuk setiap unsur"
    (digest,) = [isi for hal, isi in said.items() if hal.startswith("Sumber: bakarangan_2022_layanan.csv")]
    assert len(digest.split("SHA-256 ")[1]) == 64


def test_what_was_set_aside_and_why_is_listed():
    frame = sheet_of(4, 3, 2)
    frame["U2"] = [4, 7, 2]
    responses = read(frame, invalid="drop")
    result = summarize(responses)
    book = reopened(result, responses=responses)
    text = rows(book["Disisihkan"])
    assert text[0][0].startswith("Kuesioner masuk 3 = dipakai 2 + disisihkan 1 (1 ")
    assert len(cells_below(book["Disisihkan"], "Sumber")) == 1
    (aside,) = csv_rows(report.csv_files(result, responses=responses)["disisihkan.csv"])
    assert aside["Alasan"]
    (problem,) = csv_rows(report.csv_files(result, responses=responses)["masalah.csv"])
    assert problem["Nilai"] == "7"


def test_missing_values_are_a_dash_in_the_workbook_and_empty_in_csv_and_never_zero():
    frame = sheet_of(4, 3, layanan=pd.Categorical(["KTP", "KTP"], categories=["KTP", "SKCK"]))
    result = summarize(frame, by="layanan")
    skck = cells_below(reopened(result)["Ringkasan"], "Layanan")[1]
    assert (skck["Layanan"], skck["n"], skck["NRR"], skck["IKM"], skck["Mutu"]) == ("SKCK", 0, "–", "–", "–")
    unsur = [r for r in cells_below(reopened(result)["Per layanan"], "Layanan") if r["Layanan"] == "SKCK"]
    assert {(r["NRR"], r["NRR tertimbang"], r["IKM"], r["Urutan"]) for r in unsur} == {("–", "–", "–", "–")}
    assert csv_rows(report.csv_files(result)["per_kelompok.csv"])[1]["IKM"] == ""


def test_csv_has_semicolons_decimal_commas_and_every_row(hasil):
    files = report.csv_files(hasil)
    assert list(files) == [
        "per_unsur.csv",
        "per_kelompok.csv",
        "unsur_per_kelompok.csv",
        "prioritas.csv",
        "asal_angka.csv",
    ]
    first = files["per_kelompok.csv"].decode("utf-8-sig").splitlines()[:2]
    assert first == [
        "Layanan;n;Jumlah nilai;NRR;NRR tertimbang;IKM;Mutu;Kinerja",
        "Umum;35;1117;3,55;3,55;88,65;A;Sangat baik",
    ]
    assert len(csv_rows(files["unsur_per_kelompok.csv"])) == 36


def test_text_that_looks_like_a_formula_stays_text():
    evil = '=HYPERLINK("http://contoh.invalid","KTP")'
    result = summarize(sheet_of(4, 3, layanan=[evil, "@SUM(A1)"]), by="layanan")
    sheet = reopened(result)["Per layanan"]
    assert (sheet["A6"].value, sheet["A6"].data_type) == (evil, "s")
    assert sheet["A6"].hyperlink is None
    found = [r["Layanan"] for r in csv_rows(report.csv_files(result)["per_kelompok.csv"])]
    assert found == [f"'{evil}", "'@SUM(A1)", "Unit"]


def test_groups_of_several_keys_have_a_column_each_and_years_stay_years():
    frame = sheet_of(4, 3, layanan=["KTP", "SKCK"], tahun=[2021, 2022])
    result = summarize(frame, by=["layanan", "tahun"])
    book = reopened(result)
    assert cells_below(book["Per kelompok"], "Layanan")[0]["Tahun"] == 2021
    unit = cells_below(book["Ringkasan"], "Layanan")[-1]
    assert (unit["Layanan"], unit["n"], unit["IKM"]) == ("Unit", 2, 87.5)


def test_a_column_named_like_one_of_the_table_does_no_harm():
    result = summarize(sheet_of(4, 3, n=["a", "b"]), by="n")
    assert csv_rows(report.csv_files(result)["per_kelompok.csv"])
    assert rows(reopened(result)["Per n"])[5][0] == "a"


def test_a_key_named_like_another_sheet_gets_a_sheet_of_its_own():
    result = summarize(sheet_of(4, 3, unsur=["a", "b"]), by="unsur")
    assert reopened(result).sheetnames[1:3] == ["Per unsur", "Per unsur (2)"]


def test_sheet_names_that_excel_refuses_are_made_to_fit():
    key = "Nama [unit]: bagian/sub-bagian yang sangat panjang"
    book = reopened(summarize(sheet_of(4, 3, **{key: ["a", "b"]}), by=key))
    assert book.sheetnames[2].startswith("Per Nama  unit")
    assert len(book.sheetnames[2]) <= 31


def test_what_no_file_can_hold_becomes_a_question_mark():
    assert sheets.cut("a\ud800\ufffe") == "a??"


def test_a_cell_longer_than_excel_can_hold_says_that_it_was_cut():
    result = summarize(sheet_of(4, 3, layanan=["x" * 40_000, "y"]), by="layanan")
    assert reopened(result)["Per layanan"]["A6"].value.endswith(" ... (dipotong)")


def test_more_rows_than_a_sheet_holds_are_an_error_and_not_a_shorter_table(hasil, monkeypatch, tmp_path):
    monkeypatch.setattr(sheets, "_ROWS", 30)
    with pytest.raises(FileError, match='"Per layanan" memerlukan 36 baris'):
        report.workbook(hasil, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_same_result_gives_the_same_bytes(hasil, responses, tmp_path):
    path = report.workbook(hasil, tmp_path / "a.xlsx", responses=responses)
    time.sleep(2.1)  # a file that held the time of day, to two seconds as archives do, would differ
    assert path.read_bytes() == written(report.workbook, hasil, responses=responses)


def test_a_tally_alone_makes_the_same_tables(responses, hasil):
    again = Result(count(responses, by="layanan"))
    assert report.csv_files(again) == report.csv_files(hasil)


HOSTILE = [
    "=1+1",
    "+62812",
    "-5",
    "@SUM(A1)",
    "\tKTP",
    "\rKTP",
    "\x00\x01\x1b[31m",
    "_x0041_",
    "<b>&amp;</b>",
    "\u202eTERBALIK",
    "\ufffe\uffff",
    "🙂" * 20_000,
    "=cmd|'/c calc'!A1",
    "{=1}",
]


def test_no_text_from_respondents_can_start_a_formula_or_break_the_file():
    rows_ = [h + str(i) for i, h in enumerate(HOSTILE)]
    frame = sheet_of(*([3] * len(HOSTILE)), cara=rows_, pekerjaan=rows_, saran=rows_)
    frame.columns = [*frame.columns[:-3], "=cara\x01", "pekerjaan", "saran"]
    responses = read(frame)
    (key,) = [c for c in responses.profile.columns if c.startswith("=cara")]
    result = Result(summarize(responses, by=key).tally, "=unit\x02")
    options = {"responses": responses, "periode": "=periode", "alamat": "@alamat", "telepon": "+62"}
    content = written(report.workbook, result, **options)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
    book = openpyxl.load_workbook(io.BytesIO(content))
    formulas = [c.value for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert not any(word in f for f in formulas for word in ("cmd", "62812", "A1)", "calc", "unit", "periode"))
    texts = [c.value for row in book["Pengolahan data"].iter_rows(min_col=2, max_col=2) for c in row]
    assert "=1+10" in texts
    assert "@SUM(A1)3" in texts


def test_a_survey_too_large_for_a_list_of_respondents_has_every_other_sheet(hasil, responses, monkeypatch):
    monkeypatch.setattr(excel, "_RESPONDENTS", 99)
    book = reopened(hasil, responses=responses)
    assert "Pengolahan data" not in book.sheetnames
    assert "Responden" in book.sheetnames
    assert any("terlalu banyak untuk satu lembar" in str(row[0]) for row in rows(book["Ringkasan"]))
    assert [r["IKM"] for r in cells_below(book["Ringkasan"], "Layanan")][-1] == 86.0


def test_too_many_groups_for_formulas_have_typed_sums(hasil, responses, monkeypatch):
    monkeypatch.setattr(excel, "_COMPARISONS", 100)
    book = reopened(hasil, formulas=True, responses=responses)
    assert book["Per layanan"]["E6"].value == 122
    assert book["Per layanan"]["F6"].value.startswith("=IF(")
    assert any("berupa angka, bukan rumus" in str(row[0]) for row in rows(book["Ringkasan"]))
