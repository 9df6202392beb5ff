"""The unsur as a shape, and as points: profile, and importance against performance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from skm.charts import style
from skm.charts.style import GRID, INK, MUTED
from skm.pedoman import Pedoman
from skm.result import Result
from skm.result.reliability import cronbach

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

# Where a label may stand beside its point, in points of type: the first place that is free is taken.
_PLACES = [
    (x * r, y * r) for r in (1, 1.8, 2.8) for x, y in ((9, 0), (-9, 0), (0, 11), (0, -11), (8, 9), (-8, -9))
]


def profile(result: Result, *, kind: Literal["radar", "bar"] | None = None, ax: Axes | None = None) -> Axes:
    """Draw the NRR of all unsur at once, in the guideline's order, over the bands of the classes.

    Parameters
    ----------
    result : Result
    kind : {"radar", "bar"}
        A radar, whose rim is nilai_max and whose middle is 1; or lollipops, which are read more exactly. By
        default a radar where there are three unsur or more.
    ax : matplotlib Axes
        Polar axes for a radar.

    Returns
    -------
    Axes

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
        ax = style.new_axes(8.4, 8.0, projection="polar") if ax is None else ax
        if ax.name != "polar":
            raise ValueError('a radar needs polar axes: subplots(subplot_kw={"projection": "polar"})')
        _radar(ax, result)
    else:
        ax = style.new_axes(9.0, 2.4 + 0.46 * unsur) if ax is None else ax
        _lollipops(ax, result)
    return ax


def quadrant(
    result: Result, importance: Mapping[str, float] | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw importance against performance: one point per unsur, four fields parted at the means.

    To the right the NRR, upwards the importance. What is important and poorly rated stands at the upper left
    and comes first.

    Parameters
    ----------
    result : Result
    importance : mapping of unsur code to float
        As asked of respondents, on any scale. Without it importance is derived: the correlation of an unsur
        with the sum of the others over the answers of the unit (as item-total correlations are reported),
        which says what goes along with satisfaction, not what causes it.
    ax : matplotlib Axes

    Returns
    -------
    Axes

    Raises
    ------
    KeyError
        When an unsur has no importance, or there is none of that code.
    ValueError
        When importance cannot be derived: the tally has no pairs, or an unsur has several questions.

    References
    ----------
    Martilla, J. A. and James, J. C. (1977). Importance-performance analysis. Journal of Marketing 41, 77-79.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from skm import Tally
    >>> hasil = Result(Tally.from_totals({f"U{i}": 14 + i % 3 for i in range(1, 10)}, n=5))
    >>> asked = {f"U{i}": 3 + i / 10 for i in range(1, 10)}
    >>> quadrant(hasil, asked, ax=Figure().subplots()).get_ylabel()
    'Kepentingan (ditanyakan)'
    """
    pedoman, frame = result.pedoman, result.unsur
    weight = _derived(result) if importance is None else _asked(pedoman, importance)
    if ax is None:
        ax = style.new_axes(9.0, 6.6)
    x = frame["nrr"].to_numpy()
    there = ~(np.isnan(x) | np.isnan(weight))
    colours = style.palette(pedoman)
    ax.scatter(
        x[there],
        weight[there],
        s=64,
        c=[colours[letter] for letter in frame["mutu"][there]],
        edgecolors=INK,
        linewidths=0.8,
        zorder=3,
    )
    for values, span in ((x[there], ax.set_xlim), (weight[there], ax.set_ylim)):
        span(*_room(values))
    if there.any():
        ax.axvline(x[there].mean(), color=MUTED, linewidth=1)
        ax.axhline(weight[there].mean(), color=MUTED, linewidth=1)
        _name_points(ax, x[there], weight[there], [u for u, t in zip(pedoman.kode, there, strict=True) if t])
    else:
        ax.text(
            0.5, 0.5, "tidak ada unsur yang dapat digambar", transform=ax.transAxes, ha="center", color=INK
        )
    corners = {
        (0.01, 0.985): "Prioritas utama",
        (0.99, 0.985): "Pertahankan",
        (0.01, 0.015): "Prioritas rendah",
        (0.99, 0.015): "Berlebihan",
    }
    for (across, up), text in corners.items():
        ax.text(
            across,
            up,
            text,
            transform=ax.transAxes,
            ha="left" if across < 0.5 else "right",
            va="bottom" if up < 0.5 else "top",
            color=MUTED,
            style="italic",
            zorder=1,
        )
    style.comma_ticks(ax, drawn=bool(there.any()))
    ax.set_xlabel("Kinerja: nilai rata-rata (NRR)")
    ax.set_ylabel(
        "Kepentingan (diturunkan dari jawaban)" if importance is None else "Kepentingan (ditanyakan)"
    )
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    style.title(ax, f"{result.name}: kepentingan dan kinerja unsur", pad=28)
    style.mutu_legend(ax, pedoman)
    style.side_list(ax, [(u.kode, u.nama) for u in pedoman.unsur])
    style.caption(ax, _quadrant_words(result, importance is None, there))
    return ax


# Profile -----------------------------------------------------------------------------------------------


def _bands(pedoman: Pedoman) -> Iterator[tuple[float, float, str]]:
    """The classes in NRR: from, to, tint."""
    highest, factor = float(pedoman.nilai_max), float(pedoman.faktor)
    for m, colour in zip(pedoman.mutu, style.palette(pedoman).values(), strict=True):
        low = 1.0 if m is pedoman.mutu[-1] else max(float(m.ikm_min) / factor, 1.0)
        if low < highest:
            yield low, highest, style.tint(colour)
        highest = min(low, highest)


def _radar(ax: Any, result: Result) -> None:
    frame, printed, pedoman = result.unsur, result.printed_unsur, result.pedoman
    angles = np.linspace(0, 2 * np.pi, len(frame), endpoint=False)
    nrr = frame["nrr"].to_numpy()
    around = np.linspace(0, 2 * np.pi, 181)
    for low, high, colour in _bands(pedoman):
        ax.fill_between(around, low, high, color=colour, linewidth=0, zorder=0)
    ax.set_theta_zero_location("N")
    ax.set_theta_direction(-1)
    ax.set_ylim(1, pedoman.nilai_max)
    closed = np.append(np.arange(len(frame)), 0)
    ax.plot(angles[closed], nrr[closed], color=INK, linewidth=1.6, zorder=3)
    colours = style.palette(pedoman)
    there = ~np.isnan(nrr)
    ax.scatter(
        angles[there],
        nrr[there],
        s=42,
        c=[colours[letter] for letter in frame["mutu"][there]],
        edgecolors=INK,
        linewidths=0.8,
        zorder=4,
        clip_on=False,
    )
    names = [
        f"{style.wrapped(nama, 18)}\n{value}"
        for nama, value in zip(frame["nama"], printed["NRR"], strict=True)
    ]
    ax.set_xticks(angles, names, parse_math=False)
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
    nrr, rows, colours = frame["nrr"].to_numpy(), np.arange(len(frame)), style.palette(result.pedoman)
    there = ~np.isnan(nrr)
    for low, high, colour in _bands(result.pedoman):
        ax.axvspan(low, high, color=colour, linewidth=0, zorder=0)
    ax.hlines(rows[there], 1, nrr[there], color=INK, linewidth=1.4)
    ax.scatter(
        nrr[there],
        rows[there],
        s=70,
        c=[colours[letter] for letter in frame["mutu"][there]],
        edgecolors=INK,
        linewidths=0.8,
        zorder=3,
        clip_on=False,
    )
    for row, text in enumerate(printed["NRR"]):
        style.beside(ax, row, text if there[row] else "tidak ada jawaban")
    style.name_ticks(ax, list(frame["nama"]), bold=list(frame["prioritas"]))
    style.nilai_axis(ax, result.pedoman.nilai_max)
    style.title(ax, f"{result.name}: profil unsur", pad=28)
    style.mutu_legend(ax, result.pedoman)
    style.caption(ax, f"Tebal: tiga unsur terendah. {style.headline(result)}")


# Quadrant ----------------------------------------------------------------------------------------------


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
    """Limits with room around the values, which may be one or none."""
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    margin = 0.16 * (high - low) or 0.1
    return low - margin, high + margin


def _name_points(ax: Axes, x: Floats, y: Floats, names: list[str]) -> None:
    """A name beside each point, where it covers neither a point nor a name if there is such a place."""
    figure: Any = ax.figure
    width, height = figure.bbox.size * (72 / figure.dpi) * (0.6, 0.7)  # about that of the axes, in points
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    at = np.column_stack([(x - left) / (right - left) * width, (y - bottom) / (top - bottom) * height])
    taken = [(*p, 6.0, 6.0) for p in at]
    for point, px, py, name in zip(at, x, y, names, strict=True):
        half = 3.4 * len(name), 6.0
        spots = [(*(point + _shifted(place, half[0])), *half) for place in _PLACES]
        spot = min(spots, key=lambda s: sum(_overlap(s, other) for other in taken))
        taken.append(spot)
        shift = (spot[0] - point[0], spot[1] - point[1])
        ax.annotate(
            name, xy=(px, py), xytext=shift, textcoords="offset points", ha="center", va="center", zorder=4
        )


def _shifted(place: tuple[float, float], half: float) -> Floats:
    x, y = place
    return np.array([x + np.sign(x) * half, y])


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """The common area of two boxes, each by its middle and half its sides."""
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
