"""How far a device's clock is from ours, by when its readings came. Pure.

A reading may come late for many reasons: it was stored while there was no network, a gateway or we
were away, a history was sent. Lateness alone says nothing of a clock. A clock that is behind shows
in messages that came at different times, all late by the same span: then the device's time went on
in step with ours. Of a backlog each message is late by another span, or all came at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: A clock this far from ours is wrong: behind (radio and retries take their time), or ahead. [s]
BEHIND_MAX_S: Final = 300.0
AHEAD_MAX_S: Final = 60.0
#: Of so many newest arrivals so many must be late by the same span, give or take this much. [s]
_NEWEST: Final = 4
_AGREEING_MIN: Final = 3
_SAME_WITHIN_S: Final = 60.0
#: What came within this time came at once.
_AT_ONCE: Final = timedelta(minutes=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Readings of one device that came together.

    Parameters
    ----------
    delay_s
        Receipt minus end of the measurement by the device's clock, of the newest of them. [s]
    """

    received: datetime
    delay_s: float


def behind_s(arrivals: Sequence[Arrival]) -> float | None:
    """Return how far a clock is behind ours, negative when ahead; None: nobody can tell. [s].

    The smallest delay of the newest arrivals: a reading comes early only by a wrong clock.

    Examples
    --------
    >>> noon, hour = datetime(2026, 11, 22, 12), timedelta(hours=1)
    >>> behind_s([Arrival(received=noon, delay_s=7_200.0)]) is None  # just late, for all we know
    True
    >>> behind_s([Arrival(received=noon - n * hour, delay_s=7_200.0 + n) for n in range(3)])
    7200.0
    """
    delays_s = _delays_s(arrivals)
    least_s = min(delays_s, default=None)
    if least_s is None or least_s <= BEHIND_MAX_S:
        return least_s
    agreeing = sum(delay_s - least_s <= _SAME_WITHIN_S for delay_s in delays_s)
    return least_s if agreeing >= _AGREEING_MIN else None


def _delays_s(arrivals: Sequence[Arrival]) -> list[float]:
    """Return the smallest delay of each of the newest arrivals, of what came at once one. [s]."""
    delays_s: list[float] = []
    begun: datetime | None = None
    for arrival in sorted(arrivals, key=lambda a: a.received, reverse=True):
        if begun is not None and begun - arrival.received <= _AT_ONCE:
            delays_s[-1] = min(delays_s[-1], arrival.delay_s)
        elif len(delays_s) == _NEWEST:
            break
        else:
            begun = arrival.received
            delays_s.append(arrival.delay_s)
    return delays_s
