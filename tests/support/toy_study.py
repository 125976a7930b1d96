"""A toy evaluator: fast, deterministic, and on request slow, failing, killing its process, or endless."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.designs.factors import Factor
from experiments.runs.engines import EngineRuns
from experiments.study.design import Design
from experiments.study.spec import StudySpec
from sim.failure import RunFailure
from sim.parameters.declaration import LEVER, Parameter, choice, count, real
from sim.parameters.priors import Integers, Uniform

_WORDS = {"en": "x", "zh": "x", "help_en": "x", "help_zh": "x"}
PARAMETERS: dict[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        real("toy.x", 0.5, (0, 1), "share", LEVER, **_WORDS),
        real("toy.y", 0.5, (0, 1), "share", LEVER, **_WORDS),
        count("toy.n", 3, (1, 12), "months", LEVER, **_WORDS),
        choice("toy.mode", "plain", ("plain", "fancy"), LEVER, **_WORDS),
    )
}


@dataclass(frozen=True)
class Toy:
    """Measures are a hash of point, seed and arm; with `poison` = (x, arm), runs above x in that arm fail."""

    seconds_per_pair: float = 0.0
    poison: tuple[float, int] | None = None
    end: str = "fail"  # fail | raise | crash | crash-worker | hang | infinite | killed | no-memory | no-disk
    drawn: bool = False
    measures: int = 3
    months: int = 4
    version: str = "1"
    chatty: bool = False
    unready: bool = False
    home: int = 0  # the process that has this version; another one has another
    driver: int = 0  # the process that a crash-worker spares
    log: str = ""
    arm_names: Sequence[str] = ("none", "G", "S", "GS")
    series_names: Sequence[str] = ("level", "flow")
    parameters: dict[str, Parameter] = field(default_factory=lambda: dict(PARAMETERS))

    @property
    def measure_names(self) -> Sequence[str]:
        return ("value", *(f"m{number}" for number in range(1, self.measures)))

    def prepare(self) -> None:
        if self.unready:
            raise MemoryError("no memory to begin")

    @property
    def drawn_names(self) -> Sequence[str]:
        return ("toy.y",) if self.drawn else ()

    def on_threads(self, threads: int) -> Toy:
        return replace(self)

    def draw(self, seed: int, low: int, high: int) -> dict[str, NDArray[Any]]:
        return {"toy.y": (np.arange(low, high) + 0.5 + seed % 7) / 10**6} if self.drawn else {}

    def fingerprint(self) -> dict[str, str]:
        at_home = self.home in (0, os.getpid())
        return {"code": self.version if at_home else "another", "library": "2.0"}

    def evaluate(
        self,
        points: Any,
        seeds: NDArray[np.uint64],
        arms: Sequence[int],
        months: int | None,
        series: Sequence[str] = (),
    ) -> EngineRuns:
        if self.chatty:
            print("a line on stdout", flush=True)
        if self.log:
            with Path(self.log).open("a", encoding="utf-8") as file:
                file.write(f"{len(seeds)}\n")
        if self.seconds_per_pair:
            time.sleep(self.seconds_per_pair * len(seeds))
        columns = [np.asarray(points[name], dtype=np.float64) for name in sorted(points)]
        mixed = seeds.astype(np.float64) / 2.0**53
        for column in columns:
            mixed = (mixed * 7.31 + column * 1.77) % 1.0
        shape = np.arange(1, self.measures + 1)[None, None, :] * (1.0 + np.array(arms))[None, :, None]
        values = np.asarray((mixed[:, None, None] * shape * 3.19) % 1.0)
        failures: list[RunFailure] = []
        if self.poison is not None and "toy.x" in points and self.poison[1] in arms:
            place = list(arms).index(self.poison[1])
            for pair in np.flatnonzero(points["toy.x"] > self.poison[0]):
                failures += self._fail(int(pair), place, values)
        base = values[:, :, :1, None] * np.arange(1, self.months + 1)[None, None, :, None]
        return EngineRuns(values, tuple(failures), np.repeat(base, len(series), axis=3))

    def _fail(self, pair: int, place: int, values: NDArray[np.float64]) -> list[RunFailure]:
        match self.end:
            case "raise":
                raise ZeroDivisionError("float division by zero")
            case "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "crash-worker":
                # computed apart by the driver, it ends only the process it is computed in
                os.kill(os.getpid() if os.getppid() == self.driver else os.getppid(), signal.SIGSEGV)
                time.sleep(60)
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "no-memory":
                raise MemoryError("no memory for an array")
            case "no-disk":
                raise OSError(28, "No space left on device")
            case "hang":
                time.sleep(3600)
            case "infinite":
                values[pair, place, 1] = np.inf
                return []
        values[pair, place] = np.nan
        assert self.poison is not None
        return [RunFailure(pair, self.poison[1], "month 3: office 2: trust is nan")]


def specification(
    points: int = 40,
    seeds: int = 6,
    draws: int | None = None,
    name: str = "toy",
    design: Design | None = None,
    **options: Any,
) -> StudySpec:
    """A study of the toy over a Sobol sequence of x and n."""
    factors = (
        Factor.of(PARAMETERS["toy.x"], Uniform(0.0, 1.0)),
        Factor.of(PARAMETERS["toy.n"], Integers(1, 12)),
    )
    design = design or Design("sobol", factors, (points,), seed=3)
    return StudySpec(name, design, draws, seeds, seed=11, text="# a toy\n", **options)
