"""What to do? The trade-off front of the levers, and the cheapest single change that crosses two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.defaults import CHANGE_STEPS, FRONT_SHOWN, SEARCH, SEEDS
from experiments.optimisation.front import Front, search_front
from experiments.optimisation.prices import PRICED, STARTING_STATE, yearly_price
from experiments.optimisation.single_changes import TRIED_AGAIN, SingleChanges, try_single_changes
from experiments.progress import progress
from experiments.runs.keys import next_master_seed
from experiments.runs.simulator import Subject, simulated, varied
from experiments.texts import DEFAULT_LANGUAGE


def optimise(
    subject: Subject,
    levers: Sequence[str] = (),
    draws: int = SEARCH["draws"].usual,
    held_out: int = SEARCH["held_out"].usual,
    seeds: int = SEEDS,
    population: int = SEARCH["population"].usual,
    generations: int = SEARCH["generations"].usual,
    seed: int = 0,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> tuple[Front, SingleChanges]:
    """Return the trade-off front of a scenario's levers and the cheapest single change that crosses two.

    Levers that describe how an office starts are left out unless named.
    """
    simulation = simulated(subject, engine)
    chosen = varied(simulation, levers) if levers else tuple(
        one for one in simulation.levers() if one.name not in STARTING_STATE
    )  # fmt: skip
    names = [one.name for one in chosen]
    baseline = {name: float(simulation.scenario.values[name]) for name in names}
    fixed = {name: simulation.scenario.values[name] for name in (*PRICED, *PRICED.values())}

    def price(setting: Any) -> float:
        return float(yearly_price({**fixed, **setting}))

    def draw(from_seed: int, size: int) -> dict[str, float | Array]:
        drawn = simulation.base(from_seed, size)
        return {name: column for name, column in drawn.items() if name not in names}

    changes = sum(len(np.unique(one.values(np.linspace(0, 1, CHANGE_STEPS)))) for one in chosen)
    judged = (1 + FRONT_SHOWN) + (1 + changes) + TRIED_AGAIN
    # how many changes of the front can be taken back is not known before: at most each of every setting's
    searched = 1 + population * generations + FRONT_SHOWN * (len(names) + 2)
    total = searched * draws + judged * held_out
    with progress(total * seeds, lang, show) as done:
        front = search_front(
            simulation, chosen, baseline, draw, price, draws, held_out, seeds, population, generations,
            seed, done,
        )  # fmt: skip
        single = try_single_changes(
            simulation,
            chosen,
            baseline,
            draw,
            price,
            held_out,
            seeds,
            seed=next_master_seed(seed, 2),
            progress=done,
        )
    return front, single
