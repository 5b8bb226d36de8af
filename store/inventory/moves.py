"""What happens to a device that stays: it is moved, turned round, calibrated anew.

Each is told with the moment at which it happened, often long ago, and changes deployments only.
Readings stay where they are; those of the time between count anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store import enrol
from store.inventory import deployments, places
from store.inventory.deployments import Deployment, Span
from store.inventory.errors import RegistryError
from store.inventory.places import Place
from store.inventory.rows import Row

_TURNED = {"a": "b", "b": "a"}


async def recalibrate(
    conn: AsyncConnection[Any],
    device: Row,
    *,
    factor: float,
    at: datetime,
    now: datetime,
    channel: int | None = None,
) -> list[Span]:
    """Count each counted one as `factor` from a moment on, until it was calibrated anew."""
    if not 0 < factor < 1000:
        raise RegistryError(f"a factor of {factor} cannot be: it lies between 0 and 1000")
    found = [
        one
        for one in _until_recalibrated(await _deployed(conn, device, at))
        if channel in {None, one.channel} and (one.factor != factor or _inside(one, at))
    ]
    for one in found:
        await _replace(conn, one, at=at, now=now, factor=factor, cause="recalibrated")
    return [_rest(one, at) for one in found]


def _inside(one: Deployment, at: datetime) -> bool:
    """Whether a deployment began before a moment: the same factor said anew is remembered."""
    return one.since is None or one.since < at


def _until_recalibrated(found: list[Deployment]) -> Iterator[Deployment]:
    """Yield of each channel the deployments up to where only its factor changed."""
    before: dict[int, Deployment] = {}
    ended: set[int] = set()
    for one in sorted(found, key=lambda each: (each.since is not None, each.since)):
        last = before.get(one.channel)
        before[one.channel] = one
        if last is not None and (last.until, last.datastream) == (one.since, one.datastream):
            ended.add(one.channel)
        if one.channel not in ended:
            yield one


async def turn(
    conn: AsyncConnection[Any], device: Row, *, at: datetime, now: datetime
) -> list[Span]:
    """Exchange the directions of a device from a moment on: it stands the other way round."""
    found = await _deployed(conn, device, at)
    streams = {one.datastream: await places.datastream(conn, one.datastream) for one in found}
    directed = [one for one in found if streams[one.datastream]["direction"] in _TURNED]
    if not directed:
        raise RegistryError(f"{device['id']} tells no directions apart: there is nothing to turn")
    targets = {one.id: await _opposite(conn, streams[one.datastream]) for one in directed}
    await deployments.end(conn, directed, at=at, now=now, cause="turned")
    for one in directed:
        back = None if one.orientation_deg is None else (one.orientation_deg + 180) % 360
        turned = replace(one, orientation_deg=back)
        await _again(conn, turned, at=at, now=now, datastream=targets[one.id], cause="turned")
    return [_rest(one, at) for one in directed]


async def move(
    conn: AsyncConnection[Any],
    device: Row,
    *,
    site: Row,
    at: datetime,
    now: datetime,
    place: Mapping[str, str | None],
) -> list[Span]:
    """Let a device answer for another place from a moment on.

    Parameters
    ----------
    place
        `bay`, `lane` and `direction` at the new place; what is not given is empty, a direction
        stays.
    """
    found = await _deployed(conn, device, at)
    targets = {}
    for one in found:
        stream = await places.datastream(conn, one.datastream)
        directed = stream["direction"] != "none"
        wanted = Place(
            site=site["id"],
            property=stream["property"],
            direction=(place.get("direction") if directed else None) or stream["direction"],
            mode=stream["mode"],
            bay=place.get("bay"),
            lane=place.get("lane"),
            role=stream["role"],
        )
        targets[one.id] = await datastream_for(conn, wanted, stream)
    await deployments.end(conn, found, at=at, now=now, cause="moved")
    for one in found:
        await _again(conn, one, at=at, now=now, datastream=targets[one.id], cause="moved")
    return [_rest(one, at) for one in found]


async def datastream_for(conn: AsyncConnection[Any], place: Place, like: Mapping[str, Any]) -> int:
    """Return the datastream at a place, made like another one where there is none.

    Parameters
    ----------
    like
        `source_id`, `name` and `nominal_interval_s` for a new one.
    """
    known = await places.datastream_at(conn, place)
    if known is not None:
        return known
    taken = {
        one["source_id"]
        for one in await places.datastreams(conn, site=place.site, retired=True)
        if one["property"] == place.property
    }
    named = "-".join(
        part for part in (place.bay or place.lane, place.mode, place.direction) if part
    )
    wished = str(like.get("source_id") or named)
    source_id = next(s for s in _names(wished, named) if s not in taken)
    return await enrol.add_datastream(
        conn,
        enrol.NewDatastream(
            site=place.site,
            property=place.property,
            source_id=source_id,
            direction=place.direction,
            mode=place.mode,
            lane=place.lane,
            bay=place.bay,
            role=place.role,
            name=str(like.get("name") or ""),
            nominal_interval_s=like.get("nominal_interval_s"),
        ),
    )


def _names(*wished: str) -> Iterator[str]:
    yield from wished
    number = 2
    while True:
        yield f"{wished[0]}-{number}"
        number += 1


async def _opposite(conn: AsyncConnection[Any], stream: Row) -> int:
    """Return the datastream of the other direction at the same place, made where there is none."""
    direction = _TURNED[stream["direction"]]
    place = Place(
        site=stream["site"],
        property=stream["property"],
        direction=direction,
        mode=stream["mode"],
        bay=stream["bay"],
        lane=stream["lane"],
        role=stream["role"],
    )
    like = {"nominal_interval_s": stream["nominal_interval_s"]}
    return await datastream_for(conn, place, like)


async def _deployed(conn: AsyncConnection[Any], device: Row, at: datetime) -> list[Deployment]:
    """Return what a device is deployed at from a moment on, or say that it is not."""
    refuse_recording(device)
    found = await deployments.of(conn, device=device["id"], after=at)
    if not found:
        raise RegistryError(
            f"{device['id']} is deployed nowhere at {at:%Y-%m-%d %H:%M}Z or later; "
            f"`wegwarte deployment list --device {device['id']}` shows where it was"
        )
    return found


def refuse_recording(device: Row) -> None:
    """Raise `RegistryError` for the pseudo-device of a recording: its files say where it counts."""
    if device["model"] == "import":
        raise RegistryError(
            f"{device['id']} stands for a recording, whose files say what it counts; "
            "`wegwarte mark DATASTREAM …` and `wegwarte datastream change` speak about it"
        )


async def _replace(
    conn: AsyncConnection[Any],
    one: Deployment,
    *,
    at: datetime,
    now: datetime,
    factor: float,
    cause: str,
) -> None:
    """Let a deployment go on from a moment with another factor."""
    if one.since is not None and one.since >= at:
        await deployments.say(conn, one.id, factor=factor)
        await deployments.mark(conn, one.span(), now=now, cause=cause)
        return
    await deployments.end(conn, [one], at=at, now=now, cause=cause)
    await _again(conn, replace(one, factor=factor), at=at, now=now, datastream=None, cause=cause)


async def _again(
    conn: AsyncConnection[Any],
    one: Deployment,
    *,
    at: datetime,
    now: datetime,
    datastream: int | None,
    cause: str,
) -> None:
    """Deploy what remained of an ended deployment, at another datastream or otherwise."""
    rest = _rest(one, at)
    if datastream is not None:
        rest = replace(rest, datastream=datastream)
    await deployments.add(
        conn,
        rest,
        now=now,
        cause=cause,
        factor=one.factor,
        orientation_deg=one.orientation_deg,
        angle_deg=one.angle_deg,
        campaign=one.campaign,
        accepted_at=one.accepted_at,
    )


def _rest(one: Deployment, at: datetime) -> Span:
    since, until = one.rest(at)
    return replace(one.span(), since=since, until=until)
