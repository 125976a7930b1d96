"""Pictures of every screen of the page in both languages, for docs/page.md and whoever looks at the page.

    python -m docs.shots            renew docs/figures/page_*.png
    python -m docs.shots 4 9        of these screens alone

Needs Chromium (make browser). A screen is shown as a reader leaves it: revealed, run, still.
"""

from __future__ import annotations

import sys
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

SETTLED, LONG = 4000, 20_000
"""Milliseconds in which what was asked for has run and come to rest; longer where thousands of worlds run."""

MANY = (6, 7)


def screens() -> list[int]:
    """Return the numbers of all screens that have a title."""
    titles = [key.removeprefix("screen.") for key in room("screens") if key.startswith("screen.")]
    return sorted(int(number) for number in titles if number.isdigit())


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
                visit.page.wait_for_timeout(LONG if number in MANY else SETTLED)
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
    for path in shoot([int(one) for one in sys.argv[1:]] or screens()):
        print(f"{path.name}: {path.stat().st_size:,} bytes")
