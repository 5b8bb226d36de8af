"""Peaks of parking, and means of what was sampled rather than reported on change (A4, A1)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.held import Segments
from analytics.occupancy import COVERAGE_MIN_PERCENT, Load
from analytics.quarters import Float, Int

METHOD: Final = "greatest value at an instant, earliest on ties"
METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Moment:
    """A value and the instant at which it was first reached, in ms since 1970."""

    value: Figure
    time_ms: int | None


def peak(load: Load) -> tuple[float, int] | None:
    """Return the highest quarter-hour mean [1] and its quarter, the earliest on ties (A4).

    Quarters that are known for less than 75 % of their time are not asked. None: no quarter is.

    References
    ----------
    Indicators A4.

    Examples
    --------
    >>> from analytics.quarters import QUARTER_MS
    >>> time = np.full(3, QUARTER_MS)
    >>> load = Load(first=100, occupied=time * np.array([5.0, 17, 17]), capacity=time * 20.0,
    ...             observed_ms=time, expected_ms=time, doubted=np.zeros(3, bool))
    >>> peak(load)
    (0.85, 101)
    """
    enough = load.capacity > 0
    gaps = np.flatnonzero(load.observed_ms < load.expected_ms)
    enough[gaps] &= load.observed_ms[gaps] * 100 >= load.expected_ms[gaps] * COVERAGE_MIN_PERCENT
    if not enough.any():
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        means = load.occupied / load.capacity
    means[~enough] = -np.inf
    at = int(means.argmax())
    return float(means[at]), load.first + at


def share_full(load: Load, *, percent: int = 85) -> float | None:
    """Return the share of known time with an occupancy of at least `percent` (A4). [0..1].

    By quarter-hour means; compared without division, so that 17 of 20 is 85 %. None when no
    time is known.

    Parameters
    ----------
    percent
        Of the capacity. [percent]

    References
    ----------
    Indicators A4, PARK-016: 0.5 with at least 85 %, 0.25 with more than that.

    Examples
    --------
    >>> from analytics.quarters import QUARTER_MS
    >>> time = np.full(4, QUARTER_MS)
    >>> load = Load(first=100, occupied=time * np.array([5.0, 17, 17, 9]), capacity=time * 20.0,
    ...             observed_ms=time, expected_ms=time, doubted=np.zeros(4, bool))
    >>> share_full(load)
    0.5
    """
    known = np.where(load.capacity > 0, load.observed_ms, 0)
    full = load.occupied * 100 >= load.capacity * percent
    total = int(known.sum())
    return float(known[full].sum() / total) if total else None


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
