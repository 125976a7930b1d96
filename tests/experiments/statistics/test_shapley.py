"""Shapley's axioms hold exactly, and dividends are what they are defined to be."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from experiments.statistics.shapley import dividends, exact_shapley_values, pairs, players, shapley_values


def test_efficiency_is_exact():
    """Eight players, arbitrary floats: the parts sum to the total without a rounding error."""
    game = np.random.default_rng(0).normal(size=256) * 1e3
    parts = exact_shapley_values(list(game))
    assert sum(parts) == Fraction(game[-1]) - Fraction(game[0])


def test_floats_agree_with_fractions_and_with_the_definition_by_orders():
    game = np.random.default_rng(1).normal(size=16)
    by_order = np.zeros(4)
    for order in permutations(range(4)):
        present = 0
        for player in order:
            by_order[player] += (game[present | 1 << player] - game[present]) / 24
            present |= 1 << player
    np.testing.assert_allclose(shapley_values(game), by_order, atol=1e-14)
    np.testing.assert_allclose([float(p) for p in exact_shapley_values(list(game))], by_order, atol=1e-14)


def test_a_dummy_gets_exactly_nothing():
    game = np.random.default_rng(2).normal(size=(5, 256))
    dummy = 3
    coalition = np.arange(256)
    game = game[:, coalition & ~(1 << dummy)]
    values = shapley_values(game)
    assert (values[:, dummy] == 0.0).all()
    assert exact_shapley_values(list(game[0]))[dummy] == 0
    assert (dividends(game)[:, (coalition >> dummy) & 1 == 1] == 0.0).all()


def test_alike_players_get_alike():
    game = np.array([bin(number).count("1") ** 2 for number in range(16)], dtype=float)
    assert exact_shapley_values(list(game)) == [4, 4, 4, 4]


def test_an_additive_game_has_no_interactions():
    """Whole numbers: every dividend of two or more players is exactly zero."""
    worth = np.array([3.0, -7.0, 11.0, 2.0, 0.0, 5.0, -1.0, 4.0])
    game = np.array([sum(worth[i] for i in range(8) if number >> i & 1) for number in range(256)])
    found = dividends(game)
    many = np.array([int(number).bit_count() >= 2 for number in range(256)])
    assert (found[many] == 0.0).all()
    assert [float(part) for part in exact_shapley_values(list(game))] == list(worth)


def test_dividends_add_up_and_give_the_shapley_values():
    game = np.random.default_rng(3).normal(size=32)
    found = dividends(game)
    assert found.sum() == pytest.approx(game[-1])
    shared = [sum(found[t] / int(t).bit_count() for t in range(1, 32) if t >> i & 1) for i in range(5)]
    np.testing.assert_allclose(shapley_values(game), shared, atol=1e-12)


def test_a_pairs_dividend_is_its_interaction():
    game = np.array([1.0, 2.0, 4.0, 9.0])
    assert dividends(game)[3] == 9 - 2 - 4 + 1
    assert pairs(3) == [(0, 1), (0, 2), (1, 2)]


@pytest.mark.parametrize("number", [0, 1, 3, 255])
def test_only_whole_games(number):
    with pytest.raises(ValueError, match="coalitions"):
        players(number)
