"""The page: the printed numbers, nothing from outside, nothing that runs, readable on a phone."""

import html
import itertools
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from importlib import resources

import numpy as np
import pandas as pd
import pytest

import skm
from skm.charts.style import contrast
from skm.ground.writing import written
from skm.pedoman import KEPMENPAN_25_2004, PERMENPANRB_14_2017
from skm.priorities import plan
from skm.report import _page as web
from skm.report import page
from skm.result import closing
from skm.result.distribution import characteristics
from skm.trends import trend

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
in_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: the page was not rendered"
)

HOSTILE = [
    "<script>document.title='x'</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "=1+1",
    "\x00\x07\x1btab\tkendali",
    "x" * 3000,
    "\u202egnirts\u202c",
    "🚀🎉",
    "</style></table><h1>",
]


def sheet(n=30, services=("KTP", "SKCK"), k=9):
    random = np.random.default_rng(2)
    frame = pd.DataFrame(random.integers(2, 5, (n, k)), columns=[f"U{i + 1}" for i in range(k)])
    return frame.assign(
        layanan=[services[i % len(services)] for i in range(n)],
        jenis_kelamin=random.choice(["L", "P"], n),
        pendidikan=random.choice(["SD", "SMA", "D4/S1"], n),
        tanggal=pd.to_datetime("2022-01-03") + pd.to_timedelta(range(n), "D"),
    )


def both(frame, pedoman=PERMENPANRB_14_2017, by="layanan", name="Kecamatan Contoh"):
    responses = skm.read(frame, pedoman=pedoman)
    return skm.Result(skm.count(responses, by, pairs=True), name), responses


RESULT, RESPONSES = both(sheet())
ALL = {
    "instansi": ["Pemerintah Kabupaten Contoh"],
    "periode": "Semester I Tahun 2022",
    "tautan": "https://contoh.go.id/ikm",
    "trend": trend({2021: 82.5, 2022: RESULT}, targets={2021: 82, 2022: 84}),
    "rencana": plan(RESULT),
}
SURVEYS = {
    "ordinary": lambda: both(sheet()),
    "14 unsur": lambda: both(sheet(k=14), KEPMENPAN_25_2004),
    "40 services": lambda: both(sheet(80, [f"Layanan {i}" for i in range(40)])),
    "five respondents": lambda: both(sheet(5)),
    "an empty group": lambda: both(
        sheet().assign(layanan=pd.Categorical(sheet()["layanan"], ["KTP", "SKCK", "Kosong"]))
    ),
    "blanks": lambda: both(sheet().assign(U2=[pd.NA, 3] * 15)),
    "no index": lambda: both(sheet().assign(U3=pd.NA)),
    "no groups": lambda: both(sheet(), by=None),
    "scale 1 to 10": lambda: both(sheet(), PERMENPANRB_14_2017.with_scale(10)),
    "scale 1 to 20": lambda: both(sheet(), PERMENPANRB_14_2017.with_scale(20)),
    "totals": lambda: (skm.Result(skm.Tally.from_totals({f"U{i}": 300 for i in range(1, 10)}, n=100)), None),
    "hostile": lambda: both(sheet(45, HOSTILE), name=HOSTILE[0] + HOSTILE[5]),
}


class Page(HTMLParser):
    """A page taken apart: its tags with their attributes, its tables as rows of cells, all its text."""

    def __init__(self, content):
        super().__init__()
        self.tags, self.tables, self.words, self.open = [], [], [], []
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self.tables[-1][-1].append("")
        if tag not in ("meta", "rect", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("rect", "path"):
            assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.words.append(data)
        if {"th", "td"} & set(self.open):
            self.tables[-1][-1][-1] += data

    def all(self, *tags):
        return [attrs for tag, attrs in self.tags if tag in tags]


def cells(rows):
    return [[" ".join(cell.split()) for cell in row] for row in rows[1:]]


def opened(**options):
    return Page(written(page, RESULT, **{"responses": RESPONSES, **ALL, **options}))


def test_the_index_its_letter_and_the_facts_stand_on_top():
    text = " ".join(" ".join(opened().words).split())
    assert f"Nilai IKM {RESULT.ikm_text} {RESULT.mutu} Mutu pelayanan {RESULT.kinerja}" in text
    for words in (
        "Kecamatan Contoh",
        "Pemerintah Kabupaten Contoh",
        "Semester I Tahun 2022",
        "30 orang",
        "3 Januari 2022 s/d 1 Februari 2022",
        "Terima kasih",
    ):
        assert words in text
    for line in closing(RESULT):
        assert line in text


def test_tables_hold_the_printed_values_of_groups_and_unsur():
    groups, unsur = opened().tables[:2]
    printed = RESULT.printed_groups
    assert cells(groups) == printed[["Layanan", "n", "IKM", "Mutu"]].to_numpy().tolist()
    printed = RESULT.printed_unsur
    named = [
        f"{u} prioritas {p}" if p else u for u, p in zip(printed["Unsur"], printed["Prioritas"], strict=True)
    ]
    assert cells(unsur) == [
        list(row) for row in zip(named, printed["NRR"], printed["IKM"], printed["Mutu"], strict=True)
    ]


def test_shares_of_the_answers_sum_to_100():
    for row in cells(opened().tables[2]):
        assert sum(int(cell.removesuffix(" %")) for cell in row[1:5]) == 100


def test_trend_plan_and_respondents_are_those_given():
    shown = opened()
    assert cells(shown.tables[3])[1][:4] == ["2022", "30", RESULT.ikm_text, RESULT.mutu]
    assert [row[0] for row in cells(shown.tables[4])] == list(ALL["rencana"].frame["prioritas_unsur"])
    frame = characteristics(RESULT, RESPONSES)
    frame = frame[frame["kolom"] != "layanan"]  # the groups of the result have their own table
    rows = [row for table in shown.tables[5:7] for row in cells(table)]
    assert [row[:2] for row in rows] == [
        [name, str(n)] for name, n in zip(frame["indikator"], frame["n"], strict=True)
    ]
    assert not cells(Page(written(page, RESULT)).tables[3])[0][0].startswith("20")


@pytest.mark.parametrize("survey", SURVEYS)
def test_every_survey_makes_a_well_formed_page_that_asks_for_nothing_and_runs_nothing(survey):
    result, responses = SURVEYS[survey]()
    content = written(page, result, responses=responses)
    shown = Page(content)
    assert shown.open == []
    assert not {"script", "iframe", "object", "embed", "link", "img", "form", "base"} & {
        tag for tag, _ in shown.tags
    }
    assert not any(
        key.startswith("on") or key in ("src", "srcset", "action", "style")
        for _, attrs in shown.tags
        for key in attrs
    )
    assert not re.search(rb"url\(|@import|http://|//[a-z]+\.(com|net|org)", content)
    policy = next(a["content"] for a in shown.all("meta") if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert all(c.isprintable() or c == "\n" for c in content.decode("utf-8"))


def test_hostile_text_is_shown_as_it_was_written():
    result, responses = SURVEYS["hostile"]()
    shown = Page(written(page, result, responses=responses, ucapan=HOSTILE[1], instansi=HOSTILE))
    names = [row[0] for row in cells(shown.tables[0])]
    assert names[:3] == HOSTILE[:3]
    assert names[4] == "tab kendali"
    assert names[6] == "gnirts"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//contoh.go.id", "contoh.go.id"]
)
def test_only_links_to_the_web_become_links(link):
    shown = Page(written(page, RESULT, tautan=link))
    assert shown.all("a") == []
    assert any(link in words for words in shown.words)
    assert opened().all("a")[0]["href"] == ALL["tautan"]


def test_headings_go_down_step_by_step_and_tables_name_their_headings():
    shown = opened()
    levels = [int(tag[1]) for tag, _ in shown.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert all(attrs.get("scope") in ("col", "row") for attrs in shown.all("th"))
    assert shown.all("html") == [{"lang": "id"}]
    assert len(shown.all("main", "header", "footer")) == 3


def test_drawings_are_described_or_left_out_of_what_is_read_aloud():
    drawings = opened().all("svg")
    described = [attrs for attrs in drawings if attrs.get("role") == "img"]
    assert [attrs["aria-labelledby"] for attrs in described] == ["skala"]
    assert all(attrs.get("aria-hidden") == "true" for attrs in drawings if attrs not in described)
    assert f"IKM {RESULT.ikm_text}, mutu {RESULT.mutu}" in "".join(opened().words)


def test_text_has_the_contrast_of_wcag_aa_wherever_it_stands():
    source = resources.files("skm").joinpath("data", "laman.html").read_text(encoding="utf-8")
    colour = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", source))
    for text, ground in [
        ("ink", "paper"),
        ("ink", "band"),
        ("muted", "paper"),
        ("muted", "band"),
        ("paper", "navy"),
        ("navy", "paper"),
        ("link", "band"),
    ]:
        assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
    badges = re.findall(
        r"^\.(\w+) \{ color: (#\w{6}); background: (#\w{6}); \}", written(page, RESULT).decode(), re.MULTILINE
    )
    assert len(badges) == 8
    assert all(contrast(text, ground) >= 4.5 for _, text, ground in badges)


def test_the_same_result_gives_the_same_bytes(tmp_path):
    first = page(RESULT, tmp_path / "a.html", responses=RESPONSES, **ALL).read_bytes()
    assert first == page(RESULT, tmp_path / "b.html", responses=RESPONSES, **ALL).read_bytes()


def test_without_jinja2_one_message_names_the_extra(monkeypatch, tmp_path):
    web._template.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(skm.SkmError, match=r'Laman HTML.*pip install "skm-ikm\[laporan\]"'):
        page(RESULT, tmp_path / "ikm.html")
    assert not (tmp_path / "ikm.html").exists()


def test_misuse_is_told():
    with pytest.raises(TypeError, match="unknown fields"):
        written(page, RESULT, judul="x")
    with pytest.raises(ValueError, match="the result has n = 30"):
        written(page, RESULT, responses=both(sheet(9))[1])


def rendered(tmp_path, content, width):
    """In a window of that width: pixels the page reaches beyond it, its scripts, its title."""
    measure = """<script>onload = () => {
        const page = document.querySelector("iframe").contentDocument, root = page.documentElement
        document.title = [root.scrollWidth - root.clientWidth, page.scripts.length, page.title].join(" ")
    }</script>"""
    frame = html.escape(content.decode("utf-8"))
    wrapper = f'<!DOCTYPE html><meta charset="utf-8"><title></title><iframe width="{width}" height="900" style="border:0" srcdoc="{frame}"></iframe>{measure}'
    (tmp_path / "wrapper.html").write_text(wrapper, encoding="utf-8")
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--virtual-time-budget=3000",
        "--dump-dom",
        (tmp_path / "wrapper.html").as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return re.search(r"<title>(-?\d+) (\d+) (.*?)</title>", done.stdout.decode("utf-8")).groups()


@in_chromium
@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("survey", ["ordinary", "14 unsur", "hostile"])
def test_chromium_shows_the_page_within_a_phone_and_a_desktop_window(tmp_path, survey, width):
    result, responses = SURVEYS[survey]()
    beyond, scripts, title = rendered(tmp_path, written(page, result, responses=responses, **ALL), width)
    assert (beyond, scripts) == ("0", "0")
    assert title.startswith("IKM ")


@in_chromium
def test_a_page_that_is_too_wide_would_be_seen(tmp_path):
    content = written(page, RESULT).replace(b"</main>", b'<p style="width: 700px">.</p></main>')
    assert int(rendered(tmp_path, content.replace(b"max-width: 44rem", b""), 360)[0]) > 300


@in_chromium
def test_chromium_prints_the_page(tmp_path):
    (tmp_path / "ikm.html").write_bytes(written(page, RESULT, responses=RESPONSES, **ALL))
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={tmp_path / 'ikm.pdf'}",
        (tmp_path / "ikm.html").as_uri(),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert (tmp_path / "ikm.pdf").read_bytes().startswith(b"%PDF")
