"""A whole site, looked at by every test that fits its datastreams, on what is stored of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics.calendar import region
from analytics.quality.arrived import summed_hour_findings
from analytics.quality.beside import aligned
from analytics.quality.by_days import told_by_days, without_hours
from analytics.quality.carparks import above_capacity, car_park_findings, closed_as_full
from analytics.quality.finding import Finding, by_start
from analytics.quality.judge import counter_findings
from analytics.quality.learned import Watched, watch
from analytics.quality.measured import measured_findings, measured_track
from analytics.quality.merged import one_each
from analytics.quality.said import tested
from analytics.quality.silence import gap_findings
from analytics.quality.steps import HOUR_QUARTERS, by_day, by_hour, counts_hours, touched
from analytics.quality.track import Track, of_counts, of_states, within
from analytics.quarters import QUARTER_MS, QUARTERS, Byte
from analytics.site import Site, Source
from devices.properties import Property

METHOD_VERSION: Final = 4

COUNTED: Final = frozenset({Property.COUNT, Property.COUNT_TOTAL, Property.PASSAGE})
BESIDE_MAX: Final = 6  #: datastreams elsewhere that one is compared with
_EPOCH: Final = date(1970, 1, 1)
_TURNED: Final = {"a": "b", "b": "a"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A datastream with its day states.

    Parameters
    ----------
    name
        What it is called in findings; part of their identity.
    states
        Packed day states by days since 1970.
    """

    source: Source
    name: str
    states: Mapping[int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A datastream as the tests take it.

    Parameters
    ----------
    track
        What is known, by quarter; by hour where the source counts hours.
    present
        The track with 0 where nothing is missing: not deployed, closed, or called anomalous.
    left_out
        Hours that nothing is learned from: a person called them atypical or anomalous.
    grain
        The longest interval of the source that touches each quarter. [quarters]
    extremes
        Of free spaces the least and greatest of each quarter.
    """

    known: Known
    track: Track
    present: Track
    left_out: NDArray[np.bool_]
    grain: Byte
    extremes: tuple[Track, ...] = ()


def compared(source: Source) -> str | None:
    """Return with which others a datastream can be compared; None: with none.

    Counters of one mode follow the same weather and holidays, and so do car parks.

    Examples
    --------
    >>> from analytics.example import source
    >>> compared(source(Property.COUNT, mode="bicycle")), compared(source(Property.BAY_STATE))
    ('count bicycle', None)
    """
    if source.observed in COUNTED:
        return f"count {source.mode}"
    return Property.FREE_SPACES.value if source.observed is Property.FREE_SPACES else None


def site_findings(
    site: Site, own: Sequence[Known], elsewhere: Sequence[Known], until_ms: int
) -> dict[int, list[Finding]]:
    """Return what the datastreams of a site show, by datastream.

    Parameters
    ----------
    own
        Datastreams of the site, all those that stand beside each other.
    elsewhere
        Of other sites in the same zone, to compare with; the first `BESIDE_MAX` of a kind count.
    until_ms
        What is later is not looked at. [ms since 1970]

    Examples
    --------
    A counter tells the same in every quarter hour, and nothing after 06:00 of its one day:

    >>> from analytics.example import DAY, counted, site, source
    >>> known = Known(source=source(Property.COUNT), name="x", states=counted(20.0, known=24))
    >>> found = site_findings(site(known.source), [known], [], DAY.to_ms)
    >>> [(one.test.value, one.start_ms // 3_600_000) for one in found[1]]
    [('stuck', 0), ('truncated_day', 6)]
    """
    laid = [one for known in own if (one := _lay(known, until_ms)) is not None]
    others = [one for known in elsewhere if (one := _lay(known, until_ms)) is not None]
    free = _holidays([*laid, *others], site, until_ms)
    watched = {
        one.known.source.id: _watched(one, site.zone, free)
        for one in [*laid, *others]
        if compared(one.known.source) is not None
    }
    found: dict[int, list[Finding]] = {}
    for one in laid:
        beside = [other.track for other in _sending(one, laid, others)]
        findings = gap_findings(one.present, beside, site.zone, until_ms)
        mine = watched.get(one.known.source.id)
        if mine is not None:
            findings += _compared(site, one, mine, [*laid, *others], watched)
        elif (observed := one.known.source.observed) in tested(site.expected):
            steps = measured_track(observed, one.track, one.grain)
            findings += measured_findings(observed, steps, one.left_out, site.expected)
        found[one.known.source.id] = one_each(by_start(findings))
    return found


def _sending(one: Laid, laid: Sequence[Laid], others: Sequence[Laid]) -> list[Laid]:
    """Return who says that only one is silent: of the site, else its like elsewhere, at most 3."""
    near = [other for other in laid if other is not one]
    kind = compared(one.known.source)
    far = [other for other in others if kind is not None and compared(other.known.source) == kind]
    return (near or far)[:3]


def _compared(
    site: Site, one: Laid, mine: Watched, every: Sequence[Laid], watched: Mapping[int, Watched]
) -> list[Finding]:
    """Return what a counter or car park shows beside others of its kind."""
    source = one.known.source
    near = {other.id for other in site.sources}
    alike = [
        other.known.source
        for other in every
        if other is not one and compared(other.known.source) == compared(source)
    ]
    far = [other for other in alike if other.id not in near][:BESIDE_MAX]
    others = [*(o for o in alike if o.id in near), *far]
    beside = [watched[other.id] for other in others]
    clocks = [watched[other.id] for other in others if _devices(other).isdisjoint(_devices(source))]
    if source.observed is Property.FREE_SPACES:
        return _car_park(site, mine, clocks, one)
    turned = [
        other.id
        for other in others
        if other.id in near and other.direction == _TURNED.get(source.direction)
    ]
    partner = _partner(mine, [watched[number] for number in turned])
    findings = counter_findings(mine, partner=partner, beside=beside, clocks=clocks)
    if without_hours(one.grain):
        return told_by_days(findings, site.zone)
    return [*findings, *summed_hour_findings(mine, site.zone)]


def _partner(mine: Watched, turned: Sequence[Watched]) -> Watched | None:
    """Return the one of the other direction that counted at the same time; None: not one only.

    A publisher that names a channel's direction anew makes a datastream of it, with no time shared.
    """
    own = mine.days.value
    together = [
        other
        for other in turned
        if 2 * np.count_nonzero(~np.isnan(own + aligned(other, mine.days)[0]))
        >= np.count_nonzero(~np.isnan(own))
    ]
    return together[0] if len(together) == 1 else None


def _devices(source: Source) -> set[str]:
    return {deployment.device for deployment in source.deployments}


def _car_park(site: Site, mine: Watched, beside: Sequence[Watched], one: Laid) -> list[Finding]:
    """Judge free spaces by the capacity that held at their time, not by one that is to come."""
    for span, built in site.capacity:
        if span.from_ms <= mine.track.at_ms(0) and mine.track.end_ms <= span.to_ms:
            return car_park_findings(mine, built, beside, one.extremes)
    findings = car_park_findings(mine, None, beside, one.extremes)
    for span, built in site.capacity:
        part = within(mine.track, span)
        findings += [*above_capacity(part, built), *closed_as_full(part, built)]
    return findings


def _lay(known: Known, until_ms: int) -> Laid | None:
    """Return a datastream from its first day state on; None where nothing is known of it."""
    if not known.states:
        return None
    source = known.source
    first = min(known.states) * QUARTERS
    count = until_ms // QUARTER_MS - first
    if count <= 0:
        return None
    run = source.stream(known.states).quarters(first, count)
    counted = source.observed in COUNTED
    track = of_counts(known.name, run) if counted else of_states(known.name, run)
    if source.daylight is not None:  # the zeros of the night are none, nor is the dusk a fault
        track = replace(track, value=np.where(by_day(run), track.value, np.nan))
    shut = touched(run, source, {"anomalous"})
    whole = (run.expected_ms <= 0) | (run.observed_ms + run.closed_ms >= run.expected_ms)
    nothing_missing = np.isnan(track.value) & (whole | shut)
    present = replace(track, value=np.where(nothing_missing, 0.0, track.value))
    left = touched(run, source, {"anomalous", "atypical"})
    before, after = first % HOUR_QUARTERS, -(first + count) % HOUR_QUARTERS
    left_out = np.asarray(np.pad(left, (before, after)).reshape(-1, HOUR_QUARTERS).any(axis=1))
    if counted and counts_hours(run):
        track = by_hour(track, run)
    laid = Laid(known=known, track=track, present=present, left_out=left_out, grain=run.grain)
    if source.observed is not Property.FREE_SPACES:
        return laid
    return replace(laid, extremes=tuple(replace(track, value=v) for v in (run.low, run.high)))


def _watched(one: Laid, zone: ZoneInfo, free: frozenset[date]) -> Watched:
    mean = one.known.source.observed not in COUNTED
    return watch(one.track, zone, free, mean=mean, without=one.left_out)


def _holidays(laid: Sequence[Laid], site: Site, until_ms: int) -> frozenset[date]:
    first = min((one.track.at_ms(0) for one in laid), default=until_ms)
    day_ms = QUARTERS * QUARTER_MS
    numbers = np.arange(first // day_ms - 1, until_ms // day_ms + 2)
    free = numbers[region.public(numbers, site.region)].tolist()
    return frozenset(_EPOCH + timedelta(days=number) for number in free)
