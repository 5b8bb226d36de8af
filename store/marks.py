"""What `derive` has to work off: marks, and how far the clock has come at each site.

A mark is read, and forgotten by its id in the transaction that writes what was computed: one that
is committed in between has another id and stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import columns
from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One day that has to be computed again, of a channel or of a datastream."""

    id: int
    channel: int | None
    datastream: int | None
    day: int  #: UTC day, in days since 1970
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Many marks as columns, oldest first: a year of a city is 366,000 of them.

    Parameters
    ----------
    id, channel, datastream, day
        As in `Mark`; 0 where a mark has no channel or no datastream.
    cause
        Place in `causes`, from 1 on.
    """

    id: NDArray[np.int64]
    channel: NDArray[np.int64]
    datastream: NDArray[np.int64]
    day: NDArray[np.int64]
    cause: NDArray[np.int64]
    causes: Sequence[str]

    def __len__(self) -> int:
        return len(self.id)

    def marks(self, at: NDArray[np.intp]) -> list[Mark]:
        """Return those at some places."""
        told = (self.id, self.channel, self.datastream, self.day, self.cause)
        return [
            Mark(
                id=number,
                channel=channel or None,
                datastream=datastream or None,
                day=day,
                cause=self.causes[cause - 1],
            )
            for number, channel, datastream, day, cause in zip(
                *(column[at].tolist() for column in told), strict=True
            )
        ]


async def newest(conn: AsyncConnection[Any]) -> int:
    """Return the id of the newest mark, 0 when there is none."""
    row = await (await conn.execute(load("derive_marks_newest"))).fetchone()
    return int(row[0]) if row else 0


async def number(conn: AsyncConnection[Any], *, most: int) -> int:
    """Return how many marks there are, counted up to `most`."""
    row = await (await conn.execute(load("derive_marks_number"), {"most": most})).fetchone()
    return int(row[0]) if row else 0


async def read(conn: AsyncConnection[Any], *, after: int, upto: int, marks_max: int) -> list[Mark]:
    """Return the next marks with `after < id <= upto`, oldest first."""
    cursor = await conn.execute(
        load("derive_marks"), {"after": after, "upto": upto, "marks_max": marks_max}
    )
    return [
        Mark(id=number, channel=channel, datastream=datastream, day=day, cause=cause)
        for number, channel, datastream, day, cause in await cursor.fetchall()
    ]


async def backlog(
    conn: AsyncConnection[Any], *, after: int, upto: int, marks_max: int
) -> Backlog | None:
    """Return the next marks with `after < id <= upto`; None when there are none."""
    async with columns.cursor(conn) as cursor:
        await cursor.execute(
            load("derive_backlog"), {"after": after, "upto": upto, "marks_max": marks_max}
        )
        row = await cursor.fetchone()
    if row is None:
        return None
    names = ("id", "channel", "datastream", "day", "cause")
    found = dict(zip(names, (one.astype(np.int64) for one in row[1:]), strict=True))
    return Backlog(causes=row[0], **found)


async def left(conn: AsyncConnection[Any], ids: Sequence[int]) -> set[int]:
    """Return which of these marks nobody has worked off meanwhile."""
    if not ids:
        return set()
    cursor = await conn.execute(load("derive_marks_left"), {"id": list(ids)})
    return {number for (number,) in await cursor.fetchall()}


async def forget(conn: AsyncConnection[Any], ids: Sequence[int]) -> None:
    """Forget marks that have been worked off."""
    if ids:
        await conn.execute(load("derive_marks_delete"), {"id": list(ids)})


async def mark_everything(conn: AsyncConnection[Any]) -> int:
    """Mark every day that has a state or a raw reading; return how many marks that made."""
    return (await conn.execute(load("derive_mark_everything"))).rowcount


async def mark_outdated(
    conn: AsyncConnection[Any],
    *,
    states: int | None,
    stays: int | None,
    numbers: Mapping[str, int],
) -> int:
    """Mark days of which something was made by another version; return how many marks that made.

    Sealed days are left alone: what is said of them stays as it was said. Marks that wait already
    are not made twice.

    Parameters
    ----------
    states, stays
        The versions of today; None: they are not looked at.
    numbers
        The version of today by indicator; of others no number is looked at.
    """
    parameters = {
        "states": states,
        "stays": stays,
        "indicator": list(numbers),
        "version": list(numbers.values()),
    }
    return (await conn.execute(load("derive_mark_outdated"), parameters)).rowcount


async def mark_channel(conn: AsyncConnection[Any], channel: int, *, cause: str) -> int:
    """Mark every day of which a channel has raw rows; return how many.

    To be called in the transaction that deploys it or accepts its device: until then its marks
    concerned no site and were forgotten.
    """
    parameters = {"channel": channel, "cause": cause}
    return (await conn.execute(load("derive_mark_channel"), parameters)).rowcount


async def claim(conn: AsyncConnection[Any], sites: Sequence[str]) -> set[str]:
    """Claim sites until the end of the transaction; return those that no other worker has.

    The transaction need not be durable at once: what is derived and the marks it works off are
    lost together, and then derived again.
    """
    await conn.execute(b"set local synchronous_commit to off")
    cursor = await conn.execute(load("derive_lock"), {"site": list(sites)})
    return {site for site, claimed in await cursor.fetchall() if claimed}


async def clock(conn: AsyncConnection[Any]) -> dict[str, int]:
    """Return how far the clock has come at each site. [ms since 1970]."""
    return dict(await (await conn.execute(load("derive_clock_read"))).fetchall())


async def clock_of(conn: AsyncConnection[Any], sites: Sequence[str]) -> dict[str, int]:
    """Return how far the clock has come at those of some sites where it ran. [ms since 1970]."""
    cursor = await conn.execute(load("derive_clock_of"), {"site": list(sites)})
    return dict(await cursor.fetchall())


async def set_clock(conn: AsyncConnection[Any], sites: Sequence[str], through: datetime) -> None:
    """Say how far the clock has come at sites; it never goes back."""
    if sites:
        parameters = {"site": sorted(sites), "through": through}
        await conn.execute(load("derive_clock_set"), parameters)


async def listen(conn: AsyncConnection[Any]) -> None:
    """Let the database say on this connection when something of a past day is marked."""
    await conn.execute(load("derive_listen"))


async def woken(conn: AsyncConnection[Any], *, most_s: float) -> bool:
    """Wait for the database to say so; False when it did not in that time.

    What it said since the last call, while other statements ran, counts.
    """
    said = False
    async for _ in conn.notifies(timeout=most_s, stop_after=1):
        said = True
    return said
