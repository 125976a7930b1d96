"""What facts teach: the one way from runs to weights, what is kept, and what is said when nothing agrees."""

import io
import json
import re
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from experiments.calibration.analysis import ENOUGH_DRAWS, Calibration, answers_of, calibrate, learnt
from experiments.calibration.conditioning import LEAST_EFFECTIVE
from experiments.calibration.facts import with_facts
from experiments.calibration.next_fact import NextFact, next_facts
from experiments.calibration.observations import compare_with_observations
from experiments.calibration.posterior_report import answer_table, lines
from experiments.calibration.report import observation_label, observation_table
from experiments.cli.main import main
from experiments.cli.saved import restored
from experiments.errors import InvalidInput
from experiments.reporting.numbers import ratio
from experiments.runs.outcomes import SIDE_BY_SIDE
from experiments.runs.paired import run_paired
from experiments.simulation.picture import picture_of
from experiments.simulation.report import lines as page_of
from experiments.simulation.simulate import simulate
from experiments.texts import text
from sim.arms import GS, NONE, G, S
from sim.scenario.scenario import Scenario
from tests.support.drawing import named_only

CASE = Scenario.load("s_association", changes={"run.horizon": 9})
FACTS = {
    "done": {"measure": "at_term_studio", "value": 20, "of": 25, "overdispersion": 0.05, "month": 8},
    "left": {"measure": "quits", "value": 1, "model": "poisson", "month": 5},
}
DRAWS = 240
"""Enough to conclude, twice over, and too few to write a scenario."""

IMPOSSIBLE = {"money": {"measure": "spent", "value": 9_000_000, "error": 10}}


@pytest.fixture(scope="module")
def found():
    return calibrate(CASE, FACTS, draws=DRAWS, seed=3)


@pytest.fixture(scope="module")
def nothing():
    return calibrate(CASE, IMPOSSIBLE, draws=4)


def test_a_run_and_a_calibration_give_the_same_answer_from_the_same_runs():
    """One way: the headline, the table of the observations and the calibration."""
    ran, learnt = simulate(CASE, draws=160, seeds=2, seed=5), calibrate(CASE, draws=160, seed=5)
    assert learnt.posterior is not None
    assert learnt.posterior == ran.observations.posterior
    assert learnt.effective_draws == ran.observations.conditioned.effective_draws
    assert learnt.facts == ran.observations.observations
    assert learnt.shift == ran.observations.shift
    assert learnt.shift_side_by_side == ran.observations.shift_side_by_side is not None
    assert list(learnt.shifts) == list(ran.observations.shifts) == ["side_by_side", "alone"]
    assert learnt.prior.value == pytest.approx(ran.one_plus_one.value)
    assert learnt.posterior_side_by_side == ran.observations.posterior_side_by_side
    assert learnt.prior_side_by_side.value == pytest.approx(ran.added_value.value)


def test_a_fact_of_a_month_is_compared_with_that_month(found):
    runs = run_paired(
        Scenario.load("s_association", changes={"run.horizon": 5}), DRAWS, 2, (NONE, G, S, GS), 3
    )
    left = next(one for one in found.facts if one.name == "left").common
    quits = runs.arm(GS, "quits")
    ended = run_paired(CASE, DRAWS, 2, (NONE, G, S, GS), 3).arm(GS, "quits")
    assert left.share == pytest.approx((quits == left.value).mean())
    assert left.share != pytest.approx((ended == left.value).mean())


def test_the_figure_shows_the_predictions_of_the_table():
    found = calibrate(CASE, draws=160, seed=5)
    assert found.conclusive
    fact = next(one for one in found.facts if one.name == "coverage")
    drawn = next(one for one in found.distributions if one.name == "coverage")
    low, high = fact.band
    inside = [low <= edge + 0.5 <= high for edge in drawn.edges[:-1]]
    for shares, table in ((drawn.before, fact.prior), (drawn.after, fact.given)):
        agrees = sum(share for share, here in zip(shares, inside, strict=True) if here)
        assert agrees == pytest.approx(table.in_band.value)


def test_a_fact_of_another_month_is_not_compared_silently_with_the_horizon():
    spent = CASE.to_toml() + "\n[reference.spent]\nvalue = 1000\nmonth = 4\nuse = 'check'\n"
    runs = run_paired(CASE, 4, 2, (NONE, G, S, GS))
    names = [one.name for one in compare_with_observations(Scenario.parse(spent), runs).observations]
    assert "spent" not in names
    assert "coverage" in names


def test_it_is_a_result_like_the_others(found):
    again = restored(Calibration, json.loads(found.to_json()) | {"metadata": found.metadata}, CASE.parameters)
    assert json.loads(again.to_json()) == json.loads(found.to_json())
    assert repr(found).startswith("<Calibration: Given the facts 1+1 is")
    for lang in ("en", "zh"):
        said = found.summary(lang)
        assert f"{round(found.effective_draws)}" in said
        assert "nan" not in said
        assert len(found.to_frame(lang)) == len(found.parameters)
        assert len(found.to_frame(lang, table="facts")) == len(found.facts) == 6
        assert len(found.to_frame(lang, table="answers")) == 4
        listed = found.to_frame(lang, table="next_facts")
        assert len(listed) == sum(max(1, len(each)) for each in found.to_observe.values())
        assert listed.iloc[:, 0].nunique() == 2
        assert len(found.plot(lang).axes) >= 6
    with pytest.raises(ValueError, match="parameters, facts"):
        found.to_frame(table="headline")


def test_what_a_reader_takes_home_stands_beside_the_effective_sample(found):
    said = " ".join(found.summary("en").split())
    assert "take home" in said.lower()
    assert f"effective sample {round(found.effective_draws)} of {DRAWS} draws" in said
    assert "stays as assumed" not in said
    for lang in ("en", "zh"):
        assert "nan" not in "\n".join(lines(found, lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_1_plus_1_says_by_which_benchmark_and_side_by_side_leads(found, lang):
    assert list(found.answers) == ["side_by_side", "alone"]
    first, second = found.summary(lang).splitlines()[:2]
    for said, (name, (before, after)) in zip((first, second), found.answers.items(), strict=True):
        assert text(f"analysis.benchmark.{name}", lang) in said
        assert ratio(before.value) in said
        assert ratio(after.value) in said
    table = "\n".join(answer_table(found, lang))
    for name in found.answers:
        last = text(f"report.benchmark_short.{name}", lang).split()[-1]  # labels are wrapped between words
        assert table.count(last + {"en": ",", "zh": "，"}[lang]) == 2
    ticks = next(axis for axis in found.plot(lang).axes if axis.get_label() == "answer").get_yticklabels()
    assert len(ticks) == 4


def test_a_file_of_an_earlier_version_has_the_one_benchmark_that_was_run(found):
    arms = tuple(name for name in found.metadata.arms if name != "G+S")
    record = json.loads(found.to_json())
    kept = {name: value for name, value in record.items() if "side_by_side" not in name}
    again = restored(Calibration, kept | {"metadata": replace(found.metadata, arms=arms)}, CASE.parameters)
    assert list(again.answers) == ["alone"]
    assert again.summary("en").startswith("Given the facts 1+1 is")
    assert again.plot("en") is not None


def test_a_fact_that_no_draw_can_produce_is_said_to_be_so(nothing):
    assert nothing.posterior is None
    assert nothing.parameters == ()
    assert nothing.effective_draws == 0
    assert nothing.agreeing["money"] == 0
    for lang, words in (("en", "No draw can produce these facts"), ("zh", "没有任何抽样能产生这些事实")):
        assert words in nothing.summary(lang)
        assert "nan" not in nothing.summary(lang)
        assert nothing.plot(lang) is not None
        assert len(nothing.to_frame(lang)) == len(nothing.facts)
        assert lines(nothing, lang)
    assert "NaN" not in nothing.to_json()
    with pytest.raises(InvalidInput, match="no run agrees"):
        nothing.to_scenario()


RARE = {"done": {"measure": "at_term_studio", "value": 12, "error": 1.5, "month": 8}}
NEVER = {"money": {"measure": "at_term_studio", "value": 35.5, "error": 2, "month": 8}}
"""Above the 25 that the contract is for by as much as still has a likelihood (`REACH`): 5.25 errors."""

CONCLUSIONS = {
    "en": ("resolved", "take home", "above two", "Given the facts 1+1", "none is moved", "not reproduce"),
    "zh": ("分辨", "可取的结论", "大于二", "给定事实后 1+1", "没有一个单独移动", "仍不能再现"),
}


@pytest.fixture(scope="module")
def rare():
    return calibrate(CASE, RARE, draws=40, seed=3)


@pytest.fixture(scope="module")
def never():
    return calibrate(CASE, NEVER, draws=150, seeds=2)


def test_from_fewer_draws_than_are_needed_nothing_is_concluded_but_said_how_many_are(rare):
    assert 0 < rare.effective_draws < LEAST_EFFECTIVE
    assert (rare.posterior, rare.shift, rare.shift_side_by_side) == (None, None, None)
    assert rare.parameters == rare.moved == rare.next_facts == rare.next_facts_side_by_side == ()
    for lang in ("en", "zh"):
        said = rare.summary(lang)
        assert f"{rare.draws_to_conclude:,}" in said
        assert str(LEAST_EFFECTIVE) in said
        assert not [word for word in CONCLUSIONS[lang] if word in said]
        table = rare.to_frame(lang, table="facts")
        assert table[text("calibration.column.median_after", lang)].isna().all()
        drawn = rare.plot(lang)
        assert text("calibration.figure.after", lang) not in {
            one.get_text() for legend in drawn.legends for one in legend.get_texts()
        }
    needed = calibrate(CASE, RARE, draws=2 * rare.draws_to_conclude, seed=3)
    assert needed.posterior is not None


def test_from_a_fact_that_no_prediction_covers_nothing_is_concluded_however_many_draws(never):
    (fact,) = (one for one in never.facts if one.name == "money")
    assert fact.prior.in_band.value == 0
    assert never.effective_draws > LEAST_EFFECTIVE  # it is not for want of draws
    assert (never.posterior, never.shift, never.parameters) == (None, None, ())
    label = observation_label(never.metadata.scenario, "money", "en")
    assert f"no prediction of the model agrees with {label}" in never.summary("en")
    for lang in ("en", "zh"):
        assert not [word for word in CONCLUSIONS[lang] if word in never.summary(lang)]
    with pytest.raises(InvalidInput, match="no prediction"):
        never.to_scenario()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_run_concludes_nothing_either(lang):
    facts = with_facts(CASE, RARE)
    ran = simulate(facts, draws=40, seeds=2, seed=3)
    assert ran.observations.posterior is None
    said = "".join("".join(ran.summary(lang, part="observations")).split())
    assert {"en": "Nothingisconcluded", "zh": "不由观测得出任何结论"}[lang] in said
    assert {"en": "takehome", "zh": "可分辨"}[lang] not in said
    page = "".join("".join(page_of(ran, lang, io.StringIO())).split())
    assert {"en": "giventheobservations", "zh": "给定标*的观测值后"}[lang] not in page
    assert picture_of(ran).given is None
    assert picture_of(ran).histogram.conditioned is None
    assert "".join("".join(observation_table(facts, ran.observations, lang)).split()).count("%–") == 5


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_panel_names_its_axes_with_their_units(found, lang):
    axes = {axis.get_label(): axis for axis in found.plot(lang).axes}
    assert all(axis.get_xlabel() for axis in axes.values())
    assert all(axis.get_ylabel() for name, axis in axes.items() if name != "answer")
    assert {"en": "posts", "zh": "岗位"}[lang] in axes["left"].get_xlabel()
    assert axes["extension_requested"].get_xlabel() == text("calibration.figure.yes_or_no", lang)


def test_no_number_stands_on_the_line_of_two(found):
    assert found.posterior is not None
    on = replace(found, posterior=replace(found.posterior, value=2.01, low=1.9, high=2.1))
    figure = on.plot("en")
    figure.canvas.draw()
    axis = next(each for each in figure.axes if each.get_label() == "answer")
    (number,) = (one for one in axis.texts if one.get_text() == "2.01?")  # not resolved
    assert number.get_window_extent().x0 > axis.transData.transform((2, 0))[0]


def test_a_scenario_is_written_only_from_enough_draws(found):
    assert found.effective_draws < ENOUGH_DRAWS
    with pytest.raises(
        InvalidInput, match=f"{ENOUGH_DRAWS} are needed; about --draws {found.draws_needed:,}"
    ):
        found.to_scenario()


def test_the_scenario_given_the_facts_has_the_posterior_of_what_moved_and_nothing_else():
    wage = {"done": {"measure": "at_term_studio", "value": 12, "error": 4, "month": 8}}
    found = calibrate(CASE, wage, draws=400, seeds=2)
    given = found.to_scenario()
    assert Scenario.parse(given.to_toml()) == given
    moved = {one.parameter: one for one in found.moved}
    assert moved
    assert {name for name in CASE.priors if given.priors[name] != CASE.priors[name]} == set(moved)
    draws = given.draw(1, 4000)
    for name, one in moved.items():
        assert np.mean(draws[name]) == pytest.approx(one.after, abs=0.15 * one.deviation_before)
        assert np.std(draws[name]) == pytest.approx(one.deviation_after, rel=0.15)
    assert {each["use"] for each in given.reference.values()} <= {"check", "metadata"}
    assert given.title("en") != CASE.title("en")
    check, ran = answers_of(given, 20, 2), simulate(given, draws=20, seeds=2)
    assert check["alone"].value == pytest.approx(ran.one_plus_one.value)
    assert check["side_by_side"].value == pytest.approx(ran.added_value.value)


def test_what_can_not_be_calibrated_is_refused():
    with pytest.raises(InvalidInput, match="no uncertain parameter"):
        calibrate(replace(CASE, priors=MappingProxyType({})), IMPOSSIBLE, draws=2)
    bare = Scenario.parse(CASE.to_toml().partition("[reference.")[0])
    with pytest.raises(InvalidInput, match="no fact to condition on"):
        calibrate(bare, draws=2)
    with pytest.raises(InvalidInput):
        calibrate(CASE, FACTS, draws=2, runs=80)


def test_a_share_of_a_whole_that_runs_exceed_is_questioned():
    found = calibrate(CASE, {"few": {"measure": "at_term_studio", "value": 4, "of": 5, "month": 8}}, draws=30)
    assert found.facts[-1].beyond > 0.5
    assert "is 5 what the measure can reach?" in found.summary("en")


class Fake:
    """Paired runs of made values: v(GS) follows one measure of the draw, not the other."""

    seeds = 2

    def __init__(self, values):
        self.values = values

    def arm(self, arm, name):
        if name == "value":
            return self.values["value"] if arm == GS else self.values["apart"] * (arm != NONE)
        return self.values.get(name, np.zeros_like(self.values["value"]))


def test_the_next_fact_is_the_measure_that_1_plus_1_follows_and_no_noise_of_the_same_run():
    rng = np.random.default_rng(1)
    level, noise = rng.normal(0, 1, (300, 1)), rng.normal(0, 1, (300, 2))
    values = {
        "value": 10 + 0.3 * level + noise, "apart": np.full((300, 2), 5.0),
        "quits": level + rng.normal(0, 0.5, (300, 2)),  # 1/(1 + ¼) of its variance is that of the draw
        "load": noise,  # of the same run alone: knows nothing of the draw
    }  # fmt: skip
    own = np.full(300, 1 / 300)
    found = next_facts(CASE, Fake(values), own, ())
    assert [one.measure for one in found] == ["quits"]
    assert found[0].reduction == pytest.approx(0.8, abs=0.15)
    assert next_facts(CASE, Fake({**values, "quits": noise}), own, ()) == ()
    (beside,) = next_facts(CASE, Fake(values), own, (), benchmark=SIDE_BY_SIDE)
    assert (beside.benchmark, found[0].benchmark) == ("side_by_side", "alone")
    assert beside.reduction == pytest.approx(found[0].reduction)  # both create apart the same in each draw


def side_by_side_alone(found, resolved):
    """A calibration whose two changes are resolved as given."""
    return replace(
        found,
        shift_side_by_side=replace(found.shift_side_by_side, resolved=resolved[0]),
        shift=replace(found.shift, resolved=resolved[1]),
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("resolved", [(True, True), (True, False), (False, True), (False, False)])
def test_what_the_facts_change_in_1_plus_1_is_judged_by_each_benchmark(found, lang, resolved):
    shown = side_by_side_alone(found, resolved)
    names = [text(f"analysis.benchmark.{name}", lang) for name in shown.shifts]
    opening = text("report.observations.jointly", lang, each="|").partition("|")[0]
    (said,) = [line for line in shown.summary(lang).splitlines() if line.startswith(opening)]
    assert -1 < said.index(names[0]) < said.index(names[1])
    for name, is_resolved, shift in zip(names, resolved, shown.shifts.values(), strict=True):
        key = "shift_moved" if is_resolved else "shift_open"
        fields = {"before": ratio(shift.before), "after": ratio(shift.after), "benchmark": name}
        assert text(f"report.observations.{key}", lang, **fields) in said
    take = said.partition({"en": "ake home", "zh": "可取的结论"}[lang])[2]
    if any(resolved):
        assert [name in take for name in names] == list(resolved)
    else:
        assert {"en": "take home neither", "zh": "既不能据此更改答案"}[lang] in said
    marks = "\n".join(answer_table(shown, lang))
    assert marks.count("?") == (2 - sum(resolved)) + (
        not all(resolved)
    )  # at each number, and once what it means
    axis = next(each for each in shown.plot(lang).axes if each.get_label() == "answer")
    numbers = [one.get_text() for one in axis.texts if re.fullmatch(r"[\d.]+\??", one.get_text())]
    assert [one.endswith("?") for one in numbers] == [False, not resolved[0], False, not resolved[1]]
    column = shown.to_frame(lang, table="answers")[text("calibration.column.answer_moved", lang)]
    assert [bool(each) for each in column[1::2]] == list(resolved)
    assert column[0::2].isna().all()


def test_every_1_plus_1_of_its_json_names_its_benchmark_and_every_number_has_a_unit(found):
    record = json.loads(found.to_json())
    for name in ("prior", "posterior", "shift"):
        assert record[name]["benchmark"] == "alone"
        assert record[f"{name}_side_by_side"]["benchmark"] == "side_by_side"
    assert {one["benchmark"] for one in record["next_facts"]} <= {"alone"}
    assert {one["benchmark"] for one in record["next_facts_side_by_side"]} <= {"side_by_side"}
    units = record["units"]
    assert units["one_plus_one"] == "ratio"
    assert units["parameters"] == {
        one.parameter: CASE.parameters[one.parameter].unit for one in found.parameters
    }
    assert set(units["facts"]) == {one.name for one in found.facts}


def test_the_next_facts_are_said_by_each_benchmark(found):
    for lang in ("en", "zh"):
        one = NextFact("quits", 0.25, "side_by_side")
        said = replace(found, next_facts_side_by_side=(one,), next_facts=()).summary(lang)
        names = [text(f"analysis.benchmark.{name}", lang) for name in ("side_by_side", "alone")]
        first = {"en": "would teach most", "zh": "最有助于认识"}[lang]
        none = {"en": "Of no further measure", "zh": "尚不能说再观测"}[lang]
        taught, nothing = ([line for line in said.splitlines() if words in line] for words in (first, none))
        assert names[0] in taught[0]
        assert names[1] not in taught[0]
        assert names[1] in nothing[0]
        assert names[0] not in nothing[0]
        turned = replace(found, next_facts_side_by_side=(), next_facts=(replace(one, benchmark="alone"),))
        said = turned.summary(lang)
        assert 0 < said.index(none) < said.index(first)
        rows = turned.to_frame(lang, table="next_facts").to_numpy().tolist()
        assert [names[0] in row[0] for row in rows] == [True, False]
        assert (rows[0][1], rows[0][2]) == (text("calibration.no_next", lang), "")
        assert rows[1][2:] == ["quits", 0.25]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_in_band_accepted_and_agreeing_have_words_of_their_own(lang):
    for key in (
        "report.column.agreement",
        "calibration.column.agreement",
        "document.observed.column.agreement",
    ):
        assert re.search("band|区间", text(key, lang))
        assert not re.search("agree|符合|相符", text(key, lang))
    fields = {"share": "29%", "effective": 1, "draws": 2}
    for key in ("report.observations.conditioned", "report.observations.weighted"):
        assert re.search("accepted|接受", text(key, lang, **fields))
        assert not re.search("agree|符合|相符", text(key, lang, **fields))
    stated = text("report.observations.stated", lang, count="2", runs="60")
    assert re.search("agree|相符", stated)


def test_the_command_writes_the_scenario_or_says_how_many_draws_it_takes(tmp_path, capsys):
    table = tmp_path / "facts.csv"
    table.write_text("name,measure,month,value,error\nstudios,at_term_studio,8,12,4\n", encoding="utf-8")
    asked = ["calibrate", "--months", "9", "--facts", str(table), "--out"]
    with named_only():
        assert main([*asked, str(tmp_path / "few"), "--draws", "20"]) == 0
    said = capsys.readouterr().out
    assert "No scenario given the facts is written" in said
    assert not list((tmp_path / "few").glob("*.toml"))
    with named_only():
        assert main([*asked, str(tmp_path / "many"), "--draws", "400", "--lang", "zh"]) == 0
    assert "参数之间的联系不予保留" in capsys.readouterr().out.replace("\n", "")
    (file,) = (tmp_path / "many").glob("*.toml")
    assert file.name == "s_association_given_facts.toml"
    assert file.read_text(encoding="utf-8").startswith("# ")
    assert main(["run", str(file), "--draws", "2"]) == 0
    assert "given the facts" in capsys.readouterr().out
    record = json.loads((tmp_path / "many" / "calibrate.json").read_text(encoding="utf-8"))
    assert record["given_facts"]["toml"] == file.read_text(encoding="utf-8")
    assert main(["table", str(tmp_path / "many" / "calibrate.json"), str(tmp_path / "t.md")]) == 0
    assert "| Uncertain" in (tmp_path / "t.md").read_text("utf-8") or "given" in (
        tmp_path / "t.md"
    ).read_text("utf-8")


def test_wrong_facts_are_refused_by_the_command_before_anything_is_run(tmp_path, capsys):
    table = tmp_path / "facts.csv"
    table.write_text("name,measure,value,error\na,quits,2,0\nb,quist,2,1\n", encoding="utf-8")
    assert main(["calibrate", "--facts", str(table), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr()
    assert "facts.csv:2" in said.err
    assert "facts.csv:3" in said.err
    assert said.out == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_axis_of_a_pure_number_says_what_kind_of_number_it_is(found, lang):
    parameters = found.metadata.scenario.parameters
    kinds = {"share": {"en": "share", "zh": "比例"}, "probability": {"en": "probability", "zh": "概率"}}
    names = [one.name for one in found.distributions if one.name in parameters]
    pure = [name for name in names if parameters[name].unit in kinds]
    assert pure
    axes = {axis.get_label(): axis for axis in found.plot(lang, parameters=pure[:2]).axes}
    for name in pure[:2]:
        assert axes[name].get_xlabel() == kinds[parameters[name].unit][lang]


def test_bins_of_many_whole_numbers_have_as_many_of_them_each():
    for values in (np.arange(101.0), np.array([3.0, 250.0]), np.arange(7.0), np.array([5.0, 40.0, 41.0])):
        one = learnt("quits", values, np.full(values.size, 1 / values.size), True)
        edges = np.array(one.edges)
        assert (edges % 1 == 0.5).all()
        assert len(set(np.diff(edges))) == 1
        assert edges[0] < values.min() < values.max() < edges[-1]
        assert sum(one.before) == pytest.approx(1)
        assert len(one.before) <= 36
