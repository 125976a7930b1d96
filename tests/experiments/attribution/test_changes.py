"""What paths and neutral settings change in a case is listed, parameter by parameter, in every form."""

import json

import numpy as np
import pytest

from experiments.attribution.analysis import ledger, reform_paths
from experiments.attribution.changes import changed, neutral_changes, path_changes, switch
from experiments.attribution.ledger_report import DILEMMA_LABELS, change_lines, change_words
from experiments.attribution.ledger_report import lines as ledger_lines
from experiments.attribution.paths_report import PATH_LABELS
from experiments.attribution.paths_report import lines as path_lines
from experiments.texts import text
from sim.parameters.change import RelativeChange
from sim.reforms import REFORMS
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association")
TWO_YEARS = Scenario.load("s_association", changes={"contract.term": 24, "run.horizon": 40})


def by_name(changes):
    return {one.parameter: (one.before, one.after) for one in changes}


def test_the_path_of_a_longer_term_lengthens_every_term():
    assert by_name(path_changes(CASE)["cultivation"])["contract.term"] == (8, 12)
    assert by_name(path_changes(TWO_YEARS)["cultivation"])["contract.term"] == (24, 36)


def test_what_is_so_already_is_not_listed():
    assert by_name(neutral_changes(CASE, 0)["time_limit"]) == {"contract.term": (8, 24)}
    assert neutral_changes(TWO_YEARS, 0)["time_limit"] == ()
    said = change_lines(neutral_changes(TWO_YEARS, 0), DILEMMA_LABELS, "?", "en")
    assert "  Time limit: nothing, the case is so already" in said


def test_choices_are_named_and_what_is_drawn_has_both_ends():
    paths, neutral = path_changes(CASE), neutral_changes(CASE, 1)
    assert by_name(paths["meta_governance"])["policy.second"] == ("contract", "grant")
    assert by_name(neutral["unclear_delegation"]) == {"production.delegation_depth": ((1.0, 2.0), 0)}
    said = [change_words(one, "zh") for one in paths["meta_governance"]]
    assert "第二工具 政府购买（合同） → 补助" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_lists_the_change_of_every_path_and_dilemma(lang):
    short = TWO_YEARS.with_values({"run.horizon": 9})
    paths, found = reform_paths(short, draws=2, seeds=1), ledger(short, draws=1, seeds=1)
    said = "\n".join(path_lines(paths, PATH_LABELS, lang))
    assert text("paths.changes", lang) in said
    assert "24 → 36" in said
    said = "\n".join(ledger_lines(found.settings, DILEMMA_LABELS, lang))
    for number in ("1", "2"):
        setting = text("ledger.setting", lang, number=number)
        assert text("ledger.changes", lang, setting=setting) in said
    record = json.loads(paths.to_json())["changes"]
    (term,) = (one for one in record["cultivation"] if one["parameter"] == "contract.term")
    assert (term["before"], term["after"], set(term["labels"])) == (24, 36, {"en", "zh"})
    assert set(json.loads(found.to_json())["settings"][1]["changes"]) == set(DILEMMA_LABELS)


def test_a_path_moves_each_draw_of_an_uncertain_parameter_from_where_it_is():
    head = "[uncertain.priors]\n"
    source = CASE.to_toml().replace(head, f"{head}contract.term = {{ integers = [6, 30] }}\n")
    drawn = Scenario.parse(source)
    (path,) = (each for each in REFORMS if each.overlay == "cultivation")
    terms = drawn.draw(3, 50)["contract.term"].astype(float)
    settings = path.settings_of(drawn)
    base = {**dict.fromkeys(settings, 0.0), "contract.term": terms}
    longer = switch("cultivation", drawn, settings, base).settings["contract.term"]
    assert np.array_equal(longer, np.floor(terms * 1.5 + 0.5))
    assert by_name(path_changes(drawn)["cultivation"])["contract.term"] == ((6, 30), (9, 45))
    short = drawn.with_values({"run.horizon": 9})
    assert reform_paths(short, draws=3, seeds=1).draws == 3


def test_a_change_that_changes_nothing_is_no_change():
    assert changed(CASE, {"contract.term": RelativeChange(at_least=8)}) == ()
    assert changed(CASE, {"contract.term": 8}) == ()
