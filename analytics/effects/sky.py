"""The weather of days as what B21 takes it for: elements, and what is usual on a calendar day.

References
----------
.. [1] Indicators, B21: temperature, its square, rain, wind; usual is the long-term mean.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from analytics.effects.before_after import Weather
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
#: Days of weather that tell what is usual on each: a year, all but a few.
DAYS_MIN: Final = 330
WAVES: Final = 2
TEMPERATURE: Final = "air_temperature"
RAIN: Final = "precipitation"
SUN: Final = "solar_radiation"
#: Elements that are read of a station: temperature always, the others where it has them.
READ: Final = (TEMPERATURE, RAIN, SUN, "wind_speed")
#: Of the days whose temperature is known, so many percent need the other element, too.
KNOWN_PERCENT: Final = 90
_YEAR_DAYS: Final = 365.2425


def weather_of(measured: Mapping[str, Float], number: Int) -> tuple[Weather, list[str]] | None:
    """Return the weather of days, and what it is made of.

    None without temperatures of `DAYS_MIN` days. An element that is known on under 90 % of those
    days, or never varies, is left aside.

    Parameters
    ----------
    measured
        Daily values by element of `READ`; NaN where not known. Mean temperature [°C], sum of rain
        [mm], mean wind [m/s], mean radiation [W/m²] or hours of sunshine.
    number
        Local dates, rising. [days since 1970]

    Notes
    -----
    Temperature and its square, ln(1 + rain): a second millimetre keeps fewer people at home than
    the first. Usual is a mean and two waves a year by least squares over all days known.

    Examples
    --------
    >>> day = np.arange(800)
    >>> found = weather_of({"air_temperature": 10 + 8 * np.sin(2 * np.pi * day / 365.2425)}, day)
    >>> found[1], found[0].was.shape
    (['air_temperature'], (800, 2))
    >>> bool(np.abs(found[0].was - found[0].usual).max() < 0.1)  # nothing is unusual here
    True
    >>> weather_of({}, day) is None
    True
    """
    temperature = measured.get(TEMPERATURE)
    if temperature is None:
        return None
    known = ~np.isnan(temperature)
    if known.sum() < DAYS_MIN:
        return None
    columns, names = [temperature, temperature**2], [TEMPERATURE]
    for name in READ[1:]:
        if (found := measured.get(name)) is None:
            continue
        both = known & ~np.isnan(found)
        if 100 * both.sum() < KNOWN_PERCENT * known.sum() or np.ptp(found[both]) == 0:
            continue
        columns.append(np.log1p(np.maximum(found, 0)) if name == RAIN else found)
        names.append(name)
    was = np.column_stack(columns)
    return Weather(was=was, usual=_usual(was, number)), names


def _usual(was: Float, number: Int) -> Float:
    """Return the long-term mean of each calendar day, in waves of a year."""
    angle = 2 * np.pi * number[:, None] / _YEAR_DAYS * np.arange(1, WAVES + 1)
    design = np.column_stack([np.ones(len(number)), np.sin(angle), np.cos(angle)])
    whole = ~np.isnan(was).any(axis=1)
    fit = np.linalg.lstsq(design[whole], was[whole], rcond=None)[0]
    usual: Float = design @ fit
    return usual
