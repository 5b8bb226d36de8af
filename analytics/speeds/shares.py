"""Shares of vehicles over a limit (indicators C6).

`over` is strict: 50 at a limit of 50 is not over it. In classes there are three answers: classes
that lie wholly above the limit (exact for whole-number devices), linear within the class the limit
lies in, and every class that reaches above it (as published reports count).
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.figure import Figure, Reason
from analytics.quarters import Float
from analytics.speeds.classes import Binned

METHOD_VERSION: Final = 2
N_MIN: Final = 100  #: vehicles for a share that is published
STEPS_KMH: Final = (0.0, 10.0, 20.0)  #: above the limit, as reports give them
TOLERANCE_KMH: Final = 3.0  #: what a measurement is forgiven below 100 km/h


def over(speed: Float, limit_kmh: float) -> float:
    """Return the share of single vehicles faster than the limit; NaN when there is none. [1].

    Examples
    --------
    >>> over(np.array([49.0, 50.0, 51.0, 60.0]), 50)
    0.5
    """
    known = speed[~np.isnan(speed)]
    return float((known > limit_kmh).mean()) if len(known) else float("nan")


def over_wholly(binned: Binned, limit_kmh: float) -> Float:
    """Return the share in the classes that lie wholly above the limit. [1].

    Exact for the classes of a device that says whole km/h and for a limit in whole km/h: rounded
    51 is `[50.5, 51.5)` and over 50, rounded 50 is not. Of wide classes it is a lower bound.

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> float(over_wholly(of_edges([49.5, 50.5, 51.5], [3, 1]), 50))
    0.25
    """
    return _share(binned, binned.classes.lower() >= limit_kmh)


def over_touching(binned: Binned, limit_kmh: float) -> Float:
    """Return the share in all classes that reach above the limit: an upper bound. [1].

    References
    ----------
    UTHM BFC 32302: 95 of 130 are 73.1 %, the class of the limit counted whole (indicators C6).

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> float(over_touching(of_edges([40, 50, 60, 70], [1, 2, 1]), 55))
    0.75
    """
    return _share(binned, binned.classes.upper() > limit_kmh)


def over_interpolated(binned: Binned, limit_kmh: float) -> Float:
    """Return the share over the limit, linear within the class it lies in. [1].

    Returns
    -------
    ndarray
        NaN where there is no vehicle, and where the limit lies inside an open last class with
        vehicles in it.

    References
    ----------
    Indicators C6: 93.5 of 130 at 60.0 km/h.

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> float(over_interpolated(of_edges([40, 50, 60, 70], [1, 2, 1]), 55))
    0.5
    """
    lower, upper = binned.classes.lower(), binned.classes.upper()
    closed = np.isfinite(upper)
    width = np.where(closed, upper - lower, 1.0)
    part = np.clip((np.where(closed, upper, lower + 1.0) - limit_kmh) / width, 0.0, 1.0)
    part[~closed & (lower >= limit_kmh)] = 1.0
    part[~closed & (lower < limit_kmh)] = np.nan
    n = binned.total()
    inside = np.where(binned.counts > 0, binned.counts * part, 0.0).sum(axis=-1)
    return np.where(n > 0, inside / np.where(n > 0, n, 1), np.nan)


def over_steps(binned: Binned, limit_kmh: float, tolerance_kmh: float = 0.0) -> Float:
    """Return the shares over the limit by more than 0, 10 and 20 km/h, interpolated.

    Parameters
    ----------
    tolerance_kmh
        Added to the limit at each step; `TOLERANCE_KMH` for what could be fined. [km/h]

    Returns
    -------
    ndarray
        Shape `(..., 3)`.

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> over_steps(of_edges([40, 50, 60, 70], [1, 2, 1]), 50).tolist()
    [0.75, 0.25, 0.0]
    """
    return np.stack(
        [over_interpolated(binned, limit_kmh + tolerance_kmh + step) for step in STEPS_KMH], axis=-1
    )


def over_steps_of_whole(binned: Binned, limit_kmh: float) -> Float:
    """Return the shares over the limit by more than 0, 10 and 20 km/h, of whole numbers.

    What a device says is held against the limit: 51 is over 50, and 50 is not.

    Parameters
    ----------
    binned
        Vehicles of a device that says whole km/h, in classes of 1 km/h around each.

    Returns
    -------
    ndarray
        Shape `(..., 3)`. [1]

    References
    ----------
    Indicators C6: `#(v > limit) / n`.

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> over_steps_of_whole(of_edges([49.5, 50.5, 51.5], [3, 1]), 50).tolist()
    [0.25, 0.0, 0.0]
    """
    steps = [over_wholly(binned, math.floor(limit_kmh + step)) for step in STEPS_KMH]
    return np.stack(steps, axis=-1)


def vehicles_a_day(share: Float, volume: Float) -> Float:
    """Return how many vehicles a day are over the limit. [vehicles/24 h].

    Parameters
    ----------
    volume
        Of whole days, calibrated; not the number with a measured speed. [vehicles/24 h]

    Examples
    --------
    >>> vehicles_a_day(np.array([0.25]), np.array([1200.0])).tolist()
    [300.0]
    """
    return share * volume


def published(share: float, n: int) -> Figure:
    """Return a share, withheld below `N_MIN` vehicles. [1].

    Examples
    --------
    >>> published(0.7, 30).reason.value
    'insufficient_data'
    """
    if n < N_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(None, Reason.UNDEFINED) if np.isnan(share) else Figure(share)


def _share(binned: Binned, which: NDArray[np.bool_]) -> Float:
    n: NDArray[Any] = binned.total()
    counted = (binned.counts * which).sum(axis=-1)
    return np.where(n > 0, counted / np.where(n > 0, n, 1), np.nan)
