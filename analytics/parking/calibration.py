"""Whether chances that were told came true: reliability table, Brier score, skill (A12, G6)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.parking.proportions import wilson
from analytics.parking.stays import Bool
from analytics.quarters import Float, Int

METHOD: Final = "mean of (chance - outcome)^2; reliability in 10 bins"
METHOD_VERSION: Final = 1
BINS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """What became of chances of about the same size. Arrays have one entry a bin.

    Parameters
    ----------
    n
        Answers in the bin.
    told
        Mean of the chances that were told; NaN in an empty bin. [0..1]
    came, low, high
        Share that came true, with its 95 % interval. [0..1]
    """

    n: Int
    told: Float
    came: Float
    low: Float
    high: Float

    def worst_gap(self, *, n_min: int = 30) -> Figure:
        """Return the greatest distance of told and came over bins with enough answers, 0..1.

        Examples
        --------
        >>> table = Reliability(n=np.array([40, 40, 5]), told=np.array([0.1, 0.5, 0.9]),
        ...                     came=np.array([0.125, 0.75, 0.0]), low=np.zeros(3), high=np.ones(3))
        >>> table.worst_gap().value
        0.25
        """
        some = self.n >= max(n_min, 1)
        if not some.any():
            return Figure(None, Reason.INSUFFICIENT_DATA)
        return Figure(float(np.abs(self.told - self.came)[some].max()))

    def honest(self) -> Bool:
        """Whether the mean chance of each bin lies in the interval of what came; empty: yes.

        Examples
        --------
        >>> table = Reliability(n=np.array([40, 40]), told=np.array([0.1, 0.5]),
        ...                     came=np.array([0.125, 0.75]), low=np.array([0.05, 0.6]),
        ...                     high=np.array([0.26, 0.86]))
        >>> table.honest().tolist()
        [True, False]
        """
        return ~((self.told < self.low) | (self.told > self.high))


def reliability(chance: Float, came_true: Bool, *, bins: int = BINS) -> Reliability:
    """Return the reliability table of chances; 1 belongs to the last bin.

    Examples
    --------
    >>> told = reliability(np.array([0.05, 0.95, 0.95]), np.array([False, True, False]))
    >>> told.n.tolist()[0], told.n.tolist()[9], float(told.came[9])
    (1, 2, 0.5)
    """
    bin_of = np.minimum((chance * bins).astype(np.int64), bins - 1)
    n = np.bincount(bin_of, minlength=bins)
    count = np.where(n > 0, n, np.nan)
    hits = np.bincount(bin_of[came_true], minlength=bins).astype(np.float64)
    low, high = wilson(hits, n.astype(np.float64))
    return Reliability(
        n=n,
        told=np.bincount(bin_of, weights=chance, minlength=bins) / count,
        came=hits / count,
        low=low,
        high=high,
    )


def brier(chance: Float, came_true: Bool) -> Figure:
    """Return the Brier score: the mean of (chance - outcome)^2. [1].

    0 is best; who always says 0.5 has 0.25.

    References
    ----------
    Brier 1950.

    Examples
    --------
    >>> brier(np.array([0.9, 0.2]), np.array([True, False])).value
    0.025...
    """
    if not len(chance):
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float(((chance - came_true) ** 2).mean()))


def skill(chance: Float, baseline: Float, came_true: Bool) -> Figure:
    """Return 1 - Brier / Brier of the baseline: above 0 better than it, 1 perfect.

    Parameters
    ----------
    baseline
        The chance of the day type and quarter hour (`availability.empirical`). [0..1]

    Examples
    --------
    >>> came_true = np.array([True, False])
    >>> round(skill(np.array([0.9, 0.2]), np.array([0.5, 0.5]), came_true).value, 3)
    0.9
    """
    ours, theirs = brier(chance, came_true).value, brier(baseline, came_true).value
    if ours is None or theirs is None:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    if theirs == 0:
        return Figure(None, Reason.UNDEFINED)
    return Figure(1 - ours / theirs)
