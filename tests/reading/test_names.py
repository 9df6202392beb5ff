"""Names of services: what is one name, how it is spelled, and what is only proposed to be one."""

import pandas as pd
import pytest

import skm
from skm.ground.errors import worded
from skm.reading.questionnaire.names import alike, declared_names, most_frequent, name_key
from surveys import sheet


def sheet_of_services(names):
    return sheet(*["432143214"] * len(names), layanan=list(names))


@pytest.mark.parametrize(
    "text",
    [
        "kartu keluarga",
        " KARTU  KELUARGA",
        "Kartu\u00a0Keluarga",
        "Kartu\u200b Kelu\u00adarga",
        "\ufeffＫartu Keluarga",
    ],
)
def test_spellings_of_one_name(text):
    assert name_key(text) == name_key("Kartu Keluarga")


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d")
def test_every_dash_is_the_same(dash):
    assert name_key(f"E{dash}KTP") == "e-ktp"


def test_the_spelling_used_most_whatever_the_order():
    spelled = [("ktp", 1), ("Ktp", 2), ("KTP", 2), ("ktp", 1)]
    assert most_frequent(spelled) == most_frequent(spelled[::-1]) == {"ktp": "KTP"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KTP", "E-KTP"),
        ("KTP", "KTP Elektronik"),
        ("E-KTP", "EKTP"),
        ("Kartu Keluarga", "Kartu Kelurga"),
        ("Kartu Keluarga", "Kartu Keluagra"),
        ("Perizinan", "Perijinan"),
        ("Kartu Keluarga", "KartuKeluarga"),
        ("Pembuatan KTP", "KTP"),
    ],
)
def test_names_that_may_be_one_service_are_alike(one, other):
    assert alike({one: 2, other: 1}) == {one: [other]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Poli Gigi", "Poli Gizi"),
        ("SKTM", "SKCK"),
        ("Surat 1", "Surat 2"),
        ("Keterangan 1", "Keterangan 12"),
        ("SIM A", "SIM C"),
        ("KK", "KIA"),
        ("Pelayanan", "Layanan"),
        ("KTP", "KTP Hilang"),
        ("Akta Kelahiran", "Akta Kematian"),
    ],
)
def test_names_of_two_services_are_not(one, other):
    assert alike({one: 2, other: 1}) == {}


def test_a_list_too_long_to_look_through_proposes_nothing():
    assert (
        alike(
            {f"Kelurahan {a}{b}": 1 for a in "abcdefghij" for b in map(str, range(110))}
            | {"KTP": 1, "E-KTP": 1}
        )
        == {}
    )


def test_what_is_alike_is_counted_apart_and_said_with_the_way_to_merge_it():
    responses = skm.read(sheet_of_services(["KTP", "KTP", "E-KTP"]))
    assert responses.profile["layanan"].cat.categories.tolist() == ["KTP", "E-KTP"]
    (note,) = [note for note in responses.notes if "mirip" in note]
    assert note == 'layanan: "KTP" mirip dengan "E-KTP"; dihitung terpisah, tidak disamakan.'
    assert worded(note).endswith('layanan={"KTP": ["E-KTP"]}.')
    merged = skm.read(sheet_of_services(["KTP", "KTP", "E-KTP"]), layanan={"KTP": ["E-KTP"]})
    assert merged.profile["layanan"].cat.categories.tolist() == ["KTP"]
    assert not [note for note in merged.notes if "mirip" in note]


def test_one_spelling_for_two_services_is_refused():
    with pytest.raises(ValueError, match="declared to be both 'KTP' and 'SIM'"):
        declared_names({"KTP": ["E-KTP"], "SIM": ["e\u2013ktp"]})


def counted(*services):
    return skm.count(sheet_of_services(services), "layanan")


def test_tallies_add_under_one_name_spelled_as_the_larger_part():
    both = counted("ktp", "SIM") + counted("KTP", "KTP", "SKCK")
    assert both.groups["layanan"].tolist() == ["KTP", "SIM", "SKCK"]
    assert both.n.tolist() == [3, 1, 1]


def test_sums_of_spellings_do_not_depend_on_order():
    a, b, c = counted("ktp", "ktp", "SIM"), counted("KTP", "sim"), counted("Ktp", "Ktp", "Ktp")
    assert (a + b) + c == a + (b + c) == sum([c, b, a])
    assert counted("KTP") == counted("ktp") != counted("SIM")


def test_other_keys_stay_as_they_are():
    frames = [sheet_of_services(["x"]).assign(Kode=kode) for kode in ("a", "A")]
    both = sum(skm.count(frame, "Kode") for frame in frames)
    assert both.groups["Kode"].tolist() == ["a", "A"]


def test_tallies_put_together_by_hand_keep_their_groups():
    tally = skm.Tally.from_totals(
        pd.DataFrame({"KTP": [4] * 9, "ktp": [3] * 9}, [f"U{i}" for i in range(1, 10)]), n=1
    )
    assert tally == tally
    assert (tally + counted("KTP")).n.tolist() == [3]
