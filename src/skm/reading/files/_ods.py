"""Facts on the sheets of an ODS workbook, whose rows and cells can repeat."""

from __future__ import annotations

from typing import Any

from skm.reading.files._sheet_facts import DamagedError, Facts

_ROWS = 1_048_576  # of a spreadsheet
_CELLS = ("table:table-cell", "table:covered-table-cell")


class _Table:
    """Follows the elements of content.xml as they come."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, Facts]] = []
        self.facts: Facts | None = None
        self.row = self.column = 0
        self.rows = 1  # how often this row repeats
        self.cell: dict[str, Any] | None = None
        self.text: list[str] = []

    def start(self, tag: str, attributes: dict[str, Any]) -> None:
        if self.cell is not None:
            self.text.append("\n" if self.text else "")
        elif tag == "table:table":
            self.facts = Facts()
            self.sheets.append((attributes.get("table:name", ""), self.facts))
            self.row = 0
        elif tag == "table:table-row":
            self.column = 0
            self.rows = _times(attributes, "table:number-rows-repeated")
            if self.facts and attributes.get("table:visibility", "visible") != "visible":
                room = max(_ROWS - len(self.facts.hidden), 0)
                self.facts.hidden += range(self.row, self.row + min(self.rows, room))
        elif tag in _CELLS:
            self.cell, self.text = attributes, []

    def data(self, text: str) -> None:
        if self.cell is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        if tag in _CELLS and self.cell is not None:
            self._cell(self.cell, "".join(self.text).strip())
            self.cell = None
        elif tag == "table:table-row":
            self.row += self.rows
        elif tag == "table:table":
            self.facts = None

    def _cell(self, cell: dict[str, Any], text: str) -> None:
        columns = _times(cell, "table:number-columns-repeated")
        at, facts = (self.row, self.column), self.facts
        self.column += columns
        if facts is None:
            return
        valued = "office:value-type" in cell
        if self.text or valued or any(key.startswith("office:") for key in cell):
            facts.extent.add(*at, self.rows, columns)
            size = max(len(text), len(cell.get("office:string-value", "")))
            facts.text += size * self.rows * columns
        if cell.get("calcext:value-type") == "error" or (text[:1] == "#" and "table:formula" in cell):
            facts.failed.append((*at, text or "#ERROR!"))
        elif "table:formula" in cell and not valued and not text:
            facts.unsaved.append(at)
        down = _times(cell, "table:number-rows-spanned")
        right = _times(cell, "table:number-columns-spanned")
        if down > 1 or right > 1:
            facts.merged.append((*at, at[0] + down - 1, at[1] + right - 1))


def _times(attributes: dict[str, Any], name: str) -> int:
    times = int(attributes.get(name, 1))
    if not 0 <= times < 1 << 40:
        raise DamagedError(name)
    return times


def sheets(content: bytes) -> list[tuple[str, Facts]]:
    """Name and facts of each sheet; DamagedError when `content` is not XML."""
    from xml.parsers import expat

    table = _Table()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = table.start
    parser.EndElementHandler = table.end
    parser.CharacterDataHandler = table.data
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise DamagedError("content.xml") from error
    return table.sheets
