"""Day states as they are stored: the quarter hours of a UTC day, packed.

A packed day is `VERSION` (one byte) and then the zlib stream (level 1) of `BODY`, all numbers
little-endian; two states are equal when their bytes are.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import NO_STATE, QUARTERS, Ends, Quarters, empty

VERSION: Final = 1
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
_COUNTED: Final = tuple(name for name in _PER_QUARTER if name not in {"low", "high", "last"})


def pack_days(run: Quarters, ends: Ends) -> dict[int, bytes]:
    """Pack a run of whole UTC days; return the bytes of each by days since 1970.

    Raises
    ------
    ValueError
        The run does not begin at midnight or does not end there.

    Examples
    --------
    >>> from analytics.quarters import no_ends
    >>> sorted(pack_days(empty(192, 192), no_ends(2)))
    [2, 3]
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
        """Return the bytes that are stored; equal states have equal bytes.

        Examples
        --------
        >>> state = DayState(day=3, quarters=empty(288, 96))
        >>> unpack(3, state.pack()) == state
        True
        """
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

    Examples
    --------
    >>> told = DayState(day=3, quarters=empty(288, 96), first_value=12.0, first_ms=259_200_000)
    >>> unpack(3, told.pack()).first_value
    12.0
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


_NOTHING: Final = {name: getattr(empty(0, 1), name)[0] for name in _PER_QUARTER}


def bodies(packed: list[bytes]) -> NDArray[np.void]:
    """Return packed days as one array of `BODY`; a wrong version raises `ValueError`.

    Examples
    --------
    >>> told = DayState(day=3, quarters=empty(288, 96), last_value=7.0, last_ms=259_300_000)
    >>> bodies([told.pack()])["last_value"].tolist()
    [7.0]
    """
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


def stack(
    first: int, count: int, states: Mapping[int, bytes], *, extremes: bool = True
) -> Quarters:
    """Lay packed days (by days since 1970) into one run; days that are not given stay empty.

    Examples
    --------
    >>> run = empty(96, 96)
    >>> run.total[:] = 5.0
    >>> stack(95, 3, {1: DayState(day=1, quarters=run).pack()}).total.tolist()
    [0.0, 5.0, 5.0]
    """
    run = empty(first, count, extremes=extremes)
    first_day, last_day = first // QUARTERS, (first + count - 1) // QUARTERS
    days = sorted(day for day in states if first_day <= day <= last_day)
    if not days:
        return run
    body = bodies([states[day] for day in days])
    at = np.array(days) - first_day
    offset = first - first_day * QUARTERS
    for name in _PER_QUARTER if extremes else _COUNTED:
        laid = getattr(run, name)
        whole = np.full((last_day - first_day + 1, QUARTERS), _NOTHING[name], dtype=laid.dtype)
        whole[at] = body[name]
        laid[:] = whole.reshape(-1)[offset : offset + count]
    return run


def _widened(values: NDArray[Any]) -> NDArray[Any]:
    """Return the type that the kernels compute with."""
    if values.dtype.kind == "f":
        return values.astype(np.float64)
    return values.astype(np.uint8 if values.dtype.itemsize == 1 else np.int64)
