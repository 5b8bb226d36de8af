"""Clocks of devices: steps, and days shifted by whole hours (E12).

A time from the future is refused on arrival, and health says whose clock is ahead.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.quarters import Float

METHOD_VERSION: Final = 1

STEP_MIN_S: Final = 30.0
LAG_MAX_H: Final = 2
_SIDE_MIN: Final = 3  # values on either side of a step


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStep:
    """A clock that jumped.

    Parameters
    ----------
    at
        Index of the first value after the step.
    before, after
        Median of received minus measured. [s]
    """

    at: int
    before: float
    after: float

    @property
    def step_s(self) -> float:
        """By how much the lag of the device grew: its clock went back by it. [s]."""
        return self.after - self.before


def clock_step(lag_s: Float, least_s: float = STEP_MIN_S) -> ClockStep | None:
    """Return where received minus measured changed for good, if by more than `least_s` (E12).

    Parameters
    ----------
    lag_s
        Received minus measured, in the order of arrival. [s]

    Returns
    -------
    ClockStep or None
        The split into two parts, each of at least three values, with the least sum of absolute
        differences to the parts' medians; None where their medians are closer.

    References
    ----------
    indicators.md E12.

    Examples
    --------
    >>> clock_step(np.array([2.0, 3, 2, 62, 63, 61, 62])).step_s
    60.0
    """
    splits = range(_SIDE_MIN, len(lag_s) - _SIDE_MIN + 1)
    if not splits:
        return None
    cost = [_spread(lag_s[:at]) + _spread(lag_s[at:]) for at in splits]
    at = splits[int(np.argmin(cost))]
    before, after = float(np.median(lag_s[:at])), float(np.median(lag_s[at:]))
    if not abs(after - before) > least_s:
        return None
    return ClockStep(at=at, before=before, after=after)


def lag_of_day(hourly: Float, usual: Float, most_h: int = LAG_MAX_H) -> tuple[int, Float]:
    """Return by how many hours a day is late against its usual curve, and all correlations (E12).

    Parameters
    ----------
    hourly, usual
        Hours of one local day, NaN where missing. [passages/h]
    most_h
        Lags from `-most_h` to `most_h` are compared. [h]

    Returns
    -------
    int
        The lag with the greatest correlation, of equals the least shift; positive: later than
        usual. 0 where none can be computed. [h]
    float64
        The correlation of every lag; NaN where it cannot be computed.

    References
    ----------
    indicators.md E12.

    Examples
    --------
    >>> usual = np.array([0.0, 1, 5, 9, 4, 1, 0, 0])
    >>> lag_of_day(np.roll(usual, 1), usual)[0]
    1
    """
    lags = sorted(range(-most_h, most_h + 1), key=abs)
    found = {lag: _correlation(hourly, usual, lag) for lag in lags}
    known = [lag for lag in lags if not np.isnan(found[lag])]
    best = max(known, key=lambda lag: found[lag], default=0)
    return best, np.array([found[lag] for lag in sorted(lags)])


def _correlation(hourly: Float, usual: Float, lag: int) -> float:
    size = len(hourly)
    ours = hourly[max(lag, 0) : size + min(lag, 0)]
    theirs = usual[max(-lag, 0) : size + min(-lag, 0)]
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    ours, theirs = ours[both], theirs[both]
    if len(ours) < 3 or not (ours.std() > 0 and theirs.std() > 0):
        return float("nan")
    return float(np.corrcoef(ours, theirs)[0, 1])


def _spread(values: Float) -> float:
    return float(np.abs(values - np.median(values)).sum())
