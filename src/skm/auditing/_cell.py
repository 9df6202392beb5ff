"""What was found of one printed cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skm.auditing._mistakes import Mistake

SAME = "sesuai"
DIFFERENT = "berbeda"
UNCHECKED = "tidak dapat diperiksa"


@dataclass(frozen=True, slots=True)
class Cause:
    """One or two known mistakes, or a slip of the pen, that make the printed digits.

    kode : "B4", or "B4+B17" for two
    uraian : in Indonesian
    """

    kode: str
    uraian: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One checked cell.

    tabel, baris, kolom, tercetak : where it stands and what is printed there
    status : :data:`SAME`, :data:`DIFFERENT` or :data:`UNCHECKED`
    seharusnya : the corrected value as it would be printed; empty when it is not known
    causes : what explains the difference, fewest mistakes first; empty when nothing known does
    letter_changes : the wrong value, or letter, puts the group or unsur into another class
    keterangan : a remark in Indonesian
    """

    tabel: str
    baris: str
    kolom: str
    tercetak: str
    status: str = UNCHECKED
    seharusnya: str = ""
    causes: tuple[Cause, ...] = ()
    letter_changes: bool = False
    keterangan: str = ""


def causes_of(mistakes: Iterable[Mistake]) -> tuple[Cause, ...]:
    """The mistakes as causes, each wording once."""
    return tuple(dict.fromkeys(Cause(m.kode, m.uraian) for m in mistakes))
