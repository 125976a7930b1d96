"""Figures of sensitivity analyses: in both languages, with their evidence, every sign visible."""

import dataclasses
import json
import warnings

import pytest

from experiments.designs.saltelli import SEED
from experiments.plotting.fonts import missing_characters
from experiments.sensitivity.figures import screening_figure, sensitivity_figure
from experiments.sensitivity.result import UNRESOLVED
from experiments.sensitivity.screening import Screening
from sim.parameters.registry import PARAMETERS
from tests.support import sample_results

FIGURES = {
    "sensitivity": lambda lang: sensitivity_figure(sample_results.sensitivity(), "delta", PARAMETERS, lang),
    "morris": lambda lang: screening_figure(sample_results.screening()[:3], "95%", PARAMETERS, lang),
    "pawn": lambda lang: screening_figure(sample_results.screening()[3:], "95%", PARAMETERS, lang),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_states_its_evidence_and_every_sign_shows(name, lang):
    from matplotlib.text import Text

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that no font has would warn
        figure = FIGURES[name](lang)
        figure.canvas.draw()
    said = "".join(one.get_text() for one in figure.findobj(Text))
    assert "95%" in figure._supxlabel.get_text()
    assert not missing_characters(said)
    assert any("一" <= sign <= "鿿" for sign in said) == (lang == "zh")


def test_plot_draws_the_first_outcome_that_has_indices_or_the_one_asked_for():
    whole = sample_results.sensitivity()
    assert "1+1" in whole.plot()._suptitle.get_text()
    hidden = dataclasses.replace(whole.outcomes[0], state=UNRESOLVED)
    partly = dataclasses.replace(whole, outcomes=(hidden, *whole.outcomes[1:]))
    assert "Δ" in partly.plot()._suptitle.get_text()
    with pytest.raises(ValueError, match="unresolved, there are no indices"):
        partly.plot(outcome="one_plus_one")


def test_a_screening_is_drawn_with_its_own_evidence():
    found = Screening("morris", 10, 2, "common", 0, False, tuple(sample_results.screening()[:3]), ())
    figure = found.plot("en", outcome="delta", size=(6, 3))
    assert "10 random trajectories × 2 seeds" in figure._supxlabel.get_text().replace("\n", " ")
    with pytest.raises(ValueError, match="outcome: the figure shows no one_plus_one"):
        found.plot(outcome="one_plus_one")


def test_a_result_is_plain_values_for_json():
    assert json.loads(json.dumps(sample_results.sensitivity().to_dict(), allow_nan=False))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_effects_have_the_unit_of_their_outcome(lang):
    found = sample_results.screening()[:3]
    label = screening_figure(found, "95%", PARAMETERS, lang).axes[0].get_xlabel()
    assert found[0].outcome == "delta"
    assert {"en": "(service-months)", "zh": "（服务月）"}[lang] in label
    of_seed = [*found, dataclasses.replace(found[0], parameter=SEED)]
    label = screening_figure(of_seed, "95%", PARAMETERS, lang).axes[0].get_xlabel()
    assert {"en": "by another seed", "zh": "换一个种子"}[lang] in " ".join(label.split())
    ratio = [dataclasses.replace(one, outcome="one_plus_one") for one in found]
    assert screening_figure(ratio, "95%", PARAMETERS, lang).axes[0].get_xlabel().endswith("μ*")
