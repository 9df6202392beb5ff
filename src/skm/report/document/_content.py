"""What a report says, in printed words and tables: every outline and every template takes it from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from skm import charts
from skm.ground.numbers import date_id, decimal_id, integer_id
from skm.ground.printing import MISSING
from skm.pedoman.sampling import sample_size
from skm.priorities import Rencana, TindakLanjut
from skm.reading.responses import Responses
from skm.report._formulas import upper_bounds
from skm.report.document._word import cleaned
from skm.report.form import meanings
from skm.report.isian import ISIAN, Isian, mark, survey_days
from skm.result import Result, closing, display, highest
from skm.result.distribution import characteristics
from skm.result.indeks import from_lowest, indices
from skm.trends import Trend

# Most rows of the processing table in a Word file; the workbook has them all.
ROWS = 1500
TITLE = "Laporan Survei Kepuasan Masyarakat (SKM)"
_CHARTS: dict[str, Callable[..., Any]] = {
    "bagan_unsur": charts.ranking,
    "bagan_kelompok": charts.services,
    "bagan_kelompok_unsur": charts.heatmap,
    "bagan_tren": charts.trend,
}


@dataclass(frozen=True, eq=False)
class LaporanContent:
    """What a Laporan is made of; the fields are the arguments of :func:`skm.report.laporan`.

    Properties are named as the fields of a template, see :mod:`skm.report.document._template`.
    """

    result: Result
    responses: Responses | None
    trend: Trend | None
    rencana: Rencana
    tindak_lanjut: TindakLanjut | None
    isian: Isian

    def field(self, key: str) -> str:
        """What the office filled in, else its mark."""
        value = self.isian.get(key, "")
        text = str(value) if not isinstance(value, list | tuple) else "\n\n".join(value)
        return text.replace("\x02", " ").strip() or mark(ISIAN[key])  # no reference of the report's own

    def has(self, key: str) -> bool:
        """Whether the office filled it in."""
        return bool(str(self.isian.get(key, "")).strip())

    # Words ------------------------------------------------------------------------------------------------

    @property
    def knows_unit(self) -> bool:
        """Whether the unit has a name, filled in or that of the result."""
        return self.has("unit") or self.result.name != Result.name

    @property
    def unit(self) -> str:
        """The unit as filled in, else the name of the result, else a mark."""
        filled = self.has("unit") or not self.knows_unit
        return _short(self.field("unit") if filled else self.result.name)

    @property
    def periode(self) -> str:
        """The period as filled in, else that of the plan, else a mark."""
        return self.field("periode") if self.has("periode") else self.rencana.periode or self.field("periode")

    @property
    def nilai(self) -> str:
        """``nilai IKM 87,81 dengan mutu B (Baik)``."""
        if self.result.mutu is None:
            return "nilai IKM belum dapat dihitung karena ada unsur tanpa jawaban"
        return f"nilai IKM {self.result.ikm_text} dengan mutu {self.result.mutu} ({self.result.kinerja})"

    @property
    def kuesioner(self) -> str:
        """Where every questionnaire went, in one sentence."""
        return f"{display.account(self.result.tally)}."

    @property
    def kepastian(self) -> list[str]:
        """How certain the index and the lowest unsur are; empty when that is not known."""
        return [_short(line, 900) for line in closing(self.result)[2:]]

    @property
    def rentang(self) -> str:
        """``nilai unsur antara 3,33 (Ketepatan Waktu) dan 3,99 (Biaya/Tarif)``; "" without answers."""
        low, high = self._named(self.result.priorities(1)), self._named(highest(self.result, 1))
        return f"Nilai rata-rata unsur berkisar dari {low} sampai {high}." if low and high else ""

    @property
    def terendah(self) -> str:
        """The three lowest unsur with their NRR, ties included: ``Ketepatan Waktu (3,33), ... dan ...``."""
        return self._named(self.result.priorities())

    @property
    def tertinggi(self) -> str:
        """The three highest unsur with their NRR, all that tie, none of them among the three lowest."""
        rows = highest(self.result)
        return self._named(rows[~rows["prioritas"]])

    @property
    def seri(self) -> str:
        """A sentence on ties at the third lowest; "" without any."""
        rows = self.result.priorities()
        names = rows["nama"][rows["tied"]].tolist()
        if not names:
            return ""
        return f"Unsur {_listing(names)} bernilai persis sama, sehingga {len(rows)} unsur disebut terendah."

    @property
    def pengguna(self) -> int | None:
        """Users served in the period; None when not known."""
        known = self.result.population
        if known is None:
            return None
        return sum(known.values()) if isinstance(known, Mapping) else int(known)

    @property
    def kecukupan(self) -> str:
        """Whether the respondents are enough, after Krejcie and Morgan; marks without the users served."""
        n, users = self.result.n, self.pengguna
        served, asked, enough = mark("jumlah pengguna layanan"), mark("hasil rumus"), ""
        if users is not None and users >= 1:
            needed = sample_size(users)
            served, asked = integer_id(users), integer_id(needed)
            short = f"kurang {integer_id(needed - n)} responden"
            enough = f", sehingga {'terpenuhi' if n >= needed else short}"
        return (
            f"Jumlah pengguna layanan pada periode survei {served} orang. Menurut rumus Krejcie dan Morgan "
            f"diperlukan {asked} responden; kuesioner yang dipakai {integer_id(n)}{enough}."
        )

    @property
    def tanggal_kuesioner(self) -> str:
        """First and last day of the survey; "" when they are not known."""
        first, last = survey_days(self.isian, self.responses)
        return f"Kuesioner bertanggal {date_id(first)} sampai {date_id(last)}." if first and last else ""

    @property
    def perubahan(self) -> list[str]:
        """What the trend says, in sentences."""
        if self.trend is None:
            return []
        known = [(p.label, p.ikm) for p in self.trend.periods if p.ikm is not None]
        told = []
        for (before, old), (label, new) in pairwise(known[-2:]):
            moved = f"{'naik' if new > old else 'turun'} {decimal_id(abs(new - old))} poin"
            moved = moved if new != old else "tetap"
            told.append(f"IKM {label} adalah {decimal_id(new)}, {moved} dari {before} ({decimal_id(old)}).")
        return [*told, *self.trend.notes]

    # Tables of printed text -------------------------------------------------------------------------------

    @cached_property
    def tabel_responden(self) -> pd.DataFrame:
        """Who answered: No, Karakteristik, Indikator, Jumlah, Persentase."""
        frame = characteristics(self.result, self.responses)
        first = ~frame["karakteristik"].duplicated()
        number = first.cumsum()
        return pd.DataFrame(
            {
                "No": [str(i) if f else "" for i, f in zip(number, first, strict=True)],
                "Karakteristik": frame["karakteristik"].where(first, ""),
                "Indikator": [_short(name) for name in frame["indikator"]],
                "Jumlah": [integer_id(n) for n in frame["n"]],
                "Persentase (%)": [decimal_id(p, places=1) for p in frame["persen"]],
            },
            dtype=object,
        )

    @property
    def tabel_unsur(self) -> pd.DataFrame:
        """The unit per unsur: No, Unsur, n, NRR, NRR tertimbang, IKM, Mutu, Kinerja."""
        return self.result.printed_unsur.drop(columns=["Jumlah nilai", "Prioritas"])

    @property
    def tabel_kelompok(self) -> pd.DataFrame | None:
        """One row per group and the unit; None without groups."""
        if not self.result.tally.keys:
            return None
        table = self.result.printed_groups
        label = table.columns[0]
        return table.assign(**{label: [_short(name) for name in table[label]]})

    @property
    def tabel_urutan(self) -> pd.DataFrame:
        """The unsur from the lowest: Urutan, Unsur, NRR, IKM, Mutu, Kinerja, Keterangan."""
        rank = self.result.unsur["rank"].to_numpy()
        order = from_lowest(rank)
        printed = self.result.printed_unsur.iloc[order]
        ranks = [str(r) if r else MISSING for r in rank[order]]
        table = printed[["Unsur", "NRR", "IKM", "Mutu", "Kinerja"]].copy()
        table.insert(0, "Urutan", ranks)
        table["Keterangan"] = [f"prioritas {m}" if m else "" for m in printed["Prioritas"]]
        return table

    @property
    def terendah_per_layanan(self) -> pd.DataFrame | None:
        """The lowest unsur of each group; None without groups."""
        table = self.tabel_kelompok
        if table is None:
            return None
        label = table.columns[0]
        groups = [self.result[key] for key in self.result.groups.index]
        return pd.DataFrame(
            {
                label: table[label].iloc[: len(groups)],
                "IKM": table["IKM"].iloc[: len(groups)],
                "Unsur terendah": [self._named(g.priorities(1), g) or MISSING for g in groups],
            },
            dtype=object,
        )

    @property
    def tabel_mutu(self) -> pd.DataFrame:
        """The classes of the guideline, the highest first."""
        pedoman = self.result.pedoman
        bounds = zip(pedoman.mutu, upper_bounds(pedoman), strict=True)
        rows = [(m.huruf, m.kinerja, f"{decimal_id(m.ikm_min)} – {top}") for m, top in bounds]
        return pd.DataFrame(rows, columns=["Mutu", "Kinerja", "Nilai interval konversi (IKM)"], dtype=object)

    @property
    def tabel_rencana(self) -> pd.DataFrame:
        """The plan: No, Prioritas unsur, Program/Kegiatan, Waktu, Penanggung jawab."""
        printed = self.rencana.printed
        return pd.DataFrame(
            {
                "No": printed["No"],
                "Prioritas unsur": [
                    f"{u} ({n})" for u, n in zip(printed["Prioritas unsur"], printed["NRR"], strict=True)
                ],
                "Program/Kegiatan": [
                    p or mark("program atau kegiatan") for p in printed["Usulan program/kegiatan"]
                ],
                "Waktu": [w or mark("waktu") for w in printed["Waktu"]],
                "Penanggung jawab": [p or mark("penanggung jawab") for p in printed["Penanggung jawab"]],
            },
            dtype=object,
        )

    @property
    def tabel_tren(self) -> pd.DataFrame | None:
        """The trend, one row per period; None without one."""
        return None if self.trend is None else self.trend.printed

    @property
    def tabel_tindak_lanjut(self) -> pd.DataFrame | None:
        """What became of the plan of the previous period; None without one."""
        return None if self.tindak_lanjut is None else self.tindak_lanjut.printed

    @property
    def tabel_asal(self) -> pd.DataFrame:
        """How the numbers came about: Hal, Isi."""
        return self.result.provenance

    @property
    def kuesioner_soal(self) -> pd.DataFrame:
        """The questions with the answers to choose from: No, Pertanyaan, Jawaban."""
        pedoman = self.result.pedoman
        plain = f"1 (terendah) sampai {pedoman.nilai_max} (tertinggi)"
        rows = [
            (str(number), q.kode, q.teks, meanings(q) or plain)
            for number, q in enumerate(pedoman.pertanyaan, start=1)
        ]
        return pd.DataFrame(rows, columns=["No", "Kode", "Pertanyaan", "Jawaban dan nilainya"], dtype=object)

    @property
    def pengolahan(self) -> list[list[str]] | None:
        """One row per respondent used: number and answers, a dash for a blank.

        None without responses, or where there are more than :data:`ROWS`.
        """
        if self.responses is None or self.responses.n > ROWS:
            return None
        answers = np.column_stack([self.responses.answers[p] for p in self.result.pedoman.pertanyaan_kode])
        if self.result.tally.asal.blanks == "complete":
            answers = answers[(answers > 0).all(axis=1)]
        words = [MISSING, *map(str, range(1, self.result.pedoman.nilai_max + 1))]
        return [[str(i), *(words[a] for a in row)] for i, row in enumerate(answers.tolist(), start=1)]

    @property
    def kaki_pengolahan(self) -> list[list[tuple[str, int]]]:
        """The closing rows of the processing table: each a label, and per unsur a value and its columns."""
        pedoman = self.result.pedoman
        printed = self.result.printed_unsur
        spans = [len(u.pertanyaan) for u in pedoman.unsur]
        rows = {"Σ nilai": "Jumlah nilai", "Terisi": "n", "NRR": "NRR", "NRR tertimbang": "NRR tertimbang"}
        found = [[(label, 1), *zip(printed[c], spans, strict=True)] for label, c in rows.items()]
        indeks = indices(self.result.tally.pool())
        total = indeks.jumlah_tertimbang.text()[0]
        width = sum(spans)
        found.append([("*)", 1), (f"Jumlah NRR tertimbang: {total}", width)])
        mutu = f", mutu {self.result.mutu} ({self.result.kinerja})" if self.result.mutu else ""
        found.append([("**)", 1), (f"IKM unit pelayanan: {self.result.ikm_text}{mutu}", width)])
        return found

    # Pictures ---------------------------------------------------------------------------------------------

    def subject(self, name: str) -> Result | Trend | None:
        """What the chart of that name draws; None where there are no groups or no periods."""
        if name == "bagan_tren":
            return self.trend
        return self.result if name == "bagan_unsur" or self.result.tally.keys else None

    def picture(self, name: str) -> bytes:
        """The chart of that name as PNG."""
        return charts.picture(_CHARTS[name], self.subject(name))

    def _named(self, rows: pd.DataFrame, of: Result | None = None) -> str:
        printed = (of or self.result).printed_unsur["NRR"]
        nrr = dict(zip(printed.index, printed, strict=True))
        return _listing([f"{nama} ({nrr[code]})" for code, nama in rows["nama"].items()])


def _listing(names: list[str]) -> str:
    """``a, b, dan c``."""
    if len(names) < 3:
        return " dan ".join(names)
    return f"{', '.join(names[:-1])}, dan {names[-1]}"


def _short(text: str, longest: int = 120) -> str:
    """A name for use in a sentence: on one line, and cut to `longest`."""
    plain = " ".join(cleaned(text).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 2]} …"
