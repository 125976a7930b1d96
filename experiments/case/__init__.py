"""One case on one page, end to end."""
