"""Nasty things on the command line: one sentence and an exit code, no traceback, no waiting, nothing half-written."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import ole
import skm
from skm.cli import main
from skm.ground.errors import FileError
from skm.ground.writing import write_file, write_folder

HEAD = "layanan;U1;U2;U3;U4;U5;U6;U7;U8;U9\n"
SURVEY = HEAD + "../../x;4;4;4;4;4;4;4;4;4\n" * 3 + "/etc/passwd;3;3;3;3;3;3;3;3;3\n" * 2
needs_unix = pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="no pipes and devices in the file system here"
)
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with a survey whose services are named after places outside it."""
    (tmp_path / "kerja").mkdir()
    monkeypatch.chdir(tmp_path / "kerja")
    Path("a.csv").write_text(SURVEY, encoding="utf-8")
    return tmp_path / "kerja"


@pytest.fixture
def said(run):
    """Run a command that must fail in a sentence: the exit code and what is said."""

    def failing(*words):
        code, _, err = run(*words)
        assert "kesalahan di dalam skm" not in err
        assert "Galat: " in err
        return code, err

    return failing


def everything(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*")}


def test_services_named_after_places_outside_are_written_inside(folder, capsys):
    assert main(["rekap", "a.csv", "--ke", "hasil"]) == 0
    assert main(["terbit", "a.csv", "--ke", "terbit"]) == 0
    assert "../../x" in capsys.readouterr().out
    assert {p.name for p in folder.parent.iterdir()} == {"kerja"}
    assert {p.name for p in folder.iterdir()} == {"a.csv", "hasil", "terbit"}


@needs_unix
def test_pipes_devices_folders_and_nothing_are_no_input(folder, said):
    os.mkfifo("pipa.csv")
    os.mkfifo("pipa.toml")
    Path("map").mkdir()
    Path("nol.xlsx").touch()
    for words, sentence in [
        (["rekap", "pipa.csv"], "bukan berkas biasa (pipa atau perangkat)"),
        (["rekap", "/dev/zero"], "bukan berkas biasa (pipa atau perangkat)"),
        (["audit", "/dev/zero"], "bukan berkas biasa"),
        (["periksa", "pipa.csv"], "bukan berkas biasa"),
        (["tahunan", "pipa.csv", "--target", "pipa.csv"], "bukan berkas biasa"),
        (["rekap", "a.csv", "--pedoman", "pipa.toml"], "bukan berkas biasa"),
        (["laporan", "a.csv", "--templat", "pipa.csv"], "bukan berkas biasa"),
        (["laporan", "a.csv", "--isian", "pipa.toml"], "bukan berkas biasa"),
        (["laporan", "a.csv", "--rencana", "pipa.csv"], "bukan berkas biasa"),
        (["terbit", "a.csv", "--logo", "pipa.csv", "--ke", "t"], "bukan berkas biasa"),
        (["terbit", "a.csv", "--logo", "/dev/zero", "--ke", "t"], "bukan berkas biasa"),
        (["rekap", "map"], "adalah folder; sebutkan berkas di dalamnya"),
        (["rekap", ""], "adalah folder"),
        (["rekap", "nol.xlsx"], "nol.xlsx: berkas kosong."),
        (["rekap", "hilang.csv"], "tidak ditemukan"),
        (["rekap", "x" * 300 + ".csv"], "tidak dapat dibuka (File name too long)"),
        (["audit", "x" * 300], "tidak dapat dibuka (File name too long)"),
        (["tahunan", "x" * 300], "tidak ditemukan"),
    ]:
        code, message = said(*words)
        assert code == 1, words
        assert sentence in message, words
    assert everything(folder) == {"a.csv", "pipa.csv", "pipa.toml", "map", "nol.xlsx"}


def test_a_workbook_with_a_password_says_how_to_open_it(folder, said):
    content = ole.container({"EncryptionInfo": b"\x04\0\x04\0" * 20, "EncryptedPackage": os.urandom(5000)})
    for name in ("kunci.xlsx", "kunci.csv", "kunci"):
        Path(name).write_bytes(content)
        code, message = said("rekap", name)
        assert code == 1
        assert f"{name}: dilindungi kata sandi. Buka di Excel, hapus kata sandinya" in message


@needs_unix
def test_pipes_are_not_waited_for_from_python_either(folder):
    os.mkfifo("pipa.parquet")
    os.mkfifo("pipa.json")
    for call in (skm.count, skm.summarize, skm.read, skm.Tally.load):
        for name in ("pipa.parquet", "pipa.json"):
            with pytest.raises(FileError, match=r"bukan berkas (biasa|Parquet)"):
                call(name)


def test_a_file_gone_between_two_looks_is_a_missing_file(folder, monkeypatch):
    opened = Path.open

    def gone(self, *arguments, **keywords):
        if self.name == "a.csv":
            os.remove(folder / "a.csv")
        return opened(self, *arguments, **keywords)

    monkeypatch.setattr(Path, "open", gone)
    with pytest.raises(FileError, match=r"'a\.csv' tidak ditemukan"):
        skm.read("a.csv")


def test_a_name_no_file_can_have_is_refused_in_words():
    with pytest.raises(FileError, match="bukan nama berkas"):
        skm.read("a\0.csv")


def test_a_target_that_cannot_be_is_refused_and_nothing_is_written(folder, said):
    Path("berkas").write_text("lama")
    Path("map").mkdir()
    before = everything(folder)
    for words, code, sentence in [
        (["rekap", "a.csv", "--ke", "berkas"], 1, "berkas: folder tidak dapat dibuat"),
        (["rekap", "a.csv", "--ke", "berkas/dalam"], 1, "folder tidak dapat dibuat"),
        (["rekap", "a.csv", "--ke", "x" * 300], 1, "folder tidak dapat dibuat (File name too long)"),
        (["rekap", "a.csv", "--ke", ""], 2, "--ke: namanya kosong"),
        (["terbit", "a.csv", "--ke", " "], 2, "--ke: namanya kosong"),
        (["laporan", "a.csv", "--ke", "map"], 2, "map sudah ada; tidak ada yang ditulis"),
        (["laporan", "a.csv", "--ke", "map", "--timpa"], 1, "map: berkas tidak dapat ditulis"),
        (["laporan", "a.csv", "--ke", "hilang/a.docx"], 1, "berkas tidak dapat ditulis"),
        (["laporan", "a.csv", "--ke", "x" * 300], 1, "berkas tidak dapat ditulis (File name too long)"),
        (["templat", "map/hilang/a.xlsx"], 1, "berkas tidak dapat ditulis"),
    ]:
        found, message = said(*words)
        assert found == code, words
        assert sentence in message, words
    assert everything(folder) == before
    assert Path("berkas").read_text() == "lama"


@needs_unix
def test_a_device_or_a_pipe_is_never_replaced_by_a_file(folder, said):
    os.mkfifo("pipa")
    code, message = said("laporan", "a.csv", "--ke", "pipa", "--timpa")
    assert code == 1
    assert "Galat: pipa bukan berkas biasa (pipa atau perangkat); tidak ada yang ditulis.\n" in message
    with pytest.raises(FileError, match="bukan berkas biasa"):
        write_file("pipa", b"x")
    with pytest.raises(FileError, match="bukan berkas biasa"):
        write_folder(folder, {"baru.txt": b"x", "pipa": b"x"}, overwrite=True)
    assert stat.S_ISFIFO(os.stat("pipa").st_mode)
    assert everything(folder) == {"a.csv", "pipa"}


def test_questionnaires_are_never_written_over_by_their_result(folder, said):
    Path("hasil").mkdir()
    Path("hasil/per_unsur.csv").write_text(SURVEY, encoding="utf-8")
    for words in (
        ["laporan", "a.csv", "--ke", "a.csv", "--timpa"],
        ["rekap", "hasil/per_unsur.csv", "--ke", "hasil", "--timpa"],
        ["rekap", "a.csv", "hasil/../hasil/per_unsur.csv", "--ke", "./hasil", "--timpa"],
    ):
        code, message = said(*words)
        assert code == 2
        assert "adalah berkas kuesioner yang dibaca; tidak ada yang ditulis" in message
    assert Path("a.csv").read_text("utf-8") == Path("hasil/per_unsur.csv").read_text("utf-8") == SURVEY
    assert everything(folder) == {"a.csv", "hasil", "hasil/per_unsur.csv"}


def test_the_same_file_twice_is_said(folder, capsys):
    Path("a (1).csv").write_text(SURVEY, encoding="utf-8")
    assert main(["rekap", "a.csv", "a (1).csv"]) == 0
    assert "Berkas yang isinya sama dibaca lebih dari sekali: a.csv, a (1).csv." in capsys.readouterr().err


# What is printed ------------------------------------------------------------------------------------------


def shell(command):
    """Run `skm` as a shell does: the exit code, and what went to standard error."""
    program = f'"{sys.executable}" -m skm {command}'
    done = subprocess.run(["sh", "-c", program], capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done.returncode, done.stderr


@needs_full
def test_results_that_cannot_be_printed_are_said_once(folder):
    code, message = shell("rekap a.csv --ke hasil > /dev/full")
    assert (code, message) == (1, "Galat: keluaran tidak dapat ditulis (No space left on device).\n")
    assert len(list((folder / "hasil").iterdir())) == 7  # written whole before
    assert shell("rekap hilang.csv 2> /dev/full") == (1, "")


@needs_unix
def test_closed_streams_are_no_mistake(folder):
    assert shell("rekap a.csv >&-") == (0, "")
    assert shell("rekap hilang.csv 2>&-")[0] == 1
    assert shell("rekap a.csv >&- 2>&-")[0] == 0
