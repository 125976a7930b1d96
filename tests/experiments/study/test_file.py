"""Study files: what they mean, and one clear line for everything that is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments.errors import InvalidInput
from experiments.study.execution.engine import EngineEvaluator
from experiments.study.file import read_file
from experiments.study.identity import outline
from experiments.study.spec import StudySpec
from experiments.study.storage.note import Note
from experiments.study.study import Study
from sim.scenario import Scenario
from sim.scenario.errors import ScenarioError

HEAD = 'schema = 1\nscenario = "s_association"\n'


def study_file(folder: Path, body: str, head: str = HEAD, name: str = "terms.toml") -> Path:
    path = folder / name
    path.write_text(head + body, encoding="utf-8")
    return path


def specification(folder: Path, body: str) -> StudySpec:
    return read_file(study_file(folder, body))


def test_a_grid_over_lists_and_ranges(tmp_path: Path) -> None:
    asked = specification(
        tmp_path,
        'name = "terms"\ndraws = 20\nseeds = 3\nseed = 7\nmonths = 24\narms = ["G", "GS"]\n'
        'measures = ["value"]\n'
        'monthly = ["value", "coverage"]\n'
        "[set]\ncontract.sum = 300000\n"
        '[vary]\ncontract.term = [4, 8]\n"incentives.power" = { uniform = [0, 1.5], steps = 4 }\n'
        'policy.instrument = ["contract", "grant"]\n',
    )
    points = asked.design.points()
    assert (asked.name, asked.seed, asked.months) == ("terms", 7, 24)
    assert (asked.draws, asked.seeds, asked.replications) == (20, 3, 60)
    assert (asked.arms, asked.measures, asked.series) == (("G", "GS"), ("value",), ("value", "coverage"))
    assert asked.design.count == 16
    assert sorted(set(points["incentives.power"])) == [0.0, 0.5, 1.0, 1.5]
    assert asked.design.options == {"policy.instrument": asked.design.options["policy.instrument"]}
    assert "300000" in asked.model["toml"]


def test_without_anything_that_varies_there_is_one_point(tmp_path: Path) -> None:
    asked = specification(tmp_path, "draws = 3\n")
    assert (asked.name, asked.design.count, asked.design.points(), asked.months) == ("terms", 1, {}, 48)
    assert asked.arms is None
    assert asked.seed == 0


def test_sequences_take_priors_and_ranges(tmp_path: Path) -> None:
    asked = specification(
        tmp_path,
        '[vary]\nproduction.access = "prior"\ncontract.term = { integers = [6, 24] }\n'
        "control.depth = { discrete = [0.1, 0.5], weights = [3, 1] }\n"
        '[design]\nkind = "saltelli"\nsize = 16\nseed = 4\nsecond_order = false\n',
    )
    points = asked.design.points()
    assert asked.design.count == 16 * 5
    assert set(points["control.depth"]) == {0.1, 0.5}
    assert points["contract.term"].min() >= 6


def test_a_list_of_points(tmp_path: Path) -> None:
    asked = specification(
        tmp_path,
        "[design]\npoints = [\n  { contract.term = 8, control.depth = 0.1 },\n"
        "  { control.depth = 0.5, contract.term = 12 },\n]\n",
    )
    assert {name: column.tolist() for name, column in asked.design.points().items()} == {
        "contract.term": [8, 12],
        "control.depth": [0.1, 0.5],
    }


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_of_points(tmp_path: Path, ending: str) -> None:
    table = pd.DataFrame(
        {"contract.term": [8, 12], "control.depth": [0.1, 0.5], "policy.instrument": ["grant", "contract"]}
    )
    if ending == "csv":
        table.to_csv(tmp_path / "points.csv", index=False)
    else:
        table.to_parquet(tmp_path / "points.parquet")
    points = specification(tmp_path, f'[design]\nfile = "points.{ending}"\n').design.points()
    assert points["contract.term"].tolist() == [8, 12]
    assert points["contract.term"].dtype.kind == "i"
    assert points["control.depth"].tolist() == [0.1, 0.5]
    assert len(set(points["policy.instrument"].tolist())) == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("drwas = 5\n", "terms.toml:3: drwas: unknown key.*did you mean draws"),
        ("replications = 5\n", "terms.toml:3: replications: is divided into draws and seeds: .* seeds = R"),
        ('uncertain = "fixed"\ndraws = 5\n', "toml:4: draws: 5; no parameter is drawn .* give seeds = 5"),
        ("seeds = 0\n", "terms.toml:3: seeds: 0 is not allowed; allowed: a whole number, 1 …"),
        ("draws = 5\ndraws = 6\n", "terms.toml:4: draws: is given twice"),
        ("draws = 0\n", "terms.toml:3: draws: 0 is not allowed; allowed: a whole number, 1 …"),
        ("draws = true\n", "terms.toml:3: draws: True is not allowed"),
        ("draws = 2.5\n", "terms.toml:3: draws: 2.5 is not allowed"),
        ("seed = -1\n", "terms.toml:3: seed: -1 is not allowed"),
        (f"seed = {2**64}\n", "terms.toml:3: seed: 18446744073709551616 is not allowed"),
        ("months = 0\n", "terms.toml:3: months: 0 is not allowed"),
        ("arms = []\n", "terms.toml:3: arms: .* is not a list of names"),
        ('name = "Bad Name"\n', "terms.toml:3: name: 'Bad Name' is not a name"),
        ('uncertain = "maybe"\n', "uncertain: 'maybe' is not allowed; allowed: one of drawn, fixed"),
        ("[vary]\ncontract.trem = [4]\n", "terms.toml:4: contract.trem: there is no .*contract.term"),
        ("[vary]\ncontract.term = [4, 4]\n", "terms.toml:4: contract.term: .*names a value twice"),
        ("[vary]\ncontract.term = []\n", "terms.toml:4: contract.term: is an empty list"),
        ("[vary]\ncontract.term = [4, 999]\n", "terms.toml:4: contract.term: 999 .*allowed: a whole number"),
        ("[vary]\ncontract.term = { uniform = [9, 4] }\n", "contract.term: low 9 is above high 4"),
        ("[vary]\ncontrol.depth = { uniform = [0, 1], steps = -1 }\n", "control.depth.steps: is not a whole"),
        ("[vary]\ncontrol.depth = { uniform = [0, nan] }\n", "control.depth: nan is not a finite number"),
        ("[vary]\ncontrol.depth = { uniform = [0, 1e400] }\n", "control.depth: inf is not a finite number"),
        ("[vary]\ncontrol.depth = 0.5\n", "control.depth: 0.5 is not a prior"),
        ("[vary]\npopulation.offices = [1, 2]\n", "population.offices: is the same in every draw"),
        ('[vary]\ncontrol.depth = [0.1]\n"control.depth" = [0.2]\n', "control.depth: is set or varied twice"),
        ("[set]\ncontrol.depth = 0.1\n[vary]\ncontrol.depth = [0.2]\n", "6: control.depth: is set or"),
        ("[set]\ncontract.trem = 4\n", "terms.toml:4: contract.trem: there is no such parameter"),
        ('[design]\nkind = "sobl"\n', "toml:4: design.kind: .sobl. is not allowed; .*mean sobol"),
        ('uncertain = "drawm"\n', "uncertain: 'drawm' is not allowed; .*; did you mean drawn"),
        ('[design]\nkind = "sobol"\nsize = 8\n', "terms.toml:4: design.kind: a sobol needs parameters"),
        ("[design]\nsise = 8\n", "terms.toml:4: design.sise: unknown key"),
        ('[design]\nfile = "none.csv"\n', "none.csv: cannot be read"),
        ('[design]\nfile = "../points.csv"\n', "design.file: ../points.csv leaves the folder"),
        ('[design]\nfile = "points.xls"\n', "points.xls: is neither .csv nor .parquet"),
        ("[design]\npoints = 3\n", "design.points: is not a list of points"),
        ("[design]\npoints = []\n", "toml:4: design.points: is an empty list"),
        ('arms = ["GX"]\n', 'toml:3: arms: there is no arm "GX"; allowed: a list of "none", .*mean G'),
        ('\nmeasures = ["vale"]\n', 'toml:4: measures: there is no measure "vale"; .*; did you mean value'),
        ('monthly = ["vale"]\n', 'toml:3: monthly: there is no series "vale"; .*; did you mean value'),
        ("months = 601\n", "toml:3: months: 601 is not allowed; allowed: a whole number, 1 … 600"),
        ("draws = 900001\n", "toml:3: draws: 900001 is not allowed; allowed: .* 1 … 900000"),
        ("[vary]\ncontrol.depth = { uniform = [0, 1] }\n", "toml:3: vary: control.depth: a grid needs a"),
        ("[vary]\ncontrol.depth = { uniform = [0, 1], steps = 100000000000000 }\n", "toml:3: 100,000,"),
        ('[vary]\ncontrol.depth = [0, 1]\n[design]\nkind = "grid"\nsize = 3\n', "toml:7: design.size: unk"),
        ('[vary]\ncontrol.depth = [0, 1]\n[design]\nkind = "lhs"\n', "toml:5: design.size: missing; a lhs"),
        ('[vary]\ncontrol.depth = [0, 1]\n[design]\nkind = "saltelli"\nsize = 3\n', "toml:7: .* power of"),
        ('[vary]\ncontract.term = "prior"\n', "toml:4: contract.term: declares no prior"),
        (
            "[design]\npoints = [{contract.term = 8}, {control.depth = 0.1}]\n",
            "terms.toml:4: contract.term, control.depth: all points must give the same",
        ),
        ("[design]\npoints = [{contract.term = 8}]\n[vary]\ncontract.term = [8]\n", "a list gives all"),
        ("[design]\npoints = [{contract.term = 8},\n {contract.term = 8.5}]\n", "toml:5: contract.term: 8.5"),
        ("months = 12\n[vary]\nrun.horizon = [12, 24]\n", "terms.toml:5: run.horizon: is the same"),
        ("[vary]\ncontract.term = [3, 8]\n", "terms.toml:4: contract.term: 3 months of approval leave"),
        ("[design]\npoints = [{contract.term = 3}]\n", "terms.toml:3, point 0: contract.term: 3 months"),
    ],
)  # fmt: skip
def test_errors_in_the_file_are_reported_in_a_line_each(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises((InvalidInput, ScenarioError), match=said) as problem:
        specification(tmp_path, body)
    for lang in ("en", "zh"):
        assert all(line.strip() for line in problem.value.line(lang).split("\n"))
    assert [path.name for path in tmp_path.iterdir()] == ["terms.toml"]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('scenario = "s_association"\n', "schema: is missing"),
        ('schema = 99\nscenario = "s_association"\n', "newer"),
        ("schema = 1\n", "scenario: is missing"),
        ('schema = 1\nscenario = "s_asociation"\n', "no such scenario.*did you mean s_association"),
        ('schema = 1\nscenario = "../secret.toml"\n', "leaves the folder"),
        ("schema = 1\nscenario = \n", r"terms.toml:2: is not TOML"),
    ],
)
def test_errors_at_the_top_of_the_file(tmp_path: Path, head: str, said: str) -> None:
    with pytest.raises((InvalidInput, ScenarioError), match=said):
        read_file(study_file(tmp_path, "", head))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'overlays = ["gross", "cultivaton"]',
            "3: overlays: cultivaton: there .*mean cultivation",
        ),
        ('overlays = ["gross",\n "mine.toml"]', r"4: overlays: mine\.toml: there is no such file"),
        ('overlays = ["../mine.toml"]', r"3: overlays: \.\./mine\.toml leaves the folder"),
        ('overlays = ["mine"]', "3: overlays: mine: there is no such scenario"),
        ('overlays = ["Mine"]', "3: overlays: Mine: there is no such scenario"),
        ('overlays = ["a\\u0000.toml"]', "3: overlays: .* there is no such scenario"),
    ],
)
def test_an_overlay_that_is_not_there_is_refused_where_it_is_named(
    tmp_path: Path, line: str, said: str
) -> None:
    with pytest.raises((InvalidInput, ScenarioError), match=rf"terms\.toml:{said}"):
        specification(tmp_path, line)


def test_a_scenario_that_is_not_there_is_refused_at_its_line(tmp_path: Path) -> None:
    for named, said in (("s_asociation", "no such scenario"), ("mine.toml", "no such file")):
        with pytest.raises(ScenarioError, match=rf"terms\.toml:2: scenario: {named}: there is {said}"):
            read_file(study_file(tmp_path, "", f'schema = 1\nscenario = "{named}"\n'))


def test_an_overlay_beside_the_file_is_laid_over(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("schema = 1\n[contract]\nsum = 123456\n")
    assert "123456" in specification(tmp_path, 'overlays = ["mine.toml"]\n').model["toml"]


def test_a_value_of_a_table_is_refused_by_file_and_row(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("contract.term,control.depth\n8,0.1\n8,1.5\n")
    with pytest.raises(ScenarioError, match=r"points.csv:3: control.depth: 1.5 is "):
        specification(tmp_path, '[design]\nfile = "points.csv"\n')
    (tmp_path / "points.csv").write_text("contract.term,control.detph\n8,0.1\n")
    with pytest.raises(ScenarioError, match=r"points.csv: control.detph: .*did you mean control.depth"):
        specification(tmp_path, '[design]\nfile = "points.csv"\n')
    (tmp_path / "points.csv").write_text("contract.term,control.depth\n8,\n")
    with pytest.raises(ScenarioError, match=r"points.csv:2: control.depth: "):
        specification(tmp_path, '[design]\nfile = "points.csv"\n')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("contract.term,control.depth\n6,0.1\n8,0.2\n1O,0.3\n", r'points.csv:4: contract.term: "1O" '),
        ("\n\ncontract.term,control.depth\n\n6,0.1\n\n8,0.2x\n", r'points.csv:7: control.depth: "0.2x" '),
        ('contract.term,control.depth\n"6\n",0.1\n8,0,2\n', r"points.csv:4: has 3 cells; allowed: 2"),
        ("contract.term,control.depth\n6,0.1\n8\n", r"points.csv:3: has 1 cells; allowed: 2"),
        ("contract.term,control.depth\n6,0.1,\n8,0.2,\n", r"points.csv:2: has 3 cells; allowed: 2"),
        ("contract.term,control.depth\n6,0.1\n,\n8,0.2\n", r"points.csv:3: contract.term: "),
        ("contract.term,control.depth\n6,0.1\n1_0,0.2\n", r'points.csv:3: contract.term: "1_0" '),
        ("contract.term,control.depth\n6,0.1\n8,nan\n", r"points.csv:3: control.depth: nan "),
        ("contract.term,contract.term\n6,8\n", r"points.csv:1: contract.term: stands twice"),
        ("contract.term\n", r"points.csv: has no rows"),
        ("\n", r"points.csv: has no rows"),
    ],
)
def test_the_cell_that_is_wrong_is_blamed_at_its_own_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "points.csv").write_text(text)
    with pytest.raises((ScenarioError, InvalidInput), match=said):
        specification(tmp_path, '[design]\nfile = "points.csv"\n')


def test_a_cell_of_a_table_is_read_to_its_last_digit(tmp_path: Path) -> None:
    depths = [0.1, 0.30000000000000004, 0.12345678901234568, 1e-3, 0.5]
    terms = ["6", "8.0", " 7", "1e1", "9"]
    rows = "".join(f'{term},"{depth!r}"\r\n\r\n' for term, depth in zip(terms, depths, strict=True))
    (tmp_path / "points.csv").write_bytes(b"\xef\xbb\xbfcontract.term, control.depth\r\n" + rows.encode())
    points = specification(tmp_path, '[design]\nfile = "points.csv"\n').design.points()
    assert points["contract.term"].tolist() == [6, 8, 7, 10, 9]
    assert points["control.depth"].tolist() == depths


def test_exported_points_are_a_table_of_points(tmp_path: Path) -> None:
    text = "point_id,contract.term,control.depth\n0,6,0.1\n1,8,0.2\n"
    (tmp_path / "points.csv").write_text(text)
    points = specification(tmp_path, '[design]\nfile = "points.csv"\n').design.points()
    assert {name: column.tolist() for name, column in points.items()} == {
        "contract.term": [6, 8],
        "control.depth": [0.1, 0.2],
    }


def test_the_ending_of_a_scenario_file_may_be_written_in_capitals(tmp_path: Path) -> None:
    own = 'schema = 1\nname = "own"\nincludes = ["s_association"]\n'
    (tmp_path / "OWN.TOML").write_text(own, encoding="utf-8")
    head = 'schema = 1\nscenario = "OWN.TOML"\noverlays = ["MORE.Toml"]\n'
    (tmp_path / "MORE.Toml").write_text(
        'schema = 1\nname = "more"\n[contract]\nsum = 300000\n', encoding="utf-8"
    )
    asked = read_file(study_file(tmp_path, "[vary]\ncontract.term = [4, 8]\n", head))
    assert "300000" in asked.model["toml"]


@pytest.mark.parametrize(
    ("key", "names", "name"),
    [
        ("arms", '["GS", "G", "GS"]', "GS"),
        ("arms", '["G++", "G₊"]', "G\\+\\+"),
        ("measures", '["value", "value"]', "value"),
        ("monthly", '["coverage", "value", "coverage"]', "coverage"),
    ],
)
def test_a_name_that_stands_twice_is_refused_at_its_line(
    tmp_path: Path, key: str, names: str, name: str
) -> None:
    with pytest.raises(InvalidInput, match=rf'terms\.toml:3: {key}: "{name}" is named twice'):
        specification(tmp_path, f"{key} = {names}\n[vary]\ncontract.term = [4, 8]\n")


def test_arms_may_be_written_with_the_signs_of_a_report(tmp_path: Path) -> None:
    signs = '["∅", "G", "S", "G∥S", "G₋∥S", "G₋∥S₊", "GS", "G₊"]'
    names = '["none", "G", "S", "G+S", "G-+S", "G-+S+", "GS", "G++"]'
    body = "arms = {}\n[vary]\ncontract.term = [4, 8]\n"
    evaluator = EngineEvaluator(Scenario.load("s_association"))
    plans = [outline(specification(tmp_path, body.format(arms)), evaluator) for arms in (signs, names)]
    assert plans[0].arms == plans[1].arms == tuple(range(8))
    with pytest.raises(InvalidInput, match='there is no arm "G₊₊"'):
        specification(tmp_path, body.format('["G₊₊"]'))


@pytest.mark.parametrize("kind", ["list", "table"])
def test_points_that_stand_twice_are_noted_once_and_run_nonetheless(tmp_path: Path, kind: str) -> None:
    (tmp_path / "points.csv").write_text("contract.term\n4\n8\n4\n8\n", encoding="utf-8")
    points = ", ".join(f"{{ contract.term = {term} }}" for term in (4, 8, 4, 8))
    body = {"list": f"[design]\npoints = [{points}]\n", "table": '[design]\nfile = "points.csv"\n'}[kind]
    notes: list[Note] = []
    file = study_file(tmp_path, f'months = 6\narms = ["GS"]\n{body}')
    study = Study.create(file, tmp_path / "s", notify=notes.append)
    (note,) = notes
    assert note.line("en").startswith(
        "2 points repeat an earlier one (point 2 has the values of point 0); equal points have the same runs"
    )
    assert "有 2 个参数点与前面的点相同" in note.line("zh")
    Study.create(file, tmp_path / "s", notify=notes.append)
    assert len(notes) == 1
    study.run()
    values = study.runs().set_index("point_id")["value"]
    assert (values[0], values[1]) == (values[2], values[3])


def test_an_extension_by_a_point_that_is_there_is_noted_too(tmp_path: Path) -> None:
    notes: list[Note] = []
    body = "months = 6\n[design]\npoints = [{}]\n"
    file = study_file(tmp_path, body.format("{ contract.term = 4 }"))
    study = Study.create(file, tmp_path / "s", notify=notes.append)
    study.extend(file=study_file(tmp_path, body.format("{ contract.term = 4 }, { contract.term = 4 }")))
    assert ["point 1 has the values of point 0" in str(note) for note in notes] == [True]


def test_whole_numbers_of_a_sample_that_repeat_are_no_matter_for_a_note(tmp_path: Path) -> None:
    notes: list[Note] = []
    body = '[vary]\ncontract.term = { integers = [4, 6] }\n[design]\nkind = "lhs"\nsize = 12\n'
    Study.create(study_file(tmp_path, f"months = 6\n{body}"), tmp_path / "s", notify=notes.append)
    assert notes == []


@pytest.mark.parametrize("text", ['includes = ["s_association"]\n', "[contract]\nterm = 9\n"])
def test_a_scenario_that_is_given_for_a_study_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"schema = 1\n{text}", encoding="utf-8")
    for given, name in ((path, "mine.toml"), (Path("s_association"), "s_association")):
        with pytest.raises(InvalidInput) as caught:
            read_file(given)
        for lang, said in (("en", "this is a scenario, not a study"), ("zh", "这是情景，不是研究")):
            line = caught.value.line(lang)
            assert line.startswith(f"{given}: {said}")
            assert f'scenario = "{name}"' in line
            assert "\n" not in line


@pytest.mark.parametrize(("lang", "way"), [("en", "a folder above both"), ("zh", "两者之上的文件夹")])
def test_a_scenario_elsewhere_is_refused_with_the_way_out_and_the_way_out_works(
    tmp_path: Path, lang: str, way: str
) -> None:
    (tmp_path / "studies").mkdir()
    (tmp_path / "mine.toml").write_text('schema = 1\nincludes = ["s_association"]\n', encoding="utf-8")
    with pytest.raises(InvalidInput) as problem:
        read_file(study_file(tmp_path / "studies", "", 'schema = 1\nscenario = "../mine.toml"\n'))
    assert way in problem.value.line(lang)
    assert read_file(study_file(tmp_path, "", 'schema = 1\nscenario = "mine.toml"\n')).name == "terms"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("scenario", ["../other.toml", "s_association"])
def test_all_errors_of_a_file_are_reported_at_once(tmp_path: Path, scenario: str, lang: str) -> None:
    head = (
        f'schema = 1\nname = "Bad name"\nscenario = "{scenario}"\ndraws = -4\nreplications = 9\nnosuch = 1\n'
    )
    body = '[vary]\ncontract.term = [6, "x"]\ncontract.nosuch = [1]\n[design]\nkind = "gird"\nseed = -1\n'
    with pytest.raises((InvalidInput, ScenarioError)) as problem:
        read_file(study_file(tmp_path, body, head))
    lines = problem.value.line(lang).splitlines()
    places = [int(line.split("terms.toml:")[1].split(":")[0]) for line in lines]
    outside = [3] if scenario.startswith("..") else []
    assert places == [2, *outside, 4, 5, 6, 8, 9, 11, 12]
    assert len(set(lines)) == len(lines)


def test_kinds_of_a_scenario_that_is_refused_are_not_refused_with_it(tmp_path: Path) -> None:
    head = 'schema = 1\nscenario = "nosuch"\n'
    with pytest.raises((InvalidInput, ScenarioError)) as problem:
        read_file(study_file(tmp_path, "[vary]\nkinds.mine.target = [1, 2]\n", head))
    assert len(problem.value.line("en").splitlines()) == 1
