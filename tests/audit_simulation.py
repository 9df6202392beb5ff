"""Random surveys, each published under one known mistake, and what the audit makes of them.

The mistakes are made here the way an office's application makes them: in binary floats, with rounding to decimals
on the way, letters read off lists of bounds; nothing of ``skm.audit`` is used to make them.

Run by hand: ``python tests/audit_simulation.py 20000``
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from skm.auditing import audit
from skm.auditing._findings import Cause
from skm.pedoman import PERMENPANRB_14_2017
from skm.pedoman.sampling import sample_size
from skm.reading.responses import Responses
from skm.tally import Tally

UNSUR = PERMENPANRB_14_2017.unsur
SERVICES = ["Umum", "KTP", "IUMKM", "SKCK"]
CLASSES_2017 = [("A", 88.31), ("B", 76.61), ("C", 65.00), ("D", 25.00)]
CLASSES_2004 = [("A", 81.26), ("B", 62.51), ("C", 43.76), ("D", 25.00)]


@dataclass
class Survey:
    """Answers (N, 9), 0 for a blank; the service of each respondent; services that exist."""

    answers: np.ndarray
    service: np.ndarray
    services: int

    @property
    def n(self) -> int:
        return len(self.answers)

    def filled(self, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        return (self.answers[rows] > 0).sum(axis=0)

    def totals(self, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        return self.answers[rows].sum(axis=0)

    def nrr(self, rows: np.ndarray | slice = slice(None)) -> list[float]:
        return [int(t) / int(f) for t, f in zip(self.totals(rows), self.filled(rows), strict=True)]

    def exact_nrr(self, rows: np.ndarray | slice = slice(None)) -> list[Fraction]:
        return [Fraction(int(t), int(f)) for t, f in zip(self.totals(rows), self.filled(rows), strict=True)]

    def exact(self, rows: np.ndarray | slice = slice(None)) -> Fraction:
        return sum(self.exact_nrr(rows)) * Fraction(25, 9)

    def parts(self) -> list[np.ndarray]:
        return [self.service == s for s in range(self.services)]

    def tally(self) -> Tally:
        counts = np.zeros((self.services, 9, 5), np.int64)
        for q in range(9):
            np.add.at(counts, (self.service, q, self.answers[:, q]), 1)
        groups = pd.DataFrame({"layanan": SERVICES[: self.services]}, dtype=object)
        n = np.bincount(self.service, minlength=self.services).astype(np.int64)
        return Tally(PERMENPANRB_14_2017, groups, n, counts)

    def responses(self) -> Responses:
        columns = {u.pertanyaan[0].kode: self.answers[:, q].astype(np.int8) for q, u in enumerate(UNSUR)}
        none = pd.DataFrame(index=range(self.n))
        return Responses(
            PERMENPANRB_14_2017, columns, none, none, None, pd.DataFrame(), pd.DataFrame(), (), ()
        )


def draw(rng: np.random.Generator, *, blanks: bool | None = None, empty: bool = False) -> Survey:
    """A survey of 20 to 384 respondents of 1 to 4 services, each with its own level, some with blank answers."""
    n, services = int(rng.integers(20, 385)), int(rng.integers(1, 5))
    service = rng.choice(services, n, p=rng.dirichlet(np.full(services, 2.0)))
    if empty:
        services = max(services, 2)
        service = service % (services - 1)
    level = rng.uniform(2.2, 3.9) + rng.normal(0, 0.15, (services, 9))
    person = rng.normal(0, 0.5, (n, 1))
    answers = np.clip(np.rint(level[service] + person + rng.normal(0, 0.6, (n, 9))), 1, 4).astype(np.int64)
    if blanks or (blanks is None and rng.random() < 0.5):
        answers[rng.random(answers.shape) < rng.uniform(0.002, 0.04)] = 0
        answers[0] = np.maximum(answers[0], 1)
    return Survey(answers, service, services)


def with_sum(rng: np.random.Generator, n: int, total: int) -> Survey:
    """A survey of one service without blanks whose answers add up to a total."""
    flat = np.full(9 * n, total // (9 * n), np.int64)
    flat[: total - int(flat.sum())] += 1
    for _ in range(3 * n):  # spread the answers, the sum kept
        i, j = rng.integers(0, 9 * n, 2)
        if flat[i] < 4 and flat[j] > 1 and i != j:
            flat[i] += 1
            flat[j] -= 1
    rng.shuffle(flat)
    return Survey(flat.reshape(n, 9), np.zeros(n, np.int64), 1)


# Printing -----------------------------------------------------------------------------------------------------


def show(value: float | Fraction, places: int = 2) -> str:
    """As a spreadsheet prints it."""
    if isinstance(value, Fraction):
        hundredths = math.floor(value * 10**places + Fraction(1, 2))
        text = f"{hundredths // 10**places}.{hundredths % 10**places:0{places}d}"
    else:
        text = str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    return text.replace(".", ",")


def to(value: float, places: int) -> float:
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def grade(value: float, classes: list[tuple[str, float]] = CLASSES_2017) -> str:
    return next((letter for letter, bound in classes if value >= bound), "D")


def right_letter(value: Fraction) -> str:
    return grade(float(show(value).replace(",", ".")))


# Mistakes: each takes a random generator and gives a survey, what is published, and what must be named ---------

Case = tuple[Survey, dict[str, object], str]


def weight(rng: np.random.Generator) -> Case:
    """B4: 0.11, 0.111, 0.1111 or 0.1 for 1/9 (the weight itself must be named)"""
    survey = draw(rng)
    bobot = float(rng.choice([0.11, 0.111, 0.1111, 0.1]))
    ikm = sum(x * bobot for x in survey.nrr()) * 25
    return survey, {"ikm": show(ikm), "mutu": grade(to(ikm, 2))}, f"bobot {str(bobot).replace('.', ',')} "


def rounded_early(rng: np.random.Generator) -> Case:
    """B5: NRR, weighted NRR or their sum rounded to 2 or 3 decimals on the way"""
    survey = draw(rng)
    places, nrr = int(rng.integers(2, 4)), survey.nrr()
    match int(rng.integers(3)):
        case 0:
            ikm = sum(to(x, places) for x in nrr) / 9 * 25
        case 1:
            ikm = sum(to(x / 9, places) for x in nrr) * 25
        case _:
            ikm = to(sum(nrr) / 9, places) * 25
    return survey, {"ikm": show(to(ikm, 6))}, "B5"


def blanks_as_zero(rng: np.random.Generator) -> Case:
    """B6: blanks counted as 0"""
    survey = draw(rng, blanks=True)
    ikm = sum(int(t) / survey.n for t in survey.totals()) / 9 * 25
    return survey, {"ikm": show(ikm), "mutu": grade(to(ikm, 2))}, "B6"


def mean_of_services(rng: np.random.Generator) -> Case:
    """B7: mean of the services' indices, as they are or rounded"""
    survey = draw(rng)
    parts = [p for p in survey.parts() if p.any() and survey.filled(p).min() > 0]
    each = [sum(survey.nrr(p)) / 9 * 25 for p in parts]
    if rng.random() < 0.5:
        each = [to(x, 2) for x in each]
    ikm = sum(each) / len(each)
    return survey, {"ikm": show(ikm), "mutu": grade(to(ikm, 2))}, "B7"


def best_scoring(rng: np.random.Generator) -> Case:
    """B8: only the best-scoring respondents, as many as Krejcie-Morgan asks for"""
    survey = draw(rng)
    keep = sample_size(survey.n)
    best = np.argsort(-survey.answers.sum(axis=1), kind="stable")[:keep]
    return survey, {"n": keep, "ikm": show(sum(survey.nrr(best)) / 9 * 25)}, "B8"


def empty_as_zero(rng: np.random.Generator) -> Case:
    """B14: a service without respondents counted as 0"""
    survey = draw(rng, empty=True)
    each = [
        sum(survey.nrr(p)) / 9 * 25 if p.any() and survey.filled(p).min() > 0 else 0.0 for p in survey.parts()
    ]
    return survey, {"ikm": show(sum(each) / len(each))}, "B14"


def wrong_scale(rng: np.random.Generator) -> Case:
    """B10: times 25/4, or times 20"""
    survey = draw(rng)
    factor = float(rng.choice([6.25, 20.0]))
    return survey, {"ikm": show(sum(survey.nrr()) / 9 * factor)}, "B10"


def truncated(rng: np.random.Generator) -> Case:
    """B17: cut off instead of rounded"""
    survey = draw(rng)
    text = f"{math.floor(survey.exact() * 100)}"
    return survey, {"ikm": f"{text[:-2]},{text[-2:]}"}, "B17"


def gap(rng: np.random.Generator) -> Case:
    """B1: the letter of an index in the gap between two printed bounds: none, or D"""
    survey = with_sum(rng, *GAPS[int(rng.integers(len(GAPS)))])
    return survey, {"ikm": show(survey.exact()), "mutu": str(rng.choice(["-", "X", "D"]))}, "B1"


def strict(rng: np.random.Generator) -> Case:
    """B2: "greater than" at a lower bound, "less than 100" at the top"""
    survey = with_sum(rng, *EDGES[int(rng.integers(len(EDGES)))])
    value = float(show(survey.exact()).replace(",", "."))
    below = {100.0: "-", 88.31: "B", 76.61: "C", 65.0: "D"}
    return survey, {"ikm": show(survey.exact()), "mutu": below[value]}, "B2"


def floats(rng: np.random.Generator) -> Case:
    """B3: 65.00 added up in floats and graded D"""
    n = 5 * int(rng.integers(4, 70))
    survey = with_sum(rng, n, n * 117 // 5)
    ikm = sum(x / 9 for x in survey.nrr()) * 25
    return survey, {"ikm": show(survey.exact()), "mutu": grade(ikm)}, "B3"


def classes_of_2004(rng: np.random.Generator) -> Case:
    """B9, B15: classes of 2004 with nine unsur"""
    survey = draw(rng)
    value = float(show(survey.exact()).replace(",", "."))
    return survey, {"ikm": show(survey.exact()), "mutu": grade(value, CLASSES_2004)}, "B15"


def mistyped_bounds(rng: np.random.Generator) -> Case:
    """B16: a lower bound mistyped"""
    survey = draw(rng)
    letter, bound = [("A", 83.31), ("C", 55.0), ("B", 76.0), ("B", 76.01), ("A", 81.5)][int(rng.integers(5))]
    classes = [(h, bound if h == letter else b) for h, b in CLASSES_2017]
    value = float(show(survey.exact()).replace(",", "."))
    return survey, {"ikm": show(survey.exact()), "mutu": grade(value, classes)}, "B16"


def tie_in_silence(rng: np.random.Generator) -> Case:
    """B11: a tie at the third lowest unsur broken in silence"""
    survey = draw(rng, blanks=False)
    order = np.argsort(survey.totals(), kind="stable")
    survey.answers[:, order[3]] = rng.permutation(survey.answers[:, order[2]])
    order = np.argsort(survey.totals(), kind="stable")
    return survey, {"terendah": [UNSUR[u].nama for u in order[:3]]}, "B11"


def by_position(rng: np.random.Generator) -> Case:
    """B12: columns matched by position: U8 and U9 exchanged, or all from one on shifted"""
    survey = draw(rng)
    columns = [7, 8] if rng.random() < 0.7 else list(range(int(rng.integers(0, 6)), 9))
    nrr = [show(x) for x in survey.exact_nrr()]
    moved = list(nrr)
    for a, b in zip(columns, columns[1:] + columns[:1], strict=True):
        moved[a] = nrr[b]
    return survey, {"nrr": {u.kode: x for u, x in zip(UNSUR, moved, strict=True)}}, "B12"


def other_n(rng: np.random.Generator) -> Case:
    """B13: another number of respondents on the page"""
    survey = draw(rng)
    complete = int((survey.answers > 0).all(axis=1).sum())
    n = complete if rng.random() < 0.5 else survey.n + int(rng.integers(1, 20))
    return survey, {"n": n, "ikm": show(survey.exact())}, "B13"


def slip(rng: np.random.Generator) -> Case:
    """B18: a digit replaced, left out, or exchanged with its neighbour"""
    survey = draw(rng)
    text = show(survey.exact())
    places = [i for i, c in enumerate(text) if c.isdigit()]
    i = int(rng.choice(places))
    match int(rng.integers(3)):
        case 0:
            text = text[:i] + str(rng.choice([d for d in "0123456789" if d != text[i]])) + text[i + 1 :]
        case 1:
            text = text[:i] + text[i + 1 :]
        case _:
            i = int(rng.choice([p for p in places if p + 1 in places]))
            text = text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    if text.partition(",")[2] and show(survey.exact(), len(text.partition(",")[2])) == text:
        return slip(rng)  # a last digit left out that rounding leaves out as well
    return survey, {"ikm": text}, "B18"


MISTAKES = [
    weight, weight, rounded_early, blanks_as_zero, mean_of_services, best_scoring, empty_as_zero, wrong_scale,
    truncated, gap, strict, floats, classes_of_2004, mistyped_bounds, tie_in_silence, by_position, other_n, slip,
]  # fmt: skip


def _near(low: str, high: str) -> list[tuple[int, int]]:
    """All (n, total) with an index from `low` up to but not including `high`."""
    found = []
    for n in range(20, 385):
        first, last = (Fraction(x) * 9 * n / 25 for x in (low, high))
        found += [(n, s) for s in range(math.ceil(first), math.ceil(last))]
    return found


# In a gap between printed bounds, and graded one class lower when not rounded first.
GAPS = _near("64.995", "65") + _near("76.605", "76.61") + _near("88.305", "88.31")
EDGES = (
    _near("64.995", "65.005")
    + _near("76.605", "76.615")
    + _near("88.305", "88.315")
    + [(n, 36 * n) for n in (20, 99)]
)


def right(survey: Survey) -> dict[str, object]:
    """The figures of a survey as they should be published: everything."""
    exact, nrr = survey.exact(), survey.exact_nrr()
    kode = [u.kode for u in UNSUR]
    third = sorted(nrr)[2]
    published: dict[str, object] = {
        "n": survey.n,
        "total": dict(zip(kode, map(int, survey.totals()), strict=True)),
        "nrr": dict(zip(kode, map(show, nrr), strict=True)),
        "nrr tertimbang": dict(zip(kode, [show(x / 9) for x in nrr], strict=True)),
        "indeks": dict(zip(kode, [show(x * 25) for x in nrr], strict=True)),
        "mutu": right_letter(exact),
        "ikm": show(exact),
        "terendah": [u.nama for u, x in zip(UNSUR, nrr, strict=True) if x <= third],
    }
    services = {}
    for s, rows in enumerate(survey.parts()):
        if rows.any() and survey.filled(rows).min() > 0:
            value = survey.exact(rows)
            services[SERVICES[s]] = {"n": int(rows.sum()), "ikm": show(value), "mutu": right_letter(value)}
    published["layanan"] = services
    return published


def right_table(survey: Survey, rng: np.random.Generator) -> pd.DataFrame:
    """A table per unsur as it should be printed, with some of its columns and closing rows."""
    exact, nrr = survey.exact(), survey.exact_nrr()
    columns = {
        "Total": ([str(int(t)) for t in survey.totals()], str(int(survey.totals().sum())), ""),
        "NRR": ([show(x) for x in nrr], show(sum(nrr)), ""),
        "NRR tertimbang": ([show(x / 9) for x in nrr], show(sum(nrr) / 9), ""),
        "Indeks": ([show(x * 25) for x in nrr], show(sum(nrr) * 25), show(exact)),
        "Mutu": ([right_letter(x * 25) for x in nrr], "", right_letter(exact)),
    }
    kept = [name for name in columns if rng.random() < 0.7] or ["NRR"]
    frame = {"Unsur": [*(u.nama for u in UNSUR), "JUMLAH", "IKM"]}
    frame |= {name: [*columns[name][0], columns[name][1], columns[name][2]] for name in kept}
    table = pd.DataFrame(frame, dtype=object)
    if rng.random() < 0.5:
        table.loc[len(table)] = ["Jumlah Responden", str(survey.n), *[""] * (len(kept) - 1)]
    if rng.random() < 0.3:
        table = table[table["Unsur"] != "JUMLAH"].reset_index(drop=True)
    return table


def services_table(survey: Survey) -> pd.DataFrame:
    """Totals per unsur and service with sums, means, weighted values and indices, as an office prints them."""
    parts = [*survey.parts(), np.ones(survey.n, bool)]
    names = SERVICES[: survey.services]
    rows = []
    for u, (unsur, nrr) in enumerate(zip(UNSUR, survey.exact_nrr(), strict=True)):
        own = [str(int(survey.totals(p)[u])) for p in parts]
        rows.append([unsur.nama, *own, show(nrr), show(nrr / 9)])
    means = [sum(survey.exact_nrr(p)) / 9 for p in parts]
    sums = [str(int(survey.totals(p).sum())) for p in parts]
    rows.append(["JUMLAH", *sums, show(means[-1]), show(means[-1] / 9)])
    factors = {"RATA-RATA": Fraction(1), "NILAI TERTIMBANG": Fraction(1, 9), "INDEKS": Fraction(25)}
    for label, factor in factors.items():
        rows.append([label, *(show(m * factor) for m in means), "", ""])
    columns = ["Unsur", *names, "JUMLAH", "RATA-RATA", "NILAI TERTIMBANG"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def all_answered(survey: Survey) -> bool:
    """Whether every service has an index."""
    return all(p.any() and survey.filled(p).min() > 0 for p in survey.parts())


def misprint(table: pd.DataFrame, rng: np.random.Generator) -> tuple[str, str, str]:
    """Change one digit of one number of a table in place; row, column and what stood there."""
    while True:
        i, j = int(rng.integers(len(table))), int(rng.integers(1, table.shape[1]))
        text = table.iat[i, j]
        if any(c.isdigit() for c in text):
            break
    at = int(rng.choice([p for p, c in enumerate(text) if c.isdigit()]))
    table.iat[i, j] = text[:at] + str(rng.choice([d for d in "0123456789" if d != text[at]])) + text[at + 1 :]
    return str(table.iat[i, 0]), str(table.columns[j]), text


def find_misprints(tables: int, seed: int = 2022) -> tuple[int, int, int]:
    """Of so many tables with one digit misprinted, audited by themselves: in how many that cell, and it alone, is
    put right; in how many more it is called not checkable, or possible only with blanks; and how many findings blame another cell."""
    rng = np.random.default_rng(seed)
    found = marked = blamed = done = 0
    while done < tables:
        survey = draw(rng, blanks=False)
        if not all_answered(survey):
            continue
        done += 1
        table = services_table(survey)
        baris, kolom, was = misprint(table, rng)
        checked = audit(table).checked
        wrong = [c for c in checked if c.status == "berbeda"]
        cell = next(c for c in checked if (c.baris, c.kolom) == (baris, kolom))
        marked += cell.status == "tidak dapat diperiksa" or "jawaban" in cell.keterangan
        found += [(c.baris, c.kolom, c.seharusnya) for c in wrong] == [(baris, kolom, was)]
        blamed += sum((c.baris, c.kolom) != (baris, kolom) for c in wrong)
    return found, marked, blamed


@dataclass
class Report:
    """What the simulation found."""

    published: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, dict[str, object], list[str]]] = field(default_factory=list)
    differences: int = 0
    causes: int = 0
    right: int = 0
    accused: list[tuple[pd.DataFrame, pd.DataFrame]] = field(default_factory=list)

    @property
    def named_each(self) -> float:
        """How many mistakes are named for a difference, on average."""
        return self.causes / max(self.differences, 1)

    @property
    def share(self) -> float:
        return sum(self.named.values()) / sum(self.published.values())


def plainly_right(survey: Survey, published: dict[str, object]) -> bool:
    """Whether the mistake left no trace in what is published."""
    correct = right(survey)
    return all(published[key] == correct[key] for key in published)


def names(cause: Cause, wanted: str) -> bool:
    """Whether a cause is the mistake that was made: by its code, a wrong weight by the weight itself."""
    return wanted in cause.kode.split("+") or (wanted.startswith("bobot") and wanted in cause.uraian)


def run(surveys: int, seed: int = 2022) -> Report:
    """Publish so many surveys under a mistake, and as many correctly, and audit them all."""
    rng = np.random.default_rng(seed)
    report = Report()
    for i in range(surveys):
        make = MISTAKES[i % len(MISTAKES)]
        while True:
            survey, published, wanted = make(rng)
            if not plainly_right(survey, published):
                break
        needs_answers = make is best_scoring
        found = audit(published, survey.tally(), responses=survey.responses() if needs_answers else None)
        causes = [c for cell in found.checked for c in cell.causes]
        report.published[make.__name__] += 1
        report.differences += sum(cell.status == "berbeda" for cell in found.checked)
        report.causes += len(causes)
        if any(names(c, wanted) for c in causes):
            report.named[make.__name__] += 1
        else:
            report.missed.append((make.__name__, published, [f"{c.kode} {c.uraian}" for c in causes]))
        firsts = [cell.causes[0] for cell in found.checked if cell.causes]
        report.first[make.__name__] += any(names(c, wanted) for c in firsts)

        correct = draw(rng)
        table = right_table(correct, rng) if i % 2 or not all_answered(correct) else services_table(correct)
        for audited in (audit(right(correct), correct.tally()), audit(table)):
            report.right += 1
            if any(cell.status == "berbeda" for cell in audited.checked):
                report.accused.append((audited.findings, table))
    return report


def main(surveys: int) -> None:
    """Run, and print the figures as a page of Markdown."""
    report = run(surveys)
    tables = surveys // 10
    found, marked, blamed = find_misprints(tables)
    print(PAGE.format(surveys=surveys, share=report.share, right=report.right, accused=len(report.accused),
                      tables=tables, found=found / tables, marked=marked / tables, blamed=blamed, each=report.named_each))  # fmt: skip
    print("| Mistake | Published | Named | Named first |\n| --- | ---: | ---: | ---: |")
    for make in dict.fromkeys(MISTAKES):
        name = make.__name__
        n = report.published[name]
        print(f"| {make.__doc__} | {n:,} | {report.named[name] / n:.2%} | {report.first[name] / n:.2%} |")


PAGE = """# What the audit finds: a simulation

Made by `make simulation` (`python tests/audit_simulation.py {surveys}`), seeded.

Random surveys of 20 to 384 respondents of 1 to 4 services, half of them with blank answers. Each is published under
one known mistake, made the way an application makes it (in floats, with rounding on the way) and apart from the code
that recognises it; a survey in which the mistake leaves no trace in what is published is drawn again. The audit is
given what was published and the tally of the answers, for B8 the answers too.

- {surveys:,} surveys under one mistake each: the mistake is among those named in **{share:.2%}**.
- {right:,} correct publications: **{accused}** accused. Half of them are all figures of a survey held against its
  answers; half are printed tables, per unsur with some of their columns or per service in full, audited by themselves,
  blank answers included.
- {tables:,} correct tables per service with one digit of one number misprinted, audited by themselves: that cell, and
  it alone, is found and put right in **{found:.1%}**; in another {marked:.1%} it is called not checkable,
  or possible only with blank answers. Other cells blamed: {blamed}.

For one difference {each:.1f} mistakes are named on average. "Named" counts a survey when the mistake is among those that
print exactly the published digits; "named first" when it stands first. Where several mistakes print the same digits, or
give the same letter, nobody can tell them apart from what is published; all are named.
"""


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
