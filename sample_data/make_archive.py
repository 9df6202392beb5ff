"""Make a sample archive: six offices, five years, four services each, in the layouts such archives have.

    python sample_data/make_archive.py FOLDER

Needs skm (for question texts and labels), numpy and xlsxwriter. Writes the same bytes each time.

FOLDER/arsip holds the files and their manifest; FOLDER/target.csv the targets; FOLDER/angka_terbitan.csv the
yearly figures of Kecamatan Bakarangan 2018 to 2022 as its LKIP 2022 prints them. The IKM of the Bakarangan
files is, by construction, the printed one of each year; every row of every file is made up, and so are the
other five offices. Two files are broken on purpose, and one month has no questionnaire.
"""

from __future__ import annotations

import csv
import io
import shutil
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import xlsxwriter

from skm import PERMENPANRB_14_2017, PERMENPANRB_16_2014

HERE = Path(__file__).parent
YEARS = range(2018, 2023)
SERVICES = {
    "Kecamatan Bakarangan": ["Umum", "KTP", "IUMKM", "SKCK"],
    "Puskesmas Contoh": ["Poli Umum", "Poli Gigi", "KIA", "Farmasi"],
    "Disdukcapil Contoh": ["KTP", "KK", "Akta Kelahiran", "KIA"],
    "Dinas Perizinan Contoh": ["IMB", "SIUP", "TDP", "Izin Praktik"],
    "Dinas Perhubungan Contoh": ["KIR", "Izin Trayek", "Parkir", "Rekomendasi"],
    "Kelurahan Contoh": ["Surat Pengantar", "SKTM", "Surat Domisili", "Surat Nikah"],
}
# How good an office is to begin with, and how much better it becomes each year, on the scale of the answers.
LEVELS = {
    "Puskesmas Contoh": (2.95, 0.09),
    "Disdukcapil Contoh": (3.35, -0.06),
    "Dinas Perizinan Contoh": (3.05, 0.05),
    "Dinas Perhubungan Contoh": (3.2, 0.02),
    "Kelurahan Contoh": (3.25, 0.03),
}
CODES = [f"U{i}" for i in range(1, 10)]
WEAK = np.array([0.05, 0.0, -0.3, 0.25, 0.05, -0.1, 0.1, -0.05, -0.2])


def answers(rng: np.random.Generator, n: int, level: float) -> np.ndarray:
    """n rows of nine answers: one satisfaction a respondent, plus the unsur, plus noise."""
    latent = level + rng.normal(0, 0.35, (n, 1)) + WEAK + rng.normal(0, 0.45, (n, 9))
    return np.clip(np.rint(latent), 1, 4).astype(int)


def moved_to(rng: np.random.Generator, table: np.ndarray, total: int) -> np.ndarray:
    """The same answers, single ones raised or lowered by one until they add up to `total`."""
    while (short := total - int(table.sum())) != 0:
        step = 1 if short > 0 else -1
        row, column = rng.integers(len(table)), rng.integers(9)
        if 1 <= table[row, column] + step <= 4:
            table[row, column] += step
    return table


def printed_years() -> dict[int, str]:
    """The yearly IKM of Kecamatan Bakarangan as printed."""
    with (HERE / "lkip_2022" / "yearly_printed.csv").open(encoding="utf-8") as file:
        return {int(r["tahun"]): r["realisasi_ikm"] for r in csv.DictReader(file) if r["realisasi_ikm"]}


def bakarangan(rng: np.random.Generator, year: int) -> tuple[np.ndarray, list[str]]:
    """Answers and services of one year whose IKM prints as the report's."""
    from fractions import Fraction

    ikm = Fraction(printed_years()[year].replace(",", "."))
    for n in range(100, 300):
        total = round(ikm * 9 * n / 25)
        if abs(Fraction(25 * total, 9 * n) - ikm) < Fraction(1, 250):
            break
    table = moved_to(rng, answers(rng, n, 3.4), total)
    return table, list(rng.choice(SERVICES["Kecamatan Bakarangan"], n, p=[0.35, 0.3, 0.3, 0.05]))


def days(rng: np.random.Generator, n: int, year: int, month: int | None = None) -> list[date]:
    first, span = (date(year, 1, 1), 365) if month is None else (date(year, month, 1), 28)
    return sorted(first + timedelta(days=int(d)) for d in rng.integers(0, span, n))


def table(rows: list[list[object]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """One sheet per service, two title rows above the headings."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2018, 1, 1)})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate([["Survei Kepuasan Masyarakat"], [f"Layanan {name}"], [], *rows]):
                sheet.write_row(i, 0, row)
    return content.getvalue()


def archive() -> dict[str, bytes]:
    """Every file of the archive, by name."""
    rng = np.random.default_rng(2018)
    files: dict[str, bytes] = {}
    manifest: list[list[object]] = [["file", "pedoman", "populasi", "metode"]]
    labels = [p.label for p in PERMENPANRB_14_2017.pertanyaan]
    questions = [p.teks for p in PERMENPANRB_14_2017.pertanyaan]
    merged: list[list[object]] = [["Cap waktu", "Unit Layanan", "Jenis Layanan", *questions, "Saran"]]
    for year in YEARS:
        # One CSV a year, the office's own guideline
        name = f"Kecamatan Bakarangan/{year}.csv"
        scores, services = bakarangan(rng, year)
        rows = [[i, s, *r] for i, (s, r) in enumerate(zip(services, scores.tolist(), strict=True), start=1)]
        files[name] = table([["No", "layanan", *CODES], *rows])
        manifest.append([name, "../pedoman_bakarangan.toml", 1200, "Kuesioner kertas"])

        for office, (level, gain) in LEVELS.items():
            now = level + gain * (year - YEARS[0])
            if office == "Puskesmas Contoh":  # one workbook a year, one sheet a service, labels
                sheets = {}
                for k, service in enumerate(SERVICES[office]):
                    scores = answers(rng, 30 + 5 * k, now)
                    body = [[labels[q][a - 1] for q, a in enumerate(r)] for r in scores.tolist()]
                    heads = [f"{u.kode} ({u.nama})" for u in PERMENPANRB_14_2017.unsur]
                    sheets[service] = [["No", *heads], *[[i, *r] for i, r in enumerate(body, start=1)]]
                files[f"Puskesmas_Contoh/{year}.xlsx"] = workbook(sheets)
            elif office == "Disdukcapil Contoh":  # one CSV a service and year, semicolons, some blanks
                for service in SERVICES[office]:
                    name = f"Disdukcapil_Contoh/{year}/{service.replace(' ', '_')}.csv"
                    cells = answers(rng, 60, now).astype(object)
                    cells[rng.random(cells.shape) < 0.01] = ""
                    files[name] = table(
                        [["No. Resp", *CODES], *[[i, *r] for i, r in enumerate(cells, 1)]], ";"
                    )
                    manifest.append([name, "", 2500, "Kuesioner daring"])
            elif office == "Dinas Perizinan Contoh":  # all years in one export of an online form
                for day in days(rng, 120, year):
                    stamp = f"{day:%d/%m/%Y} {rng.integers(8, 16):02d}:{rng.integers(0, 60):02d}:00"
                    service = str(rng.choice(SERVICES[office]))
                    row = [labels[q][a - 1] for q, a in enumerate(answers(rng, 1, now)[0])]
                    saran = str(rng.choice(["", "-", "Antrean terlalu lama", "Petugas ramah"]))
                    merged.append([stamp, office, service, *row, saran])
            elif (
                office == "Dinas Perhubungan Contoh"
            ):  # one file a month with dates, July of 2022 without any
                for month in range(1, 13):
                    n = 0 if (year, month) == (2022, 7) else 20
                    body = [
                        [f"{d:%Y-%m-%d}", str(rng.choice(SERVICES[office])), *r]
                        for d, r in zip(days(rng, n, year, month), answers(rng, n, now).tolist(), strict=True)
                    ]
                    name = f"Dinas_Perhubungan_Contoh/{year}/{year}-{month:02d}.csv"
                    files[name] = table([["Tanggal", "Jenis Layanan", *CODES], *body])
            else:  # the guideline of 2014 until 2019, that of 2017 since
                guide = PERMENPANRB_16_2014 if year < 2020 else PERMENPANRB_14_2017
                heads = [u.nama for u in guide.unsur]
                body = [[str(rng.choice(SERVICES[office])), *r] for r in answers(rng, 150, now).tolist()]
                name = f"Kelurahan_Contoh/{year}.csv"
                files[name] = table([["Jenis Pelayanan", *heads], *body], encoding="utf-8-sig")
                manifest.append([name, guide.nama, 900, "Wawancara"])
    files["gabungan_perizinan.csv"] = table(merged)
    # Broken on purpose: a workbook cut off in the middle, and a form with answers that are none
    files["Puskesmas_Contoh/2017.xlsx"] = files["Puskesmas_Contoh/2018.xlsx"][:3000]
    bad = answers(rng, 40, 3.2)
    bad[3, 2], bad[17, 7] = 5, 0
    files["Kelurahan_Contoh/2017.csv"] = table(
        [["Jenis Pelayanan", *CODES], *[["SKTM", *r] for r in bad.tolist()]]
    )
    files["manifes.csv"] = table(manifest)
    return files


def main(folder: Path) -> None:
    targets = [["unit", "tahun", "target"]]
    published = [["unit", "tahun", "ikm"]]
    with (HERE / "lkip_2022" / "yearly_printed.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            targets.append(["Kecamatan Bakarangan", row["tahun"], row["target_ikm"]])
            if row["realisasi_ikm"]:
                published.append(["Kecamatan Bakarangan", row["tahun"], row["realisasi_ikm"]])
    files = {f"arsip/{name}": content for name, content in archive().items()}
    files |= {"target.csv": table(targets), "angka_terbitan.csv": table(published)}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    shutil.copy(HERE / "pedoman_bakarangan.toml", folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
