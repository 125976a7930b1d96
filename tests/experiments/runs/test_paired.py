"""Paired runs: the same luck wherever the seed is the same, and failed runs that ruin nothing."""

import re

import numpy as np
import pytest
from experiments.runs.keys import draw_seeds

from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.runs import paired as running
from experiments.runs.engines import Compiled, Failed, Mesa, engine_named
from experiments.runs.paired import ALL_ARMS, PairedRuns, run_paired, run_paired_by_month, run_paired_series
from sim.arms import GS, NONE, G, S
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 10})


def toy(values, **more) -> PairedRuns:
    """Runs of four arms with hand-made values (draws, replications, arms, measures)."""
    values = np.asarray(values, dtype=float)
    draws, seeds = values.shape[:2]
    given = {
        "thetas": {"x": np.arange(draws, dtype=float)},
        "keys": np.zeros((draws, seeds), np.uint64),
        "arms": (NONE, G, S, GS),
        "measures": ("value", "coverage"),
        "failures": (),
        "seed": 0,
        "engine": "engine",
        "seconds": 0.0,
        "numbers": np.arange(draws),
        "asked": draws,
    }
    return PairedRuns(values=values, **{**given, **more})


def test_more_draws_and_more_replications_leave_what_was_there_unchanged():
    small = run_paired(CASE, 2, 2, arms=(GS,), seed=5)
    large = run_paired(CASE, 4, 3, arms=(GS,), seed=5)
    assert np.array_equal(large.values[:2, :2], small.values)
    assert np.array_equal(large.run_seeds[:2, :2], small.run_seeds)
    for name, column in small.parameter_draws.items():
        assert np.array_equal(large.parameter_draws[name][:2], column)


def test_an_arm_is_the_same_whichever_other_arms_are_run():
    every = run_paired(CASE, 2, 1, seed=1)
    alone = run_paired(CASE, 2, 1, arms=(S,), seed=1)
    assert np.array_equal(alone.arm(S, "value"), every.arm(S, "value"))
    assert every.arms == ALL_ARMS


def test_two_scenarios_meet_the_same_draws_and_keys():
    other = Scenario.load("s_association", changes={"run.horizon": 10, "production.access": 0.3})
    first, second = run_paired(CASE, 3, 2, arms=(G,), seed=2), run_paired(other, 3, 2, arms=(G,), seed=2)
    assert np.array_equal(first.run_seeds, second.run_seeds)
    assert "production.access" in first.parameter_draws
    assert "production.access" not in second.parameter_draws
    for name, column in second.parameter_draws.items():
        assert np.array_equal(column, first.parameter_draws[name])


def test_keys_differ_within_and_between_draws_and_between_seeds():
    run_seeds = np.concatenate([draw_seeds(seed, draw, 50) for seed in (0, 1) for draw in range(20)])
    assert len(np.unique(run_seeds)) == run_seeds.size
    assert run_paired(CASE, 1, 1, arms=(GS,), seed=2**64 - 1).run_seeds[0, 0] != run_seeds[0]


def test_both_speeds_give_the_same_bits():
    compiled = run_paired(CASE, 2, 1, seed=3, engine="engine")
    plain = run_paired(CASE, 2, 1, seed=3, engine="mesa")
    assert plain.engine == "mesa"
    assert compiled.engine == "engine"
    assert np.array_equal(compiled.values, plain.values)


@pytest.mark.parametrize("engine", ["engine", "mesa"])
def test_the_last_month_of_a_series_is_the_result(engine):
    names = ("value", "now_studio")
    monthly = run_paired_series(CASE, 2, 1, arms=(G, GS), seed=3, engine=engine, measures=names)
    ended = run_paired(CASE, 2, 1, arms=(G, GS), seed=3)
    assert monthly.values.shape == (2, 1, 2, 10, 2)
    for name in names:
        assert np.array_equal(monthly.of(name)[..., -1], ended.of(name))


def test_progress_is_told_of_every_run():
    told = []
    run_paired(CASE, 5, 3, arms=(G, GS), progress=told.append)
    assert sum(told) == 5 * 3 * 2


class Failing:
    """The engine, but for one run that fails."""

    name = "engine"

    def __init__(self, pairs):
        self.pairs = pairs
        self.seen = 0

    def measures(self, scenario, points, run_seeds, arms):
        values, failed = Compiled().measures(scenario, points, run_seeds, arms)
        for pair in self.pairs:
            if self.seen <= pair < self.seen + len(run_seeds):
                values[pair - self.seen, arms.index(GS)] = np.nan
                failed.append(Failed(pair - self.seen, GS, "ZeroDivisionError: by zero"))
        self.seen += len(run_seeds)
        return values, failed


def test_a_failed_run_is_listed_and_its_draw_left_out(monkeypatch):
    monkeypatch.setattr(running, "engine_named", lambda engine: Failing({3}))
    found = run_paired(CASE, 3, 2, seed=7)
    (failure,) = found.failures
    assert (failure.draw, failure.replication, failure.arm) == (1, 1, "GS")
    assert failure.key == found.run_seeds[1, 1]
    assert "by zero" in failure.message
    kept = found.whole()
    assert kept.numbers.tolist() == [0, 2]
    assert kept.asked == 3
    assert np.isfinite(kept.values).all()
    assert kept.draws == 2
    monkeypatch.undo()
    sound = run_paired(CASE, 3, 2, seed=7)
    assert np.array_equal(kept.values, sound.values[[0, 2]])
    assert np.array_equal(kept.run_seeds, sound.run_seeds[[0, 2]])


def test_without_a_whole_draw_there_is_nothing_to_conclude_from(monkeypatch):
    monkeypatch.setattr(running, "engine_named", lambda engine: Failing({0, 1}))
    with pytest.raises(EnvironmentFailure, match=r"2 in all.*by zero"):
        run_paired(CASE, 2, 1).whole()


def test_values_that_do_not_fit_together_give_the_same_numbers_at_both_speeds():
    # more tranches than months: no scenario may be so, but the points of an analysis may
    points = {
        "contract.term": np.array([4, 8]),
        "contract.tranches": np.array([6, 12]),
        "contract.share_at_risk": np.array([1.0, 0.5]),
        "contract.outcome_pay": np.array([1.0, 0.2]),
    }
    run_seeds = np.array([3, 4], np.uint64)
    with pytest.raises(ScenarioError, match="tranches"):
        CASE.with_values({"contract.term": 4, "contract.tranches": 6})
    plain, compiled = (
        engine_named(name).measures(CASE, points, run_seeds, (G, GS))[0] for name in ("mesa", "engine")
    )
    assert np.isfinite(plain[:, :, 0]).all()
    np.testing.assert_array_equal(plain, compiled)
    for name in ("mesa", "engine"):
        with pytest.raises(ValueError, match="share_at_risk"):
            engine_named(name).measures(
                CASE, {"contract.share_at_risk": np.array([1.5, 0.5])}, run_seeds, (GS,)
            )


def test_a_mesa_run_that_raises_becomes_a_failed_run(monkeypatch):
    from sim.model import ContractingModel

    step = ContractingModel.step

    def stumbling(self):
        if self.arm == GS and self.months == 4:
            raise ArithmeticError("lost")
        step(self)

    monkeypatch.setattr(ContractingModel, "step", stumbling)
    values, failed = Mesa().measures(CASE, CASE.draw(0, 1), draw_seeds(0, 0, 1), (G, GS))
    (failure,) = failed
    assert failure[:2] == (0, GS)
    assert re.fullmatch(r"month 4: test_paired\.py:\d+: ArithmeticError: lost", failure.message)
    assert np.isfinite(values[0, 0]).all()
    assert np.isnan(values[0, 1]).all()


@pytest.mark.parametrize("engine", ["engine", "mesa"])
def test_the_months_of_some_draws_come_with_the_runs(engine):
    names = ("value", "now_studio")
    runs, months = run_paired_by_month(CASE, 3, 2, 2, arms=(G, GS), seed=3, engine=engine, measures=names)
    assert np.array_equal(runs.values, run_paired(CASE, 3, 2, arms=(G, GS), seed=3).values)
    alone = run_paired_series(CASE, 2, 2, arms=(G, GS), seed=3, measures=names)
    assert np.array_equal(months.values, alone.values)
    assert np.array_equal(months.run_seeds, alone.run_seeds)
    assert (months.asked, months.draws, months.measures) == (2, 2, names)
    assert {name: column.tolist() for name, column in months.parameter_draws.items()} == {
        name: column.tolist() for name, column in alone.parameter_draws.items()
    }


def test_an_engine_failure_names_its_arm_and_reason(monkeypatch):
    import sim.engine

    batch = sim.engine.Batch(np.full((1, 2, 48), np.nan), [sim.engine.RunFailure(0, GS, "month 3: lost")])
    monkeypatch.setattr(sim.engine, "run_batch", lambda *given: batch)
    assert Compiled().measures(CASE, {}, draw_seeds(0, 0, 1), (G, GS))[1] == [Failed(0, GS, "month 3: lost")]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"draws": 0}, "draws 0 is not allowed"),
        ({"replications": 0}, "replications 0 is not allowed"),
        ({"seed": -1}, "seed -1 is not allowed"),
        ({"seed": 2**64}, "seed 18446744073709551616 is not allowed"),
        ({"draws": 10**6}, "GB of memory"),
        ({"engine": "fast"}, "engine fast is not known; there are: auto, engine, mesa"),
    ],
)
def test_what_can_not_be_run_is_refused_in_one_line(given, said):
    with pytest.raises(InvalidInput) as refusal:
        run_paired(CASE, **{"draws": 1, "replications": 1, **given})
    assert said in refusal.value.line("en")
    assert "\n" not in refusal.value.line("en")
    assert refusal.value.status == 2


def test_unknown_measures_are_named():
    with pytest.raises(ValueError, match="no measure 'valu'"):
        toy(np.zeros((2, 1, 4, 2))).of("valu")
    with pytest.raises(ValueError, match="no measure 'valu'"):
        run_paired_series(CASE, 1, 1, measures=("valu",))


def test_auto_takes_the_engine():
    assert engine_named("auto").name == "engine"
    assert engine_named("mesa").name == "mesa"
