"""Options that several commands share, and the result of the questionnaires they read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skm.cli._words import (
    KOSONG,
    TIDAK_SAH,
    Choice,
    Label,
    Number,
    Of,
    Pair,
    Rows,
    Target,
    in_options,
    refuse,
)
from skm.ground.errors import worded

if TYPE_CHECKING:
    from skm.reading.responses import Responses
    from skm.result import Result
    from skm.tally import Tally

Decorator = Callable[[Any], Any]

spellings_option: Decorator = click.option(
    "--samakan",
    metavar="LAYANAN=EJAAN,...",
    type=Pair('"KTP=E-KTP,ktp el"'),
    multiple=True,
    help='Ejaan lain suatu layanan, misalnya "KTP=E-KTP,ktp el"; boleh diulang.',
)

labels_option: Decorator = click.option(
    "--label",
    metavar="LABEL=NILAI|BERKAS.toml",
    type=Label(),
    multiple=True,
    help='Nilai suatu label jawaban, misalnya "Kurang Mampu=2", atau berkas .toml berisi beberapa; boleh '
    'diulang. Angka juga: "1=4" bila 1 yang terbaik.',
)
letters_option: Decorator = click.option(
    "--huruf",
    metavar="a=1|a=4",
    help="Arti jawaban berupa huruf: a=1 bila a yang terburuk, seperti pada formulir; a=4 bila yang terbaik.",
)

_OPTIONS: tuple[Decorator, ...] = (
    click.argument("berkas", metavar="BERKAS...", nargs=-1, required=True),
    click.option(
        "--per",
        metavar="KOLOM",
        multiple=True,
        help="Kolom yang menjadi kelompok, atau bulan, triwulan, semester, tahun dari kolom tanggal; boleh "
        "diulang. Bawaan: layanan, bila ada.",
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
    labels_option,
    letters_option,
    spellings_option,
    click.option("--lembar", metavar="NAMA", multiple=True, help="Baca hanya lembar ini; boleh diulang."),
    click.option(
        "--baris-data",
        metavar="[LEMBAR=]AWAL:AKHIR",
        type=Of(Rows()),
        multiple=True,
        help='Baris yang memuat kuesioner, misalnya 5:44 atau "Januari=5:20,22:44"; boleh diulang. Bawaan: '
        "dikenali dari susunan tabelnya.",
    ),
    click.option(
        "--beberapa-pertanyaan",
        is_flag=True,
        help="Beberapa kolom untuk satu unsur adalah beberapa pertanyaan; bawaan: ditolak.",
    ),
    click.option(
        "--pengguna",
        metavar="N|LAYANAN=N",
        type=Of(Number()),
        multiple=True,
        help="Pengguna yang dilayani, untuk galat baku dan kecukupan sampel: satu bilangan untuk unit, atau "
        "KTP=5200 per layanan; boleh diulang.",
    ),
    click.option(
        "--sisihkan",
        metavar="ATURAN",
        multiple=True,
        help="Sisihkan kuesioner yang ditemukan aturan ini (lihat skm periksa), misalnya duplikat; boleh "
        "diulang.",
    ),
    click.option("--nama", metavar="UNIT", default="Unit", help="Nama unit pada tabel dan bagan."),
)


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """The files to read and how; the command passes them on to :func:`read_result`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def folder_options(purpose: str, required: bool = False) -> Decorator:
    """The options ``--ke`` and ``--timpa`` of a command that writes several files."""

    def add(command: Any) -> Any:
        help_ = "Ganti berkas yang sudah ada di folder itu."
        command = click.option("--timpa", is_flag=True, help=help_)(command)
        option = click.option("--ke", type=Target(), metavar="FOLDER", required=required, help=purpose)
        return option(command)

    return add


def write_all(folder: str, files: Mapping[str, bytes], overwrite: bool) -> str:
    """Write files into a folder, and return the line that says so."""
    from skm.ground.writing import write_folder

    paths = write_folder(folder, files, overwrite=overwrite)
    return f"\nDitulis ke {folder}: {', '.join(path.name for path in paths)}"


def spellings(samakan: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The other spellings of each service; one that is given to two services is refused."""
    from skm.reading.questionnaire.names import name_key

    found: dict[str, list[str]] = {}
    service_of: dict[str, str] = {}
    for name, others in samakan:
        said = [s.strip() for s in others.split(",") if s.strip()]
        found.setdefault(name, []).extend(said)
        for spelling in (name, *said):
            service = service_of.setdefault(name_key(spelling), name)
            if service != name:
                refuse(
                    f'--samakan: "{spelling}" disamakan dengan "{service}" dan juga dengan "{name}". '
                    "Pilih satu, misalnya "
                    f'--samakan "{service}={",".join(dict.fromkeys([*found[service], name]))}".'
                )
    return found


def told(label: Iterable[Mapping[str, int]], huruf: str | None, nilai_max: int) -> dict[str, Any]:
    """The arguments ``labels`` and ``letters`` that the options say, checked."""
    from skm.reading.questionnaire.answers import label_form
    from skm.reading.questionnaire.vocabulary import is_blank

    labels: dict[str, int] = {}
    for name, nilai in (pair for one in label for pair in one.items()):
        form = label_form(name)
        if is_blank(form) or not 1 <= nilai <= nilai_max:
            refuse(f"--label: {name}={nilai}; sebutkan label dan nilainya, 1 sampai {nilai_max}.")
        if labels.setdefault(form, nilai) != nilai:
            refuse(f'--label: "{name}" diberi nilai {labels[form]} dan {nilai}.')
    if huruf not in (None, "a=1", f"a={nilai_max}"):
        refuse(f"--huruf: {huruf!r} tidak dikenal; yang ada: a=1, a={nilai_max}.")
    return {"labels": labels, "letters": huruf}


def read_result(
    *,
    berkas: Sequence[str],
    per: Sequence[str],
    pedoman: str,
    kosong: str,
    tidak_sah: str,
    kolom: Sequence[tuple[str, str]],
    label: Sequence[Mapping[str, int]],
    huruf: str | None,
    samakan: Sequence[tuple[str, str]],
    lembar: Sequence[str],
    baris_data: Sequence[tuple[str, str]],
    beberapa_pertanyaan: bool,
    pengguna: Sequence[tuple[str, int]],
    sisihkan: Sequence[str],
    nama: str,
) -> tuple[Result, Responses]:
    """The result of the files, and the answers behind it."""
    from skm.reading import read, read_pedoman
    from skm.result import Result
    from skm.result.population import warn_of_small_samples
    from skm.tally.counting import count

    guide = read_pedoman(pedoman)
    _check_kolom(kolom, guide.pertanyaan_kode)
    responses = read(
        list(berkas),
        pedoman=guide,
        columns=dict(kolom),
        layanan=spellings(samakan),
        lembar=list(lembar) or None,
        **told(label, huruf, guide.nilai_max),
        invalid=tidak_sah,  # type: ignore[arg-type]
        rows=_rows(baris_data),
        several_questions=beberapa_pertanyaan,
    )
    if sisihkan:
        responses = _without(responses, sisihkan)
    tally = count(responses, group_columns(per, responses), blanks=kosong, pairs=None)  # type: ignore[arg-type]
    result = Result(tally, nama, _users(pengguna, tally))
    warn_of_small_samples(result)
    return result, responses


def _rows(baris_data: Sequence[tuple[str, str]]) -> str | dict[str, str] | None:
    """The rows to read as the library takes them: for the only sheet, or per sheet."""
    if len(baris_data) == 1 and not baris_data[0][0]:
        return baris_data[0][1]
    if any(not sheet for sheet, _ in baris_data):
        refuse("--baris-data: sebutkan lembarnya pada setiap pilihan, misalnya Januari=5:44.")
    return dict(baris_data) or None


def _without(responses: Responses, rules: Sequence[str]) -> Responses:
    """The answers without what the named rules of the screen found."""
    from skm.reading.screening import screen
    from skm.reading.screening.rules import RULES

    if unknown := [rule for rule in rules if rule not in RULES]:
        refuse(f"--sisihkan: aturan {', '.join(unknown)} tidak dikenal. Yang ada: {', '.join(RULES)}.")
    return screen(responses).apply(*rules)


def _users(pengguna: Sequence[tuple[str, int]], tally: Tally) -> int | dict[str, int] | None:
    """Users served as the result takes them: for the unit, or per group."""
    if not pengguna:
        return None
    groups = [] if len(tally.keys) != 1 else [str(g) for g in tally.groups[tally.keys[0]]]
    named = {group: number for group, number in pengguna if group}
    if unknown := [group for group in named if group not in groups]:
        known = ", ".join(groups) or "tidak ada; sebutkan satu bilangan untuk unit"
        refuse(f"--pengguna: tidak ada kelompok {', '.join(unknown)}. Yang ada: {known}.")
    if named and len(named) < len(pengguna):
        refuse("--pengguna: sebutkan satu bilangan untuk unit atau bilangan per kelompok, jangan keduanya.")
    return named or pengguna[-1][1]


def spare_inputs(berkas: Sequence[str], targets: Iterable[str | Path]) -> None:
    """Refuse to overwrite the questionnaires that were read, even with ``--timpa``."""
    there = [file for file in berkas if os.path.exists(file)]
    for target in targets:
        if os.path.exists(target) and any(os.path.samefile(target, file) for file in there):
            refuse(
                f"--ke: {target} adalah berkas kuesioner yang dibaca; tidak ada yang ditulis. "
                "Pilih tujuan lain."
            )


def say_notes(responses: Responses) -> None:
    """What was noted while reading, and an empty line."""
    for note in responses.notes:
        click.echo(f"Catatan: {worded(note, in_options)}")
    if responses.notes:
        click.echo()


def say_ledger(responses: Responses, long: bool) -> None:
    """What the rows of the files were taken for; `long` with every run of rows and every column."""
    click.echo(responses.rows_account)
    if long:
        click.echo(responses.ledger_text())
    click.echo()


def _check_kolom(kolom: Sequence[tuple[str, str]], codes: Sequence[str]) -> None:
    """Refuse codes that are neither a question of the guideline nor a field of the profile."""
    from skm.reading.questionnaire.layout import FIELDS

    known = [*codes, *FIELDS]
    if unknown := [code for code, _ in kolom if code not in known]:
        refuse(f"--kolom: kode {', '.join(unknown)} tidak dikenal. Yang ada: {', '.join(known)}.")


def group_columns(per: Sequence[str], responses: Responses) -> list[str]:
    """The columns to group by: those asked for, else the service if there is one."""
    from skm.tally.grouping import columns_of, key_of, listed

    columns = columns_of(responses)
    if unknown := [column for column in per if key_of(column, columns) is None]:
        there = listed(columns) or "tidak ada"
        refuse(f"--per: tidak ada kolom {', '.join(unknown)}. Yang ada: {there}.")
    return list(per) or [column for column in ["layanan"] if column in columns]
