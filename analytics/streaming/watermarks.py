"""Watermarks: up to when everything is thought to have arrived (indicators F1).

Nothing that comes later is dropped: it makes a new revision of what was final. That is the
difference to the engines whose words are used here.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Int
from analytics.spans import Span

METHOD_VERSION: Final = 1
LATENESS_MS: Final = 48 * 3_600_000  #: until a window is final: gateways fill gaps of two days

Bool = NDArray[np.bool_]
_NEVER: Final = np.int64(-(2**62))


def watermarks(event: Int, bound: int) -> Int:
    """Return the watermark of one device before each of its events arrives.

    The greatest event time so far less the bound of disorder; long ago before the first.

    Parameters
    ----------
    event
        Event times in the order of arrival. [ms since 1970, or any unit]
    bound
        How far a device's own messages may overtake each other. [as `event`]

    References
    ----------
    Flink, forBoundedOutOfOrderness (indicators F1).

    Examples
    --------
    >>> watermarks(np.array([0, 5, 7, 3]), 3).tolist()[1:]
    [-3, 2, 4]
    """
    if len(event) == 0:
        return event.astype(np.int64)
    return np.concatenate([[_NEVER], np.maximum.accumulate(event)[:-1] - bound])


def watermark(event: Int, bound: int) -> int | None:
    """Return the watermark of a device after all of its events; None where there was none.

    Examples
    --------
    >>> watermark(np.array([0, 5, 7, 3]), 3)
    4
    """
    return int(event.max()) - bound if len(event) else None


def of_site(watermark_ms: Int, online: Bool) -> int | None:
    """Return the watermark of a site: the least of its devices that are online.

    A device that is offline holds nothing up; None where every one is.

    Examples
    --------
    >>> of_site(np.array([50, 900, 800]), np.array([False, True, True]))
    800
    """
    return int(watermark_ms[online].min()) if online.any() else None


def final(window: Span, watermark_ms: int, lateness_ms: int = LATENESS_MS) -> bool:
    """Whether a window has had time to settle: the watermark passed its end and the lateness.

    Examples
    --------
    >>> final(Span(0, 900_000), 900_000 + LATENESS_MS), final(Span(0, 900_000), 900_000)
    (True, False)
    """
    return watermark_ms >= window.to_ms + lateness_ms


def after_close(event: Int, window: int, bound: int) -> Bool:
    """Whether each event arrives after its window has closed.

    A window `[k w, (k + 1) w)` closes when the watermark reaches its end.

    Parameters
    ----------
    event
        Event times in the order of arrival. [any unit]
    window
        Length of windows. [as `event`]

    References
    ----------
    Flink, event-time windows (indicators F1).

    Examples
    --------
    >>> after_close(np.array([0, 5, 8, 4]), 5, 3).tolist()
    [False, False, False, True]
    """
    end = (event // window + 1) * window
    return np.asarray(watermarks(event, bound) >= end, dtype=bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How events arrived.

    Parameters
    ----------
    out_of_order
        Older than one before, within the lateness.
    late
        Older by more than the lateness.
    """

    out_of_order: Bool
    late: Bool


def order(event: Int, lateness: int) -> Order:
    """Tell events that are out of order from late ones.

    Parameters
    ----------
    event
        Event times in the order of arrival. [any unit]

    References
    ----------
    Apache Flink, FLINK-5990 (indicators F1).

    Examples
    --------
    >>> found = order(np.array([1, 4, 3, 20, 9]), 2)
    >>> found.out_of_order.tolist(), found.late.tolist()
    ([False, False, True, False, False], [False, False, False, False, True])
    """
    behind = watermarks(event, 0) - event
    return Order(out_of_order=(behind > 0) & (behind <= lateness), late=behind > lateness)
