"""The clock: the only place in ingest that asks the time."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the current instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the rim


def monotonic_s() -> float:
    """Return seconds since some instant; never set back."""
    return time.monotonic()
