"""Conclusions of worlds whose values are known: what turns, changes places and changes sign."""

import numpy as np
import pytest

from experiments.forms.analysis import ARMS
from experiments.forms.table import FormRuns, table_of
from sim.arms import G_S, GS, NONE, G, S

DRAWS = 30
DILEMMAS, PATHS = ("a", "b", "c", "d"), ("p", "q")


def games(values, noise=0.02):
    """(draws, seeds, worlds, arms): v(G∥S) is 10, v(G) and v(S) 4 and 6, v(GS) as given, noise of its own."""
    rng = np.random.default_rng(round(1000 * sum(values)))
    table = np.zeros((DRAWS, 2, len(values), len(ARMS)))
    for arm, level in ((NONE, 0.0), (G, 4.0), (S, 6.0), (G_S, 10.0)):
        table[..., ARMS.index(arm)] = level
    table[..., ARMS.index(GS)] = np.array(values) + noise * rng.normal(size=table.shape[:-1])
    return table


# as it is, without a, b, c, d, on path p, q
OLD = (9.0, 9.8, 9.6, 9.4, 9.1, 9.5, 8.5)
NEW = (11.0, 11.1, 11.6, 11.4, 11.8, 10.5, 11.5)


def rows(*others):
    runs = [
        FormRuns("as_is", "", games(OLD)),
        *(FormRuns(f"f{at}", "f", one) for at, one in enumerate(others)),
    ]
    return table_of(runs, ARMS, DILEMMAS, PATHS)


def test_levels_changes_order_and_signs_are_those_of_the_world():
    old, new = rows(games(NEW))
    for side in old.sides:
        assert side.ratio.value == pytest.approx(1.8, abs=0.01)
        assert (side.side, side.above_two.value) == (-1, 0.0)
        assert (side.change.value, side.resolved) == (0.0, False)
    for side in new.sides:
        assert side.change.value == pytest.approx(0.4, abs=0.01)
        assert side.resolved
        assert (side.side, side.above_two.value) == (1, 1.0)
    assert old.first == ("a", "b", "c")
    assert new.first == ("d", "b", "c")
    assert [one.sign for one in old.paths] == [1, -1, 1, -1]
    assert [one.sign for one in new.paths] == [-1, 1, -1, 1]
    assert new.turned == ("side_by_side", "alone")
    assert new.reordered
    assert new.reversed_paths == ("p/side_by_side", "q/side_by_side", "p/alone", "q/alone")
    assert new.changes_something
    assert not old.changes_something


def test_the_same_runs_change_nothing_exactly():
    _, same = rows(games(OLD))
    assert [side.change.value for side in same.sides] == [0.0, 0.0]
    assert not any(side.resolved for side in same.sides)
    assert not same.changes_something
    assert same.settled == ()


def test_what_is_not_resolved_is_no_change():
    """On the other side of two, in another order and of another sign, but all within the noise."""
    _, wide = rows(games([10.01, 10.2, 10.3, 10.1, 10.4, 9.9, 10.2], noise=4.0))
    assert [side.side for side in wide.sides] == [0, 0]
    assert not wide.changes_something
    assert wide.settled == ("side_by_side", "alone")
    assert {one.sign for one in wide.paths} == {0}


def test_where_the_ratio_is_undefined_nothing_is_invented():
    empty = games(OLD)
    empty[..., ARMS.index(G_S)] = 0.0
    _, row = rows(empty)
    side, alone = row.sides
    assert (side.ratio, side.change, side.resolved) == (None, None, False)
    assert alone.ratio is not None
    assert row.removals == ()
    assert not row.reordered
    assert [one.change is None for one in row.paths] == [True, True, False, False]
