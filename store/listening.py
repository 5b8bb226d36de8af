"""What has arrived since one last looked: kept messages, and those that were set aside.

Numbers are given before a transaction commits, so a lower one may appear after a higher one. So a
look begins a little before the newest number that was seen, and leaves out what it knows already.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store import redecode
from store.queries import load
from store.redecode import Kept

_BACK: Final = 100
_BLOCKS_MAX: Final = 200
_REJECTED_MAX: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A whole message that was set aside."""

    id: int
    source: str
    device: str
    cause: str
    topic: str
    received: datetime
    detail: str
    payload: bytes


@dataclass(slots=True)
class Seen:
    """Numbers that were seen: the newest, and which of those just before it."""

    newest: int
    recent: deque[int] = field(default_factory=lambda: deque(maxlen=_BACK + _REJECTED_MAX))
    began: int = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.newest

    @property
    def after(self) -> int:
        """Where the next look begins."""
        return max(self.newest - _BACK, self.began)

    def is_new(self, number: int) -> bool:
        """Whether a number was not seen before; it is from now on."""
        if number in self.recent:
            return False
        self.recent.append(number)
        self.newest = max(self.newest, number)
        return True


class Listening:
    """One listener's place in what arrives."""

    def __init__(self, blocks: int, rejected: int) -> None:
        self._blocks, self._rejected = Seen(blocks), Seen(rejected)

    @classmethod
    async def from_now(cls, conn: AsyncConnection[Any]) -> "Listening":
        """Begin with what comes next."""
        row = await (await conn.execute(load("listen_position"))).fetchone()
        if row is None:
            raise LookupError("store/sql/listen_position.sql returned no row, and always should")
        return cls(*row)

    async def kept(self, conn: AsyncConnection[Any], *, now: datetime) -> list[Kept]:
        """Return the blocks that came, with their messages, oldest first."""
        asked = {"day": now.date(), "after": self._blocks.after, "limit": _BACK + _BLOCKS_MAX}
        cursor = await conn.execute(load("listen_blocks"), asked)
        rows = await cursor.fetchall()
        of_day: dict[Any, list[int]] = {}
        for block, day in rows:
            if self._blocks.is_new(block):
                of_day.setdefault(day, []).append(block)
        found = [await redecode.payloads(conn, day, blocks) for day, blocks in of_day.items()]
        return sorted((kept for part in found for kept in part), key=lambda kept: kept.block)

    async def refused(self, conn: AsyncConnection[Any]) -> list[Refused]:
        """Return the whole messages that were set aside, oldest first."""
        asked = {"after": self._rejected.after, "limit": _BACK + _REJECTED_MAX}
        async with conn.cursor(row_factory=class_row(Refused)) as cursor:
            await cursor.execute(load("listen_rejected"), asked)
            return [row for row in await cursor.fetchall() if self._rejected.is_new(row.id)]


async def devices_at(conn: AsyncConnection[Any], site: str, *, now: datetime) -> set[str]:
    """Return the devices deployed at a site now."""
    cursor = await conn.execute(load("listen_at_site"), {"site": site, "now": now})
    return {str(device) for (device,) in await cursor.fetchall()}
