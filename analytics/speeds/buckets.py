"""Quarters of speeds folded into hours, local days and longer (indicators F3)."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import QUARTER_MS, Float, Int
from analytics.speeds.classes import Binned, Classes
from analytics.speeds.histogram import SUMS, Histogram, Sums
from analytics.speeds.single import in_classes, slow_and_pace

METHOD_VERSION: Final = 1
_MILLI: Final = 1000  #: speeds are summed in 0.001 km/h


def fold(run: Histogram, edges: Int, vehicles: Sequence[int] | None = None) -> Binned:
    """Add up the quarters of each bucket.

    Parameters
    ----------
    edges
        Where each bucket begins, and where the last one ends; rising. [quarters since 1970]
    vehicles
        The vehicle classes to take; None: all.

    Returns
    -------
    Binned
        Shape `(buckets, speed classes)`.

    Raises
    ------
    ValueError
        A bucket is shorter than what the device summed up.

    Examples
    --------
    >>> from analytics.speeds.classes import TELRAAM_10
    >>> from analytics.speeds.histogram import of_passages as laid
    >>> seen = laid(TELRAAM_10, np.array([0, 5, 900_000]), np.array([12.0, 17.0, 31.0]))
    >>> fold(seen, np.array([0, 1, 2])).counts[:, :4].tolist()
    [[0, 2, 0, 0], [0, 0, 0, 1]]
    """
    if len(edges) > 1 and int(np.diff(edges).min()) < run.grain:
        raise ValueError(
            f"the device sums speeds over {run.grain} quarters: ask for longer buckets"
        )
    bucket, keep = _bucket(run.quarter, run.vehicle, edges, vehicles)
    buckets, bins = len(edges) - 1, len(run.classes)
    cell = bucket[keep] * bins + run.bin[keep].astype(np.int64)
    summed = np.bincount(cell, weights=run.count[keep], minlength=buckets * bins)
    counts = np.rint(summed).astype(np.int64).reshape(buckets, bins)
    return Binned(classes=run.classes, counts=counts)


def fold_sums(run: Histogram, edges: Int, vehicles: Sequence[int] | None = None) -> Sums:
    """Add up the exact sums of each bucket; see `fold`.

    Examples
    --------
    >>> from analytics.speeds.classes import TELRAAM_10
    >>> from analytics.speeds.histogram import of_passages as laid
    >>> seen = laid(TELRAAM_10, np.array([0, 5, 900_000]), np.array([12.0, 17.0, 31.0]))
    >>> fold_sums(seen, np.array([0, 1, 2])).speed.tolist()  # [0.001 km/h]
    [29000, 31000]
    """
    bucket, keep = _bucket(run.sum_quarter, run.sum_vehicle, edges, vehicles)
    found = {name: np.zeros(len(edges) - 1, dtype=np.int64) for name in SUMS}
    for name, summed in found.items():
        np.add.at(summed, bucket[keep], getattr(run.sums, name)[keep])
    return Sums(**found)


def whole_numbers(run: Histogram, edges: Int) -> NDArray[np.bool_]:
    """Whether every single vehicle of each bucket has a speed in whole km/h.

    Told by the exact sums of each quarter and group; of a device that measures in tenths those
    of a bucket are as good as never whole. False where no vehicle is known by itself.

    Examples
    --------
    >>> from analytics.speeds.classes import rounded_whole
    >>> from analytics.speeds.histogram import of_passages as laid
    >>> run = laid(rounded_whole(), np.array([0, 900_000]), np.array([50.0, 50.3]))
    >>> whole_numbers(run, np.array([0, 1, 2, 3])).tolist()
    [True, False, False]
    """
    bucket, keep = _bucket(run.sum_quarter, run.sum_vehicle, edges, None)
    broken = (run.sums.speed % _MILLI != 0) | (run.sums.square % _MILLI**2 != 0)
    cells = np.bincount(bucket[keep], minlength=len(edges) - 1)
    others = np.bincount(bucket[keep & broken], minlength=len(edges) - 1)
    told: NDArray[np.bool_] = (cells > 0) & (others == 0)
    return told


def _bucket(
    quarter: Int, vehicle: NDArray[np.uint8], edges: Int, vehicles: Sequence[int] | None
) -> tuple[Int, NDArray[np.bool_]]:
    bucket = np.searchsorted(edges, quarter, side="right") - 1
    keep = (bucket >= 0) & (bucket < len(edges) - 1)
    if vehicles is not None:
        keep &= np.isin(vehicle, np.array(list(vehicles), dtype=np.uint8))
    return bucket.astype(np.int64), keep


def of_passages(classes: Classes, edges: Int, time_ms: Int, speed_kmh: Float) -> Binned:
    """Lay single vehicles into buckets at once, as `fold` does of their histogram.

    Parameters
    ----------
    edges
        See `fold`. [quarters since 1970]
    time_ms
        When each passed, rising. [ms since 1970]
    speed_kmh
        NaN where the device gave none. [km/h]

    Examples
    --------
    >>> from analytics.speeds.classes import TELRAAM_10
    >>> seen = np.array([0, 5, 900_000]), np.array([12.0, 17.0, 31.0])
    >>> of_passages(TELRAAM_10, np.array([0, 1, 2]), *seen).counts[:, :4].tolist()
    [[0, 2, 0, 0], [0, 0, 0, 1]]
    """
    at, milli = _passed(classes, edges, time_ms, speed_kmh)
    buckets, bins = len(edges) - 1, len(classes)
    cell = np.repeat(np.arange(buckets) * bins, np.diff(at)) + classes.place(milli)
    counts = np.bincount(cell, minlength=buckets * bins).reshape(buckets, bins)
    return Binned(classes=classes, counts=counts)


def sums_of_passages(classes: Classes, edges: Int, time_ms: Int, speed_kmh: Float) -> Sums:
    """Add up single vehicles by bucket at once, as `fold_sums` does of their histogram.

    Parameters
    ----------
    classes
        A vehicle outside of them is left out.
    edges, time_ms, speed_kmh
        See `of_passages`.

    Examples
    --------
    >>> from analytics.speeds.classes import rounded_whole
    >>> seen = np.array([0, 5, 900_000]), np.array([50.0, 50.0, 31.0])
    >>> sums_of_passages(rounded_whole(), np.array([0, 1, 2]), *seen).speed.tolist()
    [100000, 31000]
    """
    at, milli = _passed(classes, edges, time_ms, speed_kmh)

    n = np.diff(at)
    some = n > 0
    begins = at[:-1][some]

    def added(values: Int) -> Int:
        summed = np.zeros(len(n), dtype=np.int64)
        if len(begins):
            summed[some] = np.add.reduceat(values[: at[-1]], begins)
        return summed

    slow, pace = slow_and_pace(milli)
    return Sums(
        n=n,
        slow=added(slow.astype(np.int64)) if slow.any() else np.zeros_like(n),
        speed=added(milli),
        square=added(milli * milli),
        pace=added(pace),
    )


def counts_of_passages(edges: Int, time_ms: Int, which: NDArray[np.bool_]) -> Int:
    """Return how many of the chosen vehicles passed in each bucket; see `of_passages`.

    Examples
    --------
    >>> seen, heavy = np.array([0, 5, 900_000]), np.array([True, False, True])
    >>> counts_of_passages(np.array([0, 1, 2]), seen, heavy).tolist()
    [1, 1]
    """
    upto = np.append(0, np.cumsum(which, dtype=np.int64))
    return np.diff(upto[np.searchsorted(time_ms, edges * QUARTER_MS)])


def _passed(classes: Classes, edges: Int, time_ms: Int, speed_kmh: Float) -> tuple[Int, Int]:
    """Return where each bucket begins among the vehicles with a speed, and these speeds."""
    rows = slice(*np.searchsorted(time_ms, edges[[0, -1]] * QUARTER_MS).tolist())
    milli, known = in_classes(classes, speed_kmh[rows])
    time = time_ms[rows]
    if not known.all():
        time, milli = time[known], milli[known]
    return np.searchsorted(time, edges * QUARTER_MS), milli
