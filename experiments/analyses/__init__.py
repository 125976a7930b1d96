"""The analyses of a scenario with good defaults: one line each from Python, and what the commands call.

from sim import Scenario
from experiments import analyses
analyses.map_of(Scenario.load("s_association"), "contract.term", "incentives.power")
"""

from experiments.analyses.scope import BRIEF, outcomes_named, planned_draws, varied
from experiments.analyses.what_moves import screening_of, sensitivity_of
from experiments.analyses.what_to_do import choices_of
from experiments.analyses.where import map_of, rules_of
from experiments.analyses.why import Why, ledger_of, neutral_settings, path_changes, paths_of, why

__all__ = [
    "BRIEF", "Why", "choices_of", "ledger_of", "map_of", "neutral_settings", "outcomes_named", "path_changes",
    "paths_of", "planned_draws", "rules_of", "screening_of", "sensitivity_of", "varied", "why",
]  # fmt: skip
