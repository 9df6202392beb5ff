"""The Laporan SKM: every number is the result's, the file is real Word, and no text can break it."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

import skm
from libreoffice import convert, needs_libreoffice
from skm.cli import main
from skm.ground.errors import FileError, SkmError
from skm.ground.writing import written
from skm.priorities import follow, plan
from skm.report import laporan, laporan_template, page, read_isian
from skm.report._plan_workbook import save_rencana
from skm.report.document._laporan import OUTLINES
from skm.report.document._template import TABLES, VALUES
from skm.report.document._word import Word, cleaned
from skm.report.isian import ISIAN
from skm.trends import trend

HOSTILE = (
    "=cmd|'/C calc'!A0 <script>alert(1)</script> ]]> &amp; {{ 7*7 }} {% raw %} \x00\x07\x1b\x02jadwal\x03 \u202eabc "
    "\U0001f600\u200d\U0001f468 نص عربي [isi: palsu] "
) + "x" * 40_000


@pytest.fixture(scope="module")
def bakarangan(sample_data):
    pedoman = skm.read_pedoman(sample_data / "pedoman_bakarangan.toml")
    responses = skm.read(sample_data / "bakarangan_2022_layanan.csv", pedoman=pedoman)
    return skm.summarize(responses, by="layanan"), responses


@pytest.fixture(scope="module")
def unit(sample_data):
    pedoman = skm.read_pedoman(sample_data / "pedoman_bakarangan.toml")
    responses = skm.read(sample_data / "bakarangan_2022_unit.csv", pedoman=pedoman)
    return skm.summarize(responses), responses


@pytest.fixture(scope="module")
def sample_data():
    return Path(__file__).parents[2] / "sample_data"


def survey(pedoman, n, services, *, blanks=0.0, seed=3):
    """Made-up answers with a profile, read."""
    rng = np.random.default_rng(seed)
    codes = list(pedoman.pertanyaan_kode)
    answers = rng.integers(2, pedoman.nilai_max + 1, (n, len(codes)))
    frame = pd.DataFrame(answers, columns=codes).astype("Int64")
    frame = frame.mask(rng.random(frame.shape) < blanks)
    frame["layanan"] = [services[i % len(services)] for i in range(n)]
    frame["jenis_kelamin"] = rng.choice(["L", "P"], n)
    return skm.read(frame, pedoman=pedoman)


def opened(content):
    return Document(io.BytesIO(content))


def words(content):
    """All text of the body, fields as they show, one paragraph a line."""
    return "\n".join(
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in opened(content).element.body.iter(qn("w:p"))
    )


def tables(content):
    """Each table by its caption, as rows of text."""
    found = {}
    for element in opened(content).element.body:
        if element.tag == qn("w:p"):
            caption = "".join(t.text or "" for t in element.iter(qn("w:t")))
        elif element.tag == qn("w:tbl"):
            rows = [
                ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
                for row in element.iter(qn("w:tr"))
            ]
            found[caption.partition(". ")[2]] = rows
    return found


def printed(frame):
    return [list(map(str, frame.columns)), *frame.astype(str).to_numpy().tolist()]


def headings(content):
    names = {"Heading 1", "Heading 2", "Lampiran"}
    return [p.text for p in opened(content).paragraphs if p.style.name in names]


# What it says ---------------------------------------------------------------------------------------------


def test_the_full_outline_has_its_five_chapters_and_four_attachments(bakarangan):
    hasil, responses = bakarangan
    found = headings(written(laporan, hasil, responses=responses))
    assert found == [
        *("PENDAHULUAN", "Latar Belakang", "Dasar Pelaksanaan SKM", "Maksud dan Tujuan"),
        *("PENGUMPULAN DATA SKM", "Pelaksana SKM", "Metode Pengumpulan Data", "Lokasi Pengumpulan Data"),
        *("Waktu Pelaksanaan SKM", "Penentuan Jumlah Responden"),
        *("HASIL PENGOLAHAN DATA SKM", "Jumlah Responden SKM"),
        "Indeks Kepuasan Masyarakat (Unit Layanan dan Per Unsur)",
        *("ANALISIS HASIL SKM", "Analisis Permasalahan, Kelemahan, dan Kelebihan Unsur Layanan"),
        *("Rencana Tindak Lanjut", "Tren Nilai SKM", "KESIMPULAN"),
        *("Kuesioner", "Hasil Pengolahan Data", "Dokumentasi"),
        "Laporan Hasil Tindak Lanjut SKM Periode Sebelumnya",
    ]


def test_the_short_outline_has_four_chapters_with_the_previous_follow_up_as_the_third(bakarangan):
    hasil, responses = bakarangan
    chapters = [
        h for h in headings(written(laporan, hasil, susunan="ringkas", responses=responses)) if h.isupper()
    ]
    assert chapters == [
        "PENDAHULUAN",
        "ANALISIS DATA SKM",
        "HASIL TINDAK LANJUT SKM PERIODE SEBELUMNYA",
        "KESIMPULAN",
    ]


def test_running_text_tells_the_printed_figures(unit):
    hasil, responses = unit
    text = words(written(laporan, hasil, responses=responses, isian={"unit": "Kecamatan Bakarangan"}))
    assert "Dari 162 responden diperoleh nilai IKM 87,81 dengan mutu B (Baik)." in text
    assert "adalah Ketepatan Waktu (3,33), Produk Pelayanan (3,42), dan Kompetensi Pelaksana (3,43)." in text
    assert "Kewajaran Biaya/Tarif (3,99)" in text
    assert "Kuesioner masuk 162 = dipakai 162 + disisihkan 0" in text
    assert "Kuesioner bertanggal 4 Januari 2022 sampai 27 Desember 2022." in text
    assert "KECAMATAN BAKARANGAN" in text


@pytest.mark.parametrize("susunan", OUTLINES)
def test_every_table_shows_the_frames_of_the_result(bakarangan, susunan):
    hasil, responses = bakarangan
    found = tables(written(laporan, hasil, susunan=susunan, responses=responses))
    unsur = hasil.printed_unsur.drop(columns=["Jumlah nilai", "Prioritas"])
    assert found["Nilai rata-rata (NRR) dan IKM per unsur pelayanan"] == printed(unsur)
    assert found["IKM per layanan"] == printed(hasil.printed_groups)
    assert [row[1:3] for row in found["Karakteristik responden"][1:3]] == [
        ["Jenis kelamin", "Laki-laki"],
        ["", "Perempuan"],
    ]
    assert [row[1] for row in found["Unsur pelayanan dari nilai terendah"][1:4]] == [
        "Kompetensi Pelaksana",
        "Penanganan Pengaduan",
        "Kewajaran Biaya/Tarif",
    ]
    assert found["Unsur terendah per layanan"][1] == ["Umum", "88,65", "Kewajaran Biaya/Tarif (3,46)"]
    assert len(found["Rencana tindak lanjut"]) == 4
    assert found["Asal angka"][1:] == hasil.provenance.astype(str).to_numpy().tolist()


def test_the_processing_table_holds_every_answer_and_closes_on_the_index(bakarangan):
    hasil, responses = bakarangan
    rows = tables(written(laporan, hasil, responses=responses))[
        "Pengolahan data SKM per responden dan per unsur pelayanan"
    ]
    body = rows[1:101]
    assert [[int(a) for a in row[1:]] for row in body] == np.column_stack(
        list(responses.answers.values())
    ).tolist()
    by_label = {row[0]: row[1:] for row in rows[101:]}
    assert by_label["Σ nilai"] == hasil.printed_unsur["Jumlah nilai"].tolist()
    assert by_label["NRR"] == hasil.printed_unsur["NRR"].tolist()
    assert by_label["**)"] == ["IKM unit pelayanan: 86,00, mutu B (Baik)"]


def test_blanks_are_dashes_and_incomplete_questionnaires_stay_out_when_only_complete_ones_count():
    responses = survey(skm.PERMENPANRB_14_2017, 30, ["KTP"], blanks=0.1)
    caption = "Pengolahan data SKM per responden dan per unsur pelayanan"
    all_rows = tables(written(laporan, skm.summarize(responses), responses=responses))[caption]
    filled = [sum(row[i] != "–" for row in all_rows[1:31]) for i in range(1, 10)]
    assert {row[0]: row[1:] for row in all_rows}["Terisi"] == list(map(str, filled))
    hasil = skm.summarize(responses, blanks="complete")
    complete = tables(written(laporan, hasil, responses=responses))[caption]
    assert hasil.n < 30
    assert len(complete) == 1 + hasil.n + 6
    assert not any("–" in row for row in complete[1 : 1 + hasil.n])


def test_several_questions_of_one_unsur_share_its_closing_cells():
    unsur = (
        skm.Unsur("U1", "Alur", pertanyaan=(skm.Pertanyaan("P1"), skm.Pertanyaan("P2"))),
        skm.Unsur("U2", "Sikap", pertanyaan=(skm.Pertanyaan("P3"),)),
    )
    pedoman = replace(skm.PERMENPANRB_14_2017, nama="Dua unsur", unsur=unsur, bobot=())
    responses = survey(pedoman, 4, ["KTP"])
    hasil = skm.summarize(responses)
    content = written(laporan, hasil, responses=responses)
    rows = tables(content)["Pengolahan data SKM per responden dan per unsur pelayanan"]
    assert rows[0] == ["No. resp.", "P1", "P2", "P3"]
    assert {row[0]: row[1:] for row in rows}["NRR"] == hasil.printed_unsur["NRR"].tolist()
    spans = [s.get(qn("w:val")) for s in opened(content).element.body.iter(qn("w:gridSpan"))]
    assert spans.count("2") == 4
    assert "3 pertanyaan tentang 2 unsur pelayanan" in words(content)


def test_ties_at_the_third_lowest_are_all_named_and_said():
    totals = {f"U{i}": 36 for i in range(1, 10)} | {"U1": 30, "U2": 31, "U3": 32, "U4": 32}
    text = words(written(laporan, skm.summarize(skm.Tally.from_totals(totals, n=10))))
    assert "Waktu Penyelesaian (3,20), dan Biaya/Tarif (3,20)" in text
    assert "Unsur Waktu Penyelesaian dan Biaya/Tarif bernilai persis sama, sehingga 4 unsur disebut" in text


def test_the_trend_stands_with_its_targets_and_its_change_in_words(unit):
    hasil, _ = unit
    tren = trend({2020: 84, 2021: 86.7, 2022: hasil}, targets={2021: 86, 2022: 88})
    content = written(laporan, hasil, trend=tren)
    rows = tables(content)["Tren nilai IKM"]
    assert rows[0] == [
        "Periode",
        "Responden",
        "IKM",
        "Mutu",
        "Perubahan",
        "Target",
        "Capaian (%)",
        "Kategori",
    ]
    assert rows[3][:7] == ["2022", "162", "87,81", "B", "+1,11", "88,00", "99,78"]
    assert "IKM 2022 adalah 87,81, naik 1,11 poin dari 2021 (86,70)." in words(content)
    plain = tables(written(laporan, hasil, trend=trend({2021: 86.7, 2022: hasil})))["Tren nilai IKM"]
    assert plain[0] == ["Periode", "Responden", "IKM", "Mutu", "Perubahan"]


def test_the_plan_and_last_periods_follow_up_stand_as_the_office_left_them(unit):
    hasil, _ = unit
    before = plan(hasil)
    done = before.frame.assign(status=["SUDAH", "PROSES", "BELUM"], program=["Loket baru", "SOP baru", ""])
    before = before.edited(done)
    found = tables(written(laporan, hasil, rencana=before, tindak_lanjut=follow(before, hasil)))
    assert [row[2] for row in found["Rencana tindak lanjut"][1:]] == [
        "Loket baru",
        "SOP baru",
        "[isi: program atau kegiatan]",
    ]
    assert [row[3] for row in found["Tindak lanjut SKM periode sebelumnya"][1:]] == [
        "SUDAH",
        "PROSES",
        "BELUM",
    ]


@pytest.mark.parametrize(("users", "said"), [(170, "118"), (1200, "291")])
def test_the_number_of_respondents_is_held_against_krejcie_and_morgan(unit, users, said):
    text = words(written(laporan, replace(unit[0], population=users)))
    assert f"diperlukan {said} responden; kuesioner yang dipakai 162" in text
    assert ("sehingga terpenuhi" in text) == (users == 170)
    assert ("sehingga kurang 129 responden" in text) == (users == 1200)


def test_more_rows_than_a_word_file_carries_are_left_to_the_workbook_and_that_is_said():
    responses = survey(skm.PERMENPANRB_14_2017, 1501, ["KTP"])
    content = written(laporan, skm.summarize(responses), responses=responses)
    rows = tables(content)["Pengolahan data SKM per responden dan per unsur pelayanan"]
    assert [row[0] for row in rows] == [
        "No. resp.",
        "Σ nilai",
        "Terisi",
        "NRR",
        "NRR tertimbang",
        "*)",
        "**)",
    ]
    assert "lebih dari 1.500 baris" in words(content)


def test_set_aside_questionnaires_are_accounted_for():
    frame = pd.DataFrame({f"U{i}": [4, 3, 9] for i in range(1, 10)})
    responses = skm.read(frame, invalid="drop")
    content = written(laporan, skm.summarize(responses), responses=responses)
    assert "Kuesioner masuk 3 = dipakai 2 + disisihkan 1" in words(content)
    assert tables(content)["Kuesioner yang disisihkan"][1][1] == "1"


# What only the office knows -------------------------------------------------------------------------------


def test_what_only_the_office_knows_is_marked_and_highlighted_until_it_is_filled_in(unit):
    hasil, _ = unit
    empty = written(laporan, hasil)
    marks = set(re.findall(r"\[isi: [^\]]*\]", words(empty)))
    assert {f"[isi: {meaning}]" for key, meaning in ISIAN.items()} <= marks
    for text in opened(empty).element.body.iter(qn("w:t")):
        if "[isi: " in (text.text or ""):
            assert text.getparent().find(f"{qn('w:rPr')}/{qn('w:rStyle')}").get(qn("w:val")) == "Isian"
    assert 'w:fill="FFF2A8"' in opened(empty).styles["Isian"].element.xml
    filled = written(laporan, hasil, isian={key: f"Isi {key}\n\nAlinea dua" for key in ISIAN})
    left = set(re.findall(r"\[isi: [^\]]*\]", words(filled)))
    assert left == {
        "[isi: hari]",
        "[isi: hasil rumus]",
        "[isi: jumlah pengguna layanan]",
        "[isi: logo instansi]",
        "[isi: nilai IKM periode-periode sebelumnya dan penjelasan perubahannya]",
        "[isi: nomor halaman: klik kanan pada daftar, pilih Perbarui, lalu hapus baris ini]",
        "[isi: penanggung jawab]",
        "[isi: rencana tindak lanjut periode sebelumnya dan status pelaksanaannya]",
        "[isi: jenis kelamin, pendidikan, pekerjaan, dan jenis layanan responden]",
    }
    assert {"Isi latar_belakang", "Alinea dua"} <= set(words(filled).splitlines())


def test_the_name_of_the_unit_stands_in_tables_too(bakarangan):
    hasil, _ = bakarangan
    rows = tables(written(laporan, hasil, isian={"unit": "Kecamatan Bakarangan"}))["IKM per layanan"]
    assert rows[-1][0] == "Kecamatan Bakarangan"


def test_an_unknown_field_or_outline_is_refused(unit):
    with pytest.raises(ValueError, match="unknown fields \\['perioda'\\]"):
        written(laporan, unit[0], isian={"perioda": "2022"})
    with pytest.raises(ValueError, match="susunan is one of \\['lengkap', 'ringkas'\\], not 'panjang'"):
        written(laporan, unit[0], susunan="panjang")


def test_fields_are_read_from_a_toml_file_and_wrong_ones_are_named(tmp_path):
    path = tmp_path / "isian.toml"
    path.write_text('periode = "Tahun 2022"\nnip = 19800101\n', encoding="utf-8")
    assert read_isian(path) == {"periode": "Tahun 2022", "nip": "19800101"}
    path.write_text('perioda = "Tahun 2022"\n', encoding="utf-8")
    with pytest.raises(
        FileError, match=r"isian\.toml: isian perioda tidak dikenal\. Yang ada: unit, instansi"
    ):
        read_isian(path)
    path.write_text("periode = Tahun 2022\n", encoding="utf-8")
    with pytest.raises(FileError, match="Tulis satu isian per baris"):
        read_isian(path)


def test_one_record_of_fields_serves_the_report_the_sheet_and_the_page(tmp_path, unit):
    path = tmp_path / "isian.toml"
    path.write_text(
        'unit = "Kecamatan Contoh"\nalamat = "Jalan A"\nmulai = 2022-01-05\nselesai = "2022-06-28"\n'
        'tautan = "https://contoh.go.id"\n',
        encoding="utf-8",
    )
    fields = read_isian(path)
    days = (date(2022, 1, 5), date(2022, 6, 28))
    assert (fields["mulai"], fields["selesai"]) == days
    text = words(written(laporan, unit[0], responses=unit[1], isian=fields))
    assert "Kuesioner bertanggal 5 Januari 2022 sampai 28 Juni 2022." in text
    shown = written(page, unit[0], responses=unit[1], **fields).decode()
    assert "5 Januari 2022 s/d 28 Juni 2022" in shown
    assert "Jalan A" not in shown
    path.write_text('mulai = "Januari"\n', encoding="utf-8")
    with pytest.raises(FileError, match="isian mulai dan selesai adalah tanggal"):
        read_isian(path)


def test_responses_that_are_not_those_behind_the_result_are_refused(bakarangan, unit):
    with pytest.raises(ValueError, match="162 responses are used, but the result has n = 100"):
        written(laporan, bakarangan[0], responses=unit[1])


# A real Word file -----------------------------------------------------------------------------------------


def test_captions_lists_and_references_are_fields_and_point_to_what_is_there(bakarangan):
    hasil, responses = bakarangan
    body = opened(written(laporan, hasil, responses=responses)).element.body
    codes = [i.text.strip() for i in body.iter(qn("w:instrText"))]
    numbered = [
        p for p in body.iter(qn("w:p")) if any("SEQ" in (i.text or "") for i in p.iter(qn("w:instrText")))
    ]
    assert codes.count(r"SEQ Tabel \* ARABIC") == len(list(body.iter(qn("w:tbl"))))
    assert codes.count(r"SEQ Gambar \* ARABIC") == len(list(body.iter(qn("w:drawing")))) == 3
    assert {r'TOC \h \z \c "Tabel"', r'TOC \h \z \c "Gambar"'} <= set(codes)
    assert sum(code.startswith(r'TOC \o "1-2"') for code in codes) == 1
    marks = {b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))}
    targets = [code.split()[1] for code in codes if code.startswith(("REF", "PAGEREF"))]
    assert targets
    assert set(targets) <= marks
    ids = [b.get(qn("w:id")) for b in body.iter(qn("w:bookmarkStart"))]
    assert len(ids) == len(set(ids))
    # What a reference shows is what the caption says.
    captions = {
        p.find(qn("w:bookmarkStart")).get(qn("w:name")): "".join(t.text for t in p.iter(qn("w:t")))
        for p in numbered
    }
    shown = re.findall(r"(?:Tabel|Gambar) \d+", words(written(laporan, hasil, responses=responses)))
    assert {c.partition(".")[0] for c in captions.values()} == set(shown)
    kinds = [m.get(qn("w:fldCharType")) for m in body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_tables_are_real_with_heading_rows_that_come_again_and_columns_that_fill_the_line(bakarangan):
    hasil, responses = bakarangan
    body = opened(written(laporan, hasil, responses=responses)).element.body
    for table in body.iter(qn("w:tbl")):
        rows = list(table.iter(qn("w:tr")))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        if len(rows) <= 16:  # a small table stays on one page
            assert [len(list(row.iter(qn("w:keepNext")))) > 0 for row in rows] == [
                *[True] * (len(rows) - 1),
                False,
            ]
        columns = [int(c.get(qn("w:w"))) for c in table.iter(qn("w:gridCol"))]
        assert abs(sum(columns) - 16 * 567) < 20
        for row in rows:
            spans = [c.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for c in row.iter(qn("w:tc"))]
            assert sum(1 if s is None else int(s.get(qn("w:val"))) for s in spans) == len(columns)


def test_headings_are_numbered_by_word_and_pictures_have_alternative_text(bakarangan):
    doc = opened(written(laporan, bakarangan[0]))
    for name, level in (("Heading 1", "0"), ("Heading 2", "1"), ("Lampiran", "0")):
        number = doc.styles[name].element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        assert number.find(qn("w:ilvl")).get(qn("w:val")) == level
    assert [s._inline.docPr.get("descr") for s in doc.inline_shapes] == [
        "Unsur pelayanan dari yang terendah",
        "IKM per layanan dan kelas mutunya",
        "NRR unsur pelayanan per layanan",
    ]


def test_fourteen_unsur_turn_the_processing_table_across_and_back():
    responses = survey(skm.KEPMENPAN_25_2004, 20, ["Izin"], blanks=0.05)
    doc = opened(written(laporan, skm.summarize(responses), responses=responses))
    assert [s.page_width > s.page_height for s in doc.sections] == [False, True, False]


@pytest.mark.parametrize("susunan", OUTLINES)
def test_the_same_report_gives_the_same_bytes(bakarangan, susunan):
    hasil, responses = bakarangan
    first, second = (written(laporan, hasil, susunan=susunan, responses=responses) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.long
def test_the_same_report_gives_the_same_bytes_in_another_process(sample_data):
    code = (
        "import hashlib, skm\nfrom skm.ground.writing import written\n"
        f"responses = skm.read({str(sample_data / 'bakarangan_2022_layanan.csv')!r}, "
        f"pedoman=skm.read_pedoman({str(sample_data / 'pedoman_bakarangan.toml')!r}))\n"
        "result = skm.summarize(responses, by='layanan')\n"
        "content = written(skm.report.laporan, result, responses=responses)\n"
        "print(hashlib.sha256(content).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


# Whatever the survey, whatever the text -------------------------------------------------------------------


def test_a_unit_without_an_index_says_so():
    frame = pd.DataFrame({f"U{i}": [4, 3] for i in range(1, 10)}).astype("Int64").assign(U3=pd.NA)
    text = words(written(laporan, skm.summarize(frame)))
    assert "nilai IKM belum dapat dihitung karena ada unsur tanpa jawaban" in text


@pytest.mark.parametrize("services", [["KTP"], [f"Layanan {i} dengan nama yang panjang" for i in range(40)]])
def test_one_service_and_forty_are_all_in_the_tables(services):
    responses = survey(skm.PERMENPANRB_14_2017, 80, services)
    hasil = skm.summarize(responses, by="layanan")
    found = tables(written(laporan, hasil, responses=responses))
    assert [row[0] for row in found["IKM per layanan"][1:]] == hasil.printed_groups["Layanan"].tolist()
    assert len(found["Unsur terendah per layanan"]) == 1 + len(services)
    # Forty bars on a page cannot be read: the table alone tells them.
    pictures = len(opened(written(laporan, hasil, responses=responses)).inline_shapes)
    assert pictures == (2 if len(services) == 1 else 1)


def test_no_unsur_is_among_the_lowest_and_the_highest():
    totals = {f"U{i}": 30 for i in range(1, 10)} | {"U1": 20, "U2": 40}
    text = words(written(laporan, skm.summarize(skm.Tally.from_totals(totals, n=10))))
    assert "Unsur dengan nilai tertinggi adalah Sistem, Mekanisme, dan Prosedur (4,00)." in text


WORDS = st.text(
    st.characters(exclude_characters="\x02", exclude_categories=["Cs"]), max_size=60
)  # no reference


@settings(max_examples=min(40, settings.default.max_examples))
@given(WORDS, WORDS)
def test_any_text_at_all_can_stand_anywhere_in_a_document(one, other):
    word = Word(one, other)
    word.chapter(one)
    word.text(other)
    word.items([one])
    word.table("a", other, [one, "n"], [[other, "1"], [one, "2"]])
    word.contents("Daftar", "Tabel")
    content = word.content()
    said = words(content)
    assert cleaned(other).split() == [] or " ".join(cleaned(other).split()) in " ".join(said.split())
    (rows,) = tables(content).values()
    assert [row[1] for row in rows] == ["n", "1", "2"]


def hostile_survey():
    frame = pd.DataFrame({f"U{i}": [4, 3, 2, 4] for i in range(1, 10)})
    frame["layanan"] = ["KTP", HOSTILE, "KTP", HOSTILE]
    frame["Saran"] = HOSTILE
    responses = skm.read(frame)
    return skm.summarize(responses, by="layanan"), responses


def test_hostile_text_breaks_neither_the_report_nor_a_template(tmp_path):
    hasil, responses = hostile_survey()
    isian = {"unit": HOSTILE, "latar_belakang": HOSTILE, "periode": HOSTILE}
    template = laporan_template(tmp_path / "templat.docx")
    for content in (
        written(laporan, hasil, responses=responses, isian=isian),
        written(laporan, hasil, responses=responses, isian=isian, templat=template),
    ):
        text = words(content)
        assert "<script>alert(1)</script> ]]> &amp; {{ 7*7 }} {% raw %}" in text
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)
        assert "نص عربي" in text
        assert max(map(len, text.splitlines())) < 25_000
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert b"script>alert" not in file.read("word/document.xml").replace(b"&lt;script&gt;", b"")


@needs_libreoffice
@pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext is not installed: nothing reads the pages"
)
@pytest.mark.long
def test_libreoffice_opens_a_report_with_hostile_text_and_shows_its_figures(tmp_path):
    hasil, responses = hostile_survey()
    path = laporan(hasil, tmp_path / "laporan.docx", responses=responses, isian={"latar_belakang": HOSTILE})
    (pages,) = convert([path], tmp_path, "pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", pages, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert f"nilai IKM {hasil.ikm_text} dengan mutu" in " ".join(text.split())
    assert "BAB III HASIL PENGOLAHAN DATA SKM" in text
    assert "Lampiran 2. Hasil Pengolahan Data" in text


# An office's own template ---------------------------------------------------------------------------------


def own_template(path, *paragraphs):
    doc = Document()
    for text in paragraphs:
        doc.add_paragraph(text)
    doc.save(path)
    return path


def test_the_template_that_is_written_holds_every_field_and_fills_completely(tmp_path, bakarangan):
    hasil, responses = bakarangan
    template = laporan_template(tmp_path / "templat.docx")
    asked = words(template.read_bytes())
    for name in (*ISIAN, *VALUES):
        assert f"{{{{ {name} }}}}" in asked
    for name, columns in TABLES.items():
        assert f"{{%tr for r in {name} %}}" in asked
        assert all(f"{{{{ r.{column} }}}}" in asked for column in columns)
    before = plan(hasil)
    content = written(
        laporan,
        hasil,
        responses=responses,
        trend=trend({2021: 86.7, 2022: hasil}),
        tindak_lanjut=follow(before, hasil),
        templat=template,
    )
    text, found = words(content), tables(content)
    assert "{{ " not in text
    assert [row[1:] for row in found["tabel_kelompok"][1:]] == hasil.printed_groups.iloc[
        :, 1:
    ].to_numpy().tolist()
    assert [row[3] for row in found["tabel_unsur"][1:]] == hasil.printed_unsur["NRR"].tolist()
    assert [row[0] for row in found["tabel_tren"][1:]] == ["2021", "2022"]
    assert len(found["tabel_tindak_lanjut"]) == 4
    assert len(opened(content).inline_shapes) == 4
    assert written(laporan, hasil, responses=responses, templat=template) == written(
        laporan, hasil, responses=responses, templat=template
    )


def test_a_template_of_the_offices_own_keeps_its_words_and_gets_our_figures(tmp_path, unit):
    template = own_template(
        tmp_path / "kantor.docx",
        "Kepuasan warga {{ unit }}: {{ nilai }}.",
        "{{ latar_belakang }}",
        "{% if seri %}Ada yang seri.{% else %}Tidak ada yang seri.{% endif %} {{ lokasi }}",
    )
    isian = {"unit": "Kecamatan <Bakarangan> & Co", "latar_belakang": "Satu.\n\nDua."}
    content = written(laporan, unit[0], isian=isian, templat=template)
    lines = words(content).splitlines()
    assert lines[0] == "Kepuasan warga Kecamatan <Bakarangan> & Co: nilai IKM 87,81 dengan mutu B (Baik)."
    assert lines[1:3] == ["Satu.", "Dua."]
    assert lines[3] == "Tidak ada yang seri. [isi: tempat pengumpulan data]"
    highlighted = [r for p in opened(content).paragraphs for r in p.runs if r.font.highlight_color]
    assert "[isi: tempat pengumpulan data]" in highlighted[-1].text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nilai_ikm }}", r"bidang nilai_ikm tidak dikenal. Yang ada: alamat, bagan_kelompok"),
        ("{% if ikm %}tanpa akhir", r"templat tidak dapat diisi .*endif"),
        ("{% for r in tabel_unsur %}{{ r.rata }}{% endfor %}", "has no attribute 'rata'"),
        ("{{ ''.__class__.__mro__ }}", "templat tidak dapat diisi"),
        ("{% for i in range(10**9) %}{% endfor %}", "templat tidak dapat diisi"),
    ],
)
def test_a_template_written_wrongly_is_refused_in_words_and_cannot_reach_the_machine(
    tmp_path, unit, text, said
):
    template = own_template(tmp_path / "salah.docx", text)
    with pytest.raises(FileError, match=said) as caught:
        written(laporan, unit[0], templat=template)
    assert str(caught.value).startswith("salah.docx: ")


def test_a_file_that_is_no_word_file_is_refused(tmp_path, unit):
    path = tmp_path / "templat.docx"
    path.write_bytes(b"bukan")
    with pytest.raises(FileError, match=r"templat\.docx: bukan berkas Word"):
        written(laporan, unit[0], templat=path)
    with pytest.raises(FileError, match=r"tidak_ada\.docx"):
        written(laporan, unit[0], templat=tmp_path / "tidak_ada.docx")


def changed(template, path, **parts):
    """A copy of a template with other parts."""
    with (
        zipfile.ZipFile(template) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in {*old.namelist(), *parts}:
            with new.open(name, "w") as part:
                for piece in parts.get(name, [old.read(name)] if name in old.namelist() else []):
                    part.write(piece)
    return path


def test_a_template_that_is_a_bomb_is_refused_before_it_is_unpacked(tmp_path, unit):
    plain = own_template(tmp_path / "templat.docx", "{{ ikm }}")
    zeros = [bytes(10_000_000)] * 51
    bomb = changed(plain, tmp_path / "besar.docx", **{"word/media/image1.png": zeros})
    assert bomb.stat().st_size < 5_000_000
    with pytest.raises(
        FileError, match=r"besar\.docx: isinya setelah dibuka 511 MB, lebih dari batas 500 MB"
    ):
        written(laporan, unit[0], templat=bomb)
    with zipfile.ZipFile(plain) as archive:
        text = archive.read("word/document.xml")
    entity = text.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1)
    laughing = changed(plain, tmp_path / "entitas.docx", **{"word/document.xml": [entity]})
    with pytest.raises(
        FileError, match=r"entitas\.docx: bagian 'word/document\.xml' memuat deklarasi DOCTYPE"
    ):
        written(laporan, unit[0], templat=laughing)


def test_a_damaged_template_is_one_sentence(tmp_path, unit):
    plain = own_template(tmp_path / "templat.docx", "{{ ikm }}").read_bytes()
    path = tmp_path / "rusak.docx"
    for at in range(0, len(plain), len(plain) // 40):
        path.write_bytes(plain[:at] + bytes(b ^ 0x55 for b in plain[at : at + 8]) + plain[at + 8 :])
        with contextlib.suppress(FileError):
            written(laporan, unit[0], templat=path)


# The extra, and the command line --------------------------------------------------------------------------


@pytest.mark.parametrize("package", ["docx", "docxtpl"])
def test_without_the_extra_one_message_names_it(tmp_path, unit, package):
    template = laporan_template(tmp_path / "templat.docx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, package, None)
        with pytest.raises(SkmError, match=r'pip install "skm-ikm\[laporan\]"'):
            written(laporan, unit[0], templat=template if package == "docxtpl" else None)


def test_the_command_writes_the_report_and_refuses_to_replace_one(tmp_path, sample_data, capsys):
    path = tmp_path / "laporan.docx"
    line = ["laporan", str(sample_data / "bakarangan_2022_unit.csv"), "--pedoman"]
    line += [
        str(sample_data / "pedoman_bakarangan.toml"),
        "--nama",
        "Kecamatan Bakarangan",
        "--ke",
        str(path),
    ]
    line += [
        "--isi",
        "periode=Tahun 2022",
        "--tren",
        "2020=84",
        "--tren",
        "2021=86,70",
        "--susunan",
        "ringkas",
    ]
    assert main(line) == 0
    out, err = capsys.readouterr()
    assert "Kecamatan Bakarangan: IKM 87,81, mutu B (Baik), n = 162" in out
    assert "Lengkapi bagian yang ditandai [isi: ...]." in out
    assert err == ""
    rows = tables(path.read_bytes())["Tren nilai IKM"]
    assert [row[0] for row in rows[1:]] == ["2020", "2021", "Tahun 2022"]
    assert main(line) == 2
    assert "sudah ada; tidak ada yang ditulis" in capsys.readouterr().err
    assert main([*line, "--timpa", "--pengguna", "270"]) == 0
    assert "sehingga kurang" in words(path.read_bytes()) or "sehingga terpenuhi" in words(path.read_bytes())


def test_the_command_takes_plans_fields_and_a_template(tmp_path, sample_data, unit, capsys):
    before = plan(unit[0], periode="Tahun 2021")
    save_rencana(before, tmp_path / "lalu.xlsx")
    (tmp_path / "isian.toml").write_text('periode = "Tahun 2022"\n', encoding="utf-8")
    assert main(["laporan", "--tulis-templat", str(tmp_path / "templat.docx")]) == 0
    line = ["laporan", str(sample_data / "bakarangan_2022_unit.csv"), "--pedoman"]
    line += [str(sample_data / "pedoman_bakarangan.toml"), "--rencana-lalu", str(tmp_path / "lalu.xlsx")]
    line += ["--rencana", str(tmp_path / "lalu.xlsx"), "--isian", str(tmp_path / "isian.toml")]
    assert main([*line, "--ke", str(tmp_path / "a.docx")]) == 0
    found = tables((tmp_path / "a.docx").read_bytes())
    assert len(found["Tindak lanjut SKM periode sebelumnya"]) == 4
    assert main([*line, "--templat", str(tmp_path / "templat.docx"), "--ke", str(tmp_path / "b.docx")]) == 0
    assert "Tahun 2022" in words((tmp_path / "b.docx").read_bytes())
    capsys.readouterr()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--isi", "perioda=2022"], 1, "--isi: isian perioda tidak dikenal. Yang ada: unit"),
        (["--tren", "2021=banyak"], 2, "--tren: 'banyak' bukan IKM, misalnya 2023=86,70."),
        (["--susunan", "panjang"], 2, "'panjang' tidak dikenal; yang ada: lengkap, ringkas."),
        (["--templat", "tidak_ada.docx"], 1, "tidak_ada.docx"),
    ],
)
def test_a_wrong_option_is_one_message_and_writes_nothing(
    tmp_path, sample_data, capsys, monkeypatch, options, code, said
):
    monkeypatch.chdir(tmp_path)
    line = ["laporan", str(sample_data / "bakarangan_2022_unit.csv"), "--pedoman"]
    assert main([*line, str(sample_data / "pedoman_bakarangan.toml"), *options]) == code
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
