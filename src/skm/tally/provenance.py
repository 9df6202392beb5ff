"""Where a number comes from: sources, treatment of blanks, what was set aside."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from skm.ground.errors import Argument, Hint, ResponseWarning, TallyError
from skm.ground.numbers import integer_id
from skm.reading.responses import Passed, Source

Blanks = Literal["per_unsur", "complete", "reject"]
BLANKS: dict[str, str] = {
    "per_unsur": "dibagi dengan jumlah jawaban yang terisi, per unsur",
    "complete": "hanya kuesioner yang terisi lengkap",
    "reject": "ditolak",
}
# What can be done about blanks that are refused.
FILL_IN = Hint(
    "Lengkapi jawabannya, atau pakai ",
    Argument("blanks", "per_unsur"),
    " atau ",
    Argument("blanks", "complete"),
    ".",
)


@dataclass(frozen=True, slots=True)
class Asal:
    """How a tally came about: what goes into the provenance of a result.

    Parameters
    ----------
    blanks : str
        Treatment of blank answers: ``"per_unsur"``, ``"complete"`` or ``"reject"``.
    set_aside : mapping of str to int
        Questionnaires not used, by reason.
    sources : tuple of Source
        What was read, with the SHA-256 of each file.
    notes : tuple of str
        What was said while reading, in Indonesian.
    blanked, dropped : Passed
        Invalid answers that were made blank, and those whose questionnaires were set aside, with what else
        these questionnaires say: from them follows the index with and without.
    """

    blanks: str = "per_unsur"
    set_aside: Mapping[str, int] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    blanked: Passed = field(default_factory=Passed)
    dropped: Passed = field(default_factory=Passed)

    def passing_over(self, blanked: Passed, dropped: Passed) -> Asal:
        """The same with invalid answers that were passed over; without blanks, blanked ones are dropped."""
        if self.blanks != "per_unsur":
            blanked, dropped = Passed(), dropped + blanked
        return replace(self, blanked=blanked, dropped=dropped)

    def __add__(self, other: Asal) -> Asal:
        if self.blanks != other.blanks:
            raise TallyError(
                f"Rekap dengan perlakuan jawaban kosong yang berbeda ({self.blanks}, {other.blanks}) "
                "tidak dapat dijumlahkan."
            )
        twice = {s.sha256 for s in self.sources if s.sha256} & {s.sha256 for s in other.sources}
        if twice:
            names = ", ".join(sorted({s.name for s in self.sources if s.sha256 in twice}))
            warnings.warn(
                f"Sumber yang sama dijumlahkan lebih dari sekali: {names}.", ResponseWarning, stacklevel=3
            )
        reasons = sorted({*self.set_aside, *other.set_aside})
        return Asal(
            self.blanks,
            {r: self.set_aside.get(r, 0) + other.set_aside.get(r, 0) for r in reasons},
            tuple(sorted(self.sources + other.sources, key=lambda s: (s.name, s.sha256, s.rows))),
            tuple(sorted({*self.notes, *other.notes})),
            self.blanked + other.blanked,
            self.dropped + other.dropped,
        )


def sentences_on(asal: Asal) -> list[str]:
    """Sentences on the invalid answers that were passed over, how many per question."""
    parts = [(asal.blanked, "dikosongkan"), (asal.dropped, "membuat kuesionernya disisihkan")]
    return [
        f"{integer_id(sum(invalid.values()))} jawaban yang bukan nilai pada {integer_id(passed.n)} kuesioner "
        f"{done} ({'; '.join(f'{kode} {integer_id(n)}' for kode, n in invalid.items())})."
        for passed, done in parts
        if (invalid := {kode: v[0] for kode, v in passed.answers.items() if v[0]})
    ]
