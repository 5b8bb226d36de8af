"""Gaps in counts: what may be filled, from what, and how complete a day is (E9, E10).

What is filled in is an estimate: it stands beside the counts and never enters a baseline.
"""

from datetime import date
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import day_span
from analytics.figure import Figure, Reason
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1

FILL_MAX_H: Final = 12  #: a longer gap in a day is not filled hour by hour [h]
CORRELATION_MIN: Final = 0.8  #: of a neighbour's days with ours, to estimate from it [1]


class Treatment(StrEnum):
    """What is done about a gap within a day."""

    FILL = "fill_from_daily_profile"
    ESTIMATE = "delete_day_and_estimate_daily_total"


def treatment(gap_h: float) -> Treatment:
    """Return what is done about a gap of so many hours within a day (E9).

    References
    ----------
    BASt, processing of permanent counters 2011, p. 11. indicators.md E9.

    Examples
    --------
    >>> treatment(12).value, treatment(13).value
    ('fill_from_daily_profile', 'delete_day_and_estimate_daily_total')
    """
    return Treatment.FILL if gap_h <= FILL_MAX_H else Treatment.ESTIMATE


def fill_day(hourly: Float, profile: Float) -> Float:
    """Fill the missing hours of a day from the profile of its day type, to the day's level (E9).

    Parameters
    ----------
    hourly
        The hours of one local day; NaN where missing. [passages/h]
    profile
        What is usual in the same hours. [passages/h]

    Returns
    -------
    float64
        The day with estimates in its gaps. As it was, where more than 12 h are missing, or where
        nothing usual is known of a missing hour or of the observed ones.

    Notes
    -----
    ``estimate_h = profile_h * sum(observed) / sum(profile of the observed hours)``

    References
    ----------
    BASt, processing of permanent counters 2011, p. 11. indicators.md E9.

    Examples
    --------
    >>> fill_day(np.array([10.0, np.nan, 30]), np.array([5.0, 10, 15])).tolist()
    [10.0, 20.0, 30.0]
    """
    missing = np.isnan(hourly)
    usual = profile[~missing].sum()
    if np.count_nonzero(missing) > FILL_MAX_H or not usual > 0:
        return hourly.copy()
    return np.where(missing, profile * hourly[~missing].sum() / usual, hourly)


def estimate_day(usual: float, own: Float, neighbour: Float, today: float) -> Figure:
    """Estimate the total of a day from a neighbour's: usual times its ratio to its own usual (E9).

    Parameters
    ----------
    usual
        Mean of the day type at this counter. [passages/d]
    own, neighbour
        Totals of both on the same days of the last 8 weeks; NaN where missing. [passages/d]
    today
        The neighbour's total of the day. [passages/d]

    Returns
    -------
    Figure
        [passages/d]; withheld (`insufficient_data`) with fewer than 3 common days or a correlation
        of 0.8 or less, (`undefined`) where the neighbour counted nothing on the common days.

    References
    ----------
    BASt 2011, p. 11; indicators.md E9.

    Examples
    --------
    >>> own = np.array([100.0, 200, 300])
    >>> estimate_day(200, own, own * 2, today=200).value
    100.0
    """
    both = ~np.isnan(own) & ~np.isnan(neighbour)
    if np.count_nonzero(both) < 3 or np.isnan(usual) or np.isnan(today):
        return Figure(None, Reason.INSUFFICIENT_DATA)
    ours, theirs = own[both], neighbour[both]
    if not (ours.std() > 0 and theirs.std() > 0) or not theirs.mean() > 0:
        return Figure(None, Reason.UNDEFINED)
    if np.corrcoef(ours, theirs)[0, 1] <= CORRELATION_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float(usual * today / theirs.mean()))


def expected_values(day: date, zone: ZoneInfo, step_ms: int) -> int:
    """Return how many values of one step a local day has: of 5 min 276, 288 or 300 (E10).

    References
    ----------
    indicators.md E10, E11.

    Examples
    --------
    >>> expected_values(date(2026, 3, 29), ZoneInfo("Europe/Berlin"), 300_000)
    276
    """
    span = day_span(day, zone)
    return (span.to_ms - span.from_ms) // step_ms


def completeness(valid: Int, expected: Int) -> Float:
    """Return the share of the expected values that are valid; NaN where none is expected (E10).

    Parameters
    ----------
    valid, expected
        Numbers of values, or lengths of time; more valid than expected counts as complete.

    Returns
    -------
    float64
        0 to 1.

    References
    ----------
    indicators.md E10.

    Examples
    --------
    >>> completeness(np.array([276, 0]), np.array([276, 0])).tolist()
    [1.0, nan]
    """
    share = np.full(len(expected), np.nan)
    np.divide(valid, expected, out=share, where=expected > 0)
    return np.asarray(np.minimum(share, 1.0))
