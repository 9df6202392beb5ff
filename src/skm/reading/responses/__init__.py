"""A raw table becomes checked answers, or one error that lists every problem. Opens no file."""

from skm.reading.responses.checking import check
from skm.reading.responses.model import FRAME, PROBLEMS, Passed, Responses, Sheet, Source

__all__ = ["FRAME", "PROBLEMS", "Passed", "Responses", "Sheet", "Source", "check"]
