"""Reference of all parameters and scenarios."""
