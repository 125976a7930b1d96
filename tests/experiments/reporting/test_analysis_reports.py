"""What a person reads of an analysis: right numbers, both languages, never without what it does not show."""

import dataclasses
import math
import re
from types import SimpleNamespace

import pytest

from experiments.attribution import ledger_report as ledger
from experiments.attribution import paths_report as paths
from experiments.attribution.figures import ledger_figure
from experiments.cli import analysis_command
from experiments.discovery import report as discovery
from experiments.discovery.boxes import Box
from experiments.optimisation import report as optimise
from experiments.reporting.runs_needed import needing_each
from experiments.reporting.wording import option_name, outcome_name, parameter_name, value_text
from experiments.statistics.intervals import Estimate
from experiments.texts import LANGUAGES, placeholders, room, text
from sim.dilemmas import DILEMMAS
from sim.parameters.registry import PARAMETERS
from sim.reforms import REFORMS
from tests.support import sample_results

DILEMMA_LABELS = {one.name: one.label for one in DILEMMAS}
PATH_LABELS = {one.overlay: one.label for one in REFORMS}
ROOMS = ("analysis", "discovery", "ledger", "paths", "optimise")

PAGES = {
    "discover": lambda lang: discovery.lines(sample_results.discovery(), PARAMETERS, lang),
    "ledger": lambda lang: ledger.lines(sample_results.ledgers(), DILEMMA_LABELS, lang),
    "paths": lambda lang: paths.lines(sample_results.paths(), PATH_LABELS, lang),
    "optimise": lambda lang: optimise.lines(*sample_results.choices(), PARAMETERS, lang),
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


def test_the_rule_is_told_with_its_held_out_worth():
    found = sample_results.discovery()
    rule = found.rules[0].held_out
    first = discovery.summary(found, PARAMETERS, "en")[0]
    assert f"{100 * rule.density.value:.0f}% of futures" in first or ">99%" in first
    assert "Term is at least" in first


def test_a_box_that_leaves_nothing_out_is_no_rule():
    found = sample_results.discovery()
    empty = dataclasses.replace(found.rules[0], box=Box(()), validated=False)
    said = discovery.summary(dataclasses.replace(found, rules=(empty,)), PARAMETERS, "en")
    assert said[0].startswith("No rule is found")
    assert not [sentence for sentence in said if "whatever" in sentence or "hold up" in sentence]


def test_the_ledger_names_harm_first_and_help_apart():
    said = " ".join(
        ledger.summary(
            sample_results.ledgers()[0].of("one_plus_one"), sample_results.ledgers()[0], DILEMMA_LABELS, "en"
        )
    )
    assert re.search(r"Most of it is owed to: Delegation without clear duties \(−0\.1[34]\d\)", said)
    assert re.search(r"Countable incentives with Time limit 0\.(099|10\d) \(more than chance\)", said)


def test_an_undefined_ledger_says_so():
    found = sample_results.ledgers()[0]
    account = dataclasses.replace(
        found.of("one_plus_one"), neutral=None, actual=None, total=None, undefined=7
    )
    said = ledger.summary(account, found, DILEMMA_LABELS, "en")
    assert said == ["1+1 is undefined in 7 of the 256 worlds, so nothing is attributed; see Δ."]


def test_paths_that_help_each_other_are_told():
    said = " ".join(paths.summary(sample_results.paths(), PATH_LABELS, "en"))
    assert "Meta-governance and Cultivating social organisations give 0.10 more together" in said
    assert "equal to within 2%" in said


def test_unequal_money_is_told():
    found = sample_results.paths()
    rows = (*found.rows[:-1], dataclasses.replace(found.rows[-1], equal_money=False))
    said = " ".join(paths.summary(dataclasses.replace(found, rows=rows), PATH_LABELS, "en"))
    assert "these comparisons are not at equal money" in said


def test_only_what_changes_is_told_of_a_setting():
    before = {"contract.term": 8.0, "incentives.power": 0.6}
    after = {"contract.term": 12.0, "incentives.power": 0.6}
    assert optimise.changes_text(after, before, PARAMETERS, "en") == "Term 8 months → 12 months"
    assert optimise.changes_text(before, before, PARAMETERS, "zh") == "不作改变"


def test_a_change_that_held_out_draws_do_not_confirm_is_not_advice():
    _, single = sample_results.choices()
    chosen = single.cheapest or single.nearest
    failed = dataclasses.replace(chosen.held_out, delta=dataclasses.replace(chosen.held_out.delta, low=-1.0))
    doubted = dataclasses.replace(
        single, already=False, cheapest=dataclasses.replace(chosen, held_out=failed)
    )
    assert "not on held-out draws" in optimise.single_summary(doubted, PARAMETERS, "en")[0]


def test_names_and_values():
    assert outcome_name("coverage@GS", "zh") == "合同期末新开工作室数（合同合作）"
    assert outcome_name("delta", "en") == "Δ"
    assert parameter_name("toy.x", PARAMETERS, "en") == "toy.x"
    assert value_text("contract.term", 12.0, PARAMETERS, "en") == "12 months"
    assert value_text("policy.instrument", 1.0, PARAMETERS, "en") == "contract"
    assert value_text("control.control", 0.05, PARAMETERS, "zh") == "0.05"


def test_an_open_ledger_entry_says_what_would_tell_it_and_why_nothing_would():
    whole = sample_results.ledgers()[0]
    account = whole.of("one_plus_one")
    harm = account.entries[1]
    cases = (
        (dataclasses.replace(harm, resolved=False, draws_to_resolve=1234), "about 1,300 draws would tell"),
        (dataclasses.replace(harm, resolved=False, draws_to_resolve=-1), "more than ten million draws"),
        (
            dataclasses.replace(
                harm, resolved=False, draws_to_resolve=-1,
                estimate=dataclasses.replace(harm.estimate, value=0.0),
            ),
            "exactly nothing here: no number of draws would tell",
        ),
    )  # fmt: skip
    for entry, words in cases:
        open_ = dataclasses.replace(account, entries=(account.entries[0], entry, *account.entries[2:]))
        said = " ".join(ledger.summary(open_, whole, DILEMMA_LABELS, "en"))
        assert f"Time limit ({words}" in said
        assert "with a chance of 80%" in said


def test_open_paths_say_what_would_tell_them():
    found = sample_results.paths()
    gains = tuple(
        dataclasses.replace(one, resolved=False, draws_to_resolve=77) for one in found.rows[1].gains
    )
    rows = (found.rows[0], dataclasses.replace(found.rows[1], gains=gains), *found.rows[2:])
    said = " ".join(paths.summary(dataclasses.replace(found, rows=rows), PATH_LABELS, "en"))
    assert "not told apart from nothing (about 77 draws would tell)" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_mark_of_an_open_path_stands_at_its_number_however_wide_the_table_is(lang):
    found = sample_results.paths()
    rows = tuple(
        dataclasses.replace(
            row, gains=tuple(dataclasses.replace(one, resolved=not row.paths) for one in row.gains)
        )
        for row in found.rows
    )
    shown = paths.table(dataclasses.replace(found, rows=rows), PATH_LABELS, lang)
    assert sum(line.count("?") for line in shown) == 2 * (len(rows) - 1)
    assert all(len(re.findall(r"\d\?", line)) == line.count("?") for line in shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whether_the_halves_of_a_discovery_share_their_luck_is_told(lang):
    found = sample_results.discovery()
    own, shared = (
        discovery.evidence(dataclasses.replace(found, common_random_numbers=random_numbers), lang)
        for random_numbers in (False, True)
    )
    assert {"en": "run keys of its own", "zh": "自己的随机键"}[lang] in own
    assert {"en": "share their run keys", "zh": "共用随机键"}[lang] in shared


def test_an_unvalidated_rule_says_how_many_futures_would_tell():
    found = sample_results.discovery()
    for number, words in (
        (4321, "About 4,400 held-out futures"),
        (-1, "More held-out futures would not help"),
    ):
        rule = dataclasses.replace(found.rules[0], validated=False, futures_to_validate=number)
        said = discovery.summary(dataclasses.replace(found, rules=(rule,)), PARAMETERS, "en")
        assert any(words in sentence for sentence in said)


def test_open_single_changes_and_settings_say_what_would_tell_them():
    front, single = sample_results.choices()
    setting = dataclasses.replace(
        front.settings[0], resolved=False, draws_to_resolve=900, best_in=("above_two",)
    )
    changes = (dataclasses.replace(single.changes[0], crosses=False, draws_to_resolve=333),)
    said = " ".join(
        optimise.summary(
            dataclasses.replace(front, settings=(setting, *front.settings[1:])),
            dataclasses.replace(single, changes=changes),
            PARAMETERS,
            "en",
        )
    )
    assert "not told apart from nothing (about 900 held-out draws would tell)" in said
    assert "(about 340 draws would tell)" in said


def test_a_density_that_may_or_may_not_be_the_one_asked_for_is_told_as_open():
    found = sample_results.discovery()
    for number, words in (
        (777, "about 780 held-out futures would tell"),
        (-1, "no number of held-out futures"),
    ):
        opened = dataclasses.replace(found, futures_to_settle=number)
        said = " ".join(discovery.summary(opened, PARAMETERS, "en"))
        assert "Whether the density of the first rule is 90% or less is not resolved" in said
        assert words in said
    settled = dataclasses.replace(found, futures_to_settle=0)
    assert "Whether the density" not in " ".join(discovery.summary(settled, PARAMETERS, "en"))


def test_every_option_of_every_choice_has_a_chinese_name():
    for parameter in PARAMETERS.values():
        for place, option in enumerate(parameter.options):
            assert option_name(parameter, place, "en") == option
            assert any("一" <= sign <= "鿿" for sign in option_name(parameter, place, "zh"))


def test_the_neutral_setting_is_named_by_its_own_number():
    second = sample_results.ledgers()[1]
    assert ledger.summary_lines([second], DILEMMA_LABELS, "en")[0] == "Neutral setting 2"
    assert (
        ledger_figure([second], "delta", DILEMMA_LABELS).axes[0].get_title(loc="left") == "Neutral setting 2"
    )


def test_what_is_open_for_the_same_reason_is_told_together():
    nothing = Estimate(0.0, 0.0, 0.0, 0.0, 9)
    some = Estimate(1.0, -1.0, 3.0, 1.0, 9)
    said = needing_each([("a", -1, nothing), ("b", 40, some), ("c", -1, nothing)], "draws", "en")
    assert (
        said == "a and c (exactly nothing here: no number of draws would tell); b (about 40 draws would tell)"
    )
    unknown = Estimate(1.0, math.nan, math.nan, math.nan, 1)
    assert "误差未知" in needing_each([("甲", -1, unknown)], "seeds", "zh")


def test_settings_that_agree_in_nothing_told_are_not_said_to_agree():
    open_ = []
    for whole in sample_results.ledgers():
        account = whole.of("one_plus_one")
        entries = tuple(dataclasses.replace(one, resolved=False) for one in account.entries)
        accounts = (dataclasses.replace(account, entries=entries), *whole.accounts[1:])
        open_.append(dataclasses.replace(whole, accounts=accounts))
    assert "is not known" in ledger.agreement(open_, DILEMMA_LABELS, "en")
    assert "agree in sign" in ledger.agreement(sample_results.ledgers(), DILEMMA_LABELS, "en")


@pytest.mark.parametrize(
    ("drawn", "varied", "stays"),
    [
        (None, ["a", "b"], False),
        (None, ["a"], True),
        (None, [], True),
        (False, ["x"], True),
        (True, ["x"], False),
    ],
)
def test_what_nobody_knows_is_said_to_be_averaged_only_where_it_is(drawn, varied, stays):
    """From a scenario (None) it varies with the design or stays; a study draws it at each key or not."""
    study = None if drawn is None else SimpleNamespace(plan=SimpleNamespace(model={"drawn": drawn}))
    args = SimpleNamespace(study=study)
    scenario = SimpleNamespace(priors={"a": 0, "b": 0})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis_command, "study_of", lambda given: given.study)
        assert analysis_command.held(args, scenario, varied) is stays


@pytest.mark.parametrize("lang", LANGUAGES)
def test_unknowns_that_stay_are_not_said_to_be_averaged(lang):
    averaged, stay = text("analysis.priors", lang), text("analysis.held", lang)
    pages = (
        lambda held: discovery.lines(sample_results.discovery(), PARAMETERS, lang, held),
    )
    for page in pages:
        for held, there, absent in ((False, averaged, stay), (True, stay, averaged)):
            said = "".join("".join(page(held)).split())
            assert "".join(there.split()) in said
            assert "".join(absent.split()) not in said
