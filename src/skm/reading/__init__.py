"""Files to raw tables, and on to checked answers: the only room that opens input files."""

from skm.reading.sources import read, read_labels, read_pedoman
from skm.reading.tables import read_tables

__all__ = ["read", "read_labels", "read_pedoman", "read_tables"]
