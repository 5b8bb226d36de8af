"""L_den, L_day, L_evening, L_night (Tag-Abend-Nacht-Lärmindex; indicators D3).

What a sensor gives is a monitoring value. The legal index is of a year of average weather, at
4 m height and of incident sound: it is computed for maps, not measured beside a lamp post.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import day_start_ms, wall_ms
from analytics.environment import capture
from analytics.environment.levels import equivalent
from analytics.quarters import QUARTER_MS, Float, Int, Quarters

METHOD_VERSION: Final = 2  #: 2: of a running month or year the days that are over
EVENING_DB: Final = 5.0  #: added to what is heard in the evening [dB]
NIGHT_DB: Final = 10.0  #: added to what is heard at night [dB]
_HOUR_MIN: Final = 60
_MINUTE_MS: Final = 60_000
_ONE: Final = timedelta(days=1)
_DAY_H: Final = 24


@dataclass(frozen=True, slots=True)
class Periods:
    """When day, evening and night begin, in hours of the local clock; the night ends as day begins.

    Raises
    ------
    ValueError
        They do not rise within a day.
    """

    day_h: int
    evening_h: int
    night_h: int

    def __post_init__(self) -> None:
        if not 0 < self.day_h < self.evening_h < self.night_h <= _DAY_H:
            raise ValueError(f"day, evening and night must begin in this order, not as in {self}")

    def weights(self) -> tuple[int, int, int]:
        """Return the hours of day, evening and night; of a day with 24.

        Examples
        --------
        >>> Periods(day_h=6, evening_h=18, night_h=22).weights()
        (12, 4, 8)
        """
        day, evening = self.evening_h - self.day_h, self.night_h - self.evening_h
        return day, evening, _DAY_H - day - evening


GERMANY: Final = Periods(6, 18, 22)  #: 34. BImSchV, section 2
EUROPE: Final = Periods(7, 19, 23)  #: the default of 2002/49/EC


def l_den(day: Float, evening: Float, night: Float, periods: Periods = GERMANY) -> Float:
    """Return the day-evening-night level. [dB].

    `10 lg(1/24 (12 10^(Ld/10) + 4 10^((Le+5)/10) + 8 10^((Ln+10)/10)))`; the hours are those of
    the periods, also on a day with 23 or 25.

    Returns
    -------
    ndarray
        NaN where one of the three is not known.

    References
    ----------
    2002/49/EC annex I; 34. BImSchV (indicators D3).

    Examples
    --------
    >>> l_den(np.array([60.0]), np.array([60.0]), np.array([60.0])).round(3).tolist()
    [66.395]
    """
    hours = periods.weights()
    energy = hours[0] * 10.0 ** (day / 10)
    energy = energy + hours[1] * 10.0 ** ((evening + EVENING_DB) / 10)
    energy = energy + hours[2] * 10.0 ** ((night + NIGHT_DB) / 10)
    return np.asarray(10 * np.log10(energy / _DAY_H), dtype=np.float64)


def l_dn(day: Float, night: Float, night_hours: int = 9) -> Float:
    """Return the day-night level, with a night of 9 hours and no evening. [dB].

    References
    ----------
    python-acoustics, tests/test_descriptors.py (indicators D3).

    Examples
    --------
    >>> l_dn(np.array([80.0]), np.array([45.0])).round(3).tolist()
    [77.967]
    """
    energy = (_DAY_H - night_hours) * 10.0 ** (day / 10)
    energy = energy + night_hours * 10.0 ** ((night + NIGHT_DB) / 10)
    return np.asarray(10 * np.log10(energy / _DAY_H), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Levels of local days, or of a year; NaN where too little is known. [dB]."""

    day: Float
    evening: Float
    night: Float
    den: Float


def daily(
    run: Quarters, days: Sequence[date], zone: ZoneInfo, periods: Periods = GERMANY
) -> Levels:
    """Return the levels of local days.

    The night of a date is `[00, 06)` and `[22, 24)` of that date. A period needs 75 % of its
    time: 9 of 12 h, 3 of 4, 6 of 8; on a clock change of its 7 or 9.

    Parameters
    ----------
    run
        Level quarters (`instants.level_quarters`) that cover the days.

    Raises
    ------
    ValueError
        The run does not cover the days.

    References
    ----------
    34. BImSchV; 2002/49/EC (indicators D3).

    Examples
    --------
    >>> time = np.full(96, QUARTER_MS)
    >>> zero = np.zeros(96)
    >>> run = Quarters(first=0, total=time * 1e6, observed_ms=time, closed_ms=time * 0,
    ...                expected_ms=time, grain=np.ones(96, np.uint8), flag=np.ones(96, np.uint8),
    ...                low=zero, high=zero, last=zero)
    >>> told = daily(run, [date(1970, 1, 1)], ZoneInfo("UTC"))  # 60 dB day and night
    >>> told.night.round(1).tolist(), told.den.round(1).tolist()
    ([60.0], [66.4])
    """
    minutes = [hour * _HOUR_MIN for hour in (0, periods.day_h, periods.evening_h, periods.night_h)]
    edges = _edges(days, (*minutes, _DAY_H * _HOUR_MIN), zone)
    at = edges // QUARTER_MS - run.first
    if at.size and (at.min() < 0 or at.max() > len(run)):
        raise ValueError(
            f"the quarters from {run.first} do not cover the days: ask for more of them"
        )
    total, observed = _between(run.total, at), _between(run.observed_ms, at)
    length = np.diff(edges, axis=1)
    day, evening, night = (
        _level(*(values[:, which].sum(axis=1) for values in (total, observed, length)))
        for which in ([1], [2], [0, 3])
    )
    return Levels(day=day, evening=evening, night=night, den=l_den(day, evening, night, periods))


def _edges(days: Sequence[date], minutes: Sequence[int], zone: ZoneInfo) -> Int:
    """Return when the clock shows some minutes after each midnight, a row a day. [ms]."""
    begin = np.array([day_start_ms(day, zone) for day in days], dtype=np.int64).reshape(-1, 1)
    end = np.array([day_start_ms(day + _ONE, zone) for day in days], dtype=np.int64)
    edges = begin + np.array(minutes, dtype=np.int64) * _MINUTE_MS
    for odd in np.flatnonzero(end - begin[:, 0] != _DAY_H * _HOUR_MIN * _MINUTE_MS).tolist():
        edges[odd] = [wall_ms(days[odd], at, zone) for at in minutes]
    return edges


def yearly(levels: Levels, periods: Periods = GERMANY) -> Levels:
    """Return the levels of a year from those of its days: energy means, one entry each. [dB].

    A period needs 75 % of the days.

    References
    ----------
    2002/49/EC (indicators D3).

    Examples
    --------
    >>> two = np.array([60.0, 66.0])
    >>> yearly(Levels(day=two, evening=two, night=two, den=two)).day.round(2).tolist()
    [63.96]
    """
    day, evening, night = (_mean(part) for part in (levels.day, levels.evening, levels.night))
    return Levels(day=day, evening=evening, night=night, den=l_den(day, evening, night, periods))


def _mean(daily_db: Float) -> Float:
    known = np.count_nonzero(~np.isnan(daily_db))
    told = capture.enough(np.array([known]), np.array([len(daily_db)]))[0]
    return np.array([equivalent(daily_db) if told else np.nan])


def _between(values: Float | Int, at: Int) -> Float:
    """Return the sum of quarters between neighbouring edges, a row a day.

    Each stretch is added by itself: a running total over a year would lose quiet nights.
    """
    flat = at.reshape(-1)
    padded = np.append(values.astype(np.float64), 0.0)
    summed = np.add.reduceat(padded, flat) if len(flat) else padded[:0]
    return np.asarray(summed.reshape(at.shape)[:, :-1], dtype=np.float64)


def _level(total: Float, observed_ms: Float, length_ms: Float) -> Float:
    known = capture.enough(observed_ms, length_ms) & (total > 0)
    energy = np.where(known, total / np.where(known, observed_ms, 1.0), 1.0)
    return np.where(known, 10 * np.log10(energy), np.nan)
