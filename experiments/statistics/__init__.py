"""Estimates, intervals, tests and sample sizes, from arrays alone: nothing here knows how runs are made."""
