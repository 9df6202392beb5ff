"""How a result is shown to an official: printed tables, and one account of the questionnaires."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.numbers import integer_id
from skm.ground.printing import MISSING
from skm.pedoman import Pedoman
from skm.result.indeks import Indeks
from skm.tally import Tally
from skm.tally.provenance import BLANKS
from skm.version import __version__


def hundredths_id(hundredths: NDArray[np.int64]) -> NDArray[np.object_]:
    """Settled hundredths as Indonesian text: 8781 becomes "87,81", -1 (missing) a dash."""
    return np.array([f"{h // 100},{h % 100:02d}" if h >= 0 else MISSING for h in hundredths], dtype=object)


def marks(frame: pd.DataFrame) -> list[str]:
    """The mark of each unsur in a printed table: its place among the priorities, ties said."""
    return [
        (f"ke-{rank}{' (sama)' if tied else ''}" if chosen else "")
        for rank, chosen, tied in zip(frame["rank"], frame["prioritas"], frame["tied"], strict=True)
    ]


def unsur_table(frame: pd.DataFrame, indeks: Indeks) -> pd.DataFrame:
    """A frame per unsur and its one group's indices, as an office prints them."""
    return pd.DataFrame(
        {
            "No": np.arange(1, len(frame) + 1).astype(str),
            "Unsur": frame["nama"],
            "n": [integer_id(x) for x in frame["n"]],
            "Jumlah nilai": [integer_id(x) for x in frame["total"]],
            "NRR": hundredths_id(indeks.nrr.hundredths()[0]),
            "NRR tertimbang": hundredths_id(indeks.nrr_tertimbang.hundredths()[0]),
            "IKM": hundredths_id(indeks.ikm_unsur.hundredths()[0]),
            "Mutu": frame["mutu"].fillna(MISSING),
            "Kinerja": frame["kinerja"].fillna(MISSING),
            "Prioritas": marks(frame),
        },
        index=frame.index,
    )


def account(tally: Tally) -> str:
    """Where every questionnaire went, in one sentence."""
    used, aside = int(tally.n.sum()), tally.asal.set_aside
    reasons = "; ".join(f"{integer_id(n)} {reason}" for reason, n in aside.items())
    return (
        f"Kuesioner masuk {integer_id(tally.n_in)} = dipakai {integer_id(used)} + "
        f"disisihkan {integer_id(tally.n_in - used)}{f' ({reasons})' if reasons else ''}"
    )


def weights(pedoman: Pedoman) -> str:
    """The bobot as text: one fraction when all are equal."""
    if len(set(pedoman.bobot)) == 1:
        return f"{pedoman.bobot[0]} untuk setiap unsur"
    return "; ".join(f"{k} {b}" for k, b in zip(pedoman.kode, pedoman.bobot, strict=True))


def provenance(tally: Tally) -> pd.DataFrame:
    """How the numbers of a tally came about: columns `hal` and `isi`."""
    asal = tally.asal
    rows = [
        ("Pedoman", tally.pedoman.nama),
        ("Bobot", weights(tally.pedoman)),
        ("Jawaban kosong", BLANKS[asal.blanks]),
        ("Kuesioner masuk", integer_id(tally.n_in)),
        ("Kuesioner dipakai", integer_id(int(tally.n.sum()))),
        *((f"Disisihkan: {reason}", integer_id(n)) for reason, n in asal.set_aside.items()),
        *(
            (
                f"Sumber: {s.name}",
                f"{integer_id(s.rows)} kuesioner" + (f", SHA-256 {s.sha256}" if s.sha256 else ""),
            )
            for s in asal.sources
        ),
        *(("Catatan", note) for note in asal.notes),
        ("Dihitung dengan", f"skm {__version__}"),
    ]
    return pd.DataFrame(rows, columns=["hal", "isi"], dtype=object)
