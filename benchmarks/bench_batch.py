"""Benchmarks of the archive: ratios measured in one run on this machine, medians of 5.

    python benchmarks/bench_batch.py [FILES]

FILES is 2,000 unless told otherwise; each is a CSV of 500 rows.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from measure import row, take_turns

from skm.batch import recompute

UNSUR = [f"U{i}" for i in range(1, 10)]
PATTERN = "{unit}/{tahun}-{nomor}"


def questionnaires(random: np.random.Generator, n: int) -> pd.DataFrame:
    """n questionnaires with a profile and dates, as an office exports them."""
    profile = {
        "No": np.arange(1, n + 1),
        "layanan": random.choice(["KTP", "KK", "SKCK", "Umum"], n),
        "jenis_kelamin": random.choice(["L", "P"], n),
        "usia": random.integers(17, 70, n),
        "pendidikan": random.choice(["SD", "SMP", "SMA", "S1"], n),
        "pekerjaan": random.choice(["PNS", "Swasta", "Wirausaha"], n),
        "tanggal": pd.Timestamp("2022-01-01") + pd.to_timedelta(random.integers(0, 365, n), unit="D"),
    }
    answers = random.choice(np.arange(1, 5), (9, n), p=[0.02, 0.06, 0.45, 0.47])
    return pd.DataFrame(profile | dict(zip(UNSUR, answers, strict=True)))


def write_archive(folder: Path, files: int, rows: int = 500) -> list[Path]:
    """An archive of 40 offices over as many years and parts as it takes."""
    random = np.random.default_rng(1)
    paths = [folder / f"Kantor {i % 40}" / f"{2018 + i // 40 % 6}-{i // 240}.csv" for i in range(files)]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        questionnaires(random, rows).to_csv(path, index=False)
    return paths


def speed(folder: Path, files: int) -> None:
    paths = write_archive(folder / "arsip", files)
    cache = folder / "simpanan"
    recompute(folder / "arsip", pattern=PATTERN, cache=cache)

    def first() -> None:
        shutil.rmtree(folder / "baru", ignore_errors=True)
        recompute(folder / "arsip", pattern=PATTERN, cache=folder / "baru")

    again, months, plain, pandas = take_turns(
        lambda: recompute(folder / "arsip", pattern=PATTERN, cache=cache),
        lambda: recompute(folder / "arsip", ["unit", "bulan"], pattern="{unit}/{}-{nomor}"),
        first,
        lambda: [pd.read_csv(path) for path in paths],
    )
    what = f"{files:,} CSV of 500 rows against pandas.read_csv:"
    print(row(f"{what} first run, cache written", plain, pandas, 3.0))
    print(row(f"{what} by month of its dates, no cache", months, pandas, 3.0))
    print(row(f"{what} second run, nothing changed", again, pandas, 0.25))


def memory(folder: Path) -> None:
    """Peak memory of a process of its own: ten times the files of the same groups."""
    peaks = []
    for files in (240, 2400):
        write_archive(folder / f"m{files}", files)
        code = "from bench_batch import peak; peak()"
        command = [sys.executable, "-c", code, str(folder / f"m{files}")]
        done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
        peaks.append(float(done.stdout))
    print(
        row("peak memory, 2,400 files against 240 of the same 240 rows of a recap", *peaks[::-1], 1.1, "MB")
    )


def peak() -> None:
    """Recompute the archive named on the command line, and print the peak memory of the process in MB."""
    recompute(sys.argv[1], pattern=PATTERN)
    lines = Path("/proc/self/status").read_text().splitlines()  # getrusage would tell the parent's peak
    print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        speed(Path(scratch), int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
        memory(Path(scratch))
