"""Second moments: what the kernel adds up is what the rows say, and they add, pool, save and compare exactly."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skm.ground.errors import TallyError
from skm.result import summarize
from skm.tally import Tally
from skm.tally._kernel import second_moments
from skm.tally._pairs import Pairs
from skm.tally.counting import count
from strategies import sheets

UNSUR = [f"U{i}" for i in range(1, 10)]


def plain(frame):
    """The three moments of one group, row by row in Python."""
    rows = [[0 if pd.isna(v) else int(v) for v in row] for row in frame[UNSUR].to_numpy(dtype=object)]
    xx, xf, ff = (np.zeros((9, 9), dtype=object) for _ in range(3))
    for row in rows:
        for i, x in enumerate(row):
            for j, y in enumerate(row):
                xx[i, j] += x * y
                xf[i, j] += x * (y > 0)
                ff[i, j] += (x > 0) * (y > 0)
    return xx.tolist(), xf.tolist(), ff.tolist()


def moments(tally, group):
    return tuple(m[group].tolist() for m in tally.pairs.filled_in(tally.n, tally.total))


@settings(max_examples=min(60, settings.default.max_examples))
@given(sheets())
def test_pairs_are_the_sums_over_the_rows(frame):
    tally = count(frame, by="layanan", pairs=True)
    for group, name in enumerate(tally.groups["layanan"]):
        assert moments(tally, group) == plain(frame[frame["layanan"] == name])
    assert moments(count(frame, pairs=True), 0) == plain(frame)


@settings(max_examples=min(60, settings.default.max_examples))
@given(
    st.integers(0, 2),
    st.integers(1, 6),
    st.sampled_from([2, 4, 10, 16, 17, 40, 100]),
    st.integers(0, 300),
    st.integers(0, 2**32 - 1),
    st.sampled_from([5, 64, 1 << 17]),
    st.booleans(),
)
def test_the_kernel_multiplies_and_adds_whatever_the_scale_and_the_blocks(
    keys, questions, nilai_max, n, seed, chunk, blanks
):
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 5, keys).tolist()
    codes = [random.integers(0, size, n).astype(np.int8) for size in sizes]
    answers = [random.integers(1 - blanks, nilai_max + 1, n).astype(np.int8) for _ in range(questions)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("skm.tally._kernel._CHUNK", chunk)
        patch.setattr("skm.tally._kernel._SORTED", 3 * chunk)
        products, empty = second_moments(codes, sizes, answers, nilai_max, n)
    group = np.zeros(n, np.int64)
    for code, size in zip(codes, sizes, strict=True):
        group = group * size + code
    off = 1 - np.eye(questions, dtype=np.int64)
    assert (empty is not None) == any((a == 0).any() for a in answers)
    for g in range(int(np.prod(sizes))):
        x = np.array([a[group == g] for a in answers], dtype=np.int64)
        e = (x == 0).astype(np.int64)
        assert products[g].tolist() == (x @ x.T * off).tolist()
        if empty is not None:
            assert empty[0][g].tolist() == (x @ e.T * off).tolist()
            assert empty[1][g].tolist() == (e @ e.T * off).tolist()


def test_a_group_of_many_rows_overflows_no_partial_sum():
    n = 70_000  # 16 x 70,000 is far above 16 bits
    answers = [np.full(n, 4, np.int8), np.full(n, 4, np.int8)]
    products, empty = second_moments([np.ones(n, np.int8)], [2], answers, 4, n)
    assert products[:, 0, 1].tolist() == [0, 16 * n]
    assert empty is None


def test_more_answers_than_fit_one_packed_integer():
    random = np.random.default_rng(1)
    answers = [random.integers(0, 5, 500).astype(np.int8) for _ in range(21)]  # 21 x 3 bits and the group
    group = random.integers(0, 3, 500)
    products, _ = second_moments([group], [3], answers, 4, 500)
    x = np.array(answers, dtype=np.int64)[:, group == 2]
    assert products[2, 3, 20] == x[3] @ x[20]


@settings(max_examples=min(60, settings.default.max_examples))
@given(sheets())
def test_counting_parts_and_adding_is_counting_the_whole_pairs_included(frame):
    cut = len(frame) // 2
    parts = [frame.iloc[:cut], frame.iloc[cut:]] if cut else [frame]
    whole = count(frame, by="layanan", pairs=True)
    added = sum(count(p, by="layanan", pairs=True) for p in parts)
    assert added == whole
    assert added.pairs is not None
    assert whole.pool() == count(frame, pairs=True)


@settings(max_examples=min(40, settings.default.max_examples))
@given(sheets())
def test_what_is_saved_is_what_is_loaded_pairs_included(tmp_path_factory, frame):
    path = tmp_path_factory.mktemp("pairs") / "a.json"
    tally = count(frame, by="layanan", pairs=True)
    tally.save(path)
    back = Tally.load(path)
    assert back == tally
    assert back.pairs is not None
    back.save(path.with_name("b.json"))
    assert path.read_bytes() == path.with_name("b.json").read_bytes()


def sheet(*rows):
    frame = pd.DataFrame([[None if c == "." else int(c) for c in row] for row in rows], columns=UNSUR)
    return frame.astype("Int64").assign(layanan="KTP")


def test_without_blanks_only_the_products_are_kept():
    full = count(sheet("432143214", "444433332"), pairs=True)
    assert full.pairs.total_where_filled is None
    assert full.pairs.both_filled is None
    some = count(sheet("43214321."), pairs=True)
    both = full + some
    assert both.pairs.both_filled[0, 0].tolist() == [3] * 8 + [2]
    assert both == count(sheet("432143214", "444433332", "43214321."), pairs=True)


def test_the_same_frequencies_with_other_pairs_are_not_the_same():
    first, second = (
        count(pd.DataFrame(rows, columns=UNSUR), pairs=True)
        for rows in ([[1, 2] + [4] * 7, [2, 1] + [4] * 7], [[1, 1] + [4] * 7, [2, 2] + [4] * 7])
    )
    assert first.counts.tolist() == second.counts.tolist()
    assert first == replace(first)
    assert first != second
    assert first + second == second + first != first + first


@pytest.mark.parametrize("blank", [None, 0, 2])
def test_pooled_groups_have_the_pairs_of_the_whole(blank):
    rows = pd.DataFrame([[1, 2] + [4] * 7, [2, 1] + [3] * 7, [4] * 9], columns=UNSUR).astype("Int64")
    if blank is not None:
        rows.loc[blank, "U1"] = pd.NA
    tally = count(rows.assign(layanan=["KTP", "KTP", "KK"]), by="layanan", pairs=True)
    assert tally.pool() == count(rows, pairs=True)
    assert tally.pool().pairs is not None


def test_pairs_written_out_are_those_that_follow_from_no_blanks():
    tally = count(pd.DataFrame([[1, 2] + [4] * 7, [2, 1] + [3] * 7], columns=UNSUR), pairs=True)
    written = replace(tally, pairs=Pairs(*tally.pairs.filled_in(tally.n, tally.total)))
    assert tally.pairs.both_filled is None
    assert written == tally == written


def test_the_sum_knows_pairs_only_when_both_do():
    known, unknown = count(sheet("4" * 9), pairs=True), count(sheet("3" * 9))
    assert unknown.pairs is None
    assert (known + unknown).pairs is None
    assert known != replace(known, pairs=None)
    assert known.without_counts().pairs is None
    assert count(sheet("4" * 9, "3" * 9), by="layanan", pairs=True).take([0]).pairs.products.shape == (
        1,
        9,
        9,
    )


def test_summarize_keeps_pairs_and_count_keeps_them_when_they_take_little_room(monkeypatch):
    assert summarize(sheet("4" * 9)).tally.pairs is not None
    assert count(sheet("4" * 9)).pairs is None
    monkeypatch.setattr("skm.tally._pairs._PRODUCTS", 80)
    assert summarize(sheet("4" * 9)).tally.pairs is None
    assert count(sheet("4" * 9), pairs=True).pairs is not None


def test_pairs_that_cannot_be_are_refused():
    tally = count(sheet("43214321.", "444433332"), pairs=True)
    xx, xf, ff = tally.pairs.products, tally.pairs.total_where_filled, tally.pairs.both_filled

    def changed(table, i, j, by):
        table = table.copy()
        table[0, i, j] += by
        return table

    for pairs in (
        Pairs(changed(xx, 0, 0, 1), xf, ff),
        Pairs(changed(xx, 0, 1, 1), xf, ff),
        Pairs(xx, changed(xf, 1, 1, 1), ff),
        Pairs(xx, xf, changed(ff, 2, 2, -1)),
        Pairs(xx, changed(xf, 8, 0, 30), ff),
        Pairs(xx, xf, np.full_like(ff, 2)),
    ):
        with pytest.raises(TallyError, match="tidak cocok dengan frekuensi"):
            replace(tally, pairs=pairs)
    with pytest.raises(TallyError, match="salah bentuk"):
        replace(tally, pairs=Pairs(xx[:, :8]))
    with pytest.raises(TallyError, match="salah bentuk"):
        replace(tally, pairs=Pairs(xx, xf))
    with pytest.raises(TallyError, match="negatif"):
        replace(tally, pairs=Pairs(-xx, xf, ff))
    with pytest.raises(TallyError, match="tanpa frekuensi"):
        replace(tally.without_counts(), pairs=tally.pairs)


def test_a_saved_tally_with_changed_pairs_is_refused(tmp_path):
    path = tmp_path / "a.json"
    count(sheet("43214321.", "444433332"), pairs=True).save(path)
    for change in (
        lambda p: p[0][0].__setitem__(1, 99),
        lambda p: p[0][0].pop(),
        lambda p: p.pop(),
        lambda p: p.__setitem__(0, None),
        lambda p: p[1][0][0].__setitem__(0, 1.5),
    ):
        data = json.loads(path.read_text(encoding="utf-8"))
        change(data["hasil_kali"])
        (tmp_path / "b.json").write_text(json.dumps(data), encoding="utf-8")
        with pytest.raises(TallyError):
            Tally.load(tmp_path / "b.json")


def test_the_plain_form_says_that_pairs_are_kept():
    assert repr(count(sheet("4" * 9), pairs=True)).endswith("frekuensi dan hasil kali>")
