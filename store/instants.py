"""Instants as whole microseconds since 1970, and back; exact, unlike floating-point seconds."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
DAY_US: Final = 86_400_000_000


def from_us(time_us: int) -> datetime:
    """Return the instant `time_us` microseconds after 1970-01-01T00:00Z."""
    return EPOCH + timedelta(microseconds=time_us)


def to_us(instant: datetime) -> int:
    """Return whole microseconds since 1970; a naive instant raises `TypeError`."""
    return (instant - EPOCH) // MICROSECOND


def utc_day(instant: datetime) -> date:
    """Return the UTC day an instant falls into."""
    return instant.astimezone(UTC).date()


def span(time_us: NDArray[np.int64]) -> dict[str, datetime]:
    """Return the parameters `first` and `last`, by which a planner skips partitions."""
    return {
        "first": from_us(int(time_us.min())),
        "last": from_us(int(time_us.max())) + timedelta(microseconds=1),
    }
