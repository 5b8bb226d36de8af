"""A second reading of kept messages: the messages, and what was stored of them.

The row a first reading stored and the one of the second are told apart by their blocks: what a
second reading changes belongs to a block of its own that names the first (`block.reads`).
`store.redecode_changes` changes it.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
from psycopg import AsyncConnection

from store import arrays
from store.queries import load


class Observed(NamedTuple):
    """Identity of an observation."""

    channel: int
    time_us: int  #: since 1970


class Passed(NamedTuple):
    """Identity of a passage."""

    channel: int
    time_us: int
    n: int


Key = Observed | Passed
#: Of an observation (duration_ms, result, quality), of a passage (speed, length, class, quality);
#: None where unknown.
Value = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A row that is stored; `origin`: the block whose messages said it."""

    key: Key
    value: Value
    block: int
    origin: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The messages of a block, as they came."""

    block: int
    source: str
    received_from: datetime
    received_to: datetime
    messages: list[tuple[str, bytes]]


async def lock(conn: AsyncConnection[Any]) -> bool:
    """Be the only redecode while the connection lives; return whether there is no other."""
    row = await (await conn.execute(load("redecode_lock"))).fetchone()
    return row is not None and bool(row[0])


async def blocks(conn: AsyncConnection[Any], since: datetime) -> dict[date, list[int]]:
    """Return the blocks whose messages are kept and came since then, by UTC day, in order."""
    found: dict[date, list[int]] = {}
    cursor = await conn.execute(load("redecode_blocks"), {"since": since})
    for block, day in await cursor.fetchall():
        found.setdefault(day, []).append(block)
    return found


async def payloads(conn: AsyncConnection[Any], day: date, blocks: Sequence[int]) -> list[Kept]:
    """Return the messages of blocks, kept under one day."""
    asked = {"blocks": list(blocks), "day": day}
    cursor = await conn.execute(load("redecode_payloads"), asked)
    return [
        Kept(block, source, first, last, list(_unpacked(encoding, ends, topics, data)))
        for block, source, first, last, encoding, ends, topics, data in await cursor.fetchall()
    ]


def _unpacked(
    encoding: str, ends: bytes, topics: list[str], data: bytes
) -> Iterator[tuple[str, bytes]]:
    if encoding != "zlib":
        raise ValueError(f"messages are packed as {encoding!r}, which this program does not know")
    whole, start = zlib.decompress(data), 0
    for topic, end in zip(topics, np.frombuffer(ends, dtype="<i4").tolist(), strict=True):
        yield topic, whole[start:end]
        start = end


async def devices(conn: AsyncConnection[Any], model: str) -> dict[str, list[int]]:
    """Return the devices in use of a model, each with the numbers of its channels."""
    found: dict[str, list[int]] = {}
    cursor = await conn.execute(load("redecode_devices"), {"model": model})
    for device, channel in await cursor.fetchall():
        found.setdefault(device, [])
        if channel is not None:
            found[device].append(channel)
    return found


async def stored(
    conn: AsyncConnection[Any], channels: Sequence[int], blocks: Sequence[int]
) -> list[Held]:
    """Return what is stored of channels from blocks, by a first or a later reading."""
    asked = {"channels": list(channels), "blocks": list(blocks)}
    rows = await (await conn.execute(load("redecode_stored"), asked)).fetchall()
    held = [Held(Observed(c, t), (d, r, q), block, of) for c, t, d, r, q, block, of in rows]
    rows = await (await conn.execute(load("redecode_stored_passages"), asked)).fetchall()
    return held + [
        Held(Passed(c, t, n), (single(speed), single(length), kind, q), block, of)
        for c, t, n, speed, length, kind, q, block, of in rows
    ]


async def present(conn: AsyncConnection[Any], keys: Iterable[Key]) -> set[Key]:
    """Return which identities are stored, from whatever block."""
    keys = list(keys)
    observed: list[Key] = [key for key in keys if isinstance(key, Observed)]
    passed = [key for key in keys if isinstance(key, Passed)]
    found: set[Key] = set()
    if observed:
        cursor = await conn.execute(load("redecode_present"), identity(observed))
        found |= {observed[position - 1] for (position,) in await cursor.fetchall()}
    if passed:
        asked = identity(passed) | {"n": numbers(passed)}
        cursor = await conn.execute(load("redecode_present_passages"), asked)
        found |= {passed[position - 1] for (position,) in await cursor.fetchall()}
    return found


def identity(keys: Sequence[Key]) -> dict[str, arrays.Column]:
    """Return identities as columns."""
    return {
        "channel": arrays.Int4(np.array([key.channel for key in keys], dtype=np.int32)),
        "time": arrays.Timestamps(np.array([key.time_us for key in keys], dtype=np.int64)),
    }


def numbers(keys: Sequence[Passed]) -> arrays.Column:
    """Return what tells vehicles of one instant apart as a column."""
    return arrays.Int4(np.array([key.n for key in keys], dtype=np.int32))


def single(number: float | None) -> float | None:
    """Return a number as four bytes hold it: what was stored and what is read are compared."""
    return None if number is None else float(np.float32(number))
