"""Short counts expanded to a year by a permanent counter, with their usual error (B15, B16).

The permanent counter must be of the same kind and, for bicycles, under the same weather. Nothing
expanded is ever mixed with counts.

References
----------
.. [1] Hankey, Lindsey, Marshall: Day-of-year scaling factors and design considerations for
   nonmotorized traffic monitoring programs, Transportation Research Record 2468, 2014.
.. [2] Lensing et al., Hochrechnung von Kurzzeitzählungen, BASt V 84, 2001: hour to day to year.
.. [3] Indicators, B15: the published errors.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.counting.annual import aadt_fhwa
from analytics.counting.hours import HOURS, Bool, Counts
from analytics.counting.months import cell_means
from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD_VERSION: Final = 1
#: Mean absolute relative error of expanded counts, as published [3]_. [1]
PUBLISHED_ERROR: Final = {
    "motor, 48 h": 0.064,
    "motor, 48 h, wrong group": 0.246,
    "bicycle, 2 h": 0.60,
    "bicycle, days, reference counter": 0.10,
}
MOTOR_HOURS_MIN: Final = 24  #: known hours that a motor count needs
BICYCLE_HOURS_MIN: Final = 168  #: known hours that a bicycle count needs
#: 95 % of a normal distribution over its mean absolute error, 1.96 sqrt(pi / 2).
_WIDTH: Final = 2.4565
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """What a short count says of the year.

    Parameters
    ----------
    aadt
        [vehicles/24 h]
    low, high
        95 % interval by the published error; None where the value is withheld. [vehicles/24 h]
    error
        That error, mean absolute and relative, to be printed beside the value. [1]
    hours
        How many hours were counted.
    """

    aadt: Figure
    low: float | None
    high: float | None
    error: float
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Factors:
    """What a permanent counter knows of a year.

    Parameters
    ----------
    hour_share
        Share of each hour in the mean day, 12 months x 7 weekdays x 24. [1]
    day_to_month
        MADT over the mean day of a weekday, 12 x 7. [1]
    month_to_year
        AADT over MADT, 12. [1]
    """

    hour_share: Float
    day_to_month: Float
    month_to_year: Float


def factors(reference: Counts) -> Factors | None:
    """Return the factors of a permanent counter; None where its year has no AADT.

    Parameters
    ----------
    reference
        A year of it, without events.

    Examples
    --------
    >>> from analytics.counting import example
    >>> found = factors(example.year(mon_fri=10.0, sat_sun=5.0))
    >>> found.day_to_month[0].round(3).tolist()  # a weekend day says more than itself
    [0.855, 0.855, 0.855, 0.855, 0.855, 1.71, 1.71]
    """
    aadt = aadt_fhwa(reference).value
    if aadt is None:
        return None
    week = _year(reference)
    day = week.sum(axis=2)
    occurs = np.bincount(
        reference.days.month_of_year() * 7 + reference.days.weekday, minlength=84
    ).reshape(12, 7)
    madt = (day * occurs).sum(axis=1) / occurs.sum(axis=1)
    return Factors(
        hour_share=week / _some(day)[:, :, None],
        day_to_month=madt[:, None] / _some(day),
        month_to_year=aadt / _some(madt),
    )


def expanded(
    short: Counts, found: Factors, *, error: float, hours_min: int, axle: float = 1.0
) -> Expansion:
    """Return the AADT of a short count by hour, day, month and year factors [2]_. [vehicles/24 h].

    Of every known hour; hours and days weigh by what passes in them (ratio of sums).

    Parameters
    ----------
    short
        A count of hours or days.
    found
        Of a permanent counter of the same kind of road, see `factors`.
    error
        The published error of such counts, see `PUBLISHED_ERROR`. [1]
    hours_min
        Known hours it needs: `MOTOR_HOURS_MIN`, `BICYCLE_HOURS_MIN`.
    axle
        Vehicles for one count; 1 for classified counts.

    Notes
    -----
    AADT = V f_hour f_day f_month f_axle, where V and 1/f are added up over the hours.

    Examples
    --------
    >>> from analytics.counting import example
    >>> there, short = example.year(10.0, 5.0), example.year(20.0, 10.0)
    >>> short.hourly[7 * 24 :] = np.nan  # a week in January
    >>> round(expanded(short, factors(there), error=0.1, hours_min=24).aadt.value, 2)
    410.96
    """
    days = short.days
    month, weekday = days.month_of_year()[days.day], days.weekday[days.day]
    share = found.hour_share[month, weekday, days.hour]
    share = share / (found.day_to_month[month, weekday] * found.month_to_year[month])
    known = ~np.isnan(short.hourly) & ~np.isnan(share)
    hours, expected = int(known.sum()), float(share[known].sum())
    if hours < hours_min or expected <= 0:
        return Expansion(aadt=_WITHHELD, low=None, high=None, error=error, hours=hours)
    value = float(short.hourly[known].sum()) / expected * axle
    low, high = interval(value, error)
    return Expansion(
        aadt=Figure(value),
        low=low,
        high=high,
        error=error,
        hours=hours,
    )


def interval(value: float, error: float) -> tuple[float, float]:
    """Return the 95 % interval of an expanded count, of its mean absolute relative error.

    Examples
    --------
    >>> [round(end) for end in interval(1000.0, 0.1)]
    [754, 1246]
    """
    return value * max(1 - _WIDTH * error, 0.0), value * (1 + _WIDTH * error)


def day_of_year_mean(short: Float, reference: Float, aadt: float) -> Figure:
    """Return AADT by day-of-year factors, the mean of daily estimates [1]_. [vehicles/24 h].

    Noisy where few pass: see `day_of_year_ratio`. The reference must be known on every day.

    Parameters
    ----------
    short, reference
        Daily totals of both counters on the same days, NaN where not counted. [vehicles/24 h]
    aadt
        Of the reference. [vehicles/24 h]

    Notes
    -----
    AADT = (1/n) sum_i V_i / V_ref,i AADT_ref.

    Examples
    --------
    >>> short, reference = np.array([500.0, 360, np.nan]), np.array([1250.0, 900, 1100])
    >>> day_of_year_mean(short, reference, 1000.0).value
    400.0
    """
    counted = ~np.isnan(short)
    if not _whole(counted, reference):
        return _WITHHELD
    if (reference[counted] <= 0).any():
        return Figure(None, Reason.UNDEFINED)
    return Figure(float((short[counted] * aadt / reference[counted]).mean()))


def day_of_year_ratio(short: Float, reference: Float, aadt: float) -> Figure:
    """Return AADT by the ratio of what both counted on the same days. [vehicles/24 h].

    The one to use: less noisy than the mean of daily estimates. Parameters as there.

    Notes
    -----
    AADT = sum V / sum V_ref AADT_ref.

    Examples
    --------
    >>> short, reference = np.array([500.0, 380, 420]), np.array([1250.0, 900, 1100])
    >>> day_of_year_ratio(short, reference, 1000.0).value
    400.0
    """
    counted = ~np.isnan(short)
    if not _whole(counted, reference):
        return _WITHHELD
    total = float(reference[counted].sum())
    if total <= 0:
        return Figure(None, Reason.UNDEFINED)
    return Figure(float(short[counted].sum()) / total * aadt)


def _whole(counted: Bool, reference: Float) -> bool:
    return bool(counted.any() and not np.isnan(reference[counted]).any())


def _year(counts: Counts) -> Float:
    """Return the mean volume of each hour of the week in each month of the year."""
    days = counts.days
    cells = (days.month_of_year() * 7 + days.weekday)[days.day] * HOURS + days.hour
    return cell_means(cells, counts.hourly, 12 * 7 * HOURS).reshape(12, 7, HOURS)


def _some(volume: Float) -> Float:
    """Return volumes to divide by; NaN where nothing passes."""
    return np.where(volume > 0, volume, np.nan)
