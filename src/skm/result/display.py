"""How a result is shown to an official: the tables that are printed, and where every questionnaire went.

A cell of a table is text, a whole number, a float, or None where the value is missing. A float is settled:
the exact ratio rounded half up to hundredths once, so rounding it to two decimals again shows the printed
value.
:func:`as_text` turns such a table into Indonesian text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from skm.ground.numbers import decimal_id, integer_id
from skm.ground.printing import MISSING
from skm.pedoman import Pedoman
from skm.reading.responses import Passed
from skm.result.indeks import PRIORITIES, Indeks, classes, indices, lowest
from skm.tally import Tally
from skm.tally.provenance import BLANKS, sentences_on
from skm.tally.saved import key_rows
from skm.version import __version__


def unsur_table(tally: Tally) -> pd.DataFrame:
    """The unit, one row per unsur in the guideline's order."""
    return _unsur_rows(indices(tally.pool()))


def priority_table(tally: Tally) -> pd.DataFrame:
    """The rows of the three lowest unsur, lowest first, ties kept."""
    table = unsur_table(tally)
    return table[table["Prioritas"] != ""].sort_values("Urutan", kind="stable", ignore_index=True)


def unsur_by_group_table(tally: Tally) -> pd.DataFrame:
    """One row per group and unsur."""
    unsur = len(tally.pedoman.unsur)
    keys = {name: np.repeat(column, unsur) for name, column in _keys(tally).items()}
    return pd.concat([_cells(keys), _unsur_rows(indices(tally))], axis="columns")


def group_table(tally: Tally, unit: str) -> pd.DataFrame:
    """One row per group, and the pooled unit, called `unit`, as the last row unless there is one group."""
    rows, keys = _group_rows(tally), _keys(tally)
    if len(rows) > len(tally.n):
        last = [unit, *[""] * (len(keys) - 1)]
        keys = {name: [*column, cell] for (name, column), cell in zip(keys.items(), last, strict=True)}
    return pd.concat([_cells(keys), rows], axis="columns")


def printed_unsur(tally: Tally) -> pd.DataFrame:
    """:func:`unsur_table` as text, its rows numbered, indexed by the codes of the unsur."""
    table = unsur_table(tally).set_index(pd.Index(tally.pedoman.kode, dtype=object, name="unsur"))
    table = as_text(table.drop(columns=["Kode", "Urutan"]))
    table.insert(0, "No", [str(i) for i in range(1, len(table) + 1)])
    return table


def printed_groups(tally: Tally, unit: str) -> pd.DataFrame:
    """:func:`group_table` as text, each group named in one column."""
    table = as_text(_group_rows(tally).drop(columns="NRR tertimbang"))
    names = [" / ".join(map(str, row)) for row in key_rows(tally.groups)] if tally.keys else [unit]
    names += [unit] * (len(table) - len(names))
    table.insert(0, " / ".join(map(heading, tally.keys)) or "Kelompok", names)
    return table


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """A table as Indonesian text: decimal comma, thousands with a point, a dash for what is missing."""
    return table.map(_text).astype(object)


def _text(cell: Any) -> str:
    if cell is None:
        return MISSING
    if isinstance(cell, str):
        return cell
    return decimal_id(cell) if isinstance(cell, float) else integer_id(cell)


def _unsur_rows(indeks: Indeks) -> pd.DataFrame:
    pedoman, groups = indeks.pedoman, len(indeks.rank)
    mutu, kinerja = classes(pedoman, indeks.ikm_unsur)
    columns = {
        "Kode": [*pedoman.kode] * groups,
        "Unsur": [*pedoman.nama_unsur] * groups,
        "n": indeks.filled.ravel(),
        "Jumlah nilai": indeks.total.ravel(),
        "NRR": indeks.nrr.settled(),
        "NRR tertimbang": indeks.nrr_tertimbang.settled(),
        "IKM": indeks.ikm_unsur.settled(),
        "Mutu": mutu,
        "Kinerja": kinerja,
        "Urutan": [rank or None for rank in indeks.rank.ravel().tolist()],
        "Prioritas": marks(indeks),
    }
    return _cells(columns)


def _group_rows(tally: Tally) -> pd.DataFrame:
    """The figures of each group, and of the unit as the last row unless there is just one group."""
    parts = []
    for part in [tally] if len(tally.n) == 1 else [tally, tally.pool()]:
        indeks = indices(part)
        mutu, kinerja = classes(part.pedoman, indeks.ikm)
        columns = {
            "n": part.n,
            "Jumlah nilai": indeks.total.sum(axis=1),
            "NRR": indeks.nrr_unit.settled(),
            "NRR tertimbang": indeks.jumlah_tertimbang.settled(),
            "IKM": indeks.ikm.settled(),
            "Mutu": mutu,
            "Kinerja": kinerja,
        }
        parts.append(_cells(columns))
    return pd.concat(parts, ignore_index=True)


def _keys(tally: Tally) -> dict[str, list[str | int]]:
    return {heading(key): [key_cell(k) for k in tally.groups[key].tolist()] for key in tally.keys}


def _cells(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({name: np.asarray(v, dtype=object) for name, v in columns.items()}, dtype=object)


def marks(indeks: Indeks) -> list[str]:
    """The mark of each unsur in a printed table: its place among the priorities, ties said; flat."""
    selected, tied = lowest(indeks.rank, PRIORITIES)
    return [
        (f"ke-{rank}{' (sama)' if same else ''}" if chosen else "")
        for rank, chosen, same in zip(indeks.rank.flat, selected.flat, tied.flat, strict=True)
    ]


def key_cell(key: Any) -> str | int:
    """A key as a cell: anything but text and whole numbers becomes text."""
    whole = isinstance(key, int) and not isinstance(key, bool) and abs(key) < 10**15  # digits a cell keeps
    return key if isinstance(key, str) or whole else str(key)


def heading(name: Any) -> str:
    """A key or column name as a heading: ``jenis_kelamin`` becomes ``Jenis kelamin``."""
    text = str(name).replace("_", " ")
    return text[:1].upper() + text[1:]


def account(tally: Tally) -> str:
    """Where every questionnaire went, and what was passed over, on one line."""
    return ". ".join(said.removesuffix(".") for said in (went(tally), *passed_over(tally)))


def went(tally: Tally) -> str:
    """Where every questionnaire went, in one sentence."""
    used, aside = int(tally.n.sum()), tally.asal.set_aside
    reasons = "; ".join(f"{integer_id(n)} {reason}" for reason, n in aside.items())
    return (
        f"Kuesioner masuk {integer_id(tally.n_in)} = dipakai {integer_id(used)} + "
        f"disisihkan {integer_id(tally.n_in - used)}{f' ({reasons})' if reasons else ''}"
    )


def passed_over(tally: Tally) -> list[str]:
    """On invalid answers that were passed over: how many per question, and the index with and without."""
    said = sentences_on(tally.asal)
    if not said:
        return []
    passed = (tally.asal.dropped, tally.asal.blanked)
    if any(part.n and not any(filled for _, filled, _ in part.answers.values()) for part in passed):
        return said  # only counted, or nothing valid in them
    unit = tally.pool().without_counts()
    texts = []
    for part in (_other(unit, tally.asal.dropped, 1), _other(unit, tally.asal.blanked, -1)):
        ikm = indices(part).ikm
        texts.append(f"{ikm.text()[0]} ({classes(part.pedoman, ikm)[0][0] or MISSING})")
    return [*said, f"IKM dengan dan tanpa kuesioner itu: {texts[0]} dan {texts[1]}."]


def _other(unit: Tally, passed: Passed, sign: int) -> Tally:
    """The unit with the questionnaires that were dropped (1), or without those with a blanked answer (-1)."""
    if not passed.n or unit.sums is None:
        return unit
    change = np.array([passed.answers[kode][1:] for kode in unit.pedoman.pertanyaan_kode], dtype=np.int64)
    return replace(unit, n=unit.n + sign * passed.n, sums=unit.sums + sign * change)


def weights(pedoman: Pedoman) -> str:
    """The bobot as text: one fraction when all are equal."""
    if len(set(pedoman.bobot)) == 1:
        return f"{pedoman.bobot[0]} untuk setiap unsur"
    return "; ".join(f"{k} {b}" for k, b in zip(pedoman.kode, pedoman.bobot, strict=True))


def provenance(tally: Tally) -> pd.DataFrame:
    """How the numbers of a tally came about: columns `hal` and `isi`."""
    asal = tally.asal
    rows = [
        ("Pedoman", tally.pedoman.nama),
        ("Bobot", weights(tally.pedoman)),
        ("Jawaban kosong", BLANKS[asal.blanks]),
        ("Kuesioner masuk", integer_id(tally.n_in)),
        ("Kuesioner dipakai", integer_id(int(tally.n.sum()))),
        *((f"Disisihkan: {reason}", integer_id(n)) for reason, n in asal.set_aside.items()),
        *(
            (
                f"Sumber: {s.name}",
                f"{integer_id(s.rows)} kuesioner" + (f", SHA-256 {s.sha256}" if s.sha256 else ""),
            )
            for s in asal.sources
        ),
        *(("Jawaban tidak sah", said) for said in passed_over(tally)),
        *(("Catatan", note) for note in asal.notes),
        ("Dihitung dengan", f"skm {__version__}"),
    ]
    return pd.DataFrame(rows, columns=["hal", "isi"], dtype=object)
