"""Imports of recordings: what one transaction stores, and what is known of earlier files.

One import at a time (`lock`). A transaction stores readings of some files together with their
place in the ledger, the newest values, the marks for `derive`, the files' own facts, and the
deployments and capacities that follow from them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from store import (
    arrays,
    blocks,
    dirty,
    import_marks,
    import_vehicles,
    latest,
    ledger,
    observations,
    sealed,
)
from store.fate import Fate
from store.instants import span, to_us
from store.messages import Batch, Message
from store.passages import Passages
from store.queries import load
from store.rows import Observations


def _nobody() -> NDArray[np.int32]:
    return np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Readings of some files, for one block.

    Parameters
    ----------
    source
        By which road: `import:<mapping>`.
    senders
        (device, file) of each part of a file; the ledger counts them as messages.
    sender
        Of each row, its position in `senders`.
    who
        Who corrects, for `superseded`; None: stored values stay.
    vehicle_sender
        Of each of `vehicles`, its position in `senders`.
    """

    source: str
    run: int
    rows: Observations
    senders: list[tuple[str, str]]
    sender: NDArray[np.int32]
    who: str | None
    vehicles: Passages = import_vehicles.NOBODY
    vehicle_sender: NDArray[np.int32] = field(default_factory=_nobody)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of it.

    Parameters
    ----------
    fate, vehicle_fate
        Of each row and of each vehicle (`store.fate.Fate`).
    corrected
        (channel, time_us, old, new) of rows that replaced a stored value; NaN is null.
    touched
        (channel, UTC day) pairs that rows changed and that are marked. [days since 1970]
    """

    fate: NDArray[np.int8]
    corrected: list[tuple[int, int, float, float]]
    touched: set[tuple[int, int]]
    vehicle_fate: NDArray[np.int8]


async def lock(conn: AsyncConnection[Any]) -> bool:
    """Become the only import until the connection ends; False when another one runs."""
    row = await (await conn.execute(load("import_lock"))).fetchone()
    return row is not None and bool(row[0])


async def deliver(conn: AsyncConnection[Any], delivery: Delivery, *, now: datetime) -> Delivered:
    """Store the readings of a delivery; runs inside the caller's transaction."""
    (refused,) = await sealed.among(conn, delivery.rows.time_us, now=now)
    senders = [device for device, _ in delivery.senders]
    vehicles = await import_vehicles.open_ones(
        conn, delivery.source, delivery.vehicles, senders, delivery.vehicle_sender, now=now
    )
    if refused.any():
        devices = np.array(senders)
        named = devices[delivery.sender[refused]]
        rest = delivery.rows.take(np.flatnonzero(refused))
        await import_marks.refuse(conn, delivery.source, rest, named, now=now)
    taken = np.flatnonzero(~refused)
    rows = delivery.rows.take(taken) if refused.any() else delivery.rows
    block = await blocks.open_block(
        conn,
        delivery.source,
        delivery.run,
        received_from=now,
        received_to=now,
        messages=len(delivery.senders),
        readings=len(rows) + len(vehicles),
    )
    corrected = await _correct(conn, delivery, rows, block, now) if delivery.who else []
    fate = await observations.insert(conn, block, rows, now=now, often_new=True)
    every = np.full(len(delivery.rows), Fate.REFUSED, dtype=np.int8)
    every[taken] = fate
    passed = await import_vehicles.insert(
        conn, block, delivery.vehicles, vehicles, source=delivery.source
    )
    await _account(conn, delivery, every, passed, now)
    stored = rows.take(np.flatnonzero(fate == Fate.STORED))
    await latest.raise_to(conn, stored, received=now)
    changed = rows.take(np.flatnonzero(fate != Fate.DUPLICATE))
    channels, days = dirty.touched_days(changed)
    touched = set(zip(channels.tolist(), days.tolist(), strict=True))
    await import_marks.mark(conn, touched, corrected, source=delivery.source)
    await sealed.forgive(conn, rows, delivery.vehicles, now=now)
    return Delivered(fate=every, corrected=corrected, touched=touched, vehicle_fate=passed)


async def _correct(
    conn: AsyncConnection[Any], delivery: Delivery, rows: Observations, block: int, now: datetime
) -> list[tuple[int, int, float, float]]:
    """Replace stored values that differ; they then carry this block, so `insert` passes them."""
    if len(rows) == 0:
        return []
    cursor = await conn.execute(
        load("import_correct"),
        {
            **rows.columns(),
            **span(rows.time_us),
            "block": block,
            "cause": delivery.source,
            "who": delivery.who,
            "now": now,
        },
    )
    return [
        (channel, to_us(time), nan if old is None else old, nan if new is None else new)
        for channel, time, old, new in await cursor.fetchall()
    ]


async def _account(
    conn: AsyncConnection[Any],
    delivery: Delivery,
    fate: NDArray[np.int8],
    vehicle_fate: NDArray[np.int8],
    now: datetime,
) -> None:
    messages = [
        Message(topic=name, device=device, received=now, payload=b"", payload_length=0)
        for device, name in delivery.senders
    ]
    if not messages:
        return
    batch = Batch(
        source=delivery.source,
        run=delivery.run,
        messages=messages,
        observations=delivery.rows,
        observation_message=delivery.sender,
        passages=delivery.vehicles,
        passage_message=delivery.vehicle_sender,
        frames=[],
        set_aside=[],
    )
    hour = now.replace(minute=0, second=0, microsecond=0)
    await ledger.add(conn, batch, fate, vehicle_fate, hour=hour)


async def stored_values(conn: AsyncConnection[Any], rows: Observations) -> NDArray[np.float64]:
    """Return the stored value of each row's identity, NaN where it is null or not stored."""
    values = np.full(len(rows), np.nan)
    if len(rows) == 0:
        return values
    cursor = await conn.execute(
        load("import_stored_values"),
        {
            "channel": arrays.Int4(rows.channel),
            "time": arrays.Timestamps(rows.time_us),
            **span(rows.time_us),
        },
    )
    for position, result in await cursor.fetchall():
        values[position] = np.nan if result is None else result
    return values


async def progress(
    conn: AsyncConnection[Any],
    run: int,
    detail: dict[str, object],
    *,
    finished_at: datetime | None = None,
) -> None:
    """Say how far a run has come; `status` and the page show it."""
    await conn.execute(
        load("run_progress"), {"run": run, "detail": Jsonb(detail), "finished_at": finished_at}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One import, as `import list` shows it."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    detail: dict[str, Any]
    files: int
    first: datetime | None
    last: datetime | None
    readings: int


async def runs(conn: AsyncConnection[Any], *, limit: int) -> list[ImportRun]:
    """Return imports, newest first."""
    cursor = await conn.execute(load("import_runs"), {"limit": limit})
    return [
        ImportRun(
            id=row[0],
            started_at=row[1],
            finished_at=row[2],
            undone_at=row[3],
            detail=row[4],
            files=row[5],
            first=row[6],
            last=row[7],
            readings=row[8],
        )
        for row in await cursor.fetchall()
    ]
