"""Write the answers of sample_data/bakarangan_2022_unit.csv as numbers, for survey.R: ``python make_unit_answers.py``."""

from pathlib import Path

import skm

HERE = Path(__file__).parent
pedoman = skm.read_pedoman(HERE.parents[1] / "sample_data" / "pedoman_bakarangan.toml")
responses = skm.read(HERE.parents[1] / "sample_data" / "bakarangan_2022_unit.csv", pedoman=pedoman)
lines = [",".join(responses.answers)]
lines += [
    ",".join(map(str, row)) for row in zip(*(a.tolist() for a in responses.answers.values()), strict=True)
]
(HERE / "unit_answers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
