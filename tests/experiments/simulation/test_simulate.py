"""A scenario run and summed up, in three lines of Python."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from experiments.errors import InvalidInput
from experiments.runs.engines import shown_measures
from experiments.simulation.simulate import gross, simulate
from sim.arms import GS
from sim.scenario.scenario import Scenario
from tests.support.watching import Watch

CASE = Scenario.load("s_association", changes={"run.horizon": 10})


@pytest.mark.parametrize(
    "sizes", [{"replications": 0}, {"seeds": 0}, {"seeds": 2.5}, {"runs": 0}, {"seeds": 4, "draws": 0}]
)
def test_a_size_that_cannot_be_had_is_refused_and_none_is_taken_for_the_default(sizes):
    with pytest.raises(InvalidInput, match="is not allowed"):
        simulate(CASE, **sizes)


def test_a_simulation_has_sentences_a_figure_and_a_table():
    found = simulate(CASE, draws=20, seeds=2, seed=3)
    assert found.one_plus_one is found.headline.synergy.one_plus_one
    assert found.summary("en").endswith(".")
    assert "1+1" in found.summary("zh")
    table = found.measures()
    assert table.loc["value", "GS"] == pytest.approx(found.runs.arm(GS, "value").mean())
    assert list(table.columns) == ["none", "G", "S", "G+S", "G-+S", "G-+S+", "GS", "G++"]
    assert found.plot("zh").get_size_inches()[0] > 5
    metadata = found.metadata
    assert metadata.runs == 20 * 2 * 8
    assert (metadata.kind, metadata.engine, metadata.seed) == ("run", "compiled", 3)
    assert (metadata.draws, metadata.seeds, metadata.months) == (20, 2, 10)
    assert metadata.failed == metadata.draws_left_out == ()


def test_a_table_has_the_measures_with_their_units_in_both_languages():
    found = simulate(CASE, draws=4)
    for lang, label in (("en", "Public value"), ("zh", "公共价值")):
        frame = found.to_frame(lang)
        assert tuple(frame.index) == found.runs.measures
        assert frame.iloc[0, 0].startswith(label)
        assert list(frame.columns)[1:] == ["∅", "G", "S", "G∥S", "G₋∥S", "G₋∥S₊", "GS", "G₊"]
        np.testing.assert_array_equal(frame.iloc[:, 1:].to_numpy(), found.measures().to_numpy())
        answer = found.to_frame(lang, table="headline")
        for row, quantity in enumerate((found.added_value, found.one_plus_one)):
            assert answer.iloc[row].tolist() == [
                quantity.estimate.value, quantity.estimate.low, quantity.estimate.high,
                quantity.draw_range.low, quantity.draw_range.high,
            ]  # fmt: skip
        assert len(answer) == 8
    with pytest.raises(ValueError, match="no table 'weeks'; there are: measures, headline, runs, months"):
        found.to_frame(table="weeks")
    assert len(repr(found)) < 300
    assert "<table" in found._repr_html_()
    assert json.loads(found.to_json())["draws"] == 4


@pytest.mark.parametrize(
    ("lang", "keys"), [("en", ["arm", "draw", "seed"]), ("zh", ["比较组", "参数抽样", "随机种子"])]
)
def test_every_run_is_a_row_and_every_month_of_the_first_draws(lang, keys):
    found = simulate(CASE, draws=3, seeds=2)
    frame = found.to_frame(lang, table="runs")
    shown = shown_measures(CASE)
    assert list(frame.columns)[:3] == keys
    assert list(frame.columns)[3:] == found.to_frame(lang).iloc[:, 0].tolist()
    assert len(frame) == 8 * 3 * 2
    value = frame.columns[3 + [one.name for one in shown].index("value")]
    assert value == {"en": "Public value (weighted service-months)", "zh": "公共价值（加权服务月）"}[lang]
    mine = frame[frame[keys[0]] == "GS"].pivot(index=keys[1], columns=keys[2], values=value)
    for draw, seeds in enumerate(found.runs.run_seeds):
        np.testing.assert_array_equal(mine.loc[draw, seeds], found.runs.arm(GS, "value")[draw])
    months = found.to_frame(lang, table="months")
    assert list(months.columns)[:3] == keys
    month = months.columns[3]
    assert sorted(set(months[month])) == list(range(1, 11))
    assert len(months) == 8 * 3 * 2 * 10
    last = months[months[month] == 10].drop(columns=month)
    pd.testing.assert_frame_equal(last.reset_index(drop=True)[[*keys, value]], frame[[*keys, value]])
    path = months[(months[keys[0]] == "GS") & (months[keys[2]] == found.runs.run_seeds[1, 0])][value]
    np.testing.assert_array_equal(path, found.monthly.arm(GS, "value")[1, 0])


def test_each_part_has_its_sentences_and_others_are_refused():
    found = simulate(Scenario.load("s_association"), draws=20)
    for part, words in (("answer", "1+1"), ("break_evens", "Δ"), ("observations", "25"), ("limits", "one")):
        assert words in found.summary("en", part=part)
        assert found.summary("zh", part=part) != found.summary("en", part=part)
    with pytest.raises(ValueError, match="no part 'facts'; there are: answer, break_evens"):
        found.summary(part="facts")


def test_sizes_are_what_is_asked_for():
    for sizes, size in (
        ({}, (50, 2)),
        ({"draws": 3}, (3, 2)),
        ({"runs": 100}, (7, 2)),
        ({"replications": 8}, (4, 2)),
        ({"runs": 3}, (1, 1)),
    ):
        found = simulate(CASE, **sizes)
        assert (found.runs.draws, found.runs.seeds) == size
        assert (found.metadata.draws, found.metadata.seeds) == size
        assert found.metadata.runs == size[0] * size[1] * 8


def test_reruns_meet_the_same_draws_and_random_numbers():
    progress = Watch()
    found = simulate(CASE, draws=4, seeds=2, reruns=True, progress=progress)
    assert found.headline.additive is not None
    assert found.headline.gross is not None
    assert progress.stages == [(name, 64, 64) for name in ("runs", "additive", "gross")]
    alone = simulate(CASE, draws=4, seeds=2)
    assert np.array_equal(alone.runs.values, found.runs.values)
    assert alone.headline.additive is alone.headline.gross is None


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    first, again, other = (simulate(CASE, draws=20, seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(first.runs.values, again.runs.values)
    assert first.one_plus_one == again.one_plus_one
    assert first.one_plus_one.estimate.value != other.one_plus_one.estimate.value


def test_importing_the_package_loads_neither_the_engine_nor_drawing():
    heavy = "('numba', 'matplotlib', 'mesa', 'scipy')"
    code = f"import sys, experiments; print([name for name in {heavy} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_what_the_package_does_not_have_is_an_attribute_error():
    import experiments

    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = experiments.simulat


def test_gross_is_without_the_costs_of_the_instruments_that_a_case_has():
    row = Scenario.load("s_association").to_toml().partition("[instruments.grant]\n")[2].partition("\n\n")[0]
    own = Scenario.parse(CASE.to_toml() + "\n[instruments.prize]\n" + row + "\n")
    assert own["instruments.prize.transaction_cost"] > 0
    rid = gross(own)
    assert rid["instruments.prize.transaction_cost"] == rid["instruments.grant.transaction_cost"] == 0
    assert gross(CASE) == Scenario.load("s_association", "gross", {"run.horizon": 10})
