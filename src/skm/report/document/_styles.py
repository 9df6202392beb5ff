"""How the Word report looks, in WordprocessingML: styles, paper, fields, tables, lists of contents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f'xmlns:w="{NAMESPACE}"'
TEXT = f"{{{NAMESPACE}}}t"

_FONT = "Arial"
_DARK, _LINE, _PALE, _MARK = "1F3B73", "A6A6A6", "E8EDF6", "FFF2A8"
# A letter of a table, wide ones and narrow ones together.
_LETTER = 108
# A twentieth of a point; A4 with margins of 2.5 cm leaves 16 by 24.7 cm.
_CM = 567
_A4 = (21.0, 29.7)
_MARGIN = 2.5


# Numbers of the two numberings, far from those Word's own template has.
_CHAPTERS, _ATTACHMENTS = 9001, 9002


def _style(kind: str, name: str, based: str, paragraph: str = "", run: str = "") -> str:
    identity = name.replace(" ", "")
    return (
        f'<w:style {W} w:type="{kind}" w:customStyle="1" w:styleId="{identity}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def _val(tag: str, value: object) -> str:
    return f'<w:{tag} w:val="{value}"/>'


def _lines(sides: Sequence[str]) -> str:
    return "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>' for s in sides)


_RIGHT = '<w:jc w:val="right"/>'
_SMALL = '<w:sz w:val="18"/><w:szCs w:val="18"/>'
_TIGHT = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_NUMBERED = f"<w:numPr><w:ilvl w:val='0'/><w:numId w:val='{_ATTACHMENTS}'/></w:numPr>"
_CENTRED = '<w:jc w:val="center"/>'
# Paragraphs, each with the style it is based on, and what is changed of the paragraph and of its runs.
_PARAGRAPHS = {
    "Lampiran": ("Heading1", _NUMBERED, ""),
    "Judul Daftar": (
        "Normal",
        '<w:keepNext/><w:spacing w:before="240" w:after="120"/>',
        "<w:b/><w:sz w:val='26'/>",
    ),
    "Sampul": ("Normal", f'<w:spacing w:after="120"/>{_CENTRED}', "<w:b/><w:sz w:val='30'/>"),
    "Gambar": ("Normal", f'<w:keepNext/><w:spacing w:before="120" w:after="60"/>{_CENTRED}', ""),
    "Keterangan Gambar": ("Caption", f'<w:keepNext w:val="0"/><w:spacing w:after="200"/>{_CENTRED}', ""),
    "Tanda Tangan": ("Normal", '<w:keepNext/><w:ind w:left="4820"/>', ""),
    "Isi Tabel": ("Normal", _TIGHT, _SMALL),
    "Kepala Tabel": ("IsiTabel", "<w:keepNext/>", "<w:b/><w:color w:val='FFFFFF'/>"),
    "Kaki Tabel": ("IsiTabel", "", "<w:b/>"),
    "Sesudah Tabel": ("Normal", '<w:spacing w:before="0" w:after="120"/>', "<w:sz w:val='8'/>"),
}
# Beside those of Word itself, which are adapted below.
_OWN_STYLES = (
    *(_style("paragraph", name, *of) for name, of in _PARAGRAPHS.items()),
    _style("character", "Isian", "", "", f'<w:shd w:val="clear" w:color="auto" w:fill="{_MARK}"/>'),
    *(
        _style(
            "paragraph",
            name,
            "Normal",
            f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{round(16 * _CM)}"/></w:tabs>'
            f'<w:spacing w:before="0" w:after="60"/><w:ind w:left="{indent}" w:right="567"/>',
        ).replace(' w:customStyle="1"', "")
        for name, indent in (("toc 1", 0), ("toc 2", 340), ("table of figures", 0))
    ),
    f'<w:style {W} w:type="table" w:customStyle="1" w:styleId="TabelSKM"><w:name w:val="Tabel SKM"/>'
    f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{_lines(_EDGES)}</w:tblBorders>'
    '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{_DARK}"/></w:tcPr></w:tblStylePr></w:style>',
)


def apply(doc: Any, title: str) -> None:
    """Paper, styles, page numbers, language; the fields are brought up to date when the file is opened."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.oxml import parse_xml
    from docx.shared import Cm, Pt, RGBColor

    for element in _OWN_STYLES:
        doc.styles.element.append(parse_xml(element))
    dark, black = RGBColor.from_string(_DARK), RGBColor(0, 0, 0)
    for name, size, bold, colour, before, after in (
        ("Normal", 11, None, None, 0, 6),
        ("Body Text", 11, None, None, 0, 6),
        ("List Bullet", 11, None, None, 0, 3),
        ("Heading 1", 14, True, dark, 0, 14),
        ("Heading 2", 12, True, dark, 14, 6),
        ("Caption", 10, True, black, 8, 4),
        ("Footer", 9, None, None, 0, 0),
    ):
        style = doc.styles[name]
        _plain_font(style, size, bold, colour)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    doc.styles["Normal"].paragraph_format.line_spacing = 1.15
    doc.styles["Body Text"].paragraph_format.alignment = ALIGN.LEFT
    doc.styles["Heading 1"].paragraph_format.page_break_before = True
    doc.styles["Caption"].paragraph_format.keep_with_next = True
    _numbered(doc)
    section = doc.sections[0]
    section.page_width, section.page_height = Cm(_A4[0]), Cm(_A4[1])
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Cm(_MARGIN))
    section.different_first_page_header_footer = True
    foot = section.footer.paragraphs[0]
    foot.alignment = ALIGN.RIGHT
    foot.add_run(f"{title}  |  ")
    for field_part in field(" PAGE ", "1"):
        foot._p.append(parse_xml(field_part))
    compat = doc.settings.element.find(f"{{{NAMESPACE}}}compat")  # the order of settings is fixed
    compat.addprevious(parse_xml(f'<w:updateFields {W} w:val="true"/>'))


def _numbered(doc: Any) -> None:
    """Chapters as BAB I, sections as 1.1, attachments as Lampiran 1., by Word's own numbering."""
    from docx.oxml import parse_xml

    levels = {
        _CHAPTERS: (("Heading1", "upperRoman", "BAB %1", ""), ("Heading2", "decimal", "%1.%2", "<w:isLgl/>")),
        _ATTACHMENTS: (("Lampiran", "decimal", "Lampiran %1.", ""),),
    }
    numbering = doc.part.numbering_part.element
    for number, of in levels.items():
        inner = "".join(
            f'<w:lvl w:ilvl="{i}">{_val("start", 1)}{_val("numFmt", kind)}{_val("pStyle", style)}{legal}'
            f"{_val('suff', 'space')}{_val('lvlText', text)}{_val('lvlJc', 'left')}</w:lvl>"
            for i, (style, kind, text, legal) in enumerate(of)
        )
        kind = f'<w:abstractNum {W} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        numbering.insert(0, parse_xml(f"{kind}{inner}</w:abstractNum>"))
        numbering.append(
            parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )
    for name, level in (("Heading 1", 0), ("Heading 2", 1)):
        properties = doc.styles[name].element.get_or_add_pPr()
        properties._insert_numPr(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{_CHAPTERS}"/></w:numPr>')
        )


def _plain_font(style: Any, size: float, bold: bool | None, colour: Any) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Pt

    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, None
    if colour is not None:
        style.font.color.rgb = colour
    properties = style.element.get_or_add_rPr()
    for name in ("rFonts", "lang"):
        for old in properties.findall(f"{{{NAMESPACE}}}{name}"):
            properties.remove(old)
    fonts = " ".join(f'w:{script}="{_FONT}"' for script in ("ascii", "hAnsi", "cs", "eastAsia"))
    properties.insert(0, parse_xml(f"<w:rFonts {W} {fonts}/>"))
    properties.append(parse_xml(f'<w:lang {W} w:val="id-ID"/>'))


def turn(doc: Any, wide: bool) -> None:
    """A new section, on a new page, upright or across."""
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Cm

    section = doc.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(x) for x in (_A4[::-1] if wide else _A4))


# Fields ---------------------------------------------------------------------------------------------------


def _mark(kind: str) -> str:
    return f'<w:r {W}><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field_ends(instruction: str) -> tuple[list[str], str]:
    """What stands before and after the shown text of a field."""
    code = f'<w:r {W}><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'
    return [_mark("begin"), code, _mark("separate")], _mark("end")


def field(instruction: str, shown: str) -> list[str]:
    """A field and what it shows until it is brought up to date."""
    start, end = field_ends(instruction)
    return [*start, f"<w:r {W}><w:t>{escape(shown)}</w:t></w:r>", end]


def listed(of: str, entries: Sequence[tuple[int, str, str]]) -> list[str]:
    """A list of contents as paragraphs, one entry each of (level, text, bookmark), filled in already.

    Level 1 and 2 are headings; 0 is a caption.
    """
    switches = r' TOC \o "1-2" \t "Lampiran,1" \h \z \u ' if of == "bab" else rf' TOC \h \z \c "{of}" '
    start, end = field_ends(switches)
    paragraphs = []
    for i, (level, text, bookmark) in enumerate(entries):
        page = "".join(field(f" PAGEREF {bookmark} \\h ", ""))
        style = {0: "tableoffigures", 1: "toc1", 2: "toc2"}[level]
        paragraphs.append(
            f'<w:p {W}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(start) if i == 0 else ""}'
            f'<w:hyperlink w:anchor="{bookmark}" w:history="1"><w:r><w:t>{escape(text)}</w:t><w:tab/></w:r>'
            f"{page}</w:hyperlink>{end if i == len(entries) - 1 else ''}</w:p>"
        )
    return paragraphs


# Tables ---------------------------------------------------------------------------------------------------


def grid(doc: Any, widths: Sequence[float]) -> list[int]:
    """Widths of columns in twentieths of a point that together fill the line."""
    line, total = _line(doc), sum(widths)
    return [round(line * w / total) for w in widths]


def letters(doc: Any) -> float:
    """How many letters of a table fit on a line."""
    return _line(doc) / _LETTER


def _line(doc: Any) -> float:
    section = doc.sections[-1]
    emu = section.page_width - section.left_margin - section.right_margin
    return float(emu / 635)


def table_start(columns: Sequence[int]) -> str:
    """A table up to its first row."""
    inner = "".join(f'<w:gridCol w:w="{w}"/>' for w in columns)
    return (
        f'<w:tbl {W}><w:tblPr><w:tblStyle w:val="TabelSKM"/><w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{inner}</w:tblGrid>'
    )


def row(
    cells: Sequence[tuple[str, int, bool]],
    columns: Sequence[int],
    kind: str,
    runs: Callable[[str], str],
    *,
    keep: bool,
) -> str:
    """One row of (text, columns it spans, to the right), kept on the page of the next one or not.

    `kind` is "head", "foot" or "".
    """
    together = "<w:keepNext/>" if keep else ""
    style = {"head": "KepalaTabel", "foot": "KakiTabel", "": "IsiTabel"}[kind]
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_PALE}"/>' if kind == "foot" else ""
    parts, at = [], 0
    for text, span, right in cells:
        spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        parts.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{sum(columns[at : at + span])}" w:type="dxa"/>{spans}{shade}</w:tcPr>'
            f"<w:p><w:pPr>{_val('pStyle', style)}{together}{_RIGHT if right else ''}</w:pPr>"
            f"{runs(text)}</w:p></w:tc>"
        )
        at += span
    repeat = "<w:tblHeader/>" if kind == "head" else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(parts)}</w:tr>"
