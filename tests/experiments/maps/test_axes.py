"""The axes that a map chooses for itself are those that move 1+1 across two, levers first; it says why."""

import numpy as np
import pytest

from experiments.designs.factors import Factor, factor
from experiments.errors import InvalidInput
from experiments.maps.analysis import lever_map
from experiments.maps.axes import ROWS, SCREENING_SEEDS, choose_axes, screening_points
from experiments.maps.report import summary
from experiments.runs.outcomes import ALONE, SIDE_BY_SIDE
from sim.arms import GS, NONE, G, S
from sim.parameters.priors import Uniform
from sim.parameters.registry import PARAMETERS
from sim.scenario import Scenario
from tests.support import toy_models

LEVERS = [
    factor(name) for name in ("contract.term", "incentives.power", "control.control", "control.digital")
]
UNCERTAIN = [Factor("q", Uniform(0.0, 1.0)), Factor("still", Uniform(0.0, 1.0))]


def world(gain):
    return toy_models.worlds(
        {
            NONE: lambda p, z: 0 * z,
            G: lambda p, z: 10 + 0 * z,
            S: lambda p, z: 10 + 0 * z,
            GS: lambda p, z: 20 + gain({"control.control": 0.5, "control.digital": 0.2, "q": 0.5} | p, z),
        }
    )


def test_the_levers_that_cross_two_are_chosen_and_what_does_nothing_gets_exactly_zero():
    def gain(p, z):
        return (p["control.digital"] - 0.5) * 4 + (p["control.control"] - 0.5) + p["q"] * 1e-3 + 0 * z

    found = choose_axes(world(gain), LEVERS, UNCERTAIN, SIDE_BY_SIDE)
    assert [one.name for one in found.chosen] == ["control.digital", "control.control"]
    assert found.chosen[0].across.value == pytest.approx(0.5, abs=0.15)
    assert found.chosen[0].across.value > found.chosen[1].across.value
    assert all(one.lever for one in found.chosen)
    assert found.next == ()  # neither term nor power does anything
    assert (found.screened, found.rows, found.seeds, found.by_gain) == (4, ROWS, SCREENING_SEEDS, False)


def test_uncertain_parameters_come_in_where_too_few_levers_do_anything():
    def gain(p, z):
        return (p["control.digital"] - 0.5) * 0.5 + 4 * (p["q"] - 0.5) + 0 * z

    found = choose_axes(world(gain), LEVERS, UNCERTAIN, ALONE)
    assert [(one.name, one.lever) for one in found.chosen] == [("control.digital", True), ("q", False)]
    assert found.chosen[1].across.value > found.chosen[0].across.value  # the lever comes first all the same


def test_where_nothing_crosses_two_the_gain_decides_and_it_is_said():
    def gain(p, z):
        return -50 + 9 * p["control.control"] + p["control.digital"] + 0 * z

    found = choose_axes(world(gain), LEVERS, UNCERTAIN, SIDE_BY_SIDE)
    assert [one.name for one in found.chosen] == ["control.control", "control.digital"]
    assert (found.by_gain, found.above_two) == (True, 0.0)


def test_too_few_parameters_are_refused():
    with pytest.raises(InvalidInput):
        choose_axes(world(lambda p, z: 0 * z), LEVERS[:1], [], SIDE_BY_SIDE)


@pytest.fixture(scope="module")
def short():
    return Scenario.load("s_association").with_values({"run.horizon": 10})


def test_a_map_without_axes_says_why_it_has_those_that_it_has(short):
    found = lever_map(short, points=2, draws=2, seed=3)
    why = found.axes_chosen
    assert [one.name for one in why.chosen] == [found.x_name, found.y_name]
    assert found.metadata.runs == screening_points(why.screened) * 2 + 2 * 2 * 2 * 2 * 3
    for lang, said in (("en", "The axes were not all asked for"), ("zh", "坐标轴未全部指定")):
        words = " ".join(summary(found, PARAMETERS, lang))
        assert said in words
        assert PARAMETERS[found.x_name].label(lang) in words
    assert lever_map(short, "contract.term", "incentives.power", 2, 2).axes_chosen is None


def test_one_axis_that_is_asked_for_stays(short):
    found = lever_map(short, y="contract.term", points=2, draws=2, seed=3)
    assert found.y_name == "contract.term" != found.x_name
    assert len(found.axes_chosen.chosen) == 1
    held = short.with_values({found.x_name: short.values[found.x_name]}, "--set")
    other = lever_map(held, y="contract.term", points=2, draws=2, seed=3)
    assert other.x_name != found.x_name  # what is set holds
    assert np.isfinite(other.gain).all()
