"""The screen: all rules checked, the findings as a result, and questionnaires set aside on request."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import Argument, Hint, ResponseError, Wording
from skm.ground.numbers import decimal_id, integer_id
from skm.ground.printing import Printed, Shown, as_text
from skm.pedoman import PERMENPANRB_14_2017, Pedoman
from skm.reading import read
from skm.reading.responses import Responses
from skm.reading.responses.ledger import row_list
from skm.reading.responses.model import FRAME, ORIGIN, SET_ASIDE
from skm.reading.screening._answer_rules import repeats, straight_lines
from skm.reading.screening._coded_answers import CodedAnswers
from skm.reading.screening._profile_rules import ages, examples, minutes, totals
from skm.reading.screening.rules import RULES, Finding

_PLACES = 4  # sheets named in one finding


def screen(source: Any, *, pedoman: Pedoman | str = PERMENPANRB_14_2017, **reading: Any) -> Screening:
    """Screen answers for signs that they were copied, invented or mistyped.

    Ten rules are checked, each over all questionnaires:

    ========== ==========================================================================
    duplikat   same answers and same profile as an earlier questionnaire
    mirip      same profile as the questionnaire just above, one answer different
    berurutan  same answers as the questionnaire just above
    blok       a block of questionnaires repeated in the same order
    seragam    the same answer to every question
    pola       a pattern such as 1 2 3 4 1 2 3 4 1, or 3 4 3 4 3 4 3 4 3
    semenit    three or more questionnaires in one minute, if there are time stamps
    jumlah     a stored total, mean or index that does not follow from the answers
    usia       impossible ages
    contoh     marked as an example or a trial
    ========== ==========================================================================

    Where 87 % of all answers are 4, identical questionnaires are ordinary. Each finding is therefore compared
    with the number expected by chance, and only what is well above it is marked "periksa". Nothing is
    removed; see :meth:`Screening.apply`.

    Parameters
    ----------
    source : Responses, DataFrame, path, file object, or list of paths
        Anything other than Responses is first read by :func:`skm.read`, with `pedoman` and `reading`.

    Returns
    -------
    Screening

    Notes
    -----
    Columns of names are dropped on reading, so a row marked only by the name "Contoh" is not found.

    Examples
    --------
    >>> rows = [[4, 3, 4, 4, 3, 4, 4, 3, 4], [3, 3, 4, 3, 3, 4, 3, 3, 2], [2, 3, 3, 4, 4, 3, 4, 3, 3]]
    >>> sheet = pd.DataFrame(rows, columns=[f"U{i}" for i in range(1, 10)]).assign(usia=[41, 2, 30])
    >>> screening = screen(sheet)
    >>> screening.frame.query("tingkat == 'periksa'")[["aturan", "jumlah", "baris"]].values.tolist()
    [['usia', 1, '1']]
    >>> screening.apply("usia").account
    'Kuesioner masuk 3 = dipakai 2 + disisihkan 1'
    """
    responses = source if isinstance(source, Responses) else read(source, pedoman=pedoman, **reading)
    sheets = CodedAnswers(responses)
    found = [
        *repeats(sheets),
        *straight_lines(sheets),
        minutes(sheets),
        totals(sheets),
        ages(sheets),
        examples(sheets),
    ]
    return Screening(responses, tuple(found))


@dataclass(frozen=True, repr=False, eq=False)
class Screening(Printed):
    """What the screen found; it changes nothing by itself.

    Attributes
    ----------
    responses : Responses
        What was screened.
    findings : tuple of Finding
        One per rule, found or not.
    """

    responses: Responses
    findings: tuple[Finding, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """One row per rule, always all ten.

        Columns
        -------
        aturan : str, the rule, as :meth:`apply` and :meth:`rows` take it
        uraian : str, what it looks for
        jumlah : int64, questionnaires found
        bagian : float64, their share of all questionnaires used, 0 to 1; NaN when not examined
        wajar : float64, number expected by chance; NaN where chance plays no part
        tingkat : str, "periksa" (worth a look), "wajar" (may be chance), "tidak ada", "tidak diperiksa"
        baris : str, the first rows, numbered as in the spreadsheet; for a DataFrame, positions in
            ``responses.profile``, from 0
        saran : str, what to do
        """
        return pd.DataFrame(
            {
                "aturan": [f.aturan for f in self.findings],
                "uraian": [RULES[f.aturan].judul for f in self.findings],
                "jumlah": np.array([len(f.rows) for f in self.findings], dtype=np.int64),
                "bagian": [np.nan if f.unexamined else len(f.rows) / self.responses.n for f in self.findings],
                "wajar": np.array([f.expected for f in self.findings], dtype=np.float64),
                "tingkat": [f.tingkat for f in self.findings],
                "baris": [self._places(f.rows) for f in self.findings],
                "saran": [f.saran for f in self.findings],
            }
        )

    def rows(self, aturan: str) -> pd.DataFrame:
        """The questionnaires that one rule found, each with the reason.

        Returns
        -------
        DataFrame
            ``sumber``, ``lembar``, ``baris`` as in ``responses.origin``, and ``keterangan``, as "sama dengan
            baris 52"; the index is the position in ``responses.profile``.

        Raises
        ------
        KeyError
            When there is no such rule.
        """
        finding = self._finding(aturan)
        frame = self._origin(finding.rows)
        frame["keterangan"] = pd.Series(
            [finding.tell(row, self._place) for row in finding.rows.tolist()], index=frame.index, dtype=object
        )
        return frame

    def apply(self, *aturan: str) -> Responses:
        """The answers without the questionnaires that the named rules found; these are moved to `set_aside`.

        A questionnaire found by several rules is set aside once, for the first one named. Of several copies
        the first stays.

        Parameters
        ----------
        *aturan : str
            One or more rules, by the names in ``frame["aturan"]``.

        Returns
        -------
        Responses
            New; `set_aside` lists the questionnaires with the reason, `notes` says that it was a choice.

        Raises
        ------
        KeyError
            When there is no such rule.
        TypeError
            When no rule is named.
        ResponseError
            When no questionnaire would remain.
        """
        if not aturan:
            raise TypeError("apply needs the name of at least one rule, for example apply('duplikat')")
        r = self.responses
        reason = np.full(r.n, -1, dtype=np.int8)
        for number, name in reversed(list(enumerate(aturan))):
            reason[self._finding(name).rows] = number
        aside = np.flatnonzero(reason >= 0)
        keep = reason < 0
        if not keep.any():
            raise ResponseError(
                f"Aturan {', '.join(aturan)} menyisihkan seluruh {integer_id(r.n)} kuesioner; tidak ada yang "
                "tersisa untuk dihitung. Pilih aturan yang lebih sempit.",
                r.problems,
            )
        moved = self._origin(aside)
        moved["alasan"] = np.array([RULES[a].alasan for a in aturan], dtype=object)[reason[aside]]
        together = np.concatenate(
            [r.set_aside[SET_ASIDE].to_numpy(object), moved[SET_ASIDE].to_numpy(object)]
        )
        note = (
            f"Disisihkan atas pilihan pemakai setelah pemeriksaan mutu data, aturan {', '.join(aturan)}: "
            f"{integer_id(len(aside))} dari {integer_id(r.n)} kuesioner."
        )
        return replace(
            r,
            answers={kode: answer[keep] for kode, answer in r.answers.items()},
            profile=_kept(r.profile, keep),
            saran=_kept(r.saran, keep),
            origin=None if r.origin is None else _kept(r.origin, keep),
            set_aside=pd.DataFrame(together, columns=SET_ASIDE, dtype=object),
            notes=(*r.notes, note),
            blanked={kode: rows[keep] for kode, rows in r.blanked.items()},
        )

    def _finding(self, aturan: str) -> Finding:
        for finding in self.findings:
            if finding.aturan == aturan:
                return finding
        raise KeyError(f"no rule {aturan!r}; there are {list(RULES)}")

    # Places -----------------------------------------------------------------------------------------------

    def _origin(self, rows: NDArray[np.intp]) -> pd.DataFrame:
        """File, sheet and row of the questionnaires at these positions."""
        origin = self.responses.origin
        if origin is not None:
            found = origin.iloc[rows].astype({"sumber": object, "lembar": object})
            return found.set_axis(pd.Index(rows), axis=0)
        columns = dict(zip(ORIGIN, (FRAME, "", rows), strict=True))
        return pd.DataFrame(columns, index=pd.Index(rows)).astype({"sumber": object, "lembar": object})

    def _place(self, row: int) -> str:
        """Where one questionnaire stands; with file and sheet only if there are several."""
        origin = self.responses.origin
        if origin is None:
            return f"baris {row}"
        sumber, lembar, baris = origin.iloc[row]
        sheet = self._sheet_name(str(sumber), str(lembar))
        return f"{sheet} baris {baris}" if sheet else f"baris {baris}"

    def _sheet_name(self, sumber: str, lembar: str) -> str:
        origin = self.responses.origin
        assert origin is not None
        several = origin["sumber"].nunique() > 1, origin["lembar"].nunique() > 1
        return " ".join(
            text for text, shown in ((sumber, several[0]), (f'lembar "{lembar}"', several[1])) if shown
        )

    def _places(self, rows: NDArray[np.intp]) -> str:
        """The rows of a finding, shortened: "52-55, 86"; by sheet if there are several."""
        if not len(rows):
            return ""
        frame = self._origin(rows)
        parts: list[str] = []
        for (sumber, lembar), group in frame.groupby(["sumber", "lembar"], sort=False):
            sheet = "" if self.responses.origin is None else self._sheet_name(str(sumber), str(lembar))
            shown = row_list(group["baris"].tolist())
            parts.append(f"{sheet} baris {shown}" if sheet else shown)
        more = f"; dan {len(parts) - _PLACES} lembar lain" if len(parts) > _PLACES else ""
        return "; ".join(parts[:_PLACES]) + more

    # In words ---------------------------------------------------------------------------------------------

    def text(self, wording: Wording = Argument.in_python) -> str:
        """The report as text, for a reader who is given arguments in these words."""
        return as_text(*self._shown(wording))

    def _shown(self, wording: Wording = Argument.in_python) -> Shown:
        found = [f for level in ("periksa", "wajar") for f in self.findings if f.tingkat == level]
        n = sum(f.tingkat == "periksa" for f in found)
        what = f"{n} hal perlu diperiksa" if n else "tidak ada yang perlu diperiksa"
        headline = f"Pemeriksaan mutu data, {integer_id(self.responses.n)} kuesioner: {what}"
        tables = [self._table(found)] if found else []
        closing = " ".join([_CLOSING, *filter(None, (hint.worded(wording) for hint in _FURTHER))])
        return headline, tables, [*self._advice(found, wording), *self._not_found(), closing]

    def _table(self, found: Sequence[Finding]) -> pd.DataFrame:
        rows = [
            (
                f.aturan,
                integer_id(len(f.rows)),
                decimal_id(100 * len(f.rows) / self.responses.n, places=1),
                _about(f.expected),
                f.tingkat,
            )
            for f in found
        ]
        return pd.DataFrame(rows, columns=["Aturan", "Kuesioner", "Bagian (%)", "Wajar", "Tingkat"])

    def _advice(self, found: Sequence[Finding], wording: Wording) -> list[str]:
        """For each finding what it is, where, and what to do; and how the column Wajar is meant."""
        lines = [
            f"- {f.aturan} – {RULES[f.aturan].judul}. Baris: {self._places(f.rows)}. {f.advice(wording)}"
            for f in found
        ]
        if any(not math.isnan(f.expected) for f in found):
            lines.append(
                "Wajar: kira-kira sebanyak itu timbul secara kebetulan (untuk seragam dan pola: bila tiap "
                "pertanyaan dijawab terpisah)."
            )
        return lines

    def _not_found(self) -> list[str]:
        none = [f.aturan for f in self.findings if f.tingkat == "tidak ada"]
        skipped = [f for f in self.findings if f.unexamined]
        return [
            *([f"Tidak ditemukan: {', '.join(none)}."] if none else []),
            *(f"Tidak diperiksa: {f.aturan} ({f.unexamined.rstrip('.')})." for f in skipped),
        ]


_CLOSING = "Temuan bukan bukti; tidak ada kuesioner yang disisihkan."
_FURTHER = (
    Hint("Rincian: ", Argument("rows()", ...), "."),
    Hint("Menyisihkan: ", Argument("apply()", ...), "."),
)


def _kept(frame: pd.DataFrame, keep: NDArray[np.bool_]) -> pd.DataFrame:
    return frame[keep].reset_index(drop=True)


def _about(expected: float) -> str:
    """An expected number, as exact as it is worth: "0", "0,3", "12"."""
    return decimal_id(expected, places=1 if 0.05 <= expected < 10 else 0)
