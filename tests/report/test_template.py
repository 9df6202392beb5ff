"""The workbook to fill in: typed into by a script, with openpyxl and in LibreOffice, and read back."""

from __future__ import annotations

import io
import time

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings

from libreoffice import fill, needs_libreoffice
from skm import KEPMENPAN_25_2004, PERMENPANRB_14_2017, PERMENPANRB_16_2014, count, read, report
from skm.cli import main
from skm.ground.writing import written
from skm.pedoman import NATIONAL
from skm.reading.questionnaire.layout import Layout, Reader
from skm.report.form import question_headings, template
from strategies import guidelines

SERVICES = ["KTP", "Kartu Keluarga", "SKCK"]
PROFILE = ["No", "Tanggal survei", "Jenis kelamin", "Usia", "Pendidikan", "Pekerjaan"]


def book(**options):
    return openpyxl.load_workbook(io.BytesIO(written(template, **options)))


def typed(pedoman, services, n=8, seed=1):
    """What somebody types: per service a frame of answers, some of them blank."""
    random = np.random.default_rng(seed)
    codes = list(pedoman.pertanyaan_kode)
    frames = []
    for service in services:
        frame = pd.DataFrame(random.integers(0, pedoman.nilai_max + 1, (n, len(codes))), columns=codes)
        frame.iloc[:, 0] = 1  # nobody leaves out everything
        frames.append(frame.assign(layanan=service))
    answers = pd.concat(frames, ignore_index=True)
    answers[codes] = answers[codes].astype("Int64").mask(answers[codes] == 0)
    return answers


def cells_of(answers, pedoman, sheet_of, profile=("31/01/2024", "L", 34, "SMA", "Swasta")):
    """The same as (sheet, column, row, value), positions from 0; the first row of values is the fifth."""
    for service, frame in answers.groupby("layanan", sort=False):
        for row, record in enumerate(frame[list(pedoman.pertanyaan_kode)].to_numpy(), start=4):
            for column, value in enumerate([row - 3, *profile, *record, "Sudah baik"]):
                if not pd.isna(value):
                    yield sheet_of(service), column, row, value


@pytest.mark.parametrize("pedoman", NATIONAL, ids=lambda p: p.nama)
@pytest.mark.parametrize("services", [SERVICES, []], ids=["tiga lembar", "satu lembar"])
def test_a_template_filled_in_is_read_back_without_configuration(pedoman, services, tmp_path):
    path = report.template(tmp_path / "survei.xlsx", pedoman=pedoman, layanan=services)
    answers = typed(pedoman, services or ["Kuesioner"])
    filled = openpyxl.load_workbook(path)
    for sheet, column, row, value in cells_of(answers, pedoman, str):
        filled[sheet].cell(row + 1, column + 1, value)
    filled.save(path)
    responses = read(path, pedoman=pedoman)
    by = "layanan" if services else None
    assert count(responses, by=by) == count(read(answers, pedoman=pedoman), by=by)
    assert set(responses.profile["jenis_kelamin"]) == {"L"}
    assert set(responses.profile["usia"]) == {34}
    assert set(responses.profile["tanggal"]) == {pd.Timestamp("2024-01-31")}
    assert list(responses.saran.columns) == ["Saran"]
    assert len(responses.set_aside) == 0
    assert list(responses.notes) == ['Lembar tanpa kolom unsur dilewati: "Petunjuk".']


@needs_libreoffice
def test_a_template_filled_in_libreoffice_is_read_back_too(tmp_path):
    path = report.template(tmp_path / "survei.xlsx", layanan=SERVICES)
    answers = typed(PERMENPANRB_14_2017, SERVICES, n=20, seed=2)
    cells = cells_of(answers, PERMENPANRB_14_2017, str)
    filled = fill(path, cells, tmp_path / "terisi.xlsx")
    assert count(read(filled), by="layanan") == count(answers, by="layanan")


def test_a_template_left_empty_is_no_survey(tmp_path):
    path = report.template(tmp_path / "survei.xlsx", layanan=SERVICES)
    with pytest.raises(Exception, match="tidak memuat satu kuesioner pun"):
        read(path)


def test_a_sheet_left_empty_is_no_service(tmp_path):
    path = report.template(tmp_path / "survei.xlsx", layanan=SERVICES)
    answers = typed(PERMENPANRB_14_2017, SERVICES[:2])
    filled = openpyxl.load_workbook(path)
    for sheet, column, row, value in cells_of(answers, PERMENPANRB_14_2017, str):
        filled[sheet].cell(row + 1, column + 1, value)
    filled.save(path)
    assert count(read(path), by="layanan").groups["layanan"].tolist() == SERVICES[:2]


@settings(max_examples=min(100, settings.default.max_examples))
@given(guidelines())
def test_the_headings_of_any_guideline_name_its_questions(pedoman):
    headings = question_headings(pedoman)
    layout = Reader(pedoman).layout([*PROFILE, *headings, "Saran"], frozenset(), "")
    assert isinstance(layout, Layout)
    assert layout.questions == {kode: 6 + i for i, kode in enumerate(pedoman.pertanyaan_kode)}
    assert set(layout.fields) == {"tanggal", "jenis_kelamin", "usia", "pendidikan", "pekerjaan"}
    assert (len(layout.free_text), len(layout.numbers), layout.personal) == (1, 1, ())


def test_answers_and_profile_have_lists_and_messages():
    sheet = book(layanan=["KTP"], rows=500)["KTP"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["G5:G504"].formula1 == '"1,2,3,4"'
    assert "1 = Tidak sesuai; 2 = Kurang sesuai; 3 = Sesuai; 4 = Sangat sesuai" in rules["G5:G504"].prompt
    assert rules["C5:C504"].formula1 == '"L,P"'
    assert rules["D5:D504"].type == "whole"
    assert rules["B5:B504"].type == "date"
    assert len(rules) == 5 + 9
    assert all(rule.showInputMessage and rule.showErrorMessage and rule.prompt for rule in rules.values())
    assert sheet.freeze_panes == "B5"
    assert [c.value for c in sheet[4]] == [*PROFILE, *question_headings(PERMENPANRB_14_2017), "Saran"]


@pytest.mark.parametrize(
    "pedoman", [*NATIONAL, PERMENPANRB_14_2017.with_scale(10), PERMENPANRB_14_2017.with_scale(100)], ids=str
)
def test_lists_and_messages_fit_what_excel_can_hold(pedoman):
    for sheet in book(pedoman=pedoman):
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.prompt) <= 255
            assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32
            assert len(rule.formula1) <= 257


def test_the_instructions_say_what_every_nilai_means_and_how_to_go_on():
    text = "\n".join(
        str(c.value) for row in book(layanan=["KTP"], pedoman=PERMENPANRB_16_2014)["Petunjuk"] for c in row
    )
    assert 'skm rekap NAMA_BERKAS.xlsx --pedoman "PermenPANRB 16/2014"' in text
    assert "Maklumat Pelayanan" in text
    assert "1 = Sangat mahal; 2 = Cukup mahal; 3 = Murah; 4 = Gratis" in text
    plain = [c.value for row in book()["Petunjuk"] for c in row]
    assert any(str(c).endswith("skm rekap NAMA_BERKAS.xlsx") for c in plain)


def test_a_service_whose_name_no_sheet_can_have_is_explained():
    long = "Pelayanan Penerbitan Surat Keterangan Pindah Datang"
    made = book(layanan=["KTP/KK", long])
    assert made.sheetnames == ["Petunjuk", "KTP-KK", long[:31].strip()]
    text = [str(c.value) for row in made["Petunjuk"] for c in row]
    assert 'Lembar "KTP-KK" adalah layanan KTP/KK.' in text


def test_text_is_never_a_formula():
    evil = '=HYPERLINK("http://contoh.invalid")'
    made = book(layanan=[evil, "@SUM(A1)"], nama="=1+1", pedoman=PERMENPANRB_14_2017.rename({"U1": "=2+2"}))
    for sheet in made:
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}


@pytest.mark.parametrize(
    "options", [{"layanan": ["KTP", "ktp"]}, {"layanan": [" "]}, {"rows": 0}, {"rows": 100_001}]
)
def test_misuse_is_said(options):
    with pytest.raises(ValueError):
        written(template, **options)
    with pytest.raises(TypeError, match="single str"):
        written(template, layanan="KTP")


def test_the_same_template_has_the_same_bytes():
    first = written(template, layanan=SERVICES, nama="Kecamatan Contoh")
    time.sleep(2.1)  # archives keep the time to two seconds
    assert written(template, layanan=SERVICES, nama="Kecamatan Contoh") == first


# The command -------------------------------------------------------------------------------------------------


def test_the_command_makes_a_template_that_rekap_reads(tmp_path, capsys):
    path = tmp_path / "survei.xlsx"
    pedoman = ["--pedoman", KEPMENPAN_25_2004.nama]
    assert (
        main(["templat", str(path), "--layanan", "KTP", "--layanan", "SKCK", "--nama", "Dinas", *pedoman])
        == 0
    )
    out = capsys.readouterr().out
    assert "lembar yang diisi: KTP, SKCK" in out
    assert '--pedoman "KepMenPAN 25/2004"' in out
    filled = openpyxl.load_workbook(path)
    for sheet in ("KTP", "SKCK"):
        for column in range(14):
            filled[sheet].cell(5, 7 + column, 4)
    filled.save(path)
    assert main(["rekap", str(path), *pedoman]) == 0
    assert "IKM 100,00, mutu A" in capsys.readouterr().out


def test_the_command_does_not_replace_a_file_unasked(tmp_path, capsys):
    path = tmp_path / "survei.xlsx"
    path.write_text("isi")
    assert main(["templat", str(path)]) == 1
    assert "sudah ada" in capsys.readouterr().err
    assert path.read_text() == "isi"
    assert main(["templat", str(path), "--timpa"]) == 0
    assert openpyxl.load_workbook(path).sheetnames == ["Petunjuk", "Kuesioner"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["survei.ods"], "berakhiran .xlsx"),
        (["survei.xlsx", "--layanan", "KTP", "--layanan", "ktp"], "satu kali"),
        (["survei.xlsx", "--baris", "200000"], "100.000"),
    ],
)
def test_a_wrong_command_is_said_and_writes_nothing(options, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["templat", *options]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
