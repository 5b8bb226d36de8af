"""Whose a message is and how it is read: names of devices, operators' models, vendors' decoders."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCodec:
    """A vendor's decoder; `source` None: its text is known already."""

    sha256: str
    name: str
    source: str | None


async def aliases(conn: AsyncConnection[Any], asked: list[str] | None = None) -> dict[str, str]:
    """Return device by alias, of all devices or of the aliases asked for.

    Aliases are as messages bring them: in lower case, addresses without separators (`alias_key`).
    """
    cursor = await conn.execute(load("naming_aliases"), {"aliases": asked})
    return dict(await cursor.fetchall())


async def heard(conn: AsyncConnection[Any]) -> dict[str, str]:
    """Return device by the names under which network servers have spoken of it."""
    return dict(await (await conn.execute(load("naming_heard"))).fetchall())


async def models(conn: AsyncConnection[Any]) -> dict[str, str]:
    """Return the operator's own model files by their ids."""
    return dict(await (await conn.execute(load("naming_models"))).fetchall())


async def listen(conn: AsyncConnection[Any]) -> None:
    """Let the database say on this connection when codecs, models or names have changed."""
    await conn.execute(load("naming_listen"))


async def woken(conn: AsyncConnection[Any], *, most_s: float) -> bool:
    """Wait for the database to say so; False when it did not in that time.

    What it said since the last call, while other statements ran, counts.
    """
    said = False
    async for _ in conn.notifies(timeout=most_s, stop_after=1):
        said = True
    return said


async def codecs(conn: AsyncConnection[Any], known: Collection[str] = ()) -> list[StoredCodec]:
    """Return vendors' decoders, the newest of each name last.

    Parameters
    ----------
    known
        Hashes of those whose text need not be sent again.
    """
    cursor = await conn.execute(load("naming_codecs"), {"known": sorted(known)})
    return [StoredCodec(sha256=s, name=n, source=t) for s, n, t in await cursor.fetchall()]
