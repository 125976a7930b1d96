"""Where 1+1 is two by construction no share of draws lies above it: what rounding leaves is no gain."""

import pytest

import oneplusone as opo
from sim.parameters.change import RelativeChange

NULL = "s_association+additive_null"
SMALL = {"draws": 12, "seeds": 1, "months": 9}


def test_paths_of_the_additive_world_begin_at_no_share():
    found = opo.reform_paths(NULL, **SMALL)
    assert (found.rows[0].above_two.value, found.rows[0].above_two_side_by_side.value) == (0.0, 0.0)


@pytest.mark.parametrize("benchmark", ["alone", "side_by_side"])
def test_a_map_of_the_additive_world_has_no_share_above_two(benchmark):
    found = opo.lever_map(
        NULL, "contract.late_months", "contract.tranches", points=2, benchmark=benchmark, **SMALL
    )
    assert 0.0 < found.gain.max() <= 1e-9  # rounding
    assert found.above_two.max() == 0.0


def test_a_whole_number_is_written_as_a_file_has_it():
    assert RelativeChange(at_least=24).written() == {"at_least": 24}
