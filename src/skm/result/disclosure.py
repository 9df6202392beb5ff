"""Small groups are not published: which cells to hide, and one more where a total would give them away."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.result.result import Result

# Fewer questionnaires than this could be known by name in a small office.
SMALLEST = 5


def hidden(groups: pd.DataFrame, n: NDArray[np.int64], smallest: int = SMALLEST) -> NDArray[np.bool_]:
    """Which groups to hide, bool (G,).

    Those with 1 to `smallest` - 1 questionnaires; and along every total (with one key, that of the unit; with
    several, the total over each key for fixed values of the others) the smallest other group, as long as what
    is hidden there is a single group or has fewer than `smallest` questionnaires in all, so that no
    subtraction reveals it. Empty groups reveal nobody and stay. Where a line holds nothing else to hide, its
    total must not be published either.

    Parameters
    ----------
    groups : DataFrame
        G rows, one column a key, as in :attr:`skm.Tally.groups`.
    n : int64 (G,)
        Questionnaires.
    smallest : int
        The smallest number that may be shown.
    """
    keys = list(groups.columns)
    lines: list[NDArray[np.intp]] = []
    for key in keys:
        rest = [k for k in keys if k != key]
        line_of = (
            groups.groupby(rest, sort=False, dropna=False).ngroup().to_numpy() if rest else np.zeros(len(n))
        )
        lines += [np.flatnonzero(line_of == line) for line in np.unique(line_of)]
    hide: NDArray[np.bool_] = (n > 0) & (n < smallest)
    changed = True
    while changed:
        changed = False
        for line in lines:
            inside = line[hide[line]]
            while len(inside) and (len(inside) == 1 or n[inside].sum() < smallest):
                others = line[~hide[line] & (n[line] > 0)]
                if not len(others):
                    break
                hide[others[np.argmin(n[others])]] = changed = True
                inside = line[hide[line]]
    return hide


def publishable(result: Result, smallest: int = SMALLEST) -> pd.DataFrame:
    """:attr:`skm.Result.groups` with small groups hidden, see :func:`hidden`.

    Columns
    -------
    n, total : Int64, missing where hidden
    nrr, nrr_tertimbang, ikm : float64, NaN where hidden
    mutu, kinerja : str, None where hidden
    hidden : bool

    Raises
    ------
    ValueError
        When `smallest` is less than 1.

    Examples
    --------
    >>> from skm import summarize
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3] * 8 for i in range(1, 10)} |
    ...                      {"desa": ["A"] * 2 + ["B"] * 6 + ["C"] * 8})
    >>> publishable(summarize(sheet, by="desa"))["n"].tolist()
    [<NA>, <NA>, 8]
    """
    if smallest < 1:
        raise ValueError(f"smallest is 1 or more, not {smallest!r}")
    frame = result.groups
    hide = hidden(result.tally.groups, result.tally.n, smallest)
    for column in frame.columns:
        if frame[column].dtype == np.int64:
            frame[column] = frame[column].astype("Int64").mask(hide)
        else:
            missing = np.nan if frame[column].dtype == np.float64 else None
            frame[column] = frame[column].where(~hide, missing)
    return frame.assign(hidden=hide)
