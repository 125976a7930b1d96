"""A small world of two kinds of agents, their links and a tally, run plain and compiled from random states.

As a program it prints the differences found: `python tests/support/toy_world.py WORLDS`.
"""

from __future__ import annotations

import random
import sys
from typing import Annotated, Any, NamedTuple

import numba
import numpy as np

from sim.compiler.numba_types import pointer_to, rows
from sim.compiler.parameter_record import fill_parameters, parameter_dtype, plain_parameters
from sim.compiler.records import differences, pack, record_dtype
from sim.compiler.rule import rule
from sim.compiler.state import State, blank, fields

SIZES = {"kinds": 3}
LAYOUT = {
    "work": {"pace": (float, None), "patience": (int, None)},
    "kinds": {"hours": (float, 3), "opens": (int, 3)},
}
NOBODY = -1


class World(NamedTuple):
    shops: Any
    carriers: Any
    routes: Any
    tally: Any


class Firm(State):
    id: int
    money: float
    stock: Annotated[list[float], "kinds"]

    @rule
    def refill(self, p, factor=1.0):
        """A rule of the base class, with a default."""
        for kind in range(len(self.stock)):
            self.stock[kind] += factor * p.kinds.hours[kind]
        return total(self.stock)


class Shop(Firm):
    partner: int
    tired: int

    @rule
    def trade(self, world, p, now):
        """Find the partner of most trust, order from it, and leave early when tired."""
        if self.tired > p.work.patience:
            self.tired = 0
            return
        self.partner = NOBODY
        best = -1.0
        for carrier in world.carriers:
            route = world.routes[self.id][carrier.id]
            if route.trust > best:
                best = route.trust
                self.partner = carrier.id
        if self.partner != NOBODY:
            carried, kept = world.carriers[self.partner].carry(self, world.routes[self.id], pace=p.work.pace)
            self.money -= carried / kept
        self.refill(p, factor=0.5 if now % 2 == 0 else 0.25)
        self.tired += 1


class Carrier(Firm):
    loads: Annotated[list[int], "kinds"]

    @rule
    def carry(self, shop, routes, pace):
        """The same name may have other parameters in another class; a row of links is passed on."""
        carried = 0.0
        for kind in range(len(self.stock)):
            if self.stock[kind] > 1.0 and self.loads[kind] < 40:
                moved = min(1.0, self.stock[kind] * pace)
                self.stock[kind] -= moved
                shop.stock[kind] += moved
                self.loads[kind] += 1
                carried += moved
        for route in routes:
            route.trust = max(0.0, route.trust - 0.01)
        routes[self.id].trust += carried / (1.0 + carried)
        return carried, 1.0 + self.refill(pace_of(pace))

    @rule
    def refill(self, pace):
        """Overrides the base class's rule with another signature."""
        self.money += pace
        return self.money * self.money


class Route(State):
    trust: float


class Tally(State):
    traded: float
    months: int


@rule
def total(stock):
    found = 0.0
    for amount in stock:
        found += amount
    return found


@rule
def pace_of(pace):
    return pace / 3.0


@rule
def step(world, p, now):
    for shop in world.shops:
        shop.trade(world, p, now)
    for number, carrier in enumerate(world.carriers):
        carrier.stock[number % 3] += 1.0 / (1.0 + number)
        world.tally.traded += total(carrier.stock)
    world.tally.months = now + 1


def run(shops, carriers, routes, tally, points, months):
    world = pointer_to(World(shops, carriers, routes, tally[0]))
    for now in range(months):
        step(world, points[0], now)


def random_state(cls, number, rng):
    made = blank(cls, SIZES)
    for name, field in fields(cls).items():
        if field.size is None:
            value = rng.randrange(5) if field.kind is int else rng.uniform(-1.0, 4.0)
        else:
            value = [rng.randrange(5) if field.kind is int else rng.uniform(-1.0, 4.0) for _ in range(3)]
        setattr(made, name, value)
    if hasattr(type(made), "refill"):
        made.id = number
    return made


def compare(seed, months=12, compiled=None):
    """Run one random world plain and compiled; the differences in all of its state."""
    rng = random.Random(seed)
    points = np.zeros(1, parameter_dtype(LAYOUT))
    values = {
        "work": {"pace": rng.uniform(0.0, 1.0), "patience": rng.randrange(4)},
        "kinds": {"hours": [rng.uniform(0.0, 2.0) for _ in range(3)], "opens": [0, 1, 0]},
    }
    fill_parameters(points[0], values)
    n, m = rng.randrange(1, 5), rng.randrange(0, 5)
    world = World(
        [random_state(Shop, i, rng) for i in range(n)],
        [random_state(Carrier, i, rng) for i in range(m)],
        [[random_state(Route, j, rng) for j in range(m)] for _ in range(n)],
        random_state(Tally, 0, rng),
    )
    members = [world.shops, world.carriers, world.routes, [world.tally]]
    shapes = [(n,), (m,), (n, m), (1,)]
    arrays = [np.zeros(shape, record_dtype(cls, SIZES)) for shape, cls in zip(shapes, STATES, strict=True)]
    for objects, array in zip(members, arrays, strict=True):
        pack(objects, array)
    (compiled or run)(*map(rows, arrays), rows(points), months)
    p = plain_parameters(points[0])
    for now in range(months):
        step(world, p, now)
    found = [differences(objects, array) for objects, array in zip(members, arrays, strict=True)]
    return [difference for member in found for difference in member], world


STATES = (Shop, Carrier, Route, Tally)

if __name__ == "__main__":
    kernel = numba.njit(run)
    print(sum(len(compare(seed, compiled=kernel)[0]) for seed in range(int(sys.argv[1]))))
