"""Counted hours and days of what is known of quarter hours."""

from dataclasses import replace
from typing import Final

import numpy as np

from analytics import volume
from analytics.counting.hours import Counts, Days, of_hours
from analytics.quarters import QUARTER_MS, Byte, Float, Int, Quarters

_HOUR_MS: Final = 4 * QUARTER_MS


def of_quarters(run: Quarters, days: Days) -> Counts:
    """Return what a run of quarters counted on the days of a window. [vehicles/h], [vehicles/24 h].

    An hour needs 75 % of its 60 minutes and is what was counted in it, never scaled: the hour in
    which a counter was put up, of which half was expected and all of that known, is no hour's
    volume. It has no value where intervals longer than an hour were counted. A day needs all its
    hours, or, counted in such longer intervals, all its time.

    Raises
    ------
    ValueError
        The run does not cover the days.

    References
    ----------
    Indicators 0.8, B2.

    Examples
    --------
    A counter is put up at 00:30: its first hour is known for 30 of 60 min.

    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.counting.hours import civil_days
    >>> from analytics.quarters import empty
    >>> run = empty(0, 96)
    >>> for field, value in (("total", 3.0), ("grain", 1), ("observed_ms", QUARTER_MS)):
    ...     getattr(run, field)[2:] = value
    >>> run.expected_ms[2:] = QUARTER_MS
    >>> counts = of_quarters(run, civil_days(date(1970, 1, 1), date(1970, 1, 1), ZoneInfo("UTC")))
    >>> counts.hourly[:3].tolist(), counts.daily.tolist()
    ([nan, 12.0, 12.0], [nan])
    """
    cut = _cut(run, days)
    total, observed, expected = (
        values[cut].reshape(-1, 4).sum(axis=1)
        for values in (run.total, run.observed_ms, run.expected_ms)
    )
    grain = run.grain[cut].reshape(-1, 4).max(axis=1)
    hours = of_hours(days, _known(total, (observed, expected), grain, 4), expected > 0)
    begin = days.begins[:-1]
    coarse = np.maximum.reduceat(grain, begin)
    length = np.diff(days.begins)
    whole = np.add.reduceat(observed, begin) >= length * _HOUR_MS
    told = whole & (coarse > 4) & (coarse <= length * 4)
    return replace(hours, daily=np.where(told, np.add.reduceat(total, begin), hours.daily))


def quarter_volumes(run: Quarters, days: Days) -> Float:
    """Return the volume of each quarter of the days, four an hour. [vehicles/15 min].

    NaN where less than 75 % of a quarter hour is known, or longer intervals were counted in it.

    Raises
    ------
    ValueError
        The run does not cover the days.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.counting.hours import civil_days
    >>> from analytics.quarters import empty
    >>> run = empty(0, 96)
    >>> run.total[:], run.grain[:], run.expected_ms[:] = 3.0, 1, QUARTER_MS
    >>> run.observed_ms[:2] = [QUARTER_MS, QUARTER_MS // 2]
    >>> day = civil_days(date(1970, 1, 1), date(1970, 1, 1), ZoneInfo("UTC"))
    >>> quarter_volumes(run, day)[:3].tolist()
    [3.0, nan, nan]
    """
    cut = _cut(run, days)
    return _known(run.total[cut], (run.observed_ms[cut], run.expected_ms[cut]), run.grain[cut], 1)


def _known(total: Float, time_ms: tuple[Int, Int], grain: Byte, quarters: int) -> Float:
    """Return volumes of which enough time is known, as `volume.values` does for any bucket."""
    observed, expected = time_ms
    length = np.full(len(total), quarters)
    enough = volume.enough(observed, expected, length, grain)
    return np.where((observed > 0) & (grain <= quarters) & enough, total, np.nan)


def _cut(run: Quarters, days: Days) -> slice:
    """Return where the quarters of the days are in a run."""
    first = days.first_quarter - run.first
    count = len(days.hour) * 4
    if first < 0 or first + count > len(run):
        raise ValueError("the quarters do not cover the days that are asked for")
    return slice(first, first + count)
