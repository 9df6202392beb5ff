"""Every file that an office makes: the true integers, or a refusal that says where and what helps.

``python tests/layouts/test_layouts.py [case engine ...]`` prints what came of them, and what is wrong.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import cases_answers  # noqa: F401
import cases_ordinary  # noqa: F401
import cases_tables  # noqa: F401
import cases_text  # noqa: F401
import pytest
from disturb import (
    DISTURBANCES,
    ENGINES,
    archived,
    archived_judged,
    disturbed,
    draft,
    judged,
    outcome,
    through,
)
from office_files import (
    CASES,
    Book,
    Case,
    Refused,
    Right,
    RightOrRefused,
    Text,
    ledger_faults,
    ledger_of,
    verdict,
)

import skm

SEEDS = range(15)

# Tables of one sheet whose rows a frame can hold: each engine must say what the file says, or refuse.
FLAT = [
    "csv_numbered", "csv_services", "totals_and_mean", "headings_repeated_per_page", "summary_02_max", "summary_11_sum", "summary_service_column_mode_2",
    "summary_count_of_four", "summary_label_right_max", "subtotals_between", "frequency_below_small", "service_named_0", "letters_with_signs", "service_composed_and_decomposed",
]  # fmt: skip
ARCHIVED = [
    *FLAT[:7],
    "sheets_copy",
    "sheets_months_and_gabungan",
    "quote_never_closed",
    "ragged_tenth_answer",
    "appendix",
    "header_sorted_into_the_middle",
    "scale_best_first_below_comma",
]


# --- the checks, each by the name of its test -----------------------------------------------------------------


def truth_of(case: Case) -> Right | None:
    if isinstance(case.expected, Refused):
        return None
    return case.expected.right if isinstance(case.expected, RightOrRefused) else case.expected


def check_case(name: str, folder: Path) -> tuple[str, str]:
    """The file itself."""
    case = CASES[name]
    return verdict(case.expected, case.seen(folder))


def check_engine(name: str, folder: Path) -> tuple[str, str]:
    """The rows below the headings as a frame, through an engine: right or refused, and undisturbed ones right."""
    engine, _, of = name.removeprefix("engine:").partition(":")
    case = CASES[of]
    source = case.source
    page = source.page if isinstance(source, Text) else source.pages[0]  # type: ignore[union-attr]
    seen = through(engine, page.frame(), folder, case.by)
    found = judged(seen, truth_of(case))
    ordinary = (
        case.finding == 0
        and of != "csv_number_row"
        and of != "totals_and_mean"
        and of != "headings_repeated_per_page"
    )
    good = found == "right" or (found == "refused" and not ordinary)
    return (found, "") if good else ("wrong" if found == "refused" else found, seen.short())


def check_archive(name: str, folder: Path) -> tuple[str, str]:
    """The file as an archive of one."""
    case = CASES[name.removeprefix("archive:")]
    seen = archived(case.source.write(folder), case.by, **case.options)  # type: ignore[union-attr]
    found = archived_judged(seen, truth_of(case))
    good = found == "right" or (found == "refused" and case.finding > 0)
    return (found, "") if good else ("wrong" if found == "refused" else found, seen.short())


def check_ledger(name: str, folder: Path) -> tuple[str, str]:
    """The role of every row, where the file was read."""
    case = CASES[name.removeprefix("ledger:")]
    if "ledger" not in skm.Responses.__dataclass_fields__:
        return "wrong", "there is no responses.ledger"
    seen = case.seen(folder)
    if seen.error is not None:
        return ("refused", "") if not isinstance(case.expected, Right) else ("wrong", seen.short())
    read = case.options.get("lembar")
    true = {line for line in case.source.ledger() if read is None or line[0] in read}  # type: ignore[union-attr]
    faults = ledger_faults(true, ledger_of(seen.responses))
    return ("right", "") if not faults else ("wrong", "; ".join(faults[:5]))


def check_disturbed(name: str, folder: Path) -> tuple[str, str]:
    """Random tables, disturbed in one way ("disturbed:name:seed"): the first five from that seed on that can be."""
    _, how, first = name.split(":")
    outcomes: list[str] = []
    seed = int(first)
    while len(outcomes) < 5:
        d, random = disturbed(seed, names=[how])
        if d.done == [how]:
            outcomes.append(outcome(d.file(random).write(folder), d.truth, by=d.by))
        seed += 1
    worst = next((o for o in ("crash", "wrong", "refused") if o in outcomes), "right")
    return worst, "" if worst in ("right", "refused") else f"{outcomes.count(worst)} of 5"


def check_undisturbed(name: str, folder: Path) -> tuple[str, str]:
    """A random correct table is read, never refused."""
    d = draft(int(name.split(":")[1]))
    found = outcome(d.file(Random(1)).write(folder), d.truth, by=d.by)
    return found, "" if found == "right" else found


def has_ledger(case: Case) -> bool:
    return (
        isinstance(case.source, Book | Text)
        and not isinstance(case.expected, Refused)
        and case.by is None
        and not case.stream
        and bool(case.source.ledger())
    )


NAMES: dict[Callable[[str, Path], tuple[str, str]], list[str]] = {
    check_case: list(CASES),
    check_engine: [f"engine:{engine}:{name}" for engine in ENGINES for name in FLAT],
    check_archive: [f"archive:{name}" for name in ARCHIVED],
    check_ledger: [f"ledger:{name}" for name, case in CASES.items() if has_ledger(case)],
    check_disturbed: [f"disturbed:{how}:{seed}" for how in DISTURBANCES for seed in (11,)],
    check_undisturbed: [f"undisturbed:{seed}" for seed in SEEDS],
}
KINDS = ("right", "refused", "words", "wrong", "crash")


def passes(check: Callable[[str, Path], tuple[str, str]], name: str, folder: Path) -> None:
    found, why = check(name, folder)
    assert found in ("right", "refused") and not why, f"{found}: {why}"


@pytest.mark.parametrize("name", NAMES[check_case])
def test_a_file_is_read_right_or_refused_in_words_that_help(name, tmp_path):
    passes(check_case, name, tmp_path)


@pytest.mark.parametrize("name", NAMES[check_engine])
def test_an_engine_never_counts_otherwise_than_the_file(name, tmp_path):
    pytest.importorskip("duckdb")
    pytest.importorskip("polars")
    passes(check_engine, name, tmp_path)


@pytest.mark.parametrize("name", NAMES[check_archive])
def test_an_archive_never_counts_otherwise_than_the_file(name, tmp_path):
    passes(check_archive, name, tmp_path)


@pytest.mark.parametrize("name", NAMES[check_ledger])
def test_the_ledger_names_the_role_of_every_row(name, tmp_path):
    passes(check_ledger, name, tmp_path)


@pytest.mark.parametrize("name", NAMES[check_disturbed])
def test_a_disturbed_table_is_right_or_refused(name, tmp_path):
    passes(check_disturbed, name, tmp_path)


@pytest.mark.parametrize("name", NAMES[check_undisturbed])
def test_an_undisturbed_table_is_never_refused(name, tmp_path):
    passes(check_undisturbed, name, tmp_path)


def main() -> None:
    """Run everything (or the checks named: case, engine ...); print what came of it, and what is wrong."""
    wrong = []
    for check, names in NAMES.items():
        kind = check.__name__.removeprefix("check_")
        if sys.argv[1:] and kind not in sys.argv[1:]:
            continue
        counts: Counter[str] = Counter()
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    found, why = check(name, Path(folder))
                except Exception as error:
                    found, why = "crash", f"{type(error).__name__}: {error}"
            counts[found] += 1
            if why or found not in ("right", "refused"):
                wrong.append(f"{name}: {found}: {' '.join(why.split())[:160]}")
        print(f"{kind:<12}", *(f"{k} {counts[k]:>4}" for k in KINDS), sep="  ", flush=True)
    print("\n".join(wrong))


if __name__ == "__main__":
    sys.exit(main())
