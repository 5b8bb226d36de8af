"""One connection of ingest, made again when it is lost, and the run its blocks belong to."""

import asyncio
from contextlib import AsyncExitStack, suppress

from ingest import clock
from store import blocks, faults
from store.pool import Connection, Role, connect

_CONNECT_MAX_S = 10.0


class Database:
    """A connection that is opened when it is needed and dropped when it fails."""

    def __init__(self, dsn: str, role: Role) -> None:
        self._dsn = dsn
        self._role = role
        self._held = AsyncExitStack()
        self._conn: Connection | None = None
        self._run: int | None = None

    async def connection(self) -> Connection:
        """Return the connection, open.

        Raises
        ------
        store.faults.AwayError
            The database cannot be reached, or does not let us in.
        """
        if self._conn is not None and not self._conn.closed:
            return self._conn
        await self.drop()
        async with faults.told_apart():
            # The bound is on connecting alone; the connection outlives it.
            opening = connect(self._dsn, self._role)
            async with asyncio.timeout(_CONNECT_MAX_S):
                self._conn = await self._held.enter_async_context(opening)
        return self._conn

    async def run(self, conn: Connection) -> int:
        """Return the number of this ingest's run, opened at its first batch."""
        if self._run is None:
            self._run = await blocks.open_run(conn, "live", {}, now=clock.now())
        return self._run

    async def drop(self) -> None:
        """Close the connection; the next caller gets another, and blocks belong to another run."""
        self._conn, self._run = None, None
        held, self._held = self._held, AsyncExitStack()
        with suppress(faults.AwayError):  # it is lost: that is why it is dropped
            async with faults.told_apart():
                await held.aclose()
