"""API keys: who may do what through the interface, shown once and kept as a hash.

A key is `ww_<id>_<secret>`. Its secret holds 256 random bits, so one round of SHA-256 keeps it as
well as a slow hash would, and a request costs no more for it.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import class_row, dict_row

from store.queries import load

#: How often the last use of a key is written down at most.
USE_WRITTEN_EVERY: Final = timedelta(minutes=1)
PREFIX: Final = "ww_"
_TOKEN: Final = re.compile(r"ww_(?P<id>[0-9a-f]{12})_(?P<secret>[A-Za-z0-9_-]{43})")
_ID_BYTES: Final = 6
_SECRET_BYTES: Final = 32


class Scope(StrEnum):
    """What a key is good for. Every key may read what a person who is logged in may read."""

    READ = "read"  #: nothing beyond reading
    REGISTRY_WRITE = "registry:write"  #: sites, devices, deployments, marks, measures
    UPLINKS_PUSH = "uplinks:push"  #: messages of every source, as a network server sends them


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """One key, without its secret."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @property
    def who(self) -> str:
        """The holder's name in the audit."""
        return f"key {self.id}" + (f" ({self.name})" if self.name else "")

    def ended(self, now: datetime) -> str | None:
        """Return in words why the key is worth nothing any more; None when it holds."""
        if self.revoked_at is not None:
            return f"it was revoked at {self.revoked_at:%Y-%m-%d %H:%M}Z"
        if self.expires_at is not None and self.expires_at <= now:
            return f"it expired at {self.expires_at:%Y-%m-%d %H:%M}Z"
        return None


async def add(
    conn: AsyncConnection[Any],
    *,
    name: str,
    scopes: list[str],
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """Add a key; return it whole, for the only time."""
    key, secret = secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
    asked = {
        "id": key,
        "name": name,
        "scopes": scopes,
        "now": now,
        "expires_at": expires_at,
        "sha256": _hashed(secret),
    }
    await conn.execute(load("key_add"), asked)
    return f"{PREFIX}{key}_{secret}"


async def listed(conn: AsyncConnection[Any]) -> list[StoredKey]:
    """Return every key, oldest first."""
    async with conn.cursor(row_factory=class_row(StoredKey)) as cursor:
        await cursor.execute(load("keys_list"))
        return await cursor.fetchall()


async def revoke(conn: AsyncConnection[Any], key: str, *, now: datetime) -> bool:
    """End a key; return whether there was one that held."""
    return (await conn.execute(load("key_revoke"), {"id": key, "now": now})).rowcount == 1


async def presented(conn: AsyncConnection[Any], token: str) -> StoredKey | None:
    """Return the key a token belongs to, even one that has ended; None when it is no key of ours.

    An unknown id and a wrong secret cost the same comparison.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(load("key_find"), {"id": match["id"]})
        found = await cursor.fetchone()
    wanted = bytes(32) if found is None else bytes(found["sha256"])
    same = hmac.compare_digest(wanted, _hashed(match["secret"]))
    if found is None or not same:
        return None
    return StoredKey(**{field.name: found[field.name] for field in fields(StoredKey)})


async def used(conn: AsyncConnection[Any], key: StoredKey, *, now: datetime) -> None:
    """Write down that a key was used, at most once in `USE_WRITTEN_EVERY`."""
    if key.last_used_at is not None and now - key.last_used_at < USE_WRITTEN_EVERY:
        return
    await conn.execute(load("key_used"), {"id": key.id, "now": now, "pause": USE_WRITTEN_EVERY})


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
