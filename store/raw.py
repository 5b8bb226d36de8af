"""Raw rows of several channels in ranges of time, as columns: what `derive` computes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import arrays, columns
from store.instants import from_us
from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A channel in `[first_us, last_us)`.

    Parameters
    ----------
    long_first_us
        Intervals longer than an hour are read from here; not after `first_us`. [us since 1970]
    """

    channel: int
    first_us: int
    last_us: int
    long_first_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawReadings:
    """Readings of one channel, sorted by time.

    Parameters
    ----------
    time_us : int64
        [us since 1970]
    duration_ms : int32
        0 where a reading has none. [ms]
    result : float64
        NaN where the source said that it does not know.
    quality : int16
        QARTOD flag.
    disputed : bool
        Another value of the same identity waits for a decision.
    """

    time_us: NDArray[np.int64]
    duration_ms: NDArray[np.int32]
    result: NDArray[np.float64]
    quality: NDArray[np.int16]
    disputed: NDArray[np.bool_]


NOTHING = RawReadings(
    time_us=np.zeros(0, dtype=np.int64),
    duration_ms=np.zeros(0, dtype=np.int32),
    result=np.zeros(0),
    quality=np.zeros(0, dtype=np.int16),
    disputed=np.zeros(0, dtype=bool),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawVehicles:
    """Single vehicles of one channel, sorted by time; those of quality 4 are left out.

    Parameters
    ----------
    time_us : int64
        [us since 1970]
    speed_km_h, length_m : float32
        NaN where the device gave none.
    vehicle_class : int16
        -1 where the device gave none.
    """

    time_us: NDArray[np.int64]
    speed_km_h: NDArray[np.float32]
    length_m: NDArray[np.float32]
    vehicle_class: NDArray[np.int16]


NOBODY = RawVehicles(
    time_us=np.zeros(0, dtype=np.int64),
    speed_km_h=np.zeros(0, dtype=np.float32),
    length_m=np.zeros(0, dtype=np.float32),
    vehicle_class=np.zeros(0, dtype=np.int16),
)


async def readings(conn: AsyncConnection[Any], stretches: Sequence[Stretch]) -> list[RawReadings]:
    """Return the readings of each stretch, in the order of the stretches."""
    found = [NOTHING] * len(stretches)
    if not stretches:
        return found
    asked = _columns(stretches)
    doubted = await disputed(conn, stretches)
    asked["long_first"] = arrays.Timestamps(np.array([s.long_first_us for s in stretches]))
    asked["first"] = arrays.Timestamps(np.array([s.first_us for s in stretches]))
    async with columns.cursor(conn) as cursor:
        await cursor.execute(load("derive_readings"), asked, prepare=False)
        async for n, time_us, duration_ms, result, quality in cursor:
            found[n - 1] = RawReadings(
                time_us=time_us,
                duration_ms=duration_ms,
                result=result,
                quality=quality,
                disputed=np.isin(time_us, doubted.get(n, [])),
            )
    return found


async def vehicles(conn: AsyncConnection[Any], stretches: Sequence[Stretch]) -> list[RawVehicles]:
    """Return the vehicles that passed in each stretch, in the order of the stretches."""
    found = [NOBODY] * len(stretches)
    if not stretches:
        return found
    async with columns.cursor(conn) as cursor:
        await cursor.execute(load("derive_vehicles"), _columns(stretches), prepare=False)
        async for n, time_us, speed_km_h, length_m, vehicle_class in cursor:
            found[n - 1] = RawVehicles(
                time_us=time_us,
                speed_km_h=speed_km_h,
                length_m=length_m,
                vehicle_class=vehicle_class,
            )
    return found


async def passage_times(
    conn: AsyncConnection[Any], stretches: Sequence[Stretch]
) -> list[NDArray[np.int64]]:
    """Return when vehicles passed in each stretch, sorted. [us since 1970]."""
    found = [NOTHING.time_us] * len(stretches)
    if not stretches:
        return found
    async with columns.cursor(conn) as cursor:
        await cursor.execute(load("derive_passages"), _columns(stretches), prepare=False)
        async for n, time_us in cursor:
            found[n - 1] = time_us
    return found


async def disputed(
    conn: AsyncConnection[Any], stretches: Sequence[Stretch]
) -> dict[int, list[int]]:
    """Return of each stretch, numbered from 1, the disputed instants. [us since 1970]."""
    found: dict[int, list[int]] = {}
    if not stretches:
        return found
    asked = _columns(stretches)
    for n, time_us in await (await conn.execute(load("derive_disputed"), asked)).fetchall():
        found.setdefault(n, []).append(time_us)
    return found


def _columns(stretches: Sequence[Stretch]) -> dict[str, Any]:
    return {
        "channel": arrays.Int4(np.array([s.channel for s in stretches])),
        "first": arrays.Timestamps(np.array([s.long_first_us for s in stretches])),
        "last": arrays.Timestamps(np.array([s.last_us for s in stretches])),
        # Planned anew each time: a plan for any time at all is one for every chunk.
        "earliest": from_us(min(s.long_first_us for s in stretches)),
        "latest": from_us(max(s.last_us for s in stretches)),
    }
