"""Maps find a planted line 1+1 = 2, and their band contains all of it as often as stated."""

import numpy as np
import pytest

from experiments.maps.lever_map import axis_values, run_map, simultaneous_critical, zero_lines
from sim.arms import GS, NONE, G, S
from sim.parameters.registry import PARAMETERS
from tests.support import toy_models

GRID = np.linspace(0.0, 1.0, 11)


def world(delta, alone=lambda p, z: 10.0 + 0 * z):
    """Two arms worth 10 each and a contract worth 20 + Δ."""
    return toy_models.worlds(
        {
            NONE: lambda p, z: 0 * z,
            G: alone,
            S: lambda p, z: 10.0 + 0 * z,
            GS: lambda p, z: 20.0 + delta(p, z),
        }
    )


def tilted(p, z):
    return 4 * (p["x"] - p["y"]) + p["q"] - 0.5 + z * (0.5 + p["x"])


def mapped(delta, draws=100, seed=0, grid=GRID, **options):
    base = {"q": np.random.default_rng(seed).random(draws)}
    return run_map(world(delta, **options), ("x", grid), ("y", grid), base, draws, 2, seed=seed * 10_000)


def test_the_line_is_where_it_was_planted():
    found = mapped(lambda p, z: p["x"] - p["y"] + 0 * z)
    assert len(found.line) == 1
    np.testing.assert_allclose(found.line[0][:, 0], found.line[0][:, 1], atol=1e-12)
    np.testing.assert_allclose(found.one_plus_one, 2 + (GRID[None, :] - GRID[:, None]) / 10, atol=1e-12)
    assert (found.side == np.sign(np.round(GRID[None, :] - GRID[:, None], 9))).all()


def test_rows_are_y_and_columns_are_x():
    found = mapped(lambda p, z: p["x"] - 0.35 + 0 * z)
    assert (found.gain[:, 0] < 0).all()
    assert (found.gain[:, -1] > 0).all()


def test_the_share_of_draws_above_two_follows_the_uncertain_parameter():
    """Δ = x − q with q uniform: P(Δ > 0) = x."""
    found = mapped(lambda p, z: p["x"] - p["q"] + 0 * z, draws=400)
    np.testing.assert_allclose(found.above_two[3], GRID, atol=0.08)
    assert (found.above_two_low <= found.above_two).all()
    assert (found.above_two <= found.above_two_high).all()


def coverage(repetitions, draws=60):
    """Return how often no point of the true line is resolved, and no resolved side is wrong."""
    grid = GRID[::2]
    truth = np.sign(np.round(grid[None, :] - grid[:, None], 9))
    right = []
    for seed in range(1, repetitions + 1):
        side = mapped(tilted, draws, seed, grid).side
        right.append((side * truth >= 0).all() and (np.diag(side) == 0).all())
    return np.mean(right)


def test_the_band_contains_the_whole_line_in_small():
    """40 maps: at 95%, fewer than 33 right ones have probability 1 in 1,000."""
    assert coverage(40) >= 33 / 40


@pytest.mark.full
def test_the_band_contains_the_whole_line():
    """1,000 maps; the standard error is 0.7 points."""
    assert 0.93 <= coverage(1000) <= 0.99


def test_the_band_is_wider_than_for_one_point_and_narrower_than_for_independent_ones():
    rng = np.random.default_rng(1)
    shared = rng.normal(size=(200, 1, 1)) + 0.1 * rng.normal(size=(200, 1, 400))
    apart = rng.normal(size=(200, 1, 400))
    assert 1.9 < simultaneous_critical(shared[:, :, :1]) < 2.1
    assert 1.9 < simultaneous_critical(shared) < 3.0
    assert simultaneous_critical(apart) > 3.5


def test_undefined_points_are_nan_while_delta_is_defined():
    found = mapped(lambda p, z: 1 + 0 * z, alone=lambda p, z: -20.0 * p["x"] + 0 * z)
    assert np.isnan(found.one_plus_one[:, GRID > 0.5]).all()
    assert np.isfinite(found.one_plus_one[:, GRID < 0.5]).all()
    assert np.isfinite(found.gain).all()


def test_one_draw_uses_its_seeds():
    found = run_map(world(tilted), ("x", GRID), ("y", GRID), {"q": 0.5}, 1, 50)
    assert np.isfinite(found.critical)
    assert (found.gain_error > 0).all()


def test_axes_come_from_the_declared_range():
    term, control = PARAMETERS["contract.term"], PARAMETERS["control.control"]
    assert axis_values(term, 200).tolist() == sorted(set(range(int(term.low), int(term.high) + 1)))
    assert axis_values(control, 5).tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    with pytest.raises(ValueError, match=r"control\.control: from 0\.8 to 0\.2 is no range"):
        axis_values(control, 5, 0.8, 0.2)


def test_the_same_lever_twice_is_refused():
    with pytest.raises(ValueError, match="x varies twice"):
        run_map(world(tilted), ("x", GRID), ("x", GRID), {"q": 0.5}, 1, 2)


def test_lines_of_a_ring():
    ring = GRID[None, :] ** 2 + GRID[:, None] ** 2 - 0.5
    (piece,) = zero_lines(GRID, GRID, ring)
    np.testing.assert_allclose((piece**2).sum(axis=1), 0.5, atol=0.01)


def test_unresolved_points_come_with_the_draws_needed_and_resolved_ones_with_none():
    """With as many draws as a point needs it is resolved in about four maps of five."""
    few = mapped(tilted, draws=60, seed=1)
    assert ((few.draws_to_resolve == 0) == (few.side != 0)).all()
    needed = few.draws_to_resolve[few.side == 0]
    assert (needed > 60).any()
    planned = [(point, n) for point, n in np.ndenumerate(few.draws_to_resolve) if 60 < n <= 2000]
    again = {n: mapped(tilted, draws=n, seed=2) for n in sorted({n for _, n in planned})[-3:]}
    truth = np.sign(np.round(GRID[None, :] - GRID[:, None], 9))
    for point, n in planned:
        if n in again and truth[point] == np.sign(few.gain[point]):
            assert abs(again[n].gain[point] / again[n].gain_error[point]) > 1


def test_on_the_line_itself_no_number_of_draws_can_be_planned():
    tie = mapped(lambda p, z: p["x"] - p["y"] + 0 * z)
    assert (np.diag(tie.draws_to_resolve) == -1).all()
    assert (tie.draws_to_resolve[tie.side != 0] == 0).all()
    single = run_map(world(tilted), ("x", GRID), ("y", GRID), {"q": 0.5}, 1, 1)
    assert (single.draws_to_resolve == -1).all()


def test_every_option_of_a_choice_is_a_value_of_its_axis():
    instrument = PARAMETERS["policy.instrument"]
    assert axis_values(instrument, 4).tolist() == list(range(len(instrument.options)))
    assert axis_values(instrument, 13, 1, 3).tolist() == [1.0, 2.0, 3.0]
