"""Benchmarks of engines and of files larger than memory: ratios in one run on the same data, medians of 5.

    python benchmarks/bench_scale.py                   10 million respondents, as `make bench` runs it
    python benchmarks/bench_scale.py 1000000           fewer
    python benchmarks/bench_scale.py growth FOLDER     to 100 million rows and 200,000 groups, and the plot

Needs the extra ``bench``. Data are made in a temporary folder, or kept in FOLDER.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from measure import row, take_turns

import skm

UNSUR = [f"U{i}" for i in range(1, 10)]
KEYS = ["unit", "tahun", "layanan"]
SIZES = {"unit": 500, "tahun": 10, "layanan": 4}  # 20,000 groups
BATCH = 1_000_000


def batch(rows: int, random: np.random.Generator, sizes: dict[str, int]) -> pa.Table:
    """Respondents in no order; every key is text."""
    columns = {}
    for key, size in sizes.items():
        codes = pa.array(random.integers(0, size, rows, dtype=np.int32))
        columns[key] = pa.DictionaryArray.from_arrays(codes, [f"{key} {i}" for i in range(size)])
    nilai = np.repeat(np.arange(1, 5, dtype=np.int8), [2, 6, 45, 47])
    for kode in UNSUR:
        columns[kode] = nilai[random.integers(0, 100, rows, dtype=np.int8)]
    return pa.table(columns)


def written(path: Path, rows: int, sizes: dict[str, int] = SIZES) -> Path:
    """A Parquet file of so many respondents, in row groups of a million."""
    if path.exists() and pq.ParquetFile(path).metadata.num_rows == rows:
        return path
    random = np.random.default_rng(1)
    with pq.ParquetWriter(path, batch(1, random, sizes).schema) as writer:
        for start in range(0, rows, BATCH):
            writer.write_table(batch(min(BATCH, rows - start), random, sizes))
    return path


def graded(path: Path, by: list[str] = KEYS) -> int:
    """From a Parquet file to every graded frame."""
    hasil = skm.summarize(skm.count(path, by=by))
    return len(hasil.groups) + len(hasil.unsur)


def polars_means(path: Path, by: list[str] = KEYS) -> pl.DataFrame:
    return pl.scan_parquet(path).group_by(by).agg(pl.col(UNSUR).mean()).collect(engine="streaming")


def duckdb_means(path: Path, by: list[str] = KEYS) -> pa.Table:
    means = ", ".join(f"avg({kode})" for kode in UNSUR)
    keys = ", ".join(by)
    with duckdb.connect() as connection:
        return connection.sql(f"SELECT {keys}, {means} FROM '{path}' GROUP BY {keys}").to_arrow_table()


def files(path: Path, rows: int) -> None:
    ours, polars, theirs = take_turns(
        lambda: graded(path), lambda: polars_means(path), lambda: duckdb_means(path)
    )
    what = f"Parquet, {rows:,} x 9, 20,000 groups, to graded result against nine means of"
    print(row(f"{what} polars", ours, polars, 1.5))
    print(row(f"{what} DuckDB", ours, theirs, 1.5))
    bandwidth = copied()
    print(
        f"  the limit, one pass over {rows * 12 / 1e6:.0f} MB of answers and keys in memory at "
        f"{bandwidth:.0f} GB/s: {rows * 12e-9 / bandwidth:.3f} s; ours {ours:.3f} s"
    )


def copied() -> float:
    """GB read and written a second when memory is copied, the best of five."""
    source, target = np.ones(1 << 28, np.int8), np.empty(1 << 28, np.int8)
    best = float("inf")
    for _ in range(6):
        start = time.perf_counter()
        np.copyto(target, source)
        best = min(best, time.perf_counter() - start)
    return 2 * len(source) / best / 1e9


def frames(path: Path, rows: int) -> None:
    table = pq.read_table(path)
    eager = pl.from_arrow(table)
    assert isinstance(eager, pl.DataFrame)
    with duckdb.connect() as connection:
        relation = connection.from_arrow(table)
        means = ", ".join(f"avg({kode})" for kode in UNSUR)
        ours_polars, ours_arrow, lazy, inside, polars, theirs = take_turns(
            lambda: skm.count(eager, by=KEYS),
            lambda: skm.count(table, by=KEYS),
            lambda: skm.count(eager.lazy(), by=KEYS),
            lambda: skm.count(relation, by=KEYS),
            lambda: eager.group_by(KEYS).agg(pl.col(UNSUR).mean()),
            lambda: relation.aggregate(f"{', '.join(KEYS)}, {means}", ", ".join(KEYS)).fetchall(),
        )
    what = f"{rows:,} x 9 in memory, 20,000 groups, frequencies against nine means:"
    print(row(f"{what} polars frame", ours_polars, polars, 2.0))
    print(row(f"{what} Arrow table, against polars", ours_arrow, polars, 2.0))
    print(row(f"{what} Arrow table, against DuckDB", ours_arrow, theirs, 2.0))
    print(row(f"{what} polars LazyFrame", lazy, polars, 6.0))
    print(row(f"{what} DuckDB relation", inside, theirs, 6.0))


def alone(path: Path, by: list[str]) -> tuple[float, float]:
    """Seconds (the median of three) and peak resident MB of one count in a process of its own."""
    code = (
        "import time, skm; from pathlib import Path; start = time.perf_counter(); "
        f"skm.count({str(path)!r}, by={by!r}); seconds = time.perf_counter() - start; "
        "peak = Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]; "
        "print(seconds, int(peak) / 1024)"
    )
    command = [sys.executable, "-c", code]
    found = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(3)]
    seconds, peaks = zip(*(map(float, said.split()) for said in found), strict=True)
    return statistics.median(seconds), max(peaks)


def growth(folder: Path) -> None:
    """The tables and the plot of docs/performance.md."""
    bandwidth = copied()
    print(f"one pass over 12 bytes a row at {bandwidth:.0f} GB/s is the limit")
    print("| rows | file, MB | seconds | million rows a second | times the limit | peak resident, MB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    rows_points = []
    for millions in (1, 3, 10, 30, 100):
        path = written(folder / f"baris_{millions}.parquet", millions * 1_000_000)
        seconds, peak = alone(path, KEYS)
        rows_points.append((millions, seconds))
        size = path.stat().st_size / 1e6
        limit = millions * 1e6 * 12 / (bandwidth * 1e9)
        print(
            f"| {millions},000,000 | {size:.0f} | {seconds:.2f} | {millions / seconds:.1f} "
            f"| {seconds / limit:.0f} | {peak:.0f} |",
            flush=True,
        )
    print("\n| groups | seconds | peak resident, MB |")
    print("| ---: | ---: | ---: |")
    group_points = []
    for groups in (1, 10, 100, 1_000, 10_000, 20_000, 100_000, 200_000):
        path = written(folder / f"kelompok_{groups}.parquet", 10_000_000, {"unit": groups})
        seconds, peak = alone(path, ["unit"])
        group_points.append((groups, seconds))
        print(f"| {groups:,} | {seconds:.2f} | {peak:.0f} |", flush=True)
    plotted(rows_points, group_points, bandwidth)


def plotted(rows: list[tuple[int, float]], groups: list[tuple[int, float]], bandwidth: float) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    for ax, points, label in (
        (left, rows, "million rows (20,000 groups)"),
        (right, groups, "groups (10 million rows)"),
    ):
        x = [at for at, _ in points]
        millions = x if ax is left else [10] * len(x)
        ax.plot(*zip(*points, strict=True), "o-", color="#1b6ca8", label="skm.count of a Parquet file")
        limit = [n * 12e-3 / bandwidth for n in millions]
        ax.plot(x, limit, "--", color="#777", label="one pass over the bytes")
        ax.set(xlabel=label, xscale="log", yscale="log")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value:,.15g}")
        ax.grid(alpha=0.3)
    left.set_ylabel("seconds")
    left.legend(frameon=False, loc="upper left")
    figure.savefig(Path(__file__).parents[1] / "docs" / "performance.svg", metadata={"Date": None})


if __name__ == "__main__":
    versions = {m.__name__: m.__version__ for m in (pl, duckdb, pa, np)}
    print(f"Python {platform.python_version()}, {versions}, {os.cpu_count()} cores, {platform.machine()}")
    if sys.argv[1:2] == ["growth"]:
        growth(Path(sys.argv[2]))
    else:
        size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
        with tempfile.TemporaryDirectory() as folder:
            data = written(Path(folder) / "survei.parquet", size)
            files(data, size)
            frames(data, size)
