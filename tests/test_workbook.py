"""The workbook and the CSV tables, reopened: cells are the printed values, and text is never a formula."""

import csv
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skm import (
    PERMENPANRB_14_2017,
    FileError,
    Result,
    Tally,
    count,
    read,
    read_pedoman,
    report,
    summarize,
)
from skm.numbers import decimal_id, round_half_up
from skm.report import sheets, tables

SAMPLE = Path(__file__).parents[1] / "sample_data"
PEDOMAN = read_pedoman(str(SAMPLE / "pedoman_bakarangan.toml"))
KODE = PERMENPANRB_14_2017.kode


@pytest.fixture(scope="module")
def responses():
    return read(SAMPLE / "bakarangan_2022_layanan.csv", pedoman=PEDOMAN)


@pytest.fixture(scope="module")
def hasil(responses):
    return summarize(responses, by="layanan")


def reopened(result, **kwargs):
    return openpyxl.load_workbook(io.BytesIO(report.workbook_bytes(result, **kwargs)))


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
    names = ["Ringkasan", "Per unsur", "Per layanan", "Prioritas", "Asal angka"]
    assert reopened(hasil).sheetnames == names
    assert reopened(hasil, responses=responses).sheetnames == [*names, "Disisihkan"]
    assert "Per layanan" not in reopened(summarize(responses)).sheetnames


def test_summary_has_headline_account_lowest_unsur_and_every_service(hasil):
    sheet = reopened(hasil)["Ringkasan"]
    text = [row[0] for row in rows(sheet)][:4]
    assert text[1] == hasil.headline
    assert text[2].startswith("Unsur terendah: Kompetensi Pelaksana 3,37; Penanganan Pengaduan 3,38;")
    assert text[3] == "Kuesioner masuk 100 = dipakai 100 + disisihkan 0"
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
    headings = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, headings.index("NRR") + 1).number_format == "0.00"
    assert sheet.cell(2, headings.index("n") + 1).number_format == "0"


@settings(max_examples=100)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.just(n), st.integers(n, 4 * n))))
def test_no_cell_differs_from_the_exact_value_rounded_half_up(survey):
    n, total = survey
    result = Result(Tally.from_totals(dict.fromkeys(KODE, total), n=n))
    row = tables.per_unsur(result).iloc[0]
    exact = result.ikm_exact
    assert row["IKM"] == float(round_half_up(exact))
    assert row["NRR"] == float(round_half_up(exact / 25))
    assert row["NRR tertimbang"] == float(round_half_up(exact / 225))


def test_a_rounding_tie_goes_up_in_workbook_and_csv():
    result = Result(Tally.from_totals(dict.fromkeys(KODE, 605), n=200))  # 3.025; as a float it prints 3.02
    assert cells_below(reopened(result)["Per unsur"], "Kode")[0]["NRR"] == 3.03
    assert csv_rows(report.csv_files(result)["per_unsur.csv"])[0]["NRR"] == "3,03"


def test_every_service_and_unsur_has_its_row(hasil):
    found = cells_below(reopened(hasil)["Per layanan"], "Layanan")
    assert [(r["Layanan"], r["Kode"]) for r in found] == list(hasil.unsur_by_group.index)
    for row, (_, exact) in zip(found, hasil.unsur_by_group.iterrows(), strict=True):
        assert row["NRR"] == float(round_half_up(exact["nrr"]))


def test_priorities_are_in_order_and_ties_are_said():
    totals = dict(zip(KODE, [300, 310, 320, 320, 330, 330, 330, 330, 290], strict=True))
    found = cells_below(reopened(Result(Tally.from_totals(totals, n=100)))["Prioritas"], "Kode")
    assert [(r["Kode"], r["Prioritas"]) for r in found] == [
        ("U9", "ke-1"),
        ("U1", "ke-2"),
        ("U2", "ke-3"),
    ]
    tied = Result(Tally.from_totals(totals | {"U2": 320, "U1": 320}, n=100))
    marks = [r["Prioritas"] for r in cells_below(reopened(tied)["Prioritas"], "Kode")]
    assert marks == ["ke-1", "ke-2 (sama)", "ke-2 (sama)", "ke-2 (sama)", "ke-2 (sama)"][: len(marks)]
    assert len(marks) == 5


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
    assert (sheet["A2"].value, sheet["A2"].data_type) == (evil, "s")
    assert sheet["A2"].hyperlink is None
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
    assert rows(reopened(result)["Per n"])[1][0] == "a"


def test_sheet_names_that_excel_refuses_are_made_to_fit():
    key = "Nama [unit]: bagian/sub-bagian yang sangat panjang"
    book = reopened(summarize(sheet_of(4, 3, **{key: ["a", "b"]}), by=key))
    assert book.sheetnames[2].startswith("Per Nama  unit")
    assert len(book.sheetnames[2]) <= 31


def test_a_cell_longer_than_excel_can_hold_says_that_it_was_cut():
    result = summarize(sheet_of(4, 3, layanan=["x" * 40_000, "y"]), by="layanan")
    assert reopened(result)["Per layanan"]["A2"].value.endswith(" ... (dipotong)")


def test_more_rows_than_a_sheet_holds_are_an_error_and_not_a_shorter_table(hasil, monkeypatch, tmp_path):
    monkeypatch.setattr(sheets, "_ROWS", 30)
    with pytest.raises(FileError, match='"Per layanan" memerlukan 36 baris'):
        report.workbook(hasil, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_same_result_gives_the_same_bytes(hasil, responses, tmp_path):
    path = report.workbook(hasil, tmp_path / "a.xlsx", responses=responses)
    assert path.read_bytes() == report.workbook_bytes(hasil, responses=responses)


def test_a_tally_alone_makes_the_same_tables(responses, hasil):
    again = Result(count(responses, by="layanan"))
    assert report.csv_files(again) == report.csv_files(hasil)
