"""What to do: the Pareto front of the levers, and the cheapest single change."""
