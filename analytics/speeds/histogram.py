"""The mergeable state of speeds: an integer histogram a quarter hour and vehicle class.

Everything in it is a whole number, so that any order of adding gives the same bytes: counts,
and for single vehicles the sums of v, v^2 and 1/v in fixed units. Averages of V85 values are
never needed: histograms are added, and the percentile is read from the sum (indicators F3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import QUARTER_MS, Float, Int
from analytics.speeds.classes import Classes
from analytics.speeds.single import in_classes, slow_and_pace

METHOD_VERSION: Final = 1
NO_CLASS: Final = 255  #: vehicle class of a vehicle that the device did not classify

_BINS: Final = 65_536
_VEHICLE_CLASSES: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Exact sums over single vehicles, one entry a cell (or a bucket, see `buckets.fold_sums`).

    Parameters
    ----------
    n
        Vehicles with a speed. [vehicles]
    slow
        Of those the ones at `SLOW_KMH` or below, which are not in `pace`. [vehicles]
    speed
        Sum of v. [0.001 km/h]
    square
        Sum of v^2; holds 57 million vehicles at 400 km/h. [(0.001 km/h)^2]
    pace
        Sum of 1/v, rounded vehicle by vehicle (error below 2e-10 of it). [1e-12 h/km]
    """

    n: Int
    slow: Int
    speed: Int
    square: Int
    pace: Int


#: The fields of `Sums`.
SUMS: Final = ("n", "slow", "speed", "square", "pace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Vehicles by quarter hour, vehicle class and speed class, in this order and without zeros.

    Parameters
    ----------
    grain
        Length of the longest interval a device summed up; it counts in its first quarter. Single
        vehicles: 1. [quarters]
    quarter, vehicle, bin, count
        One entry a cell that is not empty. [quarters since 1970, class, class, vehicles]
    sum_quarter, sum_vehicle, sums
        Exact sums by quarter and vehicle class; empty of a device that sends histograms.
    """

    classes: Classes
    grain: int
    quarter: Int
    vehicle: NDArray[np.uint8]
    bin: NDArray[np.uint16]
    count: Int
    sum_quarter: Int
    sum_vehicle: NDArray[np.uint8]
    sums: Sums


def of_passages(
    classes: Classes, time_ms: Int, speed_kmh: Float, vehicle: NDArray[np.uint8] | None = None
) -> Histogram:
    """Lay single vehicles into quarters and classes.

    Vehicles without a speed, or with one outside the classes or not in [0, 400] km/h, are left
    out; their number is what the count of passages has more.

    Parameters
    ----------
    time_ms
        When each passed, in any order. [ms since 1970]
    speed_kmh
        NaN where the device gave none. [km/h]
    vehicle
        The device's class of each; None: it tells none apart.

    Examples
    --------
    >>> from analytics.speeds.classes import rounded_whole
    >>> seen = of_passages(rounded_whole(), np.array([0, 5, 900_000]), np.array([50.0, 50, 31]))
    >>> seen.quarter.tolist(), seen.bin.tolist(), seen.count.tolist(), seen.sums.speed.tolist()
    ([0, 1], [50, 31], [2, 1], [100000, 31000])
    """
    kind = np.full(len(time_ms), NO_CLASS, np.uint8) if vehicle is None else vehicle
    milli, known = in_classes(classes, speed_kmh)
    milli, quarter = milli[known], time_ms[known] // QUARTER_MS
    place = classes.place(milli)
    slow, pace = slow_and_pace(milli)
    one = np.ones(len(milli), dtype=np.int64)
    columns = (one, slow.astype(np.int64), milli, milli * milli, pace)
    return _canonical(
        classes, 1, (quarter, kind[known], place, one), (quarter, kind[known], columns)
    )


def of_classes(
    classes: Classes, grain: int, quarter: Int, counts: Int, vehicle: int = NO_CLASS
) -> Histogram:
    """Take the histograms that a device summed up itself.

    Parameters
    ----------
    classes
        The speed classes of the device.
    grain
        Length of the longest interval; 4 for hours. [quarters]
    quarter
        In which quarter each interval begins. [quarters since 1970]
    counts
        Shape `(intervals, classes)`; see `classes.apportioned` for shares. [vehicles]
    vehicle
        The class of all of these vehicles.

    Raises
    ------
    ValueError
        A count is negative.

    Examples
    --------
    >>> of_classes(Classes(lower_tenths=(0, 300)), 4, np.arange(1), np.array([[3, 2]])).bin.tolist()
    [0, 1]
    """
    if (counts < 0).any():
        raise ValueError("a speed class with a negative number of vehicles: refuse the interval")
    row, place = np.nonzero(counts)
    kind = np.full(len(row), vehicle, dtype=np.uint8)
    nothing = np.zeros(0, dtype=np.int64)
    return _canonical(
        classes,
        grain,
        (quarter[row], kind, place, counts[row, place]),
        (nothing, nothing, (nothing,) * len(SUMS)),
    )


def of_times(classes: Classes, quarter: Int, value: Float, time_ms: Int) -> Histogram:
    """Lay times at which something had a value, such as a sound level; the counts are ms.

    Parameters
    ----------
    quarter
        In which quarter each time lies; none reaches over its end. [quarters since 1970]
    value
        In the unit of the classes; what lies outside of them is left out.
    time_ms
        How long it had the value. [ms]

    Examples
    --------
    >>> two, at, ms = Classes(lower_tenths=(400, 500)), np.zeros(3, int), np.array([1, 3, 5]) * 100
    >>> of_times(two, at, np.array([45.0, 52, 45]), ms).count.tolist()
    [600, 300]
    """
    place = classes.place(np.rint(value * 1000).astype(np.int64))
    known = (place >= 0) & (place < len(classes))
    kind = np.full(int(known.sum()), NO_CLASS, dtype=np.uint8)
    nothing = np.zeros(0, dtype=np.int64)
    return _canonical(
        classes,
        1,
        (quarter[known], kind, place[known], time_ms[known]),
        (nothing, nothing, (nothing,) * len(SUMS)),
    )


def merge(parts: Sequence[Histogram]) -> Histogram:
    """Add histograms: any order and any grouping gives the same, byte for byte.

    Raises
    ------
    ValueError
        There is none, or their speed classes differ.

    Examples
    --------
    >>> one = of_classes(Classes(lower_tenths=(0, 300)), 1, np.array([0]), np.array([[3, 5]]))
    >>> merge([one, one]).count.tolist()
    [6, 10]
    """
    if len({part.classes for part in parts}) != 1:
        raise ValueError("only histograms with the same speed classes can be added")

    def joined(name: str) -> Int:
        return np.concatenate([getattr(part, name) for part in parts]).astype(np.int64)

    sums = tuple(np.concatenate([getattr(part.sums, name) for part in parts]) for name in SUMS)
    return _canonical(
        parts[0].classes,
        max(part.grain for part in parts),
        (joined("quarter"), joined("vehicle"), joined("bin"), joined("count")),
        (joined("sum_quarter"), joined("sum_vehicle"), sums),
    )


def _canonical(
    classes: Classes,
    grain: int,
    cells: tuple[Int, NDArray[np.generic], NDArray[np.generic], Int],
    moments: tuple[Int, NDArray[np.generic], tuple[Int, ...]],
) -> Histogram:
    """Sort cells by quarter, vehicle class and bin, and add those of one place."""
    quarter, kind, place, count = cells
    of_kind = quarter.astype(np.int64) * _VEHICLE_CLASSES + kind.astype(np.int64)
    at, (counted,) = _added(of_kind * _BINS + place.astype(np.int64), (count,))
    sum_at, sums = _added(
        moments[0].astype(np.int64) * _VEHICLE_CLASSES + moments[1].astype(np.int64), moments[2]
    )
    return Histogram(
        classes=classes,
        grain=grain,
        quarter=at // (_BINS * _VEHICLE_CLASSES),
        vehicle=(at // _BINS % _VEHICLE_CLASSES).astype(np.uint8),
        bin=(at % _BINS).astype(np.uint16),
        count=counted,
        sum_quarter=sum_at // _VEHICLE_CLASSES,
        sum_vehicle=(sum_at % _VEHICLE_CLASSES).astype(np.uint8),
        sums=Sums(**dict(zip(SUMS, sums, strict=True))),
    )


def _added(key: Int, columns: Sequence[Int]) -> tuple[Int, list[Int]]:
    """Return the keys that occur, sorted, and the sum of each column for each."""
    if len(key) == 0:
        return key, [column.astype(np.int64) for column in columns]
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    begin = np.flatnonzero(np.concatenate([[True], np.diff(ordered) != 0]))
    return ordered[begin], [np.add.reduceat(column[order], begin) for column in columns]
