"""Measures relative to money and size: declared once, in the scenario's own units, zero without a divisor."""

import re

import numpy as np

from experiments.runs.paired import run_paired
from experiments.runs.relative import RELATIVE_NAMES, common_measures, mean_of, reported_measures, values_of
from experiments.simulation.measures_table import measure_table
from sim.arms import GS, S
from sim.measures import RELATIVE
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 12})


def test_each_relative_measure_follows_the_one_that_it_divides():
    names = [measure.name for measure in reported_measures(CASE)]
    for one in RELATIVE:
        assert names.index(one.measure.name) > names.index(one.of)
    assert {one.measure.name for one in RELATIVE} == RELATIVE_NAMES < set(names)
    assert len(set(names)) == len(names)


def test_values_are_those_of_the_run_divided_and_zero_where_nothing_is_spent():
    runs = run_paired(CASE, 3, 2)
    value, spent = runs.arm(GS, "value"), runs.arm(GS, "spent")
    assert np.allclose(values_of(CASE, runs, GS, "value_per_10000_yuan") * spent, value * 10_000)
    communities = CASE.values["population.communities"]
    assert np.allclose(values_of(CASE, runs, GS, "value_per_community") * communities, value)
    assert not runs.arm(S, "spent").any()
    assert not values_of(CASE, runs, S, "value_per_10000_yuan").any()
    assert np.array_equal(values_of(CASE, runs, GS, "value"), value)


def test_the_mean_is_undefined_where_nothing_is_spent_and_zero_where_what_is_spent_creates_nothing():
    runs = run_paired(CASE, 3, 2)
    assert np.isnan(mean_of(CASE, runs, S, "value_per_10000_yuan"))
    assert mean_of(CASE, runs, GS, "value_per_10000_yuan") > 0
    assert mean_of(CASE, runs, S, "spent") == 0
    runs.values[..., runs.measures.index("value")] = 0
    assert mean_of(CASE, runs, GS, "value_per_10000_yuan") == 0


def test_scenarios_have_all_in_common_with_themselves():
    assert common_measures(CASE, CASE) == reported_measures(CASE)


def test_the_full_table_says_nothing_where_nothing_is_spent():
    said = " ".join(" ".join(measure_table(CASE, run_paired(CASE, 3, 2), "en")).split())
    row = re.search(r"Public value per 10,000 .*?(?=Public value per community)", said)[0]
    assert re.search(r" – ", row)
    assert not re.search(r" 0 ", row)
