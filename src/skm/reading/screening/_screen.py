"""The screen of the answers: every rule looked at, a report, and nothing set aside unless a rule is named."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import ResponseError
from skm.ground.numbers import decimal_id, integer_id
from skm.pedoman import PERMENPANRB_14_2017, Pedoman
from skm.reading import read
from skm.reading.responses import Responses
from skm.reading.responses.rows import row_list
from skm.reading.responses.table import FRAME, ORIGIN, SET_ASIDE
from skm.reading.screening._beside import ages, examples, minutes, totals
from skm.reading.screening._codes import Sheets
from skm.reading.screening._patterns import repeats, single_sheets
from skm.reading.screening.rules import RULES, Finding

_PLACES = 4  # sheets named in one finding


def screen(source: Any, *, pedoman: Pedoman | str = PERMENPANRB_14_2017, **reading: Any) -> Screening:
    """Screen answers for what suggests that they are no honest answers, or mistyped.

    Ten rules are looked at, each over all questionnaires:

    ========== ==========================================================================
    duplikat   all answers and the whole profile equal an earlier questionnaire
    mirip      the profile of the questionnaire just above, one answer changed
    berurutan  all answers equal those of the questionnaire just above
    blok       a stretch of questionnaires repeated in the same order
    seragam    one answer throughout
    pola       1 2 3 4 1 2 3 4 1, or 3 4 3 4 3 4 3 4 3
    semenit    three questionnaires or more in one minute, where there are time stamps
    jumlah     a stored total, mean or index that the answers beside it do not give
    usia       impossible ages
    contoh     marked as an example or a trial
    ========== ==========================================================================

    Where 87 % of all answers are 4, equal questionnaires are ordinary: a finding stands beside the number
    that chance alone would bring about, and only what is well above it is
    called "periksa". Nothing is removed; see :meth:`Screening.apply`.

    Parameters
    ----------
    source : Responses, DataFrame, path, file object, or list of paths
        Anything but Responses is read first, with `pedoman` and the other arguments of :func:`skm.read`.

    Returns
    -------
    Screening

    Notes
    -----
    Columns of names are dropped on reading, so a row whose only mark is the name "Contoh" is not found.

    Examples
    --------
    >>> rows = [[4, 3, 4, 4, 3, 4, 4, 3, 4], [3, 3, 4, 3, 3, 4, 3, 3, 2], [2, 3, 3, 4, 4, 3, 4, 3, 3]]
    >>> sheet = pd.DataFrame(rows, columns=[f"U{i}" for i in range(1, 10)]).assign(usia=[41, 2, 30])
    >>> screening = screen(sheet)
    >>> screening.temuan.query("tingkat == 'periksa'")[["aturan", "jumlah", "baris"]].values.tolist()
    [['usia', 1, '1']]
    >>> screening.apply("usia").account
    'Kuesioner masuk 3 = dipakai 2 + disisihkan 1'
    """
    responses = source if isinstance(source, Responses) else read(source, pedoman=pedoman, **reading)
    sheets = Sheets(responses)
    found = [
        *repeats(sheets),
        *single_sheets(sheets),
        minutes(sheets),
        totals(sheets),
        ages(sheets),
        examples(sheets),
    ]
    return Screening(responses, tuple(found))


@dataclass(frozen=True, repr=False, eq=False)
class Screening:
    """What the screen found. It changes nothing by itself.

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
    def temuan(self) -> pd.DataFrame:
        """One row per rule, always all ten.

        Columns
        -------
        aturan : str, the rule, as :meth:`apply` and :meth:`rows` take it
        uraian : str, what it looks for
        jumlah : int64, questionnaires found
        bagian : float64, their share of all questionnaires used, 0 to 1; NaN when not examined
        wajar : float64, how many chance alone would bring about; NaN where chance has no part in it
        tingkat : str, "periksa" (worth a look), "wajar" (may be chance), "tidak ada", "tidak diperiksa"
        baris : str, where they are: the first rows as the spreadsheet counts them; of a DataFrame the
            positions in ``responses.profile``, from 0
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
        """The questionnaires one rule found, each with what is wrong with it.

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
        """The answers without the questionnaires that the named rules found; all are accounted for.

        A questionnaire found by several of the rules is set aside once, for the first that is named. Of
        copies the first questionnaire stays.

        Parameters
        ----------
        *aturan : str
            One or more rules, by the names in ``temuan["aturan"]``.

        Returns
        -------
        Responses
            New; `set_aside` has the questionnaires with their reason, `notes` says that it was a choice.

        Raises
        ------
        KeyError
            When there is no such rule.
        TypeError
            When no rule is named: the screen never chooses by itself.
        ResponseError
            When no questionnaire would be left.
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
        """One questionnaire as a person finds it; file and sheet only where there are several."""
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
        """Rows of a finding, shortened: "52-55, 86", by sheet where there are several."""
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

    def _headline(self) -> str:
        n = sum(f.tingkat == "periksa" for f in self.findings)
        what = f"{n} hal perlu diperiksa" if n else "tidak ada yang perlu diperiksa"
        return f"Pemeriksaan mutu data, {integer_id(self.responses.n)} kuesioner: {what}"

    def _lines(self, tingkat: str) -> list[tuple[str, list[str]]]:
        """Each finding of one level: its first line, and the lines below it."""
        said = []
        for finding in self.findings:
            if finding.tingkat == tingkat:
                found = len(finding.rows)
                chance = finding.expected
                beside = "" if math.isnan(chance) else f"; {RULES[finding.aturan].dasar} {_about(chance)}"
                share = decimal_id(100 * found / self.responses.n, places=1)
                first = f"{RULES[finding.aturan].judul}: {integer_id(found)} kuesioner ({share} %{beside})."
                below = [f"Baris: {self._places(finding.rows)}", f"Saran: {finding.saran}"]
                said.append((f"{finding.aturan} – {first}", below))
        return said

    def _others(self) -> list[str]:
        """The rules without a finding, and what applying means."""
        none = [f.aturan for f in self.findings if f.tingkat == "tidak ada"]
        lines = [f"Tidak ditemukan: {', '.join(none)}."] if none else []
        lines += [
            f"Tidak diperiksa: {f.aturan} ({f.unexamined.rstrip('.')})."
            for f in self.findings
            if f.unexamined
        ]
        return [
            *lines,
            "Temuan bukan bukti; tidak ada kuesioner yang disisihkan. Rincian: rows(aturan). Menyisihkan: "
            "apply(aturan).",
        ]

    def __repr__(self) -> str:
        lines = [self._headline()]
        for tingkat, title in (("periksa", "Perlu diperiksa"), ("wajar", "Wajar")):
            said = self._lines(tingkat)
            lines += ["", title] if said else []
            for first, below in said:
                lines += [f"- {first}", *(f"  {line}" for line in below)]
        return "\n".join([*lines, "", *self._others()])

    def _repr_html_(self) -> str:
        parts = [f"<p><strong>{html.escape(self._headline())}</strong></p>"]
        for tingkat, title in (("periksa", "Perlu diperiksa"), ("wajar", "Wajar")):
            items = [
                f"<li>{'<br>'.join(html.escape(line) for line in [first, *below])}</li>"
                for first, below in self._lines(tingkat)
            ]
            parts += [f"<p>{title}</p><ul>{''.join(items)}</ul>"] if items else []
        parts += [f"<p>{html.escape(line)}</p>" for line in self._others()]
        return f"<div>{''.join(parts)}</div>"


def _kept(frame: pd.DataFrame, keep: NDArray[np.bool_]) -> pd.DataFrame:
    return frame[keep].reset_index(drop=True)


def _about(expected: float) -> str:
    """An expected number, as exact as it is worth: "0", "0,3", "12"."""
    if expected < 0.05:
        return "0"
    return decimal_id(expected, places=1 if expected < 10 else 0)
