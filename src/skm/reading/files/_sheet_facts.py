"""Facts on a sheet besides the values of its cells: its extent, merged cells, hidden rows, lost formulas."""

from __future__ import annotations

from dataclasses import dataclass, field

from skm.reading.questionnaire.layout import letters


class DamagedError(ValueError):
    """A workbook that violates its own format."""


@dataclass(slots=True)
class Extent:
    """The smallest rectangle from A1 around the filled cells of one sheet, and how many there are."""

    rows: int = 0
    columns: int = 0
    filled: int = 0

    @property
    def area(self) -> int:
        return self.rows * self.columns

    @property
    def last(self) -> str:
        """The far corner, as a spreadsheet names it."""
        return f"{letters(self.columns - 1)}{self.rows}"

    def add(self, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Count a filled cell, or the first of a block of them; row and column from 0."""
        self.rows = max(self.rows, row + rows)
        self.columns = max(self.columns, column + columns)
        self.filled += rows * columns


@dataclass(slots=True)
class Facts:
    """Facts on one sheet; rows and columns from 0.

    failed : cells whose formula failed, and what they show: ``(row, column, "#REF!")``
    unsaved : cells whose formula was stored without its value
    merged : first row, first column, last row, last column of merged cells
    hidden : hidden rows
    twice : a row number that two rows have, as the sheet counts; 0 when there is none
    text : characters in all cells together, where the format stores a text once and points to it
    """

    extent: Extent = field(default_factory=Extent)
    failed: list[tuple[int, int, str]] = field(default_factory=list)
    unsaved: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    twice: int = 0
    text: int = 0
