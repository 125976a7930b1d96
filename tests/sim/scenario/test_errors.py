"""What is wrong with a scenario is refused in one line: place, key, value, what is allowed, nearest name."""

import json
import math
import os
import random
import re
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import reader as scenario_files
from sim.scenario.errors import ScenarioError
from sim.scenario.reader import MOST_BYTES, SCHEMA, SHIPPED, parse
from sim.scenario.scenario import Scenario
from sim.scenario.toml_lines import key_lines

HEAD = "schema = 1\n"
CASE = "includes = ['s_association']\n"
KIND = "target = 1\nhours = 1\nverifiability = 0.5\nneed = 1\n"
PRIORS = HEAD + "[uncertain.priors]\n"


def refusal(source, **options):
    """The lines that a source is refused with, in English; the Chinese ones must exist too."""
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(source, "mine.toml", **options)
    problem = caught.value
    for lang in ("en", "zh"):
        for line in problem.line(lang).split("\n"):
            assert 0 < len(line) < 900
            assert all(sign.isprintable() for sign in line)
    assert len(problem.line("zh").split("\n")) == len(problem.line("en").split("\n"))
    return problem.line("en")


KEYS = [
    ("[contract]\ntrem = 8", "mine.toml:3: contract.trem", "did you mean contract.term?"),
    ("[contrat]\nterm = 8", "mine.toml:2: contrat", "did you mean contract?"),
    ("contract.trem = 8", "mine.toml:2: contract.trem", "did you mean contract.term?"),
    ("contract = { trem = 8 }", "mine.toml:2: contract.trem", "did you mean contract.term?"),
    ("[contract]\ndesign = 0.5", "mine.toml:3: contract.design", "did you mean capability.design?"),
    ("[kinds.studio]\nhuors = 9", "mine.toml:3: kinds.studio.huors", "did you mean kinds.studio.hours?"),
    (f"{CASE}[kinds.studoi]\nhours = 9", "mine.toml:3: kinds.studoi", "did you mean kinds.studio?"),
    ("[kinds.studoi]\nhours = 9", "lacks target, verifiability, need", ""),
    ("[instruments.Raffle]\nchooser = 'open'", "mine.toml:2: instruments.Raffle", "is not a name"),
    ("[kinds]\nstudio = 3", "mine.toml:3: kinds.studio", "is not a table"),
    (f"{CASE}[kinds.studio]\nlabel = 'x'", "mine.toml:4: kinds.studio.label", "unknown key"),
    ("contract = 8", "mine.toml:2: contract", "is not a table"),
    ("[contract.term]\nmonths = 8", "mine.toml:2: contract.term", "a whole number from 1 to 120"),
    ("titel = 'x'", "mine.toml:2: titel", "did you mean title?"),
    ("title = 3", "mine.toml:2: title", "is not a text"),
    ("title.en = 'x'", "mine.toml:2: title", "is not a text"),
    ("name = 'Mine!'", "mine.toml:2: name", "is not a name"),
    ("name = 'con'", "mine.toml:2: name", "a device of Windows"),
    ("name = 'lpt1'", "mine.toml:2: name", "a device of Windows"),
    ("purpose = 'fun'", "mine.toml:2: purpose", "case, teaching, overlay"),
    ("[uncertain]\ndrow = []", "mine.toml:3: uncertain.drow", "did you mean draw?"),
    ("[reference.coverage]\nvalue = 3\nnoet = 1", "mine.toml:4: reference.coverage.noet", "mean note?"),
    ("[reference]\ncoverage = 3", "mine.toml:3: reference.coverage", "is not an observation"),
    ("[reference.coverage]\nvalue = nan", "mine.toml:3: reference.coverage.value", "finite"),
    ("[reference.coverage]\nvalue = 3\nuse = 'x'", "mine.toml:4: reference.coverage.use", "condition, check"),
    ("[reference.coverage]\nvalue = 3\nmonth = -8", "mine.toml:4: reference.coverage.month", "from 0 to 600"),
    ("[reference.coverage]\nvalue = 3\nmonth = 8.5", "mine.toml:4: reference.coverage.month", "whole number"),
    ("[reference.coverage]\nvalue = 3\nof = 0", "mine.toml:4: reference.coverage.of", "above 0"),
    ("[reference.coverage]\nvalue = 3\nlow = 9\nhigh = 5", "mine.toml:4: reference.coverage.low", "9 to 5"),
    ("[reference.coverage]\nvalue = 3\nlow = 4", "mine.toml:4: reference.coverage.low", "low at most value"),
    ("[reference.coverage]\nvalue = 3\nhigh = 2", "mine.toml:4: reference.coverage.high", "high at least"),
    ('"a\\nb" = 1', "mine.toml:2: a\\nb", "no such group"),
]  # fmt: skip

VALUES = [
    ("contract.sum = -1", "contract.sum: -1", "a number from 0 to 100000000 yuan"),
    ("contract.term = -8", "contract.term: -8", "a whole number from 1 to 120 months"),
    ("contract.term = 0", "contract.term: 0", "out of range"),
    ("contract.term = true", "contract.term: true", "is not a whole number"),
    ("contract.term = 8.5", "contract.term: 8.5", "is not a whole number"),
    ("contract.term = '8'", 'contract.term: "8"', "is not a whole number"),
    ("contract.term = [8]", "contract.term: [8]", "is not a whole number"),
    ("contract.term = 2021-05-01", "contract.term: 2021-05-01", "is not a whole number"),
    ("contract.sum = nan", "contract.sum: nan", "finite"),
    ("contract.sum = inf", "contract.sum: inf", "finite"),
    ("contract.sum = -inf", "contract.sum: -inf", "finite"),
    ("contract.sum = 1e400", "contract.sum: inf", "finite"),
    ("contract.sum = true", "contract.sum: true", "is not a number"),
    ("contract.sum = " + "9" * 400, "contract.sum: <1329-bit integer>", "out of range"),
    ("contract.sum = " + "9" * 5000, "5000 digits", "out of range"),
    ("contract.sum = 0x" + "F" * 5000, "contract.sum: <20000-bit integer>", "out of range"),
    ("control.depth = 1.1", "control.depth: 1.1", "from 0 to 1"),
    ("contract.late_payment = -0.1", "contract.late_payment: -0.1", "from 0 to 1"),
    ("staffing.quit_hazard = 2", "staffing.quit_hazard: 2", "from 0 to 1"),
    ("run.horizon = -1", "run.horizon: -1", "from 0 to 600"),
    ("population.communities = 65536", "population.communities: 65536", "from 0 to 4096"),
    ("population.organizations = -1", "population.organizations: -1", "from 0 to 256"),
    ("population.offices = 1000000000000", "population.offices", "from 0 to 64"),
    ("policy.instrument = 'gant'", 'policy.instrument: "gant"', "did you mean grant?"),
    ("policy.instrument = 99", "policy.instrument: 99", "direct, contract, grant"),
]  # fmt: skip

TOGETHER = [
    ("contract.term = 1", "mine.toml:3: contract.term", "3 months of approval"),
    ("contract.term = 6\ncontract.approval = 6", "mine.toml:4: contract.approval", "less than the term"),
    ("contract.approval = 6\ncontract.term = 6", "mine.toml:4: contract.term", "less than the term"),
    ("contract.term = 3", "mine.toml:3: contract.term", "4 tranches"),
    ("contract.term = 3\nuncertain.draw = ['contract.approval']", "contract.term", "3 months of approval"),
    ("contract.bundle = 4", "mine.toml:3: contract.bundle", "3 kinds in all"),
    ("population.studios = 42", "mine.toml:3: population.studios", "at most one each"),
    ("evaluation.experts = 9", "mine.toml:3: evaluation.experts", "a panel of 11 from a pool of 10"),
    ("evaluation.experts = 0\nevaluation.peers = 0", "evaluation.peers", "a panel of 0"),
    ("relations.gain_rate = 0.5", "mine.toml:3: relations.gain_rate", "at most 1"),
    ("instruments.voucher.in_house = 1", "mine.toml:3: instruments.voucher.in_house", "chosen by community"),
    (f"[kinds.firm]\n{KIND}stages = 2", "mine.toml:8: kinds.firm.stages", "a gestation above 0"),
    ("population.inert = 2", "mine.toml:3: population.inert", "at most all"),
]  # fmt: skip

PRIORS_REFUSED = [
    ("resources.wage = { uniform = [7000, 6000] }", "low 7000 is above high 6000"),
    ("resources.wage = { uniform = [6000] }", "[low, high]"),
    ("resources.wage = { uniform = [6000, inf] }", "finite"),
    ("resources.wage = { uniform = [6000, -1] }", "out of range"),
    ("resources.wage = { unifrom = [6000, 7000] }", "is not a prior"),
    ("resources.wage = 6000", "is not a prior"),
    ("resources.wage = { uniform = [6000, 7000], discrete = [1] }", "is not a prior"),
    ("resources.wage = { triangular = [6000, 5000, 7000] }", "does not rise"),
    ("contract.approval = { triangular = [0, 1, 2] }", "integers"),
    ("contract.approval = { uniform = [0, 1.5] }", "is not a whole number"),
    ("resources.wage = { integers = [6000.5, 7000] }", "ends of a range"),
    ("policy.instrument = { uniform = [0, 3] }", "discrete"),
    ("contract.approval = { discrete = [] }", "is not a list of values"),
    ("contract.approval = { discrete = [1, 1] }", "a value twice"),
    ("contract.approval = { discrete = [1, 2], weights = [1] }", "weights"),
    ("contract.approval = { discrete = [1, 2], weights = [1, -1] }", "weights"),
    ("contract.approval = { discrete = [1, 2], weights = [1, nan] }", "weights"),
    ("contract.approval = { discrete = [1, 2], weights = [0, 1] }", "weights"),
    ("contract.approval = { mixture = [] }", "parts"),
    ("contract.approval = { mixture = [{ at = 0 }] }", "weights"),
    ("contract.approval = { mixture = [{ weight = 1, at = 99 }] }", "out of range"),
    ("run.horizon = { integers = [12, 24] }", "the same in every draw"),
    ("population.offices = { integers = [1, 2] }", "the same in every draw"),
    ("resources.wags = { uniform = [6000, 7000] }", "did you mean resources.wage?"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "place", "said"), KEYS)
def test_a_wrong_key_is_refused_at_its_line(source, place, said):
    line = refusal(HEAD + source)
    assert place in line
    assert said in line


@pytest.mark.parametrize(("source", "value", "said"), VALUES)
def test_a_wrong_value_is_refused_with_what_is_allowed(source, value, said):
    line = refusal(HEAD + source)
    assert line.startswith("mine.toml:2: ")
    assert value in line
    assert said in line


@pytest.mark.parametrize(("source", "place", "said"), TOGETHER)
def test_parameters_that_contradict_each_other_are_refused_at_the_later_line(source, place, said):
    line = refusal(HEAD + CASE + source)
    assert place in line
    assert said in line


@pytest.mark.parametrize(("prior", "said"), PRIORS_REFUSED)
def test_a_wrong_prior_is_refused_at_its_line(prior, said):
    line = refusal(PRIORS + prior)
    assert line.startswith("mine.toml:3: ")
    assert said in line


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("draw = 'all'", 'neither "all uncertainties" nor a list'),
        ("draw = ['resources.wage', 3]", "neither"),
        ("draw = ['resources.wage', 'resources.wage']", "listed twice"),
        ("draw = [\n'resources.wage',\n'resources.wags']", "mine.toml:5: resources.wags"),
        ("draw = ['control.depth']", "has no declared prior; give one under [uncertain.priors]"),
        ("except = ['nothing.there']", "mine.toml:3: nothing.there"),
        ("except = 'all'", "is not a list"),
    ],
)
def test_a_wrong_list_of_uncertain_parameters_is_refused(source, said):
    assert said in refusal(f"{HEAD}[uncertain]\n{source}")


@pytest.mark.parametrize("section", ["uncertain", "unknowns"])
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("drow = []", "mine.toml:3: {section}.drow: unknown key"),
        ("draw = 'all'", "mine.toml:3: {section}.draw: "),
        ("draw = ['control.depth']", "under [{section}.priors]"),
    ],
)
def test_a_refusal_names_the_section_that_the_file_uses(section, source, said):
    assert said.format(section=section) in refusal(f"{HEAD}[{section}]\n{source}")


@pytest.mark.parametrize(("first", "second"), [("uncertain", "unknowns"), ("unknowns", "uncertain")])
def test_a_file_with_the_section_under_both_names_is_refused_at_the_second(first, second):
    line = refusal(f"{HEAD}[{first}]\ndraw = []\n[{second}]\ndraw = []")
    assert line.startswith(f"mine.toml:4: {second}: ")
    assert f"[{first}]" in line


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("[contract]\nterm = 8\nterm = 9", "mine.toml:4: contract.term"),
        ("contract.term = 8\ncontract.term = 9", "mine.toml:3: contract.term"),
        ("[contract]\nterm = 8\n[control]\n[contract]", "mine.toml:5: contract"),
        ("contract = { term = 8, term = 9 }", "mine.toml:2: contract.term"),
        ("[contract]\nterm = 8\n['contract']\nsum = 1", "mine.toml:4: contract"),
    ],
)
def test_a_key_given_twice_is_refused_at_the_second(source, place):
    line = refusal(HEAD + source)
    assert line.startswith(place)
    assert "given twice" in line


def test_bytes_that_are_no_plain_text_are_refused():
    assert "byte order mark" in refusal(b"\xef\xbb\xbfschema = 1")
    assert "byte order mark" in refusal("schema = 1".encode("utf-16"))
    assert refusal(b"schema = 1\ntitle = 'a\x00b'").startswith("mine.toml:2: holds a NUL")
    assert refusal(b"schema = 1\n\ntitle = '\xff'").startswith("mine.toml:3: is not UTF-8")
    assert refusal("schema = 1\ntitle = '项目'".encode("gb18030")).startswith("mine.toml:2: is not UTF-8")
    assert "is not TOML" in refusal("schema = 1\ncontract: 8")
    assert refusal("schema = 1\ntitle = 'x").startswith("mine.toml:2: is not TOML")


def test_a_file_too_large_or_too_deep_is_refused():
    assert str(MOST_BYTES) in refusal(HEAD + "#" * MOST_BYTES)
    for depth in (12, 500, 100_000):
        assert "nested deeper" in refusal(f"{HEAD}x = " + "[" * depth + "]" * depth)
    assert "nested deeper" in refusal(HEAD + "x" + ".x" * 20 + " = 1")


def test_a_missing_or_newer_schema_is_refused_with_what_to_do():
    line = refusal("contract.term = 8")
    assert line.startswith("mine.toml:1: schema:")
    assert f"schema = {SCHEMA}" in line
    assert "newer" in refusal(f"\nschema = {SCHEMA + 1}")
    for wrong in ("0", "-1", "true", "'1'", "1.0", "[]"):
        assert refusal(f"schema = {wrong}").startswith("mine.toml:1: schema:")


def test_an_older_schema_is_migrated_in_a_copy(monkeypatch):
    def from_1_to_2(data):
        return {**data, "schema": 2, "contract": {"sum": 5, "term": data["contract"].pop("months")}}

    monkeypatch.setattr(scenario_files, "SCHEMA", 2)
    monkeypatch.setattr(scenario_files, "MIGRATIONS", {1: from_1_to_2})
    raw = (
        f"schema = 1\npopulation.communities = 9\n[kinds.a]\n{KIND}[contract]\nsum = 5\nmonths = 11".encode()
    )
    assert parse(raw, "old.toml").data["contract"] == {"sum": 5, "term": 11}
    assert Scenario.parse(raw).values["contract.term"] == 11
    assert raw.endswith(b"months = 11")


def test_files_that_are_not_there_or_no_scenario_are_refused(tmp_path):
    for asked in (
        tmp_path / "none.toml",
        tmp_path,
        str(tmp_path / "x.yaml"),
        "../etc/passwd",
        "",
        "a" * 5000,
    ):
        with pytest.raises(ScenarioError) as caught:
            Scenario.load(asked)
        assert "\n" not in str(caught.value)
    with pytest.raises(ScenarioError, match="did you mean gross"):
        Scenario.load("city", ["gros"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plain", "is a file, but not a scenario"),
        ("plain.txt", "is a file, but not a scenario"),
        ("notes", "is a folder, not a scenario"),
        ("notes.toml", "is a folder, not a scenario"),
        ("terms", "is the folder of a study, not a scenario"),
        ("pipe.toml", "is no regular file"),
        ("empty.toml", "is empty; oneplusone new"),
        ("comment.toml", "is empty; oneplusone new"),
        ("binary.toml", "holds a NUL byte"),
        ("other.toml", r"is TOML, but not a scenario: .* \(build-system, project\)"),
        ("broken.toml", "there is no such file"),
        ("nothing", "there is no such scenario"),
        ("nothing.txt", "there is no such scenario"),
    ],
)
def test_what_is_there_but_no_scenario_is_said_to_be_there(name, said, tmp_path, monkeypatch):
    for file, content in {
        "plain": "hello",
        "plain.txt": "hello",
        "terms/plan.json": "{}",
        "empty.toml": "",
        "comment.toml": "# nothing\n",
        "binary.toml": "\x7fELF\x00",
        "other.toml": '[build-system]\nrequires = []\n[project]\nname = "x"\n',
    }.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(content)
    for folder in ("notes", "notes.toml"):
        (tmp_path / folder).mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.toml")
    elif name == "pipe.toml":
        pytest.skip("no named pipes here")
    (tmp_path / "broken.toml").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match=f"^{re.escape(name)}(:1)?: {said}"):
        Scenario.load(name)
    for asked in ((str(tmp_path / name), ()), ("s_association", (name,))):
        with pytest.raises(ScenarioError, match=said):
            Scenario.load(*asked)


def test_a_file_that_may_not_be_read_is_said_to_be_there(tmp_path, monkeypatch):
    (tmp_path / "mine.toml").write_text(HEAD)

    usual = Path.stat

    def refused(self, **more):
        if self.stem == "mine":
            raise PermissionError(13, "Permission denied")
        return usual(self, **more)

    monkeypatch.setattr(Path, "stat", refused)
    for name in ("mine.toml", "mine"):
        with pytest.raises(ScenarioError, match="may not be read with your permissions"):
            Scenario.load(tmp_path / name if "." in name else str(tmp_path / name))


def test_a_group_that_is_misspelt_is_told_its_name_also_where_the_schema_is_missing():
    assert "did you mean contract" in refusal("[contrct]\nterm = 12")


def test_an_include_that_leaves_the_folder_is_refused(tmp_path):
    outside = tmp_path / "outside.toml"
    outside.write_text(HEAD)
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "linked.toml").symlink_to(outside)
    for asked in ("../outside.toml", str(outside), "sub/../../outside.toml", "linked.toml"):
        path = folder / "a.toml"
        path.write_text(f"{HEAD}\nincludes = [{json.dumps(asked)}]")
        with pytest.raises(ScenarioError, match=r"a\.toml:3: includes: .* leaves the folder"):
            Scenario.load(path)
    assert "leaves the folder" in refusal(f'{HEAD}includes = ["beside.toml"]')
    assert "no such scenario" in refusal(f'{HEAD}includes = ["without_dilemma"]')
    assert "is not a list" in refusal(f'{HEAD}includes = "without_dilemmas"')


def test_a_circle_of_includes_is_refused(tmp_path):
    (tmp_path / "a.toml").write_text(f'{HEAD}includes = ["b.toml"]')
    (tmp_path / "b.toml").write_text(f'{HEAD}includes = ["a.toml"]')
    with pytest.raises(ScenarioError, match="includes itself"):
        Scenario.load(tmp_path / "a.toml")


def test_too_many_rows_are_refused():
    rows = [f"[kinds.k{number}]\n{KIND}" for number in range(13)]
    said = f"{HEAD}population.communities = 9\ncontract.sum = 5\ncontract.term = 9\n"
    assert Scenario.parse(said + "".join(rows[:12])).values["contract.bundle"] == 12
    assert "more than 12 rows" in refusal(HEAD + "".join(rows))
    assert "more than 12 rows" in refusal(HEAD + CASE + "".join(rows[:10]))


def test_changes_from_the_command_line_are_refused_alike():
    for changes, said in (
        (
            {"contract.trem": 8},
            "--set: contract.trem: there is no such parameter; did you mean contract.term?",
        ),
        ({"control.depth": math.nan}, "--set: control.depth: nan is not a finite number"),
        ({"contract.term": None}, "--set: contract.term: None is not a whole number"),
    ):
        with pytest.raises(ScenarioError) as caught:
            Scenario.load("city", changes=changes, origin="--set")
        assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    "refused",
    [
        lambda changes: Scenario.load("city", changes=changes),
        lambda changes: Scenario.load("city").with_values(changes),
    ],
)
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"contract.trem": 8}, "contract.trem: there is no such parameter; did you mean contract.term?"),
        ({"contract.term": None}, "contract.term: None is not a whole number"),
        ({"control.depth": math.nan}, "control.depth: nan is not a finite number"),
    ],
)
def test_what_is_set_in_python_is_refused_by_its_name_alone(refused, changes, said):
    with pytest.raises(ScenarioError) as caught:
        refused(changes)
    assert str(caught.value).startswith(said)
    assert "--set" not in caught.value.line("zh")


def test_an_empty_world_is_a_world():
    # No offices, organisations, communities or months: nothing can happen, and that is a result, not a fault.
    assert Scenario.load("s_association").nothing_happens("en") == ""
    for name in ("offices", "organizations", "communities", "evaluators"):
        changes = {f"population.{name}": 0}
        if name == "communities":
            changes["population.studios"] = 0
        if name == "evaluators":
            changes["population.offices"] = 0
        assert Scenario.load("s_association", changes=changes).values[f"population.{name}"] == 0
    for changes, said in (
        ({"run.horizon": 0}, "no months"),
        ({"population.communities": 0, "population.studios": 0}, "no communities"),
        ({"population.offices": 0}, "no offices"),
    ):
        empty = Scenario.load("s_association", changes=changes)
        assert said in empty.nothing_happens("en")
        assert empty.nothing_happens("zh")


def test_a_refusal_travels_between_processes():
    import pickle

    with pytest.raises(ScenarioError) as caught:
        Scenario.parse("schema = 1\ncontract.term = 8.5", "mine.toml")
    back = pickle.loads(pickle.dumps(caught.value))
    assert back.line("zh") == caught.value.line("zh")
    assert str(back) == str(caught.value)


KEY = st.text(string.ascii_letters + string.digits + "_- .\"'项é\\", min_size=1, max_size=6)
LEAF = st.one_of(
    st.integers(-(10**6), 10**6), st.booleans(), st.text(max_size=8), st.lists(st.integers(0, 9), max_size=3)
)
TABLE = st.recursive(LEAF, lambda inner: st.dictionaries(KEY, inner, max_size=4), max_leaves=12)


def written(table, path, rng):
    """A table as TOML in one of the many ways it may be written: headers, dotted keys, inline tables."""
    lines, later = [], []
    for key, value in table.items():
        name = key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key)
        if not isinstance(value, dict):
            space = rng.choice(["", " ", "  # ] } = \n"]) if isinstance(value, list) else ""
            lines.append(
                f"{name} ={rng.choice(['', ' '])}{literal(value, space, rng)}{rng.choice(['', ' # = [x]'])}"
            )
        elif rng.random() < 0.4:
            lines.append(f"{name} = {literal(value, '', rng)}")
        else:
            later.append((name, value))
    for name, value in later:
        lines += [
            "",
            f"[{rng.choice(['', ' '])}{'.'.join([*path, name])}]",
            *written(value, [*path, name], rng),
        ]
    return lines


def literal(value, space, rng):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        plain = value.isascii() and value.isprintable() and "'" not in value
        return f"'{value}'" if plain and rng.random() < 0.5 else json.dumps(value).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return "[" + space + ", ".join(map(str, value)) + space + "]"
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(key, ensure_ascii=False)} = {literal(each, '', rng)}" for key, each in value.items()
        )
        return "{ " + ", ".join(pairs) + " }"
    return str(value)


def paths(data, path=()):
    found = set()
    for key, value in data.items():
        found.add((*path, key))
        if isinstance(value, dict):
            found |= paths(value, (*path, key))
    return found


@settings(max_examples=100, deadline=None)
@given(table=st.dictionaries(KEY, TABLE, max_size=5), seed=st.integers(0, 2**32))
def test_the_line_of_every_key_is_found_however_a_file_is_written(table, seed):
    source = "\n".join(written(table, [], random.Random(seed)))
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return  # JSON's surrogate pairs are no TOML
    lines = source.split("\n")
    found = {path: line for path, line in key_lines(source) if not isinstance(path[-1], int)}
    # A table whose parts are named in dotted headers has no line of its own; everything else has one.
    headed = {path[:end] for path in found for end in range(1, len(path))}
    assert paths(data) - headed <= found.keys() <= paths(data)
    for path, line in found.items():
        assert any(form in lines[line - 1] for form in spellings(path[-1]))


def spellings(key):
    return key, json.dumps(key)[1:-1], json.dumps(key, ensure_ascii=False)[1:-1]


def test_lines_in_strings_comments_and_arrays_of_tables_do_not_mislead():
    source = '''# [contract]
title = """
[contract]
term = 1
"""
description = 'x = "'  # = [
list = [ # one
  1, # two ]
  { a = 1, "b.c" = 2 },
]
[[rows]]
a.b = 1
[[rows]]
a . "b" = 2
[rows.deep]
x = """a""\\""""
[contract]
term = 8
'''
    tomllib.loads(source)
    lines = dict(key_lines(source))
    assert lines["contract",] == 17
    assert lines["contract", "term"] == 18
    assert lines["description",] == 6
    assert lines["list", 1] == 9
    assert lines["list", 1, "b.c"] == 9
    assert lines["rows", 0, "a", "b"] == 12
    assert lines["rows", 1, "a", "b"] == 14
    assert lines["rows", 1, "deep", "x"] == 16


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_file_is_refused_line_by_line_or_still_a_scenario(seed):
    rng = random.Random(seed)
    name = rng.choice(["s_association", "additive_null", "dilemma_skill_gap"])
    raw = bytearray(SHIPPED.joinpath(f"{name}.toml").read_bytes())
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(raw))
        match rng.randrange(4):
            case 0:
                raw[at] = rng.randrange(256)
            case 1:
                del raw[at : at + rng.randint(1, 40)]
            case 2:
                raw[at:at] = rng.choice(
                    [b"[", b"]", b'"', b"=", b"\n", b"'", b"{", b"-", b"9" * 30, b"nan", b"\x00"]
                )
            case _:
                raw[at:at] = raw[rng.randrange(len(raw)) :][:60]
    try:
        scenario, said = Scenario.parse(bytes(raw), "mine.toml"), []
    except ScenarioError as problem:
        scenario, said = None, [*problem.line("en").split("\n"), *problem.line("zh").split("\n")]
    for line in said:
        assert line.startswith(("mine.toml", "contract.", "population.", "evaluation.", "kinds."))
        assert "\n" not in line
    assert scenario is None or Scenario.parse(scenario.to_toml()) == scenario


@pytest.mark.parametrize("schema", ["schema = 1\n", "schema = 2\n", "\n"])
def test_all_that_is_wrong_with_a_file_is_said_at_once_line_by_line(schema):
    text = schema + (
        "includes = ['s_association']\n[reference.coverage]\nvalue = 3\nmonth = 9999\n"
        "use = 'conditon'\nlow = 5\nhigh = 2\ncolour = 1\nunit = 7\n"
        "[reference.quits]\nvalue = 2\nlow = 1\nerror = -1\noverdispersion = 7\n"
        "[contract]\nterm = -3\ntrem = 3\n"
    )
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(text, "mine.toml")
    places = [line.split(": ")[:2] for line in caught.value.line().split("\n")]
    expected = [
        *([["mine.toml:1", "schema"]] if schema != "schema = 1\n" else []),
        *(
            [f"mine.toml:{line}", f"reference.coverage.{key}"]
            for line, key in ((5, "month"), (6, "use"), (7, "low"), (9, "colour"), (10, "unit"))
        ),
        *(
            [f"mine.toml:{line}", f"reference.quits.{key}"]
            for line, key in ((11, "model"), (13, "low"), (14, "error"), (15, "overdispersion"))
        ),
        ["mine.toml:17", "contract.term"],
        ["mine.toml:18", "contract.trem"],
    ]
    said = [tuple(place) for place in places]  # a key may have two faults
    assert list(dict.fromkeys(said)) == [tuple(place) for place in expected]
    lines = [int(place.partition(":")[2]) for place, *_ in places if ":" in place]
    assert lines == sorted(lines)


def test_a_study_that_is_given_for_a_scenario_is_said_to_be_one():
    text = "schema = 1\nname = 'terms'\nscenario = 's_association'\n[vary]\ncontract.term = [4, 8]\n"
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(text, "terms.toml")
    assert caught.value.line().startswith("terms.toml: this is a study, not a scenario")
    assert caught.value.line("zh").startswith("terms.toml: 这是研究，不是情景")
    for line in (caught.value.line(), caught.value.line("zh")):
        assert '"s_association"' in line
        assert "\n" not in line
