"""A study specification: the content of a study file, checked and ready to become a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from experiments.study.design import Design


@dataclass(frozen=True)
class StudySpec:
    """A study as specified.

    None stands for all arms, measures or series, and for the horizon of the scenario. Each point gets `draws`
    parameter draws (None: one) with `seeds` seeds each; where no parameter is drawn there is one draw.
    `model` is what the evaluator is built from, `engine` the engine it runs on; `limit` is how long one run
    may take, in seconds, in a child process; `text` is the file as it was given.
    """

    name: str
    design: Design
    draws: int | None = None
    seeds: int = 1
    seed: int = 0
    arms: tuple[str, ...] | None = None
    months: int | None = None
    measures: tuple[str, ...] | None = None
    series: tuple[str, ...] | None = ()
    limit: float = 300.0
    model: dict[str, Any] = field(default_factory=dict)
    engine: str = "auto"
    text: str = ""

    @property
    def draw_count(self) -> int:
        """How many parameter draws there are."""
        return self.draws or 1

    @property
    def replications(self) -> int:
        """How many replications each point has: draws × seeds."""
        return self.draw_count * self.seeds
