"""Poster, page and charts, each against the bare library: python benchmarks/bench_pictures.py

A poster is measured against an empty matplotlib figure of its size saved in its format, a chart against an
empty figure of its own size, the page against jinja2 writing as many cells of a table. Then 200 posters in
one run: no figure stays open, and the second hundred takes no memory beyond the first.
"""

from __future__ import annotations

import gc
from io import BytesIO

import numpy as np
import pandas as pd
from measure import extra_peak_mb, row, take_turns

import skm
from skm import charts, report
from skm.ground.writing import written

RESPONDENTS = 384


def survey() -> tuple[skm.Result, skm.Responses]:
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.integers(2, 5, (RESPONDENTS, 9)), columns=[f"U{i}" for i in range(1, 10)])
    frame["layanan"] = random.choice(["Umum", "KTP", "IUMKM", "SKCK"], RESPONDENTS)
    frame["jenis_kelamin"] = random.choice(["L", "P"], RESPONDENTS)
    frame["pendidikan"] = random.choice(["SD", "SMP", "SMA", "D4/S1"], RESPONDENTS)
    responses = skm.read(frame)
    return skm.Result(skm.count(responses, "layanan", pairs=True), "Kecamatan Contoh"), responses


def empty_figure(format: str, size: tuple[float, float], dpi: int) -> bytes:
    from matplotlib.figure import Figure

    figure = Figure(figsize=size)
    figure.subplots()
    content = BytesIO()
    figure.savefig(content, format=format, dpi=dpi)
    return content.getvalue()


def bare_table(cells: int) -> str:
    from jinja2 import Environment

    template = Environment(autoescape=True).from_string("{% for x in cells %}<td>{{ x }}</td>{% endfor %}")
    return template.render(cells=range(cells))


def open_posters(result: skm.Result, responses: skm.Responses, times: int) -> None:
    for _ in range(times):
        written(report.poster, result, format="png", responses=responses, dpi=40)


def main() -> None:
    result, responses = survey()
    for format in ("pdf", "png"):
        ours, empty = take_turns(
            lambda: written(report.poster, result, format=format, responses=responses),  # noqa: B023
            lambda: empty_figure(format, (11.69, 8.27), 200),  # noqa: B023
        )
        print(row(f"poster, {format.upper()}, against an empty figure", ours, empty, 4.0))
    for draw, size in ((charts.ranking, (9, 6.3)), (charts.heatmap, (9, 6.5)), (charts.likert, (9.6, 6.3))):
        ours, empty = take_turns(
            lambda: charts.picture(draw, result),  # noqa: B023
            lambda: empty_figure("png", size, 150),  # noqa: B023
        )
        print(row(f"{draw.__name__}, PNG, against an empty figure", ours, empty, 10.0))
    content = written(report.page, result, responses=responses)
    cells = content.count(b"<td") + content.count(b"<th")
    ours, bare = take_turns(
        lambda: written(report.page, result, responses=responses), lambda: bare_table(cells)
    )
    print(row(f"page, against {cells} cells by jinja2", ours, bare, 80.0))
    open_posters(result, responses, 5)
    first = extra_peak_mb(lambda: open_posters(result, responses, 100))
    last = extra_peak_mb(lambda: open_posters(result, responses, 100))
    gc.collect()
    import matplotlib.pyplot as plt

    print(row("200 posters: extra memory of the last hundred, MB", last, max(first, 1.0), 1.5, "MB"))
    print(f"figures left open: {len(plt.get_fignums())}")


if __name__ == "__main__":
    main()
