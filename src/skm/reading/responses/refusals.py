"""The error about answers that cannot be used: equal ones together, with how many there are and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from skm.ground.errors import Argument, Hint, ResponseError
from skm.ground.numbers import integer_id
from skm.reading.questionnaire.answers import shown

_LISTED = 8  # kinds of invalid answers in a message
_PLACES = 10  # of one kind
ALL_PROBLEMS = Hint("Seluruhnya ada pada tabel ", Argument("problems"), " galat ini.")


@dataclass(frozen=True, slots=True)
class Alike:
    """Equal invalid answers of one column.

    found : the cell as messages quote it; `label` is the whole cell if it seems to be a label
    places : where the first of them are, as "F2" or "baris 7"; none where rows have no numbers
    """

    heading: str
    found: str
    masalah: str
    n: int
    places: Sequence[str] = ()
    label: str | None = None

    @property
    def line(self) -> str:
        """``label "Oke" 14 kali, kolom "U6", sel F2, F3, ...``."""
        what = f'{"isian" if self.label is None else "label"} "{self.found}"'
        more = ", …" if self.n > len(self.places[:_PLACES]) and self.places else ""
        where = f", {listed_places(self.places[:_PLACES])}{more}" if self.places else ""
        return f'{what} {integer_id(self.n)} kali, kolom "{shown(self.heading)}"{where}'


def listed_places(places: Sequence[str]) -> str:
    """Cells as "sel F2, F3", rows of a frame as "baris 2, 3"."""
    rows = [place.removeprefix("baris ") for place in places]
    return f"{'baris' if places[0].startswith('baris ') else 'sel'} {', '.join(rows)}"


def refusal(
    name: str,
    first: str,
    kinds: Sequence[Alike],
    rows: int,
    problems: pd.DataFrame,
    more: Sequence[Hint] = (),
) -> ResponseError:
    """The error for invalid answers.

    Parameters
    ----------
    name : str
        The files or the source.
    first : str
        Where the first of them is, with its file and sheet if there are several; "" if that is not known.
    kinds : sequence of Alike
        In the order in which they were met.
    rows : int
        Questionnaires there are: whether a column has slips of the pen, or another scale.
    more : sequence of Hint
    """
    n = sum(kind.n for kind in kinds)
    one = kinds[0]
    place = f'{first} (kolom "{one.heading}")' if first else f'kolom "{one.heading}"'
    lines = [f"{name}: {integer_id(n)} jawaban tidak dapat dipakai.", f"Pertama: {place}: {one.masalah}."]
    if n > 1 and any(kind.n > 1 or kind.label is not None for kind in kinds):
        often = sorted(kinds, key=lambda kind: -kind.n)
        lines += [f"  {kind.line}" for kind in often[:_LISTED]]
        if len(often) > _LISTED:
            rest = sum(kind.n for kind in often[_LISTED:])
            lines.append(f"  dan {len(often) - _LISTED} macam isian lain, {integer_id(rest)} kali")
    return ResponseError("\n".join(lines), problems, hints=[ALL_PROBLEMS, *_ways_out(kinds, rows), *more])


def _ways_out(kinds: Sequence[Alike], rows: int) -> list[Hint]:
    """What can be done; to pass over answers is advised only where they are slips of the pen.

    Blanks in place of one kind of answer, say all that mean 2, would make that unsur the best.
    """
    labels = list(dict.fromkeys(kind.label for kind in kinds if kind.label is not None))
    ways = []
    if labels:
        given = Argument("labels", dict.fromkeys(labels[:_LISTED], ...))
        ways.append(Hint("Bila itu label jawaban, sebutkan nilainya dengan ", given, "."))
    in_column: dict[str, int] = {}
    for kind in kinds:
        in_column[kind.heading] = in_column.get(kind.heading, 0) + kind.n
    if max(in_column.values()) <= max(2, rows // 20):
        blank, drop = Argument("invalid", "blank"), Argument("invalid", "drop")
        start, last = "Betulkan di berkasnya, atau baca dengan ", " (kuesionernya disisihkan)."
        ways.append(Hint(start, blank, " (jawaban itu dikosongkan) atau ", drop, last))
    elif not labels:
        known = "Isian yang berulang bukan salah ketik: periksa skala dan kolomnya, lalu betulkan."
        ways.append(Hint(known))
    return ways
