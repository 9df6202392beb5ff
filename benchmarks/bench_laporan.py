"""Time the Laporan SKM of 384 respondents beside the bare libraries doing as much.

Run ``python benchmarks/bench_laporan.py``. The bare libraries: python-docx writing tables of as many cells,
and matplotlib saving as many empty figures of the charts' size.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pandas as pd
from docx import Document
from docx.oxml.ns import qn
from matplotlib.figure import Figure
from measure import row, take_turns

import skm
from skm.ground.writing import written
from skm.report import laporan

N, TARGET, SERVICES = 384, 2.0, ["Umum", "KTP", "IUMKM", "SKCK"]


def survey() -> skm.Responses:
    """Random answers of N respondents to four services."""
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(rng.integers(2, 5, (N, 9)), columns=[f"U{i}" for i in range(1, 10)])
    frame["layanan"] = [SERVICES[i % 4] for i in range(N)]
    frame["jenis_kelamin"] = rng.choice(["L", "P"], N)
    return skm.read(frame)


def bare(sizes: Sequence[tuple[int, int]], charts: int) -> None:
    """Tables of these sizes, every cell set through the library's own interface; and empty axes."""
    document = Document()
    for rows, columns in sizes:
        table = document.add_table(rows, columns)
        for line in table.rows:
            for cell in line.cells:
                cell.text = "4"
    document.save(io.BytesIO())
    for _ in range(charts):
        figure = Figure(figsize=(9, 6), layout="constrained")
        figure.subplots()
        figure.savefig(io.BytesIO(), dpi=150)


def main() -> None:
    responses = survey()
    hasil = skm.summarize(responses, by="layanan")
    made = Document(io.BytesIO(written(laporan, hasil, responses=responses)))
    sizes = [
        (len(list(table.iter(qn("w:tr")))), len(list(table.iter(qn("w:gridCol")))))
        for table in made.element.body.iter(qn("w:tbl"))
    ]
    cells, charts = sum(rows * columns for rows, columns in sizes), len(made.inline_shapes)
    ours, theirs = take_turns(
        lambda: written(laporan, hasil, responses=responses), lambda: bare(sizes, charts)
    )
    print(row(f"laporan of {N}: {cells} cells, {charts} charts; bare libraries", ours, theirs, TARGET))


if __name__ == "__main__":
    main()
