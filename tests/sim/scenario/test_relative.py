"""What overlays and dilemmas do to a case that is not the S Association, and what becomes of observations."""

import pytest

from sim.dilemmas import DILEMMAS
from sim.reforms import REFORMS
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario
from tests.support.neutral import neutral_values

CASE = Scenario.load("s_association")
MEALS = """schema = 1
[population]
offices = 1
organizations = 3
communities = 60
studios = 0
[contract]
sum = 2_000_000
term = 24
bundle = 2
[kinds.meals]
target = 500
hours = 10
need = 20
verifiability = 0.9
[kinds.visits]
target = 300
hours = 20
need = 15
verifiability = 0.3
"""

OF_THE_CASE = {
    "meta_governance": {
        "capability.feedback": 0.8, "capability.deliberation": 0.6, "relations.memory": 0.8,
        "policy.second": "grant", "policy.mix": 0.3, "policy.pooled": 1.0,
        "capability.coordination": 0.8, "needs.pooling": 0.75, "costs.deliberation": 10_000,
    },
    "cultivation": {
        "capability.cultivation": 0.8, "capability.training": 0.5, "production.role_clarity": 0.9,
        "contract.term": 12, "production.organization_reach": 0.85,
        "costs.cultivation": 20_000, "costs.training": 19_000,
    },
    "regulation_innovation": {
        "control.control": 0.3, "control.digital": 0.8, "control.openness": 0.8, "contract.outcome_pay": 0.4,
        "control.indicators": 0.5, "costs.openness": 8_000,
    },
}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """Load a case from a text, with overlays from further texts."""

    def load(source, *overlays):
        paths = []
        for number, each in enumerate((source, *overlays)):
            path = tmp_path / f"file{number}.toml"
            path.write_text(each, encoding="utf-8")
            paths.append(path)
        return Scenario.load(paths[0], paths[1:])

    return load


@pytest.mark.parametrize("path", OF_THE_CASE)
def test_a_path_of_the_s_association_is_what_it_was(path):
    laid = Scenario.load("s_association", path)
    assert {name: laid[name] for name in OF_THE_CASE[path]} == OF_THE_CASE[path]
    assert {name for name in laid.values if laid.values[name] != CASE.values[name]} == set(OF_THE_CASE[path])


def test_the_neutral_settings_of_the_s_association_are_what_they_were():
    assert neutral_values(CASE, ["time_limit"]) == {"contract.term": 24}
    assert neutral_values(CASE, ["countable_incentives"], 1) == {
        "kinds.studio.verifiability": 0.5,
        "kinds.firm.verifiability": 0.5,
        "kinds.group.verifiability": 0.5,
        "incentives.visible_weight": 0.0,
    }
    assert neutral_values(CASE, ["weak_evaluation"])["control.inflation_cost"] == 1e6


def test_no_path_shortens_a_term_or_takes_a_lever_back(own):
    strong = "[capability]\nfeedback = 0.95\ncultivation = 1\n[control]\ncontrol = 0.1\ndigital = 0.9\n"
    case = own(MEALS + strong)
    term = case.settings_of("cultivation")["contract.term"]
    assert term.of(24, case.parameters["contract.term"]) == 36
    for path in REFORMS:
        for name, setting in path.settings_of(case).items():
            if name == "policy.second":
                continue
            before = case.values[name]
            changed = (
                setting if isinstance(setting, float | int) else setting.of(before, case.parameters[name])
            )
            less = name in ("control.control", "control.indicators")
            assert changed <= before if less else changed >= before


def test_time_enough_is_never_less_time_than_the_case_has(own):
    for months, enough in ((8, 24), (24, 24), (36, 36)):
        case = own(MEALS.replace("term = 24", f"term = {months}"))
        assert neutral_values(case, ["time_limit"]) == {"contract.term": enough}


def test_a_neutral_setting_reaches_the_kinds_that_a_case_has(own):
    case = own(MEALS)
    settings = neutral_values(case, ["countable_incentives"], 1)
    assert settings == {
        "kinds.meals.verifiability": pytest.approx(0.6),  # the middle of 0.9 and 0.3
        "kinds.visits.verifiability": pytest.approx(0.6),
        "incentives.visible_weight": 0.0,
    }
    for dilemma in DILEMMAS:
        for setting in (0, 1):
            case.with_values(neutral_values(case, [dilemma.name], setting))


def test_every_row_is_reached_and_one_that_is_named_prevails(own):
    overlay = "schema = 1\npurpose = 'overlay'\n[kinds.meals]\nneed = 7\n[kinds.'*']\nneed = { times = 2 }\n"
    case = own(MEALS, overlay)
    assert (case["kinds.meals.need"], case["kinds.visits.need"]) == (7, 30)
    assert case.sources["kinds.visits.need"].endswith("file1.toml:6")


def test_the_additive_world_and_gross_hold_for_any_kinds_and_instruments(own, tmp_path):
    own(MEALS)
    laid = Scenario.load(tmp_path / "file0.toml", ["additive_null", "gross"])
    for kind in ("meals", "visits"):
        assert (laid[f"kinds.{kind}.hours"], laid[f"kinds.{kind}.need"]) == (40, 1_000_000)
    costs = [value for name, value in laid.values.items() if name.endswith(".transaction_cost")]
    assert costs
    assert not any(costs)


def test_a_change_can_be_set_by_hand_and_is_refused_in_one_line():
    assert Scenario.load("s_association", changes={"contract.term": {"plus": 4}})["contract.term"] == 12
    for written, given, said in (
        ("term = { tims = 2 }", "{tims = 2}", "is no change"),
        ("term = {}", "{}", "is no change"),
        ("term = { times = 'x' }", '{times = "x"}', "is no change"),
    ):
        with pytest.raises(ScenarioError) as caught:
            Scenario.parse(f"schema = 1\npurpose = 'overlay'\n[contract]\n{written}\n", "mine.toml")
        assert caught.value.line("en").startswith(f"mine.toml:4: contract.term: {given} ")
        assert said in caught.value.line("en")
        assert "相对变动" in caught.value.line("zh")


def test_a_change_of_what_is_drawn_leaves_it_drawn():
    drawn = CASE.with_values({"production.delegation_depth": {"plus": 1}})
    assert drawn.priors["production.delegation_depth"].written() == {"discrete": [2.0, 3.0]}
    assert "production.delegation_depth" not in CASE.with_values({"production.delegation_depth": 2}).priors
    with pytest.raises(ScenarioError) as caught:
        CASE.with_values({"control.independence": {"at_least": 0.5}})
    assert "prior" in caught.value.line("en")


@pytest.mark.parametrize("name", [*OF_THE_CASE, "all_paths", "gross", "additive_null"])
def test_an_overlay_that_is_saved_is_the_same_overlay_for_any_case(name, own, tmp_path):
    saved = Scenario.load(name).to_toml()
    assert Scenario.parse(saved).fingerprint() == Scenario.load(name).fingerprint()
    case = own(MEALS)
    assert own(MEALS, saved).values == Scenario.load(tmp_path / "file0.toml", name).values != case.values


def test_a_saved_overlay_keeps_rows_of_its_own_and_changes_upon_changes(own):
    first = "schema = 1\npurpose = 'overlay'\n[contract]\nterm = { plus = 2 }\n[kinds.'*']\nneed = 9\n"
    laid = own(first)
    assert own(MEALS, laid.to_toml())["contract.term"] == 26
    assert own(MEALS, laid.to_toml())["kinds.visits.need"] == 9
    named = own(first + "[kinds.studio]\nneed = 3\n")
    assert "[kinds.studio]\nneed = 3" in named.to_toml()
    assert Scenario.parse(named.to_toml()).fingerprint() == named.fingerprint()


# Observations


def uses(scenario):
    return {name: each["use"] for name, each in scenario.reference.items()}


def test_an_included_case_keeps_its_observations_to_itself(own):
    text = 'schema = 1\nincludes = ["s_association"]\n[contract]\nsum = 2_000_000\n'
    assert uses(own(text)) == {}
    assert uses(own("inherit_observations = false\n" + text)) == {}
    assert uses(own("inherit_observations = true\n" + text)) == uses(CASE)
    mine = text + "[reference.coverage]\nvalue = 30\nuse = 'condition'\n"
    assert own(mine).reference["coverage"]["value"] == 30
    with pytest.raises(ScenarioError) as caught:
        own("inherit_observations = 'yes'\n" + text)
    assert "inherit_observations" in caught.value.line("en")


@pytest.mark.parametrize(
    ("changes", "conditions"),
    [
        ({"contract.sum": 400_000}, False),
        ({"population.organizations": 2}, False),
        ({"contract.sum": 200_000}, True),  # as it was
        ({"run.horizon": 24}, True),
        ({"kinds.studio.weight": 2}, True),
        ({"resources.wage": 6000}, True),  # another assumption about the same case
        ({"control.independence": 0.4}, True),
    ],
)
def test_what_was_observed_in_a_case_conditions_no_other(changes, conditions):
    found = CASE.with_values(changes)
    assert uses(found)["coverage"] == ("condition" if conditions else "beside")
    assert uses(found)["firms"] == "metadata"
    assert uses(Scenario.load("s_association", changes=changes)) == uses(found)


def test_an_overlay_keeps_the_observations_of_the_case_beside_it_and_its_own_as_they_are(own):
    laid = Scenario.load("s_association", "cultivation")
    assert uses(laid)["coverage"] == uses(laid)["incubated"] == "beside"
    observing = "schema = 1\npurpose = 'overlay'\n[contract]\nsum = 9\n"
    observing += "[reference.coverage]\nvalue = 9\nuse = 'condition'\n"
    found = own(CASE.to_toml(), observing)
    assert uses(found)["coverage"] == "condition"
    assert uses(found)["incubated"] == "beside"


def test_a_changed_case_that_is_saved_conditions_nothing_either(own):
    changed = CASE.with_values({"contract.sum": 400_000})
    again = own(changed.to_toml())
    assert uses(again) == uses(changed)
    assert again.fingerprint() == changed.fingerprint()
