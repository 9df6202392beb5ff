"""Class tables: the printed bounds of A, B, C and D compared with those of a guideline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

import pandas as pd

from skm.auditing._findings import SAME, Cause, Cell, slip_causes
from skm.auditing._mistakes import mistyped_bounds
from skm.auditing._printed_numbers import PrintedNumber, read_number, text_of
from skm.auditing._published_tables import with_text_headings
from skm.pedoman import KEPMENPAN_25_2004, NATIONAL, PERMENPANRB_14_2017, Pedoman
from skm.reading.questionnaire.vocabulary import is_blank, plain

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
_HUNDREDTH = Fraction(1, 100)

Bounds = tuple[set[Fraction], set[Fraction]]


def is_class_table(frame: pd.DataFrame) -> bool:
    """Whether a table gives the bounds of the classes."""
    words = [plain(c).split() for c in frame.columns]
    return any("interval" in w for w in words) and any("mutu" in w for w in words)


def guideline_of_classes(frame: pd.DataFrame, candidates: Sequence[Pedoman]) -> Pedoman:
    """The guideline whose classes the table prints; of those it agrees with equally well the first."""
    return max(candidates, key=lambda p: sum(c.status == SAME for c in check_class_table(frame, "", p)))


def check_class_table(frame: pd.DataFrame, tabel: str, pedoman: Pedoman) -> list[Cell]:
    """The cells of a class table: perception value, intervals, letter and wording."""
    frame = with_text_headings(frame)
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
                cells.append(cell.unchecked(f"{pedoman.nama} tidak mengenal kelas {letter}"))
            elif j == at:
                cells.append(cell.right())
            else:
                cells.append(_check_cell(cell, heading.split(), letters.index(letter), pedoman))
    return cells


def _check_cell(cell: Cell, words: Sequence[str], position: int, pedoman: Pedoman) -> Cell:
    if "interval" in words:
        return _check_interval(cell, "konversi" in words, position, pedoman)
    if "kinerja" in words:
        wording = pedoman.mutu[position].kinerja
        return cell.right() if plain(cell.tercetak) == plain(wording) else cell.wrong(wording)
    number, value = read_number(cell.tercetak), len(pedoman.mutu) - position
    if number is None:
        return cell
    return cell.right() if number.value == value else cell.wrong(str(value))


def _check_interval(cell: Cell, in_points: bool, position: int, pedoman: Pedoman) -> Cell:
    numbers = [n for text in _NUMBERS.findall(cell.tercetak) if (n := read_number(text))]
    if len(numbers) != 2:
        return cell.unchecked("bukan dua batas")
    in_points = in_points or max(n.value for n in numbers) > pedoman.nilai_max
    unit = Fraction(1) if in_points else pedoman.faktor
    right = _bounds(pedoman, position, unit)
    pairs = list(zip(numbers, right, strict=True))
    if all(n.value in values for n, values in pairs):
        return cell.right()
    shown = [n.text if n.value in values else _text(min(values)) for n, values in pairs]
    low, lows = pairs[0]
    remark = ""
    if low.value not in lows and position < len(pedoman.mutu) - 1:
        first, last = sorted((low.value * unit, min(lows) * unit))
        remark = f"indeks antara {text_of(first, 2)} dan {text_of(last, 2)} berganti kelas"
    causes = tuple(dict.fromkeys(_causes(numbers, right, position, unit, pedoman)))
    return cell.wrong(" - ".join(shown), causes, remark, letter_changes=bool(remark))


def _bounds(pedoman: Pedoman, position: int, unit: Fraction) -> Bounds:
    """The lower and the upper bound of a class as printed, each value right; `unit` is in index points."""
    low = Fraction(pedoman.mutu[position].ikm_min)
    high = Fraction(pedoman.mutu[position - 1].ikm_min) - _HUNDREDTH if position else Fraction(100)
    lows = {low / unit}
    below = (low - _HUNDREDTH) / unit
    if (below * 100).denominator == 1 and position < len(pedoman.mutu) - 1:
        lows.add(below + _HUNDREDTH)  # the even classes of 2004: 1,75 is followed by 1,76
    return lows, {high / unit}


def _causes(
    numbers: Sequence[PrintedNumber], right: Bounds, position: int, unit: Fraction, pedoman: Pedoman
) -> Iterator[Cause]:
    low, letter = numbers[0], pedoman.mutu[position].huruf
    if low.value not in right[0] and any(
        letter == h and low.value * unit == b for h, b in mistyped_bounds(pedoman)
    ):
        yield Cause("B16", f"batas salah tulis: {low.text}")
    for other in NATIONAL:
        if other.mutu == pedoman.mutu or len(other.mutu) != len(pedoman.mutu):
            continue
        theirs = _bounds(other, position, unit)
        if all(n.value in v | r for n, v, r in zip(numbers, theirs, right, strict=True)):
            kode = "B15" if pedoman.mutu == PERMENPANRB_14_2017.mutu else "B9"
            name = KEPMENPAN_25_2004.nama if other.mutu == KEPMENPAN_25_2004.mutu else other.nama
            yield Cause(kode, f"batas kelas {name}")
    for number, values in zip(numbers, right, strict=True):
        if number.value not in values:
            yield from slip_causes(number.text, [_text(min(values))])


def _text(value: Fraction) -> str:
    """A bound with as many decimals as it has, two at least."""
    places = next(p for p in range(2, 7) if (value * 10**p).denominator == 1 or p == 6)
    return text_of(value, places)
