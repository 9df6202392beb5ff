"""The command ``skm terbit``: the sheet for the wall, the page for the website, the charts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skm.cli._options import folder_options, read_result, reading_options, say_notes, spare_inputs, write_all
from skm.cli._words import Command, refuse


@click.command(cls=Command)
@reading_options
@click.option("--periode", metavar="TEKS", default="", help='Periode survei, misalnya "Semester I 2022".')
@click.option("--instansi", metavar="TEKS", default="", help="Instansi induk, misalnya kabupatennya.")
@click.option("--tautan", metavar="URL", default="", help="Tautan yang dijadikan kode QR.")
@click.option("--logo", metavar="BERKAS", help="Logo kantor, PNG atau JPEG.")
@click.option("--kertas", metavar="A4|A3", default="A4", help="Ukuran lembar dinding; bawaan A4.")
@folder_options("Folder tujuan.", required=True)
def terbit(
    periode: str,
    instansi: str,
    tautan: str,
    logo: str | None,
    kertas: str,
    ke: str,
    timpa: bool,
    **reading: Any,
) -> None:
    """Buat lembar IKM untuk dinding, halaman web, dan semua bagan.

    Menulis lembar_ikm.pdf, lembar_ikm.png, halaman_ikm.html, dan bagan_*.png. Kelompok di bawah 5 responden
    tidak ditampilkan tersendiri.

    \b
    Contoh:
      skm terbit survei_2022.xlsx --nama "Kecamatan Contoh" --periode "Tahun 2022" --ke terbitan_2022
      skm terbit survei_2022.xlsx --kertas A3 --logo logo.png --tautan https://contoh.go.id --ke terbitan_2022
    """
    from skm import charts
    from skm.ground.writing import written
    from skm.report import page, poster
    from skm.result.disclosure import SMALLEST

    if kertas.upper() not in ("A4", "A3"):
        refuse("--kertas: A4 atau A3.")
    result, responses = read_result(**reading)
    given = {"unit": result.name, "periode": periode, "instansi": instansi, "tautan": tautan}
    isian: Any = {name: text for name, text in given.items() if text}
    sheet = {"responses": responses, "paper": kertas.upper(), "logo": logo, **isian}
    files = {
        "lembar_ikm.pdf": written(poster, result, format="pdf", **sheet),
        "lembar_ikm.png": written(poster, result, format="png", **sheet),
        "halaman_ikm.html": written(page, result, responses=responses, **isian),
        **{
            f"bagan_{name}": png
            for name, png in charts.pictures(result, responses=responses, smallest=SMALLEST).items()
        },
    }
    spare_inputs(reading["berkas"], (Path(ke) / name for name in files))
    said = write_all(ke, files, timpa)
    say_notes(responses)
    click.echo(result.headline)
    click.echo(said)
