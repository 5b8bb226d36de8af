"""When a frame without a time of its own was measured: as its first commit said, by any road.

A second gateway's copy, a retransmission, a redelivery, the webhook beside MQTT and a backfill all
bring the same (device, session, counter, bytes); the first to be committed fixes the time, and the
others take it. A device whose server does not check counters may begin again at 0 with the same
bytes: what is hours away by the server's own clock is another frame, in another `epoch`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import arrays
from store.messages import Batch, Identity, Unfixed
from store.queries import load

#: Copies of one frame lie closer together by a server's clock; repeated numbers lie further apart.
COPIES_WITHIN_US: Final = 30 * 60 * 1_000_000
#: Of frames that only our own clock has dated: as long as a broker may keep a copy for us.
COPIES_BY_RECEIPT_WITHIN_US: Final = 7 * 86_400 * 1_000_000


async def fix_times(conn: AsyncConnection[Any], batch: Batch) -> Batch:
    """Return a batch in which every row has the time that its frame was first stored with."""
    times_us = await fix(conn, batch.unfixed)
    later_us = np.zeros(len(batch.messages), dtype=np.int64)
    for frame, time_us in zip(batch.unfixed, times_us, strict=True):
        later_us[frame.message] = time_us - frame.measured_us
    if not later_us.any():
        return batch

    def moved(
        rows_us: NDArray[np.int64], message: NDArray[np.int32], floats: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        return rows_us + np.where(floats, later_us[message], 0)

    rows, vehicles = batch.observations, batch.passages
    return replace(
        batch,
        observations=replace(
            rows, time_us=moved(rows.time_us, batch.observation_message, batch.observation_floats)
        ),
        passages=replace(
            vehicles, time_us=moved(vehicles.time_us, batch.passage_message, batch.passage_floats)
        ),
    )


async def fix(conn: AsyncConnection[Any], frames: list[Unfixed]) -> list[int]:
    """Return when each frame was measured, in their order, and note those that are new.

    Runs inside the transaction that stores their readings. [us since 1970]
    """
    wanted = _wanted(frames)
    epoch = dict.fromkeys(wanted, 0)
    if await _note(conn, wanted, epoch) and len(wanted) == len(frames):
        return [frame.measured_us for frame in frames]  # the usual case: no copies
    fixed: dict[int, int] = {}
    while True:
        known = await _known(conn, wanted)
        for i, frame in enumerate(frames):
            if i not in fixed:
                times = known[frame.identity]
                nearest = min(times.values(), key=lambda at: abs(at - frame.measured_us))
                within = COPIES_BY_RECEIPT_WITHIN_US if frame.by_receipt else COPIES_WITHIN_US
                if abs(nearest - frame.measured_us) <= within:
                    fixed[i] = nearest
                else:
                    epoch[frame.identity] = max(times) + 1
        if len(fixed) == len(frames):
            return [fixed[i] for i in range(len(frames))]
        wanted = _wanted(frame for i, frame in enumerate(frames) if i not in fixed)
        await _note(conn, wanted, epoch)


def _wanted(frames: Iterable[Unfixed]) -> dict[Identity, int]:
    """Return the time of the first frame of each identity, in the order in which they are noted.

    That is one order, whoever writes: two transactions that meet wait for each other, not both.
    """
    found: dict[Identity, int] = {}
    for _, identity, measured_us, _ in frames:
        found.setdefault(identity, measured_us)
    return dict(sorted(found.items()))


async def _note(
    conn: AsyncConnection[Any], wanted: dict[Identity, int], epoch: dict[Identity, int]
) -> bool:
    """Note frames that are not there yet; return whether none was."""
    columns = _columns(wanted) | {
        "epoch": arrays.Int4(np.array([epoch[i] for i in wanted], dtype=np.int32)),
        "measured_at": arrays.Timestamps(np.array(list(wanted.values()), dtype=np.int64)),
    }
    cursor = await conn.execute(load("frames_claim"), columns)
    return cursor.rowcount == len(wanted)


async def _known(
    conn: AsyncConnection[Any], wanted: Iterable[Identity]
) -> dict[Identity, dict[int, int]]:
    """Return, for each identity, every time it is known with, by its epoch. [us since 1970]."""
    identities = list(wanted)
    known: dict[Identity, dict[int, int]] = {identity: {} for identity in identities}
    cursor = await conn.execute(load("frames_known"), _columns(identities))
    for position, number, measured_us in await cursor.fetchall():
        known[identities[position - 1]][number] = measured_us
    return known


def _columns(identities: Iterable[Identity]) -> dict[str, arrays.Column]:
    device, session, counter, payload_hash = zip(*identities, strict=True)
    return {
        "device": arrays.Texts(device),
        "session": arrays.Texts(session),
        "counter": arrays.Int8(np.array(counter, dtype=np.int64)),
        "payload_hash": arrays.Bytes(payload_hash),
    }
