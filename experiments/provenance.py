"""What made a result: version, scenario with all parameters, seeds, sizes, failed runs.

The one builder of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from experiments.results import Result
from experiments.runs.outcomes import Outcome, arms_needed
from experiments.runs.paired import PairedRuns
from experiments.runs.simulator import ScenarioSimulator
from sim.arms import ARMS
from sim.scenario import Scenario

CLUSTERED = "95%, clustered by draw; ranges are 5-95% over draws"


@dataclass(frozen=True)
class RunMetadata(Result):
    """What must be known to repeat a result.

    `draws` counts parameter draws (None where a design varies parameters), `seeds` the seeds of each draw
    or point, `runs` the runs of all arms that the result rests on; `spared` further ones that would have been
    the same runs again, bit for bit, as an arm does not read in what they differ. The seeds of all runs
    follow from the master seed `seed`. `failed` lists failed runs, each with what repeats it alone; `study`
    names the study that the runs were taken from.
    """

    kind: str
    scenario: Scenario
    seed: int
    engine: str
    runs: int
    seeds: int | None = None
    draws: int | None = None
    arms: tuple[str, ...] = ()
    interval: str = "95%"
    failed: tuple[Mapping[str, Any], ...] = ()
    draws_left_out: tuple[int, ...] = ()
    study: str | None = None
    spared: int = 0
    version: str = field(default_factory=partial(version, "oneplusone"))

    @property
    def months(self) -> int:
        """The horizon in months."""
        return int(self.scenario.values["run.horizon"])

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the scenario: two scenarios with the same one give the same runs."""
        return self.scenario.fingerprint()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, in the order in which results carry it.

        Returns:
            What JSON has, with the scenario in full: its file; each parameter with value, prior and source.

        Example:
            >>> import oneplusone as opo
            >>> opo.simulate(draws=2, months=6, progress=False).metadata.to_dict()["draws"]
            2
        """
        return {
            "kind": f"oneplusone {self.kind}",
            "version": self.version,
            "scenario": described(self.scenario),
            "seed": self.seed,
            "draws": self.draws,
            "seeds": self.seeds,
            "arms": list(self.arms),
            "months": self.months,
            "engine": self.engine,
            "interval": self.interval,
            "runs": self.runs,
            **({"spared": self.spared} if self.spared else {}),
            "failed": [dict(failure) for failure in self.failed],
            "draws_left_out": list(self.draws_left_out),
            "study": self.study,
        }

    def for_figure(self) -> dict[str, Any]:
        """Return what the file of a figure carries: the same, with parameters as one value or prior each.

        Returns:
            What JSON has.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.simulate(draws=2, months=6, progress=False)
            >>> found.metadata.for_figure()["parameters"]["contract.term"]
            8
        """
        record = self.to_dict()
        scenario = record.pop("scenario")
        for name in ("failed", "draws_left_out", "arms", "runs", "spared", "study"):
            record.pop(name, None)
        return {
            **record,
            "scenario": scenario["name"],
            "fingerprint": scenario["fingerprint"],
            "parameters": {
                name: found.get("prior", found["value"]) for name, found in scenario["parameters"].items()
            },
        }


def design_metadata(
    kind: str,
    simulator: ScenarioSimulator,
    before: int,
    outcomes: Sequence[Outcome],
    seed: int,
    seeds: int,
    draws: int | None = None,
    spared_before: int = 0,
) -> RunMetadata:
    """Return the metadata of what a simulator has run since it had made `before` runs, and spared some."""
    return RunMetadata(
        kind=kind,
        scenario=simulator.scenario,
        seed=seed,
        engine=simulator.engine.name,
        runs=simulator.runs - before,
        spared=simulator.spared - spared_before,
        seeds=seeds,
        draws=draws,
        arms=arm_names(arms_needed(outcomes)),
        failed=failed_runs(simulator.failures),
    )


def paired_metadata(
    kind: str, scenario: Scenario, kept: PairedRuns, made: tuple[PairedRuns, ...]
) -> RunMetadata:
    """Return the metadata of paired runs: of those `kept` in the result, and all that were `made`."""
    return RunMetadata(
        kind=kind,
        scenario=scenario,
        seed=kept.seed,
        engine=kept.engine,
        runs=kept.asked * kept.seeds * len(kept.arms),
        seeds=kept.seeds,
        draws=kept.asked,
        arms=arm_names(kept.arms),
        interval=CLUSTERED,
        failed=tuple(failure for runs in made for failure in runs.failed()),
        draws_left_out=tuple(sorted(set(range(kept.asked)) - set(kept.numbers.tolist()))),
    )


def arm_names(arms: Iterable[int]) -> tuple[str, ...]:
    """Return the names of arms."""
    return tuple(ARMS[arm].name for arm in arms)


def described(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario in full: every value and its source, every prior, the observations."""
    return {
        "name": scenario.name,
        "fingerprint": scenario.fingerprint(),
        "title": dict(scenario.titles),
        "question": dict(scenario.questions),
        "toml": scenario.to_toml(),
        "parameters": {
            name: {
                "value": parameter.shown(scenario.values[name])
                if parameter.kind == "choice"
                else scenario.values[name],
                "unit": parameter.unit,
                "from": scenario.sources[name],
                **({"prior": scenario.priors[name].written()} if name in scenario.priors else {}),
                "confidence": confidence_of(scenario, name),
            }
            for name, parameter in scenario.parameters.items()
        },
        "reference": {
            name: {
                key: value if not isinstance(value, Mapping) else dict(value) for key, value in fact.items()
            }
            for name, fact in scenario.reference.items()
        },
    }


def stem(kind: str, lang: str) -> str:
    """Return the name of a figure's files: the English one plain, others with their language."""
    return kind if lang == "en" else f"{kind}_{lang}"


def failed_runs(failures: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    """Return failures of a design as plain values: place of the pair in its batch, arm, message."""
    return tuple(
        {"pair": failure.pair, "arm": ARMS[failure.arm].name, "message": failure.message}
        for failure in failures
    )


def kept_scenario(toml: str, shown_as: str, sources: Mapping[str, str] | None) -> Scenario:
    """Return a scenario from a text that was kept, which has every value, those that nobody stated too.

    Args:
        toml: the text.
        shown_as: what refusals call it.
        sources: where each value came from before the text was written; what is not among them is a default.
            None where an earlier version kept none: then what equals its declared default counts as one.

    Raises:
        ScenarioError: as `Scenario.parse`.
    """
    scenario = Scenario.parse(toml, shown_as)
    if sources is None:
        declared = {
            name: "default"
            for name, each in scenario.parameters.items()
            if not each.stated and scenario.values[name] == each.default
        }
        return replace(scenario, sources={**scenario.sources, **declared})
    return replace(scenario, sources={name: sources.get(name, "default") for name in scenario.parameters})


def stated_sources(scenario: Scenario) -> dict[str, str]:
    """Return where each value comes from that is no default, without the folders of a machine."""
    stated = {name: Path(source) for name, source in scenario.sources.items() if source != "default"}
    return {
        name: path.name if path.is_absolute() else scenario.sources[name] for name, path in stated.items()
    }


def confidence_of(scenario: Scenario, name: str) -> str:
    """Return how sure a value is: S where the case states it, else how sure its declared range is."""
    stated = scenario.sources[name] != "default" and name not in scenario.priors
    return "S" if stated else scenario.parameters[name].confidence
