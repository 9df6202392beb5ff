"""Limits on the size of a file, which is refused before it is unpacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from skm.ground.errors import Argument, FileError, Hint
from skm.ground.numbers import integer_id
from skm.reading.files._sheet_facts import Extent


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold: a file of a few kilobytes can claim terabytes, by intent or by damage.

    Parameters
    ----------
    expanded : int
        Bytes of the file, of its unpacked content, and of the texts of all its cells.
    cells : int
        Cells of the smallest rectangles from A1 around the filled cells, over all sheets.
    empty : int
        How many of these may be empty: one stray cell in XFD1048576 makes 17 billion.
    columns : int
        Columns of one table.

    Raises
    ------
    ValueError
        For a limit below 1.

    Examples
    --------
    >>> Limits(cells=50_000_000).cells
    50000000
    """

    expanded: int = 500_000_000
    cells: int = 20_000_000
    empty: int = 6_000_000
    columns: int = 4_000

    def __post_init__(self) -> None:
        if min(self.expanded, self.cells, self.empty, self.columns) < 1:
            raise ValueError("limits must be at least 1")

    def __repr__(self) -> str:
        """Only what differs from the usual limits."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}
        return f"Limits({', '.join(f'{name}={value}' for name, value in values.items())})"

    def refuse_bytes(self, name: str, found: int) -> None:
        """Raise FileError if this many bytes are too many."""
        if found > self.expanded:
            raise FileError(
                f"{name}: isinya setelah dibuka {_megabytes(found)} MB, lebih dari batas "
                f"{_megabytes(self.expanded)} MB; tidak dibaca. Bila berkas ini memang sebesar itu, pecah "
                "menjadi beberapa berkas.",
                hints=[_or_raise(replace(self, expanded=found))],
            )

    def refuse_table(self, name: str, area: int) -> None:
        """Raise FileError if a text of this many cells is too large."""
        if area > self.cells:
            raise self._too_many(name, area)

    def refuse_width(self, place: str, columns: int) -> None:
        """Raise FileError if a table has too many columns."""
        if columns > self.columns:
            raise FileError(
                f"{place}: tabelnya {integer_id(columns)} kolom, lebih dari batas "
                f"{integer_id(self.columns)}; tidak dibaca. Hapus kolom di luar tabel kuesioner.",
                hints=[_or_raise(replace(self, columns=columns))],
            )

    def refuse_cells(self, name: str, sheet: str, extents: Sequence[Extent]) -> None:
        """Raise FileError if sheets of these extents are too large; `sheet` names the last."""
        place = f'{name}, lembar "{sheet}"' if sheet else name
        far = extents[-1]
        area = sum(e.area for e in extents)
        empty = area - sum(min(e.filled, e.area) for e in extents)
        if area <= self.cells and empty <= self.empty:
            self.refuse_width(place, far.columns)
            return
        if empty > self.empty:
            raise FileError(
                f"{place}: isian terjauh ada di sel {far.last}, sehingga {integer_id(empty)} sel kosong ikut "
                f"terhitung; batasnya {integer_id(self.empty)}. Hapus isi sel yang jauh di luar tabel "
                "(Ctrl+End menunjukkannya), simpan, lalu coba lagi.",
                hints=[_or_raise(replace(self, cells=max(area, self.cells), empty=empty))],
            )
        raise self._too_many(place, area)

    def _too_many(self, place: str, area: int) -> FileError:
        return FileError(
            f"{place}: tabelnya {integer_id(area)} sel, lebih dari batas {integer_id(self.cells)}; tidak "
            "dibaca. Pecah menjadi beberapa berkas.",
            hints=[_or_raise(replace(self, cells=area))],
        )


def _or_raise(limits: Limits) -> Hint:
    return Hint("Atau naikkan batasnya: ", Argument("limits", limits), ".")


USUAL = Limits()


def _megabytes(n: int) -> str:
    return integer_id(-(-n // 1_000_000))
