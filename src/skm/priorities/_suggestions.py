"""Suggestions and complaints, sorted to unsur by words."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from skm.ground.errors import RencanaError
from skm.ground.numbers import integer_id
from skm.ground.packaged import data_text
from skm.ground.printing import Printed, Shown
from skm.pedoman import Pedoman
from skm.priorities.proposals import is_of, names_of
from skm.reading.questionnaire.vocabulary import is_blank, plain, tidy
from skm.reading.responses import Responses

# Numbers long enough to be a telephone number or NIK, and addresses: not repeated as an example.
_PERSONAL = re.compile(r"\S+@\S+|\+?\d[\d .-]{6,}\d")


@dataclass(frozen=True, slots=True)
class Topik:
    """Words that point to an unsur: the names of the unsur, and the words; a star is any ending."""

    unsur: tuple[str, ...]
    kata: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keywords:
    """A keyword table: topics, and the texts that suggest nothing."""

    topik: tuple[Topik, ...]
    tanpa_isi: frozenset[str]


def keywords(text: str | None = None, *, extend: bool = False) -> Keywords:
    """The keyword table: the one that ships, or an office's own as TOML text.

    Parameters
    ----------
    text : str
        A list ``[[topik]]`` of ``unsur`` (names) and ``kata`` (words, a star for any ending), and a list
        ``tanpa_isi`` of texts that suggest nothing.
    extend : bool
        Add to the table that ships in place of replacing it.

    Raises
    ------
    RencanaError
        When the text is not TOML, or a topic lacks something.
    """
    if text is None:
        return _packaged()
    try:
        data = tomllib.loads(text)
        topics = tuple(Topik(names_of(t["unsur"]), names_of(t["kata"])) for t in data.get("topik", []))
        nothing = frozenset(map(plain, data.get("tanpa_isi", [])))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise RencanaError(
            f"Berkas kata kunci salah bentuk ({error}). Setiap [[topik]] memerlukan unsur dan kata."
        ) from error
    if extend:
        base = _packaged()
        return Keywords(base.topik + topics, base.tanpa_isi | nothing)
    return Keywords(topics, nothing)


@dataclass(frozen=True, repr=False, eq=False)
class SortedSaran(Printed):
    """Suggestions sorted to unsur.

    Parameters
    ----------
    pedoman : Pedoman
    frame : DataFrame
        One row per suggestion and unsur it belongs to: `nomor` (int64, which of the texts), `unsur` (str,
        code), `teks` (str, as written), `kata` (str, the words found).
    unmatched : tuple of str
        Suggestions in which no keyword was found, as written.
    empty : int
        Cells that are empty, or hold words such as "tidak ada" that suggest nothing.
    """

    pedoman: Pedoman
    frame: pd.DataFrame
    unmatched: tuple[str, ...]
    empty: int

    @property
    def counts(self) -> pd.Series:
        """Suggestions per unsur: int64, every unsur in the guideline's order."""
        index = pd.Index(self.pedoman.kode, dtype=object, name="unsur")
        return self.frame["unsur"].value_counts().reindex(index, fill_value=0).rename("jumlah")

    def examples(self, kode: str, k: int = 2) -> list[str]:
        """The `k` most frequent suggestions to an unsur, as first written, the earlier first of equals.

        Telephone numbers, other long numbers and e-mail addresses in them are replaced by "...".
        """
        texts = self.frame.loc[self.frame["unsur"] == kode, "teks"]
        first: dict[str, str] = {}
        for text in texts:
            first.setdefault(plain(text), text)
        common = Counter(map(plain, texts)).most_common(k)
        return [_PERSONAL.sub("...", first[key]) for key, _ in common]

    @property
    def printed(self) -> pd.DataFrame:
        """As an office prints it: one row per unsur with suggestions, then those without a keyword."""
        counts = self.counts
        rows = [
            (u.nama, integer_id(counts[u.kode]), "; ".join(self.examples(u.kode)))
            for u in self.pedoman.unsur
            if counts[u.kode]
        ]
        if self.unmatched:
            shown = "; ".join(_PERSONAL.sub("...", t) for t in self.unmatched[:2])
            rows.append(("(tidak terpilah)", integer_id(len(self.unmatched)), shown))
        return pd.DataFrame(rows, columns=["Unsur", "Jumlah", "Contoh"], dtype=object)

    def _shown(self) -> Shown:
        note = f"Kosong atau tanpa isi: {integer_id(self.empty)}. Satu saran dapat menyangkut beberapa unsur."
        return "Saran dan pengaduan menurut unsur", [self.printed], [note]


def sort_saran(
    source: Responses | Iterable[object],
    pedoman: Pedoman | None = None,
    table: Keywords | None = None,
) -> SortedSaran:
    """Sort suggestions and complaints to the unsur they are about.

    Parameters
    ----------
    source : Responses, or iterable of texts
        All free-text columns of the Responses, or the texts themselves; empty cells are counted.
    pedoman : Pedoman
        Needed for plain texts; Responses bring their own.
    table : Keywords
        See :func:`keywords`.

    Examples
    --------
    >>> from skm.pedoman import PERMENPANRB_14_2017
    >>> found = sort_saran(["Operator e-KTP sering datang terlambat", "Pelayanan kurang memuaskan", "-"],
    ...                    PERMENPANRB_14_2017)
    >>> found.frame["unsur"].tolist(), found.unmatched, found.empty
    (['U3'], ('Pelayanan kurang memuaskan',), 1)
    """
    table = table or keywords()
    if isinstance(source, Responses):
        pedoman = pedoman or source.pedoman
        source = [text for column in source.saran for text in source.saran[column]]
    if pedoman is None:
        raise TypeError("a pedoman is needed to sort plain texts")
    patterns = _patterns(pedoman, table.topik)
    rows, unmatched, empty = [], [], 0
    for number, text in enumerate(source):
        compared = "" if is_blank(text) else plain(text)
        if not compared or compared in table.tanpa_isi:
            empty += 1
            continue
        found = [(kode, sorted(set(p.findall(compared)))) for kode, p in patterns]
        hits = [(number, kode, tidy(text), ", ".join(w)) for kode, w in found if w]
        rows += hits
        if not hits:
            unmatched.append(tidy(text))
    kinds = {"nomor": "int64", "unsur": "object", "teks": "object", "kata": "object"}
    frame = pd.DataFrame(rows, columns=list(kinds), dtype=object).astype(kinds)
    return SortedSaran(pedoman, frame, tuple(unmatched), empty)


def _patterns(pedoman: Pedoman, topics: Sequence[Topik]) -> list[tuple[str, re.Pattern[str]]]:
    """One pattern per unsur that has words, over texts in plain form."""
    out = []
    for unsur in pedoman.unsur:
        words = sorted({w for t in topics if is_of(t.unsur, unsur) for w in t.kata})
        if words:
            parts = [re.escape(plain(w)) + (r"\w*" if w.endswith("*") else "") for w in words]
            out.append((unsur.kode, re.compile(rf"\b(?:{'|'.join(parts)})\b")))
    return out


@cache
def _packaged() -> Keywords:
    return keywords(data_text("kata_kunci.toml"))
