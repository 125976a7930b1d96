"""The digest of 10,000 runs: the bits of their measures and of the draws of their parameters, in one hash.

    python -m tests.support.digest_of_runs            compares with what is committed
    python -m tests.support.digest_of_runs --write    commits to what the model gives now
    python -m tests.support.digest_of_runs --without NAME    compares all but a measure that is new

It needs the model alone, no package of the tests, so that any Python and any processor can be tried.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.arms import ARMS
from sim.engine import run_batch
from sim.measures import measures_of
from sim.scenario.scenario import Scenario

COMMITTED = Path(__file__).with_suffix(".json")
MASTER_SEED = 7
SAMPLE = 5
"""Draws of each part in the sample, whose digest is committed too."""


class Part(NamedTuple):
    """Draws of a scenario, each run in every arm with a seed of its own."""

    draws: int
    case: str = "s_association"
    overlays: tuple[str, ...] = ()
    changes: Mapping[str, Any] = {}


PARTS = {
    "the case": Part(850),
    "a small city": Part(
        100,
        "city",
        changes={
            "run.horizon": 36,
            "population.offices": 3,
            "population.organizations": 6,
            "population.communities": 31,
            "population.studios": 12,
        },
    ),
    "the first edition": Part(100, overlays=("first_edition",)),
    "without dilemmas": Part(100, overlays=("without_dilemmas",)),
    "all paths": Part(100, overlays=("all_paths",)),
}
RUNS = len(ARMS) * sum(part.draws for part in PARTS.values())


def bits(numbers: Any) -> bytes:
    """The bits of numbers as doubles, on every machine alike; what is no number has many and is given one."""
    doubles = np.array(numbers, "<f8")
    doubles[np.isnan(doubles)] = np.nan
    return doubles.tobytes()


def digests(sample: bool = False, without: str = "") -> dict[str, str]:
    """The digest of each part and of all, of the sample or of every run, `without` one measure."""
    found, of_all = {}, hashlib.sha256()
    for name, part in PARTS.items():
        of_part = hashlib.sha256()
        for piece in pieces(part, min(part.draws, SAMPLE) if sample else part.draws, without):
            of_part.update(piece)
            of_all.update(piece)
        found[name] = of_part.hexdigest()
    return {"all": of_all.hexdigest(), **found}


def pieces(part: Part, draws: int, without: str = "") -> Iterator[bytes]:
    """The bits of the drawn parameters, by name, and of every measure of every run, `without` one."""
    scenario = Scenario.load(part.case, part.overlays, part.changes)
    drawn = scenario.draw(MASTER_SEED, draws)
    for name in sorted(drawn):
        yield name.encode() + bits(drawn[name])
    runs = run_batch(scenario, drawn, np.arange(draws, dtype=np.uint64), range(len(ARMS)))
    measures = measures_of(tuple(row.name for row in scenario.rows["kinds"]))
    left = [place for place, measure in enumerate(measures) if measure.name != without]
    yield bits(runs.values[..., left])


def committed() -> dict[str, dict[str, str]]:
    """What is committed: of the sample and of every run."""
    return json.loads(COMMITTED.read_text("utf-8"))


def main() -> None:
    """Compare the digests with those committed, or write them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="commit to what the model gives now")
    parser.add_argument("--without", default="", metavar="NAME", help="leave a measure out that is new")
    asked = parser.parse_args()
    if asked.write and asked.without:
        parser.error("what is committed has every measure")
    without = asked.without
    found = {"sample": digests(sample=True, without=without), f"{RUNS:,} runs": digests(without=without)}
    if asked.write:
        COMMITTED.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    differing = [
        f"{size}: {name}"
        for size, here in found.items()
        for name in here
        if here[name] != committed()[size][name]
    ]
    print("\n".join(["differing:", *differing] if differing else [f"the same: {RUNS:,} runs"]))
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
