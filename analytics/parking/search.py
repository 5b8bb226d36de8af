"""Proxies of the search for a space (indicator A11).

No sensor here measures searching. Shares of cruising traffic published elsewhere (8 to 75 %) do not
carry over to another town and are not quoted.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.occupancy import COVERAGE_MIN_PERCENT
from analytics.parking import survival
from analytics.parking.durations import in_window
from analytics.parking.stays import Stays
from analytics.parking.zone import Clock, FreeBays
from analytics.quarters import DAY_MS, Float, Int
from analytics.spans import Span

METHOD: Final = "time without a free bay; vacancy durations; 1 / (1 - occupancy)"
METHOD_VERSION: Final = 2  #: 2: four weeks up to the end of a number must be known
#: Less tells of these weeks, not of a place. [days]
KNOWN_MIN_DAYS: Final = 28
#: Who leaves so soon after entering found nothing, or did not want to stay. [ms]
TURN_AROUND_MS: Final = 10 * 60_000
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturation:
    """Time without a free bay; one entry a day.

    Parameters
    ----------
    minutes
        NaN where less than 75 % of the day is observed. [min]
    observed_ms
        Time in which enough bays are known. [ms]
    """

    minutes: Float
    observed_ms: Int


def weeks_known(known: Clock, begin_ms: int, end_ms: int) -> bool:
    """Whether enough is known for a proxy: 75 % of the four weeks up to its end.

    Of a window that is longer 75 % of it all.

    Parameters
    ----------
    known
        Runs while enough bays are known, see `FreeBays.observed`.

    Examples
    --------
    >>> one = Clock(np.array([0]), np.array([30 * 86_400_000]), np.array([0, 30 * 86_400_000]))
    >>> weeks_known(one, 27 * 86_400_000, 28 * 86_400_000), weeks_known(one, 0, 7 * 86_400_000)
    (True, False)
    """
    first_ms = min(begin_ms, end_ms - KNOWN_MIN_DAYS * DAY_MS)
    (time_ms,) = known.within(np.array([first_ms]), np.array([end_ms])).tolist()
    return bool(time_ms * 100 >= (end_ms - first_ms) * COVERAGE_MIN_PERCENT)


def saturation(zone: FreeBays, begin_ms: Int, end_ms: Int) -> Saturation:
    """Return how long a day no bay of the zone was free, in minutes; not scaled up.

    A bay that is not known is not free: at least 75 % must be known for the time to count.

    Parameters
    ----------
    begin_ms, end_ms
        The days, or the regulated hours of each day. [ms since 1970]

    Examples
    --------
    >>> minute = 60_000
    >>> zone = FreeBays(from_ms=np.array([0, 10]) * minute, to_ms=np.array([10, 40]) * minute,
    ...                 free=np.array([0, 1]), known=np.array([3, 3]), bays=4)
    >>> saturation(zone, np.array([0]), np.array([40 * minute])).minutes.tolist()
    [10.0]
    """
    observed = zone.observed()
    full = zone.time_in(observed & (zone.free == 0), begin_ms, end_ms)
    known = zone.time_in(observed, begin_ms, end_ms)
    enough = (known > 0) & (known * 100 >= (end_ms - begin_ms) * COVERAGE_MIN_PERCENT)
    return Saturation(minutes=np.where(enough, full / _MINUTE_MS, np.nan), observed_ms=known)


def median_vacancy_min(
    vacancies: Stays, window: Span, *, events_min: int = survival.EVENTS_MIN
) -> Figure:
    """Return how long a bay stays free, the median by Kaplan-Meier. [min].

    Below 2 minutes in the peak it says pressure: a space that is left is taken at once.

    Parameters
    ----------
    vacancies
        See `debounce.Debounced`; `arrived` is the departure before.

    References
    ----------
    Sensors 2016, 16(10), 1575, section 5.2.

    Examples
    --------
    >>> minute, yes = 60_000, np.ones(40, bool)
    >>> free = Stays(bay=np.arange(40), begin_ms=np.zeros(40, np.int64),
    ...              end_ms=np.arange(1, 41) * minute, arrived=yes, departed=yes,
    ...              vehicle=np.arange(40))
    >>> median_vacancy_min(free, Span(0, 60 * minute)).value
    20.0
    """
    return survival.percentile(in_window(vacancies, window).curve(), 50, events_min=events_min)


def bays_inspected(occupancy: Float) -> Float:
    """Return how many bays are looked at until one is free: 1 / (1 - occupancy). [bays].

    A lower bound.

    If bays are taken at random; in fact full bays lie together. NaN at 1 and above.

    References
    ----------
    Geometric distribution; Arnott and Williams 2016 show that it is too low at high occupancy.

    Examples
    --------
    >>> bays_inspected(np.array([0.5, 0.95, 1.0])).round(1).tolist()
    [2.0, 20.0, nan]
    """
    left = 1 - np.asarray(occupancy, dtype=np.float64)
    return np.where(left > 0, 1 / np.where(left > 0, left, 1.0), np.nan)


def turn_around_share(stays: Stays, window: Span, *, within_ms: int = TURN_AROUND_MS) -> Figure:
    """Return the share of entries that left again within 10 minutes. [1].

    Entries of the last 10 minutes of the window are left out, and those that were lost from sight
    before they could be judged.

    Parameters
    ----------
    stays
        Of a car park that tells vehicles apart (tickets, plates), one stay a vehicle.

    Examples
    --------
    >>> from analytics.parking.records import stays_of
    >>> two = stays_of(np.arange(2), np.array([0.0, 0.0]), np.array([60_000.0, 3_600_000]))
    >>> turn_around_share(two, Span(0, 86_400_000)).value
    0.5
    """
    lasted = stays.end_ms - stays.begin_ms
    inside = stays.begin_ms >= window.from_ms
    inside &= stays.begin_ms < window.to_ms - within_ms
    judged = stays.arrived & inside & (stays.departed | (lasted > within_ms))
    if not judged.any():
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float((lasted[judged] <= within_ms).mean()))
