"""oneplusone draw: a saved result is drawn anew as its command drew it, without a run."""

import json

import numpy as np
import pytest
from PIL import Image

from experiments import plotting
from experiments.attribution.ledger import Ledger
from experiments.attribution.reform_paths import PathTable
from experiments.cli.main import main
from experiments.cli.saved import read_saved, restored
from experiments.discovery.rules import Discovery
from experiments.forms.table import FormTable
from experiments.maps.lever_map import LeverMap
from experiments.nearest.ways import NearestTwo
from experiments.optimisation.optimisation import Optimisation
from experiments.runs.engines import Compiled
from experiments.sensitivity.result import Sensitivity
from experiments.sweep.study_report import StudyReport
from sim.parameters.registry import PARAMETERS
from tests.support import sample_results

pytestmark = pytest.mark.usefixtures("drawn")

SMALL = ["--draws", "6", "--seeds", "2", "--months", "12"]
RESULTS = {
    LeverMap: sample_results.lever_map_of_two,
    Discovery: sample_results.discovery,
    Ledger: sample_results.ledger_of_both_sides,
    NearestTwo: sample_results.nearest,
    FormTable: sample_results.forms,
    StudyReport: sample_results.report_of_grid,
    PathTable: sample_results.paths,
    Optimisation: sample_results.optimisation,
    Sensitivity: sample_results.sensitivity,
}
COMMANDS = {
    "run": (["run", "s_association", *SMALL], "run"),
    "compare": (["compare", "s_association", "s_association+cultivation", *SMALL], "compare"),
    "map": (["map", "--points", "3", *SMALL, "--x", "policy.instrument"], "map"),
    "paths": (["paths", *SMALL], "paths"),
    "calibrate": (["calibrate", *SMALL, "--draws", "30"], "calibrate"),
    "nearest": (["nearest", "--vary", "control.digital", "--draws", "20", "--held-out", "4", "--months", "7"],
                "nearest"),
    "forms": (["forms", "--vary", "access", *SMALL], "forms"),
}  # fmt: skip


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.__name__)
def test_a_result_comes_back_from_its_json(form):
    found = RESULTS[form]()
    again = restored(form, json.loads(found.to_json()), PARAMETERS)
    assert json.loads(again.to_json()) == json.loads(found.to_json())  # 14 and 14.0 are the same
    assert type(again) is form


def test_choices_come_back_as_codes():
    found = sample_results.lever_map_of_two()
    named = {"x_name": "policy.instrument", "x_values": ["grant"]}
    kept = restored(LeverMap, {**found.to_dict(), **named}, PARAMETERS)
    assert kept.x_values == (PARAMETERS["policy.instrument"].options.index("grant"),)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_saved_result_gives_the_same_figure_and_runs_nothing(command, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(plotting, "FORMS", ("png", "svg"))  # a PDF takes longest and shows nothing else
    line, stem = COMMANDS[command]
    assert main([*line, "--out", str(tmp_path / "made")]) == 0

    def never(*given, **what):
        raise AssertionError("something was run")

    monkeypatch.setattr(Compiled, "run", never, raising=False)
    assert main(["draw", str(tmp_path / "made" / f"{stem}.json"), "--out", str(tmp_path / "again")]) == 0
    capsys.readouterr()
    first, again = (np.asarray(Image.open(tmp_path / folder / f"{stem}.png")) for folder in ("made", "again"))
    assert np.array_equal(first, again)
    assert (tmp_path / "again" / f"{stem}_zh.svg").is_file()


def test_a_saved_result_is_drawn_in_another_style(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(plotting, "FORMS", ("png",))
    line, stem = COMMANDS["paths"]
    assert main([*line, "--out", str(tmp_path)]) == 0
    options = ["--size", "10x8", "--dpi", "127", "--panel", "change", "--grey", "--no-title"]
    assert main(["draw", str(tmp_path / f"{stem}.json"), *options]) == 0
    capsys.readouterr()
    assert Image.open(tmp_path / f"{stem}.png").size == (500, 400)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", {"en": "is not a result", "zh": "不是 oneplusone 的结果"}),
        ("[1]", {"en": "is not a result", "zh": "不是 oneplusone 的结果"}),
        ('{"kind": "else"}', {"en": "is not a result", "zh": "不是 oneplusone 的结果"}),
        ('{"kind": "oneplusone report"}', {"en": "does not hold", "zh": "不含绘图所需"}),
        ('{"kind": "oneplusone map", "scenario": {}}', {"en": "does not hold", "zh": "不含绘图所需"}),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_one_line(content, words, lang, tmp_path, capsys):
    file = tmp_path / "some.json"
    file.write_text(content)
    assert main(["--lang", lang, "draw", str(file)]) == 2
    said = capsys.readouterr().err
    assert words[lang] in said
    assert len(said.splitlines()) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["some.json"]


@pytest.mark.parametrize(
    ("size", "inches"),
    [("16x10", (16 / 2.54, 10 / 2.54)), ("16x10cm", (16 / 2.54, 10 / 2.54)), ("6.3X4in", (6.3, 4.0))],
)
def test_sizes_are_in_centimetres_unless_inches_are_said(size, inches):
    from experiments.cli.figure_options import add_figure_options, style_of
    from experiments.cli.parser import Parser

    parser = Parser(prog="draw")
    add_figure_options(parser)
    assert style_of(parser.parse_args(["--size", size])).size == pytest.approx(inches)


@pytest.mark.parametrize("given", ["16", "0x3", "16x10mm", "1e3x2", "nanx3", "4000x3"])
def test_what_is_no_size_is_refused_before_anything_is_run(given, tmp_path, capsys):
    assert main(["map", "--size", given, "--out", str(tmp_path / "out")]) == 2
    assert "such as 25x18" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_saved_result_shows_what_is_chosen(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(plotting, "FORMS", ("svg",))
    line, stem = COMMANDS["paths"]
    assert main([*line, "--out", str(tmp_path)]) == 0
    file = str(tmp_path / f"{stem}.json")
    whole = (tmp_path / f"{stem}.svg").read_text()
    assert main(["draw", file, "--paths", "cultivation"]) == 0
    assert "Meta-governance" in whole
    assert "Meta-governance" not in (tmp_path / f"{stem}.svg").read_text()
    capsys.readouterr()
    refused = (
        (["--paths", "cultivatio"], "did you mean cultivation?"),
        (["--arms", "GS"], "no choice of arms; it has: outcome, paths"),
        (["--panel", "heat"], "no panel heat; there are: change, share"),
        (["--size", "4x4"], "needs at least"),
    )
    for options, words in refused:
        assert main(["draw", file, *options]) == 2
        assert words in capsys.readouterr().err


@pytest.mark.parametrize("line", [["map"], ["run", "s_association"], ["sensitivity"]])
def test_a_size_at_which_no_figure_has_room_is_refused_before_anything_is_run(line, tmp_path, capsys):
    assert main([*line, "--figure-size", "5x4", "--out", str(tmp_path / "out")]) == 2
    assert "5.0 × 4.0 cm is too small" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_panel_of_another_method_is_refused_before_anything_is_run(tmp_path, capsys):
    line = ["sensitivity", "--method", "morris", "--panel", "indices", "--out", str(tmp_path / "out")]
    assert main(line) == 2
    assert "no panel indices; there are: screening" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["map", "compare a b", "run s_association", "case"])
def test_a_panel_that_no_figure_has_is_refused_before_anything_is_run(command, tmp_path, capsys):
    line = command.replace("a b", "s_association city").split()
    assert main([*line, "--panel", "heat", "--out", str(tmp_path / "out")]) == 2
    assert "no panel heat; there are:" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_size_of_a_design_and_that_of_its_figure_are_two_options(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(plotting, "FORMS", ("png",))
    line = ["sensitivity", "--vary", "contract.term", "--vary", "incentives.power", "--size", "64"]
    line += ["--seeds", "2", "--months", "12", "--figure-size", "20x15", "--dpi", "127"]
    assert main([*line, "--out", str(tmp_path)]) == 0
    capsys.readouterr()
    record = json.loads((tmp_path / "sensitivity.json").read_text("utf-8"))
    assert record["sensitivity"]["base_size"] == 64
    pictures = list(tmp_path.glob("*.png"))
    assert pictures
    for picture in pictures:
        assert Image.open(picture).size == (1000, 750)
    assert read_saved(tmp_path / "sensitivity.json").kind == "sensitivity"
