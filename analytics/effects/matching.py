"""Which days may be compared: alike, ordinary, and known on both sides of the day of the change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.calendar.day_types import day_types
from analytics.calendar.region import YES, Region, number_of
from analytics.civil import local_date
from analytics.counting.hours import Bool
from analytics.quarters import Int
from analytics.spans import Span

METHOD_VERSION: Final = 1
DAYS_MIN: Final = 20  #: matched days that each side needs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matched:
    """The days that are compared. Arrays have one entry a day of the window.

    Parameters
    ----------
    stratum
        Days of the same number are alike: weekday, in or outside school holidays.
    after
        The day is not before the change.
    used
        The day is compared: it is known and ordinary, and the other side has a day like it.
    """

    stratum: Int
    after: Bool
    used: Bool

    @property
    def n_before(self) -> int:
        """Days before the change that are compared.

        Examples
        --------
        >>> yes, after = np.ones(3, bool), np.array([False, False, True])
        >>> Matched(stratum=np.zeros(3, int), after=after, used=yes).n_before
        2
        """
        return int((self.used & ~self.after).sum())

    @property
    def n_after(self) -> int:
        """Days since the change that are compared.

        Examples
        --------
        >>> yes, after = np.ones(3, bool), np.array([False, False, True])
        >>> Matched(stratum=np.zeros(3, int), after=after, used=yes).n_after
        1
        """
        return int((self.used & self.after).sum())

    @property
    def enough(self) -> bool:
        """Whether both sides have `DAYS_MIN` days.

        Examples
        --------
        >>> yes, after = np.ones(3, bool), np.array([False, False, True])
        >>> Matched(stratum=np.zeros(3, int), after=after, used=yes).enough
        False
        """
        return min(self.n_before, self.n_after) >= DAYS_MIN


def strata(number: Int, region: Region) -> Int:
    """Return the stratum of days: weekday, in or outside school holidays; -1: not compared.

    Public holidays are never compared, nor are Christmas Eve and New Year's Eve.

    Parameters
    ----------
    number
        Local dates. [days since 1970]

    Examples
    --------
    >>> from datetime import date
    >>> from analytics.calendar.region import days_since_1970
    >>> whit = days_since_1970(date(2023, 5, 27), date(2023, 5, 31))  # Saturday to Wednesday
    >>> strata(whit, Region(land="NW")).tolist()
    [10, 12, -1, 3, 4]
    """
    days = day_types(number, region)
    of_year = number.astype("datetime64[D]")
    month = of_year.astype("datetime64[M]")
    of_month = (of_year - month.astype("datetime64[D]")).astype(np.int64) + 1
    eve = (month.astype(np.int64) % 12 == 11) & np.isin(of_month, (24, 31))
    found = days.weekday * 2 + (days.school == YES)
    return np.where(days.public | eve, -1, found)


def matched(number: Int, known: Bool, stratum: Int, at: int) -> Matched:
    """Return which days are compared: known, ordinary, of kinds that both sides have.

    Parameters
    ----------
    number
        Local dates. [days since 1970]
    known
        The site and every control are known on the day, and nobody calls it atypical.
    stratum
        From `strata`, or of the caller's own; below 0: not compared.
    at
        The first day since the change. [days since 1970]

    Examples
    --------
    >>> known = np.ones(4, dtype=bool)
    >>> matched(np.arange(4), known, np.array([0, 1, 0, 2]), 2).used.tolist()
    [True, False, True, False]
    """
    after = number >= at
    ordinary = known & (stratum >= 0)
    both = np.intersect1d(stratum[ordinary & after], stratum[ordinary & ~after])
    return Matched(stratum=stratum, after=after, used=ordinary & np.isin(stratum, both))


def touched(number: Int, spans: Iterable[Span], zone: ZoneInfo) -> Bool:
    """Return which days a span touches, such as an atypical range.

    Parameters
    ----------
    number
        Local dates. [days since 1970]

    Examples
    --------
    >>> evening = Span(18 * 3_600_000, 30 * 3_600_000)  # until six in the morning, by UTC
    >>> touched(np.array([0, 1, 2]), [evening], ZoneInfo("UTC")).tolist()
    [True, True, False]
    """
    found = np.zeros(len(number), dtype=bool)
    for span in spans:
        first = number_of(local_date(span.from_ms, zone))
        last = number_of(local_date(max(span.to_ms - 1, span.from_ms), zone))
        found |= (number >= first) & (number <= last)
    return found
