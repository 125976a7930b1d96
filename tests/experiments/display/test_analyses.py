"""What a person reads of an analysis: right numbers, both languages, never without what it does not show."""

import dataclasses
import re

import pytest

from experiments.display import discovery, ledger, maps, optimise, paths, sensitivity
from experiments.display.evidence import outcome_name, parameter_name, value_text
from experiments.sensitivity_result import CHANCE_ONLY, REFUSED
from sim.dilemmas import DILEMMAS
from sim.parameters import PARAMETERS
from sim.paths import PATHS
from sim.texts import LANGUAGES, placeholders, room
from tests.experiments import results

DILEMMA_LABELS = {one.name: one.label for one in DILEMMAS}
PATH_LABELS = {one.overlay: one.label for one in PATHS}
ROOMS = ("analysis", "sensitivity", "map", "discovery", "ledger", "paths", "optimise")

PAGES = {
    "sensitivity": lambda lang: sensitivity.lines(results.sensitivity(), PARAMETERS, lang),
    "map": lambda lang: maps.lines(results.lever_map_of_two(), PARAMETERS, lang),
    "discover": lambda lang: discovery.lines(results.discovery(), PARAMETERS, lang),
    "ledger": lambda lang: ledger.lines(results.ledgers(), DILEMMA_LABELS, lang),
    "paths": lambda lang: paths.lines(results.paths(), PATH_LABELS, lang),
    "optimise": lambda lang: optimise.lines(*results.choices(), PARAMETERS, lang),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_what_it_means_and_what_it_does_not_show(name, lang):
    said = "\n".join(PAGES[name](lang))
    assert {"en": "In plain words", "zh": "通俗解读"}[lang] in said
    assert {"en": "What this does not show", "zh": "这些结果没有说明什么"}[lang] in said
    assert {"en": "seed", "zh": "种子"}[lang] in said
    assert "95%" in said
    assert "{" not in said
    assert not re.search(r"\bnan\b", said)


def test_both_languages_ask_for_the_same_fields():
    for name in ROOMS:
        for key, entry in room(name).items():
            assert placeholders(entry["en"]) == placeholders(entry["zh"]), f"{name}.{key}"


def test_shares_of_the_variance_are_told_as_they_are():
    item = results.sensitivity().of("delta")
    said = sensitivity.reading(item, results.sensitivity(), PARAMETERS, "en")
    assert f"{100 * item.chance.value:.0f}% is chance" in said[0]
    assert said[1] == "Term surely matters most."


def test_two_that_are_alike_are_told_as_open():
    item = results.sensitivity().of("delta")
    alike = tuple(dataclasses.replace(share, best_rank=1, worst_rank=3) for share in item.shares)
    said = sensitivity.reading(
        dataclasses.replace(item, shares=alike), results.sensitivity(), PARAMETERS, "en"
    )
    assert "Which of these matters most is not resolved" in said[1]


@pytest.mark.parametrize(
    ("state", "words"), [(CHANCE_ONLY, "can be told from the noise"), (REFUSED, "1 of 2,048")]
)
def test_where_there_are_no_indices_the_reason_is_told(state, words):
    whole = results.sensitivity()
    item = dataclasses.replace(whole.of("delta"), state=state, failed=(3,))
    said = " ".join(sensitivity.reading(item, whole, PARAMETERS, "en")).replace("2048", "2,048")
    assert words in said


def test_the_map_tells_its_highest_and_lowest_cell():
    found = results.lever_map_of_two()
    said = maps.reading(found, PARAMETERS, "en")
    best = found.one_plus_one.max()
    assert any(f"1+1 = {best:.2f}" in sentence for sentence in said)
    assert "Term = 36 months and Power of incentives = 0" in " ".join(said)


def test_the_rule_is_told_with_its_held_out_worth():
    found = results.discovery()
    rule = found.rules[0].held_out
    first = discovery.reading(found, PARAMETERS, "en")[0]
    assert f"{100 * rule.density.value:.0f}% of futures" in first or ">99%" in first
    assert "Term is at least" in first


def test_the_ledger_names_harm_first_and_help_apart():
    said = " ".join(
        ledger.reading(results.ledgers()[0].of("one_plus_one"), results.ledgers()[0], DILEMMA_LABELS, "en")
    )
    assert re.search(r"Most of it is owed to: Delegation without clear duties \(−0\.1[34]\d\)", said)
    assert re.search(r"Countable incentives with Time limit 0\.(099|10\d) \(more than chance\)", said)


def test_an_undefined_ledger_says_so():
    found = results.ledgers()[0]
    account = dataclasses.replace(
        found.of("one_plus_one"), neutral=None, actual=None, total=None, undefined=7
    )
    said = ledger.reading(account, found, DILEMMA_LABELS, "en")
    assert said == ["1+1 is undefined in 7 of the 256 worlds, so nothing is attributed; see Δ."]


def test_paths_that_help_each_other_are_told():
    said = " ".join(paths.reading(results.paths(), PATH_LABELS, "en"))
    assert "Meta-governance and Cultivating social organisations give 0.10 more together" in said
    assert "equal to within 2%" in said


def test_unequal_money_is_told():
    found = results.paths()
    rows = (*found.rows[:-1], dataclasses.replace(found.rows[-1], equal_money=False))
    said = " ".join(paths.reading(dataclasses.replace(found, rows=rows), PATH_LABELS, "en"))
    assert "these comparisons are not at equal money" in said


def test_only_what_changes_is_told_of_a_setting():
    before = {"contract.term": 8.0, "incentives.power": 0.6}
    after = {"contract.term": 12.0, "incentives.power": 0.6}
    assert optimise.changes_text(after, before, PARAMETERS, "en") == "Term 8 months → 12 months"
    assert optimise.changes_text(before, before, PARAMETERS, "zh") == "不作改变"


def test_a_change_that_held_out_draws_do_not_confirm_is_not_advice():
    _, single = results.choices()
    chosen = single.cheapest or single.nearest
    failed = dataclasses.replace(chosen.held_out, delta=dataclasses.replace(chosen.held_out.delta, low=-1.0))
    doubted = dataclasses.replace(
        single, already=False, cheapest=dataclasses.replace(chosen, held_out=failed)
    )
    assert "not on held-out draws" in optimise.single_reading(doubted, PARAMETERS, "en")[0]


def test_names_and_values():
    assert outcome_name("coverage@GS", "zh") == "合同期末新开工作室数（合同合作）"
    assert outcome_name("delta", "en") == "Δ"
    assert parameter_name("toy.x", PARAMETERS, "en") == "toy.x"
    assert value_text("contract.term", 12.0, PARAMETERS, "en") == "12 months"
    assert value_text("policy.instrument", 1.0, PARAMETERS, "en") == "contract"
    assert value_text("control.control", 0.05, PARAMETERS, "zh") == "0.05"


def test_one_sure_parameter_among_open_ranks_is_not_told_as_a_choice_of_one():
    """ "Which of these matters most: A" names no alternative: it is said that the first place is open."""
    found = results.sensitivity()
    item = found.of("delta")
    shares = tuple(
        dataclasses.replace(share, best_rank=1, worst_rank=3, influential=place == 0)
        for place, share in enumerate(item.shares)
    )
    said = sensitivity.reading(dataclasses.replace(item, shares=shares), found, PARAMETERS, "en")
    assert said[1] == "Which parameter matters most is not resolved."
