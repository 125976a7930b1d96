"""What is public is documented: the door, and whatever can be reached from what it gives."""

import ast
import importlib
import inspect
import pydoc
import re
import rlcompleter
import sys
import textwrap
import typing
from functools import cached_property

import pytest

import oneplusone as opo

OURS = ("sim", "experiments", "oneplusone")
SECTION = re.compile(r"(Args|Attributes|Returns|Yields|Raises|Example):$")
NO_RESULT = (None, type(None))
PLAIN = (str, int, float, bool)


def ours(found):
    return inspect.isclass(found) and found.__module__.partition(".")[0] in OURS


def names_for_typing(module):
    """What a module imports for type checking alone, by name."""
    found = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for each in ast.walk(node):
                if isinstance(each, ast.ImportFrom):
                    home = importlib.import_module(each.module)
                    found |= {alias.asname or alias.name: getattr(home, alias.name) for alias in each.names}
                elif isinstance(each, ast.Import):
                    found |= {alias.asname: importlib.import_module(alias.name) for alias in each.names}
    return found


def hints(of):
    module = sys.modules[of.__module__]
    try:
        return typing.get_type_hints(of)
    except NameError:
        return typing.get_type_hints(of, {**vars(module), **names_for_typing(module.__name__)})


def classes_in(annotation):
    if ours(annotation):
        yield annotation
    for part in typing.get_args(annotation):
        yield from classes_in(part)


def function_of(member):
    """The function behind a member of a class, or None."""
    if isinstance(member, property):
        return member.fget
    if isinstance(member, cached_property):
        return member.func
    if isinstance(member, classmethod | staticmethod):
        return member.__func__
    return member if inspect.isfunction(member) else None


def members(kind):
    """(name, function, whether it is a property) of what a class itself declares as public."""
    fields = getattr(kind, "__dataclass_fields__", {})  # the default of one may be a function
    for name, member in vars(kind).items():
        function = function_of(member)
        if function is not None and not name.startswith("_") and name not in fields:
            yield name, function, isinstance(member, property | cached_property)


def reached_from(first):
    """Our classes among those given, their bases, and what their methods and fields give, and so on."""
    found, open_ones = set(), list(first)
    while open_ones:
        kind = open_ones.pop()
        if kind in found:
            continue
        found.add(kind)
        open_ones += filter(ours, kind.__mro__[1:])
        fields = [hint for name, hint in hints(kind).items() if not name.startswith("_")]
        given = [hints(function).get("return") for _, function, _ in members(kind)]
        open_ones += [each for hint in fields + given for each in classes_in(hint)]
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


DOOR = {name: getattr(opo, name) for name in opo.__all__}
FUNCTIONS = {name: found for name, found in DOOR.items() if inspect.isfunction(found)}
CLASSES = reached_from(
    [kind for kind in DOOR.values() if ours(kind)]
    + [kind for found in FUNCTIONS.values() for kind in classes_in(hints(found)["return"])]
)
PUBLIC = {
    **{name: (found, False) for name, found in FUNCTIONS.items()},
    **{
        f"{kind.__name__}.{name}": (function, is_property)
        for kind in CLASSES
        for name, function, is_property in members(kind)
    },
}  # fmt: skip


def sections(said):
    """{section: its text} of a docstring in Google's style; "" is what stands before the first."""
    found, name = {"": []}, ""
    for line in said.splitlines():
        head = SECTION.match(line)
        if head:
            name = head[1]
            found[name] = []
        else:
            found[name].append(line)
    return {name: textwrap.dedent("\n".join(lines)).strip() for name, lines in found.items()}


def items(section):
    """The names that a section explains."""
    return set(re.findall(r"^\*{0,2}(\w+): \S", section, re.M))


def refused(function):
    """What a function itself raises, by name."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    raised = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc]
    names = [ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in raised]
    return {
        name for name in (each.rpartition(".")[2] for each in names) if name.isalpha() and name[0].isupper()
    }


def lacks(function, is_property=False):
    """What the docstring of a function lacks."""
    said = sections(inspect.cleandoc(function.__doc__ or ""))
    sentence = said[""].partition("\n\n")[0]
    if not sentence:
        return ["sentence"]
    found = [] if sentence.endswith((".", "?")) else ["full stop"]
    if is_property:
        return found
    taken = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    found += [f"Args: {name}" for name in taken if name not in items(said.get("Args", ""))]
    found += [f"Args: no {name}" for name in items(said.get("Args", "")) if name not in taken]
    gives = hints(function).get("return")
    if gives not in NO_RESULT and not said.get("Returns") and not said.get("Yields"):
        found.append("Returns")
    found += [f"Raises: {name}" for name in refused(function) if name not in items(said.get("Raises", ""))]
    if (taken or gives not in (*NO_RESULT, *PLAIN)) and ">>> " not in said.get("Example", ""):
        found.append("Example")
    return found


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_is_documented(name):
    assert lacks(*PUBLIC[name]) == []


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_a_class_says_what_it_is(kind):
    sentence = inspect.cleandoc(vars(kind).get("__doc__") or "").partition("\n\n")[0]
    assert sentence.endswith(".")
    assert not sentence.startswith(f"{kind.__name__}(")  # what a dataclass says of itself


@pytest.mark.parametrize(
    "name",
    [name for name, found in DOOR.items() if ours(found) and inspect.isfunction(vars(found).get("__init__"))
     and not hasattr(found, "__dataclass_fields__")],
)  # fmt: skip
def test_what_is_made_by_hand_says_what_it_takes(name):
    kind = DOOR[name]
    taken = [each for each in inspect.signature(kind).parameters if each not in ("self", "cls")]
    assert items(sections(inspect.cleandoc(kind.__doc__)).get("Args", "")) == set(taken)


def test_the_walk_from_the_door_reaches_what_results_hold():
    reached = {kind.__name__ for kind in CLASSES}
    assert reached >= {"Scenario", "Study", "StudyReport", "Quantity", "Estimate", "DrawRange", "Account"}
    assert {"simulate", "Ledger.under", "Scenario.draw", "AnalysisResult.plot"} <= PUBLIC.keys()


def whole(given: int) -> "list[int]":
    """Return a list.

    Args:
        given: a number.

    Returns:
        A list of it.

    Example:
        >>> whole(1)
        [1]
    """
    return [given]


def empty(given: int) -> "list[int]":
    if given < 0:
        raise opo.InvalidInput("error.months_twice")
    return [given]


@pytest.mark.parametrize(
    ("left_out", "lacking"),
    [
        ("", []),
        ("Return a list.", ["sentence"]),
        ("list.", ["full stop"]),
        ("        given: a number.\n", ["Args: given"]),
        ("        A list of it.\n", ["Returns"]),
        (">>> ", ["Example"]),
    ],
)
def test_what_a_docstring_lacks_would_be_noticed(monkeypatch, left_out, lacking):
    monkeypatch.setattr(whole, "__doc__", whole.__doc__.replace(left_out, "") if left_out else whole.__doc__)
    assert lacks(whole) == lacking


def test_a_refusal_that_is_not_said_would_be_noticed(monkeypatch):
    monkeypatch.setattr(empty, "__doc__", whole.__doc__)
    assert lacks(empty) == ["Raises: InvalidInput"]


def test_help_at_the_door_fits_a_terminal():
    pages = {name: pydoc.plain(pydoc.render_doc(found)) for name, found in FUNCTIONS.items()}
    long = [
        (name, line)
        for name, page in pages.items()
        for line in page.splitlines()[1:]  # the first says what is shown
        if len(line) > 80 and not line.startswith(f"{name}(")  # the signature, which pydoc leaves on one line
    ]
    long += [line for line in opo.__doc__.splitlines() if len(line) > 76]
    assert long == []


def test_tab_completion_shows_the_door_alone():
    importlib.import_module("oneplusone.running")  # what was imported since is not shown either
    found = rlcompleter.Completer({"opo": opo}).attr_matches("opo.")
    assert sorted(each.partition("(")[0] for each in found) == sorted(f"opo.{name}" for name in opo.__all__)


def test_the_numbers_that_help_shows_are_those_of_this_version():
    found = opo.simulate("s_association")
    shown = re.findall(r"# 1\+1 against [^:]+: ([\d.]+)", opo.__doc__)
    assert shown == [f"{each.value:.2f}" for each in (found.added_value, found.one_plus_one)]
