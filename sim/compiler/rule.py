"""Mark a function as a rule: plain Python when Python calls it, compiled when compiled code calls it."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from sim.compiler.called import compiled_when_called
from sim.compiler.pipeline import IN_PLACE, LINKED

Function = TypeVar("Function", bound=Callable[..., Any])


class Rule(NamedTuple):
    """Where a rule stands: its module, its name within the module, and the function itself."""

    module: str
    name: str
    function: Callable[..., Any]


RULES: dict[tuple[str, str], Rule] = {}
"""Every rule imported so far, by module and qualified name."""


def rule(function: Function) -> Function:
    """Mark a module's function or a state class's method as a rule and return it unchanged.

    Nothing is compiled until compiled code calls the rule. `grammar` says what its body may contain.
    """
    return _marked(function, LINKED)


def small_rule(function: Function) -> Function:
    """Mark a rule that is small and called often: compiled code has it in place of every call."""
    return _marked(function, IN_PLACE)


def _marked(function: Function, options: Any) -> Function:
    compiled_when_called(**options)(function)
    RULES[function.__module__, function.__qualname__] = Rule(
        function.__module__, function.__qualname__, function
    )
    return function


def is_rule(function: object) -> bool:
    """Whether this very function was marked as a rule."""
    key = (getattr(function, "__module__", ""), getattr(function, "__qualname__", ""))
    return key in RULES and RULES[key].function is function
