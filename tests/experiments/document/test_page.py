"""The whole document: its parts and numbers, in both languages, of any scenario; nothing in it can act."""

import json
import re
import shlex

import pytest

from experiments.cli.main import main
from experiments.document.commands import Asked, commands_of
from experiments.document.findings import Findings, findings
from experiments.document.html.page import page
from experiments.document.sizes import sizes_of
from experiments.provenance import described
from experiments.reporting.numbers import amount, brief, grouped, number, percent, ratio
from experiments.runs.simulator import ScenarioSimulator
from experiments.texts import LANGUAGES, text
from sim.scenario import Scenario
from tests.support.drawing import named_only
from tests.support.finished_study import SALTELLI, finished
from tests.support.pages import Page, flat

MONTHS = 10
SUBJECT = ("s_association", "--months", str(MONTHS))
ORDER = [
    "answer",
    "observed",
    "conventions",
    "ledger",
    "paths",
    "nearest",
    "limits",
    "assumptions",
    "reproduce",
]
ALLOWED = {
    "html",
    "head",
    "meta",
    "link",
    "title",
    "style",
    "body",
    "nav",
    "fieldset",
    "legend",
    "input",
    "label",
    "main",
    "header",
    "section",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "div",
    "span",
    "strong",
    "em",
    "ul",
    "li",
    "pre",
    "code",
    "details",
    "summary",
    "figure",
    "figcaption",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "data",
    "svg",
    "rect",
    "circle",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
}
LARGEST = 1_000_000
"""Bytes of a document in one language at most."""


def made(scenario, draws=4, seeds=1, seed=3):
    run = ScenarioSimulator(scenario)
    return findings(run, sizes_of(run, draws, seeds), seed)


@pytest.fixture(scope="module")
def found():
    return made(Scenario.load("s_association", changes={"run.horizon": MONTHS}))


@pytest.fixture(scope="module")
def commands(found):
    return commands_of(found, Asked(SUBJECT))


@pytest.fixture(scope="module", params=LANGUAGES)
def read(request, found, commands):
    return request.param, page(found, (request.param,), commands)


def harmless(text):
    """Read a page, and refuse in it whatever could act, or ask for anything."""
    shown = Page(text)
    assert set(shown.elements) <= ALLOWED, set(shown.elements) - ALLOWED
    for tag, name, value in shown.attributes:
        assert not name.startswith("on")
        assert name not in ("src", "style", "action", "srcset")
        assert name != "href" or (tag, value) == ("link", "data:,")
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|expression|https?:", style)
    return shown


def test_the_parts_stand_in_their_order_and_each_says_something(read):
    _, text = read
    shown = harmless(text)
    assert shown.sections == ORDER
    assert all(len(shown.words[name]) > 80 for name in ORDER)
    assert len(text.encode()) < LARGEST


def test_the_answer_says_whose_it_is_and_on_how_many_draws(read):
    lang, text = read
    said = harmless(text).words["answer"]
    assert (
        said.count({"en": "The model infers from 4 draws: 1 + 1 is", "zh": "模型据 4 次抽样推断："}[lang])
        == 2
    )


def test_the_ledger_says_what_its_neutral_settings_are(read):
    lang, text = read
    said = harmless(text).words["ledger"]
    assert {"en": "Neutral settings 1 and 2 are", "zh": "中性设定 1 与 2 是"}[lang] in said


def test_the_policy_forbids_every_request_and_knows_the_style(read):
    import base64
    import hashlib

    _, text = read
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.replace("&#x27;", "'").startswith(f"default-src 'none'; style-src 'sha256-{digest}';")


def test_every_picture_says_in_words_what_it_shows(read):
    _, text = read
    for svg in re.findall(r"<svg[^>]*>", text):
        assert 'aria-hidden="true"' in svg or re.search(
            r'role="img" aria-label="[^"]{8,}"|aria-label="[^"]+"', svg
        )


def test_both_languages_say_the_same_numbers(found, commands):
    english, chinese = (Page(page(found, (lang,), commands)) for lang in LANGUAGES)
    assert sorted(english.numbers) == sorted(chinese.numbers)
    assert english.sections == chinese.sections
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"（CC BY.*?）", "", english.words["answer"]))


def test_of_both_languages_a_reader_chooses_without_a_script(found, commands):
    shown = harmless(page(found, LANGUAGES, commands))
    assert [value for tag, name, value in shown.attributes if (tag, name) == ("main", "lang")] == [
        "en",
        "zh-Hans",
    ]
    assert shown.elements.count("input") == 2


@pytest.fixture(scope="module")
def records(commands, tmp_path_factory):
    """What the commands of the document print as JSON; without figures, which take most of the time."""
    import contextlib
    import io

    with named_only():
        records = []
        for line in commands:
            _, *words = shlex.split(line)
            folder = tmp_path_factory.mktemp(words[0])
            stream = io.StringIO()
            with contextlib.redirect_stdout(stream):
                assert main([*words, "--json", "--out", str(folder)]) == 0
            records.append(json.loads(stream.getvalue()))
    return records


def test_every_number_is_that_of_the_commands_which_the_document_names(read, found, records):
    known = set().union(*(flat(each) for each in records))
    _, text = read
    shown = Page(text)
    assert len(shown.numbers) > 300
    assert [one for one in shown.numbers if one[1] not in known] == []


def test_the_answer_and_the_levels_of_the_paths_stand_at_their_places(read, records):
    case, _, paths, _ = records
    _lang, text = read
    answer = [value for name, value in Page(text).numbers if name == "answer"]
    headline = case["headline"]["synergy"]
    for benchmark in ("added_value", "one_plus_one"):
        estimate = headline[benchmark]["estimate"]
        place = answer.index(estimate["value"])
        assert answer[place : place + 3] == [estimate["value"], estimate["low"], estimate["high"]]
    levels = [gain["level"]["value"] for row in paths["paths"]["rows"] for gain in row["gains"][:1]]
    levels_shown = [value for name, value in Page(text).numbers if name == "paths"]
    rest = iter(levels_shown)
    assert all(level in rest for level in levels), "not in their order"
    assert case["why"]["paths"]["rows"] == paths["paths"]["rows"]


def test_the_words_have_no_number_that_the_commands_do_not(read, records, found):
    values = set().union(*(flat(each) for each in records)) | flat(described(found.scenario))
    forms = (
        ratio,
        amount,
        number,
        brief,
        grouped,
        percent,
        lambda value: f"{value:.3f}",
        lambda value: f"{value:.2f}",
        # An estimate and the ends of its interval have the same decimals.
        lambda value: f"{value:,.1f}",
        lambda value: f"{value:.4f}",
    )
    written = {form(sign * value).lstrip("−-") for value in values for form in forms for sign in (1, -1)}
    written |= {f"{value:.2g}" for value in values} | {"3.46", "0.02"}
    _, text = read
    shown = Page(text)
    for name in ("answer", "conventions", "ledger", "paths"):
        for each in re.findall(r"(?<![\w.])\d[\d,]*\.\d+", shown.words[name]):
            assert each in written, (name, each)


OWN = """schema = 1
name = "meals"
title.en = 'Meals <script>alert(1)</script> "& more"'
title.zh = '助餐 <img src=x onerror=alert(2)>'
question = '</title><script>alert(3)</script>'
[population]
offices = 1
organizations = 2
communities = 9
[contract]
sum = 90_000
term = 6
[kinds.meals]
label.en = 'Meals <b onclick="alert(4)">'
label.zh = '助餐 <svg onload=alert(5)>'
target = 20
hours = 10
need = 8
verifiability = 0.9
[kinds.visits]
label.en = "Visits"
label.zh = "探访"
target = 12
hours = 20
need = 6
verifiability = 0.3
[run]
horizon = 6
[uncertain]
draw = "all uncertainties"
[reference.coverage]
value = 15
of = 20
use = "condition"
month = 6
source = '<script>alert(6)</script>'
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    file = tmp_path_factory.mktemp("own") / "meals.toml"
    file.write_text(OWN, encoding="utf-8")
    return made(Scenario.load(str(file)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_a_scenario_are_words_whatever_they_say(own, lang):
    shown = harmless(page(own, (lang,), commands_of(own, Asked(("it's <b>.toml",)))))
    assert "<script>" in shown.words[""]
    assert {"en": '<b onclick="alert(4)">', "zh": "<svg onload=alert(5)>"}[lang] in shown.words["observed"]
    assert "'it'\"'\"'s <b>.toml'" in shown.pre[0]


@pytest.mark.parametrize("name", Scenario.available())
def test_every_shipped_scenario_has_a_document(name):
    scenario = (
        Scenario.load(name)
        if Scenario.load(name).purpose != "overlay"
        else Scenario.load("s_association", [name])
    )
    run = ScenarioSimulator(scenario.with_values({"run.horizon": 2}))
    draws = 2 if scenario.priors else 1
    sizes = sizes_of(run, draws, 1)
    answer = findings(run, sizes, stored=True)
    from dataclasses import replace

    from experiments.simulation.simulate import simulate

    answered = replace(answer, answer=simulate(run.scenario, draws=draws, seeds=1, kind="report"), missing={})
    for lang in LANGUAGES:
        assert harmless(page(answered, (lang,), ())).sections[0] == "answer"


def test_a_world_in_which_nothing_happens_says_so():
    run = ScenarioSimulator(Scenario.load("s_association", changes={"run.horizon": 0}))
    found = findings(run, sizes_of(run, 2, 1))
    assert isinstance(found, Findings)
    for lang in LANGUAGES:
        shown = harmless(page(found, (lang,), ()))
        assert run.scenario.nothing_happens(lang) in shown.words["answer"]


@pytest.mark.parametrize(("less", "said"), [(2, "On every one of these"), (1, "On 1 of these"), (0, "")])
def test_where_two_is_reached_by_creating_less_the_section_says_so_first(found, less, said):
    from dataclasses import replace

    from experiments.nearest.ways import Created
    from experiments.statistics.intervals import Estimate

    def created(change):
        there = Estimate(900.0 + change, 850.0, 950.0, 8.0, 6)
        return Created(
            Estimate(900.0, 890.0, 910.0, 8.0, 6), there, Estimate(change, change - 9, change + 9, 4.0, 6)
        )

    one = next(way for way in found.nearest.ways if way.moves)
    ways = tuple(
        replace(one, above=False, reached=True, holds=True, created=created(-90.0 if at < less else 90.0))
        for at in range(2)
    )
    shown = Page(page(replace(found, nearest=replace(found.nearest, ways=ways)), ("en",), ())).words[
        "nearest"
    ]
    assert shown.count("The ratio rises while less is created.") == less
    assert ("the ratio rises while less is created under contract" in shown) == bool(less)
    assert said in shown
    assert "Warning (" not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_a_way_without_a_direction_nothing_is_concluded(found, lang):
    """It counts among the ways neither as reached nor as not, and no badge says either."""
    from dataclasses import replace

    one = next(way for way in found.nearest.ways if way.moves)
    away = replace(one, above=False, reached=False, created=None)
    lost = replace(away, moves=())

    def said(*ways):
        nearest = replace(found.nearest, ways=ways)
        return page(replace(found, nearest=nearest), (lang,), ())

    none, levers = (text(f"document.nearest.{key}", lang, all=2) for key in ("none", "no_levers"))
    badge = f'class="badge no">{text("document.nearest.not_reached", lang)}<'
    assert none in said(away, away)
    assert levers in said(away, away)
    some = said(away, lost)
    assert text("document.nearest.none", lang, all=1) in some
    assert text("nearest.some_unwalked", lang, count=1) in some
    assert some.count(badge) == 1
    assert levers not in some
    lead = said(lost, lost)
    assert text("nearest.none_walked", lang, count=2) in lead
    assert badge not in lead
    assert levers not in lead


def test_the_table_of_priors_has_no_column_of_ranges(read):
    lang, text = read
    heads = re.findall(r"<thead>.*?</thead>", text.partition('class="assumptions"')[2])
    word = {"en": "Range", "zh": "范围"}[lang]
    assert [word in head for head in heads[:2]] == [False, True]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_a_study_the_parts_that_are_there_are_named(found, lang):
    from types import SimpleNamespace

    from experiments.document.html.study import study_note

    points, moves = (text(f"document.title.{name}", lang) for name in ("study", "sensitivity"))

    def head(**parts):
        asked = SimpleNamespace(**{**vars(found), "study_name": "mine", "results": {"answer": 1, **parts}})
        return str(study_note(asked, lang))

    assert points in head(study=1)
    assert moves not in head(study=1)
    assert points in head(study=1, sensitivity=1)
    assert moves in head(study=1, sensitivity=1)
    assert points not in head()


def test_a_study_says_its_points_and_what_moves_it(tmp_path):
    study = finished(tmp_path, "small", SALTELLI)
    run = ScenarioSimulator(Scenario.parse(study.plan.model["toml"], "plan.json"))
    found = findings(run, sizes_of(run, 2, 1), study.plan.seed, study=study, stored=True)
    for lang in LANGUAGES:
        shown = harmless(page(found, (lang,), ()))
        assert shown.sections == ["study", "sensitivity", "limits", "assumptions", "reproduce"]
        known = flat(found.study.to_dict()) | flat(found.sensitivity.to_dict())
        assert {value for _, value in shown.numbers} <= known
        assert found.missing["ledger"].line(lang) in shown.words["reproduce"]
        limits = shown.words["limits"]
        assert text("report.limits.weights_alone", lang, months=run.scenario.values["run.horizon"]) in limits
        assert not re.search("break-evens? above|上文的临界点", limits)
        for name in found.study.benchmarks:
            short = text(f"report.benchmark_short.{name}", lang)
            assert text("document.study.share", lang, benchmark=short) in shown.words["study"]
