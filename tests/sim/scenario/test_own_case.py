"""A case of one's own: its services are those that it declares, and it owes nothing to another case."""

import re
from pathlib import Path

import pytest

from sim.measures import measures_of
from sim.model import ContractingModel
from sim.parameters.priors import Triangular
from sim.parameters.registry import PARAMETERS
from sim.parameters.service_kinds import KINDS
from sim.scenario.errors import ScenarioError, ScenarioErrors
from sim.scenario.scenario import Scenario

HEAD = "schema = 1\nincludes = ['s_association']\n"
CHENGDU = Path(__file__).parents[3] / "docs/cases/chengdu.toml"
KIND = "target = 1\nhours = 1\nverifiability = 0.5\nneed = 1\n"
OWN = f"schema = 1\npopulation.communities = 9\ncontract.sum = 5000\ncontract.term = 10\n[kinds.a]\n{KIND}"


def kinds(scenario):
    return [row.name for row in scenario.rows["kinds"]]


def written(tmp_path, source):
    path = tmp_path / "mine.toml"
    path.write_text(source, encoding="utf-8")
    return path


def refusals(path):
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    lines = str(caught.value).split("\n")
    assert len(caught.value.line("zh").split("\n")) == len(lines)
    return [line.removeprefix(f"{path.parent}/") for line in lines]


def test_a_case_has_the_services_that_it_declares_and_no_other():
    chengdu = Scenario.load(CHENGDU)
    assert kinds(chengdu) == ["meals", "visits"]
    named = {name.split(".")[1] for name in chengdu.parameters if name.startswith("kinds.")}
    assert named == {"meals", "visits"}
    assert not any(kind in name for name in chengdu.priors for kind in ("studio", "firm", "group."))
    assert chengdu.values["population.studios"] == 0
    assert chengdu.parameters["contract.bundle"].high == 2


@pytest.mark.parametrize("name", ["studio", "group"])
def test_a_kind_of_ones_own_takes_nothing_from_one_of_the_same_name(tmp_path, name):
    label = "label = { en = 'Mine', zh = '自己的' }\n"
    own = Scenario.load(written(tmp_path, OWN.replace("[kinds.a]\n", f"[kinds.{name}]\n{label}")))
    for column in KINDS.columns:
        if not column.required:
            assert own.values[f"kinds.{name}.{column.name}"] == column.declared.default
    assert own.parameters[f"kinds.{name}.hours"].label("zh").startswith("自己的")
    assert Scenario.parse(own.to_toml()) == own


def test_all_kinds_are_in_one_contract_unless_it_says_otherwise(tmp_path):
    more = OWN + f"[kinds.b]\n{KIND}[kinds.c]\n{KIND}[kinds.d]\n{KIND}"
    assert [Scenario.load(written(tmp_path, each))["contract.bundle"] for each in (OWN, more)] == [1, 4]


def test_a_case_that_includes_another_has_its_kinds_and_its_own(tmp_path):
    path = written(tmp_path, f"schema = 1\nincludes = ['s_association']\n[kinds.meals]\n{KIND}")
    assert kinds(Scenario.load(path)) == ["studio", "firm", "group", "meals"]
    assert Scenario.load(path)["contract.bundle"] == 3
    path = written(tmp_path, "schema = 1\nincludes = ['s_association']\n[kinds.studio]\ntarget = 20\n")
    assert Scenario.load(path)["kinds.studio.target"] == 20
    assert kinds(Scenario.load(path)) == ["studio", "firm", "group"]


def test_an_overlay_that_is_included_first_brings_no_kinds(tmp_path):
    path = written(tmp_path, OWN.replace("schema = 1\n", "schema = 1\nincludes = ['cultivation']\n"))
    assert kinds(Scenario.load(path)) == ["a"]


@pytest.mark.parametrize("overlay", ["gross", "cultivation", "meta_governance", "regulation_innovation"])
def test_an_overlay_leaves_the_kinds_of_a_case_alone(overlay):
    assert kinds(Scenario.load(CHENGDU, overlay)) == ["meals", "visits"]


def test_the_association_says_itself_what_it_buys():
    case = Scenario.load("s_association")
    required = [column.name for column in KINDS.columns if column.required]
    for row in ("studio", "firm", "group"):
        for column in required:
            assert "s_association.toml" in case.sources[f"kinds.{row}.{column}"]
    for name in ("contract.sum", "contract.term", "contract.bundle", "population.studios"):
        assert "s_association.toml" in case.sources[name]


# The studios, firms and groups of the association as they were when the declared defaults said them.
VALUES = {
    "target": (25, 15, 3), "hours": (38, 40, 8), "verifiability": (0.9, 0.5, 0.2),
    "hours_verifiability": (0.5, 0.5, 0.5), "decay": (0.03, 0.03, 0), "stages": (0, 0, 4),
    "gestation": (0, 0, 24), "weight": (1, 1, 1), "mission": (1, 1, 1),
    "scoring": (1, 1, 1), "productivity": (1, 0.9, 0.7), "volunteer": (0.2, 0.2, 0.2),
    "opens": (1, 0, 0), "need": (4, 4, 1), "ripening": (1, 6, 24),
}  # fmt: skip
DECAY, VOLUNTEER = Triangular(0.01, 0.03, 0.1), Triangular(0, 0.2, 0.4)
PRIORS = {
    "target": (None, Triangular(5, 15, 30), Triangular(1, 3, 10)),
    "hours": (Triangular(25, 38, 75), Triangular(20, 40, 80), Triangular(4, 8, 16)),
    "decay": (DECAY, DECAY, None), "volunteer": (VOLUNTEER, VOLUNTEER, VOLUNTEER),
    "gestation": (None, None, Triangular(12, 24, 36)),
    "productivity": (Triangular(0.8, 1, 1.2), Triangular(0.6, 0.9, 1.2), Triangular(0.4, 0.7, 1)),
}  # fmt: skip


@pytest.mark.parametrize("column", [column.name for column in KINDS.columns])
def test_its_numbers_are_those_that_the_defaults_said(column):
    case = Scenario.load("s_association")
    names = [f"kinds.{row}.{column}" for row in ("studio", "firm", "group")]
    assert tuple(case.values[name] for name in names) == VALUES[column]
    assert tuple(case.priors.get(name) for name in names) == PRIORS.get(column, (None, None, None))


def test_the_case_is_the_only_place_of_its_services():
    assert not any(row in name for name in PARAMETERS for row in ("studio.", "firm.", "group."))
    for said in ("schema = 1", "schema = 1\npurpose = 'teaching'\ncontrol.depth = 0.4"):
        with pytest.raises(ScenarioErrors) as caught:
            Scenario.parse(said, "mine.toml")
        missing = [each.key for each in caught.value.problems]
        assert missing == ["kinds", "population.communities", "contract.sum", "contract.term"]


def test_what_a_case_does_not_state_is_asked_for_all_at_once(tmp_path):
    assert refusals(written(tmp_path, f"schema = 1\n[kinds.a]\n{KIND}")) == [
        f"mine.toml: {name}: is not stated, and a case has no default of it; add it under [{group}]"
        for group, name in (
            ("population", "population.communities"),
            ("contract", "contract.sum"),
            ("contract", "contract.term"),
        )
    ]
    first, *others = refusals(written(tmp_path, "schema = 1\n[contract]\nterm = 9\n"))
    assert first.startswith("mine.toml: kinds: ")
    assert "includes" in first
    assert [line.split(": ")[1] for line in others] == ["population.communities", "contract.sum"]
    # An overlay makes no case either.
    lines = refusals(written(tmp_path, "schema = 1\nincludes = ['cultivation']\n"))
    assert [line.split(": ")[1] for line in lines] == [
        "kinds",
        "population.communities",
        "contract.sum",
        "contract.term",
    ]


def test_the_text_of_an_earlier_study_left_out_the_numbers_of_the_association_and_is_read():
    text = "schema = 1\nname = 's_association'\npurpose = 'case'\n[contract]\nterm = 12\n"
    kept = Scenario.parse(f"{text}[uncertain]\ndraw = ['resources.wage']\n", "plan.json")
    assert (kept["contract.term"], kept["contract.sum"], kept["kinds.studio.target"]) == (12, 200_000, 25)
    assert kept["capability.feedback"] == 0.1
    assert kept.uncertain == ("resources.wage",)
    assert not kept.reference
    assert Scenario.parse(text, "toml").uncertain == ()
    assert Scenario.parse(kept.to_toml(), "plan.json") == kept
    with pytest.raises(ScenarioErrors):
        Scenario.parse(text, "mine.toml")


def test_an_overlay_states_no_case(tmp_path):
    path = written(tmp_path, "schema = 1\npurpose = 'overlay'\ncontrol.depth = 0.4\n")
    assert Scenario.load("s_association", path)["control.depth"] == 0.4
    assert Scenario.load(path)["control.depth"] == 0.4


WRONG = """schema = 1
titel = "x"
question = 3
[population]
communities = 60
[contract]
sum = -1
trem = 12
term = 8.5
[kinds.meals]
target = "many"
hours = 10
[kinds.Visits]
target = 1
[uncertain]
drow = []
[uncertain.priors]
resources.wage = { uniform = [7000, 6000] }
resources.wags = { uniform = [6000, 7000] }
[reference.coverage]
value = nan
[reference.meals]
vaule = 3
"""


def test_all_that_is_wrong_with_a_file_is_reported_at_once_a_line_each(tmp_path):
    lines = refusals(written(tmp_path, WRONG))
    places = [line.split(": ")[:2] for line in lines]
    assert sorted(places) == sorted(
        [
            ["mine.toml:2", "titel"],
            ["mine.toml:3", "question"],
            ["mine.toml:7", "contract.sum"],
            ["mine.toml:8", "contract.trem"],
            ["mine.toml:9", "contract.term"],
            ["mine.toml:10", "kinds.meals"],
            ["mine.toml:11", "kinds.meals.target"],
            ["mine.toml:13", "kinds.Visits"],
            ["mine.toml:16", "uncertain.drow"],
            ["mine.toml:18", "resources.wage"],
            ["mine.toml:19", "resources.wags"],
            ["mine.toml:21", "reference.coverage.value"],
            ["mine.toml:22", "reference.meals"],  # no value, and no measure
            ["mine.toml:22", "reference.meals"],
            ["mine.toml:23", "reference.meals.vaule"],
        ]
    )


def test_several_refusals_travel_between_processes(tmp_path):
    import pickle

    with pytest.raises(ScenarioErrors) as caught:
        Scenario.load(written(tmp_path, WRONG))
    back = pickle.loads(pickle.dumps(caught.value))
    assert back.line("zh") == caught.value.line("zh")


def test_contradictions_are_reported_together():
    with pytest.raises(ScenarioErrors) as caught:
        Scenario.parse(f"{HEAD}population.studios = 42\nevaluation.experts = 9\n", "mine.toml")
    assert [each.place for each in caught.value.problems] == ["mine.toml:3", "mine.toml:4"]


@pytest.mark.parametrize("lang", ["", "en", "zh"])
@pytest.mark.parametrize("name", ["s_association", "city", str(CHENGDU)])
def test_the_text_of_a_case_stands_alone(tmp_path, name, lang):
    case = Scenario.load(name)
    text = case.to_toml(lang)
    for section in ("population", "contract", "run", *(f"kinds.{kind}" for kind in kinds(case))):
        assert f"\n[{section}]" in text
    assert "includes" not in text
    assert ("#" in text) == bool(lang)
    stated = Scenario.load(written(tmp_path, text))
    assert stated.fingerprint() == case.fingerprint()
    assert unstated(stated) == unstated(case)
    assert dict(stated.stated) == dict(case.stated)
    again = Scenario.load(written(tmp_path, stated.to_toml(lang)))
    assert unstated(again) == unstated(case)


def unstated(scenario):
    """The names of the values that nobody states."""
    return {name for name, source in scenario.sources.items() if source == "default"}


def test_what_is_changed_in_a_written_file_is_stated_and_the_rest_stays_assumed(tmp_path):
    case = Scenario.load("s_association")
    assert {"contract.tranches", "capability.coordination"} <= unstated(case)
    text = case.to_toml("en")
    line = next(each for each in text.splitlines() if each.startswith("tranches = "))
    changed = Scenario.load(written(tmp_path, text.replace(line, "tranches = 3")))
    assert changed.values["contract.tranches"] == 3
    assert unstated(case) - unstated(changed) == {"contract.tranches"}
    assert changed.sources["contract.tranches"].endswith(f":{text.splitlines().index(line) + 1}")


def test_what_a_case_says_over_one_that_it_includes_is_not_taken_for_assumed(tmp_path):
    """A value that the included case states stays stated, whatever a file calls a default."""
    says = (
        'schema = 1\nincludes = ["s_association"]\n[contract]\nterm = 8\ntranches = 2\n'
        "[capability]\ncoordination = 0.2\n"
        '[defaults]\ncontract = ["term", "tranches"]\ncapability = ["coordination"]\n'
    )
    own, case = Scenario.load(written(tmp_path, says)), Scenario.load("s_association")
    assert case.sources["contract.term"] != "default"
    assert own.sources["contract.term"] != "default"
    for name in ("contract.tranches", "capability.coordination"):
        assert (own.sources[name] == "default") == (own.values[name] == case.parameters[name].default)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('contract = ["trem"]', "contract.trem: there is no such parameter; did you mean contract.term"),
        ("contract = 3", "3 is not a list of names of parameters"),
        ("x.y = 3", '{y = 3} is not a list of names of parameters; allowed: such as contract = ["tranches"]'),
        ('contract = ["term", 3]', "is not a list of names of parameters"),
    ],
)
def test_a_wrong_table_of_defaults_is_refused_with_its_line(table, said):
    text = Scenario.load("s_association").to_toml().partition("\n[defaults]\n")[0]
    with pytest.raises(ScenarioError, match=re.escape(said)) as caught:
        Scenario.parse(f"{text}\n[defaults]\n{table}\n", "mine.toml")
    assert caught.value.place == f"mine.toml:{len(text.splitlines()) + 3}"


def test_a_text_kept_beside_its_sources_needs_no_table_of_defaults():
    case = Scenario.load("s_association")
    kept = case.to_toml(defaults=False)
    assert "[defaults]" not in kept
    assert Scenario.parse(kept) == case
    assert not unstated(Scenario.parse(kept))


def test_a_case_of_other_kinds_runs_in_mesa_with_its_own_measures():
    model = ContractingModel(Scenario.load(CHENGDU), "GS", 1)
    model.step()
    columns = list(model.datacollector.get_model_vars_dataframe().columns)
    assert columns == [one.name for one in measures_of(("meals", "visits"))]
    assert not any(kind in name for name in columns for kind in ("studio", "firm", "_group"))
