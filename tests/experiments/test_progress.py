"""What watches a computation where nobody does, and what it counts."""

import pytest

from experiments.forms.analysis import forms
from experiments.maps.analysis import lever_map
from experiments.nearest.analysis import nearest
from experiments.optimisation.analysis import pareto_front
from experiments.progress import SILENT
from experiments.sensitivity.analysis import sobol
from sim.scenario import Scenario
from tests.support.watching import Watch


def test_silence_takes_any_stage_and_shows_nothing(capsys):
    for total in (10, None):
        with SILENT.stage("runs", total) as advance:
            assert advance(3) is None
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("analysis", "given"),
    [
        (lever_map, {"x": "contract.term", "y": "incentives.power", "points": 2, "draws": 2}),
        (lever_map, {"points": 2, "draws": 2}),
        (lever_map, {"points": 2, "draws": 2, "benchmark": "alone"}),
        (pareto_front, {"levers": ["contract.term"], "draws": 4, "population": 4, "generations": 1}),
        (sobol, {"vary": ["contract.term", "incentives.power"], "base_size": 64, "seeds": None}),
        (forms, {"vary": ["schedule"], "draws": 2}),
        (nearest, {"vary": ["control.digital"], "draws": 20, "held_out": 4}),
    ],
)
def test_an_analysis_counts_every_run_of_every_arm_as_its_metadata_do(analysis, given, monkeypatch):
    monkeypatch.setattr("experiments.runs.sharing.WORTH_READING", 0)
    watch = Watch()
    case = Scenario.load("s_association", changes={"run.horizon": 9})
    found = analysis(case, progress=watch, **{"seeds": 1, **given})
    ((_, total, finished),) = watch.stages
    assert finished == found.metadata.runs <= total
