"""What the machine takes: speed, scaling, memory, and what common random numbers buy."""
