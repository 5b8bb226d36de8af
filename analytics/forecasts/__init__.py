"""Forecasts for the next two hours, what they are measured by, and when they are withheld (G)."""
