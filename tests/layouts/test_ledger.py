"""The ledger of a reading: its sums hold, its rows can be chosen, and every output shows it."""

from __future__ import annotations

from random import Random

import openpyxl
import pandas as pd
import pytest
from cases_ordinary import simple
from disturb import disturbed, draft
from office_files import Book, Page, Text, people, statistic

import skm
from skm.cli import main

A, B = people(12, 701), people(10, 702)


def rows_of(responses):
    counts = responses.ledger
    return int((counts["baris_akhir"] - counts["baris_awal"] + 1).sum())


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("make", [lambda seed: draft(seed), lambda seed: disturbed(seed)[0]])
@pytest.mark.filterwarnings("ignore")
def test_every_row_of_the_file_has_one_role_and_the_questionnaires_are_those_counted(seed, make, tmp_path):
    made = make(seed)
    path = made.file(Random(seed)).write(tmp_path)
    try:
        responses = skm.read(path)
    except skm.SkmError:
        return
    ledger = responses.ledger
    seen = set()
    for line in ledger.itertuples(index=False):
        for row in range(line.baris_awal, line.baris_akhir + 1):
            assert (line.lembar, row) not in seen
            seen.add((line.lembar, row))
    if not made.text_file:
        cells = openpyxl.load_workbook(path)
        last = {sheet.title: sheet.max_row for sheet in cells if any(any(r) for r in sheet.values)}
        assert {(sheet, row) for sheet, n in last.items() for row in range(1, n + 1)} <= seen
    asked = ledger[ledger["peran"] == "kuesioner"]
    assert int((asked["baris_akhir"] - asked["baris_awal"] + 1).sum()) == responses.n_in
    origin = responses.origin
    in_rows = {(s, r) for s, a, b in zip(asked["lembar"], asked["baris_awal"], asked["baris_akhir"], strict=True)
               for r in range(a, b + 1)}  # fmt: skip
    assert set(zip(origin["lembar"].astype(str), origin["baris"], strict=True)) <= in_rows
    parts = responses.rows_account.split(" = ")
    assert parts[0] == f"{rows_of(responses)} baris"


def test_a_doubtful_row_is_refused_with_both_readings_and_either_can_be_chosen(tmp_path):
    page = simple(A).total(None, [3, 3, 4, 4, 3, 3, 4, 3, 2], at=None)
    path = Book(page).write(tmp_path)
    with pytest.raises(skm.StructureError, match="baris 14: tidak bernomor urut") as refused:
        skm.read(path)
    ways = [argument.value for hint in refused.value.hints for argument in hint.arguments]
    assert ways == ["2:13", "2:14"]
    assert skm.read(path, rows="2:13").n == 12
    assert skm.read(path, rows="2:14").n == 13
    chosen = skm.read(path, rows="2:5,8").ledger
    assert chosen.loc[
        chosen["peran"] == "tidak dipilih", ["baris_awal", "baris_akhir"]
    ].to_numpy().tolist() == [
        [6, 7],
        [9, 14],
    ]


@pytest.mark.parametrize("rows", ["", "a", "5:", "0:3", "7:5", "3;5", "3:4:5"])
def test_rows_that_are_none_are_misuse(tmp_path, rows):
    with pytest.raises(ValueError, match="rows"):
        skm.read(Book(simple(A)).write(tmp_path), rows=rows)


def test_rows_of_several_sheets_are_chosen_by_sheet(tmp_path):
    path = Book(simple(A, "KTP"), simple(B, "KK")).write(tmp_path)
    with pytest.raises(skm.StructureError, match='ada 2: "KTP", "KK"') as refused:
        skm.read(path, rows="2:5")
    assert refused.value.hints[0].arguments[0].value == {"KTP": "2:5"}
    assert skm.count(skm.read(path, rows={"KTP": "2:5"}), "layanan").n.tolist() == [4, 10]


def test_answers_above_the_headings_can_be_chosen_too(tmp_path):
    page = (
        Page()
        .data([[i + 1, *r] for i, r in enumerate(A[:5])])
        .add(["No", *(f"U{i}" for i in range(1, 10))], None)
    )
    page.data([[i + 6, *r] for i, r in enumerate(A[5:])])
    path = Text(page).write(tmp_path)
    with pytest.raises(skm.StructureError, match="baris 1-5 di atas baris judul") as refused:
        skm.read(path)
    assert refused.value.hints[0].arguments[0].value == "1:5,7:13"
    assert skm.read(path, rows="1:5,7:13").n == 12


def test_the_command_prints_the_account_and_the_roles_and_takes_the_choice(tmp_path, capsys):
    page = simple(A).total("Nilai tertinggi", statistic("max", A))
    path = Book(page).write(tmp_path)
    assert main(["rekap", str(path), "--rincian", "--ke", str(tmp_path / "hasil")]) == 0
    said = capsys.readouterr().out
    assert "14 baris = 12 kuesioner + 1 jumlah + 1 judul kolom" in said
    assert "baris 14: jumlah (bukan data responden, dan sama dengan nilai tertinggi jawaban)" in said
    assert 'kolom B "U1": unsur U1 (dikenali dari judulnya)' in said
    book = openpyxl.load_workbook(tmp_path / "hasil" / "rekap.xlsx")
    cells = [[cell for cell in row if cell is not None] for row in book["Pembacaan"].values]
    assert ["14 baris = 12 kuesioner + 1 jumlah + 1 judul kolom"] in cells
    assert any(row[1:4] == [2, 13, "kuesioner"] for row in cells)
    assert main(["rekap", str(path), "--baris-data", "2:10"]) == 0
    assert "9 kuesioner" in capsys.readouterr().out
    assert main(["rekap", str(path), "--baris-data", "dua"]) == 2
    assert "bukan baris, misalnya 5:44" in capsys.readouterr().err


def test_a_refusal_is_worded_in_options_on_the_command_line(tmp_path, capsys):
    page = simple(A).total(None, [3, 3, 4, 4, 3, 3, 4, 3, 2], at=None)
    assert main(["rekap", str(Book(page).write(tmp_path))]) == 1
    said = capsys.readouterr().err
    assert "--baris-data 2:13" in said
    assert "--baris-data 2:14" in said
    copies = Book(simple(A, "Data"), simple(A, "Data (2)"), name="b.xlsx").write(tmp_path)
    assert main(["rekap", str(copies)]) == 1
    assert '--lembar "Data"' in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(8))
def test_a_forgotten_number_is_counted_where_the_numbers_leave_its_place(tmp_path, seed):
    page = simple(A)
    page.rows[1 + 1 + seed][0] = None
    responses = skm.read(Book(page).write(tmp_path))
    assert responses.n == 12
    assert any("nomornya terlewat" in note for note in responses.notes)


@pytest.mark.parametrize("how", ["{} (harapan)", "Harapan {}", "Tingkat kepentingan: {}", "{} - Kepentingan"])
def test_what_was_expected_of_each_unsur_is_no_answer_and_no_suggestion(how):
    unsur = skm.PERMENPANRB_14_2017.unsur
    asked = {u.nama: [3, 4, 2, 3] for u in unsur}
    hoped = {how.format(u.nama): [4, 4, 4, 4] for u in unsur}
    responses = skm.read(pd.DataFrame({**hoped, **asked}))
    assert skm.summarize(responses).ikm == 75
    assert responses.columns["peran"].value_counts().to_dict() == {
        "harapan": 9,
        **{f"unsur {u.kode}": 1 for u in unsur},
    }
    assert responses.saran.empty
    assert any("tidak dihitung dalam IKM" in note for note in responses.notes)


def test_one_question_on_hopes_is_a_suggestion():
    asked = {u.nama: [3, 4] for u in skm.PERMENPANRB_14_2017.unsur}
    responses = skm.read(pd.DataFrame({**asked, "Harapan untuk prosedur": ["lebih cepat", ""]}))
    assert "harapan" not in set(responses.columns["peran"])
    assert responses.saran.iloc[0, 0] == "lebih cepat"
