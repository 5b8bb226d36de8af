"""Where a row's device stands: the datastreams of its channels, and their deployments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from cli.registry.sheet.columns import Column
from cli.registry.sheet.wanted import Wanted
from devices.model import ChannelSpec, DeviceModel
from devices.properties import Property
from store.inventory import deployments, fleet, moves, places, standing
from store.inventory.deployments import Span
from store.inventory.places import Place
from store.inventory.rows import Row
from store.pool import Connection


class Done(Protocol):
    """Where it is written down what was done."""

    added: list[str]
    changed: list[str]


async def stand(
    conn: Connection,
    wanted: Wanted,
    device: Row,
    model: DeviceModel,
    site: Row,
    direction: str | None,
    now: datetime,
    done: Done,
) -> None:
    """Deploy the channels that a row is about, each at its datastream."""
    chosen = channels_of(wanted, model, direction)
    numbers = await fleet.number(conn, device["id"], model.channels)
    for name, spec in chosen.items():
        place = Place(
            site=site["id"],
            property=spec.observed,
            direction=standing.direction_of(name, spec, direction),
            mode=spec.mode,
            bay=wanted.place if spec.observed is Property.BAY_STATE else None,
            lane=None if spec.observed is Property.BAY_STATE else wanted.place,
        )
        known = await places.datastream_at(conn, place)
        like = {
            "source_id": "-".join(part for part in (wanted.place, name) if part),
            "name": wanted.name or "",
            "nominal_interval_s": model.nominal_interval_s(name),
        }
        number = await moves.datastream_for(conn, place, like)
        if known is None:
            done.added.append("datastream")
        said = {"lat": wanted.lat, "lon": wanted.lon, "remarks": wanted.remarks}
        if await places.change_datastream(conn, number, said, now=now) and known is not None:
            done.changed.append("datastream")
        await _deploy(conn, wanted, device, numbers[name], number, now, done)


def channels_of(
    wanted: Wanted, model: DeviceModel, direction: str | None
) -> dict[str, ChannelSpec]:
    """Return the channels of a model that a row is about.

    The one it names; else those of its direction; without a direction all that know none.
    """
    if wanted.channel is not None:
        if wanted.channel not in model.channels:
            raise wanted.wrong(
                Column.CHANNEL,
                f"{model.id} has no channel {wanted.channel!r}; it has {', '.join(model.channels)}",
            )
        return {wanted.channel: model.channels[wanted.channel]}
    placed = standing.placed(model)
    ways = {name: standing.way(name, spec) for name, spec in placed.items()}
    if direction in {"a", "b"} and set(ways.values()) & {"a", "b"}:
        return {name: spec for name, spec in placed.items() if ways[name] in {direction, None}}
    if direction is None and set(ways.values()) & {"a", "b"}:
        raise wanted.wrong(
            Column.DIRECTION,
            f"{model.id} tells directions apart: one row each, with the direction's name",
        )
    return placed


async def _deploy(
    conn: Connection,
    wanted: Wanted,
    device: Row,
    channel: int,
    datastream: int,
    now: datetime,
    done: Done,
) -> None:
    mine = [
        one for one in await deployments.of(conn, device=device["id"]) if one.channel == channel
    ]
    last = max(mine, key=lambda one: one.id) if mine else None
    if last is not None and (last.until is None or last.until > now):
        if last.datastream != datastream:
            await _refuse_move(conn, wanted, device, last.datastream)
        begins = wanted.installed_at
        if begins is not None and len(mine) == 1 and begins != last.since:
            await deployments.reach(conn, last, since=begins, until=last.until, now=now)
            done.changed.append("installed at")
        return
    since = wanted.installed_at or now
    if last is not None and last.until is not None and last.until > since:
        since = last.until
    new = Span(datastream=datastream, channel=channel, since=since)
    await deployments.add(conn, new, now=now, cause="deployment")
    done.added.append("deployment")


async def _refuse_move(
    conn: Connection, wanted: Wanted, device: Mapping[str, object], datastream: int
) -> None:
    stream = await places.datastream(conn, datastream)
    where = " ".join(str(p) for p in (stream["site"], stream["bay"] or stream["lane"]) if p)
    raise wanted.wrong(
        Column.SITE if wanted.site != stream["site"] else Column.PLACE,
        f"{device['id']} stands at {where} in the registry; if it was moved: "
        f"`wegwarte device move {device['id']} --to SITE --at T`",
    )
