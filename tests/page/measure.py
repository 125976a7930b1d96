"""How fast the page is here: opening, the first number, two hundred worlds, frames, size, memory.

    python -m tests.page.measure            print the table
    python -m tests.page.measure --write    and renew it in docs/page.md and docs/page.zh.md

Each figure is the median of several; run it on a machine that does nothing else. Play is accelerated: a
month in every frame, as many months as ten minutes have. No test times anything.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser

from experiments.marks import replaced
from experiments.page.document import page
from sim.scenario import Scenario
from tests.support.browser import WITH_WINDOW, Visit, chromium

DOCS = Path(__file__).parents[2] / "docs"
SIZE = (1280, 720)
REPEATS = 9
MONTHS_IN_TEN_MINUTES = 705
"""At 0.85 seconds a month, as the street plays."""

NO_WORKERS = "delete globalThis.Worker;"
OPENED = """
  const seen = () => {
    if (document.querySelector('.page canvas, .page h1')) globalThis.opened = performance.now();
    else requestAnimationFrame(seen);
  };
  requestAnimationFrame(seen);
"""
CLICK = """() => new Promise((resolve) => {
  const { store, yours } = globalThis.page;
  const found = {};
  const before = yours.value;
  const started = performance.now();
  document.querySelector('.lever .slide button:last-of-type').click();
  const look = () => {
    const done = yours.value && yours.value !== before ? yours.value.done.value : 0;
    // the number is on the screen in the frame after this one
    const taken = performance.now() - started;
    if (done > 0 && found.first === undefined) [found.first, found.worlds] = [taken, done];
    if (done === 200) resolve({ ...found, all: taken });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
FRAMES = """() => new Promise((resolve) => {
  const { store, cost } = globalThis.page;
  const [at, painted] = [[], cost.milliseconds];
  const frame = (time) => {
    at.push(time);
    store.twin.value = 1 + (at.length % store.horizon);
    if (at.length <= 180) requestAnimationFrame(frame);
    else {
      const between = at.slice(1).map((one, place) => one - at[place]);
      resolve({ between, painted: (cost.milliseconds - painted) / 360 });
    }
  };
  requestAnimationFrame(frame);
})"""
PLAY = """(months) => new Promise((resolve) => {
  const { store } = globalThis.page;
  store.revealed.value = true;
  let played = 0;
  const frame = () => {
    if (store.month.value >= store.horizon) { store.newWorld(); store.revealed.value = true; }
    else store.month.value += 1;
    if (++played < months) requestAnimationFrame(frame);
    else resolve();
  };
  requestAnimationFrame(frame);
})"""


class Way(NamedTuple):
    """How the page is run: a name for the table, and what is taken from it."""

    en: str
    zh: str
    before: str = ""
    slower: int = 1


WAYS = (
    Way("as it is", "照常"),
    Way("without workers", "无工作线程", NO_WORKERS),
    Way("without workers, CPU 4× slower", "无工作线程，处理器慢四倍", NO_WORKERS, 4),
)


class Found(NamedTuple):
    """Medians, in milliseconds, megabytes and worlds."""

    opening: float
    first: float
    worlds: float
    all: float
    frame: float
    painted: float
    memory: float
    after: float


def measured(browser: Browser, file: Path, way: Way) -> Found:
    """Open the page again and again and return what it takes."""
    visits = [_visit(browser, file, way, "#screen=1&lang=en") for _ in range(REPEATS)]
    opening = statistics.median(visit.number("globalThis.opened") for visit in visits)
    for visit in visits[1:]:
        visit.page.context.close()
    memory = _heap(visits[0])
    visits[0].page.evaluate(PLAY, MONTHS_IN_TEN_MINUTES)
    after = _heap(visits[0])
    visits[0].close()

    visit = _visit(browser, file, way, "#screen=9&lang=en")
    visit.until("page.store.cases.done.value === 200")
    visit.page.wait_for_timeout(500)
    clicks: list[dict[str, Any]] = [visit.page.evaluate(CLICK) for _ in range(REPEATS)]
    visit.close()

    visit = _visit(browser, file, way, "#screen=3&lang=en&twin=1")
    visit.page.wait_for_timeout(1000)
    frames: list[dict[str, Any]] = [visit.page.evaluate(FRAMES) for _ in range(3)]
    visit.close()
    return Found(
        opening,
        *(statistics.median(click[name] for click in clicks) for name in ("first", "worlds", "all")),
        statistics.median(one for run in frames for one in run["between"]),
        statistics.median(run["painted"] for run in frames),
        memory,
        after,
    )


def _visit(browser: Browser, file: Path, way: Way, state: str) -> Visit:
    visit = Visit(browser, file, SIZE, state, way.before + OPENED, way.slower)
    visit.until("globalThis.opened")
    return visit


def _heap(visit: Visit) -> float:
    """Megabytes that the page holds: objects, and memory outside them such as the model's own."""
    session = visit.page.context.new_cdp_session(visit.page)
    session.send("HeapProfiler.collectGarbage")
    held = session.send("Runtime.getHeapUsage")
    return float(held["usedSize"] + held.get("backingStorageSize", 0)) / 1e6


LABELS = {
    "opening": ("opening, to the first picture", "打开，到第一幅画面"),
    "first": ("a lever's click to the first number", "拨动杠杆到第一个数"),
    "all": ("the same to 200 worlds", "到 200 个世界"),
    "frame": ("a frame of two streets, a new month in each", "双街每帧（每帧一个月）"),
    "painted": ("of it painting one street", "其中绘制一条街"),
    "memory": ("memory once open", "打开后的内存"),
    "after": ("memory after ten minutes of play", "播放十分钟后的内存"),
}


def table(found: list[Found], size: int, lang: str) -> str:
    """Return the figures as a table in one language."""
    chinese = lang == "zh"
    heads = [way.zh if chinese else way.en for way in WAYS]
    rows = [["", *heads], ["---", *["---:"] * len(heads)]]
    for name, labels in LABELS.items():
        row = [labels[chinese]]
        for one in found:
            value = getattr(one, name)
            if name in ("memory", "after"):
                row.append(f"{value:.1f} MB")
            elif name == "frame":
                row.append(f"{value:.1f} ms ({1000 / value:.0f}/s)")
            elif name == "first":
                row.append(f"{value:.0f} ms ({one.worlds:.0f} {'个世界' if chinese else 'worlds'})")
            else:
                row.append(f"{value:.1f} ms" if value < 10 else f"{value:.0f} ms")
        rows.append(row)
    said = "文件大小" if chinese else "size of the file"
    rows.append([said, f"{size / 1e6:.2f} MB", *[""] * (len(heads) - 1)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> int:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium(names=WITH_WINDOW) as browser:
        file = Path(folder, "page.html")
        file.write_text(page(Scenario.load("s_association")), encoding="utf-8")
        found = [measured(browser, file, way) for way in WAYS]
        size = file.stat().st_size
    for lang, name in (("en", "page.md"), ("zh", "page.zh.md")):
        made = table(found, size, lang)
        print(made)
        if asked.write:
            path = DOCS / name
            path.write_text(replaced(path.read_text("utf-8"), "speed", made), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
