"""What common random numbers gain on the differences that results rest on."""

import pytest

from experiments.benchmarks.crn_gain import (
    CONTRASTS,
    ENOUGH,
    GROUP,
    SEED,
    overlay_pairs,
    page,
    pairing,
    pairings,
    sample,
)
from experiments.runs.keys import stream
from sim.arms import ARMS, arm_index
from sim.engine import run_batch
from sim.scenario import Scenario

ALONE = ("contract or government alone: GS − G", "contract or organisation alone: GS − S")


@pytest.fixture(scope="module")
def arms():
    return sorted({name for contrast in CONTRASTS.values() for name in contrast}, key=arm_index)


@pytest.fixture(scope="module")
def case(arms):
    return sample((), arms, groups=60, fixed=GROUP)


@pytest.mark.parametrize("what", [what for what in CONTRASTS if what not in ALONE])
def test_all_that_the_headline_rests_on_gains_ten_times(what, case, arms):
    found = pairing(what, case, [CONTRASTS[what].get(name, 0.0) for name in arms])
    assert found.whole.low >= ENOUGH


def test_means_are_those_of_the_runs(case, arms):
    found = pairing("Δ", case, [CONTRASTS["contract or not: GS − G∥S"].get(name, 0.0) for name in arms])
    scenario = Scenario.load("s_association")
    points, run_seeds = scenario.draw(SEED, 60 * GROUP), stream(SEED, 0, 60 * GROUP)
    values = run_batch(scenario, points, run_seeds, [arm_index("GS"), arm_index("G+S")]).values[:, :, 0]
    assert found.mean == pytest.approx(float((values[:, 0] - values[:, 1]).mean()))


def test_independent_seeds_gain_nothing(case, arms):
    shifted = case._replace(whole=case.whole.copy())
    place = arms.index("GS")
    shifted.whole[:, :, place] = shifted.whole[::-1, :, place]
    what = "contract or not: GS − G∥S"
    found = pairing(what, shifted, [CONTRASTS[what].get(name, 0.0) for name in arms])
    assert found.whole.low < 1 < found.whole.high


def test_every_arm_and_every_overlay_is_compared():
    assert {name for contrast in CONTRASTS.values() for name in contrast} == {arm.name for arm in ARMS} - {
        "G++"
    }
    pairs = dict(overlay_pairs())
    assert pairs["cultivation"] == "s_association"
    assert pairs["dilemma_time_limit"] == "without_dilemmas"


def test_the_page_has_a_row_for_each():
    found = pairings(4, 2 * GROUP)
    said = page(found, 4, 2 * GROUP)
    assert all(f"| {each.what} |" in said for each in found)
    assert len(found) == len(CONTRASTS) + len(overlay_pairs())
