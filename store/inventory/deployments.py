"""Deployments: which channel answers for which datastream from when to when.

Applied when reading, so a change here rewrites no reading. What it makes wrong of the derived
numbers is marked (`store.inventory.spans`).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.errors import ExclusionViolation

from store.inventory.errors import RegistryError, UnknownError
from store.inventory.overlaps import at as _at
from store.inventory.overlaps import refuse_overlap
from store.inventory.rows import Row, changed, made, rows
from store.inventory.spans import Deployment as Deployment
from store.inventory.spans import Span as Span
from store.inventory.spans import differing, refuse_angle
from store.inventory.spans import mark as mark


async def listed(
    conn: AsyncConnection[Any],
    *,
    site: str | None = None,
    device: str | None = None,
    datastream: int | None = None,
    at: datetime | None = None,
    deployment: int | None = None,
) -> list[Row]:
    """Return deployments with the names of both ends, oldest first."""
    return await rows(
        conn,
        "registry_deployments",
        site=site,
        device=device,
        datastream=datastream,
        at=at,
        deployment=deployment,
    )


async def of(
    conn: AsyncConnection[Any],
    *,
    site: str | None = None,
    device: str | None = None,
    datastream: int | None = None,
    deployment: int | None = None,
    after: datetime | None = None,
) -> list[Deployment]:
    """Return deployments, those that reach beyond `after`, held until the transaction ends."""
    found = await rows(
        conn,
        "registry_deployments_held",
        site=site,
        device=device,
        datastream=datastream,
        deployment=deployment,
        after=after,
    )
    return [Deployment(**one) for one in found]


async def one(conn: AsyncConnection[Any], number: int) -> Deployment:
    """Return one deployment, or raise `UnknownError`."""
    found = await of(conn, deployment=number)
    if not found:
        raise UnknownError(f"no deployment {number}; `wegwarte deployment list` shows them")
    return found[0]


async def add(
    conn: AsyncConnection[Any],
    new: Span,
    *,
    now: datetime,
    cause: str,
    factor: float = 1.0,
    orientation_deg: float | None = None,
    angle_deg: float = 0.0,
    campaign: bool = False,
    remarks: str = "",
    accepted_at: datetime | None = None,
) -> int:
    """Deploy a channel, mark what it says; return the deployment's number.

    Parameters
    ----------
    angle_deg
        Between the beam of a radar and the road; 0: it corrects speeds by itself. [degrees]
    accepted_at
        Since when it counts; None: since its device is accepted.

    Raises
    ------
    RegistryError
        The angle is none of a radar; the channel answers for something else in that time, or
        another one for the datastream.
    """
    if new.since is not None and new.until is not None and new.until <= new.since:
        raise RegistryError(f"the end {_at(new.until)} is not after the beginning {_at(new.since)}")
    refuse_angle(angle_deg)
    await refuse_overlap(conn, new)
    try:
        inserted = await made(
            conn,
            "registry_deployment_add",
            channel=new.channel,
            datastream=new.datastream,
            since=new.since,
            until=new.until,
            factor=factor,
            orientation_deg=orientation_deg,
            angle_deg=angle_deg,
            campaign=campaign,
            remarks=remarks,
            accepted_at=accepted_at,
        )
    except ExclusionViolation as why:
        raise RegistryError(
            "somebody else has deployed something there at this very moment: look, and try again"
        ) from why
    await mark(conn, new, now=now, cause=cause)
    return int(inserted["id"])


async def end(
    conn: AsyncConnection[Any],
    chosen: Iterable[Deployment],
    *,
    at: datetime,
    now: datetime,
    cause: str,
) -> list[Span]:
    """End deployments at a moment, withdraw those that begin later; mark and return what ended."""
    ended: list[Span] = []
    for deployment in chosen:
        since, until = deployment.rest(at)
        if until is not None and until <= since:
            continue
        if deployment.since is not None and deployment.since >= at:
            await changed(conn, "registry_deployment_delete", deployment=deployment.id)
        else:
            await changed(
                conn,
                "registry_deployment_valid",
                deployment=deployment.id,
                since=deployment.since,
                until=at,
            )
        gone = Span(
            datastream=deployment.datastream, channel=deployment.channel, since=since, until=until
        )
        await mark(conn, gone, now=now, cause=cause)
        ended.append(gone)
    return ended


async def reach(
    conn: AsyncConnection[Any],
    deployment: Deployment,
    *,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
) -> None:
    """Let a deployment begin and end at other times; None: open."""
    new = Span(
        datastream=deployment.datastream, channel=deployment.channel, since=since, until=until
    )
    if since is not None and until is not None and until <= since:
        raise RegistryError(f"the end {_at(until)} is not after the beginning {_at(since)}")
    await refuse_overlap(conn, new, but=deployment.id)
    await changed(
        conn, "registry_deployment_valid", deployment=deployment.id, since=since, until=until
    )
    if deployment.accepted_at is not None and deployment.since and since:
        moved = deployment.accepted_at + (since - deployment.since)
        await accept(conn, deployment.id, at=moved)
    for span in differing(deployment.span(), new):
        await mark(conn, span, now=now, cause="deployment changed")


async def correct(
    conn: AsyncConnection[Any],
    old: Deployment,
    *,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
    factor: float | None = None,
    orientation_deg: float | None = None,
    angle_deg: float | None = None,
    remarks: str | None = None,
) -> None:
    """Correct a deployment for all of its time; None leaves factor, orientation and the rest."""
    if angle_deg is not None:
        refuse_angle(angle_deg)
    if (since, until) != (old.since, old.until):
        await reach(conn, old, since=since, until=until, now=now)
    await say(
        conn,
        old.id,
        factor=factor,
        orientation_deg=orientation_deg,
        angle_deg=angle_deg,
        remarks=remarks,
    )
    if factor not in {None, old.factor} or angle_deg not in {None, old.angle_deg}:
        span = replace(old.span(), since=since, until=until)
        await mark(conn, span, now=now, cause="recalibrated")


async def accept(conn: AsyncConnection[Any], number: int, *, at: datetime | None) -> None:
    """Let a deployment count from a moment on, None: as its device does. Marks nothing."""
    await changed(conn, "registry_deployment_accepted", deployment=number, accepted_at=at)


async def say(
    conn: AsyncConnection[Any],
    number: int,
    *,
    factor: float | None = None,
    orientation_deg: float | None = None,
    angle_deg: float | None = None,
    campaign: bool | None = None,
    remarks: str | None = None,
) -> None:
    """Change what else is said of a deployment; what is None stays. Marks nothing."""
    await changed(
        conn,
        "registry_deployment_change",
        deployment=number,
        factor=factor,
        orientation_deg=orientation_deg,
        angle_deg=angle_deg,
        campaign=campaign,
        remarks=remarks,
    )
