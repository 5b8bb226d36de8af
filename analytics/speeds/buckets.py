"""Quarters of speeds folded into hours, local days and longer (indicators F3)."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Int
from analytics.speeds.classes import Binned
from analytics.speeds.histogram import SUMS, Histogram, Sums

METHOD_VERSION: Final = 1


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
    """Add up the exact sums of each bucket; see `fold`."""
    bucket, keep = _bucket(run.sum_quarter, run.sum_vehicle, edges, vehicles)
    found = {name: np.zeros(len(edges) - 1, dtype=np.int64) for name in SUMS}
    for name, summed in found.items():
        np.add.at(summed, bucket[keep], getattr(run.sums, name)[keep])
    return Sums(**found)


def _bucket(
    quarter: Int, vehicle: NDArray[np.uint8], edges: Int, vehicles: Sequence[int] | None
) -> tuple[Int, NDArray[np.bool_]]:
    bucket = np.searchsorted(edges, quarter, side="right") - 1
    keep = (bucket >= 0) & (bucket < len(edges) - 1)
    if vehicles is not None:
        keep &= np.isin(vehicle, np.array(list(vehicles), dtype=np.uint8))
    return bucket.astype(np.int64), keep
