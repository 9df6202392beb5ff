"""Workbooks as bytes, well formed and otherwise: what the tests of hostile files are made of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: Mapping[str, str | bytes], compress: bool = True) -> bytes:
    """An archive of these parts."""
    buffer = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def index(names: Sequence[str], targets: Sequence[str] = ()) -> dict[str, str]:
    """The parts of an XLSX workbook that name its sheets."""
    pages = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
    where = targets or [f"worksheets/sheet{i}.xml" for i in range(1, len(names) + 1)]
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELATIONS}/worksheet" Target="{t}"/>'
        for i, t in enumerate(where, 1)
    )
    return {
        "[Content_Types].xml": _TYPES,
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{pages}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
    }


def page(rows: str, after: str = "") -> str:
    """The part of an XLSX sheet with these rows."""
    return f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def cells(grid: Iterable[Sequence[object]], first: int = 1) -> str:
    """Rows of cells as XML; texts inline."""
    rows = []
    for r, row in enumerate(grid, first):
        line = ""
        for c, cell in enumerate(row):
            at = f"{letters(c)}{r}"
            if isinstance(cell, int | float):
                line += f'<c r="{at}"><v>{cell}</v></c>'
            elif str(cell).startswith("<"):
                line += str(cell).replace("AT", at)
            elif cell:
                line += f'<c r="{at}" t="inlineStr"><is><t>{cell}</t></is></c>'
        rows.append(f'<row r="{r}">{line}</row>')
    return "".join(rows)


def xlsx(rows: str, after: str = "", **more: str | bytes) -> bytes:
    """An XLSX workbook of one sheet, Data."""
    return zipped({**index(["Data"]), "xl/worksheets/sheet1.xml": page(rows, after), **more})


def ods(tables: str, **more: str | bytes) -> bytes:
    """An ODS workbook with these tables."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}:manifest:1.0"/>',
            "content.xml": f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" '
            f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
            **more,
        }
    )


def ods_row(row: Sequence[object], attributes: str = "") -> str:
    """One row of an ODS table; a text that begins with "<" is taken as it is."""
    line = ""
    for cell in row:
        if isinstance(cell, int | float):
            line += f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        elif str(cell).startswith("<"):
            line += str(cell)
        elif cell:
            line += f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        else:
            line += "<table:table-cell/>"
    return f"<table:table-row {attributes}>{line}</table:table-row>"


def xlsb() -> bytes:
    """What tells an XLSB workbook: its index is no XML."""
    return zipped(
        {"[Content_Types].xml": _TYPES, "xl/workbook.bin": b"\x83\x01\x00", "xl/worksheets/sheet1.bin": b""}
    )
