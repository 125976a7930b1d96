"""Both engines: the same values, the same months, the same failures, for whatever points they are given."""

import re

import numpy as np
import pytest

from experiments.errors import InvalidInput
from experiments.runs.engines import Compiled, Mesa, engine_named, measure_places, scenario_measures
from experiments.runs.keys import draw_seeds, stream
from sim.arms import GS, NONE, G, S
from sim.failure import RunFailure
from sim.scenario import Scenario, ScenarioError

CASE = Scenario.load("s_association", changes={"run.horizon": 10})
ARMS = (NONE, G, S, GS)
NAMES = ("now_studio", "value", "signed")
ENGINES = (Compiled(), Mesa())
SEEDS = stream(4, 0, 4)
POINTS = {
    "contract.term": np.array([4, 8, 6, 8]),
    "resources.relative_productivity": np.array([0.6, 0.8, 1.0, 1.2]),
}


def both(points=POINTS, seeds=SEEDS, arms=ARMS, **more):
    """The batches of both engines, after comparing them."""
    compiled, mesa = (engine.run(CASE, points, seeds, arms, **more) for engine in ENGINES)
    assert compiled.failures == mesa.failures == ()
    np.testing.assert_array_equal(compiled.values, mesa.values)
    np.testing.assert_array_equal(compiled.monthly, mesa.monthly)
    assert compiled.values.shape == (len(seeds), len(arms), len(scenario_measures(CASE)))
    return compiled


def test_the_same_values_and_months_for_the_same_points():
    found = both(monthly=NAMES)
    assert found.monthly.shape == (4, 4, 10, 3)
    assert np.isfinite(found.values).all()
    assert np.isfinite(found.monthly).all()
    places = measure_places(CASE, NAMES)
    np.testing.assert_array_equal(found.monthly[:, :, -1], found.values[..., places])
    assert len(np.unique(found.values[:, 3, 0])) == 4  # the points do differ


def test_a_point_with_a_horizon_of_its_own_has_no_months_after_it():
    horizons = np.array([3, 10, 7, 12])
    found = both(POINTS | {"run.horizon": horizons}, monthly=NAMES)
    assert found.monthly.shape == (4, 4, 12, 3)
    places = measure_places(CASE, NAMES)
    for pair, months in enumerate(horizons):
        assert np.isfinite(found.monthly[pair, :, :months]).all()
        assert np.isnan(found.monthly[pair, :, months:]).all()
        np.testing.assert_array_equal(found.monthly[pair, :, months - 1], found.values[pair][:, places])


def test_a_point_without_months_leaves_the_months_of_the_others():
    found = both(POINTS | {"run.horizon": np.array([0, 10, 0, 4])}, monthly=NAMES)
    assert np.isfinite(found.values).all()
    assert np.isnan(found.monthly[[0, 2]]).all()
    assert np.isfinite(found.monthly[1]).all()
    assert np.isfinite(found.monthly[3, :, :4]).all()
    np.testing.assert_array_equal(found.monthly[1], both(monthly=NAMES).monthly[1])


def test_months_replace_the_horizon_of_scenario_and_points():
    found = both(months=5, monthly=NAMES)
    assert found.monthly.shape == (4, 4, 5, 3)
    np.testing.assert_array_equal(found.monthly, both(monthly=NAMES).monthly[:, :, :5])
    other = both(POINTS | {"run.horizon": np.array([3, 10, 7, 12])}, months=5, monthly=NAMES)
    np.testing.assert_array_equal(other.monthly, found.monthly)
    np.testing.assert_array_equal(other.values, found.values)


def test_no_months_are_a_result_without_months():
    found = both(months=0, monthly=NAMES)
    assert found.monthly.shape == (4, 4, 0, 3)
    assert np.isfinite(found.values).all()


def test_no_measures_by_month_leave_the_values_as_they_are():
    found = both(monthly=())
    assert found.monthly.shape == (4, 4, 10, 0)
    np.testing.assert_array_equal(found.values, both(monthly=NAMES).values)


def test_no_pairs_are_an_empty_batch():
    for monthly in ((), NAMES):
        found = both({name: column[:0] for name, column in POINTS.items()}, SEEDS[:0], monthly=monthly)
        assert found.values.shape[0] == found.monthly.shape[0] == 0


def test_the_number_of_threads_changes_nothing():
    alone = Compiled(threads=1).run(CASE, POINTS, SEEDS, ARMS, monthly=NAMES)
    np.testing.assert_array_equal(alone.monthly, both(monthly=NAMES).monthly)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"monthly": ("value", "valu")}, r"no measure 'valu'; there are value, "),
        ({"points": {"contract.trem": np.full(4, 8)}}, r"contract\.trem"),
        ({"points": {"contract.share_at_risk": np.array([0.5, 1.5, 0.5, 0.5])}}, r"contract\.share_at_risk"),
        ({"points": {"contract.term": np.array([8, 8, 8, -1])}}, r"contract\.term"),
        ({"points": {"population.communities": np.full(4, 2)}}, r"population\.communities shapes the world"),
        ({"months": -1}, r"run\.horizon"),
        ({"months": 601}, r"run\.horizon"),
    ],
)
def test_what_does_not_exist_or_is_not_allowed_is_refused_by_name(engine, given, said):
    with pytest.raises(ValueError, match=said):
        engine.run(CASE, **{"points": POINTS, "seeds": SEEDS, "arms": ARMS, **given})


def test_values_that_do_not_fit_together_give_the_same_numbers_in_both_engines():
    # more tranches than months: no scenario may be so, but the points of an analysis may
    points = {
        "contract.term": np.array([4, 8]),
        "contract.tranches": np.array([6, 12]),
        "contract.share_at_risk": np.array([1.0, 0.5]),
        "contract.outcome_pay": np.array([1.0, 0.2]),
    }
    with pytest.raises(ScenarioError, match="tranches"):
        CASE.with_values({"contract.term": 4, "contract.tranches": 6})
    found = both(points, np.array([3, 4], np.uint64), (G, GS))
    assert np.isfinite(found.values[:, :, 0]).all()


def test_a_mesa_run_that_raises_becomes_a_failed_run(monkeypatch):
    from sim.model import ContractingModel

    step = ContractingModel.step

    def stumbling(self):
        if self.arm == GS and self.months == 4:
            raise ArithmeticError("lost")
        step(self)

    monkeypatch.setattr(ContractingModel, "step", stumbling)
    found = Mesa().run(CASE, CASE.draw(0, 1), draw_seeds(0, 0, 1), (G, GS), monthly=NAMES)
    (failure,) = found.failures
    assert failure[:2] == (0, GS)
    assert re.fullmatch(r"month 4: test_engines\.py:\d+: ArithmeticError: lost", failure.message)
    assert np.isfinite(found.values[0, 0]).all()
    assert np.isfinite(found.monthly[0, 0]).all()
    assert np.isnan(found.values[0, 1]).all()
    assert np.isnan(found.monthly[0, 1]).all()


def test_a_failure_of_the_compiled_engine_names_its_arm_and_reason(monkeypatch):
    import sim.engine

    failure, measures = RunFailure(0, GS, "month 3: lost"), len(scenario_measures(CASE))
    for name, shape in (("run_batch", (1, 2, measures)), ("run_series", (1, 2, 10, measures))):
        batch = sim.engine.CompiledBatch(np.full(shape, np.nan), [failure])
        monkeypatch.setattr(sim.engine, name, lambda *given, batch=batch: batch)
    for monthly in ((), NAMES):
        found = Compiled().run(CASE, {}, draw_seeds(0, 0, 1), (G, GS), monthly=monthly)
        assert found.failures == (failure,)
        assert np.isnan(found.values).all()
        assert np.isnan(found.monthly).all()


def test_engines_have_names_and_auto_is_the_compiled_one():
    assert engine_named("auto") == engine_named("compiled") == Compiled()
    assert engine_named("compiled", threads=2) == Compiled(2)
    assert engine_named("mesa") == Mesa()
    assert [engine.name for engine in ENGINES] == ["compiled", "mesa"]
    with pytest.raises(InvalidInput, match="there is no engine fast; there are: auto, compiled, mesa"):
        engine_named("fast")
