"""Results written for people: the workbook, and its tables as CSV."""

from skm.report.csv_tables import csv_files
from skm.report.excel import workbook, workbook_bytes
from skm.report.rencana import read_rencana, save_rencana

__all__ = ["csv_files", "read_rencana", "save_rencana", "workbook", "workbook_bytes"]
