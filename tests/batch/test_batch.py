"""An archive of offices and years: read, set aside, kept, added up."""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import skm
from skm.batch import Pattern, Recap, files_of, read_targets, recap_files, recompute
from skm.batch._clean_csv import CleanReader
from skm.batch._file_counts import EMPTY, FAILED, READ, FileCounts, ReadingOptions, count_file
from skm.cli import main
from skm.ground.errors import FileError, ResponseWarning, TallyError
from skm.pedoman import PERMENPANRB_14_2017, PERMENPANRB_16_2014
from skm.reading.questionnaire.periods import PERIODS, of_month, parsed

ROOT = Path(__file__).parents[2]
CODES = [f"U{i}" for i in range(1, 10)]


def sheet(n: int = 10, value: int = 3, delimiter: str = ",", **columns: object) -> str:
    """A CSV of n questionnaires that answer `value` throughout, with these columns before the answers."""
    lists = {k: v if isinstance(v, list) else [v] * n for k, v in columns.items()}
    rows = [[*(str(v[i]) for v in lists.values()), *[str(value)] * 9] for i in range(n)]
    return "\n".join(delimiter.join(r) for r in [[*lists, *CODES], *rows]) + "\n"


def archive(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def written(recap: Recap) -> dict[str, bytes]:
    return recap_files(recap)


# The short way --------------------------------------------------------------------------------------------

OPTIONS = ReadingOptions(PERMENPANRB_14_2017)
WANTED = ["unit", "bulan", "layanan"]
HEADINGS = {
    "layanan": ["layanan", "Jenis Layanan", "Jenis pelayanan yang diterima"],
    "unit": ["unit", "Unit Layanan"],
    "tanggal": ["Tanggal", "Cap waktu", "Tanggal survei"],
}
NAMED = [u.nama.replace(",", "") for u in PERMENPANRB_14_2017.unsur]


@st.composite
def csv_files(draw: st.DrawFn) -> str:
    """CSV as offices export it: mostly clean, sometimes not."""
    n = draw(st.integers(1, 12))
    names = draw(st.sampled_from([CODES, [f"{c} ({u})" for c, u in zip(CODES, NAMED, strict=True)], NAMED]))
    good = draw(st.booleans())
    answer = (
        st.sampled_from("1234") if good else st.sampled_from(["1", "2", "3", "4", "", "4.0", " 4", "04", "5"])
    )
    columns = [(name, draw(st.lists(answer, min_size=n, max_size=n))) for name in names]
    days = st.sampled_from(
        ["2022-01-05", "2022-02-28 08:30:00", "5/1/2022", "31/12/2022 09.15"]
        + ([] if good else ["", "2022-02-30", "1/31/2022", "kemarin"])
    )
    texts = st.sampled_from(
        ["KTP", "SKCK", "Akta Lahir"] + ([] if good else ["ktp", " KTP", "", "Jumlah", "-"])
    )
    beside = {
        "layanan": texts,
        "unit": st.just("Kec. A"),
        "tanggal": days,
        "No": st.just("1"),
        "Saran": texts,
    }
    for name in draw(st.permutations(list(beside))):
        if draw(st.booleans()) or name in ("unit", "tanggal"):
            heading = draw(st.sampled_from(HEADINGS.get(name, [name])))
            columns.insert(0, (heading, draw(st.lists(beside[name], min_size=n, max_size=n))))
    delimiter = draw(st.sampled_from(",;\t"))
    rows = [[h for h, _ in columns], *([values[i] for _, values in columns] for i in range(n))]
    return draw(st.sampled_from(["", "\ufeff"])) + "\r\n".join(delimiter.join(r) for r in rows)


def integers(entry: FileCounts) -> tuple[object, ...]:
    groups = {g: entry.counts[i].tolist() for i, g in enumerate(entry.groups)}
    return entry.status, entry.keys, groups, entry.set_aside


@given(csv_files())
def test_the_short_way_gives_the_integers_of_the_full_reading_or_nothing(text):
    clean = CleanReader(OPTIONS).count(text.encode(), "a.csv", WANTED)
    full = count_file(text.encode(), "a.csv", WANTED, OPTIONS)
    if clean is not None:
        assert integers(clean) == integers(full)


def test_the_short_way_is_taken_for_what_most_archives_hold():
    reader = CleanReader(OPTIONS)
    text = sheet(
        3, unit="Kec. A", Tanggal=["2022-01-05", "2022-01-06", "2022-02-07"], layanan=["KTP", "KK", "KTP"]
    )
    entry = reader.count(text.encode(), "a.csv", WANTED)
    assert entry is not None
    assert entry.groups == [
        ("Kec. A", "2022-01", "KTP"),
        ("Kec. A", "2022-01", "KK"),
        ("Kec. A", "2022-02", "KTP"),
    ]
    assert reader.count(text.replace(",", ";").encode("utf-8-sig"), "a.csv", WANTED) is not None
    assert CleanReader(ReadingOptions(PERMENPANRB_14_2017, {"U1": "P1"})).count(
        text.replace("U1,", "P1,").encode(), "a.csv", WANTED
    )


@pytest.mark.parametrize(
    "text",
    [
        sheet(value=5), sheet(value=0), sheet(value="Sesuai"), sheet(value=""), sheet(value="4.0"),
        "Survei 2022\n" + sheet(), "sep=,\n" + sheet(), sheet(2, layanan=["KTP", "ktp"]),
        sheet(2, layanan=["KTP", ""]), sheet(2, No=["1", "Jumlah"]), sheet(2, No=["1", "RATA-RATA"]),
        sheet(2) + "\n" + sheet(1), sheet().replace("U5,", ""), sheet() + "3,3\n", sheet(0),
        sheet(2, Tahun=2022), "U1,U2\n3,3\n", "", "\n", sheet(1, Saran='"a'),
    ],
)  # fmt: skip
def test_the_short_way_leaves_the_rest_to_the_full_reading(text):
    assert CleanReader(OPTIONS).count(text.encode(), "a.csv", ["tahun", "layanan"]) is None


@pytest.mark.parametrize("content", [b"\xff\xfeU\x001\x00", b"U1,\xe9\n3,3", b"PK\x03\x04"])
def test_other_encodings_are_left_to_the_full_reading(content):
    assert CleanReader(OPTIONS).count(content, "a.csv", ["layanan"]) is None
    assert CleanReader(OPTIONS).count(sheet().encode(), "a.xlsx", ["layanan"]) is None


# Order, cache, kill ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    """The sample archive."""
    folder = tmp_path_factory.mktemp("contoh")
    command = [sys.executable, str(ROOT / "sample_data" / "make_archive.py"), str(folder)]
    subprocess.run(command, check=True)
    return folder


def test_the_sample_archive_is_the_same_every_time(sample, tmp_path):
    subprocess.run([sys.executable, str(ROOT / "sample_data" / "make_archive.py"), str(tmp_path)], check=True)
    first, second = (
        {p.relative_to(f).as_posix(): p.read_bytes() for f in [folder] for p in f.rglob("*") if p.is_file()}
        for folder in (sample, tmp_path)
    )
    assert first == second


def test_the_sample_archive_recomputes_with_its_bad_files_set_aside(sample):
    recap = recompute(sample / "arsip")
    assert recap.counts.to_dict() == {"dibaca": 95, "kosong": 1, "gagal": 2}
    bad = recap.files[recap.files["status"] != "dibaca"].set_index("berkas")
    assert bad["status"].to_dict() == {
        "Dinas_Perhubungan_Contoh/2022/2022-07.csv": "kosong",
        "Kelurahan_Contoh/2017.csv": "gagal",
        "Puskesmas_Contoh/2017.xlsx": "gagal",
    }
    assert 'D5 (kolom "U3"): "5" bukan nilai 1 sampai 4' in bad.loc["Kelurahan_Contoh/2017.csv", "alasan"]
    assert "rusak" in bad.loc["Puskesmas_Contoh/2017.xlsx", "alasan"]
    assert len(recap.frame) == 6 * 5 + 2
    assert (recap.frame["n"] > 0).sum() == 30
    assert (recap.frame.loc[recap.frame["n"] > 0, "layanan"] == 4).all()


def test_the_years_of_bakarangan_come_out_as_printed(sample):
    targets = {2018: 80, 2019: 82, 2020: 84, 2021: 86, 2022: 88, 2023: 90}
    trend = recompute(sample / "arsip").trend("Kecamatan Bakarangan", targets=targets)
    printed = trend.printed.set_index("Periode")
    assert printed["IKM"].tolist() == ["85,00", "84,39", "84,00", "86,70", "87,69", "–"]
    assert printed["Capaian (%)"].tolist() == ["106,25", "102,91", "100,00", "100,81", "99,65", "–"]
    assert printed["Layanan minimal B (%)"].tolist() == ["100,00"] * 5 + ["–"]


def test_a_letter_lost_to_the_guideline_of_2017_shows_in_the_archive(sample):
    changes = recompute(sample / "arsip").changes().loc["Kelurahan Contoh"]
    assert changes.loc[2019, "mutu"] == "A"
    assert changes.loc[2020, ["mutu", "mutu_change", "cause"]].tolist() == ["B", "turun", "pedoman"]
    assert changes.loc[2020, "change"] > 0


def test_months_of_the_archive_show_the_empty_one(sample):
    recap = recompute(sample / "arsip" / "Dinas_Perhubungan_Contoh", "bulan", pattern="{tahun}/{bulan}")
    assert len(recap.frame) == 60
    july = recap.frame.loc["2022-07"]
    assert (july["n"], july["kosong"], july["dibaca"]) == (0, 1, 0)
    assert pd.isna(july["ikm"])
    frame = recap.trend().frame
    assert pd.isna(frame.loc["2022-07", "ikm"])
    assert frame.loc["2022-08", "since"] == "2022-06"


def test_the_order_of_the_files_does_not_matter(sample):
    paths = sorted(p for p in (sample / "arsip").rglob("*.*") if p.name != "manifes.csv")
    arguments = {"manifest": sample / "arsip" / "manifes.csv"}
    expected = written(recompute(paths, **arguments))
    for seed in range(2):
        random.Random(seed).shuffle(paths)
        assert written(recompute(paths, **arguments)) == expected
    assert written(recompute(sample / "arsip")) == expected


def test_a_second_run_reads_no_file_and_writes_the_same_bytes(sample, tmp_path, monkeypatch):
    plain = written(recompute(sample / "arsip"))
    assert written(recompute(sample / "arsip", cache=tmp_path / "simpanan")) == plain

    def never(*_: object) -> None:
        raise AssertionError("a file was read")

    monkeypatch.setattr("skm.batch._recompute.count_file", never)
    monkeypatch.setattr(CleanReader, "count", never)
    assert written(recompute(sample / "arsip", cache=tmp_path / "simpanan")) == plain


def test_only_a_changed_file_is_read_again(tmp_path, monkeypatch):
    folder = archive(tmp_path / "a", {f"Kec/{y}.csv": sheet(value=3) for y in (2020, 2021)})
    recompute(folder, cache=tmp_path / "c")
    archive(folder, {"Kec/2021.csv": sheet(value=4)})
    seen: list[str] = []
    real = CleanReader.count

    def watched(self: CleanReader, content: bytes, name: str, wanted: list[str]) -> FileCounts | None:
        seen.append(name)
        return real(self, content, name, wanted)

    monkeypatch.setattr(CleanReader, "count", watched)
    recap = recompute(folder, cache=tmp_path / "c")
    assert seen == ["2021.csv"]
    assert recap.frame["ikm"].tolist() == [75, 100]
    seen.clear()
    recompute(folder, cache=tmp_path / "c", blanks="complete")
    recompute(folder, cache=tmp_path / "c", columns={"U1": "U1"})
    recompute(folder, cache=tmp_path / "c", invalid="blank")
    recompute(folder, ["unit", "tahun", "U1"][:2], cache=tmp_path / "c", layouts={"*": {"lembar": "X"}})
    assert len(seen) == 8


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": "lain"}', b"\xff\xfe"])
def test_a_damaged_entry_of_the_cache_is_made_again(tmp_path, damage):
    folder = archive(tmp_path / "a", {"Kec/2020.csv": sheet()})
    expected = written(recompute(folder, cache=tmp_path / "c"))
    entries = list((tmp_path / "c").glob("*.json"))
    assert len(entries) == 1
    kept = entries[0].read_bytes()
    entries[0].write_bytes(damage)
    assert written(recompute(folder, cache=tmp_path / "c")) == expected
    assert entries[0].read_bytes() == kept


def test_no_answer_of_a_person_is_in_the_cache(tmp_path):
    text = sheet(2, Nama=["Siti", "Budi"], NIK="6305010101010001", layanan="KTP", Saran="rahasia sekali")
    recompute(archive(tmp_path / "a", {"Kec/2020.csv": text}), cache=tmp_path / "c")
    kept = next((tmp_path / "c").glob("*.json")).read_text(encoding="utf-8")
    assert json.loads(kept)["kelompok"] == [["KTP"]]
    assert not any(word in kept for word in ("Siti", "6305", "rahasia"))


@pytest.mark.long
def test_killed_in_the_middle_and_run_again_it_writes_the_same_bytes(tmp_path):
    rng = np.random.default_rng(1)
    files = {
        f"Kec {k}/{y}.csv": sheet(400, int(rng.integers(1, 5)), layanan="KTP")
        for k, y in itertools.product(range(60), range(2018, 2023))
    }
    folder = archive(tmp_path / "a", files)
    code = (
        "import sys; from skm.batch import recompute, recap_files; from skm.ground.writing import write_folder\n"
        "write_folder(sys.argv[3], recap_files(recompute(sys.argv[1], cache=sys.argv[2])), overwrite=True)"
    )

    def command(out: str, cache: str) -> list[str]:
        return [sys.executable, "-c", code, str(folder), str(tmp_path / cache), str(tmp_path / out)]

    subprocess.run(command("undisturbed", "c1"), check=True)
    process = subprocess.Popen(command("killed", "c2"))
    while len(list((tmp_path / "c2").glob("*.json"))) < 20 and process.poll() is None:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert 20 <= len(list((tmp_path / "c2").glob("*.json"))) < 300
    assert not (tmp_path / "killed").exists()
    subprocess.run(command("killed", "c2"), check=True)
    first, second = (
        {p.name: p.read_bytes() for p in (tmp_path / out).iterdir()} for out in ("undisturbed", "killed")
    )
    assert first == second


# Parts and the whole --------------------------------------------------------------------------------------


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_recap_of_parts_merged_is_the_recap_of_the_whole(tmp_path, data):
    folder = tmp_path / "a"
    shutil.rmtree(folder, ignore_errors=True)
    names = data.draw(
        st.lists(
            st.tuples(st.sampled_from(["Kec A", "kec a", "Kec B"]), st.sampled_from(["2020", "2021"])),
            min_size=1, max_size=5, unique=True,
        )
    )  # fmt: skip
    for unit, year in names:
        service = data.draw(st.sampled_from(["KTP", "ktp", "KK"]))
        n = data.draw(st.sampled_from([0, 1, 3, 5]))
        archive(folder, {f"{unit}/{year}.csv": sheet(n, data.draw(st.integers(1, 5)), layanan=service)})
    paths = [folder / f"{unit}/{year}.csv" for unit, year in names]
    cut = data.draw(st.integers(0, len(paths)))
    keys = {p: {"unit": p.parent.name, "tahun": p.stem} for p in paths}
    whole = recompute(keys)
    parts = [recompute({p: keys[p]}) for p in paths]
    merged = parts[0]
    for part in parts[1:cut] + parts[max(cut, 1) :]:
        merged = part + merged
    pd.testing.assert_frame_equal(merged.frame, whole.frame)
    assert all(a == b for a, b in zip(merged.settled, whole.settled, strict=True))
    assert len(merged.files) == len(whole.files)


def test_recaps_by_other_keys_do_not_add(tmp_path):
    folder = archive(tmp_path, {"Kec/2020.csv": sheet()})
    with pytest.raises(TallyError, match="tidak dapat digabung"):
        recompute(folder) + recompute(folder, "unit")
    with pytest.raises(TypeError):
        recompute(folder) + 1
    with pytest.warns(ResponseWarning, match="lebih dari sekali: Kec/2020.csv"):
        recompute(folder) + recompute(folder)


# Keys -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "year", "period"),
    [
        ("tahun", "2022", "", 2022), ("tahun", "TA 2022", "", 2022), ("tahun", "22", "", None),
        ("semester", "1", "2022", "2022 Semester I"), ("semester", "Semester II 2021", "2022", "2021 Semester II"),
        ("semester", "smt2", "2022", "2022 Semester II"), ("semester", "3", "2022", None),
        ("triwulan", "TW IV", "2022", "2022 Triwulan IV"), ("triwulan", "2022 Triwulan III", "", "2022 Triwulan III"),
        ("triwulan", "5", "2022", None), ("bulan", "7", "2022", "2022-07"), ("bulan", "2022-07", "", "2022-07"),
        ("bulan", "Juli 2022", "", "2022-07"), ("bulan", "agt", "2022", "2022-08"), ("bulan", "13", "2022", None),
        ("bulan", "", "2022", None), ("bulan", "Juli", "", None), ("bulan", "202207", "", None),
    ],
)  # fmt: skip
def test_periods_are_read_from_what_offices_write(kind, text, year, period):
    assert parsed(kind, text, year) == period


@given(st.sampled_from(PERIODS), st.integers(1990, 2050), st.integers(1, 12))
def test_the_name_of_a_period_reads_back_as_itself_and_sorts_in_order(kind, year, month):
    label = of_month(kind, year, month)
    assert parsed(kind, str(label)) == label
    later = of_month(kind, year + month // 12, month % 12 + 1)
    assert label <= later


def test_dates_make_years_semesters_quarters_and_months(tmp_path):
    days = ["2021-01-31", "2021-06-30", "2021-07-01", "2022-12-31"]
    folder = archive(tmp_path, {"a.csv": sheet(4, Tanggal=days, unit="Kec A")})
    rows = {kind: list(recompute(folder, kind).frame.index) for kind in PERIODS}
    assert rows == {
        "tahun": [2021, 2022],
        "semester": ["2021 Semester I", "2021 Semester II", "2022 Semester II"],
        "triwulan": ["2021 Triwulan I", "2021 Triwulan II", "2021 Triwulan III", "2022 Triwulan IV"],
        "bulan": ["2021-01", "2021-06", "2021-07", "2022-12"],
    }


def test_columns_tell_unit_and_period(tmp_path):
    text = sheet(4, Unit=["B", "A", "A", "A"], Tahun=[2021, 2021, 2022, 2022], Semester=[1, 2, 1, ""])
    folder = archive(tmp_path, {"a.csv": text})
    assert list(recompute(folder).frame.index) == [("A", 2021), ("A", 2022), ("B", 2021)]
    halves = recompute(folder, ["unit", "semester"]).frame
    assert list(halves.index) == [
        ("A", "2021 Semester II"), ("A", "2022 Semester I"), ("A", "(tidak diisi)"), ("B", "2021 Semester I"),
    ]  # fmt: skip
    assert halves["n"].sum() == 4


def test_names_of_folders_and_files_tell_keys_by_a_pattern(tmp_path):
    files = {"2021/Kec_A-KTP.csv": sheet(), "2022/Kec_A-KK.csv": sheet(), "2022/lain.csv": sheet()}
    recap = recompute(archive(tmp_path, files), pattern="{tahun}/{unit}-{layanan}")
    assert list(recap.frame.index) == [("Kec A", 2021), ("Kec A", 2022)]
    assert recap.result("Kec A", 2022).groups.index.tolist() == ["KK"]
    bad = recap.files.set_index("berkas").loc["2022/lain.csv"]
    assert bad["status"] == FAILED
    assert "unit tidak diketahui" in bad["alasan"]
    assert Pattern("{unit}/{}-{tahun}").match("A/x-2020") == {"unit": "A", "tahun": "2020"}
    assert Pattern("{unit}").match("A/B") is None
    assert Pattern("{unit}_{layanan}").match("Kec_A_KTP") == {"unit": "Kec", "layanan": "A KTP"}
    with pytest.raises(ValueError, match="twice"):
        Pattern("{unit}/{unit}")


def test_a_column_says_the_service_before_the_name_of_the_file_does(tmp_path):
    files = {"Kec/2021/gabungan.csv": sheet(2, layanan=["KTP", "KK"]), "Kec/2021/SKCK.csv": sheet(3)}
    result = recompute(archive(tmp_path, files)).result("Kec", 2021)
    assert dict(zip(result.groups.index, result.groups["n"], strict=True)) == {"KK": 1, "KTP": 1, "SKCK": 3}


def test_a_manifest_says_what_files_do_not(tmp_path):
    manifest = (
        "file;unit;tahun;layanan;pedoman;populasi;metode\n"
        "satu.csv;Kec A;2016;KTP;PermenPANRB 16/2014;1.200;Wawancara\n"
        "dua.csv;Kec A;2018;KTP;;15;\n"
        "tiga.csv;Kec A;2019;;;banyak;\n"
        "hilang.csv;Kec B;2018;;;;\n"
        "empat.csv;Kec C;2018;;Permen 99;;\n"
    )
    files = {f"{n}.csv": sheet() for n in ("satu", "dua", "tiga", "empat")}
    recap = recompute(archive(tmp_path, {**files, "manifes.csv": manifest}))
    frame = recap.frame
    assert frame.loc[("Kec A", 2016), ["pedoman", "populasi", "minimal_responden", "metode"]].tolist() == [
        "PermenPANRB 16/2014", 1200, 291, "Wawancara",
    ]  # fmt: skip
    assert frame["cukup"].tolist()[:2] == [False, False]
    assert "2 baris kurang dari jumlah responden" in " ".join(recap.notes)
    reasons = recap.files.set_index("berkas")["alasan"]
    assert 'populasi "banyak" bukan bilangan' in reasons["tiga.csv"]
    assert "tercantum pada manifes.csv tetapi tidak ada" in reasons["hilang.csv"]
    assert "Permen 99" in reasons["empat.csv"]
    assert frame.loc[("Kec B", 2018), "gagal"] == 1
    with pytest.raises(FileError, match='memerlukan kolom "file"'):
        recompute(archive(tmp_path, {"manifes.csv": "a;b\n1;2\n"}))


def test_a_folder_a_glob_a_list_and_a_mapping_are_the_same_files(tmp_path):
    folder = archive(tmp_path, {"Kec/2020.csv": sheet(), "Kec/2021.csv": sheet(), ".sampah/2022.csv": "x"})
    paths = [folder / "Kec/2020.csv", folder / "Kec/2021.csv"]
    mapping = {p: {"unit": "Kec", "tahun": int(p.stem)} for p in paths}
    frames = [
        recompute(folder).frame,
        recompute(str(folder / "*" / "*.csv")).frame,
        recompute(paths, pattern="{tahun}", by="tahun").frame,
        recompute(mapping).frame,
    ]
    pd.testing.assert_frame_equal(frames[0], frames[1])
    pd.testing.assert_frame_equal(frames[0], frames[3])
    assert frames[2]["n"].tolist() == [10, 10]
    assert [f.name for f in files_of(folder)] == ["Kec/2020.csv", "Kec/2021.csv"]
    assert len(recompute(paths[0], "tahun", pattern="{tahun}").records) == 1


def test_each_file_can_have_its_own_layout_and_guideline(tmp_path):
    files = {"A/2020.csv": sheet().replace("U3", "P3"), "B/2016.csv": sheet(), "C/2020.csv": sheet()}
    layouts = {
        "A/*": {"columns": {"U3": "P3"}},
        "B/*": {"pedoman": "PermenPANRB 16/2014", "invalid": "blank"},
    }
    recap = recompute(archive(tmp_path, files), layouts=layouts)
    assert recap.frame["pedoman"].tolist() == [
        "PermenPANRB 14/2017", "PermenPANRB 16/2014", "PermenPANRB 14/2017",
    ]  # fmt: skip
    assert set(recap.sheets()) == {"PermenPANRB 14/2017", "PermenPANRB 16/2014"}
    with pytest.raises(KeyError, match="warna"):
        recompute(tmp_path, layouts={"*": {"warna": 1}})


def test_two_guidelines_in_one_row_stay_apart_and_are_said(tmp_path):
    files = {"A/2020/KTP.csv": sheet(5), "A/2020/KK.csv": sheet(7)}
    folder = archive(tmp_path, files)
    recap = recompute(folder, layouts={"*/KK.csv": {"pedoman": PERMENPANRB_16_2014}})
    assert recap.frame["n"].tolist() == [5, 7]
    assert "lebih dari satu pedoman" in repr(recap)
    with pytest.raises(ValueError, match="several guidelines"):
        recap.result("A", 2020)
    assert recap.result("A", 2020, pedoman="PermenPANRB 16/2014").n == 7


def test_spellings_of_units_and_services_become_one(tmp_path):
    files = {
        "kec a/2020.csv": sheet(3, layanan="e-KTP"),
        "Kec A/2020.csv": sheet(5, layanan="KTP"),
        "KEC A/2021.csv": sheet(0),
    }
    recap = recompute(archive(tmp_path, files), layanan={"KTP": ["E-KTP"]})
    assert list(recap.frame.index) == [("Kec A", 2020), ("Kec A", 2021)]
    assert recap.result("Kec A", 2020).groups["n"].to_dict() == {"KTP": 8}


def test_a_copy_is_counted_and_said(tmp_path):
    recap = recompute(archive(tmp_path, {"A/2020/KTP.csv": sheet(), "A/2020/salinan.csv": sheet()}))
    assert recap.frame["n"].tolist() == [20]
    assert "Isinya sama dengan A/2020/KTP.csv" in recap.files["catatan"][1]
    assert "isinya sama" in repr(recap)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"by": []}, ValueError, "one key"),
        ({"by": ["unit", "unit"]}, ValueError, "different"),
        ({"by": ["tahun", "bulan"]}, ValueError, "one kind of period"),
        ({"blanks": "nol"}, ValueError, "blanks"),
    ],
)
def test_keys_that_contradict_each_other_are_refused(tmp_path, arguments, error, words):
    with pytest.raises(error, match=words):
        recompute(archive(tmp_path, {"Kec/2020.csv": sheet()}), **arguments)


def test_a_missing_or_empty_folder_is_said(tmp_path):
    with pytest.raises(FileError, match="tidak ditemukan"):
        recompute(tmp_path / "tidak_ada")
    with pytest.raises(FileError, match="tidak ada berkas kuesioner"):
        recompute(tmp_path)
    with pytest.raises(TypeError, match="not int"):
        recompute(3)
    gone = recompute([tmp_path / "hilang.csv"], "tahun", pattern="{tahun}")
    assert gone.files["status"].tolist() == [FAILED]


# What a Recap says ----------------------------------------------------------------------------------------


def small(tmp_path: Path) -> Recap:
    files = {
        "A/2020/KTP.csv": sheet(10, 4),
        "A/2020/KK.csv": sheet(30, 2),
        "A/2021/KTP.csv": sheet(10, 4),
        "B/2020/KTP.csv": sheet(0),
        "B/2021/KTP.csv": sheet(5, 9),
    }
    return recompute(archive(tmp_path, files))


def test_the_frame_pools_respondents_and_counts_services(tmp_path):
    frame = small(tmp_path).frame
    row = frame.loc[("A", 2020)]
    assert (row["n"], row["ikm"], row["mutu"]) == (40, 62.5, "D")
    assert (row["layanan"], row["minimal_b"], row["persen_minimal_b"]) == (2, 1, 50)
    assert row["prioritas"].count(";") == 8  # all nine tie
    assert frame[["dibaca", "kosong", "gagal"]].to_numpy().tolist() == [
        [2, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
    ]
    assert frame.loc[("B", 2021), "mutu"] is None
    empty = recompute(archive(tmp_path / "e", {"B/2020.csv": sheet(0)})).frame
    assert list(empty.dtypes) == list(frame.dtypes)


def test_a_row_is_a_result_with_its_services_and_where_it_came_from(tmp_path):
    recap = small(tmp_path)
    result = recap.result("A", 2020)
    assert result.groups.index.tolist() == ["KK", "KTP"]
    assert result.ikm_exact == Fraction(125, 2)
    assert [s.name for s in result.tally.asal.sources] == ["A/2020/KK.csv", "A/2020/KTP.csv"]
    assert all(len(s.sha256) == 64 for s in result.tally.asal.sources)
    with pytest.raises(KeyError, match="no row"):
        recap.result("B", 2020)
    with pytest.raises(KeyError, match="a value is needed"):
        recap.result("A")


def test_questionnaires_set_aside_stay_in_the_account(tmp_path):
    text = sheet(4).replace("3,3,3,3,3,3,3,3,3\n", "3,3,3,3,3,3,3,3,\n", 1) + ",,,,,,,,\n"
    recap = recompute(archive(tmp_path, {"A/2020.csv": text}), blanks="complete")
    assert recap.files.loc[0, ["dipakai", "disisihkan"]].tolist() == [3, 1]
    assert "1 kuesioner disisihkan: jawaban tidak lengkap" in recap.files.loc[0, "alasan"]
    assert recap.result("A", 2020).tally.n_in == 4
    several = recompute(
        archive(
            tmp_path / "b",
            {"a.csv": sheet(4, Unit=["A", "B", "A", "B"], Tahun=2020).replace("3,3\n", "3,\n", 1)},
        ),
        blanks="complete",
    )
    assert "1 kuesioner disisihkan dari berkas yang memuat" in several.result("B", 2020).tally.asal.notes[0]


def test_a_unit_has_a_trend_and_bad_periods_are_gaps(tmp_path):
    recap = small(tmp_path)
    trend = recap.trend("A", targets={2021: 90})
    assert trend.frame["ikm"].tolist() == [62.5, 100]
    assert trend.frame.loc[2021, "kategori"] == "Sangat Baik"
    assert recap.trend("B").frame["ikm"].isna().all()
    assert recap.changes().index.names == ["unit", "periode"]
    with pytest.raises(KeyError, match="no unit"):
        recap.trend("C")
    with pytest.raises(KeyError, match="is a period"):
        recompute(tmp_path, "unit").trend("A")


def test_the_recap_sheet_has_the_columns_offices_exchange(tmp_path):
    recap = small(tmp_path)
    table = recap.sheets()["PermenPANRB 14/2017"]
    assert table.columns.tolist() == [
        "No", "Unit", "Tahun", *CODES, "IKM", "Kategori", "Jumlah responden", "Metode", "Unsur prioritas", "RTL",
    ]  # fmt: skip
    assert table.loc[0, ["No", "Unit", "Tahun", "U1", "IKM", "Kategori"]].tolist() == [
        1, "A", 2020, 2.5, 62.5, "D (Tidak baik)",
    ]  # fmt: skip
    assert table["RTL"][0].startswith("Usulan: ")
    assert table["IKM"].tolist()[2:] == [None, None]
    files = recap_files(recap)
    assert set(files) == {"rekap_tahunan.xlsx", "rekap.csv", "perubahan.csv", "berkas.csv"}
    book = tmp_path / "r.xlsx"
    book.write_bytes(files["rekap_tahunan.xlsx"])
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames == ["Rekap", "Naik dan turun", "Perubahan", "Berkas"]
    moved = list(opened["Naik dan turun"].iter_rows(values_only=True))
    assert moved[1] == ("A", "2020", "2021", 100, "A", 37.5, "naik (jawaban)")
    rows = list(opened["Rekap"].iter_rows(values_only=True))
    head = next(i for i, r in enumerate(rows) if r[0] == "No")
    assert rows[head + 1][:4] == (1, "A", 2020, 2.5)
    assert rows[head + 3][3] == "–"
    assert files["berkas.csv"].decode("utf-8-sig").count("gagal") == 1


def test_a_recap_shows_itself(tmp_path):
    text = repr(small(tmp_path))
    assert "Rekap 4 baris; 50 kuesioner; berkas: 3 dibaca, 1 kosong, 1 gagal" in text
    assert "B/2021/KTP.csv gagal: KTP.csv: 45 jawaban tidak dapat dipakai." in text
    assert "<table" in small(tmp_path)._repr_html_()


def test_progress_is_told_file_by_file(tmp_path):
    seen: list[tuple[int, int, str]] = []
    recompute(
        archive(tmp_path, {"A/2020.csv": sheet(), "A/2021.csv": sheet()}),
        progress=lambda *step: seen.append(step),
    )
    assert seen == [(0, 2, "A/2020.csv"), (1, 2, "A/2021.csv"), (2, 2, "")]


def test_entries_survive_json():
    entry = count_file(sheet(3, layanan="KTP").encode(), "a.csv", ["layanan"], OPTIONS)
    back = FileCounts.from_json(entry.to_json())
    assert back is not None
    assert integers(back) == integers(entry)
    assert (entry.status, entry.used) == (READ, 3)
    assert count_file(sheet(0).encode(), "a.csv", ["layanan"], OPTIONS).status == EMPTY


def test_a_trend_takes_the_guideline_with_the_most_questionnaires(tmp_path):
    files = {"A/2020/KTP.csv": sheet(5, 4), "A/2020/KK.csv": sheet(7, 2), "A/2021/KK.csv": sheet(7)}
    layouts = {"*/KK.csv": {"pedoman": PERMENPANRB_16_2014}}
    recap = recompute(archive(tmp_path, files), layouts=layouts)
    assert recap.trend("A").frame["ikm"].tolist() == [50, 75]
    assert len(recap_files(recap)) == 5


# Targets --------------------------------------------------------------------------------------------------


def test_targets_are_read_per_unit_and_period(tmp_path):
    path = tmp_path / "target.csv"
    path.write_text("Unit;Tahun;Target\nKec A;2020;84,5\nKec A;2021;86\n\nKec B;2020;80\n", encoding="utf-8")
    assert read_targets(path) == {
        ("kec a",): {2020: Decimal("84.5"), 2021: Decimal(86)},
        ("kec b",): {2020: Decimal(80)},
    }
    path.write_text("unit,tahun,semester,target\nA,2020,II,84\n", encoding="utf-8")
    assert read_targets(path, ["unit", "semester"]) == {("a",): {"2020 Semester II": Decimal(84)}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("unit,tahun\nA,2020\n", "tidak memuat kolom target"),
        (
            "unit,tahun,target\nA,2020,\nA,x,80\nA,2021,0\n,2022,80\n",
            "baris 2, baris 3, baris 4, baris 5 tidak lengkap",
        ),
    ],
)
def test_a_bad_table_of_targets_is_refused_in_words(tmp_path, text, words):
    (tmp_path / "target.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=words):
        read_targets(tmp_path / "target.csv")


# Command line ---------------------------------------------------------------------------------------------


def test_the_command_recomputes_and_writes_everything(sample, tmp_path, capsys):
    command = ["tahunan", str(sample / "arsip"), "--target", str(sample / "target.csv")]
    command += ["--simpanan", str(tmp_path / "simpanan"), "--ke", str(tmp_path / "hasil")]
    assert main(command) == 0
    said = capsys.readouterr()
    assert "Rekap 32 baris" in said.out
    assert "Tren IKM Kecamatan Bakarangan" in said.out
    moved = said.out.split("Naik dan turun")[1].split("Tren IKM")[0].split("\n")[3:9]
    assert [line.split("  ")[0] for line in moved] == [
        "Dinas Perizinan Contoh", "Puskesmas Contoh", "Dinas Perhubungan Contoh", "Kecamatan Bakarangan",
        "Kelurahan Contoh", "Disdukcapil Contoh",
    ]  # fmt: skip
    assert " ".join(moved[0].split()) == "Dinas Perizinan Contoh 2021 2022 81,69 B +2,96 tetap"
    changes = (tmp_path / "hasil" / "perubahan.csv").read_text(encoding="utf-8-sig")
    assert "Kecamatan Bakarangan;2022;102;87,69;B;0,99;tetap;88,00;99,65;Sangat Baik;100,00;" in changes
    assert "Kelurahan_Contoh/2017.csv gagal" in said.out
    assert said.err == ""
    names = {p.name for p in (tmp_path / "hasil").iterdir()}
    assert {"rekap_tahunan.xlsx", "rekap_1.csv", "perubahan.csv", "berkas.csv"} <= names
    assert (tmp_path / "hasil" / "tren_kecamatan_bakarangan.png").read_bytes().startswith(b"\x89PNG")
    assert main(command) == 1
    assert "--timpa" in capsys.readouterr().err
    before = {p.name: p.read_bytes() for p in (tmp_path / "hasil").iterdir()}
    assert main([*command, "--timpa"]) == 0
    assert {p.name: p.read_bytes() for p in (tmp_path / "hasil").iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--per", "tahun", "--per", "bulan"], 2, "paling banyak satu dari tahun, semester"),
        (["--per", "unit", "--per", "unit"], 2, "sebutkan setiap kunci sekali"),
        (["--tren", "Kec Z"], 2, "tidak ada unit kec z. Yang ada: A"),
        (["--pedoman", "Permen 99"], 1, "tidak dikenal"),
        (["--target", "hilang.csv"], 1, "tidak ditemukan"),
    ],
)
def test_a_wrong_command_is_one_readable_message(tmp_path, capsys, arguments, code, words):
    folder = archive(tmp_path / "a", {"A/2020.csv": sheet()})
    assert main(["tahunan", str(folder), *arguments]) == code
    assert words in capsys.readouterr().err


def test_one_key_and_no_period_make_a_recap_without_trends(tmp_path, capsys):
    folder = archive(tmp_path / "a", {"A/2020.csv": sheet(), "B/2020.csv": sheet()})
    assert main(["tahunan", str(folder), "--per", "unit", "--ke", str(tmp_path / "k")]) == 0
    assert "Rekap 2 baris" in capsys.readouterr().out
    assert {p.name for p in (tmp_path / "k").iterdir()} == {"rekap_tahunan.xlsx", "rekap.csv", "berkas.csv"}


def test_an_archive_of_which_nothing_can_be_read_is_a_failure(tmp_path, capsys):
    folder = archive(tmp_path / "a", {"A/2020.csv": sheet(5, 9), "A/2021.csv": sheet(0)})
    assert main(["tahunan", str(folder), "--ke", str(tmp_path / "k")]) == 1
    assert "0 dibaca, 1 kosong, 1 gagal" in capsys.readouterr().out
    assert (tmp_path / "k" / "berkas.csv").exists()


def test_a_bar_is_shown_on_a_terminal_alone(tmp_path, capsys, monkeypatch):
    folder = archive(tmp_path / "a", {"A/2020.csv": sheet(), "A/2021.csv": sheet()})
    assert main(["tahunan", str(folder)]) == 0
    piped = capsys.readouterr()
    assert piped.err == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["tahunan", str(folder)]) == 0
    shown = capsys.readouterr()
    assert "2/2" in shown.err
    assert shown.out == piped.out


def test_a_name_that_is_no_utf8_does_not_stop_an_archive(tmp_path):
    folder = tmp_path / os.fsdecode(b"arsip/Dinas \xff")
    try:
        folder.mkdir(parents=True)
    except OSError:
        pytest.skip("this file system has only names in UTF-8")
    for name, n in ((b"2023.csv", 5), (b"catatan_\xfe.csv", 3)):
        (folder / os.fsdecode(name)).write_text(sheet(n), encoding="utf-8")
    recap = recompute(tmp_path / "arsip", cache=tmp_path / "simpanan")
    assert recap.frame["n"].to_dict() == {("Dinas \ufffd", 2023): 5}
    assert recap.files["status"].tolist() == ["dibaca", "gagal"]
    assert "tidak diketahui" in recap.files["alasan"][1]
    assert recompute(tmp_path / "arsip", cache=tmp_path / "simpanan").frame.equals(recap.frame)


def test_labels_letters_and_headings_that_state_a_scale_are_read_as_in_a_file(tmp_path):
    head = ",".join(f"U{i}" for i in range(1, 10))
    bodies = {"Oke.csv": ["Oke" + ",4" * 8], "angka.csv": ["1" + ",4" * 8], "huruf.csv": ["A" + ",A" * 8]}
    for name, rows in bodies.items():
        (tmp_path / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    stated = ",".join(f"U{i} (skala 1-5)" for i in range(1, 10))
    (tmp_path / "lima.csv").write_text(f"{stated}\n4{',4' * 8}\n", encoding="utf-8")
    reading = {"labels": {"Oke": 2, "1": 3}, "letters": "a=4"}
    recap = recompute(tmp_path, ["unit"], pattern="{unit}", **reading)
    files = recap.files.set_index("berkas")
    assert files.loc["lima.csv", "status"] == "gagal"
    assert "skala lain" in files.loc["lima.csv", "alasan"]
    for name in bodies:
        alone = skm.count(tmp_path / name, **reading)
        assert recap.result(Path(name).stem).ikm == skm.summarize(alone).ikm
    with pytest.raises(ValueError, match="letters"):
        recompute(tmp_path, ["unit"], pattern="{unit}", letters="b")
