"""How far is two? From a scenario to the nearest ways to two: design, surface, lines, and a check of each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.defaults import NEAREST, NEAREST_LEAST, SEEDS
from experiments.errors import InvalidInput
from experiments.nearest.axes import LEVER, UNCERTAIN, Axis, scores_of, setting
from experiments.nearest.sizes import fewest_draws, groups_of, moving_axes, points_at_most
from experiments.nearest.surface import Around, Surface, distance, fitted
from experiments.nearest.ways import (
    PARTS,
    LinePoint,
    Moved,
    NearestTwo,
    WalkedLine,
    Way,
    created_of,
    gap_of,
    line_of,
    nearest_line,
    surface_distances,
    walked,
)
from experiments.optimisation.prices import PRICED, yearly_price
from experiments.progress import SILENT, Advance, Progress, counted_in_runs
from experiments.provenance import design_metadata
from experiments.runs.design import size_of
from experiments.runs.keys import next_master_seed
from experiments.runs.outcomes import BENCHMARKS, Benchmark, arms_needed
from experiments.runs.paired import check_memory
from experiments.runs.settings import run_settings
from experiments.runs.simulator import ScenarioSimulator, Subject, simulated

OUTCOMES = tuple(outcome for benchmark in BENCHMARKS for outcome in (benchmark.ratio, benchmark.gain))
ARMS = arms_needed(OUTCOMES)
"""Arms that every point is run in."""

Designs = Mapping[str, Around]
"""What a design found, under each benchmark by its name."""

REACH, MOVED = 0.35, 0.25
"""Share of its range by which the design moves a lever to either side, as far as there is range, and the
chance that it moves it: with all moved at once, what they do together would pass for what each does."""

UNIT_OF = {LEVER: "ranges", UNCERTAIN: "deviations"}
"""The unit in which a parameter is moved."""

BELIEVED = 1.5
"""Standard deviations from where it was fitted up to which a surface is believed."""


def nearest(
    subject: Subject,
    vary: Sequence[str] = (),
    draws: int | None = None,
    held_out: int | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
) -> NearestTwo:
    """Find the smallest change with which E[1+1] comes to two, in levers, in uncertainties, and in both.

    A response surface is fitted to a design around the case; its nearest point, carried by few parameters,
    gives a direction; the straight line there is walked with real runs on held-out draws, and where they
    cross two is checked on draws of their own. The distance is an upper bound: another direction may be
    shorter.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        vary: "uncertain", "levers" or single names; by default all uncertain parameters and all levers with a
            range but those that describe how an office starts.
        draws: parameter draws of the design; 800 by default.
        held_out: parameter draws of the lines, and of the checks; 200 by default.
        seeds: seeds per draw.
        seed: master seed of the design; lines and checks take the two after it.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "nearest".
        runs: runs of all arms together at most, instead of draws and held-out draws.

    Returns:
        The ways to two: distances in ranges or standard deviations, prices in yuan a year.

    Raises:
        InvalidInput: an unknown parameter, a choice, sizes beside `runs`, or too few draws for the surface.
        RunsFailed: a run failed.

    Example:
        >>> from sim.scenario import Scenario
        >>> found = nearest(Scenario.load("s_association"), ["control.digital"], draws=20, held_out=4)
        >>> [one.group for one in found.ways]
        ['levers', 'levers']
    """
    simulator = simulated(subject, engine)
    simulator.scenario.require_case()
    before = simulator.runs
    axes = moving_axes(simulator, vary)
    search = _Search(simulator, axes, seeds, seed)
    draws, held_out = search.sizes(draws, held_out, runs)
    check_memory((draws, seeds, 2, len(ARMS)), (held_out, seeds, PARTS + 1, len(ARMS)))
    with counted_in_runs(
        progress, "nearest", points_at_most(axes, draws, held_out) * seeds, len(ARMS)
    ) as advance:
        everything = np.ones(len(axes), dtype=bool)
        first = search.around(np.zeros(len(axes)), everything, draws, advance)
        found = tuple(
            way for benchmark in BENCHMARKS for way in search.ways(first, benchmark, draws, held_out, advance)
        )
    return NearestTwo(
        ways=found,
        draws=draws,
        held_out=held_out,
        seeds=seeds,
        master_seeds=search.master_seeds,
        levers=tuple(axis.name for axis in axes if axis.kind == LEVER),
        uncertain=tuple(axis.name for axis in axes if axis.kind == UNCERTAIN),
        metadata=design_metadata("nearest", simulator, before, OUTCOMES, seed, seeds, draws),
    )


@dataclass(frozen=True)
class _Search:
    """A scenario, what can be moved, and the seeds."""

    simulator: ScenarioSimulator
    axes: tuple[Axis, ...]
    seeds: int
    seed: int

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that have something to move."""
        return groups_of(self.axes)

    @property
    def master_seeds(self) -> tuple[int, int, int]:
        """Of the design, of the lines, of the checks."""
        return self.seed, next_master_seed(self.seed), next_master_seed(self.seed, 2)

    def sizes(self, draws: int | None, held_out: int | None, runs: int | None) -> tuple[int, int]:
        """Return the draws of the design and the held-out ones: those asked for, or what the runs allow."""
        usual = NEAREST["draws"].usual, NEAREST["held_out"].usual
        least = fewest_draws(self.axes), NEAREST_LEAST["held_out"]
        if runs is None:
            draws, held_out = size_of(draws, usual[0], None, 1), size_of(held_out, usual[1], None, 1)
        elif draws is not None or held_out is not None:
            raise InvalidInput("error.too_many_sizes")
        else:
            whole = points_at_most(self.axes, *usual) * self.seeds * len(ARMS)
            draws, held_out = (runs * each // whole for each in usual)
            if draws < least[0] or held_out < least[1]:
                needed = max(-(-few * whole // each) for few, each in zip(least, usual, strict=True))
                raise InvalidInput("nearest.too_few_runs", runs=f"{runs:,}", least=f"{needed:,}")
        few = {"draws": draws, "least": least[0], "held_out": held_out, "least_held_out": least[1]}
        if draws < least[0] and held_out < least[1]:
            raise InvalidInput("nearest.too_few", **few)
        if draws < least[0]:
            raise InvalidInput("nearest.too_few_draws", **few)
        if held_out < least[1]:
            raise InvalidInput("nearest.too_few_held_out", **few)
        return draws, held_out

    def base(self, seed: int, draws: int) -> dict[str, float | Array]:
        """Return the draws of what is uncertain, and the scenario's values of the levers."""
        return self.simulator.base(seed, draws, [axis.name for axis in self.axes])

    @property
    def lever(self) -> NDArray[np.bool_]:
        """Which axes are levers, (axes,)."""
        return np.array([axis.kind == LEVER for axis in self.axes])

    def around(self, centre: Array, moving: NDArray[np.bool_], draws: int, advance: Advance) -> Designs:
        """Run a design around a move, and state what it found under each benchmark.

        Args:
            centre: the move, (axes,).
            moving: which axes may move, (axes,).
            draws: parameter draws.
            advance: called with the runs just finished.
        """
        base, scores = self.base(self.seed, draws), scores_of(self.axes, self.seed, draws)
        rng = np.random.default_rng(self.seed)
        moves = np.zeros((draws, len(self.axes)))
        for place, axis in enumerate(self.axes):
            if axis.kind == LEVER and moving[place]:
                low, high = (np.clip(centre[place] + by, axis.low, axis.high) for by in (-REACH, REACH))
                to = low + (high - low) * rng.random(draws)
                moves[:, place] = np.where(rng.random(draws) < MOVED, to - centre[place], 0.0)
        settings = [setting(self.axes, move, scores, base) for move in (centre, centre + moves)]
        values = run_settings(
            self.simulator, settings, base, ARMS, draws, self.seeds, self.seed, progress=advance
        )
        found = {}
        for benchmark in BENCHMARKS:
            # Both by what the centre divides by: a change of the gain and of nothing else.
            gaps = gap_of(benchmark, values[..., 0], ARMS, by=0).mean(axis=1)
            inputs = np.where(moving, scores, 0.0)
            found[benchmark.name] = Around(centre, gaps[:, 0], inputs, moves, gaps[:, 1] - gaps[:, 0])
        return found

    def run(self, moves: Sequence[Array], seed: int, draws: int, advance: Advance) -> Array:
        """Run moves at draws of a master seed: (draws, seeds, moves, arms)."""
        base, scores = self.base(seed, draws), scores_of(self.axes, seed, draws)
        settings = [setting(self.axes, np.asarray(move), scores, base) for move in moves]
        values = run_settings(self.simulator, settings, base, ARMS, draws, self.seeds, seed, progress=advance)
        return np.asarray(values[..., 0])

    def ways(
        self, first: Designs, benchmark: Benchmark, draws: int, held_out: int, advance: Advance
    ) -> Iterator[Way]:
        """Walk to two under one benchmark with each group; with both never farther than with one alone."""
        lines: list[WalkedLine] = []
        for group in self.groups:
            way, line = self._way(first, benchmark, group, draws, held_out, advance, lines)
            lines.append(line)
            yield way

    def _way(
        self,
        first: Designs,
        benchmark: Benchmark,
        group: str,
        draws: int,
        held_out: int,
        advance: Advance,
        others: Sequence[WalkedLine],
    ) -> tuple[Way, WalkedLine]:
        """Walk to two under one benchmark, moving one group, and check where the line crosses it.

        `others` are the lines of the groups that this one contains, where it is both.
        """
        moving = np.array(
            [group == "both" or (axis.kind == LEVER) == (group == "levers") for axis in self.axes]
        )
        scales = np.array([axis.scale(group) for axis in self.axes])
        steps = np.array([axis.step for axis in self.axes])
        low, high = (np.array([getattr(axis, end) for axis in self.axes]) * moving for end in ("low", "high"))
        trust = np.array([REACH if axis.kind == LEVER else BELIEVED for axis in self.axes])
        at_case = first[benchmark.name]
        known = [replace(at_case, scores=np.where(moving, at_case.scores, 0.0))]
        _, walk_seed, check_seed = self.master_seeds

        def fit(centre: Array) -> Surface:
            if centre.any():
                known.append(self.around(centre, moving, draws, advance)[benchmark.name])
            return fitted(known, self.lever).of(moving)

        around_case = fitted(known, self.lever).of(moving)
        line = walked(
            fit, scales, low, high, trust, benchmark,
            lambda moves: self.run(moves, walk_seed, held_out, advance), ARMS, steps,
        )  # fmt: skip
        if group == "both":
            line = nearest_line([line, *others], scales)
        stop = line.stop
        again = self.run([np.zeros_like(stop), stop], check_seed, held_out, advance)
        verified, gap = line_of(stop[None], benchmark, again[:, :, 1:], ARMS).points[0]
        linear, curved = surface_distances(around_case, scales, low, high)
        way = Way(
            benchmark=benchmark.name,
            group=group,
            unit="ranges" if group == "levers" else "deviations",
            start=line.points[0][0],
            above=line.points[0][1].value > 0,
            reached=line.reached,
            distance=distance(line.at(line.meets), scales),
            distance_low=distance(line.at(line.first), scales),
            distance_high=distance(line.at(line.last), scales),
            linear=linear,
            curved=curved,
            resolved=int(around_case.resolved.sum()),
            moves=self._moves(stop, scales, walk_seed, held_out),
            path=tuple(
                LinePoint(distance(move, scales), *point)
                for move, point in zip(line.moves, line.points, strict=True)
            ),
            price=self._price(stop),
            verified=verified,
            holds=math.isfinite(gap.low) and gap.low <= 0 <= gap.high,
            created=created_of(again, ARMS),
        )
        return way, line

    def _moves(self, point: Array, scales: Array, seed: int, draws: int) -> tuple[Moved, ...]:
        base, scores = self.base(seed, draws), scores_of(self.axes, seed, draws)
        after, squared = setting(self.axes, point, scores, base), (scales * point) ** 2
        found = [
            Moved(
                axis.name, axis.kind, float(np.mean(base[axis.name])), self._stored(axis, after[axis.name]),
                float(point[place]), float(squared[place] / squared.sum()),
                self.simulator.scenario.parameters[axis.name].unit, UNIT_OF[axis.kind],
            )
            for place, axis in enumerate(self.axes)
            if point[place] != 0
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: -one.share))

    @staticmethod
    def _stored(axis: Axis, value: float | Array) -> float:
        """Return a value as the model takes it: a whole number where the lever has no other."""
        whole = axis.kind == LEVER and axis.factor.whole
        return float(np.rint(value)) if whole else float(np.mean(value))

    def _price(self, point: Array) -> float:
        values = self.simulator.scenario.values
        before: dict[str, Any] = {name: values[name] for name in (*PRICED, *PRICED.values())}
        levers = {
            axis.name: self._stored(axis, axis.moved(float(point[place]), np.zeros(1), axis.value))
            for place, axis in enumerate(self.axes)
            if axis.kind == LEVER
        }
        after: Mapping[str, Any] = {**before, **{name: x for name, x in levers.items() if name in before}}
        return float(yearly_price(after)) - float(yearly_price(before))
