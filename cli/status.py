"""`wegwarte status`: parts, ages, lags."""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer

from cli.ages import age
from cli.loopback import NoAnswerError, get
from cli.options import AsJson, Data

if TYPE_CHECKING:
    from cli.running import Running
    from cli.unknown import Stranger
    from store.readiness import Lags

_ASK_MAX_S = 5.0
_STRANGERS_MAX = 5
_LOOKED_BACK = timedelta(days=3)
_DOWN = frozenset({"restarting", "stopped", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerLag:
    """What waits in the embedded broker for its subscribers, in messages."""

    waiting: int
    unacknowledged: int
    stored_bytes: int


def command(
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Tell which parts run, since when, and how far behind they are; status 1 if one is down.

    A source that should be connected and is not counts as a part that is down.
    """
    from cli import health, running, source_states

    now = datetime.now(UTC)  # noqa: TID251 - the rim
    found = running.find(data)
    lags, new, trouble = asyncio.run(_lags(found.database_url, (now - _LOOKED_BACK).date()))
    broker = _broker(found.broker_monitor_url)
    roads = asyncio.run(source_states.ask(found.database_url))
    if as_json:
        told = _for_programs(found, lags, new, broker, trouble)
        told["sources"] = source_states.for_programs(roads)
        typer.echo(json.dumps(told, default=_iso, indent=2))
    else:
        lines = _for_people(found, lags, new, broker, trouble, now)
        lines += source_states.for_people(roads, now)
        lines += asyncio.run(health.in_short(found.database_url, now=now))
        typer.echo("\n".join(lines))
    down = [name for name, part in found.parts.items() if part.state in _DOWN]
    if down or trouble or any(road.is_down for road in roads):
        raise typer.Exit(1)


async def _lags(url: str, since: date) -> "tuple[Lags | None, list[Stranger], str | None]":
    """Return the database's figures and who is not registered, or why there are none."""
    from cli.unknown import strangers
    from store import readiness
    from store.pool import connect
    from store.unreachable import UnreachableError

    try:
        async with asyncio.timeout(_ASK_MAX_S), connect(url, "wegwarte_read") as conn:
            new = await strangers(conn, limit=_STRANGERS_MAX, scripts=False)
            return await readiness.lags(conn, since=since), new, None
    except (UnreachableError, TimeoutError) as why:
        return None, [], f"the database does not answer: {why}"


def _broker(monitor_url: str | None) -> BrokerLag | None:
    """Ask the embedded broker; None when there is none, or it does not answer."""
    if monitor_url is None:
        return None
    try:
        _, body = get(f"{monitor_url}/jsz?consumers=true", timeout_s=_ASK_MAX_S)
    except NoAnswerError:
        return None
    said: dict[str, Any] = json.loads(body)
    consumers = [
        consumer
        for account in said.get("account_details", [])
        for stream in account.get("stream_detail", [])
        if stream["name"] == "$MQTT_msgs"
        for consumer in stream.get("consumer_detail") or []
    ]
    return BrokerLag(
        waiting=sum(int(consumer["num_pending"]) for consumer in consumers),
        unacknowledged=sum(int(consumer["num_ack_pending"]) for consumer in consumers),
        stored_bytes=int(said.get("storage", 0)),
    )


def _for_programs(
    found: "Running",
    lags: "Lags | None",
    new: "list[Stranger]",
    broker: BrokerLag | None,
    trouble: str | None,
) -> dict[str, Any]:
    parts = {
        name: asdict(part) | {"alive": part.process is not None and part.process.alive()}
        for name, part in found.parts.items()
    }
    return {
        "page_url": found.page_url,
        "data": found.data,
        "demo": found.demo,
        "started": found.started,
        "parts": parts,
        "lags": None if lags is None else asdict(lags),
        "unknown": [one.for_programs() for one in new],
        "broker": None if broker is None else asdict(broker),
        "trouble": trouble,
    }


def _for_people(
    found: "Running",
    lags: "Lags | None",
    new: "list[Stranger]",
    broker: BrokerLag | None,
    trouble: str | None,
    now: datetime,
) -> list[str]:
    lines = [f"{found.page_url}  on {found.data}{' (demo)' if found.demo else ''}", ""]
    width = max((len(name) for name in found.parts), default=0)
    for name, part in found.parts.items():
        since = age(datetime.fromisoformat(part.since), now)
        pid = "" if part.process is None else f"  pid {part.process.pid}"
        again = f"  restarted {part.restarts}x: it {part.last_end}" if part.restarts else ""
        lines.append(f"  {name:<{width}}  {part.state:<11} {since:<11}{pid}{again}")
    lines.append("")
    if lags is not None:
        lines += [
            f"last reading received: {age(lags.last_received, now)}",
            f"{lags.dirty} marks to derive, last derived: {age(lags.last_computed, now)}",
            f"{lags.inbox} messages in the inbox, {lags.rejected_messages} rejected so far,"
            f" {lags.conflicts_open} conflicts to decide",
        ]
    lines += [one.line() for one in new]
    if broker is not None:
        lines.append(
            f"broker: {broker.waiting} messages wait, {broker.unacknowledged} un-acknowledged,"
            f" {broker.stored_bytes / 1e6:.1f} MB"
        )
    if trouble is not None:
        lines.append(trouble)
    return lines


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is not for JSON")
