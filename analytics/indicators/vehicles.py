"""Speeds of a site over a window, laid into buckets: of single vehicles or of histograms."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analytics import volume
from analytics.indicators.device_histograms import histograms
from analytics.indicators.method import Known
from analytics.indicators.speed_sources import measured_by, parts
from analytics.indicators.volumes import parts as counted_parts
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.question import Question
from analytics.site import Site
from analytics.speeds.buckets import fold, fold_sums
from analytics.speeds.classes import Binned, Classes
from analytics.speeds.histogram import Histogram, Sums, merge
from analytics.speeds.packed import stack
from analytics.speeds.vehicle_groups import CODES, Group
from analytics.topic import Topic
from devices.properties import Property


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Speeds of a site, mode and direction over a window.

    Parameters
    ----------
    run
        When they were measured, and how many vehicles passed.
    histograms
        One for each set of speed classes; histograms of different classes cannot be added.
    exact
        Whether every vehicle was measured by itself, so that sums are exact.
    """

    run: Quarters
    histograms: list[Histogram] = field(default_factory=list)
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The buckets whose vehicles lie in the same classes; each bucket is in one row at most.

    Parameters
    ----------
    bucket
        Which buckets they are.
    """

    bucket: Int
    binned: Binned
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Speeds by bucket.

    Parameters
    ----------
    vehicles
        How many have a speed, by bucket. [vehicles]
    mixed, fine
        Buckets that hold speeds of different classes, and those finer than what a device sums up.
    """

    rows: list[Rows]
    vehicles: Int
    mixed: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    fine: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def measured(site: Site, known: Known, topic: Topic, asked: Question) -> Measured:
    """Return what is known of speeds in a window; of one group of vehicles where it is asked.

    Raises
    ------
    ValueError
        Nothing tells speeds one by one or in classes.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import RADAR, passed
    >>> from analytics.topic import Indicator
    >>> found = measured(RADAR, passed(48.0, 52.0), Topic(Indicator.V85, "motor"), asked())
    >>> found.histograms[0].bin.tolist(), float(found.run.total.sum()), found.exact
    ([48, 52], 2.0, True)
    """
    mode, direction = topic.mode, topic.direction
    first, count = asked.run()
    observed = measured_by(site, mode, direction)
    if observed is None:
        raise ValueError(f"{site.id} measures no speeds of {mode!r}")
    told = parts(site, observed, mode, direction)
    runs = [
        one.stream(known.states.get(one.id, {}), asked.known_until_ms).quarters(first, count)
        for one in told
    ]
    if observed is Property.SPEED_SHARE:
        counted = {
            one: one.stream(known.states.get(one.id, {}), asked.known_until_ms)
            for one in counted_parts(site, mode, direction)
        }
        run, found = histograms(dict(zip(told, runs, strict=True)), counted, first, count)
        return Measured(run=run, histograms=found, exact=False)
    stacked = [stack(known.speeds.get(one.id, {})) for one in told]
    seen = [_until(one, asked.known_until_ms) for one in stacked if one is not None]
    run = volume.cross_section(runs)
    if topic.variant:
        seen = [of_group(one, topic.variant) for one in seen]
        run = replace(run, total=_passed(seen, first, count))
    return Measured(run=run, histograms=_by_classes(seen))


def of_group(run: Histogram, group: str) -> Histogram:
    """Return the vehicles of one group, see `vehicle_groups.Group`.

    Examples
    --------
    >>> from analytics.indicators.example import passed
    >>> lorries = stack(passed(48.0, group=Group.HEAVY).speeds[1])
    >>> [int(of_group(lorries, group).count.sum()) for group in ("heavy", "car")]
    [1, 0]
    """
    code = CODES[Group(group)]
    return _kept(run, run.vehicle == code, run.sum_vehicle == code)


def _passed(seen: Sequence[Histogram], first: int, count: int) -> Float:
    """Return how many vehicles with a speed passed in each quarter of a run."""
    found = np.zeros(count)
    for one in seen:
        inside = (one.quarter >= first) & (one.quarter < first + count)
        found += np.bincount(one.quarter[inside] - first, one.count[inside], minlength=count)
    return found


def laid(found: Measured, edges: Int) -> Laid:
    """Add up the vehicles of each bucket.

    Parameters
    ----------
    edges
        Where each bucket begins, and where the last one ends. [quarters since 1970]

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import RADAR, passed
    >>> from analytics.topic import Indicator
    >>> found = measured(RADAR, passed(48.0, 52.0), Topic(Indicator.V85, "motor"), asked())
    >>> by_hour = laid(found, np.array([0, 4, 8]))
    >>> by_hour.vehicles.tolist(), by_hour.rows[0].bucket.tolist()
    ([2, 0], [0])
    """
    n = len(edges) - 1
    folded: list[tuple[Binned, Sums]] = []
    fine = np.zeros(n, dtype=bool)
    for histogram in found.histograms:
        short = np.diff(edges) < histogram.grain
        fine |= short
        coarse = replace(histogram, grain=0)  # too short buckets are told, not refused
        folded.append((fold(coarse, edges), fold_sums(coarse, edges)))
    totals = np.array([binned.total() for binned, _ in folded]).reshape(len(folded), n)
    mixed = (totals > 0).sum(axis=0) > 1
    rows = [_rows(binned, sums, (binned.total() > 0) & ~mixed & ~fine) for binned, sums in folded]
    return Laid(rows=rows, vehicles=totals.sum(axis=0).astype(np.int64), mixed=mixed, fine=fine)


def _rows(
    binned: Binned, sums: Sums, which: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Rows:
    return Rows(
        bucket=np.flatnonzero(which),
        binned=Binned(classes=binned.classes, counts=binned.counts[which]),
        sums=Sums(**{name: getattr(sums, name)[which] for name in Sums.__slots__}),
    )


def _by_classes(seen: Sequence[Histogram]) -> list[Histogram]:
    groups: dict[Classes, list[Histogram]] = {}
    for one in seen:
        groups.setdefault(one.classes, []).append(one)
    return [merge(group) for group in groups.values()]


def _until(run: Histogram, until_ms: int | None) -> Histogram:
    """Leave out what is later than a question knows."""
    if until_ms is None:
        return run
    end = -(-until_ms // QUARTER_MS)
    return _kept(run, run.quarter < end, run.sum_quarter < end)


def _kept(run: Histogram, cell: NDArray[np.bool_], summed: NDArray[np.bool_]) -> Histogram:
    """Return some cells and sums of a histogram."""
    return replace(
        run,
        quarter=run.quarter[cell],
        vehicle=run.vehicle[cell],
        bin=run.bin[cell],
        count=run.count[cell],
        sum_quarter=run.sum_quarter[summed],
        sum_vehicle=run.sum_vehicle[summed],
        sums=Sums(**{name: getattr(run.sums, name)[summed] for name in Sums.__slots__}),
    )
