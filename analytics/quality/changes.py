"""Change points of a level: a swapped sensor, another sensitivity, a new layout (E15).

A confirmed change starts a new epoch; numbers are not compared across epochs without a factor.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from analytics.quarters import Float

METHOD_VERSION: Final = 1

SEGMENT_MIN: Final = 3  #: values, of weekly ratios three weeks
#: Times log(n) variances: the modified BIC pays 2 to 3; weeks are not independent, so more.
PENALTY: Final = 6.0
STEP_MIN: Final = 0.15  #: a smaller step of a log ratio is not told from the seasons
_CLIP: Final = 4.0  # scatters from the running median: one odd week is not a level


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of level.

    Parameters
    ----------
    at
        Index of the first value of the new level.
    before, after
        Median of the values between it and the change before and after. [unit of the values]
    """

    at: int
    before: float
    after: float

    @property
    def step(self) -> float:
        """New less old level."""
        return self.after - self.before


def change_points(values: Float, penalty: float = PENALTY, least: float = STEP_MIN) -> list[Change]:
    """Return where the level of a series changes: PELT with squared errors (E15).

    Parameters
    ----------
    values
        Weekly log ratios to neighbours, see `crosschecks.log_ratio`; NaN is left out.
    penalty
        What a further change costs, in variances times log(n). [1]
    least
        Steps that are smaller are not reported. [unit of `values`]

    Returns
    -------
    list of Change
        In order. Empty with fewer than six values.

    Notes
    -----
    Minimises the sum over segments of squared errors plus a penalty each, exactly, with pruning.
    The scatter comes from the differences of neighbours (MAD), so that steps do not widen
    it; values farther than four scatters from the median around them are drawn in first.

    References
    ----------
    Killick, Fearnhead, Eckley (2012): Optimal detection of changepoints with a linear computational
    cost. JASA 107. indicators.md E15.

    Examples
    --------
    >>> [(change.at, round(change.step, 2)) for change in
    ...  change_points(np.array([0.0, 0.01, 0, -0.01, 0, 0.69, 0.7, 0.69, 0.7, 0.71]))]
    [(5, 0.7)]
    """
    known = np.flatnonzero(~np.isnan(values))
    series = values[known]
    if len(series) < 2 * SEGMENT_MIN:
        return []
    scatter = _scatter(series)
    calm = _drawn_in(series, _CLIP * scatter)
    ends = _segments(calm, penalty * scatter**2 * np.log(len(series)))
    edges = [0, *ends, len(series)]
    levels = [float(np.median(series[a:b])) for a, b in pairwise(edges)]
    found = [
        Change(at=int(known[at]), before=before, after=after)
        for at, before, after in zip(ends, levels[:-1], levels[1:], strict=True)
    ]
    return [change for change in found if abs(change.step) >= least]


def _segments(series: Float, penalty: float) -> list[int]:
    """Return where the segments of least cost begin, without the first."""
    count = len(series)
    added = np.concatenate([[0.0], np.cumsum(series)])
    squared = np.concatenate([[0.0], np.cumsum(series**2)])
    best = np.full(count + 1, np.inf)
    best[0] = -penalty
    came_from = np.zeros(count + 1, dtype=np.int64)
    starts = np.array([0])
    for end in range(SEGMENT_MIN, count + 1):
        fit = starts[end - starts >= SEGMENT_MIN]
        mean = (added[end] - added[fit]) ** 2 / (end - fit)
        cost = best[fit] + squared[end] - squared[fit] - mean
        least = int(np.argmin(cost))
        best[end], came_from[end] = cost[least] + penalty, fit[least]
        young = starts[end - starts < SEGMENT_MIN]
        kept = fit[cost <= best[end]]
        starts = np.concatenate([kept, young, [end]])
    ends: list[int] = []
    at = int(came_from[count])
    while at > 0:
        ends.append(at)
        at = int(came_from[at])
    return ends[::-1]


def _scatter(series: Float) -> float:
    """Return the standard deviation of the noise, by the MAD of differences of neighbours."""
    steps = np.diff(series)
    spread = float(np.median(np.abs(steps - np.median(steps)))) * 1.4826 / np.sqrt(2)
    return float(max(spread, 1e-3))


def _drawn_in(series: Float, far: float) -> Float:
    """Return the series with values far from the median of the five around them drawn in."""
    padded = np.pad(series, 2, mode="edge")
    middle = np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)
    return np.clip(series, middle - far, middle + far)
