"""Mask personal data inside free text: numbers, addresses and names."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "[disamarkan]"

# Between groups of digits: any space, dash, slash or dot
_BETWEEN = r"[\s.\-/\u2010-\u2015\u2212]"
_SEPARATED = rf"{_BETWEEN}?"
# NIK and other numbers of sixteen digits; NPWP; telephone numbers; any long number; e-mail; an address
_NUMBERS = (
    rf"(?<![\d])\d{{4}}{_SEPARATED}\d{{2}}{_SEPARATED}\d{{6}}{_SEPARATED}\d{{4}}(?!\d)",
    rf"(?<!\d)\d{{6}}{_SEPARATED}\d{{6}}{_SEPARATED}\d{{4}}(?!\d)",
    rf"(?<!\d)(?:\d{{4}}{_SEPARATED}){{3}}\d{{4}}(?!\d)",
    r"(?<!\d)\d{2}\.\d{3}\.\d{3}\.\d[-.]\d{3}\.\d{3}(?!\d)",
    rf"(?<!\d)\(?(?:\+\s?62|62|0)\)?{_SEPARATED}\(?8\d{{1,2}}\)?(?:{_SEPARATED}\d){{5,10}}(?!\d)",
    rf"(?<!\d)\(?(?:\+\s?62{_SEPARATED}|0)[2-79]\d{{1,2}}\)?{_SEPARATED}\d{{3,4}}(?:{_SEPARATED}\d{{3,4}})?(?!\d)",
    r"(?<!\d)\d{9,}(?!\d)",
)
_MAIL = r"[^\s@,;:<>()\[\]\"']+\s?@\s?[^\s@,;:<>()\[\]\"']+\.\w+"
_STREET = (
    r"\b(?:jl|jln|jalan|gg|gang|blok|komplek|kompleks|perum|perumahan)\b[^,;!?\n]{0,60}?\bno(?:mor)?\b\.?\s*\d+\w?",
    r"\brt\b\.?\s*:?\s*\d{1,3}\s*[/,.\-]?\s*\brw\b\.?\s*:?\s*\d{1,3}",
    r"\brt\s*/\s*rw\b\.?\s*:?\s*\d{1,3}\s*/\s*\d{1,3}",
)
_PATTERNS = re.compile("|".join((_MAIL, *_NUMBERS, *_STREET)), re.IGNORECASE)
_PERHAPS = re.compile(r"@|\d[\d\s.()\-+/\u2010-\u2015\u2212]{5,}\d|\b(?:no|nomor|rt)\b", re.IGNORECASE)

_TITLE = re.compile(
    r"\b((?:[Pp]ak|[Bb]apak|[Bb]u|[Ii]bu|[Ss]dri?|[Mm]as|[Mm]bak|[Kk]ak|[Bb]ang|[Dd]rg?|[Hh]j?"
    r"|[Bb]pk|BPK|[Tt]n|TN|[Nn]yy?|NY|[Nn]n|[Aa]\.\s?[Nn]|[Aa]/[Nn]|[Aa]tas [Nn]ama)\b\.?\s*"
    r"(?:(?<=[\s.])))"
    r"([A-Z][\w'’.]*(?:\s+[A-Z][\w'’]*){0,3})"
)
# Not names, although a title may stand before them
_OFFICES = frozenset(
    re.findall(
        r"\w+",
        "camat lurah kepala kades bupati walikota wali gubernur guru bidan dokter petugas "
        "sekretaris sekda kasi kabid kasubag kadis ketua presiden menteri operator polisi "
        "satpam perawat apoteker rt rw ibu bapak pak bu dan yang di ke dari hamil "
        "saudara saudari sekalian masyarakat "
        "menyusui direktur pimpinan staf pegawai admin teller kapolres kapolsek danramil ",
    )
)
_WORD = re.compile(r"\w+")
_LONGEST = 8  # words of a name or an address


class Mask:
    """Masks personal data in texts: numbers and addresses by their form, names by those in the file.

    Parameters
    ----------
    known : iterable of str
        Cells of the columns of personal data, which are masked wherever they occur in another text. A single
        word is masked if it has at least four letters and begins with a capital.

    Examples
    --------
    >>> mask = Mask(["Siti Aminah", "Budi"])
    >>> mask("Tolong hubungi siti aminah di 0812-3456-7890")
    'Tolong hubungi [disamarkan] di [disamarkan]'
    >>> mask("Bu Rahma baik sekali, Pak Camat juga"), mask("NIK 6371011234560001, budi")
    ('Bu [disamarkan] baik sekali, Pak Camat juga', 'NIK [disamarkan], budi')
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: dict[str, set[tuple[str, ...]]] = {}
        for text in known:
            words = tuple(word.casefold() for word in _WORD.findall(text)[:_LONGEST])
            if len(words) > 1 or (words and len(words[0]) > 3 and not words[0].isdigit()):
                self._known.setdefault(words[0], set()).add(words)

    def __call__(self, text: str) -> str:
        if _PERHAPS.search(text):
            text = _PATTERNS.sub(MASK, text)
        if self._known:
            text = self._without_known(text)
        return _TITLE.sub(_without_name, text)

    def _without_known(self, text: str) -> str:
        found = list(_WORD.finditer(text))
        words = [match[0].casefold() for match in found]
        out, at, i = [], 0, 0
        while i < len(words):
            here = [
                len(name)
                for name in self._known.get(words[i], ())
                if name == tuple(words[i : i + len(name)]) and (len(name) > 1 or found[i][0][0].isupper())
            ]
            if not here:
                i += 1
                continue
            out += [text[at : found[i].start()], MASK]
            i += max(here)
            at = found[i - 1].end()
        return "".join((*out, text[at:]))


def _without_name(match: re.Match[str]) -> str:
    first = match[2].split()[0].strip(".'’").casefold()
    return match[0] if first in _OFFICES else match[1] + MASK
