"""The charts by their artists: they show the frames, in words an official reads, whatever the survey."""

import itertools
from io import BytesIO

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import skm
from skm import batch, charts, priorities
from skm.charts import style
from skm.pedoman import KEPMENPAN_25_2004, PERMENPANRB_14_2017, Pedoman, Pertanyaan, Unsur
from skm.result.distribution import characteristics, frequencies

HOSTILE = [
    "$x_1$ \\bad{",
    "<script>alert(1)</script>",
    "=1+1",
    "\x00\x07\tkendali",
    "Layanan " * 60,
    "x" * 500,
    "",
    "\u202egnirts",
    "🚀🎉",
]


def sheet(n=60, services=3, k=9, seed=1, blanks=0.0):
    """Answers around 3, services of their own level, a few fields of the profile."""
    random = np.random.default_rng(seed)
    service = np.arange(n) % services
    level = 3 + random.normal(0, 0.3, k) + random.normal(0, 0.3, services)[service][:, None]
    answers = np.clip(np.rint(level + random.normal(0, 0.7, (n, k))), 1, 4)
    answers[random.random((n, k)) < blanks] = np.nan
    frame = pd.DataFrame(answers, columns=[f"U{i + 1}" for i in range(k)]).astype("Int64")
    return frame.assign(
        layanan=pd.Categorical.from_codes(service, [f"Layanan {i + 1}" for i in range(services)]),
        jenis_kelamin=np.where(random.random(n) < 0.5, "L", "P"),
        pendidikan=random.choice(["SD", "SMA", "D4/S1"], n),
    )


def summarized(frame, pedoman=PERMENPANRB_14_2017, by="layanan", name="Unit"):
    responses = skm.read(frame, pedoman=pedoman)
    return skm.Result(skm.count(responses, by, pairs=True), name), responses


RESULT, RESPONSES = summarized(sheet(blanks=0.05))


def empty_group():
    frame = sheet()
    frame["layanan"] = frame["layanan"].cat.add_categories(["Layanan tanpa responden"])
    return frame


def one_unsur_unanswered_in_one_group():
    frame = sheet()
    frame.loc[frame["layanan"] == "Layanan 2", "U4"] = pd.NA
    return frame


SURVEYS = {
    "ordinary": lambda: summarized(sheet(blanks=0.1)),
    "14 unsur": lambda: summarized(sheet(k=14), KEPMENPAN_25_2004),
    "one service": lambda: summarized(sheet(services=1)),
    "40 services": lambda: summarized(sheet(400, 40)),
    "one respondent": lambda: summarized(sheet(1, 1)),
    "an empty group": lambda: summarized(empty_group()),
    "an unsur nobody answered": lambda: summarized(sheet().assign(U4=pd.NA)),
    "an unsur unanswered in a group": lambda: summarized(one_unsur_unanswered_in_one_group()),
    "no groups": lambda: summarized(sheet(), by=None),
    "all 4": lambda: summarized(sheet().assign(**{f"U{i}": 4 for i in range(1, 10)})),
    "scale 1 to 5": lambda: summarized(sheet(), PERMENPANRB_14_2017.with_scale(5)),
    "hostile names": lambda: summarized(sheet(9).assign(layanan=HOSTILE), name=HOSTILE[0] + HOSTILE[4]),
}
DRAWN = {
    "ranking": charts.ranking,
    "services": charts.services,
    "heatmap": charts.heatmap,
    "likert": charts.likert,
    "profile": charts.profile,
    "profile bar": lambda result, **to: charts.profile(result, kind="bar", **to),
    "quadrant": charts.quadrant,
    "respondents": charts.respondents,
}


def axes(polar=False):
    return Figure(figsize=(9, 7), layout="constrained").subplots(
        subplot_kw={"projection": "polar" if polar else None}
    )


def texts(ax):
    return [" ".join(text.get_text().split()) for text in ax.texts]


def rows(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def tick_labels(axis):
    low, high = sorted(axis.get_view_interval())
    return [
        tick.label1 if tick.label1.get_visible() else tick.label2
        for tick in axis.get_major_ticks()
        if low <= tick.get_loc() <= high
    ]


def row_boxes(ax):
    return [label.get_window_extent() for label in ax.get_yticklabels()]


@pytest.mark.parametrize("chart", DRAWN)
def test_a_chart_draws_on_the_axes_it_is_given_and_returns_them(chart):
    ax = axes(polar=chart == "profile")
    args = (RESPONSES,) if chart == "respondents" else ()
    assert DRAWN[chart](RESULT, *args, ax=ax) is ax
    assert len(ax.figure.axes) == 1


@pytest.mark.parametrize("survey", SURVEYS)
@pytest.mark.parametrize("chart", DRAWN)
def test_every_survey_is_drawn_inside_its_picture_and_the_rows_stay_apart(chart, survey):
    result, responses = SURVEYS[survey]()
    args = (responses,) if chart == "respondents" else ()
    token = style._figure_class.set(Figure)
    try:
        ax = DRAWN[chart](result, *args)
    finally:
        style._figure_class.reset(token)
    with style.missing_glyphs_are_boxes():
        ax.figure.draw_without_rendering()
    width, height = ax.figure.bbox.size
    shown = [
        *ax.texts,
        *tick_labels(ax.xaxis),
        *tick_labels(ax.yaxis),
        ax._left_title,
        ax.get_legend(),
    ]
    for artist in shown:
        if artist is not None and (not hasattr(artist, "get_text") or artist.get_text()):
            box = artist.get_window_extent()
            assert (box.x0 >= -1, box.x1 <= width + 1, box.y0 >= -1, box.y1 <= height + 1) == (True,) * 4, (
                artist
            )
    if chart not in ("profile", "quadrant"):
        assert all(above.y0 >= below.y1 - 1 for above, below in itertools.pairwise(row_boxes(ax)))


# Services --------------------------------------------------------------------------------------------------


def test_services_are_bars_from_25_in_the_colour_of_their_mutu_the_lowest_on_top():
    ax, frame = charts.services(RESULT, ax=axes()), RESULT.groups.sort_values("ikm")
    bars = ax.containers[0].patches
    assert rows(ax) == list(frame.index)
    assert [bar.get_x() for bar in bars] == [25] * 3
    assert [25 + bar.get_width() for bar in bars] == pytest.approx(list(frame["ikm"]))
    colours = charts.palette(PERMENPANRB_14_2017)
    assert [mpl.colors.to_hex(bar.get_facecolor()) for bar in bars] == [colours[m] for m in frame["mutu"]]
    assert ax.get_xlim() == (25, 100)


def test_services_carry_their_printed_ikm_mutu_and_n():
    printed = RESULT.printed_groups.set_index("Layanan")
    ax = charts.services(RESULT, ax=axes())
    for row in rows(ax):
        values = printed.loc[row]
        assert f"{values['IKM']} {values['Mutu']} n = {values['n']}" in texts(ax)


def test_services_stand_over_the_bands_of_the_guideline_and_a_line_marks_the_unit():
    ax = charts.services(RESULT, ax=axes())
    bands = [patch for patch in ax.patches if patch not in ax.containers[0].patches]
    assert sorted(round(band.get_x(), 2) for band in bands) == [25, 65, 76.61, 88.31]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["25", "65", "76,61", "88,31", "100"]
    assert ax.lines[-1].get_xdata()[0] == RESULT.ikm
    assert texts(ax)[-1].startswith("Garis putus-putus: Unit.")


def test_an_empty_group_has_no_bar_and_stands_last():
    result, _ = summarized(empty_group())
    ax = charts.services(result, ax=axes())
    assert rows(ax)[-1] == "Layanan tanpa responden"
    assert len(ax.containers[0].patches) == 3
    assert "tidak dapat dihitung n = 0" in texts(ax)


# Heat map --------------------------------------------------------------------------------------------------


def test_the_heat_map_prints_every_nrr_and_ikm_as_the_tables_do_the_unit_last():
    ax = charts.heatmap(RESULT, ax=axes())
    expected = []
    for name in RESULT.groups.index:
        expected += RESULT[name].printed_unsur["NRR"].tolist()
    expected += RESULT.printed_unsur["NRR"].tolist()
    expected += [f"{row['IKM']} {row['Mutu']}" for _, row in RESULT.printed_groups.iterrows()]
    assert texts(ax)[: len(expected)] == expected
    assert rows(ax) == [*RESULT.groups.index, "Unit"]


def test_cells_carry_the_colour_of_their_mutu_with_readable_text_and_bold_priorities():
    ax, colours = charts.heatmap(RESULT, ax=axes()), charts.palette(PERMENPANRB_14_2017)
    frame = pd.concat([RESULT.unsur_by_group, RESULT.unsur])
    cells = ax.collections[: len(frame)]
    assert [mpl.colors.to_hex(c.get_facecolor()[0]) for c in cells] == [colours[m] for m in frame["mutu"]]
    words = ax.texts[: len(frame)]
    assert [t.get_fontweight() == "bold" for t in words] == frame["prioritas"].tolist()
    for text, cell in zip(words, cells, strict=True):
        assert (
            style.contrast(mpl.colors.to_hex(text.get_color()), mpl.colors.to_hex(cell.get_facecolor()[0]))
            >= 4.5
        )


def test_a_cell_without_answers_is_empty_and_a_dash():
    result, _ = summarized(one_unsur_unanswered_in_one_group())
    ax = charts.heatmap(result, ax=axes())
    assert texts(ax)[9 + 3] == "–"
    assert mpl.colors.to_hex(ax.collections[9 + 3].get_facecolor()[0]) == "#ffffff"


# Likert ----------------------------------------------------------------------------------------------------


def test_answers_stack_to_the_whole_with_the_middle_of_the_scale_at_zero():
    ax, frame = charts.likert(RESULT, ax=axes()), frequencies(RESULT)
    for row in range(9):
        bars = [container.patches[row] for container in ax.containers]
        assert sum(bar.get_width() for bar in bars) == pytest.approx(100)
        assert [bar.get_width() for bar in bars] == pytest.approx(
            (100 * frame[[1, 2, 3, 4]].iloc[row] / frame["n"].iloc[row]).tolist()
        )
        assert bars[2].get_x() == pytest.approx(0)


def test_the_printed_shares_of_each_row_sum_to_100_beside_its_n():
    ax, frame = charts.likert(RESULT, ax=axes()), frequencies(RESULT)
    cells = texts(ax)[5 : 5 + 45]
    for row in range(9):
        *shares, n = cells[5 * row : 5 * row + 5]
        assert sum(int(share.removesuffix(" %")) for share in shares) == 100
        assert n == str(frame["n"].iloc[row])


def test_an_odd_scale_has_its_middle_answer_on_both_sides_of_zero():
    result, _ = summarized(sheet(), PERMENPANRB_14_2017.with_scale(5))
    middle = charts.likert(result, ax=axes()).containers[2].patches[0]
    assert middle.get_x() == pytest.approx(-middle.get_width() / 2)


def test_likert_refuses_what_it_cannot_draw():
    totals = skm.Tally.from_totals({f"U{i}": 300 for i in range(1, 10)}, n=100)
    with pytest.raises(ValueError, match="totals only"):
        charts.likert(skm.Result(totals))
    long = skm.Result(summarized(sheet(), PERMENPANRB_14_2017.with_scale(11))[0].tally)
    with pytest.raises(ValueError, match="up to 10 answers, not 11"):
        charts.likert(long)


# Profile ---------------------------------------------------------------------------------------------------


def test_the_radar_goes_round_all_unsur_and_back_with_printed_values():
    ax = charts.profile(RESULT, ax=axes(polar=True))
    nrr = RESULT.unsur["nrr"].tolist()
    assert ax.lines[0].get_ydata().tolist() == [*nrr, nrr[0]]
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert [label.split("\n")[-1] for label in labels] == RESULT.printed_unsur["NRR"].tolist()
    bold = [label.get_fontweight() == "bold" for label in ax.get_xticklabels()]
    assert bold == RESULT.unsur["prioritas"].tolist()


def test_the_bar_profile_shows_the_same_values():
    ax = charts.profile(RESULT, kind="bar", ax=axes())
    assert ax.collections[-1].get_offsets()[:, 0].tolist() == RESULT.unsur["nrr"].tolist()
    assert texts(ax)[:9] == RESULT.printed_unsur["NRR"].tolist()


def test_profile_refuses_a_radar_that_cannot_be_drawn():
    two = Pedoman("Dua", PERMENPANRB_14_2017.unsur[:2], PERMENPANRB_14_2017.mutu)
    few = skm.summarize(sheet(), pedoman=two)
    with pytest.raises(ValueError, match="3 unsur or more"):
        charts.profile(few, kind="radar")
    assert charts.profile(few, ax=axes()).name == "rectilinear"
    with pytest.raises(ValueError, match="polar"):
        charts.profile(RESULT, ax=axes())
    with pytest.raises(ValueError, match="kind is"):
        charts.profile(RESULT, kind="pie")


# Quadrant --------------------------------------------------------------------------------------------------


def test_derived_importance_is_the_correlation_with_the_sum_of_the_others():
    frame = sheet()
    result, _ = summarized(frame)
    ax = charts.quadrant(result, ax=axes())
    unsur = frame[[f"U{i}" for i in range(1, 10)]].astype(float)
    expected = [unsur[u].corr(unsur.drop(columns=u).sum(axis=1)) for u in unsur]
    points = ax.collections[0].get_offsets()
    assert points[:, 1].tolist() == pytest.approx(expected)
    assert points[:, 0].tolist() == pytest.approx(unsur.mean().tolist())
    across, up = ax.lines
    assert across.get_xdata()[0] == pytest.approx(unsur.mean().mean())
    assert up.get_ydata()[0] == pytest.approx(np.mean(expected))


def test_asked_importance_is_drawn_as_given_and_called_so():
    asked = {f"U{i}": 3 + i / 10 for i in range(1, 10)}
    ax = charts.quadrant(RESULT, asked, ax=axes())
    assert ax.collections[0].get_offsets()[:, 1].tolist() == list(asked.values())
    assert ax.get_ylabel() == "Kepentingan (ditanyakan)"


def test_each_point_is_named_and_names_do_not_cover_each_other():
    ax = charts.quadrant(RESULT, ax=axes())
    ax.figure.draw_without_rendering()
    names = [text for text in ax.texts if text.get_text() in RESULT.pedoman.kode]
    assert sorted(text.get_text() for text in names) == sorted(RESULT.pedoman.kode)
    boxes = [text.get_window_extent() for text in names]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_an_unsur_that_never_varies_is_left_out_and_named():
    result, _ = summarized(sheet().assign(U4=4))
    ax = charts.quadrant(result, ax=axes())
    assert len(ax.collections[0].get_offsets()) == 8
    assert "Tidak tergambar, karena jawabannya tidak ada atau semuanya sama: U4." in texts(ax)[-1]


def test_quadrant_says_what_it_needs():
    with pytest.raises(ValueError, match="pairs=True"):
        charts.quadrant(skm.Result(skm.count(RESPONSES)))
    with pytest.raises(KeyError, match="exactly these unsur"):
        charts.quadrant(RESULT, {"U1": 3.0})
    two = Pedoman(
        "Dua",
        (Unsur("A", "Alur", pertanyaan=(Pertanyaan("A1"), Pertanyaan("A2"))),),
        PERMENPANRB_14_2017.mutu,
    )
    with pytest.raises(ValueError, match="one question"):
        charts.quadrant(skm.summarize(pd.DataFrame({"A1": [1, 2], "A2": [2, 3]}), pedoman=two))


# Respondents -----------------------------------------------------------------------------------------------


def test_respondents_are_bars_of_their_share_with_number_and_percent():
    ax, frame = charts.respondents(RESULT, RESPONSES, ax=axes()), characteristics(RESULT, RESPONSES)
    assert [bar.get_width() for bar in ax.patches] == frame["persen"].tolist()
    assert rows(ax) == frame["indikator"].tolist()
    first = frame.iloc[0]
    assert texts(ax)[0] == f"{first['n']} ({str(first['persen']).replace('.', ',')} %)"
    assert set(frame["karakteristik"]) <= set(texts(ax))


def test_respondents_nobody_knows_anything_of_cannot_be_drawn():
    with pytest.raises(ValueError, match="no characteristic"):
        charts.respondents(summarized(sheet(), by=None)[0])


# Colours, words, pictures ----------------------------------------------------------------------------------


def test_answers_have_the_colours_of_the_classes_and_other_scales_distinct_ones():
    four = charts.palette(PERMENPANRB_14_2017)
    assert list(style.nilai_palette(PERMENPANRB_14_2017).values()) == list(four.values())[::-1]
    assert len(set(style.nilai_palette(PERMENPANRB_14_2017.with_scale(10)).values())) == 10


@pytest.mark.parametrize(
    "colour",
    [
        *charts.palette(PERMENPANRB_14_2017).values(),
        *style.nilai_palette(PERMENPANRB_14_2017.with_scale(7)).values(),
    ],
)
def test_text_on_any_colour_of_the_palette_reads_well(colour):
    assert style.contrast(style.text_on(colour), colour) >= 4.5


def test_contrast_is_that_of_the_accessibility_guidelines():
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_words_are_wrapped_cut_and_rid_of_what_cannot_be_drawn():
    assert (
        style.wrapped("Penanganan Pengaduan, Saran dan Masukan", 24)
        == "Penanganan Pengaduan,\nSaran dan Masukan"
    )
    assert style.wrapped("a\x00b\u202ec\td", 20) == "a b c d"
    assert style.wrapped("kata " * 100, 10, 2).count("\n") == 1
    assert style.wrapped("", 10) == "–"


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_a_picture_is_the_same_twice_and_leaves_nothing_behind(format):
    import matplotlib.pyplot as plt

    settings, figures = dict(mpl.rcParams), plt.get_fignums()
    one = charts.picture(charts.heatmap, RESULT, format=format)
    assert one == charts.picture(charts.heatmap, RESULT, format=format)
    assert dict(mpl.rcParams) == settings
    assert plt.get_fignums() == figures
    assert one.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[format])


def test_other_formats_are_refused():
    with pytest.raises(ValueError, match="format is one of"):
        charts.picture(charts.ranking, RESULT, format="gif")


def test_save_all_writes_every_chart_the_result_allows(tmp_path):
    written = charts.save_all(RESULT, tmp_path / "bagan", responses=RESPONSES, dpi=40)
    assert [path.name for path in written] == [
        "unsur_terendah.png",
        "layanan.png",
        "layanan_unsur.png",
        "profil.png",
        "sebaran_jawaban.png",
        "kepastian_mutu.png",
        "kepentingan_kinerja.png",
        "responden.png",
    ]
    assert all(mpl.image.imread(BytesIO(path.read_bytes())).ndim == 3 for path in written)
    with pytest.raises(skm.FileError, match="sudah memuat"):
        charts.save_all(RESULT, tmp_path / "bagan", dpi=40)


def test_save_all_of_published_totals_writes_what_totals_allow(tmp_path):
    totals = skm.Result(skm.Tally.from_totals({f"U{i}": 300 for i in range(1, 10)}, n=100))
    names = [path.name for path in charts.save_all(totals, tmp_path, format="svg")]
    assert names == ["unsur_terendah.svg", "profil.svg"]


# What is taken, what is shown ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted({*charts.__all__} - {"palette", "picture"}))
def test_anything_but_a_result_is_refused_with_the_way_to_make_one(name):
    kind, made = ("Trend", "skm.trend(") if name in ("trend", "change") else ("Result", "skm.summarize(")
    with pytest.raises(TypeError, match=rf"^skm\.charts\.{name} takes a {kind}, not DataFrame") as caught:
        getattr(charts, name)(pd.DataFrame({"U1": [3]}))
    assert f"skm.charts.{name}({made}" in str(caught.value)


def test_a_result_may_be_given_by_name():
    ax = Figure().subplots()
    assert charts.ranking(result=RESULT, ax=ax) is ax


@pytest.mark.parametrize("room", [charts, priorities, batch], ids=lambda room: room.__name__)
def test_dir_shows_only_what_is_public(room):
    assert dir(room) == sorted(room.__all__)
