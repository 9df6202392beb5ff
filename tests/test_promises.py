"""What skm promises about network, programs and files, watched by an audit hook while the whole command line runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
PEDOMAN = ["--pedoman", "masuk/pedoman_bakarangan.toml"]
LAYANAN = "masuk/bakarangan_2022_layanan.xlsx"
COMMANDS = [
    ["contoh", "contoh"],
    ["sampel", "1200"],
    ["rekap", LAYANAN, *PEDOMAN, "--ke", "keluar/rekap"],
    ["rekap", "masuk/bakarangan_2022_unit.csv", *PEDOMAN, "--per", "jenis_kelamin"],
    ["rekap", "masuk/hilang.csv"],
    ["periksa", LAYANAN, *PEDOMAN],
    ["audit", "masuk/lkip_2022", "--ke", "keluar/audit"],
    ["templat", "keluar/templat.xlsx", "--layanan", "KTP"],
    ["terbit", LAYANAN, *PEDOMAN, "--tautan", "https://contoh.go.id", "--ke", "keluar/terbit"],
    ["laporan", "--tulis-templat", "keluar/templat.docx"],
    ["laporan", LAYANAN, *PEDOMAN, "--ke", "keluar/laporan.docx"],
    ["laporan", LAYANAN, *PEDOMAN, "--templat", "keluar/templat.docx", "--ke", "keluar/laporan_2.docx"],
    ["tahunan", "masuk/arsip", "--simpanan", "keluar/simpanan", "--ke", "keluar/tahunan"],
    ["tahunan", "masuk/arsip", "--simpanan", "keluar/simpanan"],
]
# Events of Python's own audit (PEP 578): every socket, program and change of the file system passes one of them.
WATCH = """
import json, os, sys
seen = []
CHANGES = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
           "os.chown", "os.utime", "shutil.rmtree", "shutil.move", "shutil.copyfile", "tempfile.mkstemp",
           "tempfile.mkdtemp"}
PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn",
            "os.startfile", "pty.spawn", "webbrowser.open"}
WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "poplib.", "imaplib.")):
        seen.append(["network", event, repr(arguments)])
    elif event in PROGRAMS:
        seen.append(["program", event, repr(arguments)])
    elif event in CHANGES:
        for path in arguments[: 2 if event in ("os.rename", "os.link", "os.symlink") else 1]:
            seen.append(["written", event, os.path.abspath(os.fsdecode(path))])
    elif event == "open" and not isinstance(arguments[0], int):
        path, mode, flags = arguments
        written = bool(set(mode or "") & set("wax+")) or (flags or 0) & WRITE
        seen.append(["written" if written else "read", event, os.path.abspath(os.fsdecode(path))])
sys.dont_write_bytecode = True
sys.addaudithook(watch)
"""
RUN = """
from skm.cli import main
codes = [main(words) for words in json.loads(sys.argv[1])]
print(json.dumps([codes, seen]), file=sys.__stderr__)
"""
PROVED = """
import pathlib, socket, subprocess
with socket.socket() as s: s.connect_ex(("127.0.0.1", 9))
subprocess.run(["true"])
pathlib.Path(sys.argv[1]).write_text("x")
pathlib.Path(sys.argv[1]).unlink()
print(json.dumps([[], seen]), file=sys.__stderr__)
"""


def watched(code, argument, folder, fonts):
    environment = os.environ | {"MPLCONFIGDIR": str(fonts), "MPLBACKEND": "agg"}
    command = [sys.executable, "-c", WATCH + code, argument]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stderr.splitlines()[-1])


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The exit codes of all commands, and all that was seen while they ran."""
    folder, fonts = tmp_path_factory.mktemp("kerja"), tmp_path_factory.mktemp("fonts")
    (folder / "keluar").mkdir()
    copy = "import shutil, sys; shutil.copytree(sys.argv[1], 'masuk')"
    subprocess.run([sys.executable, "-c", copy, str(ROOT / "sample_data")], cwd=folder, check=True)
    make = [sys.executable, "masuk/make_archive.py", "arsip_contoh"]
    subprocess.run(make, cwd=folder, check=True, capture_output=True)
    (folder / "arsip_contoh" / "arsip").rename(folder / "masuk" / "arsip")
    # matplotlib lists the fonts of the machine once for each user, and asks fc-list for them
    warm = [sys.executable, "-c", "import matplotlib.font_manager"]
    subprocess.run(warm, env=os.environ | {"MPLCONFIGDIR": str(fonts)}, check=True)
    codes, seen = watched("import json\n" + RUN, json.dumps(COMMANDS), folder, fonts)
    return folder, fonts, codes, seen


def of(seen, kind):
    return sorted({(event, what) for found, event, what in seen if found == kind})


def test_the_watch_sees_sockets_programs_and_files(tmp_path):
    _, seen = watched("import json\n" + PROVED, str(tmp_path / "x.txt"), tmp_path, tmp_path)
    assert any(event == "socket.connect" for event, _ in of(seen, "network"))
    assert any(event == "subprocess.Popen" for event, _ in of(seen, "program"))
    assert {event for event, path in of(seen, "written") if path.endswith("x.txt")} == {"open", "os.remove"}


def test_every_command_was_run_and_all_went_as_it_should(run):
    assert run[2] == [1 if "masuk/hilang.csv" in words else 0 for words in COMMANDS]


def test_no_command_opens_a_socket(run):
    assert of(run[3], "network") == []


def test_no_command_starts_another_program(run):
    assert of(run[3], "program") == []


def test_nothing_is_written_outside_the_folders_that_were_named(run):
    folder, fonts, _, seen = run
    written = of(seen, "written")
    assert len(written) > 50
    allowed = [folder / "keluar", folder / "contoh", fonts, Path(os.devnull)]
    outside = [
        (event, path)
        for event, path in written
        if not any(Path(path).resolve().is_relative_to(place.resolve()) for place in allowed)
    ]
    assert outside == []


def test_inputs_are_left_as_they_are(run):
    for path in (ROOT / "sample_data").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            kept = run[0] / "masuk" / path.relative_to(ROOT / "sample_data")
            assert kept.read_bytes() == path.read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="the places of a system are those of Linux")
def test_nothing_is_read_but_what_was_named_and_what_is_installed(run):
    folder, fonts, _, seen = run
    installed = {Path(place) for name, place in sysconfig.get_paths().items() if name != "data"}
    system = {
        Path(p)
        for p in (sys.prefix, sys.base_prefix, "/usr", "/etc", "/proc", "/sys", "/dev", "/lib", "/opt")
    }
    fonts_of_user = {Path.home() / ".fonts", Path.home() / ".local" / "share" / "fonts"}
    allowed = [folder, fonts, ROOT / "src", ROOT / "sample_data", *installed, *system, *fonts_of_user]
    outside = [
        path for _, path in of(seen, "read") if not any(Path(path).resolve().is_relative_to(p.resolve()) for p in allowed)
    ]  # fmt: skip
    assert outside == []
