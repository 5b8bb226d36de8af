"""Dew point and frost point from temperature and humidity (indicators D7)."""

from typing import Final

import numpy as np

from analytics.quarters import Float

METHOD_VERSION: Final = 1
#: Magnus constants over water after Alduchov and Eskridge: [1, Cel].
_ALDUCHOV: Final = (17.625, 243.04)
#: Magnus constants of the WMO over water and over ice: [1, Cel].
_WMO_WATER: Final = (17.62, 243.12)
_WMO_ICE: Final = (22.46, 272.62)


def dew_point(temperature: Float, humidity: Float) -> Float:
    """Return the dew point, with the constants of Alduchov and Eskridge. [Cel].

    `g = a T / (b + T) + ln(RH / 100)`, `T_d = b g / (a - g)`.

    Parameters
    ----------
    temperature
        [Cel]
    humidity
        Relative to water; above 100 it is taken as 100, 0 and below as not known. [%]

    Returns
    -------
    ndarray
        NaN where it is not known.

    References
    ----------
    Alduchov and Eskridge (1996) (indicators D7).

    Examples
    --------
    >>> dew_point(np.array([25.0]), np.array([60.0])).round(2).tolist()
    [16.7]
    """
    return _inverted(_gamma(temperature, humidity, _ALDUCHOV), _ALDUCHOV)


def dew_point_wmo(temperature: Float, humidity: Float) -> Float:
    """Return the dew point, with the constants of the WMO. [Cel]; see `dew_point`.

    References
    ----------
    WMO No. 8 (indicators D7). A calculator's 12.91 comes from rounded steps.

    Examples
    --------
    >>> dew_point_wmo(np.array([21.0]), np.array([60.0])).round(3).tolist()
    [12.935]
    """
    return _inverted(_gamma(temperature, humidity, _WMO_WATER), _WMO_WATER)


def frost_point(temperature: Float, humidity: Float) -> Float:
    """Return the frost point: what the dew point is over ice. [Cel].

    `T_f = 272.62 g / (22.46 - g)`, g with the constants over water, for humidity is relative to
    water. Below 0 it lies a little above the dew point.

    References
    ----------
    WMO No. 8 (indicators D7). A calculator's -3.78 for -4 Cel and 60 % is wrong.

    Examples
    --------
    >>> frost_point(np.array([-4.0]), np.array([60.0])).round(2).tolist()
    [-9.44]
    """
    return _inverted(_gamma(temperature, humidity, _WMO_WATER), _WMO_ICE)


def _gamma(temperature: Float, humidity: Float, water: tuple[float, float]) -> Float:
    a, b = water
    known = humidity > 0
    share = np.minimum(np.where(known, humidity, 100.0), 100.0) / 100
    return np.where(known, a * temperature / (b + temperature) + np.log(share), np.nan)


def _inverted(gamma: Float, constants: tuple[float, float]) -> Float:
    a, b = constants
    return np.asarray(b * gamma / (a - gamma), dtype=np.float64)
