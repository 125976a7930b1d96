"""Whether runs agree with facts as observers would state them."""

import numpy as np

from experiments.calibration.observations import compare_with_observations
from experiments.calibration.stated import agrees_with, stated
from experiments.runs.paired import run_paired
from sim.scenario.scenario import Scenario


def test_agreement_counts_whole_things() -> None:
    values = np.array([19.99, 20.0, 20.9, 21.0])
    assert agrees_with({"value": 20}, values).tolist() == [False, True, True, False]
    assert agrees_with({"value": True}, np.array([0.0, 1.0])).tolist() == [False, True]
    assert agrees_with({"value": False}, np.array([0.0, 1.0])).tolist() == [True, False]
    assert agrees_with({"value": 0.5}, np.array([0.4, 0.51])).tolist() == [False, True]


def test_a_run_agrees_with_all_facts_or_it_does_not_count():
    case = Scenario.load("s_association")
    found = compare_with_observations(case, run_paired(case, 60, 2))
    facts = found.stated.facts
    assert set(facts) == {one.name for one in found.observations}
    values = {name: np.array([[float(case.reference[name]["value"])] * 3]) for name in facts}
    values[facts[0]][0, 1] += 1
    values[facts[-1]][0, 2] = 1 - values[facts[-1]][0, 2]
    assert stated(case, values).to_dict() == {"agreeing": 1, "runs": 3, "facts": list(facts)}
    assert 0 < found.stated.agreeing < found.stated.runs == 120
    assert stated(case, {}) is None
