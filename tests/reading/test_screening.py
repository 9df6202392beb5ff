"""The screen finds copies, patterns and impossible values, accuses no honest office, and removes nothing itself."""

import itertools
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import skm
from skm.ground.errors import ResponseError, ResponseWarning
from skm.pedoman import PERMENPANRB_14_2017, Pedoman, Unsur
from skm.reading.screening import _chance as chance
from skm.reading.screening import _coded_answers as codes
from skm.reading.screening import screen
from skm.reading.screening._answer_rules import patterns
from skm.reading.screening._profile_rules import marks_an_example
from skm.reading.screening.rules import RULES
from strategies import sheets

U = [f"U{i}" for i in range(1, 10)]


# A screen looks at everything; a quarter of the usual number of examples.
few = settings(max_examples=settings.default.max_examples // 4)


def sheet(*rows, **profile):
    """One questionnaire per text of nine digits; a blank is 0."""
    frame = pd.DataFrame([[int(c) for c in row] for row in rows], columns=U).replace(0, np.nan)
    return frame.assign(**profile)


def different(n, seed=0):
    """n questionnaires, as texts, no two the same, none straight-lined."""
    rng = np.random.default_rng(seed)
    found = {}
    while len(found) < n:
        found["".join(map(str, rng.integers(2, 5, 9)))] = None
    return [row for row in found if len(set(row)) > 1][:n]


def level(screening, aturan):
    return screening.frame.set_index("aturan").loc[aturan, "tingkat"]


def found(screening, aturan):
    return screening.rows(aturan).index.tolist()


# Copies ---------------------------------------------------------------------------------------------------


def test_a_copy_has_the_answers_and_the_profile_of_an_earlier_questionnaire():
    rows = [*different(80), different(80)[3], different(80)[4]]
    screening = screen(sheet(*rows, usia=[*range(20, 100), 23, 101], pendidikan="SMA"))
    assert found(screening, "duplikat") == [80]  # the last has the answers of another person
    assert screening.rows("duplikat")["keterangan"].tolist() == ["sama dengan baris 3"]
    assert level(screening, "duplikat") == "periksa"


@few
@given(sheets(min_size=2))
def test_copies_runs_and_straight_lines_are_what_a_reader_finds_row_by_row(frame):
    frame["usia"] = np.arange(len(frame)) % 3 + 20
    screening = screen(frame)
    rows = [tuple(r) for r in frame.fillna(0).itertuples(index=False)]
    assert found(screening, "duplikat") == [i for i, row in enumerate(rows) if row in rows[:i]]
    assert found(screening, "seragam") == [
        i for i, row in enumerate(rows) if row[:9] in {(v,) * 9 for v in range(1, 5)}
    ]
    if level(screening, "berurutan") != "tidak diperiksa":
        above = [
            i for i in range(1, len(rows)) if rows[i][:10] == rows[i - 1][:10]
        ]  # the tenth is the service
        assert found(screening, "berurutan") == above


def test_a_running_number_an_identifier_and_a_total_do_not_make_persons_different():
    rows = different(8) * 2
    frame = sheet(
        *rows, usia=[*range(20, 28)] * 2, No=range(1, 17), Kode=[f"R{i}" for i in range(16)], Total=0
    )
    screening = screen(frame)
    assert found(screening, "duplikat") == list(range(8, 16))
    assert "Profil yang dibandingkan: usia." in screening.frame.loc[0, "saran"]


def test_a_running_number_that_begins_anew_for_each_service_tells_no_persons_apart():
    rows = different(6) * 2
    frame = sheet(*rows, usia=[*range(20, 26)] * 2, Urutan=[*range(1, 5)] * 3, Ruang=[1, 1, 1, 2, 2, 2] * 2)
    screening = screen(frame)
    assert found(screening, "duplikat") == list(range(6, 12))
    assert "Profil yang dibandingkan: usia, Ruang." in screening.frame.loc[0, "saran"]


def test_another_day_or_another_remark_is_another_questionnaire_but_another_hour_is_not():
    row = "343434344"
    stamps = pd.to_datetime(
        ["2024-03-01 08:00:10", "2024-03-01 14:00:00", "2024-03-02 08:00:10", "2024-03-01 09:00:00"]
    )
    frame = sheet(
        row, row, row, row, usia=30, tanggal=stamps, Saran=[None, None, None, "Tambah kursi tunggu"]
    )
    assert found(screen(frame), "duplikat") == [1]


def test_without_a_profile_equal_answers_are_no_copies():
    screening = screen(sheet(*["434343434"] * 6, layanan="KTP"))
    assert level(screening, "duplikat") == "tidak diperiksa"
    assert "belum berarti orangnya sama" in screening.frame.loc[0, "saran"]


def test_many_fours_are_ordinary_and_called_so():
    rng = np.random.default_rng(1)
    answers = rng.choice([3, 4], size=(300, 9), p=[0.05, 0.95])
    frame = pd.DataFrame(answers, columns=U).assign(jenis_kelamin=rng.choice(["L", "P"], 300))
    screening = screen(frame)
    table = screening.frame.set_index("aturan")
    assert table.loc["duplikat", "jumlah"] > 150
    assert table.loc["duplikat", "wajar"] == pytest.approx(table.loc["duplikat", "jumlah"], rel=0.1)
    assert not (table["tingkat"] == "periksa").any()


# Neighbours -----------------------------------------------------------------------------------------------


def test_a_near_copy_has_the_profile_of_the_row_above_and_one_answer_changed():
    rows = different(20)
    rows[6:6] = [rows[5][:8] + ("2" if rows[5][8] != "2" else "3")]
    rows[12:12] = [("2" if rows[11][0] != "2" else "3") + rows[11][1:]]
    ages = [*range(20, 42)]
    ages[6], ages[12] = ages[5], 77
    screening = screen(sheet(*rows, usia=ages))
    assert found(screening, "mirip") == [6]  # row 12 is another person
    assert screening.rows("mirip")["keterangan"].tolist() == ["hanya U9 berbeda dari baris 5"]


def test_a_run_of_equal_answers_is_worth_a_look_where_answers_differ_otherwise():
    rows = different(40)
    screening = screen(sheet(*rows[:20], *[rows[3]] * 6, *rows[20:]))
    assert found(screening, "berurutan") == [21, 22, 23, 24, 25]
    assert level(screening, "berurutan") == "periksa"


def test_in_a_sorted_table_neighbours_mean_nothing():
    rows = sorted(different(20) * 2)
    screening = screen(sheet(*rows, usia=30))
    assert [level(screening, a) for a in ("mirip", "berurutan")] == ["tidak diperiksa"] * 2
    assert "diurutkan menurut nilai" in repr(screening)


# Blocks ---------------------------------------------------------------------------------------------------


def test_a_block_pasted_again_is_found_with_the_rows_it_repeats():
    rows = different(60)
    frame = sheet(
        *rows[:50], *rows[10:30], *rows[50:], usia=range(20, 100)
    )  # other persons, the same answers
    screening = screen(frame)
    assert found(screening, "blok") == list(range(50, 70))
    assert screening.rows("blok")["keterangan"].iloc[0] == "mengulang baris 10"
    assert level(screening, "blok") == "periksa"
    assert level(screening, "duplikat") == "tidak ada"


def test_a_file_read_twice_is_one_block(tmp_path):
    for name in ("januari.csv", "februari.csv"):
        sheet(*different(30)).to_csv(tmp_path / name, index=False)
    with pytest.warns(
        ResponseWarning, match=r"isinya sama dibaca lebih dari sekali: januari\.csv, februari\.csv"
    ):
        screening = screen([tmp_path / "januari.csv", tmp_path / "februari.csv"])
    assert found(screening, "blok") == list(range(30, 60))
    assert screening.rows("blok")["keterangan"].iloc[0] == "mengulang januari.csv baris 2"


def test_all_answers_equal_are_no_block():
    assert level(screen(sheet(*["444444444"] * 50)), "blok") == "tidak diperiksa"


@pytest.mark.parametrize("length", range(1, 12))
def test_windows_are_equal_where_the_stretches_are(length):
    values = np.random.default_rng(length).integers(0, 2, 200)
    from skm.reading.screening._answer_rules import _windows

    windows = _windows((values, 2), length)
    stretches = [tuple(values[i : i + length]) for i in range(200 - length + 1)]
    assert (codes.first_of(windows) == [stretches.index(s) for s in stretches]).all()


# Single questionnaires ------------------------------------------------------------------------------------


def test_straight_lining_is_only_worth_a_look_where_most_do_it():
    some = screen(sheet(*different(30), *["333333333"] * 20))
    most = screen(sheet(*different(30), *["333333333"] * 40))
    assert [level(s, "seragam") for s in (some, most)] == ["wajar", "periksa"]
    assert most.rows("seragam")["keterangan"].unique().tolist() == ["semua jawaban 3"]


def test_patterns_are_found_and_shown():
    rows = different(20)
    screening = screen(sheet(*rows, "123412341", "432143214", "121212121", "123432123", "123412342"))
    assert found(screening, "pola") == [20, 21, 22, 23]
    assert screening.rows("pola")["keterangan"].iloc[0] == "jawaban 1 2 3 4 1 2 3 4 1"
    assert level(screening, "pola") == "periksa"


@pytest.mark.parametrize("questions", [16, 40])
def test_patterns_are_found_in_long_questionnaires(questions):
    guide = Pedoman(
        "Uji", tuple(Unsur(f"U{i}", f"Unsur {i}") for i in range(questions)), PERMENPANRB_14_2017.mutu
    )
    rng = np.random.default_rng(2)
    answers = rng.integers(2, 5, (30, questions))
    answers[7] = np.resize([1, 2, 3, 4], questions)
    answers[9] = np.resize([1, 2, 3, 4], questions)
    answers[9, -1] = answers[9, -2]
    frame = pd.DataFrame(answers, columns=[f"Unsur {i}" for i in range(questions)])
    assert found(screen(frame, pedoman=guide), "pola") == [7]


def test_no_pattern_is_constant_and_a_pattern_reversed_is_one():
    for highest, questions in ((4, 9), (2, 5), (5, 14)):
        all_patterns = set(patterns(highest, questions))
        assert all(len(p) == questions and len(set(p)) > 1 for p in all_patterns)
        assert {p[::-1] for p in all_patterns} == all_patterns


def test_short_questionnaires_have_no_patterns():
    guide = Pedoman("Uji", tuple(Unsur(f"U{i}", f"Unsur {i}") for i in range(3)), PERMENPANRB_14_2017.mutu)
    frame = pd.DataFrame({f"Unsur {i}": [1, 2, 3] for i in range(3)})
    assert [level(screen(frame, pedoman=guide), a) for a in ("seragam", "pola")] == ["tidak diperiksa"] * 2


# Beside the answers ---------------------------------------------------------------------------------------


def test_ten_questionnaires_in_one_minute_are_found():
    hours = pd.date_range("2024-03-01 08:00:07", periods=30, freq="17min")
    burst = pd.to_datetime([f"2024-03-02 10:15:{s:02}" for s in range(0, 50, 5)])
    screening = screen(sheet(*different(40), tanggal=[*hours, *burst]))
    assert found(screening, "semenit") == list(range(30, 40))
    assert screening.rows("semenit")["keterangan"].iloc[0] == "10 kuesioner pada 02-03-2024 10:15"
    assert level(screening, "semenit") == "periksa"


def test_units_of_their_own_do_not_share_a_minute():
    stamps = pd.to_datetime(["2024-03-01 08:00:07"] * 12)
    screening = screen(sheet(*different(12), tanggal=stamps, unit=[f"Kelurahan {i // 2}" for i in range(12)]))
    assert level(screening, "semenit") == "tidak ada"


def test_dates_without_hours_are_no_time_stamps():
    days = screen(sheet(*different(5), tanggal=pd.to_datetime(["2024-03-01"] * 5)))
    assert level(days, "semenit") == "tidak diperiksa"
    assert "tanpa jam" in repr(days)
    assert level(screen(sheet(*different(5))), "semenit") == "tidak diperiksa"


def test_a_time_zone_changes_nothing():
    stamps = pd.to_datetime([f"2024-03-02 10:15:{s:02}" for s in range(5)])
    naive, zoned = (
        screen(sheet(*different(5), tanggal=t)) for t in (stamps, stamps.tz_localize("Asia/Makassar"))
    )
    assert found(naive, "semenit") == found(zoned, "semenit") == list(range(5))
    assert naive.rows("semenit")["keterangan"].tolist() == zoned.rows("semenit")["keterangan"].tolist()


def test_impossible_ages_are_found_and_blanks_and_the_edges_are_not():
    screening = screen(sheet(*different(7), usia=[5, 110, 4, 111, 1985, np.nan, -1]))
    assert found(screening, "usia") == [2, 3, 4, 6]
    assert screening.rows("usia")["keterangan"].tolist()[2] == "usia 1985 tahun"


def test_an_age_that_does_not_go_with_education_or_occupation_is_found():
    frame = sheet(
        *different(4),
        usia=[6, 17, 17, 16],
        pendidikan=["S1", "SMA", "SD", "SMA"],
        pekerjaan=["Swasta", "PNS", "Lainnya", "TNI"],
    )
    screening = screen(frame)
    assert screening.rows("usia")["keterangan"].to_dict() == {
        0: "usia 6 tahun, pendidikan D4/S1",
        3: "usia 16 tahun, pekerjaan TNI",
    }


def test_classes_of_age_are_not_examined():
    assert level(screen(sheet(*different(2), usia=["17-25", ">60"])), "usia") == "tidak diperiksa"


def test_rows_marked_as_examples_are_found_and_services_called_test_are_not():
    frame = sheet(
        *different(6),
        Kelurahan=["Bakarangan", "TEST", "Bakarangan", "Tangkawang", "Tangkawang", "Bundung"],
        layanan="Tes Narkoba",
        Saran=["contoh yang baik, patut dicontoh", "", "uji coba 2", "Data dummy", None, "coba tambah kursi"],
    )
    screening = screen(frame)
    assert screening.rows("contoh")["keterangan"].to_dict() == {
        1: 'kolom "Kelurahan": "TEST"',
        2: 'kolom "Saran": "uji coba 2"',
        3: 'kolom "Saran": "Data dummy"',
    }


@pytest.mark.parametrize(
    "text", ["tes", "Test", "TESTING 1", "ini contoh saja", "Contoh pengisian", "(uji coba)"]
)
def test_marks_of_examples(text):
    assert marks_an_example(text)


@pytest.mark.parametrize(
    "text", ["", "-", None, 3, "Tes kesehatan", "uji", "data", "contohnya bagus", "Percetakan"]
)
def test_no_marks_of_examples(text):
    assert not marks_an_example(text)


# Stored totals --------------------------------------------------------------------------------------------


def exact(rows, factor):
    return [sum(map(int, r)) * Fraction(factor) for r in rows]


def test_a_stored_total_that_its_row_does_not_give_is_found():
    rows = different(10)
    totals = [sum(map(int, r)) for r in rows]
    totals[4] += 1
    screening = screen(sheet(*rows, Jumlah=totals))
    assert found(screening, "jumlah") == [4]
    said = screening.rows("jumlah")["keterangan"].iloc[0]
    assert said == f'kolom "Jumlah" {totals[4]}, seharusnya {totals[4] - 1}'


@pytest.mark.parametrize(
    ("heading", "factor", "kind"),
    [
        ("Rata-rata", Fraction(1, 9), "rata-rata"),
        ("Nilai IKM", Fraction(25, 9), "IKM"),
        ("IKM", Fraction(275, 100), "IKM dengan bobot 0,11"),
        ("NRR tertimbang", Fraction(111, 1000), "rata-rata tertimbang dengan bobot 0,111"),
    ],
)
def test_stored_means_and_indices_are_recognised_as_printed(tmp_path, heading, factor, kind):
    rows = different(12)
    printed = [skm.ground.numbers.decimal_id(x) for x in exact(rows, factor)]
    printed[3] = "1,01"
    frame = pd.DataFrame([list(r) for r in rows], columns=U).assign(**{heading: printed})
    frame.to_csv(tmp_path / "survei.csv", sep=";", index=False)
    screening = screen(tmp_path / "survei.csv")
    assert found(screening, "jumlah") == [3]
    advice = screening.frame.set_index("aturan").loc["jumlah", "saran"]
    assert f'"{heading}" sebagai {kind}' in advice
    assert ("pedoman menetapkan bobot yang tepat" in advice) == ("bobot 0,11" in kind)


def test_blanks_count_nothing_in_a_sum_and_leave_a_mean_unexamined():
    frame = sheet("444444440", "333333333", "343434343", Total=[32, 27, 31], NRR=[3.56, 3.0, 3.44])
    screening = screen(frame)
    assert found(screening, "jumlah") == []
    assert level(screening, "jumlah") == "tidak ada"


def test_a_column_that_is_no_total_of_the_row_is_not_examined():
    screening = screen(sheet(*different(9), **{"Jumlah anggota keluarga": [4, 3, 5, 2, 6, 4, 4, 3, 5]}))
    assert level(screening, "jumlah") == "tidak diperiksa"
    assert 'Kolom "Jumlah anggota keluarga" bukan jumlah' in repr(screening)


# What chance brings about ---------------------------------------------------------------------------------


@given(found=st.integers(1, 400), expected=st.floats(0.001, 300))
def test_what_is_called_beyond_chance_is_improbable(found, expected):
    if chance.beyond_chance(found, expected):
        assert stats.poisson.sf(found - 1, expected) < chance.PROBABILITY
        assert found >= chance.RATIO * expected


def test_what_chance_cannot_bring_about_is_beyond_it_and_nothing_never_is():
    assert chance.beyond_chance(1, 0.0)
    assert not chance.beyond_chance(0, 0.0)


small = st.integers(2, 6).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 2), min_size=n, max_size=n) for _ in range(3)])
)


def shuffles(answers, stratum):
    """Every order of the answers within the strata, equally often."""
    places = [[i for i, s in enumerate(stratum) if s == g] for g in sorted(set(stratum))]
    for orders in itertools.product(*map(itertools.permutations, places)):
        shuffled = list(answers)
        for place, order in zip(places, orders, strict=True):
            for at, source in zip(place, order, strict=True):
                shuffled[at] = answers[source]
        yield shuffled


@given(small)
def test_expected_copies_are_the_mean_over_all_shuffles(drawn):
    answers, persons, stratum = drawn
    copies = [len(a) - len(set(zip(a, persons, stratum, strict=True))) for a in shuffles(answers, stratum)]
    arrays = [(np.array(x, dtype=np.int64), 3) for x in drawn]
    person, people = codes.combined(arrays[1:], len(answers))  # a person belongs to one stratum
    assert chance.expected_copies(arrays[0], (person, people), arrays[2]) == pytest.approx(np.mean(copies))


@given(small)
def test_expected_neighbours_are_the_mean_over_all_shuffles(drawn):
    answers, _, stratum = drawn
    group = np.array(stratum, dtype=np.int64)
    neighbours = np.diff(group) == 0
    counts = [int((neighbours & (np.diff(a) == 0)).sum()) for a in shuffles(answers, stratum)]
    pairs = chance.equal_pairs((np.array(answers, dtype=np.int64), 3), (group, 3))
    assert chance.expected_neighbours(pairs, neighbours, (group, 3)) == pytest.approx(np.mean(counts))


def test_expected_copies_of_rare_persons_agree_with_shuffling():
    rng = np.random.default_rng(5)
    answers, persons = rng.integers(0, 60, 400), rng.integers(0, 150, 400)
    none = (np.zeros(400, dtype=np.int64), 1)
    expected = chance.expected_copies((answers, 60), (persons, 150), none)
    copies = [400 - len(np.unique(rng.permutation(answers) * 150 + persons)) for _ in range(2000)]
    assert expected == pytest.approx(np.mean(copies), rel=0.03)


@few
@given(sheets(min_size=2))
def test_near_pairs_count_each_pair_once_per_question_left_out(frame):
    columns = [frame[u].fillna(0).to_numpy(np.int8) for u in U]
    group = pd.factorize(frame["layanan"])[0].astype(np.int64)
    expected = np.zeros(3)
    rows = np.stack(columns, axis=1)
    for i, j in itertools.permutations(range(len(rows)), 2):
        if group[i] == group[j]:
            differ = int((rows[i] != rows[j]).sum())
            expected[group[i]] += {0: 9, 1: 1}.get(differ, 0)
    assert (chance.near_pairs(columns, 5, (group, 3)) == expected).all()


def test_expected_patterns_and_minutes_are_the_probabilities_of_the_textbook():
    shares = np.array([[0, 0.2, 0.8], [0.1, 0.4, 0.5]])
    assert chance.expected_patterns([(1, 2), (2, 1)], shares, 10) == pytest.approx(
        10 * (0.2 * 0.5 + 0.8 * 0.4)
    )
    hours = np.array([1, 2, 3, 40])
    expected = sum(m * stats.binom.sf(1, m - 1, 1 / 60) for m in hours)
    assert chance.expected_in_full_minutes(hours) == pytest.approx(expected)


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 5), min_size=1, max_size=30))
def test_combined_codes_are_equal_where_all_columns_are_even_when_one_number_is_too_small(rows):
    columns = [(np.array(c, dtype=np.int64), 1 << 20) for c in zip(*rows, strict=True)]
    combined, size = codes.combined(columns, len(rows))
    assert size <= 1 << 62
    assert [rows.index(r) for r in rows] == codes.first_of(combined).tolist()


def office(seed, n=150, copies=0):
    """Honest answers: services, days and persons differ; some persons answer the same throughout."""
    rng = np.random.default_rng([seed, n])
    service, day = rng.integers(0, 3, n), np.sort(rng.integers(0, 20, n))
    mood = rng.normal(3.3, 0.6, n) + rng.normal(0, 0.3, 3)[service] + rng.normal(0, 0.2, 20)[day]
    answers = mood[:, None] + rng.normal(0, 0.5, 9) + rng.logistic(0, 0.6, (n, 9))
    answers = np.clip(np.round(answers), 1, 4).astype(int)
    straight = rng.random(n) < 0.25
    answers[straight] = np.clip(np.round(mood[straight]), 1, 4).astype(int)[:, None]
    frame = pd.DataFrame(answers, columns=U).assign(
        layanan=np.array(["KTP", "KK", "SKCK"])[service],
        jenis_kelamin=rng.choice(["L", "P"], n),
        usia=rng.integers(22, 66, n),
        pendidikan=rng.choice(["SD", "SMP", "SMA", "S1"], n, p=[0.1, 0.2, 0.5, 0.2]),
        tanggal=pd.Timestamp("2024-03-01")
        + pd.to_timedelta(day * 86400 + rng.integers(28800, 54000, n), "s"),
    )
    frame = frame.sort_values("tanggal", ignore_index=True)
    again = frame.index.repeat(np.bincount(rng.choice(n, copies, replace=False), minlength=n) + 1)
    return frame.loc[again].reset_index(drop=True)


def test_honest_offices_are_not_accused():
    accused = [
        (seed, n, list(table.loc[table["tingkat"] == "periksa", "aturan"]))
        for n in (30, 150, 400)
        for seed in range(15)
        for table in [screen(office(seed, n)).frame]
        if (table["tingkat"] == "periksa").any()
    ]
    assert accused == []


def test_offices_that_copied_five_questionnaires_are_found():
    for seed in range(15):
        screening = screen(office(seed, copies=5))
        assert level(screening, "duplikat") == "periksa"
        assert len(screening.rows("duplikat")) >= 5


# Applying -------------------------------------------------------------------------------------------------


def test_the_screen_removes_nothing_and_a_rule_that_is_named_moves_its_rows_with_the_reason():
    rows = [*different(10), different(10)[2], "444444444"]
    responses = skm.read(sheet(*rows, usia=[*range(20, 30), 22, 3], layanan=["KTP", "KK"] * 6))
    screening = screen(responses)
    assert screening.responses is responses
    left = screening.apply("duplikat", "usia")
    assert responses.n == 12
    assert left.account == "Kuesioner masuk 12 = dipakai 10 + disisihkan 2"
    assert left.set_aside["alasan"].tolist() == [RULES["duplikat"].alasan, RULES["usia"].alasan]
    assert left.set_aside["baris"].tolist() == [10, 11]
    assert [c.tolist() for c in left.answers.values()] == [
        c[:10].tolist() for c in responses.answers.values()
    ]
    assert left.profile["usia"].tolist() == list(range(20, 30))
    assert left.profile.index.equals(pd.RangeIndex(10))
    assert left.notes[-1].startswith("Disisihkan atas pilihan pemakai")
    tally = skm.count(left, by="layanan")
    assert tally.asal.set_aside == {RULES["duplikat"].alasan: 1, RULES["usia"].alasan: 1}
    assert tally.n_in == 12


@few
@given(sheets(), st.lists(st.sampled_from(list(RULES)), min_size=1, unique=True))
def test_whatever_is_applied_every_questionnaire_is_accounted_for(frame, rules):
    frame["usia"] = np.arange(len(frame)) % 4 * 30
    screening = screen(frame)
    wanted = set().union(*(found(screening, a) for a in rules))
    if len(wanted) == len(frame):
        with pytest.raises(ResponseError, match="tidak ada yang tersisa"):
            screening.apply(*rules)
        return
    left = screening.apply(*rules)
    assert left.n_in == len(frame)
    assert set(left.set_aside["baris"]) == wanted
    assert all(len(c) == left.n == len(left.profile) == len(left.saran) for c in left.answers.values())
    if "duplikat" in rules:
        assert found(screen(left), "duplikat") == []


def test_a_questionnaire_found_by_two_rules_goes_for_the_first_named():
    frame = sheet(*different(8), "121212121", "121212121", usia=[*range(20, 28), 2, 2])
    reasons = screen(frame).apply("usia", "pola", "duplikat").set_aside["alasan"]
    assert reasons.tolist() == [RULES["usia"].alasan] * 2


def test_what_was_set_aside_before_stays_on_the_list(tmp_path):
    rows = different(10)
    frame = pd.DataFrame([list(r) for r in [*rows, rows[0]]], columns=U).assign(usia=[*range(20, 30), 20])
    frame.loc[4, "U3"] = "5"
    frame.to_csv(tmp_path / "survei.csv", index=False)
    left = screen(tmp_path / "survei.csv", invalid="drop").apply("duplikat")
    assert left.set_aside["baris"].tolist() == [6, 12]
    assert left.account == "Kuesioner masuk 11 = dipakai 9 + disisihkan 2"
    assert left.origin["baris"].tolist() == [2, 3, 4, 5, 7, 8, 9, 10, 11]


def test_misuse_is_said_in_english():
    screening = screen(sheet(*different(3)))
    with pytest.raises(TypeError, match="at least one rule"):
        screening.apply()
    with pytest.raises(KeyError, match="no rule 'ganda'"):
        screening.apply("ganda")
    with pytest.raises(KeyError, match="no rule 'ganda'"):
        screening.rows("ganda")


# What the reader sees -------------------------------------------------------------------------------------


def test_the_frame_has_all_rules_and_the_same_columns_whatever_is_found():
    poor, rich = screen(sheet("434343434")).frame, screen(office(1, copies=9)).frame
    for table in (poor, rich):
        assert table["aturan"].tolist() == list(RULES)
        assert table.dtypes.equals(poor.dtypes)
    assert rich.loc[rich["aturan"] == "duplikat", "bagian"].item() == rich["jumlah"][0] / 159
    assert poor.loc[poor["aturan"] == "usia", "bagian"].isna().all()


def test_rows_are_named_as_the_spreadsheet_counts_them_by_sheet(tmp_path):
    rows = different(12)
    with pd.ExcelWriter(tmp_path / "survei.xlsx", engine="xlsxwriter") as book:
        sheet(*rows[:6], "123412341", usia=30).to_excel(book, sheet_name="KTP", index=False, startrow=2)
        sheet(*rows[6:], "432143214", usia=[*range(30, 36), 1], No=range(1, 8)).to_excel(
            book, sheet_name="KK", index=False
        )
    table = screen(tmp_path / "survei.xlsx").frame.set_index("aturan")
    assert table.loc["pola", "baris"] == 'lembar "KTP" baris 10; lembar "KK" baris 8'
    assert table.loc["usia", "baris"] == 'lembar "KK" baris 8'


def test_the_report_in_words():
    rows = different(39)
    screening = screen(sheet(*rows, rows[2], usia=[*range(20, 59), 22], pendidikan="SMA"))
    assert repr(screening) == (
        "Pemeriksaan mutu data, 40 kuesioner: 1 hal perlu diperiksa\n"
        "\n"
        "Aturan    Kuesioner  Bagian (%)  Wajar  Tingkat\n"
        "duplikat          1         2,5      0  periksa\n"
        "\n"
        "- duplikat – Seluruh jawaban dan profil sama dengan kuesioner sebelumnya. Baris: 39. Cocokkan dengan "
        "kuesioner aslinya. Bila satu orang terkirim atau terketik dua kali, sisihkan dengan "
        'apply("duplikat"); bila orangnya memang berbeda, biarkan. Profil yang dibandingkan: usia, '
        "pendidikan.\n"
        "Wajar: kira-kira sebanyak itu timbul secara kebetulan (untuk seragam dan pola: bila tiap pertanyaan "
        "dijawab terpisah).\n"
        "Tidak ditemukan: mirip, berurutan, blok, seragam, pola, usia, contoh.\n"
        "Tidak diperiksa: semenit (Tidak ada cap waktu).\n"
        "Tidak diperiksa: jumlah (Tidak ada kolom berisi jumlah, rata-rata, atau IKM per kuesioner).\n"
        "Temuan bukan bukti; tidak ada kuesioner yang disisihkan. Rincian: rows(...). Menyisihkan: "
        "apply(...)."
    )


def test_the_html_says_the_same_and_escapes_what_it_quotes():
    frame = sheet(*different(6), usia=[*range(20, 25), 2], **{"Total <b>": range(6)})
    screening = screen(frame)
    text = screening._repr_html_()
    assert "<strong>Pemeriksaan mutu data, 6 kuesioner: 1 hal perlu diperiksa</strong>" in text
    assert "Baris: 5. Betulkan" in text and ">usia</td>" in text
    assert "Total &lt;b&gt;" in text and "<b>" not in text
