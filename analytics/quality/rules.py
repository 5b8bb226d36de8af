"""Rules of counting programmes: zero runs, ceilings, empty hours, year on year, split (E8, E14).

The limits are those of the United States' programmes and given as defaults only: a town sets its
own, and where a site has a past its own past is the better rule, see `analytics.quality.learned`.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Byte, Float, Int
from devices.quality import Flag

METHOD_VERSION: Final = 1

ZERO_HOURS: Final = 7  #: consecutive hours without a vehicle, motor traffic
ZERO_DAYS: Final = (3, 6)  #: consecutive days without a cyclist: doubted from, refused from
CEILING_BICYCLE: Final = (2_000, 5_000)  #: a day: doubted from, refused above
CEILING_PEDESTRIAN: Final = (10_000, 15_000)
NULL_HOURS: Final = 12  #: a day, refused from
NULL_HOURS_DAYTIME: Final = 6  #: between 06 and 20 h, refused above
YEAR_TOLERANCE: Final = 0.2  #: of the same month's mean a year before
SPLIT_TOLERANCE: Final = 0.1  #: of one half


def longest_run(value: Float, of: float = 0.0) -> int:
    """Return how many consecutive values equal `of`; a missing value ends a run.

    References
    ----------
    indicators.md E8.

    Examples
    --------
    >>> longest_run(np.array([5.0, 0, 0, np.nan, 0]))
    2
    """
    lengths = run_lengths(value == of)
    return int(lengths.max(initial=0))


def run_lengths(holds: NDArray[np.bool_]) -> Int:
    """Return at each element for how many elements up to it something has held without a break.

    Examples
    --------
    >>> run_lengths(np.array([True, True, False, True])).tolist()
    [1, 2, 0, 1]
    """
    at = np.arange(1, len(holds) + 1)
    broken = np.maximum.accumulate(np.where(holds, 0, at)) if len(holds) else at
    lengths: Int = at - broken
    return lengths


def has_zero_run(hourly: Float, least: int = ZERO_HOURS) -> bool:
    """Whether motor traffic counted nothing for `least` or more consecutive hours (E8).

    References
    ----------
    FHWA Traffic Monitoring Guide, appendix J (TMAS 2.0, critical error). indicators.md E8.

    Examples
    --------
    >>> has_zero_run(np.array([5.0, 0, 0, 0, 0, 0, 0, 0, 9]))
    True
    """
    return longest_run(hourly) >= least


def zero_days(consecutive: Int, limits: tuple[int, int] = ZERO_DAYS) -> Byte:
    """Flag runs of days on which nothing was counted: 3 from the first limit, 4 from the second.

    Parameters
    ----------
    consecutive
        Length of each run. [d]

    References
    ----------
    BikePed Portal (nmcoast), flags. indicators.md E8.

    Examples
    --------
    >>> zero_days(np.array([2, 3, 6])).tolist()
    [1, 3, 4]
    """
    return _flag(consecutive >= limits[0], consecutive >= limits[1])


def ceiling(daily: Float, limits: tuple[float, float] = CEILING_BICYCLE) -> Byte:
    """Flag days with more than can be: 3 from the first limit on, 4 above the second; NaN is 9.

    Parameters
    ----------
    daily
        Totals of whole days. [passages/d]

    References
    ----------
    BikePed Portal (nmcoast), flags. indicators.md E8.

    Examples
    --------
    >>> ceiling(np.array([1999.0, 2500, 5001, np.nan])).tolist()
    [1, 3, 4, 9]
    """
    flag = _flag(daily >= limits[0], daily > limits[1])
    flag[np.isnan(daily)] = Flag.MISSING
    return flag


def empty_hours(total: Int, daytime: Int) -> Byte:
    """Flag days of which too many hours are missing: 12 or more, or more than 6 of 06 to 20 h.

    Parameters
    ----------
    total, daytime
        How many hours of a day are missing, and how many of them between 06 and 20 h. [h]

    Returns
    -------
    uint8
        1: the day may be used, 4: it may not.

    References
    ----------
    BikePed Portal (nmcoast), flags. indicators.md E8.

    Examples
    --------
    >>> empty_hours(np.array([11, 12, 7]), np.array([0, 0, 7])).tolist()
    [1, 4, 4]
    """
    refused = (total >= NULL_HOURS) | (daytime > NULL_HOURS_DAYTIME)
    return _flag(refused, refused)


def year_on_year(madt: Float, year_before: Float, tolerance: float = YEAR_TOLERANCE) -> Byte:
    """Flag months whose mean day is farther from last year's than a share of it (E14).

    Parameters
    ----------
    madt, year_before
        Monthly average daily traffic, and that of the same month a year before. [passages/d]

    Returns
    -------
    uint8
        1 or 3; 2 where last year's is missing or 0; 9 where this year's is missing.

    References
    ----------
    FHWA TMAS 2.0. indicators.md E14.

    Examples
    --------
    >>> year_on_year(np.array([900.0, 1250, 700]), np.array([1000.0, 1000, np.nan])).tolist()
    [1, 3, 2]
    """
    far = np.abs(madt - year_before) > tolerance * year_before
    flag = _flag(far, np.zeros(len(far), dtype=bool))
    flag[~(year_before > 0)] = Flag.NOT_EVALUATED
    flag[np.isnan(madt)] = Flag.MISSING
    return flag


def split(share: Float, tolerance: float = SPLIT_TOLERANCE) -> Byte:
    """Flag shares of a direction farther from one half than `tolerance` (E14).

    It does not hold on one-way links of commuters: compare with the site's own past there.

    Parameters
    ----------
    share
        Of one direction in the total of a cross-section. [1]

    Returns
    -------
    uint8
        1 or 3; 9 where the share is missing.

    References
    ----------
    FHWA TMAS 2.0. indicators.md E14.

    Examples
    --------
    >>> split(np.array([0.55, 0.61, 0.4])).tolist()
    [1, 3, 1]
    """
    far = np.abs(share - 0.5) > tolerance
    flag = _flag(far, np.zeros(len(far), dtype=bool))
    flag[np.isnan(share)] = Flag.MISSING
    return flag


def _flag(suspect: NDArray[np.bool_], fail: NDArray[np.bool_]) -> Byte:
    return np.where(fail, Flag.FAIL, np.where(suspect, Flag.SUSPECT, Flag.GOOD)).astype(np.uint8)
