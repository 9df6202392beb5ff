"""Writing under attack and under failure: whole or not at all, and never outside the folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skm.ground.errors import FileError
from skm.ground.writing import file_stems, write_file, write_folder

SOURCE = Path(__file__).parents[2] / "src" / "skm"
HOSTILE = ["../../x", "CON", "con.txt", "x" * 300, "/", "\\", "C:\\x", "a/b", "..", ".", "", "nul", " ", "a\0b", "a\nb", "<b>", "KTP|SIM", "é" * 200, "\ud800", "💳"]  # fmt: skip


def everything(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_hostile_names_of_services_become_plain_file_names(tmp_path):
    stems = file_stems(HOSTILE)
    for stem in stems:
        assert re.fullmatch(r"[a-z0-9_]{1,64}", stem)
        assert stem.upper() not in {"CON", "NUL", "PRN", "AUX"}
    paths = write_folder(tmp_path / "ke", {f"{stem}.png": b"x" for stem in stems})
    assert len(paths) == len(HOSTILE)
    assert everything(tmp_path) == {f"ke/{stem}.png": b"x" for stem in stems}


@given(texts=st.lists(st.text()))
def test_every_name_becomes_a_file_of_its_own(texts):
    stems = file_stems(texts)
    assert len(set(stems)) == len(texts)
    assert all(re.fullmatch(r"[a-z0-9_]+", stem) for stem in stems)


def test_names_that_only_some_systems_take_are_refused_on_all(tmp_path):
    names = [
        "../a",
        "/a",
        "a/../b",
        "..",
        "a\\b",
        "..\\a",
        "C:a",
        "CON",
        "con.csv",
        "a/NUL",
        "a.",
        "a ",
        "a\0",
        "a\n",
        "x" * 256,
    ]
    for name in names:
        with pytest.raises(ValueError, match="names inside the folder"):
            write_folder(tmp_path, {name: b""})
    with pytest.raises(ValueError, match="differ by more than case"):
        write_folder(tmp_path, {"KTP.csv": b"1", "ktp.csv": b"2"})
    assert everything(tmp_path) == {}


needs_links = pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")


@needs_links
def test_a_link_in_place_of_the_file_is_replaced_not_followed(tmp_path):
    secret = tmp_path / "rahasia"
    secret.write_bytes(b"lama")
    (tmp_path / "ke").mkdir()
    (tmp_path / "ke" / "a.txt").symlink_to(secret)
    (tmp_path / "ke" / "b.txt").symlink_to(tmp_path / "tidak ada")
    with pytest.raises(FileError, match=r"sudah memuat a\.txt, b\.txt"):
        write_folder(tmp_path / "ke", {"a.txt": b"baru", "b.txt": b"baru"})
    write_folder(tmp_path / "ke", {"a.txt": b"baru", "b.txt": b"baru"}, overwrite=True)
    write_file(tmp_path / "ke" / "a.txt", b"baru")
    assert secret.read_bytes() == b"lama"
    assert not (tmp_path / "ke" / "a.txt").is_symlink()
    assert not (tmp_path / "tidak ada").exists()


@needs_links
def test_a_link_in_place_of_a_folder_inside_is_not_followed(tmp_path):
    (tmp_path / "luar").mkdir()
    (tmp_path / "ke").mkdir()
    (tmp_path / "ke" / "dalam").symlink_to(tmp_path / "luar")
    with pytest.raises(FileError, match="menunjuk ke luar"):
        write_folder(tmp_path / "ke", {"dalam/a.txt": b"x"})
    assert everything(tmp_path / "luar") == {}


def test_when_one_file_cannot_be_put_in_place_the_others_are_what_they_were(tmp_path, monkeypatch):
    write_folder(tmp_path, {"b.txt": b"lama"})
    replace = os.replace

    def in_use(source, target):
        if Path(target).name == "c.txt":
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", in_use)
    with pytest.raises(
        FileError, match=r"c\.txt: berkas tidak dapat ditulis \(Permission denied\)\. Tutup berkas"
    ):
        write_folder(tmp_path, {"a.txt": b"1", "b.txt": b"2", "c.txt": b"3"}, overwrite=True)
    assert everything(tmp_path) == {"b.txt": b"lama"}


def test_a_folder_in_place_of_a_file_stops_all_of_them(tmp_path):
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(FileError, match=r"b\.txt: berkas tidak dapat ditulis"):
        write_folder(tmp_path, {"a.txt": b"1", "b.txt": b"2"}, overwrite=True)
    assert everything(tmp_path) == {}


def test_what_an_interrupted_writing_left_is_removed_later(tmp_path):
    old, young = tmp_path / ".skm-lama.tmp", tmp_path / ".skm-baru.tmp"
    for path in (old, young):
        path.write_bytes(b"setengah")
    os.utime(old, (1, 1))
    write_file(tmp_path / "a.txt", b"x")
    assert not old.exists()
    assert young.exists()


def script(code, *arguments):
    """Run code in a new process that has `skm.ground.writing` at hand."""
    start = "import os, signal, sys, time, random\nfrom skm.ground.writing import write_file, write_folder\n"
    command = [sys.executable, "-c", start + textwrap.dedent(code), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


unix = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed as Unix does")


@unix
@pytest.mark.long
def test_a_kill_at_two_hundred_moments_leaves_the_old_file_or_the_new_one(tmp_path):
    old_and_new = script(
        """
        folder, content = sys.argv[1], [bytes([i]) * 300_000 for i in (65, 66)]
        path = os.path.join(folder, "rekap.xlsx")
        write_file(path, content[0])
        begin = time.perf_counter()
        write_folder(folder, {"rekap.xlsx": content[0]}, overwrite=True)
        longest = 5 * (time.perf_counter() - begin)
        chance, seen = random.Random(7), []
        for turn in range(200):
            child = os.fork()
            if not child:
                while True:
                    for each in content[:: 1 - 2 * (turn % 2)]:
                        write_folder(folder, {"rekap.xlsx": each, "b.csv": each}, overwrite=True)
            time.sleep(chance.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            for name in ("rekap.xlsx", "b.csv"):
                try:
                    found = open(os.path.join(folder, name), "rb").read()
                except FileNotFoundError:
                    assert name == "b.csv" and "b.csv" not in seen
                    continue
                seen.append(name if name == "b.csv" else found[:1].decode())
                assert found in content, (turn, name, len(found))
        print(seen.count("A"), seen.count("B"))
        """,
        tmp_path,
    )
    old, new = map(int, old_and_new)
    print(f"killed 200 times: {old} found the old file, {new} the new one, none a half")
    assert old + new == 200
    assert min(old, new) > 0  # the kills did not all come at one moment


@unix
def test_a_full_disk_leaves_the_old_files_and_nothing_beside_them(tmp_path):
    said = script(
        """
        import resource
        from skm.ground.errors import FileError
        folder = sys.argv[1]
        write_folder(folder, {"a.csv": b"lama", "b.csv": b"lama"})
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # the disk takes no more than this
        try:
            write_folder(folder, {"a.csv": b"baru", "b.csv": b"x" * 200_000}, overwrite=True)
        except FileError as error:
            print("b.csv: berkas tidak dapat ditulis" in str(error), "ruang" in str(error))
        """,
        tmp_path,
    )
    assert said == ["True", "True"]
    assert everything(tmp_path) == {"a.csv": b"lama", "b.csv": b"lama"}


@unix
def test_a_folder_that_may_not_be_written_is_said(tmp_path):
    (tmp_path / "ke").mkdir()
    (tmp_path / "ke" / "a.csv").write_bytes(b"lama")
    (tmp_path / "ke").chmod(0o555)
    for folder in (tmp_path, *tmp_path.parents):  # so that another user gets there
        if folder.owner() == Path.home().owner() and "pytest" in str(folder):
            folder.chmod(folder.stat().st_mode | 0o005)
    said = script(
        """
        from skm.ground.errors import FileError
        if os.getuid() == 0:
            os.setgid(65534), os.setuid(65534)
        for write in (lambda: write_file(sys.argv[1] + "/a.csv", b"baru"), lambda: write_folder(sys.argv[1] + "/c", {"a": b""})):
            try:
                write()
            except FileError as error:
                print("izin" in str(error) or "tidak dapat dibuat" in str(error))
        """,
        tmp_path / "ke",
    )
    (tmp_path / "ke").chmod(0o755)
    assert said == ["True", "True"]
    assert everything(tmp_path) == {"ke/a.csv": b"lama"}


def test_only_the_writers_open_a_file_for_writing():
    opens = re.compile(
        r"""\bopen\([^)]*["'][rbt]*[wax+]|\.write_(?:text|bytes)\(|\.to_(?:csv|excel|json|parquet|html)\((?:path|["'])|shutil\.|"""
        r"""\bos\.(?:remove|unlink|rename|replace|mkdir|makedirs)\(|\.(?:unlink|mkdir|rmdir|touch)\(|mkstemp|mkdtemp"""
    )
    found = [
        f"{path.relative_to(SOURCE)}: {line.strip()}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.name != "writing.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if opens.search(line) and "to_csv(buffer" not in line and "to_csv(None" not in line
    ]
    assert found == []
