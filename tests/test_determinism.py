"""The same survey gives the same result to the last bit: on every release that is allowed, and wherever it runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bits
from surveys import survey

SAMPLE = Path(__file__).parents[1] / "sample_data"


def test_results_are_those_kept_in_the_repository_to_the_last_bit():
    kept = json.loads(bits.KEPT.read_text(encoding="utf-8"))
    found = bits.everything()
    assert {k: v["exact"] for k, v in found.items()} == {k: v["exact"] for k, v in kept.items()}
    for pedoman, of in found.items():
        assert of["numbers"].keys() == kept[pedoman]["numbers"].keys()
        for name, numbers in of["numbers"].items():  # the last bits are those of the root finders of scipy
            # the probability is a share of 1,024 points, a few of which lie on the border in single precision
            within = {"rel": 1e-7, "abs": 3 / 1024 if name == "priority_probability" else 1e-12}
            assert numbers == pytest.approx(kept[pedoman]["numbers"][name], **within), name


def test_a_single_bit_is_seen():
    frame = survey(20)[["U3"]]
    before = bits.sha256(bits.cells(frame))
    frame.loc[0, "U3"] = 1 + 2**-52
    assert bits.sha256(bits.cells(frame)) != before


# Wherever it runs -----------------------------------------------------------------------------------------

COMMANDS = [
    ["contoh", "contoh"],
    ["rekap", "contoh/bakarangan_2022_layanan.xlsx", "--pedoman", "contoh/pedoman_bakarangan.toml", "--ke", "rekap"],
    ["rekap", "kotor.csv", "--tidak-sah", "sisihkan", "--per", "layanan", "--per", "jenis_kelamin", "--ke", "dua"],
    ["periksa", "kotor.csv", "--tidak-sah", "kosongkan"],
    ["audit", "contoh/lkip_2022"],
    ["templat", "templat.xlsx", "--layanan", "KTP", "--layanan", "SKCK"],
    ["terbit", "contoh/bakarangan_2022_unit.csv", "--pedoman", "contoh/pedoman_bakarangan.toml", "--ke", "terbit"],
    ["laporan", "contoh/bakarangan_2022_layanan.xlsx", "--pedoman", "contoh/pedoman_bakarangan.toml", "--ke", "laporan.docx"],
]  # fmt: skip
CODE = """
import contextlib, json, locale, sys
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
from skm.cli import main
for words in json.loads(sys.argv[1]):
    print(words, main(words), flush=True)
"""
PLACES = {
    "seed 0, C, UTC": {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    "seed 1, Turkey": {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "TZ": "Europe/Istanbul"},
    "seed 4294967295, Indonesia": {"PYTHONHASHSEED": "4294967295", "LC_ALL": "id_ID.UTF-8", "TZ": "Asia/Jayapura"},
}  # fmt: skip


def locales(folder):
    """The locales of Turkey and Indonesia, made where the system can; else the names stay unknown to it."""
    if shutil.which("localedef") is None or not Path("/usr/share/i18n/locales/tr_TR").exists():
        return {}
    folder.mkdir()
    for name in ("tr_TR", "id_ID"):
        command = ["localedef", "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")]
        subprocess.run(command, check=False, capture_output=True)
    return {"LOCPATH": str(folder)}


def dirty(path):
    """Answers that are none, services spelled twice, blanks, remarks; written as bytes so that no locale has a say."""
    frame = survey(120)
    frame["saran"] = [
        ["", "baik", "Bu Wahyuni lama sekali", "İyi I ı i, teşekkür"][i % 4] for i in range(120)
    ]
    frame["U6"] = frame["U6"].astype(object)
    frame.loc[7, "U6"] = 5
    frame.loc[9, "U6"] = "ya"
    path.write_bytes(frame.to_csv(None, index=False, sep=";").encode())


@pytest.mark.long
def test_hash_seed_locale_and_zone_change_no_byte_of_any_output(tmp_path):
    known = locales(tmp_path / "locales")
    runs = {}
    for number, (place, setting) in enumerate(PLACES.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        dirty(folder / "kotor.csv")
        done = subprocess.run(
            [sys.executable, "-c", CODE, json.dumps(COMMANDS)],
            cwd=folder,
            env=os.environ | known | setting | {"MPLBACKEND": "agg"},
            capture_output=True,
            check=True,
        )
        files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        runs[place] = {"what is printed": done.stdout, "what is warned of": done.stderr, **files}
    first, *others = runs.values()
    printed = first["what is printed"].decode()
    assert [line[-2:] for line in printed.splitlines() if line.startswith("['")] == [" 0"] * len(COMMANDS)
    assert len(first) > 40
    for other in others:
        assert other.keys() == first.keys()
        assert [name for name, content in other.items() if content != first[name]] == []
