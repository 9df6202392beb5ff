"""Read questionnaires: files are opened, tables found in them, and their answers checked."""

from __future__ import annotations

import hashlib
import os
import tomllib
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pandas as pd

from skm.ground.errors import Argument, FileError, Hint, Note, PedomanError, ResponseWarning, StructureError
from skm.pedoman import PERMENPANRB_14_2017, Pedoman, of_name
from skm.reading.files.grids import File, Grid, bytes_of, grids, opened
from skm.reading.files.limits import USUAL, Limits
from skm.reading.questionnaire.layout import (
    MASK_OF_FORM,
    Misfit,
    Reader,
    misfit_error,
    texts_of,
)
from skm.reading.questionnaire.no_table import no_table, turned_table
from skm.reading.questionnaire.vocabulary import quoted
from skm.reading.responses import Responses, Sheet, check
from skm.reading.responses.checking import Invalid
from skm.reading.responses.ledger import Entry
from skm.reading.responses.structure import chosen_rows
from skm.reading.sheets import Ranges, not_chosen, sheet_of, texts_beside, without_table


def read(
    source: File | pd.DataFrame | Responses | Sequence[File],
    *,
    pedoman: Pedoman | str = PERMENPANRB_14_2017,
    columns: Mapping[str, str] | None = None,
    layanan: Mapping[str, Sequence[str]] | None = None,
    lembar: str | Sequence[str] | None = None,
    labels: Mapping[str, int] | None = None,
    letters: str | None = None,
    invalid: Invalid = "raise",
    rows: str | Mapping[str, str] | None = None,
    several_questions: bool = False,
    limits: Limits = USUAL,
) -> Responses:
    """Read and check the answers of a file, several files, or a DataFrame.

    Parameters
    ----------
    source : path, file object, DataFrame, Responses, or list of paths and file objects
        CSV, TSV or text (delimiter and encoding are detected), XLSX, XLS, ODS. Title rows above the headings
        and sheets without columns of unsur are skipped. `Responses` are returned unchanged.
    pedoman : Pedoman or str
        The guideline, the name of a national one, or the path of a ``.toml`` file.
    columns : mapping, optional
        Question code or profile field to heading, ``{"U3": "P3", "layanan": "Jenis Pelayanan"}``; takes
        precedence over headings that are recognised.
    layanan : mapping, optional
        A service to its other spellings, ``{"KTP": ["E-KTP"]}``. Spellings that differ only in case, white
        space, kinds of dashes and the like are always one service, spelled as in most questionnaires.
        ``notes`` lists what was merged, and proposes what is only alike.
    lembar : str or sequence of str, optional
        Read only these sheets. By default all that hold questionnaires are read, also hidden ones, which is
        noted.
    labels : mapping, optional
        Answer labels to their nilai, ``{"Kurang Mampu": 2}``, before those that are known; and numbers to
        theirs, ``{"1": 4, "2": 3, "3": 2, "4": 1}`` where 1 is the best. A file that states another scale
        than the guideline's is refused unless every number is said. :func:`read_labels` reads them from a
        ``.toml`` file.
    letters : {"a=1", "a=4"}, optional
        Whether the letter a is the worst answer, as on the official form, or the best (``"a=5"`` on a scale
        of five). By default as texts around the table say, else ``"a=1"``; ``notes`` says how letters were
        read. Capital letters under bare codes, which may be grades, are refused without it.
    invalid : {"raise", "blank", "drop"}
        What to do with an invalid answer (5, 0, 2,5, text): raise an error that lists all of them, take it
        as blank, or set its questionnaire aside.
    rows : str or mapping of sheet to str, optional
        The rows that are questionnaires, as the spreadsheet counts them, ``"5:44"`` or ``"5:20,22:44"``; for
        a frame 1 to N. By default they are told apart by the structure of the table, and what is uncertain
        is refused.
    several_questions : bool
        Whether several columns that name one unsur are several questions on it; refused by default.
    limits : skm.reading.files.limits.Limits
        How much a file may hold; one that claims more is refused before it is unpacked.

    Returns
    -------
    Responses
        The service of a questionnaire comes from its column; without one, from the name of its sheet if
        several sheets hold questionnaires, else from the name of its file if several files are read.

    Raises
    ------
    FileError
        When a file is missing, empty, damaged, locked with a password, larger than the limits, or does not
        match its ending.
    StructureError
        When rows or sheets can be read in more than one way.
    ColumnNotFoundError, PedomanError, ResponseError
        See :func:`skm.reading.responses.check`.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO(b"U1;U2;U3;U4;U5;U6;U7;U8;U9\\n4;4;3;4;4;3;4;4;4\\n3;3;3;4;;3;3;4;3\\n")
    >>> responses = read(file)
    >>> responses.n, responses.answers["U5"].tolist()
    (2, [4, 0])
    """
    if isinstance(source, Responses):
        return source
    guide = read_pedoman(pedoman) if isinstance(pedoman, str) else pedoman
    if not isinstance(guide, Pedoman):
        raise TypeError(f"pedoman must be a Pedoman or a str, not {type(pedoman).__name__}")
    checked = partial(
        check,
        pedoman=guide,
        columns=columns,
        layanan=layanan,
        labels=labels,
        letters=letters,
        invalid=invalid,
        rows=rows,
        several_questions=several_questions,
    )
    if isinstance(source, pd.DataFrame):
        return checked(source)
    files = list(source) if isinstance(source, list | tuple) else [source]
    if not files:
        raise ValueError("read needs at least one file")
    wanted = [lembar] if isinstance(lembar, str) else list(lembar) if lembar is not None else None
    reader = Reader(guide, columns or {}, several_questions)
    chosen = chosen_rows(rows)
    found = _Found()
    for file in files:
        if not (isinstance(file, str | os.PathLike) or hasattr(file, "read")):
            raise TypeError(
                f"cannot read answers from {type(file).__name__}: give a path, a file object, a list of "
                "these, a DataFrame or Responses"
            )
        _add(file, reader, wanted, chosen, found, limits)  # type: ignore[arg-type]
    if found.without_table:
        raise misfit_error(found.without_table)
    if "" in chosen and len(found.sheets) > 1:
        names = [s.name or s.source for s in found.sheets]
        raise StructureError(
            f"Baris dipilih untuk satu lembar, tetapi ada {len(names)}: {quoted(names)}.",
            hints=[Hint("Sebutkan lembarnya: ", Argument("rows", {names[0]: rows}), ".")],
        )
    times = Counter(digest for _, digest in found.sources)
    if twice := [name for name, digest in found.sources if times[digest] > 1]:
        warnings.warn(
            f"Berkas yang isinya sama dibaca lebih dari sekali: {', '.join(twice)}. Kuesionernya dihitung "
            "setiap kali; hilangkan salinannya bila memang satu survei.",
            ResponseWarning,
            stacklevel=2,
        )
    return checked(
        found.sheets,
        all_sheets=wanted is None,
        sources=found.sources,
        services=_services(found),
        notes=found.notes,
        others=found.others,
    )


def read_pedoman(path_or_name: str | os.PathLike[str]) -> Pedoman:
    """The national guideline of that name, or the guideline in a ``.toml`` file.

    Raises
    ------
    PedomanError
        When there is no such guideline, or the file is inconsistent.
    FileError
        When the file cannot be read.

    Examples
    --------
    >>> read_pedoman("PermenPANRB 16/2014").nama_unsur[7]
    'Maklumat Pelayanan'
    """
    path = Path(path_or_name)
    if path.suffix.casefold() != ".toml":
        return of_name(os.fspath(path_or_name))
    content = bytes_of(path)
    try:
        return Pedoman.from_toml(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileError(f"{path.name}: berkas pedoman harus berupa teks UTF-8.") from error
    except PedomanError as error:
        raise PedomanError(f"{path.name}: {error}") from error


def read_labels(path: str | os.PathLike[str]) -> dict[str, int]:
    """The labels and their nilai in a ``.toml`` file, for :func:`read`.

    Each line is a label and its nilai, ``"Kurang Mampu" = 2``; they may stand in a table ``[label]``.

    Raises
    ------
    FileError
        When the file cannot be read, or holds anything else.
    """
    name = Path(path).name
    try:
        data = tomllib.loads(bytes_of(Path(path)).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileError(f"{name}: bukan TOML yang sah: {error}") from error
    labels = data.get("label", data)
    if not isinstance(labels, dict) or not labels or not all(type(nilai) is int for nilai in labels.values()):
        raise FileError(f'{name}: setiap baris memuat satu label dan nilainya, misalnya "Kurang Mampu" = 2.')
    return {str(label): int(nilai) for label, nilai in labels.items()}


@dataclass(slots=True)
class _Found:
    """What was found in the files: tables with questionnaires, and remarks on the rest."""

    sheets: list[Sheet] = field(default_factory=list)
    others: list[Entry] = field(default_factory=list)
    sources: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    without_table: list[Misfit] = field(default_factory=list)


def _services(found: _Found) -> list[str]:
    """The service of each sheet without a column for it: the name of the sheet or the file, or none."""
    in_file = [sum(s.source_number == i for s in found.sheets) for i in range(len(found.sources))]
    if len(found.sources) == 1 and in_file[0] == 1:
        return []
    return [
        sheet.name if in_file[sheet.source_number] > 1 else Path(sheet.source).stem for sheet in found.sheets
    ]


def _add(
    file: File,
    reader: Reader,
    wanted: Sequence[str] | None,
    rows: Mapping[str, Ranges],
    found: _Found,
    limits: Limits,
) -> None:
    """Read one file and add its tables, its name and its notes to what was found."""
    name, content = opened(file, limits)
    number = len(found.sources)
    try:
        every = grids(name, content, reader.merit, limits)
    except FileError as error:
        raise FileError(MASK_OF_FORM(error.problem), hints=error.hints) from error
    name = MASK_OF_FORM(name)
    found.sources.append((name, hashlib.sha256(content).hexdigest()))
    chosen = every if wanted is None else _chosen(name, every, wanted)
    names = {grid.name for grid in chosen}
    passed = [replace(g, name=MASK_OF_FORM(g.name)) for g in every if g.name not in names]
    found.others += [entry for grid in passed for entry in not_chosen(name, grid)]
    every = [replace(grid, name=MASK_OF_FORM(grid.name)) for grid in chosen]
    read = [(g, reader.header_row(g.rows)) for g in every]
    tables = [
        sheet_of(name, number, g, at, reader, rows.get(g.name, rows.get("")), found.notes)
        for g, at in read
        if at is not None
    ]
    said_in_file = tuple(text for g, at in read for text in texts_beside(g.rows, at))
    found.sheets += [replace(table, texts=said_in_file) for table in tables]
    found.others += [e for g, at in read if at is None for e in without_table(name, g)]
    said: list[Note] = []
    if skipped := [g.name for g, at in read if at is None and g.name]:
        said.append(Note(f"Lembar tanpa kolom unsur dilewati: {quoted(skipped)}."))
    if hidden := [g.name for g, at in read if at is not None and g.hidden and wanted is None]:
        one = "Bila bukan kuesioner yang dimaksud, sebutkan lembar yang dibaca dengan "
        fact = f"Lembar tersembunyi ikut dibaca: {quoted(hidden)}."
        said.append(Note(fact, [Hint(one, Argument("lembar", ...))]))
    if tables:
        found.notes += [Note(f"{name}: {note}", note.hints) if number else note for note in said]
    else:
        first = next((texts for g, _ in read for row in g.rows if any(texts := texts_of(row))), [])
        turned = next((t for g, _ in read if (t := turned_table(g.rows, reader))), "")
        found.without_table.append(no_table(name, reader.pedoman, first, said, turned))


def _chosen(name: str, grids: Sequence[Grid], wanted: Sequence[str]) -> list[Grid]:
    have = {g.name: g for g in grids}
    if twice := [w for w, times in Counter(wanted).items() if times > 1]:
        raise StructureError(
            f"{name}: lembar {quoted(twice)} diminta lebih dari sekali; sebutkan sekali saja."
        )
    if absent := [w for w in wanted if w not in have]:
        there = quoted(map(MASK_OF_FORM, have)) if any(have) else "(berkas ini tidak berlembar)"
        raise FileError(f"{name} tidak memuat lembar {quoted(absent)}. Lembar yang ada: {there}.")
    return [have[w] for w in wanted]
