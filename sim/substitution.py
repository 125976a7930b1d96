"""A rule of one's own in place of one of the model's, in plain Python, for as long as it is tried."""

from __future__ import annotations

import ast
import inspect
import math
import sys
import textwrap
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache, wraps
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

# What is imported here imports every rule, so that each is known by its name.
from sim import agenda, founding, measures, world
from sim.compiler.rule import RULES, Rule
from sim.compiler.state import State, fields, no_field
from sim.failure import OwnRuleFailed

EVERYTHING = (agenda, founding, measures, world)

_ONE_AT_A_TIME = threading.RLock()

LARGEST = 2**63 - 1
"""The largest whole number that both engines hold."""

Returned = dict[str, tuple[float, float] | None]
"""The least and the largest number that each own rule at work returned so far, by the rule's name.

None for one that returned none: what it did to its agent counts.
"""


class NoSuchRule(ValueError):
    """A name that no rule has, with the nearest ones, or that several rules have, with their modules."""

    def __init__(self, name: str, instead: tuple[str, ...]) -> None:
        super().__init__(f"no one rule {name!r}; {', '.join(instead)}")
        self.name, self.instead = name, instead


class WrongArguments(ValueError):
    """A rule that does not take what it would be called with."""

    def __init__(self, name: str, needed: tuple[str, ...]) -> None:
        super().__init__(f"{name} is called with {', '.join(needed)}")
        self.name, self.needed = name, needed


def all_rules() -> tuple[Rule, ...]:
    """Return every rule of the model."""
    return tuple(RULES.values())


def rule_named(name: str) -> Rule:
    """Return the rule of a name: "cooperates", "Contract.pay", or with its module where several have it.

    Raises NoSuchRule.
    """
    found = [one for one in RULES.values() if name in (one.name, f"{one.module}.{one.name}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchRule(name, tuple(f"{one.module}.{one.name}" for one in found))
    names = sorted({one.name for one in RULES.values()})
    raise NoSuchRule(name, tuple(get_close_matches(name, names, 3, 0.5)))


def checked(name: str, own: Callable[..., Any]) -> Rule:
    """Return the rule that `own` is to replace. Raises NoSuchRule, and WrongArguments unless it fits.

    Arguments go by their places: one that has the name of another would be given that one's value.
    """
    replaced = rule_named(name)
    names = ("usual", *inspect.signature(replaced.function).parameters)
    try:
        bound = inspect.signature(own).bind(*names)
    except (TypeError, ValueError):  # a class of Python's own says nothing of what it takes
        raise WrongArguments(name, names) from None
    if any(taken in names and taken != given for taken, given in bound.arguments.items()):
        raise WrongArguments(name, names)
    return replaced


@contextmanager
def substituted(rules: Mapping[str, Callable[..., Any]]) -> Iterator[Returned]:
    """Run the model in plain Python with own rules in place of the model's.

    Each is called with the rule that it replaces and then with that rule's arguments; an agent's own method
    gets the agent first. Compiled code does not see it. The rules are the model's again afterwards, whatever
    happened; other threads that run the model meanwhile would meet them too. Yields what they return.

    Raises NoSuchRule and WrongArguments before anything is replaced. An own rule that raises, or returns what
    the model's rule never would, ends its run with OwnRuleFailed.
    """
    chosen = [(name, checked(name, own), own) for name, own in rules.items()]
    returned: Returned = {}
    with _ONE_AT_A_TIME:
        changed: list[tuple[Any, str, Any]] = []
        try:
            for rule, replaced, own in chosen:
                called = _called(rule, own, replaced.function, returned)
                for place, name in _places(replaced):
                    changed.append((place, name, replaced.function))
                    setattr(place, name, called)
            yield returned
        finally:
            for place, name, function in reversed(changed):
                setattr(place, name, function)


def _called(
    name: str, own: Callable[..., Any], usual: Callable[..., Any], returned: Returned
) -> Callable[..., Any]:
    kind = usual.__annotations__.get("return")
    kind = str(getattr(kind, "__name__", kind))
    switch = kind == "int" and is_switch(usual)

    @wraps(usual)
    def called(*given: Any) -> Any:
        before = [(each, set(vars(each))) for each in given if isinstance(each, State)]
        try:
            value = own(usual, *given)
        except (OwnRuleFailed, MemoryError):
            raise
        except Exception as error:
            at = _own_line(own, error)
            raise OwnRuleFailed(f"own rule {name!r}: {at}: {type(error).__name__}: {error}") from error
        if isinstance(value, np.bool_):  # of a comparison of NumPy's numbers
            value = bool(value)
        needed = _needed(kind, value, switch)
        if needed:
            raise OwnRuleFailed(f"own rule {name!r} returned {_short(value)}; {needed} is needed")
        for agent, had in before:
            if stray := sorted(vars(agent).keys() - had - fields(type(agent)).keys()):
                raise OwnRuleFailed(
                    f"own rule {name!r} ({_begins(own)}) set {stray[0]}: {no_field(type(agent), stray[0])}"
                )
            if wrong := _wrong_field(agent):
                raise OwnRuleFailed(f"own rule {name!r} ({_begins(own)}) set {wrong}")
        if isinstance(value, Real):
            low, high = returned.get(name) or (math.inf, -math.inf)
            returned[name] = min(low, float(value)), max(high, float(value))
        else:
            returned.setdefault(name, None)
        return value

    return called


def _own_line(own: Callable[..., Any], error: Exception) -> str:
    """The last line of the own rule's file that was at work, not one of the model that it called."""
    frames = traceback.extract_tb(error.__traceback__)
    code = getattr(inspect.unwrap(own), "__code__", None)
    inside = [frame for frame in frames if code is not None and frame.filename == code.co_filename]
    last = (inside or frames[1:2] or frames)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _begins(own: Callable[..., Any]) -> str:
    """Where an own rule begins, such as 'mine.py:12'; its name where that is not known."""
    code = getattr(inspect.unwrap(own), "__code__", None)
    return repr(own) if code is None else f"{Path(code.co_filename).name}:{code.co_firstlineno}"


def _wrong_field(agent: State) -> str:
    """The first field of an agent that is no number of its kind, and what is needed; '' if all are."""
    if _plain(agent):
        return ""
    for name, field in fields(type(agent)).items():
        value = getattr(agent, name)
        cells = [value] if field.size is None else value
        if not isinstance(cells, list | np.ndarray):
            return f"{name} of {_agent(agent)} to {_short(value)}; a list is needed"
        for place, cell in enumerate(cells):
            whole = field.kind is int
            if not _number(cell) or (whole and cell != math.floor(cell)):
                at = name if field.size is None else f"{name}[{place}]"
                needed = "a whole number" if whole else "a finite number"
                return f"{at} of {_agent(agent)} to {_short(cell)}; {needed} is needed"
    return ""


def _plain(agent: State) -> bool:
    """Whether all fields are Python's own floats and ints: nearly always, and soon seen."""
    cells: dict[type, list[Any]] = {int: [], float: []}
    try:
        for name, field in fields(type(agent)).items():
            value = getattr(agent, name)
            if field.size is not None and type(value) is not list:
                return False
            cells[field.kind].extend([value] if field.size is None else value)
        whole, given = (set(map(type, cells[kind])) for kind in (int, float))
        small = all(abs(cell) <= LARGEST for cell in cells[int])
        return small and whole <= {int} and given <= {float, int} and all(map(math.isfinite, cells[float]))
    except (TypeError, OverflowError):
        return False


def _agent(agent: State) -> str:
    kind = type(agent).__name__.removesuffix("Agent")
    return f"{kind} {vars(agent)['id']}" if "id" in vars(agent) else kind


@cache
def is_switch(rule: Callable[..., Any]) -> bool:
    """Whether a rule can only return 0 or 1: its own source says so at every return.

    A rule whose source returns anything else, such as what another rule returns, is no switch here: what it
    may return is not known.
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    except (OSError, TypeError, SyntaxError):
        return False
    kept: dict[str, list[ast.expr | None]] = {}
    returns: list[ast.expr | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Return):
            returns.append(node.value)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                for each in ast.walk(target):
                    if isinstance(each, ast.Name):
                        kept.setdefault(each.id, []).append(node.value if each is target else None)
        elif isinstance(node, (ast.AugAssign, ast.For, ast.arg, ast.AnnAssign, ast.NamedExpr)):
            for each in [node] if isinstance(node, ast.arg) else ast.walk(node.target):
                if isinstance(each, (ast.Name, ast.arg)):
                    kept.setdefault(each.id if isinstance(each, ast.Name) else each.arg, []).append(None)

    def zero_or_one(value: ast.expr | None) -> bool:
        if isinstance(value, ast.Constant):
            return type(value.value) is int and value.value in (0, 1)
        if isinstance(value, ast.IfExp):
            return zero_or_one(value.body) and zero_or_one(value.orelse)
        if isinstance(value, ast.Name) and value.id in kept:
            return all(isinstance(each, ast.Constant) and zero_or_one(each) for each in kept[value.id])
        return False

    return bool(returns) and all(map(zero_or_one, returns))


def _needed(kind: str, value: Any, switch: bool) -> str:
    """What a rule that returns a kind of value must return, or '' where it does."""
    if kind == "None":  # what it does to its agent counts, and a number returned would count for nothing
        return "" if value is None else "nothing (the agent is changed instead)"
    if kind.startswith("tuple"):
        right = isinstance(value, tuple) and len(value) == kind.count(",") + 1 and all(map(_number, value))
        return "" if right else f"a tuple of {kind.count(',') + 1} finite numbers"
    if switch:
        return "" if _number(value) and value in (0, 1) else "0 or 1"
    if kind == "int":
        return "" if _number(value) and float(value).is_integer() else "a whole number"
    return "" if _number(value) else "a finite number"


def _number(value: Any) -> bool:
    if isinstance(value, int) and abs(value) > LARGEST:  # of Python's own, which have no end
        return False
    return isinstance(value, Real) and math.isfinite(value)


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= 60 else f"{said[:57]}..."


def _places(replaced: Rule) -> list[tuple[Any, str]]:
    """Where a rule is looked up when it is called: its class, or each module that has it by a name."""
    owner, _, name = replaced.name.rpartition(".")
    if owner:
        return [(getattr(sys.modules[replaced.module], owner), name)]
    return [
        (module, name)
        for key, module in list(sys.modules.items())
        if module is not None and key.partition(".")[0] == "sim"
        for name, value in list(vars(module).items())
        if value is replaced.function
    ]
