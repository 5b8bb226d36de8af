"""When devices were heard, and what came twice, as the ledger has written it down (E7, E13)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import Bucket, buckets, day_span, local_date
from analytics.quality.finding import Finding, Test, found
from analytics.quality.silence import silences
from analytics.quality.track import HOUR_MS
from analytics.quarters import Int
from analytics.site import Site, Source
from analytics.spans import Span, common, gaps, union
from devices.health import SILENT_AFTER
from devices.quality import Flag

METHOD_VERSION: Final = 2  #: 2: local days, once they have ended

REPEATED_LEAST: Final = 10  #: equal readings of a day that came again, to be told of
REPEATED_SHARE: Final = 0.1  #: of the readings that came on that day


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The hours in which a device was heard, rising.

    Parameters
    ----------
    hour
        Of receipt. [hours since 1970]
    readings, repeated
        That came in each hour, and how many of them were stored already with the same value.
    ended_ms
        When it was taken out of service; None: it was not. [ms since 1970]
    """

    hour: Int
    readings: Int
    repeated: Int
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """Other values that came on a UTC day for times that have one, and nobody has decided.

    Parameters
    ----------
    begin_ms, end_ms
        Begin of the first interval, end of the last one. [ms since 1970]
    known_ms
        When the last of them came. [ms since 1970]
    """

    datastream: int
    count: int
    begin_ms: int
    end_ms: int
    known_ms: int


def heard_findings(
    site: Site, heard: Mapping[str, Heard], until_ms: int
) -> Iterator[tuple[int, Finding]]:
    """Yield what the devices of a site show by how they are heard, with a datastream of theirs.

    A device of several datastreams is told of once, at the first of them. A silence is expected to
    last at most twice the heartbeat of the model, as on the pages of devices; the ledger knows
    hours, so shorter silences than one are not seen. Nothing is said of a time before a device
    was heard first, nor while it is out of service.

    Parameters
    ----------
    heard
        By device.
    until_ms
        What is later is not looked at. [ms since 1970]

    References
    ----------
    indicators.md E7, E13.

    Examples
    --------
    >>> from analytics.site import Deployment
    >>> from devices.properties import Property
    >>> sensor = Deployment(channel=1, device="d", span=Span(0, 10**12), heartbeat_ms=HOUR_MS)
    >>> source = Source(id=7, observed=Property.COUNT, deployments=(sensor,))
    >>> site = Site(id="s", zone=ZoneInfo("UTC"), sources=(source,))
    >>> hour, none = np.array([0, 1, 8]), np.zeros(3, dtype=np.int64)
    >>> heard = {"d": Heard(hour=hour, readings=none + 4, repeated=none)}
    >>> [(at, one.evidence["hours"]) for at, one in heard_findings(site, heard, 9 * HOUR_MS)]
    [(7, 6)]
    """
    for device, (source, service, heartbeat_ms) in _devices(site).items():
        of_device = heard.get(device)
        if of_device is None or not len(of_device.hour):
            continue
        name = f"{site.id}/{device}"
        if heartbeat_ms is not None:
            hours = (of_device.hour * HOUR_MS).tolist()
            ended_ms = until_ms if of_device.ended_ms is None else of_device.ended_ms
            window = Span(hours[0], max(min(until_ms, ended_ms), hours[0]))
            alive = union(Span(hour, hour + HOUR_MS) for hour in hours)
            quiet = [away for span in common(service, [window]) for away in gaps(alive, span)]
            for one in silences(name, quiet, heartbeat_ms, SILENT_AFTER):
                yield source.id, one
        for one in _repeated(name, of_device, until_ms, site.zone):
            yield source.id, one


def disputed_findings(
    disputed: Sequence[Disputed], names: Mapping[int, str], until_ms: int
) -> Iterator[tuple[int, Finding]]:
    """Yield where other values came for times that have one: the first holds, until decided (E13).

    References
    ----------
    indicators.md E13.

    Examples
    --------
    >>> one = Disputed(datastream=7, count=2, begin_ms=0, end_ms=1_800_000, known_ms=9_000_000)
    >>> [(at, found.test.value) for at, found in disputed_findings([one], {7: "x"}, 10_000_000)]
    [(7, 'conflict')]
    """
    for one in disputed:
        if one.begin_ms < until_ms:
            span = (one.begin_ms, max(one.end_ms, one.begin_ms + 1))
            evidence = {"count": one.count}
            name = names[one.datastream]
            yield (
                one.datastream,
                found(Test.CONFLICT, name, span, one.known_ms, evidence=evidence),
            )


def _devices(site: Site) -> dict[str, tuple[Source, list[Span], int | None]]:
    """Return of each device its first datastream, when it should speak, and its heartbeat."""
    devices: dict[str, tuple[Source, list[Span], int | None]] = {}
    for source in sorted(site.sources, key=lambda one: one.id):
        served = source.deployed()
        for deployment in source.deployments:
            first, spans, heartbeat_ms = devices.get(deployment.device, (source, [], None))
            spans = union([*spans, *common(served, [deployment.span])])
            devices[deployment.device] = (first, spans, heartbeat_ms or deployment.heartbeat_ms)
    return devices


def _repeated(name: str, heard: Heard, until_ms: int, zone: ZoneInfo) -> Iterator[Finding]:
    """Yield local days of receipt on which many readings came again, each of which counts once.

    A day is judged once its last hour has ended: its end is all that it takes, and never lies
    ahead of what is known.
    """
    hour_ms = heard.hour * HOUR_MS
    day_ms = buckets(Span(int(hour_ms[0]), int(hour_ms[-1]) + 1), Bucket.DAY, zone).starts_ms
    place = np.searchsorted(day_ms, hour_ms, side="right") - 1
    came = np.bincount(place, weights=heard.readings, minlength=len(day_ms))
    again = np.bincount(place, weights=heard.repeated, minlength=len(day_ms))
    many = (again >= REPEATED_LEAST) & (again >= REPEATED_SHARE * came)
    for at in np.flatnonzero(many).tolist():
        span = day_span(local_date(int(day_ms[at]), zone), zone)
        seen_ms = -(-span.to_ms // HOUR_MS) * HOUR_MS  # in some zones days end within an hour
        if seen_ms > until_ms:
            continue
        evidence = {"count": int(again[at])}
        ends = (span.from_ms, span.to_ms)
        yield found(Test.DUPLICATE, name, ends, seen_ms, flag=Flag.GOOD, evidence=evidence)
