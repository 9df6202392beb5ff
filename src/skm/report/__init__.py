"""Results written for people: the workbook, and its tables as CSV."""

from skm.report.csv_tables import csv_files
from skm.report.excel import workbook, workbook_bytes

__all__ = ["csv_files", "workbook", "workbook_bytes"]
