"""The figure of scenario discovery: both languages, evidence stated, and what held-out futures leave open."""

import dataclasses
import warnings

import pytest
from matplotlib.text import Text

from experiments.discovery.boxes import Box, Limit
from experiments.discovery.figures import discovery_figure
from experiments.plotting.fonts import missing_characters
from sim.parameters.registry import PARAMETERS
from tests.support import sample_results


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figure_states_its_evidence_and_every_sign_shows(lang):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that no font has would warn
        figure = sample_results.discovery().plot(lang)
        figure.canvas.draw()
    said = "".join(one.get_text() for one in figure.findobj(Text))
    assert "95%" in figure._supxlabel.get_text()
    assert not missing_characters(said)
    assert any("一" <= sign <= "鿿" for sign in said) == (lang == "zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_drawn_rule_states_what_held_out_futures_do_not_resolve(lang):
    found = sample_results.discovery()
    rule = found.rules[0]

    def drawn(validated, futures):
        changed = dataclasses.replace(
            found, rules=(dataclasses.replace(rule, validated=validated),), futures_to_settle=futures
        )
        figure = discovery_figure(changed, PARAMETERS, lang)
        (marker,) = (one for one in figure.axes[0].lines if one.get_marker() == "D")
        return marker.get_markerfacecolor(), figure._supxlabel.get_text()

    colour, note = drawn(True, 0)
    assert colour != "white"
    for validated, futures, words in (
        (False, 0, {"en": "notconfirmedonheld-outfutures", "zh": "不应视为规则"}[lang]),
        (True, 700, {"en": "reaches90%isnotresolved", "zh": "90%无法分辨"}[lang]),
    ):
        assert words not in "".join(note.split())  # the note is broken into lines
        marker, said = drawn(validated, futures)
        assert words in "".join(said.split())
        assert (marker == "white") != validated


def test_a_rule_is_drawn_over_the_range_that_was_drawn():
    """A study may draw beyond the declared range: the bar still ends where the rule does."""
    found = sample_results.discovery()
    limit = Limit("contract.term", None, 60.0)
    rule = dataclasses.replace(found.rules[0], box=Box((limit,)))
    wide = dataclasses.replace(found, rules=(rule,), ranges={"contract.term": (1.0, 119.0)})
    axis = discovery_figure(wide, PARAMETERS, "en").axes[1]
    whole, allowed = axis.patches
    assert (whole.get_x(), whole.get_width()) == (0.0, 1.0)
    assert (allowed.get_x(), allowed.get_width()) == (0.0, pytest.approx(60 / 119))
    assert "60 months" in [one.get_text() for one in axis.findobj(Text)]


@pytest.mark.parametrize(
    ("options", "said"),
    [((0, 1, 2, 3, 4), {"en": "all but ", "zh": "除"}), ((1,), {"en": "contract", "zh": "政府购买（合同）"})],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_options_that_a_rule_allows_are_named(options, said, lang):
    """Their order is no range: its ends say nothing of the options between."""
    found = sample_results.discovery()
    last = len(PARAMETERS["policy.instrument"].options) - 1
    limit = Limit("policy.instrument", None, None, options)
    rule = dataclasses.replace(found.rules[0], box=Box((limit,)))
    chosen = dataclasses.replace(found, rules=(rule,), ranges={"policy.instrument": (0.0, float(last))})
    axis = discovery_figure(chosen, PARAMETERS, lang).axes[1]
    below = [one.get_text() for one in axis.texts]
    assert len(below) == 1
    assert below[0].startswith(said[lang])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_figure_without_a_rule_says_that_there_is_none(lang):
    found = sample_results.discovery()
    rule = dataclasses.replace(found.rules[0], box=Box(()), validated=False)
    figure = discovery_figure(dataclasses.replace(found, rules=(rule,)), PARAMETERS, lang)
    said = [one.get_text() for one in figure.axes[1].texts]
    assert said == [{"en": "No rule is found", "zh": "未找到规则"}[lang]]
    legend = [one.get_text() for one in figure.axes[0].get_legend().get_texts()]
    assert {"en": "the whole ranges, held out, 95%", "zh": "全部范围，留出检验，95%"}[lang] in legend
    assert {"en": "as a rule", "zh": "视为规则"}[lang] not in figure._supxlabel.get_text()


def test_each_number_of_conditions_has_one_colour():
    figure = sample_results.discovery().plot("en")
    shown = figure.axes[0].collections[0]
    low, high = shown.get_clim()
    assert high - low == shown.cmap.N
    assert (low, high % 1) == (-0.5, 0.5)
