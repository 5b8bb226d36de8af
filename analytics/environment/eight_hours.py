"""Running 8-hour means and the day's greatest (indicators D4).

A window belongs to the day on which it ends: the first of a day is 17:00 to 01:00, the last
16:00 to 24:00. Days are those of CET the whole year, not civil days: fold hours with `CET`.
"""

from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.environment import capture
from analytics.quarters import Float
from analytics.spans import Span

METHOD_VERSION: Final = 1
WINDOW_H: Final = 8
DAY_H: Final = 24
_HOUR_MS: Final = 3_600_000
#: UTC+1 without summer time, for statistics of the law (the sign is turned round in this name).
CET: Final = ZoneInfo("Etc/GMT-1")


def windows(day_start_ms: int) -> list[Span]:
    """Return the 24 windows that end on a day.

    Parameters
    ----------
    day_start_ms
        Where the CET day begins. [ms since 1970]

    References
    ----------
    2008/50/EC annex VII, footnote (indicators D4).

    Examples
    --------
    >>> first, last = windows(0)[0], windows(0)[-1]
    >>> first.from_ms // 3_600_000, first.to_ms // 3_600_000, last.from_ms // 3_600_000
    (-7, 1, 16)
    """
    ends = [day_start_ms + hour * _HOUR_MS for hour in range(1, DAY_H + 1)]
    return [Span(end - WINDOW_H * _HOUR_MS, end) for end in ends]


def running(hours: Float) -> Float:
    """Return the mean of the eight hours that end with each hour. [unit of the hours].

    It needs six of them.

    Parameters
    ----------
    hours
        Consecutive hourly means, NaN where not known; of the first seven the hours before are
        taken as not known.

    References
    ----------
    2008/50/EC annex XI (indicators D4).

    Examples
    --------
    >>> running(np.array([1.0, 2, 3, 4, 5, 6, 7, 8])).tolist()[4:]
    [nan, 3.5, 4.0, 4.5]
    """
    if len(hours) == 0:
        return np.zeros(0)
    padded = np.concatenate([np.full(WINDOW_H - 1, np.nan), hours])
    windowed = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_H)
    valid = ~np.isnan(windowed)
    n = valid.sum(axis=1)
    known = capture.enough(n, np.full(len(n), WINDOW_H))
    summed = np.where(valid, windowed, 0.0).sum(axis=1)
    return np.where(known, summed / np.where(known, n, 1), np.nan)


def daily_maxima(means: Float) -> Float:
    """Return the greatest 8-hour mean of each day. [unit of the means].

    It needs 18 of its 24 windows.

    Parameters
    ----------
    means
        Of `running`, for whole CET days.

    Raises
    ------
    ValueError
        They are not whole days.

    References
    ----------
    2008/50/EC annex XI (indicators D4).

    Examples
    --------
    >>> daily_maxima(np.arange(24.0)).tolist()
    [23.0]
    """
    if len(means) % DAY_H:
        raise ValueError(f"{len(means)} running means are not whole CET days of {DAY_H}")
    by_day = means.reshape(-1, DAY_H)
    valid = ~np.isnan(by_day)
    known = capture.enough(valid.sum(axis=1), np.full(len(by_day), DAY_H))
    return np.where(known, np.where(valid, by_day, -np.inf).max(axis=1, initial=-np.inf), np.nan)
