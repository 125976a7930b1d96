"""Factors give the values of a parameter at coordinates, on a grid, and as a study stores them."""

import numpy as np
import pytest

from experiments.designs.factors import Factor, factor, values
from sim.parameters.priors import Discrete, Integers, Uniform
from sim.parameters.registry import PARAMETERS

TERM, POWER = PARAMETERS["contract.term"], PARAMETERS["incentives.power"]


def test_a_factor_takes_the_prior_given_or_else_the_declared_range():
    given = Uniform(0.1, 0.2)
    assert factor("incentives.power", given).prior is given
    assert factor("contract.term").prior == Integers(int(TERM.low), int(TERM.high))
    assert factor("incentives.power").prior == (POWER.prior or Uniform(POWER.low, POWER.high))
    with pytest.raises(ValueError, match=r"nearest: contract\.term"):
        factor("contract.trem")


def test_whole_numbers_are_stored_as_integers():
    ends = np.array([0.0, 0.5, 1.0 - 1e-12])
    term = Factor.of(TERM, Integers(4, 8))
    assert term.stored(ends).dtype == np.int64
    assert term.stored(ends).tolist() == [4, 6, 8]
    assert term.values(ends).dtype == np.float64
    assert Factor.of(POWER, Uniform(0.0, 1.0)).stored(ends).dtype == np.float64


def test_a_grid_visits_listed_values_or_equal_steps_of_a_range():
    assert Factor.listing(TERM, (8, 4)).levels().tolist() == [8, 4]
    assert Factor.of(POWER, Uniform(0.0, 1.0), steps=3).levels().tolist() == [0.0, 0.5, 1.0]
    few = Factor.of(TERM, Integers(1, 4), steps=9)
    assert (few.levels().tolist(), few.level_count) == ([1, 2, 3, 4], 9)
    with pytest.raises(ValueError, match="a grid needs a list of values, or a range with steps"):
        Factor.of(POWER, Uniform(0.0, 1.0)).levels()


def test_listed_values_have_the_same_probability():
    listed = Factor.listing(TERM, (4, 8, 12))
    assert isinstance(listed.prior, Discrete)
    assert listed.stored((np.arange(6) + 0.5) / 6).tolist() == [4, 4, 8, 8, 12, 12]


def test_a_factor_is_written_with_its_distribution_and_steps():
    assert Factor.of(POWER, Uniform(0.0, 1.0)).written() == {"name": POWER.name, "uniform": [0.0, 1.0]}
    assert Factor.of(POWER, Uniform(0.0, 1.0), 3).written()["steps"] == 3


def test_a_parameter_varies_once():
    two = (Factor("x", Uniform(0.0, 1.0)), Factor("x", Uniform(0.0, 1.0)))
    with pytest.raises(ValueError, match="x varies twice"):
        values(two, np.zeros((1, 2)))
    with pytest.raises(ValueError, match="1 columns for 2 factors"):
        values((two[0], Factor("y", Uniform(0.0, 1.0))), np.zeros((1, 1)))
