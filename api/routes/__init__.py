"""A router a subject: parse, ask once, answer."""
