"""The command ``skm audit``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from skm.cli._options import folder_options, group_columns, write_all
from skm.cli._words import Command

if TYPE_CHECKING:
    from skm.reading.responses import Responses
    from skm.tally import Tally


@click.command(cls=Command)
@click.argument("tabel", metavar="TABEL...", nargs=-1, required=True)
@click.option(
    "--data",
    metavar="BERKAS",
    multiple=True,
    help="Kuesioner di balik angka itu, atau rekap (.json); boleh diulang. Tanpa ini tabel diperiksa "
    "terhadap dirinya sendiri.",
)
@click.option(
    "--per", metavar="KOLOM", multiple=True, help="Kolom kelompok pada data; boleh diulang. Bawaan: layanan."
)
@click.option(
    "--pedoman",
    metavar="NAMA|BERKAS.toml",
    help="Pedoman. Bawaan: dikenali dari nama unsur dan tabel kelas.",
)
@click.option("--tahun", type=int, metavar="TAHUN", help="Tahun laporan. Bawaan: tahun realisasi terakhir.")
@folder_options("Tulis temuan sebagai buku kerja Excel dan teks ke folder ini.")
def audit(
    tabel: tuple[str, ...],
    data: tuple[str, ...],
    per: tuple[str, ...],
    pedoman: str | None,
    tahun: int | None,
    ke: str | None,
    timpa: bool,
) -> None:
    """Periksa angka yang sudah terbit, dan sebutkan kesalahan yang menghasilkannya.

    TABEL: CSV atau Excel berisi tabel seperti tercetak (per unsur, per layanan, capaian, kelas mutu, unsur
    terendah), atau folder berisi tabel-tabel satu laporan.

    \b
    Contoh:
      skm audit contoh/lkip_2022
      skm audit tabel_laporan.csv --data survei_2022.xlsx --ke audit_2022
    """
    from skm.auditing import audit as compare
    from skm.ground.writing import written
    from skm.reading import read_pedoman, read_tables
    from skm.report.audit_workbook import save_audit

    guide = read_pedoman(pedoman) if pedoman else None
    published = read_tables(tabel)
    tally, responses = _answers(data, per, pedoman) if data else (None, None)
    findings = compare(published, tally, pedoman=guide, responses=responses, tahun=tahun)
    said = ""
    if ke:
        files = {
            "audit.xlsx": written(save_audit, findings),
            "audit.txt": f"{findings.text}\n".encode("utf-8-sig"),
        }
        said = write_all(ke, files, timpa)
    click.echo(findings.text)
    if said:
        click.echo(said)


def _answers(
    data: tuple[str, ...], per: tuple[str, ...], pedoman: str | None
) -> tuple[Tally, Responses | None]:
    """The tally of the files, and their answers if they are questionnaires."""
    from skm.reading import read, read_pedoman
    from skm.tally import Tally
    from skm.tally.counting import count

    saved = [Path(name).suffix.casefold() == ".json" for name in data]
    if any(saved):
        if not all(saved):
            raise click.UsageError("--data: rekap (.json) dan kuesioner tidak dapat dicampur.")
        return sum(Tally.load(name) for name in data), None  # type: ignore[return-value]
    responses = read(list(data), pedoman=read_pedoman(pedoman or "PermenPANRB 14/2017"))
    return count(responses, group_columns(per, responses)), responses
