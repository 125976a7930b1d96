"""The rules: small pure functions, one file per policy question, the same source for both engines."""
