"""Bars of an analysis that says beforehand how many runs it takes, and about how long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from experiments.progress import Advance
from experiments.reporting.bars import Bars
from experiments.reporting.terminal import tell
from experiments.runs.simulator import ScenarioSimulator
from experiments.texts import text

_MINUTE = 60


class Announced(Bars):
    """Bars whose first counted stage is announced.

    Args:
        lang: "en" or "zh".
        simulator: what runs the scenario; a few runs of it are timed.
    """

    def __init__(self, lang: str, simulator: ScenarioSimulator) -> None:
        super().__init__(lang)
        self._simulator, self._said = simulator, False

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        """Say once what is ahead, then show the stage."""
        if total and not self._said:
            self._said = True
            tell(self._forecast(total))
        with super().stage(name, total) as advance:
            yield advance

    def _forecast(self, runs: int) -> str:
        from experiments.runs.pace import seconds_per_run

        seconds = max(1, round(seconds_per_run(self._simulator, runs) * runs))
        key, number = ("seconds", seconds) if seconds < 2 * _MINUTE else ("minutes", round(seconds / _MINUTE))
        took = text(f"analysis.{key}", self.lang, number=f"{number:,}")
        return text("analysis.ahead", self.lang, runs=f"{runs:,}", time=took)
