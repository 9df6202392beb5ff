"""Surveys, guidelines and tallies for the properties."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from skm.pedoman import NATIONAL, PERMENPANRB_14_2017, Pedoman, Pertanyaan, Unsur
from skm.tally import Tally


@st.composite
def weights(draw: st.DrawFn, k: int) -> tuple[Fraction, ...]:
    """k positive weights that sum to exactly 1."""
    parts = draw(st.lists(st.integers(1, 50), min_size=k, max_size=k))
    return tuple(Fraction(p, sum(parts)) for p in parts)


@st.composite
def guidelines(draw: st.DrawFn) -> Pedoman:
    """National guidelines, and an office's own: any unsur, questions, scale, weights."""
    if draw(st.booleans()):
        return draw(st.sampled_from(NATIONAL))
    k = draw(st.integers(1, 6))
    unsur, number = [], 0
    for u in range(k):
        questions = draw(st.integers(1, 3))
        asked = tuple(Pertanyaan(f"P{number + q + 1}") for q in range(questions))
        number += questions
        unsur.append(Unsur(f"U{u + 1}", f"Unsur {u + 1}", pertanyaan=asked))
    bobot = draw(st.one_of(st.just(()), weights(k)))
    return Pedoman("Uji", tuple(unsur), PERMENPANRB_14_2017.mutu, draw(st.integers(2, 7)), bobot)


@st.composite
def tallies(
    draw: st.DrawFn, pedoman: st.SearchStrategy[Pedoman] = guidelines(), largest: int = 60, groups: int = 4
) -> Tally:
    """Tallies of up to `groups` services, blanks and empty groups included."""
    guide = draw(pedoman)
    names = draw(
        st.lists(st.sampled_from(["Umum", "KTP", "IUMKM", "SKCK", "KK"]), max_size=groups, unique=True)
    )
    questions, width = len(guide.pertanyaan), guide.nilai_max + 1
    n = [draw(st.integers(0, largest)) for _ in names]
    counts = np.zeros((len(names), questions, width), dtype=np.int64)
    for g, size in enumerate(n):
        for q in range(questions):
            cuts = sorted(draw(st.lists(st.integers(0, size), min_size=width - 1, max_size=width - 1)))
            counts[g, q] = np.diff([0, *cuts, size])
    return Tally(guide, pd.DataFrame({"layanan": names}, dtype=object), np.array(n, dtype=np.int64), counts)


@st.composite
def sheets(draw: st.DrawFn, blanks: bool = True, min_size: int = 1, max_size: int = 30) -> pd.DataFrame:
    """Answer sheets U1..U9 with a service column; a blank is a missing value."""
    n = draw(st.integers(min_size, max_size))
    lowest = 0 if blanks else 1
    row = st.lists(st.integers(lowest, 4), min_size=9, max_size=9).filter(any)
    rows = draw(st.lists(row, min_size=n, max_size=n))
    frame = pd.DataFrame(rows, columns=[f"U{i}" for i in range(1, 10)], dtype="Int64")
    frame = frame.mask(frame == 0)
    frame["layanan"] = draw(st.lists(st.sampled_from(["Umum", "KTP", "SKCK"]), min_size=n, max_size=n))
    return frame


__all__ = ["guidelines", "sheets", "tallies", "weights"]
