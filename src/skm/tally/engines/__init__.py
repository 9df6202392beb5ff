"""The same tally from frames of other libraries, from engines, and from files larger than memory.

Loads narwhals and pyarrow (the extra ``scale``) only when such a source is given.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from skm.reading.responses import Responses, check
from skm.tally.engines._plan import Ask
from skm.tally.tally import Tally

# Text files from this size on are streamed: read at once they would need more memory than an office has.
LARGE_TEXT = 100_000_000

_TEXT = {".csv", ".tsv", ".txt", ".tab"}
_PARQUET = {".parquet", ".pq", ".parq"}
_EXTRA = "this source needs the extra 'scale': pip install 'skm-ikm[scale]'"


def counted(source: Any, by: str | Sequence[str] | None, **asked: Any) -> Tally | Responses | None:
    """The tally or the answers of a source that :func:`skm.read` does not open; None when it does.

    Parameters
    ----------
    source : object
    by, **asked
        As for :func:`skm.count`.

    Returns
    -------
    Tally, Responses or None
        Responses of a frame held in memory, whose rows go through the same checks as a pandas frame.

    Raises
    ------
    ImportError
        When the extra ``scale`` is needed and not there.
    """
    paths = _paths(source)
    if paths is not None:
        return _streamed(paths, by, asked)
    frame = _frame(source)
    if frame is None:
        return None
    import narwhals as nw

    ask = Ask.of(by, **asked)
    if isinstance(frame, nw.LazyFrame):
        from skm.tally.engines._lazy import count_inside

        return count_inside(frame, ask)
    from skm.tally.engines._frames import sheet_of

    return check(
        sheet_of(frame),
        pedoman=ask.pedoman,
        columns=ask.columns,
        layanan=ask.layanan,
        labels=ask.labels,
        letters=ask.letters,
        invalid=ask.invalid,
        rows=ask.rows,
        several_questions=ask.several_questions,
    )


def _frame(source: Any) -> Any:
    """The source as a narwhals frame; None for a pandas frame and for what is not a frame."""
    if isinstance(source, pd.DataFrame | Responses | list | tuple) or hasattr(source, "read"):
        return None
    try:
        import narwhals as nw
    except ImportError as error:
        if hasattr(type(source), "columns"):  # of a LazyFrame itself they cost a look at its source
            raise ImportError(_EXTRA) from error
        return None
    frame = nw.from_native(source, pass_through=True)
    if frame is source and not isinstance(source, nw.DataFrame | nw.LazyFrame):
        return None
    return frame


def _paths(source: Any) -> list[Path] | None:
    """Paths to stream: Parquet files, folders of them, large text files; None for anything else."""
    every = list(source) if isinstance(source, list | tuple) else [source]
    if not every or not all(isinstance(p, str | os.PathLike) for p in every):
        return None
    paths = [Path(p) for p in every]
    if all(_is_parquet(p) for p in paths) or (len(paths) == 1 and _is_large_text(paths[0])):
        return paths
    return None


def _is_parquet(path: Path) -> bool:
    if path.suffix.casefold() in _PARQUET:
        return os.path.exists(path)
    return os.path.isdir(path) and any(p.suffix.casefold() in _PARQUET for p in path.rglob("*"))


def _is_large_text(path: Path) -> bool:
    return path.suffix.casefold() in _TEXT and os.path.isfile(path) and path.stat().st_size >= LARGE_TEXT


def _streamed(paths: list[Path], by: str | Sequence[str] | None, asked: dict[str, Any]) -> Tally | None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        if not _is_parquet(paths[0]):
            return None  # read at once, as far as the limits allow
        raise ImportError(_EXTRA) from error
    from skm.tally.engines._large_files import Parquet, Text
    from skm.tally.engines._stream import count_stream

    ask = Ask.of(by, **asked)
    return count_stream(Parquet.of(paths) if _is_parquet(paths[0]) else Text.of(paths[0], ask), ask)


__all__ = ["LARGE_TEXT", "counted"]
