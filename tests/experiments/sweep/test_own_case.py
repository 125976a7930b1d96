"""The report of a study of a case of one's own speaks of its own services alone, whatever the design."""

import csv
from pathlib import Path

import pytest
from matplotlib.text import Text

from experiments.cli.main import main
from experiments.study.study import Study
from sim.scenario import Scenario
from tests.support.drawing import named_only

CASE = Path(__file__).parents[3] / "docs" / "cases" / "chengdu.toml"
HEAD = (
    'schema = 1\nname = "own"\nscenario = "OWN.TOML"\ndraws = 3\nmonths = 12\n'
    'arms = ["none", "G", "S", "GS"]\n'
)
MEALS, VISITS = "kinds.meals.verifiability", "kinds.visits.verifiability"
LHS = (
    f"[vary]\n{MEALS} = {{ uniform = [0.2, 0.9] }}\n{VISITS} = {{ uniform = [0.2, 0.9] }}\n"
    '[design]\nkind = "lhs"\nsize = 6\n'
)
POINTS = (
    f"[design]\npoints = [{{ {MEALS} = 0.9, {VISITS} = 0.3 }}, {{ {MEALS} = 0.5, {VISITS} = 0.3 }}, "
    f"{{ {MEALS} = 0.9, {VISITS} = 0.6 }}]\n"
)
DESIGNS = {
    "grid of one": (f"[vary]\n{MEALS} = [0.5, 0.9]\n", 2),
    "grid of two": (f"[vary]\n{MEALS} = [0.5, 0.9]\n{VISITS} = [0.3, 0.6]\n", 4),
    "grid of three": (f"[vary]\ncontract.term = [6, 12]\n{MEALS} = [0.5, 0.9]\n{VISITS} = [0.3, 0.6]\n", 8),
    "list": (POINTS, 3),
    "table": ('[design]\nfile = "points.csv"\n', 4),
    "lhs": (LHS, 6),
}
SHIPPED = [
    word
    for kind in Scenario.load("s_association").rows["kinds"]
    for word in {kind.name, *(label for label in kind.labels.values())}
]
OWN = {"en": ("Meals for the old", "Visits at home"), "zh": ("老年助餐", "上门探访")}


@pytest.fixture(scope="module", params=DESIGNS)
def study(request, tmp_path_factory):
    folder, (text, points) = tmp_path_factory.mktemp("own"), DESIGNS[request.param]
    (folder / "OWN.TOML").write_bytes(CASE.read_bytes())
    rows = "0.9,0.3\n0.5,0.3\n0.9,0.6\n0.9,0.6\n"
    (folder / "points.csv").write_text(f"{MEALS},{VISITS}\n{rows}", encoding="utf-8")
    (folder / "own.toml").write_text(HEAD + text, encoding="utf-8")
    made = Study.create(folder / "own.toml", folder / "own", notify=lambda note: None)
    made.run()
    assert made.plan.point_count == points
    return made


def words_in(figure):
    figure.canvas.draw()
    return "\n".join(each.get_text() for each in figure.findobj(Text) if each.get_visible())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_words_table_figure_and_csv_name_its_own_services_alone(study, lang, tmp_path, capsys):
    asked = ["--lang", lang, "study", "report", str(study.folder), "--out", str(tmp_path / "out")]
    with named_only():  # its figure is drawn below
        assert main([*asked, "--csv", str(tmp_path / "points.csv")]) == 0
    said = capsys.readouterr().out
    table = (tmp_path / "points.csv").read_text(encoding="utf-8")
    drawn = words_in(study.plot(lang))
    varied = [name for name in (MEALS, VISITS) if name in study.plan.design["parameters"]]
    for what in (said, table, drawn, study.summary(lang), study.to_frame(lang).to_string()):
        assert [word for word in SHIPPED if word in what] == []
        assert "S Association" not in what
        assert "S 协会" not in what
    for place, _ in enumerate(varied):
        assert OWN[lang][place] in table
        assert OWN[lang][place] in drawn
    rows = list(csv.reader(table.splitlines()))
    assert len(rows) == study.plan.point_count + 1
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"report.json", "report.csv", "report_zh.csv", "report.png", "report_zh.png"} <= written
    for name in ("report.csv", "report_zh.csv"):
        held = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert [word for word in SHIPPED if word in held] == []
