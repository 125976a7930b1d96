"""What is wrong with a scenario: one line of place, key, value, what is allowed, the nearest right name."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, TypeVar, cast

from sim.texts import DEFAULT_LANGUAGE, text

_LONGEST = 60

CHANGES = "changes"
"""The origin of what is set in Python; a refusal names the parameter alone, for nobody typed a place."""


class ScenarioError(ValueError):
    """Input that is refused before anything is run or written: 'case.toml:4: contract.trem: …'.

    Args:
        place: the file and line, or whatever else the input came from.
        key: the dotted name that is refused.
        problem: the key of the reason among the texts of faults.
        near: a name that was perhaps meant.
        fields: what fills the placeholders of the reason.
    """

    def __init__(self, place: str, key: str, problem: str, *, near: str = "", **fields: object) -> None:
        super().__init__(place, key, problem)
        self.place = place
        self.key = key
        self.problem = problem
        self.near = near
        self.fields = fields

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (self.place, self.key, self.problem, self.near, self.fields)

    def line(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """The line to show in a language.

        Args:
            lang: "en" or "zh".

        Returns:
            Place, key, what is wrong and what is allowed.

        Example:
            >>> ScenarioError("case.toml:4", "contract.term", "not_finite").line().partition(": ")[0]
            'case.toml:4'
        """
        said = text(f"fault.{self.problem}", lang, **self.fields)
        if self.near:
            said += text("fault.did_you_mean", lang, near=self.near)
        place = "" if self.place == CHANGES else self.place
        return ": ".join(part for part in (place, self.key, said) if part)

    def __str__(self) -> str:
        return self.line()


def _rebuilt(place: str, key: str, problem: str, near: str, fields: dict[str, object]) -> ScenarioError:
    return ScenarioError(place, key, problem, near=near, **fields)


class ScenarioErrors(ScenarioError):
    """All that is wrong with an input, when it is more than one thing: a line for each."""

    def __init__(self, problems: Sequence[ScenarioError]) -> None:
        first = problems[0]
        super().__init__(first.place, first.key, first.problem, near=first.near, **first.fields)
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[object, ...]:
        return ScenarioErrors, (self.problems,)

    def line(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """The lines to show in a language, one for each problem."""
        return "\n".join(each.line(lang) for each in self.problems)


Problem = TypeVar("Problem", bound=Exception)


class Gathering(Generic[Problem]):
    """Refusals of some kinds gathered on the way, so that all of them are reported at once."""

    kinds: ClassVar[tuple[type[Exception], ...]]

    def __init__(self) -> None:
        self._found: dict[str, Problem] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep what is refused inside, and go on."""
        try:
            yield
        except ScenarioErrors as several:
            self._found.update((each.line(), cast("Problem", each)) for each in several.problems)
        except self.kinds as problem:
            self._found.setdefault(cast("Any", problem).line(), cast("Problem", problem))


class Refusals(Gathering[ScenarioError]):
    """Refusals of a scenario's files."""

    kinds = (ScenarioError,)

    @property
    def keys(self) -> frozenset[str]:
        """The keys that are refused."""
        return frozenset(each.key for each in self._found.values())

    @property
    def meant(self) -> frozenset[str]:
        """The names that were perhaps meant by what is refused."""
        return frozenset(each.near for each in self._found.values() if each.near)

    def settle(self) -> None:
        """Raise ScenarioError when there was one refusal, ScenarioErrors when there were more."""
        found = _in_order_of_lines(self._found.values())
        if found:
            raise found[0] if len(found) == 1 else ScenarioErrors(found)


def _in_order_of_lines(found: Iterable[ScenarioError]) -> tuple[ScenarioError, ...]:
    """Refusals file by file as they came, those of a file by their lines; last what has no line."""
    files: dict[str, list[tuple[float, ScenarioError]]] = {}
    for each in found:
        file, _, line = each.place.rpartition(":")
        at = (file, int(line)) if line.isdecimal() else (each.place, float("inf"))
        files.setdefault(at[0], []).append((at[1], each))
    return tuple(each for of in files.values() for _, each in sorted(of, key=lambda pair: pair[0]))


def nearest(name: str, names: Iterable[str]) -> str:
    """The most similar of the names, or '' when none is near.

    For dotted names the last part counts first: 'contract.design' is nearest to 'capability.design'.
    """
    names = list(names)
    last = name.rpartition(".")[2]
    same = [each for each in names if each.rpartition(".")[2] == last]
    near = difflib.get_close_matches(name, same, n=1, cutoff=0.0) or difflib.get_close_matches(
        name, names, n=1
    )
    return near[0] if near else ""


def shown(value: object) -> str:
    """A refused value as TOML writes it, on one line and cut short when it is long."""
    if isinstance(value, bool):
        said = "true" if value else "false"
    elif isinstance(value, int) and value.bit_length() > 256:
        said = f"<{value.bit_length()}-bit integer>"
    elif isinstance(value, str):
        said = json.dumps(value[: 2 * _LONGEST], ensure_ascii=False)
    elif isinstance(value, dict):
        pairs = (f"{name} = {shown(each)}" for name, each in value.items())
        said = "{…}" if len(value) > 3 else "{" + ", ".join(pairs) + "}"
    elif isinstance(value, list | tuple):
        said = "[…]" if len(value) > 6 else "[" + ", ".join(shown(each) for each in value) + "]"
    else:
        said = str(value)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
