"""Mutation testing: python tests/mutants.py [names of mutants]. What is mutated stands in pyproject.toml.

Drives mutmut, with four things that it leaves out. A property or a cached function is mutated as any function is. A
room is held to its own tests. Caches are emptied: before each test while it is noted which functions a test runs, and
before each mutant, since the code as it is has filled them. And a mutant has so many seconds of the processor, not of
the clock on a busy machine.
"""

import sys
from collections import Counter

import libcst as cst
from mutmut import __main__ as mutmut
from mutmut.mutation import file_mutation
from mutmut.mutation.data import SourceFileMutationData
from mutmut.runners.harness import PytestRunner
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.workers import isolation

KEPT = {"property", "cache"}  # decorators under which mutmut's switch between mutants can stand
NO_TESTS = 33
TESTS = {  # the tests that a module is held to
    "ground.numbers": ["ground/test_numbers.py"],
    "pedoman": ["pedoman/test_guidelines.py"],
    "reading.questionnaire": ["reading/test_questionnaire.py", "reading/test_responses.py"],
    "tally": ["tally/test_tally.py", "tally/test_pairs.py"],
    "result.indeks": ["result/test_indeks.py", "result/test_result.py", "pedoman/test_known_mistakes.py"],
    "result.inference": ["result/test_inference.py", "result/test_comparison.py", "test_determinism.py"],
    "priorities": ["priorities/test_priorities.py"],
}

skip = file_mutation.MutationVisitor._skip_node_and_children
removes = file_mutation.MutationVisitor._removes_ignored_code
arrange = file_mutation.function_trampoline_arrangement
execute = PytestRunner.execute_pytest
run_tests = PytestRunner.run_tests


def skip_but(self, node):
    if isinstance(node, cst.Arg) and node.keyword and node.keyword.value == "strict":
        return True
    return not (isinstance(node, cst.FunctionDef) and kept(node)) and skip(self, node)


def keeps(self, node, mutated):
    """Whether a mutation only takes the check away that a zip makes of its own arguments."""
    return strictness(node) != strictness(mutated) or removes(self, node, mutated)


def strictness(node):
    arguments = node.args if isinstance(node, cst.Call) else ()
    return [a.value.value for a in arguments if a.keyword and a.keyword.value == "strict"]


def arrange_under(function, mutants, class_name):
    """The decorator once, over the switch; below it the original and its mutants are plain functions."""
    if not kept(function):
        return arrange(function, mutants, class_name)
    plain = function.with_changes(decorators=[])
    before, (switch, *copies), after, names = arrange(plain, mutants, class_name)
    switch = switch.with_changes(decorators=[*function.decorators, *switch.decorators])
    return before, [switch, *copies], after, names


def kept(function):
    names = [d.decorator.value for d in function.decorators if isinstance(d.decorator, cst.Name)]
    return len(names) == len(function.decorators) == 1 and names[0] in KEPT


class EmptyCaches:
    def pytest_runtest_setup(self, item):
        empty_caches()


def empty_caches():
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "skm":
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def execute_emptying(self, params, plugins=()):
    return execute(
        self, params, plugins=[*plugins, EmptyCaches()] if plugins else []
    )  # plugins: mutmut is noting


def run_own_tests(self, *, mutant_name, tests):
    """Each room is held to its own tests: that another room's happen to notice is no comfort to who changes this one."""
    empty_caches()
    if mutant_name:
        own = next(files for name, files in TESTS.items() if mutant_name.startswith(f"skm.{name}."))
        files = {f"tests/{name}" for name in own}
        tests = [test for test in tests if test.partition("::")[0] in files]
        if not tests:
            return NO_TESTS
    return run_tests(self, mutant_name=mutant_name, tests=tests)


def table():
    """Mutants per module. One that ran into the time limit was noticed, as it would be by whoever runs the tests."""
    print(f"\n{'module':38} mutants  killed  timeouts  survived  other   share")
    rows = []
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        rows.append(
            (str(path), Counter(status_by_exit_code[code] for code in data.exit_code_by_key.values()))
        )
    for name, seen in [*rows, ("all", sum((seen for _, seen in rows), Counter()))]:
        if total := seen.total():
            found = [seen["killed"], seen["timeout"], seen["survived"]]
            share = (found[0] + found[1]) / total
            cells = [
                f"{n:{width}}"
                for n, width in zip([total, *found, total - sum(found)], (7, 7, 9, 9, 6), strict=True)
            ]
            print(f"{name:38} {' '.join(cells)} {share:7.1%}")


if __name__ == "__main__":
    file_mutation.MutationVisitor._skip_node_and_children = skip_but
    file_mutation.MutationVisitor._removes_ignored_code = keeps
    file_mutation.function_trampoline_arrangement = arrange_under
    PytestRunner.execute_pytest = execute_emptying
    PytestRunner.run_tests = run_own_tests
    isolation.register_timeout = lambda **_: None  # of the clock; that of the processor is set beside it
    mutmut._run(sys.argv[1:], max_children=1)
    table()
