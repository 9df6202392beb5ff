"""The workbook to type questionnaires into: one sheet per service, read back without configuration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from skm.ground.writing import Target, write_to
from skm.pedoman import PERMENPANRB_14_2017, Pedoman, Pertanyaan, Unsur
from skm.reading.questionnaire.layout import Layout, Reader
from skm.reading.questionnaire.profile import categories
from skm.report._formulas import area, on
from skm.report.sheets import Book

# What Excel can hold: characters of a list, of a message, of its title.
_LIST, _MESSAGE, _TITLE = 255, 255, 32
# The row of the headings, below title and advice, counted from 0.
_HEAD = 3
_BEFORE = {"No": 7, "Tanggal survei": 14, "Jenis kelamin": 10, "Usia": 8, "Pendidikan": 14, "Pekerjaan": 20}
_AFTER = {"Saran": 50}


def template(
    path: Target,
    *,
    pedoman: Pedoman = PERMENPANRB_14_2017,
    layanan: Sequence[str] = (),
    nama: str = "",
    rows: int = 1000,
) -> Path | None:
    """Write a workbook to type questionnaires into, whole or not at all.

    One sheet per service with the fields of the official questionnaire and one column per question, drop-down
    lists and input messages, and a sheet ``Petunjuk`` of instructions. :func:`skm.read` takes it as it is:
    the service of a questionnaire is the name of its sheet, and empty rows are skipped.

    Parameters
    ----------
    path : path or binary file object
        A file already at the path is replaced, and its path returned.
    pedoman : Pedoman
        Its questions, in its order.
    layanan : sequence of str
        One sheet each; without any, one sheet ``Kuesioner``. A name that Excel does not allow for a
        sheet (longer than 31 characters, or with ``[]:*?/\\``) is adapted, as ``Petunjuk`` explains.
    nama : str
        Of the unit, for the head of each sheet.
    rows : int
        Rows with lists and messages, 1 to 100,000.

    Raises
    ------
    FileError
        When the file cannot be written.
    ValueError
        When a service is empty or given twice, or `rows` is out of range.

    Examples
    --------
    >>> import io, openpyxl
    >>> file = io.BytesIO()
    >>> template(file, layanan=["KTP", "KK"])
    >>> openpyxl.load_workbook(file).sheetnames
    ['Petunjuk', 'KTP', 'KK']
    """
    if isinstance(layanan, str):
        raise TypeError("layanan must be a sequence of services, not a single str")
    names = [" ".join(name.split()) for name in layanan]
    if not all(names) or len({name.casefold() for name in names}) < len(names):
        raise ValueError(f"layanan must be names that differ and are not empty, not {list(layanan)}")
    if not 1 <= rows <= 100_000:
        raise ValueError(f"rows must be 1 to 100,000, not {rows}")
    book = Book(f"Kuesioner SKM {nama}".strip())
    guide = book.page("Petunjuk")
    signs = dict.fromkeys(map(ord, "[]:*?/\\"), "-")  # that no name of a sheet may have
    pages = [(name, book.page(name.translate(signs))) for name in names or ["Kuesioner"]]
    headings = question_headings(pedoman)
    lists = _Lists(book)
    for name, page in pages:
        head = " – ".join(filter(None, ["Kuesioner SKM", nama, name if names else ""]))
        _sheet(book, page, head, pedoman, headings, rows, lists)
    _instructions(book, guide, pedoman, nama, [(name, page.get_name()) for name, page in pages], rows)
    pages[0][1].activate() if len(pages) == 1 else guide.activate()
    return write_to(path, book.content())


def question_headings(pedoman: Pedoman) -> list[str]:
    """The heading of each question: its code and the name of its unsur.

    The codes alone where :func:`skm.read` would not recognize these headings.

    Examples
    --------
    >>> question_headings(PERMENPANRB_14_2017)[8]
    'U9 Sarana dan Prasarana'
    """
    named = [_heading(u, p) for u in pedoman.unsur for p in u.pertanyaan]
    wanted = {code: len(_BEFORE) + i for i, code in enumerate(pedoman.pertanyaan_kode)}
    layout = Reader(pedoman).layout([*_BEFORE, *named, *_AFTER], frozenset(), "")
    known = isinstance(layout, Layout) and layout.questions == wanted and not layout.notes
    return named if known else list(pedoman.pertanyaan_kode)


def meanings(question: Pertanyaan) -> str:
    """What each answer to a question means: "1 = Tidak sesuai; 2 = ..."; "" where it has no labels."""
    return "; ".join(f"{nilai} = {label}" for nilai, label in enumerate(question.label, start=1))


def nilai_rule(pedoman: Pedoman) -> dict[str, Any]:
    """The rule of cells that hold an answer: a whole number on the scale, or nothing."""
    largest = pedoman.nilai_max
    wrong = f"Isi bilangan bulat 1 sampai {largest}; jawaban yang tidak diisi dikosongkan."
    return {**_between("integer", 1, largest), "error_message": wrong}


def _heading(unsur: Unsur, question: Pertanyaan) -> str:
    text = unsur.nama if len(unsur.pertanyaan) == 1 else question.teks or unsur.nama
    return f"{question.kode} {text}"


class _Lists:
    """Drop-down lists: in the rule itself where they fit, else on a hidden sheet."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.page: Any = None
        self.known: dict[tuple[str, ...], str] = {}

    def source(self, values: Sequence[str]) -> list[str] | str:
        if len(",".join(values)) <= _LIST:
            return list(values)
        key = tuple(values)
        if key not in self.known:
            if self.page is None:
                self.page = self.book.page("Daftar")
                self.page.hide()
            column = len(self.known)
            for row, value in enumerate(values):
                self.book.cell(self.page, row, column, value)
            self.known[key] = "=" + on(self.page.get_name(), area(0, column, len(values) - 1, column))
        return self.known[key]


def _sheet(
    book: Book, page: Any, head: str, pedoman: Pedoman, headings: Sequence[str], rows: int, lists: _Lists
) -> None:
    """One sheet to fill in."""
    book.cell(page, 0, 0, head, book.title)
    scale = f"nilai 1 sampai {pedoman.nilai_max}"
    advice = f"Satu baris untuk satu responden. Isi {scale}; jawaban yang tidak diisi dikosongkan."
    book.cell(page, 1, 0, advice, book.line)
    questions = dict.fromkeys(headings, 15)
    columns = [*_BEFORE.items(), *questions.items(), *_AFTER.items()]
    text, number = book.style(text_wrap=True), book.style(align="center")
    formats = {"Tanggal survei": book.style(num_format="dd/mm/yyyy", align="center"), "Saran": text}
    for column, (heading, width) in enumerate(columns):
        page.set_column(column, column, width, formats.get(heading, number if heading in questions else text))
        book.cell(page, _HEAD, column, heading, book.head)
    page.set_row(_HEAD, 62 if len(max(headings, key=len)) < 60 else 110)
    page.freeze_panes(_HEAD + 1, 1)
    page.repeat_rows(_HEAD)
    top, bottom = _HEAD + 1, _HEAD + rows
    ruled = book.style(border=1, border_color="#BFBFBF")  # of the rows to fill in; their cells stay empty
    page.conditional_format(
        top, 0, bottom, len(columns) - 1, {"type": "formula", "criteria": "=TRUE", "format": ruled}
    )
    page.print_area(0, 0, bottom, len(columns) - 1)
    rules = _profile_rules(lists) | _question_rules(pedoman, headings, lists)
    for column, (heading, _) in enumerate(columns):
        if heading in rules:
            page.data_validation(top, column, bottom, column, rules[heading])


def _profile_rules(lists: _Lists) -> dict[str, dict[str, Any]]:
    def listed(field: str, title: str, words: str, kind: str = "stop") -> dict[str, Any]:
        return {
            "validate": "list",
            "source": lists.source(categories(field)),
            "error_type": kind,
            **_messages(title, words, f"{words} Pilih dari daftar."),
        }

    day = _messages("Tanggal survei", "Hari/bulan/tahun, misalnya 31/01/2024.", "Isi tanggal yang benar.")
    age = _messages("Usia", "Dalam tahun, bilangan bulat.", "Usia adalah bilangan bulat 1 sampai 120.")
    other = "Pilih dari daftar; yang lain boleh ditulis sendiri."
    return {
        "Tanggal survei": _between("date", date(2000, 1, 1), date(2100, 12, 31)) | day,
        "Jenis kelamin": listed("jenis_kelamin", "Jenis kelamin", "L = laki-laki, P = perempuan."),
        "Usia": _between("integer", 1, 120) | age,
        "Pendidikan": listed("pendidikan", "Pendidikan", "Pendidikan terakhir yang tamat.", "warning"),
        "Pekerjaan": listed("pekerjaan", "Pekerjaan", other, "warning"),
    }


def _question_rules(pedoman: Pedoman, headings: Sequence[str], lists: _Lists) -> dict[str, dict[str, Any]]:
    """Whole numbers from a list, or within bounds where the list would be long."""
    largest = pedoman.nilai_max
    values = [str(v) for v in range(1, largest + 1)]
    rule = nilai_rule(pedoman)
    wrong = rule["error_message"]
    if largest <= 10:
        rule = {"validate": "list", "source": lists.source(values)}
    found = {}
    for heading, question in zip(headings, pedoman.pertanyaan, strict=True):
        labels = meanings(question)
        words = "\n".join(filter(None, [question.teks, labels or f"Nilai 1 sampai {largest}."]))
        if len(words) > _MESSAGE:
            words = labels or words
        found[heading] = rule | _messages(heading, words, wrong)
    return found


def _between(kind: str, least: Any, most: Any) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def _messages(title: str, words: str, wrong: str) -> dict[str, Any]:
    return {
        "ignore_blank": True,
        "input_title": _short(title, _TITLE),
        "input_message": _short(words, _MESSAGE),
        "error_title": _short(title, _TITLE),
        "error_message": _short(wrong, _MESSAGE),
    }


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _instructions(
    book: Book, page: Any, pedoman: Pedoman, nama: str, sheets: Sequence[tuple[str, str]], rows: int
) -> None:
    """What to do, and what each nilai means, one line each."""
    bold, plain = book.style(bold=True), book.style(text_wrap=True, valign="top")
    renamed = [f'Lembar "{sheet}" adalah layanan {name}.' for name, sheet in sheets if name != sheet]
    quoted = f' --pedoman "{pedoman.nama}"' if pedoman != PERMENPANRB_14_2017 else ""
    places = ", ".join(f'"{sheet}"' for _, sheet in sheets[:12]) + (" dan seterusnya" if sheets[12:] else "")
    steps = [
        f"Isi lembar {places}: satu baris untuk satu responden, mulai dari baris di bawah judul kolom.",
        f"Jawaban ditulis sebagai nilai 1 sampai {pedoman.nilai_max}; artinya ada di bawah ini dan muncul "
        "ketika sel dipilih. Jawaban yang tidak diisi responden dikosongkan, jangan ditulis 0.",
        "Jangan mengubah judul kolom dan nama lembar. Kolom profil dan Saran boleh dikosongkan.",
        "Jangan menulis nama, NIK, nomor telepon, atau alamat responden.",
        f"Daftar pilihan tersedia untuk {rows} baris; baris sesudahnya tetap terbaca.",
        *renamed,
        f"Sesudah terisi, simpan lalu jalankan: skm rekap NAMA_BERKAS.xlsx{quoted}",
    ]
    page.set_column(0, 0, 6)
    page.set_column(1, 1, 110)
    title = f"Petunjuk pengisian kuesioner SKM{f' {nama}' if nama else ''}"
    book.cell(page, 0, 0, title, book.title)
    book.cell(page, 1, 0, f"Pedoman: {pedoman.nama}", book.line)
    row = 3
    for number, step in enumerate(steps, start=1):
        book.cell(page, row, 0, number, book.style(align="center", valign="top"))
        book.cell(page, row, 1, step, plain)
        page.set_row(row, 15 * -(-len(step) // 105))
        row += 1
    row += 1
    book.cell(page, row, 0, "Unsur dan arti nilainya", bold)
    for unsur in pedoman.unsur:
        for question in unsur.pertanyaan:
            row += 1
            book.cell(page, row, 0, question.kode, book.style(align="center", valign="top"))
            labels = meanings(question)
            asked = f"{unsur.nama}. {question.teks}" if question.teks not in ("", unsur.nama) else unsur.nama
            text = f"{asked}\n{labels}" if labels else asked
            book.cell(page, row, 1, text, plain)
            page.set_row(row, 15 * sum(-(-len(line) // 105) for line in text.split("\n")))
