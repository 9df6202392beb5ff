"""The command ``skm periksa``."""

from __future__ import annotations

from typing import Any

import click

from skm.cli._options import read_result, reading_options, say_notes
from skm.cli._words import Command, in_options


@click.command(cls=Command)
@reading_options
def periksa(**reading: Any) -> None:
    """Periksa mutu isian: salinan, jawaban seragam atau berpola, usia yang mustahil.

    Tidak ada yang disisihkan. Temuan disebut di samping banyaknya yang wajar terjadi secara kebetulan. Untuk
    menghitung tanpa kuesioner yang ditemukan suatu aturan: skm rekap --sisihkan ATURAN.

    \b
    Contoh:
      skm periksa survei_2022.xlsx
      skm rekap survei_2022.xlsx --sisihkan duplikat
    """
    from skm.reading.screening import screen

    _, responses = read_result(**reading)
    say_notes(responses)
    click.echo(screen(responses).text(in_options))
