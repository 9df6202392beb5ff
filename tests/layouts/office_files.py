"""Questionnaire files as offices make them, what is true of them, and what skm makes of them.

The truth is worked out here from the plain answers with fractions; nothing of skm is used for it.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import xlsxwriter

import skm
from skm.reading.questionnaire.personal import MASK

UNSUR = [f"U{i}" for i in range(1, 10)]
NAMES = [
    "Persyaratan", "Sistem, Mekanisme, dan Prosedur", "Waktu Penyelesaian", "Biaya/Tarif",
    "Produk Spesifikasi Jenis Pelayanan", "Kompetensi Pelaksana", "Perilaku Pelaksana",
    "Penanganan Pengaduan, Saran dan Masukan", "Sarana dan Prasarana",
]  # fmt: skip
QUESTIONS = [
    "Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan dengan jenis pelayanannya?",
    "Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan di unit ini?",
    "Bagaimana pendapat Saudara tentang kecepatan waktu dalam memberikan pelayanan?",
    "Bagaimana pendapat Saudara tentang kewajaran biaya/tarif dalam pelayanan?",
    "Bagaimana pendapat Saudara tentang kesesuaian produk pelayanan antara yang tercantum dalam standar pelayanan dengan hasil yang diberikan?",
    "Bagaimana pendapat Saudara tentang kompetensi/kemampuan petugas dalam pelayanan?",
    "Bagaimana pendapat Saudara tentang perilaku petugas dalam pelayanan terkait kesopanan dan keramahan?",
    "Bagaimana pendapat Saudara tentang penanganan pengaduan pengguna layanan?",
    "Bagaimana pendapat Saudara tentang kualitas sarana dan prasarana?",
]
LABELS = [
    ["Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"],
    ["Tidak mudah", "Kurang mudah", "Mudah", "Sangat mudah"],
    ["Tidak cepat", "Kurang cepat", "Cepat", "Sangat cepat"],
    ["Sangat mahal", "Cukup mahal", "Murah", "Gratis"],
    ["Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"],
    ["Tidak kompeten", "Kurang kompeten", "Kompeten", "Sangat kompeten"],
    ["Tidak sopan dan ramah", "Kurang sopan dan ramah", "Sopan dan ramah", "Sangat sopan dan ramah"],
    ["Tidak ada", "Ada tetapi tidak berfungsi", "Berfungsi kurang maksimal", "Dikelola dengan baik"],
    ["Buruk", "Cukup", "Baik", "Sangat baik"],
]

Answers = Sequence[Sequence[int | None]]


def people(
    n: int, seed: int = 1, blanks: float = 0.0, low: int = 1, high: int = 4
) -> list[tuple[int | None, ...]]:
    """The answers of `n` respondents, in whom satisfaction differs."""
    random = Random(seed)
    rows: list[tuple[int | None, ...]] = []
    for _ in range(n):
        mood = random.choice([2, 3, 3, 3, 4])
        row: list[int | None] = [min(high, max(low, mood + random.choice([-1, 0, 0, 0, 1]))) for _ in UNSUR]
        for i in range(9):
            if random.random() < blanks:
                row[i] = None
        if not any(row):
            row[0] = 3
        rows.append(tuple(row))
    return rows


def digits(*rows: str) -> list[tuple[int | None, ...]]:
    """Answers typed as digits; a dot is a blank."""
    return [tuple(None if c == "." else int(c) for c in row) for row in rows]


# --- what is true ---------------------------------------------------------------------------------------------


def hundredths(value: Fraction) -> str:
    """Two decimals, half up."""
    whole = (value * 100 + Fraction(1, 2)).__floor__()
    return f"{whole // 100}.{whole % 100:02d}"


def index_of(filled: Sequence[int], totals: Sequence[int]) -> Fraction | None:
    if not all(filled):
        return None
    return sum((Fraction(t, f) for f, t in zip(filled, totals, strict=True)), Fraction(0)) / len(filled) * 25


def letter_of(ikm: str | None, bounds: Sequence[str] = ("88.31", "76.61", "65.00")) -> str | None:
    if ikm is None:
        return None
    return next((c for c, low in zip("ABC", bounds, strict=True) if Fraction(ikm) >= Fraction(low)), "D")


def sums(answers: Answers, questions: Sequence[int] | None = None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Filled answers and their total, per unsur; `questions` says to which unsur each column belongs."""
    columns = questions or list(range(len(answers[0]) if answers else 9))
    filled, totals = [0] * (max(columns) + 1), [0] * (max(columns) + 1)
    for row in answers:
        for unsur, value in zip(columns, row, strict=True):
            if value is not None:
                filled[unsur] += 1
                totals[unsur] += value
    return tuple(filled), tuple(totals)


Words = Sequence[str | tuple[str, ...]]


@dataclass(frozen=True)
class Right:
    """These integers and nothing else.

    says : what notes or warnings must contain; a tuple holds alternatives
    silent : what nothing may contain (personal data)
    placed : profile fields whose every cell must belong to a known category
    """

    n: int
    filled: tuple[int, ...]
    totals: tuple[int, ...]
    ikm: str | None
    mutu: str | None
    groups: tuple[tuple[str, int, tuple[int, ...]], ...] | None = None
    ordered: bool = False
    says: Words = ()
    silent: Sequence[str] = ()
    placed: Sequence[str] = ()


@dataclass(frozen=True)
class Refused:
    """An error of skm whose message holds these words; a tuple holds alternatives."""

    words: Words = ()
    error: type[Exception] = skm.SkmError
    without: Sequence[str] = ()
    silent: Sequence[str] = ()
    lines: int = 0  # the message has at most so many; 0 is no bound


@dataclass(frozen=True)
class RightOrRefused:
    right: Right
    words: Words = ()
    silent: Sequence[str] = ()


Expected = Right | Refused | RightOrRefused


def right(
    answers: Answers,
    groups: Mapping[str, Answers] | None = None,
    *,
    questions: Sequence[int] | None = None,
    bounds: Sequence[str] = ("88.31", "76.61", "65.00"),
    ordered: bool = False,
    says: Words = (),
    silent: Sequence[str] = (),
    placed: Sequence[str] = (),
) -> Right:
    """The truth about these answers."""
    filled, totals = sums(answers, questions)
    ikm = index_of(filled, totals)
    text = None if ikm is None else hundredths(ikm)
    parts = None
    if groups is not None:
        parts = tuple((name, len(rows), sums(rows, questions)[1]) for name, rows in groups.items())
    return Right(
        len(answers), filled, totals, text, letter_of(text, bounds), parts, ordered, says, silent, placed
    )


def maybe(
    answers: Answers, groups: Mapping[str, Answers] | None = None, words: Words = (), **more: Any
) -> RightOrRefused:
    return RightOrRefused(right(answers, groups, **more), words)


# --- files ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Formula:
    """A formula cell; value None is one that was never calculated."""

    text: str
    value: Any = None


BLANK, HEADING, NUMBERS, DATA, TOTALS, LEGEND, OTHER = (
    "blank", "heading", "number row", "questionnaire", "totals", "legend", "other table",
)  # fmt: skip
TITLE = "legend|title"


class Page:
    """A sheet that is being filled, row by row, each with its true role ("a|b" where two would do)."""

    def __init__(self, name: str = "Sheet1", *, hidden: bool = False, shift: int = 0) -> None:
        self.name, self.hidden, self.shift = name, hidden, shift
        self.rows: list[list[Any]] = []
        self.roles: list[str | None] = []
        self.looks: list[str] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.first = 0  # column of U1
        self.width = 9

    def add(self, cells: Sequence[Any], role: str | None, look: str = "") -> Page:
        self.rows.append([None] * self.shift + list(cells))
        self.roles.append(role)
        self.looks.append(look)
        return self

    def title(self, *texts: str) -> Page:
        for text in texts:
            self.add([text], TITLE, "bold")
        return self

    def legend(self, *texts: str) -> Page:
        for text in texts:
            self.add([text], "legend|title" if text else BLANK)
        return self

    def blank(self, n: int = 1) -> Page:
        for _ in range(n):
            self.add([], BLANK)
        return self

    def head(self, cells: Sequence[Any], *, unsur: Sequence[str] = UNSUR, look: str = "bold border") -> Page:
        self.add(cells, HEADING, look)
        if unsur and unsur[0] in cells:
            self.first = list(cells).index(unsur[0]) + self.shift
        return self

    def data(self, rows: Iterable[Sequence[Any]], look: str = "border") -> Page:
        for row in rows:
            self.add(row, DATA, look)
        return self

    def total(
        self,
        label: Any,
        values: Sequence[Any],
        *,
        at: int | None = 0,
        role: str = TOTALS,
        look: str = "",
        after: Sequence[Any] = (),
    ) -> Page:
        """A row below the answers: `label` in column `at` (counted from the table's left; None: no label)."""
        cells = [None] * (self.first - self.shift) + list(values) + list(after)
        if at is not None:
            cells += [None] * (at + 1 - len(cells))
            cells[at] = label
        return self.add(cells, role, look)

    def merge(self, first_row: int, first_col: int, last_row: int, last_col: int) -> Page:
        """Merge cells; rows and columns counted from 0 inside the sheet."""
        self.merges.append((first_row, first_col, last_row, last_col))
        return self

    def number(self) -> int:
        """The row that was added last, as a spreadsheet counts."""
        return len(self.rows)

    def ledger(self, name: str | None = None) -> set[tuple[str, int, str]]:
        sheet = self.name if name is None else name
        return {(sheet, i + 1, role) for i, role in enumerate(self.roles) if role is not None}

    def text(self, delimiter: str = ",", end: str = "\n") -> str:
        """The sheet as delimited text, quoted where needed."""
        width = max(map(len, self.rows), default=0)
        return "".join(
            delimiter.join(_quoted(c, delimiter) for c in row + [None] * (width - len(row))) + end
            for row in self.rows
        )

    def frame(self) -> pd.DataFrame:
        """What a reader without knowledge makes of it: the first heading row, and all below it."""
        top = self.roles.index(HEADING)
        width = max(map(len, self.rows))
        cells = [[_plain(c) for c in row] + [None] * (width - len(row)) for row in self.rows]
        heads = ["" if c is None else str(c) for c in cells[top]]
        seen: Counter[str] = Counter()
        for i, head in enumerate(heads):
            heads[i] = head if not seen[head] and head else f"{head or 'kolom'}_{i}"
            seen[head] += 1
        return pd.DataFrame(cells[top + 1 :], columns=heads, dtype=object)


def _plain(cell: Any) -> Any:
    return cell.value if isinstance(cell, Formula) else cell


def _quoted(cell: Any, delimiter: str) -> str:
    value = _plain(cell)
    if value is None:
        return ""
    text = f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)
    if delimiter in text or '"' in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


class Book:
    """A workbook of pages."""

    def __init__(self, *pages: Page, name: str = "survei.xlsx") -> None:
        self.pages, self.name = pages, name

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_bytes(self.bytes())
        return path

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            styles = {
                look: book.add_format(
                    {"bold": "bold" in look, "border": int("border" in look), "italic": "italic" in look}
                )
                for look in ("bold", "border", "bold border", "italic")
            }
            dated = book.add_format({"num_format": "dd/mm/yyyy"})
            percent = book.add_format({"num_format": "0%"})
            for page in self.pages:
                sheet = book.add_worksheet(page.name)
                if page.hidden:
                    sheet.hide()
                merged = {(m[0], m[1]) for m in page.merges}
                for m in page.merges:
                    sheet.merge_range(*m, "", styles["bold border"])
                for r, row in enumerate(page.rows):
                    style = styles.get(page.looks[r])
                    for c, cell in enumerate(row):
                        if isinstance(cell, Formula):
                            sheet.write_formula(
                                r, c, cell.text, style, "" if cell.value is None else cell.value
                            )
                        elif hasattr(cell, "strftime"):
                            sheet.write_datetime(r, c, cell, dated)
                        elif isinstance(cell, Percent):
                            sheet.write_number(r, c, float(cell), percent)
                        elif isinstance(cell, str):
                            sheet.write_string(r, c, cell, style)
                        elif cell is not None:
                            sheet.write_number(r, c, float(cell), style)
                        elif style is not None and (r, c) not in merged and not page.merges:
                            sheet.write_blank(r, c, None, style)
                for r in page.hidden_rows:
                    sheet.set_row(r, None, None, {"hidden": True})
                for c in page.hidden_columns:
                    sheet.set_column(c, c, None, None, {"hidden": True})
        return buffer.getvalue()

    def ledger(self) -> set[tuple[str, int, str]]:
        return set().union(*(page.ledger() for page in self.pages))


class Percent(float):
    """A number shown as a percentage."""


class Text:
    """A text file: a page written out, or characters or bytes as they are."""

    def __init__(
        self,
        content: Page | str | bytes,
        name: str = "survei.csv",
        *,
        delimiter: str = ",",
        encoding: str = "utf-8",
        end: str = "\n",
    ) -> None:
        self.name = name
        self.page = content if isinstance(content, Page) else None
        text = content.text(delimiter, end) if isinstance(content, Page) else content
        self.content = text if isinstance(text, bytes) else text.encode(encoding)

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_bytes(self.content)
        return path

    def ledger(self) -> set[tuple[str, int, str]]:
        return self.page.ledger("") if self.page else set()


class Frame:
    """A DataFrame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def write(self, folder: Path) -> pd.DataFrame:
        return self.frame

    def ledger(self) -> set[tuple[str, int, str]]:
        return set()


class Several:
    """Several files read as one survey."""

    def __init__(self, *files: Book | Text) -> None:
        self.files = files

    def write(self, folder: Path) -> list[Path]:
        return [file.write(folder) for file in self.files]

    def ledger(self) -> set[tuple[str, int, str]]:
        return set()


Source = Book | Text | Frame | Several


# --- the usual columns ----------------------------------------------------------------------------------------

SEX = ["L", "P", "P", "L", "P"]
EDUCATION = ["SMA", "S1", "SMP", "D3", "SD"]
WORK = ["Swasta", "PNS", "Wiraswasta", "Pelajar/Mahasiswa", "Lainnya"]


def numbered(answers: Answers, start: int = 1) -> list[list[Any]]:
    """Rows of running number and answers."""
    return [[start + i, *row] for i, row in enumerate(answers)]


def profiled(answers: Answers, services: Sequence[str] | None = None) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows as a BKPSDM keeps them."""
    heads = ["NO", "JK", "USIA", "PENDIDIKAN", "PEKERJAAN", *UNSUR, *(["JENIS LAYANAN"] if services else [])]
    rows = [
        [
            i + 1, SEX[i % 5], 19 + (i * 7) % 45, EDUCATION[i % 5], WORK[i % 5], *row,
            *([services[i]] if services else []),
        ]
        for i, row in enumerate(answers)
    ]  # fmt: skip
    return heads, rows


def statistic(kind: str, answers: Answers, decimals: int = 2) -> list[Any]:
    """A function of each column of answers, as a spreadsheet would show it."""
    columns = [[v for v in column if v is not None] for column in zip(*answers, strict=True)]
    means = [Fraction(sum(c), len(c)) if c else Fraction(0) for c in columns]
    if kind == "sum":
        return [sum(c) for c in columns]
    if kind == "count":
        return [len(c) for c in columns]
    if kind == "mean":
        return [_short(m, decimals) for m in means]
    if kind == "weighted":
        return [_short(m / 9, 3) for m in means]
    if kind == "index":
        return [_short(m * 25, decimals) for m in means]
    if kind == "min":
        return [min(c, default=0) for c in columns]
    if kind == "max":
        return [max(c, default=0) for c in columns]
    if kind == "median":
        return [_short(Fraction(statistics.median(c)) if c else Fraction(0), 1) for c in columns]
    if kind == "mode":
        return [statistics.mode(c) if c else 0 for c in columns]
    if kind == "sd":
        return [round(statistics.stdev(c), decimals) if len(c) > 1 else 0 for c in columns]
    if kind == "range":
        return [max(c, default=0) - min(c, default=0) for c in columns]
    if kind == "rank":
        return [1 + sum(other > m for other in means) for m in means]
    if kind == "letter":
        return [letter_of(hundredths(m * 25)) for m in means]
    if kind == "rounded":
        return [int(m + Fraction(1, 2)) for m in means]
    if kind == "target":
        return [4] * 9
    raise KeyError(kind)


def _short(value: Fraction, decimals: int) -> int | float:
    number = round(float(value) + 1e-9, decimals)
    return int(number) if number == int(number) else number


def comma(value: Any) -> str:
    return str(value).replace(".", ",")


# --- what skm makes of a file ---------------------------------------------------------------------------------

# Names of options that the code is free to choose; changed here, they change in every case.
OPTION = {"rows": "rows", "labels": "labels", "several": "several_questions", "letters": "letters"}
ROLES = {  # what a ledger calls a row, as the cases call it
    "kuesioner": DATA, "kosong": BLANK, "jumlah": TOTALS, "keterangan": LEGEND, "tabel lain": OTHER, "judul kolom": HEADING,
    "nomor kolom": NUMBERS, "title": LEGEND,
}  # fmt: skip


def ledger_of(responses: Any) -> dict[tuple[str, int], str]:
    """The role of each row of each sheet, out of ``responses.ledger``: the only place that knows its columns."""
    roles = {}
    for line in responses.ledger.itertuples(index=False):
        sheet, first, last, role = line[0], line[1], line[2], str(line[3])
        for row in range(int(first), int(last) + 1):
            roles["" if sheet is None else str(sheet), row] = ROLES.get(role, role)
    return roles


def ledger_faults(true: set[tuple[str, int, str]], found: Mapping[tuple[str, int], str]) -> list[str]:
    """Rows to which the ledger gives another role than they have, or none."""
    faults = []
    for sheet, row, role in sorted(true):
        allowed = {ROLES.get(r, r) for r in role.split("|")}
        if (seen := found.get((sheet, row), found.get((MASK, row)))) not in allowed:
            faults.append(f"{sheet} {row}: {role}, not {seen}")
    return faults


@dataclass
class Seen:
    """What came of reading: integers, or an error."""

    n: int = 0
    filled: tuple[int, ...] = ()
    totals: tuple[int, ...] = ()
    ikm: str | None = None
    mutu: str | None = None
    groups: tuple[tuple[str, int, tuple[int, ...]], ...] = ()
    told: str = ""
    unplaced: tuple[str, ...] = ()
    error: Exception | None = None
    responses: Any = None

    def short(self) -> str:
        if self.error is not None:
            return f"{type(self.error).__name__}: {' '.join(str(self.error).split())[:150]}"
        return f"n = {self.n}, IKM {self.ikm}"


@contextmanager
def quiet():
    """Warnings are collected, never raised."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


@contextmanager
def streaming():
    """Every CSV is a large one."""
    import skm.tally.engines as engines

    before = engines.LARGE_TEXT
    engines.LARGE_TEXT = 1
    try:
        yield
    finally:
        engines.LARGE_TEXT = before


def look(source: Any, *, by: str | list[str] | None = None, stream: bool = False, **options: Any) -> Seen:
    """Read or count the source, whatever comes of it."""
    seen = Seen()
    with quiet() as caught:
        try:
            if isinstance(source, pd.DataFrame) or (not stream and _is_file(source)):
                seen.responses = skm.read(source, **options)
                tally = skm.count(seen.responses, by)
            elif stream:
                with streaming():
                    tally = skm.count(source, by, **options)
            else:
                tally = skm.count(source, by, **options)
            _fill(seen, tally, by)
            if seen.responses is not None:
                seen.unplaced = tuple(map(str, seen.responses.unplaced["bidang"]))
        except Exception as error:
            seen.error = error
    seen.told += "\n".join(str(w.message) for w in caught)
    return seen


def _is_file(source: Any) -> bool:
    if isinstance(source, list):
        return True
    return isinstance(source, Path) and source.is_file() and source.suffix not in (".parquet",)


def _fill(seen: Seen, tally: Any, by: Any) -> None:
    whole = tally.pool([]) if by else tally
    pairs = [tuple(int(x) for x in column.ravel()) for column in whole.per_unsur()]
    result = skm.summarize(tally)
    seen.n = int(tally.n.sum())
    seen.filled, seen.totals = pairs[0], pairs[1]
    seen.ikm = None if result.ikm is None or result.ikm != result.ikm else _printed(result)
    seen.mutu = result.mutu
    seen.told += "\n".join(tally.asal.notes) + "\n"
    if by:
        totals = tally.per_unsur()[1]
        names = [" / ".join(map(str, row)) for row in tally.groups.itertuples(index=False)]
        seen.groups = tuple(
            (name, int(n), tuple(int(x) for x in t))
            for name, n, t in zip(names, tally.n, totals, strict=True)
            if n
        )


def _printed(result: Any) -> str:
    return str(result.ikm_text).replace(",", ".")


def has(text: str, words: Words) -> list[str]:
    """The words that the text lacks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [
        " | ".join(w) if isinstance(w, tuple) else w
        for w in words
        if not any(one.casefold() in plain for one in ((w,) if isinstance(w, str) else w))
    ]


def right_faults(expected: Right, seen: Seen) -> list[str]:
    """In what the outcome differs from the truth."""
    faults = [
        f"{name} {getattr(seen, name)}, not {getattr(expected, name)}"
        for name in ("n", "filled", "totals", "ikm", "mutu")
        if getattr(expected, name) != getattr(seen, name)
    ]
    if expected.groups is not None:
        want, got = list(expected.groups), list(seen.groups)
        if (want if expected.ordered else sorted(want)) != (got if expected.ordered else sorted(got)):
            faults.append(f"groups {[g[:2] for g in got]}, not {[g[:2] for g in want]}")
    if lacking := has(seen.told, expected.says):
        faults.append(f"does not say {lacking}")
    if told := [s for s in expected.silent if s in seen.told]:
        faults.append(f"tells {told}")
    if open_ := [p for p in expected.placed if p in seen.unplaced]:
        faults.append(f"cells of {open_} belong to no category")
    return faults


def verdict(expected: Expected, seen: Seen) -> tuple[str, str]:
    """("right" | "refused" | "wrong" | "crash" | "words", why); the first two are as expected unless `why` is told.

    "wrong": other integers, or a refusal of what must be read. "words": the right outcome, told badly.
    """
    if seen.error is not None and not isinstance(seen.error, skm.SkmError):
        return "crash", seen.short()
    if seen.error is None:
        if isinstance(expected, Refused):
            return "wrong", f"read without a word: {seen.short()}"
        truth = expected.right if isinstance(expected, RightOrRefused) else expected
        faults = right_faults(truth, seen)
        if not faults:
            return "right", ""
        numbers = any(f.split()[0] in ("n", "filled", "totals", "ikm", "mutu", "groups") for f in faults)
        return "wrong" if numbers else "words", "; ".join(faults)
    text = str(seen.error) + "\n" + getattr(seen.error, "problems", pd.DataFrame()).to_string()
    if isinstance(expected, Right):
        return "wrong", f"refused: {seen.short()}"
    faults = [f"does not say {w}" for w in has(text, expected.words)]
    faults += [f"tells {s}" for s in expected.silent if s in text + seen.told]
    if isinstance(expected, Refused):
        if not isinstance(seen.error, expected.error):
            faults.append(f"{type(seen.error).__name__}, not {expected.error.__name__}")
        faults += [f"advises {w}" for w in expected.without if w.casefold() in str(seen.error).casefold()]
        if expected.lines and len(str(seen.error).splitlines()) > expected.lines:
            faults.append(f"{len(str(seen.error).splitlines())} lines")
    return ("words", "; ".join(faults) + f" ({seen.short()})") if faults else ("refused", "")


# --- cases ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One file, how it is read, and what must come of it.

    finding : number of the finding that it belongs to; 0 for an ordinary file
    """

    name: str
    finding: int
    says: str
    source: Source | None
    expected: Expected
    options: dict[str, Any] = field(default_factory=dict)
    by: str | list[str] | None = None
    stream: bool = False
    act: Callable[[Path], Any] | None = None

    def seen(self, folder: Path | None = None) -> Seen:
        if folder is None:
            with tempfile.TemporaryDirectory() as made:
                return self.seen(Path(made))
        if self.act is not None:
            return self._acted(folder)
        assert self.source is not None
        return look(self.source.write(folder), by=self.by, stream=self.stream, **self.options)

    def _acted(self, folder: Path) -> Seen:
        seen = Seen()
        with quiet() as caught:
            try:
                found = self.act(folder)  # type: ignore[misc]
                if isinstance(found, str):
                    seen.told, seen.filled, seen.totals = found, (0,) * 9, (0,) * 9  # only words are compared
                else:
                    _fill(seen, found, self.by)
            except Exception as error:
                seen.error = error
        seen.told += "\n".join(str(w.message) for w in caught)
        return seen


CASES: dict[str, Case] = {}


def add(name: str, finding: int, says: str, source: Source | None, expected: Expected, **more: Any) -> None:
    """Register a case; `by` is the service where the truth has groups."""
    assert name not in CASES, name
    truth = expected.right if isinstance(expected, RightOrRefused) else expected
    if isinstance(truth, Right) and truth.groups is not None:
        more.setdefault("by", "layanan")
    own = {key: more.pop(key) for key in ("by", "stream", "act") if key in more}
    CASES[name] = Case(name, finding, says, source, expected, more, **own)
