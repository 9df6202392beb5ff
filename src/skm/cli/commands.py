"""The commands of skm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skm.cli.words import KOSONG, TIDAK_SAH, Choice, Group, Number, Pair, in_options
from skm.version import __version__

if TYPE_CHECKING:
    import pandas as pd


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
@click.argument("berkas", metavar="BERKAS...", nargs=-1, required=True)
@click.option(
    "--per",
    metavar="KOLOM",
    multiple=True,
    help="Kolom yang menjadi kelompok; boleh diulang. Bawaan: layanan, bila ada.",
)
@click.option(
    "--pedoman",
    metavar="NAMA|BERKAS.toml",
    default="PermenPANRB 14/2017",
    help='Pedoman: "PermenPANRB 14/2017" (bawaan), "PermenPANRB 16/2014", "KepMenPAN 25/2004", atau berkas '
    ".toml.",
)
@click.option(
    "--kosong",
    type=Choice(KOSONG),
    default="per_unsur",
    help="Jawaban kosong: bagi dengan yang terisi (bawaan), pakai hanya kuesioner lengkap, atau tolak.",
)
@click.option(
    "--tidak-sah",
    type=Choice(TIDAK_SAH),
    default="tolak",
    help="Jawaban yang bukan nilai: tolak (bawaan), kosongkan jawabannya, atau sisihkan kuesionernya.",
)
@click.option(
    "--kolom",
    metavar="KODE=JUDUL",
    type=Pair("U3=P3"),
    multiple=True,
    help="Judul kolom suatu unsur atau isian, misalnya U3=P3; boleh diulang.",
)
@click.option(
    "--samakan",
    metavar="LAYANAN=EJAAN,...",
    type=Pair('"KTP=E-KTP,ktp el"'),
    multiple=True,
    help='Ejaan lain suatu layanan, misalnya "KTP=E-KTP,ktp el"; boleh diulang.',
)
@click.option("--lembar", metavar="NAMA", multiple=True, help="Baca hanya lembar ini; boleh diulang.")
@click.option("--nama", metavar="UNIT", default="Unit", help="Nama unit pada tabel dan bagan.")
@click.option("--ke", metavar="FOLDER", help="Tulis buku kerja Excel, tabel CSV, dan bagan ke folder ini.")
@click.option("--timpa", is_flag=True, help="Ganti berkas yang sudah ada di folder itu.")
def rekap(
    berkas: tuple[str, ...],
    per: tuple[str, ...],
    pedoman: str,
    kosong: str,
    tidak_sah: str,
    kolom: tuple[tuple[str, str], ...],
    samakan: tuple[tuple[str, str], ...],
    lembar: tuple[str, ...],
    nama: str,
    ke: str | None,
    timpa: bool,
) -> None:
    """Hitung IKM, mutu, dan unsur terendah dari berkas kuesioner.

    BERKAS: CSV, XLSX, XLS, atau ODS; satu layanan per lembar, per berkas, atau dalam satu kolom.

    \b
    Contoh:
      skm rekap survei_2022.xlsx --ke hasil_2022
      skm rekap ktp.csv skck.csv --per layanan --samakan "KTP=E-KTP,ktp el"
      skm rekap survei.csv --pedoman pedoman_kami.toml --kolom U3=P3 --kosong lengkap
    """
    from skm.counting import count
    from skm.readers import read, read_pedoman
    from skm.result import Result

    guide = read_pedoman(pedoman)
    _check_kolom(kolom, guide.pertanyaan_kode)
    responses = read(
        list(berkas),
        pedoman=guide,
        columns=dict(kolom),
        layanan={name: [s.strip() for s in spellings.split(",")] for name, spellings in samakan},
        lembar=list(lembar) or None,
        invalid=tidak_sah,  # type: ignore[arg-type]
    )
    by = _groups(per, responses.profile)
    hasil = Result(count(responses, by, blanks=kosong), nama)  # type: ignore[arg-type]
    written = _write_folder(ke, _files(hasil, responses), timpa) if ke else []
    for note in responses.notes:
        click.echo(f"Catatan: {in_options(note)}")
    if responses.notes:
        click.echo()
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

    from skm.display import table_text
    from skm.numbers import integer_id
    from skm.sampling import sample_size, slovin

    needed = {
        "Krejcie-Morgan, rumus": sample_size(jumlah),
        "Krejcie-Morgan, tabel (baris berikutnya bila tidak tercantum)": sample_size(jumlah, "tabel"),
        "Slovin, galat 5 %": slovin(jumlah),
    }
    click.echo(f"Pengguna layanan: {integer_id(jumlah)}\n")
    table = {"Cara": list(needed), "Responden": [integer_id(n) for n in needed.values()]}
    click.echo(table_text(pd.DataFrame(table)))


def _check_kolom(kolom: Sequence[tuple[str, str]], codes: Sequence[str]) -> None:
    """Refuse codes that are neither a question of the guideline nor a field of the profile."""
    from skm.questionnaire.layout import FIELDS

    known = [*codes, *FIELDS]
    if unknown := [code for code, _ in kolom if code not in known]:
        raise click.UsageError(
            f"--kolom: kode {', '.join(unknown)} tidak dikenal. Yang ada: {', '.join(known)}.",
            click.get_current_context(),
        )


def _groups(per: Sequence[str], profile: pd.DataFrame) -> list[str]:
    """The columns to group by: those asked for, else the service when there is one."""
    if unknown := [column for column in per if column not in profile.columns]:
        there = ", ".join(map(str, profile.columns)) or "tidak ada"
        raise click.UsageError(
            f"--per: tidak ada kolom {', '.join(unknown)}. Yang ada: {there}.", click.get_current_context()
        )
    return list(per) or [column for column in ["layanan"] if column in profile.columns]


def _files(hasil: Any, responses: Any) -> dict[str, bytes]:
    """Everything that rekap writes, by file name."""
    from skm import charts, report

    return {
        "rekap.xlsx": report.workbook_bytes(hasil, responses=responses),
        **report.csv_files(hasil, responses=responses),
        "unsur_terendah.png": charts.picture(charts.ranking, hasil),
    }


def _write_folder(folder: str, files: Mapping[str, bytes], overwrite: bool) -> list[Path]:
    from skm.writers import write_folder

    return write_folder(folder, files, overwrite=overwrite)


def _sample_data() -> Path:
    """The sample data: inside an installed package, or beside the sources of a checkout."""
    package = Path(__file__).parents[1]
    return next(p for p in (package / "contoh", package.parents[1] / "sample_data") if p.is_dir())
