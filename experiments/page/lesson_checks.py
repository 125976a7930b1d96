"""What a lesson's file has, taken out piece by piece; whatever is refused is refused with its place."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from experiments.errors import InvalidInput, did_you_mean, phrase
from sim.scenario import Scenario
from sim.scenario.errors import ScenarioError, shown

LANGUAGES = ("en", "zh")
Both = dict[str, str]
UNBROKEN = "1\u00a0+\u00a01"
"""No line breaks within it."""


@dataclass(frozen=True)
class InFile:
    """A place in a file: 'case.toml: scenes[2].settings[1].values'; elements count from 1."""

    file: str
    path: str = ""

    def at(self, part: str) -> InFile:
        """Return the place of a part of what stands here."""
        return InFile(self.file, f"{self.path}.{part}" if self.path else part)

    def element(self, name: str, place: int) -> InFile:
        """Return the place of an element of a list, counted from 0."""
        return self.at(f"{name}[{place + 1}]")

    def refused(self, problem: str, **fields: Any) -> InvalidInput:
        """Return the refusal of what stands here."""
        return InvalidInput(
            "error.at" if self.path else "error.at_place",
            place=self.file,
            name=self.path,
            problem=phrase(f"lesson.{problem}", **fields),
        )

    def unknown(self, what: str, given: object, names: Iterable[str]) -> InvalidInput:
        """Return the refusal of a name that is not among names."""
        return self.refused(f"unknown_{what}", given=given, near=did_you_mean(str(given), names))

    def one_of(self, given: object, names: Sequence[str]) -> str:
        """Return a name that is one of these. Raises InvalidInput for any other."""
        if not isinstance(given, str) or given not in names:
            raise self.unknown("name", shown(given), names)
        return given

    def allowed(self, scenario: Scenario, name: str, value: object) -> Scenario:
        """Return the scenario with a value set. Raises InvalidInput where the value is not allowed."""
        try:
            return scenario.with_values({name: value})
        except ScenarioError as problem:
            raise InvalidInput(
                "error.at_place", place=f"{self.file}: {self.path}", problem=problem.line
            ) from None


class Checked:
    """A table of a lesson's file, and the scenario that the lesson is about."""

    def __init__(self, given: Mapping[str, Any], place: InFile, scenario: Scenario) -> None:
        self.given = given
        self.place = place
        self.scenario = scenario

    def both(self, name: str) -> Both:
        """Return a text in both languages. Raises InvalidInput where it, or a language of it, is missing."""
        return self._both(self.given.get(name), self.place.at(name))

    def several(self, name: str, least: int) -> list[Both]:
        """Return texts in both languages, at least so many."""
        return [
            self._both(one, self.place.element(name, place))
            for place, one in enumerate(self._list(name, least))
        ]

    @staticmethod
    def _both(given: object, place: InFile) -> Both:
        if not isinstance(given, Mapping):
            raise place.refused("missing")
        for lang in LANGUAGES:
            if not isinstance(given.get(lang), str) or not given[lang].strip():
                raise place.at(lang).refused("missing")
        if extra := sorted(set(given) - set(LANGUAGES)):
            raise place.at(extra[0]).refused("unknown_key", allowed=", ".join(LANGUAGES))
        return {lang: given[lang].strip().replace("1 + 1", UNBROKEN) for lang in LANGUAGES}

    def word(self, name: str, among: Sequence[str] = (), missing: str = "missing") -> str:
        """Return a word, one of some where these are given."""
        given = self.given.get(name)
        if given is None:
            raise self.place.at(name).refused(missing)
        return self.place.at(name).one_of(given, among or [str(given)])

    def number(self, name: str) -> float:
        """Return a finite number."""
        given = self.given.get(name)
        if given is None:
            raise self.place.at(name).refused("missing")
        if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
            raise self.place.at(name).refused("not_a_number", given=json.dumps(given, default=str))
        return given

    def table(self, name: str, allowed: Sequence[str] = ()) -> Checked:
        """Return a table that must be there, with no keys but those allowed where these are said."""
        given = self.given.get(name)
        if not isinstance(given, Mapping):
            raise self.place.at(name).refused("missing")
        found = Checked(given, self.place.at(name), self.scenario)
        if allowed:
            found.settle(set(allowed))
        return found

    def tables(self, name: str, least: int = 0, most: int | None = None) -> list[Checked]:
        """Return a list of tables, at least and at most so many."""
        given = self._list(name, least)
        if most is not None and len(given) > most:
            raise self.place.at(name).refused("too_many", most=most)
        for place, one in enumerate(given):
            if not isinstance(one, Mapping):
                raise self.place.element(name, place).refused("missing")
        return [
            Checked(one, self.place.element(name, place), self.scenario) for place, one in enumerate(given)
        ]

    def _list(self, name: str, least: int) -> list[Any]:
        given = self.given.get(name, [])
        if not isinstance(given, list) or len(given) < least:
            raise self.place.at(name).refused("too_few", least=least)
        return given

    def settle(self, read: set[str]) -> None:
        """Raise InvalidInput where there is a key that nobody reads."""
        if extra := sorted(set(self.given) - read):
            raise self.place.at(extra[0]).refused("unknown_key", allowed=", ".join(sorted(read)))
