"""Lessons in a browser: walked to their ends, their numbers the commands' under them, their papers."""

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Browser

from experiments.cli.main import main
from experiments.page.data import page_data
from experiments.page.document import document
from experiments.page.lesson import lesson, lesson_names
from experiments.page.workshop import package
from experiments.page.worlds import LEAST, Worlds
from experiments.runs.paired import run_paired
from sim.arms import GS, NONE
from sim.engine.module import module_of
from sim.measured import measure_named
from sim.scenario import Scenario
from tests.support.browser import Visit

CASE = Scenario.load("s_association")
NAMES = lesson_names()
WIDE, LOW, PHONE = (1280, 720), (1280, 585), (390, 844)
VIOLATIONS = """axe.run().then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes.map((one) => one.html)]))"""
SHORT = ("months",)
"""Lessons whose numbers `make test` compares with the command's: nearly every kind of question is in one."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(made(), encoding="utf-8")
    return path


def made(alone: str = "") -> str:
    """A page with a world that agrees, without looking for the best; the fonts are the same for all."""
    module = module_of(CASE)
    data = page_data(CASE, module, Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",)), "")
    return document(data | {"alone": alone}, module)


def scenes(name: str) -> int:
    """The number of the last scene: the question, the scenes, the question again."""
    return len(lesson(name)["scenes"]) + 2


def enter(visit: Visit, name: str) -> None:
    visit.page.evaluate("(name) => page.store.lessons.enter(name)", name)
    visit.drawn()


@pytest.fixture(scope="module")
def walked(browser: Browser, file: Path) -> Iterator[Visit]:
    """A visit in which one lesson is walked after the other: what they all compare with has run but once."""
    visit = Visit(browser, file, WIDE, "#lesson=&lang=en", bypass_csp=True)
    visit.page.evaluate((package("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    yield visit
    visit.close()


def fits(visit: Visit, last: bool) -> None:
    """Nothing hangs over in any language and size; at the end a phone or a low window may scroll down.

    Each size begins in the language in which the one before it ended, so that after three it is the other.
    """
    for size in (WIDE, LOW, PHONE):
        visit.page.set_viewport_size({"width": size[0], "height": size[1]})
        for other in (False, True):
            if other:
                visit.page.keyboard.press("l")
            visit.drawn()
            found = visit.overflow()
            if last and size != WIDE:
                found = [one for one in found if not one.startswith("height")]
            assert not found, (visit.page.inner_text("h1"), size, found)


def papers_have_their_parts(visit: Visit, name: str, lang: str, path: Path) -> None:
    """The worksheet is one page of A4, and the teacher's page has its parts."""
    visit.page.locator(".papers button").nth(1).click()
    assert visit.page.locator(".worksheet tbody .boxes").count() == len(lesson(name)["scenes"])
    assert lesson(name)["limit"][lang] not in visit.page.inner_text(".worksheet")
    visit.page.pdf(path=str(path), prefer_css_page_size=True)
    content = path.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1, name
    visit.page.keyboard.press("PageUp")
    visit.page.locator(".papers button").first.click()
    assert visit.page.locator(".teacher h2").count() == 10
    assert lesson(name)["limit"][lang] in visit.page.inner_text(".teacher")  # read aloud, not handed out
    cards = visit.page.locator(".to-cut li")
    assert cards.count() == len(lesson(name)["teacher"]["cards"])
    assert "dashed" in cards.first.evaluate("(one) => getComputedStyle(one).borderStyle")
    visit.page.emulate_media(media="print")
    assert not visit.page.locator(".answers-of").is_visible()  # no heading over answers not asked for
    visit.page.emulate_media(media="null")
    visit.page.click(".answers-of button")
    visit.until(f"document.querySelectorAll('.answers-of b').length === {scenes(name) - 1}")
    visit.page.pdf(path=str(path), prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) == 2, name  # the plan, the answers
    assert not [one for one in visit.overflow() if not one.startswith("height")]


CHANGE = re.compile(
    r"(\S+?)(?:%|°| months)? → (\S+?)(?:%|°| months)?: (\S+?)(?:°| points| months)? (?:more|less) "
)


def rounding_is_named(visit: Visit, scene: int) -> None:
    """Where it shows beside the number that the change is not that of the rounded levels, it is said."""
    said = visit.page.locator(".beside dd").all_inner_texts()
    apart = []
    for one in said:
        if (found := CHANGE.match(one)) is None:
            continue
        before, after, by = (float(part.replace(",", "").replace("−", "-")) for part in found.groups())
        apart.append(abs(abs(after - before) - by) > 1e-6)
    note = visit.page.locator(".unrounded").all_inner_texts()
    assert note == (["The change is taken before rounding."] if any(apart) else []), (scene, said)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_walked_to_its_end_by_bets_alone_and_its_papers_have_their_parts(
    walked: Visit, name: str, tmp_path: Path
) -> None:
    visit = walked
    visit.resize(WIDE, "zh")
    enter(visit, name)
    last = scenes(name)
    fits(visit, last=False)
    assert visit.page.evaluate("page.store.language.value") == "en"
    for scene in range(1, last + 1):
        visit.page.keyboard.press("ArrowRight")
        assert visit.number("page.store.lessons.scene.value") == scene
        fits(visit, last=False)
        visit.page.keyboard.press("ArrowRight")  # the bet is the only way forward
        assert visit.number("page.store.lessons.scene.value") == scene
        assert visit.page.locator("[role=alert]").count() == 1
        visit.bet()
        fits(visit, last=scene == last)
        if scene == last:
            assert not visit.page.evaluate(VIOLATIONS), scene
        if scene > 1:
            visit.resize(WIDE)
            rounding_is_named(visit, scene)
    assert "Your bet is the same as at the beginning." in visit.page.inner_text(".sentence")
    visit.page.keyboard.press("ArrowRight")
    assert visit.number("page.store.lessons.scene.value") == last
    enter(visit, name)
    papers_have_their_parts(visit, name, "en", tmp_path / "sheet.pdf")


def test_what_a_bet_comes_to_is_a_table_and_a_picture(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, PHONE, "#lesson=months&lang=en", accept_downloads=True)
    taken = {}
    for scene in range(1, scenes("months") + 1):
        visit.page.keyboard.press("ArrowRight")
        visit.until(f"page.store.lessons.scene.value === {scene}")
        visit.bet()
        for button in visit.page.locator(".files button").all():
            with visit.page.expect_download() as found:
                button.click()
            taken[found.value.suggested_filename] = Path(found.value.path()).read_bytes()
    apart = """() => {
      const [files, others] = ['.files button', 'footer button']
        .map((name) => [...document.querySelectorAll(name)].map((one) => one.getBoundingClientRect()));
      const beside = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top;
      return files.every((a) => others.every((b) => beside(a, b)));
    }"""
    assert visit.page.evaluate(apart)
    said = visit.page.inner_text(".note.number").rstrip(".")
    visit.close()
    name = f"oneplusone-{CASE.name}-lesson-months-"
    drawn = " ".join(ElementTree.fromstring(taken[f"{name}{scenes('months')}.svg"]).itertext())
    assert said.split(",")[0] in drawn
    assert taken[f"{name}3.png"].startswith(b"\x89PNG")
    head, *rows = csv.reader(io.StringIO(taken[f"{name}3.csv"].decode("utf-8-sig")))
    assert len(rows) == 200
    assert head[2].startswith("four months: Public value, net of nobody acting / ")
    short = CASE.with_values({"contract.term": 4})
    for column, one in enumerate((CASE, short), 1):
        runs = run_paired(one, 200, 1, (NONE, GS))
        net = runs.arm(GS, "value")[:, 0] - runs.arm(NONE, "value")[:, 0]
        np.testing.assert_allclose([float(row[column]) for row in rows], net, rtol=1e-12)


def test_axe_finds_nothing_around_the_scenes(browser: Browser, file: Path) -> None:
    axe = (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    visit = Visit(browser, file, WIDE, "#lesson=&lang=en", bypass_csp=True)
    visit.page.evaluate(axe)
    visit.page.wait_for_selector(".lesson-list")
    assert not visit.page.evaluate(VIOLATIONS)
    visit.page.locator(".lesson-list .card").first.click()
    assert not visit.page.evaluate(VIOLATIONS)
    for place in (0, 1):
        visit.page.locator(".papers button").nth(place).click()
        visit.page.wait_for_selector(".paper")
        assert not visit.page.evaluate(VIOLATIONS)
        visit.page.keyboard.press("PageUp")
    visit.page.keyboard.press("ArrowRight")
    visit.page.click(".room-bar button")
    visit.page.wait_for_selector(".room")
    assert not visit.page.evaluate(VIOLATIONS)
    visit.close()


def command_of(visit: Visit) -> str:
    """The command that compares, where there are several."""
    return visit.page.locator(".commands code").all_text_contents()[0]


def printed(capsys: pytest.CaptureFixture[str], command: str, folder: Path) -> Any:
    capsys.readouterr()
    arguments = shlex.split(command)[1:]
    assert main([*arguments, "--json", *(["--out", str(folder)] if arguments[0] == "compare" else [])]) == 0
    return json.loads(capsys.readouterr().out)


RATIOS = {"side_by_side": "added_value", "alone": "one_plus_one"}


def written(quantity: str, value: float, form: str = "level") -> str:
    """A number as the page writes it."""
    if quantity in RATIOS:
        text = f"{value:.2f}" if form == "level" else f"{value:.3f}"
    elif (unit := measure_named(quantity).unit) == "share":  # type: ignore[union-attr]
        text = f"{100 * value:.1f}" + {"level": "%", "change": " points", "end": ""}[form]
    elif unit == "degrees":
        text = f"{value:.1f}°"
    elif unit.endswith("-months"):
        text = f"{value:,.0f}"
    else:
        text = f"{value:.2f}"
    return text.replace("-", "−")


def expected(given: Any, found: Any, dust: float = 0.0) -> list[str]:
    """What must stand in the sentence with the number, from what the command prints."""
    quantity, kind = given["quantity"], given["kind"]
    if given.get("of") == "worlds":
        (one,) = found["reached"]
        assert (one["name"], one["number"]) == (quantity, given["reach"])
        share, low, high = (f"{100 * one[each]:.1f}%" for each in ("share", "low", "high"))
        return [f"{one['count']} of {one['runs']} worlds: {share} ({low} to {high} by chance alone)"]
    if kind in ("slider", "two"):
        estimate = (found["headline"]["synergy"][RATIOS[quantity]] if quantity in RATIOS
                    else found["measures"][quantity]["GS"])["estimate"]  # fmt: skip
        return [written(quantity, estimate[each] + dust) for each in ("value", "low", "high")]
    if quantity in RATIOS:
        both = found[RATIOS[quantity]]
        change = both["difference"]["estimate"]
        levels = [written(quantity, both[one]["estimate"]["value"] + dust) for one in ("a", "b")]
    else:
        (row,) = (one for one in found["comparison"]["differences"] if one["measure"] == quantity)
        change, levels = row["difference"], []
    ends = sorted((change["low"], change["high"]), key=abs if change["low"] * change["high"] > 0 else float)
    resolved = change["low"] * change["high"] > 0
    if resolved:
        ends = [abs(one) for one in ends]
    said = [written(quantity, one + dust, "end") for one in ends]
    if resolved:
        said.append(written(quantity, abs(change["value"]) + dust, "change"))
    return said + (levels if kind == "change" else [])


def numbers_are_the_command_s(
    browser: Browser, file: Path, name: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    visit = Visit(browser, file, WIDE, f"#lesson={name}&lang=en")
    given = lesson(name)
    for scene in range(1, scenes(name) + 1):
        visit.page.keyboard.press("ArrowRight")
        visit.bet()
        if scene == 1:
            continue
        asked = given["question"] if scene == scenes(name) else given["scenes"][scene - 2]
        said = visit.page.inner_text(".number")
        found = printed(capsys, command_of(visit), folder)
        # a tie of the last digit is rounded by the last bit of a sum, which has another order in the page
        ways = [expected(asked, found, dust) for dust in (0.0, 1e-9, -1e-9)]
        for numbers in zip(*ways, strict=True):
            assert any(number in said for number in numbers), (said, numbers, command_of(visit))
        if asked["kind"] == "change" and asked["reveal"] == "dots" and asked["quantity"] not in RATIOS:
            counts_are_the_command_s(visit, asked["quantity"], found, capsys, folder)
    visit.close()


def counts_are_the_command_s(
    visit: Visit, quantity: str, found: Any, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """In how many worlds it rises, falls and stays is in the JSON of the command and in its text."""
    drawn = " ".join(visit.page.locator("svg.plot text").all_text_contents())
    shown = {name: int(re.findall(rf"{name} in (\d+)", drawn)[0]) for name in ("rises", "falls")}
    shown["same"] = int((re.findall(r"same in (\d+)", drawn) or [0])[0])
    (row,) = (one for one in found["comparison"]["differences"] if one["measure"] == quantity)
    counts = found["created"]["pairs"] if quantity == "value" else row["pairs"]
    assert counts == {**shown, "of": sum(shown.values())}
    capsys.readouterr()
    assert main([*shlex.split(command_of(visit))[1:], "--lang", "en", "--out", str(folder)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    words = (
        "rises in {rises}, falls in {falls}, same in {same} of {of} pairs"
        if quantity == "value"
        else ("{rises}/{falls}/{same}")
    )
    assert words.format(**counts) in printed


@pytest.mark.parametrize("name", SHORT)
def test_the_numbers_of_a_reveal_are_the_command_s_under_it(
    browser: Browser, file: Path, name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    numbers_are_the_command_s(browser, file, name, capsys, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("name", [name for name in NAMES if name not in SHORT])
def test_the_numbers_of_all_reveals_are_the_commands(
    browser: Browser, file: Path, name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    numbers_are_the_command_s(browser, file, name, capsys, tmp_path)


NOTES = {
    "net": "net of nobody acting",
    "rounded": "fewer digits",
    "share": "parts of one",
}
"""What the teacher's page says where a number does not stand in what is printed as it is said."""


def stands(level: str, printed: str, factor: int) -> bool:
    """Whether a number is among those printed, but for their rounding to three digits or more."""
    wanted = float(level.replace(",", ""))
    half = 0.5 / 10 ** len(level.partition(".")[2])
    for one in re.findall(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?", printed):
        text = one.rstrip(",").replace(",", "")
        if len(text.replace(".", "").lstrip("0")) < min(3, len(level.replace(".", "").lstrip("0"))) - 1:
            continue
        off = half + factor * 0.5 / 10 ** len(text.partition(".")[2])
        if abs(factor * float(text) - wanted) <= off * 1.001 and ("." in text) == ("." in level):
            return True
    return False


def answers_are_printed(browser: Browser, file: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every answer of a teacher's page stands in what its commands print, or it is said how it follows."""
    visit = Visit(browser, file, WIDE, f"#lesson={name}&lang=en&paper=teacher")
    visit.page.click(".answers-of button")
    given = [lesson(name)["question"], *lesson(name)["scenes"]]
    visit.until(f"document.querySelectorAll('.answers-of li b').length === {len(given)}")
    known: dict[str, str] = {}
    for asked, item in zip(given, visit.page.locator(".answers-of li").all(), strict=True):
        commands = item.locator("code").all_text_contents()
        for one in commands:
            if one not in known:
                capsys.readouterr()
                assert main([*shlex.split(one)[1:], "--lang", "en"]) == 0
                known[one] = " ".join(capsys.readouterr().out.split())
        printed = " ".join(known[one] for one in commands)
        quantity, said = asked["quantity"], item.inner_text()
        if asked.get("of") == "worlds":
            count = re.search(r"(\d+) of (\d+) worlds", said)
            assert count
            assert f"in {count[1]} of {count[2]} runs" in printed
            continue
        net = quantity in ("value", "services", "groups", "capital")
        share = quantity not in RATIOS and measure_named(quantity).unit == "share"
        if asked["kind"] == "which":
            assert len(commands) == 1 + len(asked["settings"])
        else:
            numbers = re.search(r"([\d.,]+)%?°? → ([\d.,]+)|(?:= |: )([\d.,]+)%? \(", said)
            assert numbers, said
            levels = [one for one in numbers.groups() if one]
            for level in levels:
                assert stands(level, printed, 100 if share else 1), (level, commands)
        if net:
            assert NOTES["net"] in said
        elif share or asked["kind"] in ("change", "which"):
            assert NOTES["share"] in said or NOTES["rounded"] in said
    visit.close()


@pytest.mark.parametrize("name", SHORT)
def test_the_answers_of_the_teacher_s_page_are_printed(
    browser: Browser, file: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answers_are_printed(browser, file, name, capsys)


@pytest.mark.full
@pytest.mark.parametrize("name", [name for name in NAMES if name not in SHORT])
def test_the_answers_of_all_teacher_s_pages_are_printed(
    browser: Browser, file: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answers_are_printed(browser, file, name, capsys)


def test_a_lesson_alone_opens_in_itself_and_has_nothing_else_and_keys_suffice(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "lesson.html"
    path.write_text(made("case"), encoding="utf-8")
    visit = Visit(browser, path, WIDE, "#lang=en")
    press = visit.page.keyboard.press
    assert visit.page.inner_text("h1") == "The case"
    press("3")
    assert visit.page.inner_text("h1") == "The case"
    for scene in range(1, scenes("case") + 1):
        press("PageDown")
        visit.until(f"page.store.lessons.scene.value === {scene}")
        visit.until("document.activeElement.matches('h1')")
        while not visit.page.evaluate("document.activeElement.matches('.placing .go, .options button')"):
            press("Tab")
        press("Enter")
        visit.until("document.querySelector('.scene.shown')")
        if scene > 1:
            assert visit.page.locator(".covered").count() == 1
            press("PageDown")  # a remote's key reveals before it turns
            assert visit.number("page.store.lessons.scene.value") == scene
        visit.until(
            "document.querySelector('.scene.kept, .lesson-answer') && !document.querySelector('.covered')"
        )
    assert "Your bet is the same as at the beginning." in visit.page.inner_text(".sentence")
    press("PageUp")
    assert "each alone" in visit.page.inner_text("h1")
    visit.close()


def test_bets_stay_on_the_device_and_the_link_goes_no_further_than_they_do(
    browser: Browser, file: Path
) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=case&scene=4&lang=en")
    assert visit.number("page.store.lessons.scene.value") == 1
    visit.bet(0)
    visit.page.reload()
    visit.page.wait_for_selector(".page")
    assert "You said: More than two" in visit.page.inner_text("main")
    assert all(key.startswith("oneplusone.") for key in visit.page.evaluate("Object.keys(localStorage)"))
    visit.close()


@pytest.mark.parametrize("state", ["lesson=nothing", "lesson=case&scene=77", "paper=teacher"])
def test_a_link_to_what_is_not_in_a_lesson_is_refused_in_words(
    browser: Browser, file: Path, state: str
) -> None:
    visit = Visit(browser, file, WIDE, f"#{state}&lang=en")
    assert "left out" in visit.page.inner_text(".refused")
    visit.close()


def test_a_lesson_s_own_file_refuses_another_lesson_in_words(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "lesson.html"
    path.write_text(made("case"), encoding="utf-8")
    for state, refused in (("lesson=months", 1), ("screen=3", 1), ("lesson=case", 0), ("paper=teacher", 0)):
        visit = Visit(browser, path, WIDE, f"#{state}&lang=en")
        assert visit.page.locator(".refused").count() == refused, state
        visit.close()


def test_a_link_restores_a_scene_whose_bets_are_placed_and_a_paper(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=case&lang=en")
    visit.page.keyboard.press("ArrowRight")
    visit.bet()
    visit.page.keyboard.press("ArrowRight")
    visit.bet()
    visit.until("location.hash.includes('scene=2')")
    link = visit.page.evaluate("location.hash")
    asked = visit.page.inner_text("h1")
    visit.page.goto("about:blank")
    visit.page.goto(f"{file.as_uri()}{link}")
    visit.page.wait_for_selector(".scene")
    assert visit.page.inner_text("h1") == asked
    visit.revealed()
    visit.page.goto("about:blank")
    visit.page.goto(f"{file.as_uri()}#lesson=case&paper=worksheet&lang=en")
    visit.page.wait_for_selector(".worksheet")
    visit.close()


def test_a_link_beyond_the_bets_says_why_it_goes_no_further(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=case&scene=4&lang=en")
    assert visit.number("page.store.lessons.scene.value") == 1
    assert "First your bet" in visit.page.inner_text("[role=alert]")
    visit.close()


@pytest.mark.full
def test_papers_in_chinese_have_their_parts_too(browser: Browser, file: Path, tmp_path: Path) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=&lang=zh")
    for name in NAMES:
        enter(visit, name)
        papers_have_their_parts(visit, name, "zh", tmp_path / "sheet.pdf")
    visit.close()


def test_a_link_to_an_unknown_lesson_leads_to_the_page(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=nope&lang=en")
    assert "What would you promise?" in visit.page.inner_text("body")
    assert "left out" in visit.page.inner_text("[role=alert]")
    visit.close()


def test_the_cover_counts_the_question_s_two_bets(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=case&lang=en")
    assert f"{scenes('case')} bets" in visit.page.inner_text(".cover .lit")
    visit.close()
