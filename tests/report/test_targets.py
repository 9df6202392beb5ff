"""Every writer takes a path or a binary file object, and puts the same bytes into both."""

import io

import pandas as pd
import pytest

import skm
from skm import report
from skm.ground.writing import write_to, written
from skm.priorities import plan
from skm.report.audit_workbook import save_audit

RESULT = skm.summarize(
    pd.DataFrame([[4, 3, 4, 4, 3, 4, 4, 4, 4]] * 30, columns=[f"U{i}" for i in range(1, 10)])
)
WRITERS = {
    "workbook.xlsx": (report.workbook, [RESULT], {}),
    "laporan.docx": (report.laporan, [RESULT], {}),
    "templat.docx": (report.laporan_template, [], {}),
    "kuesioner.xlsx": (report.template, [], {"rows": 10}),
    "lembar.png": (report.poster, [RESULT], {"format": "png"}),
    "halaman.html": (report.page, [RESULT], {}),
    "rencana.xlsx": (report.save_rencana, [plan(RESULT)], {}),
    "audit.xlsx": (save_audit, [skm.audit(pd.DataFrame({"unsur": ["U1"], "nrr": ["3,40"]}))], {}),
}


class Spy:
    """A file object that can only be written to, and keeps every call."""

    def __init__(self):
        self.calls = []

    def write(self, content):
        self.calls.append(content)


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_object_gets_in_one_call_what_a_path_gets(name, tmp_path):
    write, subject, options = WRITERS[name]
    file = Spy()
    assert write(*subject, file, **options) is None
    path = tmp_path / name
    assert write(*subject, str(path), **options) == path
    assert file.calls == [path.read_bytes()]
    assert written(write, *subject, **options) == path.read_bytes()


def test_an_open_file_is_written_where_it_stands_and_stays_open(tmp_path):
    with open(tmp_path / "a.bin", "wb") as file:
        file.write(b"before ")
        assert write_to(file, b"content") is None
        file.write(b" after")
    assert (tmp_path / "a.bin").read_bytes() == b"before content after"


@pytest.mark.parametrize("target", [None, 7, b"name.xlsx"])
def test_what_is_neither_path_nor_file_is_refused(target):
    with pytest.raises(TypeError, match="a path or a binary file object is needed"):
        report.template(target, rows=10)


def test_a_text_file_is_refused_and_stays_empty():
    file = io.StringIO()
    with pytest.raises(TypeError):
        report.template(file, rows=10)
    assert file.getvalue() == ""


def test_dir_shows_what_is_public():
    assert dir(report) == sorted(report.__all__)
