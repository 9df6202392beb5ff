"""A folder of offices and years through the whole chain."""

from skm.batch.archive import recompute
from skm.batch.folder import recap_files
from skm.batch.recap import Recap
from skm.batch.records import FileRecord
from skm.batch.sources import Pattern, SourceFile, files_of

__all__ = ["FileRecord", "Pattern", "Recap", "SourceFile", "files_of", "recap_files", "recompute"]
