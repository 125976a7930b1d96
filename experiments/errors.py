"""User-facing errors: what ends a command in one clear line, and with which exit status."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from experiments.texts import DEFAULT_LANGUAGE, LANGUAGES, UnknownLanguage, text
from sim.scenario.errors import Gathering, ScenarioError, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Exit(IntEnum):
    """Exit statuses of the command line."""

    DONE = 0
    INVALID_INPUT = 2
    """Refused before anything was run or written."""
    RUNS_FAILED = 3
    """Finished, but some runs failed."""
    ENVIRONMENT = 4
    """The disk, the folder or the cluster did not allow to go on."""
    INTERRUPTED = 130


class Message:
    """A line for a person, in every language: the key of a text and what fills its placeholders."""

    def __init__(self, key: str, /, **fields: object) -> None:
        self.key = key
        self.fields = fields

    def line(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the line to show in a language.

        Args:
            lang: "en" or "zh".

        Returns:
            The text with its placeholders filled.

        Example:
            >>> Message("error.bad_seed", given=-1).line("en")
            'seed -1 is not allowed; allowed: 0 to 2^64 - 1'
        """
        return text(self.key, lang, **self.fields)

    def __str__(self) -> str:
        return self.line()


class UserError(Message, Exception):
    """A problem reported to a person."""

    status: Exit

    def __init__(self, key: str, /, **fields: object) -> None:
        Message.__init__(self, key, **fields)
        Exception.__init__(self, key, fields)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (type(self), self.key, self.fields)


class InvalidInput(UserError, ValueError):
    """Input that is refused before anything is run or written."""

    status = Exit.INVALID_INPUT


class Gathered(Gathering["InvalidInput | ScenarioError"]):
    """Refusals of a study's file and of the scenario that it names."""

    kinds = (InvalidInput, ScenarioError)

    def settle(self) -> None:
        """Raise what was refused, if anything, by the lines of the file: one refusal as it was."""
        found = sorted(self._found.values(), key=_line_of)
        if len(found) == 1:
            raise found[0]
        if found:
            raise InvalidInput("error.several", problems=partial(_all_lines, found))


def _line_of(problem: InvalidInput | ScenarioError) -> float:
    place = problem.place if isinstance(problem, ScenarioError) else str(problem.fields.get("place", ""))
    numbers = re.findall(r":(\d+)(?=:|$)", place)
    return float(numbers[0]) if numbers else math.inf


def _all_lines(found: Sequence[InvalidInput | ScenarioError], lang: str) -> str:
    return "\n".join(each.line(lang) for each in found)


class LanguageRefused(InvalidInput, UnknownLanguage):
    """A language in which there are no texts, given from outside."""


def known_language(lang: str) -> str:
    """Return a language in which there are texts. Raises UnknownLanguage, as an InvalidInput, for others."""
    if lang not in LANGUAGES:
        raise LanguageRefused("error.unknown_language", given=repr(lang), names=", ".join(LANGUAGES))
    return lang


class RunsFailed(InvalidInput):
    """Runs that failed, without which there is no result."""

    status = Exit.RUNS_FAILED


MACHINE_ERRORS = (OSError, MemoryError, ImportError)
"""Errors of the machine and of what is installed on it; one of a run is no result of the model."""


class EnvironmentFailure(UserError, RuntimeError):
    """The disk, the folder or the cluster does not allow to go on; what is finished stays finished."""

    status = Exit.ENVIRONMENT


def invalid_at(place: str, name: str, problem: str, **fields: Any) -> InvalidInput:
    """Return the refusal of what stands at a place: 'file:line: name: what is wrong and what is allowed'."""
    return InvalidInput(
        "error.at" if name else "error.at_place",
        place=place,
        name=name,
        problem=phrase(f"study.{problem}", **fields),
    )


def phrase(key: str, /, **fields: Any) -> Callable[[str], str]:
    """Return what fills a placeholder with another text, in the language of the text around it."""
    return partial(text, key, **fields)


def did_you_mean(name: str, names: Iterable[str]) -> object:
    """Return what fills {near} in a text: '; did you mean X?', or nothing when no name is near."""
    near = nearest(name, names)
    return phrase("fault.did_you_mean", near=near) if near else ""


def nearest_ones(name: str, names: Iterable[str], most: int = 4) -> list[str]:
    """Return names that were perhaps meant, the likeliest first: the nearest, and those that contain a word.

    Args:
        name: what was given.
        names: what there is.
        most: so many at most.

    Returns:
        Names, none of them twice; none at all where none is near.

    Example:
        >>> nearest_ones("trust", ["value", "office_trust", "trusted"])
        ['trusted', 'office_trust']
    """
    known = list(names)
    closest = [near] if (near := nearest(name, known)) else []
    containing = [one for one in known if name and (name.lower() in one or one in name.lower())]
    similar = difflib.get_close_matches(name, known, n=most)
    return list(dict.fromkeys([*closest, *containing, *similar]))[:most]


RENAMED = {
    "--replications": ("--draws", "--seeds"),
    "-n": ("--draws", "--seeds"),
    "--luck": ("--random-numbers",),
    "--random-numbers fresh": ("independent",),
    "--random-numbers fixed": ("common",),
    "--engine engine": ("compiled",),
    "replications": ("draws", "seeds"),
    "unknowns": ("uncertain",),
}
"""What options, their values, and keys of study files were called before, and are called now."""


def renamed(name: str, of: str = "") -> Callable[[str], str] | None:
    """Return 'X is now Y' as a function of the language, or None for a name that was never another's.

    Args:
        name: an option, a value or a key.
        of: the option whose value it is.

    Returns:
        A function of the language, or None.

    Example:
        >>> renamed("-n")("en")
        '-n is now --draws and --seeds'
    """
    now = RENAMED.get(f"{of} {name}".strip())
    if now is None:
        return None
    return lambda lang: text("error.renamed", lang, name=name, now=text("analysis.list_and", lang).join(now))


def listed(ids: Sequence[int] | NDArray[np.int64], most: int = 10) -> Callable[[str], str]:
    """Return the first ids and how many more there are, as a function of the language."""
    shown = ", ".join(str(int(number)) for number in ids[:most])
    if len(ids) <= most:
        return lambda lang: shown
    return lambda lang: text("error.and_more", lang, shown=shown, more=len(ids) - most)


def _rebuilt(kind: type[UserError], key: str, fields: dict[str, object]) -> UserError:
    problem = kind.__new__(kind)
    UserError.__init__(problem, key, **fields)
    return problem
