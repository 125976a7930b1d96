"""Sample sizes needed, in words."""

import math

from experiments.reporting.runs_needed import needed, needing_each
from experiments.statistics.intervals import Estimate

ZERO = Estimate(0.0, 0.0, 0.0, 0.0, 9)
SOME = Estimate(1.0, -1.0, 3.0, 1.0, 9)
UNKNOWN = Estimate(1.0, math.nan, math.nan, math.nan, 1)


def test_what_is_unresolved_for_the_same_reason_is_listed_together():
    said = needing_each([("a", -1, ZERO), ("b", 40, SOME), ("c", -1, ZERO)], "draws", "en")
    reason, size = (needed(number, estimate, "draws", "en") for number, estimate in ((-1, ZERO), (40, SOME)))
    assert said == f"a and c ({reason}); b ({size})"
    assert "40 draws" in size


def test_why_there_is_no_sample_size_is_stated():
    reasons = {needed(-1, one, "draws", "en") for one in (ZERO, SOME, UNKNOWN)}
    assert len(reasons) == 3
    assert "误差未知" in needing_each([("甲", -1, UNKNOWN)], "seeds", "zh")
