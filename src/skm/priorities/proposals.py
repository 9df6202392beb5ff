"""Proposals for each unsur, from a file that an office can replace."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from skm.ground.errors import RencanaError
from skm.ground.packaged import data_text
from skm.pedoman import Unsur

# What a proposal of the catalogue begins with until the office has made it its own.
MARK = "Usulan: "


@dataclass(frozen=True, slots=True)
class Usulan:
    """One proposal: the names of its unsur, what to do, how long it takes, who does it."""

    unsur: tuple[str, ...]
    program: str
    waktu: str
    penanggung_jawab: str = ""


def usulan(text: str | None = None) -> tuple[Usulan, ...]:
    """The catalogue of proposals: the one that ships, or an office's own as TOML text.

    The text is a list ``[[usulan]]`` of ``unsur`` (names under which the unsur is known), ``program``,
    ``waktu`` ("7 hari", "3 bulan", ...) and, where wanted, ``penanggung_jawab``.

    Raises
    ------
    RencanaError
        When the text is not TOML, or an entry lacks something.

    Examples
    --------
    >>> own = usulan('[[usulan]]\\nunsur = "Waktu Penyelesaian"\\nprogram = "Piket"\\nwaktu = "7 hari"')
    >>> own[0].program
    'Piket'
    """
    if text is None:
        return _packaged()
    try:
        return tuple(
            Usulan(
                names_of(row["unsur"]),
                str(row["program"]),
                str(row["waktu"]),
                str(row.get("penanggung_jawab", "")),
            )
            for row in tomllib.loads(text)["usulan"]
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise RencanaError(
            f"Berkas usulan salah bentuk ({error}). Setiap [[usulan]] memerlukan unsur, program, dan waktu."
        ) from error


def names_of(value: Any) -> tuple[str, ...]:
    """One name or a list of names."""
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def is_of(names: Iterable[str], unsur: Unsur) -> bool:
    """Whether one of the names is the unsur's name or one of its aliases."""
    known = {name.casefold() for name in (unsur.nama, *unsur.alias)}
    return any(name.casefold() in known for name in names)


def proposals_for(unsur: Unsur, catalogue: Sequence[Usulan]) -> list[Usulan]:
    """The proposals for one unsur, in the order of the catalogue."""
    return [u for u in catalogue if is_of(u.unsur, unsur)]


@cache
def _packaged() -> tuple[Usulan, ...]:
    return usulan(data_text("usulan.toml"))
