"""What influences 1+1: Sobol' indices, screening, moment-independent indices."""
