"""What is said to change nothing in an arm changes nothing there, and every new reading of it is found."""

import random
from typing import Any

import numpy as np
import pytest

import sim.agents.community
from sim.agents.community import Community
from sim.arms import ARMS, G_S, GS, NONE, G, S, arm_index
from sim.compiler.rule import RULES, rule
from sim.engine import run_batch
from sim.influence import influential
from sim.influence import reader as reading
from sim.influence.arms import HORIZON
from sim.influence.numbers import among, between, compared, computed, exactly, joined, truth, widened
from sim.influence.things import Unresolved
from tests.support.random_worlds import random_case, shipped_case

ONLY_UNDER_CONTRACT = ("control.control", "evaluation.noise", "contract.late_payment", "relations.gain_rate")


def every_parameter(scenario):
    return [name for name, one in scenario.parameters.items() if not one.structural and name != HORIZON]


@pytest.mark.parametrize("number", range(12))
def test_what_is_said_to_change_nothing_changes_no_measure_in_random_worlds(number):
    """Bit for bit; what else varies takes other values too, at the ends of what is allowed often."""
    case, rng, numbers = random_case(number), random.Random(number), np.random.default_rng(number)
    scenario, arm = case.scenario, rng.randrange(len(ARMS))
    names = every_parameter(scenario)
    if number % 3:
        names = rng.sample(names, 60)
    unread = set(names) - influential(scenario, arm, names)
    assert unread
    columns = {}
    for name in names:
        one = scenario.parameters[name]
        low, high = (one.least, min(one.most, 1e6)) if numbers.random() < 0.2 else (one.low, one.high)
        column = numbers.uniform(low, high, 6) if one.kind == "float" else numbers.integers(low, high + 1, 6)
        columns[name] = column if name in unread else np.repeat(column[:1], 6)
    values = run_batch(scenario, columns, [case.seed] * 6, [arm], threads=1).values[:, 0]
    finished = values[np.isfinite(values).all(axis=1)]
    assert all(row.tobytes() == finished[0].tobytes() for row in finished), str(case)


@pytest.mark.full
@pytest.mark.parametrize("number", range(12, 400))
def test_what_is_said_to_change_nothing_changes_no_measure_in_many_worlds(number):
    test_what_is_said_to_change_nothing_changes_no_measure_in_random_worlds(number)


def test_an_arm_without_a_contract_does_not_read_what_contracts_alone_read():
    case = shipped_case()
    for arm in (NONE, G, S, G_S, arm_index("G++")):
        assert not influential(case, arm, ONLY_UNDER_CONTRACT)
    assert influential(case, GS, ONLY_UNDER_CONTRACT) == set(ONLY_UNDER_CONTRACT)


def test_what_moves_a_measure_is_among_what_is_said_to_be_read():
    """The other direction, for the case: whatever changes a measure when moved alone is on the list."""
    case = shipped_case().with_values({HORIZON: 24})
    names = [*case.priors, "contract.term", "control.control", "capability.training"]
    at = {name: np.asarray(column) for name, column in case.draw(5, 1).items()}
    moved = {name: np.repeat(column, len(names) + 1) for name, column in at.items()}
    for place, name in enumerate(names):
        one = case.parameters[name]
        column = moved.setdefault(name, np.repeat(np.asarray([case.values[name]]), len(names) + 1))
        column[place + 1] = one.high if column[0] != one.high else one.low
    for arm in (NONE, G, S, G_S):
        values = run_batch(case, moved, [7] * (len(names) + 1), [arm], threads=1).values[:, 0]
        moves = {name for place, name in enumerate(names) if (values[place + 1] != values[0]).any()}
        assert moves
        assert moves <= influential(case, arm, names)


def test_a_rule_that_reads_a_parameter_anew_puts_it_on_the_list(monkeypatch):
    """No list is kept: with a rule changed, what the arm reads changes."""
    source = """
def grow_capital(self, p, living):
    self.capital = social_capital(self.capital, living, p.control.fine, p.society.capital_decay)
"""
    import linecache

    case, name = shipped_case(), "control.fine"
    assert not influential(case, NONE, [name])
    namespace: dict[str, Any] = vars(sim.agents.community)
    linecache.cache["<changed>"] = (len(source), None, source.splitlines(keepends=True), "<changed>")
    scope = dict(namespace)
    exec(compile(source, "<changed>", "exec"), scope)
    changed = scope["grow_capital"]
    changed.__qualname__ = "Community.grow_capital_changed"
    # what is registered here is taken off the list of rules again, which other tests read
    monkeypatch.setitem(RULES, (changed.__module__, changed.__qualname__), None)
    monkeypatch.setattr(Community, "grow_capital", rule(changed))
    assert influential(case, NONE, [name]) == {name}


def test_what_cannot_be_read_for_certain_counts_as_read(monkeypatch):
    def refuse(*_: Any) -> None:
        raise Unresolved("a construction that is not known")

    monkeypatch.setattr(reading.Reader, "_for", refuse)
    assert influential(shipped_case(), NONE, ONLY_UNDER_CONTRACT) == set(ONLY_UNDER_CONTRACT)


def test_what_a_condition_decides_is_followed_though_it_is_not_computed_from_it():
    """Money that lapses hangs on a switch alone: it is compared, never added."""
    assert influential(shipped_case(), G, ["contract.lapse"]) == {"contract.lapse"}


def test_the_horizon_is_read_in_every_arm():
    assert all(influential(shipped_case(), arm, [HORIZON]) == {HORIZON} for arm in (NONE, GS))


@pytest.mark.parametrize("seed", range(3))
def test_every_value_that_can_come_of_a_computation_is_in_its_set(seed):
    """Signs and comparisons of random sets hold for random members of them."""
    rng = random.Random(seed)

    def some():
        if rng.random() < 0.5:
            values = [rng.choice((-2, -1, 0, 1, 3, 0.5)) for _ in range(rng.randrange(1, 4))]
            return among(values), values
        low = rng.uniform(-3, 3)
        high = low + rng.random()
        return between(low, high, False), [low, high, (low + high) / 2]

    for _ in range(2000):
        (one, ones), (other, others) = some(), some()
        a, b = rng.choice(ones), rng.choice(others)
        for sign, value in (
            ("Add", a + b),
            ("Sub", a - b),
            ("Mult", a * b),
            ("min", min(a, b)),
            ("max", max(a, b)),
        ):
            found = computed(sign, one, other)
            assert found.low <= value <= found.high
            assert found.values is None or value in found.values
        if b != 0:
            found = computed("Div", one, other)
            assert found.low <= a / b <= found.high
        for order, held in (
            ("Lt", a < b),
            ("LtE", a <= b),
            ("Eq", a == b),
            ("NotEq", a != b),
            ("GtE", a >= b),
        ):
            assert truth(compared(order, one, other)) in (None, held)
        wide = widened(one, joined(one, other))
        assert wide.low <= min(a, b)
        assert wide.high >= max(a, b)


def test_infinite_ends_that_meet_may_be_no_number_and_decide_nothing():
    endless = between(0.0, float("inf"), False)
    difference = computed("Sub", endless, endless)
    assert difference.broken
    assert truth(compared("GtE", computed("Mult", difference, exactly(0.0)), exactly(0.0))) is None
