"""Ids of what recordings bring: made once, safe in topics and addresses."""

from devices.names import slug

__all__ = ["device_id", "slug"]


def device_id(mapping: str, source: str) -> str:
    """Return the pseudo-device of one source of a recording; it can stand in a topic."""
    return slug(f"import-{mapping}-{source}")
