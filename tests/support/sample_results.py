"""Results of every analysis on small toy models, for the tests of reports and figures."""

import dataclasses
import functools

import numpy as np

from experiments.attribution.factorial import Switch
from experiments.attribution.ledger import Ledger, run_ledger
from experiments.attribution.reform_paths import path_table
from experiments.conventions.conventions import (
    TABLE_ARMS,
    ConventionTable,
    convention_cells,
    settings_of_table,
)
from experiments.designs.factors import factor
from experiments.designs.latin_hypercube import latin_points
from experiments.designs.saltelli import SaltelliDesign
from experiments.discovery.futures import futures
from experiments.discovery.rules import find_rules
from experiments.forms.analysis import ARMS as FORM_ARMS
from experiments.forms.table import FormRuns, FormTable, table_of
from experiments.maps.lever_map import run_map
from experiments.nearest.analysis import ARMS as LINE_ARMS
from experiments.nearest.surface import Surface, distance
from experiments.nearest.ways import LinePoint, Moved, NearestTwo, Way, walked
from experiments.optimisation.front import search_front
from experiments.optimisation.optimisation import Optimisation
from experiments.optimisation.single_changes import evaluate_single_changes
from experiments.runs.design import run_design
from experiments.runs.outcomes import BENCHMARKS, DELTA, ONE_PLUS_ONE
from experiments.sensitivity.screening import morris, pawn
from experiments.sensitivity.sobol import run_sobol
from experiments.sweep.study_report import reported
from sim.arms import G_S, GS, NONE, G, S
from sim.dilemmas import DILEMMAS
from sim.reforms import REFORMS
from sim.sources import SOURCES
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
def ledger_of_both_sides():
    """The same dilemmas, and sources of which one gives nothing and one takes."""
    switches = [Switch(one.name, {f"p{place}": 0.0}) for place, one in enumerate(SOURCES)]
    base = {f"p{place}": 1.0 for place in range(len(SOURCES))}

    def given(p, z):
        return 18 + z + sum(0.1 * (place - 1) * p[f"p{place}"] for place in range(len(SOURCES)))

    world = toy_models.worlds(
        {NONE: lambda p, z: 0 * z, G: lambda p, z: 10 + z, S: lambda p, z: 10 + 0 * z, GS: given}
    )
    gives = run_ledger(world, switches, base, 12, side="sources")
    return dataclasses.replace(ledger(), sources=gives)


@functools.cache
def nearest():
    """Two is crossed in what is uncertain and in both, and is out of reach of the levers."""
    axes = (("control.digital", "lever"), ("resources.relative_productivity", "uncertain"))
    slopes, base, z = np.array([0.1, 0.4]), 10.0, np.random.default_rng(5).normal(size=(20, 2))

    def walk(moves):
        games = np.zeros((20, 2, len(moves), len(LINE_ARMS)))
        levels = {NONE: 0.0, G: base / 2, S: base / 2, G_S: base}
        for at, move in enumerate(moves):
            for arm in LINE_ARMS:
                games[:, :, at, LINE_ARMS.index(arm)] = levels.get(
                    arm, 0.9 * base + 0.5 * base * slopes @ move + 0.2 * z
                )
        return games

    ways = []
    for benchmark in BENCHMARKS:
        for group, moving in (("levers", (1, 0)), ("uncertain", (0, 1)), ("both", (1, 1))):
            surface = Surface(-0.2, slopes * moving, np.zeros(2), np.array(moving, dtype=bool))
            bounds = np.array([0.6, 3.0]) * moving
            line = walked(
                lambda _, surface=surface: surface, np.ones(2), -bounds, bounds, np.full(2, 3.0), benchmark,
                walk, LINE_ARMS,
            )  # fmt: skip
            stop, ones = line.stop, np.ones(2)
            moved = tuple(
                Moved(name, kind, 0.2, 0.2 + 0.1 * stop[at], stop[at], stop[at] ** 2 / (stop @ stop))
                for at, (name, kind) in enumerate(axes)
                if stop[at]
            )
            distances = [distance(line.at(place), ones) for place in (line.meets, line.first, line.last)]
            path = (
                LinePoint(distance(move, ones), *point)
                for move, point in zip(line.moves, line.points, strict=True)
            )
            ways.append(
                Way(
                    benchmark.name, group, "ranges" if group == "levers" else "deviations",
                    line.points[0][0], False, line.reached, *distances, 0.5, 0.6, sum(moving), moved,
                    tuple(path), 1200.0 * stop[0], line.points[0][0], line.reached,
                )
            )  # fmt: skip
    return NearestTwo(tuple(ways), 40, 20, 2, (1, 2, 3), ("control.digital",), (axes[1][0],))


@functools.cache
def forms():
    """One form turns the verdict and a path, one changes little, and under one 1+1 is undefined."""
    worlds = 1 + len(DILEMMAS) + len(REFORMS)
    z = np.random.default_rng(9).normal(size=(20, 2, worlds))

    def games(level, harm, help_, base=10.0):
        table = np.zeros((20, 2, worlds, len(FORM_ARMS)))
        value = level + 0.05 * z
        value[..., 1 : 1 + len(DILEMMAS)] += harm * np.arange(len(DILEMMAS))
        value[..., 1 + len(DILEMMAS) :] += help_
        for arm, share in ((G, 0.45), (S, 0.5), (G_S, 1.0)):
            table[..., FORM_ARMS.index(arm)] = share * base
        table[..., FORM_ARMS.index(GS)] = value
        return table

    runs = [
        FormRuns("as_is", "", games(9.0, 0.2, 0.5)),
        FormRuns("schedule_none", "schedule", games(11.0, -0.2, -0.5)),
        FormRuns("access_none", "access", games(8.98, 0.2, 0.5)),
        FormRuns("circles_disjoint", "circles", games(9.0, 0.2, 0.5, base=0.0)),
    ]
    names = [one.name for one in DILEMMAS], [path.overlay for path in REFORMS]
    return FormTable(table_of(runs, FORM_ARMS, *names), 20, 2, 0)


@functools.cache
def conventions():
    """The case below two, the paths at two whatever is assumed, and no dilemmas where it hangs on it."""
    pairs = settings_of_table()
    levels = {"case": np.full(len(pairs), 85.0), "all_paths": np.full(len(pairs), 100.0)}
    levels["without_dilemmas"] = np.linspace(90, 120, len(pairs))
    cells = []
    for world, level in levels.items():
        values = np.zeros((20, 2, len(pairs), len(TABLE_ARMS)))
        for arm, value in ((G, 48.0), (S, 50.0), (G_S, 100.0)):
            values[..., TABLE_ARMS.index(arm)] = value
        values[..., TABLE_ARMS.index(GS)] = level + np.random.default_rng(4).normal(size=(20, 2, 1))
        cells += convention_cells(world, values)
    return ConventionTable(tuple(cells), ("independent", "lots"), 20, 2, 0)


@functools.cache
def report_of_grid():
    """1+1 over two levers by both benchmarks, on both sides of two."""
    terms, powers = np.meshgrid([4.0, 8.0, 12.0], [0.0, 0.6])
    values = np.random.default_rng(2).normal(0, 1, (20, 2, terms.size, 8))
    values[..., [G, S]] += 50
    values[..., G_S] += 105
    values[..., GS] += np.linspace(80, 120, terms.size)
    return reported(
        {"contract.term": terms.ravel(), "incentives.power": powers.ravel()}, values, "grid", None
    )  # fmt: skip


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
