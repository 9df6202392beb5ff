"""The Laporan SKM as a Word file, in the two outlines in use or in an office's own template."""

from skm.report.document._laporan import laporan
from skm.report.document._template import laporan_template

__all__ = ["laporan", "laporan_template"]
