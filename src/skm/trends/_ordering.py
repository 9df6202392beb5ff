"""Results of any kind, put in order of period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Any

from skm.ground.numbers import Exact, exact
from skm.pedoman import PERMENPANRB_14_2017, Pedoman
from skm.result import Result
from skm.tally import Tally
from skm.trends._series import Period, Trend
from skm.trends.performance import KATEGORI, Kategori

# Labels of periods that sort as text: 2022, "2022", "2022 Semester I", "2022 Triwulan IV", "2022-07".
_SORTABLE = re.compile(r"\d{4}( (Semester|Triwulan) (I|II|III|IV)|-\d\d)?")


def trend(
    results: Mapping[Any, Result | Tally | Exact | float | None],
    targets: Mapping[Any, Exact | float] | None = None,
    *,
    pedoman: Pedoman | Mapping[Any, Pedoman] = PERMENPANRB_14_2017,
    kategori: tuple[Kategori, ...] = KATEGORI,
    name: str = "Unit",
    services: str = "layanan",
) -> Trend:
    """Results in order of period.

    Parameters
    ----------
    results : mapping of period to Result, Tally or number
        A number is a published index, in index points, of a period whose answers are not at hand; None is a
        period without any. Whole years, and texts such as "2022 Semester I" or "2022-07", are put in order;
        other labels keep the order given.
    targets : mapping of period to number
        Target of the IKM, in index points. A period with a target and no result becomes a row of its own.
    pedoman : Pedoman, or mapping of period to Pedoman
        What published numbers are graded by; results are graded by their own guideline.
    kategori : tuple of Kategori
        Categories of achievement, best first.
    name : str
        The unit, as printed.
    services : str
        The key that tells services apart.

    Raises
    ------
    TypeError
        When a value is none of these.
    ValueError
        When labels are partly numbers and partly text, or a target is not more than 0.

    Examples
    --------
    >>> tren = trend({2021: 86.7, 2022: 87.69}, targets={2021: 86, 2022: 88})
    >>> tren.printed["Capaian (%)"].tolist(), tren.frame["kategori"].tolist()
    (['100,81', '99,65'], ['Sangat Baik', 'Sangat Baik'])
    """
    targets = targets or {}
    labels = _in_order([*results, *(t for t in targets if t not in results)])
    guides = pedoman if isinstance(pedoman, Mapping) else dict.fromkeys(labels, pedoman)
    periods = []
    for label in labels:
        value = results.get(label)
        target = exact(targets[label]) if label in targets else None
        if target is not None and target <= 0:
            raise ValueError(f"a target is more than 0, not {target} for {label!r}")
        if isinstance(value, Tally):
            value = Result(value)
        if isinstance(value, Result):
            periods.append(Period(label, value.pedoman, value.ikm_exact, value, target))
            continue
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction | None):
            kind = type(value).__name__
            raise TypeError(f"a Result, Tally, number or None is needed for {label!r}, not {kind}")
        guide = guides.get(label, PERMENPANRB_14_2017)
        missing = value is None or value != value
        periods.append(Period(label, guide, None if missing else exact(value), None, target))  # type: ignore[arg-type]
    return Trend(tuple(periods), name, kategori, services)


def _in_order(labels: list[Any]) -> list[Any]:
    texts = [isinstance(label, str) for label in labels]
    if any(texts) and not all(texts):
        raise ValueError(f"periods are all numbers or all texts, not both: {labels}")
    if all(isinstance(label, Integral) for label in labels) or all(
        isinstance(label, str) and _SORTABLE.fullmatch(label) for label in labels
    ):
        return sorted(labels)
    return labels
