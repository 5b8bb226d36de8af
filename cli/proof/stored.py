"""What the store holds of a run's devices, through the readers that derive and the API use."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import isnan

import numpy as np

from analytics.civil import Bucket, bucket_start, from_ms, local_date, next_start
from analytics.derive.registry import site_of
from analytics.quarters import QUARTER_MS
from analytics.site import Site
from devices.properties import DEFINITIONS, Kind, Property
from devices.quality import Flag
from firmware_sim.ran import Channel, Key, Ran, RunError
from store import (
    audit,
    indicator_rows,
    ledger,
    marks,
    observation_reads,
    plan,
    raw,
    rejected,
    series,
)
from store.audit import Difference
from store.indicator_rows import Row
from store.ledger import Line
from store.observation_reads import Page
from store.plan import DatastreamRow, SiteRow
from store.pool import Connection

_DAY_US = 86_400_000_000
_PAGE = 20_000
#: A count is told when its interval is over and the device has had its turn. [ms]
REPORT_MAX_MS = 120_000


@dataclass(slots=True, kw_only=True)
class Stored:
    """What was kept.

    Parameters
    ----------
    readings
        Device and channel -> identity -> value.
    set_aside
        Device and cause -> (whole messages, single readings).
    rows
        Site -> its stored numbers of the days and months that the run touches.
    through_ms
        Site -> how far derive has come there. [ms since 1970]
    flagged
        Device -> quarters of the run that are incomplete or doubted. [quarters since 1970]
    """

    sites: dict[str, Site] = field(default_factory=dict)
    states: dict[str, dict[int, dict[int, bytes]]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    through_ms: dict[str, int] = field(default_factory=dict)
    readings: dict[tuple[str, str], dict[Key, float | None]] = field(default_factory=dict)
    ledger: dict[str, Line] = field(default_factory=dict)
    set_aside: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    gaps: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    flagged: dict[str, list[int]] = field(default_factory=dict)

    def without(self, sites: set[str]) -> "Stored":
        """Return it without some sites: nothing of them is compared."""
        return replace(self, sites={k: site for k, site in self.sites.items() if k not in sites})


async def gather(conn: Connection, ran: Ran) -> Stored:
    """Read everything of a run's devices and sites."""
    stored = Stored()
    rows = await plan.sites(conn)
    wanted = {device.site for device in ran.devices.values()}
    stored.sites = {key: site_of(row) for key, row in rows.items() if key in wanted}
    _check_registered(ran, [rows[key] for key in stored.sites])
    async with conn.transaction():
        await audit.one_snapshot(conn)
        stored.differences = await audit.differences(conn)
        for gap in await audit.gaps(conn):
            stored.gaps[gap.device] += gap.missing
        for line in await ledger.lines(conn):
            stored.ledger[line.device] = _sum(stored.ledger.get(line.device), line)
        for group in await rejected.groups(conn):
            messages, readings = stored.set_aside.get((group.device, group.cause), (0, 0))
            stored.set_aside[group.device, group.cause] = (
                messages + group.messages,
                readings + group.readings,
            )
        stored.through_ms = await marks.clock(conn)
        for site in stored.sites.values():
            await _read_states(conn, ran, site, stored)
            await _read_rows(conn, ran, site, stored)
    for key in stored.sites:
        await _read_readings(conn, ran, rows[key], stored)
    return stored


def _sum(known: Line | None, line: Line) -> Line:
    """Return the lines of a device together: it may have been heard by several roads."""
    if known is None:
        return line
    counts = (name for name in Line.__slots__ if isinstance(getattr(line, name), int))
    return replace(line, **{name: getattr(known, name) + getattr(line, name) for name in counts})


def _check_registered(ran: Ran, sites: Sequence[SiteRow]) -> None:
    since = {d.device: d.from_ms for site in sites for d in site.deployments}
    began = from_ms(ran.from_us // 1_000)
    remedy = f"wegwarte register {ran.head['fleet']} --since {began:%Y-%m-%dT%H:%M}"
    for device in ran.devices:
        if device not in since:
            raise RunError(f"device {device} of the run is not registered here: `{remedy}`")
        if since[device] > ran.from_us // 1_000:
            raise RunError(
                f"device {device} counts from {from_ms(since[device]):%Y-%m-%d %H:%M}Z, after the "
                f"run began: register the fleet in an empty database with `{remedy}`"
            )


def quarters(ran: Ran, step_ms: int, *, linked: bool = False) -> tuple[int, int]:
    """Return the quarters of which everything must be known: the first, and after the last.

    Parameters
    ----------
    step_ms
        The interval of the counts; a quarter at least.
    linked
        Whether devices behind network servers are among those that must have spoken: they join.
    """
    step = max(step_ms, QUARTER_MS)
    first = -(-ran.from_us // 1_000 // step) * step + (step if linked else 0)
    end = (ran.until_us // 1_000 - REPORT_MAX_MS) // step * step
    return first // QUARTER_MS, max(first, end) // QUARTER_MS


def _months(ran: Ran, site: Site) -> tuple[date, date]:
    """Return the first local date of the months that the run touches, and that after the last."""
    first, last = (local_date(us // 1_000, site.zone) for us in (ran.from_us, ran.until_us))
    return bucket_start(first, Bucket.MONTH), next_start(
        bucket_start(last, Bucket.MONTH), Bucket.MONTH
    )


async def _read_rows(conn: Connection, ran: Ran, site: Site, stored: Stored) -> None:
    first, end = _months(ran, site)
    stored.rows[site.id] = await indicator_rows.rows(conn, [site.id], ("day", "month"), first, end)


async def _read_states(conn: Connection, ran: Ran, site: Site, stored: Stored) -> None:
    month, after = _months(ran, site)
    ids = [source.id for source in site.sources]
    # Local months begin and end up to a day beside those of UTC.
    states = await series.day_states(conn, ids, month - timedelta(days=1), after)
    stored.states[site.id] = states
    for source in site.sources:
        speakers = {deployment.device for deployment in source.deployments}
        linked = any(ran.devices[d].is_linked for d in speakers if d in ran.devices)
        begin, end = quarters(ran, source.nominal_ms, linked=linked)
        # Vehicles and means have gaps by nature: where nobody drives there is no speed.
        whole = DEFINITIONS[source.observed].whole
        if source.kind is Kind.PASSAGE or not whole or end <= begin:
            continue
        run = source.stream(states.get(source.id, {})).quarters(begin, end - begin)
        doubted = (run.flag == Flag.SUSPECT) | (run.flag == Flag.FAIL)
        lacking = run.observed_ms + run.closed_ms < run.expected_ms
        found = (begin + np.flatnonzero(doubted | lacking)).tolist()
        for device in speakers:
            stored.flagged.setdefault(device, []).extend(found)


async def _read_readings(conn: Connection, ran: Ran, site: SiteRow, stored: Stored) -> None:
    asked: list[tuple[str, str, raw.Stretch]] = []
    since_us, until_us = ran.from_us - _DAY_US, ran.until_us + _DAY_US
    streams = {stream.id: stream for stream in site.datastreams}
    for deployment in site.deployments:
        device, stream = ran.devices.get(deployment.device), streams[deployment.datastream]
        name = _name(stream, device.channels) if device is not None else None
        if name is None:
            continue
        if stream.property == Property.PASSAGE:
            stored.readings[deployment.device, name] = await _passages(conn, stream.id, ran)
            continue
        stretch = raw.Stretch(
            channel=deployment.channel,
            first_us=since_us,
            last_us=until_us,
            long_first_us=since_us,
        )
        asked.append((deployment.device, name, stretch))
    found = await raw.readings(conn, [stretch for _, _, stretch in asked])
    for (device_id, name, _), readings in zip(asked, found, strict=True):
        values = [None if isnan(value) else value for value in readings.result.tolist()]
        times = [(time_us, 0) for time_us in readings.time_us.tolist()]
        stored.readings[device_id, name] = dict(zip(times, values, strict=True))


async def _passages(conn: Connection, datastream: int, ran: Ran) -> dict[Key, float | None]:
    found: dict[Key, float | None] = {}
    after: datetime | None = None
    after_n = 0
    while True:
        page = await observation_reads.passages(
            conn,
            Page(
                datastream=datastream,
                since=from_ms((ran.from_us - _DAY_US) // 1_000),
                until=from_ms((ran.until_us + _DAY_US) // 1_000),
                limit=_PAGE,
                after=after,
                after_n=after_n,
            ),
        )
        for one in page:
            found[_us(one.time), one.n] = one.speed_km_h
        if len(page) < _PAGE:
            return found
        after, after_n = page[-1].time, page[-1].n


def _us(instant: datetime) -> int:
    return (instant - from_ms(0)) // timedelta(microseconds=1)


def _name(stream: DatastreamRow, channels: dict[str, Channel]) -> str | None:
    """Return which of a device's channels speaks for a datastream."""
    for name, channel in channels.items():
        if (channel.observed, channel.direction, channel.mode) == (
            stream.property,
            stream.direction,
            stream.mode or "",
        ):
            return name
    return None
