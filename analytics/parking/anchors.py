"""Instants at which the vehicles in a car park are known, and the raw balance since (A10).

Counts of entries and exits drift: a lost entry stays in the balance for ever. An *anchor* is an
instant at which the number of vehicles is known: somebody counted, or it is closed and empty but
for a few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import wall_ms
from analytics.quarters import Float, Int


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
