"""The follow-up plan, suggestions sorted to unsur, and what became of last period's plan."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skm.ground.errors import FileError, RencanaError
from skm.pedoman import NATIONAL, PERMENPANRB_14_2017, PERMENPANRB_16_2014, Pedoman, Unsur
from skm.priorities import Usulan, follow, horizon_of, keywords, pekppp_media, plan, sort_saran, usulan
from skm.reading import read
from skm.reading.responses import check
from skm.report import read_rencana, save_rencana
from skm.result import Result
from skm.tally import Tally
from strategies import guidelines, tallies

KODE = [f"U{i}" for i in range(1, 10)]
MADE = date(2023, 1, 31)
PIKET = """
[[usulan]]
unsur = "Waktu Penyelesaian"
program = "Piket"
waktu = "2 minggu"
penanggung_jawab = "Sekcam"
"""
SAID = [
    "antre lama",
    "lelet, telepon 0812-3456-7890",
    "telat",
    "-",
    "Kurang, telepon 0812-3456-7890",
    "Wow",
    "Hm",
]


def unit(pedoman=PERMENPANRB_14_2017, **totals: int) -> Result:
    """Ten respondents, total 36 for every unsur but those named."""
    return Result(Tally.from_totals(dict.fromkeys(KODE, 36) | totals, n=10, pedoman=pedoman))


def cells(html: str) -> list[str]:
    """The headings and cells of the table in it, row by row."""
    return re.findall("<t[hd] [^>]*>([^<]*)", html)


# Plan -----------------------------------------------------------------------------------------------------


def test_the_plan_lists_the_lowest_unsur_lowest_first():
    rencana = plan(unit(U3=30, U9=31, U5=32, U1=33))
    assert rencana.frame["unsur"].tolist() == ["U3", "U9", "U5"]
    assert rencana.frame["no"].tolist() == [1, 2, 3]
    assert rencana.printed["NRR"].tolist() == ["3,00", "3,10", "3,20"]
    assert rencana.frame["mutu"].tolist() == ["C", "B", "B"]  # 75, 77.5 and 80
    assert set(rencana.frame["status"]) == {"BELUM"}
    assert (set(rencana.frame["saran"]), set(rencana.frame["contoh"])) == ({0}, {""})


def test_unsur_that_tie_with_the_last_are_all_planned_for():
    assert plan(unit(U3=30, U9=31), k=1).frame["unsur"].tolist() == ["U3"]
    assert plan(unit(U3=30, U9=30), k=1).frame["unsur"].tolist() == ["U3", "U9"]


def test_proposals_are_marked_as_proposals_until_the_office_makes_them_its_own():
    rencana = plan(unit(U3=30), k=1)
    assert rencana.frame["program"][0].startswith("Usulan: ")
    assert 'masih "Usulan"' in repr(rencana)
    own = rencana.edited(rencana.frame.assign(program="Menambah operator"))
    assert "masih" not in repr(own)


@pytest.mark.parametrize("pedoman", NATIONAL, ids=lambda p: p.nama)
def test_every_unsur_of_the_national_guidelines_has_a_proposal_and_words(pedoman):
    result = Result(Tally.from_totals(dict.fromkeys(pedoman.kode, 30), n=10, pedoman=pedoman))
    rencana = plan(result, k=len(pedoman.kode))
    assert len(rencana.frame) == len(pedoman.kode)
    assert rencana.frame["program"].str.len().min() > len("Usulan: ")
    assert (rencana.frame["jangka"] != "").all()
    topics = keywords().topik
    for unsur in pedoman.unsur:
        known = {unsur.nama.casefold(), *(a.casefold() for a in unsur.alias)}
        assert any(known & {n.casefold() for n in t.unsur} for t in topics), unsur.nama


def printed_plan():
    saran = sort_saran(SAID, PERMENPANRB_14_2017)
    rencana = plan(unit(U3=30, U9=31, U5=31), 2, saran=saran, catalogue=usulan(PIKET), periode="2022")
    return rencana.edited(rencana.frame.assign(mutu=["C", "", ""]))


def test_a_plan_is_printed_with_its_suggestions_and_what_the_office_has_still_to_decide():
    assert (
        repr(printed_plan())
        == """\
Rencana tindak lanjut Unit, 2022

No  Prioritas unsur                      NRR  Mutu  Usulan program/kegiatan  Waktu                       Penanggung jawab  Status  Saran  Contoh saran
 1  Waktu Penyelesaian                  3,00  C     Usulan: Piket            2 minggu (jangka menengah)  Sekcam            BELUM       3  antre lama; lelet, telepon ...
 2  Produk Spesifikasi Jenis Pelayanan  3,10  –                                                                            BELUM       0
 3  Sarana dan Prasarana                3,10  –                                                                            BELUM       0

1 baris masih "Usulan": ubah atau setujui sebelum diterbitkan."""
    )
    assert set(printed_plan().printed.dtypes) == {np.dtype(object)}
    assert plan(unit()).title == "Rencana tindak lanjut Unit"


def test_a_plan_looks_the_same_in_a_notebook():
    rencana = printed_plan()
    html = rencana._repr_html_()
    assert html.startswith("<div><p><strong>Rencana tindak lanjut Unit, 2022</strong></p><table")
    assert cells(html) == [*rencana.printed.columns, *rencana.printed.to_numpy().ravel()]
    assert html.endswith(
        "</table><p>1 baris masih &quot;Usulan&quot;: ubah atau setujui sebelum diterbitkan.</p></div>"
    )


def test_an_office_can_bring_its_own_catalogue():
    own = usulan('[[usulan]]\nunsur = "waktu pelayanan"\nprogram = "A"\nwaktu = "2 tahun"\n' * 2)
    assert own == (Usulan(("waktu pelayanan",), "A", "2 tahun", ""),) * 2  # nobody named is no name
    frame = plan(unit(U3=30), k=1, per_unsur=2, catalogue=own).frame
    assert frame[["program", "jangka"]].to_numpy().tolist() == [["Usulan: A", "jangka panjang"]] * 2
    assert plan(unit(U1=30), k=1, catalogue=own).frame["program"].tolist() == [""]


@pytest.mark.parametrize("text", ["[[usulan]", '[[usulan]]\nunsur = "U"', "usulan = 3", "x = 1"])
def test_a_bad_catalogue_is_refused_in_words(text):
    with pytest.raises(RencanaError, match="memerlukan unsur, program, dan waktu"):
        usulan(text)


@pytest.mark.parametrize(
    ("waktu", "jangka"),
    [
        ("1 hari", "jangka pendek"), ("7 hari", "jangka pendek"), ("1 minggu", "jangka pendek"),
        ("7 hari kerja", "jangka pendek"), ("8 hari", "jangka menengah"), ("12 Bulan", "jangka menengah"),
        ("365 hari", "jangka menengah"), ("366 hari", "jangka panjang"), ("13 bulan", "jangka panjang"),
        ("6-18 bulan", "jangka panjang"), ("1,5 tahun", "jangka panjang"), ("Triwulan II", ""), ("", ""),
    ],
)  # fmt: skip
def test_both_sides_of_every_bound_of_the_horizons(waktu, jangka):
    assert horizon_of(waktu) == jangka


@given(tallies())
def test_every_result_has_a_plan_and_an_unchanged_year_shows_no_change(tally):
    result = Result(tally)
    rencana = plan(result)
    assert len(rencana.frame) == len(result.priorities())
    after = follow(rencana, result)
    assert set(after.frame["direction"]) <= {"tetap"}
    assert (after.frame["change"] == 0).all()
    assert after.frame["still_lowest"].all()


# Through a workbook ---------------------------------------------------------------------------------------


def test_a_plan_comes_back_from_its_workbook_as_it_was(tmp_path):
    responses = read("sample_data/bakarangan_2022_unit.csv", pedoman="sample_data/pedoman_bakarangan.toml")
    for made in (None, MADE):
        rencana = plan(
            Result(_counted(responses)), 9, per_unsur=2, saran=responses, periode="2022", disusun=made
        )
        back = read_rencana(save_rencana(rencana, tmp_path / "rencana.xlsx"))
        pd.testing.assert_frame_equal(back.frame, rencana.frame)
        assert (back.unit, back.periode, back.pedoman, back.disusun) == (
            rencana.unit, "2022", rencana.pedoman, made,
        )  # fmt: skip


def _counted(responses):
    from skm.tally.counting import count

    return count(responses)


@given(tallies(pedoman=guidelines()))
def test_any_plan_survives_the_round_trip(tmp_path_factory, tally):
    rencana = plan(Result(tally), disusun=MADE)
    path = tmp_path_factory.getbasetemp() / "rencana.xlsx"
    pd.testing.assert_frame_equal(read_rencana(save_rencana(rencana, path)).frame, rencana.frame)


def test_what_the_office_edits_is_read(tmp_path):
    path = save_rencana(plan(unit(U3=30, U9=31), 2, periode="2022", disusun=MADE), tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heading = next(row for row in sheet.iter_rows() if row[0].value == "No")
    place = {cell.value: cell.column for cell in heading}
    first = heading[0].row + 1
    sheet.cell(first, place["Status"]).value = "Sudah"
    sheet.cell(first, place["Tanggal selesai"]).value = date(2023, 2, 28)
    sheet.cell(first, place["Penanggung jawab"]).value = "Sekcam"
    sheet.cell(first, place["Waktu"]).value = "2 tahun"
    sheet.cell(first + 1, place["Status"]).value = "proses"
    sheet.cell(first + 2, place["Prioritas unsur"]).value = "Persyaratan"
    sheet.cell(first + 2, place["Usulan program/kegiatan"]).value = "Baris tambahan"
    book.save(path)
    frame = read_rencana(path).frame
    assert frame["status"].tolist() == ["SUDAH", "PROSES", "BELUM"]
    assert frame["selesai"][0] == pd.Timestamp(2023, 2, 28)
    assert frame["penanggung_jawab"].tolist() == ["Sekcam", "", ""]
    assert frame["jangka"].tolist() == ["jangka panjang", "jangka menengah", ""]
    assert frame["program"][2] == "Baris tambahan"


def test_status_is_picked_from_a_list(tmp_path):
    sheet = openpyxl.load_workbook(save_rencana(plan(unit(U3=30)), tmp_path / "r.xlsx")).active
    assert [v.formula1 for v in sheet.data_validations.dataValidation] == ['"SUDAH,PROSES,BELUM"']


def test_the_same_plan_is_the_same_file(tmp_path):
    paths = [save_rencana(plan(unit(U3=30)), tmp_path / f"{i}.xlsx") for i in range(2)]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_everything_wrong_with_a_plan_is_said_at_once():
    rencana = plan(unit(U3=30, U9=31, U5=32), disusun=MADE)
    frame = rencana.frame.astype(object)
    frame.loc[0, "status"] = "selesai"
    frame.loc[1, "selesai"] = "01-03-2023"
    frame.loc[2, ["status", "selesai"]] = ["SUDAH", "01-01-2023"]
    frame.loc[0, "nrr"] = "tiga"
    frame.loc[1, "no"] = "x"
    with pytest.raises(RencanaError) as caught:
        rencana.edited(frame)
    said = str(caught.value)
    assert 'baris 1, Status: "SELESAI"; seharusnya SUDAH, PROSES, BELUM' in said
    assert "baris 2: ada tanggal selesai, tetapi statusnya BELUM" in said
    assert "baris 3: selesai sebelum rencana disusun (31-01-2023)" in said
    assert 'baris 1, NRR: "tiga" bukan bilangan' in said
    assert 'baris 2, No: "x" bukan bilangan' in said
    with pytest.raises(RencanaError, match="tidak memuat kolom Status"):
        rencana.edited(rencana.frame.drop(columns="status"))
    bad = rencana.frame.astype(object).assign(status="SUDAH", selesai=[44_000, "besok", None])
    with pytest.raises(RencanaError, match=r'"44000" bukan tanggal\n.*"besok" bukan tanggal'):
        rencana.edited(bad)


def test_a_day_typed_as_text_is_read_day_first():
    rencana = plan(unit(U3=30), k=1, disusun=MADE)
    for typed in ("05-02-2023", "2023-02-05", "5 Februari 2023", pd.Timestamp(2023, 2, 5, 9, 30)):
        done_on = rencana.edited(rencana.frame.astype(object).assign(status="SUDAH", selesai=[typed]))
        assert done_on.frame["selesai"].tolist() == [pd.Timestamp(2023, 2, 5)]


def test_missing_cells_of_every_kind_are_empty():
    rencana = plan(unit(U3=30), k=1)
    for missing in (None, pd.NA, pd.NaT, np.nan, "", " "):
        cells = {c: [missing] for c in ("status", "selesai", "nrr", "saran", "penanggung_jawab")}
        frame = rencana.edited(rencana.frame.astype(object).assign(**cells)).frame
        assert frame[["status", "saran", "penanggung_jawab"]].to_numpy().tolist() == [["BELUM", 0, ""]]
        assert frame[["selesai", "nrr"]].isna().all(axis=None)


def test_a_file_without_a_plan_is_refused(tmp_path):
    with pytest.raises(RencanaError, match=r"tidak memuat rencana tindak lanjut.*Prioritas unsur"):
        read_rencana("sample_data/bakarangan_2022_layanan.csv")
    with pytest.raises(FileError, match="tidak ditemukan"):
        read_rencana(tmp_path / "tidak_ada.xlsx")
    text = (
        "Disusun: kapan-kapan;;;;\n\nPrioritas unsur;Usulan program/kegiatan;Status;No;NRR;Mutu;Waktu\n"
        "Persyaratan;A;;1;3,00;B;7 hari\n"
    )
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RencanaError, match="kapan-kapan"):
        read_rencana(tmp_path / "r.csv")
    (tmp_path / "r.csv").write_text(text.replace("kapan-kapan", "31-01-2023"), encoding="utf-8")
    assert read_rencana(tmp_path / "r.csv").disusun == MADE
    assert read_rencana(tmp_path / "r.csv").frame["nrr"].tolist() == [3.0]


# Suggestions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kode"),
    [
        ("Operator e-KTP sering datang terlambat", ["U3"]),
        ("Operator Ektp sering datang terlambat", ["U3"]),
        ("Pelayanan ditingkatkan, melayani dengan senyum dan ramah", ["U7"]),
        ("Pelayanan kurang memuaskan", []),
        ("Antre lama & petugas judes", ["U3", "U7"]),
        ("SYARAT terlalu banyak", ["U1"]),
        ("alur pendaftaran berbelit-belit", ["U2"]),
        ("ada pungli", ["U4"]),
        ("toilet kotor", ["U9"]),
        ("keluhan tidak pernah ditanggapi", ["U8"]),
        ("KTP saya salah ketik", ["U5"]),
        ("petugas tidak paham aturan", ["U6"]),
        ("selama ini baik", []),
        ("ruangannya sempit", ["U9"]),
        ("petugas kurang sopan", ["U7"]),  # "sop" is a word by itself
    ],
)
def test_a_suggestion_goes_to_the_unsur_it_is_about(text, kode):
    found = sort_saran([text], PERMENPANRB_14_2017)
    assert found.frame["unsur"].tolist() == kode
    assert found.unmatched == (() if kode else (text,))


def test_the_quoted_complaint_stands_beside_waktu_in_the_plan_of_bakarangan():
    pedoman = "sample_data/pedoman_bakarangan.toml"
    responses = read("sample_data/bakarangan_2022_unit.csv", pedoman=pedoman)
    found = sort_saran(responses)
    row = found.frame[found.frame["teks"] == "Operator Ektp sering datang terlambat"]
    assert row["unsur"].tolist() == ["U3"]
    assert any(t == "Pelayanan kurang memuaskan" for t in found.unmatched)
    frame = plan(Result(_counted(responses)), saran=found).frame
    assert frame["prioritas_unsur"].tolist() == [
        "Ketepatan Waktu",
        "Produk Pelayanan",
        "Kompetensi Pelaksana",
    ]
    pd.testing.assert_frame_equal(plan(Result(_counted(responses)), saran=responses).frame, frame)
    assert frame["saran"][0] == found.counts["U3"] > 0
    assert frame["contoh"][0]
    texts = responses.saran.size
    assert found.frame["nomor"].nunique() + len(found.unmatched) + found.empty == texts


def test_cells_that_suggest_nothing_are_counted_and_left_out():
    cells = [None, "", "-", "Tidak ada.", "TERIMA KASIH", float("nan"), "baik"]
    found = sort_saran(cells, PERMENPANRB_14_2017)
    assert (found.empty, len(found.frame), found.unmatched) == (7, 0, ())
    assert found.counts.tolist() == [0] * 9
    assert found.printed.empty


def test_words_can_be_added_or_replaced():
    own = '[[topik]]\nunsur = "Waktu Penyelesaian"\nkata = ["gangguan*"]\n'
    text = ["Jaringan gangguannya sering"]
    assert sort_saran(text, PERMENPANRB_14_2017).frame["unsur"].tolist() == ["U9"]
    added = keywords(own, extend=True)
    assert sort_saran(text, PERMENPANRB_14_2017, added).frame["unsur"].tolist() == ["U3", "U9"]
    replaced = keywords(own)
    assert sort_saran(text, PERMENPANRB_14_2017, replaced).frame["unsur"].tolist() == ["U3"]
    assert sort_saran(["syarat"], PERMENPANRB_14_2017, replaced).unmatched == ("syarat",)
    assert sort_saran(["terima kasih"], PERMENPANRB_14_2017, added).empty == 1
    silent = keywords('tanpa_isi = ["Gangguan!"]', extend=True)
    assert sort_saran(["gangguan", "nihil"], PERMENPANRB_14_2017, silent).empty == 2
    assert keywords('tanpa_isi = ["x"]').topik == ()
    with pytest.raises(RencanaError, match="memerlukan unsur dan kata"):
        keywords("[[topik]]\nkata = 3")
    with pytest.raises(TypeError, match="pedoman is needed"):
        sort_saran(["syarat"])


def test_the_words_follow_the_guideline():
    assert sort_saran(["maklumat tidak ada"], PERMENPANRB_16_2014).frame["unsur"].tolist() == ["U8"]
    assert sort_saran(["pengaduan tidak dijawab"], PERMENPANRB_16_2014).frame["unsur"].tolist() == ["U9"]


def test_suggestions_read_under_another_guideline_stand_beside_the_unsur_of_the_result():
    answers = pd.DataFrame([[3] * 9], columns=KODE).assign(Saran="pengaduan tidak dijawab")
    responses = check(answers, pedoman=PERMENPANRB_16_2014)  # there pengaduan is U9
    frame = plan(unit(U8=30, U9=31), k=2, saran=responses).frame
    assert frame[["unsur", "saran", "contoh"]].to_numpy().tolist() == [
        ["U8", 1, "pengaduan tidak dijawab"],
        ["U9", 0, ""],
    ]


def test_examples_are_the_most_frequent_and_repeat_no_numbers_of_people():
    texts = [
        "antre lama",
        "Antre  lama!",
        "lambat, hubungi 0812-3456-7890 atau a.b@c.id",
        "lelet",
        "telat 2 jam",
    ]
    found = sort_saran(texts, PERMENPANRB_14_2017)
    assert found.examples("U3", 2) == ["antre lama", "lambat, hubungi ... atau ..."]
    assert found.examples("U3") == found.examples("U3", 2)
    assert found.examples("U3", 9)[-1] == "telat 2 jam"
    assert found.frame["kata"].tolist() == ["antre, lama", "antre, lama", "lambat", "lelet", "telat"]
    assert "0812" not in repr(found) + found._repr_html_()


def test_sorted_suggestions_are_printed_per_unsur_and_what_no_word_fits_at_the_end():
    found = sort_saran(SAID, PERMENPANRB_14_2017)
    assert (
        repr(found)
        == """\
Saran dan pengaduan menurut unsur

Unsur               Jumlah  Contoh
Waktu Penyelesaian       3  antre lama; lelet, telepon ...
(tidak terpilah)         3  Kurang, telepon ...; Wow

Kosong atau tanpa isi: 1. Satu saran dapat menyangkut beberapa unsur."""
    )
    html = found._repr_html_()
    assert html.startswith("<div><p><strong>Saran dan pengaduan menurut unsur</strong></p><table")
    assert html.endswith("<p>Kosong atau tanpa isi: 1. Satu saran dapat menyangkut beberapa unsur.</p></div>")
    assert cells(html) == [*found.printed.columns, *found.printed.to_numpy().ravel()]
    assert set(found.printed.dtypes) == {np.dtype(object)}
    nothing = sort_saran([], PERMENPANRB_14_2017).printed
    assert list(nothing.columns) == ["Unsur", "Jumlah", "Contoh"]


@given(st.lists(st.sampled_from(["antre lama", "judes", "pelayanan", "", "toilet kotor", "-"])))
def test_no_suggestion_is_lost(texts):
    found = sort_saran(texts, PERMENPANRB_14_2017)
    assert found.frame["nomor"].nunique() + len(found.unmatched) + found.empty == len(texts)
    assert found.counts.sum() == len(found.frame)


# Follow-through -------------------------------------------------------------------------------------------


def done(*status: str, selesai: list[str | None] | None = None, disusun: date | None = MADE):
    """A plan for the lowest unsur with these states, made on 31 January 2023."""
    totals = {f"U{i}": 29 + i for i in range(1, 1 + len(status))}
    rencana = plan(unit(**totals), k=len(status), disusun=disusun)
    days = [pd.Timestamp(d) if d else pd.NaT for d in selesai or [None] * len(status)]
    return rencana.edited(rencana.frame.assign(status=list(status), selesai=days))


def test_each_priority_is_told_to_have_risen_fallen_or_stayed():
    rencana = plan(unit(U3=30, U9=31, U5=32))
    after = follow(rencana, unit(U3=34, U9=29, U5=32, U1=20))
    assert after.frame["unsur"].tolist() == ["U3", "U9", "U5"]
    assert after.frame["direction"].tolist() == ["naik", "turun", "tetap"]
    assert after.frame["change"].tolist() == [0.4, -0.2, 0.0]
    assert after.frame["still_lowest"].tolist() == [False, True, True]
    assert after.printed["NRR kini"].tolist() == ["3,40", "2,90", "3,20"]
    assert after.result.unsur.loc["U1", "nrr"] == 2


def test_frames_have_the_kinds_promised_with_and_without_rows():
    rencana = plan(unit(U3=30))
    kinds = {
        "no": "int64",
        "unsur": "object",
        "prioritas_unsur": "object",
        "nrr": "float64",
        "mutu": "object",
        "program": "object",
        "waktu": "object",
        "jangka": "object",
        "penanggung_jawab": "object",
        "status": "object",
        "selesai": "datetime64[s]",
        "saran": "int64",
        "contoh": "object",
    }
    followed = {
        **{c: kinds[c] for c in ("no", "unsur", "prioritas_unsur", "program", "status", "selesai")},
        "nrr_before": "float64",
        "nrr": "float64",
        "change": "float64",
        "direction": "object",
        "still_lowest": "bool",
    }
    for one in (rencana, rencana.edited(rencana.frame.iloc[:0])):
        assert one.frame.dtypes.astype(str).to_dict() == kinds
        assert follow(one, unit()).frame.dtypes.astype(str).to_dict() == followed
    sorted_kinds = {"nomor": "int64", "unsur": "object", "teks": "object", "kata": "object"}
    for texts in ([], ["antre lama"]):
        found = sort_saran(texts, PERMENPANRB_14_2017)
        assert found.frame.dtypes.astype(str).to_dict() == sorted_kinds
        assert (found.counts.dtype, found.counts.name, found.counts.index.name) == (
            "int64",
            "jumlah",
            "unsur",
        )
        assert found.counts.index.dtype == object


def test_a_name_counts_before_the_alias_of_another_unsur():
    unsur = (Unsur("U1", "Waktu", alias=("Biaya",)), Unsur("U2", "Biaya"), Unsur("U3", "Hasil"))
    own = Pedoman("X", unsur, PERMENPANRB_14_2017.mutu)
    hasil = Result(Tally.from_totals({"U1": 36, "U2": 30, "U3": 36}, n=10, pedoman=own))
    assert follow(plan(hasil, k=1), hasil).frame["unsur"].tolist() == ["U2"]


def test_follow_through_is_printed_as_the_report_has_it():
    after = follow(printed_plan(), unit(U3=34, U9=29, U5=31, U1=20))
    assert (
        repr(after)
        == """\
Tindak lanjut Unit, rencana 2022

No  Rencana tindak lanjut  Unsur                               Status  NRR lalu  NRR kini  Arah   Masih terendah
 1  Usulan: Piket          Waktu Penyelesaian                  BELUM       3,00      3,40  naik   tidak
 2                         Produk Spesifikasi Jenis Pelayanan  BELUM       3,10      3,10  tetap  ya
 3                         Sarana dan Prasarana                BELUM       3,10      2,90  turun  ya

SUDAH 0, PROSES 0, BELUM 3; 0,00 % rencana selesai, belum seluruhnya selesai.
Skor PEKPPP: penyelesaian RTL 1, kecepatan penyelesaian 0."""
    )
    html = after._repr_html_()
    assert html.startswith("<div><p><strong>Tindak lanjut Unit, rencana 2022</strong></p><table")
    assert cells(html) == [*after.printed.columns, *after.printed.to_numpy().ravel()]
    assert html.endswith("<p>Skor PEKPPP: penyelesaian RTL 1, kecepatan penyelesaian 0.</p></div>")
    assert set(after.printed.dtypes) == {np.dtype(object)}


def test_every_state_of_a_plan_is_said_in_words():
    def notes(*status, **when):
        return repr(follow(done(*status, **when), unit())).split("\n\n")[-1].splitlines()

    assert notes("SUDAH", "PROSES", "BELUM") == [
        "SUDAH 1, PROSES 1, BELUM 1; 33,33 % rencana selesai, belum seluruhnya selesai.",
        "Skor PEKPPP: penyelesaian RTL 3, kecepatan penyelesaian 0.",
    ]
    assert notes("SUDAH", selesai=["2023-03-01"]) == [
        "SUDAH 1, PROSES 0, BELUM 0; 100,00 % rencana selesai, seluruhnya selesai dalam 2 bulan.",
        "Skor PEKPPP: penyelesaian RTL 5, kecepatan penyelesaian 4.",
    ]
    assert notes("SUDAH")[0] == (
        "SUDAH 1, PROSES 0, BELUM 0; 100,00 % rencana selesai, seluruhnya selesai; tanggal penyusunan atau "
        "penyelesaiannya belum diisi."
    )
    empty = done("BELUM")
    assert (
        repr(follow(empty.edited(empty.frame.iloc[:0]), unit()))
        == """\
Tindak lanjut Unit, rencana periode lalu

No  Rencana tindak lanjut  Unsur  Status  NRR lalu  NRR kini  Arah  Masih terendah

Tidak ada rencana tindak lanjut.
Skor PEKPPP: penyelesaian RTL 0."""
    )


def test_follow_through_without_answers_then_or_now_compares_nothing():
    none = Result(Tally.from_totals(dict.fromkeys(KODE, 0), n=0))
    later = follow(plan(unit(U3=30), k=1), none)
    assert later.frame[["nrr_before", "nrr", "change", "direction"]].to_numpy().tolist() == [
        [3.0, pytest.approx(np.nan, nan_ok=True), pytest.approx(np.nan, nan_ok=True), ""]
    ]
    assert later.printed[["NRR lalu", "NRR kini", "Arah"]].to_numpy().tolist() == [["3,00", "–", "–"]]
    rencana = plan(unit(U3=30), k=1)
    unknown = rencana.edited(rencana.frame.assign(nrr=np.nan))
    earlier = follow(unknown, unit(U3=30))
    assert earlier.printed[["NRR lalu", "NRR kini", "Arah"]].to_numpy().tolist() == [["–", "3,00", "–"]]
    assert unknown.printed["NRR"].tolist() == ["–"]


def test_unsur_are_followed_by_name_across_guidelines():
    rencana = plan(unit(PERMENPANRB_16_2014, U9=30, U8=31, U2=32))
    after = follow(rencana, unit(U8=33, U9=20, U2=32))
    assert after.frame["unsur"].tolist() == ["U8", "", "U2"]
    assert after.frame["direction"].tolist() == ["naik", "", "tetap"]


@pytest.mark.parametrize(
    ("finished", "planned", "score"),
    [(0, 3, 1), (1, 4, 2), (29, 100, 2), (3, 10, 3), (4, 5, 3), (81, 100, 4), (9, 10, 4), (3, 3, 5)],
)
def test_the_share_of_the_plan_done_scores_as_in_pekppp(finished, planned, score):
    one = done("BELUM")
    frame = pd.concat([one.frame] * planned, ignore_index=True)
    frame.loc[: finished - 1, "status"] = "SUDAH"
    after = follow(one.edited(frame), unit())
    assert after.percent_done == Fraction(100 * finished, planned)
    assert after.score_done == score
    pd.testing.assert_series_equal(
        after.counts,
        pd.Series(
            [finished, 0, planned - finished],
            pd.Index(["SUDAH", "PROSES", "BELUM"], dtype=object, name="status"),
            "int64",
            name="jumlah",
        ),
    )


def test_no_plan_scores_nothing():
    empty = done("BELUM")
    after = follow(empty.edited(empty.frame.iloc[:0]), unit())
    assert (after.percent_done, after.months, after.score_done, after.score_speed) == (None, None, 0, 0)
    assert "Tidak ada rencana" in repr(after)


@pytest.mark.parametrize(
    ("day", "months", "score"),
    [
        ("2023-01-31", 0, 5), ("2023-02-28", 1, 5), ("2023-03-01", 2, 4), ("2023-04-30", 3, 4),
        ("2023-05-01", 4, 3), ("2023-07-31", 6, 3), ("2023-08-01", 7, 2), ("2023-10-31", 9, 2),
        ("2023-11-01", 10, 1), ("2024-01-31", 12, 1), ("2024-02-01", 13, 0),
    ],
)  # fmt: skip
def test_months_to_completion_score_as_in_pekppp(day, months, score):
    after = follow(done("SUDAH", "SUDAH", selesai=["2023-01-31", day]), unit())
    assert (after.months, after.score_speed) == (months, score)
    assert f"seluruhnya selesai dalam {months} bulan" in repr(after)


def test_months_are_unknown_until_all_is_done_and_dated():
    assert follow(done("SUDAH", "PROSES", selesai=["2023-02-01", None]), unit()).months is None
    undated = follow(done("SUDAH"), unit())
    assert (undated.months, undated.score_done, undated.score_speed) == (None, 5, 0)
    assert "belum diisi" in undated._repr_html_()
    assert follow(done("SUDAH", selesai=["2023-02-01"], disusun=None), unit()).months is None
    dated = follow(done("SUDAH", selesai=["2023-02-01"]), unit())
    assert replace(dated, frame=dated.frame.assign(status="PROSES")).months is None


def test_media_score_one_each_and_five_at_most():
    assert [pekppp_media(m) for m in (0, 1, 4, 5, 9)] == [0, 1, 4, 5, 5]
    with pytest.raises(ValueError, match="0 or more"):
        pekppp_media(-1)
    with pytest.raises(ValueError, match="1 or more"):
        plan(unit(), per_unsur=0)
