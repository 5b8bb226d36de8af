"""Public and school holidays of a German Land, as one number a day.

Both come from the package `holidays`: public holidays from the laws of the Länder, school holidays
from the calendars of the Kultusministerkonferenz (from 1991, as far ahead as they are decided).
What is decided on the spot, movable school days or a town's own holiday, is given by the town.

References
----------
.. [1] KMK, Ferienregelung, https://www.kmk.org/service/ferien.html (official works, § 5 UrhG).
.. [2] `holidays` (MIT licence), category `school`: the dates of [1] since 1990.
.. [3] Bayerisches Kultusministerium, KMBek of 7 July 2015 (KWMBl. p. 117): there are no lessons on
   Buß- und Bettag, which has been no public holiday since 1995.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Int

METHOD_VERSION: Final = 1
#: The Länder, as the package `holidays` names them.
LAENDER: Final = (
    "BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH",
)  # fmt: skip
SCHOOL_FROM: Final = date(1991, 1, 1)  #: the first year of which all school holidays are known
_SCHOOL_TO_YEAR: Final = 2045  # nothing is decided farther ahead
LOCAL_TO_YEAR: Final = 2060  #: a yearly holiday of a town is kept until then
#: What the package has wrong: the first and the last day as the ministry printed them.
_MENDED: Final = {
    # Bavaria, summer 2025: the package leaves out the first weekend.
    "BY": ((date(2025, 8, 1), date(2025, 9, 15)),),
}
_REPENTANCE_FROM_YEAR: Final = 1995  #: until then Buß- und Bettag was a public holiday
_WEDNESDAY: Final = 2
_EPOCH: Final = date(1970, 1, 1)

YES: Final = 1
NO: Final = 0
UNKNOWN: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Whose holidays are kept.

    Parameters
    ----------
    land
        One of `LAENDER`.
    public_too
        Further public holidays of the town, such as the Augsburger Friedensfest.
    school_too
        Further days without school: bewegliche Ferientage, Rosenmontag.

    Raises
    ------
    ValueError
        The Land is none of the sixteen.
    """

    land: str = "NW"
    public_too: frozenset[date] = frozenset()
    school_too: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.land not in LAENDER:
            raise ValueError(f"{self.land!r} is no Land: one of {', '.join(LAENDER)}")


def public(numbers: Int, region: Region) -> NDArray[np.bool_]:
    """Return which days are public holidays.

    24 and 31 December are none. Easter and Whit Sunday are none in most Länder: they are Sundays.

    Parameters
    ----------
    numbers
        Local dates. [days since 1970]

    Examples
    --------
    >>> public(days_since_1970(date(2017, 10, 31), date(2017, 11, 2)), Region(land="NW")).tolist()
    [True, True, False]
    """
    years = _years(numbers)
    free = np.fromiter((n for y in years for n in _public(region.land, y)), dtype=np.int64)
    own = [number_of(day) for day in region.public_too]
    found: NDArray[np.bool_] = np.isin(numbers, np.append(free, own).astype(np.int64))
    return found


def school(numbers: Int, region: Region) -> NDArray[np.int8]:
    """Return which days lie in school holidays: `YES`, `NO`, or `UNKNOWN` where nobody decided yet.

    From the first to the last day of the holidays as published, weekends between them included, and
    in Bavaria Buß- und Bettag; closures of a pandemic are no holidays.

    Parameters
    ----------
    numbers
        Local dates. [days since 1970]

    Examples
    --------
    >>> school(days_since_1970(date(2019, 7, 14), date(2019, 7, 15)), Region(land="NW")).tolist()
    [0, 1]
    """
    free, last = _school(region.land)
    found = np.isin(numbers, free).astype(np.int8)
    found[(numbers < number_of(SCHOOL_FROM)) | (numbers > last)] = UNKNOWN
    own = np.array([number_of(day) for day in region.school_too], dtype=np.int64)
    found[np.isin(numbers, own)] = YES
    return found


def school_known_until(land: str) -> date:
    """Return the last day of which it is decided whether it lies in the school holidays.

    Examples
    --------
    >>> school_known_until("NW") > date(2027, 1, 1)
    True
    """
    return _EPOCH + timedelta(days=_school(land)[1])


def kept_on(first: date, end: date, *, yearly: bool) -> list[date]:
    """Return the days of a local holiday, `[first, end)`, of every later year if it is yearly.

    A 29 February is kept in leap years alone.

    Examples
    --------
    >>> [str(day) for day in kept_on(date(2025, 8, 15), date(2025, 8, 16), yearly=True)[:2]]
    ['2025-08-15', '2026-08-15']
    """
    days = [first + timedelta(days=k) for k in range((end - first).days)]
    if not yearly:
        return days
    found = []
    for later in range(LOCAL_TO_YEAR - first.year + 1):
        for day in days:
            try:
                found.append(day.replace(year=day.year + later))
            except ValueError:  # 29 February
                continue
    return found


def prepare() -> None:
    """Load the calendars of the Länder, so that whoever asks first does not wait for it.

    Examples
    --------
    >>> prepare()
    >>> school_known_until("NW") > SCHOOL_FROM  # at once
    True
    """
    school_known_until("NW")
    _public("NW", SCHOOL_FROM.year)


def number_of(day: date) -> int:
    """Return a date as days since 1970.

    Examples
    --------
    >>> number_of(date(1970, 1, 2))
    1
    """
    return (day - _EPOCH).days


def days_since_1970(first: date, last: date) -> Int:
    """Return the days from `first` to `last`, both included, in days since 1970.

    Examples
    --------
    >>> days_since_1970(date(1970, 1, 1), date(1970, 1, 3)).tolist()
    [0, 1, 2]
    """
    return np.arange(number_of(first), number_of(last) + 1, dtype=np.int64)


def _years(numbers: Int) -> range:
    if len(numbers) == 0:
        return range(0)
    ends = (_EPOCH + timedelta(days=int(n)) for n in (numbers.min(), numbers.max()))
    first, last = (day.year for day in ends)
    return range(first, last + 1)


@lru_cache(maxsize=512)
def _public(land: str, year: int) -> tuple[int, ...]:
    import holidays  # takes half a second: only who asks for holidays waits for it

    days = holidays.country_holidays("DE", subdiv=land, years=year)
    return tuple(sorted(number_of(day) for day in days))


@lru_cache(maxsize=len(LAENDER))
def _school(land: str) -> tuple[Int, int]:
    """Return the days of all school holidays, and the last day that is decided."""
    import holidays

    years = range(SCHOOL_FROM.year, _SCHOOL_TO_YEAR)
    days = holidays.country_holidays("DE", subdiv=land, years=years, categories=("school",))
    known = {number_of(day) for day in days}
    for first, last in _MENDED.get(land, ()):
        known |= set(days_since_1970(first, last).tolist())
    decided = max(known)
    if land == "BY":
        without_lessons = (number_of(_repentance(y)) for y in years if y >= _REPENTANCE_FROM_YEAR)
        known |= {day for day in without_lessons if day <= decided}
    free = np.array(sorted(known), dtype=np.int64)
    free.setflags(write=False)
    return free, decided


def _repentance(year: int) -> date:
    """Return Buß- und Bettag: the last Wednesday before 23 November."""
    latest = date(year, 11, 22)
    return latest - timedelta(days=(latest.weekday() - _WEDNESDAY) % 7)
