"""How a rule and a state class become compiled code; knows nothing of the model."""

from sim.compiler.rule import rule
from sim.compiler.state import State

__all__ = ["State", "rule"]
