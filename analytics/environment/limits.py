"""Limit values of air quality as a dated table, and how often they are exceeded (indicators D5).

Sensors below the data quality objectives of the law (15 to 25 %) give an orientation: whether a
limit is kept is told by the stations of the network.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.environment.air_quality import Pollutant
from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD_VERSION: Final = 1
_OLD: Final = "2008/50/EC, 39. BImSchV"
_NEW: Final = "EU 2024/2881"
_NEW_FROM: Final = date(2030, 1, 1)
_OLD_FROM: Final = date(2010, 8, 6)


class Statistic(StrEnum):
    """What is compared with a limit."""

    HOUR = "hour"  #: hourly means
    DAY = "day"  #: daily means
    EIGHT_HOURS = "8h"  #: the day's greatest running 8-hour mean
    YEAR = "year"  #: the annual mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit value.

    Parameters
    ----------
    value
        [ug/m3]
    allowed
        How often a year it may be exceeded; 0 of an annual mean.
    since, until
        From when on, and up to when, it holds; `until` None: no end is known.
    sure
        Whether the number was read in the law, and not in a proposal or from memory.
    """

    pollutant: Pollutant
    statistic: Statistic
    value: float
    allowed: int
    since: date
    until: date | None
    law: str
    sure: bool = True


def _now(
    pollutant: Pollutant, statistic: Statistic, value: float, allowed: int, *, ends: bool = True
) -> Limit:
    return Limit(
        pollutant=pollutant,
        statistic=statistic,
        value=value,
        allowed=allowed,
        since=_OLD_FROM,
        until=_NEW_FROM if ends else None,
        law=_OLD,
    )


def _from_2030(
    pollutant: Pollutant, statistic: Statistic, value: float, allowed: int, *, sure: bool = True
) -> Limit:
    return Limit(
        pollutant=pollutant,
        statistic=statistic,
        value=value,
        allowed=allowed,
        since=_NEW_FROM,
        until=None,
        law=_NEW,
        sure=sure,
    )


LIMITS: Final = (
    _now(Pollutant.NO2, Statistic.HOUR, 200, 18),
    _now(Pollutant.NO2, Statistic.YEAR, 40, 0),
    _now(Pollutant.PM10, Statistic.DAY, 50, 35),
    _now(Pollutant.PM10, Statistic.YEAR, 40, 0),
    _now(Pollutant.PM2_5, Statistic.YEAR, 25, 0),
    # A mean of three years; what the recast makes of it was not read, so no end is given.
    _now(Pollutant.O3, Statistic.EIGHT_HOURS, 120, 25, ends=False),
    _from_2030(Pollutant.NO2, Statistic.HOUR, 200, 3, sure=False),
    _from_2030(Pollutant.NO2, Statistic.DAY, 50, 18, sure=False),
    _from_2030(Pollutant.NO2, Statistic.YEAR, 20, 0),
    _from_2030(Pollutant.PM10, Statistic.DAY, 45, 18),
    _from_2030(Pollutant.PM10, Statistic.YEAR, 20, 0),
    _from_2030(Pollutant.PM2_5, Statistic.DAY, 25, 18),
    _from_2030(Pollutant.PM2_5, Statistic.YEAR, 10, 0),
)


def on(day: date) -> list[Limit]:
    """Return the limits that hold on a day.

    Examples
    --------
    >>> [limit.value for limit in on(date(2026, 1, 1)) if limit.pollutant is Pollutant.PM10]
    [50, 40]
    >>> [limit.value for limit in on(date(2030, 1, 1)) if limit.pollutant is Pollutant.PM10]
    [45, 20]
    """
    return [
        limit
        for limit in LIMITS
        if limit.since <= day and (limit.until is None or day < limit.until)
    ]


def exceedances(values: Float, limit: float, decimals: int = 0) -> int:
    """Return how many values are above a limit; what equals it is not.

    Parameters
    ----------
    values
        Hourly means, daily means or daily maxima of a year, NaN where not known. [as `limit`]
    decimals
        Values are rounded to so many places first, halves up: the law compares in the precision
        of its limit, whole ug/m3. Give 1 for values that were rounded to tenths on purpose.

    References
    ----------
    2008/50/EC annex XI; indicators D5.

    Examples
    --------
    >>> exceedances(np.array([50.0, 50.4, 50.5, np.nan]), 50)
    1
    >>> exceedances(np.array([50.0, 50.1]), 50, decimals=1)
    1
    """
    return int(np.count_nonzero(exceeds(values, np.full(len(values), limit), decimals)))


def exceeds(values: Float, limit: Float, decimals: int = 0) -> NDArray[np.bool_]:
    """Whether each value is above the limit of its time; see `exceedances`.

    Examples
    --------
    >>> exceeds(np.array([50.4, 50.4]), np.array([50.0, 45.0])).tolist()
    [False, True]
    """
    scale = 10.0**decimals
    above: NDArray[np.bool_] = np.floor(values * scale + 0.5) > limit * scale
    return above


def complies(times: int, allowed: int) -> bool:
    """Whether a limit is kept that was exceeded so many times.

    Examples
    --------
    >>> complies(18, 18), complies(19, 18)
    (True, False)
    """
    return times <= allowed


def percentile_of_allowed(n: int, allowed: int) -> float:
    """Return which percentile the limit is compared with instead, when values are missing. [%].

    `100 (1 - allowed / n)`: of 365 days and 35 allowed 90.41, the 36th highest day.

    References
    ----------
    EEA (indicators D5).

    Examples
    --------
    >>> round(percentile_of_allowed(365, 35), 2), round(percentile_of_allowed(8760, 18), 2)
    (90.41, 99.79)
    """
    return 100 * (1 - allowed / n)


def highest(values: Float, rank: int) -> Figure:
    """Return the value of a rank, 1 the highest. [unit of the values].

    The 36th day of PM10, the 19th hour of NO2.

    Compared with the limit it says the same as the count, and how close it is; with missing data
    use `percentile_of_allowed` with `means.percentile`.

    Examples
    --------
    >>> highest(np.array([3.0, 9.0, np.nan, 7.0]), 2).value
    7.0
    """
    known = np.sort(values[~np.isnan(values)])[::-1]
    if len(known) < rank:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float(known[rank - 1]))
