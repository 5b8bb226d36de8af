"""Day types of traffic counting: W, U, S, W5, DiMiDo, NZB, and the classes of daily profiles.

What makes a type is the table `RULES`; a town that counts otherwise passes its own table. A day
whose school holidays nobody has decided yet is of no type that asks for them.

References
----------
.. [1] BASt, Abkürzungen und CSV-Datensatzbeschreibung, 27 October 2015: the groups W, U, S.
.. [2] Indicators, section 0.7: the trap that BASt's DTV_W is Monday to Saturday.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.calendar.region import NO, YES, Region, public, school
from analytics.quarters import Int

METHOD_VERSION: Final = 1
Days = NDArray[np.bool_]

MONDAY: Final = 0
SATURDAY: Final = 5
SUNDAY: Final = 6
_EPOCH_WEEKDAY: Final = 3  # 1970-01-01 was a Thursday
_MON_FRI: Final = frozenset(range(5))
_MON_SAT: Final = _MON_FRI | {SATURDAY}
_TUE_THU: Final = frozenset({1, 2, 3})
_ALL: Final = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What makes a day of a type.

    Parameters
    ----------
    weekdays
        0 Monday to 6 Sunday.
    public
        False: not on public holidays; True: on public holidays too, whatever their weekday.
    school
        True: in school holidays only; False: outside them only; None: not asked.
    weeks
        The whole week, Monday to Sunday, must be free of public and school holidays.
    """

    weekdays: frozenset[int]
    public: bool = False
    school: bool | None = None
    weeks: bool = False


#: The day types by name.
RULES: Final[Mapping[str, Rule]] = {
    "W": Rule(weekdays=_MON_SAT, school=False),
    "U": Rule(weekdays=_MON_SAT, school=True),
    "S": Rule(weekdays=frozenset({SUNDAY}), public=True),
    "W5": Rule(weekdays=_MON_FRI),
    "DiMiDo": Rule(weekdays=_TUE_THU, school=False),
    "NZB": Rule(weekdays=_ALL, school=False, weeks=True),
}


def weekdays(numbers: Int) -> Int:
    """Return the weekday of dates: 0 Monday to 6 Sunday.

    Parameters
    ----------
    numbers
        Local dates. [days since 1970]

    Examples
    --------
    >>> weekdays(np.array([0, 3])).tolist()  # 1 January 1970 was a Thursday
    [3, 6]
    """
    return (numbers + _EPOCH_WEEKDAY) % 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayTypes:
    """The days of a window, told apart.

    Parameters
    ----------
    weekday
        0 Monday to 6 Sunday.
    public
        Public holidays.
    school
        School holidays: 1, 0, or -1 where they are not decided yet.
    types
        Whether a day is of a type, by its name.
    """

    weekday: Int
    public: Days
    school: NDArray[np.int8]
    types: Mapping[str, Days]

    def __getitem__(self, name: str) -> Days:
        return self.types[name]

    def classes(self) -> Int:
        """Return the class of daily profile: the weekday, and 6 for a public holiday.

        Examples
        --------
        >>> from datetime import date
        >>> from analytics.calendar.region import days_since_1970
        >>> whit = days_since_1970(date(2023, 5, 28), date(2023, 5, 30))  # Sunday to Tuesday
        >>> day_types(whit, Region(land="NW")).classes().tolist()
        [6, 6, 1]
        """
        return np.where(self.public, SUNDAY, self.weekday)

    def groups(self) -> Int:
        """Return the group of alike days: 0 Monday to Friday, 5 Saturday, 6 Sunday and holiday.

        Coarser than `classes`: 8 weeks have 40 days of the first group, so that a median and its
        spread are steady.

        Examples
        --------
        >>> from datetime import date
        >>> from analytics.calendar.region import days_since_1970
        >>> whit = days_since_1970(date(2023, 5, 26), date(2023, 5, 30))  # Friday to Tuesday
        >>> day_types(whit, Region(land="NW")).groups().tolist()
        [0, 5, 6, 6, 0]
        """
        return np.where(self.classes() < SATURDAY, MONDAY, self.classes())


def day_types(numbers: Int, region: Region, rules: Mapping[str, Rule] = RULES) -> DayTypes:
    """Tell the days of a window apart.

    Parameters
    ----------
    numbers
        Local dates. [days since 1970]

    Examples
    --------
    >>> from datetime import date
    >>> from analytics.calendar.region import days_since_1970
    >>> christmas = days_since_1970(date(2019, 12, 20), date(2019, 12, 25))  # Friday to Wednesday
    >>> found = day_types(christmas, Region(land="NW"))
    >>> ["".join(t for t in ("W", "U", "S") if found[t][k]) for k in range(6)]
    ['W', 'W', 'S', 'U', 'U', 'S']
    """
    weekday = weekdays(numbers)
    free, lessons = public(numbers, region), school(numbers, region)
    found = {}
    for name, rule in rules.items():
        here = np.isin(weekday, np.array(sorted(rule.weekdays)))
        here = here | free if rule.public else here & ~free
        if rule.school is not None:
            here &= lessons == (YES if rule.school else NO)
        if rule.weeks:
            here &= _quiet_weeks(numbers, region)
        found[name] = here
    return DayTypes(weekday=weekday, public=free, school=lessons, types=found)


def _quiet_weeks(numbers: Int, region: Region) -> Days:
    """Return which days lie in a week, Monday to Sunday, without any holiday."""
    monday = numbers - weekdays(numbers)
    weeks, place = np.unique(monday, return_inverse=True)
    days = (weeks[:, None] + np.arange(7)).reshape(-1)
    quiet = ~public(days, region) & (school(days, region) == NO)
    calm: Days = quiet.reshape(-1, 7).all(axis=1)[place]
    return calm
