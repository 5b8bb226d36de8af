"""Speeds of single vehicles in whole numbers, so that any order of adding gives the same."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Float, Int
from analytics.speeds.classes import MILLI_IN_TENTH, Classes

METHOD_VERSION: Final = 1
#: Slower vehicles enter no space-mean speed: parked, turning, or no vehicle at all. [km/h]
SLOW_KMH: Final = 3.0
SPEED_MAX_KMH: Final = 400.0  #: see `devices.properties`
_SLOW_MILLI: Final = 3_000
_PICO: Final = 10**15  #: 1/v in pico-hours/km is this over v in milli-km/h


def in_classes(classes: Classes, speed_kmh: Float) -> tuple[Int, NDArray[np.bool_]]:
    """Return speeds in 0.001 km/h, and which are known and lie in the classes.

    Examples
    --------
    >>> from analytics.speeds.classes import rounded_whole
    >>> milli, known = in_classes(rounded_whole(), np.array([49.6, np.nan, -1.0]))
    >>> milli.tolist(), known.tolist()
    ([49600, 0, 0], [True, False, False])
    """
    known: NDArray[np.bool_] = (speed_kmh >= 0) & (speed_kmh <= SPEED_MAX_KMH)
    if not known.all():
        speed_kmh = np.where(known, speed_kmh, 0.0)
    milli = np.rint(speed_kmh * 1000).astype(np.int64)
    known &= milli >= classes.lower_tenths[0] * MILLI_IN_TENTH
    if classes.top_tenths is not None:
        known &= milli < classes.top_tenths * MILLI_IN_TENTH
    return milli, known


def slow_and_pace(milli: Int) -> tuple[NDArray[np.bool_], Int]:
    """Return which vehicles are too slow for a space mean, and 1/v of the others.

    Parameters
    ----------
    milli
        Speeds. [0.001 km/h]

    Returns
    -------
    tuple
        Whether it is at `SLOW_KMH` or below, and 1/v, 0 there. [1e-12 h/km]

    Examples
    --------
    >>> slow, pace = slow_and_pace(np.array([1_000, 50_000]))
    >>> slow.tolist(), pace.tolist()  # 1 / 50 h/km
    ([True, False], [0, 20000000000])
    """
    slow: NDArray[np.bool_] = milli <= _SLOW_MILLI
    moving = np.maximum(milli, _SLOW_MILLI)
    pace: Int = (_PICO + (moving >> 1)) // moving
    pace[slow] = 0
    return slow, pace
