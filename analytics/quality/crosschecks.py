"""Counts compared with what they must agree with: classes, speeds, neighbours (E14).

Entries, exits and stock are compared in `analytics.parking.balance`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Byte, Float
from devices.quality import Flag

METHOD_VERSION: Final = 1


def class_sum(classes: Float, total: Float, tolerance: float = 1.0) -> Byte:
    """Flag intervals in which the classes do not add up to the total (E14).

    Parameters
    ----------
    classes
        One row a class; NaN where not observed. [passages]
    total
        Counted by the same device. [passages]
    tolerance
        For sources that round the classes; inclusive. [passages]

    Returns
    -------
    uint8
        1 or 3; 2 where a class is missing; 9 where the total is.

    References
    ----------
    indicators.md E14.

    Examples
    --------
    >>> class_sum(np.array([[9.0, 5], [2, 5]]), np.array([10.0, 20])).tolist()
    [1, 3]
    """
    return _compared(total, np.abs(classes.sum(axis=0) - total), tolerance)


def part_of(part: Float, whole: Float) -> Byte:
    """Flag intervals in which a part is more than the whole, as SV and Kfz (E14).

    Parameters
    ----------
    part, whole
        Of the same device and intervals; NaN where not observed. [passages]

    Returns
    -------
    uint8
        1 or 4; 2 where the whole is missing; 9 where the part is.

    References
    ----------
    indicators.md E14.

    Examples
    --------
    >>> part_of(np.array([3.0, 9]), np.array([5.0, 5])).tolist()
    [1, 4]
    """
    flag = _compared(part, part - whole, 0.0)
    flag[flag == Flag.SUSPECT] = Flag.FAIL
    return flag


def speed_missing(flow: Float, speed: Float) -> Byte:
    """Flag intervals with vehicles but without their speed (E14).

    Parameters
    ----------
    flow
        NaN where not observed. [passages]
    speed
        Mean of the same device and intervals; NaN, or negative as some devices write it, where
        there is none. [km/h]

    Returns
    -------
    uint8
        1 or 3; 9 where the flow is missing.

    References
    ----------
    indicators.md E14.

    Examples
    --------
    >>> speed_missing(np.array([3.0, 0, 4]), np.array([50.0, np.nan, np.nan])).tolist()
    [1, 1, 3]
    """
    flag = np.full(len(flow), Flag.GOOD, dtype=np.uint8)
    flag[(flow > 0) & ~(speed >= 0)] = Flag.SUSPECT
    flag[np.isnan(flow)] = Flag.MISSING
    return flag


def log_ratio(own: Float, neighbours: Float) -> Float:
    """Return the log of own over the median of neighbours, each against its own level (E14).

    Parameters
    ----------
    own
        Totals of days or weeks. [passages]
    neighbours
        One row a neighbour, same periods. [passages]

    Returns
    -------
    float64
        Centred by medians, so that 0 is usual and ``log(0.5)`` half of it; NaN where own or every
        neighbour is missing or 0. [1]

    References
    ----------
    indicators.md E14.

    Examples
    --------
    >>> own, other = np.array([10.0, 10, 5]), np.array([[20.0, 20, 20]])
    >>> np.exp(log_ratio(own, other)).round(2).tolist()
    [1.0, 1.0, 0.5]
    """
    logs = _centred(np.vstack([own, neighbours]))
    ratio: Float = logs[0] - _median(logs[1:])
    return ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Two-sided cumulative sums.

    Parameters
    ----------
    rise, fall
        How much more, and less, than the slack has added up. [unit of the residuals]
    """

    rise: Float
    fall: Float

    def beyond(self, limit: float) -> NDArray[np.bool_]:
        """Whether either sum is above a limit."""
        return (self.rise > limit) | (self.fall > limit)


def cusum(residual: Float, slack: float) -> Drift:
    """Return the two-sided CUSUM of residuals: small shifts add up, noise does not (E14).

    Parameters
    ----------
    residual
        Around 0 while nothing is wrong, such as `log_ratio`; NaN adds nothing.
    slack
        Half of the shift that is to be found. [unit of `residual`]

    Notes
    -----
    ``rise_n = max(0, rise_(n-1) + residual_n - slack)``; computed without a loop as the cumulative
    sum less its running minimum.

    References
    ----------
    Page, E. S. (1954): Continuous inspection schemes. Biometrika 41. indicators.md E14.

    Examples
    --------
    >>> cusum(np.array([0.0, 0.5, 0.5, -1]), slack=0.1).rise.round(1).tolist()
    [0.0, 0.4, 0.8, 0.0]
    """

    def one_sided(step: Float) -> Float:
        walked = np.cumsum(np.where(np.isnan(step), 0.0, step))
        least = np.minimum(np.minimum.accumulate(walked), 0.0)
        return np.asarray(walked - least)

    return Drift(rise=one_sided(residual - slack), fall=one_sided(-residual - slack))


def _centred(totals: Float) -> Float:
    logs = np.log(np.where(totals > 0, totals, np.nan))
    level = np.array(
        [[np.median(row[~np.isnan(row)]) if (~np.isnan(row)).any() else np.nan] for row in logs]
    )
    return np.asarray(logs - level)


def _median(rows: Float) -> Float:
    """Return the median of each column without its missing values; NaN where all are."""
    ordered = np.sort(rows, axis=0)  # NaN last
    count = np.count_nonzero(~np.isnan(rows), axis=0)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    at = np.arange(rows.shape[1])
    middle = (ordered[low, at] + ordered[np.minimum(high, len(rows) - 1), at]) / 2
    return np.asarray(np.where(count > 0, middle, np.nan))


def _compared(value: Float, difference: Float, tolerance: float) -> Byte:
    flag = np.full(len(value), Flag.GOOD, dtype=np.uint8)
    flag[difference > tolerance] = Flag.SUSPECT
    flag[np.isnan(difference)] = Flag.NOT_EVALUATED
    flag[np.isnan(value)] = Flag.MISSING
    return flag
