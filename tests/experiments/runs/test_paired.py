"""Paired runs: common random numbers for the same master seed, and failed runs that ruin nothing."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.runs import paired as running
from experiments.runs.engines import Compiled
from experiments.runs.keys import draw_seeds
from experiments.runs.paired import (
    ALL_ARMS,
    PairedRuns,
    check_memory,
    run_paired,
    run_paired_by_month,
    sample_sizes,
)
from sim.arms import GS, NONE, G, S
from sim.failure import RunFailure
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 10})
KNOWN = Scenario.load("without_dilemmas", changes={"run.horizon": 10})


def toy(values, **more) -> PairedRuns:
    """Runs of four arms with hand-made values (draws, seeds, arms, measures)."""
    values = np.asarray(values, dtype=float)
    draws, seeds = values.shape[:2]
    given = {
        "parameter_draws": {"x": np.arange(draws, dtype=float)},
        "run_seeds": np.zeros((draws, seeds), np.uint64),
        "arms": (NONE, G, S, GS),
        "measures": ("value", "coverage"),
        "failures": (),
        "seed": 0,
        "engine": "compiled",
        "seconds": 0.0,
        "numbers": np.arange(draws),
        "asked": draws,
    }
    return PairedRuns(values=values, **{**given, **more})


def test_more_draws_and_more_seeds_leave_what_was_there_unchanged():
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


def test_two_scenarios_meet_the_same_draws_and_seeds():
    other = Scenario.load("s_association", changes={"run.horizon": 10, "production.access": 0.3})
    first, second = run_paired(CASE, 3, 2, arms=(G,), seed=2), run_paired(other, 3, 2, arms=(G,), seed=2)
    assert np.array_equal(first.run_seeds, second.run_seeds)
    assert "production.access" in first.parameter_draws
    assert "production.access" not in second.parameter_draws
    for name, column in second.parameter_draws.items():
        assert np.array_equal(column, first.parameter_draws[name])


def test_seeds_differ_within_and_between_draws_and_between_master_seeds():
    run_seeds = np.concatenate([draw_seeds(seed, draw, 50) for seed in (0, 1) for draw in range(20)])
    assert len(np.unique(run_seeds)) == run_seeds.size
    assert run_paired(CASE, 1, 1, arms=(GS,), seed=2**64 - 1).run_seeds[0, 0] != run_seeds[0]


def test_both_engines_give_the_same_bits():
    compiled = run_paired(CASE, 2, 1, seed=3, engine="compiled")
    plain = run_paired(CASE, 2, 1, seed=3, engine="mesa")
    assert plain.engine == "mesa"
    assert compiled.engine == "compiled"
    assert np.array_equal(compiled.values, plain.values)


@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_the_last_month_of_a_series_is_the_result(engine):
    names = ("value", "now_studio")
    _, monthly = run_paired_by_month(CASE, 2, 1, 2, arms=(G, GS), seed=3, engine=engine, measures=names)
    ended = run_paired(CASE, 2, 1, arms=(G, GS), seed=3)
    assert monthly.values.shape == (2, 1, 2, 10, 2)
    for name in names:
        assert np.array_equal(monthly.of(name)[..., -1], ended.of(name))


def test_progress_reports_every_run():
    reported = []
    run_paired(CASE, 5, 3, arms=(G, GS), progress=reported.append)
    assert sum(reported) == 5 * 3 * 2


class Failing(Compiled):
    """The compiled engine, but for some runs that fail in the contract arm."""

    def __init__(self, pairs):
        super().__init__()
        self.pairs, self.seen = pairs, 0

    def run(self, scenario, points, seeds, arms, months=None, monthly=()):
        batch = super().run(scenario, points, seeds, arms, months, monthly)
        failed = [pair - self.seen for pair in self.pairs if 0 <= pair - self.seen < len(seeds)]
        for pair in failed:
            batch.values[pair, list(arms).index(GS)] = np.nan
        self.seen += len(seeds)
        return replace(batch, failures=tuple(RunFailure(pair, GS, "by zero") for pair in failed))


def test_a_failed_run_is_listed_and_its_draw_left_out(monkeypatch):
    monkeypatch.setattr(running, "engine_named", lambda engine: Failing({3}))
    found = run_paired(CASE, 3, 2, seed=7)
    (failure,) = found.failures
    assert failure == RunFailure(3, GS, "by zero")
    (described,) = found.failed()
    seed = int(found.run_seeds[1, 1])
    assert described == {"draw": 1, "replication": 1, "arm": "GS", "seed": seed, "message": "by zero"}
    kept = found.whole()
    assert kept.failed() == [described]
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


@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_the_months_of_some_draws_come_with_the_runs(engine):
    names = ("value", "now_studio")
    runs, months = run_paired_by_month(CASE, 3, 2, 2, arms=(G, GS), seed=3, engine=engine, measures=names)
    assert np.array_equal(runs.values, run_paired(CASE, 3, 2, arms=(G, GS), seed=3).values)
    _, alone = run_paired_by_month(CASE, 2, 2, 2, arms=(G, GS), seed=3, measures=names)
    assert np.array_equal(months.values, alone.values)
    assert np.array_equal(months.run_seeds, alone.run_seeds)
    assert (months.asked, months.draws, months.measures) == (2, 2, names)
    assert {name: column.tolist() for name, column in months.parameter_draws.items()} == {
        name: column.tolist() for name, column in alone.parameter_draws.items()
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"draws": 0}, "draws 0 is not allowed"),
        ({"seeds": 0}, "seeds 0 is not allowed"),
        ({"seed": -1}, "seed -1 is not allowed"),
        ({"seed": 2**64}, "seed 18446744073709551616 is not allowed"),
        ({"draws": 10**6}, "GB of memory"),
        ({"engine": "fast"}, "there is no engine fast; there are: auto, compiled, mesa"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line(given, said):
    with pytest.raises(InvalidInput) as refusal:
        run_paired(CASE, **{"draws": 1, "seeds": 1, **given})
    assert said in refusal.value.line("en")
    assert "\n" not in refusal.value.line("en")
    assert refusal.value.status == 2


def test_unknown_measures_are_named():
    with pytest.raises(ValueError, match="no measure 'valu'"):
        toy(np.zeros((2, 1, 4, 2))).of("valu")
    with pytest.raises(ValueError, match="no measure 'valu'"):
        run_paired_by_month(CASE, 1, 1, 1, measures=("valu",))


def test_draws_of_an_engine_run_by_month_that_failed_are_listed_with_the_months(monkeypatch):
    monkeypatch.setattr(running, "engine_named", lambda engine: Failing({1, 5}))
    runs, months = run_paired_by_month(CASE, 3, 2, 2, arms=(G, GS))
    assert [failure.pair for failure in runs.failures] == [1, 5]
    assert [failure.pair for failure in months.failures] == [1]


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({"replications": 2000}, (1000, 2)),
        ({"replications": 4}, (2, 2)),
        ({"replications": 3}, (3, 1)),
        ({"replications": 2}, (2, 1)),
        ({"replications": 1}, (1, 1)),
        ({"draws": 3, "replications": 100}, (3, 2)),
        ({"draws": 3, "seeds": 4}, (3, 4)),
        ({"seeds": 3, "replications": 100}, (34, 3)),
        ({"runs": 1600}, (100, 2)),
        ({"runs": 1601}, (101, 2)),
        ({"runs": 1}, (1, 1)),
        ({"runs": 1600, "seeds": 5}, (40, 5)),
        ({"runs": 160, "arms": 4}, (20, 2)),
        ({"draws": 12.0, "seeds": 3.0}, (12, 3)),
    ],
)
def test_sizes_are_draws_and_seeds_of_each_and_a_total_of_runs_is_rounded_up(given, size):
    assert sample_sizes(CASE, **given) == size
    assert all(isinstance(each, int) for each in sample_sizes(CASE, **given))


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({"replications": 12}, (1, 12)),
        ({"replications": 12, "draws": 1}, (1, 12)),
        ({"seeds": 7, "replications": 12}, (1, 7)),
        ({"runs": 97, "replications": 12}, (1, 13)),
    ],
)
def test_without_uncertain_parameters_all_replications_are_seeds_of_one_draw(given, size):
    assert sample_sizes(KNOWN, **given) == size


@pytest.mark.parametrize(
    ("scenario", "given", "said"),
    [
        (CASE, {"draws": 0}, "draws 0 is not allowed"),
        (CASE, {"draws": 2.5}, "draws 2.5 is not allowed"),
        (CASE, {"seeds": 0}, "seeds 0 is not allowed"),
        (CASE, {"seeds": True}, "seeds True is not allowed"),
        (CASE, {"runs": -1}, "runs -1 is not allowed"),
        (CASE, {"runs": 8, "draws": 1}, "leave one of them out"),
        (KNOWN, {"runs": 8, "seeds": 1}, "leave one of them out"),
        (KNOWN, {"draws": 3}, "is uncertain, so there is only one draw"),
    ],
)
def test_sizes_that_cannot_be_had_are_refused(scenario, given, said):
    with pytest.raises(InvalidInput) as refusal:
        sample_sizes(scenario, **given)
    assert said in refusal.value.line("en")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"runs": 10**30}, f"draws {10**30 // 16} is not"),
        ({"runs": 8 * 10**30, "seeds": 1}, f"draws {10**30} is not"),
    ],
)
def test_huge_numbers_are_refused_without_the_noise_of_floats(given, said):
    with pytest.raises(InvalidInput) as refusal:
        sample_sizes(CASE, **given)
    assert said in refusal.value.line("en")


def test_memory_is_counted_without_the_noise_of_floats():
    with pytest.raises(InvalidInput, match=r"would take 840,000,000,000,000,000,000,000 GB"):
        check_memory((10**30, 105))
