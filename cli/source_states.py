"""How each source does: for `wegwarte status`, and for `wegwarte source list`."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from cli.ages import age
from cli.amounts import amount
from store import sources
from store.health import Health
from store.pool import connect
from store.sources import SourceState
from store.unreachable import UnreachableError

_ASK_MAX_S: Final = 5.0


async def ask(url: str) -> list[SourceState]:
    """Return how each source does; nothing where the database does not answer."""
    try:
        async with asyncio.timeout(_ASK_MAX_S), connect(url, "wegwarte_read") as conn:
            return await sources.states(conn)
    except (UnreachableError, TimeoutError):
        return []


def for_programs(states: list[SourceState]) -> list[dict[str, Any]]:
    """Return the states as JSON has them."""
    return [asdict(state) | {"down": state.is_down} for state in states]


def for_people(states: list[SourceState], now: datetime) -> list[str]:
    """Return a line for each source, and one more for what is wrong with it."""
    return [line for s in states for line in lines(f"source {s.source} ({s.kind})", s, now)]


def lines(name: str, state: SourceState, now: datetime) -> list[str]:
    """Say whether a source is connected, when it was heard last, and what is wrong."""
    since, heard = state.connected_since, state.last_message_at
    told = f"connected since {since:%Y-%m-%d %H:%M}Z, " if since is not None else ""
    if state.is_down:
        told = "NOT CONNECTED, "
    last = "nothing heard yet" if heard is None else f"last message {age(heard, now)}"
    found = [f"{name}: {told}{last}, {state.messages} in all"]
    if state.error is not None:
        found.append(f"    {age(state.error_at, now)}: {state.error}")
    return found


def of_device(health: Health, now: datetime) -> list[str]:
    """Say how a device is heard, and where its server reads its frames otherwise than we do."""
    told = [f"last heard {age(health.heard_at, now)}"]
    if health.rssi_dbm is not None:
        best = f" by {health.gateways[0]}" if health.gateways else ""
        told.append(
            f"{health.rssi_dbm:.0f} dBm{best}, {amount(len(health.gateways or []), 'gateway')}"
        )
    if health.came:
        told.append(f"{amount(health.came, 'frame')}, {health.lost} lost before us")
    if health.battery_percent is not None:
        told.append(f"battery {health.battery_percent:.0f} %")
    if health.margin_db is not None:
        told.append(f"margin {health.margin_db:.0f} dB")
    if health.joined_at is not None:
        told.append(f"joined {age(health.joined_at, now)}")
    found = [f"{health.device}: {', '.join(told)}"]
    if health.told is not None:
        found.append(f"    the server, {age(health.told_at, now)}: {health.told}")
    if health.differed:
        found.append(
            f"    {health.differed} of {health.compared} frames the server reads otherwise: "
            f"{health.difference}"
        )
    return found
