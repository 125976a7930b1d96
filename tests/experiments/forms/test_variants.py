"""The declared forms: what they set exists, what they are called too, and a scenario's own is left out."""

from pathlib import Path

import pytest

from experiments.errors import InvalidInput
from experiments.forms.variants import VARIANTS, chosen
from experiments.texts import LANGUAGES, room, text
from sim.parameters.forms import FORM
from sim.scenario.scenario import Scenario

CASE, CITY = Scenario.load("s_association"), Scenario.load("city")


def test_every_form_has_a_name_of_its_own_in_both_languages():
    names = [one.name for one in VARIANTS]
    assert len(set(names)) == len(names)
    said = room("forms")
    assert {f"variant.{name}" for name in (*names, "as_is")} == {
        key for key in said if key.startswith("variant.")
    }
    for lang in LANGUAGES:
        assert len({text(f"forms.variant.{name}", lang) for name in names}) == len(names)
        assert all(text(f"forms.question.{one.question}", lang) for one in VARIANTS)


def test_every_option_of_the_group_of_forms_can_be_had():
    """But CES, which is a value of substitution: the additive form has the option as well."""
    set_to = {(name, value) for one in VARIANTS for name, value in one.settings.items()}
    declared = {(parameter.name, option) for parameter in FORM.parameters for option in parameter.options}
    assert declared <= set_to


@pytest.mark.parametrize("scenario", [CASE, CITY], ids=["case", "city"])
def test_what_a_form_sets_is_allowed(scenario):
    for one in VARIANTS:
        for name, value in one.settings_of(scenario).items():
            choice = scenario.parameters[name].kind == "choice"
            shown = scenario.parameters[name].shown(value) if choice else value
            assert scenario.with_values({name: shown}).values[name] == value


def test_a_scenario_s_own_form_is_left_out_and_comes_back_where_it_has_another():
    names = {one.name for one in chosen(CASE)}
    assert "schedule_lots" not in names
    assert {"schedule_none", "schedule_contracts"} <= names
    old = {one.name for one in chosen(Scenario.load("s_association", ["first_edition"]))}
    assert "schedule_contracts" not in old
    assert {"schedule_lots", "trust_three_outcomes", "effort_provider"} <= old


def test_forms_of_choice_concern_only_who_chooses():
    assert not any(one.question == "choice" for one in chosen(CASE))
    assert {one.name for one in chosen(CITY) if one.question == "choice"} == {
        "choice_greedy", "choice_anew", "choice_seldom"
    }  # fmt: skip


def test_mechanisms_and_forms_are_found_by_name_and_others_refused():
    assert [one.name for one in chosen(CASE, ("trust", "access_none"))] == [
        "access_none", "trust_two_outcomes", "trust_logistic"
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match=r"there is no form tust; did you mean trust"):
        chosen(CASE, ("tust",))
    with pytest.raises(InvalidInput, match="none of these forms differs"):
        chosen(CASE, ("schedule_lots",))


@pytest.mark.parametrize(("lang", "page"), [("en", "robustness.md"), ("zh", "robustness.zh.md")])
def test_the_table_of_the_docs_has_every_form_of_the_case(lang, page):
    table = (Path(__file__).parents[3] / "docs" / page).read_text("utf-8")
    rows = [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines() if line.startswith("| ")]
    names = ["as_is", *(one.name for one in chosen(CASE))]
    assert rows[2:] == [text(f"forms.variant.{name}", lang) for name in names]
