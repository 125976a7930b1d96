"""What can be set and what can be run: parameters, scenarios."""
