"""Make the sample questionnaires of Kecamatan Bakarangan 2022; needs numpy and xlsxwriter.

    python sample_data/make_sample_data.py [FOLDER]

The totals per unsur are those of the LKIP 2022. Every row behind them (answers, profile, date, suggestion) is
RECONSTRUCTED here with a fixed seed: the LKIP prints no questionnaires. A second run writes the same bytes.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

HERE = Path(__file__).resolve().parent
SEED = 2022
CREATED = datetime(2023, 1, 2, 8, 0)  # a workbook carries its date of creation; fixed, so are its bytes

UNSUR = tomllib.loads((HERE / "pedoman_bakarangan.toml").read_text(encoding="utf-8"))["unsur"]
SERVICES = {"Umum": 35, "KTP": 30, "IUMKM": 30, "SKCK": 5}
PRINTED_TOTALS = HERE / "lkip_2022" / "per_service_totals_printed.csv"
CORRECTED = {("Kompetensi Pelaksana", "IUMKM"): 96}  # printed 9636; only 96 fits its row and its column

# 162 is the smallest number of respondents that fits all nine printed indices of the unit; with these totals.
UNIT_TOTALS = (566, 565, 540, 647, 554, 555, 561, 564, 569)
UNIT_SERVICES = {"Umum": 57, "KTP": 49, "IUMKM": 48, "SKCK": 8}

TITLE = "Survei Kepuasan Masyarakat Kecamatan Bakarangan, Kabupaten Tapin, Tahun 2022"
STATEMENT = (
    "DATA CONTOH: setiap baris direkonstruksi dengan program, bukan kuesioner asli; hanya jumlah nilai per "
    "unsur yang sama dengan LKIP 2022."
)
PROFILE = ("tanggal", "jenis_kelamin", "usia", "pendidikan", "pekerjaan")

# Days off of 2022 on which the office was closed, besides weekends.
CLOSED = {
    date(2022, month, day)
    for month, day in [
        (2, 1), (2, 28), (3, 3), (4, 15), (4, 29), (5, 2), (5, 3), (5, 4), (5, 5), (5, 6), (5, 16), (5, 26),
        (6, 1), (8, 17),
    ]
}  # fmt: skip
YEAR = [date(2022, 1, 1) + timedelta(days=i) for i in range(365)]
WORKING_DAYS = [day for day in YEAR if day.weekday() < 5 and day not in CLOSED]

# Who comes for which service: youngest and oldest age, and the odds of each occupation on the form.
AGES = {"Umum": (19, 66), "KTP": (17, 60), "IUMKM": (21, 58), "SKCK": (18, 31)}
OCCUPATIONS = ("PNS", "TNI", "Polri", "Swasta", "Wirausaha", "Lainnya")
OCCUPATION_ODDS = {
    "Umum": (4, 1, 1, 8, 8, 14),
    "KTP": (2, 0, 0, 7, 5, 12),
    "IUMKM": (0, 0, 0, 2, 22, 4),
    "SKCK": (0, 0, 0, 4, 1, 6),
}
EDUCATION = ("SD", "SMP", "SMA", "D-III", "S1", "S2")
EDUCATION_ODDS = (16, 18, 42, 7, 16, 1)
EDUCATION_FROM_AGE = {"SD": 17, "SMP": 17, "SMA": 18, "D-III": 21, "S1": 22, "S2": 26}

# The suggestions quoted by the LKIP go to the least satisfied, that on KTP to somebody who came for one.
QUOTED_KTP = "Operator Ektp sering datang terlambat"
QUOTED = ("Pelayanan kurang memuaskan", "Pelayanan ditingkatkan, melayani dengan senyum dan ramah")
EMPTY = ("", "", "", "", "", "-", "tidak ada", "Tidak ada")
CRITICAL = (
    "Waktu tunggu terlalu lama",
    "Antrean mohon diatur dengan nomor urut",
    "Petugas loket mohon ditambah pada hari Senin",
    "Pengaduan mohon cepat ditanggapi",
    "Petugas mohon tidak meninggalkan loket",
)
NEUTRAL = (
    "Kursi di ruang tunggu mohon ditambah",
    "Daftar persyaratan mohon dipasang di depan kantor",
    "Mohon ada pemberitahuan kalau berkas sudah selesai",
    "Jaringan internet sering gangguan",
    "Tempat parkir diperluas",
)
CONTENT = (
    "Pelayanan sudah baik, pertahankan",
    "Terima kasih, petugasnya ramah",
    "Sudah bagus",
    "Semoga makin baik lagi",
    "Petugas membantu sampai selesai",
)


class Dice:
    """Draws that stay the same on every platform and release: numpy froze the stream of RandomState."""

    def __init__(self, seed: int) -> None:
        self._state = np.random.RandomState(seed)

    def normal(self, *shape: int) -> np.ndarray:
        return self._state.standard_normal(shape)

    def pick(self, options: Sequence[Any], odds: Sequence[int] | None = None) -> Any:
        cumulative = np.cumsum(odds or [1] * len(options))
        drawn = self._state.random_sample() * cumulative[-1]
        return options[int(np.searchsorted(cumulative, drawn, "right"))]


def answers(satisfaction: np.ndarray, totals: Sequence[int], dice: Dice) -> np.ndarray:
    """Answers 1 to 4 of n respondents, (n, 9), whose sum per unsur is exactly `totals`.

    A respondent's leaning towards an unsur is their satisfaction plus noise, and the answer is 1 plus the
    number of steps (to 2, 3 and 4) it exceeds. Moving the steps of an unsur together moves its total by one
    at a time, so they are put where exactly total - n are exceeded: no answer needs correcting afterwards.
    One respondent in twelve answers from satisfaction alone, often ticking one column from top to bottom.
    """
    n = len(satisfaction)
    steps = np.array([-2.7, -1.85, 0.0])
    noise = np.array([dice.pick((0.0, 1.0), (1, 11)) for _ in range(n)])
    sheet = np.empty((n, len(totals)), dtype=np.int64)
    for u, total in enumerate(totals):
        leaning = np.sqrt(0.5) * satisfaction + np.sqrt(0.5) * noise * dice.normal(n)
        distance = (steps - leaning[:, None]).ravel()
        passed = np.zeros(3 * n, dtype=np.int64)
        passed[np.argsort(distance, kind="stable")[: total - n]] = 1
        sheet[:, u] = 1 + passed.reshape(n, 3).sum(axis=1)
    return sheet


def profile(service: str, dice: Dice) -> dict[str, Any]:
    """When somebody came, and who they are: nothing that could name a person."""
    day = dice.pick(WORKING_DAYS)
    open_on_friday = list(range(8 * 60, 11 * 60))
    open_else = [*range(8 * 60, 12 * 60), *range(13 * 60, 15 * 60 + 30)]
    minute = dice.pick(open_on_friday if day.weekday() == 4 else open_else)
    youngest, oldest = AGES[service]
    ages = range(youngest, oldest + 1)
    age = min(dice.pick(ages), dice.pick(ages))  # more young than old
    odds = [w if EDUCATION_FROM_AGE[e] <= age else 0 for e, w in zip(EDUCATION, EDUCATION_ODDS, strict=True)]
    education = dice.pick(EDUCATION, odds)
    odds = list(OCCUPATION_ODDS[service])
    if education in ("SD", "SMP") or not 22 <= age <= 57:
        odds[:3] = 0, 0, 0  # no civil servant, soldier or policeman
    return {
        "waktu": datetime(day.year, day.month, day.day, minute // 60, minute % 60, dice.pick(range(60))),
        "tanggal": day,
        "jenis_kelamin": dice.pick("LP"),
        "usia": age,
        "pendidikan": education,
        "pekerjaan": dice.pick(OCCUPATIONS, odds),
        "layanan": service,
    }


def suggest(rows: list[dict[str, Any]], dice: Dice) -> None:
    """Give every row its suggestion, in keeping with its answers; most people leave it empty."""
    for row in rows:
        mean = sum(row["nilai"]) / len(UNSUR)
        mood = CRITICAL if mean < 3.2 else CONTENT if mean > 3.7 else NEUTRAL
        row["saran"] = dice.pick(mood) if dice.pick((True, False), (2, 3)) else dice.pick(EMPTY)
    unhappy = sorted(rows, key=lambda row: sum(row["nilai"]))
    first_ktp = next(row for row in unhappy if row["layanan"] == "KTP")
    others = [row for row in unhappy if row is not first_ktp]
    for row, text in zip([first_ktp, *others], (QUOTED_KTP, *QUOTED), strict=False):
        row["saran"] = text


def questionnaires(
    services: dict[str, int], totals: dict[str, tuple[int, ...]] | tuple[int, ...], seed: int
) -> list[dict[str, Any]]:
    """One row per respondent. `totals` per unsur, of each service or of all respondents together."""
    dice = Dice(seed)
    rows = [profile(service, dice) for service, n in services.items() for _ in range(n)]
    if isinstance(totals, dict):
        blocks = [answers(dice.normal(n), totals[service], dice) for service, n in services.items()]
        sheet = np.concatenate(blocks)
    else:
        sheet = answers(dice.normal(len(rows)), totals, dice)
    for row, nilai in zip(rows, sheet.tolist(), strict=True):
        row["nilai"] = nilai
    suggest(rows, dice)
    return rows


def printed_totals() -> dict[str, tuple[int, ...]]:
    """The totals per unsur of each service as the LKIP prints them, with its one slip corrected."""
    with PRINTED_TOTALS.open(encoding="utf-8", newline="") as file:
        table = {row["unsur"]: row for row in csv.DictReader(file)}
    return {
        service: tuple(
            CORRECTED.get((u["nama"], service), int(table[u["nama"]][service.upper()])) for u in UNSUR
        )
        for service in SERVICES
    }


def labels(row: dict[str, Any]) -> list[str]:
    return [u["label"][nilai - 1] for u, nilai in zip(UNSUR, row["nilai"], strict=True)]


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Sequence[Any]], *, quoting: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=quoting, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)


def new_workbook(path: Path) -> tuple[xlsxwriter.Workbook, dict[str, Any]]:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": TITLE, "comments": STATEMENT, "created": CREATED})
    formats = {
        "title": {"bold": True, "font_size": 13},
        "statement": {"italic": True, "font_color": "#9C5700"},
        "heading": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7", "border": 1},
        "date": {"num_format": "dd/mm/yyyy", "align": "left"},
        "time": {"num_format": "dd/mm/yyyy hh:mm:ss", "align": "left"},
    }
    return book, {name: book.add_format(options) for name, options in formats.items()}


def write_table(sheet: Any, top: int, headings: Sequence[str], rows: Sequence[Any], formats: Any) -> None:
    """Headings in row `top` (0 is the first), the rows below them."""
    sheet.write_row(top, 0, headings, formats["heading"])
    for i, row in enumerate(rows, start=top + 1):
        for j, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(i, j, value, formats["time"])
            elif isinstance(value, date):
                sheet.write_datetime(i, j, value, formats["date"])
            elif value != "":
                sheet.write(i, j, value)
    sheet.freeze_panes(top + 1, 0)


def write_per_service(folder: Path) -> None:
    """(a) Paper forms typed in: a table of numbers, and a workbook of labels with one sheet per service."""
    rows = questionnaires(SERVICES, printed_totals(), SEED)
    rows.sort(key=lambda row: (list(SERVICES).index(row["layanan"]), row["waktu"]))
    write_csv(
        folder / "bakarangan_2022_layanan.csv",
        ["layanan", *PROFILE, *(u["kode"] for u in UNSUR), "saran"],
        [[row["layanan"], *(row[f] for f in PROFILE), *row["nilai"], row["saran"]] for row in rows],
        quoting=csv.QUOTE_MINIMAL,
    )
    book, formats = new_workbook(folder / "bakarangan_2022_layanan.xlsx")
    headings = ["No", *(field.replace("_", " ").title() for field in PROFILE)]
    headings += [*(f"{u['kode']} ({u['nama']})" for u in UNSUR), "Saran"]
    for service in SERVICES:
        own = [row for row in rows if row["layanan"] == service]
        sheet = book.add_worksheet(service)
        sheet.write(0, 0, f"{TITLE} - Layanan {service}", formats["title"])
        sheet.write(1, 0, STATEMENT, formats["statement"])
        table = [
            [i, *(row[f] for f in PROFILE), *labels(row), row["saran"]] for i, row in enumerate(own, start=1)
        ]
        write_table(sheet, 3, headings, table, formats)
        sheet.set_row(3, 45)
        sheet.set_column(0, 0, 5)
        sheet.set_column(1, 5, 12)
        sheet.set_column(6, 14, 23)
        sheet.set_column(8, 11, 16)
        sheet.set_column(13, 14, 33)
        sheet.set_column(15, 15, 60)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    book.close()


def write_unit(folder: Path) -> None:
    """(b) An online form: question texts as headings, answer labels, a time stamp in front."""
    rows = sorted(questionnaires(UNIT_SERVICES, UNIT_TOTALS, SEED + 1), key=lambda row: row["waktu"])
    headings = ["Cap waktu", "Jenis Kelamin", "Usia", "Pendidikan", "Pekerjaan"]
    headings += ["Jenis Layanan yang Diterima", *(u["teks"] for u in UNSUR), "Saran dan masukan"]
    table = [
        [
            row["waktu"],
            {"L": "Laki-laki", "P": "Perempuan"}[row["jenis_kelamin"]],
            row["usia"],
            row["pendidikan"],
            row["pekerjaan"],
            row["layanan"],
            *labels(row),
            row["saran"],
        ]
        for row in rows
    ]
    # As the form's own spreadsheet shows a time: no leading zero on the hour.
    as_text = [[f"{row[0]:%d/%m/%Y} {row[0].hour}:{row[0]:%M:%S}", *row[1:]] for row in table]
    write_csv(folder / "bakarangan_2022_unit.csv", headings, as_text, quoting=csv.QUOTE_ALL)

    book, formats = new_workbook(folder / "bakarangan_2022_unit.xlsx")
    sheet = book.add_worksheet("Jawaban Formulir 1")
    write_table(sheet, 0, headings, table, formats)
    sheet.set_row(0, 90)
    sheet.set_column(0, 0, 19)
    sheet.set_column(1, 5, 13)
    sheet.set_column(6, 14, 32)
    sheet.set_column(15, 15, 60)
    about = book.add_worksheet("Keterangan")
    about.set_column(0, 0, 120)
    about.write(0, 0, TITLE, formats["title"])
    about.write(1, 0, STATEMENT, formats["statement"])
    about.write(2, 0, f"Dibuat dengan sample_data/make_sample_data.py, seed {SEED + 1}.")
    book.close()


def make(folder: Path) -> None:
    """Write the four files into `folder`, over those that are there."""
    write_per_service(folder)
    write_unit(folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
