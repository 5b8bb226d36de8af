"""The writer: everything a batch changes, in one transaction, so that repeating it is harmless."""

from datetime import datetime
from typing import Any

import numpy as np
from psycopg import AsyncConnection

from store import (
    blocks,
    dirty,
    frames,
    latest,
    ledger,
    observations,
    passages,
    rejected,
    sealed,
    uplinks,
)
from store.fate import Fate
from store.instants import DAY_US
from store.messages import Batch, Written
from store.passages import Passages


async def write(conn: AsyncConnection[Any], batch: Batch, *, now: datetime) -> Written:
    """Store a batch: rows, messages, frames, what was set aside, ledger, newest values, marks.

    Runs inside the caller's transaction; the months of its rows must have partitions
    (`store.partitions`). The hour of the ledger is that of the block's first message, so that the
    ledger can be recounted from blocks.
    """
    if batch.unfixed:
        batch = await frames.fix_times(conn, batch)
    batch = await sealed.without_sealed(conn, batch, now=now)
    received = [m.received for m in batch.messages]
    block = await blocks.open_block(
        conn,
        batch.source,
        batch.run,
        received_from=min(received),
        received_to=max(received),
        messages=len(batch.messages),
        readings=len(batch.observations) + len(batch.passages),
    )
    whole = {item.message for item in batch.set_aside if item.reading_index is None}
    readable = [m for i, m in enumerate(batch.messages) if i not in whole]
    await blocks.keep_messages(conn, block, readable)
    await uplinks.record(conn, batch.frames)
    fate = await observations.insert(conn, block, batch.observations, now=now)
    passage_fate = await passages.insert(conn, block, batch.passages)
    await rejected.keep(conn, block, batch, now=now)
    hour = min(received).replace(minute=0, second=0, microsecond=0)
    await ledger.add(conn, batch, fate, passage_fate, hour=hour)
    stored = batch.observations.take(np.flatnonzero(fate == Fate.STORED))
    await latest.raise_to(conn, stored, received=now)
    await sealed.forgive(conn, batch.observations, batch.passages, now=now)
    changed = batch.observations.take(np.flatnonzero(fate != Fate.DUPLICATE))
    await dirty.mark(conn, *dirty.touched_days(changed), cause=batch.source)
    await _mark_passages(conn, batch.passages, passage_fate == Fate.STORED, batch.source)
    both = np.concatenate([fate, passage_fate])
    return Written(
        stored=int(np.count_nonzero(both == Fate.STORED)),
        duplicate=int(np.count_nonzero(both == Fate.DUPLICATE)),
        conflict=int(np.count_nonzero(both == Fate.CONFLICT)),
        rejected_messages=len(whole),
        rejected_readings=sum(i.reading_index is not None for i in batch.set_aside),
    )


async def _mark_passages(
    conn: AsyncConnection[Any], rows: Passages, stored: np.ndarray[Any, Any], cause: str
) -> None:
    pairs = dirty.distinct(rows.channel[stored], rows.time_us[stored] // DAY_US)
    await dirty.mark(conn, *pairs, cause=cause)
