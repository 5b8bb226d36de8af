"""Vehicles that no other one holds up (freifahrende Fahrzeuge; indicators C13).

German road design asks for the V85 of free passenger cars on a wet road; radar statistics of all
vehicles are lower. Publish both, named `V85 all` and `V85 free`.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
LEADER_S: Final = 6.0  #: a free vehicle is further behind its leader than this; 5 to 8 s in use
FOLLOWER_S: Final = 3.0  #: and no other one closer behind it than this
METHOD: Final = (
    f"vehicles more than {LEADER_S:g} s behind another one, none within {FOLLOWER_S:g} s behind "
    "them"
)
FLOW_MAX_H: Final = 600.0  #: free-flow speed is taken below this flow [vehicles/h and lane]


def free(
    time_ms: Int, leader_s: float = LEADER_S, follower_s: float = FOLLOWER_S
) -> NDArray[np.bool_]:
    """Whether each vehicle of a lane is free: no leader within 6 s, no follower within 3 s.

    The first and the last vehicle of the array are judged by the side that is known.

    Parameters
    ----------
    time_ms
        When vehicles of one lane passed, sorted. [ms since 1970]

    References
    ----------
    Indicators C13.

    Examples
    --------
    >>> free(np.array([0, 7_000, 9_000, 16_000])).tolist()
    [True, False, False, True]
    """
    apart = np.diff(time_ms) / 1000
    found = np.ones(len(time_ms), dtype=bool)
    found[1:] &= apart > leader_s
    found[:-1] &= apart >= follower_s
    return found


def free_flow_speed(
    speed_kmh: Float, is_free: NDArray[np.bool_], flow_h: Float, flow_max_h: float = FLOW_MAX_H
) -> float:
    """Return the mean speed of free vehicles while the lane carries little. [km/h].

    Parameters
    ----------
    is_free
        See `free`.
    flow_h
        Flow of the lane at the time of each vehicle. [vehicles/h]

    Returns
    -------
    float
        NaN when no vehicle is free.

    References
    ----------
    Indicators C13.

    Examples
    --------
    >>> free_flow_speed(np.array([50.0, 30, 54]), np.array([1, 0, 1]) > 0, np.array([100.0] * 3))
    52.0
    """
    taken = speed_kmh[is_free & (flow_h < flow_max_h) & ~np.isnan(speed_kmh)]
    return float(taken.mean()) if len(taken) else float("nan")
