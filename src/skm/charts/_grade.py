"""How sure the letters are: indices with their intervals over the bands of the classes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from skm.charts import style
from skm.charts.style import INK
from skm.ground.numbers import integer_id
from skm.result import Result
from skm.result.certainty import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def grade(result: Result, *, level: float = 0.95, ax: Axes | None = None) -> Axes:
    """Draw the IKM of the unit and of each group as a point with its interval, over the bands of the classes.

    An interval within one band is a letter that is safe; one that crosses into the next is not, and the words
    beside it say so: "B pasti", or "B belum pasti" with the probability of each letter. Groups stand in their
    order, the unit last and in bold. Where the certainty is not known (a table of totals) the point stands
    alone.

    Parameters
    ----------
    result : Result
    level : float
        Confidence level of the intervals, and the probability at which a letter is called sure.
    ax : matplotlib Axes
        Drawn on this, or on a new pyplot figure when none is given. Saving and showing belong to the caller.

    Returns
    -------
    Axes

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
    if ax is None:
        ax = style.new_axes(9.0, 2.4 + 0.5 * len(rows))
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
    names = [
        f"{' / '.join(map(str, name)) if isinstance(name, tuple) else name} (n = {integer_id(one.n)})"
        for name, one in rows
    ]
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
    """Intervals as lines with ends, one at each place; those that are not known left out."""
    for place, left, right in zip(places, low, high, strict=True):
        if not np.isnan(left):
            ax.plot([left, right], [place, place], color=INK, linewidth=1.3, solid_capstyle="butt")
            ax.plot([left, right], [place, place], "|", color=INK, markersize=7)
