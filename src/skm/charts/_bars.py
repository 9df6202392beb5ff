"""Bars: the unsur by their NRR, the services by their IKM; and indices with intervals over the classes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from skm.charts import style
from skm.charts.style import BAR, INK
from skm.ground.numbers import integer_id
from skm.result import Result
from skm.result.certainty import percent
from skm.result.indeks import from_lowest

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@style.takes(Result)
def grade(result: Result, *, level: float = 0.95, ax: Axes | None = None) -> Axes:
    """Draw the IKM of the unit and of each group as a point with its interval, over the bands of the classes.

    When an interval lies within one band, its letter is sure; when it crosses into the next, it is not. The
    words beside it say so: "B pasti", or "B belum pasti" with the probability of each letter. Groups keep
    their order; the unit comes last, in bold. Without second moments (a table of totals) a point has no
    interval.

    Parameters
    ----------
    level : float
        Confidence level of the intervals, and the probability at which a letter is called sure.
    ax : matplotlib Axes
        Drawn on this, or on a new pyplot figure when none is given. Saving and showing belong to the caller.

    Raises
    ------
    ValueError
        When `level` is not more than 0 and less than 1.

    Examples
    --------
    >>> import pandas as pd
    >>> import skm
    >>> from matplotlib.figure import Figure
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3, 4] for i in range(1, 10)} | {"layanan": ["KTP", "KTP", "KK"]})
    >>> ax = grade(skm.summarize(sheet, by="layanan"), ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['KTP (n = 2)', 'KK (n = 1)', 'Unit (n = 3)']
    """
    rows = [(name, result[name]) for name in result.groups.index] if result.tally.keys else []
    rows.append((result.name, result))
    ax = ax or style.new_axes(9.0, 2.4 + 0.5 * len(rows))
    style.mutu_bands(ax, result.pedoman)
    colours = style.palette(result.pedoman)
    for place, (_, one) in enumerate(rows):
        found = one.certainty(level)
        if found.mutu is None:
            style.beside(ax, place, "tidak dapat dihitung")
            continue
        whiskers(ax, [place], [found.low], [found.high])
        ax.plot(found.ikm, place, "o", color=colours[found.mutu], markeredgecolor=INK, markersize=9, zorder=3)
        style.beside(ax, place, f"{one.ikm_text}  {_verdict(found.mutu, found.probability, found.sure)}")
    texts = [" / ".join(map(str, name)) if isinstance(name, tuple) else name for name, _ in rows]
    names = [f"{text} (n = {integer_id(one.n)})" for text, (_, one) in zip(texts, rows, strict=True)]
    style.name_ticks(ax, names, bold=[False] * (len(rows) - 1) + [len(rows) > 1])
    style.bare(ax)
    ax.set_xlabel("IKM")
    style.title(ax, f"{result.name}: IKM, selang kepercayaan {percent(level, places=0)}, dan mutunya", pad=46)
    style.caption(ax, f"{result.certainty(level).text} {style.headline(result)}")
    return ax


def _verdict(mutu: str, probability: dict[str, float], sure: bool) -> str:
    if np.isnan(probability[mutu]):
        return mutu
    if sure:
        return f"{mutu} pasti"
    likely = sorted(probability.items(), key=lambda item: -item[1])
    odds = ", ".join(f"{letter} {percent(p, places=0)}" for letter, p in likely if p >= 0.05)
    return f"{mutu} belum pasti: {odds}"


def whiskers(ax: Axes, places: Iterable[float], low: Iterable[float], high: Iterable[float]) -> None:
    """Draw an interval at each place as a line with ends; skip those that are NaN."""
    for place, left, right in zip(places, low, high, strict=True):
        if not np.isnan(left):
            ax.plot([left, right], [place, place], color=INK, linewidth=1.3, solid_capstyle="butt")
            ax.plot([left, right], [place, place], "|", color=INK, markersize=7)


@style.takes(Result)
def ranking(result: Result, *, interval: bool = False, ax: Axes | None = None) -> Axes:
    """Draw the NRR of each unsur as a bar from 1 to nilai_max, the lowest on top.

    Each bar has the colour of the unsur's mutu and shows its printed NRR; the three lowest (ties included)
    are bold and numbered. An unsur without answers has no bar and comes last. The caption gives n and the
    guideline.

    Parameters
    ----------
    interval : bool
        Draw the 95 % confidence interval of each NRR, and say in the caption how sure the three lowest are.
        Needs second moments, which :func:`skm.summarize` keeps.
    ax : matplotlib Axes
        Drawn on this, or on a new pyplot figure when none is given. Saving and showing belong to the caller.

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
    ax = ax or style.new_axes(9.0, 2.2 + 0.46 * len(result.pedoman.unsur))
    frame, printed = result.unsur, result.printed_unsur
    order = from_lowest(frame["rank"])
    frame, printed = frame.iloc[order], printed.iloc[order]
    places = np.arange(len(frame))
    there = frame["nrr"].notna().to_numpy()
    colours = style.mutu_colours(result.pedoman, frame["mutu"][there])
    ax.barh(places[there], frame["nrr"][there] - 1, left=1, height=0.7, color=colours, **BAR)
    ends, sure = frame["nrr"].to_numpy(), ""
    if interval:
        certainty = result.certainty()
        limits, said = certainty.unsur.iloc[order], certainty.priorities_text
        whiskers(ax, places, limits["ci_low"], limits["ci_high"])
        ends = np.fmax(ends, limits["ci_high"].to_numpy())
        sure = f" Garis: selang kepercayaan 95 %. {said}" if said else ""
    for place, bold, value, letter, mark in zip(
        places.tolist(),
        frame["prioritas"],
        printed["NRR"],
        printed["Mutu"],
        printed["Prioritas"],
        strict=True,
    ):
        end = ends[place]
        text = "tidak ada jawaban" if np.isnan(end) else f"{value}  {letter}"
        text += f"   ◀ prioritas {mark}" if mark else ""
        at = (1 if np.isnan(end) else end, place)
        style.note(ax, text, at, (4, 0), weight="bold" if bold else "normal")
    style.name_ticks(ax, list(frame["nama"]), bold=list(frame["prioritas"]))
    style.nilai_axis(ax, result.pedoman.nilai_max)
    style.title(ax, f"{result.name}: unsur dari yang terendah", pad=28)
    style.mutu_legend(ax, result.pedoman)
    style.caption(ax, f"{style.headline(result)}.{sure}" if sure else style.headline(result))
    return ax


@style.takes(Result)
def services(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw the IKM of each group as a bar over the bands of the classes, the lowest on top.

    Each bar has the colour of its mutu and shows its printed IKM, letter and n; a dashed line marks the
    pooled unit. A group without an index has no bar and comes last. Bars start at the lowest possible index,
    25 on a scale of 1 to 4.

    Parameters
    ----------
    result : Result
        Grouped by anything: services, offices, months.

    Examples
    --------
    >>> import pandas as pd
    >>> import skm
    >>> from matplotlib.figure import Figure
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3] for i in range(1, 10)} | {"layanan": ["KTP", "SKCK"]})
    >>> ax = services(skm.summarize(sheet, by="layanan"), ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['SKCK', 'KTP']
    """
    frame, printed = result.groups, result.printed_groups.iloc[: len(result.groups)]
    ax = ax or style.new_axes(9.0, 2.3 + 0.4 * len(frame))
    ikm = frame["ikm"].to_numpy()
    order = np.argsort(np.where(np.isnan(ikm), np.inf, ikm), kind="stable")
    frame, printed, ikm = frame.iloc[order], printed.iloc[order], ikm[order]
    there, places = ~np.isnan(ikm), range(len(frame))
    lowest, colours = float(result.pedoman.faktor), style.mutu_colours(result.pedoman, frame["mutu"][there])
    style.mutu_bands(ax, result.pedoman)
    ax.barh(np.flatnonzero(there), ikm[there] - lowest, left=lowest, height=0.66, color=colours, **BAR)
    for place, value, letter, n in zip(places, printed["IKM"], printed["Mutu"], printed["n"], strict=True):
        known = f"{value}  {letter}" if there[place] else "tidak dapat dihitung"
        style.beside(ax, place, f"{known}   n = {n}")
    style.name_ticks(ax, list(printed.iloc[:, 0]))
    style.bare(ax)
    ax.set_xlabel("IKM")
    by = style.keys_text(result)
    style.title(ax, f"{result.name}: IKM per {by}" if by else f"{result.name}: IKM", pad=46)
    line = ""
    if len(frame) > 1 and not np.isnan(result.ikm):
        ax.axvline(result.ikm, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
        line = f"Garis putus-putus: {style.wrapped(result.name, 70, 1)}. "
    style.caption(ax, line + style.headline(result))
    return ax
