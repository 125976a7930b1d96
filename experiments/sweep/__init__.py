"""What a study answers: 1+1, Δ and P(1+1 > 2) at each of its points, and what moves 1+1."""
