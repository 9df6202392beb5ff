"""Files as offices have them: every format, every layout, and what is said of files that cannot be read."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import ole
from skm.ground.errors import (
    ColumnNotFoundError,
    FileError,
    PedomanError,
    ResponseError,
    SkmError,
    StructureError,
)
from skm.pedoman import PERMENPANRB_14_2017, PERMENPANRB_16_2014
from skm.reading import read, read_pedoman
from strategies import sheets

CODES = [f"U{i}" for i in range(1, 10)]
HEADINGS = ["Jenis Layanan", "Jenis Kelamin", *CODES, "Saran"]
ROWS = [
    ["KTP", "L", 4, 3, 4, 4, 3, 4, 4, 3, 4, "Baik"],
    ["SKCK", "P", 3, 3, 3, 4, "", 3, 3, 4, 3, ""],
]
EXPECTED = [[4, 3, 4, 4, 3, 4, 4, 3, 4], [3, 3, 3, 4, 0, 3, 3, 4, 3]]


def answers(responses):
    return np.column_stack(list(responses.answers.values())).tolist()


def xlsx(path, hidden=(), password=None, **grids):
    with xlsxwriter.Workbook(path) as book:
        date_format = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in grids.items():
            page = book.add_worksheet(name)
            if name in hidden:
                page.hide()
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        page.write_datetime(r, c, cell, date_format)
                    elif cell != "":
                        page.write(r, c, cell)
    return path


def text(path, rows, delimiter=",", encoding="utf-8", newline="\n"):
    content = newline.join(delimiter.join(map(str, row)) for row in rows) + newline
    path.write_bytes(content.encode(encoding))
    return path


def ods(path, **grids):
    """An OpenDocument spreadsheet with just what a reader needs."""
    pages = ""
    for name, rows in grids.items():
        pages += f'<table:table table:name="{name}">'
        for row in rows:
            pages += "<table:table-row>"
            for cell in row:
                if isinstance(cell, int | float):
                    pages += f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
                elif cell:
                    pages += f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                else:
                    pages += "<table:table-cell/>"
            pages += "</table:table-row>"
        pages += "</table:table>"
    namespace = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{namespace}:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content xmlns:office="{namespace}:office:1.0" '
            f'xmlns:table="{namespace}:table:1.0" xmlns:text="{namespace}:text:1.0"><office:body>'
            f"<office:spreadsheet>{pages}</office:spreadsheet></office:body></office:document-content>",
        )
    return path


# Formats ----------------------------------------------------------------------------------------------


def written(tmp_path, form):
    rows = [HEADINGS, *ROWS]
    if form == "xlsx":
        return xlsx(tmp_path / "a.xlsx", Data=rows)
    if form == "ods":
        return ods(tmp_path / "a.ods", Data=rows)
    if form == "xls":
        (tmp_path / "a.xls").write_bytes(ole.xls({"Data": rows}))
        return tmp_path / "a.xls"
    if form == "tsv":
        return text(tmp_path / "a.tsv", rows, "\t")
    return text(tmp_path / "a.csv", rows)


@pytest.mark.parametrize("form", ["csv", "tsv", "xlsx", "xls", "ods"])
def test_every_format_reads_the_same(tmp_path, form):
    path = written(tmp_path, form)
    responses = read(path)
    assert answers(responses) == EXPECTED
    assert responses.profile["layanan"].tolist() == ["KTP", "SKCK"]
    assert responses.profile["jenis_kelamin"].tolist() == ["L", "P"]
    assert responses.saran["Saran"].tolist() == ["Baik", None]
    assert responses.origin["baris"].tolist() == [2, 3]
    (source,) = responses.sources
    assert (source.name, source.rows) == (path.name, 2)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_delimiter_and_encoding_are_found_out(tmp_path, delimiter, encoding):
    rows = [[*HEADINGS, "Kelurahan"], *[[*row, "Désa – Baru"] for row in ROWS]]
    responses = read(text(tmp_path / "a.csv", rows, delimiter, encoding, "\r\n"))
    assert answers(responses) == EXPECTED
    assert responses.profile["Kelurahan"].tolist() == ["Désa – Baru"] * 2


def test_questions_with_commas_are_read_with_the_semicolon_between_them(tmp_path):
    questions = [
        p.teks.replace("?", ", menurut Saudara, di unit ini?") for p in PERMENPANRB_14_2017.pertanyaan
    ]
    rows = [questions, ["4,0"] * 9, ["3"] * 9]
    assert answers(read(text(tmp_path / "a.csv", rows, ";"))) == [[4] * 9, [3] * 9]


def test_rows_of_uneven_length_are_refused_with_their_lines(tmp_path):
    rows = [["Jenis Kelamin", *CODES], ["L", *[4] * 5], [], ["P", *[3] * 9, "lebih"]]
    with pytest.raises(
        StructureError, match=r"a.csv: baris 2, 4 memuat lebih banyak atau lebih sedikit isian"
    ):
        read(text(tmp_path / "a.csv", rows))
    blank = read(text(tmp_path / "b.csv", [["Jenis Kelamin", *CODES], ["P", *[3] * 9, "", ""]]))
    assert answers(blank) == [[3] * 9]


def test_excels_own_word_for_the_delimiter_is_understood(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n" + ";".join(CODES) + "\n" + ";".join("444444444") + "\n", encoding="utf-8")
    assert read(path).origin["baris"].tolist() == [3]
    path.write_text("sep=", encoding="utf-8")
    with pytest.raises(ColumnNotFoundError):
        read(path)


def test_cells_over_several_lines_count_as_one_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "Saran," + ",".join(CODES) + '\n"satu\ndua",' + ",".join("444444444") + "\nx,5" + ",4" * 8 + "\n"
    )
    with pytest.raises(ResponseError, match=r"sel B3 \(kolom \"U1\"\)"):
        read(path)


def test_file_objects_frames_and_responses_are_sources_too(tmp_path):
    path = written(tmp_path, "csv")
    with path.open("rb") as file:
        responses = read(file)
    assert answers(responses) == EXPECTED
    assert responses.sources[0].name == "a.csv"
    nameless = read(io.StringIO(path.read_text()))
    assert nameless.sources[0].name == "berkas"
    assert answers(read(pd.DataFrame(ROWS, columns=HEADINGS))) == EXPECTED
    assert read(responses) is responses
    assert answers(read(str(path))) == EXPECTED


@given(table=sheets(max_size=6))
def test_write_then_read_gives_the_same(table):
    cells = table.astype(object).where(table.notna(), "")
    rows = [list(table.columns), *cells.to_numpy().tolist()]
    buffer = io.BytesIO()
    xlsx(buffer, Data=rows)
    buffer.seek(0)
    responses = read(buffer)
    assert answers(responses) == table[CODES].fillna(0).astype(int).to_numpy().tolist()
    assert responses.profile["layanan"].tolist() == table["layanan"].tolist()
    csv = io.StringIO("\n".join(";".join(map(str, row)) for row in rows))
    assert answers(read(csv)) == answers(responses)


# Layouts ----------------------------------------------------------------------------------------------


def test_one_sheet_per_service_with_titles_two_row_headings_totals_and_legend(tmp_path):
    def page(nilai):
        return [
            ["PENGOLAHAN DATA SKM PER RESPONDEN"],
            ["Unit pelayanan", "Kecamatan"],
            [],
            ["No. Resp", "Nama", "Nilai unsur pelayanan"],
            ["", "", *CODES],
            [1, "Budi", *[nilai] * 9],
            [2, "Siti", *[3] * 9],
            ["Σ Nilai/Unsur", "", *[nilai + 3] * 9],
            ["NRR/Unsur", "", *[(nilai + 3) / 2] * 9],
            [],
            ["Keterangan: U1 s.d. U9 = unsur"],
        ]

    path = xlsx(
        tmp_path / "a.xlsx",
        hidden=["Lama"],
        Info_Umum=[["Nama Dinas/Badan", "X"], ["Periode", "2022"]],
        Umum=page(4),
        KTP=page(2),
        Lama=page(1),
    )
    responses = read(path)
    assert answers(responses) == [[4] * 9, [3] * 9, [2] * 9, [3] * 9, [1] * 9, [3] * 9]
    assert responses.profile["layanan"].tolist() == ["Umum", "Umum", "KTP", "KTP", "Lama", "Lama"]
    assert responses.origin[["lembar", "baris"]].to_numpy().tolist() == [
        ["Umum", 6],
        ["Umum", 7],
        ["KTP", 6],
        ["KTP", 7],
        ["Lama", 6],
        ["Lama", 7],
    ]
    assert responses.notes[0] == 'Lembar tanpa kolom unsur dilewati: "Info_Umum".'
    assert responses.notes[1].startswith('Lembar tersembunyi ikut dibaca: "Lama"')
    assert 'Kolom data pribadi dihapus saat dibaca: "Nama".' in responses.notes
    assert answers(read(path, lembar="Lama")) == [[1] * 9, [3] * 9]
    assert "layanan" not in read(path, lembar=["Umum"]).profile
    with pytest.raises(FileError, match=r'tidak memuat lembar "SIM". Lembar yang ada: "Info_Umum", "Umum"'):
        read(path, lembar="SIM")


def test_a_google_forms_export(tmp_path):
    headings = ["Cap waktu", "1. Nama Lengkap", "2. Umur", "3. Jenis Kelamin"]
    headings += [f"{i}. {p.teks}" for i, p in enumerate(PERMENPANRB_14_2017.pertanyaan, start=4)]
    rows = [
        [datetime(2022, 1, 4, 13, 35), "Budi", "25 tahun", "Laki-laki", *[p.label[3] for p in PERMENPANRB_14_2017.pertanyaan]],
        [datetime(2022, 1, 31, 8, 0), "Siti", 40, "Perempuan", *[p.label[0] for p in PERMENPANRB_14_2017.pertanyaan]],
    ]  # fmt: skip
    responses = read(xlsx(tmp_path / "a.xlsx", Jawaban=[headings, *rows]))
    assert answers(responses) == [[4] * 9, [1] * 9]
    assert responses.profile["tanggal"].tolist() == [row[0] for row in rows]
    assert responses.profile["usia"].tolist() == [25.0, 40.0]
    assert "1. Nama Lengkap" in responses.notes[-1]


def test_a_formula_that_failed_is_no_blank(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Data & Isi")
        page.write_row(0, 0, CODES)
        page.write_row(1, 0, [4] * 9)
        page.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        page.write_formula(1, 8, "=NA()", None, "#N/A")
    with pytest.raises(ResponseError, match="2 jawaban tidak dapat dipakai") as caught:
        read(path)
    assert caught.value.problems[["lembar", "sel", "nilai"]].to_numpy().tolist() == [
        ["Data & Isi", "B2", "#DIV/0!"],
        ["Data & Isi", "I2", "#N/A"],
    ]


def test_a_table_of_means_beside_the_questionnaires_is_pointed_out(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", KTP=[CODES, [4] * 9], Rekap=[CODES, [3.57] * 9])
    message = refused(path, ResponseError)
    assert message.endswith(
        'Bila lembar "Rekap" bukan kuesioner, baca lembar yang lain saja: lembar=["KTP"].'
    )
    assert read(path, lembar=["KTP"]).n == 1


def test_numbers_as_headings_can_be_named_by_the_caller(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", Data=[["No", *range(1, 10)], [1, *[4] * 9]])
    assert answers(read(path, columns={f"U{i}": str(i) for i in range(1, 10)})) == [[4] * 9]


def test_a_row_that_only_numbers_the_columns_is_passed_over(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", Data=[["No", *CODES], [*range(1, 11)], [1, *[4] * 9]])
    responses = read(path)
    assert (answers(responses), responses.origin["baris"].tolist()) == ([[4] * 9], [3])
    assert 'a.xlsx, lembar "Data": baris 2 hanya memuat nomor kolom dan dilewati.' in responses.notes


def test_services_come_from_files_when_several_are_read(tmp_path):
    paths = [text(tmp_path / f"{name}.csv", [CODES, [n] * 9]) for name, n in (("KTP", 4), ("SKCK", 3))]
    responses = read(paths)
    assert responses.profile["layanan"].tolist() == ["KTP", "SKCK"]
    assert [s.name for s in responses.sources] == ["KTP.csv", "SKCK.csv"]
    assert "layanan" not in read(paths[0]).profile
    mixed = read([*paths, xlsx(tmp_path / "b.xlsx", IUMKM=[CODES, [2] * 9], KK=[CODES, [1] * 9])])
    assert mixed.profile["layanan"].tolist() == ["KTP", "SKCK", "IUMKM", "KK"]


def test_a_column_of_services_wins_over_sheet_names(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", A=[["Layanan", *CODES], ["KTP", *[4] * 9]], B=[CODES, [3] * 9])
    assert read(path, lembar=["A", "B"]).profile["layanan"].tolist() == ["KTP", "B"]


def test_caller_names_columns_and_services(tmp_path):
    path = text(
        tmp_path / "a.csv",
        [["Loket", "U1", "U2", "P3", *CODES[3:]], ["a", *"444444444"], ["A ", *"333333333"]],
    )
    with pytest.raises(ColumnNotFoundError, match=r"a.csv tidak memuat unsur U3 \(Waktu Penyelesaian\)"):
        read(path)
    responses = read(path, columns={"U3": "P3", "layanan": "Loket"}, layanan={"Loket A": ["a"]})
    assert responses.profile["layanan"].tolist() == ["Loket A", "Loket A"]


def test_problems_of_all_files_come_in_one_error(tmp_path):
    one = text(tmp_path / "satu.csv", [CODES, [5, *[4] * 8]])
    two = xlsx(tmp_path / "dua.xlsx", KTP=[["JUDUL"], CODES, [*[4] * 8, 2.5]], SKCK=[CODES, ["x", *[4] * 8]])
    with pytest.raises(ResponseError) as caught:
        read([one, two])
    assert str(caught.value).startswith(
        "satu.csv, dua.xlsx: 3 jawaban tidak dapat dipakai.\n"
        'Pertama: satu.csv, sel A2 (kolom "U1"): "5" bukan nilai 1 sampai 4'
    )
    assert caught.value.problems[["sumber", "lembar", "sel"]].to_numpy().tolist() == [
        ["satu.csv", "", "A2"],
        ["dua.xlsx", "KTP", "I3"],
        ["dua.xlsx", "SKCK", "A2"],
    ]


# What cannot be read ----------------------------------------------------------------------------------


def refused(source, kind=FileError, **arguments):
    with pytest.raises(kind) as caught:
        read(source, **arguments)
    return str(caught.value)


def test_a_missing_file_is_named_with_its_nearest_neighbour(tmp_path):
    text(tmp_path / "survei_2022.csv", [CODES])
    message = refused(tmp_path / "survei_2202.csv")
    assert "survei_2202.csv' tidak ditemukan." in message
    assert 'Mungkin yang dimaksud: "survei_2022.csv".' in message
    assert "tidak ada." in refused(tmp_path / "tak ada" / "a.csv")


def test_a_folder_is_no_file(tmp_path):
    assert "adalah folder; sebutkan berkas di dalamnya." in refused(tmp_path)


def test_a_file_that_may_not_be_read_is_said(tmp_path, monkeypatch):
    path = text(tmp_path / "a.csv", [CODES])

    def locked(self, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    assert "tidak dapat dibuka (Permission denied). Tutup dahulu di program lain" in refused(path)
    assert "adalah folder" in refused(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b"\xfe\xff"])
def test_an_empty_file_is_said_to_be_empty(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refused(path) == "a.csv: berkas kosong."


def test_a_locked_workbook_says_how_to_unlock_it(tmp_path):
    path = tmp_path / "rahasia.xlsx"
    path.write_bytes(ole.container({"EncryptionInfo": b"\x04\x00", "EncryptedPackage": b"\x00" * 64}))
    message = refused(path)
    assert message.startswith("rahasia.xlsx: dilindungi kata sandi. Buka di Excel, hapus kata sandinya")


def test_a_locked_xls_is_recognised_too(tmp_path):
    (tmp_path / "a.xls").write_bytes(ole.xls({"Data": [CODES, [4] * 9]}, locked=True))
    assert "dilindungi kata sandi" in refused(tmp_path / "a.xls")


def test_a_locked_ods_is_recognised_too(tmp_path):
    path = ods(tmp_path / "a.ods", Data=[CODES, [4] * 9])
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["META-INF/manifest.xml"] = b"<manifest:encryption-data/>"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "dilindungi kata sandi" in refused(path)


def test_a_workbook_locked_by_a_real_encryption_is_recognised(tmp_path):
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    plain = xlsx(tmp_path / "a.xlsx", Data=[CODES, [4] * 9])
    with plain.open("rb") as file, (tmp_path / "b.xlsx").open("wb") as out:
        msoffcrypto.OOXMLFile(file).encrypt("rahasia", out)
    assert "dilindungi kata sandi" in refused(tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("a.csv", "xlsx", "berakhiran .csv, tetapi isinya buku kerja XLSX. Ganti akhirannya menjadi .xlsx"),
        ("a.xls", "xlsx", "berakhiran .xls, tetapi isinya buku kerja XLSX"),
        ("a.xlsx", "ods", "berakhiran .xlsx, tetapi isinya buku kerja ODS"),
        ("a.xlsx", "xls", "berakhiran .xlsx, tetapi isinya buku kerja XLS. Ganti akhirannya menjadi .xls"),
        ("a.xlsx", "csv", "berakhiran .xlsx, tetapi isinya teks biasa. Simpan ulang dari Excel"),
    ],
)
def test_a_file_that_is_not_what_its_ending_says(tmp_path, name, form, words):
    path = written(tmp_path, form)
    os.replace(path, tmp_path / name)
    assert words in refused(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", b"<html><table><tr><td>U1</td></tr></table></html>", "isinya halaman web (HTML/XML)"),
        ("a.csv", b"%PDF-1.7 ...", "isinya PDF, bukan tabel kuesioner"),
        ("a.csv", b"\xff\xd8\xff\xe0 ...", "isinya gambar"),
        ("a.csv", b"\x81\x8d\x8f U1", "isinya bukan teks yang dapat dibaca"),
        ("a.csv", b"U1,U2\x00\x01,U3", "isinya bukan teks yang dapat dibaca"),
        ("a.xlsx", b"PK\x03\x04 rusak", "berkas rusak atau tidak utuh"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "berkas rusak atau tidak utuh"),
        ("a.csv", b'U1,U2\n"' + b"x" * 200_000, "baris 2: tanda kutip dibuka di baris ini dan tidak pernah"),
    ],
)
def test_what_is_no_table_is_said_in_words(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    message = refused(path)
    assert re.match(rf"{name}(, baris \d+)?: ", message)
    assert words in message


@pytest.mark.parametrize(("inside", "words"), [("word/document.xml", "dokumen Word"), ("a.txt", "arsip ZIP")])
def test_other_archives_are_no_workbooks(tmp_path, inside, words):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(inside, "x")
    assert f"isinya {words}" in refused(tmp_path / "a.xlsx")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_workbook_cut_short_is_damaged(tmp_path, cut):
    whole = xlsx(tmp_path / "a.xlsx", Data=[HEADINGS, *ROWS]).read_bytes()
    (tmp_path / "a.xlsx").write_bytes(whole[: int(len(whole) * cut)])
    assert "berkas rusak atau tidak utuh" in refused(tmp_path / "a.xlsx")


def test_a_workbook_with_a_damaged_sheet_is_damaged(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", Data=[HEADINGS, *ROWS])
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[:200] if "sheet1" in name else content)
    assert "berkas rusak atau tidak utuh" in refused(path)


@given(content=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.ods", "a"]))
def test_any_bytes_at_all_are_read_or_refused_in_words(content, name):
    file = io.BytesIO(content)
    file.name = name
    with pytest.raises(SkmError, match=r"^a(\.\w+)?\b"):
        read(file)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_with_a_damaged_index_is_damaged(tmp_path, part):
    path = xlsx(tmp_path / "a.xlsx", Data=[HEADINGS, *ROWS])
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[: len(content) // 2] if name == part else content)
    with pytest.raises((FileError, ColumnNotFoundError)):
        read(path)


def test_no_table_at_all_names_what_was_looked_for_and_what_was_found(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", Petunjuk=[["Cara mengisi", "langkah"]], Kosong=[])
    message = refused(path, ColumnNotFoundError)
    assert message.startswith(
        "a.xlsx tidak memuat baris judul dengan kolom unsur PermenPANRB 14/2017 (U1 (Persyaratan), U2"
    )
    assert 'Lembar tanpa kolom unsur dilewati: "Petunjuk", "Kosong".' in message
    assert 'Baris pertama yang terisi: "Cara mengisi", "langkah".' in message
    good = text(tmp_path / "b.csv", [CODES, [4] * 9])
    assert message == refused([good, path], ColumnNotFoundError)


def test_headings_without_rows_are_no_questionnaires(tmp_path):
    message = refused(text(tmp_path / "a.csv", [CODES]), ResponseError)
    assert message.startswith(
        "a.csv tidak memuat satu kuesioner pun: judul kolomnya ada, tetapi tidak ada baris"
    )


def test_a_file_of_another_guideline_is_never_switched_in_silence(tmp_path):
    path = text(tmp_path / "a.csv", [[u.nama.replace(",", "") for u in PERMENPANRB_16_2014.unsur], [4] * 9])
    message = refused(path, PedomanError)
    assert message == (
        "a.csv: judul kolomnya tidak cocok dengan pedoman PermenPANRB 14/2017, tetapi cocok dengan PermenPANRB "
        '16/2014.\nPilih pedoman itu, misalnya pedoman="PermenPANRB 16/2014", atau berkas .toml berisi '
        "pedoman sendiri."
    )
    assert read(path, pedoman="PermenPANRB 16/2014").pedoman is PERMENPANRB_16_2014


def test_misuse_speaks_english(tmp_path):
    path = text(tmp_path / "a.csv", [CODES, [4] * 9])
    assert "cannot read answers from int: give a path" in refused(5, TypeError)
    assert "pedoman must be a Pedoman or a str" in refused(path, TypeError, pedoman=14)
    assert "at least one file" in refused([], ValueError)
    assert "neither questions of" in refused(path, KeyError, columns={"U10": "x"})


# Guidelines -------------------------------------------------------------------------------------------


def test_a_guideline_is_read_by_name_or_from_a_file(tmp_path):
    assert read_pedoman("permenpanrb 14/2017") is PERMENPANRB_14_2017
    own = tmp_path / "sendiri.toml"
    own.write_text('nama = "Kecamatan X"\nunsur = "PermenPANRB 16/2014"\nmutu = "PermenPANRB 14/2017"\n')
    assert read_pedoman(own).nama == "Kecamatan X"
    assert read(text(tmp_path / "a.csv", [CODES, [4] * 9]), pedoman=str(own)).pedoman.nama == "Kecamatan X"


def test_a_guideline_that_is_not_there_or_contradicts_itself_is_said(tmp_path):
    with pytest.raises(PedomanError, match=r"'Permen 14' tidak dikenal. Yang ada:"):
        read_pedoman("Permen 14")
    with pytest.raises(FileError, match="tidak ditemukan"):
        read_pedoman(tmp_path / "x.toml")
    bad = tmp_path / "salah.toml"
    bad.write_text("nama = \n")
    with pytest.raises(PedomanError, match=r"salah.toml: Berkas pedoman bukan TOML"):
        read_pedoman(bad)
    bad.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError, match="harus berupa teks UTF-8"):
        read_pedoman(bad)
