"""The words of the command line, in Indonesian: help pages, kinds of values, wrong commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import click

from skm.ground.errors import Argument

# The words of two options, and the library's names for them.
KOSONG = {"per_unsur": "per_unsur", "lengkap": "complete", "tolak": "reject"}
TIDAK_SAH = {"tolak": "raise", "kosongkan": "blank", "sisihkan": "drop"}


class _Help(click.Command):
    """A command whose help page is Indonesian."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), "Pemakaian: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section("Pilihan"):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Tampilkan bantuan ini."
        return option


class Command(_Help):
    """One of the commands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[PILIHAN]", **kwargs})


class Group(_Help, click.Group):
    """All commands under one name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        words = {"options_metavar": "[PILIHAN]", "subcommand_metavar": "PERINTAH [ARGUMEN]..."}
        super().__init__(*args, **{**words, **kwargs})

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _Help.format_options(self, ctx, formatter)
        with formatter.section("Perintah"):
            formatter.write_dl(
                [(name, self.commands[name].get_short_help_str(90)) for name in self.list_commands(ctx)]
            )

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = ", ".join(self.commands)
            ctx.fail(f"perintah {args[0]!r} tidak dikenal. Yang ada: {known}.")
        return super().resolve_command(ctx, args)


class Choice(click.ParamType):  # type: ignore[type-arg]
    """One of several words, converted to the value the library uses; that value itself is accepted too."""

    name = "pilihan"

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return f"[{'|'.join(self.words)}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in self.words.values():
            return value
        word = value.strip().casefold()
        if word not in self.words:
            self.fail(f"{value!r} tidak dikenal; yang ada: {', '.join(self.words)}.", param, ctx)
        return self.words[word]


class Pair(click.ParamType):  # type: ignore[type-arg]
    """``NAME=VALUE`` as a pair of text."""

    name = "pasangan"

    def __init__(self, example: str) -> None:
        self.example = example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, tuple):
            return value
        left, equals, right = (part.strip() for part in value.partition("="))
        if not (left and equals and right):
            self.fail(f"{value!r} tidak berbentuk NAMA=ISI, misalnya {self.example}.", param, ctx)
        return left, right


class Label(click.ParamType):  # type: ignore[type-arg]
    """``LABEL=NILAI`` as a mapping of one, or a ``.toml`` file with several of them."""

    name = "label"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, dict):
            return value
        label, equals, nilai = (part.strip() for part in value.rpartition("="))
        if label and equals and nilai.isdecimal():
            return {label: int(nilai)}
        if not value.strip().casefold().endswith(".toml"):
            example = '"Kurang Mampu=2" atau label.toml'
            self.fail(f"{value!r} bukan LABEL=NILAI atau berkas .toml, misalnya {example}.", param, ctx)
        from skm.reading.sources import read_labels

        return read_labels(value.strip())


class Number(click.ParamType):  # type: ignore[type-arg]
    """A whole number of at least 1, with or without points between thousands."""

    name = "bilangan"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if not re.fullmatch(r"\d+|\d{1,3}(\.\d{3})+", text) or not int(text.replace(".", "")):
            self.fail(f"{value!r} bukan bilangan bulat 1 atau lebih, misalnya 1200.", param, ctx)
        return int(text.replace(".", ""))


class Target(click.ParamType):  # type: ignore[type-arg]
    """A file or folder to write to; an empty name, as from ``--ke "$UNSET"``, is refused."""

    name = "tujuan"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not str(value).strip():
            self.fail("namanya kosong; sebutkan tujuan tulisannya.", param, ctx)
        return str(value)


class Of(click.ParamType):  # type: ignore[type-arg]
    """A value for all, ``5200``, or for one part, ``KTP=5200``: the name of the part or "", and the value."""

    def __init__(self, value: click.ParamType) -> None:  # type: ignore[type-arg]
        self.value, self.name = value, value.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, tuple):
            return value
        part, _, own = value.rpartition("=")
        return part.strip(), self.value.convert(own, param, ctx)


class Rows(click.ParamType):  # type: ignore[type-arg]
    """Rows of questionnaires: ``5:44`` or ``5:20,22:44``."""

    name = "baris"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from skm.reading.responses.ledger import ranges_of

        try:
            ranges_of(value)
        except ValueError:
            self.fail(f'{value!r} bukan baris, misalnya 5:44 atau "5:20,22:44".', param, ctx)
        return str(value).strip()


# What options say of the arguments that hints name.
_OPTIONS: Mapping[str, Callable[[Any], str]] = {
    "columns": lambda columns: " ".join(f'--kolom "{code}={title}"' for code, title in columns.items()),
    "invalid": lambda value: f"--tidak-sah {_word(TIDAK_SAH, value)}",
    "blanks": lambda value: f"--kosong {_word(KOSONG, value)}",
    "labels": lambda labels: " ".join(
        f'--label "{label}={"NILAI" if nilai is ... else nilai}"' for label, nilai in labels.items()
    ),
    "letters": lambda way: f"--huruf {way}",
    "pedoman": lambda name: f'--pedoman "{name}"',
    "lembar": lambda sheets: (
        "--lembar NAMA" if sheets is ... else " ".join(f'--lembar "{name}"' for name in sheets)
    ),
    "rows": lambda rows: (
        f"--baris-data {rows}"
        if isinstance(rows, str)
        else " ".join(f'--baris-data "{sheet}={text}"' for sheet, text in rows.items())
    ),
    "several_questions": lambda _: "--beberapa-pertanyaan",
    "layanan": lambda spelled: " ".join(
        f'--samakan "{name}={",".join(others)}"' for name, others in spelled.items()
    ),
    "overwrite": lambda _: "--timpa",
    "apply()": lambda rule: f"skm rekap --sisihkan {'ATURAN' if rule is ... else rule}",
}


def _word(words: Mapping[str, str], value: str) -> str:
    return next(word for word, known in words.items() if known == value)


def in_options(argument: Argument) -> str | None:
    """An argument that a hint names, as an option: ``--kolom "U3=P3"``; None when there is none for it."""
    option = _OPTIONS.get(argument.name)
    return None if option is None else option(argument.value)


def what_is_wrong(error: click.ClickException) -> str:
    """The message of an error in a command, in Indonesian, and where to find help."""
    if isinstance(error, click.NoSuchOption):
        text = f"pilihan {error.option_name} tidak dikenal."
        if error.possibilities:
            text += f" Mungkin maksudnya {', '.join(sorted(error.possibilities))}."
    elif isinstance(error, click.BadOptionUsage):
        text = f"pilihan {error.option_name} salah dipakai: berikan tepat satu isi sesudahnya."
    elif isinstance(error, click.MissingParameter):
        text = f"{_name(error.param)} belum diberikan."
    elif isinstance(error, click.BadParameter):
        text = f"{_name(error.param)}: {error.message}"
    elif extra := re.search(r"unexpected extra argument\w* \((.*)\)", error.format_message()):
        text = f"ada argumen yang berlebih: {extra[1]}."
    else:
        text = error.format_message()
    ctx = getattr(error, "ctx", None)
    return f"{text}\nBantuan: {ctx.command_path if ctx is not None else 'skm'} --help"


def _name(param: click.Parameter | None) -> str:
    """A parameter as the user types it."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return str(param.human_readable_name) if param is not None else "argumen"


def refuse(message: str) -> NoReturn:
    """Stop the command that runs: something about its arguments is wrong."""
    raise click.UsageError(message, click.get_current_context())
