"""A rule of one's own in place of one of the model's, in plain Python, for as long as it is tried."""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import wraps
from typing import Any

# What is imported here imports every rule, so that each is known by its name.
from sim import agenda, founding, measures, world
from sim.compiler.rule import RULES, Rule

EVERYTHING = (agenda, founding, measures, world)

_ONE_AT_A_TIME = threading.RLock()


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
    """Return the rule that `own` is to replace. Raises NoSuchRule, and WrongArguments unless it fits."""
    replaced = rule_named(name)
    names = ("usual", *inspect.signature(replaced.function).parameters)
    try:
        inspect.signature(own).bind(*names)
    except TypeError:
        raise WrongArguments(name, names) from None
    return replaced


@contextmanager
def substituted(rules: Mapping[str, Callable[..., Any]]) -> Iterator[None]:
    """Run the model in plain Python with own rules in place of the model's.

    Each is called with the rule that it replaces and then with that rule's arguments; an agent's own method
    gets the agent first. Compiled code does not see it. The rules are the model's again afterwards, whatever
    happened; other threads that run the model meanwhile would meet them too.

    Raises NoSuchRule and WrongArguments before anything is replaced.
    """
    chosen = [(checked(name, own), own) for name, own in rules.items()]
    with _ONE_AT_A_TIME:
        changed: list[tuple[Any, str, Any]] = []
        try:
            for replaced, own in chosen:
                for place, name in _places(replaced):
                    changed.append((place, name, replaced.function))
                    setattr(place, name, _called(own, replaced.function))
            yield
        finally:
            for place, name, function in reversed(changed):
                setattr(place, name, function)


def _called(own: Callable[..., Any], usual: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(usual)
    def called(*given: Any) -> Any:
        return own(usual, *given)

    return called


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
