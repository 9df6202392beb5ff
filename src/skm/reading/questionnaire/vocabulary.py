"""The vocabulary of questionnaires (``skm/data/kuesioner.toml``), and the plain form for comparing texts."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from skm.ground.packaged import data_text

_SIGNS = re.compile(r"[\W_]+")


def plain(text: object) -> str:
    """A text in the form for comparison: lower case, "&" as "dan", other signs and white space as one space.

    Examples
    --------
    >>> plain("  Sopan & RAMAH ")
    'sopan dan ramah'
    >>> plain("No. Resp")
    'no resp'
    """
    folded = unicodedata.normalize("NFKC", str(text)).casefold().replace("&", " dan ")
    return _SIGNS.sub(" ", folded).strip()


# Signs that nobody sees: soft hyphen, zero width, direction of writing, byte order mark.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def tidy(text: object) -> str:
    """A text as it is shown: without surrounding and repeated white space, and without signs nobody sees."""
    text = str(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return " ".join(text.split())


def quoted(texts: Iterable[object]) -> str:
    """Texts as a list in a message: ``"KTP", "SKCK"``."""
    return ", ".join(f'"{text}"' for text in texts)


@cache
def vocabulary() -> dict[str, Any]:
    """The tables of ``kuesioner.toml``, read once."""
    return tomllib.loads(data_text("kuesioner.toml"))


@cache
def words(key: str) -> frozenset[str]:
    """One of the word lists at the top of the tables."""
    return frozenset(vocabulary()[key])


@cache
def field_headings() -> frozenset[str]:
    """Whole headings, plain, of profile fields and running numbers."""
    fields = vocabulary()["profil"].values()
    return words("nomor").union(*(field["judul"] for field in fields))


def is_blank(value: object) -> bool:
    """Whether a cell counts as blank: empty, None, NaN, "-", "N/A", "tidak diisi" and the like.

    Examples
    --------
    >>> [is_blank(v) for v in (None, " ", "–", "n/a", "tidak diisi", 0, "Tidak ada")]
    [True, True, True, True, True, False, False]
    """
    if value is None or value != value:  # NaN is the value that differs from itself
        return True
    if not isinstance(value, str):
        return False
    if value[:1].isdigit() or value.startswith("#"):  # "#N/A" is a formula that failed
        return False
    text = value.strip(_EMPTY_SIGNS)
    return not text or (len(text) < 60 and plain(text) in words("kosong"))


_EMPTY_SIGNS = " \t\r\n\u00a0\u200b-–—−_.…?/'\""  # a tick or a star is an answer of some kind
