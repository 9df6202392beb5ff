"""Headline, tables and closing lines as plain text and as HTML: how every result looks in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

MISSING = "–"

# In the cell itself, so that lines and spaces come along when a table is pasted into a report.
_CELL = "border:1px solid #bbb;padding:3px 8px"

# What is shown: a headline, tables whose cells are printed text (DataFrames), and closing lines.
Shown = tuple[str, list[Any], list[str]]


class Printed:
    """A value that shows itself as text, and as HTML in a notebook; `_shown` says what."""

    def _shown(self) -> Shown:
        raise NotImplementedError

    def __repr__(self) -> str:
        return as_text(*self._shown())

    def _repr_html_(self) -> str:
        return as_html(*self._shown())


def as_text(headline: str, tables: list[Any], footer: list[str]) -> str:
    """A result as plain text: headline, tables, closing lines."""
    return "\n\n".join([headline, *(table_text(t) for t in tables), "\n".join(footer)])


def table_text(table: Any) -> str:
    """A printed table in columns: text to the left, numbers to the right."""
    columns = [[str(c), *map(str, table[c])] for c in table.columns]
    widths = [max(map(len, column)) for column in columns]
    right = [is_number(column[1:]) for column in columns]
    lines = [
        "  ".join(
            cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in zip(*columns, strict=True)
    ]
    return "\n".join(lines)


def as_html(headline: str, tables: list[Any], footer: list[str]) -> str:
    """A result as HTML that pastes into a document: headline, tables, closing lines."""
    parts = [f"<p><strong>{escape(headline)}</strong></p>"]
    parts += [_table_html(t) for t in tables]
    parts += [f"<p>{escape(line)}</p>" for line in footer]
    return f"<div>{''.join(parts)}</div>"


def _table_html(table: Any) -> str:
    aligned = ["right" if is_number(map(str, table[c])) else "left" for c in table.columns]

    def row(cells: list[str], tag: str) -> str:
        inner = "".join(
            f'<{tag} style="text-align:{a};{_CELL}">{escape(str(c))}</{tag}>'
            for c, a in zip(cells, aligned, strict=True)
        )
        return f"<tr>{inner}</tr>"

    body = "".join(row(list(r), "td") for r in table.itertuples(index=False, name=None))
    head = row(list(table.columns), "th")
    return (
        '<table style="border-collapse:collapse;margin:0 0 1em">'
        f"<thead>{head}</thead><tbody>{body}</tbody></table>"
    )


def is_number(cells: Iterable[str]) -> bool:
    """Whether every cell of a printed column is a number or a dash: such a column stands to the right."""
    return all(c == MISSING or c.lstrip("+-").replace(".", "").replace(",", "").isdigit() for c in cells)
