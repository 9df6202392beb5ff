"""A result drawn on matplotlib axes: each chart takes axes, or makes its own, and returns them.

A chart draws what the frames of a result say and computes nothing of its own. Saving and showing belong to
the caller; :func:`picture` gives a chart as the bytes of a file.
"""

from skm.charts._bars import grade, ranking, services
from skm.charts._matrices import heatmap, likert, respondents
from skm.charts._saving import pictures, save_all
from skm.charts._shapes import profile, quadrant
from skm.charts._years import change, trend
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
