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
from store.inventory.errors import RegistryError
from store.inventory.places import Place
from store.inventory.rows import Row
from store.inventory.standing import View
from store.pool import Connection


class Done(Protocol):
    """Where it is written down what was done."""

    added: list[str]
    changed: list[str]
    deployments: list[int]


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
    roles = {one["id"]: one["role"] for one in await places.datastreams(conn, site=site["id"])}
    standing_at = await deployments.of(conn, device=device["id"])
    held = {one.channel: roles.get(one.datastream, "part") for one in standing_at}
    for name, spec in chosen.items():
        place = Place(
            site=site["id"],
            property=spec.observed,
            direction=standing.direction_of(name, spec, direction),
            mode=spec.mode,
            bay=wanted.place if spec.observed is Property.BAY_STATE else None,
            lane=None if spec.observed is Property.BAY_STATE else wanted.place,
            role=held.get(numbers[name], "part"),
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
    ways = _ways(wanted, placed, direction)
    if direction in {"a", "b"} and set(ways.values()) & {"a", "b"}:
        return {name: spec for name, spec in placed.items() if ways[name] in {direction, None}}
    if direction is None and set(ways.values()) & {"a", "b"}:
        raise wanted.wrong(
            Column.DIRECTION,
            f"{model.id} tells directions apart: one row each, with the direction's name",
        )
    return placed


def _ways(
    wanted: Wanted, placed: Mapping[str, ChannelSpec], direction: str | None
) -> dict[str, str | None]:
    """Return which direction of the site each channel counts, by where the sensor looks."""
    viewing = any(spec.toward is not None for spec in placed.values())
    looks, leads = wanted.looks_deg, wanted.leads_deg
    if looks is not None and viewing and direction in {"a", "b"} and leads is None:
        raise wanted.wrong(
            Column.LOOKS,
            f"it looks to {looks:g}°, and where {wanted.direction!r} leads is not said: write it "
            f"into the column `{Column.LEADS}`, as east or nach Osten",
        )
    a_leads = leads if direction == "a" or leads is None else (leads + 180) % 360
    view = View(looks_deg=looks, a_leads_deg=a_leads)
    try:
        return {name: standing.seen(name, spec, view) for name, spec in placed.items()}
    except RegistryError as why:
        raise wanted.wrong(Column.LOOKS, str(why)) from why


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
            await _refuse_move(conn, wanted, device, last.datastream, datastream)
        looks = wanted.looks_deg
        if looks is not None and looks != last.orientation_deg:
            await deployments.say(conn, last.id, orientation_deg=looks)
            done.changed.append("where it looks")
        begins = wanted.installed_at
        if begins is not None and len(mine) == 1 and begins != last.since:
            await deployments.reach(conn, last, since=begins, until=last.until, now=now)
            done.changed.append("installed at")
        return
    since = wanted.installed_at or now
    if last is not None and last.until is not None and last.until > since:
        since = last.until
    new = Span(datastream=datastream, channel=channel, since=since)
    number = await deployments.add(
        conn, new, now=now, cause="deployment", orientation_deg=wanted.looks_deg
    )
    done.added.append("deployment")
    done.deployments.append(number)


async def _refuse_move(
    conn: Connection, wanted: Wanted, device: Mapping[str, object], known: int, meant: int
) -> None:
    stream, other = [await places.datastream(conn, number) for number in (known, meant)]
    here = all(stream[name] == other[name] for name in ("site", "bay", "lane"))
    if here and stream["direction"] != other["direction"]:
        raise wanted.wrong(
            Column.DIRECTION if wanted.looks_deg is None else Column.LOOKS,
            f"{device['id']} counts there for direction {stream['direction']} in the registry, "
            f"here for {other['direction']}; if it was turned round: "
            f"`wegwarte device turn {device['id']} --at T`",
        )
    where = " ".join(str(p) for p in (stream["site"], stream["bay"] or stream["lane"]) if p)
    raise wanted.wrong(
        Column.SITE if wanted.site != stream["site"] else Column.PLACE,
        f"{device['id']} stands at {where} in the registry; if it was moved: "
        f"`wegwarte device move {device['id']} --to SITE --at T`",
    )
