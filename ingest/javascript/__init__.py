"""Vendors' JavaScript codecs, run in processes of their own (docs/decisions/0014)."""
