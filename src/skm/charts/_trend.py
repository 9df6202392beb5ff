"""Periods: the IKM of a unit against its target, and the change of each unsur."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np

from skm.charts import style
from skm.charts.style import GRID, INK, MUTED
from skm.ground.numbers import exact
from skm.ground.printing import MISSING
from skm.pedoman import Pedoman
from skm.result.certainty import ConfidenceInterval
from skm.trends import Trend
from skm.trends.decomposition import signed_id

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# With more periods than this, not every point and tick has a label.
_MANY = 12

_UNKNOWN = ConfidenceInterval(np.nan, np.nan)


@style.takes(Trend)
def trend(trend: Trend, *, interval: bool = False, ax: Axes | None = None) -> Axes:
    """Draw the IKM of each period as a line, the target as a dashed one, the classes as bands behind.

    Each point shows its printed IKM and letter, each period its n; with more than a dozen periods only the
    lowest, the highest and the last point do. Behind each period are the classes of its own guideline, so a
    change of classes shows as a step. A period without an index is a gap.

    Parameters
    ----------
    interval : bool
        Draw the 95 % confidence interval of each period with answers and second moments.
    ax : matplotlib Axes
        Drawn on this, or on a new pyplot figure when none is given. Saving and showing belong to the caller.

    Raises
    ------
    ValueError
        When the trend has no period.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from skm.trends import trend as in_order
    >>> ax = trend(in_order({2021: 86.7, 2022: 87.69}, targets={2021: 86, 2022: 88}), ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['2021', '2022']
    """
    if not trend.periods:
        raise ValueError("a trend without a period cannot be drawn")
    from matplotlib.ticker import MaxNLocator

    frame, printed = trend.frame, trend.printed
    ax = ax or style.new_axes(min(16.0, max(7.0, 2.6 + 1.1 * len(frame))), 5.0)
    places = np.arange(len(frame))
    ikm, target = frame["ikm"].to_numpy(), frame["target"].to_numpy()
    limits = [p.result.confidence_interval() if interval and p.result else _UNKNOWN for p in trend.periods]
    lowest, highest = _range([*ikm, *target, *(x for pair in limits for x in pair)])
    for place, period in zip(places, trend.periods, strict=True):
        _bands(ax, period.pedoman, float(place), lowest, highest)
    if not np.isnan(target).all():
        ax.plot(places, target, color=MUTED, linestyle=(0, (4, 3)), marker="_", markersize=12, label="Target")
    for place, (low, high) in zip(places, limits, strict=True):
        if not np.isnan(low):
            ax.plot([place, place], [low, high], color=INK, linewidth=1.2, marker="_", markersize=10)
    ax.plot(places, ikm, color=INK, linewidth=2, marker="o", markersize=7, label="IKM")
    ax.set(xlim=(-0.5, len(frame) - 0.5), ylim=(lowest, highest), ylabel="IKM")
    _label_points(ax, trend, beside=interval)
    counts = [f"\nn = {n}" if n != MISSING else "" for n in printed["Responden"]]
    names = [style.plain_text(p) + n for p, n in zip(printed["Periode"], counts, strict=True)]
    every = -(-len(names) // _MANY)
    ax.set_xticks(places[::every], names[::every])
    ax.yaxis.set_major_locator(MaxNLocator(8, integer=True))
    ax.tick_params(axis="x", length=0)
    style.bare(ax)
    ax.set_axisbelow(False)
    style.title(ax, f"Tren IKM {trend.name}", pad=28)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.2)
    guides = list(dict.fromkeys(p for p in frame["pedoman"] if p))
    drawn = any(not np.isnan(low) for low, _ in limits)
    parts = [
        f"Pedoman: {', '.join(guides)}" if guides else "",
        *trend.notes,
        "Garis tegak: selang kepercayaan 95 %" if drawn else "",
    ]
    style.caption(ax, "; ".join(filter(None, parts)))
    return ax


@style.takes(Trend)
def change(trend: Trend, period: Hashable | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw how the NRR of each unsur changed up to a period, as a dumbbell, the largest fall on top.

    The open mark is the earlier period, the filled one the later; the printed change stands beside it. An
    unsur that was not asked before has only the filled mark and comes last.

    Parameters
    ----------
    period : hashable
        The later period. By default the last one that can be compared with an earlier one.

    Raises
    ------
    ValueError
        When fewer than two periods have answers.
    KeyError
        When the period cannot be compared with an earlier one.
    """
    frame = trend.unsur
    compared = [p for p in frame.index.get_level_values(0).unique() if frame.loc[p, "since"].notna().all()]
    if not compared:
        raise ValueError("two periods with answers are needed to draw a change")
    period = compared[-1] if period is None else period
    if period not in compared:
        raise KeyError(f"no change up to {period!r}; there are {compared}")
    there = frame.index.get_level_values(0) == period
    mine = frame[there].droplevel(0).sort_values("change", kind="stable", na_position="last")
    ax = ax or style.new_axes(9.0, 2.2 + 0.46 * len(mine))
    rows, after, moved = np.arange(len(mine)), mine["nrr"].to_numpy(), mine["change"].to_numpy()
    before = after - moved
    fell, worst = moved < 0, trend.periods[-1].pedoman.mutu[-1].huruf
    colours = np.where(fell, style.palette(trend.periods[-1].pedoman)[worst], INK)
    ax.hlines(rows, before, after, color=colours, linewidth=2.5, zorder=2)
    ax.scatter(before, rows, s=55, facecolor="white", edgecolor=colours, linewidth=1.6, zorder=3)
    ax.scatter(after, rows, s=55, color=colours, zorder=3)
    for row, step in zip(rows, moved, strict=True):
        style.beside(ax, float(row), "baru" if np.isnan(step) else signed_id(exact(float(step))))
    style.name_ticks(ax, list(mine["nama"]))
    result = next(p.result for p in trend.periods if p.label == period)
    highest = result.pedoman.nilai_max if result else 4
    marks = [x for x in [*before, *after] if not np.isnan(x)]
    style.nilai_axis(ax, highest)
    ax.set_xlim(max(1.0, min(marks) - 0.15), min(float(highest), max(marks) + 0.15))
    style.comma_ticks(ax.xaxis)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    since = mine["since"].iloc[0]
    style.title(ax, f"{trend.name}: perubahan NRR per unsur, {since} ke {period}")
    style.caption(ax, f"Lingkaran kosong: {since}. Lingkaran penuh: {period}. Angka: perubahan NRR.")
    return ax


def _label_points(ax: Axes, trend: Trend, *, beside: bool) -> None:
    """The printed IKM and letter above each point, or below it where a target is close above."""
    from matplotlib.patheffects import withStroke

    printed, ikm, target = trend.printed, trend.frame["ikm"].to_numpy(), trend.frame["target"].to_numpy()
    there = np.flatnonzero(~np.isnan(ikm))
    many = len(ikm) > _MANY and there.size > 0
    if many:
        there = np.unique([there[np.argmin(ikm[there])], there[np.argmax(ikm[there])], there[-1]])
    low, high = ax.get_ylim()
    for place in there.tolist():
        value, aim = ikm[place], target[place]
        below = value < aim <= value + (high - low) / 8 or (many and value == np.nanmin(ikm))
        style.note(
            ax,
            f"{printed['IKM'].iloc[place]}  {printed['Mutu'].iloc[place]}",
            (place, value),
            (7 if beside else 0, -9 if below else 9),  # beside the interval, not on it
            ha="left" if beside else "center",
            va="top" if below else "bottom",
            weight="bold",
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )


def _range(values: list[float]) -> tuple[float, float]:
    """The index points shown: all values with room around them, in steps of five."""
    there = [v for v in values if not np.isnan(v)] or [25.0, 100.0]
    lowest, highest = 5 * np.floor((min(there) - 4) / 5), 5 * np.ceil((max(there) + 4) / 5)
    return max(0.0, float(lowest)), min(100.0 if max(there) < 97 else 102.0, float(highest))


def _bands(ax: Axes, pedoman: Pedoman, place: float, lowest: float, highest: float) -> None:
    """The classes of one period's guideline behind it, each with its letter where it is high enough."""
    colours = style.palette(pedoman)
    for m, bottom, top in style.bands(pedoman, lowest, highest):
        tint = style.tint(colours[m.huruf])
        ax.fill_between([place - 0.5, place + 0.5], bottom, top, color=tint, linewidth=0, zorder=0)
        if place == 0 and top - bottom > (highest - lowest) / 18:
            words = f"{m.huruf} {style.plain_text(m.kinerja)}"
            style.note(ax, words, (place - 0.47, top), (0, -3), va="top", fontsize="small", color=MUTED)
