"""Two scenarios under common random numbers."""
