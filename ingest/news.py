"""What ingest knows of codecs, models and names is old as soon as somebody changes them."""

import asyncio
from typing import Final

import structlog

from ingest.database import Database
from store import faults, naming
from store.pool import Connection

_TURN_S: Final = 20.0
_AGAIN_S: Final = 1.0
log = structlog.get_logger(__name__)


class News:
    """Counts the changes that the database tells of: who has seen another number asks again."""

    def __init__(self) -> None:
        self.number = 0
        self._heard_by: Connection | None = None

    async def follow(self, database: Database) -> None:
        """Listen until cancelled; what is said while the database is away counts as a change.

        Parameters
        ----------
        database
            One of its own: it waits most of the time, at most 20 s in one use.
        """
        while True:
            try:
                async with database.use() as conn:
                    await self._hear(conn)
            except faults.AwayError:
                await database.drop()
            except (faults.AgainError, faults.RefusedError) as why:
                log.warning("registry_not_followed", why=str(why))
            else:
                continue
            await asyncio.sleep(_AGAIN_S)

    async def _hear(self, conn: Connection) -> None:
        if conn is not self._heard_by:
            await naming.listen(conn)
            self._heard_by = conn
            self.number += 1
        if await naming.woken(conn, most_s=_TURN_S):
            self.number += 1
