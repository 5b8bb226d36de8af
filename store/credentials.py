"""Credentials of devices at the broker: a user name and hashes of a secret, never the secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One credential; `id` is the user name at the broker, `<device>_<number>`."""

    id: str
    device: str
    created_at: datetime
    revoked_at: datetime | None
    retired_at: datetime | None  #: of the device: from then on no credential of it holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a broker is told of one credential.

    Parameters
    ----------
    bcrypt
        `$2b$…`, as NATS reads it.
    pbkdf2
        `$7$<rounds>$<salt>$<hash>`, as Mosquitto reads it.
    """

    user: str
    device: str
    bcrypt: str
    pbkdf2: str


async def add(
    conn: AsyncConnection[Any], device: str, *, bcrypt: str, pbkdf2: str, now: datetime
) -> str | None:
    """Give a device a credential; return its user name, None when there is no such device."""
    asked = {"device": device, "bcrypt": bcrypt, "pbkdf2": pbkdf2, "now": now}
    row = await (await conn.execute(load("credential_add"), asked)).fetchone()
    return None if row is None else str(row[0])


async def revoke(conn: AsyncConnection[Any], named: str, *, now: datetime) -> list[str]:
    """Revoke one credential by its user name, or all of a device; return which."""
    cursor = await conn.execute(load("credential_revoke"), {"named": named, "now": now})
    return sorted(str(user) for (user,) in await cursor.fetchall())


async def listed(conn: AsyncConnection[Any], *, device: str | None = None) -> list[Credential]:
    """Return the credentials of one device, or of all."""
    async with conn.cursor(row_factory=class_row(Credential)) as cursor:
        await cursor.execute(load("credentials_list"), {"device": device})
        return await cursor.fetchall()


async def logins(conn: AsyncConnection[Any], *, now: datetime) -> list[Login]:
    """Return who may log in at the broker, by device."""
    async with conn.cursor(row_factory=class_row(Login)) as cursor:
        await cursor.execute(load("credential_logins"), {"now": now})
        return await cursor.fetchall()


async def without(conn: AsyncConnection[Any], *, now: datetime) -> list[str]:
    """Return the devices that speak to our broker themselves and cannot log in yet."""
    cursor = await conn.execute(load("credential_missing"), {"now": now})
    return [str(device) for (device,) in await cursor.fetchall()]
