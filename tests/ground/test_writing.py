"""Files are written whole or not at all, and never over others unasked."""

import os

import pytest

from skm.ground.errors import FileError
from skm.ground.writing import write_file, write_folder


def everything(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_file_is_written_and_replaced(tmp_path):
    path = write_file(tmp_path / "a.txt", b"satu")
    assert write_file(path, b"dua") == path
    assert everything(tmp_path) == {"a.txt": b"dua"}


def test_a_written_file_can_be_read_by_others_as_any_new_file(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    assert write_file(tmp_path / "a", b"").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    write_file(tmp_path / "a.txt", b"lama")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=r"a\.txt: berkas tidak dapat ditulis \(No space left"):
        write_file(tmp_path / "a.txt", b"baru")
    assert everything(tmp_path) == {"a.txt": b"lama"}


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(FileError, match="tidak dapat ditulis"):
        write_file(tmp_path / "tidak ada" / "a.txt", b"")


def test_a_folder_is_made_with_folders_inside_it(tmp_path):
    files = {"a.txt": b"1", "dalam/b.txt": b"2"}
    paths = write_folder(tmp_path / "baru", files)
    assert paths == [tmp_path / "baru" / "a.txt", tmp_path / "baru" / "dalam" / "b.txt"]
    assert everything(tmp_path / "baru") == files


def test_a_file_that_is_there_stops_all_of_them_unless_asked_to_overwrite(tmp_path):
    write_folder(tmp_path, {"b.txt": b"lama"})
    with pytest.raises(
        FileError, match=r"sudah memuat b\.txt; tidak ada yang ditulis\.\n.*overwrite=True untuk"
    ):
        write_folder(tmp_path, {"a.txt": b"1", "b.txt": b"2"})
    assert everything(tmp_path) == {"b.txt": b"lama"}
    write_folder(tmp_path, {"a.txt": b"1", "b.txt": b"2"}, overwrite=True)
    assert everything(tmp_path) == {"a.txt": b"1", "b.txt": b"2"}


def test_when_one_file_fails_none_is_written(tmp_path, monkeypatch):
    calls = []

    def full_at_the_second(_):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_at_the_second)
    with pytest.raises(FileError):
        write_folder(tmp_path, {"a.txt": b"1", "b.txt": b"2"})
    assert everything(tmp_path) == {}


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path):
    write_file(tmp_path / "a", b"")
    with pytest.raises(FileError, match="folder tidak dapat dibuat"):
        write_folder(tmp_path / "a", {"b": b""})


@pytest.mark.parametrize("name", ["", "..", "../a", "/a", "a//b", "a/../b"])
def test_names_that_lead_out_of_the_folder_are_refused(tmp_path, name):
    with pytest.raises(ValueError, match="names inside the folder"):
        write_folder(tmp_path, {name: b""})
