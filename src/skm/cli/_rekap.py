"""The command ``skm rekap``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skm.cli._options import (
    folder_options,
    read_result,
    reading_options,
    say_ledger,
    say_notes,
    spare_inputs,
    write_all,
)
from skm.cli._words import Command


@click.command(cls=Command)
@reading_options
@folder_options("Tulis buku kerja Excel, tabel CSV, dan bagan ke folder ini.")
@click.option("--rincian", is_flag=True, help="Tampilkan peran setiap baris, kolom, dan lembar.")
def rekap(ke: str | None, timpa: bool, rincian: bool, **reading: Any) -> None:
    """Hitung IKM, mutu, dan unsur terendah dari berkas kuesioner.

    BERKAS: CSV, XLSX, XLS, atau ODS; satu layanan per lembar, per berkas, atau dalam satu kolom.

    \b
    Contoh:
      skm rekap survei_2022.xlsx --ke hasil_2022
      skm rekap ktp.csv skck.csv --per layanan --samakan "KTP=E-KTP,ktp el"
      skm rekap survei_2022.xlsx --baris-data 5:44 --rincian
      skm rekap survei.csv --pedoman pedoman_kami.toml --kolom U3=P3 --kosong lengkap
    """
    result, responses = read_result(**reading)
    said = ""
    if ke:
        from skm import charts, report  # not for the index on the screen alone
        from skm.ground.writing import written

        files = {
            "rekap.xlsx": written(report.workbook, result, responses=responses),
            **report.csv_files(result, responses=responses),
            "unsur_terendah.png": charts.picture(charts.ranking, result),
        }
        spare_inputs(reading["berkas"], (Path(ke) / name for name in files))
        said = write_all(ke, files, timpa)
    say_notes(responses)
    say_ledger(responses, rincian)
    click.echo(repr(result))
    if said:
        click.echo(said)
