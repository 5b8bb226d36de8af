"""Groups of sites that belong together for a planner: list, add, change, join, leave."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store.inventory.errors import RegistryError, UnknownError
from store.inventory.rows import Row, changed, rows


async def listed(
    conn: AsyncConnection[Any], *, now: datetime, group: str | None = None, retired: bool = False
) -> list[Row]:
    """Return groups with the sites that belong to them now, and every membership."""
    return await rows(conn, "registry_groups", now=now, site_group=group, retired=retired)


async def one(conn: AsyncConnection[Any], named: str, *, now: datetime) -> Row:
    """Return one group, or raise `UnknownError`."""
    found = await listed(conn, now=now, group=named, retired=True)
    if not found:
        raise UnknownError(f"no group {named!r}; `wegwarte group list` shows them")
    return found[0]


async def add(conn: AsyncConnection[Any], named: str, *, name: str, remarks: str) -> None:
    """Add a group; a taken id is refused."""
    if not await changed(conn, "registry_group_add", id=named, name=name, remarks=remarks):
        raise RegistryError(f"there is a group {named} already; choose another --id")


async def change(
    conn: AsyncConnection[Any],
    named: str,
    *,
    name: str | None,
    remarks: str | None,
    retired_at: datetime | None = None,
) -> None:
    """Change what is given of a group."""
    await changed(
        conn, "registry_group_change", id=named, name=name, remarks=remarks, retired_at=retired_at
    )


async def join(
    conn: AsyncConnection[Any], named: str, site_id: str, *, since: datetime | None
) -> None:
    """Let a site belong to a group from `since` on (None: ever); refused where it does."""
    if not await changed(conn, "registry_group_join", site_group=named, site=site_id, since=since):
        raise RegistryError(f"{site_id} belongs to {named} in that time already")


async def leave(conn: AsyncConnection[Any], named: str, site_id: str, *, until: datetime) -> None:
    """Let a site belong to a group up to `until`; refused where it does not belong to it then."""
    if not await changed(conn, "registry_group_leave", site_group=named, site=site_id, until=until):
        raise RegistryError(f"{site_id} does not belong to {named} at {until:%Y-%m-%d %H:%M}Z")
