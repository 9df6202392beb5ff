"""The command line: words in, calls above, and every failure as one readable message."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from typing import IO

import click

from skm.cli import _words as words
from skm.cli._audit import audit
from skm.cli._contoh import contoh
from skm.cli._laporan import laporan
from skm.cli._periksa import periksa
from skm.cli._rekap import rekap
from skm.cli._sampel import sampel
from skm.cli._tahunan import tahunan
from skm.cli._templat import templat
from skm.cli._terbit import terbit
from skm.ground.errors import ResponseError, SkmError, SkmWarning, worded
from skm.version import __version__

# Problems shown on the screen; when there are more, most have the same cause.
SHOWN = 20


@click.group(
    cls=words.Group,
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


for command in (rekap, contoh, sampel, audit, periksa, tahunan, laporan, terbit, templat):
    skm.add_command(command)


def main(args: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 when all went well; 1 when something is wrong with the files; 2 when something is wrong with the
    command, or with skm itself (with the environment variable ``SKM_DEBUG`` the traceback is shown).
    """
    for stream in (sys.stdout, sys.stderr):  # a Windows console shows "?" for a sign it lacks
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", SkmWarning)
        code, message = _run(args)
    told = [w.message for w in caught if isinstance(w.message, SkmWarning)]
    said = [f"Peringatan: {worded(warning, words.in_options)}" for warning in told]
    try:
        for line in [*said, message] if message else said:
            click.echo(line, err=True)
    except OSError:  # the message cannot be shown; the exit code remains
        _say_no_more(sys.stderr)
    return code


def _run(args: Sequence[str] | None) -> tuple[int, str]:
    """The exit code of a command, and the message when it failed."""
    try:
        code = skm.main(args=args, prog_name="skm", standalone_mode=False)
        if sys.stdout is not None:  # None when the caller closed it
            sys.stdout.flush()
        return (code if isinstance(code, int) else 0), ""
    except click.ClickException as error:
        return 2, f"Galat: {words.what_is_wrong(error)}"
    except click.Abort:
        return 130, "Dihentikan."
    except BrokenPipeError:  # `skm ... | head`: the reader has stopped
        _say_no_more(sys.stdout)
        return 1, ""
    except SkmError as error:
        return 1, _failure(error)
    except OSError as error:
        if error.filename is None:  # `skm ... > on_a_full_disk.txt`; our own files have names
            _say_no_more(sys.stdout)
            return 1, f"Galat: keluaran tidak dapat ditulis ({error.strerror})."
        return _unexpected(error)
    except Exception as error:
        return _unexpected(error)


def _unexpected(error: Exception) -> tuple[int, str]:
    """The exit code and message for a fault of skm itself."""
    if os.environ.get("SKM_DEBUG"):
        return 2, "".join(traceback.format_exception(error))
    return 2, (
        f"Galat: kesalahan di dalam skm ({type(error).__name__}: {error}).\n"
        "Jalankan lagi dengan SKM_DEBUG=1 dan kirimkan keluarannya kepada pengelola skm."
    )


def _say_no_more(stream: IO[str]) -> None:
    """Discard what a stream still holds, so that closing it at exit does not fail."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _failure(error: SkmError) -> str:
    message = f"Galat: {worded(error, words.in_options)}"
    if not isinstance(error, ResponseError):
        return message
    answers = error.problems[error.problems["nilai"] != ""]
    if answers.duplicated(["kolom", "nilai", "masalah"]).any() or not any(error.problems["sel"]):
        return message  # it lists equal ones together already
    from skm.ground.printing import table_text

    rest = len(error.problems) - SHOWN
    more = f"\n... dan {rest} lagi." if rest > 0 else ""
    return f"{message}\n\n{table_text(error.problems.head(SHOWN))}{more}"
