"""Means of the environment with their capture rules (indicators D1).

A day is the mean of its valid hours, a year the mean of its valid hours or days, never of raw
samples: sampling more often in the morning must not move the day.
"""

from typing import Final

import numpy as np

from analytics.environment import capture
from analytics.figure import Figure, Reason
from analytics.fold import Folded
from analytics.quarters import Float, Int

METHOD: Final = "time-weighted mean, 75 % capture"
METHOD_VERSION: Final = 1


def of_buckets(folded: Folded) -> Float:
    """Return the time-weighted mean of each bucket. [as the property].

    For quarters and hours; a day is `of_hours`. It needs 75 % of the time that was expected, and
    no bucket is finer than the readings.

    Returns
    -------
    ndarray
        NaN where it is not known.

    References
    ----------
    2008/50/EC annex XI (indicators D1).

    Examples
    --------
    >>> from analytics.fold import fold
    >>> from analytics.quarters import QUARTER_MS, empty
    >>> run = empty(0, 4)
    >>> run.expected_ms[:] = QUARTER_MS
    >>> run.observed_ms[:3], run.total[:3] = QUARTER_MS, 12.0 * QUARTER_MS
    >>> of_buckets(fold(run, np.array([0, 4]))).tolist()
    [12.0]
    """
    known = capture.enough(folded.observed_ms, folded.expected_ms)
    known &= folded.grain <= folded.quarters
    return np.where(known, folded.total / np.where(known, folded.observed_ms, 1), np.nan)


def of_hours(hours: Float, edges: Int, percent: int = capture.PERCENT) -> Float:
    """Return the mean of the valid hours of each day (or longer bucket). [unit of the hours].

    A day needs 75 % of its hours: 18 of 24, 18 of the 23 and 19 of the 25 of a clock change.

    Parameters
    ----------
    hours
        Hourly means, NaN where not known.
    edges
        Index of the first hour of each bucket, and where the last one ends; rising.
    percent
        `capture.YEAR_PERCENT` for annual means.

    References
    ----------
    2008/50/EC annex XI (indicators D1, D4).

    Examples
    --------
    >>> of_hours(np.array([10.0] * 17 + [np.nan] * 7 + [10.0] * 18 + [np.nan] * 6),
    ...          np.array([0, 24, 48])).tolist()
    [nan, 10.0]
    """
    valid = ~np.isnan(hours)
    n = np.add.reduceat(valid[: edges[-1]].astype(np.int64), edges[:-1])
    summed = np.add.reduceat(np.where(valid, hours, 0.0)[: edges[-1]], edges[:-1])
    known = capture.enough(n, np.diff(edges), percent)
    return np.where(known, summed / np.where(known, n, 1), np.nan)


def annual(values: Float) -> Figure:
    """Return the annual mean of hourly or daily means. [unit of the values].

    Withheld below 90 % capture.

    Parameters
    ----------
    values
        One a hour or day of the whole year, NaN where not known.

    References
    ----------
    2008/50/EC annex I (indicators D4, D5).

    Examples
    --------
    >>> annual(np.array([20.0] * 329 + [np.nan] * 36)).value
    20.0
    >>> annual(np.array([20.0] * 328 + [np.nan] * 37)).reason.value
    'insufficient_data'
    """
    valid = values[~np.isnan(values)]
    if not capture.enough(np.array([len(valid)]), np.array([len(values)]), capture.YEAR_PERCENT)[0]:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float(valid.mean()))


def percentile(values: Float, percent: float) -> Figure:
    """Return a percentile of hourly or daily means; 75 % capture. [unit of the values].

    Linear between ranks.

    Examples
    --------
    >>> percentile(np.array([1.0, 2, 3, np.nan]), 50).value
    2.0
    """
    valid = values[~np.isnan(values)]
    if not capture.enough(np.array([len(valid)]), np.array([len(values)]))[0]:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float(np.percentile(valid, percent)))
