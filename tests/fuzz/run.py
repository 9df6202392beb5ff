"""Fuzz one target, or all in turn, guided by coverage: python tests/fuzz/run.py [TARGET] [--runs N] [--corpus FOLDER]

Needs atheris (the extra `fuzz`). Each target runs in a process of its own, which ends with the number of
executions; it stops at the first exception that is not documented, at 5 seconds for one input, and at 500 MB.
Seconds are those of the processor, so that a machine with other work does not look like a hang; an input that waits
for a minute of the clock is one as well.
"""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# Executions of one full run, and the longest input: the quick targets more often, on short inputs
RUNS = {
    "cells": (900_000, 100),
    "headings": (500_000, 200),
    "pedoman_toml": (200_000, 2_000),
    "tally_json": (100_000, 5_000),
    "csv": (60_000, 2_000),
    "bytes_": (60_000, 20_000),
    "xls_stream": (50_000, 20_000),
    "xls_file": (50_000, 20_000),
    "xlsx_sheet": (40_000, 20_000),
    "xlsx_parts": (40_000, 20_000),
    "ods_content": (40_000, 20_000),
}


class HangError(BaseException):
    """Nothing may catch it on the way."""


def within(seconds: int, target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, ended when one input takes longer."""

    def ended(*_: object) -> None:
        raise HangError(f"more than {seconds} s for one input")

    def watched(data: bytes) -> None:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        target(data)
        signal.setitimer(signal.ITIMER_PROF, 0)

    signal.signal(signal.SIGPROF, ended)
    return watched


def one(target: str, runs: int, corpus: Path, seed: int) -> None:
    """Fuzz in this process; never comes back."""
    import atheris

    with atheris.instrument_imports(include=["skm"]):
        import targets

    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(targets.SEEDS[target]):
        (corpus / f"seed{number}").write_bytes(content)
    options = [
        f"-runs={runs}",
        "-timeout=60",
        "-rss_limit_mb=500",
        f"-max_len={RUNS[target][1]}",
        f"-seed={seed}",
    ]
    options += ["-print_final_stats=1", f"-artifact_prefix={corpus.parent}/{target}-"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], within(5, targets.TARGETS[target]))
    atheris.Fuzz()


def every(runs: int | None, folder: Path, seed: int) -> int:
    """Fuzz all targets in turn; one line of a table for each."""
    failed = 0
    print("| target | executions | seconds | a second | peak MB | outcome |\n|---|---:|---:|---:|---:|---|")
    for target, (usual, _) in RUNS.items():
        n = usual if runs is None else runs
        begin = time.monotonic()
        command = [sys.executable, __file__, target, "--runs", str(n), "--corpus", str(folder / target)]
        done = subprocess.run(
            [*command, "--seed", str(seed)], capture_output=True, text=True, errors="replace"
        )
        seconds = time.monotonic() - begin
        said = dict(re.findall(r"stat::(\w+):\s+(\d+)", done.stderr))
        made = int(said.get("number_of_executed_units", 0))
        (folder / f"{target}.txt").write_text(done.stderr[-20_000:])
        outcome = "clean" if done.returncode == 0 else f"FAILED, see {folder / target}.txt"
        failed += done.returncode != 0
        print(
            f"| {target} | {made:,} | {seconds:.0f} | {made / seconds:,.0f} | {said.get('peak_rss_mb', '?')} | {outcome} |",
            flush=True,
        )
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", choices=list(RUNS))
    parser.add_argument("--runs", type=int)
    parser.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "skm-fuzz")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent))
    if given.target:
        one(given.target, given.runs or RUNS[given.target][0], given.corpus, given.seed)
    given.corpus.mkdir(parents=True, exist_ok=True)
    sys.exit(every(given.runs, given.corpus, given.seed))


if __name__ == "__main__":
    main()
