"""How far input may go: the one place for study files, commands and Python."""

from __future__ import annotations

MOST_SEED = 2**64 - 1
"""The largest seed; 0 is a seed like any other."""

MOST_REPLICATIONS = 10_000_000
"""Replications of an analysis that is held in memory."""

STUDY_REPLICATIONS = 900_000
"""Replications a study may have: with more, a run id would not fit exactly into a double."""
STUDY_POINTS = 10**9
"""Points a study may have."""
STUDY_RUNS = 10**10
"""Runs a study may have: 50,000 files of 200,000 rows, so that files stay bounded in number."""
STUDY_ARMS = 10
"""Arms a study may have."""
