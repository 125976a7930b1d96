"""Estimates, intervals and sample sizes, from arrays alone."""
