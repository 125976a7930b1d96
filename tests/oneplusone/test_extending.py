"""A rule of one's own beside the model's: the null, what it changes, what is refused, what is left."""

import subprocess
import sys
import threading

import numpy as np
import pytest

import oneplusone as opo
from sim import agenda
from sim.agents import relation
from sim.agents.community import Community
from sim.compiler.rule import RULES, Rule
from sim.rules.relations import cooperates
from sim.substitution import NoSuchRule, is_switch, rule_named, substituted

FEW = {"draws": 3, "months": 12, "progress": False, "seed": 7}
MEASURES = ["value", "coverage", "cooperation", "spent"]


def as_usual(usual, *given):
    return usual(*given)


def never(usual, gain, trust, cost):
    return 0


@pytest.mark.parametrize("name", ["cooperates", "Community.grow_group", "month", "sim.rules.money.fen"])
def test_a_rule_that_does_as_usual_changes_no_bit(name):
    tried = opo.extend("s_association", {name: as_usual}, MEASURES, **FEW)
    assert (tried["change"] == 0).all().all()
    assert (tried["own"] == tried["usual"]).all().all()


def test_the_usual_columns_are_what_the_compiled_engine_gives_in_the_same_draws():
    tried = opo.extend("s_association", {"cooperates": as_usual}, MEASURES, **FEW)
    compiled = opo.vary("s_association", "contract.term", [8], MEASURES, seeds=1, **FEW)
    assert tried["usual"].to_numpy().tolist() == compiled.to_numpy().tolist()


def test_an_own_rule_is_what_the_model_does():
    tried = opo.extend("s_association", {"cooperates": never}, MEASURES, **FEW)
    assert (tried["usual"]["cooperation"] > 0).any()
    assert (tried["own"]["cooperation"] == 0).all()
    assert (tried["change"] == tried["own"] - tried["usual"]).all().all()


def test_draws_in_which_an_own_rule_fails_are_left_out_with_a_warning_that_says_why():
    met = []

    def tired(usual, gain, trust, cost):
        met.append(1)
        if len(met) > 40:
            raise ValueError("no more")
        return usual(gain, trust, cost)

    with pytest.warns(UserWarning, match=r"\d of 4 draws are left out.*own rule 'cooperates'") as said:
        tried = opo.extend("s_association", {"cooperates": tired}, months=12, draws=4, seed=0, progress=False)
    assert len(said) == 1
    assert 0 < len(tried) < 4
    assert said[0].message.args[0].startswith(f"{4 - len(tried)} of 4")
    assert said[0].filename == __file__


def test_what_an_agent_does_can_be_replaced_and_gets_the_agent_first():
    met = set()

    def watched(usual, community, world, p, now, kind):
        met.add((type(community).__mro__[1], community is world.communities[community.id], now))
        usual(community, world, p, now, kind)

    opo.extend("s_association", {"Community.grow_group": watched}, **{**FEW, "draws": 1, "months": 2})
    assert {(cls, same) for cls, same, _ in met} == {(Community, True)}
    assert {now for *_, now in met} <= {0, 1}


def test_several_rules_at_once_and_in_the_arm_asked_for():
    rules = {"cooperates": never, "Community.grow_group": lambda usual, *given: None}
    tried = opo.extend("s_association", rules, ["matured", "value"], arm="G+S", **{**FEW, "months": 30})
    assert (tried["own"]["matured"] == 0).all()
    assert (tried["usual"]["matured"] > 0).any()


def test_where_nothing_is_uncertain_each_seed_is_a_row():
    tried = opo.extend("without_dilemmas", {"cooperates": never}, seeds=3, months=2, progress=False)
    assert tried.shape == (3, 3)


def test_the_models_own_rules_are_back_whatever_happened():
    def broken(usual, gain, trust, cost):
        raise ZeroDivisionError

    before = relation.cooperates, Community.grow_group
    with pytest.raises(opo.EnvironmentFailure, match="ZeroDivisionError"):
        opo.extend("s_association", {"Community.grow_group": as_usual, "cooperates": broken}, **FEW)
    assert (relation.cooperates, Community.grow_group) == before
    assert before[0] is cooperates


def test_only_one_replaces_rules_at_a_time():
    entered = threading.Event()

    def other():
        with substituted({"cooperates": as_usual}):
            entered.set()

    thread = threading.Thread(target=other)
    with substituted({"cooperates": never}):
        thread.start()
        assert not entered.wait(0.2)
    thread.join()
    assert entered.is_set()
    assert relation.cooperates is cooperates


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (None, "no rule is given"),
        ({}, "no rule is given"),
        ([never], "a list is given where own rules are expected"),
        (never, "a function is given where own rules are expected"),
        ({3: never}, "no rule 3; its rules stand in"),
        ({"cooperates": [never]}, "cooperates: .* is no function"),
        ({"cooperates": int}, "must take usual, gain, trust, cost"),
        ({"cooperate": never}, "no rule 'cooperate'; similar: cooperates"),
        ({"xyzzyx": never}, "no rule 'xyzzyx'; its rules stand in"),
        ({"cooperates": 0.5}, "cooperates: 0.5 is no function"),
        ({"cooperates": lambda usual, trust: 1}, "must take usual, gain, trust, cost"),
        ({"cooperates": lambda usual, cost, gain, trust: 1}, "usual, gain, trust, cost, in this order"),
        ({"Community.grow_group": never}, "must take usual, self, world, p, now, kind"),
    ],
)
def test_what_cannot_replace_a_rule_is_refused_before_anything_runs(rules, said):
    with pytest.raises(opo.InvalidInput, match=said):
        opo.extend("s_association", rules, **FEW)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("cooperates", float("nan"), "returned nan; 0 or 1 is needed"),
        ("cooperates", 0.5, "returned 0.5; 0 or 1 is needed"),
        ("cooperates", "yes", "returned 'yes'; 0 or 1 is needed"),
        ("cooperates", [1], r"returned \[1\]; 0 or 1 is needed"),
        ("cooperates", -1, "returned -1; 0 or 1 is needed"),
        ("cooperates", 7, "returned 7; 0 or 1 is needed"),
        ("leader_changes", 2, "returned 2; 0 or 1 is needed"),
        ("stage_jumps", 0.5, "returned 0.5; a whole number is needed"),
        ("misjudged", None, "returned None; a finite number is needed"),
        ("misjudged", float("inf"), "returned inf; a finite number is needed"),
        ("misjudged", 10**300, r"returned 1000.*\.\.\.; a finite number is needed"),
        ("misjudged", 10**400, r"returned 1000.*\.\.\.; a finite number is needed"),
        ("misjudged", list(range(99)), r"returned \[0, 1, .*\.\.\.; a finite number is needed"),
    ],
)
def test_what_no_rule_may_return_is_said_of_the_own_rule_and_of_no_file_of_the_model(name, value, said):
    with pytest.raises(opo.EnvironmentFailure, match=f"own rule '{name}' {said}$") as failure:
        opo.extend("s_association", {name: lambda usual, *given: value}, **{**FEW, "draws": 1})
    assert ".py" not in str(failure.value)


def test_an_own_rule_that_raises_is_named_with_its_own_line():
    def broken(usual, *given):
        return usual(given[0])

    said = r"own rule 'cooperates': test_extending\.py:\d+: TypeError: .*missing 2 required"
    with pytest.raises(opo.EnvironmentFailure, match=said):
        opo.extend("s_association", {"cooperates": broken}, **{**FEW, "draws": 1})


def test_numbers_that_the_model_does_not_bear_are_said_of_the_own_rule_too():
    said = r"; own rules at work, and what they returned: social_capital \(-3\)$"
    with pytest.raises(opo.EnvironmentFailure, match=said):
        opo.extend("s_association", {"social_capital": lambda usual, *given: -3.0}, **{**FEW, "draws": 1})


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("stage", "many", r"set stage\[\d\] of Community \d+ to 'many'; a whole number is needed"),
        ("stage", 2**63, r"set stage\[\d\] of Community \d+ to 9223372\d+; a whole number is needed"),
        ("stage", 0.5, r"set stage\[\d\] of Community \d+ to 0.5; a whole number is needed"),
        ("support", 10**400, r"set support\[\d\] of Community \d+ to 1000.*; a finite number is needed"),
        ("support", float("nan"), r"set support\[\d\] of Community \d+ to nan; a finite number is needed"),
    ],
)
def test_an_agent_that_is_set_wrong_is_said_of_the_own_rule(field, value, said):
    def wrong(usual, community, world, p, now, kind):
        usual(community, world, p, now, kind)
        getattr(community, field)[kind] = value

    own = r"own rule 'Community\.grow_group' \(test_extending\.py:\d+\) "
    with pytest.raises(opo.EnvironmentFailure, match=f"{own}{said}$"):
        opo.extend("s_association", {"Community.grow_group": wrong}, **{**FEW, "draws": 1})


@pytest.mark.parametrize("kind", [tuple, set, lambda given: dict(enumerate(given))])
def test_a_list_of_an_agent_stays_a_list(kind):
    def wrong(usual, community, world, p, now, group):
        usual(community, world, p, now, group)
        community.support = kind(community.support)

    said = r"own rule 'Community\.grow_group' .* set support of Community \d+ to .*; a list is needed$"
    with pytest.raises(opo.EnvironmentFailure, match=said):
        opo.extend("s_association", {"Community.grow_group": wrong}, **{**FEW, "draws": 1})


def test_a_comparison_of_numpy_is_a_switch_too():
    def cooperates(usual, *given):
        return np.float64(usual(*given)) > 0.5

    found = opo.extend("s_association", {"cooperates": cooperates}, **{**FEW, "draws": 1})
    assert (found["change"]["value"] == 0).all()


def test_a_field_that_an_agent_does_not_have_cannot_be_set_by_mistake():
    def misspelt(usual, community, world, p, now, kind):
        community.suport = 1.0
        usual(community, world, p, now, kind)

    said = r"set suport: .*has no field 'suport'; did you mean 'support'\?"
    with pytest.raises(opo.EnvironmentFailure, match=said):
        opo.extend("s_association", {"Community.grow_group": misspelt}, **{**FEW, "draws": 1})


def test_what_changes_an_agent_returns_nothing():
    said = r"own rule 'Community\.grow_group' returned 3; nothing \(the agent is changed instead\) is needed"
    with pytest.raises(opo.EnvironmentFailure, match=said):
        opo.extend("s_association", {"Community.grow_group": lambda *given: 3}, **{**FEW, "draws": 1})


def test_what_fails_in_the_model_is_said_with_the_line_of_the_own_rule():
    def asks(usual, community, *given):
        return community.nosuch

    first = asks.__code__.co_firstlineno
    said = rf"own rule 'Community\.grow_group': test_extending\.py:{first + 1}: AttributeError: .*nosuch"
    with pytest.raises(opo.EnvironmentFailure, match=said):
        opo.extend("s_association", {"Community.grow_group": asks}, **{**FEW, "draws": 1})


def test_a_failure_of_the_model_names_the_own_rules_at_work_that_return_nothing():
    def spoils(usual, community, world, p, now, kind):
        world.offices[0].capital = float("nan")
        world.communities[-1 - community.id].capital = float("nan")

    with pytest.raises(opo.EnvironmentFailure, match=r"Community\.grow_group"):
        opo.extend("s_association", {"Community.grow_group": spoils}, **{**FEW, "draws": 1})


def test_switches_are_known_by_their_source():
    switches = {one.name for one in RULES.values() if is_switch(one.function)}
    assert {"cooperates", "leader_changes"} <= switches
    assert not {"fen", "stage_jumps", "trust_after", "checklist", "is_before"} & switches


def test_numbers_of_numpy_are_numbers():
    import numpy as np

    own = {"cooperates": lambda usual, *given: np.int64(usual(*given))}
    own["misjudged"] = lambda usual, *given: np.float64(usual(*given))
    assert (opo.extend("s_association", own, **{**FEW, "draws": 1})["change"] == 0).all().all()


@pytest.mark.parametrize("wrong", [{"measures": "coverag"}, {"arm": "GG"}, {"draws": 0}])
def test_what_is_asked_for_must_exist(wrong):
    with pytest.raises(opo.InvalidInput):
        opo.extend("s_association", {"cooperates": never}, **{**FEW, **wrong})


def test_every_rule_is_found_by_its_name_and_module():
    assert agenda.month is rule_named("month").function
    for one in list(RULES.values()):
        assert rule_named(f"{one.module}.{one.name}") is one


def test_every_rule_is_known_to_a_process_that_has_run_nothing():
    code = "from sim.substitution import RULES, rule_named as r; r('Community.grow_group'); print(len(RULES))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(ended.stdout) == len([one for one in RULES.values() if one.module.startswith("sim.")])


def test_a_name_that_several_rules_have_is_refused_with_their_modules(monkeypatch):
    other = Rule("sim.rules.other", "cooperates", never)
    monkeypatch.setitem(RULES, ("sim.rules.other", "cooperates"), other)
    with pytest.raises(NoSuchRule) as refusal:
        rule_named("cooperates")
    assert refusal.value.instead == ("sim.rules.relations.cooperates", "sim.rules.other.cooperates")
