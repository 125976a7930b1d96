"""Asked of a case with services of its own, no command speaks of the services of another."""

import csv
import json
import re
from pathlib import Path

import pytest

from experiments import plotting
from experiments.cli.main import main

CASE = str(Path(__file__).parents[3] / "docs/cases/chengdu.toml")
SMALL = ["--draws", "2", "--seeds", "1", "--months", "16"]
OTHERS = re.compile(
    r"\b(studios?|firms?|groups)\b|_(studio|firm|group)\b|工作室|入驻企业|社区组织", re.IGNORECASE
)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_run_shows_the_services_of_the_case_and_no_others(lang, tmp_path, capsys):
    assert main(["run", CASE, *SMALL, "--full", "--lang", lang, "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert not OTHERS.search(shown)
    assert {"en": "Meals for", "zh": "老年助餐"}[lang] in shown
    with next(tmp_path.glob("*.csv")).open(encoding="utf-8", newline="") as file:
        cells = {cell for row in csv.reader(file) for cell in row}
    assert not [cell for cell in cells if OTHERS.search(cell)]


def names(content):
    """Every key of a JSON text, and every short text in it."""
    if isinstance(content, dict):
        return {*content, *(name for each in content.values() for name in names(each))}
    if isinstance(content, list):
        return {name for each in content for name in names(each)}
    return {content} if isinstance(content, str) and "\n" not in content else set()


# A size, a share of time and a mechanism that every case has, and measures that are zero without such kinds.
COMMON = {
    "population.studios", "gestation.group_volunteers", "coverage", "coverage_target", "incubated", "matured",
    "living", "groups",
}  # fmt: skip


@pytest.mark.parametrize("command", ["run", "ledger", "paths"])
def test_the_json_of_a_command_has_the_services_of_the_case_and_no_others(command, capsys):
    assert main([command, CASE, *SMALL, "--json"]) == 0
    found = names(json.loads(capsys.readouterr().out))
    assert not {name for name in found - COMMON if name.startswith("kinds.")} - {
        name for name in found if name.startswith(("kinds.meals.", "kinds.visits."))
    }
    assert {name.rpartition("_")[2] for name in found if name.startswith("at_term_")} <= {"meals", "visits"}
    if command == "run":
        assert {"enjoyed_meals", "at_term_visits", "kinds.meals.need"} <= found


@pytest.mark.parametrize("command", ["ledger", "paths"])
def test_dilemmas_and_paths_of_the_case_name_no_other_services(command, capsys):
    assert main([command, CASE, *SMALL]) == 0
    assert not OTHERS.search(capsys.readouterr().out)


def test_its_parameters_are_listed_without_those_of_other_kinds(capsys):
    assert main(["parameters", CASE, "--group", "kinds", "--json"]) == 0
    listed = {each["name"].split(".")[1] for each in json.loads(capsys.readouterr().out)}
    assert listed == {"meals", "visits"}


TUTORING = """schema = 1
name = "tutoring"
title = { en = "Legal aid and tutoring", zh = "法律援助与课业辅导" }
population.communities = 20
contract.sum = 300_000
contract.term = 24
[kinds.aid]
label = { en = "Legal aid", zh = "法律援助" }
target = 60
hours = 12
verifiability = 0.6
need = 5
[kinds.tutoring]
label = { en = "Tutoring", zh = "课业辅导" }
target = 90
hours = 8
verifiability = 0.4
need = 8
"""


@pytest.fixture
def tutoring(tmp_path):
    path = tmp_path / "tutoring.toml"
    path.write_text(TUTORING, encoding="utf-8")
    return str(path)


def drawn_texts(folder):
    """What the figures in a folder say."""
    figures = [path.read_text(encoding="utf-8") for path in folder.glob("*.svg")]
    assert figures
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)", "".join(figures))


@pytest.fixture
def drawn_as_text(drawn, monkeypatch):
    """Draw figures in the one form whose words can be read."""
    monkeypatch.setattr(plotting, "FORMS", ("svg",))


@pytest.mark.usefixtures("drawn_as_text")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_beside_a_case_of_other_kinds_only_what_both_have_is_compared(lang, tutoring, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["compare", CASE, tutoring, *SMALL, "--full", "--lang", lang, "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert not OTHERS.search(shown)
    said = drawn_texts(out)
    assert not [each for each in said if OTHERS.search(each)]
    record = json.loads(next(out.glob("*.json")).read_text(encoding="utf-8"))
    found = {name for name in names(record) if name.startswith(("at_term_", "enjoyed_", "now_"))}
    assert not found - {
        f"{each}_{kind}"
        for each in ("at_term", "enjoyed", "now")
        for kind in ("meals", "visits", "aid", "tutoring")
    }


@pytest.mark.usefixtures("drawn_as_text")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figures_of_a_map_name_no_other_services(lang, tmp_path, capsys):
    asked = ["map", CASE, "--points", "2", *SMALL, "--lang", lang, "--out", str(tmp_path)]
    assert main(asked) == 0
    assert not OTHERS.search(capsys.readouterr().out)
    assert not [each for each in drawn_texts(tmp_path) if OTHERS.search(each)]
    for path in tmp_path.glob("*.csv"):
        assert not OTHERS.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("lang", "change"), [("en", "24 → 36 months"), ("zh", "24 → 36 个月")])
def test_a_run_lists_what_an_overlay_changes_here_and_a_longer_term_is_longer(lang, change, tutoring, capsys):
    small = ["--runs", "1", "--months", "8", "--lang", lang]
    assert main(["run", f"{tutoring}+cultivation", *small]) == 0
    assert change in " ".join(capsys.readouterr().out.split())
    assert main(["run", tutoring, *small]) == 0
    assert "→" not in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_overlay_by_itself_is_no_case_to_run(lang, capsys):
    assert main(["run", "cultivation", "--runs", "2", "--lang", lang]) != 0
    assert "s_association+cultivation" in capsys.readouterr().err
