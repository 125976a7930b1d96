"""The entry point runs every point of the map, and says what made the result."""

import pytest

from experiments.maps.analysis import lever_map
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def case():
    return Scenario.load("s_association").with_values({"run.horizon": 12})


def test_a_map_with_its_metadata(case):
    found = lever_map(case, "contract.term", "incentives.power", 3, 4, 2, 7, x_range=(4, 12))
    assert found.x_values == (4.0, 8.0, 12.0)
    metadata = found.metadata
    assert (metadata.kind, metadata.draws, metadata.seeds, metadata.seed) == ("map", 4, 2, 7)
    assert metadata.runs == 3 * 3 * 4 * 2 * 3
    assert metadata.scenario is case
    assert len(repr(found)) < 300
    assert found.shares == found.to_dict()["shares"]
    counted = [(found.side == side).mean() for side in (1, -1, 0)]
    assert list(found.shares.values()) == counted
    assert sum(counted) == 1


def test_the_old_question_is_asked_by_name(case):
    """Against the two alone the map's values are those of Δ in the same runs."""
    found = lever_map(case, "contract.term", "incentives.power", 2, 3, 2, 7, benchmark="alone")
    assert (found.benchmark, found.metadata.arms) == ("alone", ("none", "G", "S", "GS"))
    by_side = lever_map(case, "contract.term", "incentives.power", 2, 3, 2, 7)
    assert (by_side.benchmark, by_side.metadata.arms) == ("side_by_side", ("none", "G+S", "GS"))
    assert (found.gain != by_side.gain).all()
    with pytest.raises(ValueError, match="there is no benchmark beside"):
        lever_map(case, "contract.term", "incentives.power", 2, 3, benchmark="beside")


def test_what_cannot_vary_is_refused(case):
    with pytest.raises(ValueError, match=r"there is no parameter contract\.trem"):
        lever_map(case, "contract.trem", "incentives.power")
