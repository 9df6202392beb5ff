"""``skm terbit``: what the office hangs up and puts on its website, from one reading of the files."""

import pytest
from test_cli import LAYANAN, PEDOMAN, SAMPLE, files

pytest.importorskip("jinja2")


def test_sheet_page_and_charts_are_written_together(run, tmp_path):
    code, out, err = run(
        "terbit",
        LAYANAN[0],
        *PEDOMAN,
        "--nama",
        "Kecamatan Bakarangan",
        "--periode",
        "Tahun 2022",
        "--ke",
        tmp_path / "t",
    )
    assert (code, err) == (0, "")
    assert "IKM 86,00, mutu B (Baik), n = 100" in out
    names = files(tmp_path / "t")
    assert {"halaman_ikm.html", "lembar_ikm.pdf", "lembar_ikm.png", "bagan_layanan.png"} < set(names)
    page = (tmp_path / "t" / "halaman_ikm.html").read_text(encoding="utf-8")
    assert "Kecamatan Bakarangan" in page
    assert "Tahun 2022" in page
    assert "86,00" in page
    code, _, err = run("terbit", LAYANAN[0], *PEDOMAN, "--ke", tmp_path / "t")
    assert code == 1
    assert "--timpa" in err


def test_what_cannot_be_published_leaves_no_folder(run, tmp_path):
    for args, code, said in (
        (["--kertas", "A5"], 2, "A4 atau A3"),
        (["--logo", str(SAMPLE / "README.md")], 1, "logo"),
    ):
        got, out, err = run("terbit", LAYANAN[0], *PEDOMAN, *args, "--ke", tmp_path / "t")
        assert (got, out) == (code, "")
        assert said in err.casefold() or said in err
        assert not (tmp_path / "t").exists()
