"""The Recap: what an archive adds up to, over unit, period and service, and its frames."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.batch._file_counts import EMPTY, FAILED, READ
from skm.batch._rows import (
    SERVICE,
    FileRecord,
    Row,
    Spelling,
    rows_of,
    sort_key,
    spelled,
    spelling_of,
    tally_of,
)
from skm.ground.errors import ResponseWarning, TallyError
from skm.ground.numbers import Exact, integer_id
from skm.ground.printing import MISSING, Printed, Shown
from skm.pedoman.sampling import sample_size
from skm.priorities import usulan
from skm.priorities.proposals import MARK, proposals_for
from skm.reading.questionnaire.periods import PERIODS
from skm.reading.responses import Source
from skm.result import PRIORITIES, Result, display
from skm.result.indeks import Indeks, grades, indices, lowest
from skm.tally import Tally
from skm.tally.provenance import Asal
from skm.tally.saved import key_rows
from skm.trends import Trend, trend

# The columns of the frame and their kinds.
FRAME = {
    "pedoman": "object",
    "n": "int64",
    "ikm": "float64",
    "ikm_text": "object",
    "mutu": "object",
    "kinerja": "object",
    "layanan": "int64",
    "minimal_b": "int64",
    "persen_minimal_b": "float64",
    "prioritas": "object",
    "dibaca": "int64",
    "kosong": "int64",
    "gagal": "int64",
    "populasi": "Int64",
    "minimal_responden": "Int64",
    "cukup": "boolean",
    "metode": "object",
}


def frame_of(
    settled: Mapping[str, Tally], by: Sequence[str], files: Mapping[tuple[Row, str], Sequence[FileRecord]]
) -> pd.DataFrame:
    """The frame of a Recap: the rows of each tally, and the rows with only bad or empty files."""
    rows: dict[tuple[Row, str], dict[str, Any]] = {}
    for name, tally in settled.items():
        for row, values in zip(key_rows(tally.pool(by).groups), _row_values(tally, by), strict=True):
            rows[row, name] = values
    missing = {
        "n": 0, "ikm": np.nan, "ikm_text": MISSING, "mutu": None, "kinerja": None, "layanan": 0,
        "minimal_b": 0, "persen_minimal_b": np.nan, "prioritas": "",
    }  # fmt: skip
    for place in files:
        rows.setdefault(place, dict(missing))
    order = sorted(rows, key=lambda place: ([sort_key(v) for v in place[0]], place[1]))
    table = [
        {"pedoman": name, **rows[row, name], **_files(files.get((row, name), ()))} for row, name in order
    ]
    for line in table:
        needed = None if line["populasi"] is None else sample_size(line["populasi"])
        line["minimal_responden"] = needed
        line["cukup"] = None if needed is None else line["n"] >= needed
    index = pd.DataFrame([row for row, _ in order], columns=list(by)).set_index(list(by)).index
    return pd.DataFrame(table, index, list(FRAME), dtype=object).astype(FRAME)


def _row_values(tally: Tally, by: Sequence[str]) -> list[dict[str, Any]]:
    """The columns of each row that come from its answers."""
    pedoman, pooled = tally.pedoman, tally.pool(by)
    indeks = indices(pooled)
    position = grades(pedoman, indeks.ikm)
    there, good = _services(tally, by)
    named = _lowest_names(indeks, pedoman.nama_unsur)
    texts, floats = indeks.ikm.text(), indeks.ikm.nearest()
    return [
        {
            "n": int(pooled.n[g]),
            "ikm": floats[g],
            "ikm_text": texts[g],
            "mutu": None if position[g] < 0 else pedoman.mutu[position[g]].huruf,
            "kinerja": None if position[g] < 0 else pedoman.mutu[position[g]].kinerja,
            "layanan": int(there[g]),
            "minimal_b": int(good[g]),
            "persen_minimal_b": 100 * good[g] / there[g] if there[g] else np.nan,
            "prioritas": "; ".join(named[g]),
        }
        for g in range(len(pooled.n))
    ]


def _services(tally: Tally, by: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Per row of the pooled tally: services with an index, and those with mutu B or better."""
    letters = [m.huruf for m in tally.pedoman.mutu]
    least = letters.index("B") if "B" in letters else -1
    position = grades(tally.pedoman, indices(tally).ikm)
    codes = tally.groups.groupby(list(by), sort=False).ngroup().to_numpy()
    rows = int(codes.max(initial=-1)) + 1
    there = np.bincount(codes, position >= 0, minlength=rows).astype(np.int64)
    good = np.bincount(codes, (position >= 0) & (position <= least), minlength=rows).astype(np.int64)
    return there, good


def _lowest_names(indeks: Indeks, names: Sequence[str]) -> list[list[str]]:
    """The names of the three lowest unsur of each row, lowest first, ties included."""
    selected, _ = lowest(indeks.rank, PRIORITIES)
    out = []
    for chosen, rank in zip(selected, indeks.rank, strict=True):
        order = sorted(np.flatnonzero(chosen).tolist(), key=lambda u: (rank[u], u))
        out.append([names[u] for u in order])
    return out


def _files(records: Sequence[FileRecord]) -> dict[str, Any]:
    """The columns of one row that come from its files."""
    populations = [r.populasi for r in records if r.populasi is not None]
    return {
        **{status: sum(r.status == status for r in records) for status in (READ, EMPTY, FAILED)},
        "populasi": sum(populations) if populations else None,
        "metode": "; ".join(sorted({r.metode for r in records if r.metode})),
    }


def sheet_of(tally: Tally, by: Sequence[str], frame: pd.DataFrame) -> pd.DataFrame:
    """The recap sheet of one guideline, in the columns offices exchange."""
    mine = frame[frame["pedoman"] == tally.pedoman.nama]
    pooled = tally.pool(by)
    indeks = indices(pooled)
    places = {row: g for g, row in enumerate(key_rows(pooled.groups))}
    keys = [_tuple(row) for row in mine.index]
    nrr, ikm = indeks.nrr.settled().reshape(indeks.rank.shape), indeks.ikm.settled()
    by_name = dict(zip(tally.pedoman.nama_unsur, tally.pedoman.unsur, strict=True))
    named = _lowest_names(indeks, tally.pedoman.nama_unsur)
    first = {name: next(iter(proposals_for(u, usulan())), None) for name, u in by_name.items()}
    rows = []
    for number, (key, line) in enumerate(zip(keys, mine.to_dict("records"), strict=True), start=1):
        g = places.get(key)
        lowest_ = [] if g is None else named[g]
        proposal = first[lowest_[0]] if lowest_ else None
        rows.append(
            [
                number,
                *map(display.key_cell, key),
                *([None] * len(by_name) if g is None else nrr[g]),
                None if g is None else ikm[g],
                f"{line['mutu']} ({line['kinerja']})" if line["mutu"] else None,
                line["n"],
                line["metode"],
                "; ".join(lowest_),
                MARK + proposal.program if proposal else "",
            ]
        )
    heads = ["No", *(k.capitalize() for k in by), *tally.pedoman.kode, "IKM", "Kategori", "Jumlah responden"]
    heads += ["Metode", "Unsur prioritas", "RTL"]
    return pd.DataFrame(rows, columns=heads, dtype=object)


@dataclass(frozen=True, repr=False, eq=False)
class Recap(Printed):
    """Many offices and periods, recomputed the same way.

    ``recap + recap`` is the recap of both archives.

    Parameters
    ----------
    by : tuple of str
        The keys of a row, such as ``("unit", "tahun")``.
    records : tuple of FileRecord
    tallies : tuple of Tally
        One for each guideline, by the keys of a row and the service, spelled as in the files.
    spellings : mapping of service to its other spellings
    """

    by: tuple[str, ...]
    records: tuple[FileRecord, ...]
    tallies: tuple[Tally, ...]
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    # Adding -----------------------------------------------------------------------------------------------

    def __add__(self, other: Recap) -> Recap:
        if not isinstance(other, Recap):
            return NotImplemented
        if self.by != other.by or self.spellings != other.spellings:
            raise TallyError(f"Rekap menurut {self.by} dan {other.by} tidak dapat digabung.")
        mine = {(r.name, r.sha256, r.rows) for r in self.records}
        if twice := sorted(r.name for r in other.records if (r.name, r.sha256, r.rows) in mine):
            warnings.warn(
                f"Berkas yang sama digabung lebih dari sekali: {', '.join(twice[:5])}.",
                ResponseWarning,
                stacklevel=2,
            )
        tallies: list[Tally] = []
        for tally in (*self.tallies, *other.tallies):
            same = next((i for i, t in enumerate(tallies) if t.pedoman == tally.pedoman), None)
            if same is None:
                tallies.append(tally)
            else:
                tallies[same] = _together(tallies[same], tally)
        return Recap(self.by, self.records + other.records, tuple(tallies), self.spellings)

    # Settled ----------------------------------------------------------------------------------------------

    @cached_property
    def files(self) -> pd.DataFrame:
        """One row per file, by name.

        Columns
        -------
        berkas : str, its path inside the archive
        status : str, "dibaca", "kosong", "gagal"
        dipakai, disisihkan : int64, questionnaires
        pedoman : str
        alasan : str, why it is empty or failed, or questionnaires were set aside
        catatan : str, notes from reading, or that another file has the same content
        """
        copies = Counter(r.sha256 for r in self.records if r.sha256)
        first: dict[str, str] = {}
        rows = []
        for r in sorted(self.records, key=lambda r: r.name):
            notes = list(r.notes)
            if copies[r.sha256] > 1 and first.setdefault(r.sha256, r.name) != r.name:
                notes.insert(0, f"Isinya sama dengan {first[r.sha256]}; keduanya dihitung.")
            aside = [f"{integer_id(n)} kuesioner disisihkan: {why}" for why, n in sorted(r.set_aside.items())]
            rows.append(
                (
                    r.name, r.status, r.used, sum(r.set_aside.values()), r.pedoman,
                    "\n".join([*([r.reason] if r.reason else []), *aside]), "\n".join(notes),
                )
            )  # fmt: skip
        names = ["berkas", "status", "dipakai", "disisihkan", "pedoman", "alasan", "catatan"]
        kinds = {"dipakai": "int64", "disisihkan": "int64"}
        return pd.DataFrame(rows, columns=names, dtype=object).astype(kinds)

    @cached_property
    def settled(self) -> tuple[Tally, ...]:
        """The tallies, sorted by guideline: rows in order, with one spelling for texts equal up to case."""
        out = []
        for tally in sorted(self.tallies, key=lambda t: t.pedoman.nama):
            rows = list(self._spelled(key_rows(tally.groups), tally.keys))
            counts = [tally.counts[i] for i in range(len(rows))] if tally.counts is not None else []
            out.append(tally_of(tally.pedoman, tally.keys, rows, counts, tally.asal.blanks))
        return tuple(out)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The recap table: one row per unit and period (or other keys) and guideline, indexed by the keys.

        Columns
        -------
        pedoman : str
        n : int64, questionnaires used
        ikm : float64, index points; NaN without an index
        ikm_text : str, as printed
        mutu, kinerja : str, by that guideline
        layanan : int64, services with an index
        minimal_b : int64, those of them with mutu B or better
        persen_minimal_b : float64, their share in percent
        prioritas : str, names of the three lowest unsur, ties included
        dibaca, kosong, gagal : int64, files of that row
        populasi : Int64, users served, as the manifest says
        minimal_responden : Int64, respondents needed for that population (Krejcie-Morgan)
        cukup : boolean, whether there are as many
        metode : str
        """
        settled = {t.pedoman.nama: t for t in self.settled}
        files: dict[tuple[Row, str], list[FileRecord]] = {}
        for record in self.records:
            for row in self._spelled(record.rows, self.by):
                files.setdefault((row, record.pedoman), []).append(record)
        return frame_of(settled, self.by, files)

    def sheets(self) -> dict[str, pd.DataFrame]:
        """The recap sheet in the columns offices exchange, one for each guideline, by its name.

        Columns: No, the keys, U1 to U9 (NRR), IKM, Kategori, Jumlah responden, Metode, Unsur prioritas, RTL
        (the catalogue's first proposal for the lowest unsur, marked as one). Numbers are rounded once.
        """
        return {t.pedoman.nama: sheet_of(t, self.by, self.frame) for t in self.settled}

    def result(self, *key: Hashable, pedoman: str | None = None) -> Result:
        """The Result of one row, its services as groups.

        Parameters
        ----------
        *key
            A value for each of the keys: ``recap.result("Kecamatan Bakarangan", 2022)``.
        pedoman : str
            Needed when files of the row were read under several guidelines.

        Raises
        ------
        KeyError
            When there is no such row.
        ValueError
            When it has several guidelines and none is named.
        """
        found = [
            (t, rows)
            for t in self.settled
            if pedoman in (None, t.pedoman.nama) and (rows := rows_of(t, self.by, key)).size
        ]
        if not found:
            known = ", ".join(map(str, self.frame.index[:12]))
            raise KeyError(f"no row {key} with answers; there are: {known}")
        if len(found) > 1:
            raise ValueError(f"{key} has several guidelines: {[t.pedoman.nama for t, _ in found]}; name one")
        tally, rows = found[0]
        part = tally.take(rows).pool([SERVICE])
        return Result(replace(part, asal=self._asal(key, tally)), " / ".join(map(str, key)))

    def trend(
        self, *unit: Hashable, targets: Mapping[Any, Exact | float] | None = None, **arguments: Any
    ) -> Trend:
        """The periods of one unit in order.

        A period whose files are all empty or failed is missing. When a period has several guidelines, the
        one with the most questionnaires counts.

        Parameters
        ----------
        *unit
            A value for each key that is not a period.
        targets, **arguments
            As for :func:`skm.trend`.

        Raises
        ------
        KeyError
            When no key is a period, or there is no such unit.
        """
        period = self._period
        index = self.frame.index.to_frame(index=False)
        others = self.others
        mine = index[(index[others] == list(unit)).all(axis=1)] if others else index
        if mine.empty:
            known = index[others].drop_duplicates().to_numpy().tolist()
            raise KeyError(f"no unit {unit}; there are {known[:12]}")
        results: dict[Any, Result | None] = {}
        for label in mine[period].unique():
            key = tuple(label if k == period else unit[others.index(k)] for k in self.by)
            there = {t.pedoman.nama: int(t.n[rows_of(t, self.by, key)].sum()) for t in self.settled}
            guide = max(there, key=lambda name: (there[name], name), default="")
            results[label] = self.result(*key, pedoman=guide) if there.get(guide) else None
        name = " / ".join(map(str, unit)) or "Seluruhnya"
        return trend(results, targets, name=name, **arguments)

    def changes(self) -> pd.DataFrame:
        """The frames of all trends, stacked and indexed by unit and period: who rose and who fell.

        Raises
        ------
        KeyError
            When no key is a period.
        """
        trends = {unit: self.trend(*unit) for unit in self.units}
        if not trends:
            return trend({}).frame
        if not self.others:
            return trends[()].frame
        return pd.concat(
            {row if len(row) > 1 else row[0]: t.frame for row, t in trends.items()}, names=self.others
        )

    @property
    def units(self) -> list[Row]:
        """Each unit once, in order: a tuple of the keys that are not a period."""
        if not self.others:
            return [()] if len(self.frame) else []
        units = self.frame.index.to_frame(index=False)[self.others].drop_duplicates()
        return list(units.itertuples(index=False, name=None))

    @property
    def others(self) -> list[str]:
        """The keys that are not a period: together they name a unit."""
        return [k for k in self.by if k != self._period]

    # Looking at it ----------------------------------------------------------------------------------------

    @property
    def counts(self) -> pd.Series:
        """Files by status: int64, indexed "dibaca", "kosong", "gagal"."""
        index = pd.Index([READ, EMPTY, FAILED], dtype=object, name="status")
        return self.files["status"].value_counts().reindex(index, fill_value=0).rename("berkas")

    @property
    def notes(self) -> list[str]:
        """Remarks on the recap, in Indonesian."""
        out = []
        twice = self.frame.index[self.frame.index.duplicated()].unique()
        if len(twice):
            rows = "; ".join(" / ".join(map(str, _tuple(k))) for k in twice[:8])
            out.append(f"Dinilai dengan lebih dari satu pedoman, barisnya terpisah: {rows}.")
        copies = self.files["catatan"].str.startswith("Isinya sama dengan").sum()
        if copies:
            out.append(
                f"{integer_id(int(copies))} berkas isinya sama dengan berkas lain; lihat daftar berkas."
            )
        short = int((self.frame["cukup"] == False).sum())  # noqa: E712 - missing is neither
        if short:
            out.append(f"{integer_id(short)} baris kurang dari jumlah responden Krejcie-Morgan.")
        return out

    @property
    def headline(self) -> str:
        """The recap in one sentence."""
        files = ", ".join(f"{integer_id(n)} {status}" for status, n in self.counts.items())
        used = integer_id(sum(r.used for r in self.records))
        return f"Rekap {integer_id(len(self.frame))} baris; {used} kuesioner; berkas: {files}"

    @property
    def printed(self) -> pd.DataFrame:
        """The recap as an office prints it."""
        frame = self.frame
        keys = frame.index.to_frame(index=False).astype(str)
        keys.columns = pd.Index([str(c).capitalize() for c in keys.columns])
        share = [MISSING if x != x else f"{x:.0f}" for x in frame["persen_minimal_b"]]
        rest = pd.DataFrame(
            {
                "Responden": [integer_id(n) for n in frame["n"]],
                "IKM": frame["ikm_text"].tolist(),
                "Mutu": [m or MISSING for m in frame["mutu"]],
                "Minimal B (%)": share,
                "Unsur prioritas": frame["prioritas"].tolist(),
                "Pedoman": frame["pedoman"].tolist(),
            },
            dtype=object,
        )
        return pd.concat([keys, rest], axis=1)

    def _shown(self) -> Shown:
        bad = sorted((r for r in self.records if r.status != READ), key=lambda r: r.name)
        unread = [f"{r.name} {r.status}: {r.reason.splitlines()[0]}" for r in bad]
        return self.headline, [self.printed], [*self.notes, *unread]

    @property
    def _period(self) -> str:
        found = [k for k in self.by if k in PERIODS]
        if not found:
            raise KeyError(f"none of the keys {self.by} is a period ({', '.join(PERIODS)})")
        return found[0]

    def _asal(self, key: Row, tally: Tally) -> Asal:
        """Where the answers of one row came from; what files of several rows set aside goes into a note."""
        mine = [
            r
            for r in self.records
            if r.pedoman == tally.pedoman.nama and r.used and tuple(key) in self._spelled(r.rows, self.by)
        ]
        aside: Counter[str] = Counter()
        shared = 0
        for r in mine:
            if len(r.rows) == 1:
                aside.update(r.set_aside)
            else:
                shared += sum(r.set_aside.values())
        note = f"{integer_id(shared)} kuesioner disisihkan dari berkas yang memuat beberapa baris rekap."
        sources = tuple(Source(r.name, r.sha256, r.used + sum(r.set_aside.values())) for r in mine)
        return Asal(tally.asal.blanks, dict(sorted(aside.items())), sources, (note,) if shared else ())

    def _spelled(self, rows: Iterable[Row], keys: Sequence[str]) -> list[Row]:
        return spelled(rows, keys, self._spelling)

    @cached_property
    def _spelling(self) -> Spelling:
        return spelling_of(self.tallies, self.by, self.records, self.spellings)


def _together(a: Tally, b: Tally) -> Tally:
    """Both tallies, every text spelled as it was: which spelling is used most shows over all files."""
    if a.counts is None or b.counts is None:
        return a + b
    both = tally_of(
        a.pedoman,
        a.keys,
        [*key_rows(a.groups), *key_rows(b.groups)],
        [*a.counts, *b.counts],
        a.asal.blanks,
    )
    return replace(both, asal=a.asal + b.asal)


def _tuple(key: Any) -> Row:
    return key if isinstance(key, tuple) else (key,)
