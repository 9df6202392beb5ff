"""The audit of a document: each of its tables is recognised and compared with what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from skm.auditing._achievement_tables import (
    Statement,
    check_achievement_table,
    is_achievement_table,
)
from skm.auditing._claim_checks import check_claims
from skm.auditing._class_tables import check_class_table, guideline_of_classes, is_class_table
from skm.auditing._findings import SAME, UNCHECKED, Audit, Cause, Cell
from skm.auditing._printed_numbers import PrintedNumber, rounded
from skm.auditing._published_tables import (
    GROUPS,
    RANKINGS,
    Claim,
    claims_of_mapping,
    claims_of_table,
    guideline_for,
    label_column,
    role_of,
    with_text_headings,
)
from skm.auditing._ranking_tables import (
    Ranking,
    check_ranking,
    is_ranking_table,
    matching_values,
    ranking_of_list,
    rankings_of_table,
)
from skm.auditing._recomputation import Group, Known, Respondents, best_scoring, survey_of_tally
from skm.auditing._reconstruction import reconstruct
from skm.pedoman import KEPMENPAN_25_2004, NATIONAL, PERMENPANRB_14_2017, Pedoman
from skm.pedoman.sampling import sample_size
from skm.reading.questionnaire.vocabulary import plain
from skm.reading.responses import Responses
from skm.result import Result
from skm.tally import Tally

Published = pd.DataFrame | Mapping[str, Any]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def audit(
    published: Published,
    result: Result | Tally | None = None,
    *,
    pedoman: Pedoman | None = None,
    responses: Responses | None = None,
    tahun: int | None = None,
) -> Audit:
    """Compare published figures with the answers, or with each other.

    Parameters
    ----------
    published : DataFrame, or mapping
        A table as printed (as text with its decimal commas: "3,50" is compared to two decimals), or figures
        such as ``{"n": 29, "ikm": "90,56", "mutu": "A", "terendah": ["Waktu", ...]}``, or a document: a
        mapping of names to such tables. Known tables: a row or a column for each unsur (totals, means,
        weighted values, indices, classes; per service or for the unit), a row for each service, target and
        achievement by year or by indicator, the class table, and a list of the lowest and highest unsur.
    result : Result or Tally
        The recomputed survey. Without it a table is compared with itself: its sums, each step from total to
        letter, and the numbers of respondents that fit every printed digit.
    pedoman : Pedoman
        By default that of `result`; without one, the national guideline that knows the names of the unsur,
        with the classes that the document prints, or those of 2017.
    responses : Responses
        The answers behind `result`, to test whether only the best-scoring were kept.
    tahun : int
        The year of the document; by default the last year with a realised IKM.

    Raises
    ------
    TypeError
        When `published` is no table and no mapping of tables or figures, or `result` is neither of its two.
    KeyError
        For a figure or an unsur that is not known.

    Examples
    --------
    >>> total = dict(zip([f"U{i}" for i in range(1, 10)], [105, 101, 100, 116, 102, 105, 106, 105, 115]))
    >>> found = audit({"ikm": "90,56", "mutu": "A"}, Tally.from_totals(total, n=29))
    >>> found.findings[["tercetak", "seharusnya", "kode"]].values.tolist()
    [['90,56', '91,48', 'B4']]
    """
    if not isinstance(result, Result | Tally | None):
        raise TypeError(f"result must be a Result or a Tally, not {type(result).__name__}")
    tables = _tables(published)
    given = pedoman or (None if result is None else result.pedoman)
    document = _Document(given or _guideline_of_classes(tables), tahun)
    for name, table in tables:
        known = None if result is None else _from_answers(result, responses, table)
        document.add(name, table, given or _guideline_of_unsur(table, document.pedoman), known)
    return document.finish()


def _tables(published: Published) -> list[tuple[str, Published]]:
    if isinstance(published, pd.DataFrame):
        return [("", published)]
    if not isinstance(published, Mapping):
        raise TypeError(f"published must be a DataFrame or a mapping, not {type(published).__name__}")
    figures = any(role_of(key) or plain(key) in GROUPS for key in published)
    if figures and not any(isinstance(t, pd.DataFrame) for t in published.values()):
        return [("", published)]
    if not all(isinstance(t, pd.DataFrame | Mapping) for t in published.values()):
        raise TypeError(f"these are neither tables nor published figures: {list(published)}")
    return [(str(name), table) for name, table in published.items()]


def _guideline_of_classes(tables: Sequence[tuple[str, Published]]) -> Pedoman:
    """The national guideline whose classes the document prints; that of 2017 when it prints none."""
    printed = [t for _, t in tables if isinstance(t, pd.DataFrame) and is_class_table(t)]
    return guideline_of_classes(printed[0], NATIONAL) if printed else PERMENPANRB_14_2017


def _guideline_of_unsur(table: Published, classes: Pedoman) -> Pedoman:
    """The guideline that knows a table's unsur, with the classes of the document."""
    if isinstance(table, pd.DataFrame):
        frame = with_text_headings(table)
        labels = [str(c) for c in frame.iloc[:, label_column(frame)]] + list(frame.columns)
    else:
        labels = [str(k) for v in table.values() if isinstance(v, Mapping) for k in v]
    own = guideline_for(dict.fromkeys(labels), [classes, *NATIONAL])
    if own.mutu == classes.mutu or own == KEPMENPAN_25_2004:
        return own
    return replace(own, mutu=classes.mutu, nama=f"{own.nama}, kelas {classes.nama}")


def _from_answers(result: Result | Tally, responses: Responses | None, table: Published) -> Known:
    tally = result.tally if isinstance(result, Result) else result
    best = _best_scoring(responses, tally.pedoman, table) if responses is not None else None
    survey = survey_of_tally(tally, best)
    scopes = {*survey.groups, None}
    return Known(survey, survey, exact=scopes, confirmed=set(scopes), own=True, received=tally.n_in)


def _best_scoring(responses: Responses, pedoman: Pedoman, table: Published) -> Group:
    """The best-scoring respondents: as many as the table says, or as a sample of all of them would need."""
    columns = [responses.answers[p.kode].tolist() for u in pedoman.unsur for p in u.pertanyaan]
    rows = list(zip(*columns, strict=True))
    stated = table.get("n") if isinstance(table, Mapping) else None
    keep = int(stated) if isinstance(stated, int | str) and str(stated).isdigit() else len(rows)
    return best_scoring(pedoman, rows, keep if keep < len(rows) else sample_size(len(rows)))


Ranked = pd.DataFrame | tuple[str, list[str]]


@dataclass
class _Document:
    """The tables of one document, and what they say of each other.

    surveys : what is known of the survey of each table, and what the table calls the unsur, by position
    rankings : position among the cells, name and content; they wait for the survey they describe
    """

    pedoman: Pedoman
    tahun: int | None
    cells: list[Cell] = field(default_factory=list)
    groups: list[tuple[str, Respondents]] = field(default_factory=list)
    surveys: list[tuple[Known, dict[int, str]]] = field(default_factory=list)
    rankings: list[tuple[int, str, Ranked]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def add(self, name: str, table: Published, pedoman: Pedoman, known: Known | None) -> None:
        """Check one table, or keep it for later when it is a ranking."""
        if known is not None:
            self.surveys.append((known, {}))
        if not isinstance(table, pd.DataFrame):
            self._add_figures(name, claims_of_mapping(table, name, pedoman), pedoman, known)
            for key, value in table.items():
                if role_of(key) in RANKINGS:
                    names = [value] if isinstance(value, str) else [str(v) for v in value]
                    self.rankings.append((len(self.cells), name, (str(key), names)))
        elif is_class_table(table):
            self.cells += check_class_table(table, name, self.pedoman)
        elif is_achievement_table(table):
            cells, statements = check_achievement_table(table, name)
            self.statements += [replace(s, at=s.at + len(self.cells)) for s in statements]
            self.cells += cells
        elif is_ranking_table(table):
            self.rankings.append((len(self.cells), name, table))
        else:
            self._add_figures(name, claims_of_table(table, name, pedoman), pedoman, known)

    def _add_figures(self, name: str, claims: Sequence[Claim], pedoman: Pedoman, known: Known | None) -> None:
        start = len(self.cells)
        if known is None:
            known = reconstruct(claims, pedoman)
        else:
            claims = [_own_group(c, known) for c in claims]
        self.groups += [(name, r) for r in known.respondents]
        labels = {c.unsur: c.baris for c in claims if c.unsur is not None and c.layanan is None}
        self.surveys.append((known, labels))
        self.cells += check_claims(claims, known)
        year = _YEAR.search(name)
        for i, c in enumerate(claims):
            if c.scope == (None, None) and c.quantity == "indeks" and c.number and c.number.value <= 100:
                self.statements.append(Statement(int(year[0]) if year else None, c.number, name, start + i))

    def finish(self) -> Audit:
        """Check what needs all tables."""
        self._check_agreement()
        for at, name, source in reversed(self.rankings):
            self.cells[at:at] = self._check_ranking(name, source)
        return Audit(tuple(self.cells), tuple(self.groups), self.pedoman.nama)

    def _check_ranking(self, name: str, source: Ranked) -> list[Cell]:
        """The cells of a ranking, compared with the survey that has the most of its printed values."""

        def read(pedoman: Pedoman) -> list[Ranking]:
            if isinstance(source, pd.DataFrame):
                return rankings_of_table(source, name, pedoman)
            return [ranking_of_list(name, *source, pedoman)]

        if not self.surveys:
            return [n.cell for r in read(self.pedoman) for n in r.named]
        known, labels = max(self.surveys, key=lambda s: matching_values(read(s[0].pedoman), s[0]))
        return [c for r in read(known.pedoman) for c in check_ranking(r, known, labels)]

    def _check_agreement(self) -> None:
        """The IKM of one year, wherever the document gives it."""
        dated = [s.tahun for s in self.statements if s.tahun is not None and not _YEAR.search(s.tabel)]
        year = self.tahun or max(dated, default=None)
        by_year: dict[int, list[Statement]] = {}
        for s in self.statements:
            when = s.tahun or year
            if when is not None:
                by_year.setdefault(when, []).append(s)
        own = next((known for known, _ in self.surveys if known.own), None)
        for when, statements in sorted(by_year.items()):
            if own is not None and when == year:
                for s in statements:
                    self._recheck(s, own)
            right = [s.number for s in statements if self.cells[s.at].status == SAME]
            for s in statements:
                cell = self.cells[s.at]
                if cell.status == UNCHECKED and any(_agree(s.number, r) for r in right):
                    self.cells[s.at] = cell.right()
            values = _distinct([s.number for s in statements])
            if len(values) > 1:
                self.cells.append(self._contradiction(when, statements, values, _distinct(right)))

    def _recheck(self, s: Statement, known: Known) -> None:
        """Compare an IKM from an achievement table with the answers."""
        c, n = self.cells[s.at], s.number
        if c.status == UNCHECKED:
            claim = Claim(
                c.tabel, c.baris, c.kolom, c.tercetak, "indeks", readings=("ikm",), number=n, places=n.places
            )
            self.cells[s.at] = check_claims([claim], known)[0]

    def _contradiction(
        self,
        when: int,
        statements: Sequence[Statement],
        values: Sequence[PrintedNumber],
        right: Sequence[PrintedNumber],
    ) -> Cell:
        letters = {self.pedoman.mutu_of(v.value).huruf for v in values}
        where = [
            f"{v.text} ({', '.join(dict.fromkeys(s.tabel for s in statements if _agree(s.number, v)))})"
            for v in values
        ]
        return Cell("dokumen", f"IKM {when}", "", "; ".join(v.text for v in values)).wrong(
            right[0].text if len(right) == 1 else "",
            (Cause("", "satu besaran, beberapa angka dalam satu dokumen"),),
            "; ".join(where),
            letter_changes=len(letters) > 1,
        )


def _agree(a: PrintedNumber, b: PrintedNumber) -> bool:
    """Whether two printed numbers can be one: the same on the fewer of their decimals."""
    places = min(a.places, b.places)
    return rounded(a.value, places) == rounded(b.value, places)


def _distinct(numbers: Sequence[PrintedNumber]) -> list[PrintedNumber]:
    """One of each number, the one with the most decimals."""
    kept: list[PrintedNumber] = []
    for number in sorted(numbers, key=lambda n: -n.places):
        if not any(_agree(number, k) for k in kept):
            kept.append(number)
    return [k for n in numbers for k in kept if k is n]


def _own_group(claim: Claim, known: Known) -> Claim:
    """The claim with its group called as the survey calls it."""
    if claim.layanan is None:
        return claim
    own = next((g for g in known.low.groups if plain(g) == plain(claim.layanan)), claim.layanan)
    return replace(claim, layanan=own)
