"""Class tables: the printed bounds of A, B, C, D against those of a guideline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from skm.auditing._findings import DIFFERENT, SAME, Cause, Cell
from skm.auditing._published_tables import Printed, printed, slip, text_of, texts
from skm.pedoman import KEPMENPAN_25_2004, NATIONAL, PERMENPANRB_14_2017, Pedoman
from skm.reading.questionnaire.vocabulary import is_blank, plain

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
# Lower bounds of the classes of 2017 as they were seen mistyped (B16).
_MISTYPED = {("A", "83.31"), ("C", "55"), ("B", "76"), ("B", "76.01"), ("A", "3.26")}

Bounds = tuple[set[Fraction], set[Fraction]]


def is_class_table(frame: pd.DataFrame) -> bool:
    """Whether a table gives the bounds of the classes."""
    words = [plain(c).split() for c in frame.columns]
    return any("interval" in w for w in words) and any("mutu" in w for w in words)


def closest(frame: pd.DataFrame, candidates: Sequence[Pedoman]) -> Pedoman:
    """The guideline whose classes the table prints; the first of those it agrees with equally well."""
    return max(candidates, key=lambda p: sum(c.status == SAME for c in of_classes(frame, "", p)))


def of_classes(frame: pd.DataFrame, tabel: str, pedoman: Pedoman) -> list[Cell]:
    """The cells of a class table: perception value, intervals, letter and wording."""
    frame = texts(frame)
    headings = [plain(c) for c in frame.columns]
    letters = [m.huruf for m in pedoman.mutu]
    at = next(i for i, h in enumerate(headings) if "mutu" in h.split())
    cells = []
    for i in range(len(frame)):
        letter = str(frame.iat[i, at]).strip().upper()
        for j, heading in enumerate(headings):
            raw = frame.iat[i, j]
            if is_blank(raw):
                continue
            cell = Cell(tabel, f"kelas {letter}", str(frame.columns[j]), str(raw).strip())
            if letter not in letters:
                cells.append(replace(cell, keterangan=f"{pedoman.nama} tidak mengenal kelas {letter}"))
                continue
            cells.append(_cell(cell, heading, letters.index(letter), j == at, pedoman))
    return cells


def _cell(cell: Cell, heading: str, position: int, is_letter: bool, pedoman: Pedoman) -> Cell:
    words = heading.split()
    mutu = pedoman.mutu[position]
    if is_letter:
        return replace(cell, status=SAME)
    if "kinerja" in words:
        right = plain(cell.tercetak) == plain(mutu.kinerja)
        return (
            replace(cell, status=SAME) if right else replace(cell, status=DIFFERENT, seharusnya=mutu.kinerja)
        )
    if "interval" not in words:
        number, value = printed(cell.tercetak), len(pedoman.mutu) - position
        if number is None:
            return cell
        right = number.value == value
        return replace(cell, status=SAME) if right else replace(cell, status=DIFFERENT, seharusnya=str(value))
    numbers = [printed(x) for x in _NUMBERS.findall(cell.tercetak)]
    if len(numbers) != 2:
        return replace(cell, keterangan="bukan dua batas")
    points = "konversi" in words or max(n.value for n in numbers if n) > pedoman.nilai_max
    return _interval(
        cell, [n for n in numbers if n], bounds(pedoman, position, points), position, points, pedoman
    )


def bounds(pedoman: Pedoman, position: int, points: bool) -> Bounds:
    """The lower and the upper bound of a class as printed, in index points or on the scale of nilai."""
    unit = Fraction(1) if points else pedoman.faktor
    low = Fraction(pedoman.mutu[position].ikm_min)
    hundredth = Fraction(1, 100)
    high = Fraction(pedoman.mutu[position - 1].ikm_min) - hundredth if position else Fraction(100)
    lows = {low / unit}
    below = (low - hundredth) / unit
    if not points and (below * 100).denominator == 1 and position < len(pedoman.mutu) - 1:
        lows.add(below + hundredth)  # the even classes of 2004: 1,75 is followed by 1,76
    return lows, {high / unit}


def _interval(
    cell: Cell, numbers: list[Printed], right: Bounds, position: int, points: bool, pedoman: Pedoman
) -> Cell:
    wrong = [n for n, values in zip(numbers, right, strict=True) if n.value not in values]
    if not wrong:
        return replace(cell, status=SAME)
    shown = [
        n.text if n.value in values else _text(min(values)) for n, values in zip(numbers, right, strict=True)
    ]
    letter = pedoman.mutu[position].huruf
    low, at = numbers[0], min(right[0])
    unit = Fraction(1) if points else pedoman.faktor
    remark = ""
    if low.value not in right[0] and position < len(pedoman.mutu) - 1:
        ends = sorted((low.value * unit, at * unit))
        remark = f"indeks antara {text_of(ends[0], 2)} dan {text_of(ends[1], 2)} berganti kelas"
    return replace(
        cell,
        status=DIFFERENT,
        seharusnya=" - ".join(shown),
        causes=_causes(wrong, numbers, right, letter, position, points, pedoman),
        letter_changes=bool(remark),
        keterangan=remark,
    )


def _causes(
    wrong: list[Printed],
    numbers: list[Printed],
    right: Bounds,
    letter: str,
    position: int,
    points: bool,
    pedoman: Pedoman,
) -> tuple[Cause, ...]:
    found = []
    if any((letter, f"{float(n.value):g}") in _MISTYPED for n in wrong):
        found.append(Cause("B16", f"batas salah tulis: {wrong[0].text}"))
    for other in NATIONAL:
        if other.mutu == pedoman.mutu or len(other.mutu) != len(pedoman.mutu):
            continue
        theirs = bounds(other, position, points)
        if all(n.value in v or n.value in r for n, v, r in zip(numbers, theirs, right, strict=True)):
            kode = "B15" if pedoman.mutu == PERMENPANRB_14_2017.mutu else "B9"
            name = KEPMENPAN_25_2004.nama if other.mutu == KEPMENPAN_25_2004.mutu else other.nama
            found.append(Cause(kode, f"batas kelas {name}"))
    for number, values in zip(numbers, right, strict=True):
        what = slip(number.text, _text(min(values))) if number in wrong else ""
        if what:
            found.append(Cause("B18", f"salah tulis: {what}"))
    return tuple(dict.fromkeys(found))


def _text(value: Fraction) -> str:
    """A bound with as many decimals as it has, two at least."""
    places = next(p for p in range(2, 7) if (value * 10**p).denominator == 1 or p == 6)
    return text_of(value, places)
