"""The report of the Pareto front and the single changes: what holds on held-out draws, and the limits."""

import dataclasses
import re

import pytest

from experiments.optimisation import report
from experiments.reporting.wording import in_plain_words, not_shown
from experiments.texts import LANGUAGES
from sim.parameters.registry import PARAMETERS
from tests.support import sample_results


def both():
    found = sample_results.optimisation()
    return found.front, found.single_changes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_states_summary_evidence_and_limits(lang):
    said = "\n".join(report.lines(*both(), PARAMETERS, lang))
    assert in_plain_words((), lang)[0] in said
    assert not_shown((), lang)[0] in said
    assert {"en": "masterseed", "zh": "主种子"}[lang] in "".join(said.split())  # lines are broken
    assert "95%" in said
    assert "{" not in said
    assert not re.search(r"\bnan\b", said)


def test_only_what_changes_is_named_of_a_setting():
    before = {"contract.term": 8.0, "incentives.power": 0.6}
    after = {"contract.term": 12.0, "incentives.power": 0.6}
    assert report.changes_text(after, before, PARAMETERS, "en") == "Term 8 months → 12 months"
    assert report.changes_text(before, before, PARAMETERS, "zh") == "不作改变"


def test_a_change_that_held_out_draws_do_not_confirm_is_not_advice():
    _, single = both()
    chosen = single.cheapest or single.nearest
    failed = dataclasses.replace(chosen.held_out, gain=dataclasses.replace(chosen.held_out.gain, low=-1.0))
    doubted = dataclasses.replace(
        single, already=False, cheapest=dataclasses.replace(chosen, held_out=failed)
    )
    assert "not on held-out draws" in report.single_summary(doubted, PARAMETERS, "en")[0]


def test_unresolved_single_changes_and_settings_state_the_draws_needed():
    front, single = both()
    setting = dataclasses.replace(
        front.settings[0], resolved=False, draws_to_resolve=900, best_in=("above_two",)
    )
    changes = (dataclasses.replace(single.changes[0], exceeds_two=False, draws_to_resolve=333),)
    said = " ".join(
        report.summary(
            dataclasses.replace(front, settings=(setting, *front.settings[1:])),
            dataclasses.replace(single, changes=changes),
            PARAMETERS,
            "en",
        )
    )
    assert re.search(r"not resolved at 5% \([^)]*900 held-out draws[^)]*\)", said)
    assert re.search(r"On which side of two they lie is not resolved: .*340 draws", said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_have_a_row_for_each_setting_and_for_each_lever(lang):
    found = sample_results.optimisation()
    frame = found.to_frame(lang)
    assert len(frame) == 1 + len(found.front.settings)
    assert frame.equals(found.front.to_frame(lang))
    price = {"en": "yuan/year", "zh": "元/年"}[lang]
    assert frame[price][1] == found.front.settings[0].found.price
    single = found.single_changes.to_frame(lang)
    gain = {"en": "gain of contracting (service-months)", "zh": "合同增益（服务月）"}[lang]
    assert single[gain].tolist() == [one.found.gain.value for one in found.single_changes.changes]


def test_results_are_short_to_look_at():
    found = sample_results.optimisation()
    for one in (found, found.front, found.single_changes):
        assert len(repr(one)) < 300
        assert repr(one).startswith(f"<{type(one).__name__}: ")
        assert "<table" in one._repr_html_()


@pytest.mark.parametrize(
    ("fall", "said"), [(0.3, "falls by 30%"), (-0.44, "too few draws"), (0.001, "are confirmed")]
)
def test_held_out_draws_confirm_only_what_they_repeat(fall, said):
    front = dataclasses.replace(both()[0], optimism=fall)
    assert said in " ".join(report.front_summary(front, PARAMETERS, "en"))
