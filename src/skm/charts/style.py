"""What all charts share: colours, figures, text around the axes, and pictures as bytes."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from inspect import signature
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from skm.ground.numbers import decimal_id, integer_id
from skm.ground.printing import MISSING
from skm.pedoman import Mutu, Pedoman
from skm.result import Result
from skm.trends import Trend

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Best class first. Blue to orange keeps apart what red and green would not, and the four differ in
# lightness as well (25, 64, 81, 47 of 100), so they stay apart on a grey printer.
_FOUR = ("#1f3b73", "#5b9bd5", "#f2c14e", "#c8441b")
INK, MUTED, GRID = "#333333", "#555555", "#dddddd"
PLAIN = "#7f8fa9"  # bars that belong to no class
BAR: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.5}
POINT: dict[str, Any] = {"edgecolors": INK, "linewidths": 0.8}

# Where new axes come from: None is pyplot, whose figures show in a notebook; `picture` gives its own.
_figure_class: ContextVar[Callable[..., Any] | None] = ContextVar("figure_class", default=None)

# What makes the value that a chart takes.
_MADE_BY = {Result: "skm.summarize(data)", Trend: "skm.trend({2021: result_2021, 2022: result_2022})"}
Function = TypeVar("Function", bound=Callable[..., Any])


def takes(kind: type[Result | Trend]) -> Callable[[Function], Function]:
    """Let a function refuse a first argument of another type, and say how to get one of this type."""

    def checked(function: Function) -> Function:
        first, name = next(iter(signature(function).parameters)), f"skm.charts.{function.__name__}"

        @wraps(function)
        def call(*args: Any, **options: Any) -> Any:
            given = args[0] if args else options.get(first)
            if not isinstance(given, kind):
                wanted = f"{name} takes a {kind.__name__}, not {type(given).__name__}"
                raise TypeError(f"{wanted}; give it one as in {name}({_MADE_BY[kind]})")
            return function(*args, **options)

        return cast(Function, call)

    return checked


# Colours -----------------------------------------------------------------------------------------------


def palette(pedoman: Pedoman) -> dict[str, str]:
    """The colour of each class of a guideline, best class first, as ``{"A": "#1f3b73", ...}``.

    Four classes have fixed colours; any other number is spread evenly over the ``cividis`` map.
    """
    letters = [m.huruf for m in pedoman.mutu]
    return dict(zip(letters, _spread(len(letters)), strict=True))


def nilai_palette(pedoman: Pedoman) -> dict[int, str]:
    """The colour of each answer, 1 first: on the scale of four those of the classes, D for 1 to A for 4."""
    values = range(1, pedoman.nilai_max + 1)
    return dict(zip(values, reversed(_spread(len(values))), strict=True))


def mutu_colours(pedoman: Pedoman, letters: Iterable[str]) -> list[str]:
    """The colour of each of these letters."""
    colours = palette(pedoman)
    return [colours[letter] for letter in letters]


def bands(pedoman: Pedoman, low: float, high: float, per: float = 1) -> Iterator[tuple[Mutu, float, float]]:
    """Each class that shows between two limits, best first, with the lower and upper end of its band.

    Bounds are index points divided by `per`; the worst class reaches down to the lower limit.
    """
    for m in pedoman.mutu:
        bottom = low if m is pedoman.mutu[-1] else max(float(m.ikm_min) / per, low)
        if bottom < high:
            yield m, bottom, high
        high = min(bottom, high)


def class_edges(pedoman: Pedoman) -> list[float]:
    """The bounds of the classes in index points, from 100 down: one more than there are classes.

    The last is the lowest possible index, or the bound of the worst class if that is lower.
    """
    bounds = [float(m.ikm_min) for m in pedoman.mutu]
    return [100.0, *bounds[:-1], min(float(pedoman.faktor), bounds[-1])]


def _spread(n: int) -> list[str]:
    """Colours of n steps, best first."""
    if n == len(_FOUR):
        return list(_FOUR)
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    return [to_hex(shade) for shade in colormaps["cividis"](np.linspace(0, 1, n))]


def luminance(colour: str) -> float:
    """Relative luminance of a ``#rrggbb`` colour, 0 to 1, as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21; text needs 4.5."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(colour: str) -> str:
    """White or near black, whichever has more contrast with the colour."""
    return max("#ffffff", "#111111", key=lambda text: contrast(text, colour))


def tint(colour: str, strength: float = 0.22) -> str:
    """The colour mixed with white, for bands behind marks."""
    mixed = (round(255 - strength * (255 - int(colour[i : i + 2], 16))) for i in (1, 3, 5))
    return "#" + "".join(f"{c:02x}" for c in mixed)


# Words -------------------------------------------------------------------------------------------------


def plain_text(text: object) -> str:
    """Text without control characters and marks of writing direction, on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def wrapped(text: object, width: int, lines: int = 3) -> str:
    """Text on a few lines of at most `width` characters, cut with an ellipsis; a dash when there is none."""
    found = textwrap.wrap(plain_text(text), width, max_lines=lines, placeholder=" …")
    return "\n".join(found) or MISSING


def headline(result: Result) -> str:
    """The result's headline, and the number of answers where it differs between unsur."""
    answers = result.unsur["n"]
    low, high = int(answers.min()), int(answers.max())
    spread = f"; {integer_id(low)} sampai {integer_id(high)} jawaban per unsur" if low < high else ""
    return f"{result.headline}{spread}"


def keys_text(result: Result) -> str:
    """What the groups of a result are, such as "layanan" or "unit dan jenis kelamin"; "" without groups."""
    return " dan ".join(key.replace("_", " ") for key in result.tally.keys)


def title(ax: Axes, text: str, *, pad: float = 12) -> None:
    """A title at the left, on as many lines as it needs."""
    ax.set_title(wrapped(text, 60), loc="left", pad=pad, parse_math=False)


def note(
    ax: Axes,
    text: str,
    at: tuple[float, float],
    shift: tuple[float, float],
    coords: Any = "data",
    **look: Any,
) -> None:
    """Words shifted by some points of type from a place on the axes, or from one outside of them."""
    fixed: dict[str, Any] = {"annotation_clip": False, "parse_math": False}
    ax.annotate(text, at, shift, coords, "offset points", **fixed, **{"color": INK, "va": "center"} | look)


def caption(ax: Axes, text: str, *, below: float = 42) -> None:
    """Small words below the axes, `below` points down."""
    words = wrapped(text, 86, lines=6)
    note(ax, words, (0, 0), (0, -below), "axes fraction", va="top", fontsize="small", color=MUTED)


def name_ticks(ax: Axes, names: list[str], *, bold: list[bool] | None = None, lines: int = 3) -> None:
    """A name beside each row 0, 1, ..., the first on top; a dollar sign in a name starts no formula."""
    ax.set_yticks(range(len(names)), [wrapped(n, 30, lines) for n in names])
    for label, heavy in zip(ax.get_yticklabels(), bold or [False] * len(names), strict=True):
        label.set(fontweight="bold" if heavy else "normal", parse_math=False)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


def mutu_bands(ax: Axes, pedoman: Pedoman) -> None:
    """The classes as bands of index points behind the marks, letters and wording above them."""
    edges = class_edges(pedoman)
    colours, wording = palette(pedoman), [wrapped(m.kinerja, 9) for m in pedoman.mutu]
    lines = max(w.count("\n") for w in wording)  # the letters stand in one line
    for m, words, high, low in zip(pedoman.mutu, wording, edges, edges[1:], strict=False):
        ax.axvspan(low, high, color=tint(colours[m.huruf]), linewidth=0, zorder=0)
        text = f"{m.huruf}\n{words}" + "\n" * (lines - words.count("\n"))
        middle, where = ((low + high) / 2, 1), ("data", "axes fraction")
        note(ax, text, middle, (0, 4), where, ha="center", va="bottom", fontsize="small")
    for edge in edges[1:-1]:
        ax.axvline(edge, color="white", linewidth=1, zorder=0.5)
    ax.set_xlim(edges[-1], 100)
    ticks = edges[::-1] if len(edges) <= 6 else np.linspace(edges[-1], 100, 6).tolist()
    ax.set_xticks(ticks, [decimal_id(t) if t % 1 else integer_id(int(t)) for t in ticks])


def mutu_legend(ax: Axes, pedoman: Pedoman, *, above: bool = True) -> None:
    """The classes by colour, letter and wording, in one line above or below the axes."""
    from matplotlib.patches import Patch

    colours = palette(pedoman)
    labels = {m.huruf: f"{m.huruf} {plain_text(m.kinerja)}" for m in pedoman.mutu}
    ax.legend(
        handles=[Patch(facecolor=colours[letter], label=label, **BAR) for letter, label in labels.items()],
        loc="lower left" if above else "upper left",
        bbox_to_anchor=(0, 1) if above else (0, 0),
        ncols=len(pedoman.mutu),
        frameon=False,
        borderaxespad=0.2,
        handlelength=1.2,
        columnspacing=1.2,
    )


def nilai_axis(ax: Axes, highest: int) -> None:
    """The axis of an NRR, 1 to nilai_max."""
    ax.set_xlim(1, highest)
    ax.set_xticks(np.linspace(1, highest, highest) if highest <= 10 else np.linspace(1, highest, 10).round())
    ax.set_xlabel("Nilai rata-rata (NRR)")
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    bare(ax)


def beside(ax: Axes, row: float, text: str) -> None:
    """Words to the right of the axes, in line with a row."""
    note(ax, text, (1, row), (8, 0), ("axes fraction", "data"))


def side_list(ax: Axes, entries: list[tuple[str, str]]) -> None:
    """A list of codes and their meanings, to the right of the axes."""
    lines = [f"{code}  " + wrapped(name, 26, 2).replace("\n", "\n       ") for code, name in entries]
    note(ax, "\n".join(lines), (1, 1), (12, 0), "axes fraction", va="top", linespacing=1.5)


def comma_ticks(*axes: Any) -> None:
    """A few ticks on each axis, with a decimal comma."""
    from matplotlib.ticker import MaxNLocator

    for axis in axes:
        axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(lambda value, _: decimal_id(round(value, 10)))


def bare(ax: Axes) -> None:
    """No frame but the line below."""
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.set_axisbelow(True)


# Figures and pictures ----------------------------------------------------------------------------------


def new_axes(width: float, height: float, *, projection: str | None = None) -> Any:
    """Axes on a new figure of that size in inches: pyplot's, or inside :func:`picture` one of its own."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    make = _figure_class.get()
    if make is None:
        import matplotlib.pyplot as plt

        make = plt.figure
    figure = make(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.1))
    return figure.subplots(subplot_kw={"projection": projection})


def picture(
    draw: Callable[..., Axes], *args: Any, format: str = "png", dpi: int = 150, **options: Any
) -> bytes:
    """A chart as the bytes of a file, drawn on a figure of its own: ``picture(ranking, result)``.

    No figure stays open in pyplot. The same chart gives the same bytes under one release of matplotlib.

    Parameters
    ----------
    draw : function
        Any chart of :mod:`skm.charts`; `args` and `options` are passed on to it.
    format : {"png", "svg", "pdf"}
    dpi : int
        Dots per inch of a PNG.
    """
    from matplotlib.figure import Figure

    token = _figure_class.set(Figure)
    try:
        figure = draw(*args, **options).figure
    finally:
        _figure_class.reset(token)
    return saved(figure, format, dpi)


def saved(figure: Any, format: str, dpi: int = 150) -> bytes:
    """A figure as the bytes of a PNG, SVG or PDF, without date, random ids or program name."""
    from matplotlib import rc_context

    silent: dict[str, dict[str, None]] = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    if format not in silent:
        raise ValueError(f"format is one of {list(silent)}, not {format!r}")
    content = BytesIO()
    with rc_context({"svg.hashsalt": "skm"}), missing_glyphs_are_boxes():
        figure.savefig(content, format=format, dpi=dpi, metadata=silent[format])
    return content.getvalue()


@contextmanager
def missing_glyphs_are_boxes() -> Iterator[None]:
    """Draw a sign the font lacks, such as an emoji, as a box without warning about it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph.*missing", category=UserWarning)
        yield
