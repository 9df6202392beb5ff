"""Results written for people: workbook, tables as CSV, the Laporan SKM in Word, the wall and the web."""

from skm.report.csv_tables import csv_files
from skm.report.document import laporan, laporan_bytes, laporan_template, read_isian
from skm.report.excel import workbook, workbook_bytes
from skm.report.form import template, template_bytes
from skm.report.rencana import read_rencana, save_rencana
from skm.report.wall import poster, poster_bytes
from skm.report.web import page, page_bytes

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
