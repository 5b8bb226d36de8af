"""Data quality (section E): tests that flag single values, and detectors that find faults.

Tests take arrays and return QARTOD flags, each its own (`qartod`, `flatness`, `rules`); `aggregate`
puts them together. Detectors take the series of a datastream and of those beside it up to a time
and return `findings`; what is usual they learn from the past alone (`learned`).
"""
