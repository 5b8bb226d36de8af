"""The balance of a car park that counts entries and exits, corrected by anchors (A10, A2).

Errors happen when vehicles pass, not as time passes, so drift is spread over passages.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.parking.anchors import Anchors, Flow, since_anchor
from analytics.parking.drift import drifts, rates
from analytics.quarters import Float

METHOD: Final = "balance of entries and exits, drift spread over passages between anchors"
METHOD_VERSION: Final = 3


def spread_back(raw: Float, passages: Float, drift: Float, passages_total: Float) -> Float:
    """Return the balance with the drift of its stretch spread over the passages. [vehicles].

    N(t) = B(t) - drift * P(t) / P(t1), t1 the anchor that ends the stretch.

    Parameters
    ----------
    raw, passages
        Balance and passages since the anchor before, see `anchors.Since`. [vehicles]
    drift, passages_total
        What was found at the anchor after, see `drift.drifts`. [vehicles]

    References
    ----------
    Indicators A10, PARK-019.

    Examples
    --------
    >>> spread_back(*(np.array([x]) for x in (300.0, 425.0, 17.0, 850.0))).tolist()
    [291.5]
    """
    share = passages / np.where(passages_total > 0, passages_total, np.inf)
    return raw - drift * share


def corrected(flow: Flow, anchors: Anchors, reach_ms: int | None = None) -> Float:
    """Return the vehicles present after each entry of the flow, for statistics. [vehicles].

    Between anchors by `spread_back`, so that the balance meets every anchor; after the last one
    N = B - beta * P, with the beta of the anchors before; before the first one NaN. A new anchor
    changes all since the anchor before it.

    Parameters
    ----------
    reach_ms
        Anchors farther apart than this say nothing of the time between them, and nothing of the
        rate later than this; None: all do. [ms]

    Returns
    -------
    Float
        May leave 0 and the capacity: see `analytics.parking.limits`. [vehicles]

    Examples
    --------
    >>> flow = Flow(time_ms=np.array([1, 2, 3, 4]), entries=np.full(4, 10.0), exits=np.zeros(4))
    >>> anchors = Anchors(time_ms=np.array([0, 2]), present=np.array([0.0, 18.0]))
    >>> corrected(flow, anchors).tolist()
    [9.0, 18.0, 27.0, 36.0]
    """
    told = since_anchor(flow, anchors)
    drift, passages = drifts(flow, anchors)
    closed = np.append(between_near(anchors, reach_ms), False)[told.anchor] & (told.anchor >= 0)
    which = np.where(closed, told.anchor, 0)
    after = told.raw - _rate(flow, anchors, reach_ms)[told.anchor] * told.passages
    if not len(drift):
        return after
    between = spread_back(told.raw, told.passages, drift[which], passages[which])
    return np.where(closed, between, after)


def between_near(anchors: Anchors, reach_ms: int | None = None) -> NDArray[np.bool_]:
    """Whether each anchor but the last is followed by another one near enough; see `corrected`.

    Examples
    --------
    >>> far = Anchors(time_ms=np.array([0, 2, 9]), present=np.zeros(3))
    >>> between_near(far, reach_ms=5).tolist()
    [True, False]
    """
    apart = np.diff(anchors.time_ms)
    near: NDArray[np.bool_] = apart <= (apart if reach_ms is None else reach_ms)
    return near


def online(flow: Flow, anchors: Anchors, reach_ms: int | None = None) -> Float:
    """Return what could be shown at the time: N = B - beta * P by earlier anchors alone.

    Nothing of it changes when a later anchor comes; before the first anchor NaN. [vehicles]

    Parameters
    ----------
    reach_ms
        See `corrected`.

    References
    ----------
    Indicators A10.

    Examples
    --------
    At the second anchor 20 had come in and 18 were there: beta is 0.1 from then on.

    >>> flow = Flow(time_ms=np.array([1, 2, 3, 4]), entries=np.full(4, 10.0), exits=np.zeros(4))
    >>> online(flow, Anchors(time_ms=np.array([0, 2]), present=np.array([0.0, 18.0]))).tolist()
    [10.0, 20.0, 27.0, 36.0]
    """
    told = since_anchor(flow, anchors)
    return told.raw - _rate(flow, anchors, reach_ms)[told.anchor] * told.passages


def _rate(flow: Flow, anchors: Anchors, reach_ms: int | None) -> Float:
    """Return the rate to correct with after each anchor, and 0 for the time before the first."""
    return np.append(np.nan_to_num(rates(flow, anchors, reach_ms)), 0.0)
