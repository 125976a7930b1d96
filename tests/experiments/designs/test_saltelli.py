"""Saltelli's design is SALib's, and tables are joined to it by point id."""

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol as salib_sample

from experiments.designs.factors import Factor
from experiments.designs.latin_hypercube import problem
from experiments.designs.saltelli import SaltelliDesign
from sim.parameters.priors import Uniform


def factors(size):
    return tuple(Factor(f"x{i}", Uniform(0.0, 1.0)) for i in range(size))


@pytest.mark.parametrize("second_order", [True, False])
@pytest.mark.parametrize("size", [1, 3, 8])
def test_design_is_salibs_bit_for_bit(size, second_order):
    design = SaltelliDesign(factors(size), 64, second_order, nets=1, seed=5)
    expected = salib_sample.sample(
        problem(size), 64, calc_second_order=second_order, seed=np.random.default_rng(5)
    )
    assert np.array_equal(design.unit(0, design.points), expected)
    parts = [design.unit(start, min(start + 7, design.points)) for start in range(0, design.points, 7)]
    assert np.array_equal(np.concatenate(parts), expected)


@pytest.mark.parametrize("size", [0, 3, 1000, 1025])
def test_only_powers_of_two(size):
    with pytest.raises(ValueError, match="not a power of two"):
        SaltelliDesign(factors(2), size)


def test_another_flag_or_seed_is_another_design():
    designs = [
        SaltelliDesign(factors(2), 64, True),
        SaltelliDesign(factors(2), 64, False),
        SaltelliDesign(factors(2), 64, True, seed=1),
        SaltelliDesign((Factor("x0", Uniform(0, 1)), Factor("x1", Uniform(0, 2))), 64, True),
    ]
    assert len({design.hash for design in designs}) == 4


def test_a_shuffled_table_is_joined_by_id_and_a_faulty_one_refused():
    design = SaltelliDesign(factors(2), 64, nets=4)
    table = pd.DataFrame({"point": np.arange(design.points), "design": design.hash})
    table["y"] = table["point"] ** 2.0
    shuffled = table.sample(frac=1.0, random_state=1)
    assert np.array_equal(design.join(shuffled, ["y"])[:, 0], table["y"])
    with pytest.raises(ValueError, match="1 of 384 points are missing: 7"):
        design.join(table[table["point"] != 7], ["y"])
    with pytest.raises(ValueError, match="there more than once: 9"):
        design.join(pd.concat([table, table[table["point"] == 9]]), ["y"])
    with pytest.raises(ValueError, match="this is design"):
        design.join(table.assign(design="0" * 16), ["y"])


@pytest.mark.parametrize("second_order", [True, False])
def test_the_seed_as_a_factor_is_crossed_as_the_parameters_are(second_order):
    """A base row has two values of the seed, 2k in A and 2k + 1 in B; one row takes it from the other."""
    design = SaltelliDesign(factors(2), 8, second_order, 2, varies_seed=True)
    assert design.names == ("x0", "x1", "seed")
    assert design.layout.parameters == ("x0", "x1")
    realised = design.realisations(0, design.points).reshape(8, design.step)
    crossed = [0, 0, 0, 1, 1, 1, 0, 1] if second_order else [0, 0, 0, 1, 1]  # A, A_B each, (B_A each), B
    assert np.array_equal(realised, 2 * np.arange(8)[:, None] + np.array(crossed))
    unit = design.unit(0, design.points).reshape(8, design.step, 2)
    assert np.array_equal(unit[:, 3], unit[:, 0])  # with another seed, but at A's values
    plain = SaltelliDesign(factors(2), 8, second_order, 2)
    assert np.array_equal(plain.base, design.base)  # the seed takes no dimension of the nets
    assert plain.hash != design.hash
    parts = [
        design.realisations(start, min(start + 3, design.points)) for start in range(0, design.points, 3)
    ]
    assert np.array_equal(np.concatenate(parts), realised.ravel())
