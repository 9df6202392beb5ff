"""Sheet, the raw table that is checked; Source; and Responses, the checked answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import worded
from skm.ground.numbers import integer_id
from skm.pedoman import Pedoman
from skm.reading.responses.ledger import COLUMNS, Entry, account, frame_of

FRAME = "DataFrame"
SET_ASIDE = ["sumber", "lembar", "baris", "alasan"]
PROBLEMS = ["sumber", "lembar", "sel", "kolom", "nilai", "masalah"]
ORIGIN = ["sumber", "lembar", "baris"]
UNPLACED = ["bidang", "isian", "jumlah", "nasib"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where questionnaires came from: one file, or one frame.

    name : file name without its folder; "DataFrame" for a frame
    sha256 : hexadecimal digest of the bytes read; "" for a frame
    rows : number of questionnaires found in it, used and set aside
    """

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Passed:
    """Invalid answers that were passed over, as integers that add.

    n : questionnaires that have one
    answers : per question code the invalid answers, and the number and sum of the valid ones in those
        questionnaires
    """

    n: int = 0
    answers: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Mapping[str, NDArray[np.int8]], bad: Mapping[str, NDArray[np.bool_]]) -> Passed:
        """The integers of N questionnaires; `bad` says where a question has invalid answers, if it has any.

        An answer of 0 or less is none.
        """
        if not bad:
            return cls()
        rows = np.logical_or.reduce(list(bad.values()))
        found = {}
        for kode, values in answers.items():
            valid = values[rows]
            valid = valid[valid > 0]
            invalid = int(np.count_nonzero(bad[kode])) if kode in bad else 0
            found[kode] = (invalid, len(valid), int(valid.sum()))
        return cls(int(np.count_nonzero(rows)), found) if rows.any() else cls()

    def counted(self, smallest: int) -> Passed:
        """The same, but of fewer questionnaires than `smallest` only how many invalid answers they have."""
        if self.n >= smallest:
            return self
        return Passed(self.n, {kode: (invalid, 0, 0) for kode, (invalid, _, _) in self.answers.items()})

    def __add__(self, other: Passed) -> Passed:
        if not self.n or not other.n:
            return self if self.n else other
        both = {}
        for kode, (invalid, filled, total) in self.answers.items():
            one, two, three = other.answers[kode]
            both[kode] = (invalid + one, filled + two, total + three)
        return Passed(self.n + other.n, both)


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """One raw table: headings, columns of cells, and the row numbers that the spreadsheet shows.

    source : file name, or "DataFrame"
    name : name of the sheet; "" for a file without sheets
    headings : one per column
    columns : one list of N cells or pandas Series per heading
    rows : N row numbers as the spreadsheet counts them; the index of a frame
    source_number : position among the sources
    above : headings in a row above, where a frame has two
    outside : the rows of the sheet that are not among these, with their roles
    marked : positions of rows that the sheet sets apart by cells merged across columns
    ragged : positions of rows of a text with more or fewer cells than its headings
    texts : what the file says outside its tables, a row of cells as "1 | Sangat Baik"
    """

    source: str
    name: str
    headings: tuple[str, ...]
    columns: Sequence[Any]
    rows: Any
    source_number: int = 0
    above: tuple[str, ...] = ()
    outside: tuple[Entry, ...] = ()
    marked: tuple[int, ...] = ()
    ragged: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()

    @classmethod
    def of_frame(cls, frame: pd.DataFrame) -> Sheet:
        """The sheet of a DataFrame, its columns by reference; TypeError for anything else."""
        if not isinstance(frame, pd.DataFrame):
            raise TypeError(f"a pandas DataFrame is needed, not {type(frame).__name__}")
        headings = tuple(_heading(label) for label in frame.columns)
        above = tuple(str(label[0]) for label in frame.columns) if frame.columns.nlevels > 1 else ()
        columns = [frame.iloc[:, i] for i in range(frame.shape[1])]
        return cls(FRAME, "", headings, columns, frame.index, above=above)

    @property
    def is_frame(self) -> bool:
        return isinstance(self.rows, pd.Index)

    @property
    def numbers(self) -> Sequence[int]:
        """The rows as a person counts them: those of the spreadsheet, or 1 to N in a frame."""
        return range(1, len(self.rows) + 1) if self.is_frame else self.rows.tolist()

    @property
    def place(self) -> str:
        """File and sheet, as messages name them."""
        return _place(self.name, self.source)


def _place(sheet: object, source: object) -> str:
    """File and sheet, as messages name them."""
    return f'{source}, lembar "{sheet}"' if sheet else str(source)


def _heading(label: object) -> str:
    if isinstance(label, tuple):  # two-row headings: the lowest that is not blank
        return next((str(part) for part in reversed(label) if str(part).strip()), "")
    return str(label)


@dataclass(frozen=True, repr=False, eq=False)
class Responses:
    """Checked questionnaires: the N that are used, and those set aside.

    Attributes
    ----------
    pedoman : Pedoman
        The guideline they were read under.
    answers : dict of str to int8 array (N,)
        Per question code, in the guideline's order: 0 for a blank, else 1 to ``nilai_max``.
    profile : DataFrame, N rows
        The fields found in the source: ``layanan`` (categorical, in order of appearance), ``jenis_kelamin``
        ("L", "P"), ``usia`` (float64, years; categorical if the source has age classes), ``pendidikan``,
        ``pekerjaan``, ``disabilitas`` (categorical: official categories first, then other cells as given),
        ``tanggal`` (datetime64; NaT if unreadable), ``unit``; then every other column that is neither
        personal nor free text, under its own heading.
    saran : DataFrame, N rows
        The columns of free text, under their own headings.
    origin : DataFrame, N rows, or None
        ``sumber``, ``lembar``, ``baris`` (as the spreadsheet numbers it); None for a DataFrame.
    set_aside : DataFrame
        One row per questionnaire that is not used: ``sumber``, ``lembar``, ``baris``, ``alasan``.
    problems : DataFrame
        One row per answer that could not be used: ``sumber``, ``lembar``, ``sel``, ``kolom``, ``nilai``,
        ``masalah``.
    notes : tuple of str
        Indonesian sentences on what was dropped, skipped, merged, or could not be placed. Those that can be
        acted on carry hints (:class:`skm.ground.errors.Note`).
    sources : tuple of Source
    unplaced : DataFrame
        Cells of the profile without an official category: ``bidang`` (field), ``isian`` (as given, personal
        data masked), ``jumlah``, ``nasib`` (what was done with them). Notes, which are saved with tallies,
        quote only those given five times or more.
    headings : mapping of str to tuple of str
        The headings of each profile field in the sources: ``{"jenis_kelamin": ("Jenis Kelamin",)}``.
    ledger : DataFrame
        What every row of every sheet was taken for, in runs: ``lembar``, ``baris_awal``, ``baris_akhir`` (as
        the spreadsheet counts; 1 to N in a frame), ``peran`` (kuesioner, kosong, jumlah, keterangan, tabel
        lain, judul kolom, nomor kolom, tidak dipilih), ``alasan``, ``sumber``.
    columns : DataFrame
        What every column was taken for: ``lembar``, ``kolom`` (its letters), ``judul``, ``peran`` (an unsur,
        a field of the profile, nomor, data pribadi, teks bebas, harapan, lain, kosong), ``alasan``,
        ``sumber``.
    blanked : dict of str to bool array (N,)
        Where an invalid answer was made blank, per question code that has one.
    dropped : Passed
        The answers in questionnaires set aside because one of them is invalid.
    """

    pedoman: Pedoman
    answers: dict[str, NDArray[np.int8]]
    profile: pd.DataFrame
    saran: pd.DataFrame
    origin: pd.DataFrame | None
    set_aside: pd.DataFrame
    problems: pd.DataFrame
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
    unplaced: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=UNPLACED))
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ledger: pd.DataFrame = field(default_factory=lambda: frame_of(()))
    columns: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=COLUMNS))
    blanked: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    dropped: Passed = field(default_factory=Passed)

    @property
    def n(self) -> int:
        """Questionnaires used."""
        return len(next(iter(self.answers.values())))

    @property
    def n_in(self) -> int:
        """Questionnaires found: used and set aside."""
        return self.n + len(self.set_aside)

    @property
    def account(self) -> str:
        """``"Kuesioner masuk 103 = dipakai 100 + disisihkan 3"``."""
        return (
            f"Kuesioner masuk {integer_id(self.n_in)} = dipakai {integer_id(self.n)}"
            f" + disisihkan {integer_id(len(self.set_aside))}"
        )

    @property
    def rows_account(self) -> str:
        """The rows of the sources, by role: ``"16 baris = 15 kuesioner + 1 judul kolom"``."""
        return account(self.ledger, len(self.set_aside))

    def ledger_text(self) -> str:
        """The role of every row, column and sheet, one line a run of rows and one a column."""
        lines = []
        for sheet, first, last, role, why, source in self.ledger.itertuples(index=False, name=None):
            where = f"baris {first}" if first == last else f"baris {first}-{last}"
            lines.append(f"  {_place(sheet, source)}, {where}: {role}{f' ({why})' if why else ''}")
        for sheet, letters, heading, role, why, source in self.columns.itertuples(index=False, name=None):
            what = f'kolom {letters} "{heading}"' if heading else f"kolom {letters}"
            lines.append(f"  {_place(sheet, source)}, {what}: {role}{f' ({why})' if why else ''}")
        return "\n".join(lines)

    def _lines(self) -> list[str]:
        reasons = Counter(self.set_aside["alasan"])
        lines = [f"Pedoman {self.pedoman.nama}, {len(self.pedoman.unsur)} unsur", self.account]
        lines += [f"  disisihkan {integer_id(n)}: {reason}" for reason, n in reasons.most_common(5)]
        if len(reasons) > 5:
            lines.append(f"  dan {len(reasons) - 5} alasan lain; lihat `set_aside`")
        if len(self.problems):
            lines.append(
                f"Jawaban yang tidak dapat dipakai: {integer_id(len(self.problems))}; lihat `problems`"
            )
        lines.append("Sumber: " + ", ".join(s.name for s in self.sources))
        return lines

    def __repr__(self) -> str:
        notes = [f"Catatan: {worded(note)}" for note in self.notes]
        return "\n".join([*self._lines(), *notes])

    def _repr_html_(self) -> str:
        import html

        lines = "<br>".join(html.escape(line.strip()) for line in self._lines())
        notes = "".join(f"<li>{html.escape(worded(note))}</li>" for note in self.notes)
        return f"<p>{lines}</p>" + (f"<p>Catatan</p><ul>{notes}</ul>" if notes else "")
