"""Results in order of period: change, target, achievement, and what a change is made of."""

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
