"""Reading printed tables, the command ``skm audit``, and the workbook of an audit."""

import io
import os
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from skm.auditing import audit
from skm.ground.errors import FileError
from skm.ground.writing import written
from skm.reading import read_tables
from skm.report.audit_workbook import save_audit
from skm.tally import Tally

SAMPLE = Path(__file__).parents[2] / "sample_data"
LKIP = SAMPLE / "lkip_2022"


# Reading --------------------------------------------------------------------------------------------------


def test_folder_gives_its_tables_by_name_with_cells_as_printed():
    tables = read_tables(LKIP)
    assert list(tables) == sorted(p.stem for p in LKIP.glob("*.csv"))
    for name, table in tables.items():
        typed = pd.read_csv(LKIP / f"{name}.csv", dtype=str, keep_default_na=False)
        assert table.to_numpy().tolist() == typed.to_numpy().tolist()
    assert tables["per_unsur_printed"].loc[0, "nilai_rata_rata"] == "3,49"


def test_semicolons_and_a_title_above_the_headings_are_read(tmp_path):
    path = tmp_path / "tabel.csv"
    path.write_text("Tabel 3.1 Hasil survei\n\nUnsur;NRR;;IKM\nPersyaratan;3,49;;87,35\n", encoding="utf-8")
    table = read_tables(path)["tabel"]
    assert list(table.columns) == ["Unsur", "NRR", "IKM"]
    assert table.to_numpy().tolist() == [["Persyaratan", "3,49", "87,35"]]


def test_every_visible_sheet_of_a_workbook_is_a_table(tmp_path):
    path = tmp_path / "laporan.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name in ("Unsur", "Tahun"):
            pd.DataFrame({"Unsur": ["Persyaratan"], "Jumlah": [18]}).to_excel(
                writer, sheet_name=name, index=False
            )
    assert list(read_tables(path)) == ["laporan, Unsur", "laporan, Tahun"]


def test_what_holds_no_table_is_refused_with_words(tmp_path):
    with pytest.raises(FileError, match="tidak memuat tabel"):
        read_tables(tmp_path)
    (tmp_path / "satu.csv").write_text("hanya kalimat\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"satu\.csv: tidak memuat tabel"):
        read_tables(tmp_path / "satu.csv")
    with pytest.raises(FileError, match="tidak ditemukan"):
        read_tables([tmp_path / "tiada.csv"])


# The command ----------------------------------------------------------------------------------------------


def test_lkip_folder_prints_its_errata(run):
    code, out, err = run("audit", LKIP)
    assert (code, err) == (0, "")
    assert out.startswith("212 isian diperiksa: 167 sesuai, 16 berbeda")
    assert "tercetak 84,00, seharusnya 86,00" in out
    assert "Responden per_unsur_printed: unit 162." in out


def test_table_is_held_against_questionnaires_and_against_a_saved_tally(run, tmp_path):
    table = tmp_path / "terbit.csv"
    table.write_text(
        "layanan,n,ikm,mutu\nKTP,30,84.72,B\nSKCK,5,87.22,A\nUnit,100,86.14,B\n", encoding="utf-8"
    )
    survey = SAMPLE / "bakarangan_2022_layanan.csv"
    pedoman = ["--pedoman", SAMPLE / "pedoman_bakarangan.toml"]
    code, out, _ = run("audit", table, "--data", survey, *pedoman)
    assert code == 0
    assert "Unit, ikm: tercetak 86.14, seharusnya 86,00." in out
    assert "rata-rata IKM kelompok (layanan), bukan seluruh responden (B7)" in out
    assert "SKCK, mutu: tercetak A, seharusnya B. Mutu berubah." in out

    from skm import count, read_pedoman

    saved = count(survey, "layanan", pedoman=read_pedoman(pedoman[1])).save(tmp_path / "rekap.json")
    assert run("audit", table, "--data", saved) == (0, out, "")


def test_findings_are_written_to_a_folder_once(run, tmp_path):
    folder = tmp_path / "audit"
    code, out, _ = run("audit", LKIP, "--ke", folder)
    assert code == 0
    assert sorted(os.listdir(folder)) == ["audit.txt", "audit.xlsx"]
    assert (folder / "audit.txt").read_text(encoding="utf-8-sig").splitlines()[0] == out.splitlines()[0]
    code, _, err = run("audit", LKIP, "--ke", folder)
    assert code == 1
    assert "--timpa" in err
    assert run("audit", LKIP, "--ke", folder, "--timpa")[0] == 0


def test_missing_file_and_mixed_data_are_one_readable_message(run, tmp_path):
    code, out, err = run("audit", tmp_path / "tiada.csv")
    assert (code, out) == (1, "")
    assert "tidak ditemukan" in err
    code, _, err = run("audit", LKIP, "--data", "a.json", "--data", "b.csv")
    assert code == 2
    assert "tidak dapat dicampur" in err


def test_help_is_indonesian_and_has_an_example(run):
    code, out, _ = run("audit", "--help")
    assert code == 0
    assert "Pemakaian: skm audit" in out
    assert "skm audit contoh/lkip_2022" in out


# The workbook ---------------------------------------------------------------------------------------------


def test_workbook_holds_findings_all_cells_and_respondents(tmp_path):
    found = audit(read_tables(LKIP))
    book = openpyxl.load_workbook(io.BytesIO(written(save_audit, found)))
    assert book.sheetnames == ["Temuan", "Semua isian", "Responden", "Kode kesalahan"]
    codes = [row[0] for row in book["Kode kesalahan"].iter_rows(values_only=True, min_row=4)]
    assert codes == ["B5", "B11", "B16", "B17", "B18"]
    rows = list(book["Temuan"].iter_rows(values_only=True))
    assert rows[0][0] == f"Audit: {found.headline}"
    assert rows[3][:5] == ("Tabel", "Baris", "Kolom", "Tercetak", "Seharusnya")
    assert len(rows) == 4 + 16
    assert [r[2] for r in book["Responden"].iter_rows(values_only=True, min_row=4)] == [
        35,
        30,
        30,
        5,
        100,
        162,
    ]
    assert save_audit(found, tmp_path / "a.xlsx").read_bytes() == written(save_audit, found)


def test_workbook_of_a_document_without_findings_has_its_sheets():
    total = {f"U{i}": 20 for i in range(1, 10)}
    found = audit({"ikm": "100,00"}, Tally.from_totals(total, n=5))
    book = openpyxl.load_workbook(io.BytesIO(written(save_audit, found)))
    assert book.sheetnames == ["Temuan", "Semua isian", "Responden"]
