"""The state of one datastream: what is known of each quarter hour of a UTC day.

Quarters are numbered from 1970-01-01T00:00Z, so that any run of them is an array with a first
number. A packed day is `VERSION` (one byte) and then the zlib stream (level 1) of `BODY`, all
numbers little-endian; two states are equal when their bytes are.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from devices.quality import Flag

Int = NDArray[np.int64]
Float = NDArray[np.float64]
Byte = NDArray[np.uint8]

QUARTER_MS: Final = 900_000
QUARTERS: Final = 96  #: in a UTC day
DAY_MS: Final = QUARTERS * QUARTER_MS
VERSION: Final = 1
GRAIN_MAX: Final = 255  #: `grain` of any longer interval [quarters]
NO_STATE: Final = np.int64(-(2**62))  #: `first_ms`, `last_ms` where no state is known

UNZIPPED_MAX: Final = 2_048  #: bodies kept in memory, 3.3 kB each [days]

#: One day as it is packed. Fields of a quarter are named as in `Quarters`.
BODY: Final = np.dtype(
    [
        ("total", "<f8", (QUARTERS,)),
        ("observed_ms", "<i4", (QUARTERS,)),
        ("closed_ms", "<i4", (QUARTERS,)),
        ("expected_ms", "<i4", (QUARTERS,)),
        ("grain", "u1", (QUARTERS,)),
        ("flag", "u1", (QUARTERS,)),
        ("low", "<f4", (QUARTERS,)),
        ("high", "<f4", (QUARTERS,)),
        ("last", "<f4", (QUARTERS,)),
        ("first_value", "<f8"),
        ("first_ms", "<i8"),
        ("last_value", "<f8"),
        ("last_ms", "<i8"),
    ]
)
_PER_QUARTER: Final = tuple(name for name in BODY.names or () if BODY[name].shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarters:
    """A run of quarters of one datastream, or of several put together.

    Parameters
    ----------
    first
        Number of the first quarter since 1970. [quarters]
    total
        Counts and passages: how many, intervals apportioned to quarters and calibrated.
        Held states: the integral of the raw value over the observed time. [value * ms]
    observed_ms
        Time for which a value is known and the site is not closed. [ms]
    closed_ms
        Held states: time the site said it was closed. [ms]
    expected_ms
        Time the datastream was deployed, accepted and in service. [ms]
    grain
        The longest source interval that touches the quarter; 0: none, 255: 255 or more. [quarters]
    flag
        QARTOD, see `devices.quality.Flag`.
    low, high, last
        Held states: least, greatest and last known value in the quarter; NaN where none is.
    """

    first: int
    total: Float
    observed_ms: Int
    closed_ms: Int
    expected_ms: Int
    grain: Byte
    flag: Byte
    low: Float
    high: Float
    last: Float

    def __len__(self) -> int:
        return len(self.total)


def empty(first: int, count: int) -> Quarters:
    """Return `count` quarters in which nothing was expected and nothing known."""
    return Quarters(
        first=first,
        total=np.zeros(count),
        observed_ms=np.zeros(count, dtype=np.int64),
        closed_ms=np.zeros(count, dtype=np.int64),
        expected_ms=np.zeros(count, dtype=np.int64),
        grain=np.zeros(count, dtype=np.uint8),
        flag=np.full(count, Flag.MISSING, dtype=np.uint8),
        low=np.full(count, np.nan),
        high=np.full(count, np.nan),
        last=np.full(count, np.nan),
    )


@dataclass(frozen=True, slots=True)
class Ends:
    """Held states: first and last known value of each day, and from when; see `DayState`."""

    first_value: Float
    first_ms: Int
    last_value: Float
    last_ms: Int


def no_ends(days: int) -> Ends:
    """Return the ends of days on which no state is known."""
    return Ends(
        first_value=np.full(days, np.nan),
        first_ms=np.full(days, NO_STATE),
        last_value=np.full(days, np.nan),
        last_ms=np.full(days, NO_STATE),
    )


def pack_days(run: Quarters, ends: Ends) -> dict[int, bytes]:
    """Pack a run of whole UTC days; return the bytes of each by days since 1970.

    Raises
    ------
    ValueError
        The run does not begin at midnight or does not end there.
    """
    if run.first % QUARTERS or len(run) % QUARTERS:
        raise ValueError(f"{len(run)} quarters from {run.first} are not whole UTC days")
    body = np.zeros(len(run) // QUARTERS, dtype=BODY)
    for name in _PER_QUARTER:
        body[name] = getattr(run, name).reshape(-1, QUARTERS)
    body["total"] += 0.0  # -0.0 becomes 0.0
    for name in Ends.__slots__:
        body[name] = getattr(ends, name)
    first_day, head = run.first // QUARTERS, bytes([VERSION])
    return {first_day + k: head + zlib.compress(day.tobytes(), 1) for k, day in enumerate(body)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayState:
    """One UTC day of one datastream.

    Parameters
    ----------
    day
        Days since 1970-01-01. It is the key of the stored row and not part of the packed bytes.
    quarters
        The 96 quarters of the day.
    first_value, first_ms, last_value, last_ms
        Held states: the first and the last known value of the day and the instant from which each
        is known (of a carried-in state midnight); NaN and `NO_STATE` where none is. With them two
        neighbouring days can be joined without raw readings. [ms since 1970]
    """

    day: int
    quarters: Quarters
    first_value: float = float("nan")
    first_ms: int = int(NO_STATE)
    last_value: float = float("nan")
    last_ms: int = int(NO_STATE)

    def pack(self) -> bytes:
        """Return the bytes that are stored; equal states have equal bytes."""
        ends = (self.first_value, self.first_ms, self.last_value, self.last_ms)
        return pack_days(self.quarters, Ends(*(np.array([end]) for end in ends)))[self.day]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DayState):
            return NotImplemented
        return self.day == other.day and self.pack() == other.pack()

    def __hash__(self) -> int:
        return hash((self.day, self.pack()))


def unpack(day: int, packed: bytes) -> DayState:
    """Return the state that `DayState.pack` wrote.

    Raises
    ------
    ValueError
        The bytes have another version or length: derive the day again.
    """
    body = bodies([packed])[0]
    return DayState(
        day=day,
        quarters=Quarters(first=day * QUARTERS, **{n: _widened(body[n]) for n in _PER_QUARTER}),
        first_value=float(body["first_value"]),
        first_ms=int(body["first_ms"]),
        last_value=float(body["last_value"]),
        last_ms=int(body["last_ms"]),
    )


def bodies(packed: list[bytes]) -> NDArray[np.void]:
    """Return packed days as one array of `BODY`; a wrong version raises `ValueError`."""
    for state in packed:
        if state[:1] != bytes([VERSION]):
            raise ValueError(
                f"a day state of version {state[0] if state else 'none'}, this program reads "
                f"{VERSION}: derive the day again"
            )
    raw = b"".join([_unzipped(state) for state in packed])
    return np.frombuffer(raw, dtype=BODY)


@lru_cache(maxsize=UNZIPPED_MAX)
def _unzipped(packed: bytes) -> bytes:
    """Return the body of a day; days, months and years of a site ask for the same ones."""
    return zlib.decompress(packed[1:])


def stack(first: int, count: int, states: Mapping[int, bytes]) -> Quarters:
    """Lay packed days (by days since 1970) into one run; days that are not given stay empty."""
    run = empty(first, count)
    first_day, last_day = first // QUARTERS, (first + count - 1) // QUARTERS
    days = sorted(day for day in states if first_day <= day <= last_day)
    if not days:
        return run
    body = bodies([states[day] for day in days])
    whole = np.full(last_day - first_day + 1, -1)
    whole[np.array(days) - first_day] = np.arange(len(days))
    offset = first - first_day * QUARTERS
    present = np.repeat(whole >= 0, QUARTERS)[offset : offset + count]
    for name in _PER_QUARTER:
        laid = body[name][whole].reshape(-1)[offset : offset + count]
        getattr(run, name)[present] = laid[present]
    return run


def _widened(values: NDArray[Any]) -> NDArray[Any]:
    """Return the type that the kernels compute with."""
    if values.dtype.kind == "f":
        return values.astype(np.float64)
    return values.astype(np.uint8 if values.dtype.itemsize == 1 else np.int64)
