"""Scenarios: layers compose, what is set is known, each value knows where it comes from, files come back."""

import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from sim.dilemmas import DILEMMAS
from sim.parameters.change import RelativeChange
from sim.parameters.draws import draw_uncertain
from sim.parameters.priors import Integers, Mixture, Uniform
from sim.parameters.registry import PARAMETERS, uncertainties
from sim.reforms import REFORMS
from sim.scenario.errors import ScenarioError
from sim.scenario.reader import SHIPPED
from sim.scenario.scenario import Scenario
from sim.texts import speaking
from tests.support.neutral import neutral_values

CASE = Scenario.load("s_association")
HEAD = 'schema = 1\nincludes = ["s_association"]\n'


@pytest.mark.parametrize("name", Scenario.available())
def test_a_shipped_scenario_loads_says_what_it_is_and_comes_back_from_its_own_text(name):
    scenario = Scenario.load(name)
    assert scenario.name == name == SHIPPED.joinpath(f"{name}.toml").stem
    for lang in ("en", "zh"):
        assert scenario.title(lang)
        assert scenario.description(lang)
        assert scenario.question(lang).endswith("?" if lang == "en" else "？")
    back = Scenario.parse(scenario.to_toml())
    assert back.differences(scenario) == {}
    assert back == scenario
    assert back.reference == scenario.reference
    assert pickle.loads(pickle.dumps(scenario)).sources == scenario.sources


def test_no_changes_are_the_case_that_is_included():
    scenario = Scenario.parse(f"{HEAD}uncertain.draw = []")
    assert dict(scenario.values) == dict(CASE.values)
    assert scenario.uncertain == ()
    said = {source.partition(":")[0] for source in scenario.sources.values()}
    assert said == {"default", "scenarios/s_association.toml"}


def test_a_scenario_is_frozen():
    with pytest.raises(FrozenInstanceError):
        CASE.name = "other"
    with pytest.raises(TypeError):
        CASE.values["contract.term"] = 9


def test_the_case_is_encoded_as_the_paper_tells_it():
    values = CASE.values
    sizes = ("offices", "organizations", "communities", "studios")
    assert [values[f"population.{name}"] for name in sizes] == [1, 1, 41, 16]
    assert (values["contract.sum"], values["contract.term"], values["capability.feedback"]) == (
        200_000.0,
        8,
        0.0,
    )
    assert CASE.reference["coverage"]["value"] == 20
    assert (CASE.reference["coverage"]["of"], CASE.reference["coverage"]["use"]) == (25, "condition")
    open_there = CASE.reference["open_at_term"]
    assert open_there["value"] == values["population.studios"] + CASE.reference["coverage"]["value"]
    assert (open_there["of"], open_there["use"]) == (values["population.communities"], "check")
    at_start = CASE.reference["studios_at_start"]
    assert (at_start["value"], at_start["use"]) == ([16, 26], "metadata")
    kinds = {
        f"kinds.{row}.{name}"
        for row in ("studio", "firm", "group")
        for name in ("hours", "decay", "volunteer", "productivity")
    }
    kinds |= {"kinds.firm.target", "kinds.group.target", "kinds.group.gestation"}
    general = {name for name in uncertainties() if not name.startswith("kinds.")}
    assert set(CASE.uncertain) == general | {"control.independence"} | kinds - {"kinds.group.decay"}
    assert CASE.priors["control.independence"] == Uniform(0.0, 1.0)
    election = CASE.priors["turnover.office_election"]
    assert isinstance(election, Mixture)
    assert [part for _, part in election.parts][2] == Integers(1, 8)
    assert {share for share, _ in election.parts} == {1 / 3}
    assert "production.relative_productivity" not in CASE.uncertain
    assert "resources.relative_productivity" in CASE.uncertain


def test_the_city_has_the_money_of_the_case_for_each_office_every_year():
    city = Scenario.load("city")
    assert city.values["contract.sum"] == CASE.values["contract.sum"]
    assert (city.values["contract.cycle"], city.values["run.horizon"]) == (12, 60)
    studios = city.values["population.communities"] - city.values["population.studios"]
    assert city.values["kinds.studio.target"] * city.values["population.offices"] == studios


def test_overlays_compose_from_left_to_right_and_changes_come_last(tmp_path):
    low, high = tmp_path / "low.toml", tmp_path / "high.toml"
    low.write_text("schema = 1\ncontrol.control = 0.2\ncontrol.digital = 0.3\n")
    high.write_text("schema = 1\n\n[control]\ncontrol = 0.9\n")
    first, last = Scenario.load("city", [low, high]), Scenario.load("city", [high, low])
    assert first.values["control.control"] == 0.9
    assert last.values["control.control"] == 0.2
    assert first.values["control.digital"] == last.values["control.digital"] == 0.3
    assert first.sources["control.control"] == f"{high}:4"
    assert first.sources["control.digital"] == f"{low}:3"
    assert ("control.control", f"{low}:2", f"{high}:4") in first.overridden
    changed = Scenario.load("city", [low, high], {"control.control": 0.5}, "--set")
    assert changed.values["control.control"] == 0.5
    assert changed.sources["control.control"] == "--set"
    assert changed.name == "city+low+high"


def test_what_is_set_is_known_and_no_longer_drawn():
    assert "control.base_burden" in CASE.uncertain
    gross = Scenario.load("s_association", ["gross"])
    assert gross.values["control.base_burden"] == 0.0
    assert not {"control.base_burden", "control.indicator_burden"} & set(gross.uncertain)
    assert "resources.wage" in gross.uncertain
    assert "resources.wage" not in CASE.with_values({"resources.wage": 6000}).uncertain


def test_a_file_that_sets_an_uncertain_parameter_fixes_it_unless_it_names_it_as_uncertain():
    fixed = Scenario.parse(f'{HEAD}resources.wage = 6000\nuncertain.draw = "all uncertainties"')
    assert "resources.wage" not in fixed.uncertain
    assert {"resources.labour_share", "kinds.studio.decay"} < set(fixed.uncertain)
    named = Scenario.parse(f'{HEAD}resources.wage = 6000\nuncertain.draw = ["resources.wage"]')
    assert named.uncertain == ("resources.wage",)
    assert named.values["resources.wage"] == 6000.0


def test_a_prior_makes_a_parameter_uncertain_and_except_makes_it_fixed():
    scenario = Scenario.parse(
        HEAD
        + """
        [uncertain]
        draw = ["resources.wage", "control.fine"]
        except = ["control.fine"]
        [uncertain.priors]
        control.depth = { uniform = [0, 0.5] }
        "evaluation.appointer" = { discrete = ["lot", "bureau"], weights = [1, 3] }
        """
    )
    assert scenario.uncertain == ("resources.wage", "control.depth", "evaluation.appointer")
    drawn = scenario.draw(seed=1, n=4000)
    assert drawn["control.depth"].max() < 0.5
    assert set(drawn["evaluation.appointer"].tolist()) == {1, 2}
    # Binomial, 4,000 draws: five standard errors are 0.034 (false alarm below 1e-6).
    assert (drawn["evaluation.appointer"] == 1).mean() == pytest.approx(0.75, abs=0.034)


def test_the_section_is_read_under_its_earlier_name_too_and_written_under_the_new_one():
    source = f"""{HEAD}
        contract.term = 9
        [unknowns]
        draw = "all uncertainties"
        except = ["resources.wage"]
        [unknowns.priors]
        control.depth = {{ uniform = [0, 0.5] }}
    """
    earlier, now = Scenario.parse(source), Scenario.parse(source.replace("unknowns", "uncertain"))
    assert earlier.priors == now.priors
    assert earlier.fingerprint() == now.fingerprint()
    assert earlier.to_toml() == now.to_toml()
    assert "\n[uncertain.priors]\n" in now.to_toml()
    assert "unknowns" not in now.to_toml()


def test_draws_of_the_case_are_those_of_the_parameters():
    drawn = CASE.draw(seed=5, n=20)
    assert set(drawn) == set(CASE.uncertain)
    same = draw_uncertain({"resources.wage": CASE.priors["resources.wage"]}, seed=5, n=20)
    assert (drawn["resources.wage"] == same["resources.wage"]).all()


def test_the_fingerprint_follows_what_matters_and_nothing_else():
    said = Scenario.parse(f'{HEAD}title = "a"\ncontract.term = 9')
    assert said.fingerprint() == Scenario.parse(f"{HEAD}[contract]\nterm = 9").fingerprint()
    others = [
        "contract.term = 10",
        'contract.term = 9\nuncertain.draw = ["resources.wage"]',
        "contract.term = 9\nuncertain.priors.resources.wage = { uniform = [5500, 6000] }",
        "contract.term = 9\nreference.coverage.value = 20",
    ]
    prints = {Scenario.parse(HEAD + each).fingerprint() for each in others} | {said.fingerprint()}
    assert len(prints) == 5
    assert Scenario.load("city") != CASE
    assert len({Scenario.load("city"), Scenario.load("city"), CASE}) == 2


def test_differences_name_the_parameter_and_both_values():
    other = CASE.with_values({"contract.term": 12})
    assert CASE.differences(other) == {"contract.term": ("8", "12")}
    assert CASE.differences(CASE) == {}
    assert "resources.wage (prior)" in CASE.differences(CASE.with_values({"resources.wage": 6500}))


def test_new_rows_are_written_back_with_their_names():
    source = f"""{HEAD}
        [kinds.library]
        target = 4
        hours = 60
        verifiability = 0.7
        need = 2
        label = {{ en = "Library", zh = "图书室" }}
    """
    scenario = Scenario.parse(source)
    back = Scenario.parse(scenario.to_toml())
    assert back == scenario
    assert back.parameters["kinds.library.hours"].label("zh") == scenario.parameters[
        "kinds.library.hours"
    ].label("zh")
    assert scenario.values["kinds.library.hours_verifiability"] == 0.5


def test_a_file_beside_another_may_be_included(tmp_path):
    (tmp_path / "ground.toml").write_text("schema = 1\ncontract.term = 10\ncontrol.depth = 0.3\n")
    path = tmp_path / "mine.toml"
    path.write_text('schema = 1\nincludes = ["without_dilemmas", "ground.toml"]\ncontrol.depth = 0.4\n')
    scenario = Scenario.load(path)
    assert scenario.values["incentives.power"] == 0.0
    assert scenario.values["contract.term"] == 10
    assert scenario.values["control.depth"] == 0.4
    assert scenario.sources["contract.term"] == f"{tmp_path / 'ground.toml'}:2"


def test_the_three_paths_change_different_parameters_and_together_are_all_paths():
    case = Scenario.load("s_association")
    changes = [path.settings_of(case) for path in REFORMS]
    names = [name for each in changes for name in each]
    assert len(names) == len(set(names))
    together = {name: value for each in changes for name, value in each.items()}
    assert case.settings_of("all_paths") == together
    assert Scenario.load("all_paths").overridden == ()
    for path in REFORMS:
        assert path.label("en") != path.label("zh")


def test_the_paths_change_levers_what_these_cost_and_two_uncertainties_in_no_order():
    case = Scenario.load("s_association")
    for path in REFORMS:
        settings = path.settings_of(case)
        others = {name for name in settings if PARAMETERS[name].role != "lever"}
        prices = {name for name in others if PARAMETERS[name].group == "costs"}
        assert prices  # what is done besides the priced levers has its price, too
        assert others - prices <= {"production.organization_reach", "needs.pooling"}
        for name in others:  # moved from what the case has, never set
            assert isinstance(settings[name], RelativeChange)
    forth = Scenario.load("s_association", [path.overlay for path in REFORMS])
    back = Scenario.load("s_association", [path.overlay for path in reversed(REFORMS)])
    assert forth.values == back.values == Scenario.load("s_association", ["all_paths"]).values


def test_there_are_eight_dilemmas_with_two_neutral_settings_each():
    assert len({dilemma.name for dilemma in DILEMMAS}) == 8
    for dilemma in DILEMMAS:
        assert dilemma.neutral[0] != dilemma.neutral[1]
        assert dilemma.label("en") != dilemma.label("zh")


@pytest.mark.parametrize("setting", [0, 1])
def test_neutral_settings_fit_together_in_any_combination(setting):
    names = [name for dilemma in DILEMMAS for name in dilemma.neutral[setting]]
    assert len(names) == len(set(names))
    for base in ("s_association", "city"):
        case = Scenario.load(base)
        for chosen in range(256):
            switched = [dilemma.name for bit, dilemma in enumerate(DILEMMAS) if chosen >> bit & 1]
            if chosen in (0, 1, 2, 4, 8, 16, 32, 64, 128, 85, 170, 255):
                values = neutral_values(case, switched, setting)
                assert not set(values) & set(case.with_values(values).uncertain)


def test_without_dilemmas_is_the_first_neutral_setting_of_all():
    case = Scenario.load("s_association")
    settings = neutral_values(case, [dilemma.name for dilemma in DILEMMAS])
    scenario = Scenario.load("without_dilemmas")
    set_there = {name for name, source in scenario.sources.items() if "without_dilemmas.toml" in source}
    assert scenario.differences(case).keys() <= {*set_there, *(f"{name} (prior)" for name in case.priors)}
    assert {name: scenario.values[name] for name in set_there} == settings


@pytest.mark.parametrize("dilemma", DILEMMAS, ids=lambda each: each.name)
def test_a_teaching_case_undoes_one_dilemma_and_leaves_the_others_off(dilemma):
    scenario = Scenario.load(dilemma.scenario)
    assert scenario.purpose == "teaching"
    changed = set(scenario.differences(Scenario.load("without_dilemmas")))
    case = Scenario.load("s_association")
    settings = {name: scenario.values[name] for name in dilemma.neutral[0]}
    if (
        dilemma.name == "leadership_turnover"
    ):  # whose leader changed, and when, is not recorded: in a month of the term
        elections = {"turnover.office_election": 4, "turnover.organization_election": 4}
        for name, month in elections.items():
            assert case.priors[name].quantile(np.array([0.999])) >= month
        assert {name: settings.pop(name) for name in elections} == elections
        changed -= set(elections)
    assert changed <= set(dilemma.neutral[0])
    assert changed
    assert settings == {name: case.values[name] for name in settings}
    assert not scenario.priors


def test_the_additive_world_and_gross_say_nothing_that_a_case_contradicts():
    null = Scenario.load("city", ["additive_null"])
    assert null.values["production.substitution"] == 1.0
    assert all(null.values[f"kinds.{kind}.stages"] == 0 for kind in ("studio", "firm", "group"))
    assert (
        len(
            {
                null.values[f"kinds.{kind}.weight"] / null.values[f"kinds.{kind}.hours"]
                for kind in ("studio", "firm", "group")
            }
        )
        == 1
    )
    gross = Scenario.load("city", ["gross"])
    spent = [
        name
        for name in gross.values
        if name.startswith("costs.") or name.endswith(("burden", "transaction_cost"))
    ]
    assert len(spent) > 15
    assert all(gross.values[name] == 0 for name in spent)


def test_changes_may_come_as_numbers_of_numpy_and_names_of_choices():
    import numpy as np

    scenario = CASE.with_values({"contract.term": np.int64(10), "policy.instrument": "grant"})
    assert scenario.values["contract.term"] == 10
    assert type(scenario.values["contract.term"]) is int
    assert scenario.values["policy.instrument"] == 2


def test_whole_numbers_may_be_written_as_decimals():
    scenario = Scenario.load("s_association", changes={"contract.term": 12.0, "contract.sum": 3e5})
    assert scenario["contract.term"] == 12
    assert isinstance(scenario.values["contract.term"], int)
    assert Scenario.load("s_association", changes={"contract.term": 12, "contract.sum": 300_000}) == scenario


def test_one_overlay_may_stand_alone():
    assert Scenario.load("s_association", "cultivation") == Scenario.load("s_association", ["cultivation"])


def test_a_scenario_shows_itself_in_a_line_and_completes_its_parameters():
    assert len(repr(CASE)) < 100
    assert "'s_association'" in repr(CASE)
    assert "contract.term" in CASE._ipython_key_completions_()
    assert CASE["contract.term"] == 8
    assert isinstance(CASE["incentives.office_policy"], str)
    with pytest.raises(KeyError, match=r"did you mean contract\.term"):
        CASE["contract.trem"]


def test_an_unknown_scenario_names_the_nearest():
    with pytest.raises(ScenarioError, match="did you mean s_association"):
        Scenario.load("s_asociation")


@pytest.mark.parametrize("word", ["contract_term", "contract__term", "contract_trem"])
def test_a_parameter_as_a_keyword_is_refused_with_the_mapping_that_sets_it(word):
    with pytest.raises(ScenarioError, match=f'^{word}: .*: {{"contract.term": 12}}$'):
        CASE.with_values(**{word: 12})


def test_a_notebook_shows_title_question_sizes_and_what_is_set():
    page = CASE.with_values({"contract.term": 12})._repr_html_()
    for lang in ("en", "zh"):
        assert CASE.title(lang) in page
        assert CASE.question(lang) in page
    assert f"{len(CASE.values)} parameters" in page
    assert "contract.term = 12" in page
    with speaking("zh"):
        assert "parameters" not in CASE._repr_html_()
