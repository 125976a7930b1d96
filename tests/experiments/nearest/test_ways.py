"""Lines walked in worlds whose way to two is known in closed form."""

import math

import numpy as np
import pytest

from experiments.nearest.analysis import ARMS
from experiments.nearest.axes import on_steps
from experiments.nearest.surface import Surface, distance
from experiments.nearest.ways import gap_of, line_of, nearest_line, walked
from experiments.runs.outcomes import ALONE, BENCHMARKS, SIDE_BY_SIDE
from sim.arms import G_S, GS, NONE, G, S

DRAWS, SEEDS = 40, 2
PLANE = np.array([3.0, 4.0])


def games(moves, value, noise=0.0):
    """Public value in every arm: 10 in all but GS, 5 in G and S; the same noise under every move."""
    z = noise * np.random.default_rng(0).normal(size=(DRAWS, SEEDS))
    table = np.zeros((DRAWS, SEEDS, len(moves), len(ARMS)))
    for at, move in enumerate(moves):
        for arm, level in ((NONE, 0.0), (G, 5.0), (S, 5.0), (G_S, 10.0), (GS, value(move))):
            table[:, :, at, ARMS.index(arm)] = level + (z if arm == GS else 0.0)
    return table


def walk_in(value, noise=0.0):
    return lambda moves: games(moves, value, noise)


def plane(start, slopes=PLANE, squares=(0.0, 0.0)):
    return Surface(start, np.asarray(slopes), np.asarray(squares), np.ones(2, dtype=bool))


def walked_in(value, surface, bound=1.0, noise=0.0, benchmark=SIDE_BY_SIDE):
    ends = np.full(2, bound)
    return walked(
        lambda centre: surface, np.ones(2), -ends, ends, ends, benchmark, walk_in(value, noise), ARMS
    )


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_the_gap_is_the_ratio_less_two(benchmark):
    table = games([np.zeros(2), np.ones(2)], lambda move: 9.0 + move[0], noise=0.5)
    value = table.mean(axis=(0, 1))
    below = (
        value[:, ARMS.index(G_S)]
        if benchmark is SIDE_BY_SIDE
        else value[:, [ARMS.index(G), ARMS.index(S)]].sum(1)
    )
    assert gap_of(benchmark, table, ARMS).mean(axis=(0, 1)) == pytest.approx(
        2 * value[:, ARMS.index(GS)] / below - 2, abs=1e-12
    )


@pytest.mark.parametrize("benchmark", [SIDE_BY_SIDE, ALONE])
def test_a_plane_is_crossed_at_its_foot(benchmark):
    """1+1 − 2 = −0.1 + 0.6 x + 0.8 y: two is 0.1 away, at (0.06, 0.08)."""
    line = walked_in(lambda move: 9.5 + PLANE @ move, plane(-0.1, PLANE / 5), noise=0.05, benchmark=benchmark)
    assert line.reached
    # The noise of GS is the mean over draws, so that the foot is a little off.
    shift = -gap_of(benchmark, games([np.zeros(2)], lambda move: 9.5, 0.05), ARMS).mean() / 1.0
    assert distance(line.stop, np.ones(2)) == pytest.approx(shift, abs=1e-9)
    assert line.stop[0] / line.stop[1] == pytest.approx(0.75, abs=1e-9)
    assert distance(line.at(line.first), np.ones(2)) < shift < distance(line.at(line.last), np.ones(2))


def test_from_above_two_the_way_is_down():
    line = walked_in(lambda move: 10.5 + PLANE @ move, plane(0.1, PLANE / 5))
    assert line.points[0][1].value == pytest.approx(0.1)
    assert line.stop == pytest.approx([-0.06, -0.08], abs=1e-9)


def test_a_surface_that_promises_too_much_is_corrected_by_the_runs():
    """Real slopes are 0.7 of what the surface says: two is farther out, where runs have it."""
    line = walked_in(lambda move: 9.5 + 0.7 * PLANE @ move, plane(-0.1, PLANE / 5))
    assert distance(line.stop, np.ones(2)) == pytest.approx(0.1 / 0.7, abs=1e-9)


def test_where_no_line_crosses_two_the_nearest_point_is_given():
    line = walked_in(lambda move: 9.0 + 0.1 * PLANE @ move, plane(-0.2, 0.1 * PLANE / 5), bound=0.5)
    assert not line.reached
    assert math.isnan(line.meets)
    assert line.stop == pytest.approx([0.5, 0.5])
    assert line.missing == pytest.approx(0.2 - 0.02 * 3.5, abs=1e-9)


def test_without_a_resolved_influence_there_is_no_way():
    line = walked_in(lambda move: 9.0, plane(-0.2, np.zeros(2)))
    assert not line.reached
    assert not line.stop.any()


def test_two_between_two_places_is_interpolated():
    moves = np.array([[0.0], [1.0], [2.0]])
    line = line_of(moves, SIDE_BY_SIDE, games(moves, lambda move: 9.5 + 0.4 * move[0]), ARMS)
    assert line.meets == pytest.approx(1.25)
    assert line.stop == pytest.approx([1.25])
    assert (line.first, line.last) == pytest.approx((1.25, 1.25))  # no noise, no interval


def test_the_nearest_of_several_lines_crosses_soonest_or_comes_nearest():
    long, short = (
        line_of(
            np.outer([0.0, 1.0, 2.0], [size, 0.0]), SIDE_BY_SIDE, games([0, 1, 2], lambda at: 9.5 + at), ARMS
        )
        for size in (2.0, 1.0)
    )
    ones = np.ones(2)
    assert distance(long.stop, ones) == pytest.approx(2 * distance(short.stop, ones))
    assert nearest_line([long, short], ones) is short
    assert nearest_line([long, short], np.array([0.0, 1.0])) is long  # the first of equals
    below, lower = (
        line_of(np.outer([0.0, 1.0], [1.0, 0.0]), SIDE_BY_SIDE, games([0, 1], lambda at, n=n: n + at), ARMS)
        for n in (8.0, 7.0)
    )
    assert not below.reached
    assert nearest_line([lower, below], ones) is below
    assert nearest_line([lower, below, long], ones) is long


def stepped(value, surface, steps, bound=1.0):
    ends = np.full(2, bound)
    return walked(
        lambda centre: surface, np.ones(2), -ends, ends, ends, SIDE_BY_SIDE, walk_in(value), ARMS,
        steps=np.asarray(steps),
    )  # fmt: skip


def test_a_whole_number_lever_stands_on_whole_numbers_at_every_place():
    """1+1 − 2 = −0.1 + 0.6 x + 0.8 y with y in steps of 0.05: two is met with y on a step."""
    line = stepped(lambda move: 9.5 + PLANE @ move, plane(-0.1, PLANE / 5), (0.0, 0.05))
    assert line.reached
    for move in (*line.moves, line.stop):
        assert move[1] / 0.05 == pytest.approx(round(move[1] / 0.05), abs=1e-9)
    gap = -0.1 + 0.2 * PLANE @ line.stop
    assert 0 <= gap < 0.2 * PLANE[1] * 0.05 + 1e-9  # at two, or beyond it by less than a step


def test_whole_numbers_alone_come_to_two_or_beyond_and_never_stop_short_where_they_began():
    """Two lies between no step and one, or beyond several: the way goes to the first step past it."""
    for start, steps in ((-0.05, 1), (-0.3, 2)):
        line = stepped(
            lambda move, start=start: 10 + 5 * start + move[1], plane(start, (0.0, 0.2)), (1.0, 1.0), 4.0
        )
        assert line.reached
        assert line.stop == pytest.approx([0.0, steps])


def test_a_line_of_whole_numbers_goes_on_until_something_moves():
    """The surface promises two after a tenth of a step; runs have it after a whole one."""
    line = stepped(lambda move: 9.9 + move[1] / 9, plane(-0.02, (0.0, 0.2)), (1.0, 1.0), 4.0)
    assert line.moves[-1].any()
    assert line.stop == pytest.approx([0.0, 1.0])


def test_whole_numbers_change_what_is_counted_and_not_where_is_looked():
    """Runs round in any case; a line counted on whole numbers is the one found without, rounded."""
    steps = np.array([0.0, 0.07])

    def rounded(move):
        return 9.5 + PLANE @ on_steps(move, steps)

    def promising(centre):
        slopes = np.array([1.0, 0.9]) if centre.any() else np.array([0.9, 1.5])
        return plane(-0.1, slopes * (1 + centre[1]))

    ends = np.full(2, 1.0)
    found, free = (
        walked(promising, np.ones(2), -ends, ends, ends, SIDE_BY_SIDE, walk_in(rounded), ARMS, each)
        for each in (steps, None)
    )
    assert found.reached
    assert (found.meets, found.first, found.last) == (free.meets, free.first, free.last)
    assert found.moves == pytest.approx(np.array([on_steps(move, steps) for move in free.moves]))
    assert (found.moves != free.moves).any()
