"""The command ``skm laporan``."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import Any

import click

from skm.cli._options import read_result, reading_options, say_notes, spare_inputs
from skm.cli._words import Choice, Command, Pair, Target, refuse

_SUSUNAN = {"lengkap": "lengkap", "ringkas": "ringkas"}


def _write_template(ctx: click.Context, _: click.Parameter, path: str | None) -> None:
    """Write the template and stop, without asking for questionnaires."""
    if path is None or ctx.resilient_parsing:
        return
    from skm.report import laporan_template

    _refuse_existing(path, "Pilih nama lain.")
    click.echo(f"Templat ditulis ke {laporan_template(path)}. Ubah di Word, lalu pakai dengan --templat.")
    ctx.exit()


@click.command(cls=Command)
@reading_options
@click.option(
    "--ke",
    type=Target(),
    metavar="BERKAS.docx",
    default="laporan_skm.docx",
    help="Berkas Word yang ditulis. Bawaan: laporan_skm.docx.",
)
@click.option(
    "--susunan",
    type=Choice(_SUSUNAN),
    default="lengkap",
    help="Susunan bab: lengkap (lima bab dan empat lampiran, bawaan) atau ringkas (empat bab).",
)
@click.option(
    "--isi",
    metavar="BIDANG=TEKS",
    type=Pair('"periode=Tahun 2024"'),
    multiple=True,
    help='Isian yang hanya kantor tahu, misalnya "periode=Tahun 2024"; boleh diulang.',
)
@click.option(
    "--isian",
    metavar="BERKAS.toml",
    help='Isian dari berkas, satu baris satu bidang: periode = "Tahun 2024".',
)
@click.option(
    "--tren",
    metavar="PERIODE=IKM",
    type=Pair('"2023=86,70"'),
    multiple=True,
    help='IKM periode sebelumnya, dari yang terlama, misalnya "2023=86,70"; boleh diulang.',
)
@click.option("--rencana", metavar="BERKAS.xlsx", help="Rencana tindak lanjut yang sudah disusun, dari skm.")
@click.option(
    "--rencana-lalu",
    metavar="BERKAS.xlsx",
    help="Rencana tindak lanjut periode sebelumnya, dengan statusnya.",
)
@click.option(
    "--templat", metavar="BERKAS.docx", help="Templat Word milik kantor, sebagai ganti susunan baku."
)
@click.option(
    "--tulis-templat",
    metavar="BERKAS.docx",
    is_eager=True,
    expose_value=False,
    callback=_write_template,
    help="Tulis templat contoh berisi semua bidang, lalu selesai.",
)
@click.option("--timpa", is_flag=True, help="Ganti berkas yang sudah ada.")
def laporan(
    ke: str,
    susunan: Any,
    isi: tuple[tuple[str, str], ...],
    isian: str | None,
    tren: tuple[tuple[str, str], ...],
    rencana: str | None,
    rencana_lalu: str | None,
    templat: str | None,
    timpa: bool,
    **reading: Any,
) -> None:
    """Tulis Laporan SKM sebagai berkas Word.

    Angka, tabel, dan bagannya terisi; yang hanya kantor tahu ditandai [isi: ...] berwarna kuning.

    \b
    Contoh:
      skm laporan survei_2024.xlsx --nama "Kecamatan Bakarangan" --isi "periode=Tahun 2024"
      skm laporan survei_2024.xlsx --susunan ringkas --isian isian.toml --ke laporan_2024.docx
    """
    from skm import report
    from skm.priorities import follow
    from skm.report.isian import checked, read_isian
    from skm.trends import trend as in_order

    if not timpa:
        _refuse_existing(ke, "Pilih nama lain dengan --ke, atau tambahkan --timpa.")
    spare_inputs(reading["berkas"], [ke])
    given = checked(dict(isi), "--isi")
    filled = (read_isian(isian) if isian else {}) | given
    earlier = {period: _index(text) for period, text in tren}
    before = report.read_rencana(rencana_lalu) if rencana_lalu else None
    plan = report.read_rencana(rencana) if rencana else None
    result, responses = read_result(**reading)
    path = report.laporan(
        result,
        ke,
        susunan=susunan,
        responses=responses,
        trend=in_order(earlier | {filled.get("periode", "Periode ini"): result}) if earlier else None,
        rencana=plan,
        tindak_lanjut=None if before is None else follow(before, result),
        isian=filled,
        templat=templat,
    )
    say_notes(responses)
    click.echo(f"{result.name}: {result.headline}")
    click.echo(f"Ditulis ke {path}. Lengkapi bagian yang ditandai [isi: ...].")


def _index(text: str) -> Fraction:
    """A published index, as typed."""
    try:
        value = Fraction(text.replace(",", "."))
    except ValueError:
        value = Fraction(0)
    if not 0 < value <= 100:
        refuse(f"--tren: {text!r} bukan IKM, misalnya 2023=86,70.")
    return value


def _refuse_existing(path: str, advice: str) -> None:
    if os.path.lexists(path):
        refuse(f"{path} sudah ada; tidak ada yang ditulis. {advice}")
