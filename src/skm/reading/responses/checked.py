"""One sheet on its way from raw cells to checked answers, and the account of its rows and columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.reading.questionnaire.layout import Layout, letters
from skm.reading.questionnaire.personal import Mask
from skm.reading.questionnaire.vocabulary import is_blank, plain, tidy
from skm.reading.responses.columns import Column
from skm.reading.responses.ledger import QUESTIONNAIRE, Entry, entries
from skm.reading.responses.model import Passed, Sheet
from skm.reading.responses.repeated import Page
from skm.reading.responses.rows import Verdict

_TOLD = ("jenis_kelamin", "usia", "pendidikan", "pekerjaan", "tanggal")
_WHYS = {
    "data pribadi": "dihapus saat dibaca",
    "teks bebas": "disimpan sebagai saran",
    "nomor": "nomor urut",
    "harapan": "harapan atau kepentingan, tidak dihitung dalam IKM",
}


@dataclass(slots=True)
class CheckedSheet:
    """One sheet: where its columns are, its answers, and which rows are used.

    read : per question, what each distinct cell of its column means; only where not all are numbers
    verdict : which rows are questionnaires, and what the others are
    used : which rows are used; None for all
    bad : where an invalid answer was made blank, per question that has one
    dropped : the answers of questionnaires set aside for an invalid one
    """

    sheet: Sheet
    layout: Layout
    columns: list[Column]
    notes: list[str]
    answers: dict[str, NDArray[np.int8]] = field(default_factory=dict)
    read: dict[str, list[int | str]] = field(default_factory=dict)
    verdict: Verdict = field(default_factory=Verdict)
    used: NDArray[np.bool_] | None = None
    bad: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    dropped: Passed = field(default_factory=Passed)

    @property
    def questionnaire(self) -> NDArray[np.bool_] | None:
        """Which rows are questionnaires; None for all."""
        return self.verdict.questionnaire

    def column_of(self, kode: str) -> Column:
        return self.columns[self.layout.questions[kode]]

    def cell(self, row: int, position: int) -> str:
        """The address of a cell, F3; in a frame, the label of its row."""
        label = self.sheet.rows[row]
        return f"baris {label}" if self.sheet.is_frame else f"{letters(position)}{label}"

    def entries(self) -> list[Entry]:
        """All rows of the sheet, in order, with their roles."""
        sheet, roles, whys = self.sheet, self.verdict.roles, self.verdict.whys
        numbers = sheet.numbers
        if roles is None and len(numbers) and numbers[-1] - numbers[0] + 1 == len(numbers):
            own = [Entry(sheet.name, numbers[0], numbers[-1], QUESTIONNAIRE, "", sheet.source)]
        else:
            roles = np.zeros(len(numbers), np.int8) if roles is None else roles
            own = entries(
                sheet.name, sheet.source, numbers, roles, [whys.get(i, "") for i in range(len(numbers))]
            )
        return sorted([*sheet.outside, *own], key=lambda entry: entry.first)

    def column_roles(self, mask: Mask) -> list[tuple[str, ...]]:
        """What every column was taken for: a line of ``Responses.columns`` each, its heading masked."""
        layout, sheet = self.layout, self.sheet
        roles = {i: f"unsur {kode}" for kode, i in layout.questions.items()}
        roles |= {i: name.replace("_", " ") for name, i in layout.fields.items()}
        kinds = {"nomor": layout.numbers, "data pribadi": layout.personal, "teks bebas": layout.free_text}
        roles |= {i: role for role, at in kinds.items() for i in at} | dict.fromkeys(
            layout.harapan, "harapan"
        )
        lines: list[tuple[str, ...]] = []
        for i, heading in enumerate(sheet.headings):
            role, why = roles.get(i, "lain"), "dikenali dari judulnya"
            if i not in roles:
                blank = not heading.strip() and not self.columns[i].filled.any()
                role, why = ("kosong", "") if blank else ("lain", "judulnya tidak dikenal")
            lines.append(
                (sheet.name, letters(i), mask(tidy(heading)), role, _WHYS.get(role, why), sheet.source)
            )
        return lines

    def page(self) -> Page:
        """The sheet as it is compared with the other sheets of its file."""
        layout, used = self.layout, self.questionnaire
        rows: Any = slice(None) if used is None else used
        first = min(layout.questions.values())

        def texts(at: int) -> list[str]:
            shown = self.columns[at].map(lambda v: "" if is_blank(v) else plain(v), "", object)
            return list(shown[rows])

        left = {name for name, at in layout.fields.items() if at < first}
        left |= {"nomor" for at in layout.numbers if at < first}
        left |= {plain(self.sheet.headings[at]) for at in layout.others if at < first}
        service = layout.fields.get("layanan")
        return Page(
            self.sheet.name,
            frozenset(left - {""}),
            np.stack([answers[rows] for answers in self.answers.values()], axis=1),
            {name: texts(layout.fields[name]) for name in _TOLD if name in layout.fields},
            frozenset(texts(service) if service is not None else ()),
        )


def by_source(tables: Iterable[CheckedSheet]) -> list[list[CheckedSheet]]:
    """The sheets of each file, in their order."""
    found: dict[int, list[CheckedSheet]] = {}
    for table in tables:
        found.setdefault(table.sheet.source_number, []).append(table)
    return list(found.values())
