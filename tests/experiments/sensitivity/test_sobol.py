"""Known functions through the project's own pipeline: indices, noise, ranks, and what is refused."""

import numpy as np
import pytest

from experiments.designs.factors import Factor
from experiments.designs.saltelli import SaltelliDesign
from experiments.runs.design import run_design
from experiments.runs.keys import COMMON, INDEPENDENT
from experiments.runs.outcomes import DELTA, ONE_PLUS_ONE, Outcome
from experiments.sensitivity.result import NO_VARIANCE, REFUSED, UNRESOLVED
from experiments.sensitivity.sobol import indices, run_sobol
from sim.arms import GS, NONE, G, S
from sim.parameters.priors import Uniform
from tests.support import known_functions, toy_models


def factors(size):
    return tuple(Factor(f"x{i}", Uniform(0.0, 1.0)) for i in range(size))


@pytest.mark.parametrize("name", ["ishigami", "sobol_g", "g_star"])
@pytest.mark.parametrize("random_numbers", [INDEPENDENT, COMMON])
def test_known_functions_give_their_indices(name, random_numbers):
    function = known_functions.FUNCTIONS[name]
    design = SaltelliDesign(function.factors, 1024, seed=3)
    result = run_sobol(
        toy_models.simulation(function), design, [toy_models.THE_VALUE], 2, random_numbers=random_numbers
    ).of("value")
    assert result.stochastic_share.value == 0.0
    for share, first, total in zip(result.shares, function.first, function.total, strict=True):
        # 5 standard errors: with 21 parameters × 2 orders × 2 a false alarm in some 100 seeds.
        assert abs(share.first.value - first) <= max(5 * share.first.standard_error, 1e-3)
        assert abs(share.total.value - total) <= max(5 * share.total.standard_error, 1e-3)
    assert result.converged


def test_ishigamis_interaction_is_found_and_only_that():
    function = known_functions.FUNCTIONS["ishigami"]
    design = SaltelliDesign(function.factors, 2048, seed=1)
    result = run_sobol(toy_models.simulation(function), design, [toy_models.THE_VALUE], 2).of("value")
    resolved = [(pair.first_name, pair.second_name) for pair in result.pairs if pair.influential]
    assert resolved == [("x0", "x2")]
    assert result.pairs[0].index.low <= function.second[0, 2] <= result.pairs[0].index.high
    assert result.interactions.low <= function.second[0, 2] <= result.interactions.high
    assert [share.best_rank for share in result.shares] == [1, 2, 3]
    assert all(share.ranked for share in result.shares)


def test_noise_is_taken_out_of_the_indices_and_reported():
    """Noise of the same variance as the function: stochastic share 50%, indices still the function's."""
    function = known_functions.FUNCTIONS["ishigami"]
    spread = np.sqrt(7.0**2 / 8 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18 + 0.5)
    design = SaltelliDesign(function.factors, 2048, seed=2)
    result = run_sobol(toy_models.simulation(function, spread), design, [toy_models.THE_VALUE], 4).of("value")
    assert result.stochastic_share.low <= 0.5 <= result.stochastic_share.high
    assert result.stochastic_share_of_means == pytest.approx(0.2, abs=0.02)
    for share, total in zip(result.shares, function.total, strict=True):
        assert abs(share.total.value - total) <= 4 * share.total.standard_error
    # Without the correction the total index of the second parameter would be 0.2 too high.
    assert result.shares[1].total.value == pytest.approx(function.total[1], abs=0.12)


@pytest.mark.full
@pytest.mark.parametrize(("name", "noise"), [("ishigami", 3.7), ("g_star", 1.0), ("sobol_g", 0.68)])
def test_intervals_cover_when_half_of_a_runs_variance_is_stochastic(name, noise):
    """500 analyses of noisy outputs, noise removed: first and total order, 93–97%."""
    function, hits = known_functions.FUNCTIONS[name], []
    for seed in range(500):
        design = SaltelliDesign(function.factors, 512, False, 16, seed)
        found = run_sobol(
            toy_models.simulation(function, noise), design, [toy_models.THE_VALUE], 4, seed=seed
        ).of("value")
        for share, first, total in zip(found.shares, function.first, function.total, strict=True):
            hits += [
                share.first.low <= first <= share.first.high,
                share.total.low <= total <= share.total.high,
            ]
    assert 0.93 <= np.mean(hits) <= 0.97


def test_common_random_numbers_separate_common_noise_from_noise_that_depends_on_the_parameters():
    """y = x₀ + z(seed)·(2 + x₁): parameters 1/12 + common noise; the within-point variance is E(2 + x₁)²."""
    size = factors(2)

    def function(points):
        return points["x0"]

    design = SaltelliDesign(size, 1024, seed=4)
    result = run_sobol(
        toy_models.simulation(function, lambda points: 2 + points["x1"]),
        design,
        [toy_models.THE_VALUE],
        64,
        random_numbers=COMMON,
    ).of("value")
    within = 4 + 2 + 1 / 3
    assert result.noise == pytest.approx(within, rel=0.35)
    assert result.variance == pytest.approx(1 / 12, rel=0.1)


def test_pure_noise_has_no_indices():
    design = SaltelliDesign(factors(3), 256, seed=5)
    result = run_sobol(
        toy_models.simulation(lambda points: 0 * points["x0"], 1.0), design, [toy_models.THE_VALUE], 4
    )
    assert result.of("value").state == UNRESOLVED
    assert result.of("value").shares == ()
    assert result.frame().empty


def test_a_constant_says_no_variance():
    design = SaltelliDesign(factors(3), 64, nets=4)
    result = run_sobol(
        toy_models.simulation(lambda points: 0.1 + 0 * points["x0"]), design, [toy_models.THE_VALUE], 3
    )
    assert result.of("value").state == NO_VARIANCE


def test_one_failed_run_refuses_all_indices_and_is_named():
    design = SaltelliDesign(factors(3), 64, nets=4)
    runs = run_design(
        toy_models.simulation(lambda p: p["x0"]), design.rows, design.points, [toy_models.THE_VALUE], 2
    )
    runs.means[17] = np.nan
    result = indices(design.layout, runs)
    assert result.outcomes[0].state == REFUSED
    with pytest.raises(ValueError, match=r"1 of 512 points failed or are undefined: 17"):
        result.of("value")


def test_undefined_quotients_are_refused_while_differences_are_not():
    """v(G) + v(S) is negative for x₀ < 0.1: "1+1" has no meaning there, Δ has."""
    evaluate = toy_models.worlds(
        {
            NONE: lambda p, z: 0 * z,
            G: lambda p, z: p["x0"] - 0.1,
            S: lambda p, z: 0 * z,
            GS: lambda p, z: p["x0"] + p["x1"],
        }
    )
    design = SaltelliDesign(factors(2), 64, nets=4)
    result = run_sobol(evaluate, design, [ONE_PLUS_ONE, DELTA], 2)
    with pytest.raises(ValueError, match="failed or are undefined"):
        result.of("one_plus_one")
    # Δ = x₁ + 0.1: all of it is the second parameter's.
    first, second = result.of("delta").shares
    assert first.total.value == 0.0
    assert abs(second.first.value - 1.0) <= 4 * second.first.standard_error


def test_wide_intervals_claim_no_rank():
    """Two equal parameters are never ranked, whatever the estimates say."""
    design = SaltelliDesign(factors(2), 128, seed=6)
    result = run_sobol(
        toy_models.simulation(lambda p: p["x0"] + p["x1"], 0.2), design, [toy_models.THE_VALUE], 2
    ).of("value")
    assert [(share.best_rank, share.worst_rank) for share in result.shares] == [(1, 2), (1, 2)]


def test_one_seed_per_point_cannot_separate_noise():
    design = SaltelliDesign(factors(2), 64, nets=4)
    with pytest.raises(ValueError, match="at least 2"):
        run_sobol(toy_models.simulation(lambda p: p["x0"]), design, [toy_models.THE_VALUE], 1)


def noisy_g(base_size, noise=1.0, seeds=2):
    function = known_functions.FUNCTIONS["sobol_g"]
    design = SaltelliDesign(function.factors, base_size, False, seed=4)
    return run_sobol(toy_models.simulation(function, noise), design, [toy_models.THE_VALUE], seeds).of(
        "value"
    )


def test_unresolved_indices_come_with_the_n_needed_and_are_resolved_at_that_n():
    small = noisy_g(128)
    for share in small.shares:
        assert (share.base_size_to_narrow == 0) == share.narrow
        assert (share.base_size_to_resolve == 0) == share.influential
        if share.total.value <= 0:
            assert share.base_size_to_resolve == -1  # it cannot be planned that more rows would help
    planned = [share for share in small.shares if 128 < share.base_size_to_resolve <= 4096]
    assert planned
    assert all(share.base_size_to_resolve & (share.base_size_to_resolve - 1) == 0 for share in planned)
    first = planned[0]
    large = noisy_g(2 * first.base_size_to_resolve)
    assert next(share for share in large.shares if share.name == first.name).influential
    size = max(share.base_size_to_narrow for share in small.shares)
    assert size > 128
    assert all(share.narrow for share in noisy_g(size).shares)


def test_a_hidden_variance_comes_with_the_n_that_would_show_it():
    def faint(points):
        return 0.1 * points["x0"]

    def found(base_size):
        design = SaltelliDesign(factors(2), base_size, False, seed=1)
        return run_sobol(toy_models.simulation(faint, 0.3), design, [toy_models.THE_VALUE], 2).of("value")

    hidden = found(64)
    assert hidden.state == UNRESOLVED
    assert 64 < hidden.base_size_to_show <= 8192
    assert found(2 * hidden.base_size_to_show).state == "indices"


def test_no_n_is_planned_to_rank_equals():
    """Two equal parameters: no N, or only a very large one, would resolve the first from the second."""

    def equal(points):
        return points["x0"] + points["x1"] + 0.2 * points["x2"]

    design = SaltelliDesign(factors(3), 128, False, seed=1)
    found = run_sobol(toy_models.simulation(equal, 0.05), design, [toy_models.THE_VALUE], 2).of("value")
    assert [share.best_rank for share in found.shares[:2]] == [1, 1]
    assert found.base_size_to_rank == -1 or found.base_size_to_rank >= 1024
    apart = noisy_g(1024, noise=0.0)
    assert apart.shares[0].ranked
    assert apart.base_size_to_rank == 0


def test_undefined_points_are_distinguished_from_failed_ones():
    """G is worth x0 − ½: the quotient is undefined at half of the points, and one whole point failed."""

    def evaluate(points, run_seeds, arms):
        values_ = np.stack([points["x0"] - 0.5 if arm == G else points["x1"] for arm in arms], axis=1)
        values_[0] = np.nan
        return values_[:, :, None]

    quotient = Outcome("ratio", {GS: 1.0}, {G: 1.0})
    design = SaltelliDesign(factors(2), 64, False, seed=1)
    result = run_sobol(evaluate, design, [quotient, toy_models.THE_VALUE], 2)
    ratio, value = result.outcomes
    undefined = design.unit(0, design.points)[:, 0] <= 0.5
    assert undefined[0] or ratio.failed[0] == 0
    assert ratio.undefined == undefined[1:].sum()
    assert (value.failed, value.undefined) == ((0,), 0)


def test_interactions_and_pairs_come_with_their_n_too():
    function = known_functions.FUNCTIONS["ishigami"]

    def found(base_size):
        design = SaltelliDesign(function.factors, base_size, True, seed=1)
        return run_sobol(toy_models.simulation(function, 3.0), design, [toy_models.THE_VALUE], 2).of("value")

    small = found(64)
    assert not any(pair.influential for pair in small.pairs)
    assert any(pair.base_size_to_resolve > 64 for pair in small.pairs)
    assert 64 < small.base_size_to_split <= 16_384
    large = found(2 * small.base_size_to_split)
    assert large.base_size_to_split == 0
    resolved = [pair for pair in large.pairs if pair.influential]
    assert (resolved[0].first_name, resolved[0].second_name) == ("x0", "x2")
    assert resolved[0].base_size_to_resolve == 0
