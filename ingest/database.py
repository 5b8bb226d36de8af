"""One connection of ingest, made again when it is lost, and the run its blocks belong to."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from ingest import clock
from store import blocks, faults
from store.hanging import bounded
from store.pool import Connection, Role, connect

_CONNECT_MAX_S = 10.0


class Database:
    """A connection that is opened when it is needed and dropped when it fails.

    Parameters
    ----------
    answer_max_s
        The longest that one use of it may take: a server that takes longer hangs. [s]
    """

    def __init__(self, dsn: str, role: Role, *, answer_max_s: float = 60.0) -> None:
        self._dsn = dsn
        self._role = role
        self._answer_max_s = answer_max_s
        self._held = AsyncExitStack()
        self._conn: Connection | None = None
        self._run: int | None = None

    @asynccontextmanager
    async def use(self) -> AsyncGenerator[Connection]:
        """Lend the connection, open, for one transaction or question.

        Raises
        ------
        store.faults.AwayError
            The database cannot be reached, does not let us in, or does not answer in time.
        store.faults.AgainError, store.faults.RefusedError
            As what is done inside deserves.
        """
        conn = await self._open()
        async with faults.told_apart(), bounded(conn, self._answer_max_s):
            yield conn

    async def _open(self) -> Connection:
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
