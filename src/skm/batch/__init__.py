"""A folder of offices and years through the whole chain."""

from skm.batch._archive import Pattern, SourceFile, files_of
from skm.batch._recap import Recap
from skm.batch._recap_files import folded, movers, recap_files, trends_of
from skm.batch._recompute import recompute
from skm.batch._rows import FileRecord
from skm.batch._targets import read_targets
from skm.reading.questionnaire.periods import PERIODS

__all__ = [
    "PERIODS",
    "FileRecord",
    "Pattern",
    "Recap",
    "SourceFile",
    "files_of",
    "folded",
    "movers",
    "read_targets",
    "recap_files",
    "recompute",
    "trends_of",
]


def __dir__() -> list[str]:
    return __all__
