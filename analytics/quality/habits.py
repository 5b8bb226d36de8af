"""When a datastream never has values: hours that are missing day by day are a habit, no gap."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.standing_out import laid
from analytics.quality.track import HOUR_MS, Track
from analytics.quarters import Float

METHOD_VERSION: Final = 1

BACK_DAYS: Final = 28
LEAST_DAYS: Final = 3  #: of them with any value
SHARE: Final = 0.7  #: of these, without a value at this time of day
AROUND_H: Final = 1  #: nights grow by some minutes a day, and by an hour at a clock change


def habitual(track: Track) -> NDArray[np.bool_]:
    """Whether each step is usually missing: at this time of day, give or take an hour.

    A camera that sends no rows of the night, a counter that is switched off by eight. Days without
    any value say nothing: a device that is silent for weeks does not make a habit of it.

    Notes
    -----
    Of the last 28 days of UTC those with any value count, three at least; usual is what is missing
    on 70 % of them.

    References
    ----------
    indicators.md E9, E10.

    Examples
    --------
    Eight days with values from 6 to 18 o'clock only:

    >>> value = np.tile(np.repeat([np.nan, 5.0, np.nan], [6, 12, 6]), 8)
    >>> usual = habitual(Track(name="x", first=0, step_ms=HOUR_MS, value=value))
    >>> usual[[0, 7 * 24, 7 * 24 + 12, 7 * 24 + 22]].tolist()
    [False, True, False, True]
    """
    rows, place = laid(track, track.value)
    missing = np.asarray(np.isnan(rows))
    sends = np.asarray(~missing.all(axis=1))
    often = _before(missing & sends[:, None])
    days = _before(sends[:, None])
    usual = ((days >= LEAST_DAYS) & (often >= SHARE * days)).reshape(-1)
    reach = AROUND_H * HOUR_MS // track.step_ms
    padded = np.pad(usual, reach)
    near = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    return np.asarray(near.any(axis=1))[place]


def _before(rows: NDArray[np.bool_]) -> Float:
    """Return on how many of the days before each day it holds, by column."""
    added = np.cumsum(np.vstack([np.zeros((1, rows.shape[1])), rows]), axis=0)
    at = np.arange(len(rows))
    return np.asarray(added[at] - added[np.maximum(at - BACK_DAYS, 0)])
