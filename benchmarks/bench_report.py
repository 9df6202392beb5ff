"""Benchmark of the workbook: against bare xlsxwriter writing the same cells, in one run on this machine.

python benchmarks/bench_report.py [RESPONDENTS]
"""

from __future__ import annotations

import io
import os
import platform
import sys
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import xlsxwriter
from measure import row, take_turns

import skm
from skm.ground.writing import written

UNSUR = [f"U{i}" for i in range(1, 10)]


def answers(rows: int, services: int, seed: int = 1) -> pd.DataFrame:
    """Answers of `rows` respondents to so many services, 1 % of them blank."""
    random = np.random.default_rng(seed)
    nilai = random.choice(np.arange(1, 5), (rows, 9), p=[0.02, 0.06, 0.45, 0.47])
    frame = pd.DataFrame(nilai, columns=UNSUR).astype("Int64").mask(random.random((rows, 9)) < 0.01)
    return frame.assign(layanan=[f"Layanan {i % services + 1:02d}" for i in range(rows)])


def cells_of(content: bytes) -> list[list[tuple[int, int, Any, Any]]]:
    """The filled cells of each sheet: row, column, what stands in it, and the result of a formula."""
    formulas, shown = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    return [
        [
            (cell.row - 1, cell.column - 1, cell.value, value.value)
            for row, results in zip(sheet.iter_rows(), shown[sheet.title].iter_rows(), strict=True)
            for cell, value in zip(row, results, strict=True)
            if cell.value is not None
        ]
        for sheet in formulas
    ]


def bare(sheets: list[list[tuple[int, int, Any, Any]]]) -> bytes:
    """The same cells, ruled: nothing but xlsxwriter."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        ruled = book.add_format({"border": 1})
        for cells in sheets:
            sheet = book.add_worksheet()
            for row, column, value, result in cells:
                if isinstance(value, int | float):
                    sheet.write_number(row, column, value, ruled)
                elif value.startswith("="):
                    sheet.write_formula(row, column, value, ruled, result or "")
                else:
                    sheet.write_string(row, column, value, ruled)
    return content.getvalue()


def workbook(rows: int, services: int) -> None:
    responses = skm.read(answers(rows, services))
    hasil = skm.summarize(responses, by="layanan")
    content = written(skm.report.workbook, hasil, responses=responses)
    sheets = cells_of(content)
    ours, theirs = take_turns(
        lambda: written(skm.report.workbook, hasil, responses=responses), lambda: bare(sheets)
    )
    cells = sum(map(len, sheets))
    what = f"full workbook, {rows:,} respondents, {services} services ({cells:,} cells)"
    print(row(what, ours, theirs, 1.5))


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    versions = f"pandas {pd.__version__}, xlsxwriter {xlsxwriter.__version__}"
    print(f"Python {platform.python_version()}, {versions}, {os.cpu_count()} cores, {platform.machine()}")
    for services in (4, 40):
        workbook(size, services)
