"""Exceptions and warnings of skm.

Everything raised on purpose derives from :class:`SkmError`, so that a program can catch one class. Messages
about an office's own files are Indonesian and say where, what was found, what is allowed and what to do;
misuse of the Python interface raises the usual ``TypeError``/``ValueError``/``KeyError`` in English.

What to do depends on the reader: who calls Python gives an argument, who types a command an option. Errors,
warnings and notes therefore hold their hints as data, and each edge words them with :func:`worded`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument that a hint names, and the value that helps: ``columns`` and ``{"U3": "P3"}``.

    Without a value it is an attribute of the object at hand; a name that ends in ``()`` is a method of it.
    The value ``...``, also within a mapping, is for the reader to fill in.
    """

    name: str
    value: Any = None

    def in_python(self) -> str:
        """The argument as a Python call has it.

        Examples
        --------
        >>> print(Argument("columns", {"U3": "P3"}).in_python(), Argument("overwrite", True).in_python())
        columns={"U3": "P3"} overwrite=True
        """
        if self.value is None:
            return f"`{self.name}`"
        value = "..." if self.value is ... else str(self.value)
        if isinstance(self.value, str | list | dict):
            value = json.dumps(self.value, ensure_ascii=False, default=lambda _: "...").replace(
                '"..."', "..."
            )
        method = self.name.removesuffix("()")
        return f"{self.name}={value}" if method == self.name else f"{method}({value})"


# How an edge of the library words an argument; None where its reader cannot give it.
Wording = Callable[[Argument], str | None]


@dataclass(frozen=True, init=False)
class Hint:
    """A way out of a problem: one Indonesian sentence, in parts of text and arguments.

    Examples
    --------
    >>> Hint("Sebutkan kolomnya, misalnya ", Argument("columns", {"U3": "P3"}), ".").worded()
    'Sebutkan kolomnya, misalnya columns={"U3": "P3"}.'
    """

    parts: tuple[str | Argument, ...]

    def __init__(self, *parts: str | Argument) -> None:
        object.__setattr__(self, "parts", parts)

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments that the sentence names."""
        return tuple(part for part in self.parts if isinstance(part, Argument))

    def worded(self, wording: Wording = Argument.in_python) -> str | None:
        """The sentence; None where its reader cannot give one of the arguments."""
        words = [part if isinstance(part, str) else wording(part) for part in self.parts]
        return None if None in words else "".join(word for word in words if word is not None)


def worded(said: SkmError | SkmWarning | str, wording: Wording = Argument.in_python) -> str:
    """An error, a warning or a note with its hints, for one kind of reader.

    Parameters
    ----------
    said : SkmError, SkmWarning, or str (a :class:`Note` has hints)
    wording : callable
        An :class:`Argument` in the words of the reader: Python by default, options on the command line.
    """
    problem = said if isinstance(said, str) else said.problem
    hints = [words for hint in getattr(said, "hints", ()) if (words := hint.worded(wording))]
    between = " " if isinstance(said, str) else "\n"
    return between.join([problem, " ".join(hints)] if hints else [problem])


class Note(str):
    """What is worth knowing about answers that were read, one or more Indonesian sentences, with hints.

    As text it is the fact alone: notes are stored in tallies and printed in reports, where nobody can follow
    a hint. :func:`worded` adds the hints for those who can.
    """

    hints: tuple[Hint, ...]

    def __new__(cls, problem: str, hints: Iterable[Hint] = ()) -> Note:
        note = super().__new__(cls, problem)
        note.hints = tuple(hints)
        return note


class _Hinted(Exception):  # noqa: N818
    """A problem and its hints; as text both, worded for Python."""

    def __init__(self, problem: str = "", *, hints: Iterable[Hint] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.hints: tuple[Hint, ...] = ()
        for hint in hints:
            if hint not in self.hints:
                self.hints += (hint,)

    def __str__(self) -> str:
        return worded(self)  # type: ignore[arg-type]


class SkmError(_Hinted):
    """Base class of every error that skm raises on purpose.

    Attributes
    ----------
    problem : str
        What is wrong, in Indonesian.
    hints : tuple of Hint
        Ways out, with the arguments they take as data.
    """


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

    def __init__(self, problem: str, problems: Any = None, *, hints: Iterable[Hint] = ()) -> None:
        super().__init__(problem, hints=hints)
        self.problems = problems


class StructureError(SkmError, ValueError):
    """Rows, columns or sheets that can be read in more than one way; nothing is counted until one is chosen.

    Its hints name the arguments that choose.
    """


class PopulationError(SkmError, ValueError):
    """Fewer users served than questionnaires used."""


class TallyError(SkmError, ValueError):
    """Tallies that do not belong together, or a saved tally that does not add up."""


class RencanaError(SkmError, ValueError):
    """A follow-up plan, or a table behind one, that cannot be used."""


class SkmWarning(_Hinted, UserWarning):
    """Base class of every warning of skm: suspicious, but usable. Attributes as of :class:`SkmError`."""


class ResponseWarning(SkmWarning):
    """Something about the answers the reader of the result should know."""


class SampleSizeWarning(SkmWarning):
    """Fewer respondents than the Krejcie-Morgan number."""


def missing_extra(what: str, extra: str) -> SkmError:
    """The error that names an extra which is not installed: ``raise missing_extra("Kode QR", "laporan")``."""
    return SkmError(
        f"{what} memerlukan tambahan `{extra}` yang belum terpasang. Pasang dengan: "
        f'python -m pip install "skm-ikm[{extra}]"'
    )
