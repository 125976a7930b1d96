"""Every figure of an analysis is drawn in both languages, states its evidence, and shows every sign."""

import dataclasses
import json
import warnings

import numpy as np
import pytest

from experiments.attribution.figures import ledger_figure, paths_figure
from experiments.discovery.boxes import Box, Limit
from experiments.discovery.figures import discovery_figure
from experiments.maps.figures import map_figure
from experiments.optimisation.figures import front_figure
from experiments.plotting import save
from experiments.plotting.fonts import missing_characters
from experiments.sensitivity.figures import screening_figure, sensitivity_figure
from sim.dilemmas import DILEMMAS
from sim.parameters.registry import PARAMETERS
from sim.reforms import REFORMS
from tests.support import sample_results

DILEMMA_LABELS = {one.name: one.label for one in DILEMMAS}
PATH_LABELS = {one.overlay: one.label for one in REFORMS}

FIGURES = {
    "sensitivity": lambda lang: sensitivity_figure(sample_results.sensitivity(), "delta", PARAMETERS, lang),
    "morris": lambda lang: screening_figure(sample_results.screening()[:3], "95%", PARAMETERS, lang),
    "pawn": lambda lang: screening_figure(sample_results.screening()[3:], "95%", PARAMETERS, lang),
    "map": lambda lang: map_figure(sample_results.lever_map_of_two(), PARAMETERS, lang),
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


@pytest.mark.parametrize(("lang", "word"), [("en", "dotted"), ("zh", "打点")])
def test_the_note_below_a_map_speaks_of_dots_and_not_of_signs(lang, word):
    note = FIGURES["map"](lang)._supxlabel.get_text()
    assert word in note
    assert "−" not in note


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


def test_the_map_draws_the_line_it_found():
    found = sample_results.lever_map_of_two()
    figure = FIGURES["map"]("en")
    drawn = [
        line.get_xydata() for axis in figure.axes[:2] for line in axis.lines if len(line.get_xydata()) > 1
    ]
    assert len(drawn) == 2 * len(found.line) > 0
    assert (drawn[0] == found.line[0]).all()


def test_a_map_without_the_line_says_so_and_shows_no_sample_of_it():
    found = sample_results.lever_map_of_two()
    apart = dataclasses.replace(found, delta=np.abs(found.delta) + 9 * found.delta_error + 1, line=())
    names = [
        [one.get_text() for one in map_figure(which, PARAMETERS, "en").legends[0].get_texts()]
        for which in (found, apart)
    ]
    assert names == [["1+1 = 2", "95% band of the line"], ["The line 1+1 = 2 does not cross the map."]]


def test_axes_of_a_map_have_units():
    axis = FIGURES["map"]("en").axes[0]
    assert axis.get_xlabel() == "Term (months)"
    assert FIGURES["map"]("zh").axes[0].get_xlabel() == "合同期限（个月）"


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
        sample_results.sensitivity(), sample_results.lever_map_of_two(), sample_results.discovery(),
        *sample_results.ledgers(), sample_results.paths(), *sample_results.choices(),
    ):  # fmt: skip
        assert json.loads(json.dumps(result.to_dict(), allow_nan=False))


def test_axes_of_a_map_end_where_the_tested_values_end_and_name_them():
    found = sample_results.lever_map_of_two()
    axis = FIGURES["map"]("en").axes[0]
    assert axis.get_xlim() == (found.x_values[0], found.x_values[-1])
    assert axis.get_ylim() == (found.y_values[0], found.y_values[-1])
    assert [tick.get_text() for tick in axis.get_xticklabels()] == [f"{value:g}" for value in found.x_values]


def of_choices():
    found = sample_results.lever_map_of_two()
    return dataclasses.replace(found, x_name="policy.instrument", x_values=(0.0, 1.0, 2.0, 3.0, 4.0))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_choices_are_named_and_no_line_runs_between_them(lang):
    found = of_choices()
    figure = map_figure(found, PARAMETERS, lang)
    for axis in figure.axes[:2]:
        shown = [tick.get_text() for tick in axis.get_xticklabels()]
        names = {
            "en": ["direct", "contract", "grant", "voucher", "ppp"],
            "zh": ["直接提供", "政府购买（合同）", "补助", "消费券", "公私合作（PPP）"],
        }
        assert shown == names[lang]
        assert not [line for line in axis.lines if len(line.get_xydata()) > 1]
        hatched = [one for one in axis.collections if one.get_hatch()]
        assert len(hatched) == (found.side == 0).sum() > 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_map_undefined_everywhere_says_so_and_shows_delta(lang):
    found = sample_results.lever_map_of_two()
    undefined = dataclasses.replace(found, one_plus_one=np.full_like(found.one_plus_one, np.nan))
    axis = map_figure(undefined, PARAMETERS, lang).axes[0]
    said = axis.get_title(loc="left").replace("\n", "")
    assert {"en": "1+1 is undefined in every cell", "zh": "所有格子的 1+1 都无定义"}[lang] in said
    np.testing.assert_allclose(axis.collections[0].get_array(), found.delta)


def test_small_chances_have_a_scale_of_their_own():
    found = sample_results.lever_map_of_two()
    small = dataclasses.replace(found, above_two=0.004 * np.arange(25.0).reshape(5, 5))
    shown = map_figure(small, PARAMETERS, "en").axes[1].collections[0]
    assert shown.get_clim() == (0.0, pytest.approx(0.1))
    none = dataclasses.replace(found, above_two=np.zeros((5, 5)))
    assert "0% in every cell" in map_figure(none, PARAMETERS, "en").axes[1].get_title(loc="left")


def test_small_chances_of_paths_have_room():
    found = sample_results.paths()
    share = dataclasses.replace(found.rows[0].above_two, value=0.02, low=0.01, high=0.04)
    rows = tuple(dataclasses.replace(row, above_two=share) for row in found.rows)
    axis = paths_figure(dataclasses.replace(found, rows=rows), PATH_LABELS, "en").axes[1]
    assert 0.04 < axis.get_xlim()[1] < 0.06


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_map_in_which_nothing_ever_happens_can_be_drawn(lang):
    """No luck and no difference: no band, no line, and no warning of a division."""
    found = sample_results.lever_map_of_two()
    nothing = {name: np.zeros((5, 5)) for name in ("delta", "delta_error", "above_two")}
    flat = dataclasses.replace(
        found, **nothing, one_plus_one=np.full((5, 5), np.nan), critical=0.0, line=()
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = map_figure(flat, PARAMETERS, lang)
        figure.canvas.draw()
    assert not [line for line in figure.axes[0].lines if len(line.get_xydata()) > 1]
    said = [one.get_text() for one in figure.legends[0].get_texts()]
    assert said == [{"en": "Δ is exactly nothing in every cell.", "zh": "每个格子的 Δ 都恰好为零。"}[lang]]


def test_settings_of_the_same_price_do_not_hide_one_another():
    front, single = sample_results.choices()
    same = dataclasses.replace(front.settings[0].found, price=front.baseline.found.price)
    settings = tuple(dataclasses.replace(one, found=same) for one in front.settings[:2])
    axis = front_figure(dataclasses.replace(front, settings=settings), single).axes[0]
    base = front.baseline.held_out.price
    marks = [line for line in axis.lines if line.get_marker() == "D" and len(line.get_xydata())]
    at = [line.get_transform().transform((base, 0.5))[0] for line in marks]
    assert len({round(place) for place in (*at, axis.transData.transform((base, 0.5))[0])}) == 3
