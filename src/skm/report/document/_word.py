"""A Word document written part by part: headings, text, tables and captions, pictures, lists of contents.

Text may hold ``[isi: ...]``, which is shown as a place the office has to fill in, and :func:`ref` marks,
which become references to captions. Any other text is safe: characters that Word cannot hold become spaces.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from skm.ground.errors import missing_extra
from skm.ground.printing import is_number
from skm.priorities.proposals import MARK
from skm.report.document import _styles as look

# A fixed date of creation, so that the same report gives the same bytes.
_MADE = datetime(2017, 5, 9)
_SPECIAL = re.compile(rf"(\[isi: [^\]]*\]|{MARK}|\x02\w+\x03)")
# Most characters of a table cell, and of a paragraph; longer text is cut.
CELL, _PARAGRAPH = 1000, 20_000
# A table of up to this many rows is kept on one page.
_TOGETHER = 15
# In letters: the edges of a cell; the width up to which a column is never squeezed; the greatest width.
_EDGE, _NARROW, _WIDEST = 3, 13, 40

Row = Sequence[tuple[str, int]]


def ref(name: str) -> str:
    """A reference to the table or picture of that name, to stand in a text: "Tabel 3"."""
    return f"\x02{name}\x03"


def cleaned(text: object, longest: int = _PARAGRAPH) -> str:
    """The text as Word can hold it: no control characters or direction marks, and cut to `longest`."""
    kept = "".join(c if c.isprintable() else " " for c in str(text)[: longest + 1])
    return kept if len(kept) <= longest else kept[:longest] + " …"


class Word:
    """A document in the making.

    Parameters
    ----------
    title, author : str
        In the properties of the file; the title also at the foot of each page.

    Raises
    ------
    SkmError
        When python-docx is not installed.
    """

    def __init__(self, title: str, author: str) -> None:
        try:
            from docx import Document
            from docx.oxml import parse_xml
        except ImportError as error:
            raise missing_extra("Laporan Word", "laporan") from error
        self._parse: Any = parse_xml
        self.doc: Any = Document()
        look.apply(self.doc, cleaned(title))
        properties = self.doc.core_properties
        properties.title, properties.author = cleaned(title)[:200], cleaned(author)[:200]
        properties.comments = properties.keywords = properties.last_modified_by = ""
        properties.created = properties.modified = _MADE
        properties.revision, properties.language = 1, "id-ID"
        self._headings: list[tuple[int, str, str]] = []
        self._captions: dict[str, list[tuple[str, str]]] = {"Tabel": [], "Gambar": []}
        self._labels: dict[str, str] = {}
        self._references: list[tuple[Any, str]] = []
        self._lists: list[tuple[Any, str]] = []
        self._chapter, self._section, self._attachment = 0, 0, 0
        self._bookmarks, self._wide = 0, False

    # Text -------------------------------------------------------------------------------------------------

    def chapter(self, text: str) -> None:
        """A chapter on a new page, numbered BAB I, BAB II, ..."""
        self._chapter, self._section = self._chapter + 1, 0
        self._heading("Heading 1", 1, f"BAB {_roman(self._chapter)} {text}", text)

    def section(self, text: str) -> None:
        """A section, numbered within its chapter."""
        self._section += 1
        self._heading("Heading 2", 2, f"{self._chapter}.{self._section} {text}", text)

    def page_break(self) -> None:
        """What follows begins on a new page."""
        self.doc.add_page_break()

    def attachment(self, text: str, *, wide: bool = False) -> None:
        """An attachment on a new page, numbered Lampiran 1, Lampiran 2, ...; `wide` turns the paper."""
        if wide != self._wide:
            look.turn(self.doc, wide)
            self._wide = wide
        self._attachment += 1
        self._heading("Lampiran", 1, f"Lampiran {self._attachment}. {text}", text)

    def text(self, text: str, style: str = "Body Text") -> None:
        """A paragraph; text with empty lines in it becomes several."""
        for part in re.split(r"\n\s*\n", text):
            self._runs(self._paragraph(style), part)

    def items(self, texts: Sequence[str]) -> None:
        """A bulleted list."""
        for text in texts:
            self.text(text, "List Bullet")

    def contents(self, heading: str, of: str) -> None:
        """The table of contents (`of` = "bab"), or the list of tables or pictures ("Tabel", "Gambar")."""
        self.text(heading, "Judul Daftar")
        self._lists.append((self._paragraph("Normal"), of))

    # Tables and pictures ----------------------------------------------------------------------------------

    def table(
        self,
        name: str,
        caption: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        foot: Sequence[Row] = (),
        widths: Sequence[float] | None = None,
    ) -> None:
        """A table with its caption above; the heading row comes again on each page.

        Parameters
        ----------
        name : str
            For :func:`ref`; "" when nothing refers to it.
        rows : sequence of rows of text
            Columns of numbers are aligned right.
        foot : sequence of rows
            Each a sequence of (text, columns it spans), in bold.
        widths : sequence of float
            Relative widths; by default they follow the text.
        """
        self._caption("Tabel", name, caption)
        columns = [[row[i] for row in rows] for i in range(len(headings))]
        right = [bool(c) and is_number(c) for c in columns]
        if widths is None:
            widths = _widths(headings, columns, look.letters(self.doc))
        grid = look.grid(self.doc, widths)
        body = [[(t, 1, r) for t, r in zip(row, right, strict=True)] for row in [headings, *rows]]
        feet = [[(t, span, i > 0) for i, (t, span) in enumerate(spans)] for spans in foot]
        whole = len(rows) <= _TOGETHER
        kinds = ["head", *["" for _ in rows], *["foot" for _ in feet]]
        parts = [look.table_start(grid)]
        for i, (kind, cells) in enumerate(zip(kinds, [*body, *feet], strict=True), start=1):
            parts.append(look.row(cells, grid, kind, _inner, keep=whole and i < len(kinds)))
        self.doc.element.body.sectPr.addprevious(self._parse("".join([*parts, "</w:tbl>"])))
        self._paragraph("Sesudah Tabel")

    def picture(self, name: str, caption: str, content: bytes, width: float = 16.0) -> None:
        """A PNG, `width` centimetres wide, its caption below; the caption is its alternative text too."""
        from docx.shared import Cm

        paragraph = self.doc.add_paragraph(style="Gambar")
        shape = paragraph.add_run().add_picture(io.BytesIO(content), width=Cm(width))
        highest = Cm(21.0)
        if shape.height > highest:
            shape.width, shape.height = int(shape.width * highest / shape.height), highest
        shape._inline.docPr.set("descr", cleaned(caption))
        self._caption("Gambar", name, caption)

    # The file ---------------------------------------------------------------------------------------------

    def content(self) -> bytes:
        """The file; nothing can be added after this."""
        for text, name in self._references:
            text.text = self._labels.get(name, name)
        for place, of in self._lists:
            entries = self._headings if of == "bab" else [(0, t, m) for t, m in self._captions[of]]
            for element in look.listed(of, entries):
                place.addprevious(self._parse(element))
            place.getparent().remove(place)
        file = io.BytesIO()
        self.doc.save(file)
        return same_bytes(file.getvalue())

    # ------------------------------------------------------------------------------------------------------

    def _paragraph(self, style: str) -> Any:
        """An empty paragraph at the end; a style's identity is its name without spaces."""
        identity = style.replace(" ", "")
        paragraph = self._parse(f'<w:p {look.W}><w:pPr><w:pStyle w:val="{identity}"/></w:pPr></w:p>')
        self.doc.element.body.sectPr.addprevious(paragraph)
        return paragraph

    def _heading(self, style: str, level: int, listed: str, text: str) -> None:
        mark = self._mark()
        paragraph = self._paragraph(style)
        self._bookmarked(paragraph, mark, f"<w:r {look.W}><w:t>{escape(cleaned(text))}</w:t></w:r>")
        self._headings.append((level, cleaned(listed), mark))

    def _caption(self, kind: str, name: str, text: str) -> None:
        known = self._captions[kind]
        label, mark = f"{kind} {len(known) + 1}", f"skm_{name}" if name else self._mark()
        self._labels[name] = label
        known.append((f"{label}. {cleaned(text)}", mark))
        paragraph = self._paragraph("Caption" if kind == "Tabel" else "Keterangan Gambar")
        number = look.field(f" SEQ {kind} \\* ARABIC ", str(len(known)))
        inside = f"<w:r {look.W}><w:t xml:space='preserve'>{kind} </w:t></w:r>"
        self._bookmarked(paragraph, mark, inside, *number)
        self._runs(paragraph, f". {text}")

    def _mark(self) -> str:
        return f"_Toc{self._bookmarks + 1:06d}"

    def _bookmarked(self, paragraph: Any, name: str, *elements: str) -> None:
        self._bookmarks += 1
        number = f'w:id="{self._bookmarks}"'
        for element in (
            f'<w:bookmarkStart {look.W} {number} w:name="{name}"/>',
            *elements,
            f"<w:bookmarkEnd {look.W} {number}/>",
        ):
            paragraph.append(self._parse(element))

    def _runs(self, paragraph: Any, text: str) -> None:
        for element, name in _runs(text):
            found = self._parse(element)
            paragraph.append(found)
            if name:
                self._references.append((found.find(look.TEXT), name))


def _widths(headings: Sequence[str], columns: Sequence[Sequence[str]], room: float) -> list[float]:
    """Widths of columns in letters: narrow ones as they need, the others share what is left."""
    needs: list[float] = [
        min(max(*(len(w) for w in f"{h} -".split()), *map(len, c)) + _EDGE, _WIDEST)
        for h, c in zip(headings, columns, strict=True)
    ]
    narrow = sum(n for n in needs if n <= _NARROW)
    wide = sum(n for n in needs if n > _NARROW)
    squeezed = min(1.0, max(room - narrow, 0) / wide) if wide else 1.0
    return [n if n <= _NARROW else max(n * squeezed, _NARROW) for n in needs]


def same_bytes(content: bytes) -> bytes:
    """A zip file without its timestamps."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            plain = zipfile.ZipInfo(entry.filename)  # 1 January 1980
            plain.compress_type, plain.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(plain, old.read(entry))
    return file.getvalue()


def _inner(text: str) -> str:
    """The runs of a table cell; references do not stand in tables."""
    return "".join(element for element, _ in _runs(cleaned(text, CELL)))


def _runs(text: str) -> list[tuple[str, str]]:
    """The text as runs, and for a reference the name it refers to."""
    found = []
    for part in _SPECIAL.split(text):
        if not part:
            continue
        style, name = "", ""
        if part.startswith("[isi: ") or part == MARK:
            style = '<w:rPr><w:rStyle w:val="Isian"/></w:rPr>'
        if part[0] == "\x02":
            name = part[1:-1]
            start, end = look.field_ends(f" REF skm_{name} \\h ")
            found += [(element, "") for element in start]
        words = escape(cleaned(part))
        found.append((f"<w:r {look.W}>{style}<w:t xml:space='preserve'>{words}</w:t></w:r>", name))
        if name:
            found.append((end, ""))
    return found


def _roman(number: int) -> str:
    return ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"][number - 1]
