"""Histograms that devices send: shares by speed class an hour, laid over the vehicles counted."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

import numpy as np

from analytics import volume
from analytics.quarters import Float, Int, Quarters, empty
from analytics.question import Stream
from analytics.site import Source
from analytics.speeds.classes import Classes, apportioned
from analytics.speeds.histogram import Histogram, of_classes
from devices.properties import Direction
from devices.quality import Flag

#: A device that tells no directions apart may say either.
_WHOLE: Final = frozenset({Direction.BOTH.value, Direction.NONE.value})


def histograms(
    shares: Mapping[Source, Quarters], counted: Mapping[Source, Stream], first: int, count: int
) -> tuple[Quarters, list[Histogram]]:
    """Return when histograms are known, and one for each device and direction.

    Parameters
    ----------
    shares
        The quarters of each speed class.
    counted
        What is counted of the same mode and directions.
    first, count
        The run: number of the first quarter since 1970, and how many. [quarters]

    Examples
    --------
    Of 4 vehicles a quarter hour a quarter drives slower than 50 km/h:

    >>> from dataclasses import replace
    >>> from analytics.example import DAY, counted, run, source
    >>> from devices.properties import Property
    >>> slow, fast = (replace(source(Property.SPEED_SHARE, k), speed_class=told)
    ...               for k, told in enumerate(("0-50", "50-")))
    >>> shares = {slow: run(0.25 * 900_000), fast: run(0.75 * 900_000)}
    >>> beside = source(Property.COUNT, 2)
    >>> passed = {beside: Stream(states=counted(4.0), deployed=[DAY])}
    >>> known, (seen,) = histograms(shares, passed, 0, 96)
    >>> seen.quarter[:4].tolist(), seen.bin[:4].tolist(), seen.count[:4].tolist()
    ([0, 0, 1, 1], [0, 1, 0, 1], [1, 3, 1, 3])
    """
    runs, found = [], []
    for group in _groups(list(shares)):
        by_class = [shares[source] for source in group]
        beside = [
            counted[one].quarters(first, count) for one in counted if _together(one, group[0])
        ]
        vehicles = volume.cross_section(beside) if beside else None
        run = _known_together(by_class, vehicles, first, count)
        runs.append(run)
        if vehicles is not None:
            found.append(_histogram(group, by_class, vehicles, run))
    return volume.cross_section(runs), found


def classes_of(written: list[str]) -> Classes:
    """Return classes as they are written with datastreams, lowest first: `0-10`, `70-`.

    Raises
    ------
    ValueError
        They do not follow one another.

    Examples
    --------
    >>> classes_of(["0-10", "10-20", "20-"]).lower_tenths
    (0, 100, 200)
    """
    edges = [text.partition("-")[::2] for text in written]
    for (_, upper), (lower, _) in pairwise(edges):
        if upper != lower:
            raise ValueError(
                f"speed classes {', '.join(written)} do not follow one another: write the classes "
                "of one device from the lowest to the open last one, without a gap"
            )
    top = edges[-1][1]
    return Classes(
        lower_tenths=tuple(round(float(lower) * 10) for lower, _ in edges),
        top_tenths=round(float(top) * 10) if top else None,
    )


def lower_edge(source: Source) -> float:
    """Return where a class begins. [km/h].

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analytics.example import source
    >>> from devices.properties import Property
    >>> lower_edge(replace(source(Property.SPEED_SHARE), speed_class="70-"))
    70.0
    """
    return float(source.speed_class.partition("-")[0])


def _groups(sources: list[Source]) -> list[list[Source]]:
    """Return the classes of each device and direction, lowest first."""
    by_device: dict[tuple[str, str], set[int]] = {}
    for source in sources:
        for deployment in source.deployments:
            by_device.setdefault((deployment.device, source.direction), set()).add(source.id)
    groups = {frozenset(ids): None for ids in by_device.values()}
    return [
        sorted((s for s in sources if s.id in ids), key=lower_edge)
        for ids in sorted(groups, key=sorted)
    ]


def _together(counted: Source, share: Source) -> bool:
    """Whether both are of a device, and of a direction."""
    devices = {d.device for d in counted.deployments} & {d.device for d in share.deployments}
    ways = {"" if way in _WHOLE else way for way in (counted.direction, share.direction)}
    return bool(devices) and len(ways) == 1


def _known_together(
    by_class: list[Quarters], vehicles: Quarters | None, first: int, count: int
) -> Quarters:
    """Return the quarters in which every class and the number of vehicles are known."""
    every = by_class if vehicles is None else [*by_class, vehicles]
    run = empty(first, count, extremes=False)
    run.expected_ms[:] = np.max([one.expected_ms for one in every], axis=0)
    known = np.min([one.observed_ms for one in every], axis=0)
    run.observed_ms[:] = known if vehicles is not None else 0
    there = run.observed_ms > 0
    run.grain[:] = np.where(there, np.max([one.grain for one in every], axis=0), 0)
    run.total[:] = np.where(there & (vehicles is not None), _total(vehicles, count), 0.0)
    whole = there & (run.observed_ms >= run.expected_ms)
    run.flag[:] = np.where(whole, Flag.GOOD, np.where(there, Flag.SUSPECT, Flag.MISSING))
    return run


def _total(vehicles: Quarters | None, count: int) -> Float:
    return np.zeros(count) if vehicles is None else vehicles.total


def _histogram(
    group: list[Source], by_class: list[Quarters], vehicles: Quarters, run: Quarters
) -> Histogram:
    """Return whole vehicles by class, by the device's own intervals."""
    grain = max(int(run.grain.max(initial=0)), 1)
    interval = (np.arange(run.first, run.first + len(run)) // grain).astype(np.int64)
    known = run.observed_ms > 0
    begins, inverse = np.unique(interval[known], return_inverse=True)
    held = np.bincount(inverse, weights=run.observed_ms[known], minlength=len(begins))
    share = np.stack(
        [
            _summed(one.total[known], inverse, begins) / np.where(held > 0, held, 1.0)
            for one in by_class
        ],
        axis=1,
    )
    total = np.rint(_summed(vehicles.total[known], inverse, begins)).astype(np.int64)
    return of_classes(
        classes_of([source.speed_class for source in group]),
        grain,
        np.maximum(begins * grain, run.first),
        apportioned(total, np.maximum(share, 0.0)),
    )


def _summed(values: Float, inverse: Int, begins: Int) -> Float:
    summed = np.bincount(inverse, weights=values, minlength=len(begins))
    return summed.astype(np.float64)
