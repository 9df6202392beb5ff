"""Guidelines as values: unsur, scale, bobot, classes and grading; and how many respondents a survey needs."""

from skm.pedoman.guidelines import (
    KEPMENPAN_25_2004,
    NATIONAL,
    PERMENPANRB_14_2017,
    PERMENPANRB_16_2014,
    Mutu,
    Pedoman,
    Pertanyaan,
    Unsur,
    of_name,
)

__all__ = [
    "KEPMENPAN_25_2004",
    "NATIONAL",
    "PERMENPANRB_14_2017",
    "PERMENPANRB_16_2014",
    "Mutu",
    "Pedoman",
    "Pertanyaan",
    "Unsur",
    "of_name",
]
