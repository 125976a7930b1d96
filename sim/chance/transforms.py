"""From one uniform number to a normal, Poisson or binomial one, by the inverse of its distribution.

Nothing is rejected and drawn again: one u gives one number, and a larger u never a smaller one. So two worlds
that meet the same u differ only as far as their parameters do.
"""

import math

from sim.arithmetic import exp, log
from sim.compiler.rule import rule, small_rule

LARGEST_MEAN = 700.0  # exp(−mean) is still a normal double
SMALLEST_START = 1e-300
NO_ROUNDING = 1e-12  # far more than what rounding takes from a number below one
CENTRAL = 0.425  # how far from ½ the simpler half of the algorithm reaches
NEAR = 5.0  # how far out the next part does: all but one normal number in 36 thousand million


@rule
def central_quantile(q: float) -> tuple[float, float]:
    """Φ⁻¹(½ + q) for |q| ≤ 0.425, as numerator and denominator."""
    r = 0.180625 - q * q
    above = 2.50908_09287_30122_6727e3
    above = above * r + 3.34305_75583_58812_8105e4
    above = above * r + 6.72657_70927_00870_0853e4
    above = above * r + 4.59219_53931_54987_1457e4
    above = above * r + 1.37316_93765_50946_1125e4
    above = above * r + 1.97159_09503_06551_4427e3
    above = above * r + 1.33141_66789_17843_7745e2
    above = above * r + 3.38713_28727_96366_6080e0
    below = 5.22649_52788_52854_5610e3
    below = below * r + 2.87290_85735_72194_2674e4
    below = below * r + 3.93078_95800_09271_0610e4
    below = below * r + 2.12137_94301_58659_5867e4
    below = below * r + 5.39419_60214_24751_1077e3
    below = below * r + 6.87187_00749_20579_0830e2
    below = below * r + 4.23133_30701_60091_1252e1
    below = below * r + 1.0
    return above * q, below


@rule
def near_quantile(r: float) -> tuple[float, float]:
    """|Φ⁻¹(u)| further out, from r = √(−log min(u, 1 − u)) ≤ 5, as numerator and denominator."""
    r = r - 1.6
    above = 7.74545_01427_83414_07640e-4
    above = above * r + 2.27238_44989_26918_45833e-2
    above = above * r + 2.41780_72517_74506_11770e-1
    above = above * r + 1.27045_82524_52368_38258e0
    above = above * r + 3.64784_83247_63204_60504e0
    above = above * r + 5.76949_72214_60691_40550e0
    above = above * r + 4.63033_78461_56545_29590e0
    above = above * r + 1.42343_71107_49683_57734e0
    below = 1.05075_00716_44416_84324e-9
    below = below * r + 5.47593_80849_95344_94600e-4
    below = below * r + 1.51986_66563_61645_71966e-2
    below = below * r + 1.48103_97642_74800_74590e-1
    below = below * r + 6.89767_33498_51000_04550e-1
    below = below * r + 1.67638_48301_83803_84940e0
    below = below * r + 2.05319_16266_37758_82187e0
    below = below * r + 1.0
    return above, below


@rule
def normal_quantile(u: float) -> float:
    """The standard normal number below which a share u of them lies, Φ⁻¹(u), to about 16 digits.

    Algorithm AS 241 (Wichura 1988), in the order of operations of `statistics.NormalDist().inv_cdf`, which it
    equals bit for bit but for the logarithm, which is that of `sim.arithmetic`. Raises ValueError unless
    0 < u < 1.
    """
    if not 0.0 < u < 1.0:
        raise ValueError("a normal number needs 0 < u < 1")
    q = u - 0.5
    if math.fabs(q) <= CENTRAL:
        above, below = central_quantile(q)
        return above / below
    r = math.sqrt(-log(u if q <= 0.0 else 1.0 - u))
    if r <= NEAR:
        above, below = near_quantile(r)
    else:
        r = r - NEAR
        above = 2.01033_43992_92288_13265e-7
        above = above * r + 2.71155_55687_43487_57815e-5
        above = above * r + 1.24266_09473_88078_43860e-3
        above = above * r + 2.65321_89526_57612_30930e-2
        above = above * r + 2.96560_57182_85048_91230e-1
        above = above * r + 1.78482_65399_17291_33580e0
        above = above * r + 5.46378_49111_64114_36990e0
        above = above * r + 6.65790_46435_01103_77720e0
        below = 2.04426_31033_89939_78564e-15
        below = below * r + 1.42151_17583_16445_88870e-7
        below = below * r + 1.84631_83175_10054_68180e-5
        below = below * r + 7.86869_13114_56132_59100e-4
        below = below * r + 1.48753_61290_85061_48525e-2
        below = below * r + 1.36929_88092_27358_05310e-1
        below = below * r + 5.99832_20655_58879_37690e-1
        below = below * r + 1.0
    z = above / below
    return -z if q < 0.0 else z


@small_rule
def noise_exponent(spread: float, z: float) -> float:
    """Logarithm of the noise that a normal number makes: σz − σ²/2."""
    return spread * z - 0.5 * spread * spread


@rule
def noise_of(spread: float, z: float) -> float:
    """Noise that a normal number makes, exp(σz − σ²/2): mean one; σ = 0 gives exactly one."""
    if spread <= 0.0:
        return 1.0
    return exp(noise_exponent(spread, z))


@rule
def poisson(u: float, mean: float) -> int:
    """The smallest k with P(K ≤ k) ≥ u for a Poisson number K of the given mean; none when the mean is 0.

    P(K = 0) = e^(−mean), P(K = k) = P(K = k−1)·mean/k, added up from 0. When u is so near 1 that the rounded
    sum cannot reach it, the count at which the sum stops growing. Raises ValueError unless 0 ≤ mean ≤ 700 and
    0 ≤ u ≤ 1.
    """
    if not (0.0 <= mean <= LARGEST_MEAN and 0.0 <= u <= 1.0):
        raise ValueError("a Poisson number needs 0 <= mean <= 700 and 0 <= u <= 1")
    if u < 1.0 - mean - NO_ROUNDING:
        return 0  # for 1 − mean ≤ e^(−mean): where the mean is small, nearly always
    count = 0
    chance = exp(-mean)
    reached = chance
    while reached < u:
        chance = chance * mean / (count + 1)
        if reached + chance == reached:
            break
        count += 1
        reached = reached + chance
    return count


@rule
def binomial(u: float, trials: int, probability: float) -> int:
    """The smallest k with P(K ≤ k) ≥ u for the number K of successes in so many independent trials.

    P(K = 0) = (1−p)^n, P(K = k+1) = P(K = k)·(n−k)/(k+1)·p/(1−p), added up from 0 as in `poisson`; above
    p = ½ the failures are counted from 1 − u instead. Raises ValueError unless trials ≥ 0, 0 ≤ p ≤ 1,
    0 ≤ u ≤ 1 and the first term is at least 1e−300 (at p = ½ up to 996 trials).
    """
    if not (trials >= 0 and 0.0 <= probability <= 1.0 and 0.0 <= u <= 1.0):
        raise ValueError("a binomial number needs trials >= 0, 0 <= probability <= 1 and 0 <= u <= 1")
    failures_counted = probability > 0.5
    rare = 1.0 - probability if failures_counted else probability
    target = 1.0 - u if failures_counted else u
    chance = 1.0
    for _ in range(trials):
        chance = chance * (1.0 - rare)
    if chance < SMALLEST_START:
        raise ValueError("a binomial number of so many trials cannot be added up from 0")
    odds = rare / (1.0 - rare)
    count = 0
    reached = chance
    while reached < target and count < trials:
        chance = chance * (trials - count) / (count + 1) * odds
        if reached + chance == reached:
            break
        count += 1
        reached = reached + chance
    return trials - count if failures_counted else count
