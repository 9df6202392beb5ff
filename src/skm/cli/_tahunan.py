"""The command ``skm tahunan``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skm.cli._options import (
    folder_options,
    labels_option,
    letters_option,
    spellings,
    spellings_option,
    told,
    write_all,
)
from skm.cli._words import KOSONG, TIDAK_SAH, Choice, Command, refuse

if TYPE_CHECKING:
    from skm.trends import Trend


@click.command(cls=Command)
@click.argument("arsip", metavar="ARSIP...", nargs=-1, required=True)
@click.option(
    "--per",
    metavar="KUNCI",
    multiple=True,
    default=("unit", "tahun"),
    help="Baris rekap: unit, dan tahun, semester, triwulan, atau bulan; boleh diulang. Bawaan: unit dan "
    "tahun.",
)
@click.option(
    "--pola",
    metavar="POLA",
    multiple=True,
    help='Yang dikatakan nama folder dan berkas, misalnya "{unit}/{tahun}_{layanan}"; boleh diulang.',
)
@click.option(
    "--manifes",
    metavar="BERKAS",
    help="Tabel berkolom file, unit, tahun, layanan, pedoman, populasi, metode. Bawaan: manifes.csv pada "
    "folder arsip.",
)
@click.option(
    "--pedoman",
    metavar="NAMA|BERKAS.toml",
    default="PermenPANRB 14/2017",
    help='Pedoman berkas yang tidak disebut pada manifes. Bawaan: "PermenPANRB 14/2017".',
)
@click.option(
    "--kosong", type=Choice(KOSONG), default="per_unsur", help="Jawaban kosong, seperti pada skm rekap."
)
@click.option(
    "--tidak-sah",
    type=Choice(TIDAK_SAH),
    default="tolak",
    help="Jawaban yang bukan nilai: sisihkan berkasnya (tolak, bawaan), kosongkan jawabannya, atau sisihkan "
    "kuesionernya.",
)
@labels_option
@letters_option
@spellings_option
@click.option("--target", metavar="BERKAS", help="Tabel target IKM berkolom unit, tahun, target.")
@click.option(
    "--simpanan",
    metavar="FOLDER",
    help="Simpan hasil hitung setiap berkas di sini: berkas yang tidak berubah tidak dibaca lagi.",
)
@click.option(
    "--tren", metavar="UNIT", multiple=True, help="Tampilkan tren unit ini. Bawaan: unit yang bertarget."
)
@folder_options("Tulis buku kerja Excel, tabel CSV, dan bagan tren ke folder ini.")
def tahunan(
    arsip: tuple[str, ...],
    per: tuple[str, ...],
    pola: tuple[str, ...],
    manifes: str | None,
    pedoman: str,
    kosong: str,
    tidak_sah: str,
    label: tuple[dict[str, int], ...],
    huruf: str | None,
    samakan: tuple[tuple[str, str], ...],
    target: str | None,
    simpanan: str | None,
    tren: tuple[str, ...],
    ke: str | None,
    timpa: bool,
) -> int:
    """Hitung ulang arsip banyak unit dan tahun, dan lihat siapa yang naik dan turun.

    ARSIP: folder, atau berkas-berkasnya. Berkas yang tidak dapat dibaca disisihkan dengan alasannya.

    \b
    Contoh:
      skm tahunan arsip --simpanan simpanan --ke rekap_2018_2022
      skm tahunan arsip --pola "{unit}/{tahun}_{layanan}" --target target.csv
      skm tahunan arsip --per unit --per triwulan
    """
    from skm.batch import movers, read_targets, recap_files, recompute, trends_of
    from skm.ground.printing import table_text
    from skm.ground.writing import file_stems
    from skm.reading import read_pedoman

    _check_per(per)
    targets = read_targets(target, per) if target else {}
    with _progress() as step:
        recap = recompute(
            arsip[0] if len(arsip) == 1 else list(arsip),
            list(per),
            pattern=list(pola) or None,
            manifest=manifes,
            pedoman=pedoman,
            layanan=spellings(samakan),
            **told(label, huruf, read_pedoman(pedoman).nilai_max),
            blanks=kosong,  # type: ignore[arg-type]
            invalid=tidak_sah,  # type: ignore[arg-type]
            cache=simpanan,
            progress=step,
        )
    every = trends_of(recap, targets)
    trends = _asked(every, targets, tren)
    click.echo(repr(recap))
    if len(moved := movers(recap, every)):
        click.echo(f"\nNaik dan turun\n\n{table_text(moved)}")
    for one in trends:
        click.echo(f"\n{one!r}")
    if ke:
        from skm import charts

        files = recap_files(recap, targets)
        for stem, one in zip(file_stems(t.name for t in trends), trends, strict=True):
            files[f"tren_{stem}.png"] = charts.picture(charts.trend, one)
        click.echo(write_all(ke, files, timpa))
    return 0 if recap.counts["dibaca"] else 1


def _check_per(per: tuple[str, ...]) -> None:
    """Refuse keys that contradict each other."""
    from skm.batch import PERIODS

    periods = [key for key in per if key in PERIODS]
    if len(set(per)) < len(per) or len(periods) > 1:
        refuse(f"--per: sebutkan setiap kunci sekali, dan paling banyak satu dari {', '.join(PERIODS)}.")


def _asked(every: Mapping[Any, Trend], targets: Mapping[Any, Any], names: tuple[str, ...]) -> list[Trend]:
    """The trends of the units asked for, by default of those with a target."""
    from skm.batch import folded

    units = {folded(unit): trend for unit, trend in every.items()}
    wanted = [folded((name,)) for name in names] or list(targets)
    if unknown := [name for name in wanted if name not in units]:
        there = ", ".join(trend.name for trend in every.values()) or "tidak ada"
        asked = ", ".join(" / ".join(name) for name in unknown)
        refuse(f"tidak ada unit {asked}. Yang ada: {there}.")
    return [units[name] for name in wanted]


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None] | None]:
    """A progress bar on a terminal, none when the output is piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def step(done: int, of: int, name: str) -> None:
            bar.update(task, completed=done, total=of, description=Path(name).name)

        yield step
