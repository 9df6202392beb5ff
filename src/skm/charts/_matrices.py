"""Tables as pictures: services by unsur, answers by unsur, characteristics of the respondents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skm.charts import style
from skm.charts.style import INK
from skm.ground.numbers import decimal_id, integer_id
from skm.ground.printing import MISSING
from skm.reading.responses import Responses
from skm.result import Result
from skm.result.distribution import characteristics, frequencies
from skm.result.indeks import indices

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def heatmap(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw the NRR of each unsur in each group as a table of coloured cells, the unit as the last row.

    A cell carries the colour of the unsur's mutu there and its printed NRR, in bold among the three lowest of
    its row; a cell without answers is empty. The last column is the group's IKM.

    Parameters
    ----------
    result : Result
    ax : matplotlib Axes

    Returns
    -------
    Axes

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
    if ax is None:
        ax = style.new_axes(3.4 + 0.62 * columns, 4.4 + 0.42 * rows)
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
    by = " dan ".join(key.replace("_", " ") for key in result.tally.keys)
    style.title(ax, f"{result.name}: NRR per unsur" + (f" dan {by}" if by else ""), pad=18)
    style.mutu_legend(ax, pedoman, above=False)
    style.caption(ax, f"Angka tebal: tiga unsur terendah pada barisnya. {style.headline(result)}", below=28)
    return ax


def likert(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw how often each answer was given: the lower half of the scale to the left, the upper to the right.

    One row per unsur; beside it the share of each answer in whole percent, which sum to 100, and n. An odd
    scale has half of its middle answer on either side.

    Parameters
    ----------
    result : Result
    ax : matplotlib Axes

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When the tally knows totals only, or the scale has more than 10 answers.

    Examples
    --------
    >>> import pandas as pd
    >>> import skm
    >>> from matplotlib.figure import Figure
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3, 3, 1] for i in range(1, 10)})
    >>> ax = likert(skm.summarize(sheet), ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts[:10]]
    ['1', '2', '3', '4', 'n', '25 %', '0 %', '50 %', '25 %', '4']
    """
    pedoman, frame = result.pedoman, frequencies(result)
    highest = pedoman.nilai_max
    if highest > 10:
        raise ValueError(f"likert draws scales of up to 10 answers, not {highest}")
    if ax is None:
        ax = style.new_axes(7.6 + 0.5 * highest, 2.3 + 0.44 * len(frame))
    colours, values = style.nilai_palette(pedoman), range(1, highest + 1)
    n = frame["n"].to_numpy()
    share = {v: 100 * frame[v].to_numpy() / np.maximum(n, 1) for v in values}
    below = sum((share[v] for v in values if 2 * v <= highest), np.zeros(len(n)))
    if highest % 2:
        below = below + share[(highest + 1) // 2] / 2
    start = -below
    for value in values:
        ax.barh(
            range(len(n)),
            share[value],
            left=start,
            height=0.7,
            color=colours[value],
            edgecolor="white",
            linewidth=0.6,
        )
        _beside(ax, -0.95, value - 1, str(value), colours[value])
        start = start + share[value]
    _beside(ax, -0.95, highest, "n")
    for row, filled in enumerate(n):
        for value in values:
            text = f"{frame[f'persen_{value}'].iloc[row]} %" if filled else MISSING
            _beside(ax, row, value - 1, text)
        _beside(ax, row, highest, integer_id(filled))
    style.name_ticks(ax, list(frame["nama"]))
    ax.axvline(0, color=INK, linewidth=1)
    left, right = max(below.max(initial=0), 10), max(start.max(initial=0), 10)
    ax.set_xlim(-left * 1.04, right * 1.04)
    ticks = [t for t in range(-100, 101, 25) if -left * 1.04 <= t <= right * 1.04]
    ax.set_xticks(ticks, [f"{abs(t)} %" for t in ticks])
    ax.set_xlabel(f"Bagian jawaban: 1 sampai {highest // 2} ke kiri, selebihnya ke kanan")
    style.bare(ax)
    style.title(ax, f"{result.name}: sebaran jawaban per unsur", pad=30)
    blank = int(frame["kosong"].sum())
    said = f"{integer_id(blank)} jawaban kosong tidak dihitung. " if blank else ""
    style.caption(ax, f"1 terendah, {highest} tertinggi. {said}{style.headline(result)}")
    return ax


def respondents(result: Result, responses: Responses | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw who the respondents are: a bar for each category of each characteristic that is known.

    Each bar carries its number and its share in percent.

    Parameters
    ----------
    result : Result
        Its own groups are characteristics too, as far as they are fields of the questionnaire.
    responses : Responses
        The answers behind the result, which know the other fields.
    ax : matplotlib Axes

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When no characteristic is known, or the responses are not those behind the result.

    Examples
    --------
    >>> import pandas as pd
    >>> import skm
    >>> from matplotlib.figure import Figure
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3, 4] for i in range(1, 10)} | {"jenis_kelamin": ["L", "P", "P"]})
    >>> ax = respondents(skm.summarize(sheet, by="jenis_kelamin"), ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts[:2]]
    ['1  (33,3 %)', '2  (66,7 %)']
    """
    frame = characteristics(result, responses)
    if frame.empty:
        raise ValueError("no characteristic of the respondents is known: give the responses too")
    begins = (frame["kolom"] != frame["kolom"].shift()).to_numpy()
    heads = int(begins.sum())
    if ax is None:
        ax = style.new_axes(9.0, 1.6 + 0.3 * (len(frame) + 1.4 * heads))
    places = np.arange(len(frame)) + 1.4 * np.cumsum(begins) - 0.4
    ax.barh(places, frame["persen"], height=0.72, color=style.PLAIN, edgecolor=INK, linewidth=0.5)
    for place, n, percent in zip(places, frame["n"], frame["persen"], strict=True):
        ax.annotate(
            f"{integer_id(n)}  ({decimal_id(percent, places=1)} %)",
            xy=(percent, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            annotation_clip=False,
        )
    ax.set_yticks(places, [style.wrapped(name, 34, 1) for name in frame["indikator"]], parse_math=False)
    for place, name in zip(places[begins] - 1, frame["karakteristik"][begins], strict=True):
        ax.annotate(
            name,
            xy=(0, place),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            weight="bold",
            color=INK,
            annotation_clip=False,
        )
    ax.set(
        xlim=(0, 10 * np.ceil(frame["persen"].max() / 10) or 10),
        ylim=(places[-1] + 0.7, -0.6),
        xlabel="Persen dari responden",
    )
    ax.tick_params(axis="y", length=0)
    style.bare(ax)
    style.title(ax, f"{result.name}: karakteristik responden")
    style.caption(ax, f"n = {integer_id(result.n)}")
    return ax


def _cell(ax: Axes, x: float, y: float, text: str, colour: str, bold: bool, *, width: float = 1) -> None:
    """One cell of a heat map: its colour, its text."""
    ax.fill_between(
        [x - width / 2, x + width / 2], y - 0.5, y + 0.5, color=colour, edgecolor="white", linewidth=1
    )
    ax.text(
        x,
        y,
        text,
        ha="center",
        va="center",
        color=style.text_on(colour),
        weight="bold" if bold else "normal",
    )


def _beside(ax: Axes, row: float, column: int, text: str, colour: str | None = None) -> None:
    """A cell of the columns to the right of the bars; with a colour, the key to it."""
    box = {"boxstyle": "round,pad=0.35", "facecolor": colour, "edgecolor": INK, "linewidth": 0.5}
    ax.annotate(
        text,
        xy=(1, row),
        xycoords=("axes fraction", "data"),
        xytext=(26 + 36 * column, 0),
        textcoords="offset points",
        ha="center",
        va="center",
        color=style.text_on(colour) if colour else INK,
        bbox=box if colour else None,
        annotation_clip=False,
    )
