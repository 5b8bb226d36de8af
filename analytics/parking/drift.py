"""How far the balance of a car park drifts from what is there, a passage (A10)."""

from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.parking.anchors import Anchors, Flow
from analytics.quarters import Float

#: The drift rate is the median of so many last anchors.
ANCHORS_MAX: Final = 14


def drifts(flow: Flow, anchors: Anchors) -> tuple[Float, Float]:
    """Return the drift found at each anchor but the first, and the passages it came from.

    Drift is the raw balance less what is there. [vehicles], [vehicles]

    References
    ----------
    Indicators A10, PARK-018: a balance of 62 where 45 are there is a drift of 17.

    Examples
    --------
    >>> flow = Flow(time_ms=np.array([2]), entries=np.array([431.0]), exits=np.array([419.0]))
    >>> found = drifts(flow, Anchors(time_ms=np.array([1, 3]), present=np.array([50.0, 45])))
    >>> float(found[0][0]), float(found[1][0])
    (17.0, 850.0)
    """
    net = np.append(0.0, np.cumsum(flow.entries - flow.exits))
    passed = np.append(0.0, np.cumsum(flow.entries + flow.exits))
    at = np.searchsorted(flow.time_ms, anchors.time_ms, side="right")
    raw = anchors.present[:-1] + np.diff(net[at])
    return raw - anchors.present[1:], np.diff(passed[at])


def drift_rate(drift: Float, passages: Float) -> Figure:
    """Return beta: vehicles of drift a passage, the median of the last 14 anchors. [1].

    Anchors without a passage since the one before say nothing of it; withheld without any other.

    Parameters
    ----------
    drift, passages
        As from `drifts`. [vehicles]

    References
    ----------
    Indicators A10, PARK-018.

    Examples
    --------
    >>> drift_rate(np.array([17.0]), np.array([850.0])).value
    0.02
    """
    some = passages > 0
    rates = (drift[some] / passages[some])[-ANCHORS_MAX:]
    return Figure(float(np.median(rates))) if len(rates) else Figure(None, Reason.INSUFFICIENT_DATA)


def rates(flow: Flow, anchors: Anchors, reach_ms: int | None = None) -> Float:
    """Return the drift rate as it is known at each anchor, by the ones before it. [1].

    Parameters
    ----------
    reach_ms
        Stretches that began earlier than this before an anchor tell it nothing; None: all do. [ms]

    Returns
    -------
    ndarray
        NaN where nothing is known of it yet.

    References
    ----------
    Indicators A10: beta, the median of drift per passage over the last 14 anchors.

    Examples
    --------
    >>> flow = Flow(time_ms=np.array([1, 2, 3, 4]), entries=np.full(4, 10.0), exits=np.zeros(4))
    >>> anchors = Anchors(time_ms=np.array([0, 2, 4]), present=np.array([0.0, 18.0, 38.0]))
    >>> rates(flow, anchors).tolist(), rates(flow, anchors, reach_ms=2).tolist()
    ([nan, 0.1, 0.05], [nan, 0.1, 0.0])
    """
    drift, passages = drifts(flow, anchors)
    found = np.full(len(anchors), np.nan)
    for anchor in range(1, len(anchors)):
        told = told_by(anchors, anchor, reach_ms)
        rate = drift_rate(drift[told], passages[told]).value
        found[anchor] = np.nan if rate is None else rate
    return found


def told_by(anchors: Anchors, anchor: int, reach_ms: int | None = None) -> slice:
    """Return which stretches between anchors had ended by an anchor, and tell it something.

    Parameters
    ----------
    reach_ms
        See `rates`.

    Examples
    --------
    >>> anchors = Anchors(time_ms=np.array([0, 5, 9]), present=np.zeros(3))
    >>> told_by(anchors, 2), told_by(anchors, 2, reach_ms=4)
    (slice(0, 2, None), slice(1, 2, None))
    """
    first = 0
    if reach_ms is not None:
        first = int(np.searchsorted(anchors.time_ms, anchors.time_ms[anchor] - reach_ms))
    return slice(first, anchor)


def expected_drift(
    entries: float, exits: float, *, entry_detection: float, exit_detection: float
) -> float:
    """Return the drift that unequal detection makes. [vehicles].

    Parameters
    ----------
    entries, exits
        Vehicles that truly passed. [vehicles]
    entry_detection, exit_detection
        Which share of them is counted; may exceed 1. [1]

    Notes
    -----
    drift = entries * (entry detection - 1) - exits * (exit detection - 1).

    References
    ----------
    Indicators A10, PARK-043: 1 % of 425 entries missed, no exit: -4.25.

    Examples
    --------
    >>> round(expected_drift(425, 425, entry_detection=0.99, exit_detection=1.0), 2)
    -4.25
    """
    return entries * (entry_detection - 1) - exits * (exit_detection - 1)
