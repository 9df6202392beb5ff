"""What an office publishes of a result, in printed words, for the sheet on the wall and for the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from skm.ground.errors import ResponseError
from skm.ground.numbers import date_id, integer_id
from skm.reading.responses import Responses
from skm.report.isian import Isian, lines, survey_days, unknown
from skm.result import Result
from skm.result.disclosure import SMALLEST, published
from skm.result.distribution import characteristics, count_text

UCAPAN = (
    "Terima kasih atas penilaian yang telah Saudara berikan. "
    "Masukan Saudara sangat bermanfaat bagi kemajuan unit kami agar terus memperbaiki dan meningkatkan "
    "kualitas pelayanan bagi masyarakat."
)

# Letters of a list of services; a longer one is only counted.
_LISTED = 60


@dataclass(frozen=True)
class Publication:
    """The facts of a publication sheet.

    Parameters
    ----------
    result : Result
    responses : Responses or None
        The answers behind it, for who the respondents are and when they answered.
    isian : Isian
    smallest : int
        Of the groups and categories that stand alone.

    Raises
    ------
    ResponseError
        When fewer questionnaires than that are used.
    TypeError
        For a field that :class:`Isian` does not have.
    ValueError
        When the responses are not those behind the result, or the survey ends before it begins.
    """

    result: Result
    responses: Responses | None = None
    isian: Isian = field(default_factory=Isian)
    smallest: int = SMALLEST

    def __post_init__(self) -> None:
        if 0 < self.result.n < self.smallest:
            raise ResponseError(
                f"Hanya {integer_id(self.result.n)} kuesioner yang dipakai; hasil dari kurang dari "
                f"{self.smallest} responden tidak diterbitkan, karena jawaban perorangan dapat diketahui "
                "darinya. Kumpulkan lebih banyak kuesioner."
            )
        if said := unknown(self.isian):
            raise TypeError(said)
        _ = self.survei, self.characteristics  # checked here

    @cached_property
    def published(self) -> Result:
        """The result with small groups as one, see :func:`skm.result.disclosure.published`."""
        return published(self.result, self.smallest)

    @property
    def rule(self) -> str:
        """What the reader is told of small groups; "" when all are shown."""
        if self.smallest < 2:
            return ""
        return (
            f"Kelompok di bawah {self.smallest} responden tidak ditampilkan tersendiri: digabung dengan "
            "kelompok lain atau tidak dicantumkan, agar jawaban perorangan tidak dapat diketahui."
        )

    @property
    def unit(self) -> str:
        """The unit as printed."""
        return self.isian.get("unit") or self.result.name

    @property
    def instansi(self) -> list[str]:
        """The lines above the unit."""
        return lines(self.isian.get("instansi", ()))

    @property
    def layanan(self) -> str:
        """The service: as filled in, else the result's own, by name while they are few."""
        if given := self.isian.get("layanan"):
            return given
        tally = self.result.tally
        if "layanan" in self.published.tally.keys:
            names = [str(name) for name in tally.groups["layanan"].unique()]
            listed = ", ".join(names)
            return (
                listed
                if len(names) == 1 or len(listed) <= _LISTED
                else f"{integer_id(len(names))} jenis layanan"
            )
        return "Seluruh layanan"

    @property
    def periode(self) -> str:
        """The period as filled in."""
        return self.isian.get("periode", "")

    @cached_property
    def survei(self) -> str:
        """When the survey was made: "5 Januari 2022 s/d 28 Juni 2022"; "" when it is not known."""
        begin, end = survey_days(self.isian, self.responses)
        if begin is None or end is None:
            day = begin or end
            return date_id(day) if day else ""
        return date_id(begin) if begin == end else f"{date_id(begin)} s/d {date_id(end)}"

    @property
    def tautan(self) -> str:
        """The link, or ""."""
        return self.isian.get("tautan", "")

    @property
    def ucapan(self) -> str:
        """The thanks to the respondents."""
        return self.isian.get("ucapan", UCAPAN)

    @property
    def kinerja(self) -> str:
        """The wording of the class, or that there is no index."""
        return self.result.kinerja or "belum dapat dihitung"

    @cached_property
    def characteristics(self) -> pd.DataFrame:
        """Who the respondents are, see :func:`skm.result.distribution.characteristics`."""
        return characteristics(self.result, self.responses, self.smallest)

    def counted(self, column: str) -> list[tuple[str, str]]:
        """Each category of one characteristic with its number as printed; empty when it is not known."""
        return count_text(self.characteristics, column)
