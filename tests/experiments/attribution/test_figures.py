"""The figures of ledger and reform paths: both languages, evidence stated, every sign shown."""

import dataclasses
import warnings

import pytest
from matplotlib.text import Text

from experiments.attribution.figures import ledger_figure, paths_figure
from experiments.attribution.ledger_report import DILEMMA_LABELS
from experiments.attribution.paths_report import PATH_LABELS
from experiments.plotting import save
from experiments.plotting.fonts import missing_characters
from tests.support import sample_results


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["ledger", "paths"])
def test_a_figure_states_its_evidence_and_every_sign_shows(name, lang):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that no font has would warn
        figure = getattr(sample_results, name)().plot(lang)
        figure.canvas.draw()
    said = "".join(one.get_text() for one in figure.findobj(Text))
    assert "95%" in figure._supxlabel.get_text()
    assert not missing_characters(said)
    assert any("一" <= sign <= "鿿" for sign in said) == (lang == "zh")


def test_the_same_result_gives_the_same_bytes_in_all_forms(tmp_path):
    first, second = (
        save(sample_results.ledger().plot("zh"), tmp_path / name, "ledger_zh", {"seed": 0})
        for name in ("a", "b")
    )
    assert [path.suffix for path in first] == [".png", ".svg", ".pdf"]
    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in second]


def test_bars_of_the_ledger_lead_from_neutral_to_actual():
    account = sample_results.ledger().settings[0].of("one_plus_one")
    axis = sample_results.ledger().plot().axes[0]
    bars = [(patch.get_x(), patch.get_width()) for patch in axis.patches]
    start, width = bars[0]
    assert start == pytest.approx(account.neutral.value) or start + width == pytest.approx(
        account.neutral.value
    )
    assert sum(width for _, width in bars) == pytest.approx(account.total.value)


def test_nothing_attributed_is_nothing_drawn():
    with pytest.raises(ValueError, match="outcome: the figure shows no governance"):
        sample_results.ledger().plot(outcome="governance")


def test_a_panel_has_the_number_of_its_neutral_setting():
    figure = ledger_figure([sample_results.ledger().under(2)], "delta", DILEMMA_LABELS)
    assert figure.axes[0].get_title(loc="left") == "Neutral setting 2"


def test_small_probabilities_of_paths_have_room():
    found = sample_results.paths()
    share = dataclasses.replace(found.rows[0].above_two, value=0.02, low=0.01, high=0.04)
    rows = tuple(
        dataclasses.replace(row, above_two=share, above_two_side_by_side=share) for row in found.rows
    )
    axis = paths_figure(dataclasses.replace(found, rows=rows), PATH_LABELS, "en").axes[1]
    assert 0.04 < axis.get_xlim()[1] < 0.06
