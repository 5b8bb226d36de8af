"""Headways, gaps and what follows from them, a lane at a time (indicators C9).

A headway is from front to front (Bruttozeitlücke), a gap from the tail of the leader to the front
of the follower (Nettozeitlücke). Both need times in milliseconds: of a device with whole seconds
two vehicles of one second have a headway of 0.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.quarters import Float, Int
from analytics.spans import Span

METHOD_VERSION: Final = 1
HEADWAY_MAX_S: Final = 60.0  #: further apart vehicles do not follow each other [s]
PAIRS_MIN: Final = 30  #: headways for a mean or a share that is published
#: "Halber Tacho": half the speed in km/h as metres is this time at any speed. [s]
HALF_SPEEDOMETER_S: Final = 1.8
DANGEROUS_S: Final = 0.9  #: a quarter of the speedometer [s]
_KMH_PER_M_S: Final = 3.6


def headways(time_ms: Int, outages: Sequence[Span] = ()) -> Float:
    """Return the headway of each vehicle to the one before it in its lane. [s].

    A late record changes two of them: compute them again from the vehicle before it to the one
    after it (`streaming.dirty.of_vehicle`).

    Parameters
    ----------
    time_ms
        When vehicles of one lane passed, sorted. [ms since 1970]
    outages
        When the device was not alive; two vehicles across one are no pair.

    Returns
    -------
    ndarray
        NaN for the first vehicle, after more than `HEADWAY_MAX_S`, and across an outage.

    Examples
    --------
    >>> headways(np.array([0, 2_400, 90_000])).tolist()
    [nan, 2.4, nan]
    """
    found = np.full(len(time_ms), np.nan)
    found[1:] = np.diff(time_ms) / 1000
    found[found > HEADWAY_MAX_S] = np.nan
    for span in outages:
        across = (time_ms[:-1] < span.to_ms) & (time_ms[1:] > span.from_ms)
        found[1:][across] = np.nan
    return found


def gaps(headway_s: Float, leader_length_m: Float, leader_speed_kmh: Float) -> Float:
    """Return the gap of each vehicle to its leader, `h - length / speed`. [s].

    NaN where the leader stood. Below 0 the length or a time is wrong; it is not cut off.

    References
    ----------
    Indicators C9: 3.0 s behind 4.5 m at 50 km/h are 2.676 s.

    Examples
    --------
    >>> gaps(np.array([3.0]), np.array([4.5]), np.array([50.0])).round(3).tolist()
    [2.676]
    """
    moving = leader_speed_kmh > 0
    speed = np.where(moving, leader_speed_kmh, 1.0) / _KMH_PER_M_S
    return np.where(moving, headway_s - leader_length_m / speed, np.nan)


def gaps_of(time_ms: Int, length_m: Float, speed_kmh: Float) -> Float:
    """Return the gap of each vehicle of a lane to the one before it. [s]; see `gaps`.

    Examples
    --------
    >>> lengths, speeds = np.array([4.5, 9.0]), np.array([50.0, 40.0])
    >>> gaps_of(np.array([0, 3_000]), lengths, speeds).round(3).tolist()
    [nan, 2.676]
    """
    found = np.full(len(time_ms), np.nan)
    found[1:] = gaps(headways(time_ms)[1:], length_m[:-1], speed_kmh[:-1])
    return found


def flow(headway_s: Float) -> float:
    """Return the flow that a mean headway is, `3600 / mean(h)`. [vehicles/h].

    NaN where no headway is known or their mean is 0.

    Examples
    --------
    >>> flow(np.array([2.4]))
    1500.0
    """
    known = headway_s[~np.isnan(headway_s)]
    mean = float(known.mean()) if len(known) else 0.0
    return 3600 / mean if mean > 0 else float("nan")


def half_speedometer(speed_kmh: Float) -> Float:
    """Return how long the distance of half the speedometer takes. [s].

    The distance in metres is half the speed in km/h, so it is 1.8 s at any speed; NaN at rest.

    Examples
    --------
    >>> half_speedometer(np.array([30.0, 100.0])).round(9).tolist()
    [1.8, 1.8]
    """
    moving = speed_kmh > 0
    metres_per_s = np.where(moving, speed_kmh, 1.0) / _KMH_PER_M_S
    return np.where(moving, speed_kmh / 2 / metres_per_s, np.nan)


def close_share(gap_s: Float, below_s: float = HALF_SPEEDOMETER_S) -> Figure:
    """Return the share of gaps below a time, of all gaps that are known. [1].

    Withheld below `PAIRS_MIN` gaps.

    Parameters
    ----------
    below_s
        `HALF_SPEEDOMETER_S` or `DANGEROUS_S`. [s]

    Examples
    --------
    >>> close_share(np.array([1.0, 2.0] * 20)).value
    0.5
    """
    known = gap_s[~np.isnan(gap_s)]
    if len(known) < PAIRS_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float((known < below_s).mean()))
