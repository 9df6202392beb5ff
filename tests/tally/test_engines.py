"""The same tally from every kind of source; answers that are none are told wherever they are found."""

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import skm
from skm.tally.counting import count
from strategies import sheets
from surveys import SOURCES, UNSUR, as_parquet, survey

pl = pytest.importorskip("polars", reason="polars is not installed")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pytest.importorskip("duckdb", reason="duckdb is not installed")
pytest.importorskip("narwhals", reason="narwhals is not installed")

KEYS = [None, "layanan", ["tahun", "layanan"], "jenis_kelamin"]
COUNTED = [{}, {"pairs": True}, {"blanks": "complete", "pairs": True}]
LAZY = ["polars lazy", "DuckDB"]
STREAMED = ["Parquet", "folder of Parquet", "large CSV"]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Several blocks from a few hundred rows, and every CSV is large."""
    monkeypatch.setattr("skm.tally.engines.LARGE_TEXT", 1)
    monkeypatch.setattr("skm.tally.engines._stream.BLOCK", 100)


@pytest.mark.parametrize("name", SOURCES)
def test_the_same_call_gives_the_same_tally_on_every_engine(name, tmp_path):
    frame = survey()
    source = SOURCES[name](frame, tmp_path)
    for by in KEYS:
        for asked in COUNTED:
            expected, found = count(frame, by, **asked), count(source, by, **asked)
            assert found == expected
            assert found.asal.blanks == expected.asal.blanks
            if name not in STREAMED:  # which count a row without anything as a questionnaire without answers
                assert found.asal.set_aside == expected.asal.set_aside
                assert found.n_in == expected.n_in
            if name in ("pyarrow", "polars"):
                assert found.groups.equals(expected.groups)
                assert found.asal.notes == expected.asal.notes


@pytest.mark.parametrize("name", SOURCES)
def test_a_key_may_be_a_heading_as_it_stands_in_the_source(name, tmp_path):
    frame = survey().rename(columns={"jenis_kelamin": "Jenis Kelamin (L/P)"})
    source = SOURCES[name](frame, tmp_path)
    expected = count(frame, ["jenis_kelamin", "tahun"])
    assert expected.keys == ["jenis_kelamin", "tahun"]
    for by in (["Jenis Kelamin (L/P)", "tahun"], ["jenis kelamin l p", "TAHUN"], ["Gender", "Tahun"]):
        found = count(source, by)
        assert found == expected
        assert found.keys == expected.keys
    assert skm.summarize(source, by="Jenis Kelamin").tally.keys == ["jenis_kelamin"]
    with pytest.raises(
        KeyError, match=r"no column desa to count by; there are .*jenis_kelamin \(\"Jenis Kelamin"
    ):
        count(source, "desa")


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_gives_the_same_result(name, tmp_path):
    expected = skm.summarize(survey(), by="layanan")
    found = skm.summarize(SOURCES[name](survey(), tmp_path), by="layanan")
    assert found.ikm == expected.ikm
    assert found.mutu == expected.mutu
    assert found.standard_error == expected.standard_error
    pd.testing.assert_frame_equal(found.groups.sort_index(), expected.groups.sort_index())


@settings(max_examples=12)
@given(sheet=sheets(), by=st.sampled_from([None, "layanan"]), pairs=st.booleans())
def test_random_sheets_give_the_same_tally_inside_an_engine(sheet, by, pairs):
    expected = count(sheet, by, pairs=pairs)
    for source in (pl.from_pandas(sheet), pl.from_pandas(sheet).lazy()):
        assert count(source, by, pairs=pairs) == expected


def with_faults():
    frame = survey()
    frame["U4"] = frame["U4"].astype(object)
    frame.loc[[10, 20, 30], "U2"] = 5
    frame.loc[20, "U6"] = 0
    frame.loc[40, "U3"] = 2.5
    frame.loc[41, "U4"] = "entahlah"
    return frame


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("invalid", ["blank", "drop"])
def test_answers_that_are_none_are_blanked_or_dropped_alike(name, invalid, tmp_path):
    expected = count(with_faults(), "layanan", invalid=invalid, pairs=True)
    found = count(SOURCES[name](with_faults(), tmp_path), "layanan", invalid=invalid, pairs=True)
    assert found == expected
    reasons = {k: n for k, n in found.asal.set_aside.items() if k.startswith("jawaban")}
    assert reasons == {k: n for k, n in expected.asal.set_aside.items() if k.startswith("jawaban")}


@pytest.mark.parametrize("name", LAZY + STREAMED)
def test_answers_that_are_none_are_counted_per_column_and_cell(name, tmp_path):
    source = SOURCES[name](with_faults(), tmp_path)
    with pytest.raises(skm.ResponseError, match="6 jawaban tidak dapat dipakai") as caught:
        count(source, "layanan")
    problems = caught.value.problems
    assert problems["kolom"].tolist() == ["U2", "U3", "U4", "U6"]
    assert [s.split(", ")[-1] for s in problems["sel"]] == ["3 kali", "1 kali", "1 kali", "1 kali"]
    assert problems["nilai"].str.replace(".", ",").tolist() == ["5", "2,5", "entahlah", "0"]
    assert problems["masalah"].str.contains("bukan nilai").all()
    if name == "Parquet":
        assert problems["sel"].iloc[0] == "baris 11, 3 kali"
    if name == "large CSV":  # the headings are row 1
        assert problems["sel"].iloc[0] == "baris 12, 3 kali"


@pytest.mark.parametrize("name", LAZY + STREAMED)
def test_blanks_are_refused_with_how_many_there_are_in_each_column(name, tmp_path):
    frame = survey().drop(index=[5, 6])
    with pytest.raises(skm.ResponseError, match="jawaban kosong") as caught:
        count(SOURCES[name](frame, tmp_path), blanks="reject")
    found = dict(zip(caught.value.problems["kolom"], caught.value.problems["sel"], strict=True))
    responses = skm.read(frame)
    blank = {k: int((a == 0).sum()) for k, a in responses.answers.items()}
    assert found == {k: f"{n} kali" for k, n in blank.items() if n}


@pytest.mark.parametrize("name", [*LAZY, "polars", *STREAMED])
def test_a_key_that_is_not_there_or_tells_of_persons_is_refused(name, tmp_path):
    frame = survey().assign(kontak=[f"0812{i:08d}" for i in range(400)], nama="Siti")
    source = SOURCES[name](frame, tmp_path)
    for key in ("desa", "nama", "kontak", "saran"):
        with pytest.raises(KeyError):
            count(source, key)


@pytest.mark.parametrize("name", LAZY + STREAMED)
def test_personal_data_in_an_answer_is_not_repeated(name, tmp_path):
    frame = survey()
    frame["U5"] = frame["U5"].astype(object)
    frame.loc[50, "U5"] = "hubungi 0812-3456-7890"
    with pytest.raises(skm.ResponseError) as caught:
        count(SOURCES[name](frame, tmp_path))
    told = str(caught.value) + caught.value.problems.to_string()
    assert "3456" not in told
    assert "[disamarkan]" in told


def test_a_declared_value_nobody_chose_stays_as_an_empty_group():
    frame = survey().drop(columns="layanan")
    service = pl.Series("layanan", ["KTP", "SKCK"] * 200, dtype=pl.Enum(["Nikah", "SKCK", "KTP"]))
    table = pl.from_pandas(frame).with_columns(service)
    for source in (table, table.lazy()):
        tally = count(source, "layanan")
        assert tally.groups["layanan"].tolist() == ["Nikah", "SKCK", "KTP"]
        assert tally.n.tolist() == [0, 199, 199]


def test_texts_stored_as_a_dictionary_declare_nothing():
    frame = survey().assign(U4=4)
    services = frame["layanan"].astype("category")
    table = pa.Table.from_pandas(frame.assign(layanan=services))
    assert count(table.slice(0, 3), "layanan") == count(frame.head(3), "layanan")
    declared = pa.Table.from_pandas(frame.assign(layanan=services.cat.as_ordered()))
    assert len(count(declared.slice(0, 3), "layanan").n) > len(count(table.slice(0, 3), "layanan").n)


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ([2, 0, None, 0], ["KTP", "tak dipakai", "SKCK"]),
        ([2, 0, None, 1], ["KTP", "KTP", "SKCK"]),  # one value twice
        ([2, 0, 1, 0], ["KTP", None, "SKCK"]),  # the blank is a value
        ([None] * 4, []),
    ],
)
def test_however_texts_lie_in_a_dictionary_the_groups_are_those_met_in_their_order(numbers, texts):
    stored = pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int8()), pa.array(texts, pa.string()))
    answers = {kode: [1, 2, 3, 4] for kode in UNSUR}
    plain = pd.DataFrame(answers | {"layanan": stored.to_pylist()})
    expected = count(plain, "layanan")
    for column in (stored, pa.chunked_array([stored.slice(0, 1), stored.slice(1)])):
        tally = count(pa.table(answers | {"layanan": column}), "layanan")
        assert tally == expected
        assert tally.groups["layanan"].tolist() == expected.groups["layanan"].tolist()


def test_groups_of_an_engine_are_sorted_by_their_keys():
    tally = count(pl.from_pandas(survey()).lazy(), ["tahun", "layanan"])
    assert tally.groups["tahun"].tolist() == sorted(tally.groups["tahun"])


@pytest.mark.parametrize("name", ["Parquet", "large CSV"])
def test_a_label_met_late_changes_what_the_earlier_ones_mean(name, tmp_path):
    words = ["Tidak baik", "Baik"] * 100 + ["Sangat tidak baik", "Sangat baik"]
    frame = pd.DataFrame(dict.fromkeys(UNSUR, words))
    expected = count(frame)
    assert expected.counts[0, 0].tolist() == [0, 1, 100, 100, 1]  # on their own, "tidak baik" would be 1
    assert count(SOURCES[name](frame, tmp_path)) == expected


def test_many_combinations_of_keys_are_counted_as_they_turn_up(monkeypatch, tmp_path):
    monkeypatch.setattr("skm.tally.engines._stream._DENSE", 1)
    by = ["tahun", "layanan", "jenis_kelamin"]
    for asked in COUNTED:
        assert count(as_parquet(survey(), tmp_path), by, **asked) == count(survey(), by, **asked)


def test_second_moments_are_kept_only_while_they_take_little_room(monkeypatch, tmp_path):
    path = as_parquet(survey(), tmp_path)
    assert count(path, "layanan", pairs=None).pairs is not None
    monkeypatch.setattr("skm.tally._pairs._PRODUCTS", 3 * 81)
    assert count(path, "layanan", pairs=None).pairs is None
    assert count(path, "layanan", pairs=True).pairs is not None


def test_progress_is_told_up_to_the_last_row(tmp_path):
    told = []
    count(as_parquet(survey(), tmp_path), progress=lambda done, rows: told.append((done, rows)))
    assert told[-1] == (400, 400)
    assert told == sorted(told)


def test_a_streamed_file_is_named_with_its_digest(tmp_path):
    import hashlib

    path = as_parquet(survey(), tmp_path)
    (source,) = count(path).asal.sources
    assert source.name == path.name
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.rows == 400


def test_several_parquet_files_are_one_survey(tmp_path):
    frame = survey()
    paths = []
    for i, part in enumerate((frame.head(150), frame.tail(250))):
        folder = tmp_path / str(i)
        folder.mkdir()
        paths.append(as_parquet(part, folder))
    assert count(paths, "layanan") == count(frame, "layanan")
    assert len(count(paths).asal.sources) == 2


def test_forty_offices_send_tallies_and_the_bureau_adds_them(tmp_path):
    whole = survey(4000)
    whole["U4"] = 4
    whole["U5"] = 3
    for office in range(40):
        part = whole.iloc[office * 100 : (office + 1) * 100]
        count(pl.from_pandas(part), "tahun", pairs=True).save(tmp_path / f"kantor_{office}.json")
    files = sorted(tmp_path.glob("*.json"))
    assert max(f.stat().st_size for f in files) < 10_000
    assert sum(skm.Tally.load(f) for f in files) == count(whole, "tahun", pairs=True)


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"PAR1 nothing of the kind PAR1", skm.FileError, "bukan berkas Parquet yang utuh"),
        (b"", skm.FileError, "bukan berkas Parquet yang utuh"),
    ],
)
def test_a_damaged_parquet_file_is_one_sentence(content, error, message, tmp_path):
    path = tmp_path / "rusak.parquet"
    path.write_bytes(content)
    with pytest.raises(error, match=message):
        count(path)


def test_a_large_csv_with_a_short_row_is_refused_by_name(tmp_path):
    path = tmp_path / "survei.csv"
    path.write_text(",".join(UNSUR) + "\n" + "4,4,4,4,4,4,4,4,4\n" * 3 + "4,4\n")
    with pytest.raises(skm.FileError, match=r"survei\.csv: bukan CSV yang utuh .*memuat 9 kolom"):
        count(path)


def test_a_large_csv_is_read_whatever_its_delimiter_encoding_and_title(tmp_path):
    rows = "".join(f"Kec. Bakarangan é;{i % 4 + 1};4;4;4;4;4;4;4;4\n" for i in range(300))
    text = "Rekap tahun 2024;;;;;;;;;\nlayanan;" + ";".join(UNSUR) + "\n" + rows
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        path = tmp_path / f"{encoding}.csv"
        path.write_text(text, encoding=encoding)
        tally = count(path, "layanan")
        assert tally.groups["layanan"].tolist() == ["Kec. Bakarangan é"]
        assert tally.counts[0, 0].tolist() == [0, 75, 75, 75, 75]


def test_a_large_csv_without_headings_is_refused(tmp_path):
    path = tmp_path / "survei.csv"
    path.write_text("a,b,c\n" + "1,2,3\n" * 100)
    with pytest.raises(skm.ColumnNotFoundError, match="tidak memuat baris judul"):
        count(path)


def test_a_source_without_questionnaires_is_refused(tmp_path):
    nobody = survey().head(0)
    for name in (*LAZY, "Parquet"):
        with pytest.raises(skm.ResponseError, match="tidak memuat satu kuesioner pun"):
            count(SOURCES[name](nobody, tmp_path))
    silent = pd.DataFrame({"layanan": ["KTP"] * 3} | {k: pd.array([None] * 3, dtype="Int8") for k in UNSUR})
    for name in LAZY:
        with pytest.raises(skm.ResponseError, match="tidak satu pun dari 3 kuesioner"):
            count(SOURCES[name](silent, tmp_path))


@pytest.mark.parametrize("name", ["polars lazy", "Parquet"])
def test_a_column_of_texts_is_not_taken_for_answers(name, monkeypatch, tmp_path):
    monkeypatch.setattr("skm.tally.engines._plan.DISTINCT", 20)
    monkeypatch.setattr("skm.tally.engines._lazy.DISTINCT", 20)
    monkeypatch.setattr("skm.tally.engines._stream.DISTINCT", 20)
    frame = survey().assign(U4=[f"cerita {i}" for i in range(400)])
    with pytest.raises(skm.ResponseError, match='kolom "U4" memuat lebih dari 20 macam isian'):
        count(SOURCES[name](frame, tmp_path))


@pytest.mark.parametrize("name", LAZY + STREAMED)
def test_the_wrong_guideline_is_refused(name, tmp_path):
    frame = survey().rename(columns={"U3": "apa saja"})
    with pytest.raises(skm.ColumnNotFoundError, match="U3"):
        count(SOURCES[name](frame, tmp_path))
    found = count(SOURCES[name](frame, tmp_path / name), columns={"U3": "apa saja"}) if name in LAZY else None
    assert found is None or found == count(survey())


def test_without_the_extra_the_message_names_it(monkeypatch, tmp_path):
    lazy, path = pl.from_pandas(survey()).lazy(), as_parquet(survey(), tmp_path)
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(ImportError, match=r"skm-ikm\[scale\]"):
        count(lazy)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"skm-ikm\[scale\]"):
        count(path)


@pytest.mark.parametrize("source", [3, None, np.zeros(3), {"U1": [4]}])
def test_anything_else_is_misuse(source):
    with pytest.raises(TypeError):
        count(source)


def test_arguments_that_hold_for_files_only_are_misuse_of_an_engine():
    with pytest.raises(TypeError, match="lembar"):
        count(pl.from_pandas(survey()).lazy(), lembar="KTP")
    with pytest.raises(ValueError, match="invalid"):
        count(pl.from_pandas(survey()).lazy(), invalid="ignore")
