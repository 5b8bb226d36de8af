"""How long ago something was, in words: 12 s ago, 2.5 h ago, never."""

from datetime import datetime


def age(then: datetime | None, now: datetime) -> str:
    """Say how long ago something was.

    Examples
    --------
    >>> from datetime import UTC
    >>> age(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 2, 30, tzinfo=UTC))
    '2.5 h ago'
    """
    if then is None:
        return "never"
    seconds = max((now - then).total_seconds(), 0.0)  # `now` was taken before it was asked
    for unit, length_s in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length_s:
            return f"{seconds / length_s:.1f} {unit} ago"
    return f"{seconds:.0f} s ago"
