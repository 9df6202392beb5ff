"""The text of a saved tally: its fields as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import TallyError
from skm.pedoman import Pedoman
from skm.reading.responses import Passed, Source
from skm.tally._pairs import Pairs
from skm.tally._published import integers
from skm.tally.grouping import plain_key
from skm.tally.provenance import BLANKS, Asal

_FORMAT = "skm-tally"
_VERSION = 1


def key_rows(groups: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The keys of each group as a tuple; ``()`` for each group when there are no keys (also in pandas 2).

    Examples
    --------
    >>> key_rows(pd.DataFrame(index=range(1)))
    [()]
    """
    if not groups.shape[1]:
        return [()] * len(groups)
    return list(groups.itertuples(index=False, name=None))


def as_json(fields: Mapping[str, Any]) -> bytes:
    """The fields of a tally, by name, as JSON in UTF-8: the same bytes for the same tally."""
    groups, asal = fields["groups"], fields["asal"]
    counts, sums, pairs = fields["counts"], fields["sums"], fields["pairs"]
    data = {
        "format": _FORMAT,
        "versi": _VERSION,
        "pedoman": fields["pedoman"].to_dict(),
        "kunci": [str(c) for c in groups.columns],
        "kelompok": [[plain_key(v) for v in row] for row in key_rows(groups)],
        "n": fields["n"].tolist(),
        "jawaban": None if counts is None else counts.tolist(),
        "jumlah": None if sums is None else sums.tolist(),
        "hasil_kali": None if pairs is None else pairs.to_lists(),
        "asal": {
            "kosong": asal.blanks,
            "disisihkan": dict(sorted(asal.set_aside.items())),
            "sumber": [[s.name, s.sha256, s.rows] for s in asal.sources],
            "catatan": list(asal.notes),
            **_passed_as_json("tidak_sah_kosong", asal.blanked),
            **_passed_as_json("tidak_sah_sisih", asal.dropped),
        },
    }
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _passed_as_json(name: str, passed: Passed) -> dict[str, Any]:
    """Nothing when there is nothing, so that most tallies are saved as they always were."""
    return {name: [passed.n, {k: list(v) for k, v in passed.answers.items()}]} if passed.n else {}


def _passed(data: Any, pedoman: Pedoman) -> Passed:
    if data is None:
        return Passed()
    n, answers = data
    if set(answers) != set(pedoman.pertanyaan_kode):
        raise TallyError("jawaban yang tidak sah dari pertanyaan lain.")
    found = {}
    for kode in pedoman.pertanyaan_kode:
        invalid, filled, total = integers(answers[kode]).tolist()
        if invalid < 0 or not filled <= total <= filled * pedoman.nilai_max or invalid + filled > n:
            raise TallyError(f"jawaban yang tidak sah pada {kode} tidak cocok dengan kuesionernya.")
        found[kode] = (invalid, filled, total)
    return Passed(int(n), found)


def from_json(content: bytes) -> dict[str, Any]:
    """The fields of a tally, by name, from what :func:`as_json` wrote.

    Raises
    ------
    TallyError, PedomanError
        When it is not a tally, comes from a later version, or holds an unknown value.
    ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError
        When it is not whole.
    """
    data = json.loads(content)
    if data["format"] != _FORMAT:
        raise TallyError("bukan rekap skm.")
    if data["versi"] != _VERSION:
        raise TallyError(f"rekap versi {data['versi']!r}; skm ini membaca versi {_VERSION}.")
    asal = data["asal"]
    if asal["kosong"] not in BLANKS:
        raise TallyError(f"perlakuan jawaban kosong {asal['kosong']!r} tidak dikenal.")
    keys, rows = data["kunci"], data["kelompok"]
    pedoman, pairs = Pedoman.from_dict(data["pedoman"]), data.get("hasil_kali")

    def table(name: str, width: int) -> NDArray[np.int64] | None:
        if data[name] is None or rows:
            return None if data[name] is None else integers(data[name])
        return np.zeros((0, len(pedoman.pertanyaan), width), np.int64)  # lists forget this shape

    return {
        "pedoman": pedoman,
        "groups": pd.DataFrame(rows, columns=keys, index=range(len(rows)), dtype=object),
        "n": integers(data["n"]),
        "counts": table("jawaban", pedoman.nilai_max + 1),
        "sums": table("jumlah", 2),
        "asal": Asal(
            asal["kosong"],
            {str(k): int(v) for k, v in asal["disisihkan"].items()},
            tuple(Source(str(a), str(b), int(c)) for a, b, c in asal["sumber"]),
            tuple(map(str, asal["catatan"])),
            _passed(asal.get("tidak_sah_kosong"), pedoman),
            _passed(asal.get("tidak_sah_sisih"), pedoman),
        ),
        "pairs": None if pairs is None else Pairs.from_lists(pairs, len(pedoman.pertanyaan)),
    }
