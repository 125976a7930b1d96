"""What a document says: answer, conventions, ledger, paths and the way to two of a scenario, each from the
computation that its own command has; and what a study's runs say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from experiments.attribution.analysis import ledger, reform_paths
from experiments.attribution.ledger import Ledger
from experiments.attribution.reform_paths import PathTable
from experiments.conventions.conventions import ConventionTable
from experiments.conventions.robustness import conventions
from experiments.document.sizes import Sizes
from experiments.errors import InvalidInput, Message
from experiments.nearest.analysis import nearest
from experiments.nearest.ways import NearestTwo
from experiments.progress import SILENT, Progress
from experiments.results import Result
from experiments.runs.simulator import ScenarioSimulator
from experiments.sensitivity.from_study import from_study
from experiments.sensitivity.result import Sensitivity
from experiments.sensitivity.screening import Screening
from experiments.simulation.simulate import SimulationResult, simulate
from experiments.sweep.study_report import StudyReport, study_report
from sim.scenario import Scenario

if TYPE_CHECKING:
    from experiments.study.study import Study

PARTS = ("answer", "conventions", "ledger", "paths", "nearest", "study", "sensitivity")
"""The parts of a document that are computed, in their order."""

NEW = PARTS[:5]
"""The parts that are run anew: a study's own runs answer the others."""

Part = TypeVar("Part")


@dataclass(frozen=True)
class Findings(Result):
    """What a document of a scenario rests on; a part that is None is in `missing`, or was not asked for.

    Attributes:
        scenario: what was run.
        sizes: draws and seeds of each part.
        seed: the master seed.
        answer: 1+1 with what stands beside it, and the observations.
        conventions: 1+1 under every convention.
        ledger: what the dilemmas take under both neutral settings, and what the sources give.
        paths: what each reform path gives back.
        nearest: how far two is.
        study: 1+1 at every point of a study; None for a scenario.
        sensitivity: what moves 1+1 in that study, where its design can be read so.
        missing: why a part is not there, by its name.
        study_name: name of the study; "" for a scenario.
    """

    scenario: Scenario
    sizes: Sizes
    seed: int
    answer: SimulationResult | None = None
    conventions: ConventionTable | None = None
    ledger: Ledger | None = None
    paths: PathTable | None = None
    nearest: NearestTwo | None = None
    study: StudyReport | None = None
    sensitivity: Sensitivity | Screening | None = None
    missing: Mapping[str, Message] = field(default_factory=dict)
    study_name: str = ""

    @property
    def results(self) -> dict[str, Any]:
        """The parts that are there, by name."""
        return {name: part for name in PARTS if (part := getattr(self, name)) is not None}

    def to_dict(self) -> dict[str, Any]:
        """Return each part as its own command writes it, and why a part is missing.

        Returns:
            Nested dictionaries and lists; what made a part is within it.

        Example:
            >>> scenario = Scenario.load("s_association")
            >>> list(Findings(scenario, Sizes(1, 1, 1, 1, 1, 1, 1, {}), 0).to_dict())
            ['missing', 'sizes']
        """
        found = {name: part.to_dict() for name, part in self.results.items()}
        missing = {
            name: {lang: said.line(lang) for lang in ("en", "zh")} for name, said in self.missing.items()
        }
        return {**found, "missing": missing, "sizes": self.sizes.to_dict()}


def findings(
    simulator: ScenarioSimulator,
    sizes: Sizes,
    seed: int = 0,
    progress: Progress = SILENT,
    study: Study | None = None,
    stored: bool = False,
) -> Findings:
    """Compute the parts of a document.

    Args:
        simulator: what runs the scenario.
        sizes: draws and seeds of each part, see `experiments.document.sizes`.
        seed: the master seed: the first draws of it are the same in every part.
        progress: what watches the runs.
        study: a study whose runs are said too.
        stored: whether only what a study holds is said, and nothing run.

    Returns:
        The parts; one that is refused, or has a failed run, is missing and the others stand.

    Raises:
        InvalidInput: the answer itself is refused.
        EnvironmentFailure: every draw has a failed run, or a folder cannot be read.

    Example:
        >>> from experiments.document.sizes import sizes_of
        >>> simulator = ScenarioSimulator(Scenario.load("s_association", changes={"run.horizon": 3}))
        >>> found = findings(simulator, sizes_of(simulator, draws=2, seeds=1))
        >>> list(found.results)
        ['answer', 'conventions', 'ledger', 'paths', 'nearest']
    """
    missing: dict[str, Message] = {}
    scenario, engine = simulator.scenario, simulator.engine.name
    made: dict[str, Any] = {}

    def part(name: str, make: Callable[[], Part]) -> None:
        try:
            made[name] = make()
        except InvalidInput as refusal:
            missing[name] = refusal

    if study is not None:
        part("study", lambda: study_report(study))
        part("sensitivity", lambda: from_study(study))
    if stored:
        missing |= {name: Message("document.not_stored") for name in NEW}
    else:
        made["answer"] = simulate(
            scenario, draws=sizes.draws, seeds=sizes.seeds, seed=seed, engine=engine, kind="report",
            progress=progress,
        )  # fmt: skip
        if engine == "mesa":
            missing |= {name: Message("document.not_mesa") for name in NEW if name != "answer"}
        else:
            given: dict[str, Any] = {"seed": seed, "progress": progress}
            part("conventions", lambda: conventions(simulator, sizes.conventions, **given))
            part("ledger", lambda: ledger(simulator, sizes.ledger, sizes.seeds, **given))
            part("paths", lambda: reform_paths(simulator, sizes.paths, sizes.seeds, **given))
            part(
                "nearest",
                lambda: nearest(simulator, (), sizes.nearest, sizes.held_out, sizes.seeds, **given),
            )
    return Findings(
        scenario, sizes, seed, missing=missing, study_name="" if study is None else study.plan.name, **made
    )
