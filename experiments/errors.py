"""What ends a command in one clear line: input that is refused, and a machine that cannot go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from experiments.texts import DEFAULT_LANGUAGE, text
from sim.scenario.errors import nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DONE, REFUSED, FAILED_RUNS, HALTED, INTERRUPTED = 0, 2, 3, 4, 130
"""Exit statuses: all well; refused before any run; with failed runs; could not go on; asked to stop."""


class UserError(Exception):
    """A problem that is told to a person: the key of a text and what fills its placeholders."""

    status: int

    def __init__(self, key: str, /, **fields: object) -> None:
        super().__init__(key, fields)
        self.key = key
        self.fields = fields

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (type(self), self.key, self.fields)

    def line(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the line to show in a language."""
        return text(self.key, lang, **self.fields)

    def __str__(self) -> str:
        return self.line()


class InvalidInput(UserError, ValueError):
    """Input that is refused before anything is run or written."""

    status = REFUSED


class RunsFailed(InvalidInput):
    """Runs that failed, without which there is no result to show."""

    status = FAILED_RUNS


class EnvironmentFailure(UserError, RuntimeError):
    """The disk, the folder or the cluster does not let the study go on; what is finished stays finished."""

    status = HALTED


def invalid_at(place: str, name: str, problem: str, **fields: Any) -> InvalidInput:
    """Return the refusal of what stands at a place: 'file:line: name: what is wrong and what is allowed'."""
    return InvalidInput(
        "study.at" if name else "study.at_place",
        place=place,
        name=name,
        problem=partial(text, f"study.{problem}", **fields),
    )


def _rebuilt(kind: type[UserError], key: str, fields: dict[str, object]) -> UserError:
    problem = kind.__new__(kind)
    UserError.__init__(problem, key, **fields)
    return problem


def did_you_mean(name: str, names: Iterable[str]) -> object:
    """Return what fills {near} in a text: '; did you mean X?', or nothing when no name is near."""
    near = nearest(name, names)
    return partial(text, "fault.did_you_mean", near=near) if near else ""


def listed(ids: Sequence[int] | NDArray[np.int64], most: int = 10) -> Callable[[str], str]:
    """Return the first ids and how many more there are, as a function of the language."""
    shown = ", ".join(str(int(number)) for number in ids[:most])
    if len(ids) <= most:
        return lambda lang: shown
    return lambda lang: text("analysis.and_more", lang, shown=shown, more=len(ids) - most)
