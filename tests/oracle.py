"""The regulation in plain fractions, one respondent group at a time: slow, short, and on purpose not skm's code."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from skm.pedoman import Pedoman
from skm.tally import Tally


def per_unsur(tally: Tally, group: int) -> list[tuple[int, int]]:
    """(filled answers, their sum) of each unsur, counted answer by answer."""
    out, q = [], 0
    for unsur in tally.pedoman.unsur:
        filled = total = 0
        for _ in unsur.pertanyaan:
            for nilai, times in enumerate(tally.counts[group][q].tolist()):
                if nilai:
                    filled += times
                    total += nilai * times
            q += 1
        out.append((filled, total))
    return out


def ikm(pedoman: Pedoman, unsur: list[tuple[int, int]]) -> Fraction | None:
    """The index of one group as a fraction, None when an unsur was never answered."""
    if any(filled == 0 for filled, _ in unsur):
        return None
    weighted = [Fraction(total, filled) * b for (filled, total), b in zip(unsur, pedoman.bobot, strict=True)]
    return sum(weighted) * Fraction(100, pedoman.nilai_max)


def printed(value: Fraction) -> Decimal:
    """Two decimals, half up, by decimal division with more digits than any tie needs."""
    with localcontext() as context:
        context.prec = 400
        shifted = Decimal(value.numerator) / Decimal(value.denominator)
        return shifted.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def letter(pedoman: Pedoman, value: Fraction) -> str:
    """The class of an index by the printed lower bounds."""
    for mutu in pedoman.mutu:
        if printed(value) >= mutu.ikm_min:
            return mutu.huruf
    return pedoman.mutu[-1].huruf
