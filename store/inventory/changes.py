"""A device begins to count, and ends: each told with the moment at which it happened."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from psycopg import AsyncConnection

from store.inventory import deployments, fleet, models, moves
from store.inventory.deployments import Span
from store.inventory.rows import Row, changed, rows


async def accept(
    conn: AsyncConnection[Any], device: Row, *, at: datetime, now: datetime
) -> datetime:
    """Let readings count from `at` and the settling time of the model on; return that moment."""
    counts_from = at + await settling(conn, device["model"])
    await fleet.change(
        conn,
        device["id"],
        {"accepted_at": counts_from, "installed_at": _unless(device["installed_at"], at)},
    )
    was = device["accepted_at"]
    since = counts_from if was is None else min(was, counts_from)
    until = None if was is None else max(was, counts_from)
    for deployment in await deployments.of(conn, device=device["id"], after=since):
        span = replace(deployment.span(), since=deployment.rest(since)[0])
        if until is not None and (span.until is None or span.until > until):
            span = replace(span, until=until)
        await deployments.mark(conn, span, now=now, cause="accepted")
    return counts_from


async def settling(conn: AsyncConnection[Any], model: str) -> timedelta:
    """Return how long after its installation a model's readings are not to be trusted yet."""
    known = (await models.known(conn)).get(model)
    return timedelta(seconds=0 if known is None else known.settling_s)


async def retire(
    conn: AsyncConnection[Any], device: Row, *, at: datetime, now: datetime
) -> list[Span]:
    """End everything a device is deployed at, and take it out of the registry's lists."""
    moves.refuse_recording(device)
    chosen = await deployments.of(conn, device=device["id"], after=at)
    ended = await deployments.end(conn, chosen, at=at, now=now, cause="retired")
    await fleet.change(conn, device["id"], {"retired_at": at})
    return ended


def _unless(known: datetime | None, otherwise: datetime) -> datetime | None:
    """Return a stamp to be set where there is none yet."""
    return otherwise if known is None else None


async def names_at_server(conn: AsyncConnection[Any], old: str, new: str) -> list[str]:
    """Let the names a network server uses mean the new device; return them."""
    await changed(conn, "registry_device_alias_swap", old=old, new=new)
    found = await rows(conn, "registry_device_alias_server", device=new)
    return [one["alias"] for one in found]
