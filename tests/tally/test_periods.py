"""Counting by the period that a date falls in, from every kind of source, in order of time."""

from __future__ import annotations

import pandas as pd
import pytest

import skm
import skm.tally.engines as engines
from skm.cli import main
from skm.reading.questionnaire.periods import in_time_order
from surveys import sheet

DAYS = ["2024-11-05", "2023-02-28", "2024-02-01", "2024-07-31", "2023-02-01", "2024-11-30", None]
PERIODS = {
    "bulan": ["2023-02", "2024-02", "2024-07", "2024-11"],
    "triwulan": ["2023 Triwulan I", "2024 Triwulan I", "2024 Triwulan III", "2024 Triwulan IV"],
    "semester": ["2023 Semester I", "2024 Semester I", "2024 Semester II"],
    "tahun": [2023, 2024],
}
N = {"bulan": [2, 1, 1, 2, 1], "triwulan": [2, 1, 1, 2, 1], "semester": [2, 1, 3, 1], "tahun": [2, 4, 1]}


def survey(days):
    return sheet(*["432143214"] * len(DAYS), tanggal=days)


def dated():
    return survey(pd.to_datetime(DAYS) + pd.Timedelta(hours=9))


def as_csv(folder):
    path = folder / "survei.csv"
    survey([d and pd.Timestamp(d).strftime("%d/%m/%Y 08:15") for d in DAYS]).to_csv(path, index=False)
    return path


def as_parquet(folder):
    pytest.importorskip("pyarrow")
    dated().to_parquet(folder / "survei.parquet")
    return folder / "survei.parquet"


def as_duckdb(_):
    duckdb = pytest.importorskip("duckdb")
    frame = dated()
    frame[frame.columns[:9]] = frame[frame.columns[:9]].astype(int)
    return duckdb.from_df(frame)


def as_polars(_):
    return pytest.importorskip("polars").from_pandas(dated())


SOURCES = {
    "frame": lambda folder: dated(),
    "file": as_csv,
    "parquet": as_parquet,
    "duckdb": as_duckdb,
    "polars": as_polars,
    "lazy": lambda folder: as_polars(folder).lazy(),
}


@pytest.mark.parametrize("kind", PERIODS)
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_dates_are_counted_by_period_in_order_of_time(source, kind, tmp_path):
    tally = skm.count(source(tmp_path), kind)
    assert tally.groups[kind].tolist() == [*PERIODS[kind], "(tidak diisi)"]
    assert tally.n.tolist() == N[kind]


@pytest.mark.parametrize("kind", PERIODS)
def test_a_large_file_is_counted_by_period_too(kind, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    path = as_csv(tmp_path)
    monkeypatch.setattr(engines, "LARGE_TEXT", 1)
    assert skm.count(path, kind) == skm.count(dated(), kind)


def test_a_large_file_with_too_many_moments_is_refused(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    from skm.tally.engines import _stream

    monkeypatch.setattr(engines, "LARGE_TEXT", 1)
    monkeypatch.setattr(_stream, "_DATES", 3)
    with pytest.raises(skm.ResponseError, match="lebih dari 3 macam isian"):
        skm.count(as_csv(tmp_path), "bulan")


def test_periods_stand_beside_other_keys_and_in_results():
    frame = dated().assign(layanan=["KTP", "KK"] * 3 + ["KTP"])
    hasil = skm.summarize(frame[:-1], by=["tahun", "layanan"])
    assert hasil.keys() == [(2023, "KTP"), (2023, "KK"), (2024, "KTP"), (2024, "KK")][-len(hasil.keys()) :]
    assert (
        skm.trend(dict(skm.summarize(frame[:-1], by="semester").items())).frame.index.tolist()
        == PERIODS["semester"]
    )


def test_a_column_of_that_name_goes_before_the_dates():
    frame = dated().assign(tahun=[2001] * len(DAYS))
    assert skm.count(frame, "tahun").groups["tahun"].tolist() == [2001]


def test_without_dates_there_is_no_period():
    with pytest.raises(KeyError, match="no column bulan"):
        skm.count(sheet("432143214"), "bulan")


def test_months_in_words_stand_in_order_of_the_calendar():
    months = ["November", "Februari", "Juli", "November"]
    frame = sheet(*["432143214"] * 4, Bulan=months)
    assert skm.count(frame, "Bulan").groups["Bulan"].tolist() == ["Februari", "Juli", "November"]
    declared = frame.assign(Bulan=pd.Categorical(months, ["Juli", "November", "Februari"]))
    assert skm.count(declared, "Bulan").groups["Bulan"].tolist() == ["Juli", "November", "Februari"]
    assert skm.count(frame, "Bulan").n.tolist() == [1, 1, 2]


@pytest.mark.parametrize(
    "given",
    [
        ["Jan 2024", "Des 2023"],
        ["Triwulan III", "TW I"],
        ["Semester 2", "Semester 1"],
        ["2024-02", "2024-01"],
        ["2024", "2023"],
        [2024, 2022],
    ],
)
def test_what_names_a_period_is_put_in_order(given):
    assert in_time_order(given) == given[::-1]


@pytest.mark.parametrize(
    "given", [["Mei", "April", "Mawar"], ["9", "3"], [9, 3], ["Desa 2", "Desa 1"], [True, False]]
)
def test_what_names_no_period_stays_in_its_order(given):
    assert in_time_order(given) == given


def test_the_command_counts_by_month(tmp_path, capsys):
    assert main(["rekap", str(as_csv(tmp_path)), "--per", "bulan"]) == 0
    said = capsys.readouterr().out
    assert said.index("2023-02") < said.index("2024-02") < said.index("2024-11")
    assert main(["rekap", str(as_csv(tmp_path)), "--per", "minggu"]) == 2
