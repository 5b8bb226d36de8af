"""What is usual, learned from a datastream's own past: medians and MAD by day type and hour.

Of every day only what lies before it is looked at, so that a result for a day never changes
because of what came later.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analytics.quality.days import Kind, LocalDays, lay
from analytics.quality.track import HOUR_MS, Track
from analytics.quarters import Float

METHOD_VERSION: Final = 2

#: How many days of its type are looked back on: eight weeks. A fault of less than four weeks does
#: not move the median.
LOOK_BACK: Final = {Kind.WORKDAY: 40, Kind.SATURDAY: 8, Kind.SUNDAY: 8}
LEAST: Final = 3  #: values of a cell, see indicators.md 0.8
#: Until three Saturdays are known, Saturdays and Sundays together say what is usual at weekends.
WEEKEND: Final = (Kind.SATURDAY, Kind.SUNDAY)
SCATTER_DAYS: Final = 56
SCATTER_LEAST: Final = 10  #: days
TO_SIGMA: Final = 1.4826  #: MAD to standard deviation of a normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What was usual before each day.

    Parameters
    ----------
    median, scatter
        Of the same hour on earlier days of the type, one row a day; NaN with fewer than three.
        `scatter` is the MAD made a standard deviation. [as the values]
    together
        Whether Saturdays and Sundays are taken together, for want of three of the type.
    """

    median: Float
    scatter: Float
    together: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A datastream and what is usual for it.

    Parameters
    ----------
    track
        As it was measured, in steps of a quarter or an hour.
    days
        Its hours in local days.
    """

    track: Track
    days: LocalDays
    usual: Usual


def watch(
    track: Track,
    zone: ZoneInfo,
    holidays: frozenset[date] = frozenset(),
    *,
    mean: bool = False,
    without: NDArray[np.bool_] | None = None,
) -> Watched:
    """Return a track with what is usual for it.

    Parameters
    ----------
    mean
        The hours of a state are means, those of counts sums.
    without
        Hours of the track that nothing is learned from: confirmed faults, closures, events.

    Examples
    --------
    >>> four_days = np.repeat([10.0, 30.0, 20.0, 90.0], 24)
    >>> track = Track(name="x", first=4 * 24, step_ms=HOUR_MS, value=four_days)  # from a Monday on
    >>> watch(track, ZoneInfo("UTC")).usual.median[:, 0].tolist()
    [nan, nan, nan, 20.0]
    """
    hourly = track if track.step_ms == HOUR_MS else track.hourly(mean=mean)
    days = lay(hourly, zone, holidays)
    taught = days.value
    if without is not None:
        left = np.where(without, np.nan, hourly.value)
        taught = lay(
            Track(name=track.name, first=hourly.first, step_ms=HOUR_MS, value=left), zone, holidays
        ).value
    return Watched(track=track, days=days, usual=usual(taught, days.kind))


def by_step(own: Watched, cells: Float) -> Float:
    """Return values of local days and hours at the steps of the track.

    Parameters
    ----------
    cells
        One row a local day, as `own.days.value`.

    Examples
    --------
    >>> utc = Track(name="x", first=0, step_ms=1_800_000, value=np.zeros(4))
    >>> own = watch(utc, ZoneInfo("Europe/Berlin"))
    >>> by_step(own, np.arange(24.0)[None, :]).tolist()
    [1.0, 1.0, 2.0, 2.0]
    """
    track = own.track
    parts = HOUR_MS // track.step_ms
    first = track.first // parts
    count = -(-(track.first + len(track)) // parts) - first
    hour = own.days.hour.reshape(-1)
    at = np.full(count, -1, dtype=np.int64)
    at[hour[hour >= 0] - first] = np.flatnonzero(hour >= 0)
    at = np.maximum.accumulate(at)  # the hour that comes twice has the cell before
    hourly = np.append(cells.reshape(-1), np.nan)[at]
    return np.repeat(hourly, parts)[track.first - first * parts :][: len(track)]


def usual(value: Float, kind: NDArray[np.int64]) -> Usual:
    """Return medians and scatter of earlier days of the same type.

    A cell of a Saturday or Sunday of which fewer than three are known is learned of both together:
    two weeks after a counter was put up its weekends are looked at, too.

    Parameters
    ----------
    value
        One row a day; NaN where missing.
    kind
        The type of each day, see `analytics.quality.days.Kind`.

    References
    ----------
    indicators.md 0.8, B18; robust scatter: Rousseeuw, Croux (1993).

    Examples
    --------
    >>> rows = np.array([[1.0], [2.0], [9.0], [4.0]])
    >>> usual(rows, np.zeros(4, dtype=np.int64)).median.tolist()
    [[nan], [nan], [nan], [2.0]]
    """
    median, scatter = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    for one, back in LOOK_BACK.items():
        rows = np.flatnonzero(kind == one)
        if len(rows):
            median[rows], scatter[rows] = before(value[rows], back, LEAST)
    alone = ~np.isnan(median)
    free = np.flatnonzero(np.isin(kind, WEEKEND))
    if len(free):
        together = before(value[free], sum(LOOK_BACK[one] for one in WEEKEND), LEAST)
        new = np.isnan(median[free])
        median[free] = np.where(new, together[0], median[free])
        scatter[free] = np.where(new, together[1], scatter[free])
    return Usual(median=median, scatter=scatter, together=~alone & ~np.isnan(median))


def before(value: Float, back: int, least: int) -> tuple[Float, Float]:
    """Return median and scatter of the `back` rows before each row, by column.

    NaN where fewer than `least` are known. The scatter is the MAD made a standard deviation.

    Parameters
    ----------
    value
        One row a day; NaN where missing. [any unit]
    back, least
        How far is looked back, and how much of it must be known. [rows]

    Notes
    -----
    ``1.4826 median(|x - median(x)|)``.

    References
    ----------
    indicators.md 0.8; robust scatter: Rousseeuw, Croux (1993).

    Examples
    --------
    >>> before(np.array([[1.0], [3.0], [8.0]]), back=2, least=2)[0].tolist()
    [[nan], [nan], [2.0]]
    """
    padded = np.vstack([np.full((back, value.shape[1]), np.nan), value[:-1]])
    windows = sliding_window_view(padded, back, axis=0)
    median = middle(windows, least)
    return median, middle(np.abs(windows - median[..., None]), least) * TO_SIGMA


def scatter_before(daily: Float) -> tuple[Float, Float]:
    """Return median and scatter of a daily figure over the 56 days before each day.

    NaN where fewer than ten of them are known.

    Parameters
    ----------
    daily
        One a day, without a gap; NaN where missing. [any unit]

    References
    ----------
    As `before`.

    Examples
    --------
    >>> middle, _ = scatter_before(np.arange(12.0))
    >>> middle[9:].tolist()
    [nan, 4.5, 5.0]
    """
    median, scatter = before(daily[:, None], SCATTER_DAYS, SCATTER_LEAST)
    return median[:, 0], scatter[:, 0]


def middle(values: Float, least: int = 1) -> Float:
    """Return the median along the last axis without missing values; NaN with fewer than `least`.

    Examples
    --------
    >>> middle(np.array([[3.0, np.nan, 5.0], [np.nan, np.nan, np.nan]])).tolist()
    [4.0, nan]
    """
    ordered = np.sort(values, axis=-1)  # missing ones last
    count = np.count_nonzero(~np.isnan(ordered), axis=-1)
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, ordered.shape[-1] - 1)
    both = np.take_along_axis(ordered, np.stack([low, high], axis=-1), axis=-1)
    return np.where(count >= least, both.mean(axis=-1), np.nan)
