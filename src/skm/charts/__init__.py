"""A result drawn on matplotlib axes: each chart takes axes, or makes its own, and returns them.

A chart draws what the frames of a result say and computes nothing of its own. Saving and showing belong to
the caller; :func:`picture` gives a chart as the bytes of a file.
"""

from skm.charts.bars import ranking, services
from skm.charts.style import palette, picture

__all__ = ["palette", "picture", "ranking", "services"]
