"""Time counting with second moments, and everything inferred from them, beside the mean of a group by.

Run ``python benchmarks/bench_pairs.py [rows]``; prints the best of five runs of each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from skm.result import Result
from skm.tally.counting import count

UNITS, YEARS = 4_000, 5
UNSUR = [f"U{i}" for i in range(1, 10)]


def survey(rows: int, seed: int = 1) -> pd.DataFrame:
    """Random questionnaires of 20,000 groups, unit by year."""
    random = np.random.default_rng(seed)
    answers = {unsur: random.integers(1, 5, rows, dtype=np.int8) for unsur in UNSUR}
    unit = pd.Categorical.from_codes(random.integers(0, UNITS, rows), [f"unit {i}" for i in range(UNITS)])
    year = pd.Categorical.from_codes(random.integers(0, YEARS, rows), [str(2020 + i) for i in range(YEARS)])
    return pd.DataFrame(answers | {"unit": unit, "tahun": year})


def best(job: Callable[[], object], runs: int = 5) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    frame, by = survey(rows), ["unit", "tahun"]
    mean = best(lambda: frame.groupby(by, observed=True)[UNSUR].mean())
    print(f"{rows} rows, {UNITS * YEARS} groups: group-by mean {mean:.2f} s")
    tally = count(frame, by=by, pairs=True)
    users = np.full(len(tally.n), 100_000).tolist()
    population = dict(zip(tally.groups.itertuples(index=False, name=None), users, strict=True))

    def everything() -> None:
        hasil = Result(tally, population=population)
        hasil.group_certainty()
        hasil.priority_probability()
        hasil.unsur_certainty()

    for name, job in {
        "count": lambda: count(frame, by=by),
        "count, pairs=True": lambda: count(frame, by=by, pairs=True),
        "intervals, grades, priorities of all": everything,
    }.items():
        seconds = best(job)
        print(f"{name:<40} {seconds:6.2f} s   {seconds / mean:5.2f} x the mean")


if __name__ == "__main__":
    main()
