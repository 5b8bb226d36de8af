"""Growth of volumes over years (B22), and the factor by which a counter is calibrated (B23).

References
----------
.. [1] Cochran, Sampling Techniques, chapter 6: the ratio estimator and its error.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD_VERSION: Final = 1
CHECKED_MIN: Final = 100  #: passages that a check count needs
INTERVALS_MIN: Final = 8  #: check intervals from which the factor's spread is told
_Z: Final = 1.96
_NONE: Final = Figure(None, Reason.INSUFFICIENT_DATA)


def annual_growth(before: float, after: float, years: float) -> Figure:
    """Return the compound annual growth rate between two years. [1/a].

    Both years whole, of the same site.

    Notes
    -----
    CAGR = (V_n / V_0)^(1/n) - 1.

    Examples
    --------
    >>> round(annual_growth(1000, 1102.5, 2).value, 9)
    0.05
    """
    if before <= 0 or after < 0 or years <= 0:
        return Figure(None, Reason.UNDEFINED)
    return Figure((after / before) ** (1 / years) - 1)


def log_growth(before: float, after: float, years: float) -> Figure:
    """Return the continuous growth rate between two years. [1/a].

    Both years whole, of the same site. Rates of following years add up, as those of
    `annual_growth` do not.

    Notes
    -----
    r = ln(V_n / V_0) / n.

    Examples
    --------
    >>> round(log_growth(1000, 1102.5, 2).value, 5)
    0.04879
    """
    if before <= 0 or after <= 0 or years <= 0:
        return Figure(None, Reason.UNDEFINED)
    return Figure(float(np.log(after / before)) / years)


def matched_growth(before: Float, after: Float, years: float) -> Figure:
    """Return the annual growth of the sites that are known in both years, added up. [1/a].

    Parameters
    ----------
    before, after
        One entry a site, NaN where its year is not known: such a site is in neither sum.

    Notes
    -----
    `annual_growth` of the sums over the sites that both years know: a counter that was new would
    else look like growth.

    Examples
    --------
    >>> round(matched_growth(np.array([1000.0, np.nan]), np.array([1050.0, 900.0]), 1).value, 9)
    0.05
    """
    both = ~np.isnan(before) & ~np.isnan(after)
    if not both.any():
        return _NONE
    return annual_growth(float(before[both].sum()), float(after[both].sum()), years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The factor that a check count gives, with its 95 % interval.

    Parameters
    ----------
    factor
        True passages for one counted; withheld below 100 checked passages. [1]
    low, high
        None where the factor is withheld. [1]
    checked
        How many passages were counted by hand.
    """

    factor: Figure
    low: float | None
    high: float | None
    checked: int


def calibration(manual: Float, automatic: Float) -> Calibration:
    """Return the calibration factor of a check count, f = manual / automatic.

    At least 100 passages a direction. The factor is applied to derived numbers with the time it
    holds for; readings are never overwritten.

    Parameters
    ----------
    manual, automatic
        What was counted by hand and by the counter in each interval of the check.

    Notes
    -----
    The interval: from 8 intervals on by the spread between them [1]_, else as if both counts were
    independent Poisson numbers, which is wider than the truth.

    Examples
    --------
    >>> round(calibration(np.array([412.0]), np.array([380.0])).factor.value, 6)
    1.084211
    """
    both = ~np.isnan(manual) & ~np.isnan(automatic)
    true, told = manual[both], automatic[both]
    checked = int(true.sum())
    if checked < CHECKED_MIN:
        return Calibration(factor=_NONE, low=None, high=None, checked=checked)
    if told.sum() <= 0:
        none = Figure(None, Reason.UNDEFINED)
        return Calibration(factor=none, low=None, high=None, checked=checked)
    factor = float(true.sum() / told.sum())
    n = len(true)
    if n >= INTERVALS_MIN:
        spread = float(np.sqrt(n * ((true - factor * told) ** 2).sum() / (n - 1)) / told.sum())
        low, high = max(factor - _Z * spread, 0.0), factor + _Z * spread
    else:
        wide = float(np.exp(_Z * np.sqrt(1 / true.sum() + 1 / told.sum())))
        low, high = factor / wide, factor * wide
    return Calibration(factor=Figure(factor), low=low, high=high, checked=checked)


def occlusion(manual: Float, automatic: Float, hours: Float) -> tuple[float, float]:
    """Return how the factor of a people counter grows with the flow: f(q) = a + b q.

    People hide one another, so that more are missed when more pass.

    Parameters
    ----------
    manual, automatic
        What was counted by hand and by the counter in each interval.
    hours
        Length of each interval. [h]

    Returns
    -------
    tuple
        a [1] and b [h/persons], by least squares of manual on automatic counts.

    Raises
    ------
    ValueError
        There are not two intervals of different flow.

    Examples
    --------
    >>> quiet, crowd = 100.0, 1_000.0  # 2 % are missed in the quiet hour, 20 % in the crowd
    >>> found = occlusion(np.array([102.0, 1_200.0]), np.array([quiet, crowd]), np.ones(2))
    >>> [round(one, 6) for one in found]
    [1.0, 0.0002]
    """
    flow = automatic / hours
    if len(np.unique(flow)) < 2:
        raise ValueError("two check counts of different flow are needed to tell how f grows with q")
    found = np.linalg.lstsq(np.column_stack([automatic, automatic * flow]), manual, rcond=None)[0]
    return float(found[0]), float(found[1])
