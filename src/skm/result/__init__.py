"""What the groups said: index, class, ranking, certainty, comparison; all from the integers of a tally."""

from skm.result.indeks import PRIORITIES
from skm.result.result import IKM, Result, closing, highest, summarize

__all__ = ["IKM", "PRIORITIES", "Result", "closing", "highest", "summarize"]
