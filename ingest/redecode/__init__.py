"""Kept messages read again by the codec and model of today (docs/decisions/0015)."""
