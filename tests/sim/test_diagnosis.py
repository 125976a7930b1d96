"""The plain world and what a failed run has to say."""

import re

import numpy as np
import pytest

from sim.arms import GS, NONE
from sim.compiler.parameter_record import fill_parameters, parameter_dtype
from sim.diagnosis import agents, plain_world, what_went_wrong
from sim.scenario.scenario import Scenario
from sim.world import parameter_layout, parameter_values


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("s_association", changes={"population.organizations": 2, "run.horizon": 3})


def record_of(scenario, arm):
    record = np.zeros(1, parameter_dtype(parameter_layout(scenario)))[0]
    fill_parameters(record, parameter_values(scenario, arm))
    return record


def test_a_plain_world_has_everybody_once(scenario):
    names = [name for _, name in agents(plain_world(scenario, 1))]
    assert len(names) == len(set(names))
    assert {"Bureau", "SocialOrganization 1", "Community 40", "Tie 40 1", "Tally"} <= set(names)


def test_a_number_that_is_none_is_named_with_month_agent_and_field(scenario):
    record = record_of(scenario, NONE)
    record["society"]["capital_decay"] = np.inf
    assert re.fullmatch(r"month 0: Community 0: capital is -?(inf|nan)", what_went_wrong(scenario, record, 5))


def test_an_error_is_named_with_month_agent_and_line(scenario):
    record = record_of(scenario, GS)
    record["kinds"]["hours"][0] = 0.0
    message = what_went_wrong(scenario, record, 5)
    assert re.fullmatch(r"month \d: \w+ 0: \w+\.py:\d+: ZeroDivisionError: .*", message)


def test_a_run_that_goes_well_here_says_so(scenario):
    assert "compiled code only" in what_went_wrong(scenario, record_of(scenario, GS), 5)
