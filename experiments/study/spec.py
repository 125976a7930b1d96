"""What a person asks for: the content of a study file, checked and ready to become a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from experiments.study.design import Design


@dataclass(frozen=True)
class StudySpec:
    """A study as asked for. None stands for all arms, measures or series, and the horizon of the scenario.

    `model` is what the evaluator is built from; `limit` is how long one run may take, in seconds, where runs
    are computed apart; `text` is the file as it was given.
    """

    name: str
    design: Design
    replications: int = 1
    seed: int = 0
    arms: tuple[str, ...] | None = None
    months: int | None = None
    measures: tuple[str, ...] | None = None
    series: tuple[str, ...] | None = ()
    limit: float = 300.0
    model: dict[str, Any] = field(default_factory=dict)
    text: str = ""
