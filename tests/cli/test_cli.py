"""The command line: the figures of both samples, exit codes, messages by their words, nothing half-written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import skm
from skm import SampleSizeWarning, SkmError
from skm.cli import _contoh, main
from skm.cli._words import in_options
from skm.ground.errors import Argument

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"
PEDOMAN = ["--pedoman", str(SAMPLE / "pedoman_bakarangan.toml")]
LAYANAN = [str(SAMPLE / f"bakarangan_2022_layanan.{ending}") for ending in ("csv", "xlsx")]
UNIT = [str(SAMPLE / f"bakarangan_2022_unit.{ending}") for ending in ("csv", "xlsx")]
HEAD = "U1,U2,U3,U4,U5,U6,U7,U8,U9"


def words(text):
    """Text with runs of spaces as one, so that column widths do not matter."""
    return re.sub(r" +", " ", text)


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


# The main job --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", LAYANAN)
def test_sample_a_gives_the_published_figures_per_service_and_for_the_unit(run, file):
    code, out, err = run("rekap", file, *PEDOMAN)
    assert (code, err) == (0, "")
    text = words(out)
    for line in (
        "Umum 35 1.117 3,55 88,65 A Sangat baik",
        "KTP 30 915 3,39 84,72 B Baik",
        "IUMKM 30 907 3,36 83,98 B Baik",
        "SKCK 5 157 3,49 87,22 B Baik",
        "Unit 100 3.096 3,44 86,00 B Baik",
        "Unit: IKM 86,00, mutu B (Baik), n = 100",
        "Unsur terendah: Kompetensi Pelaksana 3,37; Penanganan Pengaduan 3,38; Kewajaran Biaya/Tarif 3,40",
        "Kuesioner masuk 100 = dipakai 100 + disisihkan 0",
    ):
        assert f"\n{line}" in f"\n{text}"


@pytest.mark.parametrize("file", UNIT)
def test_sample_b_gives_the_published_figures_of_the_unit(run, file):
    code, out, err = run("rekap", file, *PEDOMAN)
    assert (code, err) == (0, "")
    assert "Unit: IKM 87,81, mutu B (Baik), n = 162" in out
    assert "Unsur terendah: Ketepatan Waktu 3,33; Produk Pelayanan 3,42; Kompetensi Pelaksana 3,43\n" in out
    assert "Kuesioner masuk 162 = dipakai 162 + disisihkan 0" in out


def test_workbook_csv_and_chart_are_written_to_a_new_folder(run, tmp_path):
    target = tmp_path / "hasil" / "2022"
    code, out, _ = run("rekap", LAYANAN[1], *PEDOMAN, "--ke", target)
    assert code == 0
    assert files(target) == [
        "asal_angka.csv",
        "per_kelompok.csv",
        "per_unsur.csv",
        "prioritas.csv",
        "rekap.xlsx",
        "unsur_per_kelompok.csv",
        "unsur_terendah.png",
    ]
    assert all(name in out for name in files(target))
    assert (target / "unsur_terendah.png").read_bytes().startswith(b"\x89PNG")
    assert openpyxl.load_workbook(target / "rekap.xlsx").sheetnames[0] == "Ringkasan"
    assert "SKCK;5;157;3,49;3,49;87,22;B;Baik" in (target / "per_kelompok.csv").read_text("utf-8-sig")


def test_without_a_folder_nothing_is_written(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("rekap", UNIT[0], *PEDOMAN)[0] == 0
    assert files(tmp_path) == []


def test_files_that_are_there_are_kept_unless_told_to_replace_them(run, tmp_path):
    (tmp_path / "prioritas.csv").write_bytes(b"milik kantor")
    code, out, err = run("rekap", UNIT[0], *PEDOMAN, "--ke", tmp_path)
    assert (code, out) == (1, "")
    assert "sudah memuat prioritas.csv; tidak ada yang ditulis" in err
    assert "--timpa" in err
    assert files(tmp_path) == ["prioritas.csv"]
    assert (tmp_path / "prioritas.csv").read_bytes() == b"milik kantor"
    assert run("rekap", UNIT[0], *PEDOMAN, "--ke", tmp_path, "--timpa")[0] == 0
    assert (tmp_path / "prioritas.csv").read_bytes() != b"milik kantor"
    assert len(files(tmp_path)) == 7


def test_groups_can_be_chosen_and_combined(run):
    code, out, _ = run("rekap", UNIT[0], *PEDOMAN, "--per", "jenis_kelamin")
    assert code == 0
    assert "Jenis kelamin" in out
    code, out, _ = run("rekap", UNIT[0], *PEDOMAN, "--per", "layanan", "--per", "jenis_kelamin")
    assert code == 0
    assert "KTP / " in out


def test_a_file_without_services_is_one_group(run, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\n4,4,4,4,4,4,4,4,4\n")
    code, out, _ = run("rekap", path, "--nama", "Kecamatan X")
    assert code == 0
    assert out.count("Kecamatan X: IKM 100,00, mutu A (Sangat baik), n = 1, PermenPANRB 14/2017") == 1
    assert "Layanan" not in out


def test_several_files_are_several_services(run, tmp_path):
    for name, answer in {"KTP": 4, "SKCK": 3}.items():
        (tmp_path / f"{name}.csv").write_text(f"{HEAD}\n" + ",".join([str(answer)] * 9) + "\n")
    code, out, _ = run("rekap", tmp_path / "KTP.csv", tmp_path / "SKCK.csv")
    assert code == 0
    assert "KTP 1 36 4,00 100,00 A" in words(out)
    assert "SKCK 1 27 3,00 75,00 C" in words(out)


def test_columns_services_and_blanks_can_be_told(run, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        f"{HEAD.replace('U3', 'P3')},layanan\n"
        "4,4,4,4,4,4,4,4,4,KTP\n4,4,4,4,4,4,4,4,4,E-KTP\n4,4,,4,4,4,4,4,4,ktp el\n"
    )
    told = ["--kolom", "U3=P3", "--samakan", "KTP=E-KTP, ktp el", "--kosong", "lengkap"]
    code, out, _ = run("rekap", path, *told)
    assert code == 0
    assert "KTP 2 72 4,00 100,00 A" in words(out)
    assert "Kuesioner masuk 3 = dipakai 2 + disisihkan 1 (1 jawaban tidak lengkap)" in out
    assert '"E-KTP"' in out


def test_one_sheet_can_be_read_alone(run):
    code, out, _ = run("rekap", LAYANAN[1], *PEDOMAN, "--lembar", "SKCK")
    assert code == 0
    assert "IKM 87,22, mutu B (Baik), n = 5" in out


# What goes wrong -----------------------------------------------------------------------------------------


@pytest.fixture
def bad(tmp_path):
    """A file with 25 answers of 5, and a name in every row."""
    path = tmp_path / "survei.csv"
    path.write_text(f"Nama,{HEAD}\n" + "Budi,5,4,4,4,4,4,4,4,4\n" * 25)
    return path


def test_labels_and_letters_are_said_in_options(run, tmp_path):
    path, labels = tmp_path / "survei.csv", tmp_path / "label.toml"
    path.write_text(f"{HEAD}\n" + "Oke,4,4,4,4,4,4,4,4\nJelek,4,4,4,4,4,4,4,4\n", encoding="utf-8")
    labels.write_text('"Oke" = 3\n', encoding="utf-8")
    code, _, err = run("rekap", path)
    assert code == 1
    assert '--label "Oke=NILAI" --label "Jelek=NILAI"' in err
    code, out, _ = run("rekap", path, "--label", labels, "--label", "Jelek=1")
    assert code == 0
    assert "Persyaratan 2 4 2,00" in words(out)
    for wrong, said in {"Oke=5": "1 sampai 4", "-=2": "1 sampai 4", "Oke": "bukan LABEL=NILAI"}.items():
        code, _, err = run("rekap", path, "--label", wrong)
        assert code == 2
        assert said in err
    assert "diberi nilai 3 dan 2" in run("rekap", path, "--label", "Oke=3", "--label", "OKE=2")[2]
    path.write_text(f"{HEAD}\nA,A,A,A,A,A,A,A,A\n", encoding="utf-8")
    assert "Sebutkan --huruf a=1 atau --huruf a=4." in run("rekap", path)[2]
    assert "IKM 100,00" in run("rekap", path, "--huruf", "a=4")[1]
    assert "yang ada: a=1, a=4" in run("rekap", path, "--huruf", "b")[2]


def test_unusable_answers_are_listed_together_and_nothing_else(run, bad, tmp_path):
    code, out, err = run("rekap", bad, "--ke", tmp_path / "hasil")
    assert (code, out) == (1, "")
    assert err.startswith("Galat: survei.csv: 25 jawaban tidak dapat dipakai.\n")
    assert 'isian "5" 25 kali, kolom "U1", sel B2, B3, B4, B5, B6, B7, B8, B9, B10, B11, …' in err
    assert err.count("bukan nilai 1 sampai 4") == 1
    assert "kosongkan" not in err  # every answer to U1 would be gone
    assert "Budi" not in err
    assert "problems" not in err
    assert not (tmp_path / "hasil").exists()


def test_unusable_answers_can_be_blanked_or_their_questionnaires_set_aside(run, bad, tmp_path):
    with bad.open("a") as file:
        file.write("Ani,4,4,4,4,4,4,4,4,4\n")
    code, out, _ = run("rekap", bad, "--tidak-sah", "kosongkan")
    assert code == 0
    assert "1 Persyaratan 1 4 4,00" in words(out)
    code, out, _ = run("rekap", bad, "--tidak-sah", "sisihkan", "--ke", tmp_path / "hasil")
    assert code == 0
    assert "Kuesioner masuk 26 = dipakai 1 + disisihkan 25" in out
    assert {"disisihkan.csv", "masalah.csv"} <= set(files(tmp_path / "hasil"))


def test_a_missing_unsur_is_told_with_the_option_that_names_it(run, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD.replace('U3', 'P3')}\n4,4,4,4,4,4,4,4,4\n")
    code, out, err = run("rekap", path)
    assert (code, out) == (1, "")
    assert "a.csv tidak memuat unsur U3 (Waktu Penyelesaian)." in err
    assert '--kolom "U3=P3"' in err
    assert "columns=" not in err


@pytest.mark.parametrize(
    ("argument", "option"),
    [
        (Argument("columns", {"U3": "P3", "usia": "Umur anak"}), '--kolom "U3=P3" --kolom "usia=Umur anak"'),
        (Argument("invalid", "blank"), "--tidak-sah kosongkan"),
        (Argument("invalid", "drop"), "--tidak-sah sisihkan"),
        (Argument("blanks", "complete"), "--kosong lengkap"),
        (Argument("blanks", "per_unsur"), "--kosong per_unsur"),
        (Argument("pedoman", "PermenPANRB 16/2014"), '--pedoman "PermenPANRB 16/2014"'),
        (Argument("lembar", ["KTP", "Akta Lahir"]), '--lembar "KTP" --lembar "Akta Lahir"'),
        (Argument("lembar", ...), "--lembar NAMA"),
        (Argument("overwrite", True), "--timpa"),
        (Argument("limits", 5), None),
        (Argument("problems"), None),
    ],
)
def test_what_a_hint_names_is_an_option_here_or_not_said(argument, option):
    assert in_options(argument) == option


def hinted(tmp_path):
    """Files that are refused with a hint, the options to read them with, and the last words of the message."""
    book = openpyxl.Workbook()
    for name, cells in (("KTP", [4] * 9), ("Rekap", [3.57] * 9)):
        sheet = book.create_sheet(name)
        sheet.append(HEAD.split(","))
        sheet.append(cells)
    book.remove(book.active)
    book.save(tmp_path / "rekap.xlsx")
    texts = {
        "ganda.csv": f"{HEAD},Persyaratan\n4,4,4,4,4,4,4,4,4,4\n",
        "tertukar.csv": f"{HEAD}\n4,4,4,4,4,4,4,Buruk,Tidak ada\n4,4,4,4,4,4,4,Sangat baik,Dikelola dengan baik\n",
        "tanpa.csv": "a,b\nc,d\n",
        "kosong.csv": f"{HEAD}\n4,4,,4,4,4,4,4,4\n",
        "salah.csv": f"{HEAD}\n4,4,5,4,4,4,4,4,4\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return [
        (
            "ganda.csv",
            [],
            'Sebutkan yang dipakai, misalnya --kolom "U1=U1". Bila kuesionernya memang memuat beberapa pertanyaan '
            "untuk satu unsur, baca dengan --beberapa-pertanyaan.",
        ),
        ("tertukar.csv", [], 'Sebutkan kolomnya: --kolom "U8=U9" --kolom "U9=U8".'),
        ("tanpa.csv", [], 'Beri judul pada kolomnya, atau sebutkan, misalnya --kolom "U1=judul kolomnya".'),
        (
            "kosong.csv",
            ["--kosong", "tolak"],
            "Lengkapi jawabannya, atau pakai --kosong per_unsur atau --kosong lengkap.",
        ),
        (
            "salah.csv",
            [],
            "Betulkan di berkasnya, atau baca dengan --tidak-sah kosongkan (jawaban itu dikosongkan) atau "
            "--tidak-sah sisihkan (kuesionernya disisihkan).",
        ),
        (
            "rekap.xlsx",
            [],
            'Bila lembar "Rekap" bukan kuesioner, baca lembar yang lain saja: --lembar "KTP".',
        ),
    ]


def test_every_refusal_says_what_to_do_in_options(run, tmp_path):
    for name, options, advice in hinted(tmp_path):
        code, out, err = run("rekap", tmp_path / name, *options)
        assert (code, out) == (1, "")
        message = err.partition("\n\n")[0].rstrip("\n")
        assert message.endswith(advice)
        assert not re.search(r"columns|invalid|blanks|lembar=|problems", message)


def test_a_note_is_said_with_its_hint_and_stored_without(run, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"Umur anak,Umur orang tua,{HEAD}\n3,30,4,4,4,4,4,4,4,4,4\n")
    code, out, _ = run("rekap", path, "--ke", tmp_path / "hasil")
    fact = 'Kolom "Umur anak" dan "Umur orang tua" sama-sama dapat berarti usia; tidak satu pun dipakai.'
    assert code == 0
    assert f'Catatan: {fact} Sebutkan, misalnya --kolom "usia=Umur anak".\n' in out
    assert "terbalik. Bila berkas ini mengikuti formulir, sebutkan --kolom" in out
    book = openpyxl.load_workbook(tmp_path / "hasil" / "rekap.xlsx")
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    stored = "\n".join(skm.count(path).asal.notes)
    assert fact in cells
    for text in (stored, "\n".join(cells)):
        assert fact in text
        assert not re.search(r"--kolom|columns=|Sebutkan", text)


def test_groups_are_named_by_the_heading_as_it_stands_in_the_file(run, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"Jenis Kelamin (L/P),{HEAD}\nL,4,4,4,4,4,4,4,4,4\nP,3,3,3,3,3,3,3,3,3\n")
    tables = set()
    for i, key in enumerate(["jenis_kelamin", "Jenis Kelamin (L/P)", "jenis kelamin l/p", "Gender"]):
        folder = tmp_path / str(i)
        assert run("rekap", path, "--per", key, "--ke", folder)[0] == 0
        tables.add((folder / "per_kelompok.csv").read_text(encoding="utf-8-sig"))
    assert len(tables) == 1
    assert tables.pop().startswith("Jenis kelamin;n;")
    code, _, err = run("rekap", path, "--per", "desa")
    assert code == 2
    assert '--per: tidak ada kolom desa. Yang ada: jenis_kelamin ("Jenis Kelamin (L/P)").' in err


def test_the_wrong_guideline_is_an_error_that_names_the_one_that_fits(run):
    code, out, err = run("rekap", UNIT[0])
    assert (code, out) == (1, "")
    assert '--pedoman "PermenPANRB 16/2014"' in err


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["rekap", "tidak_ada.csv"], 1, "tidak_ada.csv"),
        (["rekap"], 2, "BERKAS... belum diberikan"),
        (["rekap", "a", "--foo"], 2, "pilihan --foo tidak dikenal"),
        (["rekap", "a", "--ke"], 2, "pilihan --ke salah dipakai"),
        (["rekap", "a", "--kosong", "nol"], 2, "--kosong: 'nol' tidak dikenal; yang ada: per_unsur, lengkap"),
        (["rekap", "a", "--kolom", "U3"], 2, "--kolom: 'U3' tidak berbentuk NAMA=ISI, misalnya U3=P3"),
        (["rekap", "a", "--kolom", "U77=P3"], 2, "kode U77 tidak dikenal. Yang ada: U1, U2"),
        (["rekap", "a", "--pedoman", "2018"], 1, 'Yang ada: "PermenPANRB 14/2017"'),
        (["rekap", UNIT[0], *PEDOMAN, "--per", "desa"], 2, "tidak ada kolom desa. Yang ada: layanan"),
        (["rekap", LAYANAN[1], *PEDOMAN, "--lembar", "Akta"], 1, 'Lembar yang ada: "Umum", "KTP"'),
        (["rekpa"], 2, "perintah 'rekpa' tidak dikenal. Yang ada: rekap, contoh, sampel"),
        (["--foo"], 2, "pilihan --foo tidak dikenal"),
        (["sampel"], 2, "N belum diberikan"),
        (["sampel", "0"], 2, "N: '0' bukan bilangan bulat 1 atau lebih"),
        (["sampel", "12,5"], 2, "'12,5' bukan bilangan bulat"),
        (["sampel", "3", "4"], 2, "argumen yang berlebih: 4"),
        (["contoh"], 2, "FOLDER belum diberikan"),
    ],
    ids=lambda value: " ".join(Path(v).name for v in value) if isinstance(value, list) else None,
)
def test_a_failure_is_one_message_in_indonesian_on_stderr(run, args, code, said):
    got, out, err = run(*args)
    assert (got, out) == (code, "")
    assert err.startswith("Galat: ")
    assert said in err
    for english in ("Usage", "Error", "Try", "Missing", "Invalid", "No such"):
        assert english not in err
    assert code == 1 or "Bantuan: skm" in err


def test_an_unforeseen_fault_is_one_line_and_a_way_to_report_it(run, monkeypatch):
    def broken():
        raise ZeroDivisionError("tidak terduga")

    monkeypatch.setattr(_contoh, "_sample_data", broken)
    monkeypatch.delenv("SKM_DEBUG", raising=False)
    code, out, err = run("contoh", "x")
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == "Galat: kesalahan di dalam skm (ZeroDivisionError: tidak terduga)."
    assert "SKM_DEBUG=1" in err


def test_with_skm_debug_the_traceback_of_an_unforeseen_fault_is_shown(capsys, monkeypatch):
    def broken():
        raise ZeroDivisionError("tidak terduga")

    monkeypatch.setattr(_contoh, "_sample_data", broken)
    monkeypatch.setenv("SKM_DEBUG", "1")
    assert main(["contoh", "x"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_warnings_of_the_library_are_said_on_stderr_and_those_of_others_are_not(run, monkeypatch, tmp_path):
    import warnings

    def warned():
        warnings.warn("hanya 5 responden", SampleSizeWarning, stacklevel=1)
        warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
        return SAMPLE

    monkeypatch.setattr(_contoh, "_sample_data", warned)
    code, _, err = run("contoh", tmp_path / "c")
    assert (code, err) == (0, "Peringatan: hanya 5 responden\n")


def test_an_interruption_says_so(run, monkeypatch):
    def stopped():
        raise KeyboardInterrupt

    monkeypatch.setattr(_contoh, "_sample_data", stopped)
    code, _, err = run("contoh", "x")
    assert code == 130
    assert "Dihentikan." in err


def test_every_error_of_the_library_is_caught(run, monkeypatch):
    def failed():
        raise SkmError("berkas bermasalah")

    monkeypatch.setattr(_contoh, "_sample_data", failed)
    assert run("contoh", "x") == (1, "", "Galat: berkas bermasalah\n")


# Help, sample data, sample size --------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], ["rekap"], ["contoh"], ["sampel"]])
def test_help_is_indonesian_and_has_an_example(run, command):
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Pemakaian: {' '.join(['skm', *command])} ")
    assert "Contoh:\n    skm " in out
    assert "Tampilkan bantuan ini." in out
    for english in ("Usage", "Options", "Commands", "Show this", "default"):
        assert english not in out
    assert max(map(len, out.splitlines())) <= 100


def test_skm_alone_shows_the_help(run):
    assert run() == run("--help")


def test_contoh_writes_the_sample_data_and_never_over_what_is_there(run, tmp_path):
    target = tmp_path / "contoh"
    code, out, _ = run("contoh", target)
    assert code == 0
    assert files(target) == [f for f in files(SAMPLE) if "__pycache__" not in f]
    assert f"{len(files(target))} berkas contoh" in out
    assert (target / "bakarangan_2022_unit.csv").read_bytes() == Path(UNIT[0]).read_bytes()
    (target / "README.md").write_text("milik kantor")
    code, _, err = run("contoh", target)
    assert code == 1
    assert "--timpa" in err
    assert (target / "README.md").read_text() == "milik kantor"
    assert run("contoh", target, "--timpa")[0] == 0
    assert (target / "README.md").read_bytes() == (SAMPLE / "README.md").read_bytes()


def test_sampel_gives_formula_table_and_slovin(run):
    code, out, err = run("sampel", "1.210")
    assert (code, err) == (0, "")
    text = words(out)
    assert "Pengguna layanan: 1.210" in text
    assert "Krejcie-Morgan, rumus 292\n" in text
    assert "tercantum) 297\n" in text
    assert "Slovin, galat 5 % 301\n" in text
    assert run("sampel", "1210") == (code, out, err)


# As a program --------------------------------------------------------------------------------------------


def program(*args, **kwargs):
    environment = {**os.environ, **kwargs.pop("env", {})}
    command = [sys.executable, "-m", "skm", *args]
    return subprocess.run(command, capture_output=True, env=environment, cwd=ROOT, check=False, **kwargs)


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "utf-8"])
def test_a_console_that_lacks_a_sign_does_not_stop_the_work(encoding, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD},layanan\n4,4,4,4,4,4,4,4,,Σ surat – 印\n", encoding="utf-8")
    done = program("rekap", str(path), env={"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, b"")
    assert ("Σ" in done.stdout.decode(encoding)) == (encoding == "utf-8")


def test_the_program_ends_with_the_exit_code_and_writes_failures_to_stderr():
    done = program("rekap", "tidak_ada.csv")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"Galat: ")


def test_a_reader_that_has_enough_ends_the_program_quietly(tmp_path):
    script = f"{sys.executable} -m skm rekap {UNIT[0]} {' '.join(PEDOMAN)} | true"
    done = subprocess.run(["sh", "-c", script], capture_output=True, cwd=ROOT, check=False)
    assert done.stderr == b""
