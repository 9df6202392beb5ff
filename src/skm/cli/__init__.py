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
from skm.cli._commands import skm
from skm.cli._laporan import laporan
from skm.cli._periksa import periksa
from skm.cli._tahunan import tahunan
from skm.cli._templat import templat
from skm.cli._terbit import terbit
from skm.ground.errors import ResponseError, SkmError, SkmWarning, worded

skm.add_command(audit)
skm.add_command(periksa)
skm.add_command(tahunan)
skm.add_command(laporan)
skm.add_command(terbit)
skm.add_command(templat)

# Problems shown on a screen; a file with more has one cause for most of them.
SHOWN = 20


def main(args: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 when all went well; 1 when something is wrong with the files; 2 when something is wrong with the
    command, or with skm itself (with the environment variable ``SKM_DEBUG`` the traceback is shown).
    """
    for stream in (sys.stdout, sys.stderr):  # a Windows console without a sign shows "?" and goes on
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
    except OSError:  # nobody can be told, but the exit code
        _say_no_more(sys.stderr)
    return code


def _run(args: Sequence[str] | None) -> tuple[int, str]:
    """The exit code of a command, and what is to be said about its failure."""
    try:
        code = skm.main(args=args, prog_name="skm", standalone_mode=False)
        if sys.stdout is not None:  # closed by whoever started us
            sys.stdout.flush()
        return (code if isinstance(code, int) else 0), ""
    except click.ClickException as error:
        return 2, f"Galat: {words.what_is_wrong(error)}"
    except click.Abort:
        return 130, "Dihentikan."
    except BrokenPipeError:  # `skm ... | head`: whoever read us has enough
        _say_no_more(sys.stdout)
        return 1, ""
    except SkmError as error:
        return 1, _failure(error)
    except OSError as error:
        if error.filename is None:  # `skm ... > on_a_full_disk.txt`; every file is opened by its name
            _say_no_more(sys.stdout)
            return 1, f"Galat: keluaran tidak dapat ditulis ({error.strerror})."
        return _unexpected(error)
    except Exception as error:
        return _unexpected(error)


def _unexpected(error: Exception) -> tuple[int, str]:
    """What is said of a mistake of skm's own."""
    if os.environ.get("SKM_DEBUG"):
        return 2, "".join(traceback.format_exception(error))
    return 2, (
        f"Galat: kesalahan di dalam skm ({type(error).__name__}: {error}).\n"
        "Jalankan lagi dengan SKM_DEBUG=1 dan kirimkan keluarannya kepada pengelola skm."
    )


def _say_no_more(stream: IO[str]) -> None:
    """Let what a stream still holds go nowhere, so that the end of the program does not stumble over it."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _failure(error: SkmError) -> str:
    message = f"Galat: {worded(error, words.in_options)}"
    if not isinstance(error, ResponseError):
        return message
    from skm.ground.printing import table_text

    rest = len(error.problems) - SHOWN
    more = f"\n... dan {rest} lagi." if rest > 0 else ""
    return f"{message}\n\n{table_text(error.problems.head(SHOWN))}{more}"
