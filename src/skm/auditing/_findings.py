"""What an audit found, cell by cell, as frames, as text and as a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from skm.auditing._mistakes import Mistake
from skm.auditing._printed_numbers import slip
from skm.auditing._recomputation import Respondents
from skm.ground.numbers import integer_id
from skm.ground.printing import Printed, Shown

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

    def right(self) -> Cell:
        """The cell, found right."""
        return replace(self, status=SAME)

    def wrong(
        self,
        seharusnya: str,
        causes: tuple[Cause, ...] = (),
        keterangan: str = "",
        *,
        letter_changes: bool = False,
    ) -> Cell:
        """The cell, found different from what it should be."""
        return replace(
            self,
            status=DIFFERENT,
            seharusnya=seharusnya,
            causes=causes,
            letter_changes=letter_changes,
            keterangan=keterangan,
        )

    def unchecked(self, keterangan: str) -> Cell:
        """The cell, with the reason why it cannot be checked."""
        return replace(self, status=UNCHECKED, keterangan=keterangan)


def causes_of(mistakes: Iterable[Mistake]) -> tuple[Cause, ...]:
    """The mistakes as causes, each wording once."""
    return tuple(dict.fromkeys(Cause(m.kode, m.uraian) for m in mistakes))


def slip_causes(found: str, candidates: Iterable[str]) -> tuple[Cause, ...]:
    """The slip of the pen that turns the first possible candidate into what was found; () for none."""
    what = next((s for right in candidates if (s := slip(found, right))), "")
    return (Cause("B18", f"salah tulis: {what}"),) if what else ()


# The columns of the frame, and their headings on a sheet.
_COLUMNS = {
    "tabel": "Tabel",
    "baris": "Baris",
    "kolom": "Kolom",
    "tercetak": "Tercetak",
    "seharusnya": "Seharusnya",
    "status": "Status",
    "kode": "Kode",
    "sebab": "Sebab",
    "sebab_lain": "Sebab lain yang mungkin",
    "mutu_berubah": "Mutu berubah",
    "keterangan": "Keterangan",
}
_UNKNOWN = "tidak ada kesalahan yang dikenal menghasilkan ini"


@dataclass(frozen=True, repr=False, eq=False)
class Audit(Printed):
    """What is right and what is wrong in a published document, and which mistakes explain it.

    Parameters
    ----------
    checked : tuple of Cell
        Every checked cell, in the order of the document.
    groups : tuple of (str, Respondents)
        Each table and a number of respondents found for it.
    pedoman : str
        Name of the guideline whose classes were used.
    """

    checked: tuple[Cell, ...]
    groups: tuple[tuple[str, Respondents], ...]
    pedoman: str

    @property
    def frame(self) -> pd.DataFrame:
        """One row per checked cell, in the order of the document.

        Columns
        -------
        tabel, baris, kolom, tercetak : str, where the cell stands and what is printed in it
        seharusnya : str, the corrected value as it would be printed; the printed one where that is right; ""
            when it is not known
        status : str, "sesuai", "berbeda" or "tidak dapat diperiksa"
        kode : str, the mistake that explains a difference, "B4", or "B4+B17" for two at once; "" when none
            that is known does
        sebab : str, that mistake in words
        sebab_lain : str, other mistakes that print the same digits, single ones before two at once
        mutu_berubah : bool, whether the difference puts the group or unsur into another class
        keterangan : str, a remark
        """
        rows = [
            (
                c.tabel,
                c.baris,
                c.kolom,
                c.tercetak,
                c.tercetak if c.status == SAME else c.seharusnya,
                c.status,
                c.causes[0].kode if c.causes else "",
                c.causes[0].uraian if c.causes else _UNKNOWN if c.status == DIFFERENT else "",
                "; ".join(f"{x.kode} {x.uraian}".strip() for x in c.causes[1:]),
                c.letter_changes,
                c.keterangan,
            )
            for c in self.checked
        ]
        return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object).astype({"mutu_berubah": bool})

    @property
    def cells(self) -> pd.DataFrame:
        """The same as :attr:`frame`."""
        return self.frame

    @property
    def findings(self) -> pd.DataFrame:
        """The rows of :attr:`frame` that differ."""
        frame = self.frame
        return frame[frame["status"] == DIFFERENT].reset_index(drop=True)

    @property
    def respondents(self) -> pd.DataFrame:
        """The number of respondents of each table and group, as printed or inferred.

        Columns
        -------
        tabel : str
        layanan : str, the group; "" for the unit
        n : int64
        cara : str, how the number is known
        """
        rows = [(tabel, r.layanan or "", r.n, r.source) for tabel, r in self.groups]
        frame = pd.DataFrame(rows, columns=["tabel", "layanan", "n", "cara"], dtype=object)
        return frame.astype({"n": "int64"})

    def sheet(self, *, everything: bool = False) -> pd.DataFrame:
        """The findings, or with `everything` all cells, under the Indonesian headings of a worksheet."""
        frame = self.frame if everything else self.findings
        frame = frame.assign(mutu_berubah=["ya" if x else "" for x in frame["mutu_berubah"]])
        return frame.rename(columns=_COLUMNS)

    @property
    def headline(self) -> str:
        """``"85 isian diperiksa: 78 sesuai, 7 berbeda, 0 tidak dapat diperiksa"``."""
        count = Counter(c.status for c in self.checked)
        parts = ", ".join(f"{integer_id(count[s])} {s}" for s in (SAME, DIFFERENT, UNCHECKED))
        return f"{integer_id(len(self.checked))} isian diperiksa: {parts}"

    @property
    def text(self) -> str:
        """The audit in Indonesian sentences: the counts, the respondents, then each finding."""
        lines = [f"{self.headline}.", f"Kelas mutu menurut {self.pedoman}."]
        for tabel in dict.fromkeys(t for t, _ in self.groups):
            parts = [f"{r.layanan or 'unit'} {integer_id(r.n)}" for t, r in self.groups if t == tabel]
            lines.append(f"Responden{f' {tabel}' if tabel else ''}: {', '.join(parts)}.")
        wrong = [c for c in self.checked if c.status == DIFFERENT]
        if not wrong:
            lines.append("Tidak ada angka yang berbeda dari hasil hitung ulang.")
        for i, c in enumerate(wrong, 1):
            where = ", ".join(x for x in (c.tabel, c.baris, c.kolom) if x)
            right = f", seharusnya {c.seharusnya}" if c.seharusnya else ""
            changes = " Mutu berubah." if c.letter_changes else ""
            lines += ["", f"{i}. {where}: tercetak {c.tercetak}{right}.{changes}"]
            causes = [f"{x.uraian} ({x.kode})" if x.kode else x.uraian for x in c.causes] or [_UNKNOWN]
            lines.append(f"   Sebab: {causes[0]}.")
            lines += [f"   Atau: {x}." for x in causes[1:]]
            if c.keterangan:
                lines.append(f"   {c.keterangan[0].upper()}{c.keterangan[1:]}.")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.text  # a finding is too long for one line of a plain table

    def _shown(self) -> Shown:
        tables = [self.sheet().drop(columns=["Status"])] if len(self.findings) else []
        if self.groups:
            tables.append(self.respondents.rename(columns=str.capitalize))
        return self.headline, tables, [f"Kelas mutu menurut {self.pedoman}."]
