"""U8 and U9: the guideline lists pengaduan before sarana, its printed form asks them the other way round.

A heading that is a bare code does not say which of the two it follows; the labels of the answers may.
"""

from __future__ import annotations

from collections.abc import Mapping

from skm.ground.errors import ColumnNotFoundError
from skm.pedoman import Pedoman, Pertanyaan
from skm.reading.questionnaire.answers import fits_own
from skm.reading.questionnaire.layout import Layout
from skm.reading.responses.table import Sheet

Found = Mapping[str, set[tuple[str, int | None]]]


def refuse_swapped(sheet: Sheet, layout: Layout, labels: Found, pedoman: Pedoman) -> None:
    """Refuse two columns known by bare codes when each is answered with the labels of the other's unsur.

    Parameters
    ----------
    labels : mapping
        Per question code, the labels found in its column.

    Raises
    ------
    ColumnNotFoundError
    """
    bare = [p for p in pedoman.pertanyaan if p.kode in layout.by_code]

    def is_other(a: Pertanyaan, b: Pertanyaan) -> bool:
        return fits_own(b, labels[a.kode]) and not fits_own(a, labels[a.kode])

    for i, a in enumerate(bare):
        for b in bare[i + 1 :]:
            if is_other(a, b) and is_other(b, a):
                one, two = (sheet.headings[layout.questions[k]] for k in (a.kode, b.kode))
                names = {p.kode: u.nama for u in pedoman.unsur for p in u.pertanyaan}
                raise ColumnNotFoundError(
                    f'{sheet.place}: kolom "{one}" berisi label jawaban {names[b.kode]} dan kolom "{two}" '
                    f"berisi label jawaban {names[a.kode]}; keduanya tertukar dari urutan pedoman.\n"
                    f'Sebutkan kolomnya: columns={{"{a.kode}": "{two}", "{b.kode}": "{one}"}}.'
                )


def order_note(sheet: Sheet, layout: Layout, labels: Found, pedoman: Pedoman) -> list[str]:
    """What to say when only a bare code tells pengaduan from sarana, and the answers do not settle it."""
    by_kode = {p.kode: (p, u.nama) for u in pedoman.unsur for p in u.pertanyaan}
    if not {"U8", "U9"} <= layout.by_code & set(by_kode):
        return []
    (eight, first), (nine, second) = by_kode["U8"], by_kode["U9"]
    if not ("Pengaduan" in first and "Sarana" in second):
        return []
    if fits_own(eight, labels["U8"]) and fits_own(nine, labels["U9"]):
        return []
    one, two = (sheet.headings[layout.questions[k]] for k in ("U8", "U9"))
    return [
        f'Kolom "{one}" dan "{two}" dibaca menurut urutan pedoman: {first}; {second}. Formulir kuesioner '
        "menanyakan keduanya terbalik; bila berkas ini mengikuti formulir, sebutkan "
        f'columns={{"U8": "{two}", "U9": "{one}"}}.'
    ]
