"""Results written for people: workbook, tables as CSV, the Laporan SKM in Word, the wall and the web."""

from skm.report._page import page, page_bytes
from skm.report._plan_workbook import read_rencana, save_rencana
from skm.report._poster import poster, poster_bytes
from skm.report._workbook import workbook, workbook_bytes
from skm.report.csv_tables import csv_files
from skm.report.document import laporan, laporan_bytes, laporan_template, read_isian
from skm.report.form import template, template_bytes

__all__ = [
    "csv_files",
    "laporan",
    "laporan_bytes",
    "laporan_template",
    "page",
    "page_bytes",
    "poster",
    "poster_bytes",
    "read_isian",
    "read_rencana",
    "save_rencana",
    "template",
    "template_bytes",
    "workbook",
    "workbook_bytes",
]
