"""Exceptions and warnings of skm.

Everything raised on purpose derives from :class:`SkmError`, so that a program can catch one class. Messages
about an office's own files are Indonesian and say where, what was found, what is allowed and what to do;
misuse of the Python interface raises the usual ``TypeError``/``ValueError``/``KeyError`` in English.
"""

from __future__ import annotations

from typing import Any


class SkmError(Exception):
    """Base class of every error that skm raises on purpose."""


class PedomanError(SkmError, ValueError):
    """A guideline that contradicts itself, or the wrong guideline for a file."""


class FileError(SkmError):
    """A file that cannot be read or written: missing, damaged, locked, not what its ending says."""


class ColumnNotFoundError(SkmError, LookupError):
    """A file without a column for one or more unsur, or with several columns for one."""


class ResponseError(SkmError, ValueError):
    """Answers that cannot be used.

    Attributes
    ----------
    problems : pandas.DataFrame
        One row per problem: ``sumber`` (file), ``lembar`` (sheet), ``sel`` (cell, as the spreadsheet counts),
        ``kolom`` (heading), ``nilai`` (what was found), ``masalah`` (what is wrong and what is allowed).
    """

    def __init__(self, message: str, problems: Any) -> None:
        super().__init__(message)
        self.problems = problems


class PopulationError(SkmError, ValueError):
    """Fewer users served than questionnaires used."""


class TallyError(SkmError, ValueError):
    """Tallies that do not belong together, or a saved tally that does not add up."""


class RencanaError(SkmError, ValueError):
    """A follow-up plan, or a table behind one, that cannot be used."""


class SkmWarning(UserWarning):
    """Base class of every warning of skm: suspicious, but usable."""


class ResponseWarning(SkmWarning):
    """Something about the answers the reader of the result should know."""


class SampleSizeWarning(SkmWarning):
    """Fewer respondents than the Krejcie-Morgan number."""
