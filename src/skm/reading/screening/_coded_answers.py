"""Questionnaires as integer codes: equal codes mean equal answers, or an equal profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.reading.questionnaire.vocabulary import plain
from skm.reading.responses import Responses

Codes = NDArray[np.int64]

_LARGEST = 1 << 62
_TOTALS = {"jumlah", "jml", "total", "skor", "score", "rata", "rerata", "nrr", "mean", "ikm", "skm", "indeks"}
_FIELDS = ("layanan", "unit", "jenis_kelamin", "usia", "pendidikan", "pekerjaan", "disabilitas", "tanggal")


def coded(column: Any) -> tuple[Codes, int]:
    """A column as codes from 0, equal where the cells are equal, and an upper bound of the codes.

    An empty cell is a value like any other. Dates are compared by day.
    """
    series = pd.Series(column)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        series = series.dt.normalize()
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes, levels = series.cat.codes.to_numpy(), len(series.cat.categories)
    else:
        codes, uniques = pd.factorize(series)
        levels = len(uniques)
    return codes.astype(np.int64) + 1, levels + 1


def combined(columns: Iterable[tuple[NDArray[Any], int]], n: int) -> tuple[Codes, int]:
    """Several columns of n codes as one, equal where all are equal; and an upper bound."""
    codes, size = np.zeros(n, dtype=np.int64), 1
    for column, levels in columns:
        if size * levels > _LARGEST:
            codes, uniques = pd.factorize(codes)
            codes, size = codes.astype(np.int64), len(uniques)
        codes *= levels
        codes += column
        size *= levels
    return codes, size


def compact(codes: Codes, size: int) -> tuple[Codes, int]:
    """The codes, renumbered without gaps if their range is too wide to count."""
    if size <= 4 * len(codes) + 1024:
        return codes, size
    found, uniques = pd.factorize(codes)
    return found.astype(np.int64), len(uniques)


def first_of(codes: Codes) -> NDArray[np.intp]:
    """For each row the first row with the same code."""
    found, uniques = pd.factorize(codes)
    first = np.full(len(uniques), len(codes), dtype=np.intp)
    first[found[::-1]] = np.arange(len(codes))[::-1]  # the last one written is the first row
    return first[found]


@dataclass(frozen=True)
class CodedAnswers:
    """The answers and profiles of some questionnaires as codes, each computed once.

    responses : the checked questionnaires, N of them
    """

    responses: Responses

    @property
    def n(self) -> int:
        return self.responses.n

    @cached_property
    def columns(self) -> list[NDArray[np.int8]]:
        """The answers, question by question; 0 is a blank."""
        return list(self.responses.answers.values())

    @property
    def levels(self) -> int:
        """How many answers there are to a question, blank included."""
        return self.responses.pedoman.nilai_max + 1

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """Share of each answer (0 is blank) to each question: (Q, K + 1)."""
        return np.array([np.bincount(c, minlength=self.levels) for c in self.columns]) / self.n

    @cached_property
    def answers(self) -> tuple[Codes, int]:
        """One code per way of answering the whole questionnaire."""
        return combined([(c, self.levels) for c in self.columns], self.n)

    @cached_property
    def patterns(self) -> tuple[Codes, int]:
        """:attr:`answers`, narrow enough to count."""
        return compact(*self.answers)

    @cached_property
    def stratum(self) -> tuple[Codes, int]:
        """Questionnaires that may be shuffled among each other: same file, sheet, unit and service."""
        profile, origin = self.responses.profile, self.responses.origin
        columns = [coded(profile[name]) for name in ("unit", "layanan") if name in profile]
        if origin is not None:
            columns += [coded(origin[name]) for name in ("sumber", "lembar")]
        return compact(*combined(columns, self.n))

    @cached_property
    def compared(self) -> list[str]:
        """Columns of the profile that tell respondents apart.

        Running numbers and identifiers are left out: with them no two questionnaires would be equal. So are
        totals, which follow from the answers.
        """
        profile = self.responses.profile
        return [
            name
            for name in map(str, profile)
            if name in _FIELDS or not (stores_a_total(name) or _numbers_the_rows(profile[name]))
        ]

    @cached_property
    def profile(self) -> tuple[Codes, int]:
        """One code per profile, free text included."""
        profile, saran = self.responses.profile, self.responses.saran
        columns = [coded(profile[name]) for name in self.compared]
        columns += [coded(saran[name]) for name in saran]
        return compact(*combined([*columns, self.stratum], self.n))


def stores_a_total(heading: str) -> bool:
    """Whether a heading names a total, a mean or an index: "Jumlah", "Rata-rata", "IKM"."""
    return bool(set(plain(heading).split()) & _TOTALS)


def _numbers_the_rows(column: pd.Series) -> bool:
    """Whether most cells are different, or most are one more than the cell above."""
    values = column.dropna()
    if 2 * values.nunique() > len(values):
        return True
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return False
    return bool((values.diff() == 1).mean() > 0.5)
