"""The command ``skm contoh``."""

from __future__ import annotations

from pathlib import Path

import click

from skm.cli._words import Command


@click.command(cls=Command)
@click.argument("folder", metavar="FOLDER")
@click.option("--timpa", is_flag=True, help="Ganti berkas yang sudah ada di folder itu.")
def contoh(folder: str, timpa: bool) -> None:
    """Tulis data contoh ke sebuah folder, untuk mencoba skm.

    Datanya rekonstruksi: jumlah nilainya sama dengan LKIP 2022 Kecamatan Bakarangan, barisnya buatan program.

    \b
    Contoh:
      skm contoh contoh
      skm rekap contoh/bakarangan_2022_unit.csv --pedoman contoh/pedoman_bakarangan.toml
    """
    from skm.ground.writing import write_folder

    root = _sample_data()
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    written = write_folder(folder, files, overwrite=timpa)
    click.echo(f"{len(written)} berkas contoh ditulis ke {folder}. Baca {folder}/README.md lebih dahulu.")


def _sample_data() -> Path:
    """The sample data: inside an installed package, or beside the sources of a checkout."""
    package = Path(__file__).parents[1]
    return next(p for p in (package / "contoh", package.parents[1] / "sample_data") if p.is_dir())
