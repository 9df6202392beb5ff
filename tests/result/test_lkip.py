"""The tables of the LKIP 2022 of Kecamatan Bakarangan, against the sample questionnaires: digit by digit."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

import skm
from skm.ground.numbers import decimal_id

DATA = Path(__file__).parents[2] / "sample_data"
SERVICES = {"UMUM": "Umum", "KTP": "KTP", "IUMKM": "IUMKM", "SKCK": "SKCK"}


@pytest.fixture(scope="module")
def pedoman():
    return skm.read_pedoman(DATA / "pedoman_bakarangan.toml")


def printed(name):
    with (DATA / "lkip_2022" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def summarized(name, pedoman):
    responses = skm.read(DATA / name, pedoman=pedoman)
    return skm.summarize(responses, by="layanan")


@pytest.mark.parametrize("name", ["bakarangan_2022_layanan.csv", "bakarangan_2022_layanan.xlsx"])
def test_the_four_services_and_the_unit(name, pedoman):
    hasil = summarized(name, pedoman)
    table = hasil.printed_groups[["Layanan", "n", "IKM", "Mutu"]].to_numpy().tolist()
    assert table == [
        ["Umum", "35", "88,65", "A"],
        ["KTP", "30", "84,72", "B"],
        ["IUMKM", "30", "83,98", "B"],
        ["SKCK", "5", "87,22", "B"],
        ["Unit", "100", "86,00", "B"],
    ]
    lowest = [(row.nama, decimal_id(row.nrr)) for row in hasil.priorities(3).itertuples()]
    assert lowest == [
        ("Kompetensi Pelaksana", "3,37"),
        ("Penanganan Pengaduan", "3,38"),
        ("Kewajaran Biaya/Tarif", "3,40"),
    ]


@pytest.mark.parametrize("name", ["bakarangan_2022_unit.csv", "bakarangan_2022_unit.xlsx"])
def test_every_printed_cell_of_the_table_per_unsur(name, pedoman):
    hasil = summarized(name, pedoman)
    table = hasil.printed_unsur
    for row, (_, ours) in zip(printed("per_unsur_printed")[:9], table.iterrows(), strict=True):
        assert ours[["Unsur", "NRR", "NRR tertimbang", "IKM", "Mutu"]].tolist() == [
            row["unsur"], row["nilai_rata_rata"], row["nilai_tertimbang"], row["indeks"], row["mutu"],
        ]  # fmt: skip
        assert ours["Kinerja"].upper() == row["kinerja"]
    whole, ikm = printed("per_unsur_printed")[9:]
    nrr = [Fraction(int(t), int(n)) for t, n in zip(hasil.unsur["total"], hasil.unsur["n"], strict=True)]
    assert decimal_id(sum(nrr)) == whole["nilai_rata_rata"] == "31,61"
    assert decimal_id(sum(nrr) / 9) == whole["nilai_tertimbang"] == "3,51"
    assert decimal_id(sum(nrr) * 25) == whole["indeks"] == "790,28"
    assert (hasil.ikm_text, hasil.mutu, hasil.kinerja.upper()) == (ikm["indeks"], ikm["mutu"], ikm["kinerja"])
    assert hasil.n == 162
    lowest = [(row.nama, decimal_id(row.nrr)) for row in hasil.priorities(3).itertuples()]
    assert lowest == [
        ("Ketepatan Waktu", "3,33"),
        ("Produk Pelayanan", "3,42"),
        ("Kompetensi Pelaksana", "3,43"),
    ]


def test_the_printed_table_per_service_differs_in_exactly_its_errata(pedoman):
    hasil = summarized("bakarangan_2022_layanan.csv", pedoman)
    by_service, unit = hasil.unsur_by_group, hasil.unsur
    expected = {}
    for kode, nama in zip(pedoman.kode, pedoman.nama_unsur, strict=True):
        for column, service in SERVICES.items():
            expected[nama, column] = str(by_service.loc[(service, kode), "total"])
        total = int(unit.loc[kode, "total"])
        expected[nama, "JUMLAH"] = str(total)
        expected[nama, "RATA_RATA"] = decimal_id(Fraction(total, 100))
        expected[nama, "NILAI_TERTIMBANG"] = decimal_id(Fraction(total, 900))
    for column, service in (SERVICES | {"JUMLAH": None}).items():
        one = hasil[service] if service else hasil
        total, n = int(one.unsur["total"].sum()), one.n
        expected["JUMLAH", column] = str(total)
        expected["RATA-RATA", column] = decimal_id(Fraction(total, 9 * n))
        expected["NILAI TERTIMBANG", column] = decimal_id(Fraction(total, 81 * n))
        expected["INDEKS", column] = one.ikm_text
    expected["JUMLAH", "RATA_RATA"] = expected["RATA-RATA", "JUMLAH"]
    expected["JUMLAH", "NILAI_TERTIMBANG"] = expected["NILAI TERTIMBANG", "JUMLAH"]
    table = printed("per_service_totals_printed")
    cells = {(row["unsur"], c): row[c] for row in table for c in row if c not in ("no", "unsur") and row[c]}
    assert cells.keys() == expected.keys()
    differences = {cell: (text, expected[cell]) for cell, text in cells.items() if text != expected[cell]}
    assert differences == {
        ("Kompetensi Pelaksana", "IUMKM"): ("9636", "96"),
        ("Produk Pelayanan", "JUMLAH"): ("336", "346"),
        ("Produk Pelayanan", "RATA_RATA"): ("3,36", "3,46"),
        ("Produk Pelayanan", "NILAI_TERTIMBANG"): ("0,37", "0,38"),
        ("Maklumat Pelayanan", "JUMLAH"): ("343", "342"),
        ("Kompetensi Pelaksana", "NILAI_TERTIMBANG"): ("0,38", "0,37"),
        ("INDEKS", "JUMLAH"): ("84,00", "86,00"),
    }


def test_the_printed_class_table_differs_in_the_bound_of_the_last_class(pedoman):
    rows = printed("mutu_bands_printed")
    ours = {m.huruf: m for m in pedoman.mutu}
    differences = []
    for row in rows:
        mutu = ours[row["mutu"]]
        assert mutu.kinerja.upper() == row["kinerja"]
        assert decimal_id(mutu.ikm_min) == row["nilai_interval_konversi"].split(" - ")[0]
        low = Fraction(row["nilai_interval"].split(" - ")[0].replace(",", "."))
        if low * 25 != Fraction(mutu.ikm_min):
            differences.append((row["mutu"], str(low), str(Fraction(mutu.ikm_min) / 25)))
    assert differences == [("A", "163/50", "8831/2500")]  # 3,26 for 3,5324
