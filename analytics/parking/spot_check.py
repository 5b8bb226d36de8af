"""Spot checks: somebody stands there and compares how much of it a sensor sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.parking.proportions import wilson
from analytics.quarters import Int

METHOD: Final = "detected / present, Wilson interval"
METHOD_VERSION: Final = 1
#: Below this rate what is shown of the site says so. [percent]
RATE_MIN_PERCENT: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What a sensor saw of what was there.

    Parameters
    ----------
    detected, present
        Vehicles, bays or passages that the sensor had right, and that the person saw.
    rate, low, high
        detected / present with its 95 % interval; withheld where nothing was present. [0..1]
    below
        Whether the rate is below 90 %: the site is to say so.
    surely_below
        Whether the whole interval is.
    """

    detected: int
    present: int
    rate: Figure
    low: Figure
    high: Figure
    below: bool
    surely_below: bool


def detection(detected: int, present: int) -> Detection:
    """Return the detection rate of a check, 0..1, with its Wilson interval.

    Raises
    ------
    ValueError
        More was detected than was present: what a sensor reports beyond that is to be counted as
        false alarms, not as detections.

    Examples
    --------
    >>> found = detection(43, 50)
    >>> found.rate.value, round(found.low.value, 2), found.below, found.surely_below
    (0.86, 0.74, True, False)
    """
    if not 0 <= detected <= present:
        raise ValueError(
            f"{detected} detected of {present} present: enter only what the sensor had right"
        )
    if present == 0:
        nothing = Figure(None, Reason.INSUFFICIENT_DATA)
        return Detection(
            detected=0,
            present=0,
            rate=nothing,
            low=nothing,
            high=nothing,
            below=False,
            surely_below=False,
        )
    low, high = wilson(np.array([float(detected)]), np.array([float(present)]))
    return Detection(
        detected=detected,
        present=present,
        rate=Figure(detected / present),
        low=Figure(float(low[0])),
        high=Figure(float(high[0])),
        below=detected * 100 < present * RATE_MIN_PERCENT,
        surely_below=bool(high[0] * 100 < RATE_MIN_PERCENT),
    )


def by_label(labels: Sequence[str], detected: Int, present: Int) -> dict[str, Detection]:
    """Return the detection rate of each site, or of each model: checks are added, never averaged.

    Parameters
    ----------
    labels
        The site or the model of each check.

    Examples
    --------
    >>> found = by_label(["a", "b", "a"], np.array([8, 5, 40]), np.array([10, 5, 40]))
    >>> found["a"].rate.value, found["b"].present
    (0.96, 5)
    """
    names, which = np.unique(np.array(labels, dtype=str), return_inverse=True)
    sums = [
        np.bincount(which, weights=part, minlength=len(names)).astype(int).tolist()
        for part in (detected, present)
    ]
    return {str(n): detection(d, p) for n, d, p in zip(names, *sums, strict=True)}
