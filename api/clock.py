"""The only place of this package that asks what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the rim
