"""`wegwarte device health`: who is silent, whose battery ends when, whose clock is wrong."""

import asyncio
import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Final

import typer

from cli.options import AsJson, Data, DatabaseUrl
from cli.registry.acting import ask, now
from devices import gateways
from devices.gateways import GatewayFault
from devices.health import Health, State
from store import condition
from store.inventory import fleet
from store.pool import Connection, connect
from store.unreachable import UnreachableError

_ASK_MAX_S: Final = 5.0


def command(
    device: Annotated[
        str | None, typer.Argument(help="Only this device, by any of its names.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also those that are well.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Tell how devices do, each judged by its model; a dead gateway is told as one fault."""
    moment = now()

    async def look(conn: Connection) -> list[Health]:
        found = None if device is None else (await fleet.device(conn, device, now=moment))["id"]
        return await condition.healths(conn, now=moment, device=found)

    judged = ask(data, database_url, look)
    faults = gateways.faults(judged)
    if as_json:
        said = {
            "devices": [asdict(one) for one in judged],
            "gateway_faults": [asdict(one) for one in faults],
        }
        typer.echo(json.dumps(said, default=str))
    else:
        typer.echo("\n".join(lines(judged, faults, every=every or device is not None)))


def lines(judged: list[Health], faults: list[GatewayFault], *, every: bool) -> list[str]:
    """Return the summary, the gateways' faults, and a line for each device worth one."""
    summary = _summary(judged)
    explained = {name for fault in faults for name in fault.silent}
    found = [summary or "there are no devices", *(fault.words() for fault in faults)]
    worth = [
        one
        for one in judged
        if every or (one.state is not State.OK and one.device not in explained)
    ]
    return found + [_line(one) for one in worth]


async def in_short(url: str, *, now: datetime) -> list[str]:
    """Say how many devices do how, for `wegwarte status`; nothing where nobody answers."""
    try:
        async with asyncio.timeout(_ASK_MAX_S), connect(url, "wegwarte_read") as conn:
            judged = await condition.healths(conn, now=now)
    except (UnreachableError, TimeoutError):
        return []
    if not judged:
        return []
    ill = any(one.state is not State.OK for one in judged)
    who = " (`wegwarte device health`)" if ill else ""
    faults = [f"    {fault.words()}" for fault in gateways.faults(judged)]
    return [f"devices: {_summary(judged)}{who}", *faults]


def _summary(judged: list[Health]) -> str:
    counted = Counter(one.state for one in judged)
    return ", ".join(f"{counted[state]} {state}" for state in reversed(State) if counted[state])


def _line(one: Health) -> str:
    facts = []
    if one.battery is not None:
        ends = "" if one.battery_ends_at is None else f", low about {one.battery_ends_at:%Y-%m-%d}"
        facts.append(f"battery {one.battery:g} {one.battery_unit}{ends}")
    if one.rssi_dbm is not None:
        snr = "" if one.snr_db is None else f", SNR {one.snr_db:g} dB"
        facts.append(f"RSSI {one.rssi_dbm:g} dBm{snr}")
    if one.loss is not None:
        facts.append(f"{one.loss:.1%} of frames lost")
    if one.clock_offset_s is not None:
        facts.append(f"clock {-round(one.clock_offset_s):+d} s")
    if one.told is not None:
        facts.append(f"its server says: {one.told}")
    if one.heard_at is not None:
        facts.insert(0, f"heard {one.heard_at:%Y-%m-%d %H:%M}Z")
    words = f"  {'; '.join(one.words or ['never heard'])}" if one.words or not facts else ""
    known = f"  ({'; '.join(facts)})" if facts else ""
    return f"{one.device}  {one.state}{words}{known}"
