"""The patterns P1–P22, each statement with a false-alarm rate of one in a thousand; small samples here.

A pattern that does not appear is asserted as what was found instead, with the reason in docs/patterns.md:
when the model changes, that finding must be looked at again.
"""

from __future__ import annotations

import pytest

from experiments.validation.finding import Finding
from experiments.validation.patterns import PATTERNS

SMALL = {"P1": 800, "P2": 1000, "P3": 200, "P4": 2000, "P5": 400, "P6": 60, "P7": 100, "P8": 1600, "P9": 60,
         "P10": 1500, "P11": 12, "P12": 150, "P13": 200, "P14": 200, "P15": 200, "P16": 150, "P17": 100,
         "P18": 150, "P19": 400, "P20": 200, "P21": 60, "P22": 400}  # fmt: skip


def findings(name: str, scale: int = 1) -> list[Finding]:
    """A pattern's findings on the small sample, or on a multiple of it."""
    return PATTERNS[name](SMALL[name] * scale)


def test_p1_the_case_is_reproduced_given_its_one_informative_observation() -> None:
    """Prior predictive untuned; given the observation: band, median, zero groups and request follow."""
    band, full, zero, given, median, none, asked, open_then, waited = findings("P1")
    assert 0.3 < band.estimate < 0.8
    assert full.estimate < 0.5
    assert zero.estimate > 0.3
    assert given.holds
    assert median.holds
    assert asked.holds
    assert none.holds
    assert open_then.estimate > 0.5, "what a contractor opens while its contract waits is not counted for it"
    assert waited.estimate > 0.5


def test_p2_incentive_power_crowds_out_what_is_hard_to_verify() -> None:
    """More power: more studios, fewer groups, a wider angle between effort and weights."""
    assert all(finding.holds for finding in findings("P2"))


def test_p3_deeper_evaluation_shifts_effort_when_hours_bind_and_raises_it_with_slack() -> None:
    """Binding: counted work falls, groups rise, idling stays. Slack: idling falls, groups and firms rise."""
    named = {finding.statement: finding for finding in findings("P3")}
    binding = {name.split()[-1]: found for name, found in named.items() if name.startswith("hours bind")}
    slack = {name.split()[-1]: found for name, found in named.items() if name.startswith("slack")}
    assert binding["at_term_studio"].holds
    assert binding["groups"].holds
    assert abs(binding["idle"].estimate) < 1e-9
    assert slack["idle"].holds
    assert slack["groups"].holds
    assert slack["at_term_firm"].holds


def test_p4_time_is_not_money() -> None:
    """Groups respond more to the term than to money, and with one stage the excess over linear disappears."""
    *_, apart, control = findings("P4")
    assert apart.holds
    assert control.holds


def test_p5_turnover_costs_what_was_earned() -> None:
    """Over five cycles it reduces Δ, less with memory, and earned trust; in one term hardly."""
    forgetful, remembering, saved, earned, unearned, once = findings("P5")
    assert forgetful.holds
    assert remembering.holds
    assert earned.holds
    assert saved.estimate > 0
    assert unearned.holds  # trust rises under kept promises, so that a new leader costs some of it
    assert abs(once.estimate) < 0.3 * forgetful.estimate


def test_p6_transparency_moves_the_best_control() -> None:
    """With transparency control costs less and the best level moves up; interior optima are the minority."""
    opaque, clear, moved = findings("P6")
    assert moved.holds
    assert opaque.estimate < 0.5
    assert clear.estimate < 0.5


def test_p7_bundling_costs_more_the_fewer_the_posts() -> None:
    """The relative loss to switching falls with posts."""
    assert all(finding.holds for finding in findings("P7"))


def test_p8_reverse_contracting_beyond_choice_noise() -> None:
    """Disappointment and pressure take back more than choice noise; it is not the same as goal deviation."""
    excess, _, both = findings("P8")
    assert excess.holds
    assert abs(both.estimate) < 0.5


def test_p9_two_regimes_of_cooperation() -> None:
    """Below the threshold c/π cooperation ends, above it lasts."""
    assert all(finding.holds for finding in findings("P9"))


def test_p10_picked_panels_pass_what_inspection_fails() -> None:
    """False passes minus false fails rise with the purchaser's say."""
    assert all(finding.holds for finding in findings("P10"))


def test_p11_learning_does_not_beat_the_best_fixed_instrument() -> None:
    """The pattern does not appear (reason in docs/patterns.md); this fails as soon as it does."""
    *against_best_fixed, known, pooling = findings("P11")
    assert len(against_best_fixed) == 4
    assert all(finding.high < 0 for finding in against_best_fixed)
    assert 0 <= known.estimate < 0.1, "there is more to learn than there was"
    assert abs(pooling.estimate) < 0.03, (
        "choices are looked at anew too rarely for more: see docs/patterns.md"
    )


def test_p12_the_horizon_moves_one_plus_one() -> None:
    """With equal productivity 1+1 rises with the horizon."""
    (moved,) = findings("P12")
    assert moved.holds
    assert moved.estimate > 0


def test_p13_dividing_work_raises_what_is_created_only_where_the_two_are_unlike() -> None:
    """Comparative advantage needs a difference, and coordination."""
    assert all(finding.holds for finding in findings("P13"))


def test_p14_management_moves_what_cooperation_creates() -> None:
    """It rises with management, and not at all where its elasticities are zero."""
    assert all(finding.holds for finding in findings("P14"))


def test_p15_a_leaders_pause_never_raises_value_where_funds_lapse() -> None:
    """Two, four and eight months: less each time."""
    found = findings("P15")
    assert all(finding.holds for finding in found)
    assert [finding.estimate for finding in found] == sorted((one.estimate for one in found), reverse=True)


def test_p16_a_stricter_pass_mark_creates_nothing() -> None:
    """A quarter and all of the sum at risk, with and without own posts."""
    assert all(finding.holds for finding in findings("P16"))


def test_p17_unbundling_idles_no_one_and_one_kind_has_no_deviation_of_its_own() -> None:
    """Idle hours to a hundredth; 0 degrees."""
    assert all(finding.holds for finding in findings("P17"))


def test_p18_no_credit_in_its_range_raises_value_and_without_a_limit_it_would() -> None:
    """The limit is what keeps debt from being the cheapest way to two."""
    assert all(finding.holds for finding in findings("P18"))


def test_p19_turnover_costs_more_over_more_cycles_and_less_with_memory() -> None:
    """In v(GS): it takes from government alone as well, so that a ratio would not show it."""
    *_, more, less = findings("P19")
    assert more.estimate > 0
    assert less.estimate > 0


def test_p20_shared_information_helps_only_where_there_is_candour() -> None:
    """Without candour not a bit of the run changes."""
    assert all(finding.holds for finding in findings("P20"))


def test_p21_the_city_is_outside_what_is_observed_and_reported_so() -> None:
    """Three misses and one at its edge, the reason in docs/patterns.md; this fails as soon as one is met."""
    back, withheld, passed, overstated = findings("P21")
    assert 0.12 < back.estimate < 0.25
    assert 0.08 < withheld.estimate < 0.22
    assert 0.75 < passed.estimate < 0.90
    assert 0.01 < overstated.estimate < 0.10


def test_p22_trust_rises_under_kept_promises_in_most_draws() -> None:
    """On both sides, where leaders stay."""
    assert all(finding.holds for finding in findings("P22"))


@pytest.mark.patterns_full
@pytest.mark.parametrize("name", PATTERNS)
def test_larger_samples_say_the_same(name: str) -> None:
    """Five times the runs leave every statement that holds on the small sample holding."""
    small = findings(name)
    large = findings(name, 5)
    assert all(after.holds for before, after in zip(small, large, strict=True) if before.holds)
