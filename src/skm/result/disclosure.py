"""Small groups are not published: which to hide, and which more where a total would give them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.printing import MISSING
from skm.result.population import all_users
from skm.result.result import Result

# Fewer questionnaires than this could be known by name in a small office.
SMALLEST = 5


def hidden(groups: pd.DataFrame, n: NDArray[np.int64], smallest: int = SMALLEST) -> NDArray[np.bool_]:
    """Which groups to hide, bool (G,).

    Those with 1 to `smallest` - 1 questionnaires; and along every total (with one key, that of the unit; with
    several, the total over each key for fixed values of the others) the smallest other group, as long as what
    is hidden there is a single group, or so few questionnaires that none of the hidden groups could have
    `smallest` of them, so that no subtraction reveals it. Empty groups reveal nobody and stay. Where a line
    holds nothing else to hide, its total must not be published either.

    Parameters
    ----------
    groups : DataFrame
        G rows, one column a key, as in :attr:`skm.Tally.groups`.
    n : int64 (G,)
        Questionnaires.
    smallest : int
        The smallest number that may be shown.

    Raises
    ------
    ValueError
        When `smallest` is less than 1.
    """
    if smallest < 1:
        raise ValueError(f"smallest is 1 or more, not {smallest!r}")
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
            while len(inside) and not _safe(n[inside], smallest):
                others = line[~hide[line] & (n[line] > 0)]
                if not len(others):
                    break
                hide[others[np.argmin(n[others])]] = changed = True
                inside = line[hide[line]]
    return hide


def _safe(n: NDArray[np.int64], smallest: int) -> bool:
    """Whether the sum of these groups tells of none of them that it has fewer than `smallest`."""
    return len(n) > 1 and int(n.sum()) >= smallest + len(n) - 1


def published(result: Result, smallest: int = SMALLEST) -> Result:
    """The result as the public may see it: small groups, see :func:`hidden`, stand together as one, the last.

    What a total less the other groups tells is all that this group tells, and every table and chart of the
    result stays true. Where no group would be left beside it, the result has no groups.

    Raises
    ------
    ValueError
        When `smallest` is less than 1.

    Examples
    --------
    >>> from skm import summarize
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3] * 8 for i in range(1, 10)} |
    ...                      {"desa": ["A"] * 2 + ["B"] * 6 + ["C"] * 8})
    >>> published(summarize(sheet, by="desa")).groups["n"].to_dict()
    {'C': 8, 'A + B (digabung)': 8}
    """
    asal = result.tally.asal
    public = replace(asal, blanked=asal.blanked.counted(smallest), dropped=asal.dropped.counted(smallest))
    if public != asal:  # an index with and without so few would give their answers away
        result = Result(replace(result.tally, asal=public), result.name, result.population)
    tally, n = result.tally, result.tally.n
    if not tally.keys:
        return result
    hide = _together(tally.groups, n, smallest)
    if not hide.any():
        return result
    users = result.population
    if not (n[~hide] > 0).any():
        served = all_users(result)
        return Result(tally.pool(), result.name, None if np.isnan(served) else int(served))
    names = [" / ".join(map(str, row)) for row in tally.groups[hide].itertuples(index=False)]
    merged = _called(names)
    if isinstance(users, Mapping):
        small = [key for key, small in zip(result.keys(), hide, strict=True) if small]
        others = {key: served for key, served in users.items() if key not in small}
        known = len(tally.keys) == 1 and all(key in users for key in small)
        users = others | ({merged: sum(users[key] for key in small)} if known else {})
    key = [merged, *[MISSING] * (len(tally.keys) - 1)]
    return Result(tally.merge(hide, key), result.name, users)


def counted_apart(counted: Mapping[str, int], smallest: int) -> dict[str, int]:
    """Categories of a characteristic as the public may see them: small ones as one, none if none is left."""
    names, n = list(counted), np.array(list(counted.values()), np.int64)
    hide = _together(pd.DataFrame({"": names}, dtype=object), n, smallest)
    shown = {name: int(k) for name, k, small in zip(names, n, hide, strict=True) if not small}
    if not hide.any():
        return shown
    if not any(shown.values()):
        return {}
    return shown | {
        _called([name for name, small in zip(names, hide, strict=True) if small]): int(n[hide].sum())
    }


def _together(groups: pd.DataFrame, n: NDArray[np.int64], smallest: int) -> NDArray[np.bool_]:
    """Which groups to show as one: those of :func:`hidden`, and more as long as their sum says too much."""
    hide = hidden(groups, n, smallest)
    while hide.any() and not _safe(n[hide], smallest) and (others := np.flatnonzero(~hide & (n > 0))).size:
        hide[others[np.argmin(n[others])]] = True
    return hide


def _called(names: Sequence[str]) -> str:
    """The name of several groups together."""
    listed = " + ".join(names)
    return f"{listed if len(names) <= 3 and len(listed) <= 60 else f'{len(names)} kelompok'} (digabung)"


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
    frame = result.groups
    hide = hidden(result.tally.groups, result.tally.n, smallest)
    for column in frame.columns:
        if frame[column].dtype == np.int64:
            frame[column] = frame[column].astype("Int64").mask(hide)
        else:
            missing = np.nan if frame[column].dtype == np.float64 else None
            frame[column] = frame[column].where(~hide, missing)
    return frame.assign(hidden=hide)
