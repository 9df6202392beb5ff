"""Every output says which answers were passed over, and shows the index with and without."""

import io

import docx
import openpyxl

import skm

# (10 / 3 + 3 + 10 / 3 + 4 + 3 + 3 + 4 + 4 + 4) / 9 x 25, and 31 / 9 x 25 without the second
SAID = (
    "5 jawaban yang bukan nilai pada 5 kuesioner dikosongkan (U6 5)",
    "IKM dengan dan tanpa kuesioner itu: 87,96 (B) dan 86,11 (B)",
)


def test_the_page_does_not_give_away_the_answers_of_the_few_passed_over(tmp_path):
    rows = b"U1,U2,U3,U4,U5,U6,U7,U8,U9\n4,3,4,4,3,Agak,4,4,4\n" + 6 * b"4,3,4,4,3,3,4,4,4\n"
    result = skm.summarize(skm.read(io.BytesIO(rows), invalid="blank"))
    for smallest, shown in ((1, True), (5, False)):
        skm.report.page(result, tmp_path / f"{smallest}.html", smallest=smallest)
        page = (tmp_path / f"{smallest}.html").read_text(encoding="utf-8")
        assert "1 jawaban yang bukan nilai pada 1 kuesioner dikosongkan (U6 1)" in page
        assert ("IKM dengan dan tanpa kuesioner itu" in page) is shown


def test_screen_page_workbook_and_laporan_say_what_was_passed_over(tmp_path):
    frame = skm.read(
        io.BytesIO(
            b"U1,U2,U3,U4,U5,U6,U7,U8,U9\n"
            + 5 * b"4,3,4,4,3,3,4,4,4\n4,3,4,4,3,Agak,4,4,4\n2,3,2,4,3,3,4,4,4\n"
        ),
        invalid="blank",
    )
    result = skm.summarize(frame)
    skm.report.page(result, tmp_path / "a.html")
    skm.report.workbook(result, tmp_path / "a.xlsx")
    skm.report.laporan(result, tmp_path / "a.docx")
    cells = [
        str(c.value) for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx") for row in sheet for c in row
    ]
    written = docx.Document(tmp_path / "a.docx")
    outputs = {
        "screen": repr(result),
        "page": (tmp_path / "a.html").read_text(encoding="utf-8"),
        "workbook": "\n".join(cells),
        "laporan": "\n".join(p.text for p in written.paragraphs),
    }
    for text in outputs.values():
        assert all(said in text for said in SAID)
