"""The file of the page: one script, one style, hashes that fit, and a glyph for every character."""

import base64
import gzip
import hashlib
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from experiments.calibration.report import limit_sentences
from experiments.cli.main import main
from experiments.errors import InvalidInput
from experiments.page import shipped as packed
from experiments.page import worlds as search
from experiments.page.bundle import SCRIPT, STYLE, WebBundle, bundle
from experiments.page.causes import CAUSES, causes_of
from experiments.page.data import SCENARIO, AskedScenario, characters, page_data
from experiments.page.document import document
from experiments.page.fonts import font_faces
from experiments.page.shipping import all_signs
from experiments.page.workshop import find_node
from experiments.page.worlds import LEAST, STORY, STORY_MONTHS, Worlds, worlds
from experiments.runs.paired import run_paired
from sim.arms import GS
from sim.engine import run_series
from sim.engine.module import module_of
from sim.scenario import Scenario

CASE = Scenario.load("s_association")
MOST_BYTES = 2_000_000


@pytest.fixture(scope="module")
def made() -> str:
    module = module_of(CASE)
    return document(page_data(CASE, module, Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",)), ""), module)


@pytest.fixture(scope="module")
def looked_for() -> Worlds:
    """The worlds of the case, looked for once."""
    return worlds(CASE)


def block(text: str, name: str) -> str:
    found = re.search(rf'<script type="text/plain" id="{name}">([^<]*)</script>', text)
    assert found
    return found.group(1)


def test_a_policy_allows_the_one_script_and_the_one_style_and_no_request(made: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', made)
    assert policy.startswith("default-src 'none';")
    scripts = re.findall(r"<script>(.*?)</script>", made, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", made, re.DOTALL)
    assert (len(scripts), len(styles)) == (1, 1)
    for kind, content in (("script-src", scripts[0]), ("style-src", styles[0])):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert "unsafe-inline" not in policy
    assert "http:" not in policy
    assert not re.search(r"<(link|img|iframe|object|embed|form|base)\b", made)
    assert not re.search(r"\sstyle=", re.sub(r"<script>.*?</script>", "", made, flags=re.DOTALL))


def test_it_carries_the_module_and_what_belongs_to_it_and_is_small(made: str) -> None:
    module = gzip.decompress(base64.b64decode(block(made, "module")))
    assert module == module_of(CASE)
    data = json.loads(gzip.decompress(base64.b64decode(block(made, "data"))))
    assert data["layout"]["scenarios"][SCENARIO]["values"] == dict(CASE.values)
    assert data["scenario"]["fingerprint"] == CASE.fingerprint()
    assert len(made.encode()) < MOST_BYTES
    assert "打开此文件" in made
    assert "Open the file in a browser" in made


def test_the_same_page_is_made_of_the_same(made: str) -> None:
    module = module_of(CASE)
    data = page_data(CASE, module, Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",)), "")
    assert document(data, module) == made


def test_every_character_of_the_texts_has_a_glyph_in_both_cuts() -> None:
    from fontTools.ttLib import TTFont

    faces = font_faces(characters(["承诺 Promise → 间"])).style
    has: dict[str, set[int]] = {}
    for family, font in re.findall(r'font-family:"([^"]+)".*?base64,([^)]*)\)', faces):
        cmap = TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap()
        has.setdefault(family.removesuffix(" ZH"), set()).update(cmap)
    assert set(has) == {"Story", "Label"}
    for family in has.values():
        assert set(map(ord, "承诺Promise→间09az−")) <= family


def test_a_character_that_no_cut_has_is_refused_in_our_texts_and_left_to_the_reader_in_a_scenario() -> None:
    module, found, noted = module_of(CASE), Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",)), []
    data = page_data(CASE, module, found, "")
    data = {**data, "scenario": {**data["scenario"], "titles": {"en": "𓀀 x", "zh": "𓀀"}}}
    assert "𓀀" not in font_faces({"a", "𓀀"}).signs
    assert "𓀀 x" in document(data, module, noted.extend)
    assert noted == ["𓀀"]
    ours = {**data, "texts": {**data["texts"], "shell.name": {"en": "𓀀", "zh": "1 + 1"}}}
    with pytest.raises(InvalidInput, match="𓀀"):
        document(ours, module)


@pytest.mark.page_full
def test_a_wheel_s_fonts_have_every_sign_of_every_scenario_of_ours() -> None:
    found, signs = Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",)), all_signs()
    for name in Scenario.available():
        case = Scenario.load(name)
        if case.purpose == "overlay":  # has no services of its own, so no page
            continue
        assert characters(page_data(case, b"", found, "")) - set("\n\t") <= signs, name


def test_a_checkout_builds_and_an_installed_package_takes_what_was_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "built").mkdir()
    monkeypatch.setattr(packed, "FOLDER", tmp_path / "built")
    for name, text in ((SCRIPT, "1"), (STYLE, "a{}"), ("fonts.css", "f{}"), ("fonts.txt", "ab")):
        (tmp_path / "built" / name).write_text(text, encoding="utf-8")
    assert bundle().script != "1"
    monkeypatch.setattr(packed, "WEB", tmp_path)
    assert bundle() == WebBundle("1", "a{}")
    assert font_faces({"b", "c"}) == ("f{}", {"a", "b"})


def test_worlds_agree_with_all_facts_of_the_case(looked_for: Worlds) -> None:
    found = looked_for
    assert len(found.found) >= LEAST
    assert found.agreeing >= len(found.found)
    draws = max(draw for draw, _ in found.found) + 1
    runs = run_paired(CASE, draws, 2, (GS,))
    for draw, place in found.found:
        taken = {
            name: runs.arm(GS, name)[draw, place]
            for name in ("coverage", "open_at_term", "incubated", "requested")
        }
        assert (int(taken["coverage"] + 1e-9), taken["open_at_term"], taken["incubated"]) == (20, 36, 0), (
            taken
        )
        assert taken["requested"] > 0


def test_the_first_world_is_one_to_which_something_happens(looked_for: Worlds) -> None:
    draw, place = looked_for.found[0]
    runs = run_paired(CASE, draw + 1, 2, (GS,))
    values = {name: [float(column[draw])] for name, column in runs.parameter_draws.items()}
    series = run_series(CASE, values, [int(runs.run_seeds[draw, place])], [GS]).values[0, 0]
    names = list(runs.measures)
    happened = [name for name in STORY if series[STORY_MONTHS - 1, names.index(name)] > 0]
    assert len(happened) >= 3, happened


def test_limits_are_those_that_a_case_prints_for_worlds_that_are_conditioned_on_nothing() -> None:
    data = page_data(CASE, module_of(CASE), Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",)), "")
    assert [card["name"] for card in data["limits"]] == ["observed", "assumed", "weights", "case"]
    assert [len(card["sentences"]) for card in data["limits"]] == [1, 1, 1, 1]
    for lang in ("en", "zh"):
        shown = [one[lang] for card in data["limits"] for one in card["sentences"]]
        printed = limit_sentences(CASE, 0, lang)
        assert [one for one in printed.values() if one in shown] == [
            one for name, one in printed.items() if name != "weights"
        ]
    city = Scenario.load("city")
    free = page_data(city, module_of(city), Worlds(((1, 0),) * LEAST, 0, 0, ()), "")
    assert free["limits"][-1]["name"] == "any"


def test_what_was_asked_for_is_known_to_whoever_copies() -> None:
    found = Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",))
    asked = AskedScenario("city+gross", ("contract.term=12",))
    data = page_data(CASE, module_of(CASE), found, "", asked=asked)
    assert data["asked"] == {"scenario": "city+gross", "settings": ["contract.term=12"]}
    assert page_data(CASE, module_of(CASE), found, "")["asked"]["scenario"] == "s_association"


def test_a_cause_that_a_case_does_not_have_is_not_named() -> None:
    assert set(causes_of(CASE)) == set(CAUSES)
    known = replace(CASE, priors=MappingProxyType({})).with_values({"contract.approval": 0})
    assert "approval" not in causes_of(known)
    for without in CAUSES.values():
        CASE.with_values(dict(without))  # every name is a parameter's, every value allowed


def test_a_page_with_too_few_worlds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from experiments.calibration.facts import with_facts

    monkeypatch.setattr(search, "LOOKED_AT", ((50, 2), (100, 2)))
    impossible = with_facts(CASE, {"quits": {"value": 999, "error": 1}})
    with pytest.raises(InvalidInput, match="0 of 200 "):  # the last of all that are looked at
        worlds(impossible)


def test_a_scenario_without_facts_shows_worlds_as_they_come() -> None:
    found = worlds(Scenario.load("city"), shown=6)
    assert found.facts == ()
    assert found.found == tuple((draw, 0) for draw in range(6))


def test_the_runs_that_agree_with_all_facts_are_those_that_the_command_counts(
    looked_for: Worlds, capsys: pytest.CaptureFixture[str]
) -> None:
    found = looked_for
    assert found.draws * found.seeds == found.runs
    asked = ["run", "s_association", "--draws", str(found.draws), "--seeds", str(found.seeds), "--full"]
    capsys.readouterr()
    assert main([*asked, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)["observations"]["stated"]
    assert printed == {"agreeing": found.agreeing, "runs": found.runs, "facts": list(found.facts)}
    words = {"en": "Of {1} runs {0} agree with all facts", "zh": "{1} 次运行中 {0} 次与所述的全部事实相符"}
    for lang, sentence in words.items():
        assert main([*asked, "--lang", lang]) == 0
        said = "".join(capsys.readouterr().out.replace(",", "").split())
        assert "".join(sentence.format(found.agreeing, found.runs).split()) in said


def test_a_node_is_found_and_the_bundle_is_one_script_and_one_style() -> None:
    assert find_node().npm.suffix == ".js"
    made = bundle()
    assert "sourceMappingURL" not in made.script
    assert "</script" not in made.script.lower()
    assert "@import" not in made.style
