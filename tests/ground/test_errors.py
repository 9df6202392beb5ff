"""Errors, warnings and notes hold their hints as data; each kind of reader gets them in words of their own."""

import ast
import copy
import pickle
import re
from pathlib import Path

import pytest

import skm
from skm.ground import errors
from skm.ground.errors import Argument, Hint, Note, ResponseError, SkmError, SkmWarning, worded
from skm.reading.files.limits import Limits

SOURCE = Path(skm.__file__).parent
KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, SkmError | SkmWarning)
]
COLUMNS = Hint("Sebutkan kolomnya, misalnya ", Argument("columns", {"U3": 'P "3"', "U4": "P4"}), ".")


@pytest.mark.parametrize(
    ("argument", "python"),
    [
        (Argument("columns", {"U3": "P3", "U4": 'P "4"'}), r'columns={"U3": "P3", "U4": "P \"4\""}'),
        (Argument("invalid", "blank"), 'invalid="blank"'),
        (Argument("lembar", ["KTP", "Kenaikan ¾"]), 'lembar=["KTP", "Kenaikan ¾"]'),
        (Argument("lembar", ...), "lembar=..."),
        (Argument("overwrite", True), "overwrite=True"),
        (Argument("limits", Limits(cells=5, columns=9)), "limits=Limits(cells=5, columns=9)"),
        (Argument("problems"), "`problems`"),
    ],
)
def test_an_argument_is_worded_as_a_call_has_it(argument, python):
    assert argument.in_python() == python
    if argument.value not in (None, ...):
        assert eval(f"dict({python})", {"Limits": Limits}) == {argument.name: argument.value}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_wrong_and_what_to_do_are_apart_and_survive_copying(kind):
    given = kind("U3 tidak ada.", hints=[COLUMNS, Hint("Lalu coba lagi."), COLUMNS])
    for error in (given, copy.copy(given), copy.deepcopy(given), pickle.loads(pickle.dumps(given))):
        assert type(error) is kind
        assert error.problem == "U3 tidak ada."
        assert error.hints == (COLUMNS, Hint("Lalu coba lagi."))
        assert error.hints[0].arguments[0].value["U4"] == "P4"
        assert str(error) == (
            'U3 tidak ada.\nSebutkan kolomnya, misalnya columns={"U3": "P \\"3\\"", "U4": "P4"}. Lalu coba lagi.'
        )


def test_a_response_error_keeps_its_problems_when_it_is_pickled():
    error = pickle.loads(pickle.dumps(ResponseError("Salah.", ["sel F3"])))
    assert (str(error), error.problems) == ("Salah.", ["sel F3"])


def test_a_reader_who_cannot_give_an_argument_does_not_hear_of_it():
    error = SkmError("Terlalu besar.", hints=[Hint("Naikkan ", Argument("limits", 5), "."), COLUMNS])
    said = worded(error, lambda argument: "ANU" if argument.name == "columns" else None)
    assert said == "Terlalu besar.\nSebutkan kolomnya, misalnya ANU."


def test_a_note_is_its_fact_and_its_hints_are_said_to_those_who_can_act_on_them():
    note = Note("Kolom ganda.", [COLUMNS])
    assert note == "Kolom ganda."
    assert type(str(note)) is str
    assert worded(note, lambda _: "--anu") == "Kolom ganda. Sebutkan kolomnya, misalnya --anu."
    assert worded("Biasa.") == "Biasa."
    for copied in (copy.deepcopy(note), pickle.loads(pickle.dumps(note))):
        assert (copied, copied.hints) == (note, note.hints)


# Python as advice, or an option of the command line
_ADVICE = re.compile(
    r"\b(columns|lembar|pedoman|invalid|blanks|limits|overwrite|by)=[\[{\"'.(\w]|(?<![\w-])--[a-z]|`\w"
    r"|\b(apply|rows)\([\"a]"
)
# An instruction sheet names a command to be typed, a repr the attributes of its object; how to install an extra.
_ALLOWED = {
    "report/form.py": ' --pedoman "',
    "reading/responses/model.py": "; lihat `",
    "ground/errors.py": "pip install",
}


def advice(source):
    """Texts of a module, docstrings aside, that speak of Python or of options."""
    tree = ast.parse(source)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return [n.value for n in texts if id(n) not in docs and _ADVICE.search(n.value)]


def test_the_search_for_advice_finds_what_it_is_for():
    told = 'raise FileError(f"Ada. Sebutkan columns={{\\"U3\\": {x}}}")\nf("tambahkan --timpa")\nf("lihat `problems`")'
    assert len(advice(told)) == 3
    assert advice('def f():\n    """Use ``columns={}`` or --timpa."""\n    return "x"') == []


@pytest.mark.parametrize(
    "path",
    [p for p in sorted(SOURCE.rglob("*.py")) if p.relative_to(SOURCE).parts[0] != "cli"],
    ids=lambda p: p.relative_to(SOURCE).as_posix(),
)
def test_no_text_of_the_library_gives_advice_in_python_or_in_options(path):
    allowed = _ALLOWED.get(path.relative_to(SOURCE).as_posix())
    found = advice(path.read_text(encoding="utf-8"))
    assert [text for text in found if allowed is None or allowed not in text] == []
