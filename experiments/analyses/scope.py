"""What the analyses of a scenario share: what varies, what is looked at, how many draws, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

from experiments.factors import Factor
from experiments.outcomes import DELTA, ONE_PLUS_ONE, Outcome, measured
from experiments.planner import plan, ratio_influence
from experiments.progress import bar
from experiments.refusal import Refused
from experiments.runs import replicate
from experiments.simulation import Simulation
from sim.arms import ARMS, GS, NONE, G, S, arm_index
from sim.scenario import Scenario
from sim.texts import text

BRIEF = (DELTA, ONE_PLUS_ONE)
PILOT_DRAWS, MOST_DRAWS = 64, 100_000


@contextmanager
def progress(total: int, lang: str, show: bool) -> Iterator[Callable[[int], object]]:
    """Show a bar over at most `total` runs (of all arms together) while something runs."""
    with bar(total, text("analysis.running", lang), show) as shown:
        yield shown.update
        shown.total = shown.n  # nothing is left, even if there was less to do
        shown.refresh()


@contextmanager
def stages(lang: str, show: bool) -> Iterator[Callable[[str], object]]:
    """Show what is being done, and for how long, while steps run that can not be counted.

    Each stage told, "prim" or "cart", gets a line; where somebody watches, its time runs.
    """
    from tqdm.auto import tqdm

    ended = Event()
    watched = show and sys.stderr.isatty()
    shown = tqdm(total=0, disable=not watched, file=sys.stderr, bar_format="{desc}: {elapsed}")

    def run() -> None:
        while not ended.wait(1.0):
            shown.refresh()

    def told(stage: str) -> None:
        label = text(f"analysis.stage.{stage}", lang)
        if watched:
            shown.set_description_str(label)
        elif show:
            print(label, file=sys.stderr)

    clock = Thread(target=run, daemon=True)
    clock.start()
    try:
        yield told
    finally:
        ended.set()
        clock.join()
        shown.close()


Subject = Scenario | Simulation
"""A scenario, or a simulation of one that counts its runs."""


def simulated(subject: Subject, engine: str) -> Simulation:
    """Return the simulation of a scenario; one that is given stays as it is."""
    return subject if isinstance(subject, Simulation) else Simulation(subject, engine)


def outcomes_named(simulation: Simulation, measures: Sequence[str], arm: str = "GS") -> tuple[Outcome, ...]:
    """Return measures of the scenario in one arm as outcomes. Raises Refused for unknown names."""
    names = [one.name for one in ARMS]
    if arm not in names:
        raise Refused("analysis.unknown_arm", name=arm, names=", ".join(names))
    place = arm_index(arm)
    return tuple(measured(f"{name}@{arm}", simulation.measure(name), place) for name in measures)


def varied(simulation: Simulation, names: Sequence[str] = ()) -> tuple[Factor, ...]:
    """Return what varies: everything unknown and every lever, or "unknowns", "levers" and single names."""
    if not names:
        return (*simulation.unknowns(), *simulation.levers())
    found: list[Factor] = []
    for name in names:
        if name == "unknowns":
            found += simulation.unknowns()
        elif name == "levers":
            found += simulation.levers()
        else:
            found.append(simulation.factor(name))
    return tuple(found)


def planned_draws(simulation: Simulation, half_width: float, seed: int = 0) -> int:
    """Return the draws (two keys each) for 1+1's 95% interval to reach ± half_width, told from a pilot.

    Raises Refused when more than a hundred thousand would be needed.
    """
    runs = replicate(simulation.scenario, PILOT_DRAWS, 2, (NONE, G, S, GS), seed)
    values = runs.whole().of("value")
    net = values - values[:, :, :1]
    wanted = plan(ratio_influence(2 * net[:, :, 3], net[:, :, 1] + net[:, :, 2]), half_width=half_width)
    draws = wanted.draws
    if not 0 < draws <= MOST_DRAWS:
        raise Refused("analysis.too_many_draws", half_width=half_width, most=f"{MOST_DRAWS:,}")
    return draws
