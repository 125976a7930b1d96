"""What text reports share: numbers, wording, layout, the terminal."""
