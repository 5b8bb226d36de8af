"""What a rehearsed change does to answers: derived in the transaction that is rolled back."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from analytics.civil import to_ms
from analytics.derive import party, stored
from analytics.derive.numbers import Moment
from analytics.derive.party import Part
from analytics.derive.registry import site_of
from analytics.derive.work import Settings
from analytics.quarters import QUARTER_MS
from analytics.site import Site
from api import rehearsed, rehearsed_groups
from api.rehearsed import OtherDays
from store import marks, plan
from store.faults import AgainError, told_apart
from store.inventory import groups
from store.inventory.rows import Row
from store.marks import Mark
from store.pool import Connection

#: Of more sites it is only said that they were not compared: each costs some seconds.
SITES_MAX: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """Indicators of a site or a group of which some answer would be another one.

    Parameters
    ----------
    years
        Those that were asked about.
    """

    of: str
    indicators: list[str]
    years: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What came out otherwise, and of which sites nobody asked."""

    sites: list[Differing] = field(default_factory=list)
    groups: list[Differing] = field(default_factory=list)
    day_types: list[OtherDays] = field(default_factory=list)
    not_compared: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The sites and groups at one moment of a rehearsal."""

    sites: Mapping[str, Site]
    groups: Mapping[str, Row]


async def read(conn: Connection, *, now: datetime) -> Registry:
    """Read the registry as it is in this transaction."""
    # Rolled back, because who reads it lets nobody write after him.
    async with conn.transaction(force_rollback=True):
        rows = await plan.sites(conn)
    found = await groups.listed(conn, now=now)
    return Registry(
        sites={key: site_of(row) for key, row in rows.items()},
        groups={row["id"]: row for row in found},
    )


async def compared(
    conn: Connection,
    before: Registry,
    after: Registry,
    made: Sequence[Mark],
    *,
    touched: Mapping[str, Set[int]],
    small: bool,
    now: datetime,
) -> Compared:
    """Ask about all that a change can have to do with, derive it, and ask again.

    Parameters
    ----------
    made
        The marks that the change has made.
    touched
        Sites that have dirty days, and the years of these.
    small
        Whether so little is dirty that it is derived now.

    Raises
    ------
    AgainError
        Derive is at work at one of the sites.
    """
    days: list[OtherDays] = []
    wanted: dict[str, list[int]] = {}
    for key in sorted(_other(before, after) | touched.keys()):
        pair = [one.sites[key] for one in (before, after) if key in one.sites]
        years = await rehearsed.years(conn, pair, touched.get(key, set()))
        told = rehearsed.other_days(pair[0], pair[-1], years)
        days += [] if told is None else [told]
        if years:
            wanted[key] = years
    chosen = dict(list(wanted.items())[:SITES_MAX] if small else [])
    groups_too = await _groups(conn, before, after, chosen.keys())
    until = await _until(conn, chosen, now)
    first = await _Asked.of(conn, before, chosen, groups_too, until)
    dirty = [after.sites[key] for key in chosen if key in touched and key in after.sites]
    await _derive(conn, dirty, made, until, now=now)
    second = await _Asked.of(conn, after, chosen, groups_too, until)
    return Compared(
        sites=[
            Differing(of=key, indicators=names, years=years)
            for key, years in chosen.items()
            if (names := rehearsed.differing(first.sites[key], second.sites[key]))
        ],
        groups=[
            Differing(of=key, indicators=names, years=years)
            for key, years in groups_too.items()
            if (names := rehearsed_groups.differing(first.groups[key], second.groups[key]))
        ],
        day_types=days,
        not_compared=[key for key in wanted if key not in chosen],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was answered about sites and groups."""

    sites: Mapping[str, rehearsed.Answers]
    groups: Mapping[str, rehearsed_groups.Answers]

    @staticmethod
    async def of(
        conn: Connection,
        registry: Registry,
        sites: Mapping[str, list[int]],
        groups_too: Mapping[str, list[int]],
        until: Mapping[str, int],
    ) -> "_Asked":
        """Ask about sites and groups, each in its years."""
        of_sites: dict[str, rehearsed.Answers] = {key: {} for key in sites}
        of_groups: dict[str, rehearsed_groups.Answers] = {key: {} for key in groups_too}
        for key, years in sites.items():
            if key in registry.sites:
                of_sites[key] = await rehearsed.asked(
                    conn, registry.sites[key], years, until_ms=until[key]
                )
        for key, years in groups_too.items():
            if key in registry.groups:
                of_groups[key] = await rehearsed_groups.asked(
                    conn, registry.groups[key], registry.sites, years, until_ms=until[""]
                )
        return _Asked(sites=of_sites, groups=of_groups)


def _other(before: Registry, after: Registry) -> set[str]:
    every = before.sites.keys() | after.sites.keys()
    return {key for key in every if before.sites.get(key) != after.sites.get(key)}


async def _groups(
    conn: Connection, before: Registry, after: Registry, chosen: Set[str]
) -> dict[str, list[int]]:
    """Return the groups whose members are others, or answer otherwise, and the years known."""
    found: dict[str, list[int]] = {}
    for key in sorted(before.groups.keys() | after.groups.keys()):
        rows = [one.groups.get(key, {}).get("memberships", []) for one in (before, after)]
        members = {said["site"] for row in rows for said in row}
        if rows[0] != rows[1] or members & chosen:
            sites = [one.sites[of] for one in (before, after) for of in members if of in one.sites]
            found[key] = await rehearsed.years(conn, sites, set())
    return found


async def _until(conn: Connection, sites: Iterable[str], now: datetime) -> dict[str, int]:
    """Return up to when each site is derived: the clock is no part of what a change does."""
    present_ms = to_ms(now) // QUARTER_MS * QUARTER_MS
    through = await marks.clock_of(conn, sorted(sites))
    return {"": present_ms} | {key: through.get(key, present_ms) for key in sites}


async def _derive(
    conn: Connection,
    sites: Sequence[Site],
    made: Sequence[Mark],
    until: Mapping[str, int],
    *,
    now: datetime,
) -> None:
    """Work off the marks of a change at some sites, in this transaction."""
    settle_ms = Settings().settle_s * 1000
    for_others = {mark.id: {""} for mark in made}  # what is dirty at several sites is so at each
    for site in sites:
        at = Moment(now_ms=to_ms(now), until_ms=until[site.id], settle_ms=settle_ms)
        part = Part(stored=stored.of(site), marks=made)
        async with told_apart():
            done = await party.derive(conn, [part], waiting=for_others, at=at, now=now)
        if not done.sites:
            raise AgainError(f"derive is at work at {site.id}")
