"""A printed page in millimetres: text fitted to its place, boxes, rules, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal

import numpy as np

from skm.charts.style import INK, plain_text, saved

_MM = 72 / 25.4  # points
# Width and height of the paper in millimetres, landscape.
PAPER = {"A4": (297.0, 210.0), "A3": (420.0, 297.0)}
# Characters of a text that are considered; no place on a page holds more.
_LONGEST = 800

Across = Literal["left", "center", "right"]


class Sheet:
    """One landscape page of A4 proportions; lengths are millimetres of A4, from the upper left corner.

    Larger paper shows the same page enlarged.

    Parameters
    ----------
    paper : {"A4", "A3"}

    Raises
    ------
    ValueError
        For another paper.
    """

    def __init__(self, paper: str = "A4") -> None:
        from matplotlib.figure import Figure

        if paper not in PAPER:
            raise ValueError(f"paper is one of {list(PAPER)}, not {paper!r}")
        self.width, self.height = PAPER["A4"]
        self._enlarged = PAPER[paper][0] / self.width
        across, down = PAPER[paper]
        self.figure: Any = Figure(figsize=(across * _MM / 72, down * _MM / 72), facecolor="white")
        self._axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, self.width), ylim=(self.height, 0))
        self._axes.set_axis_off()

    def words(
        self,
        x: float,
        y: float,
        text: object,
        points: float,
        *,
        width: float,
        lines: int = 1,
        least: float = 0.6,
        across: Across = "left",
        bold: bool = False,
        colour: str = INK,
        middle: bool = False,
    ) -> float:
        """Write text in a place `width` wide, and return the y below it.

        The text shrinks, down to `least` of its size, until it fits on that many lines; what still does not
        fit is cut with an ellipsis. `y` is the upper edge of the first line, or with `middle` its middle.
        """
        found, size = _fitted(plain_text(text), points, width * _MM, lines, least, bold)
        step = 1.25 * size / _MM
        for i, line in enumerate(found):
            self._axes.text(
                x,
                y + (0 if middle else step / 2) + i * step,
                line,
                fontsize=size * self._enlarged,
                fontweight="bold" if bold else "normal",
                color=colour,
                ha=across,
                va="center_baseline" if middle else "center",
                parse_math=False,
            )
        return y + step * max(len(found), 1)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A box filled with a colour."""
        self._axes.fill_between([x, x + width], y, y + height, color=colour, linewidth=0)

    def rule(self, x: float, y: float, width: float, *, points: float = 1, colour: str = INK) -> None:
        """A line across."""
        self._axes.hlines(y, x, x + width, color=colour, linewidth=points * self._enlarged)

    def marker(self, x: float, y: float, size: float, colour: str = INK) -> None:
        """A triangle that points down at this place."""
        corners = np.array([[x, y], [x - size / 2, y - size], [x + size / 2, y - size]])
        self._axes.fill(*corners.T, color=colour, linewidth=0)

    def picture(self, content: bytes, x: float, y: float, width: float, height: float) -> None:
        """A PNG or JPEG centred in a box, as large as fits with its proportions kept.

        Raises
        ------
        ValueError
            When the bytes are not such a picture.
        """
        from matplotlib.image import imread

        try:
            kind = "png" if content.startswith(b"\x89PNG") else "jpg"
            pixels = np.asarray(imread(BytesIO(content), format=kind))
        except Exception as error:  # a damaged picture can raise nearly anything
            raise ValueError("these bytes are no picture") from error
        across, down = pixels.shape[1], pixels.shape[0]
        scale = min(width / across, height / down)
        left, top = x + (width - across * scale) / 2, y + (height - down * scale) / 2
        extent = (left, left + across * scale, top + down * scale, top)
        self._axes.imshow(pixels, extent=extent, cmap="gray", interpolation="antialiased", aspect="auto")
        self._axes.set(xlim=(0, self.width), ylim=(self.height, 0))

    def cells(self, matrix: Sequence[Sequence[int]], x: float, y: float, size: float) -> None:
        """A square with black cells where the matrix is not 0, such as a QR code; sharp at any size."""
        dark = np.asarray(matrix, dtype=bool)
        side = size / len(dark)
        for row, line in enumerate(dark):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], line, [0]])))
            for start, end in edges.reshape(-1, 2):
                self.box(x + start * side, y + row * side, (end - start) * side, side * 1.01, "#000000")

    def content(self, format: str, dpi: int = 200) -> bytes:
        """The page as the bytes of a PDF, PNG or SVG."""
        return saved(self.figure, format, dpi)


def _fitted(
    text: str, points: float, width: float, lines: int, least: float, bold: bool
) -> tuple[list[str], float]:
    """The text broken into lines, and the size at which it fits a width in points."""
    text = text[:_LONGEST]
    for share in np.linspace(1, least, 33):
        found = _broken(text, width / (points * share), bold)
        if len(found) <= lines:
            break
    if len(found) > lines:
        found = found[:lines]
        while found[-1] and _ems(found[-1] + " …", bold) > width / (points * share):
            found[-1] = found[-1][:-1]
        found[-1] = found[-1].rstrip() + " …"
    return found, float(points * share)


def _broken(text: str, ems: float, bold: bool) -> list[str]:
    """Lines of at most so many ems, each as full as possible; a word too long for a line is cut."""
    out, used, space = [""], 0.0, _em(" ", bold)
    for word in text.split():
        length = _ems(word, bold)
        if used and used + space + length <= ems:
            out[-1] += f" {word}"
            used += space + length
            continue
        out.append("")
        used = 0.0
        for letter in word:
            if used + _em(letter, bold) > ems:
                out.append("")
                used = 0.0
            out[-1] += letter
            used += _em(letter, bold)
    return [line for line in out if line]


def _ems(text: str, bold: bool) -> float:
    """The width of a line in ems, without kerning."""
    return sum(_em(letter, bold) for letter in text)


@lru_cache(maxsize=4096)
def _em(letter: str, bold: bool) -> float:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties(weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    return font.load_char(ord(letter)).linearHoriAdvance / 65536 / 100
