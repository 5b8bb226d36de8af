"""Where a site knows speeds from: single vehicles, histograms of devices, or means alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analytics import volume
from analytics.indicators.device_histograms import histograms
from analytics.indicators.method import Known
from analytics.indicators.volumes import parts as counted_parts
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.question import Question
from analytics.site import Site, Source
from analytics.speeds.buckets import fold, fold_sums
from analytics.speeds.classes import Binned, Classes
from analytics.speeds.histogram import Histogram, Sums, merge
from analytics.speeds.packed import stack
from analytics.speeds.vehicle_groups import CODES, Group
from analytics.topic import Topic
from devices.properties import Direction, Property

#: What tells more of speeds comes first.
TOLD_BY = (Property.PASSAGE, Property.SPEED_SHARE)


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


def parts(site: Site, observed: Property, mode: str, direction: str) -> list[Source]:
    """Return the datastreams of a property; where speeds are a check on counts alone, those."""
    told = site.parts(observed, mode=mode, direction=direction)
    if told:
        return told
    return [
        source
        for source in site.sources
        if source.observed is observed
        and source.mode == mode
        and direction in {"", source.direction}
    ]


def measured_by(site: Site, mode: str, direction: str) -> Property | None:
    """Return what tells speeds one by one or in classes; None: nothing does."""
    told = (observed for observed in TOLD_BY if parts(site, observed, mode, direction))
    return next(told, None)


def offered(site: Site, told_by: Sequence[Property]) -> list[tuple[str, str]]:
    """Return the modes of which speeds are known, each with '' and the directions told apart."""
    sources = [source for source in site.sources if source.observed in told_by]
    found = []
    for mode in sorted({source.mode for source in sources}):
        directions = {source.direction for source in sources if source.mode == mode}
        told = sorted(directions & {Direction.A.value, Direction.B.value})
        found += [(mode, direction) for direction in ["", *told]]
    return found


def sources(site: Site, mode: str, direction: str) -> list[Source]:
    """Return of which datastreams speeds in classes are computed."""
    observed = measured_by(site, mode, direction)
    if observed is None:
        return []
    told = parts(site, observed, mode, direction)
    if observed is Property.SPEED_SHARE:
        told = told + counted_parts(site, mode, direction)
    return told


def measured(site: Site, known: Known, topic: Topic, asked: Question) -> Measured:
    """Return what is known of speeds in a window; of one group of vehicles where it is asked."""
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
    """Return the vehicles of one group, see `vehicle_groups.Group`."""
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
    """Add up the vehicles of each bucket."""
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
