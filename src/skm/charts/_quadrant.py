"""Importance against performance: one point per unsur in four fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from skm.charts import style
from skm.charts.style import INK, MUTED, POINT
from skm.pedoman import Pedoman
from skm.result import Result
from skm.result.reliability import cronbach

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

# Where a label may stand beside its point, in points of type; the first free place is used.
_PLACES = [
    (x * r, y * r) for r in (1, 1.8, 2.8) for x, y in ((9, 0), (-9, 0), (0, 11), (0, -11), (8, 9), (-8, -9))
]


@style.takes(Result)
def quadrant(
    result: Result, importance: Mapping[str, float] | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw importance against performance: one point per unsur, four fields divided at the means.

    The NRR runs to the right, importance upwards. What is important and poorly rated is at the upper left and
    comes first.

    Parameters
    ----------
    importance : mapping of unsur code to float
        As asked of respondents, on any scale. Without it importance is derived from the answers of the unit:
        the corrected item-total correlation of each unsur, which shows what goes along with satisfaction, not
        what causes it.

    Raises
    ------
    KeyError
        When an unsur has no importance, or a code is not one of the guideline.
    ValueError
        When importance cannot be derived: the tally has no pairs, or an unsur has several questions.

    References
    ----------
    Martilla, J. A. and James, J. C. (1977). Importance-performance analysis. Journal of Marketing 41, 77-79.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from skm import Tally
    >>> result = Result(Tally.from_totals({f"U{i}": 14 + i % 3 for i in range(1, 10)}, n=5))
    >>> asked = {f"U{i}": 3 + i / 10 for i in range(1, 10)}
    >>> quadrant(result, asked, ax=Figure().subplots()).get_ylabel()
    'Kepentingan (ditanyakan)'
    """
    pedoman, frame = result.pedoman, result.unsur
    weight = _derived(result) if importance is None else _asked(pedoman, importance)
    ax = ax or style.new_axes(9.0, 6.6)
    x = frame["nrr"].to_numpy()
    there = ~(np.isnan(x) | np.isnan(weight))
    colours = style.mutu_colours(pedoman, frame["mutu"][there])
    ax.scatter(x[there], weight[there], s=64, c=colours, zorder=3, **POINT)
    ax.set(xlim=_room(x[there]), ylim=_room(weight[there]))
    if there.any():
        style.comma_ticks(ax.xaxis, ax.yaxis)
        ax.axvline(x[there].mean(), color=MUTED, linewidth=1)
        ax.axhline(weight[there].mean(), color=MUTED, linewidth=1)
        _name_points(ax, x[there], weight[there], [u for u, t in zip(pedoman.kode, there, strict=True) if t])
    else:
        text = "tidak ada unsur yang dapat digambar"
        ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", color=INK)
        ax.set(xticks=[], yticks=[])
    look: dict[str, Any] = {"transform": ax.transAxes, "color": MUTED, "style": "italic", "zorder": 1}
    for across, ha, names in (
        (0.01, "left", ("Prioritas utama", "Prioritas rendah")),
        (0.99, "right", ("Pertahankan", "Berlebihan")),
    ):
        ax.text(across, 0.985, names[0], ha=ha, va="top", **look)
        ax.text(across, 0.015, names[1], ha=ha, va="bottom", **look)
    ax.set_xlabel("Kinerja: nilai rata-rata (NRR)")
    source = "diturunkan dari jawaban" if importance is None else "ditanyakan"
    ax.set_ylabel(f"Kepentingan ({source})")
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    style.title(ax, f"{result.name}: kepentingan dan kinerja unsur", pad=28)
    style.mutu_legend(ax, pedoman)
    style.side_list(ax, [(u.kode, u.nama) for u in pedoman.unsur])
    style.caption(ax, _quadrant_words(result, importance is None, there))
    return ax


def _derived(result: Result) -> Floats:
    """The corrected item-total correlation of each unsur over the unit."""
    if any(len(u.pertanyaan) > 1 for u in result.pedoman.unsur):
        raise ValueError("importance is derived where each unsur has one question; give importance=")
    if result.tally.pairs is None:
        raise ValueError("importance is derived from pairs: count with pairs=True, or give importance=")
    return cronbach(result.tally.pool()).item_total


def _asked(pedoman: Pedoman, importance: Mapping[str, float]) -> Floats:
    if set(importance) != set(pedoman.kode):
        raise KeyError(f"importance is needed for exactly these unsur: {list(pedoman.kode)}")
    return np.array([float(importance[k]) for k in pedoman.kode])


def _room(values: Floats) -> tuple[float, float]:
    """Limits with some room around the values, also for one value or none."""
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    margin = 0.16 * (high - low) or 0.1
    return low - margin, high + margin


def _name_points(ax: Axes, x: Floats, y: Floats, names: list[str]) -> None:
    """A name beside each point, placed to cover no point and no other name if possible."""
    figure: Any = ax.figure
    width, height = figure.bbox.size * (72 / figure.dpi) * (0.6, 0.7)  # about that of the axes, in points
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    at = np.column_stack([(x - left) / (right - left) * width, (y - bottom) / (top - bottom) * height])
    taken = [(*p, 6.0, 6.0) for p in at]
    for (left, up), px, py, name in zip(at, x, y, names, strict=True):
        half = 3.4 * len(name)
        spots = [(left + dx + np.sign(dx) * half, up + dy, half, 6.0) for dx, dy in _PLACES]
        spot = min(spots, key=lambda s: sum(_overlap(s, other) for other in taken))
        taken.append(spot)
        style.note(ax, name, (px, py), (spot[0] - left, spot[1] - up), ha="center", zorder=4, color="black")


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """The common area of two boxes, each given by its centre and half its sides."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0] - a[2], b[0] - b[2])
    up = min(a[1] + a[3], b[1] + b[3]) - max(a[1] - a[3], b[1] - b[3])
    return max(across, 0.0) * max(up, 0.0)


def _quadrant_words(result: Result, derived: bool, there: NDArray[np.bool_]) -> str:
    words = "Garis: rata-rata. "
    if derived:
        words += "Kepentingan: korelasi nilai unsur dengan jumlah nilai unsur lainnya. "
    if not there.all():
        absent = [u.kode for u, shown in zip(result.pedoman.unsur, there, strict=True) if not shown]
        words += f"Tidak tergambar, karena jawabannya tidak ada atau semuanya sama: {', '.join(absent)}. "
    return words + style.headline(result)
