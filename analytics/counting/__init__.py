"""Indicators of counters (section B): what follows from counted hours, days and years."""
