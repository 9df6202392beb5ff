"""The heat map: services by unsur, a table of coloured cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skm.charts import style
from skm.charts.style import INK
from skm.ground.printing import MISSING
from skm.result import Result
from skm.result.indeks import indices

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@style.takes(Result)
def heatmap(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw the NRR of each unsur in each group as a table of coloured cells, the unit as the last row.

    A cell has the colour of the unsur's mutu in that group and shows its printed NRR, in bold for the three
    lowest of the row; a cell without answers is white. The last column is the group's IKM.

    Examples
    --------
    >>> import pandas as pd
    >>> import skm
    >>> from matplotlib.figure import Figure
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3] for i in range(1, 10)} | {"layanan": ["KTP", "SKCK"]})
    >>> ax = heatmap(skm.summarize(sheet, by="layanan"), ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['KTP', 'SKCK', 'Unit']
    """
    pedoman, printed = result.pedoman, result.printed_groups
    rows, columns = len(printed), len(pedoman.unsur)
    ax = ax or style.new_axes(3.4 + 0.62 * columns, 4.4 + 0.42 * rows)
    parts = [(result.tally, result.unsur_by_group)]
    if rows > len(result.groups):
        parts.append((result.tally.pool(), result.unsur))
    colours, place = style.palette(pedoman), 0
    for tally, frame in parts:
        texts = indices(tally).nrr.text()
        letters, lowest = frame["mutu"].tolist(), frame["prioritas"].tolist()
        for i, (text, letter, low) in enumerate(zip(texts, letters, lowest, strict=True)):
            _cell(ax, i % columns, place + i // columns, text, colours.get(letter, "#ffffff"), low)
        place += len(tally.n)
    for row, (ikm, mutu) in enumerate(zip(printed["IKM"], printed["Mutu"], strict=True)):
        there = mutu != MISSING
        _cell(ax, columns + 0.35, row, f"{ikm} {mutu}" if there else ikm, "#ffffff", False, width=1.5)
    if len(parts) > 1:
        ax.axhline(rows - 1.5, color=INK, linewidth=1.2)
    bold = [False] * (rows - 1) + [len(parts) > 1]
    style.name_ticks(ax, printed.iloc[:, 0].tolist(), bold=bold, lines=2)
    ax.set(xlim=(-0.5, columns + 1.1), ylim=(rows - 0.5, -0.5))
    names = [f"{u.kode}  {style.wrapped(u.nama, 24)}" for u in pedoman.unsur]
    ax.xaxis.tick_top()
    ax.set_xticks([*range(columns), columns + 0.35], [*names, "IKM"], rotation=90, parse_math=False)
    ax.tick_params(axis="x", length=0)
    ax.spines[:].set_visible(False)
    by = style.keys_text(result)
    style.title(ax, f"{result.name}: NRR per unsur" + (f" dan {by}" if by else ""), pad=18)
    style.mutu_legend(ax, pedoman, above=False)
    style.caption(ax, f"Angka tebal: tiga unsur terendah pada barisnya. {style.headline(result)}", below=28)
    return ax


def _cell(ax: Axes, x: float, y: float, text: str, colour: str, bold: bool, *, width: float = 1) -> None:
    """One cell of a heat map: its colour, its text."""
    ax.fill_between(
        [x - width / 2, x + width / 2], y - 0.5, y + 0.5, color=colour, edgecolor="white", linewidth=1
    )
    weight = "bold" if bold else "normal"
    ax.text(x, y, text, ha="center", va="center", color=style.text_on(colour), weight=weight)
