"""The local day that has ended within the running UTC day.

Between the two midnights every reading of the running UTC day lies after the end of the local one,
but both share a day state. The month and the year of the day that has ended are only computed
again where its own quarters have changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from analytics.civil import day_start_ms, local_date
from analytics.day_state import BODY, bodies
from analytics.derive.days import Days
from analytics.derive.states import Computed
from analytics.quarters import DAY_MS, QUARTER_MS

_OF_QUARTERS: Final = tuple(name for name in BODY.names or () if BODY[name].shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """What is left of the running UTC day of a local day that has ended.

    Parameters
    ----------
    ended
        The local date.
    utc_day
        The running UTC day. [days since 1970]
    quarters
        So many of its quarters belong to the local day.
    midnight_ms
        When it ended. [ms since 1970]
    """

    ended: date
    utc_day: int
    quarters: int
    midnight_ms: int


def of(zone: ZoneInfo, until_ms: int) -> Evening | None:
    """Return the evening of a zone at a watermark; None where no local day has ended today."""
    utc_day = (until_ms - 1) // DAY_MS
    midnight_ms = day_start_ms(local_date(until_ms, zone), zone)
    if midnight_ms <= utc_day * DAY_MS:
        return None
    return Evening(
        ended=local_date(midnight_ms - 1, zone),
        utc_day=utc_day,
        quarters=(midnight_ms - utc_day * DAY_MS) // QUARTER_MS,
        midnight_ms=midnight_ms,
    )


def touched_alone(evening: Evening, days: Days) -> bool:
    """Whether of the UTC days of the local day that has ended only the running one is computed."""
    return not any(evening.utc_day - 1 in of_one for of_one in days.values())


def unchanged(
    evening: Evening, days: Days, before: Mapping[int, Mapping[int, bytes]], computed: Computed
) -> bool:
    """Whether nothing that was computed differs from before in the quarters of the ended day.

    Parameters
    ----------
    before
        datastream -> day -> packed state as it is stored.
    """
    day, n = evening.utc_day, evening.quarters
    for datastream in (one for one, of_one in days.items() if day in of_one):
        key = (datastream, day)
        new, old = computed.states.get(key), before.get(datastream, {}).get(day)
        if new is None or old is None or key in computed.speeds or key in computed.spread:
            return False
        body = bodies([old, new])
        if not all(
            body[name][0, :n].tobytes() == body[name][1, :n].tobytes() for name in _OF_QUARTERS
        ):
            return False
    return True
