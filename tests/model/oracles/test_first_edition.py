"""The first edition: one overlay gives its numbers, as its code gave them, to the last bit.

What is compared with was computed by the first edition's own code (commit e440632, in Mesa). It took exp, log
and powers from the mathematical library: they were replaced by those of `sim.arithmetic`. So was the order in
which sums are reckoned, where it has changed since: co-production (`sim.rules.delivery`) and whom a queue
serves before its last (`sim.agents.queue`), which move a last bit. Nothing else was touched.
"""

import hashlib

import numpy as np
import pytest

from sim.arms import ARMS, GS
from sim.engine import run_batch
from sim.measures import VALUE
from sim.model import ContractingModel
from sim.scenario.scenario import Scenario

MASTER_SEED, SEED = 5, 7

MONTHS_ALONE = {"run.horizon": 14}

VALUES = (
    (
        148.68334800548723, 573.5909351555696, 237.44044192732565, 627.6707544560554,
        422.9196014518691, 548.1888013375434, 502.0373203610653, 688.2133554681525,
    ),
    (
        137.94898440957334, 704.9152051065541, 395.91277820078517, 924.9745840317266,
        590.0729235239532, 922.194478174052, 678.1440395078703, 1009.6230392114351,
    ),
)  # fmt: skip
"""Public value in each arm, of the first two draws of the master seed."""

CITY = (
    109.51870159886353, 2138.8800742571234, 290.33103286097287, 2280.8606132227246,
    681.7931973280353, 1854.4561133954512, 1627.881060060754, 2509.8293783599843,
)  # fmt: skip
"""The same of a small city over three grants, in which offices learn: the first draw of the master seed."""

DRAWS = 60
DIGEST = "a322b8b7a427c3d19f7e79762a3992d86cee80d9a819d4efbdf77d2657a1376f"
"""SHA-256 of the bits of the first edition's public values: so many draws of the master seed, in each arm."""

SMALL_CITY = {
    "run.horizon": 30,
    "population.offices": 2,
    "population.organizations": 4,
    "population.communities": 20,
    "population.studios": 8,
}

COVERAGE = (19.0, 18.0)
"""Studios opened under the contract by the end of the term."""


def drawn(draw, overlays, case="s_association", changes=MONTHS_ALONE):
    case = Scenario.load(case, overlays, changes)
    values = {name: column[draw].item() for name, column in case.draw(MASTER_SEED, len(VALUES)).items()}
    return case.with_values(values)


@pytest.mark.parametrize("draw", range(len(VALUES)))
def test_the_overlay_gives_the_numbers_of_the_first_edition(draw):
    scenario = drawn(draw, ["first_edition"])
    models = [ContractingModel(scenario, arm, SEED + draw, collect=False).run() for arm in range(len(ARMS))]
    assert tuple(model.measure("value") for model in models) == VALUES[draw]
    assert models[GS].measure("coverage") == COVERAGE[draw]


def test_it_does_so_in_every_arm_of_many_draws():
    case = Scenario.load("s_association", ["first_edition"], MONTHS_ALONE)
    seeds = np.arange(SEED, SEED + DRAWS, dtype=np.uint64)
    batch = run_batch(case, case.draw(MASTER_SEED, DRAWS), seeds, range(len(ARMS)))
    bits = np.ascontiguousarray(batch.values[:, :, VALUE], "<f8").tobytes()
    assert hashlib.sha256(bits).hexdigest() == DIGEST


def test_it_does_so_in_a_city_that_learns():
    scenario = drawn(0, ["first_edition"], "city", SMALL_CITY)
    found = [ContractingModel(scenario, arm, SEED, collect=False).run() for arm in range(len(ARMS))]
    assert tuple(model.measure("value") for model in found) == CITY


def test_without_the_overlay_they_are_others():
    found = ContractingModel(drawn(0, []), GS, SEED, collect=False).run().measure("value")
    assert abs(found / VALUES[0][GS] - 1.0) > 0.01
