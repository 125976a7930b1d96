"""Every figure of an analysis is drawn in both languages, states its evidence, and shows every sign."""

import dataclasses
import json
import warnings

import pytest

from experiments.attribution.figures import ledger_figure, paths_figure
from experiments.discovery.boxes import Box, Limit
from experiments.discovery.figures import discovery_figure
from experiments.optimisation.figures import front_figure
from experiments.plotting import save
from experiments.plotting.fonts import missing_characters
from sim.dilemmas import DILEMMAS
from sim.parameters.registry import PARAMETERS
from sim.reforms import REFORMS
from tests.support import sample_results

DILEMMA_LABELS = {one.name: one.label for one in DILEMMAS}
PATH_LABELS = {one.overlay: one.label for one in REFORMS}

FIGURES = {
    "discover": lambda lang: discovery_figure(sample_results.discovery(), PARAMETERS, lang),
    "ledger": lambda lang: ledger_figure(sample_results.ledgers(), "one_plus_one", DILEMMA_LABELS, lang),
    "paths": lambda lang: paths_figure(sample_results.paths(), PATH_LABELS, lang),
    "front": lambda lang: front_figure(*sample_results.choices(), lang),
}


def texts(figure):
    from matplotlib.text import Text

    return [one.get_text() for one in figure.findobj(Text)]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_states_its_evidence_and_every_sign_shows(name, lang):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that no font has would warn
        figure = FIGURES[name](lang)
        figure.canvas.draw()
    said = texts(figure)
    assert "95%" in figure._supxlabel.get_text()
    assert not missing_characters("".join(said))
    assert any("一" <= sign <= "鿿" for sign in "".join(said)) == (lang == "zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_drawn_rule_says_what_held_out_futures_leave_open(lang):
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
        (False, 0, {"en": "takeitasnorule", "zh": "不应视为规则"}[lang]),
        (True, 700, {"en": "90%orlessisnotresolved", "zh": "90%尚无法分辨"}[lang]),
    ):
        assert words not in "".join(note.split())  # the note is broken into lines
        marker, said = drawn(validated, futures)
        assert words in "".join(said.split())
        assert (marker == "white") != validated


def test_the_same_result_gives_the_same_bytes_in_all_forms(tmp_path):
    first, second = (
        save(FIGURES["ledger"]("zh"), tmp_path / name, "ledger_zh", {"seed": 0}) for name in ("a", "b")
    )
    assert [path.suffix for path in first] == [".png", ".svg", ".pdf"]
    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in second]


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
    assert "60 months" in texts(axis)


def test_bars_of_the_ledger_lead_from_neutral_to_actual():
    account = sample_results.ledgers()[0].of("one_plus_one")
    axis = FIGURES["ledger"]("en").axes[0]
    bars = [(patch.get_x(), patch.get_width()) for patch in axis.patches]
    start, width = bars[0]
    assert start == pytest.approx(account.neutral.value) or start + width == pytest.approx(
        account.neutral.value
    )
    assert sum(width for _, width in bars) == pytest.approx(account.total.value)


def test_nothing_attributed_is_nothing_drawn():
    with pytest.raises(ValueError, match="no account 'multiplier'"):
        ledger_figure(sample_results.ledgers(), "multiplier", DILEMMA_LABELS)


def test_results_are_plain_values_for_json():
    for result in (
        sample_results.discovery(),
        *sample_results.ledgers(), sample_results.paths(), *sample_results.choices(),
    ):  # fmt: skip
        assert json.loads(json.dumps(result.to_dict(), allow_nan=False))


def test_small_chances_of_paths_have_room():
    found = sample_results.paths()
    share = dataclasses.replace(found.rows[0].above_two, value=0.02, low=0.01, high=0.04)
    rows = tuple(dataclasses.replace(row, above_two=share) for row in found.rows)
    axis = paths_figure(dataclasses.replace(found, rows=rows), PATH_LABELS, "en").axes[1]
    assert 0.04 < axis.get_xlim()[1] < 0.06


def test_settings_of_the_same_price_do_not_hide_one_another():
    front, single = sample_results.choices()
    same = dataclasses.replace(front.settings[0].found, price=front.baseline.found.price)
    settings = tuple(dataclasses.replace(one, found=same) for one in front.settings[:2])
    axis = front_figure(dataclasses.replace(front, settings=settings), single).axes[0]
    base = front.baseline.held_out.price
    marks = [line for line in axis.lines if line.get_marker() == "D" and len(line.get_xydata())]
    at = [line.get_transform().transform((base, 0.5))[0] for line in marks]
    assert len({round(place) for place in (*at, axis.transData.transform((base, 0.5))[0])}) == 3
