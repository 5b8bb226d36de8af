"""What is usual at a time of day: seasonal naive, historical average, last residual (G1, G2).

Days are the rows of a table, local quarter hours its columns; a row speaks for days of its own
class only (`DayTypes.classes`: the weekday, a public holiday counts as a Sunday). So Whit Monday
is forecast by the Sunday before, and the Monday after it by the Monday before it.

References
----------
.. [1] Indicators, G1 and G2.
.. [2] Hyndman, Athanasopoulos: Forecasting, principles and practice, 3rd ed., section 5.2.
"""

from typing import Final

import numpy as np

from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
DAYS_ASKED: Final = 6  #: days of a class that make an average
DAYS_MIN: Final = 2  #: fewer say nothing
RESIDUAL_KEPT: Final = 0.9  #: of the last residual, a quarter hour


def repeated(values: Float, season: int, steps: int) -> Float:
    """Return the last season again and again: the seasonal naive of a plain series [2]_.

    Parameters
    ----------
    season
        [steps]

    Raises
    ------
    ValueError
        The series is shorter than its season.

    Examples
    --------
    >>> repeated(np.array([10.0, 20, 11, 21]), 2, 3).tolist()
    [11.0, 21.0, 11.0]
    """
    if not 0 < season <= len(values):
        raise ValueError(f"a season of {season} steps in a series of {len(values)}")
    return values[len(values) - season + np.arange(steps) % season]


def seasonal_naive(table: Float, classes: Int) -> Float:
    """Return for each day what the newest earlier day of its class had. [unit of the table].

    Slot by slot.

    A slot that was not known that day is taken from the day of the class before it.

    Parameters
    ----------
    table
        Days x slots; NaN where not known.
    classes
        Of each day, see `DayTypes.classes`.

    Examples
    --------
    >>> week = np.array([[1.0, 2.0], [5.0, 6.0], [np.nan, 3.0], [0.0, 0.0]])
    >>> seasonal_naive(week, np.array([0, 6, 0, 0])).tolist()
    [[nan, nan], [nan, nan], [1.0, 2.0], [1.0, 3.0]]
    """
    found = np.full(table.shape, np.nan)
    for name in np.unique(classes):
        at = np.flatnonzero(classes == name)
        rows = np.where(np.isnan(table[at]), 0, np.arange(1, len(at) + 1)[:, None])
        newest = np.maximum.accumulate(rows, axis=0)[:-1] - 1
        before = np.take_along_axis(table[at], np.maximum(newest, 0), axis=0)
        found[at[1:]] = np.where(newest < 0, np.nan, before)
    return found


def historical_average(days: Float) -> Float:
    """Return the mean of each slot over days of one class. [as `days`].

    NaN where fewer than `DAYS_MIN` days know the slot.

    Parameters
    ----------
    days
        Days x slots, the days that are asked: usually the newest `DAYS_ASKED` of a class.

    Examples
    --------
    >>> historical_average(np.array([[10.0], [12.0], [14.0]])).tolist()
    [12.0]
    """
    known = ~np.isnan(days)
    n = known.sum(axis=0)
    total = np.where(known, days, 0.0).sum(axis=0)
    return np.where(n >= DAYS_MIN, total / np.maximum(n, 1), np.nan)


def historical_median(days: Float) -> Float:
    """Return the median of each slot over days of one class. [unit of the days].

    One odd day does not move it. NaN where fewer than `DAYS_MIN` days are known.

    Examples
    --------
    >>> historical_median(np.array([[10.0], [12.0], [140.0]])).tolist()
    [12.0]
    """
    enough = (~np.isnan(days)).sum(axis=0) >= DAYS_MIN
    found = np.full(days.shape[1], np.nan)
    found[enough] = np.nanmedian(days[:, enough], axis=0)
    return found


def with_last_residual(
    usual: Float, residual: Float, steps: Int, *, kept: float = RESIDUAL_KEPT
) -> Float:
    """Return the historical average and what is left of the last residual (G2b).

    Parameters
    ----------
    usual
        The historical average at the time that is forecast.
    residual
        What was known last, less the historical average of its time; NaN: none is left.
    steps
        From that time to the one that is forecast. [quarter hours]

    Notes
    -----
    f = HA(t + h) + kept^h (y_t - HA(t)) [1]_.

    Examples
    --------
    >>> with_last_residual(np.array([100.0]), np.array([20.0]), np.array([2])).tolist()
    [116.2]
    """
    left: Float = usual + kept**steps * np.nan_to_num(residual)
    return left
