"""The integers of one file: how they are read from it, and how the cache keeps them."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.batch._archive import text_of
from skm.ground.errors import ResponseError, SkmError
from skm.pedoman import Pedoman
from skm.reading.questionnaire.periods import PERIODS, of_month, parsed
from skm.reading.questionnaire.vocabulary import is_blank, plain
from skm.reading.responses.checking import Invalid
from skm.reading.sources import read
from skm.tally.counting import count
from skm.tally.provenance import Blanks, sentences_on
from skm.tally.saved import key_rows
from skm.version import __version__

READ, EMPTY, FAILED = "dibaca", "kosong", "gagal"
_FORMAT = "skm-recap-1"


@dataclass(frozen=True)
class ReadingOptions:
    """How a file is read: what its integers depend on besides its bytes, its name and the keys asked for.

    The fields are as for :func:`skm.read` and :func:`skm.count`.
    """

    pedoman: Pedoman
    columns: Mapping[str, str] = field(default_factory=dict)
    lembar: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    letters: str | None = None
    invalid: Invalid = "raise"
    blanks: Blanks = "per_unsur"
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        options = [
            _FORMAT, __version__, self.pedoman.to_dict(), sorted(self.columns.items()), self.lembar,
            sorted(self.labels.items()), self.letters, self.invalid, self.blanks,
        ]  # fmt: skip
        text = json.dumps(options, ensure_ascii=False, sort_keys=True)
        object.__setattr__(self, "digest", hashlib.sha256(text.encode()).hexdigest())


@dataclass(frozen=True, slots=True, eq=False)
class FileCounts:
    """What one file adds to a recap."""

    status: str  # "dibaca", "kosong" (without questionnaires) or "gagal"
    keys: tuple[str, ...] = ()  # the keys found in its own columns
    groups: list[tuple[Any, ...]] = field(default_factory=list)  # their values in each of the G groups
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 0), np.int64))  # as in a Tally
    set_aside: dict[str, int] = field(default_factory=dict)  # questionnaires not used, by reason
    notes: tuple[str, ...] = ()
    reason: str = ""  # why it failed

    @property
    def used(self) -> int:
        """Questionnaires used."""
        return int(self.counts[:, 0].sum()) if len(self.groups) else 0

    def to_json(self) -> bytes:
        """The content of its file in the cache."""
        data = {
            "format": _FORMAT, "status": self.status, "kunci": self.keys, "kelompok": self.groups,
            "bentuk": self.counts.shape, "jawaban": self.counts.ravel().tolist(),
            "disisihkan": self.set_aside, "catatan": self.notes, "alasan": self.reason,
        }  # fmt: skip
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, content: bytes) -> FileCounts | None:
        """Read back a file of the cache; None for anything else or a damaged one."""
        try:
            data = json.loads(content)
            if data["format"] != _FORMAT:
                return None
            return cls(
                data["status"], tuple(data["kunci"]), [tuple(g) for g in data["kelompok"]],
                np.array(data["jawaban"], np.int64).reshape(data["bentuk"]),
                data["disisihkan"], tuple(data["catatan"]), data["alasan"],
            )  # fmt: skip
        except (ValueError, KeyError, TypeError):
            return None


def count_file(content: bytes, name: str, wanted: Sequence[str], reading: ReadingOptions) -> FileCounts:
    """Read one file by the rules of :func:`skm.read`, and count its answers.

    Parameters
    ----------
    content : bytes
    name : str
        Without its folder.
    wanted : sequence of str
        The keys to find in its own columns; only "layanan" may be missing.
    reading : ReadingOptions
    """
    file = io.BytesIO(content)
    file.name = name
    try:
        responses = read(
            file,
            pedoman=reading.pedoman,
            columns=reading.columns or None,
            lembar=reading.lembar or None,
            labels=reading.labels or None,
            letters=reading.letters,
            invalid=reading.invalid,
        )
        told: dict[str, pd.Series] = {}
        for key in wanted:
            values = _key_values(responses.profile, key)
            if values is not None:
                told[key] = values
            elif key != "layanan":
                return FileCounts(FAILED, reason=unknown(name, key))
        profile = pd.DataFrame(told, index=responses.profile.index)
        tally = count(replace(responses, profile=profile), list(told), blanks=reading.blanks)
    except ResponseError as error:
        if not len(error.problems):
            return FileCounts(EMPTY, reason=error.problem)
        return FileCounts(FAILED, reason=error.problem)
    except SkmError as error:
        return FileCounts(FAILED, reason=error.problem)
    there = np.flatnonzero(tally.n)
    counts = tally.counts if tally.counts is not None else np.zeros((0, 0, 0), np.int64)
    rows = key_rows(tally.groups) if told else [()]
    return FileCounts(
        READ if len(there) else EMPTY,
        tuple(told),
        [rows[i] for i in there],
        counts[there],
        dict(tally.asal.set_aside),
        (*map(str, responses.notes), *sentences_on(tally.asal)),
    )


def unknown(name: str, key: str) -> str:
    """The message for a file whose value of a key cannot be found anywhere."""
    column = "kolom tanggal" if key in PERIODS else f"kolom {key}"
    return (
        f"{name}: {key} tidak diketahui. Tidak ada {column} di dalamnya, dan nama berkas atau manifes tidak "
        f'menyebutnya. Beri pola nama, misalnya "{{unit}}/{{tahun}}_{{layanan}}", atau manifes.'
    )


def _key_values(profile: pd.DataFrame, key: str) -> pd.Series | None:
    """The value of one key for every questionnaire; None when no column holds it."""
    columns = {plain(c): profile[c] for c in reversed(profile.columns)}
    if key not in PERIODS:
        own = profile[key] if key in profile.columns else columns.get(plain(key))
        return None if own is None else own.map(_text).astype(object)
    if key in columns:
        years = columns.get("tahun")
        beside = [None] * len(profile) if years is None else years
        periods = [
            None if is_blank(v) else parsed(key, str(_text(v)), "" if y is None else str(_text(y)))
            for v, y in zip(columns[key], beside, strict=True)
        ]
    elif "tanggal" in columns:
        periods = [None if pd.isna(d) else of_month(key, d.year, d.month) for d in columns["tanggal"]]
    else:
        return None
    return pd.Series(periods, profile.index, object)


def _text(value: Any) -> str | None:
    return None if is_blank(value) or pd.isna(value) else text_of(value)
