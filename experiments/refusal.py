"""What ends a command in one clear line: input that is refused, and a machine that cannot go on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from sim.scenario.faults import nearest
from sim.texts import DEFAULT_LANGUAGE, text

FINISHED, REFUSED, FAILED_RUNS, HALTED, INTERRUPTED = 0, 2, 3, 4, 130
"""Exit statuses: all well; refused before any run; with failed runs; could not go on; asked to stop."""


class Told(Exception):
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


class Refused(Told, ValueError):
    """Input that is refused before anything is run or written."""

    status = REFUSED


class RunsFailed(Refused):
    """Runs that failed, without which there is no result to show."""

    status = FAILED_RUNS


class Halted(Told, RuntimeError):
    """The disk, the folder or the cluster does not let the study go on; what is finished stays finished."""

    status = HALTED


def refused_at(place: str, name: str, problem: str, **fields: Any) -> Refused:
    """Return the refusal of what stands at a place: 'file:line: name: what is wrong and what is allowed'."""
    return Refused(
        "study.at" if name else "study.at_place",
        place=place,
        name=name,
        problem=partial(text, f"study.{problem}", **fields),
    )


def _rebuilt(kind: type[Told], key: str, fields: dict[str, object]) -> Told:
    problem = kind.__new__(kind)
    Told.__init__(problem, key, **fields)
    return problem


def did_you_mean(name: str, names: Iterable[str]) -> object:
    """Return what fills {near} in a text: '; did you mean X?', or nothing when no name is near."""
    near = nearest(name, names)
    return partial(text, "fault.did_you_mean", near=near) if near else ""
