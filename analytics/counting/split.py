"""Shares of a volume: directions, balance of closed places, heavy vehicles (B3, B10, B11).

All are ratios of sums over a period, never means of ratios.
"""

from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD_VERSION: Final = 2  #: 2: of quarters however they were counted, not of hours
#: Above this share of vehicles that are in no class no share of a class is given. [1]
UNCLASSIFIED_MAX: Final = 0.10
#: A closed place whose balance is wider than this counts wrongly. [1]
BALANCE_ALARM: Final = 0.05


def direction_share(first: Float, second: Float) -> Figure:
    """Return the share of the first direction, over the times that both are known in. [1].

    Parameters
    ----------
    first, second
        Volumes of the same times, NaN where not known. [vehicles]

    Notes
    -----
    s_1 = q_1 / (q_1 + q_2).

    Examples
    --------
    >>> share(30.0, 70.0).value
    0.3
    """
    both = ~np.isnan(first) & ~np.isnan(second)
    if not both.any():
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return share(float(first[both].sum()), float(second[both].sum()))


def share(first: float, second: float) -> Figure:
    """Return the share of the first of two volumes; withheld where nothing was counted. [1].

    Examples
    --------
    >>> share(30.0, 70.0).value
    0.3
    >>> share(0.0, 0.0).reason.value
    'undefined'
    """
    both = first + second
    return Figure(first / both) if both > 0 else Figure(None, Reason.UNDEFINED)


def balance(entered: float, left: float) -> float:
    """Return how many more entered a closed place than left it. [vehicles].

    Over a day it should be about 0; see `relative_balance`.

    Examples
    --------
    >>> balance(812, 790)
    22
    """
    return entered - left


def relative_balance(entered: float, left: float) -> Figure:
    """Return how far entries and exits of a closed place differ, relative to both. [1].

    Above `BALANCE_ALARM` one of the counters is wrong. Of a whole day with every gate.

    Notes
    -----
    |E - X| / (E + X).

    Examples
    --------
    >>> round(relative_balance(812, 790).value, 4)
    0.0137
    """
    if entered + left <= 0:
        return Figure(None, Reason.UNDEFINED)
    return Figure(abs(balance(entered, left)) / (entered + left))


def heavy_share(heavy: float, motor: float, unclassified: float = 0.0) -> Figure:
    """Return the share of heavy vehicles, SV-Anteil. [1].

    Withheld where nothing passed, or more than 10 % of it is in no class.

    Parameters
    ----------
    heavy
        Buses, lorries above 3.5 t, with and without trailer, and articulated vehicles.
        Two-class devices tell vehicles like lorries, cars with trailer among them: say so.
    motor
        All motor vehicles. [vehicles]
    unclassified
        Those of them that are in no class (nk Kfz). [vehicles]

    References
    ----------
    BASt, TLS classes 8+1.

    Examples
    --------
    >>> heavy_share(850, 12_500).value
    0.068
    """
    if motor <= 0:
        return Figure(None, Reason.UNDEFINED)
    if unclassified > UNCLASSIFIED_MAX * motor:
        return Figure(None, Reason.UNCLASSIFIED)
    return Figure(heavy / motor)


def directional_factor(first: float, second: float) -> Figure:
    """Return the D factor: the heavier direction's share of one hour. [1], 0.5 to 1.

    Of the design hour, not of the day: see `design_hour.directional_factor_at`.

    Examples
    --------
    >>> directional_factor(780, 520).value
    0.6
    """
    return share(max(first, second), min(first, second))
