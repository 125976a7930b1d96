"""A bet of a lesson in a browser: a slider where scripts run, and words and picture where they do not."""

import html
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import oneplusone as opo
from experiments.plotting.slider import STEPS, stops_of
from tests.oneplusone.test_teaching import SHARE


@pytest.fixture
def lesson(tmp_path: Path) -> str:
    """A page with two bets, as an exported notebook has them."""
    path = tmp_path / "lesson.html"
    bets = opo.bet(0.3, SHARE, percent=True), opo.bet(-120, 40.0, "zh", between=(-500, 500))
    path.write_text('<meta charset="utf-8">' + "".join(each._repr_html_() for each in bets), "utf-8")
    return path.as_uri()


def test_a_slider_moves_the_guess_its_sentence_and_its_picture(browser: Browser, lesson: str) -> None:
    page = browser.new_page()
    page.goto(lesson)
    first, second = page.locator(".oneplusone-bet").all()
    assert not first.locator(".said").is_visible()
    first.locator("summary").click()
    assert first.locator(".said").inner_text() == str(opo.bet(0.3, SHARE, percent=True))
    before = first.locator(".guess").bounding_box()
    first.locator("input").press("End")
    after = first.locator(".guess").bounding_box()
    assert before
    assert after
    assert after["x"] > before["x"]
    assert first.locator("output").inner_text() == "100%"
    assert first.locator(".said").inner_text() == str(opo.bet(1.0, SHARE, percent=True))
    second.locator("summary").click()
    second.locator("input").press("Home")
    assert second.locator(".said").inner_text() == str(opo.bet(-500, 40.0, "zh"))
    page.close()


def test_a_bet_stands_where_nothing_runs(browser: Browser, lesson: str) -> None:
    still = browser.new_context(java_script_enabled=False)
    page = still.new_page()
    page.goto(lesson)
    first, second = page.locator(".oneplusone-bet").all()
    assert first.locator("p").first.inner_text() == "Your guess: 30% (from 0% to 100%)"
    assert second.locator("p").first.inner_text() == "你的预测：−120（−500 至 500）"
    assert not first.locator("input").is_visible()
    first.locator("summary").click()
    assert first.locator(".said").inner_text() == str(opo.bet(0.3, SHARE, percent=True))
    assert first.locator("img").evaluate("image => image.naturalWidth") > 0
    still.close()


@pytest.mark.parametrize("ends", [(0, 1), (-500, 500), (1, 3), (0, 0.007), (-1e6, 3e7)])
def test_a_slider_goes_from_end_to_end_in_round_steps(ends: tuple[float, float]) -> None:
    stops = stops_of(*ends)
    assert stops[0] == ends[0]
    assert ends[1] - (stops[1] - stops[0]) < stops[-1] <= ends[1]
    assert 20 <= len(stops) - 1 <= STEPS
    assert re.fullmatch(r"[125]e[-+]\d+", f"{stops[1] - stops[0]:.0e}")


def test_counts_are_bet_on_in_whole_numbers() -> None:
    assert stops_of(1, 7, whole=True) == [1, 2, 3, 4, 5, 6, 7]
    said = re.search(r'data-stops="([^"]*)"', opo.bet(3, 5, between=(1, 7))._repr_html_())
    assert said
    assert [each[0] for each in json.loads(html.unescape(said[1]))] == list("1234567")
