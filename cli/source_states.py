"""How each source does: for `wegwarte status`, and for `wegwarte source list`."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from store import sources
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
    return [asdict(state) for state in states]


def for_people(states: list[SourceState], now: datetime) -> list[str]:
    """Return a line for each source, and one more for what is wrong with it."""
    return [line for s in states for line in lines(f"source {s.source} ({s.kind})", s, now)]


def lines(name: str, state: SourceState, now: datetime) -> list[str]:
    """Say whether a source is connected, when it was heard last, and what is wrong."""
    from cli.status import age

    since, heard = state.connected_since, state.last_message_at
    told = f"connected since {since:%Y-%m-%d %H:%M}Z, " if since is not None else ""
    last = "nothing heard yet" if heard is None else f"last message {age(heard, now)}"
    found = [f"{name}: {told}{last}, {state.messages} in all"]
    if state.error is not None:
        found.append(f"    {age(state.error_at, now)}: {state.error}")
    return found
