"""Results in order of period: change, target, achievement, and what a change is made of."""

from skm.trends._class_changes import ClassChange, class_change
from skm.trends._periods import Period, Trend, trend
from skm.trends.decomposition import Decomposition, decompose
from skm.trends.performance import (
    KATEGORI,
    Achievement,
    Indikator,
    Kategori,
    achievement,
    capaian,
    kategori_of,
)

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
