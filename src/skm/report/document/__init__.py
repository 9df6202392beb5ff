"""The Laporan SKM as a Word file, in the two outlines in use or in an office's own template."""

from skm.report.document._fields import ISIAN, check_isian, read_isian
from skm.report.document._writing import SUSUNAN, laporan, laporan_template

__all__ = ["ISIAN", "SUSUNAN", "check_isian", "laporan", "laporan_template", "read_isian"]
