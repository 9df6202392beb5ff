"""Files to raw tables, and on to checked answers: the only room that opens input files."""

from skm.readers.reading import read, read_pedoman

__all__ = ["read", "read_pedoman"]
