"""Why a file without a row of headings cannot be read: turned tables, frequencies, nothing at all."""

from __future__ import annotations

from collections.abc import Sequence

from skm.ground.errors import Argument, Hint
from skm.pedoman import Pedoman
from skm.reading.questionnaire.answers import is_answer
from skm.reading.questionnaire.layout import Misfit, Reader, listed, texts_of, unsur_name


def turned_table(rows: Sequence[Sequence[object]], reader: Reader) -> str:
    """What a sheet with the unsur below each other holds, in Indonesian; "" when they do not stand so."""
    size = len(reader.pedoman.pertanyaan_kode)
    for at in range(min(4, max(map(len, rows), default=0))):
        column = [texts_of([row[at]])[0] if at < len(row) else "" for row in rows[:500]]
        kodes = reader.kodes(column)
        if len({kode for kode in kodes if kode}) < size:
            continue
        first = next(i for i, kode in enumerate(kodes) if kode is not None)
        above = next((texts_of(row) for row in reversed(rows[:first]) if any(texts_of(row))), [])
        answers = [h for h in above[at + 1 :] if h.isdigit() or is_answer(h, reader.pedoman)]
        return "tabel frekuensi" if len(answers) == reader.pedoman.nilai_max else "tabel terbalik"
    return ""


_TURNED = {
    "tabel frekuensi": "Isinya tabel frekuensi: tiap unsur satu baris, dan berapa kali tiap jawaban "
    "diberikan. Indeks dihitung dari jawaban tiap responden; baca lembar atau berkas yang memuat satu baris "
    "per responden.",
    "tabel terbalik": "Tabelnya terbalik: unsur sebagai baris dan responden sebagai kolom. Di Excel: salin "
    "tabelnya, Tempel Khusus (Paste Special) > Transpose ke lembar baru, simpan, lalu baca lembar itu.",
}


def no_table(
    name: str, pedoman: Pedoman, first_row: Sequence[str], notes: Sequence[str] = (), turned: str = ""
) -> Misfit:
    """Why a file in which no row of headings was found cannot be laid out.

    A first row with a number in it is a respondent's, not one of headings, and is not quoted.
    """
    if turned:
        return Misfit("\n".join([f"{name}: {_TURNED[turned]}", *notes]))
    names = ", ".join(unsur_name(pedoman, k) for k in pedoman.pertanyaan_kode)
    columns = Argument("columns", {pedoman.pertanyaan_kode[0]: "judul kolomnya"})
    return Misfit(
        "\n".join(
            [
                f"{name} tidak memuat baris judul dengan kolom unsur {pedoman.nama} ({names}).",
                *notes,
                "Baris pertama yang terisi memuat angka, jadi bukan judul kolom."
                if any(cell.strip(" +-.,").isdigit() for cell in first_row)
                else f"Baris pertama yang terisi: {listed(first_row)}.",
            ]
        ),
        (Hint("Beri judul pada kolomnya, atau sebutkan, misalnya ", columns, "."),),
    )
