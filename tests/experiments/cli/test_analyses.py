"""The commands of the analyses, end to end on a short case: what they show, write, and refuse."""

import json

import numpy as np
import pytest

from experiments.attribution.analysis import ledger, reform_paths
from experiments.cli.main import main
from experiments.reporting.wording import outcome_name
from experiments.runs.outcomes import ADDED_VALUE
from experiments.runs.paired import run_paired
from experiments.runs.pilot import PILOT_DRAWS, planned_draws
from experiments.runs.simulator import ScenarioSimulator, varied
from experiments.statistics.sample_size import ratio_influence, sample_size
from experiments.study.arrays import study_outcomes
from experiments.synergy.synergy import synergy
from sim.arms import G_S, GS, NONE, G, S
from sim.failure import RunFailure
from sim.scenario.scenario import Scenario
from tests.support.thresholds import middle

SHORT = ["--months", "9"]
COMMANDS = {
    "sensitivity": ["--vary", "resources.relative_productivity", "--vary", "contract.term", "--size", "64"],
    "map": ["--x", "contract.term", "--y", "resources.organization_posts", "--points", "3", "--draws", "4"],
    "discover": ["--futures", "160", "--seeds", "2", "--vary", "resources.relative_productivity",
                 "--vary", "contract.term", "--vary", "resources.organization_posts"],
    "ledger": ["--draws", "3", "--seeds", "1", "--setting", "1"],
    "paths": ["--draws", "5"],
    "calibrate": ["--draws", "30"],
    "nearest": ["--vary", "control.digital", "--vary", "resources.relative_productivity", "--draws", "20",
                "--held-out", "4"],
    "forms": ["--vary", "access", "--vary", "schedule", "--draws", "3"],
    "optimise": ["--lever", "contract.term", "--lever", "capability.training", "--draws", "4", "--held-out",
                 "6", "--population", "4", "--generations", "2"],
}  # fmt: skip


def unbroken(said):
    """Without blanks and line breaks: Chinese is broken within words."""
    return "".join(said.split())


@pytest.fixture(scope="module")
def threshold():
    """A value of 1+1 that about half of the futures exceed, so that there is a rule to find."""
    return middle(COMMANDS["discover"][5::2])


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_shows_and_writes(command, tmp_path, capsys, monkeypatch, threshold):
    monkeypatch.chdir(tmp_path)
    extra = ["--threshold", threshold] if command == "discover" else []
    assert main([command, *SHORT, *COMMANDS[command], *extra, "--seed", "7", "--lang", "zh"]) == 0
    said = capsys.readouterr()
    assert "这些结果没有说明什么" in said.out
    assert "种子" in said.out
    (folder,) = (tmp_path / "results").glob(f"{command}-*")
    record = json.loads((folder / f"{command}.json").read_text(encoding="utf-8"))
    assert record["kind"] == f"oneplusone {command}"
    assert (record["seed"], record["months"]) == (7, 9)
    assert record["runs"] > 0
    assert 0 < record["seconds"]["simulation"] <= record["seconds"]["all"]
    stems = {path.stem for path in folder.glob("*.svg")}
    assert stems
    assert {f"{stem.removesuffix('_zh')}_zh" for stem in stems} <= stems
    for stem in stems:
        assert all((folder / f"{stem}.{form}").stat().st_size > 1000 for form in ("png", "svg", "pdf"))


@pytest.mark.parametrize("method", ["morris", "pawn"])
def test_screening_methods(method, tmp_path, capsys):
    size = {"morris": "4", "pawn": "80"}[method]
    asked = ["sensitivity", *SHORT, *COMMANDS["sensitivity"][:4], "--method", method, "--size", size]
    assert main([*asked, "--measure", "coverage", "--out", str(tmp_path)]) == 0
    assert "Studios opened under contract" in capsys.readouterr().out
    assert (tmp_path / f"{method}_coverage_GS.pdf").is_file()


def test_runs_that_were_not_made_are_named_beside_those_that_were(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("experiments.runs.sharing.WORTH_READING", 0)
    assert main(["sensitivity", *SHORT, *COMMANDS["sensitivity"], "--out", str(tmp_path)]) == 0
    spared = json.loads((tmp_path / "sensitivity.json").read_text(encoding="utf-8"))["spared"]
    assert spared > 0
    assert f"{spared:,} further runs were not made" in capsys.readouterr().err


def test_json_is_the_file_that_is_written(tmp_path, capsys):
    asked = ["paths", *SHORT, *COMMANDS["paths"], "--json", "--out", str(tmp_path)]
    assert main(asked) == 0
    assert capsys.readouterr().out == (tmp_path / "paths.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (["sensitivity", "--method", "morris", "--size", "1"], "with 1 trajectory there is no variance"),
        (["sensitivity", "--size", "100"], "N = 100 is not a power of two"),
        (["sensitivity", "--method", "morris", "--second-order"], "(--second-order) are indices of sobol"),
        (["sensitivity", "--vary", "contract.trem"], "nearest: contract.term"),
        (["sensitivity", "--measure", "valeu"], "there is no measure valeu; nearest: value"),
        (["sensitivity", "--measure", "value", "--arm", "GG"], "there is no arm GG"),
        (["sensitivity", "--vary", "contract.term", "--vary", "contract.term"], "contract.term varies twice"),
        (["map", "--x", "contract.term", "--y", "contract.term"], "contract.term varies twice"),
        (["map", "--x", "nothing.here"], "there is no parameter nothing.here"),
        (["map", "--x", "population.communities"], "population.communities shapes the world"),
        (["map", "--points", "200", "--draws", "90000"], "GB of memory"),
        (["map", "--x-range", "20:4"], "from 20.0 to 4.0 is no range"),
        (["map", "--x-range", "abc"], "abc is not a range"),
        (["discover", "--threshold", "1000"], "1+1 > 1000 in 0 of"),
        (["discover", "--density", "1.5"], "1.5 is not allowed"),
        (["ledger", "--draws", "0"], "0"),
        (["paths", "--precision", "-1"], "-1 is not allowed"),
        (["ledger", "--runs", "0"], "--runs"),
        (["optimise", "--lever", "nobody"], "there is no parameter nobody"),
        (["nearest", "--vary", "nobody"], "there is no parameter nobody"),
        (["nearest", "--vary", "policy.instrument"], "policy.instrument is a choice without order"),
        (["nearest", "--draws", "5"], "too few"),
        (["nearest", "--vary", "contract.term", "--vary", "contract.term"], "contract.term varies twice"),
        (["nearest", "--draws", "900", "--runs", "9000"], "runs"),
        (["forms", "--vary", "shape"], "there is no form shape"),
        (["forms", "--vary", "schedule_lots"], "none of these forms differs"),
    ],
)  # fmt: skip
def test_misuse_is_refused_in_one_line_and_nothing_is_written(asked, reason, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small = ["--futures", "60"] if asked[0] == "discover" else []
    assert main([*asked, *small, *SHORT]) == 2
    said = capsys.readouterr()
    assert reason in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def finished(folder, name, text):
    """Return a study of the short case, made and run."""
    from experiments.study.study import Study

    file = folder / f"{name}.toml"
    file.write_text(
        f'schema = 1\nname = "{name}"\nscenario = "s_association"\nseed = 3\nmonths = 9\n{text}',
        encoding="utf-8",
    )
    study = Study.create(file, folder / name)
    study.run()
    return study


def test_a_study_folder_is_read(tmp_path, capsys):
    grid = "[vary]\ncontract.term = [4, 8]\nincentives.power = [0.0, 0.6]\n"
    study = finished(tmp_path, "grid", f"draws = 4\n{grid}")
    assert main(["map", str(study.folder), "--out", str(tmp_path / "out")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "2 × 2 points; n = 4 parameter draws" in said
    assert "Of the study grid" not in said
    assert "The runs of the study grid are read (4 points × 4 draws × 1 seed)" in said
    record = json.loads((tmp_path / "out" / "map.json").read_text(encoding="utf-8"))
    assert (record["study"], record["seed"], record["months"], record["runs"]) == ("grid", 3, 9, 4 * 4 * 3)
    assert main(["sensitivity", str(study.folder), "--out", str(tmp_path / "none")]) == 2
    assert "this analysis needs: saltelli, morris, lhs, sobol" in capsys.readouterr().err
    given = (["--x", "contract.sum"], ["--draws", "9"], ["--runs", "9"], ["--seed", "4"], ["+cultivation"])
    for extra in given:
        assert main(["map", str(study.folder), *extra, "--out", str(tmp_path / "none")]) == 2
        assert f"{extra[0]} does not apply to a finished study" in capsys.readouterr().err
    assert main(["paths", str(study.folder), "--draws", "2", "--json", "--out", str(tmp_path / "out")]) == 0
    assert json.loads(capsys.readouterr().out)["months"] == 9
    assert not (tmp_path / "none").exists()


def test_where_results_go_is_looked_at_before_anything_runs(tmp_path, capsys):
    taken = tmp_path / "file"
    taken.write_text("mine", encoding="utf-8")
    assert main(["paths", *SHORT, *COMMANDS["paths"], "--out", str(taken)]) == 2
    said = capsys.readouterr().err
    assert "is a file" in said
    assert "run/s" not in said
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.fixture
def one_failure(monkeypatch):
    """Every batch of runs has one that failed."""
    whole = ScenarioSimulator.__call__

    def with_a_failure(self, points, run_seeds, arms):
        values = whole(self, points, run_seeds, arms)
        values[5] = np.nan
        self.failures.append(RunFailure(5, 0, "hours are NaN in month 3"))
        return values

    monkeypatch.setattr(ScenarioSimulator, "__call__", with_a_failure)


@pytest.mark.usefixtures("one_failure")
def test_failed_runs_are_reported_and_end_with_their_status(tmp_path, capsys):
    """One failed run: no indices, the point listed, the reason stated, status 3, and the file is there."""
    asked = ["sensitivity", *SHORT, *COMMANDS["sensitivity"], "--out", str(tmp_path)]
    assert main(asked) == 3
    said = capsys.readouterr()
    assert "1 of 320 points failed or are undefined (5)" in " ".join(said.out.split())
    assert "hours are NaN in month 3" in said.err
    record = json.loads((tmp_path / "sensitivity.json").read_text(encoding="utf-8"))
    assert [one["failed"] for one in record["sensitivity"]["outcomes"]] == [[5], [5]]


@pytest.mark.usefixtures("one_failure")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_runs_that_failed_in_a_paired_analysis_say_why_and_end_with_their_status(lang, tmp_path, capsys):
    """All settings meet the same draws, so that one failed run leaves no map: status 3 and the reason."""
    assert main(["map", *SHORT, *COMMANDS["map"], "--lang", lang, "--out", str(tmp_path)]) == 3
    said = capsys.readouterr().err.splitlines()[-1]
    assert {"en": "runs failed: ", "zh": "次失败："}[lang] in said
    assert said.endswith("hours are NaN in month 3")
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_ends_at_the_headline_of_the_same_seed():
    """All dilemmas present is the scenario itself: the same draws and seeds give the same 1+1, exactly."""
    scenario = Scenario.load("s_association", changes={"run.horizon": 14})
    (found,) = ledger(scenario, draws=5, seed=3, settings=(0,), sides=("dilemmas",)).settings
    headline = synergy(run_paired(scenario, 5, 2, seed=3).of("value"))
    assert found.of("one_plus_one").actual.value == pytest.approx(
        headline.one_plus_one.estimate.value, rel=1e-13
    )
    assert found.of("delta").actual.value == pytest.approx(headline.delta.estimate.value, rel=1e-12)
    table = reform_paths(scenario, draws=5, seed=3)
    assert table.of().gain("delta").level.value == pytest.approx(headline.delta.estimate.value, rel=1e-12)


def test_precision_plans_the_draws_from_a_pilot():
    scenario = Scenario.load("s_association", changes={"run.horizon": 9})
    wide, narrow = (planned_draws(ScenarioSimulator(scenario), width) for width in (0.1, 0.05))
    assert 2 <= wide < narrow
    assert narrow == pytest.approx(4 * wide, rel=0.35)
    # Enough for either benchmark: what each of them needs alone is no more, and one of them needs as much.
    values = run_paired(scenario, PILOT_DRAWS, 2, seed=0).of("value")
    net = values - values[:, :, [NONE]]
    single, beside, together = (net[:, :, arms].sum(axis=2) for arms in ([G, S], [G_S], [GS]))
    needed = [
        sample_size(ratio_influence(2 * together, apart), half_width=0.05).draws for apart in (beside, single)
    ]
    assert narrow == max(needed)
    with pytest.raises(ValueError, match="more than 100,000 draws would be needed"):
        planned_draws(ScenarioSimulator(scenario), 0.001)


def test_levers_and_uncertain_parameters_are_the_scenarios():
    simulation = ScenarioSimulator(Scenario.load("s_association"))
    levers = {one.name for one in simulation.levers()}
    uncertain = {one.name for one in simulation.uncertain()}
    assert uncertain == set(simulation.scenario.priors)
    assert "contract.term" in levers
    assert not levers & uncertain
    assert "run.horizon" not in levers
    assert "policy.instrument" not in levers
    assert {one.name for one in varied(simulation)} == levers | uncertain
    assert {one.name for one in varied(simulation, ["uncertain"])} == uncertain
    assert {one.name for one in varied(simulation, ["levers"])} == levers


def test_a_ratio_undefined_at_some_points_is_left_out_and_its_gain_is_shown(tmp_path, capsys, monkeypatch):
    """1+1 divides by what is not positive at some points: minutes of runs must not end in a refusal."""
    whole = ScenarioSimulator.__call__

    def poor_alone(self, points, run_seeds, arms):
        values = whole(self, points, run_seeds, arms)
        poor = points["contract.term"] > 20
        for place, arm in enumerate(arms):
            if arm in (G_S, G, S):
                values[poor, place, 0] = values[poor, arms.index(NONE), 0]
        return values

    monkeypatch.setattr(ScenarioSimulator, "__call__", poor_alone)
    for method, size in (("morris", "4"), ("pawn", "80"), ("sobol", "64")):
        for lang, words in (("en", "its difference is always defined"), ("zh", "相应的差值总有定义")):
            out = tmp_path / method / lang
            asked = ["sensitivity", *SHORT, *COMMANDS["sensitivity"][:4], "--method", method, "--size", size]
            assert main([*asked, "--lang", lang, "--out", str(out)]) == 0
            said = capsys.readouterr().out
            named = [outcome_name(one, lang) for one in ("added_value", "contract_gain")]
            assert all(unbroken(each) in unbroken(said) for each in (named if method == "sobol" else [words]))
        stems = {path.stem for path in out.glob("*.png")}
        kind = "sensitivity" if method == "sobol" else method
        assert stems == {f"{kind}_contract_gain", f"{kind}_contract_gain_zh"}
        record = json.loads((out / "sensitivity.json").read_text(encoding="utf-8"))
        if method == "sobol":
            ratio = next(one for one in record["sensitivity"]["outcomes"] if one["outcome"] == "added_value")
            assert ratio["state"] == "refused"
            assert ratio["undefined"] == len(ratio["failed"]) > 0
        else:
            (left,) = record["left_out"]
            assert (left["outcome"], left["failed"]) == ("added_value", 0)
            assert 0 < left["undefined"] < left["points"]
            assert {one["outcome"] for one in record["screening"]} == {"contract_gain"}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("ledger", "Only the scenario of the study mine"),
        ("paths", "Only the scenario of the study mine"),
        ("map", "The runs of the study mine are read"),
    ],
)
def test_what_is_taken_of_a_study_is_said(command, words, tmp_path, capsys):
    grid = "[vary]\ncontract.term = [4, 8]\nincentives.power = [0.0, 0.6]\n"
    study = finished(tmp_path, "mine", f'seeds = 3\nuncertain = "fixed"\n{grid}')
    small = [] if command == "map" else COMMANDS[command]
    assert main([command, str(study.folder), *small, "--out", str(tmp_path / "en")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert words in said
    assert ("are drawn from their priors here" in said) == (command != "map")
    record = json.loads((tmp_path / "en" / f"{command}.json").read_text(encoding="utf-8"))
    assert words in record["study_used"]["en"]
    assert "研究 mine" in record["study_used"]["zh"]
    assert main([command, str(study.folder), *small, "--lang", "zh", "--out", str(tmp_path / "zh")]) == 0
    assert "研究 mine" in capsys.readouterr().out
    if command == "map":  # uncertain parameters held fixed: the replications are seeds of one draw
        assert (record["map"]["draws"], record["map"]["seeds"]) == (1, 3)
        assert "(4 points × 1 draw × 3 seeds)" in said


def test_a_study_with_common_random_numbers_is_said_to_have_them_when_rules_are_sought_in_it(
    tmp_path, capsys
):
    study = finished(
        tmp_path,
        "points",
        "draws = 2\n[vary]\nresources.relative_productivity = { uniform = [0.6, 1.4] }\n"
        "contract.term = { integers = [4, 36] }\nresources.organization_posts = { uniform = [0, 3] }\n"
        '[design]\nkind = "lhs"\nsize = 160\n',
    )
    between = np.nanmedian(study_outcomes(study, [ADDED_VALUE], study.plan.measures).means)
    asked = ["discover", str(study.folder), "--threshold", f"{between:.3f}"]
    for lang, words in (("en", "share their seeds"), ("zh", "共用随机种子")):
        assert main([*asked, "--lang", lang, "--out", str(tmp_path / lang)]) == 0
        said = capsys.readouterr()
        assert unbroken(words) in unbroken(said.out)
        assert "PRIM" in said.err
        assert "CART" in said.err
    record = json.loads((tmp_path / "en" / "discover.json").read_text(encoding="utf-8"))
    assert record["discovery"]["common_random_numbers"]
    assert record["discovery"]["draws_in_noise"]


TOTALS = {
    # command: options besides, runs of one draw, row or future
    "sensitivity": (["--vary", "resources.relative_productivity", "--vary", "contract.term"], 5 * 3),
    "map": (["--x", "contract.term", "--y", "incentives.power", "--points", "3"], 9 * 2 * 3),
    "discover": (COMMANDS["discover"][2:], 1.5 * 2 * 3),
    "ledger": (["--setting", "1", "--side", "dilemmas"], 256 * 2 * 6),
    "paths": ([], 8 * 2 * 5),
}
SIZED = {"sensitivity": "--size", "discover": "--futures"}


@pytest.mark.parametrize(
    ("command", "wanted", "runs"),
    [
        ("sensitivity", 33, 64 * 15),  # to a power of two
        ("map", 1.01, 2 * 54),
        ("discover", 159.1, 160 * 9),
        ("ledger", 1.01, 2 * 3072),
        ("paths", 3, 3 * 80),
        ("paths", 3.02, 4 * 80),
    ],
)
def test_a_total_of_runs_is_rounded_up_to_whole_draws_rows_or_futures(
    command, wanted, runs, tmp_path, capsys, threshold
):
    more, each = TOTALS[command]
    extra = ["--threshold", threshold] if command == "discover" else []
    asked = [command, *SHORT, *more, *extra, "--runs", str(round(wanted * each)), "--json"]
    assert main([*asked, "--out", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["runs"] == runs


@pytest.mark.parametrize("command", TOTALS)
def test_a_total_of_runs_beside_another_size_is_refused(command, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(ScenarioSimulator, "__call__", lambda *given: pytest.fail("run"))
    others = [SIZED.get(command, "--draws"), "64"], ["--precision", "0.1"]
    for size in others[: 1 if command in SIZED else 2]:
        asked = [
            command,
            *SHORT,
            *TOTALS[command][0],
            "--runs",
            "5000",
            *size,
            "--out",
            str(tmp_path / "out"),
        ]
        assert main(asked) == 2
        assert "runs and another size together" in capsys.readouterr().err
        assert not (tmp_path / "out").exists()
