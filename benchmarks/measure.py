"""Fair timing: the contenders take turns in one process, medians and their ratio are told."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RUNS = 5


def take_turns(*contenders: Callable[[], Any], runs: int = RUNS) -> list[float]:
    """Median seconds of each contender over `runs` rounds after one that is not counted."""
    times: list[list[float]] = [[] for _ in contenders]
    for turn in range(runs + 1):
        for seconds, contender in zip(times, contenders, strict=True):
            gc.collect()
            start = time.perf_counter()
            contender()
            if turn:
                seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds) for seconds in times]


def extra_peak_mb(work: Callable[[], Any]) -> float:
    """Resident memory that `work` needs beyond what is held before it, at its peak (Linux)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = _status("VmRSS")
    work()
    return (_status("VmHWM") - before) / 1024


def _status(field: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    raise LookupError(field)


def row(what: str, ours: float, theirs: float, target: float, unit: str = "s") -> str:
    """One line of the report: both figures, the ratio, the target."""
    ratio = ours / theirs
    verdict = "ok" if ratio <= target else "MISSED"
    return f"{what:<78} {ours:9.3f} {theirs:9.3f} {unit:<2} {ratio:6.2f} x  (<= {target:.2f}) {verdict}"
