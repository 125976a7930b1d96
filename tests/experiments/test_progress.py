"""What watches a computation where nobody does, and what it counts."""

import contextlib

import pytest

from experiments.forms.analysis import forms
from experiments.maps.analysis import lever_map
from experiments.nearest.analysis import nearest
from experiments.progress import SILENT
from sim.scenario import Scenario


def test_silence_takes_any_stage_and_shows_nothing(capsys):
    for total in (10, None):
        with SILENT.stage("runs", total) as advance:
            assert advance(3) is None
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("analysis", "given"),
    [
        (lever_map, {"x": "contract.term", "y": "incentives.power", "points": 2, "draws": 2}),
        (forms, {"vary": ["schedule"], "draws": 2}),
        (nearest, {"vary": ["control.digital"], "draws": 20, "held_out": 4}),
    ],
)
def test_an_analysis_counts_every_run_of_every_arm_as_its_metadata_do(analysis, given):
    stages = []

    class Watch:
        @contextlib.contextmanager
        def stage(self, name, total=None):
            finished = []
            yield finished.append
            stages.append((total, sum(finished)))

    case = Scenario.load("s_association", changes={"run.horizon": 9})
    found = analysis(case, seeds=1, progress=Watch(), **given)
    ((total, finished),) = stages
    assert finished == found.metadata.runs <= total
