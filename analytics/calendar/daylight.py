"""When it is day at a place: from sunrise to sunset, or through civil twilight.

The equations of NOAA's solar calculator (after Meeus, *Astronomical Algorithms*): the sun's
declination and the equation of time at an instant give the hour angle at which its centre stands
at an altitude. Each event is computed twice, the second time at the instant the first one found,
which makes it good to a fraction of a minute between the polar circles.

Reference: NOAA Global Monitoring Laboratory, Solar Calculation Details,
https://gml.noaa.gov/grad/solcalc/calcdetails.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.quarters import DAY_MS, QUARTER_MS, Float, Int
from analytics.spans import Span, common, union

METHOD_VERSION: Final = 1
#: Altitude of the sun's centre when its upper edge touches the horizon, refraction included. [deg]
SUNRISE: Final = -0.833
#: When one can just see without lamps: the limit of civil twilight. [deg]
CIVIL: Final = -6.0
_J2000_DAYS: Final = 10_957.5  #: since 1970-01-01 00:00
_CENTURY_DAYS: Final = 36_525.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Daylight:
    """The daylight of a place.

    Parameters
    ----------
    latitude, longitude
        WGS 84, north and east positive. [deg]
    altitude
        Day is while the sun's centre stands higher. [deg]
    """

    latitude: float
    longitude: float
    altitude: float = SUNRISE

    def spans(self, window: Span) -> list[Span]:
        """Return when it is day within a window, each day one span; polar days touch.

        Examples
        --------
        >>> at = Daylight(latitude=0.0, longitude=0.0)
        >>> [day] = at.spans(Span(0, DAY_MS))
        >>> day.from_ms // 3_600_000, day.to_ms // 3_600_000
        (5, 18)
        """
        days = np.arange(window.from_ms // DAY_MS - 1, window.to_ms // DAY_MS + 2, dtype=np.float64)
        rise, down = self.events(days)
        known = ~np.isnan(rise)
        found = [
            Span(int(a), int(b)) for a, b in zip(rise[known], down[known], strict=True) if b > a
        ]
        return common(union(found), [window])

    def within(
        self,
        spans: list[Span],
        first: int,
        count: int,
        told: Iterable[tuple[Int, Int]] = (),
    ) -> list[Span]:
        """Return the daylight of some spans within a run of quarters since 1970.

        Parameters
        ----------
        told
            Start and length of readings that there are. [ms] One that lasts over dawn or dusk is
            a part of the day as a whole: an hour's count cannot be divided at sunset.

        Examples
        --------
        >>> at = Daylight(latitude=0.0, longitude=0.0)
        >>> [day] = at.within([Span(0, DAY_MS)], 0, 48)  # the first half of 1 January 1970
        >>> day.from_ms // 3_600_000, day.to_ms // 3_600_000
        (5, 12)
        """
        run = Span(first * QUARTER_MS, (first + count) * QUARTER_MS)
        day = self.spans(Span(run.from_ms - DAY_MS, run.to_ms + DAY_MS))
        day += [one for start, length in told for one in _reaching_out(day, start, length)]
        return common(common(spans, [run]), union(day))

    def events(self, days: Float) -> tuple[Float, Float]:
        """Return when the sun rises and sets. [ms since 1970]; NaN where it stays below.

        Parameters
        ----------
        days
            Days since 1970; the day is that of the sun at the place: its noon lies within 12 h of
            12:00 UTC less the longitude's 4 min a degree. Where the sun stays up, the day is whole.

        Examples
        --------
        >>> rise, down = Daylight(latitude=0.0, longitude=0.0).events(np.array([79.0]))  # 21 March
        >>> ((down - rise) / 3_600_000).round(1).tolist()
        [12.1]
        >>> north = Daylight(latitude=80.0, longitude=0.0)
        >>> north.events(np.array([0.0]))[0].tolist()  # polar night
        [nan]
        """
        noon = days + 0.5 - self.longitude / 360.0
        found = []
        for side in (-1.0, 1.0):
            at = noon
            for _ in range(2):
                equation_min, declination = _sun(at)
                half = _half_day(self.latitude, declination, self.altitude)
                at = noon - equation_min / 1_440.0 + side * half / 360.0
            found.append(np.rint(at * DAY_MS))
        return found[0], found[1]


def _reaching_out(day: list[Span], start_ms: Int, length_ms: Int) -> list[Span]:
    """Return the intervals that lie partly in the day: they begin or end at night."""
    edges = np.array([edge for span in day for edge in (span.from_ms, span.to_ms)], dtype=np.int64)
    begin = np.searchsorted(edges, start_ms, side="right")
    end = np.searchsorted(edges, start_ms + length_ms, side="left")
    over = np.flatnonzero(end > begin)
    return [Span(int(start_ms[i]), int(start_ms[i] + length_ms[i])) for i in over]


def _sun(day: Float) -> tuple[Float, Float]:
    """Return the equation of time [min] and the sun's declination [rad] at instants [d]."""
    t = (np.nan_to_num(day) - _J2000_DAYS) / _CENTURY_DAYS
    mean_longitude = np.radians((280.46646 + t * (36_000.76983 + 0.0003032 * t)) % 360.0)
    anomaly = np.radians(357.52911 + t * (35_999.05029 - 0.0001537 * t))
    eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t)
    centre = np.radians(
        np.sin(anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t))
        + np.sin(2 * anomaly) * (0.019993 - 0.000101 * t)
        + np.sin(3 * anomaly) * 0.000289
    )
    node = np.radians(125.04 - 1_934.136 * t)
    apparent = mean_longitude + centre - np.radians(0.00569 + 0.00478 * np.sin(node))
    seconds = 21.448 - t * (46.815 + t * (0.00059 - 0.001813 * t))
    obliquity = np.radians(23.0 + (26.0 + seconds / 60.0) / 60.0 + 0.00256 * np.cos(node))
    declination = np.arcsin(np.sin(obliquity) * np.sin(apparent))
    y = np.tan(obliquity / 2) ** 2
    equation = (
        y * np.sin(2 * mean_longitude)
        - 2 * eccentricity * np.sin(anomaly)
        + 4 * eccentricity * y * np.sin(anomaly) * np.cos(2 * mean_longitude)
        - 0.5 * y * y * np.sin(4 * mean_longitude)
        - 1.25 * eccentricity**2 * np.sin(2 * anomaly)
    )
    return 4.0 * np.degrees(equation), declination


def _half_day(latitude: float, declination: Float, altitude: float) -> Float:
    """Return the hour angle at an altitude [deg]: 180 where the sun stays up, NaN where below."""
    here = np.radians(latitude)
    cosine = (np.sin(np.radians(altitude)) - np.sin(here) * np.sin(declination)) / (
        np.cos(here) * np.cos(declination)
    )
    angle: Float = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return np.where(cosine >= 1.0, np.nan, angle)
