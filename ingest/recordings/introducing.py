"""Make the pseudo-devices of recordings known, and what their files say, without their readings."""

from collections.abc import Callable
from datetime import datetime

from ingest.recordings.bookkeeping import Bookkeeping
from ingest.recordings.importing import lock, remember
from ingest.recordings.mapping import Mapping
from ingest.recordings.recording import Recording
from ingest.recordings.registration import Registration
from store import imported, imports
from store.blocks import open_run
from store.pool import Connection


class Introduction:
    """Enters sites, devices, channels, deployments and capacities, file by file.

    The same as an import does, under a run of its own; the readings come by MQTT.
    """

    def __init__(
        self, conn: Connection, mapping: Mapping, run: int, clock: Callable[[], datetime]
    ) -> None:
        self._conn = conn
        self._run = run
        self._clock = clock
        self._books = Bookkeeping(mapping.id)
        self._names = Registration(mapping.id, sample=False)

    @classmethod
    async def begin(
        cls, conn: Connection, mapping: Mapping, clock: Callable[[], datetime]
    ) -> "Introduction":
        """Begin a run; raises `BusyError` while an import runs."""
        await lock(conn)
        detail: dict[str, object] = {"mapping": mapping.id, "replay": True}
        begun = cls(conn, mapping, await open_run(conn, "import", detail, now=clock()), clock)
        await begun._books.load(conn)
        return begun

    async def enter(self, recording: Recording) -> None:
        """Make one file known; committed before its readings are published."""
        async with self._conn.transaction():
            await self._names.enter(self._conn, recording, now=self._clock())
            await remember(self._conn, recording, self._books, self._names, self._run)
            channels = {self._names.channel(c) for c in recording.channels}
            channels |= self._books.of_scope(recording.scope)
            changed = await self._books.settle_deployments(self._conn, channels)
            sites = {c.site for c in recording.capacities}
            marks = await self._books.settle_capacities(self._conn, sites)
            marks |= {(datastream, day) for _, datastream, day in changed}
            await imported.mark(self._conn, marks, cause=self._books.source)

    async def finish(self) -> None:
        """End the run."""
        await imports.progress(self._conn, self._run, {}, finished_at=self._clock())
