"""Whether the store says what really happened: a run's ground truth against what was kept of it."""
