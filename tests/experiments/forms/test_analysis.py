"""The forms of the case: paired with the scenario as it is, put into words, drawn and written."""

import json
import re

import pytest

from experiments.attribution.changes import switch
from experiments.cli.saved import read_saved
from experiments.errors import InvalidInput
from experiments.forms.analysis import ARMS, WORLDS, acts_of, forms, worlds
from experiments.forms.report import cells, head, lines, markdown
from experiments.forms.variants import chosen
from experiments.runs.outcomes import BENCHMARKS
from experiments.runs.paired import run_paired
from experiments.runs.simulator import ScenarioSimulator
from experiments.texts import LANGUAGES
from sim.dilemmas import DILEMMAS
from sim.reforms import REFORMS
from sim.scenario.scenario import Scenario

SHORT = Scenario.load("s_association", changes={"run.horizon": 9})


@pytest.fixture(scope="module")
def found():
    return forms(SHORT, ["schedule", "access", "volunteers"], draws=4, seed=3)


def test_as_it_is_it_is_the_scenario_itself(found):
    value = run_paired(SHORT, 4, 2, ARMS, 3).of("value").mean(axis=(0, 1))
    for side, benchmark in zip(found.of("as_is").sides, BENCHMARKS, strict=True):
        above, below = (
            sum(weight * value[ARMS.index(arm)] for arm, weight in weights.items())
            for weights in (benchmark.ratio.numerator, benchmark.ratio.denominator)
        )
        assert side.ratio.value == pytest.approx(benchmark.ratio.factor * above / below, rel=1e-12)


def test_a_form_is_the_scenario_with_that_form(found):
    alone = forms(SHORT.with_values({"form.schedule": "none"}), ["access"], draws=4, seed=3)
    assert found.of("schedule_none").sides[0].ratio == alone.of("as_is").sides[0].ratio
    change = found.of("schedule_none").sides[0]
    assert change.change.value == pytest.approx(
        change.ratio.value - found.of("as_is").sides[0].ratio.value, abs=1e-12
    )


def test_every_world_is_there_and_the_form_holds_in_all_of_them():
    variant = chosen(SHORT, ("volunteers",))[0]
    simulator, acts = ScenarioSimulator(SHORT), acts_of(SHORT)
    names = [name for settings in acts.values() for name in settings]
    base = simulator.base(0, 3, [*names, *variant.settings])
    settings = worlds(SHORT, acts, variant, base)
    assert len(settings) == WORLDS == 1 + len(DILEMMAS) + len(REFORMS)
    assert settings[0] == variant.settings_of(SHORT)
    assert all(settings[0].items() <= one.items() for one in settings)
    time = dict(zip(acts, settings[1:], strict=True))["time_limit"]
    assert time == {**settings[0], **switch("time_limit", SHORT, acts["time_limit"], base).settings}


def test_in_the_additive_world_no_form_creates_anything():
    null = Scenario.load("s_association", ["additive_null"], changes={"run.horizon": 9})
    for row in forms(null, ["schedule", "trust", "effort", "circles"], draws=2).rows:
        for side in row.sides:
            assert side.ratio.value == pytest.approx(2, abs=1e-9)


def test_runs_are_counted_in_whole_draws():
    simulator = ScenarioSimulator(SHORT)
    found = forms(simulator, ["access"], runs=1)
    assert (found.draws, found.metadata.runs) == (1, simulator.runs)
    assert simulator.runs == 2 * WORLDS * 2 * len(ARMS)
    with pytest.raises(InvalidInput):
        forms(simulator, ["access"], draws=2, runs=100)
    with pytest.raises(InvalidInput, match="there is no form shape"):
        forms(simulator, ["shape"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_put_into_words_tables_and_a_figure(found, lang):
    said = "\n".join(lines(found, lang))
    assert "{" not in said
    assert not re.search(r"\bnan\b", said)
    frame = found.to_frame(lang)
    assert len(frame) == len(found.rows) == 5
    table = markdown(found, lang)
    assert table[0] == "| " + " | ".join(head(lang)) + " |"
    assert [row.count("|") for row in table[: 2 + 5]] == [1 + len(head(lang))] * 7
    assert cells(found.of("access_none"), lang)[1].startswith(
        f"{found.of('access_none').sides[0].ratio.value:.2f}"
    )
    figure = found.plot(lang)
    assert len(figure.axes[0].get_yticklabels()) == 5
    assert len(found.plot(lang, settings=["access_none"]).axes[0].get_yticklabels()) == 2


def test_it_is_drawn_anew_from_its_file(found, tmp_path):
    file = tmp_path / "forms.json"
    file.write_text(json.dumps({**json.loads(found.to_json()), "forms": found.to_dict()}), encoding="utf-8")
    assert read_saved(file).figures["forms"][0].to_dict() == found.to_dict()


def test_without_a_ratio_nothing_is_said_of_conclusions(found):
    from dataclasses import replace

    rows = [
        replace(row, removals=(), sides=tuple(replace(side, ratio=None, change=None) for side in row.sides))
        for row in found.rows
    ]
    assert replace(found, rows=tuple(rows)).summary("en").startswith("1+1 is undefined under every form")
