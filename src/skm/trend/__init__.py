"""Results in order of period: change, target, achievement, and what a change is made of."""

import sys
from types import ModuleType

from skm.trend.achievement import (
    KATEGORI,
    Achievement,
    Indikator,
    Kategori,
    achievement,
    capaian,
    kategori_of,
)
from skm.trend.classes import ClassChange, class_change
from skm.trend.decomposition import Decomposition, decompose
from skm.trend.ordering import trend
from skm.trend.table import Period, Trend

__all__ = [
    "KATEGORI",
    "Achievement",
    "ClassChange",
    "Decomposition",
    "Indikator",
    "Kategori",
    "Period",
    "Trend",
    "achievement",
    "capaian",
    "class_change",
    "decompose",
    "kategori_of",
    "trend",
]


class _Room(ModuleType):
    """The room can be called: ``skm.trend(...)`` is the function of its name."""

    __call__ = staticmethod(trend)


sys.modules[__name__].__class__ = _Room
