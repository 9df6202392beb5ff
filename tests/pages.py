"""Pages of documentation: their blocks of code, and the commands they show."""

import re
import shlex
from pathlib import Path

from skm.cli import main

ROOT = Path(__file__).parents[1]


def blocks(name, language):
    """The code blocks of a page in that language."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def run_commands(name, capsys):
    """Run the commands a page shows, each of which must succeed in silence, and give all they print."""
    printed = []
    for line in [line for block in blocks(name, "console") for line in block.splitlines()]:
        program, *args = shlex.split(line)
        assert program == "skm"
        assert main(args) == 0, line
        out, err = capsys.readouterr()
        assert err == "", line
        printed.append(out)
    return printed
