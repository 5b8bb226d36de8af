"""What a figure of a measured datastream was on the days before each day, never on later ones."""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analytics.quality.learned import scatter_before
from analytics.quality.track import HOUR_MS, Track
from analytics.quarters import DAY_MS, Float

METHOD_VERSION: Final = 1

LEARNED_DAYS: Final = 90  #: looked back on
LEARNED_LEAST: Final = 14  #: of them known, to have learned anything
SPREAD_DAYS: Final = 56  #: of usual spread
SPREAD_SHARE: Final = 0.7  #: of the spread that one day in ten is below
SPREAD_SCATTERS: Final = 1.5


def second_greatest_before(daily: Float) -> Float:
    """Return the second greatest figure of the 90 days before each: one fault teaches nothing.

    NaN where fewer than 14 of them are known.

    Parameters
    ----------
    daily
        One a day, without a gap; NaN where not known. [any unit]

    References
    ----------
    indicators.md E3, E4.

    Examples
    --------
    >>> second_greatest_before(np.arange(17.0))[13:].tolist()
    [nan, 12.0, 13.0, 14.0]
    """
    windows = _windows(daily, LEARNED_DAYS)
    known = np.count_nonzero(~np.isnan(windows), axis=1) >= LEARNED_LEAST
    ordered = np.sort(np.where(np.isnan(windows), -np.inf, windows), axis=1)
    return np.where(known, ordered[:, -2], np.nan)


def least_spread_before(daily: Float) -> Float:
    """Return the spread that no day of the 56 before each came near.

    70 % of what one day in ten was below, and 1.5 scatters (MAD, on a scale of ratios) below
    the median; NaN where fewer than 14 days are known.

    Parameters
    ----------
    daily
        Spread of each day, without a gap; NaN where not known. [any unit]

    References
    ----------
    indicators.md E5.

    Examples
    --------
    >>> least_spread_before(np.full(15, 8.0))[13:].tolist()
    [nan, 5.6]
    """
    windows = np.sort(_windows(daily, SPREAD_DAYS), axis=1)
    count = np.count_nonzero(~np.isnan(windows), axis=1)
    tenth = windows[np.arange(len(windows)), np.maximum(count - 1, 0) // 10]
    logs = np.log(np.maximum(daily, 1e-9))
    median, scatter = scatter_before(logs)
    usual = np.minimum(SPREAD_SHARE * tenth, np.exp(median - SPREAD_SCATTERS * scatter))
    return np.where(count >= LEARNED_LEAST, usual, np.nan)


def _windows(daily: Float, back: int) -> Float:
    padded = np.concatenate([np.full(back, np.nan), daily[:-1]])
    return sliding_window_view(padded, back)


def daily_greatest(track: Track, figure: Float, left_out: NDArray[np.bool_] | None) -> Float:
    """Return the greatest figure of each UTC day; NaN where none is known.

    Parameters
    ----------
    figure
        One a step of the track; NaN where not known. [any unit]
    left_out
        Hours of the track that nothing is learned of; None: of all of them.

    Examples
    --------
    >>> track = Track(name="x", first=22, step_ms=HOUR_MS, value=np.array([1.0, 9, 4, np.nan]))
    >>> daily_greatest(track, track.value, None).tolist()
    [9.0, 4.0]
    """
    if left_out is not None:
        hour = (track.first + np.arange(len(track))) * track.step_ms // HOUR_MS
        figure = np.where(left_out[hour - hour[0]], np.nan, figure)
    parts = DAY_MS // track.step_ms
    before, after = track.first % parts, -(track.first + len(track)) % parts
    rows = np.pad(figure, (before, after), constant_values=np.nan).reshape(-1, parts)
    return np.asarray(np.fmax.reduce(rows, axis=1))


def of_day(track: Track, daily: Float) -> Float:
    """Return at each step the figure of its UTC day.

    Parameters
    ----------
    daily
        From the day on in which the track begins. [any unit]

    Examples
    --------
    >>> track = Track(name="x", first=22, step_ms=HOUR_MS, value=np.zeros(4))
    >>> of_day(track, np.array([9.0, 4.0])).tolist()
    [9.0, 9.0, 4.0, 4.0]
    """
    day = (track.first + np.arange(len(track))) * track.step_ms // DAY_MS
    return np.asarray(daily[day - day[0]])
