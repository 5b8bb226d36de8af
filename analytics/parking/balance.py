"""The balance of a car park that counts entries and exits, corrected by anchors (A10, A2).

Counts drift: a lost entry stays in the balance for ever. An *anchor* is an instant at which the
number of vehicles is known: somebody counted, or it is closed and empty but for a few. Errors
happen when vehicles pass, not as time passes, so drift is spread over passages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import wall_ms
from analytics.figure import Figure, Reason
from analytics.quarters import Float, Int

METHOD: Final = "balance of entries and exits, drift spread over passages between anchors"
METHOD_VERSION: Final = 2
#: The drift rate is the median of so many last anchors.
ANCHORS_MAX: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Entries and exits, sorted by time; one entry an interval or a passage.

    Parameters
    ----------
    time_ms
        When it was over: the balance holds from then on. [ms since 1970]
    entries, exits
        Vehicles counted in it.
    """

    time_ms: Int
    entries: Float
    exits: Float

    def __len__(self) -> int:
        return len(self.time_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Instants at which the number of vehicles is known, strictly rising.

    Parameters
    ----------
    time_ms
        What passed up to and with it is in the number. [ms since 1970]
    present
        Vehicles there. [vehicles]
    """

    time_ms: Int
    present: Float

    def __len__(self) -> int:
        return len(self.time_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The raw balance since the last anchor; one entry an entry of the flow.

    Parameters
    ----------
    anchor
        Which anchor was the last one; -1 before the first, where only differences are known.
    raw
        Vehicles at the anchor plus entries less exits since; NaN before the first. [vehicles]
    passages
        Entries plus exits since. [vehicles]
    """

    anchor: Int
    raw: Float
    passages: Float


def since_anchor(flow: Flow, anchors: Anchors) -> Since:
    """Return the raw balance and the passages since the last anchor.

    Examples
    --------
    >>> flow = Flow(time_ms=np.array([1, 2, 3]), entries=np.array([2.0, 1, 0]),
    ...             exits=np.array([0.0, 0, 1]))
    >>> told = since_anchor(flow, Anchors(time_ms=np.array([1]), present=np.array([45.0])))
    >>> told.raw.tolist(), told.passages.tolist()
    ([nan, 46.0, 45.0], [nan, 1.0, 2.0])
    """
    # An interval that ends at the anchor is before it: it belongs to the anchor before.
    anchor = np.searchsorted(anchors.time_ms, flow.time_ms, side="left") - 1
    net = np.append(0.0, np.cumsum(flow.entries - flow.exits))
    passed = np.append(0.0, np.cumsum(flow.entries + flow.exits))
    at = np.searchsorted(flow.time_ms, anchors.time_ms, side="right")
    some = anchor >= 0
    which = np.where(some, anchor, 0)
    base = at[which] if len(anchors) else np.zeros(len(flow), dtype=np.int64)
    present = anchors.present[which] if len(anchors) else np.zeros(len(flow))
    return Since(
        anchor=anchor,
        raw=np.where(some, present + net[1:] - net[base], np.nan),
        passages=np.where(some, passed[1:] - passed[base], np.nan),
    )


def drifts(flow: Flow, anchors: Anchors) -> tuple[Float, Float]:
    """Return the drift found at each anchor but the first, and the passages it came from.

    Drift is the raw balance less what is there. [vehicles], [vehicles]

    References
    ----------
    PARK-018: a balance of 62 where 45 are there after 850 passages is a drift of 17.

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
    """Return beta: vehicles of drift a passage, the median of the last 14 anchors.

    Anchors without a passage since the one before say nothing of it.

    Examples
    --------
    >>> drift_rate(np.array([17.0]), np.array([850.0])).value
    0.02
    """
    some = passages > 0
    rates = (drift[some] / passages[some])[-ANCHORS_MAX:]
    return Figure(float(np.median(rates))) if len(rates) else Figure(None, Reason.INSUFFICIENT_DATA)


def spread_back(raw: Float, passages: Float, drift: Float, passages_total: Float) -> Float:
    """Return the balance with the drift of its stretch spread over the passages.

    N(t) = B(t) - drift * P(t) / P(t1), t1 the anchor that ends the stretch.

    References
    ----------
    PARK-019.

    Examples
    --------
    >>> spread_back(*(np.array([x]) for x in (300.0, 425.0, 17.0, 850.0))).tolist()
    [291.5]
    """
    share = passages / np.where(passages_total > 0, passages_total, np.inf)
    return raw - drift * share


def corrected(flow: Flow, anchors: Anchors) -> Float:
    """Return the vehicles present after each entry of the flow, as statistics take them.

    Between anchors by `spread_back`, so that the balance meets every anchor; after the last one
    N = B - beta * P, with the beta of the anchors before; before the first one NaN. A new anchor
    changes all since the anchor before it.

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
    rate = drift_rate(drift, passages).value or 0.0
    closed = (told.anchor >= 0) & (told.anchor < len(drift))
    which = np.where(closed, told.anchor, 0)
    after = told.raw - rate * told.passages
    if not len(drift):
        return after
    between = spread_back(told.raw, told.passages, drift[which], passages[which])
    return np.where(closed, between, after)


def online(flow: Flow, anchors: Anchors) -> Float:
    """Return what could be shown at the time: N = B - beta * P by earlier anchors alone.

    Nothing of it changes when a later anchor comes.
    """
    told = since_anchor(flow, anchors)
    drift, passages = drifts(flow, anchors)
    # beta known at anchor k is that of the stretches that had ended by then: the first k
    rates = [drift_rate(drift[:k], passages[:k]).value or 0.0 for k in range(len(anchors))]
    rate = np.array([*rates, 0.0])[told.anchor]
    return told.raw - rate * told.passages


def expected_drift(
    entries: float, exits: float, *, entry_detection: float, exit_detection: float
) -> float:
    """Return the drift that unequal detection makes, in vehicles.

    References
    ----------
    PARK-043: 1 % of 425 entries missed, no exit: -4.25.

    Examples
    --------
    >>> round(expected_drift(425, 425, entry_detection=0.99, exit_detection=1.0), 2)
    -4.25
    """
    return entries * (entry_detection - 1) - exits * (exit_detection - 1)


def night_resets(days: Sequence[date], minute: int, present: float, zone: ZoneInfo) -> Anchors:
    """Return an anchor each night: at that wall time so many are taken to be there.

    Parameters
    ----------
    days
        Local dates, rising.
    minute
        After midnight. [min]
    present
        The offset: vehicles that stay overnight, from a count. [vehicles]

    References
    ----------
    Carlo Gavazzi, Carpark 3 manual, p. 79: reset with offset (45 of 1000 there: 955 free).

    Examples
    --------
    >>> night_resets([date(2026, 7, 1)], 180, 45, ZoneInfo("Europe/Berlin")).present.tolist()
    [45.0]
    """
    time_ms = np.array([wall_ms(day, minute, zone) for day in days], dtype=np.int64)
    return Anchors(time_ms=time_ms, present=np.full(len(days), float(present)))
