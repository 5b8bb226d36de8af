"""What people have counted: a source of its own, never in a sensor's series.

Entering a count again changes nothing; another number for the same time and place takes its
place, and the old row is kept as withdrawn.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import AsyncConnection

from store.inventory.errors import RegistryError, UnknownError
from store.inventory.rows import Row, changed, row, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One number that a person has counted.

    Parameters
    ----------
    property
        `count`, `vehicles_present` or `free_spaces`.
    mode, place
        '' where they have no meaning.
    time
        Of a count the start of its interval.
    duration_s
        None: it was true at that moment. [s]
    sheet
        The file it came in.
    """

    site: str
    property: str
    mode: str
    direction: str
    place: str
    time: datetime
    duration_s: int | None
    value: float
    observer: str = ""
    remarks: str = ""
    sheet: str = ""


async def enter(
    conn: AsyncConnection[Any], one: Observed, *, now: datetime
) -> Literal["added", "changed", "unchanged"]:
    """Enter what was counted."""
    identity = {
        "site": one.site,
        "property": one.property,
        "mode": one.mode,
        "direction": one.direction,
        "place": one.place,
        "time": one.time,
    }
    known = await row(conn, "registry_manual_of", **identity)
    if known is not None and (known["value"], known["duration_s"]) == (one.value, one.duration_s):
        return "unchanged"
    if known is not None:
        await changed(conn, "registry_manual_withdraw", manual=known["id"], now=now)
    await changed(conn, "registry_manual_add", **asdict(one))
    return "added" if known is None else "changed"


async def observations(
    conn: AsyncConnection[Any],
    site: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 10_000,
) -> list[Row]:
    """Return what was counted by people at a site, in order of time."""
    return await rows(conn, "registry_manual", site=site, since=since, until=until, limit=limit)


async def withdraw(conn: AsyncConnection[Any], number: int, *, now: datetime) -> None:
    """Withdraw one number, or raise `UnknownError`."""
    if not await changed(conn, "registry_manual_withdraw", manual=number, now=now):
        raise UnknownError(f"there is no manual observation {number}")


async def set_anchor(
    conn: AsyncConnection[Any],
    site: str,
    *,
    vehicles: int,
    at: datetime,
    remarks: str,
    now: datetime,
) -> int:
    """Say how many vehicles were in a car park at a moment; another number takes its place.

    Raises
    ------
    RegistryError
        Nobody parks at this site.
    """
    await changed(conn, "registry_anchor_withdraw", site=site, at=at, anchor=None, now=now)
    added = await row(
        conn, "registry_anchor_add", site=site, at=at, vehicles=vehicles, remarks=remarks
    )
    if added is None:
        raise RegistryError(
            f"{site} is no car park, so no vehicles stand there: an anchor belongs to a site of "
            "kind car_park or parking_zone (`wegwarte site list`)"
        )
    return int(added["id"])


async def anchors(conn: AsyncConnection[Any], site: str) -> list[Row]:
    """Return the anchors of a car park, in order of time."""
    return await rows(conn, "registry_anchors", site=site)


async def withdraw_anchor(
    conn: AsyncConnection[Any], site: str, number: int, *, now: datetime
) -> None:
    """Withdraw an anchor, or raise `UnknownError`."""
    done = await changed(
        conn, "registry_anchor_withdraw", site=site, at=None, anchor=number, now=now
    )
    if not done:
        raise UnknownError(f"{site} has no anchor {number}; `wegwarte anchor {site}` lists them")
