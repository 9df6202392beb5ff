"""The sample questionnaires carry the published totals; read here without skm, so they can judge it."""

import csv
import runpy
import tomllib
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

SAMPLE = Path(__file__).parents[1] / "sample_data"
FILES = [f"bakarangan_2022_{name}" for name in ("layanan.csv", "layanan.xlsx", "unit.csv", "unit.xlsx")]
UNSUR = tomllib.loads((SAMPLE / "pedoman_bakarangan.toml").read_text(encoding="utf-8"))["unsur"]
KODE = [f"U{i}" for i in range(1, 10)]

PER_SERVICE = {
    "Umum": (35, [122, 125, 125, 121, 125, 123, 126, 125, 125]),
    "KTP": (30, [104, 102, 100, 104, 103, 101, 102, 100, 99]),
    "IUMKM": (30, [106, 103, 107, 97, 101, 96, 100, 99, 98]),
    "SKCK": (5, [18, 18, 18, 18, 17, 17, 17, 18, 16]),
}
UNIT = (162, [566, 565, 540, 647, 554, 555, 561, 564, 569])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells_of(sheet) -> list[tuple]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def nilai_of(labels: list[str]) -> list[int]:
    """Nilai 1 to 4 of the nine answer labels of one respondent."""
    return [u["label"].index(label) + 1 for u, label in zip(UNSUR, labels, strict=True)]


@pytest.fixture(scope="module")
def layanan_csv():
    return rows_of(SAMPLE / "bakarangan_2022_layanan.csv")


@pytest.fixture(scope="module")
def layanan_xlsx():
    book = load_workbook(SAMPLE / "bakarangan_2022_layanan.xlsx")
    return {sheet.title: cells_of(sheet) for sheet in book}


@pytest.fixture(scope="module")
def unit_csv():
    return rows_of(SAMPLE / "bakarangan_2022_unit.csv")


@pytest.fixture(scope="module")
def unit_xlsx():
    book = load_workbook(SAMPLE / "bakarangan_2022_unit.xlsx")
    return {sheet.title: cells_of(sheet) for sheet in book}


@pytest.fixture(scope="module")
def layanan_answers(layanan_csv):
    return np.array([[int(row[kode]) for kode in KODE] for row in layanan_csv])


@pytest.fixture(scope="module")
def unit_answers(unit_csv):
    return np.array([nilai_of([row[u["teks"]] for u in UNSUR]) for row in unit_csv])


@pytest.mark.parametrize("service", PER_SERVICE)
def test_respondents_and_totals_of_each_service_are_those_of_the_lkip(service, layanan_csv, layanan_answers):
    own = [row["layanan"] == service for row in layanan_csv]
    n, totals = PER_SERVICE[service]
    assert sum(own) == n
    assert layanan_answers[own].sum(axis=0).tolist() == totals


def test_services_are_those_four_and_all_answers_are_1_to_4(layanan_csv, layanan_answers):
    assert list(dict.fromkeys(row["layanan"] for row in layanan_csv)) == list(PER_SERVICE)
    assert layanan_answers.shape == (100, 9)
    assert set(np.unique(layanan_answers)) <= {1, 2, 3, 4}


def test_respondents_and_totals_of_the_unit_are_those_of_the_lkip(unit_answers):
    n, totals = UNIT
    assert unit_answers.shape == (n, 9)
    assert unit_answers.sum(axis=0).tolist() == totals


def test_162_is_the_smallest_number_of_respondents_that_fits_the_printed_indices():
    printed = [row["indeks"] for row in rows_of(SAMPLE / "lkip_2022" / "per_unsur_printed.csv")[:9]]
    hundredths = [int(text.replace(",", "")) for text in printed]

    def total(n: int, index: int) -> int | None:
        near = round(Fraction(index * n, 2500))
        candidates = [t for t in (near - 1, near, near + 1) if (5000 * t + n) // (2 * n) == index]
        return candidates[0] if candidates else None

    fits = next(n for n in range(1, 1000) if None not in [total(n, index) for index in hundredths])
    assert (fits, [total(fits, index) for index in hundredths]) == UNIT


def test_workbook_per_service_holds_the_answers_of_the_csv_as_labels(layanan_csv, layanan_xlsx):
    assert list(layanan_xlsx) == list(PER_SERVICE)
    from_xlsx = []
    for service, cells in layanan_xlsx.items():
        heading, *table = cells[3:]
        assert heading[1:6] == ("Tanggal", "Jenis Kelamin", "Usia", "Pendidikan", "Pekerjaan")
        assert heading[6:15] == tuple(f"{u['kode']} ({u['nama']})" for u in UNSUR)
        for i, (no, tanggal, *profile, saran) in enumerate(table, start=1):
            assert no == i
            answers = nilai_of(profile[4:])
            from_xlsx.append([service, f"{tanggal:%Y-%m-%d}", *map(str, profile[:4] + answers), saran or ""])
    assert from_xlsx == [list(row.values()) for row in layanan_csv]


def test_form_export_has_question_texts_as_headings_and_the_same_cells_in_both_files(unit_csv, unit_xlsx):
    heading, *table = unit_xlsx["Jawaban Formulir 1"]
    assert heading[0] == "Cap waktu"
    assert heading[6:15] == tuple(u["teks"] for u in UNSUR)
    assert list(heading) == list(unit_csv[0])
    for cells, row in zip(table, unit_csv, strict=True):
        assert cells[0] == datetime.strptime(row["Cap waktu"], "%d/%m/%Y %H:%M:%S")
        assert ["" if cell is None else str(cell) for cell in cells[1:]] == list(row.values())[1:]


def test_every_workbook_says_that_its_rows_are_reconstructed(layanan_xlsx, unit_xlsx):
    for cells in [*layanan_xlsx.values(), unit_xlsx["Keterangan"]]:
        assert cells[1][0].startswith("DATA CONTOH: setiap baris direkonstruksi")


def alpha(answers: np.ndarray) -> float:
    covariance = np.cov(answers, rowvar=False)
    k = len(covariance)
    return k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())


@pytest.mark.parametrize("name", ["layanan_answers", "unit_answers"])
def test_answers_of_one_respondent_hang_together_as_people_give_them(name, request):
    answers = request.getfixturevalue(name)
    assert 0.75 <= alpha(answers) <= 0.95
    straight = np.ptp(answers, axis=1) == 0
    assert 0.02 <= straight.mean() <= 0.25
    share = [np.mean(answers == nilai) for nilai in (1, 2)]
    assert 0 < share[0] < 0.01 < share[1] < 0.05


def test_profiles_use_the_options_of_the_form_and_dates_are_working_days_of_2022(layanan_csv, unit_csv):
    for row in layanan_csv:
        assert row["jenis_kelamin"] in {"L", "P"}
        assert row["pendidikan"] in {"SD", "SMP", "SMA", "D-III", "S1", "S2", "S3"}
        assert row["pekerjaan"] in {"PNS", "TNI", "Polri", "Swasta", "Wirausaha", "Lainnya"}
        assert 17 <= int(row["usia"]) <= 70
    days = [date.fromisoformat(row["tanggal"]) for row in layanan_csv]
    times = [datetime.strptime(row["Cap waktu"], "%d/%m/%Y %H:%M:%S") for row in unit_csv]
    assert {row["Jenis Kelamin"] for row in unit_csv} == {"Laki-laki", "Perempuan"}
    assert times == sorted(times)
    assert all(8 <= time.hour < 16 and time.hour != 12 for time in times)
    assert all(day.year == 2022 and day.weekday() < 5 for day in [*days, *(time.date() for time in times)])


def test_suggestions_hold_the_three_that_the_lkip_quotes_and_many_empty_ones(layanan_csv, unit_csv):
    for suggestions in [
        [row["saran"] for row in layanan_csv],
        [row["Saran dan masukan"] for row in unit_csv],
    ]:
        assert suggestions.count("Operator Ektp sering datang terlambat") == 1
        assert suggestions.count("Pelayanan kurang memuaskan") == 1
        assert suggestions.count("Pelayanan ditingkatkan, melayani dengan senyum dan ramah") == 1
        assert {"", "-", "tidak ada"} <= set(suggestions)


def test_a_csv_holds_ascii_only_so_that_a_spreadsheet_opens_it_in_any_encoding():
    assert all((SAMPLE / name).read_bytes().isascii() for name in FILES if name.endswith(".csv"))


def test_the_script_makes_the_files_beside_it_again_and_the_same_bytes_each_time(tmp_path):
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        runpy.run_path(str(SAMPLE / "make_sample_data.py"))["make"](folder)
        assert sorted(path.name for path in folder.iterdir()) == FILES
    for name in FILES:
        first, second = (folder / name for folder in folders)
        assert first.read_bytes() == second.read_bytes()
        if name.endswith(".csv"):
            assert first.read_text(encoding="utf-8") == (SAMPLE / name).read_text(encoding="utf-8")
        else:  # by cell: a release of xlsxwriter or zlib decides how a workbook is packed
            made, kept = load_workbook(first), load_workbook(SAMPLE / name)
            assert made.sheetnames == kept.sheetnames
            for sheet in made:
                assert cells_of(sheet) == cells_of(kept[sheet.title])


def test_printed_tables_keep_their_errors():
    printed = {path.stem: rows_of(path) for path in (SAMPLE / "lkip_2022").glob("*.csv")}
    assert len(printed) == 6
    services = {row["unsur"]: row for row in printed["per_service_totals_printed"]}
    assert services["Kompetensi Pelaksana"]["IUMKM"] == "9636"
    assert services["Produk Pelayanan"]["JUMLAH"] == "336"
    assert services["Maklumat Pelayanan"]["JUMLAH"] == "343"
    assert services["INDEKS"]["JUMLAH"] == "84,00"
    assert printed["mutu_bands_printed"][3]["nilai_interval"] == "3,26 - 4,00"
    assert [row["capaian_persen_printed"] for row in printed["yearly_printed"][3:5]] == ["100,1", "99,64"]
    assert printed["iku_printed"][0]["capaian_persen_printed"] == "99"
    assert "LKIP" in (SAMPLE / "lkip_2022" / "README.md").read_text(encoding="utf-8")


def test_own_guideline_names_the_unsur_as_the_printed_table_does_and_takes_the_classes_of_2017():
    pedoman = tomllib.loads((SAMPLE / "pedoman_bakarangan.toml").read_text(encoding="utf-8"))
    printed = rows_of(SAMPLE / "lkip_2022" / "per_service_totals_printed.csv")[:9]
    assert [u["kode"] for u in UNSUR] == KODE
    assert [u["nama"] for u in UNSUR] == [row["unsur"] for row in printed]
    assert pedoman["mutu"] == "PermenPANRB 14/2017"
    called = {name for u in UNSUR for name in (u["nama"], *u["alias"])}
    ranking = rows_of(SAMPLE / "lkip_2022" / "ranking_printed.csv")
    named_with_value = {row["unsur_tercetak"] for row in ranking if row["nilai_tercetak"]}
    assert named_with_value <= called
