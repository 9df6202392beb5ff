"""Results written for people: the workbook, its tables as CSV, the Laporan SKM in Word."""

from skm.report.csv_tables import csv_files
from skm.report.document import laporan, laporan_bytes, laporan_template, read_isian
from skm.report.excel import workbook, workbook_bytes
from skm.report.rencana import read_rencana, save_rencana

__all__ = [
    "csv_files",
    "laporan",
    "laporan_bytes",
    "laporan_template",
    "read_isian",
    "read_rencana",
    "save_rencana",
    "workbook",
    "workbook_bytes",
]
