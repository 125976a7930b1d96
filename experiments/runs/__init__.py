"""Running scenarios: engines, seeds, paired runs, designs, settings."""
