"""The busiest hours of a year: 30th hour, K30, DHV, DDHV, MSV (B12), and D in that hour (B11).

Clock hours only: a sliding hour's 30th is larger and another number. Hours that are not known are
left out, and the rank stays what it is: the number is then a lower bound, and doubted.

References
----------
.. [1] AASHTO, A Policy on Geometric Design: the 30th highest hour and K.
.. [2] HBS 2015: MSV is the 30th hour of a direction; HBS 2001 took the 50th.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.counting.hours import Bool, Counts
from analytics.counting.split import directional_factor
from analytics.figure import Figure, Reason

METHOD_VERSION: Final = 2  #: 2: of a window of a year and longer alone
RANK: Final = 30
RANK_HBS_2001: Final = 50
#: The 30th hour is that of a year: of a shorter window it is another number. [days]
DAYS_MIN: Final = 365
#: Below this known share of the hours of the peak season the hour is doubted. [percent]
COVERAGE_MIN_PERCENT: Final = 95
#: What is done about hours that are not known.
RANK_RULE: Final = "keep rank 30 of valid hours and flag; do not rescale the rank"


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignHour:
    """The n-th busiest hour.

    Parameters
    ----------
    volume
        [vehicles/h]
    at
        Which hour of the window it is, the earliest first among equal ones; -1: none.
    above
        How many hours are strictly busier; less than the rank - 1 where hours are equal.
    coverage
        Known share of the hours of the peak season. [1]
    doubted
        That share is below 95 %.
    """

    volume: Figure
    at: int
    above: int
    coverage: float
    doubted: bool


def nth_hour(counts: Counts, rank: int = RANK, season: Bool | None = None) -> DesignHour:
    """Return the n-th busiest clock hour of a window, a year in general.

    Equal hours are ranked one after the other, by position, not by distinct value.

    Parameters
    ----------
    rank
        30: v30, and of one direction MSV after HBS 2015.
    season
        The days of the peak season, of which 95 % of the hours must be known; None: all days.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.counting.hours import civil_days, of_hours
    >>> days = civil_days(date(2023, 1, 1), date(2023, 12, 31), ZoneInfo("UTC"))
    >>> nth_hour(of_hours(days, np.arange(1.0, 8761.0))).volume.value
    8731.0
    """
    hourly = counts.hourly
    asked = np.ones(len(hourly), dtype=bool) if season is None else season[counts.days.day]
    known = ~np.isnan(hourly)
    of = int(asked.sum())
    valid = int((asked & known).sum())
    doubted = valid * 100 < of * COVERAGE_MIN_PERCENT
    coverage = valid / of if of else 0.0
    if known.sum() < rank:
        none = Figure(None, Reason.INSUFFICIENT_DATA)
        return DesignHour(volume=none, at=-1, above=0, coverage=coverage, doubted=True)
    order = np.argsort(np.where(known, -hourly, np.inf), kind="stable")
    at = int(order[rank - 1])
    return DesignHour(
        volume=Figure(float(hourly[at])),
        at=at,
        above=int((hourly[known] > hourly[at]).sum()),
        coverage=coverage,
        doubted=doubted,
    )


def of_year(counts: Counts, rank: int = RANK) -> DesignHour:
    """Return the n-th busiest clock hour of a year; withheld where the window is shorter.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.counting.hours import civil_days, of_hours
    >>> week = civil_days(date(2023, 5, 1), date(2023, 5, 7), ZoneInfo("UTC"))
    >>> of_year(of_hours(week, np.arange(168.0))).volume.reason.value
    'insufficient_data'
    """
    found = nth_hour(counts, rank)
    if len(counts.days) >= DAYS_MIN:
        return found
    none = Figure(None, Reason.INSUFFICIENT_DATA)
    return DesignHour(volume=none, at=-1, above=0, coverage=found.coverage, doubted=True)


def k_factor(volume: float, aadt: float) -> Figure:
    """Return K, the share of the daily mean that passes in the design hour; K30 of v30. [1].

    Examples
    --------
    >>> k_factor(1500, 10_000).value
    0.15
    """
    return Figure(volume / aadt) if aadt > 0 else Figure(None, Reason.UNDEFINED)


def design_hourly_volume(k: float, aadt: float) -> float:
    """Return DHV = K AADT, of both directions. [vehicles/h].

    Parameters
    ----------
    k
        Share of the day that passes in the design hour, see `k_factor`. [1]
    aadt
        Of both directions. [vehicles/24 h]

    Examples
    --------
    >>> design_hourly_volume(0.15, 10_000)
    1500.0
    """
    return k * aadt


def directional_design_hourly_volume(k: float, d: float, aadt: float) -> float:
    """Return DDHV = K D AADT, of the heavier direction. [vehicles/h].

    Examples
    --------
    >>> round(directional_design_hourly_volume(0.1, 0.58, 42_000), 6)
    2436.0
    """
    return k * d * aadt


def directional_factor_at(first: Counts, second: Counts, rank: int = RANK) -> Figure:
    """Return D in the n-th busiest hour of the cross-section. [1], 0.5 to 1.

    Hours in which one direction is not known are not ranked.

    Notes
    -----
    D = max(q_1, q_2) / (q_1 + q_2) in the hour whose q_1 + q_2 is the n-th highest [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> inward, outward = example.year(30.0, 10.0), example.year(20.0, 10.0)
    >>> directional_factor_at(inward, outward).value
    0.6
    """
    hourly = first.hourly + second.hourly
    at = nth_hour(Counts(
        days=first.days, hourly=hourly, daily=first.daily + second.daily, expected=first.expected
    ), rank).at  # fmt: skip
    if at < 0:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return directional_factor(float(first.hourly[at]), float(second.hourly[at]))
