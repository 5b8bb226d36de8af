"""Recordings: years of files from publishers, read by mappings; the same for import and replay."""
