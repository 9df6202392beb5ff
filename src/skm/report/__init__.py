"""Results written for people: workbook, tables as CSV, the Laporan SKM in Word, the wall and the web."""

from skm.report._page import page
from skm.report._plan_workbook import read_rencana, save_rencana
from skm.report._poster import poster
from skm.report._workbook import workbook
from skm.report.csv_tables import csv_files
from skm.report.document import laporan, laporan_template
from skm.report.form import template
from skm.report.isian import read_isian

__all__ = [
    "csv_files",
    "laporan",
    "laporan_template",
    "page",
    "poster",
    "read_isian",
    "read_rencana",
    "save_rencana",
    "template",
    "workbook",
]


def __dir__() -> list[str]:
    return __all__
