"""`wegwarte rejected`: what could not be read, why, and trying it again."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from cli.amounts import amount
from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry import shown
from cli.typed import instant, seconds
from devices.errors import Cause
from ingest import shifting
from store import rejected
from store.pool import Connection, connect
from store.rejected import Group, Item
from store.unreachable import UnreachableError

app = typer.Typer(no_args_is_help=True)

T = TypeVar("T")
OfCause = Annotated[Cause | None, typer.Option("--cause", help="Only this cause.")]
OfDevice = Annotated[
    str | None,
    typer.Option("--device", help="Only this device: its id, DevEUI, or the id in its topic."),
]
Since = Annotated[
    str | None,
    typer.Option("--since", help="Only from then on: 2026-11-03 (UTC), 2026-11-03T13:20Z."),
]
_SHOWN_BYTES = 400
_STRANGERS_MAX = 100
_READ_AGAIN = "nothing of it waits: it was put back by `wegwarte rejected replay`"
_NONE = "nothing is rejected"
_SUMS = "cause model device messages readings kept senders last_at example"


class By(StrEnum):
    """By what to add up."""

    CAUSE = "cause"
    MODEL = "model"
    DEVICE = "device"


@app.callback()
def about() -> None:
    """Show what could not be read, and try it again."""


@app.command("list")
def list_(
    cause: OfCause = None,
    device: OfDevice = None,
    model: Annotated[str | None, typer.Option("--model", help="Only devices of it.")] = None,
    since: Since = None,
    by: Annotated[
        By | None, typer.Option("--by", help="One line a cause, model or device.")
    ] = None,
    unknown: Annotated[
        bool,
        typer.Option("--unknown", help="Who speaks and is not registered, and its likely model."),
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Also what `rejected replay` has put back.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List what is set aside: by sender and cause, added up, or only who is not registered."""
    if unknown:
        _unknown(data, database_url, as_json=as_json)
        return
    start = instant(since)
    known = _ask(
        data,
        database_url,
        lambda c: rejected.groups(c, cause=cause, device=device, model=model, since=start),
    )
    found = [group for group in known if every or not group.is_done]
    done = _put_back(len(known) - len(found))
    if by is not None:
        shown.show(_summed(found, by), _SUMS, as_json=as_json, none="\n".join(done) or _NONE)
    elif as_json:
        typer.echo(json.dumps([asdict(group) for group in found], default=datetime.isoformat))
    else:
        typer.echo("\n".join([*map(_group, found), *done]) or _NONE)


@app.command()
def show(
    cause: OfCause = None,
    device: OfDevice = None,
    limit: int = typer.Option(20, min=1, max=1_000, help="At most so many, newest first."),
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show rejected messages as they came, newest first."""
    found = _ask(
        data, database_url, lambda c: rejected.items(c, cause=cause, device=device, limit=limit)
    )
    if as_json:
        typer.echo(json.dumps([asdict(item) for item in found], default=_plain))
    else:
        typer.echo("\n\n".join(_item(i) for i in found) or "nothing is rejected")


@app.command()
def replay(
    cause: OfCause = None,
    device: OfDevice = None,
    since: Since = None,
    shift: Annotated[
        str | None,
        typer.Option(
            "--shift",
            help="Add this to the device's own times, whose clock was wrong: -1h, +90m, -3600s.",
        ),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Put rejected messages back, whole: ingest reads them again, once their cause is mended."""
    start, shift_s = instant(since), seconds(shift)
    if shift_s and device is None:
        raise FailedError("--shift is about one device's clock: say which one with --device")

    async def put_back(conn: Connection) -> int:
        now = datetime.now(UTC)  # noqa: TID251 - the rim
        async with conn.transaction():
            return await rejected.replay(
                conn,
                cause=cause,
                device=device,
                since=start,
                source=shifting.road(shift_s),
                now=now,
            )

    count = _ask(data, database_url, put_back)
    typer.echo(json.dumps({"replayed": count}) if as_json else _waiting(count))


def _unknown(data: Path | None, database_url: str | None, *, as_json: bool) -> None:
    from cli.unknown import strangers

    found = _ask(data, database_url, lambda c: strangers(c, limit=_STRANGERS_MAX))
    if as_json:
        typer.echo(json.dumps([one.for_programs() for one in found]))
    else:
        typer.echo("\n".join(one.line() for one in found) or "everybody who speaks is registered")


def _summed(found: list[Group], by: By) -> list[dict[str, Any]]:
    """Add groups up, each sum with the example of the group that grew last."""
    sums: dict[str, list[Group]] = {}
    for group in found:
        sums.setdefault(getattr(group, by) or "(not registered)", []).append(group)
    return [
        {
            by.value: key,
            "messages": sum(g.messages for g in groups),
            "readings": sum(g.readings for g in groups),
            "kept": sum(g.kept for g in groups),
            "senders": len({g.device for g in groups}),
            "last_at": max(g.last_at for g in groups),
            "example": next((g.example for g in groups if g.example), None),
        }
        for key, groups in sums.items()
    ]


def _ask(
    data: Path | None, database_url: str | None, query: Callable[[Connection], Awaitable[T]]
) -> T:
    from cli import running

    async def ask(url: str) -> T:
        async with connect(url) as conn:
            return await query(conn)

    try:
        return asyncio.run(ask(running.database_url(data, database_url)))
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why


def _group(group: Group) -> str:
    kept = "" if group.is_done else f", {group.kept} kept"
    counted = f"{_messages(group.messages)}, {amount(group.readings, 'reading')}{kept}"
    example = f"\n    {_READ_AGAIN if group.is_done else group.example}" if group.example else ""
    model = f" ({group.model})" if group.model else ""
    return (
        f"{group.cause}  {group.device or '(unknown sender)'}{model}  by {group.source}: "
        f"{counted}, last {group.last_at:%Y-%m-%d %H:%M:%S}Z{example}"
    )


def _put_back(groups: int) -> list[str]:
    """Say that some groups are not shown, in a line, or in none."""
    if not groups:
        return []
    return [f"put back and read again: {amount(groups, 'group')} (--all shows them)"]


def _messages(n: int) -> str:
    return amount(n, "message")


def _waiting(count: int) -> str:
    return f"{_messages(count)} {'waits' if count == 1 else 'wait'} to be read again"


def _item(item: Item) -> str:
    place = "" if item.reading_index is None else f", reading {item.reading_index}"
    again = f", replayed {item.replayed_at:%Y-%m-%d %H:%M}Z" if item.replayed_at else ""
    payload = item.payload[:_SHOWN_BYTES].decode("utf-8", "backslashreplace")
    return (
        f"{item.received:%Y-%m-%d %H:%M:%S}Z  {item.topic}  {item.cause}{place}{again}\n"
        f"  {item.detail}\n  {item.payload_length} bytes: {payload}"
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    raise TypeError(f"no JSON for {type(value).__name__}")
