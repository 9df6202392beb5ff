"""What the commands that read questionnaires share: their options, and the result of what was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from skm.cli.words import KOSONG, TIDAK_SAH, Choice, Pair, in_options

if TYPE_CHECKING:
    import pandas as pd

    from skm.responses import Responses
    from skm.result import Result

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("berkas", metavar="BERKAS...", nargs=-1, required=True),
    click.option(
        "--per",
        metavar="KOLOM",
        multiple=True,
        help="Kolom yang menjadi kelompok; boleh diulang. Bawaan: layanan, bila ada.",
    ),
    click.option(
        "--pedoman",
        metavar="NAMA|BERKAS.toml",
        default="PermenPANRB 14/2017",
        help='Pedoman: "PermenPANRB 14/2017" (bawaan), "PermenPANRB 16/2014", "KepMenPAN 25/2004", atau '
        "berkas .toml.",
    ),
    click.option(
        "--kosong",
        type=Choice(KOSONG),
        default="per_unsur",
        help="Jawaban kosong: bagi dengan yang terisi (bawaan), pakai hanya kuesioner lengkap, atau tolak.",
    ),
    click.option(
        "--tidak-sah",
        type=Choice(TIDAK_SAH),
        default="tolak",
        help="Jawaban yang bukan nilai: tolak (bawaan), kosongkan jawabannya, atau sisihkan kuesionernya.",
    ),
    click.option(
        "--kolom",
        metavar="KODE=JUDUL",
        type=Pair("U3=P3"),
        multiple=True,
        help="Judul kolom suatu unsur atau isian, misalnya U3=P3; boleh diulang.",
    ),
    click.option(
        "--samakan",
        metavar="LAYANAN=EJAAN,...",
        type=Pair('"KTP=E-KTP,ktp el"'),
        multiple=True,
        help='Ejaan lain suatu layanan, misalnya "KTP=E-KTP,ktp el"; boleh diulang.',
    ),
    click.option("--lembar", metavar="NAMA", multiple=True, help="Baca hanya lembar ini; boleh diulang."),
    click.option("--nama", metavar="UNIT", default="Unit", help="Nama unit pada tabel dan bagan."),
)


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """The files and the options of reading; the command hands them on to :func:`read_result`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_result(
    *,
    berkas: Sequence[str],
    per: Sequence[str],
    pedoman: str,
    kosong: str,
    tidak_sah: str,
    kolom: Sequence[tuple[str, str]],
    samakan: Sequence[tuple[str, str]],
    lembar: Sequence[str],
    nama: str,
    population: int | None = None,
) -> tuple[Result, Responses]:
    """The result of the files, and the answers behind it."""
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
    return Result(count(responses, by, blanks=kosong), nama, population), responses  # type: ignore[arg-type]


def say_notes(responses: Responses) -> None:
    """What was noted while reading, and an empty line."""
    for note in responses.notes:
        click.echo(f"Catatan: {in_options(note)}")
    if responses.notes:
        click.echo()


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
