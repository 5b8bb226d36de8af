"""A series of quarter hours that knows when each of its values arrived.

Forecasts are tried on the past as it was: at a moment only that is known which had been received
by then, however early it was measured.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.calendar.day_types import day_types
from analytics.calendar.region import Region
from analytics.civil import local_date
from analytics.counting.hours import civil_days
from analytics.quarters import QUARTER_MS, Float, Int

METHOD_VERSION: Final = 1
SLOTS: Final = 96  #: quarter hours of a local day
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """Quarter hours one after the other. Arrays have one entry a quarter.

    Parameters
    ----------
    first
        The first quarter. [quarters since 1970]
    value
        NaN where it is not known, doubted, or not to be learned from (atypical). [vehicles or 1]
    known_from
        The first quarter at whose beginning the value had been received. [quarters since 1970]
    ceiling
        What cannot be exceeded; None: nothing is known. [as `value`]
    number, slot
        Local date, and quarter of the local day, 0 to 95.
    classes, public
        Class of the day, see `DayTypes.classes`, and whether it is a public holiday.
    """

    first: int
    value: Float
    known_from: Int
    ceiling: float | None
    number: Int
    slot: Int
    classes: Int
    public: Int

    def __len__(self) -> int:
        return len(self.value)


def grid(
    first: int,
    value: Float,
    known_from: Int,
    *,
    ceiling: float | None,
    zone: ZoneInfo,
    region: Region,
) -> Grid:
    """Return a series laid on the local days of a zone; parameters as of `Grid`.

    Examples
    --------
    >>> from datetime import datetime
    >>> first = int(datetime.fromisoformat("2026-04-30T23:30+02:00").timestamp()) // 900
    >>> told = grid(first, np.full(4, 7.0), np.arange(first + 1, first + 5), ceiling=None,
    ...             zone=ZoneInfo("Europe/Berlin"), region=Region(land="BW"))
    >>> told.slot.tolist(), told.public.tolist()  # 1 May is a holiday
    ([94, 95, 0, 1], [0, 0, 1, 1])
    """
    ends = first, first + len(value) - 1
    start, stop = (local_date(end * QUARTER_MS, zone) for end in ends)
    days = civil_days(start - _DAY, stop + _DAY, zone)
    quarter = np.arange(first, first + len(value))
    hour, part = np.divmod(quarter - days.first_quarter, 4)
    day = days.day[hour]
    types = day_types(days.number, region)
    return Grid(
        first=first,
        value=value,
        known_from=known_from,
        ceiling=ceiling,
        number=days.number[day],
        slot=days.hour[hour] * 4 + part,
        classes=types.classes()[day],
        public=types.public[day].astype(np.int64),
    )


def received_after(first: int, count: int, delay_ms: int) -> Int:
    """Return from when values are known that arrive so long after the end of their quarter.

    Examples
    --------
    >>> received_after(100, 2, 0).tolist(), received_after(100, 2, 300_000).tolist()
    ([101, 102], [102, 103])
    """
    return np.arange(first + 1, first + 1 + count) + -(-delay_ms // QUARTER_MS)
