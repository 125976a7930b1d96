"""The sources of synergy as data: eight, each with its null, and the mission at which all hours work."""

from types import SimpleNamespace

import numpy as np
import pytest

from experiments.runs.simulator import ScenarioSimulator
from sim.arms import S
from sim.parameters.change import after
from sim.rules.effort import effort_shares
from sim.scenario import Scenario
from sim.sources import ALL_WORK, SOURCES, mission_of_all_hours
from sim.texts import CATALOGUE

CASE = Scenario.load("s_association")


def test_there_are_eight_and_they_set_different_parameters():
    assert len({one.name for one in SOURCES}) == len(SOURCES) == 8
    names = [name for one in SOURCES for name in one.neutral]
    assert len(names) == len(set(names))
    assert set(names) <= set(CASE.parameters)


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.name)
def test_each_is_named_explained_and_grounded_in_both_languages(source):
    for lang in ("en", "zh"):
        assert source.label(lang)
        assert source.mechanism[lang]
        assert CATALOGUE.text(f"sources.{source.literature}", lang)


NULL_OTHERWISE = {
    "capability.coordination": ("resources.contrast", 0.0),  # a lever; with no contrast it moves nothing
    "incentives.mission": None,  # null from a level on: the last test of this file counts it
}


@pytest.mark.parametrize("name", sorted(name for one in SOURCES for name in one.neutral))
@pytest.mark.parametrize("case", ["s_association", "city"])
def test_a_source_may_be_absent_its_prior_has_mass_at_its_null(name, case):
    name, null = NULL_OTHERWISE.get(name, (name, 0.0)) or (None, None)
    if name is not None:
        drawn = Scenario.load(case).draw(3, 2000)[name]
        assert np.mean(drawn == null) == pytest.approx(0.25, abs=0.04)


def test_the_first_edition_has_every_source_but_activation_neutral_already():
    """Reach by access and skill while funded are older: they stay."""
    first = Scenario.load("s_association", ["first_edition"])
    older = {"production.access", "capability.skill_growth", "incentives.mission"}
    for source in SOURCES:
        for name, given in source.settings_of(first).items():
            if name not in older:
                assert first.values[name] == given == 0


@pytest.mark.parametrize("weights", [[1.0, 1.0, 1.0], [1.0], [1.0, 0.2, 0.05], [2.0, 0.5, 0.5, 0.01, 0.0]])
@pytest.mark.parametrize("correlation", [0.0, 0.1, 0.5, 0.9])
def test_from_that_mission_on_all_hours_work_and_below_it_some_idle(weights, correlation):
    """The closed form is where the rule of effort itself begins to use all hours."""

    values = {"incentives.curvature": 1.0, "incentives.correlation": correlation} | {
        f"kinds.k{place}.mission": weight for place, weight in enumerate(weights)
    }
    rows = {"kinds": tuple(SimpleNamespace(name=f"k{place}") for place in range(len(weights)))}
    level = mission_of_all_hours(SimpleNamespace(parameters=CASE.parameters, values=values, rows=rows))
    for factor, used in ((1.0, 1.0), (0.98, 0.98)):
        utility = [level * factor * weight for weight in weights]
        share = [0.0] * len(weights)
        found = effort_shares(utility, share, [1] * len(weights), 1.0, correlation)
        assert found == pytest.approx(used, rel=1e-6)


def test_with_it_nobodys_own_hours_idle_alone_in_any_draw():
    simulator = ScenarioSimulator(CASE.with_values({"run.horizon": 12}))
    base = simulator.base(3, 40)
    seeds = np.arange(40, dtype=np.uint64)
    idle = simulator.measure("idle")
    before = simulator(base, seeds, (S,))[:, 0, idle]
    assert before.max() > 0.1
    assert np.mean(before < 1e-9) > 0.25  # activation has mass at its null as well
    (activation,) = (one for one in SOURCES if ALL_WORK in one.neutral.values())
    change, parameter = (
        activation.settings_of(CASE)["incentives.mission"],
        CASE.parameters["incentives.mission"],
    )
    base["incentives.mission"] = np.array(
        [after(change, one, parameter) for one in base["incentives.mission"]]
    )
    assert simulator(base, seeds, (S,))[:, 0, idle].max() < 1e-9
