"""Files made to break their reader, and files that mislead it: bombs are refused before they go off, traps said."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import datetime

import pytest
import xlsxwriter

import ole
import workbooks as wb
from skm.ground.errors import ColumnNotFoundError, FileError, ResponseError
from skm.pedoman import PERMENPANRB_14_2017
from skm.reading import read
from skm.reading.files.limits import Limits
from skm.reading.questionnaire.headings import Names

CODES = [f"U{i}" for i in range(1, 10)]
HEAD = wb.cells([CODES, [4] * 9])


def of(content, name):
    file = io.BytesIO(content)
    file.name = name
    return file


def refusal(content, name="a.xlsx", kind=FileError, **arguments):
    with pytest.raises(kind) as caught:
        read(of(content, name), **arguments)
    return str(caught.value)


def answers(responses):
    return [list(map(int, row)) for row in zip(*responses.answers.values(), strict=True)]


# Bombs ------------------------------------------------------------------------------------------------


def claiming(size):
    """A workbook whose archive says of its sheet that it is so large."""
    content = bytearray(wb.xlsx(HEAD))
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/worksheets/sheet1.xml"))
    struct.pack_into("<I", content, at + 24, size)
    return bytes(content)


def laughing(of):
    """XML whose entities would unfold to gigabytes."""
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 50}">' for i in range(8)
    )
    start, end = of.split("?>", 1)
    return f"{start}?><!DOCTYPE x [{entities}]>{end}"


FAR_CELLS = {
    "usual": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "address in single quotes": "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    "spaces in the address": '<row r="9"><c r = "XFD1048576"><v>1</v></c></row>',
    "address not first": '<row r="9"><c s="0" r="XFD1048576"><v>1</v></c></row>',
    "prefixed": '<row r="9"><x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD1048576"><v>1</v></x:c></row>',
    "row far, cells without address": '<row r="1048576">' + "<c><v>1</v></c>" * 16_000 + "</row>",
    "in an odd row": '<row r="1"><c r="XFD1048576"><v>1</v></c></row>',
    "text inside": '<row r="9"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    "formula": '<row r="9"><c r="XFD1048576"><f>1+1</f><v>2</v></c></row>',
}


@pytest.mark.parametrize("cell", FAR_CELLS.values(), ids=FAR_CELLS)
def test_a_stray_cell_far_out_is_refused_and_named_however_it_is_written(cell):
    message = refusal(wb.xlsx(HEAD + cell))
    assert message.startswith('a.xlsx, lembar "Data": isian terjauh ada di sel ')
    assert "1048576, sehingga 17.179.86" in message or "WQJ1048576, sehingga 16.777.199.982" in message
    assert "batasnya 6.000.000. Hapus isi sel yang jauh di luar tabel" in message
    assert "limits=Limits(cells=" in message


def test_a_cell_with_a_format_only_is_not_far_out():
    styled = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(of(wb.xlsx(HEAD + styled), "a.xlsx")).n == 1
    assert read(of(wb.xlsx(HEAD + styled.replace('r="XFD', 'r = "XFD')), "a.xlsx")).n == 1


def test_the_limit_can_be_raised_by_whoever_has_the_memory():
    content = wb.xlsx(HEAD + '<row r="300000"><c r="ZZ300000"><v>9</v></c></row>'.replace("ZZ", "AZ"))
    assert "15.600.000" in refusal(content, limits=Limits(cells=10_000_000, empty=99_000_000))
    assert "15.599.981 sel kosong" in refusal(content)
    with pytest.raises(ValueError, match="at least 1"):
        Limits(empty=0)


def test_a_zip_bomb_is_refused_by_what_it_claims_and_by_what_it_holds():
    assert "setelah dibuka 4.000 MB, lebih dari batas 500 MB; tidak dibaca" in refusal(
        claiming(4_000_000_000 - 2_000)
    )
    assert "rusak atau tidak utuh" in refusal(claiming(50))  # says less than it holds
    padded = wb.xlsx(HEAD, f"<!--{'0' * 5_000_000}-->")
    assert len(padded) < 10_000
    assert "6 MB, lebih dari batas 2 MB" in refusal(padded, limits=Limits(expanded=2_000_000))
    assert read(of(padded, "a.xlsx")).n == 1


def test_parts_that_no_answer_is_in_are_not_unpacked():
    more = {"xl/media/image1.png": b"\0" * 3_000_000, "xl/vbaProject.bin": b"\0" * 3_000_000}
    responses = read(of(wb.xlsx(HEAD, **more), "a.xlsx"), limits=Limits(expanded=100_000))
    assert answers(responses) == [[4] * 9]


def test_one_long_text_in_many_cells_is_refused():
    table = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
    rows = "".join(f'<row r="{r}"><c r="K{r}" t="s"><v>0</v></c></row>' for r in range(3, 20_003))
    message = refusal(wb.xlsx(HEAD + rows, **{"xl/sharedStrings.xml": table}))
    assert "setelah dibuka 601 MB, lebih dari batas 500 MB" in message


def test_one_sheet_under_many_names_counts_every_time():
    names = [f"L{i}" for i in range(30)]
    parts = wb.index(names, targets=["worksheets/sheet1.xml"] * 30)
    far = wb.cells([CODES, [4] * 9]) + '<row r="40000"><c r="J40000"><v>1</v></c></row>'
    message = refusal(wb.zipped({**parts, "xl/worksheets/sheet1.xml": wb.page(far)}))
    assert 'lembar "L15": isian terjauh ada di sel J40000' in message


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"]
)
def test_entities_are_refused_not_unfolded(part):
    parts = {**wb.index(["Data"]), "xl/worksheets/sheet1.xml": wb.page(HEAD)}
    message = refusal(wb.zipped({**parts, part: laughing(parts[part])}))
    assert f"a.xlsx: bagian '{part}' memuat deklarasi DOCTYPE" in message
    wide = parts[part].encode("utf-16")
    assert "bukan UTF-8" in refusal(wb.zipped({**parts, part: wide}))


def test_entities_in_ods_are_refused_too():
    content = wb.ods("")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["content.xml"] = laughing(parts["content.xml"].decode()).encode()
    assert "memuat deklarasi DOCTYPE" in refusal(wb.zipped(parts), "a.ods")


def ods_table(extra):
    return wb.ods(
        f'<table:table table:name="D">{wb.ods_row(CODES)}{wb.ods_row([4] * 9)}{extra}</table:table>'
    )


def test_repeats_in_ods_are_counted_before_they_are_written_out():
    value = (
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    )
    row = wb.ods_row([value], 'table:number-rows-repeated="1048576"')
    assert "tabelnya 17.179.90" in refusal(ods_table(row), "a.ods")
    sneaky = row.replace('"1048576"', "'&#49;048576'")
    assert "tabelnya 17.179.90" in refusal(ods_table(sneaky), "a.ods")
    long = '<table:table-cell office:value-type="string" table:number-columns-repeated="4000">'
    long += f"<text:p>{'x' * 164_000}</text:p></table:table-cell>"
    assert "setelah dibuka 657 MB" in refusal(ods_table(wb.ods_row([long])), "a.ods")


def test_the_empty_rest_of_an_ods_sheet_is_no_table():
    rest = '<table:table-cell table:number-columns-repeated="16384"/>'
    responses = read(of(ods_table(wb.ods_row([rest], 'table:number-rows-repeated="1048574"')), "a.ods"))
    assert answers(responses) == [[4] * 9]


@pytest.mark.parametrize("name", ["a.xlsb", "a.xlsx", "a.csv", "berkas"])
def test_xlsb_is_refused_with_how_to_save_it_whatever_its_ending(name):
    assert refusal(wb.xlsb(), name) == (
        f"{name}: buku kerja biner Excel (XLSB) tidak dibaca. Buka di Excel, pilih Simpan Sebagai (Save As) "
        'dengan jenis "Excel Workbook (*.xlsx)", lalu baca berkas yang baru.'
    )


def test_a_workbook_or_text_under_the_ending_of_xlsb_is_told_its_own():
    xlsx = wb.xlsx(wb.cells([CODES, [4] * 9]))
    assert "berakhiran .xlsb, tetapi isinya buku kerja XLSX. Ganti akhirannya" in refusal(xlsx, "a.xlsb")
    assert "berakhiran .xlsb, tetapi isinya teks biasa" in refusal(b"U1,U2\n4,4\n", "a.xlsb")


def far_xls():
    """An XLS workbook with a cell in the last row and column."""
    plain = ole.xls({"Data": [CODES, [4] * 9]})
    cell = struct.pack("<HHHHHd", 0x203, 14, 1, 8, 0, 4)
    assert cell in plain
    return plain.replace(cell, struct.pack("<HHHHHd", 0x203, 14, 65535, 255, 0, 4))


def test_far_cells_claimed_sizes_and_endless_chains_in_xls_are_refused():
    grid = [CODES, [4] * 9]
    plain = ole.xls({"Data": grid})
    assert answers(read(of(plain, "a.xls"))) == [[4] * 9]
    assert "isian terjauh ada di sel IV65536, sehingga 16.777.1" in refusal(far_xls(), "a.xls")
    endless = bytearray(plain)
    struct.pack_into("<I", endless, 512 + 4 * 2, 2)  # the first sector of the stream leads to itself
    assert "rusak" in refusal(bytes(endless), "a.xls")


def xls_with(record, grid=(CODES, [4] * 9)):
    """An XLS workbook with one more record at the end of its sheet."""
    content = ole.xls({"Data": grid})
    at = content.rindex(struct.pack("<HH", 0x0A, 0))
    return content[:at] + record + content[at : len(content) - len(record)]


def test_what_an_xls_only_claims_takes_no_memory():
    everything = struct.pack("<HHIIHHH", 0x200, 14, 0, 4_294_967_295, 0, 65_535, 0)
    assert answers(read(of(xls_with(everything), "a.xls"))) == [[4] * 9]
    texts = struct.pack("<HHII", 0xFC, 8, 2_000_000_000, 2_000_000_000)
    content = ole.xls({"Data": [CODES, [4] * 9]})
    page = struct.pack("<HH", 0x42, 2)
    assert "rusak" in refusal(content.replace(page + b"\xb0\x04", texts + page + b"\xb0\x04"), "a.xls")


def test_long_texts_are_limited_in_plain_text_too(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(CODES) + "\n" + "4" + ",4" * 8 + "\n" * 500)
    assert read(path).n == 1
    message = refusal(path.read_bytes(), "a.csv", limits=Limits(cells=100))
    assert message.startswith("a.csv: tabelnya 517 sel, lebih dari batas 100; tidak dibaca. Pecah menjadi")
    assert "519 sel" in refusal(b"sep=,\n" + path.read_bytes(), "a.csv", limits=Limits(cells=100))
    with path.open("r+b") as file:
        file.truncate(600_000_000)  # takes no room on the disk
    with pytest.raises(FileError, match="600 MB, lebih dari batas 500 MB"):
        read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system here")
def test_pipes_and_devices_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    for path in (tmp_path / "a.csv", "/dev/zero"):
        with pytest.raises(FileError, match="bukan berkas biasa"):
            read(path)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_bombs_take_no_memory(tmp_path):
    # VmHWM and not ru_maxrss: a new process inherits the latter from the one that runs the tests
    table = f"<sst><si><t>{'x' * 32_000}</t></si></sst>"
    rows = "".join(f'<row r="{r}"><c r="K{r}" t="s"><v>0</v></c></row>' for r in range(3, 90_003))
    bombs = {
        "a.xlsx": wb.xlsx(HEAD + FAR_CELLS["usual"]),
        "b.xlsx": wb.xlsx(HEAD + rows, **{"xl/sharedStrings.xml": table}),
        "c.xlsx": claiming(4_000_000_000),
        "d.xls": far_xls(),
        "e.ods": ods_table(
            wb.ods_row(
                ['<table:table-cell office:value-type="float" office:value="1"/>'],
                'table:number-rows-repeated="99999999"',
            )
        ),
    }
    for name, content in bombs.items():
        (tmp_path / name).write_bytes(content)
    code = (
        "import pathlib, sys, skm\n"
        "for path in sys.argv[1:]:\n"
        "    try: skm.reading.read(path)\n"
        "    except skm.ground.errors.FileError: print('refused')\n"
        "status = pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1]\n"
        "print(int(status.split()[0]) // 1024)\n"
    )
    command = [
        sys.executable,
        "-c",
        "import skm.reading, skm.ground.errors\n" + code,
        *(str(tmp_path / n) for n in bombs),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *refused, megabytes = done.stdout.split()
    assert refused == ["refused"] * len(bombs)
    print(f"{len(bombs)} bombs one after the other: {megabytes} MB at most, import included")
    assert int(megabytes) < 300


# Traps ------------------------------------------------------------------------------------------------


def written(build, name="Data"):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        build(book, book.add_worksheet(name))
    return of(buffer.getvalue(), "a.xlsx")


def test_merged_services_hold_for_every_row_with_answers():
    def build(book, page):
        page.write_row(0, 0, ["Layanan", *CODES])
        for row in (1, 2, 3, 4, 6):
            page.write_row(row, 1, [row % 4 + 1] * 9)
        page.merge_range(1, 0, 3, 0, "KTP")
        page.merge_range(4, 0, 6, 0, "SKCK")

    responses = read(written(build))
    assert responses.profile["layanan"].tolist() == ["KTP", "KTP", "KTP", "SKCK", "SKCK"]
    assert len(responses.set_aside) == 0
    assert (
        'lembar "Data": Sel gabungan pada kolom "Layanan" dibaca untuk setiap barisnya (3 baris diisi).'
        in responses.notes
    )


def test_merged_services_hold_in_xls_and_ods():
    grid = [["Layanan", *CODES], ["KTP", *[4] * 9], ["", *[3] * 9]]
    merged = struct.pack("<HHHHHHH", 0xE5, 10, 1, 1, 2, 0, 0)
    spanned = '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>KTP</text:p></table:table-cell>'
    rows = (
        wb.ods_row(grid[0])
        + wb.ods_row([spanned, *[4] * 9])
        + wb.ods_row(["<table:covered-table-cell/>", *[3] * 9])
    )
    files = {
        "a.xls": xls_with(merged, grid),
        "a.ods": wb.ods(f'<table:table table:name="D">{rows}</table:table>'),
    }
    for name, content in files.items():
        responses = read(of(content, name))
        assert responses.profile["layanan"].tolist() == ["KTP", "KTP"], name
        assert any("Sel gabungan" in note for note in responses.notes)


def test_merged_answers_are_those_of_the_first_row_and_said():
    def build(book, page):
        page.write_row(0, 0, CODES)
        page.write_row(1, 0, [4] * 9)
        page.write_row(2, 0, [3, 3])
        page.write_row(2, 3, [3] * 6)
        page.merge_range(1, 2, 2, 2, 4)

    responses = read(written(build))
    assert answers(responses) == [[4] * 9, [3, 3, 0, *[3] * 6]]
    assert any(
        "Sel gabungan pada kolom jawaban (C2:C3) dihitung untuk baris pertamanya saja" in n
        for n in responses.notes
    )


def test_hidden_rows_and_sheets_are_read_and_said():
    def build(book, page):
        page.write_row(0, 0, CODES)
        for row in range(1, 6):
            page.write_row(row, 0, [4] * 9)
        page.set_row(2, None, None, {"hidden": True})
        page.set_row(3, None, None, {"hidden": True})
        page.set_row(900, None, None, {"hidden": True})
        other = book.add_worksheet("Lama")
        other.write_row(0, 0, CODES)
        other.write_row(1, 0, [1] * 9)
        other.very_hidden()

    responses = read(written(build))
    assert responses.n == 6
    assert (
        'lembar "Data": 2 baris tersembunyi ikut dibaca (baris 3-4). Bila memang tidak dipakai, hapus barisnya.'
        in responses.notes
    )
    assert any(n.startswith('Lembar tersembunyi ikut dibaca: "Lama".') for n in responses.notes)


def test_hidden_rows_are_said_in_xls_and_ods():
    grid = [CODES, [4] * 9]
    hidden = struct.pack("<HHHHHHHHI", 0x208, 16, 1, 0, 9, 0, 0, 0, 0x20)
    ods = wb.ods_row(CODES) + wb.ods_row([4] * 9, 'table:visibility="filter"')
    files = {
        "a.xls": xls_with(hidden, grid),
        "a.ods": wb.ods(f'<table:table table:name="D">{ods}</table:table>'),
    }
    for name, content in files.items():
        assert any("1 baris tersembunyi ikut dibaca (baris 2)" in n for n in read(of(content, name)).notes), (
            name
        )


def test_formulas_give_their_stored_value_and_none_is_no_blank():
    formula = '<c r="AT"><f>1+3</f><v>4</v></c>'
    rows = wb.cells(
        [
            ["Loket", *CODES],
            ["A", formula, *[4] * 8],
            ['<c r="AT"><f>B2</f></c>', '<c r="AT" s="0"><f>B2</f><v></v></c>', *[4] * 8],
        ]
    )
    content = wb.xlsx(rows)
    message = refusal(content, kind=ResponseError)
    assert 'lembar "Data", sel B3 (kolom "U1"): "rumus tanpa nilai" bukan nilai 1 sampai 4' in message
    responses = read(of(content, "a.xlsx"), invalid="blank")
    assert answers(responses) == [[4] * 9, [0, *[4] * 8]]
    assert (
        'lembar "Data": 2 sel berisi rumus yang nilainya tidak tersimpan (A3, B3); buka di Excel, simpan, lalu baca lagi.'
        in responses.notes
    )


def test_failed_formulas_are_seen_in_every_format():
    error = '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    cell = struct.pack("<HHHHHBB", 0x205, 8, 1, 8, 0, 0x07, 1)
    formula = struct.pack("<HHHHH", 6, 22, 1, 8, 0) + bytes([2, 0, 7, 0, 0, 0, 0xFF, 0xFF]) + bytes(8)
    files = {
        "a.xlsx": wb.xlsx(wb.cells([CODES, [*[4] * 8, '<c r="AT" t="e"><v>#DIV/0!</v></c>']])),
        "a.xls": xls_with(cell, [CODES, [*[4] * 8, ""]]),
        "b.xls": xls_with(formula, [CODES, [*[4] * 8, ""]]),
        "a.ods": wb.ods(
            f'<table:table table:name="D">{wb.ods_row(CODES)}{wb.ods_row([*[4] * 8, error])}</table:table>'
        ),
    }
    for name, content in files.items():
        message = refusal(content, name, kind=ResponseError)
        assert 'sel I2 (kolom "U9"): "#DIV/0!" bukan nilai 1 sampai 4' in message, name


def test_a_date_that_excel_made_of_1_2_is_no_answer():
    def build(book, page):
        page.write_row(0, 0, CODES)
        page.write_row(1, 0, [4] * 9)
        page.write_datetime(1, 3, datetime(2024, 2, 1), book.add_format({"num_format": "d-mmm"}))

    with pytest.raises(
        ResponseError, match=r'sel D2 \(kolom "U4"\): tanggal atau jam 2024-02-01.* bukan nilai 1'
    ):
        read(written(build))


def test_numbers_stored_as_text_are_numbers():
    def build(book, page):
        page.write_row(0, 0, CODES)
        for column, text in enumerate(["4", " 4", "4.0", "4,0", "04", "４", "4 ", "'4"[1:], "4"]):
            page.write_string(1, column, text)

    assert answers(read(written(build))) == [[4] * 9]


def test_doubled_headings_are_refused_with_both_named():
    message = refusal(wb.xlsx(wb.cells([[*CODES, "U3"], [4] * 10])), kind=ColumnNotFoundError)
    assert '"U3" (kolom C) dan "U3" (kolom J) sama-sama berarti unsur U3' in message
    twice = read(of(wb.xlsx(wb.cells([[*CODES, "RT", "RT"], [*[4] * 9, 1, 2]])), "a.xlsx"))
    assert list(twice.profile) == ["RT", "RT (2)"]


def test_three_hundred_columns_are_read():
    names = [*CODES, *(f"Butir {i}" for i in range(10, 301))]
    responses = read(of(wb.xlsx(wb.cells([names, *[[4] * 300] * 20])), "a.xlsx"))
    assert (responses.n, responses.profile.shape[1]) == (20, 291)


def test_tables_of_thousands_of_columns_are_refused():
    names = [*CODES, *(f"Butir {i}" for i in range(10, 4_002))]
    wide = ",".join(names) + "\n" + ",".join("4" * 4_001)
    message = refusal(wide.encode(), "a.csv")
    assert message.startswith(
        "a.csv: tabelnya 4.001 kolom, lebih dari batas 4.000; tidak dibaca. Hapus kolom"
    )
    assert read(of(wide.encode(), "a.csv"), limits=Limits(columns=4_001)).n == 1
    cell = struct.pack("<HHHHHd", 0x203, 14, 1, 65_000, 0, 4)
    far = ole.xls({"Data": [CODES, [4] * 9]}).replace(struct.pack("<HHHHHd", 0x203, 14, 1, 8, 0, 4), cell)
    assert "a.xls: tabelnya 65.001 kolom" in refusal(far, "a.xls")


@pytest.mark.long
def test_a_sheet_of_formatted_but_blank_rows_to_the_very_end_is_read():
    blank = "".join(f'<row r="{r}"><c r="A{r}" s="0"/></row>' for r in range(3, 1_048_577))
    assert read(of(wb.xlsx(HEAD + blank), "a.xlsx")).n == 1


def test_headings_of_many_files_are_not_all_remembered():
    names = Names(PERMENPANRB_14_2017)
    tracemalloc.start()
    try:
        for i in range(12_000):
            names.match(f"{i}{'!' * 2_000}")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 15_000_000  # of 24 MB
    assert names.match("Persyaratan").kode == "U1"


def test_a_row_number_that_two_rows_have_is_refused_with_the_row():
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet("Data")
        for row, cells in enumerate([[f"U{i}" for i in range(1, 10)], *[[4] * 9] * 5]):
            sheet.write_row(row, 0, cells)
    twice = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(twice, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b'<row r="4"', b'<row r="3"')
            new.writestr(name, content)
    assert answers(read(of(book.getvalue(), "a.xlsx")))
    assert 'lembar "Data": ada dua baris bernomor 3' in refusal(twice.getvalue())
