"""Connections: in UTC, autocommit, as one role, with a bound on every statement."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final, Literal

from psycopg import AsyncConnection, sql
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool

from store import arrays

Role = Literal["wegwarte_ingest", "wegwarte_derive", "wegwarte_read", "wegwarte_registry"]
Connection = AsyncConnection[tuple[Any, ...]]
Pool = AsyncConnectionPool[Connection]


#: A server that is switched off says no goodbye: by default the kernel asks after two hours. [s]
_ALIVE: Final = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,
}


def noticing(dsn: str) -> dict[str, Any]:
    """Return what to connect with so that a vanished server is noticed within half a minute.

    What the address itself says holds.
    """
    return _ALIVE | conninfo_to_dict(dsn)


async def prepare(conn: AsyncConnection[Any], role: Role | None, statement_timeout_ms: int) -> None:
    """Set the session up: role, UTC, and a bound on every statement."""
    arrays.register(conn)
    await conn.set_autocommit(True)
    if role is not None:
        await conn.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
    await conn.execute("set timezone to 'UTC'")
    await conn.execute(
        sql.SQL("set statement_timeout to {}").format(sql.Literal(statement_timeout_ms))
    )


@asynccontextmanager
async def connect(
    dsn: str, role: Role | None = None, *, statement_timeout_ms: int = 30_000
) -> AsyncGenerator[Connection]:
    """Open one connection, set up like those of the pool."""
    conn = await AsyncConnection.connect(**noticing(dsn), autocommit=True)
    async with conn:
        await prepare(conn, role, statement_timeout_ms)
        yield conn


@asynccontextmanager
async def open_pool(
    dsn: str,
    role: Role | None = None,
    *,
    connections_max: int = 4,
    statement_timeout_ms: int = 30_000,
) -> AsyncGenerator[Pool]:
    """Open a pool whose connections act as `role`; it reconnects by itself.

    Parameters
    ----------
    role
        Group role that every connection takes on; None keeps the login role (migrations).
    connections_max
        The most connections it opens. [connections]
    statement_timeout_ms
        Bound on every statement. [ms]
    """

    async def configure(conn: AsyncConnection[Any]) -> None:
        await prepare(conn, role, statement_timeout_ms)

    pool: Pool = AsyncConnectionPool(
        min_size=1,
        max_size=connections_max,
        configure=configure,
        kwargs={"autocommit": True, **noticing(dsn)},
        check=AsyncConnectionPool.check_connection,
        open=False,
    )
    async with pool:
        yield pool
