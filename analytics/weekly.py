"""Hours of the week as people write them: `Tue,Fri 06:00-14:00`, `Mo-Sa 08-18; So 10:00-12:00`.

Days in English or German, single, listed or as a range (also over the week's end, `Fr-Mo`);
`daily`, `täglich`. A range of hours that ends at or before its start ends on the next day. Hours
are wall time: over a clock change the real duration differs.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from analytics.civil import wall_ms
from analytics.spans import Span

_DAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "mo mon monday montag",
            "tu tue tues tuesday di die dienstag",
            "we wed wednesday mi mit mittwoch",
            "th thu thur thurs thursday do don donnerstag",
            "fr fri friday fre freitag",
            "sa sat saturday sam samstag sonnabend",
            "su sun sunday so son sonntag",
        )
    )
    for name in names.split()
}
_DAILY: Final = {"daily", "täglich", "taeglich"}
_MINUTES: Final = 1440  #: in a day [min]
_CLOCK: Final = r"(\d{1,2})(?::(\d{2}))?"
_PART: Final = re.compile(rf"(?P<days>[^\d]+?)\s+(?P<hours>{_CLOCK}\s*-\s*{_CLOCK})(?:\s*uhr)?")
_EXAMPLE: Final = "write it like 'Tue,Fri 06:00-14:00' or 'Mo-Sa 08:00-18:00; So 10:00-12:00'"


class HoursError(ValueError):
    """The text does not say hours of the week; the message says what is wrong and how to write."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Hours of the week: for each weekday (0 Monday) from and to in minutes after its midnight.

    `to` may exceed 1440 when the hours reach into the next day. [min]
    """

    hours: tuple[tuple[int, int, int], ...]

    def spans(
        self, first: date, last: date, zone: ZoneInfo, *, without: frozenset[date] = frozenset()
    ) -> list[Span]:
        """Return the hours that begin on local dates `first` to `last`, both included.

        Parameters
        ----------
        without
            Dates on which they do not begin.

        Examples
        --------
        >>> night = Weekly(((4, 22 * 60, 26 * 60),))  # Friday 22:00 to 02:00
        >>> [one] = night.spans(date(2026, 5, 1), date(2026, 5, 7), ZoneInfo("Europe/Berlin"))
        >>> (one.to_ms - one.from_ms) // 3_600_000
        4
        """
        found = []
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            if day in without:
                continue
            found += [
                Span(wall_ms(day, begin, zone), wall_ms(day, end, zone, last=end < _MINUTES))
                for weekday, begin, end in self.hours
                if weekday == day.weekday()
            ]
        return [span for span in found if span.to_ms > span.from_ms]


def parse(text: str) -> Weekly:
    """Read hours of the week.

    Raises
    ------
    HoursError
        A day or an hour is not understood.

    Examples
    --------
    >>> parse("Tue,Fri 06:00-14:00").hours
    ((1, 360, 840), (4, 360, 840))
    """
    hours: set[tuple[int, int, int]] = set()
    for part in text.lower().replace("–", "-").split(";"):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise HoursError(f"{part.strip()!r} is not days and hours: {_EXAMPLE}")
        begin, end = _hours(match["hours"])
        hours.update((day, begin, end) for day in _days(match["days"]))
    return Weekly(tuple(sorted(hours)))


def _hours(text: str) -> tuple[int, int]:
    begin, end = (_minute(clock.strip()) for clock in text.split("-"))
    if begin == _MINUTES:
        raise HoursError(f"hours {text!r} begin at 24:00: {_EXAMPLE}")
    return begin, end if end > begin else end + _MINUTES


def _minute(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    total = int(hour) * 60 + int(minute or 0)
    if total > _MINUTES or int(minute or 0) > 59:
        raise HoursError(f"{clock!r} is no time of day: 00:00 to 24:00")
    return total


def _days(text: str) -> set[int]:
    found: set[int] = set()
    for item in text.replace(" ", "").split(","):
        if item in _DAILY:
            found.update(range(7))
            continue
        begin, _, end = item.partition("-")
        first = _day(begin)
        length = (_day(end) - first) % 7 if end else 0
        found.update((first + step) % 7 for step in range(length + 1))
    return found


def _day(name: str) -> int:
    try:
        return _DAYS[name.rstrip(".")]
    except KeyError:
        raise HoursError(f"{name!r} is no day of the week: {_EXAMPLE}") from None
