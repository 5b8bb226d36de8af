"""Indicators as pure numpy functions; `analytics.derive` alone joins them to the store."""
