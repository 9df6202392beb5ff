"""The command ``skm templat``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from skm.cli._words import Command, Number, refuse

_BAWAAN = "PermenPANRB 14/2017"


@click.command(cls=Command)
@click.argument("berkas", metavar="BERKAS.xlsx")
@click.option(
    "--layanan", metavar="NAMA", multiple=True, help="Satu lembar untuk layanan ini; boleh diulang."
)
@click.option(
    "--pedoman",
    metavar="NAMA|BERKAS.toml",
    default=_BAWAAN,
    help="Pedoman, seperti pada skm rekap.",
)
@click.option("--nama", metavar="UNIT", default="", help="Nama unit pada judul lembar.")
@click.option(
    "--baris", metavar="N", type=Number(), default=1000, help="Baris dengan daftar pilihan; bawaan 1000."
)
@click.option("--timpa", is_flag=True, help="Ganti berkas yang sudah ada.")
def templat(berkas: str, layanan: tuple[str, ...], pedoman: str, nama: str, baris: int, timpa: bool) -> None:
    """Buat buku kerja Excel untuk mengetik kuesioner, satu lembar per layanan.

    Sesudah terisi, berkas itu langsung dibaca oleh skm rekap.

    \b
    Contoh:
      skm templat survei_2024.xlsx --layanan KTP --layanan "Kartu Keluarga" --nama "Kecamatan Contoh"
      skm rekap survei_2024.xlsx
    """
    from skm.ground.errors import FileError
    from skm.reading import read_pedoman
    from skm.report.form import template

    path = Path(berkas)
    if path.suffix.casefold() != ".xlsx":
        refuse(f"{path.name}: nama berkasnya harus berakhiran .xlsx.")
    names = [" ".join(name.split()) for name in layanan]
    if not all(names) or len({name.casefold() for name in names}) < len(names):
        refuse("--layanan: setiap layanan disebut satu kali, dan tidak kosong.")
    if baris > 100_000:
        refuse("--baris: paling banyak 100.000.")
    if os.path.lexists(path) and not timpa:
        raise FileError(f"{path} sudah ada; tidak ada yang ditulis. Tambahkan --timpa untuk menggantinya.")
    template(path, pedoman=read_pedoman(pedoman), layanan=names, nama=nama, rows=baris)
    sheets = ", ".join(names) if names else "Kuesioner"
    click.echo(f"Templat ditulis ke {path}; lembar yang diisi: {sheets}.")
    click.echo(
        f"Sesudah terisi: skm rekap {path}" + ("" if pedoman == _BAWAAN else f' --pedoman "{pedoman}"')
    )
