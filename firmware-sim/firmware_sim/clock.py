"""The time, asked here and nowhere else in the simulator."""

import time


def now_us() -> int:
    """Return the wall clock in microseconds since 1970-01-01T00:00Z."""
    return time.time_ns() // 1_000


def monotonic_s() -> float:
    """Return a clock that never goes back, for waits and timers, in seconds."""
    return time.monotonic()
