"""Sites and datastreams: list, add, change, retire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from store import closures, enrol
from store.inventory import deployments
from store.inventory.errors import RegistryError, UnknownError
from store.inventory.rows import Row, changed, row, rows


async def sites(
    conn: AsyncConnection[Any], *, now: datetime, site: str | None = None, retired: bool = False
) -> list[Row]:
    """Return sites in the order of their ids, or the one of this id or alias."""
    return await rows(conn, "registry_sites", now=now, site=site, retired=retired)


async def site(conn: AsyncConnection[Any], named: str, *, now: datetime) -> Row:
    """Return the site of this id or alias, or raise `UnknownError`."""
    found = await sites(conn, now=now, site=named, retired=True)
    if not found:
        raise UnknownError(
            f"no site {named!r}; `wegwarte site list` shows them, `wegwarte site add` enters one"
        )
    return found[0]


async def add_site(conn: AsyncConnection[Any], new: enrol.NewSite, aliases: list[str]) -> None:
    """Add a site with its aliases; a taken id is refused."""
    if not await enrol.add_site(conn, new):
        raise RegistryError(
            f"there is a site {new.id} already; choose another --id, or use `wegwarte site change`"
        )
    for alias in aliases:
        await add_alias(conn, new.id, alias)


async def add_alias(conn: AsyncConnection[Any], named: str, alias: str) -> None:
    """Let a site answer to another name as well; a name of another site is refused."""
    if not await changed(conn, "registry_site_alias_add", site=named, alias=alias):
        raise RegistryError(f"{alias!r} already is the name of a site, and can be that of one only")


async def change_site(conn: AsyncConnection[Any], named: str, wish: Mapping[str, object]) -> bool:
    """Change what is given of a site; return whether anything differs.

    Parameters
    ----------
    wish
        name, kind, time_zone, land, direction_a, direction_b, attribution, public, remarks,
        geometry.
    """
    values = {name: wish.get(name) for name in _SITE_COLUMNS}
    geometry = wish.get("geometry")
    values["geometry"] = None if geometry is None else Jsonb(geometry)
    before = await row(conn, "registry_site_time_zone", site=named)
    done = await changed(conn, "registry_site_change", site=named, **values) > 0
    zone = wish.get("time_zone")
    if done and before is not None and zone is not None and zone != before["time_zone"]:
        # Local days are others now.
        await closures.mark_site(conn, named, None, None, cause="time zone")
    return done


_SITE_COLUMNS = (
    "name",
    "kind",
    "time_zone",
    "land",
    "direction_a",
    "direction_b",
    "attribution",
    "public",
    "remarks",
)


async def retire_site(
    conn: AsyncConnection[Any], named: str, *, at: datetime, now: datetime
) -> list[deployments.Span]:
    """End everything that is deployed at a site, and leave it out of lists."""
    ended = await deployments.end(
        conn, await deployments.of(conn, site=named, after=at), at=at, now=now, cause="site retired"
    )
    await changed(conn, "registry_site_retire", site=named, at=at)
    return ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What identifies a datastream for people: where at a site, and what is observed there."""

    site: str
    property: str
    direction: str
    mode: str | None
    bay: str | None
    lane: str | None
    role: Literal["part", "check"] = "part"


async def datastreams(
    conn: AsyncConnection[Any],
    *,
    site: str | None = None,
    datastream: int | None = None,
    retired: bool = False,
) -> list[Row]:
    """Return datastreams with the device that answers for each of them at last."""
    return await rows(
        conn, "registry_datastreams", site=site, datastream=datastream, retired=retired
    )


async def datastream(conn: AsyncConnection[Any], number: int) -> Row:
    """Return one datastream, or raise `UnknownError`."""
    found = await datastreams(conn, datastream=number, retired=True)
    if not found:
        raise UnknownError(f"no datastream {number}; `wegwarte datastream list` shows them")
    return found[0]


async def datastream_at(conn: AsyncConnection[Any], place: Place) -> int | None:
    """Return the number of the datastream at a place, None where there is none.

    Raises
    ------
    RegistryError
        Several answer the description.
    """
    found = await rows(
        conn,
        "registry_datastream_at",
        site=place.site,
        property=place.property,
        direction=place.direction,
        mode=place.mode,
        bay=place.bay,
        lane=place.lane,
        role=place.role,
    )
    if len(found) > 1:
        numbers = ", ".join(str(one["id"]) for one in found)
        raise RegistryError(
            f"{place.site} has several datastreams of {place.property} there ({numbers}): "
            "name the lane or bay, or deploy by the datastream's number"
        )
    return None if not found else int(found[0]["id"])


async def change_datastream(
    conn: AsyncConnection[Any], number: int, wish: Mapping[str, object], *, now: datetime
) -> bool:
    """Change what is given of a datastream; return whether anything differs."""
    before = await datastream(conn, number)
    values = {name: wish.get(name) for name in _DATASTREAM_COLUMNS}
    done = await changed(conn, "registry_datastream_change", datastream=number, **values) > 0
    counted = ("direction", "mode", "role", "nominal_interval_s")
    if done and any(wish.get(c) is not None and wish[c] != before[c] for c in counted):
        await deployments.mark(
            conn, deployments.Span(datastream=number), now=now, cause="datastream changed"
        )
    return done


_DATASTREAM_COLUMNS = (
    "name",
    "direction",
    "mode",
    "lane",
    "bay",
    "role",
    "nominal_interval_s",
    "lat",
    "lon",
    "remarks",
)


async def retire_datastream(
    conn: AsyncConnection[Any], number: int, *, at: datetime, now: datetime
) -> list[deployments.Span]:
    """End what is deployed at a datastream, and leave it out of lists."""
    ended = await deployments.end(
        conn,
        await deployments.of(conn, datastream=number, after=at),
        at=at,
        now=now,
        cause="datastream retired",
    )
    await changed(conn, "registry_datastream_retire", datastream=number, at=at)
    return ended
