"""What to do: the trade-off front of the levers, and the cheapest single change."""
