"""A device begins to count, and ends: each told with the moment at which it happened."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from psycopg import AsyncConnection

from store.inventory import deployments, fleet, models, moves
from store.inventory.deployments import Deployment, Span
from store.inventory.errors import RegistryError
from store.inventory.rows import Row, changed, row, rows


async def accept(
    conn: AsyncConnection[Any],
    device: Row,
    *,
    at: datetime,
    now: datetime,
    installed_at: datetime | None = None,
) -> datetime:
    """Let readings count from `at` and the settling time of the model on; return that moment.

    This is said of where the device stands at that moment, else of where it stands next: what was
    said of its other places, a campaign among them, stays.

    Parameters
    ----------
    installed_at
        When it came to its place, where no deployment says so.

    Raises
    ------
    RegistryError
        It stands nowhere, and nobody said when it came to its place.
    """
    found = await deployments.of(conn, device=device["id"])
    here = _places(found, at)
    stands = [one for one in found if one.site in here]
    installed = installed_at or device["installed_at"] or _begin(stands, at)
    if installed is None:
        raise RegistryError(
            f"{device['id']} stands nowhere at {at:%Y-%m-%d %H:%M}Z, so nothing would count: "
            f"`wegwarte device install {device['id']} SITE --at T` puts it to a site; where it is "
            "deployed later, say when it came to its place (installed_at)"
        )
    counts_from = at + await settling(conn, device["model"])
    was = await accepted(conn, device["id"])
    for one in found:
        if one.site not in here and one.accepted_at is None and was is not None:
            await deployments.accept(conn, one.id, at=was)
    stamps = {"accepted_at": counts_from, "installed_at": installed}
    await fleet.change(conn, device["id"], stamps, now=now)
    for one in stands:
        await _accept_here(conn, one, was, counts_from, at=at, now=now)
    return counts_from


async def accepted(conn: AsyncConnection[Any], device: str) -> datetime | None:
    """Return since when a device counts wherever no deployment of it says otherwise."""
    found = await row(conn, "registry_device_accepted", device=device)
    return None if found is None else found["accepted_at"]


async def _accept_here(
    conn: AsyncConnection[Any],
    one: Deployment,
    was: datetime | None,
    counts_from: datetime,
    *,
    at: datetime,
    now: datetime,
) -> None:
    """Let a deployment count as its device does, and mark the time that counts otherwise now."""
    before = one.accepted_at or was
    if one.accepted_at is not None:
        if one.until is not None and one.until <= at:
            return  # a campaign that was over by then
        await deployments.accept(conn, one.id, at=None)
    since = counts_from if before is None else min(before, counts_from)
    until = None if before is None else max(before, counts_from)
    if one.until is not None and one.until <= since:
        return
    span = replace(one.span(), since=one.rest(since)[0])
    if until is not None and (span.until is None or span.until > until):
        span = replace(span, until=until)
    if span.until is None or span.since is None or span.since < span.until:
        await deployments.mark(conn, span, now=now, cause="accepted")


def _places(found: list[Deployment], at: datetime) -> set[str]:
    """Return the sites a device stands at at a moment, else those it stands at next."""
    here = {one.site for one in found if one.covers(at)}
    later = [(one.since, one.site) for one in found if one.since is not None and one.since > at]
    return here or {site for since, site in later if since == min(later)[0]}


def _begin(stands: list[Deployment], at: datetime) -> datetime | None:
    """Return when a device came to its place, by its deployments there; None: it stands nowhere."""
    begins = [one.since for one in stands if one.since is not None]
    return min(begins, default=at) if stands else None


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
    await fleet.change(conn, device["id"], {"retired_at": at}, now=now)
    return ended


async def names_at_server(conn: AsyncConnection[Any], old: str, new: str) -> list[str]:
    """Let the names a network server uses mean the new device; return them."""
    await changed(conn, "registry_device_alias_swap", old=old, new=new)
    found = await rows(conn, "registry_device_alias_server", device=new)
    return [one["alias"] for one in found]
