"""A folder of offices and years through the whole chain."""

from skm.batch.archive import recompute
from skm.batch.folder import recap_files
from skm.batch.periods import PERIODS
from skm.batch.recap import Recap
from skm.batch.records import FileRecord
from skm.batch.sources import Pattern, SourceFile, files_of
from skm.batch.targets import read_targets

__all__ = [
    "PERIODS",
    "FileRecord",
    "Pattern",
    "Recap",
    "SourceFile",
    "files_of",
    "read_targets",
    "recap_files",
    "recompute",
]
