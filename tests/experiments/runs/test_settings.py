"""Settings run at the same draws with common random numbers: what is shared, what is refused."""

import numpy as np
import pytest

from experiments.attribution.factorial import Switch, combinations
from experiments.errors import RunsFailed
from experiments.runs.keys import draw_seeds
from experiments.runs.settings import run_settings, setting_values
from sim.arms import GS, NONE, G, S
from tests.support import toy_models

DILEMMAS = tuple(Switch(f"dilemma{i}", {f"p{i}": 0.0}) for i in range(8))


def world(joint):
    return toy_models.worlds(
        {NONE: lambda p, z: 0 * z, G: lambda p, z: 10.0 + 0 * z, S: lambda p, z: 10.0 + 0 * z, GS: joint}
    )


def test_all_settings_share_seeds_and_draws():
    seen = []

    def spy(points, run_seeds, arms):
        seen.append((points["p0"], points["q"], run_seeds))
        return np.zeros((len(run_seeds), len(arms), 1))

    base = {"p0": 5.0, "p1": 1.0, "q": np.array([0.1, 0.2, 0.3])}
    run_settings(spy, combinations(DILEMMAS[:2]), base, (GS,), 3, 2, seed=50)
    p0, q, run_seeds = (column.reshape(4, 6) for column in seen[0])
    assert (run_seeds == np.concatenate([draw_seeds(50, draw, 2) for draw in range(3)])).all()
    assert (q == np.repeat([0.1, 0.2, 0.3], 2)).all()
    assert p0[:, 0].tolist() == [5.0, 0.0, 5.0, 0.0]


def test_chunks_change_nothing():
    def joint(p, z):
        return p["q"] * p["p0"] + z

    base = {"p0": 1.0, "p1": 1.0, "q": np.arange(7.0)}
    whole, pieces = (
        run_settings(world(joint), combinations(DILEMMAS[:2]), base, (NONE, GS), 7, 2, chunk=chunk)
        for chunk in (10_000, 8)
    )
    assert np.array_equal(whole, pieces)


def test_a_parameter_that_some_settings_change_needs_a_base_value():
    with pytest.raises(ValueError, match="no base value for p0"):
        setting_values(combinations(DILEMMAS[:1]), {"q": 1.0}, 3)


def test_failed_runs_are_named():
    def fails(points, run_seeds, arms):
        out = np.zeros((len(run_seeds), len(arms), 1))
        out[3, 0] = np.nan
        return out

    with pytest.raises(ValueError, match="1 of 4 runs failed"):
        run_settings(fails, combinations(DILEMMAS[:1]), {"p0": 1.0}, (GS,), 1, 2)


def test_why_a_run_failed_is_reported_where_the_simulator_knows():
    class Simulator:
        failures = (type("Failure", (), {"message": "month 3: lost"})(),)

        def __call__(self, points, run_seeds, arms):
            return np.full((len(run_seeds), len(arms), 1), np.nan)

    with pytest.raises(RunsFailed, match=r"4 of 4 runs failed: 0, 1, 2, 3; the first: month 3: lost"):
        run_settings(Simulator(), combinations(DILEMMAS[:1]), {"p0": 1.0}, (GS,), 1, 2)


def test_progress_reports_every_run():
    reported = []
    run_settings(
        world(lambda p, z: z), combinations(DILEMMAS[:2]), {"p0": 1.0, "p1": 1.0}, (GS,), 5, 3, chunk=8,
        progress=reported.append,
    )  # fmt: skip
    assert sum(reported) == 4 * 5 * 3
