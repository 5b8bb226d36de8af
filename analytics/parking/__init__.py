"""Parking indicators (section A): pure functions, arrays in, arrays out."""
