"""Datastreams beside one: laid on its days, and how far what is usual of both can be compared."""

from typing import Final

import numpy as np

from analytics.quality.days import DAY_H, LocalDays
from analytics.quality.learned import Watched
from analytics.quarters import Float

METHOD_VERSION: Final = 1


def aligned(other: Watched, days: LocalDays) -> tuple[Float, Float]:
    """Return value and usual of another datastream on these days; NaN where it has none.

    Parameters
    ----------
    days
        Of the one that is looked at. [as in its track]

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> own, other = (
    ...     watch(Track(name="x", first=first, step_ms=3_600_000, value=value), ZoneInfo("UTC"))
    ...     for first, value in ((0, np.zeros(48)), (24, np.full(24, 7.0)))
    ... )
    >>> aligned(other, own.days)[0][:, 0].tolist()
    [nan, 7.0]
    """
    return on_days(other.days.value, other, days), on_days(other.usual.median, other, days)


def comparable(own: Watched) -> Float:
    """Return what is usual, but for days on which Saturdays and Sundays are taken together.

    A Sunday of which only Saturdays are known is low, and by how much differs from street to
    street: such days say whether a counter counts, and not at which level.

    Returns
    -------
    float64
        One row a day, one column an hour. [passages/h]

    References
    ----------
    indicators.md E14.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> track = Track(name="x", first=0, step_ms=3_600_000, value=np.full(18 * 24, 5.0))
    >>> own = watch(track, ZoneInfo("UTC"))
    >>> comparable(own)[15:, 0].tolist()  # of a Friday and a weekend
    [5.0, nan, nan]
    """
    new = np.asarray(own.usual.together.any(axis=1))
    return np.where(new[:, None], np.nan, own.usual.median)


def on_days(cells: Float, other: Watched, days: LocalDays) -> Float:
    """Return cells of another datastream on these days; NaN where it has none.

    Parameters
    ----------
    cells
        One row a day of the other one.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> two = Track(name="x", first=0, step_ms=3_600_000, value=np.zeros(48))
    >>> late = Track(name="y", first=24, step_ms=3_600_000, value=np.full(24, 7.0))
    >>> own, other = (watch(one, ZoneInfo("UTC")) for one in (two, late))
    >>> on_days(other.days.value, other, own.days)[:, 0].tolist()
    [nan, 7.0]
    """
    count = len(days.value)
    laid = np.full((count, DAY_H), np.nan)
    begin = other.days.first_day - days.first_day
    rows = slice(max(begin, 0), max(min(begin + len(cells), count), 0))
    theirs = slice(max(-begin, 0), max(-begin, 0) + max(rows.stop - rows.start, 0))
    laid[rows] = cells[theirs]
    return laid
