"""The report of scenario discovery: rules with their held-out fit, what is not resolved, and the limits."""

import dataclasses
import re

import pytest

from experiments.discovery import report
from experiments.discovery.boxes import Box
from experiments.reporting.wording import in_plain_words, not_shown
from experiments.texts import LANGUAGES, text
from sim.parameters.registry import PARAMETERS
from tests.support import sample_results


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_states_summary_evidence_and_limits(lang):
    said = "\n".join(report.lines(sample_results.discovery(), PARAMETERS, lang))
    assert in_plain_words((), lang)[0] in said
    assert not_shown((), lang)[0] in said
    assert {"en": "masterseed", "zh": "主种子"}[lang] in "".join(said.split())  # lines are broken
    assert "95%" in said
    assert "{" not in said
    assert not re.search(r"\bnan\b", said)


def test_the_rule_is_reported_with_its_held_out_fit():
    found = sample_results.discovery()
    rule = found.rules[0].held_out
    first = report.summary(found, PARAMETERS, "en")[0]
    assert f"{100 * rule.density.value:.0f}% of futures" in first or ">99%" in first
    assert "Term is at least" in first


def test_a_box_that_excludes_nothing_is_no_rule():
    found = sample_results.discovery()
    empty = dataclasses.replace(found.rules[0], box=Box(()), validated=False)
    said = report.summary(dataclasses.replace(found, rules=(empty,)), PARAMETERS, "en")
    assert said[0].startswith("No rule is found")
    assert not [sentence for sentence in said if "whatever" in sentence or "not confirmed" in sentence]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whether_both_sets_share_their_seeds_is_stated(lang):
    found = sample_results.discovery()
    own, shared = (
        report.evidence(dataclasses.replace(found, common_random_numbers=common), lang)
        for common in (False, True)
    )
    assert {"en": "every future has its own seeds", "zh": "各自的随机种子"}[lang] in own
    assert {"en": "share their seeds", "zh": "共用随机种子"}[lang] in shared


def test_an_unvalidated_rule_states_the_futures_needed():
    found = sample_results.discovery()
    for number, words in (
        (4321, "About 4,400 held-out futures"),
        (-1, "More held-out futures would not help"),
    ):
        rule = dataclasses.replace(found.rules[0], validated=False, futures_to_validate=number)
        said = report.summary(dataclasses.replace(found, rules=(rule,)), PARAMETERS, "en")
        assert any(words in sentence for sentence in said)


def test_a_density_that_may_or_may_not_reach_the_required_one_is_reported_as_unresolved():
    found = sample_results.discovery()
    for number, words in (
        (777, "about 780 held-out futures would be needed"),
        (-1, "no number of held-out futures"),
    ):
        opened = dataclasses.replace(found, futures_to_settle=number)
        said = " ".join(report.summary(opened, PARAMETERS, "en"))
        assert "Whether the density of the first rule reaches 90% is not resolved" in said
        assert words in said
    settled = dataclasses.replace(found, futures_to_settle=0)
    assert "Whether the density" not in " ".join(report.summary(settled, PARAMETERS, "en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_uncertain_parameters_that_stay_are_not_said_to_be_averaged(lang):
    averaged, stay = text("analysis.priors", lang), text("analysis.held", lang)
    for held, there, absent in ((False, averaged, stay), (True, stay, averaged)):
        said = "".join("".join(report.lines(sample_results.discovery(), PARAMETERS, lang, held)).split())
        assert "".join(there.split()) in said
        assert "".join(absent.split()) not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_has_a_row_for_each_rule_and_leaf(lang):
    found = sample_results.discovery()
    frame = found.to_frame(lang)
    assert len(frame) == len(found.rules) + len(found.tree)
    column = {"en": "density, held out", "zh": "密度（留出检验）"}[lang]
    assert frame[column][0] == found.rules[0].held_out.density.value


def test_a_result_is_short_to_look_at():
    found = sample_results.discovery()
    assert len(repr(found)) < 300
    assert repr(found).startswith("<Discovery: When Term is at least")
    assert "<table" in found._repr_html_()
