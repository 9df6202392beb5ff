"""The lowest releases that pyproject.toml allows, as a pip constraints file: python tests/minimums.py > file"""

import re
import tomllib
from pathlib import Path

# What the tests are run with need not be old.
TOOLS = {"test", "dev", "bench", "fuzz", "spark", "mutants"}

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = [needs for extra, needs in project["optional-dependencies"].items() if extra not in TOOLS]
for requirement in [*project["dependencies"], *(need for needs in extras for need in needs)]:
    match = re.match(r"([\w-]+)(?:\[[^\]]*\])?\s*>=\s*([0-9.]+)", requirement)
    if match and match[1] != project["name"]:
        print(f"{match[1]}=={match[2]}.*")
