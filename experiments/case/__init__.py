"""The paper's case, end to end."""
