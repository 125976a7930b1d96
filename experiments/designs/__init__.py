"""Designs over factors: Saltelli, Latin hypercube. Nothing here knows how runs are made."""
