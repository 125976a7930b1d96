"""The finished runs of a study as tables."""
