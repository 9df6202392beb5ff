"""The command ``skm sampel``."""

from __future__ import annotations

import click

from skm.cli._words import Command, Number


@click.command(cls=Command)
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
