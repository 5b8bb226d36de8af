"""The fullest moment, and means of what was sampled rather than reported on change (A4, A1).

The peak of quarter-hour means and the share of time at or above 85 % are `occupancy.peak` and
`occupancy.share_full`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.held import Segments
from analytics.quarters import Float, Int

METHOD: Final = "greatest value at an instant, earliest on ties"
METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Moment:
    """A value and the instant at which it was first reached, in ms since 1970."""

    value: Figure
    time_ms: int | None


def fullest(known: Segments) -> Moment:
    """Return the greatest occupation at an instant, the earliest on ties.

    Higher than the peak of quarter-hour means, and of less use: a single car that turns around in
    a full car park makes it.

    Parameters
    ----------
    known
        Occupied spaces as a step function. [spaces]

    Examples
    --------
    >>> known = Segments(from_ms=np.array([0, 10, 20]), to_ms=np.array([10, 20, 30]),
    ...                  value=np.array([3.0, 7, 7]), suspect=np.zeros(3, bool))
    >>> fullest(known)
    Moment(value=Figure(value=7.0, reason=None), time_ms=10)
    """
    if not len(known.value):
        return Moment(Figure(None, Reason.INSUFFICIENT_DATA), None)
    at = int(np.argmax(known.value))
    return Moment(Figure(float(known.value[at])), int(known.from_ms[at]))


def mean_linear(time_ms: Int, value: Float) -> Figure:
    """Return the mean over time of a quantity that was sampled, by the trapezoidal rule.

    For counts by patrol, sampled now and then. Never for states that are reported when they
    change: those hold until the next one (`analytics.held`).

    Parameters
    ----------
    time_ms
        Instants of the samples, strictly rising. [ms since 1970]

    References
    ----------
    `time_weight('linear')` of the TimescaleDB Toolkit; PARK-011.

    Examples
    --------
    >>> mean_linear(np.array([0, 10, 30]), np.array([0.0, 10, 10])).value
    8.333...
    """
    if len(time_ms) < 2:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    length = np.diff(time_ms)
    area = ((value[1:] + value[:-1]) / 2 * length).sum()
    return Figure(float(area / length.sum()))
