"""Stays that are longer than the limit (indicator A9).

Not "violations": a sensor sees no permit, no disabled badge and no ticket.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.parking import survival
from analytics.parking.restrictions import regulated_ms
from analytics.parking.stays import Bool, Stays
from analytics.quarters import Int
from analytics.spans import Span

METHOD: Final = "finished stays longer than limit + grace / finished regulated stays"
METHOD_VERSION: Final = 1
#: Fewer regulated stays give no rate.
STAYS_MIN: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Overstays:
    """Stays that touch the regulated time, measured against a limit. One entry a stay.

    Parameters
    ----------
    regulated_ms
        How long it lasted under regulation, as far as it was seen. [ms]
    excess_ms
        How much of that is over the limit, grace not taken off; 0 where it is none. [ms]
    over
        Longer than limit and grace; of a stay that was not seen whole true only if it is certain.
    whole
        Whether arrival and departure were seen.
    arrived
        Whether the arrival was seen.
    limit_ms
        Limit with grace. [ms]
    """

    regulated_ms: Int
    excess_ms: Int
    over: Bool
    whole: Bool
    arrived: Bool
    limit_ms: int

    def __len__(self) -> int:
        return len(self.over)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest rate that censored stays allow, 0..1."""

    low: Figure
    high: Figure


def against(stays: Stays, spans: Sequence[Span], limit_ms: int, *, grace_ms: int = 0) -> Overstays:
    """Measure stays against a limit; those outside the regulated time are left out.

    Parameters
    ----------
    spans
        The regulated time, see `restrictions.Restriction.spans`.
    limit_ms, grace_ms
        Longest duration allowed, and what is tolerated beyond. [ms]

    References
    ----------
    PARK-040; restriction fields as in the bay restrictions of the City of Melbourne.

    Examples
    --------
    >>> minute, yes = 60_000, np.ones(2, bool)
    >>> two = Stays(bay=np.arange(2), begin_ms=np.zeros(2, np.int64),
    ...             end_ms=np.array([100, 130]) * minute, arrived=yes, departed=yes,
    ...             vehicle=np.arange(2))
    >>> found = against(two, [Span(0, 600 * minute)], 120 * minute)
    >>> found.over.tolist(), (found.excess_ms // minute).tolist()
    ([False, True], [0, 10])
    """
    lasted = regulated_ms(stays, spans)
    some = lasted > 0
    lasted = lasted[some]
    over = lasted > limit_ms + grace_ms
    arrived = stays.arrived[some]
    return Overstays(
        regulated_ms=lasted,
        excess_ms=np.maximum(lasted - limit_ms, 0),
        over=over,
        whole=arrived & stays.departed[some],
        arrived=arrived,
        limit_ms=limit_ms + grace_ms,
    )


def rate(found: Overstays, *, stays_min: int = STAYS_MIN) -> Figure:
    """Return the share of finished regulated stays longer than limit and grace. [1].

    Biased short while long stays go on: beside it stand `bounds` and `censored_rate`.

    References
    ----------
    PARK-027.

    Examples
    --------
    >>> yes = np.ones(2, bool)
    >>> two = Overstays(regulated_ms=np.array([50, 90]), excess_ms=np.array([0, 30]),
    ...                 over=np.array([False, True]), whole=yes, arrived=yes, limit_ms=60)
    >>> rate(two, stays_min=1).value, rate(two).reason.value
    (0.5, 'insufficient_data')
    """
    finished = int(found.whole.sum())
    if finished < max(stays_min, 1):
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(int((found.over & found.whole).sum()) / finished)


def mean_excess_ms(found: Overstays) -> Figure:
    """Return by how much finished overstays exceed the limit on average, grace included. [ms].

    Undefined where nobody stayed too long.

    Examples
    --------
    >>> yes = np.ones(2, bool)
    >>> two = Overstays(regulated_ms=np.array([50, 90]), excess_ms=np.array([0, 30]),
    ...                 over=np.array([False, True]), whole=yes, arrived=yes, limit_ms=60)
    >>> mean_excess_ms(two).value
    30.0
    """
    over = found.over & found.whole
    if not over.any():
        return Figure(None, Reason.UNDEFINED)
    return Figure(float(found.excess_ms[over].mean()))


def censored_rate(found: Overstays, *, stays_min: int = STAYS_MIN) -> Figure:
    """Return S(limit + grace): the rate by Kaplan-Meier, with stays whose departure is unknown.

    Stays whose arrival is unknown cannot be used. [0..1]

    References
    ----------
    PARK-028.

    Examples
    --------
    >>> yes = np.ones(2, bool)
    >>> two = Overstays(regulated_ms=np.array([50, 90]), excess_ms=np.array([0, 30]),
    ...                 over=np.array([False, True]), whole=yes, arrived=yes, limit_ms=60)
    >>> censored_rate(two, stays_min=1).value
    0.5
    """
    if int(found.arrived.sum()) < max(stays_min, 1):
        return Figure(None, Reason.INSUFFICIENT_DATA)
    lasted = found.regulated_ms[found.arrived].astype(np.float64)
    curve = survival.kaplan_meier(lasted, found.whole[found.arrived])
    share = float(survival.survival_at(curve, np.array([float(found.limit_ms)]))[0])
    return Figure(None, Reason.NOT_REACHED) if np.isnan(share) else Figure(share)


def bounds(found: Overstays) -> Bounds:
    """Return the rate if no stay that was not seen whole was too long, and if all of them were.

    References
    ----------
    PARK-028: between 0.5 and 0.667.

    Examples
    --------
    >>> three = Overstays(regulated_ms=np.array([50, 90, 40]), excess_ms=np.array([0, 30, 0]),
    ...                   over=np.array([False, True, False]), whole=np.array([True, True, False]),
    ...                   arrived=np.ones(3, bool), limit_ms=60)
    >>> found = bounds(three)
    >>> round(found.low.value, 3), round(found.high.value, 3)
    (0.333, 0.667)
    """
    if not len(found):
        return Bounds(
            Figure(None, Reason.INSUFFICIENT_DATA), Figure(None, Reason.INSUFFICIENT_DATA)
        )
    sure = int(found.over.sum())
    perhaps = int((~found.over & ~found.whole).sum())
    return Bounds(Figure(sure / len(found)), Figure((sure + perhaps) / len(found)))
