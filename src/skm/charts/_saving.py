"""All charts of a result as files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from skm.charts._bars import grade, ranking, services
from skm.charts._heatmap import heatmap
from skm.charts._profile import profile
from skm.charts._quadrant import quadrant
from skm.charts._respondents import likert, respondents
from skm.charts.style import picture, takes
from skm.ground.writing import write_folder
from skm.reading.responses import Responses
from skm.result import Result
from skm.result.disclosure import published
from skm.result.distribution import characteristics


@takes(Result)
def save_all(
    result: Result,
    folder: str | os.PathLike[str],
    *,
    responses: Responses | None = None,
    format: str = "png",
    dpi: int = 150,
    overwrite: bool = False,
) -> list[Path]:
    """Write every chart that this result allows into a folder, or none on failure.

    ``unsur_terendah`` (ranking) and ``profil``; with groups ``layanan`` (services) and ``layanan_unsur``
    (heatmap); with counts of each answer ``sebaran_jawaban`` (likert); with second moments ``kepastian_mutu``
    (grade) and ``kepentingan_kinerja`` (quadrant); with characteristics ``responden``.

    Parameters
    ----------
    folder : path
        Made if it does not exist.
    responses : Responses
        The answers behind the result, for the characteristics of the respondents.
    format : {"png", "svg", "pdf"}
    dpi : int
        Dots per inch of a PNG.
    overwrite : bool
        Replace existing files of these names; otherwise nothing is written when one exists.

    Raises
    ------
    FileError
        When a file exists already, or cannot be written.
    ValueError
        For an unknown format, or responses that are not the ones behind the result.
    """
    files = pictures(result, responses=responses, format=format, dpi=dpi)
    return write_folder(folder, files, overwrite=overwrite)


@takes(Result)
def pictures(
    result: Result,
    *,
    responses: Responses | None = None,
    format: str = "png",
    dpi: int = 150,
    smallest: int = 1,
) -> dict[str, bytes]:
    """The files that :func:`save_all` writes: name with its ending, and content.

    For the public groups with fewer than `smallest` respondents stand together, see
    :func:`skm.result.disclosure.published`.
    """
    return {
        f"{name}.{format}": picture(draw, *args, format=format, dpi=dpi)
        for name, draw, *args in _charts(result, responses, smallest)
    }


def _charts(result: Result, responses: Responses | None, smallest: int = 1) -> Iterator[tuple[Any, ...]]:
    """Name, chart and arguments of each chart that can be drawn."""
    whole, result = result, published(result, smallest)
    tally, unsur = result.tally, result.pedoman.unsur
    yield "unsur_terendah", ranking, result
    if tally.keys:
        yield "layanan", services, result
        yield "layanan_unsur", heatmap, result
    yield "profil", profile, result
    if tally.counts is not None and result.pedoman.nilai_max <= 10:
        yield "sebaran_jawaban", likert, result
    if tally.pairs is not None:
        yield "kepastian_mutu", grade, result
    if tally.pairs is not None and all(len(u.pertanyaan) == 1 for u in unsur):
        yield "kepentingan_kinerja", quadrant, result
    if result.n and not characteristics(whole, responses, smallest).empty:
        yield "responden", partial(respondents, smallest=smallest), whole, responses
