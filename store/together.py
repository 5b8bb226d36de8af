"""Raw readings of many channels at once.

Live readings lie in the table in the order of their time, so that the readings of one channel are
spread over all of its pages: who reads channel after channel reads the table as often as there are
channels. Channels of which the same time is wanted are therefore read in one go, a stretch of time
after the other.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import arrays, columns, raw
from store.instants import from_us
from store.queries import load
from store.raw import NOTHING, RawReadings, Stretch

#: Channels and days of one query: of a counter that speaks each minute 1.4 million rows, 66 MB.
_CHANNEL_DAYS_MAX: Final = 1_000
_DAY_US: Final = 86_400_000_000
#: from, to, and from when on long intervals are read [us since 1970]
_Window = tuple[int, int, int]


async def readings(conn: AsyncConnection[Any], stretches: Sequence[Stretch]) -> list[RawReadings]:
    """Return the readings of each stretch as `raw.readings` does, in the order of the stretches."""
    found = [NOTHING] * len(stretches)
    alone: list[int] = []
    disputed = await raw.disputed(conn, stretches)
    for window, members in _by_window(stretches).items():
        channels = sorted({stretches[at].channel for at in members})
        if len(channels) == 1:
            alone += members
            continue
        of_channel = await _window(conn, channels, window)
        for at in members:
            found[at] = _undisputed(of_channel.get(stretches[at].channel), disputed.get(at + 1, []))
    apart = await raw.readings(conn, [stretches[at] for at in alone])
    for at, one in zip(alone, apart, strict=True):
        found[at] = one
    return found


def _by_window(stretches: Sequence[Stretch]) -> dict[_Window, list[int]]:
    found: dict[_Window, list[int]] = {}
    for at, stretch in enumerate(stretches):
        window = (stretch.first_us, stretch.last_us, stretch.long_first_us)
        found.setdefault(window, []).append(at)
    return found


async def _window(
    conn: AsyncConnection[Any], channels: Sequence[int], window: _Window
) -> dict[int, list[NDArray[Any]]]:
    """Return the columns of each channel that says something, sorted by time."""
    first, last, long_first = window
    step = max(_CHANNEL_DAYS_MAX // len(channels), 1) * _DAY_US
    pieces: dict[int, list[list[NDArray[Any]]]] = {}
    for begin in range(first, last, step):
        before = long_first if begin == first else begin
        slices = await _slice(conn, channels, (begin, min(begin + step, last), before))
        for channel, told in slices.items():
            pieces.setdefault(channel, []).append(told)
    return {
        channel: [np.concatenate(column) for column in zip(*told, strict=True)]
        for channel, told in pieces.items()
    }


async def _slice(
    conn: AsyncConnection[Any], channels: Sequence[int], window: _Window
) -> dict[int, list[NDArray[Any]]]:
    first, last, long_first = (from_us(us) for us in window)
    asked = {
        "channel": arrays.Int4(np.array(channels)),
        "first": first,
        "last": last,
        "long_first": long_first,
    }
    async with columns.cursor(conn) as cursor:
        await cursor.execute(load("derive_readings_together"), asked, prepare=False)
        row = await cursor.fetchone()
    if row is None:
        return {}
    place = np.searchsorted(channels, row[0]).astype(np.uint16)
    order = np.argsort(place, kind="stable")  # 16 bits: sorted by counting
    edges = np.searchsorted(place[order], np.arange(len(channels) + 1))
    told = [column[order] for column in row[1:]]
    return {
        channel: _by_time([column[begin:end] for column in told])
        for channel, (begin, end) in zip(channels, pairwise(edges.tolist()), strict=True)
        if begin < end
    }


def _by_time(told: list[NDArray[Any]]) -> list[NDArray[Any]]:
    """Return columns sorted by the first of them, in the byte order of this machine."""
    time_us = told[0]
    if (time_us[1:] < time_us[:-1]).any():
        order = np.argsort(time_us)
        told = [column[order] for column in told]
    return [column.astype(column.dtype.newbyteorder("=")) for column in told]


def _undisputed(told: list[NDArray[Any]] | None, disputed: Sequence[int]) -> RawReadings:
    if told is None:
        return NOTHING
    time_us, duration_ms, result, quality = told
    return RawReadings(
        time_us=time_us,
        duration_ms=duration_ms,
        result=result,
        quality=quality,
        disputed=np.isin(time_us, disputed),
    )
