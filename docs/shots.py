"""Pictures of every screen of the page in both languages, for docs/page.md and whoever looks at the page.

    python -m docs.shots            renew docs/figures/page_*.png
    python -m docs.shots 4 9        of these screens alone

Needs Chromium (make browser). A screen is shown as a reader leaves it: revealed, run, still.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from PIL import Image

from experiments.page.document import page
from experiments.texts import LANGUAGES, room
from sim.scenario import Scenario
from tests.support.browser import Visit, chromium

FIGURES = Path(__file__).parent / "figures"
SIZE = (1280, 720)
COLOURS = 256
STATES = {1: "month=6", 2: "bet=18", 3: "twin=12", 9: "set=contract.term:12,control.indicators:0.8"}
"""What a link asks for of a screen."""

REVEAL = "main .go"
PRESSED = {
    2: [REVEAL], 4: [REVEAL], 5: [".choice button:nth-of-type(3)"],
    6: [".tile >> nth=0", REVEAL, ".tile >> nth=0", REVEAL], 7: [".gate >> nth=0"],
}  # fmt: skip
"""What is pressed on a screen, one after the other."""

SETTLED, LONG = 4000, 300_000
"""Milliseconds without a change of words until a screen has run to its end; how long to wait at most."""


def screens() -> list[int]:
    """Return the numbers of all screens that have a title."""
    titles = [key.removeprefix("screen.") for key in room("screens") if key.startswith("screen.")]
    return sorted(int(number) for number in titles if number.isdigit())


def _wait(visit: Visit) -> None:
    """Wait until a screen's words, which count what has run, no longer change."""
    said = ""
    for _ in range(LONG // SETTLED):
        visit.page.wait_for_timeout(SETTLED)
        before, said = said, visit.page.inner_text("body")
        if said == before:
            return


def shoot(numbers: list[int]) -> list[Path]:
    """Write a picture of each screen in each language, and return the files."""
    made = []
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        file = Path(folder, "page.html")
        file.write_text(page(Scenario.load("s_association")), encoding="utf-8")
        for number in numbers:
            for lang in LANGUAGES:
                state = "&".join([f"#screen={number}&lang={lang}", STATES.get(number, "")]).rstrip("&")
                visit = Visit(browser, file, SIZE, state)
                for pressed in PRESSED.get(number, ()):
                    visit.page.locator(pressed).first.click()
                _wait(visit)
                raw = Path(folder, "screen.png")
                visit.page.screenshot(path=raw)
                visit.close()
                made.append(FIGURES / f"page_{number}{'' if lang == 'en' else f'_{lang}'}.png")
                with Image.open(raw) as taken:
                    taken.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(
                        made[-1], optimize=True
                    )
    return made


if __name__ == "__main__":
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("screens", nargs="*", type=int, help="which, by number; without any all")
    asked = parser.parse_args().screens or screens()
    if strange := set(asked) - set(screens()):
        parser.error(f"there is no screen {min(strange)}; there are {', '.join(map(str, screens()))}")
    for path in shoot(asked):
        print(f"{path.name}: {path.stat().st_size:,} bytes")
