"""When a government contracts with a social organisation, is 1 + 1 > 2?

In three lines::

    import oneplusone as opo

    found = opo.simulate("s_association")
    found.added_value             # 1+1 against both side by side: 1.92,
                                  # with interval and range over draws
    found.one_plus_one            # 1+1 against the two alone: 1.79
    found.summary("en")           # in plain words
    found.plot()                  # the figure
    found.to_frame()              # the measures as a table

This module is the one documented way in; what it does not name may change
without notice. `sim` holds the model, `experiments` what is done with it.
Everything is loaded when it is first asked for.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oneplusone.own_packages import claim

if TYPE_CHECKING:
    from experiments.attribution.ledger import Ledger
    from experiments.attribution.reform_paths import PathTable
    from experiments.calibration.analysis import Calibration
    from experiments.comparison.comparison import ScenarioComparison
    from experiments.discovery.rules import Discovery
    from experiments.errors import EnvironmentFailure, InvalidInput, RunsFailed
    from experiments.forms.table import FormTable
    from experiments.maps.lever_map import LeverMap
    from experiments.nearest.ways import NearestTwo
    from experiments.optimisation.front import Front
    from experiments.optimisation.single_changes import SingleChanges
    from experiments.plotting import drawn_in
    from experiments.reporting.bars import Bars
    from experiments.sensitivity.result import Sensitivity
    from experiments.sensitivity.screening import Screening
    from experiments.simulation.simulate import SimulationResult
    from experiments.study.study import Study, StudyInterrupted
    from experiments.sweep.study_report import StudyReport
    from oneplusone.explaining import calibrate, ledger, reform_paths, screen, sobol
    from oneplusone.extending import extend
    from oneplusone.inputs import scenario
    from oneplusone.running import agreeing_run, compare, simulate
    from oneplusone.searching import (
        discover,
        forms,
        lever_map,
        nearest,
        pareto_front,
        single_changes,
    )
    from oneplusone.showing import widget
    from oneplusone.tables import arms, in_words, measures, names, parameters, rules, scenarios
    from oneplusone.teaching import Bet, agreement, beside, bet, vary
    from sim.model import ContractingModel
    from sim.scenario import Scenario, ScenarioError
    from sim.texts import UnknownLanguage

claim(Path(__file__).resolve().parent.parent)

_HOMES = {
    "oneplusone.running": ("agreeing_run", "compare", "simulate"),
    "oneplusone.explaining": ("calibrate", "ledger", "reform_paths", "screen", "sobol"),
    "oneplusone.extending": ("extend",),
    "oneplusone.searching": ("discover", "forms", "lever_map", "nearest", "pareto_front", "single_changes"),
    "oneplusone.inputs": ("scenario",),
    "oneplusone.tables": ("arms", "in_words", "measures", "names", "parameters", "rules", "scenarios"),
    "oneplusone.showing": ("widget",),
    "oneplusone.teaching": ("Bet", "agreement", "beside", "bet", "vary"),
    "sim.model": ("ContractingModel",),
    "sim.scenario": ("Scenario", "ScenarioError"),
    "experiments.study.study": ("Study", "StudyInterrupted"),
    "experiments.sweep.study_report": ("StudyReport",),
    "experiments.reporting.bars": ("Bars",),
    "experiments.plotting": ("drawn_in",),
    "sim.texts": ("UnknownLanguage",),
    "experiments.errors": ("EnvironmentFailure", "InvalidInput", "RunsFailed"),
    "experiments.simulation.simulate": ("SimulationResult",),
    "experiments.comparison.comparison": ("ScenarioComparison",),
    "experiments.sensitivity.result": ("Sensitivity",),
    "experiments.sensitivity.screening": ("Screening",),
    "experiments.maps.lever_map": ("LeverMap",),
    "experiments.nearest.ways": ("NearestTwo",),
    "experiments.forms.table": ("FormTable",),
    "experiments.discovery.rules": ("Discovery",),
    "experiments.attribution.ledger": ("Ledger",),
    "experiments.attribution.reform_paths": ("PathTable",),
    "experiments.calibration.analysis": ("Calibration",),
    "experiments.optimisation.front": ("Front",),
    "experiments.optimisation.single_changes": ("SingleChanges",),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Bars", "Bet", "Calibration", "ContractingModel", "Discovery", "EnvironmentFailure", "FormTable",
    "Front", "InvalidInput", "Ledger", "LeverMap", "NearestTwo", "PathTable", "RunsFailed", "Scenario",
    "ScenarioComparison", "ScenarioError", "Screening", "Sensitivity", "SimulationResult",
    "SingleChanges", "Study", "StudyInterrupted", "StudyReport", "UnknownLanguage", "agreeing_run",
    "agreement", "arms", "beside", "bet", "calibrate", "compare", "discover", "drawn_in", "extend",
    "forms", "in_words", "ledger", "lever_map", "measures", "names", "nearest", "parameters",
    "pareto_front", "reform_paths", "rules", "scenario", "scenarios", "screen", "simulate", "single_changes",
    "sobol", "vary", "widget",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("oneplusone")
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
