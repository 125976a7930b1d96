"""Everything that is said of a scenario or a study, as one document for people who decide."""
