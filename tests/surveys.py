"""Answer sheets for the tests: small ones typed as digits, and one survey as every kind of source."""

from __future__ import annotations

import numpy as np
import pandas as pd

LABELS = ["Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"]
UNSUR = [f"U{i}" for i in range(1, 10)]


def sheet(*rows, **columns):
    """Answer sheet from strings such as "432143214"; a dot is a blank."""
    frame = pd.DataFrame([[None if c == "." else int(c) for c in row] for row in rows], columns=UNSUR)
    return frame.astype("Int64").assign(**columns)


def survey(rows: int = 400, seed: int = 1) -> pd.DataFrame:
    """Answers as whole numbers, numbers with gaps, floats, labels and numbers as text; keys of three kinds."""
    random = np.random.default_rng(seed)

    def nilai(blank: float) -> np.ndarray:
        values = random.integers(1, 5, rows).astype(object)
        values[random.random(rows) < blank] = None
        return values

    answers = {kode: pd.array(nilai(0.03), dtype="Int8") for kode in UNSUR}
    answers["U1"] = random.integers(1, 5, rows)
    answers["U3"] = np.array([np.nan if v is None else v for v in nilai(0.05)], dtype=float)
    answers["U4"] = [
        None if v is None else LABELS[v - 1].upper() if v == 2 else LABELS[v - 1] for v in nilai(0.1)
    ]
    answers["U5"] = ["-" if v is None else f"{v} " for v in nilai(0.1)]
    frame = pd.DataFrame(
        {
            "layanan": random.choice(["KTP", "ktp ", "SKCK", "Kartu Keluarga"], rows),
            "tahun": random.integers(2020, 2023, rows),
            "jenis_kelamin": random.choice(["L", "Perempuan", "P"], rows),
            **answers,
            "saran": ["baik"] * rows,
        }
    )
    frame.loc[random.random(rows) < 0.05, "layanan"] = None
    empty = [5, 6]
    for kode in UNSUR[1:]:
        frame.loc[empty, kode] = None
    frame["U1"] = frame["U1"].astype("Int64")
    frame.loc[empty, "U1"] = None  # "baik" stands beside: set aside
    frame.loc[6, ["layanan", "tahun", "jenis_kelamin", "saran"]] = (
        None  # nothing stands beside: no questionnaire
    )
    frame["tahun"] = frame["tahun"].astype("Int64")
    return frame


def as_polars(frame, folder):
    import polars as pl

    return pl.from_pandas(frame)


def as_polars_lazy(frame, folder):
    return as_polars(frame, folder).lazy()


def as_pyarrow(frame, folder):
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False)


def as_duckdb(frame, folder):
    import duckdb

    return duckdb.connect().from_arrow(as_pyarrow(frame, folder))


def as_parquet(frame, folder):
    path = folder / "survei.parquet"
    as_polars(frame, folder).write_parquet(path, row_group_size=150)
    return path


def as_folder(frame, folder):
    """A folder of the folders tahun=2020 and so on, as Spark writes them."""
    for year, part in as_polars(frame, folder).group_by("tahun"):
        path = (
            folder / "semua" / ("tahun=__HIVE_DEFAULT_PARTITION__" if year[0] is None else f"tahun={year[0]}")
        )
        path.mkdir(parents=True)
        part.drop("tahun").write_parquet(path / "bagian.parquet")
    return folder / "semua"


def as_large_csv(frame, folder):
    path = folder / "survei.csv"
    as_polars(frame, folder).write_csv(path)
    return path


SOURCES = {
    "pandas": lambda frame, folder: frame,
    "polars": as_polars,
    "polars lazy": as_polars_lazy,
    "pyarrow": as_pyarrow,
    "DuckDB": as_duckdb,
    "Parquet": as_parquet,
    "folder of Parquet": as_folder,
    "large CSV": as_large_csv,
}
