"""1+1 under every convention: the same runs as the headline where nothing is set, other worlds beside it."""

import pytest

from experiments.conventions.conventions import SCHEDULE, VOLUNTEERS
from experiments.conventions.robustness import WORLDS, conventions, table_runs, world_settings
from experiments.runs.paired import run_paired
from experiments.synergy.synergy import synergy
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 12})


@pytest.fixture(scope="module")
def found():
    return conventions(CASE, 6, seed=3)


def test_every_world_and_convention_has_its_cells(found):
    assert found.worlds == WORLDS
    assert len(found.cells) == len(WORLDS) * len(VOLUNTEERS) * len(SCHEDULE) * 2
    assert (found.draws, found.seeds, found.seed) == (6, 1, 3)


def test_the_scenario_s_own_conventions_give_the_headline_of_the_same_draws(found):
    own = synergy(run_paired(CASE, 6, 1, seed=3).of("value"))
    for benchmark, quantity in (("side_by_side", own.added_value), ("alone", own.one_plus_one)):
        cell = found.of("case", *found.usual, benchmark)
        assert cell.ratio.value == pytest.approx(quantity.value, rel=1e-12)


def test_who_may_call_the_residents_moves_what_each_creates_alone(found):
    alone = {cell.ratio.value for cell in found.over_volunteers("case", "alone")}
    assert len(alone) == len(VOLUNTEERS)


def test_the_worlds_set_what_paths_and_neutral_settings_set():
    settings = world_settings(CASE)
    assert settings["case"] == {}
    assert settings["without_dilemmas"]["production.delegation_loss"] == 0
    assert set(settings["all_paths"]) >= set(CASE.settings_of("cultivation"))


def test_the_runs_are_counted():
    done = []

    class Watch:
        def stage(self, name, total=None):
            from contextlib import nullcontext

            assert (name, total) == ("conventions", table_runs(2))
            return nullcontext(done.append)

    conventions(CASE, 2, progress=Watch())
    assert sum(done) == table_runs(2)
