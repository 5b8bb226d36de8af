"""Sites and their datastreams, as the API shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place a planner has a question about.

    Parameters
    ----------
    geometry
        GeoJSON, WGS 84.
    direction_a, direction_b
        The site's own names for its directions.
    aliases
        Old ids and foreign numbers by which it can be asked for.
    capacity
        Spaces at the moment of the question; None where no fact says so. [spaces]
    """

    id: str
    name: str
    kind: str
    time_zone: str
    geometry: Mapping[str, Any] | None
    direction_a: str | None
    direction_b: str | None
    public: bool
    attribution: str | None
    sample: bool
    aliases: list[str]
    capacity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Datastream:
    """One observed property at one site, with its newest value (calibrated)."""

    id: int
    site: str
    property: str
    direction: str
    mode: str | None
    lane: str | None
    bay: str | None
    role: str
    source_id: str
    name: str
    nominal_interval_s: int | None
    time_zone: str
    time: datetime | None
    value: float | None
    quality: int | None
    received: datetime | None


async def site_id(conn: AsyncConnection[Any], named: str, *, public_only: bool) -> str | None:
    """Return the id of the site with this id or alias; None where there is none."""
    cursor = await conn.execute(load("read_site_id"), {"named": named, "public_only": public_only})
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def sites(
    conn: AsyncConnection[Any],
    *,
    now: datetime,
    public_only: bool,
    limit: int,
    after: str | None = None,
    kind: str | None = None,
    site: str | None = None,
) -> list[Site]:
    """Return at most `limit` sites in the order of their ids, those after `after`."""
    async with conn.cursor(row_factory=class_row(Site)) as cursor:
        await cursor.execute(
            load("read_sites"),
            {
                "now": now,
                "public_only": public_only,
                "limit": limit,
                "after": after,
                "kind": kind,
                "site": site,
            },
        )
        return await cursor.fetchall()


async def datastreams(
    conn: AsyncConnection[Any],
    *,
    public_only: bool,
    limit: int,
    site: str | None = None,
    after: int | None = None,
    datastream: int | None = None,
) -> list[Datastream]:
    """Return at most `limit` datastreams in the order of their numbers, those after `after`.

    `public_only` leaves out sites that are not public, and single bays everywhere.
    """
    async with conn.cursor(row_factory=class_row(Datastream)) as cursor:
        await cursor.execute(
            load("read_datastreams"),
            {
                "public_only": public_only,
                "limit": limit,
                "site": site,
                "after": after,
                "datastream": datastream,
            },
        )
        return await cursor.fetchall()
