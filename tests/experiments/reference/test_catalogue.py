"""Lists of parameters and scenarios: complete, filtered, exported without formulas; the page is current."""

import csv
import io
import json
from pathlib import Path

import pytest

from experiments.errors import InvalidInput
from experiments.reference.catalogue import print_parameters, print_scenario, print_scenarios, selected, write
from experiments.reference.parameters import default_text, exported, prior_text, reference_page
from sim.parameters.registry import PARAMETERS
from sim.scenario import Scenario
from sim.scenario.errors import ScenarioError

ROOT = Path(__file__).parents[3]
ALL = list(PARAMETERS.values())


def shown(function, *args, **options):
    stream = io.StringIO()
    function(*args, stream=stream, **options)
    return stream.getvalue()


def test_the_reference_page_is_current():
    page = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    assert page == reference_page(), "make it anew: oneplusone parameters --out docs/parameters.md"


def test_the_reference_page_names_every_parameter_once_and_every_source_it_cites():
    page = reference_page()
    for each in ALL:
        assert page.count(f"| `{each.name}`") == 1
        for source in each.source:
            assert f"- `{source}` " in page
    widths = {line.replace("\\|", "").count("|") for line in page.splitlines() if line.startswith("|")}
    assert widths == {8}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_terminal_shows_every_parameter_with_value_range_and_source(lang):
    said = shown(print_parameters, lang)
    found = blocks(said)
    for each in ALL:
        line, *more = found[each.name]
        own = each.stated or each.rows_of  # each case has a value of its own
        assert default_text(each, lang) in line if own else each.shown(each.default) in line.split()
        # Long labels are folded over the lines below.
        words = each.label(lang).split() if lang == "en" else each.label(lang).replace(" ", "")
        assert [word for word in words if word not in " ".join([line, *more])] == []
    assert "\x1b" not in said


def blocks(said):
    """The lines of each parameter's row, by its name: the row itself and what is folded below it."""
    found, name = {}, ""
    for line in said.splitlines():
        if not line.startswith(" "):
            name = ""
        elif "." in line.split()[0] and line.startswith("  ") and line[2] != " ":
            name = line.split()[0]
        if name:
            found.setdefault(name, []).append(line)
    return found


def test_filters_choose_by_group_role_and_text_in_any_language():
    assert {each.group for each in selected(PARAMETERS, ["contract", "run"], [], "")} == {"contract", "run"}
    assert {each.role for each in selected(PARAMETERS, [], ["lever"], "")} == {"lever"}
    assert "relations.trust_kept" in [each.name for each in selected(PARAMETERS, [], [], "换届")]
    assert "relations.trust_kept" in [each.name for each in selected(PARAMETERS, [], ["lever"], "NEW LEADER")]
    assert selected(PARAMETERS, [], [], "no such words") == []
    with pytest.raises(ScenarioError, match="did you mean contract"):
        selected(PARAMETERS, ["contrat"], [], "")


def test_with_a_scenario_its_values_and_their_origin_are_shown():
    scenario = Scenario.load("city", ["gross"], {"contract.term": 12}, "--set")
    said = shown(print_parameters, "en", groups=["contract", "control"], scenario=scenario)
    lines = {name: " ".join(" ".join(lines).split()) for name, lines in blocks(said).items()}
    assert "--set" in lines["contract.term"]
    assert "scenarios/gross.toml:" in lines["control.base_burden"]
    assert "(drawn from its prior)" in lines["control.oversight"].replace("prevents ", "")
    assert "drawn from its prior" not in lines["control.base_burden"]


def test_json_and_csv_hold_the_same_declarations():
    records = json.loads(exported(ALL, ".json"))
    assert [record["name"] for record in records] == list(PARAMETERS)
    assert records[0]["label_zh"] == ALL[0].label("zh")
    rows = list(csv.DictReader(io.StringIO(exported(ALL, ".csv"))))
    assert [row["name"] for row in rows] == list(PARAMETERS)
    by_name = {row["name"]: row for row in rows}
    assert float(by_name["turnover.office_election"]["default"]) == -1  # a number is left as it is
    assert by_name["policy.instrument"]["default"] == "contract"
    for row in rows:
        for key, cell in row.items():
            if key not in ("default", "low", "high", "least", "most"):
                assert not cell.startswith(("=", "+", "-", "@", "−"))


def test_json_on_the_terminal_is_json_and_scenarios_too():
    assert len(json.loads(shown(print_parameters, "zh", as_json=True))) == len(PARAMETERS)
    listed = json.loads(shown(print_scenarios, "en", as_json=True))
    assert [each["name"] for each in listed] == list(Scenario.available())
    one = json.loads(shown(print_scenario, Scenario.load("s_association"), "en", as_json=True))
    assert one["reference"]["coverage"]["value"] == 20
    assert one["fingerprint"] == Scenario.load("s_association").fingerprint()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_scenarios_are_listed_with_title_and_question(lang):
    said = shown(print_scenarios, lang)
    # Long questions are folded: what stands right of the titles, line after line.
    questions = ""
    start = 0
    for line in said.splitlines():
        start = line.rfind("  ") if line[:2] == "  " and line[2:3] != " " else start
        questions += line[start:].replace(" ", "")
    for name in Scenario.available():
        assert [word for word in Scenario.load(name).title(lang).split() if word not in said] == []
        assert Scenario.load(name).question(lang).replace(" ", "") in questions
    about = shown(print_scenario, Scenario.load("s_association"), lang)
    assert Scenario.load("s_association").reference["coverage"]["note"][lang][:8] in about


def test_a_scenario_written_as_toml_is_the_same_scenario(tmp_path):
    scenario = Scenario.load("city", ["all_paths"], {"contract.term": 10})
    path = tmp_path / "mine.toml"
    shown(print_scenario, scenario, "en", out=path)
    assert Scenario.load(path) == scenario
    assert Scenario.parse(shown(print_scenario, scenario, "en", as_toml=True)) == scenario


def test_an_export_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("old")
    with pytest.raises(InvalidInput, match="not a known form of file"):
        print_parameters("en", out=tmp_path / "x.xlsx")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(RuntimeError):
        write(path, "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["x.csv"]


def test_priors_are_written_as_in_scenario_files():
    assert prior_text(PARAMETERS["contract.approval"]) == "integers [0, 3]"
    assert prior_text(PARAMETERS["production.delegation_depth"]) == "discrete [1, 2]"
    assert prior_text(PARAMETERS["production.access"]).startswith("0.25 × at 0 + 0.75 × ")
    assert prior_text(PARAMETERS["contract.sum"]) == ""


def test_what_an_overlay_changes_is_shown_as_a_change_of_any_case():
    cultivation = Scenario.load("cultivation")
    assert "1.5 times" in shown(print_scenario, cultivation, lang="en")
    assert "至少 0.8" in shown(print_scenario, cultivation, lang="zh")
    record = json.loads(shown(print_scenario, cultivation, lang="en", as_json=True))
    assert record["changes"]["contract.term"] == {"times": 1.5}
