"""Published tables of one document, each recognised and held against what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from skm.auditing._achievement_tables import Statement, is_achievement, of_achievement
from skm.auditing._claim_checks import check
from skm.auditing._class_tables import closest, is_class_table, of_classes
from skm.auditing._findings import DIFFERENT, SAME, UNCHECKED, Audit, Cause, Cell
from skm.auditing._published_tables import (
    GROUPS,
    Claim,
    Printed,
    guideline_for,
    label_column,
    of_mapping,
    of_table,
    role_of,
    rounded,
    texts,
)
from skm.auditing._ranking_tables import Ranking, check_ranking, is_ranking, matches, of_list, of_rankings
from skm.auditing._recomputation import Group, Known, Respondents, best_scoring, of_tally
from skm.auditing._reconstruction import restore
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
    hasil: Result | Tally | None = None,
    *,
    pedoman: Pedoman | None = None,
    responses: Responses | None = None,
    tahun: int | None = None,
) -> Audit:
    """Hold published figures against the answers, or against each other.

    Parameters
    ----------
    published : DataFrame, or mapping
        A table as printed (text, with its decimal commas: "3,50" is held to two decimals), or figures such as
        ``{"n": 29, "ikm": "90,56", "mutu": "A", "terendah": ["Waktu", ...]}``, or a mapping of names to such
        tables: one document. Known tables: a row or a column for each unsur (totals, means, weighted values,
        indices, classes; per service or for the unit), a row for each service, target and achievement by year
        or by indicator, the class table, and a list of what the text names as lowest and highest.
    hasil : Result or Tally
        The recomputed survey. Without it a table is held against itself: sums, the way from total to letter,
        and whole numbers of respondents that fit every printed digit.
    pedoman : Pedoman
        Without it the one of `hasil`; else the national guideline that knows the names of the unsur, with the
        classes that the document prints, or those of 2017.
    responses : Responses
        The answers behind `hasil`, to try whether only the best-scoring were kept.
    tahun : int
        The year of the document; without it the last one with a realised IKM.

    Returns
    -------
    Audit

    Raises
    ------
    TypeError
        When `published` is neither a table nor a mapping of tables or figures, or `hasil` no result.
    KeyError
        For a figure or an unsur that is not known.

    Examples
    --------
    >>> total = dict(zip([f"U{i}" for i in range(1, 10)], [105, 101, 100, 116, 102, 105, 106, 105, 115]))
    >>> found = audit({"ikm": "90,56", "mutu": "A"}, Tally.from_totals(total, n=29))
    >>> found.findings[["tercetak", "seharusnya", "kode"]].values.tolist()
    [['90,56', '91,48', 'B4']]
    """
    if not isinstance(hasil, Result | Tally | None):
        raise TypeError(f"hasil is a Result or a Tally, not {type(hasil).__name__}")
    tables = _tables(published)
    document = _Document(_guideline(tables, hasil, pedoman), tahun)
    given = pedoman or (None if hasil is None else hasil.pedoman)
    for name, table in tables:
        own = given or _names_of(table, document.pedoman)
        known = None if hasil is None else _from_answers(hasil, responses, table)
        document.add(name, table, own, known)
    return document.finish()


def _tables(published: Published) -> list[tuple[str, Published]]:
    if isinstance(published, pd.DataFrame):
        return [("", published)]
    if not isinstance(published, Mapping):
        raise TypeError(f"a DataFrame or a mapping is needed, not {type(published).__name__}")
    figures = any(role_of(key) or plain(key) in GROUPS for key in published)
    if figures and not any(isinstance(t, pd.DataFrame) for t in published.values()):
        return [("", published)]
    if not all(isinstance(t, pd.DataFrame | Mapping) for t in published.values()):
        raise TypeError(f"neither tables nor published figures: {list(published)}")
    return [(str(name), table) for name, table in published.items()]


# Guidelines ---------------------------------------------------------------------------------------


def _guideline(
    tables: Sequence[tuple[str, Published]], hasil: Result | Tally | None, pedoman: Pedoman | None
) -> Pedoman:
    """The guideline of the document: told, or the national one whose classes it prints."""
    if pedoman is not None:
        return pedoman
    if hasil is not None:
        return hasil.pedoman
    printed = [t for _, t in tables if isinstance(t, pd.DataFrame) and is_class_table(t)]
    return closest(printed[0], NATIONAL) if printed else PERMENPANRB_14_2017


def _names_of(table: Published, classes: Pedoman) -> Pedoman:
    """The guideline that knows a table's unsur, with the classes of the document."""
    if isinstance(table, pd.DataFrame):
        frame = texts(table)
        labels = [str(c) for c in frame.iloc[:, label_column(frame)]] + list(frame.columns)
    else:
        labels = [str(k) for v in table.values() if isinstance(v, Mapping) for k in v]
    own = guideline_for(dict.fromkeys(labels), [classes, *NATIONAL])
    if own.mutu == classes.mutu or own == KEPMENPAN_25_2004:
        return own
    return replace(own, mutu=classes.mutu, nama=f"{own.nama}, kelas {classes.nama}")


# One document -------------------------------------------------------------------------------------


@dataclass
class _Document:
    """The tables of one document, and what they say of each other."""

    pedoman: Pedoman
    tahun: int | None
    cells: list[Cell] = field(default_factory=list)
    groups: list[tuple[str, Respondents]] = field(default_factory=list)
    surveys: list[tuple[Known, dict[int, str]]] = field(default_factory=list)
    rankings: list[tuple[int, str, pd.DataFrame | tuple[str, list[str]]]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def add(self, name: str, table: Published, pedoman: Pedoman, known: Known | None) -> None:
        """Check one table; rankings wait for the survey they are about."""
        if known is not None:
            self.surveys.append((known, {}))
        if isinstance(table, pd.DataFrame):
            if is_class_table(table):
                self.cells += of_classes(table, name, self.pedoman)
            elif is_achievement(table):
                cells, statements = of_achievement(table, name)
                self.statements += [replace(s, at=s.at + len(self.cells)) for s in statements]
                self.cells += cells
            elif is_ranking(table):
                self.rankings.append((len(self.cells), name, table))
            else:
                self._figures(name, of_table(table, name, pedoman), pedoman, known)
            return
        self._figures(name, of_mapping(table, name, pedoman), pedoman, known)
        for key, value in table.items():
            if role_of(key) in ("terendah", "tertinggi"):
                names = [value] if isinstance(value, str) else [str(v) for v in value]
                self.rankings.append((len(self.cells), name, (str(key), names)))

    def _figures(self, name: str, claims: Sequence[Claim], pedoman: Pedoman, known: Known | None) -> None:
        start = len(self.cells)
        if known is None:
            known = restore(claims, pedoman)
        else:
            claims = [_own_group(c, known) for c in claims]
        self.groups += [(name, r) for r in known.respondents]
        self.surveys.append(
            (known, {c.unsur: c.baris for c in claims if c.unsur is not None and c.layanan is None})
        )
        self.cells += check(claims, known)
        year = _YEAR.search(name)
        for i, c in enumerate(claims):
            whole = c.layanan is None and c.unsur is None and c.besaran == "indeks" and c.number is not None
            if whole and c.number is not None and c.number.value <= 100:
                self.statements.append(Statement(int(year[0]) if year else None, c.number, name, start + i))

    def finish(self) -> Audit:
        """Check what needs all tables, and hand over."""
        self._agreement()
        for at, name, source in reversed(self.rankings):
            self.cells[at:at] = self._ranking(name, source)
        return Audit(tuple(self.cells), tuple(self.groups), self.pedoman.nama)

    def _ranking(self, name: str, source: pd.DataFrame | tuple[str, list[str]]) -> list[Cell]:
        """Held against the survey of which it prints the most values."""

        def read(pedoman: Pedoman) -> list[Ranking]:
            if isinstance(source, pd.DataFrame):
                return of_rankings(source, name, pedoman)
            return [of_list(name, *source, pedoman)]

        if not self.surveys:
            return [
                Cell(name, f"{r.klaim} {i}", n.kolom, n.tercetak, UNCHECKED)
                for r in read(self.pedoman)
                for i, n in enumerate(r.named, 1)
            ]
        known, labels = max(self.surveys, key=lambda s: matches(read(s[0].low.pedoman), s[0]))
        return [c for r in read(known.low.pedoman) for c in check_ranking(r, known, labels)]

    def _agreement(self) -> None:
        """The IKM of one year, wherever the document gives it."""
        dated = [s.tahun for s in self.statements if s.tahun is not None and not _YEAR.search(s.tabel)]
        year = self.tahun or (max(dated) if dated else None)
        by_year: dict[int, list[Statement]] = {}
        for s in self.statements:
            when = s.tahun or year
            if when is not None:
                by_year.setdefault(when, []).append(s)
        for when, statements in sorted(by_year.items()):
            own = next((known for known, _ in self.surveys if known.own), None)
            if own is not None and when == year:
                for s in statements:
                    self._recheck(s, own)
            right = [s for s in statements if self.cells[s.at].status == SAME]
            for s in statements:
                agrees = any(_agree(s.number, r.number) for r in right)
                if agrees and self.cells[s.at].status == UNCHECKED:
                    self.cells[s.at] = replace(self.cells[s.at], status=SAME)
            values = _distinct([s.number for s in statements])
            if len(values) > 1:
                self.cells.append(
                    self._contradiction(when, statements, values, _distinct([s.number for s in right]))
                )

    def _recheck(self, s: Statement, known: Known) -> None:
        """Hold an IKM from an achievement table against the answers."""
        cell = self.cells[s.at]
        if cell.status == UNCHECKED:
            claim = Claim(
                cell.tabel,
                cell.baris,
                cell.kolom,
                cell.tercetak,
                "indeks",
                None,
                None,
                ("ikm",),
                s.number,
                s.number.places,
            )
            self.cells[s.at] = check([claim], known)[0]

    def _contradiction(
        self, when: int, statements: Sequence[Statement], values: Sequence[Printed], right: Sequence[Printed]
    ) -> Cell:
        letters = {self.pedoman.mutu_of(v.value).huruf for v in values}
        where = [
            f"{v.text} ({', '.join(dict.fromkeys(s.tabel for s in statements if _agree(s.number, v)))})"
            for v in values
        ]
        return Cell(
            "dokumen",
            f"IKM {when}",
            "",
            "; ".join(v.text for v in values),
            DIFFERENT,
            right[0].text if len(right) == 1 else "",
            (Cause("", "satu besaran, beberapa angka dalam satu dokumen"),),
            len(letters) > 1,
            "; ".join(where),
        )


def _agree(a: Printed, b: Printed) -> bool:
    """Whether two printed numbers can be one: the same on the fewer of their decimals."""
    places = min(a.places, b.places)
    return rounded(a.value, places) == rounded(b.value, places)


def _distinct(numbers: Sequence[Printed]) -> list[Printed]:
    """One of each number, the one with the most decimals."""
    kept: list[Printed] = []
    for number in sorted(numbers, key=lambda p: -p.places):
        if not any(_agree(number, k) for k in kept):
            kept.append(number)
    return [k for n in numbers for k in kept if k is n]


# Answers at hand ----------------------------------------------------------------------------------


def _from_answers(hasil: Result | Tally, responses: Responses | None, table: Published) -> Known:
    tally = hasil.tally if isinstance(hasil, Result) else hasil
    best = _best(responses, tally.pedoman, table) if responses is not None else None
    survey = of_tally(tally, best)
    scopes: set[str | None] = {*survey.groups, None}
    return Known(survey, survey, exact=scopes, confirmed=set(scopes), own=True, received=tally.n_in)


def _best(responses: Responses, pedoman: Pedoman, table: Published) -> Group:
    """The best-scoring respondents: as many as the table says, or as the sample of so many users needs."""
    columns = [responses.answers[p.kode].tolist() for u in pedoman.unsur for p in u.pertanyaan]
    rows = list(zip(*columns, strict=True))
    stated = table.get("n") if isinstance(table, Mapping) else None
    keep = int(stated) if isinstance(stated, int | str) and str(stated).isdigit() else len(rows)
    return best_scoring(pedoman, rows, keep if keep < len(rows) else sample_size(len(rows)))


def _own_group(claim: Claim, known: Known) -> Claim:
    """The claim with its group called as the survey calls it."""
    if claim.layanan is None:
        return claim
    own = next((g for g in known.low.groups if plain(g) == plain(claim.layanan)), claim.layanan)
    return replace(claim, layanan=own)
