"""Changes relative to what there is: never against their direction, whole where numbers are whole."""

import math

import numpy as np
import pytest

from sim.parameters.change import RelativeChange, after, laid, read
from sim.parameters.declaration import NotAllowed
from sim.parameters.priors import Discrete, Integers, Mixture, Triangular, Uniform, alike, point
from sim.parameters.registry import PARAMETERS

TERM, LEVEL = PARAMETERS["contract.term"], PARAMETERS["capability.feedback"]
WEIGHT = PARAMETERS["kinds.*.weight"]


@pytest.mark.parametrize(
    ("written", "value", "expected"),
    [
        ({"times": 1.5}, 8, 12),
        ({"times": 1.5}, 24, 36),
        ({"times": 1.5}, 7, 11),  # ten and a half months: half up
        ({"times": 1.5}, 100, 120),  # no more than is allowed
        ({"plus": 4}, 8, 12),
        ({"plus": -40}, 8, 1),
        ({"times": 2, "plus": 1}, 8, 17),
        ({"at_least": 12}, 8, 12),
        ({"at_least": 12}, 24, 24),
        ({"at_most": 6}, 8, 6),
        ({"at_most": 6}, 4, 4),
        ({"times": 1.5, "at_most": 24}, 20, 24),
        ({"times": 1.5, "at_most": 24}, 36, 36),  # a bound never turns a change round
        ({"times": 0.5, "at_least": 12}, 8, 8),
    ],
)
def test_a_change_starts_from_what_there_is(written, value, expected):
    changed = read(written, TERM).of(value, TERM)
    assert (changed, type(changed)) == (expected, int)


def test_a_longer_term_is_longer_for_every_term_there_can_be():
    longer = read({"times": 1.5}, TERM)
    for months in range(int(TERM.least), int(TERM.most)):
        assert longer.of(months, TERM) > months


def test_a_change_of_a_change_is_made_one_after_the_other():
    both = laid(RelativeChange(plus=4), RelativeChange(times=2), TERM)
    assert both.of(8, TERM) == 24
    assert laid(10, RelativeChange(times=2), TERM) == 20
    assert laid(RelativeChange(times=2), 10, TERM) == 10
    assert after(7, 8, TERM) == 7


@pytest.mark.parametrize(
    ("change", "prior", "expected"),
    [
        (RelativeChange(plus=4), Integers(6, 9), Integers(10, 13)),
        (RelativeChange(at_least=8), Integers(6, 9), Discrete((8.0, 9.0), (0.75, 0.25))),
        (RelativeChange(times=2), alike(4.0, 6.0), Discrete((8.0, 12.0), (0.5, 0.5))),
        (
            RelativeChange(at_least=8),
            Mixture(((0.5, point(4.0)), (0.5, Integers(8, 9)))),
            Mixture(((0.5, Discrete((8.0,), (1.0,))), (0.5, Integers(8, 9)))),
        ),
    ],
)
def test_the_prior_of_a_whole_number_is_changed_value_by_value(change, prior, expected):
    found = change.of_prior(prior, TERM)
    assert found == expected
    u = np.linspace(0.001, 0.999, 500)
    assert np.array_equal(found.quantile(u), [change.of(value, TERM) for value in prior.quantile(u)])


def test_the_shape_of_a_prior_stays_or_the_change_is_refused():
    double = RelativeChange(times=2.0)
    assert double.of_prior(Uniform(1.0, 2.0), WEIGHT) == Uniform(2.0, 4.0)
    assert double.of_prior(Triangular(1.0, 1.5, 2.0), WEIGHT) == Triangular(2.0, 3.0, 4.0)
    assert RelativeChange(at_least=0.8).of_prior(Uniform(0.0, 0.5), LEVEL) == point(0.8)
    with pytest.raises(NotAllowed):
        RelativeChange(at_least=0.8).of_prior(Uniform(0.0, 1.0), LEVEL)


@pytest.mark.parametrize(
    "written",
    [{}, {"time": 2}, {"times": "2"}, {"times": True}, {"times": math.inf}, {"plus": math.nan},
     {"at_least": 9, "at_most": 8}],
)  # fmt: skip
def test_what_is_no_change_is_refused(written):
    with pytest.raises(NotAllowed):
        read(written, TERM)


def test_a_choice_cannot_be_changed_by_a_number():
    with pytest.raises(NotAllowed):
        read({"times": 2}, PARAMETERS["policy.second"])
