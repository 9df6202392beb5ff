"""The commands of skm."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from skm.cli._reading import read_result, reading_options, say_notes, spare_inputs
from skm.cli._words import Group, Number, Target
from skm.version import __version__


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "--bantuan"], "max_content_width": 100},
)
@click.version_option(__version__, message="%(prog)s %(version)s", help="Tampilkan versi skm.")
@click.pass_context
def skm(ctx: click.Context) -> None:
    """Survei Kepuasan Masyarakat: dari kuesioner menjadi IKM yang benar dan dapat dijelaskan.

    \b
    Contoh:
      skm contoh contoh
      skm rekap contoh/bakarangan_2022_layanan.xlsx --pedoman contoh/pedoman_bakarangan.toml
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@skm.command()
@reading_options
@click.option(
    "--ke",
    type=Target(),
    metavar="FOLDER",
    help="Tulis buku kerja Excel, tabel CSV, dan bagan ke folder ini.",
)
@click.option("--timpa", is_flag=True, help="Ganti berkas yang sudah ada di folder itu.")
def rekap(ke: str | None, timpa: bool, **reading: Any) -> None:
    """Hitung IKM, mutu, dan unsur terendah dari berkas kuesioner.

    BERKAS: CSV, XLSX, XLS, atau ODS; satu layanan per lembar, per berkas, atau dalam satu kolom.

    \b
    Contoh:
      skm rekap survei_2022.xlsx --ke hasil_2022
      skm rekap ktp.csv skck.csv --per layanan --samakan "KTP=E-KTP,ktp el"
      skm rekap survei.csv --pedoman pedoman_kami.toml --kolom U3=P3 --kosong lengkap
    """
    hasil, responses = read_result(**reading)
    written: list[Path] = []
    if ke:
        files = _files(hasil, responses)
        spare_inputs(reading["berkas"], (Path(ke) / name for name in files))
        written = _write_folder(ke, files, timpa)
    say_notes(responses)
    click.echo(repr(hasil))
    if written:
        click.echo(f"\nDitulis ke {ke}: {', '.join(path.name for path in written)}")


@skm.command()
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
    root = _sample_data()
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    written = _write_folder(folder, files, timpa)
    click.echo(f"{len(written)} berkas contoh ditulis ke {folder}. Baca {folder}/README.md lebih dahulu.")


@skm.command()
@click.argument("jumlah", metavar="N", type=Number())
def sampel(jumlah: int) -> None:
    """Jumlah responden yang diperlukan untuk N pengguna layanan.

    \b
    Contoh:
      skm sampel 1200
    """
    import pandas as pd

    from skm.ground.numbers import integer_id
    from skm.ground.printing import table_text
    from skm.pedoman.sampling import sample_size, slovin

    needed = {
        "Krejcie-Morgan, rumus": sample_size(jumlah),
        "Krejcie-Morgan, tabel (baris berikutnya bila tidak tercantum)": sample_size(jumlah, "tabel"),
        "Slovin, galat 5 %": slovin(jumlah),
    }
    click.echo(f"Pengguna layanan: {integer_id(jumlah)}\n")
    table = {"Cara": list(needed), "Responden": [integer_id(n) for n in needed.values()]}
    click.echo(table_text(pd.DataFrame(table)))


def _files(hasil: Any, responses: Any) -> dict[str, bytes]:
    """Everything that rekap writes, by file name."""
    from skm import charts, report
    from skm.ground.writing import written

    return {
        "rekap.xlsx": written(report.workbook, hasil, responses=responses),
        **report.csv_files(hasil, responses=responses),
        "unsur_terendah.png": charts.picture(charts.ranking, hasil),
    }


def _write_folder(folder: str, files: Mapping[str, bytes], overwrite: bool) -> list[Path]:
    from skm.ground.writing import write_folder

    return write_folder(folder, files, overwrite=overwrite)


def _sample_data() -> Path:
    """The sample data: inside an installed package, or beside the sources of a checkout."""
    package = Path(__file__).parents[1]
    return next(p for p in (package / "contoh", package.parents[1] / "sample_data") if p.is_dir())
