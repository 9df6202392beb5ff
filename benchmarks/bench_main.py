"""Benchmarks of the main job: each row a ratio measured in one run on this machine, medians of 5.

    python benchmarks/bench_main.py [ROWS]

Needs the extra ``bench`` (polars). ROWS is 10 million unless told otherwise.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import xlsxwriter
from measure import row, take_turns

import skm

UNSUR = [f"U{i}" for i in range(1, 10)]
KEYS = ["unit", "tahun", "layanan"]


def respondents(rows: int, dtype: str = "int8", seed: int = 1) -> pd.DataFrame:
    """Answers of `rows` respondents over 500 units x 10 years x 4 services, in no order."""
    random = np.random.default_rng(seed)
    sizes = {"unit": 500, "tahun": 10, "layanan": 4}
    keys = {
        key: pd.Categorical.from_codes(random.integers(0, size, rows), [f"{key} {i}" for i in range(size)])
        for key, size in sizes.items()
    }
    nilai = random.choice(np.arange(1, 5, dtype=dtype), (9, rows), p=[0.02, 0.06, 0.45, 0.47])
    return pd.DataFrame(keys | dict(zip(UNSUR, nilai, strict=True)), copy=False)


def counting(rows: int) -> None:
    for dtype in ("int8", "int64"):
        frame = respondents(rows, dtype)
        in_polars = pl.from_pandas(frame)
        ours, pandas_mean, polars_mean = take_turns(
            lambda: skm.count(frame, by=KEYS),  # noqa: B023
            lambda: frame.groupby(KEYS, observed=True)[UNSUR].mean(),  # noqa: B023
            lambda: in_polars.group_by(KEYS).agg(pl.col(UNSUR).mean()),  # noqa: B023
        )
        what = f"{rows:,} x 9 ({dtype}), 20,000 groups: skm.count against"
        print(row(f"{what} pandas mean", ours, pandas_mean, 0.40))
        print(row(f"{what} polars mean", ours, polars_mean, 0.35))
        print(f"{'  extra peak memory of skm.count, MB (<= 400)':<78} {memory(rows, dtype):9.0f}")
        if dtype == "int8":
            tally = skm.count(frame, by=KEYS)
            (graded,) = take_turns(lambda: every_frame(tally))  # noqa: B023
            what = f"tally of {len(tally.n):,} groups to every graded frame against that pandas mean"
            print(row(what, graded, pandas_mean, 0.30))
            blanks = frame.iloc[: rows // 10].copy()
            blanks[UNSUR] = blanks[UNSUR].where(np.random.default_rng(2).random((len(blanks), 9)) > 0.02)
            with_blanks = skm.count(blanks, by=KEYS)
            (graded,) = take_turns(lambda: every_frame(with_blanks))  # noqa: B023
            print(row("  the same with 2 % blanks (a denominator for each unsur)", graded, pandas_mean, 0.30))


def memory(rows: int, dtype: str) -> float:
    """Extra peak of one count in a process of its own, whose allocator holds nothing in reserve."""
    code = (
        "import bench_main as b, measure, skm; "
        f"frame = b.respondents({rows}, {dtype!r}); skm.count(frame.iloc[:9], by=b.KEYS); "
        "print(measure.extra_peak_mb(lambda: skm.count(frame, by=b.KEYS)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=Path(__file__).parent
    )
    return float(run.stdout)


def every_frame(tally: skm.Tally) -> None:
    hasil = skm.summarize(tally)
    for frame in (hasil.groups, hasil.unsur, hasil.unsur_by_group, hasil.priorities()):
        assert len(frame)


def workbook(rows: int = 50_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survei.xlsx"
        write_workbook(path, rows)
        ours, theirs = take_turns(lambda: skm.read(path), lambda: pd.read_excel(path, engine="calamine"))
        print(
            row(
                f"{rows:,}-row XLSX: skm.read against pandas.read_excel(engine='calamine')", ours, theirs, 1.3
            )
        )


def write_workbook(path: Path, rows: int) -> None:
    random = np.random.default_rng(3)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Survei")
        sheet.write_row(
            0, 0, ["No", "Jenis Kelamin", "Usia", "Pendidikan", "Pekerjaan", "Jenis Layanan", *UNSUR]
        )
        nilai = random.integers(1, 5, (rows, 9))
        for i in range(rows):
            profile = [
                i + 1,
                "LP"[i % 2],
                int(random.integers(17, 70)),
                "SMA",
                "Swasta",
                ["KTP", "KK"][i % 2],
            ]
            sheet.write_row(i + 1, 0, profile + nilai[i].tolist())


def importing() -> None:
    # Installed packages come with compiled bytecode; let skm's be written too, so that both load it.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def run(module: str) -> None:
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True, env=environment)

    ours, theirs = take_turns(lambda: run("skm"), lambda: run("pandas"), runs=15)
    print(row("import skm against import pandas (whole process)", ours, theirs, 1.15))


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    print(f"Python {platform.python_version()}, pandas {pd.__version__}, numpy {np.__version__}, "
          f"polars {pl.__version__}, {os.cpu_count()} cores, {platform.machine()}")  # fmt: skip
    importing()
    workbook()
    counting(size)
