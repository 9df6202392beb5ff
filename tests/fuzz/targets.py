"""What is fuzzed: each target takes any bytes and raises nothing but what it documents.

A target is given bytes; a format with a checksum around it (archives) is put together here, so that what is
mutated is what the reader looks at. `SEEDS` are well-formed inputs to mutate.
"""

from __future__ import annotations

import io
import sys
import tempfile
import warnings
import zipfile
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pandas as pd

import ole
import workbooks as wb
from skm.ground.errors import FileError, SkmError, SkmWarning
from skm.pedoman import PERMENPANRB_14_2017, Pedoman
from skm.reading import read
from skm.reading.files._xls import container
from skm.reading.files.grids import grids
from skm.reading.files.limits import Limits
from skm.reading.questionnaire.answers import choose_scale, labels_in, read_value
from skm.reading.questionnaire.headings import Names
from skm.reading.questionnaire.layout import Layout, Misfit, Reader
from skm.reading.questionnaire.profile import age_of, category_of, date_of, is_age_class
from skm.tally import Tally
from skm.tally.counting import count

CODES = [f"U{i}" for i in range(1, 10)]
GRID = [["Layanan", "Umur", *CODES, "Saran"], ["KTP", 25, *[4] * 9, "baik"], ["SKCK", "17-25", *[3] * 9, ""]]
_NAMES = Names(PERMENPANRB_14_2017)
_READER = Reader(PERMENPANRB_14_2017)
_FILE = "masukan"
# Following the coverage makes everything some fifteen times slower: what is allowed is less by as much
_LIMITS = Limits(cells=1_000_000, empty=300_000)
_FOLDER = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
_SAVED = Path(_FOLDER.name) / "rekap.json"


def _read(content: bytes, ending: str) -> None:
    """Grids of cells from every file; of one in eight, responses as well, which take ten times as long."""
    name = f"{_FILE}.{ending}"
    try:
        for grid in grids(name, content, lambda rows: float(len(rows)), _LIMITS):
            _READER.header_row(grid.rows[:60])
    except FileError as error:
        said = str(error)
        assert said
    if zlib.crc32(content) % 8:
        return
    file = io.BytesIO(content)
    file.name = name
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SkmWarning)
            responses = read(file, invalid=("raise", "blank", "drop")[len(content) % 3], limits=_LIMITS)
    except SkmError as error:
        said = str(error)
    else:
        said = repr(responses)
        assert responses.n_in == responses.n + len(responses.set_aside)
    assert said


def bytes_(data: bytes) -> None:
    """A file of any ending with these bytes."""
    endings = ["csv", "xlsx", "xls", "ods", "xlsb", "txt"]
    _read(data[1:], endings[data[0] % len(endings)] if data else "csv")


def csv(data: bytes) -> None:
    """A CSV of these bytes."""
    _read(data, "csv")


def xlsx_sheet(data: bytes) -> None:
    """An XLSX workbook with these bytes as its sheet."""
    texts = "<sst><si><t>KTP</t></si><si><t>Sangat sesuai</t></si></sst>"
    parts = {**wb.index(["Data"]), "xl/sharedStrings.xml": texts, "xl/worksheets/sheet1.xml": data}
    _read(wb.zipped(parts, compress=False), "xlsx")


def xlsx_parts(data: bytes) -> None:
    """An XLSX workbook with these bytes as one of its other parts."""
    parts = {**wb.index(["Data"]), "xl/worksheets/sheet1.xml": wb.page(wb.cells(GRID))}
    names = [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "_rels/.rels",
    ]
    parts[names[data[0] % len(names)] if data else names[0]] = data[1:]
    _read(wb.zipped(parts, compress=False), "xlsx")


def ods_content(data: bytes) -> None:
    """An ODS workbook with these bytes as its content."""
    _read(wb.ods("", **{"content.xml": data}), "ods")


def xls_stream(data: bytes) -> None:
    """An XLS workbook with these bytes as its stream."""
    _read(container("Workbook", data), "xls")


def xls_file(data: bytes) -> None:
    """A compound file."""
    _read(data, "xls")


def headings(data: bytes) -> None:
    """A row of headings, one a line."""
    names = data.decode("utf-8", "replace").split("\n")
    _NAMES.score(names)
    _READER.header_row([names])
    assert isinstance(_READER.layout(names, frozenset(), _FILE), Layout | Misfit)


def cells(data: bytes) -> None:
    """A column of answers, and one of every profile field, one cell a line."""
    values = data.decode("utf-8", "replace").split("\n")
    question = PERMENPANRB_14_2017.pertanyaan[len(values) % 9]
    scale = choose_scale(question, 4, labels_in(values))
    for nilai in (read_value(value, question, 4, scale) for value in values):
        assert nilai in range(5) if isinstance(nilai, int) else nilai
    for value in values:
        for field in ("jenis_kelamin", "pendidikan", "pekerjaan", "disabilitas"):
            category_of(field, value)
        age_of(value), is_age_class(value), date_of(value), date_of(value, month_first=True)


def tally_json(data: bytes) -> None:
    """A saved tally."""
    _SAVED.write_bytes(data)
    try:
        tally = Tally.load(_SAVED)
    except SkmError:
        return
    tally.save(_SAVED)
    assert Tally.load(_SAVED) == tally


def pedoman_toml(data: bytes) -> None:
    """A guideline as TOML."""
    try:
        pedoman = Pedoman.from_toml(data.decode("utf-8", "replace"))
    except SkmError:
        return
    assert sum(pedoman.bobot) == 1


def _seeds() -> dict[str, list[bytes]]:
    table = "\n".join(";".join(map(str, row)) for row in GRID)
    stream = ole.xls({"Data": GRID})
    shared = '<c r="K2" t="s"><v>1</v></c><c r="L2" t="e"><f>1/0</f><v>#REF!</v></c><c r="M2"><f>A1</f></c>'
    rows = wb.cells(GRID).replace("</row>", shared + "</row>", 1)
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    ods = wb.ods(
        '<table:table table:name="Data">'
        + "".join(wb.ods_row(row, 'table:number-rows-repeated="1"') for row in GRID)
        + "</table:table>"
    )
    with zipfile.ZipFile(io.BytesIO(ods)) as archive:
        content = archive.read("content.xml")
    question = "\n".join(p.teks for p in PERMENPANRB_14_2017.pertanyaan)
    labels = "\n".join(label for p in PERMENPANRB_14_2017.pertanyaan for label in p.label)
    tally = Tally.from_totals({code: 400 - i for i, code in enumerate(CODES)}, n=120)
    toml = 'nama = "X"\nunsur = "PermenPANRB 16/2014"\nmutu = "PermenPANRB 14/2017"\nnilai_max = 4\n'
    return {
        "bytes_": [b"\0" + table.encode(), b"\1" + wb.xlsx(wb.cells(GRID)), b"\2" + stream, b"\3" + ods],
        "csv": [
            table.encode(),
            table.replace(";", "\t").encode("utf-16"),
            table.replace(";", ",").encode("cp1252"),
        ],
        "xlsx_sheet": [wb.page(rows, merged).encode(), wb.page(wb.cells(GRID)).encode()],
        "xlsx_parts": [bytes([i]) + p.encode() for i, p in enumerate(list(wb.index(["Data"]).values())[1:])],
        "ods_content": [content],
        "xls_stream": [stream[512 * 3 :]],
        "xls_file": [stream, container("Workbook", stream[512 * 3 :])],
        "headings": ["\n".join(["No. Resp", *CODES, "Saran"]).encode(), question.encode()],
        "cells": [labels.encode(), b"4\n4,0\n1. Tidak sesuai\nd\n3|4\n17-25\n5 Januari 2024 10:22\nD-III\n-"],
        "tally_json": [
            tally.save(_SAVED).read_bytes(),
            count(pd.DataFrame(GRID[1:], columns=GRID[0]), by="layanan", pairs=True)
            .save(_SAVED)
            .read_bytes(),
        ],
        "pedoman_toml": [toml.encode()],
    }


SEEDS = _seeds()
TARGETS = {name: globals()[name] for name in SEEDS}

__all__ = ["SEEDS", "TARGETS"]
