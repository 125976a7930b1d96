"""Who observed what stands with the observation; what was observed elsewhere conditions nothing here."""

import pytest

from experiments.calibration.observations import compare_with_observations
from experiments.calibration.report import limits, observation_table, uncertain_table
from experiments.runs.paired import run_paired
from experiments.texts import text
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 9})
OWN = (
    CASE.to_toml().partition("[reference.")[0]
    + "[reference.coverage]\nvalue = 20\nlow = 5\nhigh = 25\nuse = 'condition'\nsource = 'Yearbook'\n"
)
TARGET = "[reference.coverage_target]\nvalue = 25\n"


def table(scenario, lang="en"):
    runs = run_paired(scenario, 8, 1, seed=1)
    found = compare_with_observations(scenario, runs)
    return observation_table(scenario, found, lang), limits(scenario, found, lang), found


@pytest.mark.parametrize(("lang", "source"), [("en", "Gao Li 2023"), ("zh", "高笠 2023")])
def test_the_column_names_the_source(lang, source):
    lines, said, _ = table(CASE, lang)
    assert source in lines[1]
    assert source in "".join(said)
    assert source in "".join(uncertain_table(CASE, lang, observed=True))
    for word in ("paper", "论文"):
        assert word not in "".join([*lines, *said, *uncertain_table(CASE, lang, observed=True)])


def test_a_source_of_ones_own_is_named_and_several_are_distinguished():
    lines, said, found = table(Scenario.parse(OWN))
    assert "Yearbook" in lines[1]
    assert "Yearbook" in " ".join(said)
    assert found.conditioned is not None
    lines, _, _ = table(Scenario.parse(OWN + TARGET))
    assert text("report.column.observation", "en") in lines[1]
    assert "Studios opened by month 8: Yearbook." in " ".join(line.strip() for line in lines)
    assert "Studios targeted by the contract (month 8)" in " ".join(" ".join(lines).split())


def test_without_a_source_the_observations_are_named_without_one():
    nameless = OWN.replace("source = 'Yearbook'\n", "")
    lines, said, _ = table(Scenario.parse(nameless))
    assert text("report.column.observation", "en") in lines[1]
    assert text("report.observations.unnamed", "en") in " ".join(said)
    title = uncertain_table(Scenario.parse(nameless), "en", observed=True)[0]
    assert title.startswith(f"{len(CASE.priors)} uncertain parameters")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_in_a_changed_case_they_are_shown_and_condition_nothing(lang):
    lines, said, found = table(CASE.with_values({"contract.sum": 400_000}), lang)
    assert found.conditioned is None
    assert found.posterior is None
    source = {"en": "Gao Li 2023", "zh": "高笠 2023"}[lang]
    beside = text("report.observations.beside", lang, source=source)
    assert "".join(beside.split()) in "".join("".join(lines).split())
    assert text("report.limits.one", lang, count=1) not in "".join(said)


def test_several_organisations_are_not_spoken_of_as_one():
    crowd = Scenario.parse(OWN.replace("organizations = 1", "organizations = 3"))
    assert crowd["population.organizations"] == 3
    said = " ".join(" ".join(table(crowd)[1]).split())
    assert "One office and one association" not in said


@pytest.mark.parametrize(("lang", "label"), [("en", "Community studio"), ("zh", "社区工作室")])
def test_methods_call_a_kind_of_service_by_its_label(lang, label):
    from experiments.calibration.analysis import calibrate
    from sim.scenario import Scenario

    fact = {"measure": "at_term_studio", "value": 20, "of": 25}
    short = Scenario.load("s_association", changes={"run.horizon": 9, "contract.term": 9})
    said = calibrate(short, {"ours": fact}, draws=30).methods(lang)
    assert label in said
    assert {"en": "cited from memory, not checked against the source", "zh": "凭记忆引用、未核对原文"}[
        lang
    ] in said
