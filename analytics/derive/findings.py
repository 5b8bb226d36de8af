"""Once a local day each site is looked at: what its datastreams show becomes findings.

Read and written in a transaction of its own under a lock of its own, so that no pass of derive
waits for it; on at most 13 months, or on more where older days have been computed again.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from analytics.civil import day_span, from_ms, local_date, to_ms
from analytics.derive.hanging import hanging
from analytics.derive.heard import heard
from analytics.derive.sites import Sites
from analytics.quality.agreement import agreement_findings
from analytics.quality.finding import Finding
from analytics.quality.looked import BESIDE_MAX, Known, compared, site_findings
from analytics.quality.merged import of_one_source
from analytics.quality.together import compared_sources
from analytics.quarters import DAY_MS
from analytics.site import Site, Source
from analytics.spans import Span
from store import day_states, findings
from store.finding_growth import KIN
from store.findings import SiteRun
from store.pool import Connection

HISTORY_DAYS: Final = 396  #: 13 months
LEARNING_DAYS: Final = 120  #: of a cut history, in which it is not yet known what is usual
CHANGED_BEFORE_DAYS: Final = 180  #: read before a day that was computed again
SETTLE: Final = timedelta(hours=2)  #: after midnight, for what comes late
CONFIRMED_MAX: Final = 10_000  #: findings that somebody has decided about, read of a site
GROUP: Final = 16  #: datastreams without a like that are read at once
_EPOCH: Final = date(1970, 1, 1)
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OVERLAP: Final = timedelta(hours=1)  # of the moment of a run, for what was written meanwhile


@dataclass(slots=True, kw_only=True)
class Looked:
    """What a run has found."""

    sites: int = 0
    found: int = 0  #: findings there are in what was looked at
    added: int = 0  #: of them new
    gone: int = 0  #: open ones that are not found any more
    claimed: set[str] = field(default_factory=set)  #: sites that another process looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """UTC days to be read, and from when on what begins is spoken of."""

    first: int
    last: int
    since_ms: int


def midnight(run: SiteRun, now: datetime) -> datetime:
    """Return the last local midnight that a site can be looked at up to: past, settled, derived."""
    zone = ZoneInfo(run.time_zone)
    at_ms = to_ms(min(now - SETTLE, run.derived))
    return from_ms(day_span(local_date(at_ms, zone), zone).from_ms)


async def due(conn: Connection, now: datetime) -> list[str]:
    """Return the sites of which a local day has ended since they were looked at."""
    return [
        run.id
        for run in await findings.runs(conn)
        if run.looked is None or run.looked < midnight(run, now)
    ]


async def look(
    conn: Connection, now: datetime, only: Sequence[str], *, whole: bool = False
) -> Looked:
    """Look at sites, each in a transaction of its own.

    Parameters
    ----------
    conn
        Autocommit.
    only
        Ids of sites; one that was never derived is left out.
    whole
        All that is stored of them, not only the last 13 months and what has changed.
    """
    sites = await Sites().follow(conn, now)
    names = await findings.names(conn)
    done = Looked()
    for run in await findings.runs(conn):
        if run.id not in only or run.id not in sites:
            continue
        async with conn.transaction():
            if not await findings.claim(conn, run.id):
                done.claimed.add(run.id)
                continue
            await _look_at(conn, sites, run, names, now, done, whole=whole)
    return done


async def _look_at(
    conn: Connection,
    sites: Mapping[str, Site],
    run: SiteRun,
    names: Mapping[int, str],
    now: datetime,
    done: Looked,
    *,
    whole: bool,
) -> None:
    site, until = sites[run.id], midnight(run, now)
    window = await _window(conn, site, run, until, whole=whole)
    rows: list[dict[str, Any]] = []
    if window is not None:
        seen: dict[int, list[Finding]] = {}
        for group in _groups(site):
            own = await _known(conn, group, names, window)
            elsewhere = await _elsewhere(conn, sites, site, group, names, window)
            seen |= await asyncio.to_thread(site_findings, site, own, elsewhere, to_ms(until))
        told = await _known(conn, compared_sources(site.sources), names, window)
        agreed = await asyncio.to_thread(agreement_findings, told, to_ms(until))
        seen |= {number: [*seen.get(number, ()), *those] for number, those in agreed.items()}
        since = from_ms(max(window.first * DAY_MS, 0))
        missing = await _confirmed(conn, site, since, until)
        rows += _rows(of_one_source(seen, names, missing).items(), window)
        rows += _rows(await heard(conn, site, names, since=since, until=until), window)
        read = {"first_ms": window.first * DAY_MS, "until_ms": to_ms(until)}
        rows += _rows(await hanging(conn, site, names, **read), window)
    since = until if window is None else from_ms(max(window.since_ms, 0))
    added, gone = await findings.write(conn, site.id, rows, since=since, through=until, now=now)
    done.sites += 1
    done.found += len(rows)
    done.added += added
    done.gone += gone


async def _window(
    conn: Connection, site: Site, run: SiteRun, until: datetime, *, whole: bool
) -> _Window | None:
    """Return what has to be read; None where nothing is known of a site."""
    since = _BEGINNING if run.at is None or whole else run.at - _OVERLAP
    days = await findings.days(conn, sorted(site.by_id), since=since)
    if days is None:
        return None
    begin = (days[0] - _EPOCH).days
    last = (until.astimezone(UTC).date() - _EPOCH).days
    first = last - HISTORY_DAYS
    if days[1] is not None:
        first = min(first, (days[1] - _EPOCH).days - CHANGED_BEFORE_DAYS)
    if first <= begin:
        return _Window(first=begin, last=last, since_ms=0)
    since_ms = (first + LEARNING_DAYS) * 86_400_000
    return _Window(first=first, last=last, since_ms=since_ms)


def _groups(site: Site) -> Iterator[list[Source]]:
    """Yield datastreams that are looked at together: all that have a like, others a few a time."""
    own = [one for one in site.sources if one.role == "part" and not one.speed_class]
    alike = [one for one in own if compared(one) is not None]
    if alike:
        yield alike
    rest = [one for one in own if compared(one) is None]
    for at in range(0, len(rest), GROUP):
        yield rest[at : at + GROUP]


async def _elsewhere(
    conn: Connection,
    sites: Mapping[str, Site],
    site: Site,
    group: Sequence[Source],
    names: Mapping[int, str],
    window: _Window,
) -> list[Known]:
    """Return datastreams of the next sites by name that are alike and have values then."""
    ids = sorted(sites)
    at = ids.index(site.id)
    found: list[Known] = []
    for kind in sorted({kind for one in group if (kind := compared(one)) is not None}):
        near = [sites[other] for other in [*ids[at + 1 :], *ids[:at]]]
        alike = [
            source
            for other in near
            if other.zone == site.zone
            for source in other.sources
            if compared(source) == kind and source.role == "part" and not source.speed_class
        ]
        read = await _known(conn, alike[: 2 * BESIDE_MAX], names, window)
        found += [one for one in read if one.states][:BESIDE_MAX]
    return found


async def _known(
    conn: Connection, sources: Sequence[Source], names: Mapping[int, str], window: _Window
) -> list[Known]:
    ids = [source.id for source in sources]
    states = await day_states.read(conn, ids, window.first, window.last) if ids else {}
    return [
        Known(source=source, name=names[source.id], states=states[source.id]) for source in sources
    ]


async def _confirmed(
    conn: Connection, site: Site, since: datetime, until: datetime
) -> dict[int, list[Span]]:
    """Return by datastream when somebody has said that values are missing."""
    told: dict[int, list[Span]] = {}
    for one in await findings.read(
        conn, site=site.id, since=since, until=until, limit=CONFIRMED_MAX, states=("confirmed",)
    ):
        if KIN.get(one.test) == "missing":
            span = Span(to_ms(one.begin_at), to_ms(one.end_at))
            told.setdefault(one.datastream, []).append(span)
    return told


def _rows(found: Iterable[tuple[int, list[Finding]]], window: _Window) -> list[dict[str, Any]]:
    return [
        _row(datastream, one)
        for datastream, those in found
        for one in those
        if window.since_ms <= one.start_ms < one.end_ms
    ]


def _row(datastream: int, one: Finding) -> dict[str, Any]:
    return {
        "id": one.key,
        "datastream": datastream,
        "test": one.test.value,
        "flag": int(one.flag),
        "begin_at": from_ms(one.start_ms).isoformat(),
        "end_at": from_ms(one.end_ms).isoformat(),
        "known_at": from_ms(one.seen_ms).isoformat(),
        "evidence": dict(one.evidence),
        "message_de": one.de,
        "message_en": one.en,
    }
