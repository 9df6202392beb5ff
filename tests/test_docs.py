"""The guide says what skm does: its code runs, its tables are those of the code, its examples come out."""

import re
import shutil

import openpyxl
import pandas as pd
import pytest

import skm
from libreoffice import convert, needs_libreoffice
from pages import ROOT, blocks, run_commands
from skm import charts, priorities, report
from skm.auditing import MISTAKES
from skm.report.document._template import TABLES, VALUES
from skm.report.isian import ISIAN

DOCS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))


def page(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def table(text, heading):
    """The rows of the Markdown table whose first heading is that, as lists of cells."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.parametrize("name", [name for name in DOCS if blocks(name, "python")])
def test_python_of_a_page_runs_from_top_to_bottom(name, workplace):
    shutil.copytree(ROOT / "sample_data", workplace / "sample_data")
    scope = {}
    for block in blocks(name, "python"):
        exec(compile(block, name, "exec"), scope)


@pytest.mark.parametrize("name", [name for name in DOCS if blocks(name, "console")])
def test_commands_of_a_page_run(name, workplace, capsys):
    assert run_commands(name, capsys)


@pytest.mark.parametrize("name", [*DOCS, "SECURITY.md"])
def test_links_of_a_page_lead_to_files_that_are_there(name):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("name", ["SECURITY.md", "docs/robustness.md"])
def test_every_test_a_page_names_is_there(name):
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (ROOT / name).read_text(encoding="utf-8"))
    assert len(named) > 2
    for file, test in named:
        source = (ROOT / file).read_text(encoding="utf-8")
        assert not test or f"\ndef {test}(" in source, f"{file}::{test}"


@pytest.mark.parametrize("room", [skm, charts, report, priorities], ids=lambda room: room.__name__)
def test_the_api_page_lists_exactly_what_is_public(room):
    text = page("api.md")
    part = text.split(f"## `{room.__name__}`\n")[1].split("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE)
    assert sorted(listed) == sorted(room.__all__)
    assert len(set(listed)) == len(listed)


def test_ten_questionnaires_worked_by_hand_are_what_skm_says():
    rows = table(page("cara_menghitung_ikm.md"), "Responden")
    answers = pd.DataFrame(
        [list(map(int, row[1:])) for row in rows[:10]], columns=[f"U{i}" for i in range(1, 10)]
    )
    hasil = skm.summarize(answers)
    by_hand = {row[0].strip("*"): row[1:] for row in rows[10:]}
    printed = hasil.printed_unsur
    assert by_hand["Σ nilai"] == printed["Jumlah nilai"].tolist()
    assert by_hand["Terisi"] == printed["n"].tolist()
    assert by_hand["NRR"] == printed["NRR"].tolist()
    assert by_hand["NRR tertimbang"] == printed["NRR tertimbang"].tolist()
    assert f"**{hasil.ikm_text}**, mutu **{hasil.mutu} ({hasil.kinerja})**" in page("cara_menghitung_ikm.md")
    assert answers.to_numpy().tolist() == re_answers(blocks("docs/cara_menghitung_ikm.md", "python")[0])
    # The slips the page warns of.
    assert f"{sum(float(t.replace(',', '.')) for t in by_hand['NRR tertimbang']) * 25:.2f}" == "76.75"
    assert f"{27.6 * 0.11 * 25:.2f}" == "75.90"
    blank = answers.astype("Int64")
    blank.loc[7, "U8"] = pd.NA
    assert skm.summarize(blank).headline.startswith("IKM 76,48, mutu C")
    assert f"{blank.fillna(0).sum().sum() / 90 * 25:.2f}" == "75.83"


def re_answers(block):
    return [
        list(map(int, re.findall(r"\d", line)))
        for line in re.findall(r"^ +\[(\d[\d, ]+)\],$", block, re.MULTILINE)
    ]


def test_the_google_form_asks_the_questions_of_the_guideline_with_their_labels():
    rows = table(page("google_form.md"), "No")
    unsur = {u.nama: u.pertanyaan[0] for u in skm.PERMENPANRB_14_2017.unsur}
    assert {row[1]: (row[2], row[3]) for row in rows} == {
        nama: (q.teks, "; ".join(q.label)) for nama, q in unsur.items()
    }


def test_every_known_mistake_is_explained_once():
    codes = re.findall(r"^\| (B\d+) \|", page("kesalahan_umum.md"), flags=re.MULTILINE)
    assert sorted(codes) == sorted(MISTAKES)


def test_the_fields_of_the_report_and_of_templates_are_documented():
    text = page("laporan.md")
    filled, given = text.split("Selain semua isian di atas:")
    assert {row[0].strip("`"): row[1] for row in table(filled, "Bidang")} == ISIAN
    assert {row[0].strip("`"): row[1] for row in table(given, "Bidang")} == VALUES
    columns = {row[0].strip("`"): tuple(re.findall(r"`(\w+)`", row[1])) for row in table(given, "Tabel")}
    assert columns == TABLES


def test_the_glossary_names_what_is_there():
    names = {
        name for row in table(page("glosarium.md"), "Istilah") for name in re.findall(r"`(\w+)`", row[2])
    }
    known = {*skm.__all__, *priorities.__all__, *dir(skm.Result), *dir(skm.Tally), *dir(skm.Responses)}
    known |= {"population", "blanks", "tied", "nrr", "nrr_tertimbang", "total", "bobot", "layanan", "unsur"}
    known |= {"target", "capaian", "set_aside"}
    assert names - known == set()


@needs_libreoffice
@pytest.mark.long
def test_the_formulas_for_excel_give_the_values_the_page_names(tmp_path):
    text = page("cara_menghitung_ikm.md")
    book = openpyxl.Workbook()
    sheet = book.active
    for row in table(text, "Responden")[:10]:
        sheet.append([int(cell) for cell in row])
    sheet.insert_rows(1)
    for place, formula, _ in table(text, "Sel"):
        first, copied = place.split()[0], "salin" in place
        english = re.sub(r"(\d),(\d)", r"\1.\2", formula.strip("`")).replace(";", ",")
        for column in "BCDEFGHIJ" if copied else "B":
            sheet[f"{column}{first[1:]}"] = re.sub(r"\bB(?=\d)", column, english) if copied else english
    book.save(tmp_path / "ikm.xlsx")
    (counted,) = convert([tmp_path / "ikm.xlsx"], (tmp_path / "counted"), "xlsx")
    found = openpyxl.load_workbook(counted, data_only=True).active
    assert [found[f"{c}12"].value for c in "BCDEFGHIJ"] == [33, 30, 35, 36, 30, 29, 27, 24, 32]
    assert [found[f"{c}13"].value for c in "BCDEFGHIJ"] == [10] * 9
    assert found["I14"].value == pytest.approx(2.4)
    assert found["B15"].value == pytest.approx(3.3 / 9)
    assert (found["B16"].value, found["B17"].value) == (76.67, "B")
