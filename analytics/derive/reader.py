"""Raw readings in one transaction: what several sites need of the same time is read in one go."""

from collections.abc import Sequence

from store import raw, together
from store.pool import Connection
from store.raw import RawReadings, Stretch


class Reader:
    """Raw readings as they stand while a claim holds.

    What was read ahead is handed out once more as long as this lives: the claim keeps other
    workers out, and what ingest commits meanwhile has marks of its own.
    """

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self._ahead: dict[Stretch, RawReadings] = {}

    async def ahead(self, stretches: Sequence[Stretch]) -> None:
        """Read what will be asked for."""
        wanted = list(dict.fromkeys(stretches))
        self._ahead.update(zip(wanted, await together.readings(self.conn, wanted), strict=True))

    async def readings(self, stretches: Sequence[Stretch]) -> list[RawReadings]:
        """Return the readings of each stretch; those not read ahead are read now."""
        missing = list(dict.fromkeys(s for s in stretches if s not in self._ahead))
        found = dict(zip(missing, await raw.readings(self.conn, missing), strict=True))
        return [self._ahead[s] if s in self._ahead else found[s] for s in stretches]
