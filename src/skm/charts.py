"""A result drawn on matplotlib axes. Draws columns of its frames and computes nothing of its own."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from skm import display
from skm.numbers import integer_id
from skm.pedoman import Pedoman
from skm.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Best class first. Blue to orange keeps apart what red and green would not, and the four differ in
# lightness as well (25, 64, 81, 47 of 100), so they stay apart on a grey printer.
_FOUR = ("#1f3b73", "#5b9bd5", "#f2c14e", "#c8441b")
_INK = "#333333"
_NAME_WIDTH = 30  # characters of a name before it is wrapped


def palette(pedoman: Pedoman) -> dict[str, str]:
    """The colour of each class of a guideline, best class first, as ``{"A": "#1f3b73", ...}``.

    Four classes have fixed colours; any other number is spread evenly over the ``cividis`` map.
    """
    letters = [m.huruf for m in pedoman.mutu]
    if len(letters) == len(_FOUR):
        return dict(zip(letters, _FOUR, strict=True))
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    shades = colormaps["cividis"](np.linspace(0, 1, len(letters)))
    return {letter: to_hex(shade) for letter, shade in zip(letters, shades, strict=True)}


def ranking(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw the NRR of each unsur as a bar from 1 to nilai_max, the lowest on top.

    Bars carry the colour of the unsur's mutu and its printed NRR; the three lowest (ties included) are set
    in bold and numbered. An unsur without answers has no bar and stands last. The caption says n and the
    guideline.

    Parameters
    ----------
    result : Result
    ax : matplotlib Axes
        Drawn on this, or on a new pyplot figure when none is given. Saving and showing belong to the caller.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from skm import Tally
    >>> skck = Tally.from_totals({"U1": 18, "U2": 18, "U3": 18, "U4": 18, "U5": 17, "U6": 17, "U7": 17,
    ...                           "U8": 18, "U9": 16}, n=5)
    >>> from matplotlib.figure import Figure
    >>> ax = ranking(Result(skck), ax=Figure().subplots())
    >>> ax.get_yticklabels()[0].get_text()
    'Sarana dan Prasarana'
    """
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.figure(**_figure(result)).subplots()
    frame, printed = result.unsur, result.printed_unsur
    order = np.argsort(np.where(frame["rank"] > 0, frame["rank"], len(frame) + 1), kind="stable")
    frame, printed = frame.iloc[order], printed.iloc[order]
    colours = palette(result.pedoman)
    places = np.arange(len(frame))
    there = frame["nrr"].notna().to_numpy()
    ax.barh(
        places[there],
        frame["nrr"][there] - 1,
        left=1,
        height=0.7,
        color=[colours[letter] for letter in frame["mutu"][there]],
        edgecolor=_INK,
        linewidth=0.5,
    )
    for place, bold, value, letter, mark in zip(
        places, frame["prioritas"], printed["NRR"], printed["Mutu"], printed["Prioritas"], strict=True
    ):
        end = frame["nrr"].iloc[place]
        text = "tidak ada jawaban" if np.isnan(end) else f"{value}  {letter}"
        ax.annotate(
            text + (f"   ◀ prioritas {mark}" if mark else ""),
            xy=(1 if np.isnan(end) else end, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=_INK,
            weight="bold" if bold else "normal",
            annotation_clip=False,
        )
    ax.set_yticks(places, [_wrapped(name) for name in frame["nama"]])
    for label, bold in zip(ax.get_yticklabels(), frame["prioritas"], strict=True):
        label.set(fontweight="bold" if bold else "normal", parse_math=False)
    _dress(ax, result, colours)
    return ax


def png(draw: Callable[..., Axes], result: Result, *, dpi: int = 150) -> bytes:
    """A chart as the bytes of a PNG picture, drawn on a figure of its own: ``png(ranking, result)``.

    Leaves nothing open in pyplot, and gives the same bytes for the same result and matplotlib.
    """
    from matplotlib.figure import Figure

    figure = Figure(**_figure(result))
    draw(result, ax=figure.subplots())
    picture = BytesIO()
    figure.savefig(picture, format="png", dpi=dpi, metadata={"Software": None})
    return picture.getvalue()


def _dress(ax: Axes, result: Result, colours: dict[str, str]) -> None:
    """Axis, title, legend of the classes and caption."""
    from matplotlib.patches import Patch

    highest = result.pedoman.nilai_max
    ax.set(xlim=(1, highest), ylim=(len(result.unsur) - 0.4, -0.6))
    ax.set_xticks(np.linspace(1, highest, highest) if highest <= 10 else np.linspace(1, highest, 10).round())
    ax.set_xlabel("Nilai rata-rata (NRR)")
    title = "\n".join(textwrap.wrap(f"{result.name}: unsur dari yang terendah", 60))
    ax.set_title(title, loc="left", pad=28, parse_math=False)
    ax.grid(axis="x", color="#dddddd", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.legend(
        handles=[
            Patch(facecolor=colours[m.huruf], edgecolor=_INK, linewidth=0.5, label=f"{m.huruf} {m.kinerja}")
            for m in result.pedoman.mutu
        ],
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=len(result.pedoman.mutu),
        frameon=False,
        borderaxespad=0.2,
        handlelength=1.2,
        columnspacing=1.2,
    )
    ax.annotate(
        "\n".join(textwrap.wrap(_caption(result), 100)),
        xy=(0, 0),
        xycoords="axes fraction",
        xytext=(0, -42),
        textcoords="offset points",
        va="top",
        fontsize="small",
        color="#555555",
        annotation_clip=False,
        parse_math=False,
    )


def _caption(result: Result) -> str:
    """The headline, and the number of answers where it differs between unsur."""
    answers = result.unsur["n"]
    low, high = int(answers.min()), int(answers.max())
    spread = f"; {integer_id(low)} sampai {integer_id(high)} jawaban per unsur" if low < high else ""
    return f"{result.headline}{spread}"


def _wrapped(name: str) -> str:
    return "\n".join(textwrap.wrap(name, _NAME_WIDTH)) or display.MISSING


def _figure(result: Result) -> dict[str, Any]:
    """A new figure: wide enough for names and marks, a line of height for each unsur."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    return {
        "figsize": (9.0, 2.2 + 0.46 * len(result.pedoman.unsur)),
        "layout": ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.1),
    }
