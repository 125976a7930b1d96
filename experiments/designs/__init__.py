"""Designs over factors: Saltelli, Latin hypercube."""
