"""`redecode`: read the kept messages of a model's devices again, and mend what is stored of them.

One UTC day of receipt is one transaction, read and mended in the command's own process: not
through the inbox, where readings would be missing between their deletion and their return.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import numpy as np

from ingest.readers import Readers
from ingest.redecode.comparing import Again, Changes, by_origin, compare, unknown_to
from ingest.redecode.reading import ReadAgain, read_again
from store import blocks, partitions, redecode, sealed
from store import redecode_changes as mending
from store.instants import from_us
from store.pool import Connection
from store.redecode import Key, Observed, Passed
from store.redecode_changes import Act

_BLOCKS_AT_ONCE: Final = 500
_REASONS_MAX: Final = 3


class AnotherRunsError(Exception):
    """Somebody else redecodes at this moment."""


@dataclass(slots=True, kw_only=True)
class Day:
    """What became of one day of receipt."""

    day: date
    messages: int = 0
    unreadable: int = 0
    withdrawn: int = 0
    replaced: int = 0
    added: int = 0
    kept: int = 0
    archived: dict[str, int] = field(default_factory=dict)  #: left alone, by sealed month
    reasons: list[str] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many readings are not as they were."""
        return self.withdrawn + self.replaced + self.added


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to read again, for whom, and whether to keep what comes of it."""

    model: str
    since: datetime
    who: str
    dry_run: bool = False


async def run(
    conn: Connection, readers: Readers, wish: Wish, *, now: datetime
) -> AsyncIterator[Day]:
    """Read again day by day, oldest first; yield what became of each day.

    Raises
    ------
    AnotherRunsError
        Another redecode is under way.
    """
    if not await redecode.lock(conn):
        raise AnotherRunsError("another redecode is under way: wait for its end")
    await readers.replace(conn)
    act: Act | None = None
    total: Counter[str] = Counter()
    for day, of_day in (await redecode.blocks(conn, wish.since)).items():
        async with conn.transaction(force_rollback=wish.dry_run):
            readers.forget_numbers()  # those of a rehearsal were taken back
            done, changes, owner = await _compared(conn, readers, wish.model, day, of_day)
            if done.changed:
                act = act or await _begin(conn, wish, now)
                await _mend(conn, act, changes, owner)
        if wish.dry_run:
            act = None  # taken back with its day
        total += Counter(withdrawn=done.withdrawn, replaced=done.replaced, added=done.added)
        yield done
    if act is not None:
        await mending.close(conn, act, dict(total))


async def _begin(conn: Connection, wish: Wish, now: datetime) -> Act:
    detail: dict[str, object] = {"model": wish.model, "since": wish.since.isoformat()}
    number = await blocks.open_run(conn, "redecode", detail | {"who": wish.who}, now=now)
    return Act(run=number, who=wish.who, now=now)


async def _compared(
    conn: Connection, readers: Readers, model: str, day: date, of_day: Sequence[int]
) -> tuple[Day, Changes, dict[int, str]]:
    """Read a day again and compare; return also whose each channel is.

    What was measured in sealed months is left alone: there is nothing to compare it with.
    """
    closed = await sealed.hold_all(conn)
    again = await _read(conn, readers, day, of_day, await redecode.devices(conn, model))
    owner = {
        channel: device
        for device, channels in (await redecode.devices(conn, model)).items()
        for channel in channels
    }
    held = await redecode.stored(conn, sorted(owner), of_day)
    archived: dict[str, int] = {}
    if closed:
        again.rows, archived = _apart(again.rows, closed)
        held = [row for row in held if _month(row.key) not in closed]
    elsewhere = await redecode.present(conn, unknown_to(held, again.rows))
    changes = compare(held, again.rows, elsewhere).without_withdrawing(
        lambda row: (row.origin, owner[row.key.channel]) in again.unread
    )
    done = Day(
        day=day,
        messages=again.messages,
        unreadable=len(again.reasons),
        withdrawn=len(changes.withdrawn),
        replaced=len(changes.replaced),
        added=len(changes.added),
        kept=changes.kept,
        archived=archived,
        reasons=list(dict.fromkeys(again.reasons))[:_REASONS_MAX],
    )
    return done, changes, owner


def _apart(rows: Sequence[Again], closed: Collection[date]) -> tuple[list[Again], dict[str, int]]:
    """Return the rows of open months, and how many are of each closed one."""
    months = [_month(row.key) for row in rows]
    left = Counter(f"{month:%Y-%m}" for month in months if month in closed)
    kept = [row for row, month in zip(rows, months, strict=True) if month not in closed]
    return kept, dict(left)


def _month(key: Key) -> date:
    return from_us(key.time_us).date().replace(day=1)


async def _read(
    conn: Connection, readers: Readers, day: date, of_day: Sequence[int], devices: Collection[str]
) -> ReadAgain:
    whole = ReadAgain()
    for start in range(0, len(of_day), _BLOCKS_AT_ONCE):
        kept = await redecode.payloads(conn, day, of_day[start : start + _BLOCKS_AT_ONCE])
        part = await read_again(conn, readers, kept, devices)
        whole.rows += part.rows
        whole.messages += part.messages
        whole.unread |= part.unread
        whole.reasons += part.reasons
    return whole


async def _mend(conn: Connection, act: Act, changes: Changes, owner: dict[int, str]) -> None:
    """Bring what is stored to what the messages say now."""
    gone = [row.key for row in changes.withdrawn]
    # A vehicle has no value that could be replaced under its identity: it is taken out and in.
    gone += [old.key for old, _ in changes.replaced if isinstance(old.key, Passed)]
    await mending.withdraw(conn, act, gone)
    times = np.array([row.key.time_us for row in changes.added], dtype=np.int64)
    await partitions.ensure_partitions(conn, sorted(partitions.months_of(times)))
    stored: Counter[str] = Counter()
    for origin, (replaced, added) in by_origin(changes).items():
        rows = [*replaced, *added]
        block = await mending.open_block(conn, act, origin, len(rows))
        await mending.replace(
            conn, act, [(r.key, r.value) for r in replaced if isinstance(r.key, Observed)], block
        )
        new = [r for r in replaced if isinstance(r.key, Passed)] + added
        await mending.insert(conn, act, [(r.key, r.value) for r in new], block)
        stored.update(owner[row.key.channel] for row in rows)
    await mending.count(conn, act, stored)
    touched = [(row.key, row.value) for row in changes.withdrawn]
    for old, new_row in changes.replaced:
        touched += [(old.key, old.value), (new_row.key, new_row.value)]
    touched += [(row.key, row.value) for row in changes.added]
    await mending.settle(conn, touched)
