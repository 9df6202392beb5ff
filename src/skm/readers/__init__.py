"""Files to raw tables, and on to checked answers: the only room that opens input files."""

from skm.readers.reading import read, read_pedoman
from skm.readers.tables import read_tables

__all__ = ["read", "read_pedoman", "read_tables"]
