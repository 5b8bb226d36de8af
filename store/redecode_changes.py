"""Changing what is stored to what a second reading of the messages says, in one transaction.

Nothing is lost: what was taken out or replaced is kept in `superseded` and `superseded_passage`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from store import arrays, dirty
from store.instants import DAY_US
from store.observations import insert as insert_observations
from store.passages import Passages
from store.passages import insert as insert_passages
from store.queries import load
from store.redecode import Key, Observed, Passed, Value, identity, numbers
from store.rows import NO_DURATION, Observations

CAUSE: Final = "redecode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Under which name a change is written down."""

    run: int
    who: str
    now: datetime

    def parameters(self) -> dict[str, Any]:
        """Return what the SQL takes."""
        return {"run": self.run, "who": self.who, "now": self.now, "cause": CAUSE}


async def open_block(conn: AsyncConnection[Any], act: Act, reads: int, readings: int) -> int:
    """Begin a block for what a second reading of a block's messages stores."""
    asked = {"run": act.run, "now": act.now, "reads": reads, "readings": readings}
    row = await (await conn.execute(load("redecode_block"), asked)).fetchone()
    if row is None:
        raise LookupError("store/sql/redecode_block.sql returned no row, and always should")
    return int(row[0])


async def withdraw(conn: AsyncConnection[Any], act: Act, keys: Sequence[Key]) -> None:
    """Take rows out; they are kept in `superseded` and `superseded_passage`."""
    observed = [key for key in keys if isinstance(key, Observed)]
    passed = [key for key in keys if isinstance(key, Passed)]
    if observed:
        await conn.execute(load("redecode_withdraw"), identity(observed) | act.parameters())
    if passed:
        asked = identity(passed) | {"n": numbers(passed)}
        await conn.execute(load("redecode_withdraw_passages"), asked | act.parameters())


async def replace(
    conn: AsyncConnection[Any], act: Act, rows: Sequence[tuple[Observed, Value]], block: int
) -> None:
    """Put other values in the place of stored ones, which are kept in `superseded`."""
    if rows:
        columns = _observations(rows).columns()
        of_block = arrays.Int8(np.full(len(rows), block, dtype=np.int64))
        await conn.execute(
            load("redecode_replace"), {**columns, "block": of_block, **act.parameters()}
        )


async def insert(
    conn: AsyncConnection[Any], act: Act, rows: Sequence[tuple[Key, Value]], block: int
) -> None:
    """Store rows that only the second reading has found; none of them is stored."""
    observed = [(key, value) for key, value in rows if isinstance(key, Observed)]
    passed = [(key, value) for key, value in rows if isinstance(key, Passed)]
    if observed:
        await insert_observations(conn, block, _observations(observed), now=act.now)
    if passed:
        await insert_passages(conn, block, _passages(passed))


async def close(conn: AsyncConnection[Any], act: Act, detail: dict[str, int]) -> None:
    """End the run, and write down what it came to."""
    asked = {"run": act.run, "detail": Jsonb(detail), "finished_at": act.now}
    await conn.execute(load("run_progress"), asked)


async def count(conn: AsyncConnection[Any], act: Act, stored: Mapping[str, int]) -> None:
    """Count in the ledger what was stored, by device."""
    if stored:
        names = sorted(stored)
        numbers = arrays.Int8(np.array([stored[name] for name in names], dtype=np.int64))
        asked = {"device": arrays.Texts(names), "n": numbers, "now": act.now}
        await conn.execute(load("redecode_ledger"), asked)


async def settle(conn: AsyncConnection[Any], touched: Sequence[tuple[Key, Value]]) -> None:
    """Look the newest values of touched channels up again, and mark touched days."""
    if not touched:
        return
    observed = [(key, value) for key, value in touched if isinstance(key, Observed)]
    passed = [key for key, _ in touched if isinstance(key, Passed)]
    if observed:
        channels = sorted({key.channel for key, _ in observed})
        await conn.execute(load("import_undo_latest"), {"channel": channels})
        await conn.execute(load("import_undo_newest"), {"channel": channels})
        await dirty.mark(conn, *dirty.touched_days(_observations(observed)), cause=CAUSE)
    if passed:
        channel = np.array([key.channel for key in passed], dtype=np.int32)
        day = np.array([key.time_us // DAY_US for key in passed], dtype=np.int64)
        await dirty.mark(conn, *dirty.distinct(channel, day), cause=CAUSE)


def _observations(rows: Sequence[tuple[Observed, Value]]) -> Observations:
    duration, result, quality = zip(*(value for _, value in rows), strict=True)
    lengths = [NO_DURATION if length is None else length for length in duration]
    return Observations(
        channel=np.array([key.channel for key, _ in rows], dtype=np.int32),
        time_us=np.array([key.time_us for key, _ in rows], dtype=np.int64),
        duration_ms=np.array(lengths, dtype=np.int32),
        result=np.array(result, dtype=np.float64),
        quality=np.array(quality, dtype=np.int16),
    )


def _passages(rows: Sequence[tuple[Passed, Value]]) -> Passages:
    speed, length, kind, quality = zip(*(value for _, value in rows), strict=True)
    kinds = [-1 if one is None else one for one in kind]
    return Passages(
        channel=np.array([key.channel for key, _ in rows], dtype=np.int32),
        time_us=np.array([key.time_us for key, _ in rows], dtype=np.int64),
        n=np.array([key.n for key, _ in rows], dtype=np.int32),
        speed_km_h=np.array(speed, dtype=np.float32),
        length_m=np.array(length, dtype=np.float32),
        vehicle_class=np.array(kinds, dtype=np.int16),
        quality=np.array(quality, dtype=np.int16),
    )
