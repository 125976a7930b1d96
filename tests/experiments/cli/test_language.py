"""--lang wins, then ONEPLUSONE_LANG, then the system's language; English where the display has no Chinese."""

import pytest

from experiments.cli.language import SYSTEM, VARIABLE, language, system_language
from experiments.cli.main import main


@pytest.fixture
def environment(monkeypatch):
    """Set just these variables of all that name a language."""

    def only(**variables):
        for name in (VARIABLE, *SYSTEM):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return only


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh"}, "zh"),
        ({"LANG": "zh-Hans"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "zhuang"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN", "ONEPLUSONE_LANG": "en"}, "en"),
        ({"LC_ALL": "en_US.UTF-8", "ONEPLUSONE_LANG": "zh"}, "zh"),
    ],
)
def test_the_language_of_the_system_is_honoured(variables, lang, environment, capsys):
    environment(**variables)
    assert language([]) == lang
    assert main(["scenarios"]) == 0
    assert ("协会" in capsys.readouterr().out) == (lang == "zh")


def test_the_option_wins(environment):
    environment(LANG="zh_CN.UTF-8", ONEPLUSONE_LANG="zh")
    assert language(["scenarios", "--lang", "en"]) == "en"
    assert language(["--lang=en", "scenarios"]) == "en"
    environment()
    assert language(["scenarios", "--lang=zh"]) == "zh"
    assert system_language({}) == "en"


def test_a_display_without_chinese_is_spoken_to_in_english_unless_chinese_is_asked_for(environment):
    environment(LANG="zh_CN.UTF-8")
    assert language([], "ascii") == "en"
    assert language([], "cp1252") == "en"
    assert language([], "cp936") == "zh"
    assert language(["--lang", "zh"], "ascii") == "zh"


def test_the_command_runs_as_a_module_too():
    import subprocess
    import sys

    said = {
        name: subprocess.run(
            [sys.executable, "-m", name, "scenarios", "--lang", "zh"], capture_output=True, check=True
        ).stdout
        for name in ("oneplusone", "experiments.cli", "experiments.cli.main")
    }
    assert len(set(said.values())) == 1
    assert "协会".encode() in said["oneplusone"]


def test_what_the_model_says_by_itself_follows_the_language_of_the_command(monkeypatch):
    from experiments.cli import main as module
    from sim.texts import LANGUAGES, spoken

    heard = []
    monkeypatch.setattr(module, "_ended", lambda *_: heard.append(spoken()) or 0)
    for lang in LANGUAGES:
        assert main(["scenarios", "--lang", lang]) == 0
    assert heard == [(lang,) for lang in LANGUAGES]
    assert spoken() == LANGUAGES
