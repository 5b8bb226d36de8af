"""Sealed months: their raw rows lie in an archive, so nothing can be compared with them any more.

Whoever writes readings asks here, in the transaction that writes, and keeps the answer true until
it ends: a shared lock for each month asked about, which sealing takes alone. Months that may not
be sealed yet are not asked about: live readings pay one comparison a batch.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from devices.errors import Cause
from store import arrays
from store.messages import Batch, SetAside
from store.passages import Passages
from store.queries import load
from store.rows import Observations

#: This month and so many before it are never sealed. [months]
OPEN_MONTHS: Final = 2
SEALED: Final = "sealed"

Months = NDArray[np.datetime64]  #: unit: month
Mask = NDArray[np.bool_]


def month_of(instant: datetime) -> np.datetime64:
    """Return the UTC month of an instant (in UTC)."""
    return np.datetime64(f"{instant:%Y-%m}", "M")


def newest_sealable(now: datetime) -> np.datetime64:
    """Return the newest month that may be sealed."""
    return month_of(now) - np.timedelta64(OPEN_MONTHS + 1, "M")


async def among(
    conn: AsyncConnection[Any], *times_us: NDArray[np.int64], now: datetime
) -> tuple[Mask, ...]:
    """Return for each array of instants which of them lie in months that take no reading.

    True until the caller's transaction ends. The clock that sealing goes by may be a month ahead
    of this one: months from the last one on are not asked about.
    """
    cut = _asked_until_us(now)
    nothing = tuple(np.zeros(len(one), dtype=bool) for one in times_us)
    old = [one[one < cut] for one in times_us]
    ends = [end for one in old if len(one) for end in (one.min(), one.max())]
    if not ends:
        return nothing
    # From the first to the last: to find the months of all rows takes longer than to lock more.
    first, last = _months(np.array([min(ends), max(ends)]))
    closed = await hold(conn, np.arange(first, last + 1).astype(object).tolist())
    if not closed:
        return nothing
    shut = np.array(sorted(closed), dtype="datetime64[M]")
    return tuple(np.isin(_months(one), shut) for one in times_us)


async def hold(conn: AsyncConnection[Any], months: Sequence[date]) -> dict[date, str]:
    """Return which of some months take no reading, true until the caller's transaction ends."""
    await conn.execute(load("sealed_share"), {"month": sorted(months)}, prepare=False)
    return await states(conn, months)


async def days(conn: AsyncConnection[Any], first: int, last: int, *, now: datetime) -> set[int]:
    """Return the sealed ones of the UTC days [first, last], true until the transaction ends.

    Parameters
    ----------
    first, last
        In days since 1970.
    """
    newest = month_of(now) - np.timedelta64(1, "M")
    begin = np.datetime64(first, "D").astype("datetime64[M]")
    asked = np.arange(begin, min(np.datetime64(last, "D").astype("datetime64[M]") + 1, newest))
    if not len(asked):
        return set()
    found = await hold(conn, asked.astype(object).tolist())
    shut = [np.datetime64(month, "M") for month, state in found.items() if state == SEALED]
    return {
        int(day)
        for month in shut
        for day in np.arange(month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]"))
        .astype(np.int64)
        .tolist()
    }


async def hold_all(conn: AsyncConnection[Any]) -> dict[date, str]:
    """Return all months that take no reading, true until the caller's transaction ends."""
    await conn.execute(load("sealed_share_all"))
    return await states(conn, None)


async def states(conn: AsyncConnection[Any], months: Sequence[date] | None) -> dict[date, str]:
    """Return the state (closing, sealed) of those of some months that take no reading."""
    asked = None if months is None else list(months)
    # Asked seldom, so that nothing is gained by a prepared statement.
    cursor = await conn.execute(load("sealed_of"), {"month": asked}, prepare=False)
    return dict(await cursor.fetchall())


async def between(conn: AsyncConnection[Any], since: datetime, until: datetime) -> list[str]:
    """Return the sealed months, as `2025-03`, that `[since, until)` touches."""
    first, last = month_of(since.astimezone(UTC)), month_of(until.astimezone(UTC))
    asked = np.arange(first, last + 1).astype(object).tolist()
    found = (await states(conn, asked)).items()
    return [f"{month:%Y-%m}" for month, state in found if state == SEALED and _begin(month) < until]


def _begin(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)


async def without_sealed(conn: AsyncConnection[Any], batch: Batch, *, now: datetime) -> Batch:
    """Return a batch whose readings of sealed months are set aside, each with its remedy."""
    rows, vehicles = batch.observations, batch.passages
    late, gone = await among(conn, rows.time_us, vehicles.time_us, now=now)
    if not (late.any() or gone.any()):
        return batch
    await refuse(
        conn,
        np.concatenate([rows.channel[late], vehicles.channel[gone]]),
        np.concatenate([rows.time_us[late], vehicles.time_us[gone]]),
        now=now,
    )
    aside = _aside(batch.observation_message, rows.time_us, late)
    aside += _aside(batch.passage_message, vehicles.time_us, gone)
    return replace(
        batch,
        observations=rows.take(np.flatnonzero(~late)),
        observation_message=batch.observation_message[~late],
        passages=_taken(vehicles, ~gone),
        passage_message=batch.passage_message[~gone],
        set_aside=[*batch.set_aside, *aside],
    )


async def refuse(
    conn: AsyncConnection[Any],
    channel: NDArray[np.int32],
    time_us: NDArray[np.int64],
    *,
    now: datetime,
) -> None:
    """Remember identities that were refused, for the number that they are missing in."""
    order = np.lexsort((time_us, channel))
    await conn.execute(
        load("sealed_refuse"),
        {
            "channel": arrays.Int4(channel[order]),
            "time": arrays.Timestamps(time_us[order]),
            "now": now,
        },
    )


async def forgive(
    conn: AsyncConnection[Any], rows: Observations, vehicles: Passages, *, now: datetime
) -> None:
    """Forget refusals of readings that are stored now, after their month was restored."""
    cut = _asked_until_us(now)
    channel, time_us = [], []
    for one in (rows, vehicles):
        old = one.time_us < cut
        if old.any():
            channel.append(one.channel[old])
            time_us.append(one.time_us[old])
    if channel:
        asked = {"channel": arrays.Int4(np.concatenate(channel))}
        times = arrays.Timestamps(np.concatenate(time_us))
        await conn.execute(load("sealed_forgive"), {**asked, "time": times})


def sentence(month: object) -> str:
    """Say why a reading of a month is refused, and what to do."""
    return (
        f"measured in {month}, whose raw readings lie in the archive, so it cannot be compared "
        f"with them: restore the month (wegwarte archive restore {month}) and replay it "
        f"(wegwarte rejected replay --cause {Cause.BEYOND_RAW_HORIZON})"
    )


def _aside(message: NDArray[np.int32], time_us: NDArray[np.int64], late: Mask) -> list[SetAside]:
    found: list[SetAside] = []
    said: dict[int, int] = {}
    months = _months(time_us)
    for at in np.flatnonzero(late).tolist():
        number = int(message[at])
        said[number] = said.get(number, -1) + 1
        found.append(
            SetAside(
                message=number,
                cause=Cause.BEYOND_RAW_HORIZON,
                detail=sentence(months[at]),
                reading_index=said[number],
            )
        )
    return found


def _asked_until_us(now: datetime) -> int:
    last_month = month_of(now) - np.timedelta64(1, "M")
    return int(last_month.astype("datetime64[us]").astype(np.int64))


def _months(time_us: NDArray[np.int64]) -> Months:
    return time_us.astype("datetime64[us]").astype("datetime64[M]")


def _taken(rows: Passages, kept: Mask) -> Passages:
    return Passages(**{name: getattr(rows, name)[kept] for name in Passages.__slots__})
