"""The profile of the unsur: a radar or lollipops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from skm.charts import style
from skm.charts.style import GRID, INK, MUTED, POINT
from skm.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@style.takes(Result)
def profile(result: Result, *, kind: Literal["radar", "bar"] | None = None, ax: Axes | None = None) -> Axes:
    """Draw the NRR of all unsur at once, in the guideline's order, over the bands of the classes.

    Parameters
    ----------
    kind : {"radar", "bar"}
        A radar with 1 at its centre and nilai_max at its rim, or lollipops, which can be read more exactly.
        By default a radar from three unsur on.
    ax : matplotlib Axes
        Polar axes for a radar.

    Raises
    ------
    ValueError
        For a radar of fewer than three unsur, or on axes that are not polar.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from skm import Tally
    >>> skck = Result(Tally.from_totals({f"U{i}": 18 for i in range(1, 10)}, n=5))
    >>> ax = profile(skck, ax=Figure().subplots(subplot_kw={"projection": "polar"}))
    >>> [round(r) for r in ax.get_ylim()]
    [1, 4]
    """
    unsur = len(result.pedoman.unsur)
    chosen = kind or ("radar" if unsur > 2 else "bar")
    if chosen not in ("radar", "bar"):
        raise ValueError(f'kind is "radar" or "bar", not {kind!r}')
    if chosen == "radar":
        if unsur < 3:
            raise ValueError(f'a radar needs 3 unsur or more, not {unsur}; kind="bar" draws any number')
        ax = ax or style.new_axes(8.4, 8.0, projection="polar")
        if ax.name != "polar":
            raise ValueError('a radar needs polar axes: subplots(subplot_kw={"projection": "polar"})')
        _radar(ax, result)
    else:
        ax = ax or style.new_axes(9.0, 2.4 + 0.46 * unsur)
        _lollipops(ax, result)
    return ax


def _radar(ax: Any, result: Result) -> None:
    frame, printed, pedoman = result.unsur, result.printed_unsur, result.pedoman
    angles = np.linspace(0, 2 * np.pi, len(frame), endpoint=False)
    nrr = frame["nrr"].to_numpy()
    around = np.linspace(0, 2 * np.pi, 181)
    colours = style.palette(pedoman)
    for m, low, high in style.bands(pedoman, 1, pedoman.nilai_max, float(pedoman.faktor)):
        ax.fill_between(around, low, high, color=style.tint(colours[m.huruf]), linewidth=0, zorder=0)
    ax.set_theta_zero_location("N")
    ax.set_theta_direction(-1)
    ax.set_ylim(1, pedoman.nilai_max)
    closed = np.append(np.arange(len(frame)), 0)
    ax.plot(angles[closed], nrr[closed], color=INK, linewidth=1.6, zorder=3)
    there = ~np.isnan(nrr)
    marks = style.mutu_colours(pedoman, frame["mutu"][there])
    ax.scatter(angles[there], nrr[there], s=42, c=marks, zorder=4, clip_on=False, **POINT)
    names = [style.wrapped(nama, 18) for nama in frame["nama"]]
    values = [f"{name}\n{nrr}" for name, nrr in zip(names, printed["NRR"], strict=True)]
    ax.set_xticks(angles, values, parse_math=False)
    for label, angle, bold in zip(ax.get_xticklabels(), angles, frame["prioritas"], strict=True):
        side, up = np.sin(angle), np.cos(angle)
        label.set_horizontalalignment("center" if abs(side) < 0.1 else "left" if side > 0 else "right")
        label.set_verticalalignment("bottom" if up > 0.8 else "top" if up < -0.8 else "center")
        label.set_fontweight("bold" if bold else "normal")
    ax.tick_params(axis="x", pad=4)
    highest = pedoman.nilai_max
    rings = np.arange(1, highest + 1) if highest <= 10 else np.linspace(1, highest, 5).round()
    ax.set_yticks(rings, [str(int(r)) for r in rings], color=MUTED, fontsize="small")
    ax.set_rlabel_position(float(np.degrees(angles[1]) / 2))
    ax.grid(color="white", linewidth=1)
    ax.spines["polar"].set_color(GRID)
    style.title(ax, f"{result.name}: profil unsur", pad=58)
    style.mutu_legend(ax, pedoman, above=False)
    ax.get_legend().set(loc="upper center")
    ax.get_legend().set_bbox_to_anchor((0.5, -0.19))
    style.caption(ax, f"Tebal: tiga unsur terendah. {style.headline(result)}", below=104)


def _lollipops(ax: Axes, result: Result) -> None:
    frame, printed = result.unsur, result.printed_unsur
    nrr, rows, pedoman = frame["nrr"].to_numpy(), np.arange(len(frame)), result.pedoman
    there, colours = ~np.isnan(nrr), style.palette(pedoman)
    for m, low, high in style.bands(pedoman, 1, pedoman.nilai_max, float(pedoman.faktor)):
        ax.axvspan(low, high, color=style.tint(colours[m.huruf]), linewidth=0, zorder=0)
    ax.hlines(rows[there], 1, nrr[there], color=INK, linewidth=1.4)
    marks = style.mutu_colours(pedoman, frame["mutu"][there])
    ax.scatter(nrr[there], rows[there], s=70, c=marks, zorder=3, clip_on=False, **POINT)
    for row, text in enumerate(printed["NRR"]):
        style.beside(ax, row, text if there[row] else "tidak ada jawaban")
    style.name_ticks(ax, list(frame["nama"]), bold=list(frame["prioritas"]))
    style.nilai_axis(ax, pedoman.nilai_max)
    style.title(ax, f"{result.name}: profil unsur", pad=28)
    style.mutu_legend(ax, pedoman)
    style.caption(ax, f"Tebal: tiga unsur terendah. {style.headline(result)}")
