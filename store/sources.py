"""Roads by which messages come: those added while the program runs, and how each of all does."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource:
    """One road.

    Parameters
    ----------
    url
        `mqtt://user:password@host:port` or `mqtts://…`; None: its messages are pushed to us.
    ca
        PEM of the authorities to believe; None: the system's.
    topics
        Topic filters; empty: those of its kind.
    pushes
        Whether somebody holds a secret to push by this road.
    storage_url, storage_key
        The Things Stack: where its Storage Integration answers, and the API key for it.
    """

    name: str
    kind: str
    url: str | None
    ca: str | None
    topics: list[str]
    pushes: bool
    storage_url: str | None
    storage_key: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a road does; `connected_since` None: not connected, or nothing to connect to."""

    source: str
    kind: str
    connected_since: datetime | None
    last_message_at: datetime | None
    messages: int
    error: str | None
    error_at: datetime | None
    backfilled_to: datetime | None
    updated_at: datetime

    @property
    def is_down(self) -> bool:
        """Whether nothing comes by it: it should be connected, and is not."""
        return self.connected_since is None and self.error is not None


async def listed(conn: AsyncConnection[Any]) -> list[StoredSource]:
    """Return the roads in the database, by name."""
    async with conn.cursor(row_factory=class_row(StoredSource)) as cursor:
        await cursor.execute(load("sources_list"))
        return await cursor.fetchall()


async def add(
    conn: AsyncConnection[Any],
    name: str,
    *,
    kind: str,
    now: datetime,
    url: str | None = None,
    ca: str | None = None,
    topics: tuple[str, ...] = (),
    secret: str | None = None,
    storage_url: str | None = None,
    storage_key: str | None = None,
) -> bool:
    """Add a road; return whether it is new. Of a secret only the hash is kept."""
    cursor = await conn.execute(
        load("sources_add"),
        {
            "name": name,
            "kind": kind,
            "url": url,
            "ca": ca,
            "topics": list(topics),
            "push_sha256": None if secret is None else hashed(secret),
            "storage_url": storage_url,
            "storage_key": storage_key,
            "now": now,
        },
    )
    return cursor.rowcount == 1


async def remove(conn: AsyncConnection[Any], name: str) -> bool:
    """Remove a road; return whether there was one. What came by it stays."""
    return (await conn.execute(load("sources_remove"), {"name": name})).rowcount == 1


async def rekey(conn: AsyncConnection[Any], name: str, secret: str, *, now: datetime) -> bool:
    """Give a road another secret for pushing; return whether there is such a road."""
    asked = {"name": name, "push_sha256": hashed(secret), "now": now}
    return (await conn.execute(load("sources_rekey"), asked)).rowcount == 1


async def kind_of(conn: AsyncConnection[Any], name: str) -> str | None:
    """Return the kind of a road, None when there is no such road."""
    row = await (await conn.execute(load("sources_kind"), {"name": name})).fetchone()
    return None if row is None else str(row[0])


async def pusher_kind(conn: AsyncConnection[Any], name: str, secret: str) -> str | None:
    """Return the kind of a road that this secret may push by, None when it may not."""
    row = await (await conn.execute(load("sources_pusher"), {"name": name})).fetchone()
    if row is None:
        return None
    kind, wanted = row
    return str(kind) if hmac.compare_digest(bytes(wanted), hashed(secret)) else None


def hashed(secret: str) -> bytes:
    """Return what is kept of a secret; it is random and long, so one round is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


async def states(conn: AsyncConnection[Any]) -> list[SourceState]:
    """Return how each road does, by name."""
    async with conn.cursor(row_factory=class_row(SourceState)) as cursor:
        await cursor.execute(load("source_states"))
        return await cursor.fetchall()


async def put_state(
    conn: AsyncConnection[Any],
    source: str,
    *,
    kind: str,
    connected_since: datetime | None,
    last_message_at: datetime | None,
    messages: int,
    error: str | None,
    error_at: datetime | None,
    now: datetime,
) -> None:
    """Say how a road does now; `messages` came since this was said last."""
    await conn.execute(
        load("source_state_put"),
        {
            "source": source,
            "kind": kind,
            "connected_since": connected_since,
            "last_message_at": last_message_at,
            "messages": messages,
            "error": error,
            "error_at": error_at,
            "now": now,
        },
    )


async def forget_state(conn: AsyncConnection[Any], source: str) -> None:
    """Forget how a road did, if it is gone; whoever read it may have spoken of it once more."""
    await conn.execute(load("source_state_forget"), {"source": source})


async def put_backfilled(
    conn: AsyncConnection[Any], source: str, *, kind: str, until: datetime, now: datetime
) -> None:
    """Say that what a server's storage has is here up to a moment."""
    asked = {"source": source, "kind": kind, "backfilled_to": until, "now": now}
    await conn.execute(load("source_backfilled"), asked)
