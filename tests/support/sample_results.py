"""Results of every analysis on small toy models, for the tests of reports and figures."""

import functools

import numpy as np

from experiments.attribution.factorial import Switch
from experiments.attribution.ledger import Ledger, run_ledger
from experiments.attribution.reform_paths import path_table
from experiments.designs.factors import factor
from experiments.designs.latin_hypercube import latin_points
from experiments.designs.saltelli import SaltelliDesign
from experiments.discovery.futures import futures
from experiments.discovery.rules import find_rules
from experiments.maps.lever_map import run_map
from experiments.optimisation.front import search_front
from experiments.optimisation.optimisation import Optimisation
from experiments.optimisation.single_changes import evaluate_single_changes
from experiments.runs.design import run_design
from experiments.runs.outcomes import DELTA, ONE_PLUS_ONE
from experiments.sensitivity.screening import morris, pawn
from experiments.sensitivity.sobol import run_sobol
from sim.arms import GS, NONE, G, S
from sim.dilemmas import DILEMMAS
from tests.support import toy_models

FACTORS = (factor("contract.term"), factor("incentives.power"), factor("capability.training"))
BASE = {"contract.term": 8.0, "incentives.power": 0.6, "capability.training": 0.0}


def joint(p, z):
    """A longer term and training help together, incentive power harms."""
    longer = (p["contract.term"] - 16) / 10
    return 20 + longer + p["capability.training"] * (1 + longer) - 2 * (p["incentives.power"] - 0.7) + 0.3 * z


WORLD = toy_models.worlds(
    {NONE: lambda p, z: 0 * z, G: lambda p, z: 10 + z, S: lambda p, z: 10 + 0 * z, GS: joint}
)


def draw(seed, draws):
    return {"q": np.random.default_rng(seed).random(draws)}


def price(setting):
    return 15_000.0 * setting["capability.training"]


@functools.cache
def sensitivity():
    return run_sobol(WORLD, SaltelliDesign(FACTORS, 256, True), [ONE_PLUS_ONE, DELTA], 3)


@functools.cache
def screening():
    unit = latin_points(FACTORS, 256)

    def rows(start, stop):
        return {one.name: one.values(unit[start:stop, place]) for place, one in enumerate(FACTORS)}

    runs = run_design(WORLD, rows, len(unit), [DELTA], 2)
    return (*morris(WORLD, FACTORS, [DELTA], 10).found, *pawn(unit, runs, FACTORS).found)


@functools.cache
def lever_map_of_two():
    axes = [(one.name, np.unique(one.values(np.linspace(0, 1, 5)))) for one in FACTORS[:2]]
    return run_map(WORLD, *axes, {"capability.training": 0.5}, 1, 40)


@functools.cache
def discovery():
    sets = [futures(WORLD, FACTORS, 400, 2, seed) for seed in (1, 2)]
    return find_rules(*sets, density=0.9)


@functools.cache
def ledger():
    switches = [Switch(one.name, {f"p{place}": 0.0}) for place, one in enumerate(DILEMMAS)]
    base = {f"p{place}": 1.0 for place in range(8)}

    def harmed(p, z):
        return 24 + z - sum(0.2 * place * p[f"p{place}"] for place in range(8)) + p["p0"] * p["p1"]

    world = toy_models.worlds(
        {NONE: lambda p, z: 0 * z, G: lambda p, z: 10 + z, S: lambda p, z: 10 + 0 * z, GS: harmed}
    )
    return Ledger(tuple(run_ledger(world, switches, base, 12, setting=str(number)) for number in (1, 2)))


@functools.cache
def paths():
    switches = [Switch("meta_governance", {"a": 1.0}), Switch("cultivation", {"b": 1.0})]

    def lifted(p, z):
        return 18 + p["a"] + p["b"] * (1 + p["a"]) + z

    arms = {NONE: lambda p, z: 0 * z, G: lambda p, z: 10 + z, S: lambda p, z: 10 + 0 * z, GS: lifted}
    value = toy_models.worlds(arms)

    def evaluate(points, run_seeds, chosen):
        money = np.full((len(run_seeds), len(chosen), 1), 200_000.0)
        return np.concatenate([value(points, run_seeds, chosen), money], axis=2)

    return path_table(evaluate, switches, {"a": 0.0, "b": 0.0}, 30, spent=1)


@functools.cache
def optimisation():
    front = search_front(
        WORLD, FACTORS, BASE, draw, price, draws=20, held_out_draws=40, population=12, generations=6
    )
    return Optimisation(front, evaluate_single_changes(WORLD, FACTORS, BASE, draw, price, draws=40))
