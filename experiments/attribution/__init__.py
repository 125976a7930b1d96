"""What the dilemmas take from 1+1 and what the reform paths give back."""
