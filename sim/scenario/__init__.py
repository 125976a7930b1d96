"""Scenarios: TOML files of changes to the defaults, composed with overlays and single settings."""

from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario

__all__ = ["Scenario", "ScenarioError"]
