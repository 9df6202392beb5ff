"""A result drawn on matplotlib axes: each chart takes axes, or makes its own, and returns them.

A chart draws what the frames of a result say and computes nothing of its own. Saving and showing belong to
the caller; :func:`picture` gives a chart as the bytes of a file.
"""

from skm.charts._bars import grade, ranking, services
from skm.charts._heatmap import heatmap
from skm.charts._profile import profile
from skm.charts._quadrant import quadrant
from skm.charts._respondents import likert, respondents
from skm.charts._saving import pictures, save_all
from skm.charts._trend import change, trend
from skm.charts.style import palette, picture

__all__ = [
    "change",
    "grade",
    "heatmap",
    "likert",
    "palette",
    "picture",
    "pictures",
    "profile",
    "quadrant",
    "ranking",
    "respondents",
    "save_all",
    "services",
    "trend",
]


def __dir__() -> list[str]:
    return __all__
