"""The printed tables of the LKIP 2022 of Kecamatan Bakarangan, audited without being told anything."""

from pathlib import Path

import pandas as pd
import pytest

from skm.auditing import audit

LKIP = Path(__file__).parents[2] / "sample_data" / "lkip_2022"
SERVICES, UNIT = "per_service_totals_printed", "per_unsur_printed"
YEARS, IKU, RANKING, CLASSES = "yearly_printed", "iku_printed", "ranking_printed", "mutu_bands_printed"

# Table, row, column, printed, right, the mistake: every erratum of the report, and nothing else.
ERRATA = [
    (SERVICES, "Produk Pelayanan", "JUMLAH", "336", "346", "B18"),
    (SERVICES, "Produk Pelayanan", "RATA_RATA", "3,36", "3,46", "B18"),
    (SERVICES, "Produk Pelayanan", "NILAI_TERTIMBANG", "0,37", "0,38", "B18"),
    (SERVICES, "Kompetensi Pelaksana", "IUMKM", "9636", "96", "B18"),
    (SERVICES, "Kompetensi Pelaksana", "NILAI_TERTIMBANG", "0,38", "0,37", "B18"),
    (SERVICES, "Maklumat Pelayanan", "JUMLAH", "343", "342", "B18"),
    (SERVICES, "INDEKS", "JUMLAH", "84,00", "86,00", "B18"),
    (CLASSES, "kelas A", "nilai_interval", "3,26 - 4,00", "3,5324 - 4,00", "B16"),
    (RANKING, "terendah (kalimat pembuka) 2", "unsur_tercetak", "prosedur layanan", "Produk Pelayanan", ""),
    (
        RANKING,
        "terendah (kalimat pembuka) 3",
        "unsur_tercetak",
        "perilaku pelaksana",
        "Kompetensi Pelaksana",
        "",
    ),
    (RANKING, "tertinggi (dengan nilai) 3", "unsur_tercetak", "Prosedur", "Persyaratan", "B5+B11"),
    (YEARS, "2021", "capaian_persen_printed", "100,1", "100,81", "B18"),
    (YEARS, "2022", "capaian_persen_printed", "99,64", "99,65", "B17"),
    (IKU, "Indeks Kepuasan Masyarakat dalam Pelayanan", "capaian_persen_printed", "99", "99,78", "B17"),
    (IKU, "RATA-RATA CAPAIAN IKU", "capaian_persen_printed", "99", "99,95", "B17"),
    ("dokumen", "IKM 2022", "", "87,81; 84,00; 87,69", "87,81", ""),
]


@pytest.fixture(scope="module")
def tables():
    return {p.stem: pd.read_csv(p, dtype=str, keep_default_na=False) for p in sorted(LKIP.glob("*.csv"))}


@pytest.fixture(scope="module")
def lkip(tables):
    return audit(tables)


def finding(lkip, tabel, baris, kolom):
    f = lkip.findings
    return f[(f["tabel"] == tabel) & (f["baris"] == baris) & (f["kolom"] == kolom)].iloc[0]


def test_findings_are_exactly_the_errata_each_with_its_right_value_and_cause(lkip):
    columns = ["tabel", "baris", "kolom", "tercetak", "seharusnya", "kode"]
    found = {tuple(row) for row in lkip.findings[columns].itertuples(index=False, name=None)}
    assert found == set(ERRATA)
    assert len(lkip.findings) == len(ERRATA)


def test_respondents_are_inferred_from_the_printed_digits(lkip):
    found = {(r.tabel, r.layanan): r.n for r in lkip.respondents.itertuples()}
    services = {"UMUM": 35, "KTP": 30, "IUMKM": 30, "SKCK": 5, "": 100}
    assert found == {(SERVICES, name): n for name, n in services.items()} | {(UNIT, ""): 162}
    assert all("disimpulkan" in how for how in lkip.respondents["cara"])


def test_every_printed_cell_of_the_table_per_unsur_is_right(lkip):
    cells = lkip.cells[lkip.cells["tabel"] == UNIT]
    assert len(cells) == 9 * 5 + 3 + 3
    assert set(cells["status"]) == {"sesuai"}


def test_achievement_of_2021_is_a_digit_left_out_and_that_of_2022_is_cut_off(lkip):
    assert (
        finding(lkip, YEARS, "2021", "capaian_persen_printed")["sebab"] == 'salah tulis: angka "8" tertinggal'
    )
    assert finding(lkip, YEARS, "2022", "capaian_persen_printed")["sebab"] == "dipotong, bukan dibulatkan"


def test_mean_and_weighted_value_of_produk_were_made_of_the_wrong_total(lkip):
    for column in ("RATA_RATA", "NILAI_TERTIMBANG"):
        cause = finding(lkip, SERVICES, "Produk Pelayanan", column)["sebab"]
        assert cause == "dihitung dari JUMLAH Produk Pelayanan yang tercetak 336"


def test_mean_achievement_is_cut_off_even_as_the_mean_of_the_printed_values(lkip):
    row = finding(lkip, IKU, "RATA-RATA CAPAIAN IKU", "capaian_persen_printed")
    assert row["keterangan"] == "dari capaian yang tercetak: 99,75"


def test_the_wrong_bound_moves_indices_into_another_class_and_is_that_of_2004(lkip):
    row = finding(lkip, CLASSES, "kelas A", "nilai_interval")
    assert row["mutu_berubah"]
    assert row["keterangan"] == "indeks antara 81,50 dan 88,31 berganti kelas"
    assert "KepMenPAN 25/2004" in row["sebab_lain"]


def test_the_three_indices_of_2022_are_named_with_their_places(lkip):
    row = finding(lkip, "dokumen", "IKM 2022", "")
    assert row["keterangan"] == (
        "87,81 (iku_printed, per_unsur_printed); 84,00 (per_service_totals_printed); 87,69 (yearly_printed)"
    )
    assert not row["mutu_berubah"]


def test_an_index_of_an_earlier_year_given_twice_is_found_as_well(tables):
    prose = pd.DataFrame({"tahun": ["2020"], "realisasi_ikm": ["85"]})
    found = audit({**tables, "narasi": prose}).findings
    both = found[(found["tabel"] == "dokumen") & (found["baris"] == "IKM 2020")]
    assert both["tercetak"].tolist() == ["84; 85"]


def test_targets_and_other_indicators_cannot_be_checked(lkip):
    unchecked = lkip.cells[lkip.cells["status"] == "tidak dapat diperiksa"]
    assert set(unchecked["tabel"]) == {YEARS, IKU}
    assert not unchecked["kolom"].str.startswith("capaian").any()


def test_a_corrected_document_has_no_finding(tables):
    right = {name: table.copy() for name, table in tables.items()}
    for tabel, baris, kolom, printed, correct, _ in ERRATA:
        if tabel == "dokumen" or tabel == RANKING:
            continue
        table = right[tabel]
        labels = table.iloc[:, 1] if tabel == SERVICES else table.iloc[:, 0]
        rows = labels == baris if tabel != CLASSES else table["mutu"] == baris[-1]
        assert table.loc[rows, kolom].tolist() == [printed]
        table.loc[rows, kolom] = correct
    named = right[RANKING]["unsur_tercetak"]
    right[RANKING]["unsur_tercetak"] = [
        *named[:1],
        "produk layanan",
        "kompetensi petugas",
        *named[3:8],
        "Persyaratan",
    ]
    right[YEARS].loc[4, ["realisasi_ikm", "capaian_persen_printed"]] = ["87,81", "99,78"]
    del right[SERVICES]  # its 100 respondents are not the 162 of the unit
    assert audit(right).findings.empty


@pytest.mark.parametrize("name", [SERVICES, UNIT, YEARS, IKU, CLASSES])
def test_each_table_by_itself_shows_the_same_errata(tables, lkip, name):
    alone = audit(tables[name]).findings
    together = lkip.findings[lkip.findings["tabel"] == name]
    assert alone["tercetak"].tolist() == together["tercetak"].tolist()
    assert alone["kode"].tolist() == together["kode"].tolist()


def test_order_of_the_tables_changes_nothing(tables, lkip):
    backwards = audit(dict(reversed(tables.items())))
    columns = ["tabel", "baris", "kolom", "seharusnya", "kode", "sebab"]

    def rows(found):
        return sorted(found.findings[columns].itertuples(index=False, name=None))

    assert rows(backwards) == rows(lkip)


def test_text_says_what_an_official_needs(lkip):
    text = lkip.text
    assert text.startswith("212 isian diperiksa: 167 sesuai, 16 berbeda, 29 tidak dapat diperiksa.")
    assert "Responden per_service_totals_printed: UMUM 35, KTP 30, IUMKM 30, SKCK 5, unit 100." in text
    assert "per_service_totals_printed, Kompetensi Pelaksana, IUMKM: tercetak 9636, seharusnya 96." in text
    assert repr(lkip) == text


def test_sheet_holds_the_findings_under_indonesian_headings(lkip):
    sheet = lkip.sheet()
    assert list(sheet.columns)[:6] == ["Tabel", "Baris", "Kolom", "Tercetak", "Seharusnya", "Status"]
    assert len(sheet) == 16
    assert len(lkip.sheet(everything=True)) == 212
    assert sheet.loc[sheet["Tabel"] == CLASSES, "Mutu berubah"].tolist() == ["ya"]


def test_html_names_the_findings_and_escapes_them(tables):
    table = tables[YEARS].assign(tahun="<2021>")
    html = audit(table)._repr_html_()
    assert "&lt;2021&gt;" in html
    assert "<2021>" not in html
    assert "100,81" in html


def test_ranking_alone_has_nothing_to_be_held_against(tables):
    cells = audit(tables[RANKING]).cells
    assert set(cells["status"]) == {"tidak dapat diperiksa"}
