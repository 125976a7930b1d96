"""A file to start from: it loads as it is, has every section, and never overwrites one that is there."""

import json
import tomllib

import pytest

from experiments.cli.main import main
from experiments.reference.template import name_of, template
from experiments.reporting.wording import prior_words
from experiments.texts import text
from sim.parameters.registry import GROUPS
from sim.scenario.scenario import Scenario


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_file_of_new_loads_and_runs_as_it_is(tmp_path, capsys, lang):
    path = tmp_path / "mine.toml"
    assert main(["new", str(path), "--lang", lang]) == 0
    assert str(path) in capsys.readouterr().out
    scenario = Scenario.load(path)
    assert scenario.name == "mine"
    assert [row.name for row in scenario.rows["kinds"]] == ["meals", "visits"]
    assert len(scenario.priors) > 50
    source = path.read_text(encoding="utf-8")
    for group in GROUPS:
        assert f"\n[{group.name}]" in source
    assert text("command_new.head", lang).splitlines()[0] in source
    assert main(["run", str(path), "--runs", "16", "--months", "14", "--json", "--lang", lang]) == 0
    assert json.loads(capsys.readouterr().out)["scenario"]["name"] == "mine"


def test_both_languages_give_the_same_scenario():
    assert Scenario.parse(template("mine", "en")) == Scenario.parse(template("mine", "zh"))


def test_what_is_commented_out_shows_the_value_that_holds():
    source = template("mine", "en")
    held, section, seen = Scenario.parse(source), "", 0
    for line in source.splitlines():
        bare = line.removeprefix("# ")
        if bare.startswith("["):
            section = bare[1 : bare.index("]")]
        name = f"{section}.{bare.partition(' = ')[0]}"
        if bare != line and name in held.parameters:
            (shown,) = tomllib.loads(bare).values()
            assert held.parameters[name].stored(shown) == held.values[name], name
            seen += 1
    assert seen > 100


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_drawn_unless_it_is_set_says_so_with_its_prior(lang):
    source = template("mine", lang)
    held, section, drawn = Scenario.parse(source), "", set()
    marked = {"en": "unset: drawn, ", "zh": "未设置时抽样："}[lang]
    for line in source.splitlines():
        bare = line.removeprefix("# ")
        if bare.startswith("["):
            section = bare[1 : bare.index("]")]
        name = f"{section}.{bare.partition(' = ')[0]}"
        if marked in line:
            drawn.add(name)
            assert line.endswith(marked + prior_words(held.priors[name], held.parameters[name], lang))
    shown = {name for name in held.priors if not name.startswith("instruments.")}
    assert {name for name in drawn if not name.startswith("instruments.")} == shown


def test_a_file_that_is_there_is_left_as_it_is(tmp_path, capsys):
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    for lang in ("en", "zh"):
        assert main(["new", str(path), "--lang", lang]) == 2
        assert capsys.readouterr().err.strip().endswith(text("command_new.exists", lang, file=path))
    assert path.read_text(encoding="utf-8") == "mine"
    assert main(["new", str(tmp_path / "mine.txt")]) == 2
    assert not (tmp_path / "mine.txt").exists()


def test_a_copy_has_the_values_of_its_scenario_and_none_of_its_observations(tmp_path, capsys):
    path = tmp_path / "my_own.toml"
    assert main(["new", str(path), "--from", "s_association+cultivation"]) == 0
    copy, source = Scenario.load(path), Scenario.load("s_association", "cultivation")
    assert copy.values == source.values
    assert copy.priors == source.priors
    assert copy.name == "my_own"
    assert not copy.reference
    assert main(["new", str(tmp_path / "b.toml"), "--from", "s_asociation"]) == 2
    assert "did you mean s_association" in capsys.readouterr().err
    assert not (tmp_path / "b.toml").exists()


def test_the_text_of_scenarios_loads_from_a_file_to_the_same_scenario(tmp_path):
    for name in ("s_association", "city"):
        path = tmp_path / f"{name}.toml"
        assert main(["scenarios", name, "--toml", "--lang", "zh", "--out", str(path)]) == 0
        assert Scenario.load(path) == Scenario.load(name)


@pytest.mark.parametrize(
    ("file", "name"), [("Mein Fall.toml", "mein_fall"), ("成都.toml", "mine"), ("3.toml", "mine")]
)
def test_the_name_of_a_scenario_is_that_of_its_file_as_far_as_it_may_be(tmp_path, file, name):
    assert name_of(tmp_path / file) == name
