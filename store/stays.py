"""Stretches of one state of a bay: stays of vehicles, and vacancies between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import arrays, columns, formulas, sealed
from store.instants import from_us
from store.queries import load

#: What is said of a stretch, as bits of `Rows.said`.
OCCUPIED: Final = 1
ARRIVED: Final = 2
DEPARTED: Final = 4
RESUMED: Final = 8

#: What debouncing took out, see `Removed.kind`.
MERGED: Final = 0
DROPPED: Final = 1
NOT_KNOWN: Final = 2

#: This month and so many before it keep stays whose readings are archived. [months]
KEPT_MONTHS: Final = 13
_MS_US: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What debouncing took out of the states of one datastream; see `0070_removed_states.sql`.

    Parameters
    ----------
    from_ms, to_ms : int64
        Where it is written, the stretch it lies in and the instant it began; where it is read, that
        instant twice, of `NOT_KNOWN` the ends of the stretch. [ms since 1970]
    kind : int16
        `MERGED` a vacancy, `DROPPED` a stay, `NOT_KNOWN` whether anything was.
    """

    from_ms: NDArray[np.int64]
    to_ms: NDArray[np.int64]
    kind: NDArray[np.int16]


def nothing_removed() -> Removed:
    """Return that nothing was taken out."""
    none = np.zeros(0, dtype=np.int64)
    return Removed(from_ms=none, to_ms=none, kind=none.astype(np.int16))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Stretches of one datastream, sorted by time.

    Parameters
    ----------
    begin_ms, end_ms : int64
        [ms since 1970]
    said : int16
        Sum of `OCCUPIED`, `ARRIVED`, `DEPARTED` and `RESUMED`, see `0035_stays.sql`.
    """

    begin_ms: NDArray[np.int64]
    end_ms: NDArray[np.int64]
    said: NDArray[np.int16]

    def told(self) -> dict[str, NDArray[np.bool_]]:
        """Return what is said of each stretch, by the names of the columns."""
        bits = {"occupied": OCCUPIED, "arrived": ARRIVED, "departed": DEPARTED, "resumed": RESUMED}
        return {name: (self.said & bit) > 0 for name, bit in bits.items()}


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """The stretches of a datastream that begin in `[from_ms, to_ms)`. [ms since 1970]."""

    datastream: int
    from_ms: int
    to_ms: int


async def replace(
    conn: AsyncConnection[Any],
    ranges: Sequence[Range],
    found: Mapping[int, Rows],
    removed: Mapping[int, Removed],
    *,
    method_version: int,
    now: datetime,
) -> int:
    """Let the stretches that begin in the ranges be those found; return how many rows changed.

    Parameters
    ----------
    found
        By datastream; all of them begin in one of its ranges.
    removed
        What debouncing took out within them, by datastream.
    """
    if not ranges:
        return 0
    values = _columns(found) | _removed_columns(removed)
    gone = await conn.execute(
        load("stays_delete"),
        {
            "of": arrays.Int4(np.array([r.datastream for r in ranges])),
            "first": _timestamps(np.array([r.from_ms for r in ranges])),
            "last": _timestamps(np.array([r.to_ms for r in ranges])),
            "datastream": values["datastream"],
            "begin": values["begin"],
        },
    )
    written = await conn.execute(
        load("stays_write"), values | {"method_version": method_version, "now": now}
    )
    if written.rowcount:
        await formulas.written(conn, {formulas.STAY: method_version})
    return gone.rowcount + written.rowcount


async def read(
    conn: AsyncConnection[Any], datastreams: Sequence[int], from_ms: int, to_ms: int
) -> dict[int, Rows]:
    """Return the stretches that reach into `[from_ms, to_ms)`, by datastream."""
    found: dict[int, Rows] = {}
    async with columns.cursor(conn) as cursor:
        await cursor.execute(load("stays_read"), _window(datastreams, from_ms, to_ms))
        async for datastream, begin, end, said in cursor:
            found[datastream] = Rows(
                begin_ms=begin // _MS_US, end_ms=end // _MS_US, said=said.astype(np.int16)
            )
    return found


async def removed(
    conn: AsyncConnection[Any], datastreams: Sequence[int], from_ms: int, to_ms: int
) -> dict[int, Removed]:
    """Return what debouncing took out of stretches that reach into a window, by datastream."""
    found: dict[int, Removed] = {}
    async with columns.cursor(conn) as cursor:
        await cursor.execute(load("stays_removed"), _window(datastreams, from_ms, to_ms))
        async for datastream, first, last, kind in cursor:
            found[datastream] = Removed(
                from_ms=first // _MS_US, to_ms=last // _MS_US, kind=kind.astype(np.int16)
            )
    return found


async def version(
    conn: AsyncConnection[Any], datastreams: Sequence[int], from_ms: int, to_ms: int
) -> str:
    """Return what differs whenever one of these stretches does."""
    cursor = await conn.execute(load("stays_version"), _window(datastreams, from_ms, to_ms))
    return str(await cursor.fetchone())


async def forget(conn: AsyncConnection[Any], *, now: datetime, months: int = KEPT_MONTHS) -> int:
    """Forget stretches of sealed months that ended so long ago; return how many.

    They outlive their readings, for turnover and durations of a whole year, and not for ever. Where
    the readings are still here so are they: they would be derived again. In a transaction of the
    caller's.

    Parameters
    ----------
    months
        So many months before this one keep them.
    """
    before = {"before": (sealed.month_of(now) - months).astype(object)}
    gone = await conn.execute(load("stays_forget"), before)
    await conn.execute(load("stays_forget_months"), before | {"now": now})
    return gone.rowcount


async def forgotten(conn: AsyncConnection[Any], first: date, last: date) -> list[date]:
    """Return the months between two UTC days, each by its first one, whose stays are forgotten."""
    months = {"first": first.replace(day=1), "last": last}
    cursor = await conn.execute(load("stays_forgotten"), months)
    return [month async for (month,) in cursor]


def _columns(found: Mapping[int, Rows]) -> dict[str, Any]:
    keys = sorted(found)
    none = np.zeros(0, dtype=np.int64)
    lengths = [len(found[key].begin_ms) for key in keys]
    return {
        "datastream": arrays.Int4(np.repeat(np.array(keys, dtype=np.int64), lengths)),
        "begin": _timestamps(np.concatenate([none, *(found[key].begin_ms for key in keys)])),
        "end": _timestamps(np.concatenate([none, *(found[key].end_ms for key in keys)])),
        "said": arrays.Int2(np.concatenate([none, *(found[key].said for key in keys)])),
    }


def _removed_columns(removed: Mapping[int, Removed]) -> dict[str, Any]:
    told = [removed[key] for key in sorted(removed)] or [nothing_removed()]
    lengths = [len(one.kind) for one in told]
    keys = np.array(sorted(removed) or [0], dtype=np.int64)
    return {
        "removed_of": arrays.Int4(np.repeat(keys, lengths)),
        "removed_in": _timestamps(np.concatenate([one.from_ms for one in told])),
        "removed": _timestamps(np.concatenate([one.to_ms for one in told])),
        "removed_kind": arrays.Int2(np.concatenate([one.kind for one in told])),
    }


def _timestamps(instant_ms: NDArray[np.int64]) -> arrays.Timestamps:
    return arrays.Timestamps(instant_ms * _MS_US)


def _window(datastreams: Sequence[int], from_ms: int, to_ms: int) -> dict[str, Any]:
    return {
        "datastream": list(datastreams),
        "first": from_us(from_ms * _MS_US),
        "last": from_us(to_ms * _MS_US),
    }
