"""The ranking chart, by its artists: it shows the frame, marks the priorities, and leaves nothing behind."""

import dataclasses
import itertools
from io import BytesIO

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from skm.charts import palette, picture, ranking
from skm.pedoman import KEPMENPAN_25_2004, PERMENPANRB_14_2017, PERMENPANRB_16_2014, Mutu, Pedoman
from skm.result import Result
from skm.tally import Tally

TWO = Pedoman("Dua unsur", PERMENPANRB_14_2017.unsur[:2], PERMENPANRB_14_2017.mutu)


def result_of(totals, n=100, pedoman=PERMENPANRB_14_2017, filled=None, name="Unit"):
    filled = dict(zip(pedoman.kode, filled, strict=True)) if filled else None
    totals = dict(zip(pedoman.kode, totals, strict=True))
    return Result(Tally.from_totals(totals, n=n, pedoman=pedoman, filled=filled), name)


def drawn(result):
    ax = Figure(figsize=(9, 6), layout="constrained").subplots()
    assert ranking(result, ax=ax) is ax
    return ax


def names(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def texts(ax):
    return [text.get_text().replace("\n", " ") for text in ax.texts]


BAKARANGAN = result_of([566, 565, 540, 647, 554, 555, 561, 564, 569], 162, PERMENPANRB_16_2014)


def test_bars_show_the_frame_lowest_on_top():
    ax, frame = drawn(BAKARANGAN), BAKARANGAN.unsur.sort_values("nrr")
    assert names(ax) == list(frame["nama"])
    assert [bar.get_x() for bar in ax.patches] == [1] * 9
    assert [1 + bar.get_width() for bar in ax.patches] == pytest.approx(list(frame["nrr"]))
    assert ax.yaxis_inverted()
    assert ax.get_xlim() == (1, 4)


def test_bars_carry_the_colour_of_the_mutu_of_their_unsur():
    ax, colours = drawn(BAKARANGAN), palette(PERMENPANRB_16_2014)
    expected = [colours[letter] for letter in BAKARANGAN.unsur.sort_values("nrr")["mutu"]]
    assert [mpl.colors.to_hex(bar.get_facecolor()) for bar in ax.patches] == expected


def test_labels_are_the_printed_values_and_number_the_priorities():
    assert texts(drawn(BAKARANGAN))[:4] == [
        "3,33  A   ◀ prioritas ke-1",
        "3,42  A   ◀ prioritas ke-2",
        "3,43  A   ◀ prioritas ke-3",
        "3,46  A",
    ]


def test_a_value_on_the_rounding_edge_is_labelled_from_the_exact_ratio():
    result = result_of([605, *[700] * 8], n=200)  # 605/200 is 3.025 exactly
    assert f"{605 / 200:.2f}" == "3.02"
    assert texts(drawn(result))[0].startswith("3,03  C")


def test_priorities_are_bold_and_the_others_are_not():
    labels = drawn(BAKARANGAN).get_yticklabels()
    assert [label.get_fontweight() for label in labels] == ["bold"] * 3 + ["normal"] * 6


def test_ties_with_the_third_are_all_marked_as_tied():
    ax = drawn(result_of([300, 310, 320, 320, 320, 350, 350, 350, 350]))
    marked = [text for text in texts(ax) if "prioritas" in text]
    assert [text.split("prioritas ")[1] for text in marked] == ["ke-1", "ke-2"] + ["ke-3 (sama)"] * 3


def test_caption_says_index_n_and_guideline():
    assert texts(drawn(BAKARANGAN))[-1] == BAKARANGAN.headline
    assert "n = 162, PermenPANRB 16/2014" in BAKARANGAN.headline


def test_caption_says_when_unsur_have_different_numbers_of_answers():
    ax = drawn(result_of([300] * 9, filled=[95, *[100] * 8]))
    assert texts(ax)[-1].endswith("; 95 sampai 100 jawaban per unsur")


def test_legend_lists_every_class_with_its_kinerja():
    legend = drawn(BAKARANGAN).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [
        "A Sangat baik",
        "B Baik",
        "C Kurang baik",
        "D Tidak baik",
    ]


def test_an_unsur_without_answers_has_no_bar_and_stands_last():
    ax = drawn(result_of([0, *[300] * 8], filled=[0, *[100] * 8]))
    assert len(ax.patches) == 8
    assert names(ax)[-1] == "Persyaratan"
    assert texts(ax)[8] == "tidak ada jawaban"


@pytest.mark.parametrize(
    "result",
    [
        result_of([400] * 9),
        result_of([100] * 9),
        result_of([0] * 9, filled=[0] * 9),
        result_of([300, 353], pedoman=TWO),
        result_of(range(300, 398, 7), pedoman=KEPMENPAN_25_2004),
        result_of(range(100, 1000, 100), pedoman=PERMENPANRB_14_2017.with_scale(10)),
        result_of([5000] * 9, pedoman=PERMENPANRB_14_2017.with_scale(100)),
    ],
    ids=["all 4", "all 1", "no answers", "2 unsur", "14 unsur", "scale 10", "scale 100"],
)
def test_other_surveys_are_drawn_inside_the_picture(result):
    ax = drawn(result)
    ax.figure.draw_without_rendering()
    width, height = ax.figure.bbox.size
    shown = [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels(), ax.get_legend(), ax.title]
    for artist in shown:
        box = artist.get_window_extent()
        assert box.x0 >= -1
        assert box.x1 <= width + 1
        assert box.y0 >= -1
        assert box.y1 <= height + 1
    assert len(names(ax)) == len(result.pedoman.unsur)
    assert ax.get_xlim() == (1, result.pedoman.nilai_max)


def test_names_and_tick_labels_do_not_run_into_each_other():
    ax = drawn(result_of(range(300, 398, 7), pedoman=KEPMENPAN_25_2004))
    ax.figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in ax.get_yticklabels()]
    assert all(above.y0 >= below.y1 for above, below in itertools.pairwise(boxes))


def test_a_name_with_dollar_signs_is_text_and_not_a_formula():
    result = result_of([300] * 9, name="Layanan $x_1$ dan $\\bad$")
    ax = drawn(result)
    ax.figure.draw_without_rendering()
    assert ax.get_title(loc="left").startswith("Layanan $x_1$")


def test_four_classes_differ_in_lightness_and_other_numbers_have_distinct_colours():
    def lightness(colour):
        r, g, b = mpl.colors.to_rgb(colour)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    greys = sorted(lightness(c) for c in palette(PERMENPANRB_14_2017).values())
    assert min(b - a for a, b in itertools.pairwise(greys)) > 0.1
    six = dataclasses.replace(
        PERMENPANRB_14_2017,
        mutu=tuple(Mutu(h, h, bound) for h, bound in zip("ABCDEF", range(90, 30, -10), strict=True)),
    )
    assert len(set(palette(six).values())) == 6


def test_without_axes_a_new_pyplot_figure_is_made():
    import matplotlib.pyplot as plt

    with mpl.rc_context({"backend": "agg"}):
        before = plt.get_fignums()
        ax = ranking(BAKARANGAN)
        assert len(plt.get_fignums()) == len(before) + 1
        plt.close(ax.figure)


def test_a_picture_leaves_no_figure_and_no_setting_behind_and_comes_out_the_same_twice():
    import matplotlib.pyplot as plt

    settings, figures = dict(mpl.rcParams), plt.get_fignums()
    first = picture(ranking, BAKARANGAN, dpi=50)
    assert first == picture(ranking, BAKARANGAN, dpi=50)
    assert dict(mpl.rcParams) == settings
    assert plt.get_fignums() == figures
    assert plt.imread(BytesIO(first)).shape[2] == 4
