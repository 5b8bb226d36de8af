"""What derive leaves alone: states of UTC days whose raw readings lie in the archive.

Numbers of sealed days are computed again like others, from the states as they stand: an occupancy
follows a capacity that is corrected, for what was occupied and what there is are kept apart.
"""

from collections.abc import Set
from datetime import datetime
from typing import Final

from analytics.derive.days import Days
from analytics.derive.states import Computed
from store import sealed
from store.pool import Connection

#: So far from the dirty days others may follow from them (a counter's readings, a held state).
_REACH_DAYS: Final = 32


async def days_of(conn: Connection, days: Days, *, now: datetime) -> Set[int]:
    """Return the sealed ones of dirty UTC days and those near them; nothing is sealed meanwhile."""
    every = set().union(*days.values())
    if not every:
        return every
    return await sealed.days(conn, min(every) - _REACH_DAYS, max(every) + _REACH_DAYS, now=now)


def without(days: Days, sealed_days: Set[int]) -> Days:
    """Return the days that may be computed from raw readings."""
    if not sealed_days:
        return days
    return {source: left for source, one in days.items() if (left := one - sealed_days)}


def left_alone(computed: Computed, sealed_days: Set[int]) -> Computed:
    """Return what was computed without the sealed days that it reached into."""
    if not sealed_days:
        return computed
    return Computed(
        states={key: state for key, state in computed.states.items() if key[1] not in sealed_days},
        speeds={key: said for key, said in computed.speeds.items() if key[1] not in sealed_days},
        spread={key: said for key, said in computed.spread.items() if key[1] not in sealed_days},
    )
