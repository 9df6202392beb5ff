"""How often each answer was given, and who gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skm.charts import style
from skm.charts.style import BAR, INK
from skm.ground.numbers import decimal_id, integer_id
from skm.ground.printing import MISSING
from skm.reading.responses import Responses
from skm.result import Result
from skm.result.distribution import characteristics, frequencies

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@style.takes(Result)
def likert(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw how often each answer was given: the lower half of the scale to the left, the upper to the right.

    One row per unsur; beside it n and the share of each answer in whole percent, which sum to 100. On an odd
    scale half of the middle answer is drawn on either side.

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
    ax = ax or style.new_axes(7.6 + 0.5 * highest, 2.3 + 0.44 * len(frame))
    colours, values = style.nilai_palette(pedoman), range(1, highest + 1)
    n = frame["n"].to_numpy()
    share = {v: 100 * frame[v].to_numpy() / np.maximum(n, 1) for v in values}
    below = sum((share[v] for v in values if 2 * v <= highest), np.zeros(len(n)))
    if highest % 2:
        below = below + share[(highest + 1) // 2] / 2
    start = -below
    for value in values:
        look: dict[str, Any] = {
            "height": 0.7,
            "color": colours[value],
            "edgecolor": "white",
            "linewidth": 0.6,
        }
        ax.barh(range(len(n)), share[value], left=start, **look)
        _beside(ax, -0.95, value - 1, str(value), colours[value])
        start = start + share[value]
    _beside(ax, -0.95, highest, "n")
    for row, filled in enumerate(n):
        for value in values:
            _beside(ax, row, value - 1, f"{frame[f'persen_{value}'].iloc[row]} %" if filled else MISSING)
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


@style.takes(Result)
def respondents(
    result: Result, responses: Responses | None = None, *, smallest: int = 1, ax: Axes | None = None
) -> Axes:
    """Draw who the respondents are: a bar for each category of each known characteristic.

    Beside each bar stand the number of respondents and their share in percent.

    Parameters
    ----------
    result : Result
        Its groups count as a characteristic when they are a field of the questionnaire.
    responses : Responses
        The answers behind the result, for the other fields.
    smallest : int
        For the public, see :func:`skm.result.distribution.characteristics`.

    Raises
    ------
    ValueError
        When no characteristic is known, or the responses are not the ones behind the result.

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
    frame = characteristics(result, responses, smallest)
    if frame.empty:
        raise ValueError("no characteristic of the respondents is known: give the responses too")
    begins = (frame["kolom"] != frame["kolom"].shift()).to_numpy()
    heads = int(begins.sum())
    ax = ax or style.new_axes(9.0, 1.6 + 0.3 * (len(frame) + 1.4 * heads))
    places = np.arange(len(frame)) + 1.4 * np.cumsum(begins) - 0.4
    ax.barh(places, frame["persen"], height=0.72, color=style.PLAIN, **BAR)
    for place, n, percent in zip(places, frame["n"], frame["persen"], strict=True):
        style.note(ax, f"{integer_id(n)}  ({decimal_id(percent, places=1)} %)", (percent, place), (4, 0))
    ax.set_yticks(places, [style.wrapped(name, 34, 1) for name in frame["indikator"]], parse_math=False)
    for place, name in zip(places[begins] - 1, frame["karakteristik"][begins], strict=True):
        style.note(ax, name, (0, place), (-4, 0), ha="right", weight="bold")
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


def _beside(ax: Axes, row: float, column: int, text: str, colour: str | None = None) -> None:
    """A cell of the columns to the right of the bars; with a colour, the key to it."""
    look: dict[str, Any] = {}
    if colour:
        look = {
            "color": style.text_on(colour),
            "bbox": {"boxstyle": "round,pad=0.35", "facecolor": colour, **BAR},
        }
    style.note(ax, text, (1, row), (26 + 36 * column, 0), ("axes fraction", "data"), ha="center", **look)
